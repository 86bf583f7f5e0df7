//! Chains against their steps run one by one, whatever the bands, regions and masks.

use super::*;
use crate::declare::Unit;
use crate::image::filters::REGISTRY;
use crate::image::frame::Format;
use crate::image::testing::{Random, noise};

fn step(filter: &str, parameters: &[(&str, Value)]) -> Description {
    let parameters = parameters.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
    Description { filter: filter.into(), parameters }
}

#[test]
fn errors_name_step_and_parameter() {
    let cases = [
        (step("sharpn", &[]), Code::UnknownFilter, "steps[1].filter"),
        (step("sepia", &[("amout", Value::Number(1.0))]), Code::UnknownParameter, "steps[1].amout"),
        (step("sepia", &[("amount", Value::Number(f64::NAN))]), Code::OutOfRange, "steps[1].amount"),
        (step("sepia", &[("amount", Value::Number(1.1))]), Code::OutOfRange, "steps[1].amount"),
        (step("sepia", &[("amount", Value::Text("1".into()))]), Code::InvalidArgument, "steps[1].amount"),
        (step("rotate", &[("quarterTurns", Value::Number(0.5))]), Code::InvalidArgument, "steps[1].quarterTurns"),
        (step("flip", &[("axis", Value::Text("up".into()))]), Code::InvalidArgument, "steps[1].axis"),
    ];
    for (bad, code, argument) in cases {
        let error = Pipeline::new(&[step("invert", &[]), bad]).unwrap_err();
        assert_eq!((error.code, &*error.argument), (code, argument), "{error}");
    }
}

#[test]
fn every_filter_accepts_its_own_defaults_and_runs() {
    for spec in REGISTRY {
        let mut filter = (spec.create)();
        for index in 0..spec.parameters.len() {
            let value = filter.get(index).unwrap();
            filter.set(index, &value).unwrap();
            assert!(filter.set(index, &Value::Other("an object".into())).is_err(), "{}: accepts an object", spec.name);
        }
        for &format in spec.domain {
            let mut frame = noise(format, 13, 7, false, 1);
            Pipeline::of(vec![(spec.create)()]).apply(&mut frame).unwrap();
        }
    }
}

#[test]
fn bands_chains_and_targets_do_not_change_the_result() {
    let chain = [
        step("brightness", &[("amount", Value::Number(1.2))]),
        step("sobel", &[]),
        step("invert", &[]),
        step("convolve3x3", &[("kernel", Value::Numbers(vec![1.0 / 9.0; 9]))]),
        step("rotate", &[]),
        step("sepia", &[]),
        step("convolve3x3", &[("kernel", Value::Numbers(vec![0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0]))]),
    ];
    let source = noise(Format::Rgba8, 37, 29, false, 9);
    let mut expected = noise(Format::Rgba8, 37, 29, false, 9);
    for description in &chain {
        Pipeline::new(core::slice::from_ref(description)).unwrap().apply(&mut expected).unwrap();
    }
    for band_bytes in [1, 37 * 4, 500, 1 << 20] {
        let mut pipeline = Pipeline::new(&chain).unwrap();
        pipeline.set_band_bytes(band_bytes);
        let mut frame = noise(Format::Rgba8, 37, 29, false, 9);
        pipeline.apply(&mut frame).unwrap();
        assert_eq!(frame.layout().width(), 29, "turned");
        assert!(frame.bytes() == expected.bytes(), "in place, {band_bytes}");
        let mut target = Frame::new(*frame.layout()).unwrap();
        pipeline.apply_into(&source, &mut target).unwrap();
        assert!(target.bytes() == expected.bytes(), "into, {band_bytes}");
    }
    let mut wrong = noise(Format::Rgba8, 37, 29, false, 9);
    let error = Pipeline::new(&chain).unwrap().apply_into(&source, &mut wrong).unwrap_err();
    assert_eq!(error.code, Code::SizeMismatch, "{error}");
}

#[test]
fn a_parameter_changes_without_rebuilding() {
    let mut pipeline = Pipeline::new(&[step("brightness", &[]), step("rotate", &[])]).unwrap();
    let mut frame = noise(Format::Rgba8, 8, 4, true, 2);
    pipeline.apply(&mut frame).unwrap();
    pipeline.set(0, 0, &Value::Number(0.0)).unwrap();
    assert_eq!(pipeline.set(0, 0, &Value::Number(-1.0)).unwrap_err().code, Code::OutOfRange, "refused");
    assert_eq!(pipeline.set(2, 0, &Value::Number(1.0)).unwrap_err().code, Code::UnknownParameter, "no step");
    assert_eq!(pipeline.set(1, 1, &Value::Number(1.0)).unwrap_err().code, Code::UnknownParameter, "no parameter");
    pipeline.set(1, 0, &Value::Number(2.0)).unwrap();
    let mut frame = noise(Format::Rgba8, 8, 4, true, 2);
    pipeline.apply(&mut frame).unwrap();
    assert_eq!(frame.layout().width(), 8, "half a turn");
    assert!(frame.bytes().chunks(4).all(|pixel| pixel == [0, 0, 0, 255]), "black");
}

#[test]
fn several_parameters_change_together_or_not_at_all() {
    let steps = [step("levels", &[]), step("gaussianBlur", &[])];
    let mut pipeline = Preset { steps: steps.to_vec(), scale: 0.5, ..Preset::default() }.build().unwrap();
    let values = |pipeline: &Pipeline| -> Vec<Value> {
        let filter = &pipeline.steps[0].filter;
        (0..filter.spec().parameters.len()).map(|index| filter.get(index).unwrap()).collect()
    };
    let before = values(&pipeline);
    let number = |index: usize, number: f64| Ok((index, Value::Number(number)));
    let wrong = pipeline.set_all(0, [number(0, 0.2), number(1, 0.9), number(2, f64::NAN)]).unwrap_err();
    assert_eq!(wrong.code, Code::OutOfRange, "{wrong}");
    assert_eq!(values(&pipeline), before, "none of them");
    pipeline.set_all(0, [number(0, 0.2), number(1, 0.9)]).unwrap();
    assert_eq!(values(&pipeline)[..2], [Value::Number(0.2), Value::Number(0.9)], "both");
    assert!(pipeline.set_all(7, [number(0, 0.2)]).is_err(), "no such step");
    let sigma = |pipeline: &Pipeline| pipeline.steps[1].filter.get(0);
    let scaled = sigma(&pipeline);
    assert!(pipeline.set_all(1, [number(0, 8.0), number(0, -1.0)]).is_err(), "a wrong deviation");
    assert_eq!(sigma(&pipeline), scaled, "a preview's value is not scaled twice");
}

/// The frame that steps read besides.
const OTHER: Input = Input(7);

/// Numbers from 0 to 1 that are the same everywhere.
fn fraction(random: &mut Random) -> f64 {
    f64::from(random.byte()) / 255.0
}

fn below(random: &mut Random, limit: usize) -> usize {
    (usize::from(random.byte()) << 8 | usize::from(random.byte())) % limit
}

/// Any filter, with parameters from the part of their range that a slider offers.
fn any_filter(random: &mut Random, format: Format, keeps_size: bool) -> Box<dyn Filter> {
    loop {
        let spec = REGISTRY[below(random, REGISTRY.len())];
        // A map must fit the frame, which others change on the way.
        if !spec.domain.contains(&format) || spec.name == "remap" {
            continue;
        }
        let mut filter = (spec.create)();
        for (index, parameter) in spec.parameters.iter().enumerate() {
            let between = |random: &mut Random, low: f64, high: f64| low + (high - low) * fraction(random);
            let value = match &parameter.kind {
                // A wide blur is a wide window: enough of it is seen with a narrow one.
                Kind::Number(number) => {
                    let (low, high) = number.typical;
                    Value::Number(between(random, low, high.min(low.max(5.0))))
                }
                // Nor has a frame to be large.
                Kind::Integer(number) if number.unit == Unit::Pixels => {
                    Value::Number(f64::from(random.byte() / 4).clamp(number.range.0, number.range.1))
                }
                Kind::Integer(number) => Value::Number(between(random, number.typical.0, number.typical.1).round()),
                Kind::Boolean(_) => Value::Boolean(random.byte() > 127),
                Kind::Enum { names, .. } => Value::Number(below(random, names.len()) as f64),
                Kind::Matrix { default, range: (low, high), .. } => {
                    let (low, high) = (low.max(-1.0), high.min(1.0));
                    Value::Numbers(default.iter().map(|_| between(random, low, high)).collect())
                }
                Kind::Records { record, default } => {
                    // Rising offsets and levels stay as they are.
                    let Value::Records(records) = Value::records(record, default) else { unreachable!() };
                    let width = default.len() / records.len();
                    let own = |(i, &number): (usize, &f64)| if i % width == 0 { number } else { fraction(random) };
                    Value::records(record, &default.iter().enumerate().map(own).collect::<Vec<_>>())
                }
                Kind::Kernel { rank, .. } => {
                    let side = 1 + 2 * below(random, 4);
                    let count = if *rank == 2 { side * side } else { side };
                    Value::Numbers((0..count).map(|_| between(random, -0.5, 1.0)).collect())
                }
                Kind::Resource("lut") => Value::Resource(any_lut(random).into()),
                Kind::Frame => Value::Frame(OTHER.0),
                _ => continue,
            };
            filter.set(index, &value).unwrap();
        }
        // Whether it moves pixels to another frame depends on the parameters: half a turn doesn't.
        let layout = FrameLayout::new(format, 3, 2).unwrap();
        let moves_away =
            matches!(filter.operation(&layout).unwrap(), Operation::Geometry(kernel) if !kernel.is_in_place());
        if keeps_size && moves_away {
            continue;
        }
        return filter;
    }
}

/// A small table of random colours.
fn any_lut(random: &mut Random) -> crate::image::lut::Lut {
    let dimensions = if random.byte() < 64 { 1 } else { 3 };
    let size = 2 + below(random, 4);
    let mut text = format!("LUT_{dimensions}D_SIZE {size}\n");
    for _ in 0..size.pow(dimensions) {
        text += &format!("{} {} {}\n", fraction(random), fraction(random), fraction(random));
    }
    crate::image::lut::Lut::from_cube(&text).unwrap()
}

/// The same filter again: a pipeline owns its filters.
fn again(filter: &dyn Filter) -> Box<dyn Filter> {
    let mut copy = (filter.spec().create)();
    for index in 0..filter.spec().parameters.len() {
        copy.set(index, &filter.get(index).unwrap()).unwrap();
    }
    copy
}

fn copy_of(frame: &Frame) -> Frame {
    let mut copy = Frame::new(*frame.layout()).unwrap();
    copy.bytes_mut().copy_from_slice(frame.bytes());
    copy
}

#[test]
fn a_chain_gives_the_bits_of_its_steps_one_by_one() {
    let mut random = Random::new(77);
    for round in 0..400 {
        let format = if round % 5 == 0 { Format::Gray8 } else { Format::Rgba8 };
        let (width, height) = (1 + below(&mut random, 70) as u32, 1 + below(&mut random, 50) as u32);
        let source = noise(format, width, height, round % 3 == 0, round);
        let partial = round % 2 == 1;
        let region = (round % 4 == 1).then(|| {
            let (x, y) = (below(&mut random, width as usize) as u32, below(&mut random, height as usize) as u32);
            let most = |random: &mut Random, left: u32| 1 + below(random, left as usize) as u32;
            Region { x, y, width: most(&mut random, width - x), height: most(&mut random, height - y) }
        });
        let size = region.map_or((width, height), |region| (region.width, region.height));
        let mask = (partial && round % 3 != 0).then(|| noise(Format::Gray8, size.0, size.1, true, round + 1));
        let filters: Vec<_> =
            (0..1 + below(&mut random, 6)).map(|_| any_filter(&mut random, format, partial)).collect();
        let names: Vec<_> = filters.iter().map(|filter| filter.spec().name).collect();
        let what = format!("round {round}: {names:?} on {width}×{height} {format:?}, {region:?}");

        let other = noise(format, width.div_ceil(2) + 3, height, round % 7 == 0, round + 2);
        let frames = [(OTHER, &other)];
        // One by one, on the region by itself, and then put together.
        let mut part = match region {
            None => copy_of(&source),
            Some(Region { x, y, width, height }) => {
                let mut part = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
                let p = format_bytes(format);
                let rows =
                    source.plane().part(y as usize..(y + height) as usize, x as usize * p..(x + width) as usize * p);
                part.plane_mut().into_rows().zip(rows.rows()).for_each(|(to, from)| to.copy_from_slice(from));
                part
            }
        };
        let before = copy_of(&part);
        for filter in &filters {
            let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
            Pipeline::of(vec![again(filter.as_ref())]).apply_with(&mut part, options).unwrap();
        }
        if let Some(mask) = &mask {
            let (before, mask) = (before.plane(), mask.plane());
            part.plane_mut().into_rows().enumerate().for_each(|(y, row)| mask::blend(before.row(y), row, mask.row(y)));
        }
        let mut expected = if region.is_some() { copy_of(&source) } else { copy_of(&part) };
        if let Some(Region { x, y, width, height }) = region {
            let p = format_bytes(format);
            let target = expected.plane_mut();
            let target = target.into_part(y as usize..(y + height) as usize, x as usize * p..(x + width) as usize * p);
            target.into_rows().zip(part.plane().rows()).for_each(|(to, from)| to.copy_from_slice(from));
        }

        let options = Options { region, mask: mask.as_ref(), inputs: Inputs::from(&frames) };
        let mut pipeline = Pipeline::of(filters.iter().map(|filter| again(filter.as_ref())).collect());
        pipeline.set_band_bytes(1 + below(&mut random, 4000));
        let mut frame = copy_of(&source);
        pipeline.apply_with(&mut frame, options).unwrap();
        assert!(frame.bytes() == expected.bytes(), "in place, {what}");
        let mut target = Frame::new(*expected.layout()).unwrap();
        let mut pool = Pool::default();
        pipeline.run_into(&source, &mut target, &mut pool, options).unwrap();
        assert!(target.bytes() == expected.bytes(), "into, {what}");
        // A few rows at a time, as a run does that reports how far it is.
        let mut target = Frame::new(*expected.layout()).unwrap();
        let rows = 1 + below(&mut random, 9);
        pipeline.prepare_part(source.layout(), options).unwrap();
        while !pipeline.advance(Some(&source), &mut target, &mut pool, &mut None, options, rows).unwrap() {}
        assert!(target.bytes() == expected.bytes(), "{rows} rows at a time, {what}");
        assert_eq!(pool.statistics().live, 0, "nothing lost, {what}");
    }
}

fn format_bytes(format: Format) -> usize {
    FrameLayout::new(format, 1, 1).unwrap().pixel_bytes()
}

#[test]
fn regions_and_masks_that_do_not_fit_are_errors() {
    let mut frame = noise(Format::Rgba8, 8, 8, true, 1);
    let mut invert = Pipeline::new(&[step("invert", &[])]).unwrap();
    let region = |x, y, width, height| Some(Region { x, y, width, height });
    for outside in [region(0, 0, 9, 1), region(8, 0, 1, 1), region(0, 0, 0, 1), region(u32::MAX, 0, 2, 1)] {
        let error = invert.apply_with(&mut frame, Options { region: outside, ..Options::default() }).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::OutOfRange, "region"), "{error}");
    }
    let (small, colored) = (noise(Format::Gray8, 7, 8, true, 1), noise(Format::Rgba8, 8, 8, true, 1));
    for (mask, code) in [(&small, Code::SizeMismatch), (&colored, Code::UnsupportedFormat)] {
        let error = invert.apply_with(&mut frame, Options { mask: Some(mask), ..Options::default() }).unwrap_err();
        assert_eq!((error.code, &*error.argument), (code, "mask"), "{error}");
    }
    let mut turn = Pipeline::new(&[step("rotate", &[])]).unwrap();
    let error = turn.apply_with(&mut frame, Options { region: region(0, 0, 4, 4), ..Options::default() }).unwrap_err();
    assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "region"), "{error}");
}

#[test]
fn a_preview_looks_like_the_real_one_made_smaller() {
    let preview = Preset {
        steps: vec![step("gaussianBlur", &[("sigma", Value::Number(8.0))])],
        scale: 0.25,
        ..Preset::default()
    };
    let mut preview = preview.build().unwrap();
    let mut expected = Pipeline::new(&[step("gaussianBlur", &[("sigma", Value::Number(2.0))])]).unwrap();
    for (set, sigma) in [(None, 2.0), (Some(12.0), 3.0)] {
        if let Some(set) = set {
            preview.set(0, 0, &Value::Number(set)).unwrap();
        }
        expected.set(0, 0, &Value::Number(sigma)).unwrap();
        let (mut a, mut b) = (noise(Format::Rgba8, 40, 30, true, 1), noise(Format::Rgba8, 40, 30, true, 1));
        preview.apply(&mut a).unwrap();
        expected.apply(&mut b).unwrap();
        assert!(a.bytes() == b.bytes(), "σ {sigma}");
    }
}

/// Steps whose pixels move, or that see the frame before they change it: passes of their own.
fn geometry_steps() -> Vec<Description> {
    let text = |text: &str| Value::Text(text.into());
    let number = Value::Number;
    let resize = |kernel: &str, width: f64, height: f64| {
        step("resize", &[("width", number(width)), ("height", number(height)), ("kernel", text(kernel))])
    };
    let mut steps = vec![
        resize("nearest", 31.0, 800.0),
        resize("bilinear", 150.0, 300.0),
        resize("lanczos3", 150.0, 333.0),
        resize("catmullRom", 601.0, 700.0),
        step("rotate", &[("quarterTurns", number(1.0))]),
        step("rotate", &[("quarterTurns", number(3.0))]),
        step("affine", &[("width", number(400.0)), ("height", number(500.0)), ("interpolation", text("bicubic"))]),
        step("rotateByAngle", &[("expand", Value::Boolean(true))]),
        step("crop", &[("x", number(3.0)), ("y", number(5.0))]),
        step("quantize", &[("dither", Value::Boolean(true))]),
    ];
    let others = [
        "zoomBlur",
        "spinBlur",
        "canny",
        "pad",
        "pixelate",
        "chromaticAberration",
        "waveform",
        "parade",
        "vectorscope",
    ];
    steps.extend(others.map(|filter| step(filter, &[])));
    steps
}

/// Work that takes seconds for large frames must be done in parts, wherever it is cut, with the same result.
#[test]
fn geometry_is_done_in_parts() {
    for description in geometry_steps() {
        for format in [Format::Rgba8, Format::Gray8] {
            let source = noise(format, 300, 600, false, 3);
            let mut pipeline = Pipeline::new(core::slice::from_ref(&description)).unwrap();
            if pipeline.steps[0].filter.spec().domain.iter().all(|&known| known != format) {
                continue;
            }
            let output = pipeline.prepare(source.layout()).unwrap();
            let mut expected = Frame::new(output).unwrap();
            pipeline.apply_into(&source, &mut expected).unwrap();
            for (rows, in_place) in [(1, true), (7, true), (113, true), (1, false), (113, false)] {
                let mut pool = Pool::default();
                let mut replaced = None;
                let mut frame = if in_place { noise(format, 300, 600, false, 3) } else { Frame::new(output).unwrap() };
                let mut parts = 1;
                let from = (!in_place).then_some(&source);
                let options = Options::default();
                while !pipeline.advance(from, &mut frame, &mut pool, &mut replaced, options, rows).unwrap() {
                    parts += 1;
                }
                assert_eq!(*frame.layout(), output, "{description:?}");
                assert!(frame.bytes() == expected.bytes(), "{description:?} {format:?}, {rows} rows, {in_place}");
                // The finest parts that a kernel has are lines of squares, or areas of 256 columns.
                assert!(parts > 1 || rows > 100, "{description:?}: {parts} part");
            }
        }
    }
}

#[test]
fn a_run_of_geometry_that_is_cancelled_gives_everything_back() {
    for description in geometry_steps() {
        let mut pipeline = Pipeline::new(&[step("invert", &[]), description.clone(), step("invert", &[])]).unwrap();
        let mut pool = Pool::default();
        let mut replaced = None;
        let mut frame = noise(Format::Rgba8, 300, 600, false, 3);
        for rows in [1, 601, 700] {
            let options = Options::default();
            pipeline.advance(None, &mut frame, &mut pool, &mut replaced, options, rows).unwrap();
            pipeline.cancel(&mut pool);
            if let Some(block) = replaced.take() {
                pool.give(block);
            }
            let output = pipeline.prepare(frame.layout()).unwrap();
            assert!(output.byte_length() > 0, "{description:?} goes on");
        }
        // What the run took is back; the frame's own block may be one of the pool's now.
        assert!(pool.statistics().live <= frame.bytes().len() + (1 << 20), "{description:?}");
    }
}
