//! Every filter on every format, compared with the plain formats: planes with gray frames, colours with RGBA frames.

use filmgate::error::Code;
use filmgate::image::filters::{Domain, Filter, REGISTRY, Spec};
use filmgate::image::frame::{ColorModel, Format, Frame, FrameLayout, Metadata, Sample};
use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline, Region};
use filmgate::memory::Pool;

use crate::chains::SAME_SIZE;
use crate::values::{Random, Values};

/// The index of the further frame in [`Values`].
pub(crate) const OTHER: Input = Input(1);

pub(crate) const SIZES: [(u32, u32); 8] = [(1, 1), (2, 1), (1, 3), (3, 2), (7, 5), (16, 16), (17, 19), (33, 33)];

pub(crate) fn noise(random: &mut Random, format: Format, (width, height): (u32, u32)) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    match format.spec().sample {
        Sample::U8 => frame.bytes_mut().iter_mut().for_each(|byte| {
            *byte = match random.below(8) {
                0 => 0,
                1 => 255,
                _ => random.next() as u8,
            };
        }),
        Sample::U10 => {
            let (samples, _) = frame.bytes_mut().as_chunks_mut::<2>();
            samples.iter_mut().for_each(|sample| *sample = (random.below(1024) as u16).to_le_bytes());
        }
        Sample::F32 => {
            let (samples, _) = frame.bytes_mut().as_chunks_mut::<4>();
            samples.iter_mut().for_each(|sample| *sample = (random.fraction() as f32).to_le_bytes());
        }
    }
    frame
}

pub(crate) fn copy_of(frame: &Frame) -> Frame {
    let mut copy = Frame::new(*frame.layout()).unwrap();
    copy.bytes_mut().copy_from_slice(frame.bytes());
    copy
}

/// A filter with random parameters. Parameters in pixels are even, so that those of a plane of half the size are exact.
pub(crate) fn filter_of(spec: &Spec, values: &mut Values) -> Box<dyn Filter> {
    let mut filter = (spec.create)();
    for (index, parameter) in spec.parameters.iter().enumerate() {
        let value = values.value(&parameter.kind);
        filter.set(index, &value).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
    }
    filter
}

pub(crate) fn again(filter: &dyn Filter) -> Box<dyn Filter> {
    let mut copy = (filter.spec().create)();
    for index in 0..filter.spec().parameters.len() {
        copy.set(index, &filter.get(index).unwrap()).unwrap();
    }
    copy
}

/// Names and parameters, for messages.
pub(crate) fn named(filters: &[Box<dyn Filter>]) -> String {
    let values =
        |filter: &dyn Filter| (0..filter.spec().parameters.len()).filter_map(|i| filter.get(i)).collect::<Vec<_>>();
    filters.iter().map(|filter| format!("{} {:?}; ", filter.spec().name, values(&**filter))).collect()
}

/// Converts a frame by a pipeline without steps.
pub(crate) fn converted(frame: &Frame, format: Format) -> Frame {
    let mut target =
        Frame::new(FrameLayout::new(format, frame.layout().width(), frame.layout().height()).unwrap()).unwrap();
    Pipeline::new(vec![]).apply_into(frame, &mut target).unwrap();
    target
}

fn run(filters: &[Box<dyn Filter>], source: &Frame, other: &Frame) -> Result<Frame, filmgate::Error> {
    let frames = [(OTHER, other)];
    let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
    let mut frame = copy_of(source);
    let mut pipeline = Pipeline::new(filters.iter().map(|filter| again(&**filter)).collect());
    pipeline.apply_with(&mut frame, options)?;
    let what = format!("{} on {:?}", named(filters), source.layout());
    let mut target = Frame::new(*frame.layout()).unwrap();
    target.bytes_mut().fill(77);
    pipeline.apply_into_with(source, &mut target, options).unwrap();
    assert!(frame.bytes() == target.bytes(), "{what}: in place and out of place differ");
    // In parts, with small bands.
    let mut parts = copy_of(source);
    pipeline.set_band_bytes(1);
    let (pool, replaced) = (&mut Pool::default(), &mut None);
    let view = source.view();
    pipeline.prepare_part(&view, source.layout().format(), view.metadata(), options).unwrap();
    while !pipeline.advance(None, (&mut parts).into(), pool, replaced, options, 3).unwrap() {
        assert!((0.0..=1.0).contains(&pipeline.fraction_done()), "{what}: the part that is done");
    }
    assert!(frame.bytes() == parts.bytes(), "{what}: in parts");
    Ok(frame)
}

/// The result by way of an RGBA frame.
fn by_rgba(filters: &[Box<dyn Filter>], source: &Frame, other: &Frame) -> Result<Frame, filmgate::Error> {
    let result = run(filters, &converted(source, Format::Rgba), other)?;
    Ok(converted(&result, source.layout().format()))
}

#[test]
fn every_filter_processes_every_format() {
    let mut ran = 0;
    for (seed, spec) in REGISTRY.iter().enumerate() {
        for &format in Format::ALL {
            for size in SIZES {
                let mut values = Values { pixels: 24.0, ..Values::typical(seed as u64 * 1000 + u64::from(size.0)) };
                let filter = filter_of(spec, &mut values);
                let source = noise(&mut values.random, format, size);
                let other_size = if SAME_SIZE.contains(&spec.name) { size } else { (9, 5) };
                let other = noise(&mut values.random, Format::Rgba, other_size);
                let filters = [filter];
                let what = format!("{} on {format:?} {size:?}", named(&filters));
                let result = run(&filters, &source, &other);
                if format == Format::Gray8 {
                    let is_refused = matches!(&result, Err(error) if error.code == Code::UnsupportedFormat);
                    assert!(is_refused || spec.domain != Domain::Color, "{what}: {result:?}");
                    continue;
                }
                if format == Format::Rgba {
                    continue;
                }
                let expected = by_rgba(&filters, &source, &other);
                match (result, expected) {
                    (Ok(result), Ok(expected)) => {
                        ran += 1;
                        let mut pipeline = Pipeline::new(vec![again(&*filters[0])]);
                        pipeline.prepare(source.layout()).unwrap();
                        let plan = pipeline.explain().unwrap();
                        // Planes aren't colours: they are compared with gray frames below.
                        if plan.passes.is_empty() || plan.passes.iter().any(|pass| pass.domain == "planes") {
                            assert_eq!(result.layout(), expected.layout(), "{what}");
                        } else {
                            assert!(result.bytes() == expected.bytes(), "{what}");
                        }
                    }
                    (Err(error), Err(expected)) => assert_eq!(error.code, expected.code, "{what}"),
                    (result, expected) => panic!("{what}: {result:?} instead of {expected:?}"),
                }
            }
        }
    }
    assert!(ran > 5000, "{ran}");
}

/// A plane is processed as a gray frame is, with parameters in pixels scaled to it.
#[test]
fn planes_are_processed_as_gray_frames() {
    let mut planes = 0;
    for (seed, spec) in REGISTRY.iter().enumerate().filter(|(_, spec)| spec.domain == Domain::Planes) {
        for format in [Format::I420, Format::I420A, Format::I444] {
            for size in [(2, 2), (16, 12), (34, 18)] {
                let mut values = Values { pixels: 24.0, ..Values::typical(seed as u64 * 77 + u64::from(size.0)) };
                let mut filter = filter_of(spec, &mut values);
                for (index, parameter) in spec.parameters.iter().enumerate() {
                    // A border of a plane is of any mode but transparent; whole pixels are even.
                    if let filmgate::declare::Kind::Enum { names, .. } = &parameter.kind
                        && names.contains(&"transparent")
                    {
                        filter.set(index, &filmgate::declare::Value::Text("clamp".into())).unwrap();
                    }
                }
                let source = noise(&mut values.random, format, size);
                let layout = *source.layout();
                let has_pixels = |parameter: &filmgate::declare::Parameter| match &parameter.kind {
                    filmgate::declare::Kind::Number(number) | filmgate::declare::Kind::Integer(number) => {
                        number.unit == filmgate::declare::Unit::Pixels
                    }
                    filmgate::declare::Kind::Color(_) | filmgate::declare::Kind::Frame => true,
                    _ => false,
                };
                // The scale itself is the planner's; filters without it have nothing to scale.
                if spec.parameters.iter().any(has_pixels) && format != Format::I444 || filter.needs_color(&layout) {
                    continue;
                }
                if spec.parameters.iter().any(|parameter| {
                    matches!(&parameter.kind, filmgate::declare::Kind::Color(_) | filmgate::declare::Kind::Frame)
                }) {
                    continue;
                }
                let filters = [filter];
                let what = format!("{} on {format:?} {size:?}", named(&filters));
                let Ok(result) = run(&filters, &source, &source) else { continue };
                for (index, plane) in layout.planes().enumerate() {
                    let gray = FrameLayout::new(Format::Gray8, plane.width as u32, plane.rows as u32).unwrap();
                    let mut frame = Frame::new(gray).unwrap();
                    let bytes: Vec<u8> = source.plane(index).rows().flatten().copied().collect();
                    frame.bytes_mut().copy_from_slice(&bytes);
                    let expected = run(&filters, &frame, &frame).unwrap();
                    let got: Vec<u8> = result.plane(index).rows().flatten().copied().collect();
                    assert!(got == expected.bytes(), "{what}: plane {index}");
                    planes += 1;
                }
            }
        }
    }
    assert!(planes > 100, "{planes}");
}

/// Steps that work on planes stay before and after the others, which run on RGBA rows.
#[test]
fn chains_are_divided_among_planes_and_colours() {
    let of = |domain: fn(Domain) -> bool| REGISTRY.iter().filter(move |spec| domain(spec.domain)).collect::<Vec<_>>();
    let blurs: Vec<_> = REGISTRY.iter().filter(|spec| ["blur", "detail"].contains(&spec.family)).collect();
    let blurs: Vec<_> = blurs.into_iter().filter(|spec| spec.domain == Domain::Planes).collect();
    let colors = of(|domain| !matches!(domain, Domain::Planes | Domain::Luma));
    let mut ran = 0;
    for seed in 0..200 {
        let mut values = Values { pixels: 24.0, ..Values::typical(seed) };
        let yuv: Vec<_> = Format::ALL.iter().filter(|format| format.spec().model == ColorModel::Yuv).collect();
        let format = *yuv[values.random.below(yuv.len())];
        let size = SIZES[values.random.below(SIZES.len())];
        let source = noise(&mut values.random, format, size);
        let other = noise(&mut values.random, Format::Rgba, (9, 5));
        let mut pick = |from: &[&&Spec], most: usize| -> Vec<Box<dyn Filter>> {
            (0..values.random.below(most + 1))
                .map(|_| {
                    let spec = from[values.random.below(from.len())];
                    filter_of(spec, &mut values)
                })
                .collect()
        };
        let (front, mut middle, back) = (pick(&blurs, 2), pick(&colors, 3), pick(&blurs, 2));
        // A composite can work on planes, too.
        middle.retain(|filter| !filter.has_planes() && !SAME_SIZE.contains(&filter.spec().name));
        middle.retain(|filter| !["spectrogram", "waveform", "parade", "vectorscope"].contains(&filter.spec().name));
        if middle.is_empty() {
            continue;
        }
        let all: Vec<_> = front.iter().chain(&middle).chain(&back).map(|filter| again(&**filter)).collect();
        let what = format!("seed {seed}: {} on {format:?} {size:?}", named(&all));
        let result = run(&all, &source, &other).unwrap_or_else(|error| panic!("{what}: {error}"));
        let is_planar = format.spec().planes.iter().all(|plane| plane.halvings[0] == plane.halvings[1])
            && format.spec().sample == Sample::U8
            && !source.layout().has_alpha_plane();
        if (named(&front) + &named(&back)).contains("transparent") {
            continue;
        }
        let expected = if is_planar {
            let front = run(&front, &source, &other).unwrap();
            let middle = by_rgba(&middle, &front, &other).unwrap();
            run(&back, &middle, &other).unwrap()
        } else {
            by_rgba(&all, &source, &other).unwrap()
        };
        assert!(result.bytes() == expected.bytes(), "{what}");
        ran += 1;
    }
    assert!(ran > 100, "{ran}");
}

#[test]
fn a_run_can_end_in_another_format() {
    for seed in 0..300 {
        let mut values = Values { pixels: 24.0, ..Values::typical(seed) };
        let [from, to] = [0; 2].map(|_| Format::ALL[values.random.below(Format::ALL.len())]);
        let size = SIZES[values.random.below(SIZES.len())];
        let source = noise(&mut values.random, from, size);
        let mut target = Frame::new(FrameLayout::new(to, size.0, size.1).unwrap()).unwrap();
        let names =
            [&["sepia"][..], &["invert", "boxBlur"], &["boxBlur", "invert"], &["equalize"], &[]][seed as usize % 5];
        let filters =
            || -> Vec<_> { names.iter().map(|name| filmgate::image::filters::create(name).unwrap()).collect() };
        let before = copy_of(&source);
        Pipeline::new(filters()).apply_into(&source, &mut target).unwrap();
        assert!(source.bytes() == before.bytes(), "the source is unchanged");
        if from == to {
            continue;
        }
        // Leading steps work on planes of the source.
        let planar = [Format::I420, Format::I444, Format::Nv12].contains(&from);
        let expected = if planar && names == ["boxBlur", "invert"] {
            let [blur, invert] = [0, 1].map(|i| [filters().remove(i)]);
            let blurred = run(&blur, &source, &source).unwrap();
            converted(&run(&invert, &converted(&blurred, Format::Rgba), &source).unwrap(), to)
        } else if names.is_empty() {
            continue;
        } else {
            converted(&run(&filters(), &converted(&source, Format::Rgba), &source).unwrap(), to)
        };
        assert!(target.bytes() == expected.bytes(), "seed {seed}: {names:?} from {from:?} to {to:?} {size:?}");
    }
}

#[test]
fn regions_and_masks_of_yuv_frames_leave_the_rest_unchanged() {
    let mut random = Random(5);
    for format in [Format::I420, Format::Nv12, Format::I422, Format::I420A, Format::I420P10, Format::Bgra] {
        for (x, y, width, height) in [(0, 0, 17, 13), (3, 5, 6, 4), (2, 2, 8, 8), (16, 12, 1, 1), (0, 7, 17, 1)] {
            let source = noise(&mut random, format, (17, 13));
            let region = Region { x, y, width, height };
            let whole = [width, height] == [17, 13];
            let mut frame = copy_of(&source);
            let mut invert = Pipeline::new(vec![filmgate::image::filters::create("invert").unwrap()]);
            let options = Options { region: Some(region), ..Options::default() };
            invert.apply_with(&mut frame, options).unwrap();
            for (index, plane) in source.layout().planes().enumerate() {
                let spec = format.spec().planes[index];
                let bytes = plane.row_bytes / plane.width;
                let [columns, rows] = [(x, width, 0), (y, height, 1)].map(|(start, length, axis)| {
                    let halvings = spec.halvings[axis];
                    (start >> halvings) as usize..((start + length).div_ceil(1 << halvings)) as usize
                });
                let mut changed = 0;
                for row in 0..plane.rows {
                    let (before, after) = (source.plane(index).row(row), frame.plane(index).row(row));
                    for (i, (a, b)) in before.iter().zip(after).enumerate() {
                        let inside = columns.contains(&(i / bytes)) && rows.contains(&row);
                        assert!(inside || a == b, "{format:?} {region:?}: plane {index}, row {row}, byte {i}");
                        changed += usize::from(a != b);
                    }
                }
                assert!(changed > 0 || format.spec().alpha && index == 3, "{format:?} {region:?}: plane {index}");
            }
            if whole {
                let mut all = copy_of(&source);
                invert.apply(&mut all).unwrap();
                assert!(all.bytes() == frame.bytes(), "{format:?}: the region is the whole frame");
                let mut nothing = Frame::new(FrameLayout::new(Format::Gray8, 17, 13).unwrap()).unwrap();
                nothing.bytes_mut().fill(255);
                let mut masked = copy_of(&source);
                let options = Options { mask: Some(nothing.view()), ..Options::default() };
                invert.apply_with(&mut masked, options).unwrap();
                assert!(all.bytes() == masked.bytes(), "{format:?}: a white mask");
                let mut black = Frame::new(FrameLayout::new(Format::Gray8, 17, 13).unwrap()).unwrap();
                let mut masked = copy_of(&source);
                invert.apply_with(&mut masked, Options { mask: Some(black.view()), ..Options::default() }).unwrap();
                assert!(source.bytes() == masked.bytes(), "{format:?}: a black mask");
                black.bytes_mut()[0] = 255;
                invert.apply_with(&mut masked, Options { mask: Some(black.view()), ..Options::default() }).unwrap();
                let changed = source.bytes().iter().zip(masked.bytes()).filter(|(a, b)| a != b).count();
                assert!((1..=8).contains(&changed), "{format:?}: a pixel, {changed} bytes");
                let error = Pipeline::new(vec![]).apply_into_with(
                    &source,
                    &mut Frame::new(FrameLayout::new(Format::Rgba, 17, 13).unwrap()).unwrap(),
                    options,
                );
                assert_eq!(error.unwrap_err().argument, "mask", "another format");
            }
        }
    }
}

#[test]
fn metadata_go_through_a_pipeline() {
    use filmgate::image::frame::{ColorSpace, YuvMatrix};
    let mut random = Random(9);
    let mut source = noise(&mut random, Format::I420, (8, 6));
    let color_space = ColorSpace { matrix: YuvMatrix::Smpte170M, full_range: true, ..ColorSpace::BT709 };
    let metadata = Metadata {
        color_space,
        timestamp: Some(-7),
        duration: Some(40_000),
        quarter_turns: 3,
        flip: true,
        visible: Some(Region { x: 1, y: 1, width: 4, height: 4 }),
    };
    *source.metadata_mut() = metadata;
    let mut pipeline = Pipeline::new(vec![filmgate::image::filters::create("contrast").unwrap()]);
    let layout = |format, width| FrameLayout::new(format, width, 6).unwrap();
    let mut same = Frame::new(layout(Format::I420, 8)).unwrap();
    pipeline.apply_into(&source, &mut same).unwrap();
    assert_eq!(*same.metadata(), metadata, "the same format");
    let mut rgba = Frame::new(layout(Format::Rgba, 8)).unwrap();
    pipeline.apply_into(&source, &mut rgba).unwrap();
    let converted = ColorSpace { matrix: YuvMatrix::Rgb, ..color_space };
    assert_eq!(*rgba.metadata(), Metadata { color_space: converted, ..metadata }, "another format");
    // The matrix and the range decide what colours the values are.
    *source.metadata_mut() = Metadata::new(Format::I420);
    let mut other = Frame::new(layout(Format::Rgba, 8)).unwrap();
    pipeline.apply_into(&source, &mut other).unwrap();
    assert!(rgba.bytes() != other.bytes(), "another colour space");
    *source.metadata_mut() = metadata;
    let crop = filmgate::image::filters::create("rotate").unwrap();
    Pipeline::new(vec![crop]).apply(&mut source).unwrap();
    assert_eq!(*source.metadata(), Metadata { visible: None, ..metadata }, "another size");
}

/// Where no colour leaves the range of RGB, luma and chroma by themselves give the same picture, but for rounding.
#[test]
fn linear_steps_can_process_luma_and_chroma() {
    use filmgate::declare::Value;
    use filmgate::image::filters::create;
    use filmgate::image::pipeline::ColorProcessing;
    let mut worst = 0;
    for format in [Format::I420, Format::I420A, Format::I422, Format::I444] {
        for (name, amount) in [
            ("brightness", 1.2),
            ("brightness", 0.7),
            ("contrast", 1.3),
            ("saturate", 1.4),
            ("grayscale", 0.5),
            ("invert", 1.0),
        ] {
            let mut random = Random(3);
            let mut source = Frame::new(FrameLayout::new(format, 33, 17).unwrap()).unwrap();
            let luma = source.layout().plane(0).map_or(0, |plane| plane.row_bytes * plane.rows);
            // Chroma is uniform: what conversions there and back smooth isn't the subject.
            for (i, byte) in source.bytes_mut().iter_mut().enumerate() {
                *byte = if i < luma { 90 + random.below(70) as u8 } else { 120 };
            }
            let pipeline = |color| {
                let mut filter = create(name).unwrap();
                filter.set(0, &Value::Number(amount)).unwrap();
                let blur = create("boxBlur").unwrap();
                let mut pipeline = Pipeline::new(vec![filter, blur]);
                pipeline.set_color_processing(color);
                pipeline
            };
            let run = |color| {
                let mut frame = copy_of(&source);
                let mut pipeline = pipeline(color);
                pipeline.apply(&mut frame).unwrap();
                (frame, pipeline.explain().unwrap())
            };
            let ((rgb, by_rows), (native, by_planes)) = (run(ColorProcessing::Rgb), run(ColorProcessing::Native));
            assert!(by_rows.passes.iter().any(|pass| pass.domain == "color"), "{name}");
            // The planes of I422 have other proportions, and I420A has alpha, so the blur needs RGBA.
            let is_native = by_planes.passes.iter().all(|pass| pass.domain == "planes");
            assert_eq!(is_native, [Format::I420, Format::I444].contains(&format), "{name}: {by_planes:?}");
            for (a, b) in rgb.bytes().iter().zip(native.bytes()) {
                worst = worst.max(a.abs_diff(*b));
            }
            // A change of the parameter reaches the planes.
            let (mut first, mut second) = (copy_of(&source), copy_of(&source));
            let mut changed = pipeline(ColorProcessing::Native);
            changed.apply(&mut first).unwrap();
            changed.set(0, 0, &Value::Number(0.25)).unwrap();
            changed.apply(&mut second).unwrap();
            assert!(first.bytes() != second.bytes(), "{name} has changed");
        }
    }
    assert!(worst <= 2, "{worst}");
}

/// On frames of BT.601, the luma of the filter and that of the frame differ.
#[test]
fn saturation_keeps_the_luma_of_the_frame() {
    use filmgate::image::filters::create;
    use filmgate::image::frame::{ColorSpace, YuvMatrix};
    use filmgate::image::pipeline::ColorProcessing;
    for (color, expected) in [(ColorProcessing::Rgb, 182), (ColorProcessing::Native, 150)] {
        let mut frame = Frame::new(FrameLayout::new(Format::I444, 5, 3).unwrap()).unwrap();
        let space = ColorSpace { matrix: YuvMatrix::Smpte170M, full_range: true, ..ColorSpace::BT709 };
        frame.metadata_mut().color_space = space;
        // Green.
        for (plane, level) in [150, 44, 21].into_iter().enumerate() {
            frame.bytes_mut()[15 * plane..15 * (plane + 1)].fill(level);
        }
        let mut pipeline = Pipeline::new(vec![create("grayscale").unwrap()]);
        pipeline.set_color_processing(color);
        pipeline.apply(&mut frame).unwrap();
        let levels = [0, 15, 30].map(|at| frame.bytes()[at]);
        assert!(levels[0].abs_diff(expected) <= 1 && levels[1..] == [128, 128], "{color:?}: {levels:?}");
    }
}

/// The samples of NV12 are those of I420, in other planes.
#[test]
fn interleaved_chroma_is_processed_as_planes() {
    for size in [(1, 1), (5, 3), (33, 18), (70, 67)] {
        let mut random = Random(8);
        let planar = noise(&mut random, Format::I420, size);
        let mut interleaved = Frame::new(FrameLayout::new(Format::Nv12, size.0, size.1).unwrap()).unwrap();
        interleaved
            .plane_mut(0)
            .into_rows()
            .zip(planar.plane(0).rows())
            .for_each(|(to, from)| to.copy_from_slice(from));
        for y in 0..planar.plane(1).height() {
            let (u, v) = (planar.plane(1).row(y), planar.plane(2).row(y));
            let chroma: Vec<u8> = u.iter().zip(v).flat_map(|(&u, &v)| [u, v]).collect();
            interleaved.plane_mut(1).row_mut(y).copy_from_slice(&chroma);
        }
        for names in [&["boxBlur"][..], &["boxBlur", "sepia"], &["sepia", "median"], &["median", "sepia", "boxBlur"]] {
            let filters: Vec<_> = names.iter().map(|name| filmgate::image::filters::create(name).unwrap()).collect();
            let expected = run(&filters, &planar, &planar).unwrap();
            let result = run(&filters, &interleaved, &interleaved).unwrap();
            assert!(result.plane(0).rows().eq(expected.plane(0).rows()), "{names:?} {size:?}: luma");
            for y in 0..expected.plane(1).height() {
                let pairs = result.plane(1).row(y).as_chunks::<2>().0;
                assert!(pairs.iter().map(|pair| pair[0]).eq(expected.plane(1).row(y).iter().copied()), "{names:?} u");
                assert!(pairs.iter().map(|pair| pair[1]).eq(expected.plane(2).row(y).iter().copied()), "{names:?} v");
            }
        }
    }
}

fn steps(text: &str) -> Pipeline {
    use filmgate::image::pipeline::Preset;
    Preset::from_json(text).unwrap().build().unwrap()
}

/// The result depends on the steps, not on what a pipeline was before.
#[test]
fn a_pipeline_has_no_memory_of_its_parameters() {
    use filmgate::declare::Value;
    let mut random = Random(21);
    let source = noise(&mut random, Format::I420, (100, 30));
    // In the first size, the planes of the result don't fit together.
    let mut changed = steps(r#"[{ "filter": "resize", "width": 35 }]"#);
    changed.apply(&mut copy_of(&source)).unwrap();
    changed.set(0, 0, &Value::Number(40.0)).unwrap();
    let (mut first, mut second) = (copy_of(&source), copy_of(&source));
    changed.apply(&mut first).unwrap();
    steps(r#"[{ "filter": "resize", "width": 40 }]"#).apply(&mut second).unwrap();
    assert!(first.bytes() == second.bytes(), "resize");
    // A change of several parameters that fails changes none, on planes neither.
    let blur = || steps(r#"[{ "filter": "boxBlur" }]"#);
    let (mut first, mut second) = (copy_of(&source), copy_of(&source));
    blur().apply(&mut first).unwrap();
    let mut changed = blur();
    changed.prepare(source.layout()).unwrap();
    let values = [(0, Value::Number(9.0)), (1, Value::Number(f64::NAN))];
    changed.set_all(0, values.map(Ok)).unwrap_err();
    changed.apply(&mut second).unwrap();
    assert!(first.bytes() == second.bytes(), "a refused change");
    // Halves of whole numbers are rounded once.
    let median = || steps(r#"{ "version": 1, "scale": 0.25, "steps": [{ "filter": "median", "radius": 10 }] }"#);
    let (mut first, mut second) = (copy_of(&source), copy_of(&source));
    median().apply(&mut first).unwrap();
    let mut changed = median();
    changed.prepare(source.layout()).unwrap();
    changed.set(0, 0, &Value::Number(10.0)).unwrap();
    changed.apply(&mut second).unwrap();
    assert!(first.bytes() == second.bytes(), "median");
}

/// What a step needs depends on the size that it receives.
#[test]
fn an_odd_size_in_mid_chain_is_seen() {
    let source = noise(&mut Random(22), Format::I420, (16, 16));
    let (crop, flip) = (r#"{ "filter": "crop", "width": 15 }"#, r#"{ "filter": "flip" }"#);
    let mut together = copy_of(&source);
    steps(&format!("[{crop}, {flip}]")).apply(&mut together).unwrap();
    let mut rgba = converted(&source, Format::Rgba);
    for step in [crop, flip] {
        steps(&format!("[{step}]")).apply(&mut rgba).unwrap();
    }
    let apart = converted(&rgba, Format::I420);
    assert!(together.bytes() == apart.bytes(), "on RGBA rows");
}

#[test]
fn steps_that_do_nothing_change_nothing() {
    for format in [Format::I420, Format::Nv12, Format::I420A, Format::I420P10] {
        let source = noise(&mut Random(23), format, (17, 9));
        for step in
            [r#"{ "filter": "brightness" }"#, r#"{ "filter": "sepia", "amount": 0 }"#, r#"{ "filter": "curves" }"#]
        {
            let mut frame = copy_of(&source);
            steps(&format!("[{step}]")).apply(&mut frame).unwrap();
            let unchanged = frame.bytes() == source.bytes();
            assert_eq!(unchanged, format != Format::I420P10, "{step} on {format:?}");
        }
    }
}

#[test]
fn a_new_frame_is_black() {
    for &format in Format::ALL {
        let frame = Frame::new(FrameLayout::new(format, 3, 2).unwrap()).unwrap();
        let rgba = converted(&frame, Format::Rgba);
        let alpha = if format.spec().alpha { 0 } else { 255 };
        assert!(rgba.bytes().chunks(4).all(|pixel| pixel == [0, 0, 0, alpha]), "{format:?}: {:?}", rgba.bytes());
    }
}
