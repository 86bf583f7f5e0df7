//! Every filter on rows of floats: compared with bytes, with itself on other formats, and in parts.

use filmgate::error::Code;
use filmgate::image::filters::{Domain, Filter, REGISTRY};
use filmgate::image::frame::{ColorModel, Format, Frame, FrameLayout};
use filmgate::image::pipeline::{Inputs, Options, Pipeline, Precision, Region, SingleThread};
use filmgate::memory::Pool;

use crate::chains::SAME_SIZE;
use crate::formats::{OTHER, SIZES, again, copy_of, filter_of, named, noise};
use crate::values::{Random, Values};

/// The filters that don't process floats.
const WITHOUT: &[&str] = &[
    "equalize",
    "otsuThreshold",
    "adaptiveThreshold",
    "clahe",
    "autoLevels",
    "motionBlur",
    "lensBlur",
    "tiltShift",
    "zoomBlur",
    "spinBlur",
    "clarity",
    "median",
    "bilateral",
    "fastBilateral",
    "guidedFilter",
    "nonLocalMeans",
    "sobel",
    "scharr",
    "prewitt",
    "laplacian",
    "canny",
    "emboss",
    "erode",
    "dilate",
    "morphologyOpen",
    "morphologyClose",
    "morphologicalGradient",
    "topHat",
    "blackHat",
    "dropShadow",
    "pixelate",
    "filmGrain",
    "dither",
    "quantize",
    "halftone",
    "chromaticAberration",
    "temporalDenoise",
    "deflicker",
    "backgroundModel",
    "frameDifference",
    "echo",
    "waveform",
    "parade",
    "vectorscope",
    "spectrogram",
    "displacementMap",
    "remap",
];

/// Filters whose results can jump where a value changes by less than a level of 8 bits.
const JUMPS: &[&str] = &["posterize", "solarize", "threshold", "gradientMap", "levels", "unsharpMask"];

/// Filters that multiply the rounding of translucent bytes by their weights. Unit tests compare them with formulas.
const AMPLIFIES: &[&str] = &["convolve", "convolve3x3", "convolveSeparable"];

fn pipeline(filters: &[Box<dyn Filter>], precision: Precision) -> Pipeline {
    let mut pipeline = Pipeline::new(filters.iter().map(|filter| again(&**filter)).collect());
    pipeline.set_precision(precision);
    pipeline
}

/// Runs filters on floats, in place, into another frame, and in parts.
fn run(filters: &[Box<dyn Filter>], source: &Frame, options: Options<'_>) -> Result<Frame, filmgate::Error> {
    let mut frame = copy_of(source);
    let mut pipeline = pipeline(filters, Precision::Float);
    pipeline.apply_with(&mut frame, options)?;
    let what = format!("{} on {:?}", named(filters), source.layout());
    let mut target = Frame::new(*frame.layout()).unwrap();
    target.bytes_mut().fill(77);
    pipeline.apply_into_with(source, &mut target, options).unwrap();
    assert!(frame.bytes() == target.bytes(), "{what}: in place and out of place differ");
    let mut parts = copy_of(source);
    let (pool, replaced) = (&mut Pool::default(), &mut None);
    let view = source.view();
    pipeline.prepare_part(&view, source.layout().format(), view.metadata(), options).unwrap();
    while !pipeline.advance(None, (&mut parts).into(), pool, replaced, options, 3).unwrap() {
        assert!((0.0..=1.0).contains(&pipeline.fraction_done()), "{what}: the part that is done");
    }
    assert!(frame.bytes() == parts.bytes(), "{what}: in parts");
    // Rows of floats aren't divided among threads.
    pipeline.set_dispatch(SingleThread { strips: 3 });
    let mut strips = copy_of(source);
    pipeline.apply_with(&mut strips, options).unwrap();
    assert!(frame.bytes() == strips.bytes(), "{what}: in strips");
    Ok(frame)
}

/// Converts a frame without the loss of 8 bits.
fn converted(frame: &Frame, format: Format) -> Frame {
    let layout = FrameLayout::new(format, frame.layout().width(), frame.layout().height()).unwrap();
    let mut target = Frame::new(layout).unwrap();
    pipeline(&[], Precision::Float).apply_into(frame, &mut target).unwrap();
    target
}

fn floats(frame: &Frame) -> Vec<f32> {
    frame.bytes().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

/// Levels of colours times alpha, and alpha.
fn premultiplied(frame: &Frame) -> Vec<f64> {
    let bytes = frame.bytes();
    if frame.layout().format() == Format::Gray8 {
        return bytes.iter().map(|byte| f64::from(*byte)).collect();
    }
    let pixels = bytes.as_chunks::<4>().0.iter();
    pixels
        .flat_map(|pixel| {
            let [r, g, b, a] = pixel.map(f64::from);
            [r * a / 255.0, g * a / 255.0, b * a / 255.0, a]
        })
        .collect()
}

#[test]
fn floats_agree_with_bytes() {
    let (mut without, mut worst) = (Vec::new(), std::collections::BTreeMap::new());
    for (index, spec) in REGISTRY.iter().enumerate() {
        for format in [Format::Rgba, Format::Gray8] {
            for (seed, size) in SIZES.into_iter().chain(SIZES).enumerate() {
                let mut values = Values { pixels: 24.0, ..Values::typical(index as u64 * 1000 + seed as u64) };
                let filter = filter_of(spec, &mut values);
                let source = noise(&mut values.random, format, size);
                let other_size = if SAME_SIZE.contains(&spec.name) { size } else { (9, 5) };
                let other = noise(&mut values.random, format, other_size);
                let frames = [(OTHER, &other)];
                let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
                let filters = [filter];
                let what = format!("{} on {format:?} {size:?}", named(&filters));
                let result = match run(&filters, &source, options) {
                    Err(error) if error.code == Code::Unsupported => {
                        assert_eq!(error.argument, "steps[0].filter", "{what}");
                        if !without.contains(&spec.name) {
                            without.push(spec.name);
                        }
                        continue;
                    }
                    Err(error) => panic!("{what}: {error}"),
                    Ok(result) => result,
                };
                let mut expected = copy_of(&source);
                if let Err(error) = pipeline(&filters, Precision::Exact).apply_with(&mut expected, options) {
                    assert!(format == Format::Gray8 && spec.domain == Domain::Color, "{what}: {error}");
                    continue;
                }
                assert_eq!(result.layout(), expected.layout(), "{what}");
                let (result, expected) = (premultiplied(&result), premultiplied(&expected));
                let differences = result.iter().zip(&expected).map(|(a, b)| (a - b).abs());
                let worst: &mut f64 = worst.entry(spec.name).or_default();
                *worst = differences.fold(*worst, f64::max);
            }
        }
    }
    let off: Vec<_> = worst
        .iter()
        .filter(|(name, worst)| !JUMPS.contains(name) && **worst > if AMPLIFIES.contains(name) { 8.0 } else { 1.6 })
        .collect();
    assert!(off.is_empty(), "{off:?}");
    assert_eq!(without, WITHOUT, "the filters that don't process floats");
}

#[test]
fn every_format_gives_the_same_floats() {
    let mut ran = 0;
    for (index, spec) in REGISTRY.iter().enumerate().filter(|(_, spec)| !WITHOUT.contains(&spec.name)) {
        for &format in Format::ALL {
            for (seed, size) in SIZES.into_iter().enumerate() {
                let mut values = Values { pixels: 24.0, ..Values::typical(index as u64 * 777 + seed as u64) };
                let filters = [filter_of(spec, &mut values)];
                let what = format!("{} on {format:?} {size:?}", named(&filters));
                let source = noise(&mut values.random, format, size);
                // Any format: rows of it are read as floats, too.
                let other_format = Format::ALL[values.random.below(Format::ALL.len())];
                let other = noise(&mut values.random, other_format, (9, 5));
                let frames = [(OTHER, &other)];
                let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
                let Ok(result) = run(&filters, &source, options) else { panic!("{what}") };
                // Gray pictures stay gray.
                let wide = if format.spec().model == ColorModel::Gray { Format::GrayF32 } else { Format::RgbaF32 };
                let wide = run(&filters, &converted(&source, wide), options).unwrap();
                let expected = converted(&wide, format);
                assert_eq!(result.layout(), expected.layout(), "{what}");
                assert!(result.bytes() == expected.bytes(), "{what}");
                ran += 1;
            }
        }
    }
    assert!(ran > 3000, "{ran}");
}

/// Rows can change their size from step to step, whatever the steps are.
#[test]
fn chains_are_the_steps_one_by_one() {
    let specs: Vec<_> = REGISTRY.iter().filter(|spec| !WITHOUT.contains(&spec.name)).collect();
    for seed in 0..300 {
        let mut values = Values { pixels: 24.0, ..Values::typical(seed) };
        let size = SIZES[values.random.below(SIZES.len())];
        let mut frame = noise(&mut values.random, Format::RgbaF32, size);
        let source = copy_of(&frame);
        let other = noise(&mut values.random, Format::I420P10, (9, 5));
        let frames = [(OTHER, &other)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let count = 1 + values.random.below(5);
        let filters: Vec<_> = (0..count)
            .map(|_| {
                let spec = specs[values.random.below(specs.len())];
                filter_of(spec, &mut values)
            })
            .collect();
        let what = format!("seed {seed}: {} on {size:?}", named(&filters));
        let result = run(&filters, &source, options).unwrap_or_else(|error| panic!("{what}: {error}"));
        for filter in &filters {
            frame = run(&[again(&**filter)], &frame, options).unwrap();
        }
        assert_eq!(result.layout(), frame.layout(), "{what}");
        // Fused matrices are multiplied before they are rounded.
        let (result, expected) = (floats(&result), floats(&frame));
        let scale = expected.iter().fold(1.0f32, |most, value| most.max(value.abs()));
        for (i, (a, b)) in result.iter().zip(&expected).enumerate() {
            let is_same = (a - b).abs() <= 2e-4 * scale || (a.is_nan() && b.is_nan());
            let jumps = filters.iter().any(|filter| JUMPS.contains(&filter.spec().name));
            assert!(is_same || jumps, "{what}: float {i} is {a} instead of {b}");
        }
    }
}

/// Regions are frames of their own, masks weigh results, and other pixels stay.
#[test]
fn regions_and_masks() {
    let specs: Vec<_> = REGISTRY.iter().filter(|spec| !WITHOUT.contains(&spec.name)).collect();
    let mut ran = 0;
    for seed in 0..400 {
        let mut values = Values { pixels: 8.0, ..Values::typical(seed) };
        let format = Format::ALL[values.random.below(Format::ALL.len())];
        let size = (9 + values.random.below(9) as u32, 7 + values.random.below(9) as u32);
        let source = noise(&mut values.random, format, size);
        let part = |random: &mut Random, side: u32| {
            let start = random.below(side as usize) as u32;
            (start, 1 + random.below((side - start) as usize) as u32)
        };
        let ((x, width), (y, height)) = (part(&mut values.random, size.0), part(&mut values.random, size.1));
        let region = Region { x, y, width, height };
        let mask = noise(&mut values.random, Format::Gray8, (width, height));
        let with_mask = values.random.one_in(2);
        let frames = [(OTHER, &mask)];
        let options =
            Options { region: Some(region), mask: with_mask.then(|| mask.view()), inputs: Inputs::from(&frames) };
        let filters = [filter_of(specs[values.random.below(specs.len())], &mut values)];
        let what = format!("seed {seed}: {} on {format:?} {size:?}, {region:?}", named(&filters));
        let result = match run(&filters, &source, options) {
            Ok(result) => result,
            Err(error) => {
                assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "region"), "{what}: {error}");
                continue;
            }
        };
        // The same in the region alone.
        let is_gray = format.spec().model == ColorModel::Gray;
        let before = converted(&source, Format::RgbaF32);
        let own = FrameLayout::new(Format::RgbaF32, width, height).unwrap();
        let mut cut = Frame::new(own).unwrap();
        for row in 0..height as usize {
            let from = &before.plane(0).row(y as usize + row)[16 * x as usize..][..16 * width as usize];
            cut.plane_mut(0).row_mut(row).copy_from_slice(from);
        }
        if is_gray {
            cut = converted(&cut, Format::GrayF32);
        }
        let inner = run(&filters, &cut, Options { inputs: options.inputs, ..Options::default() }).unwrap();
        let inner = converted(&inner, Format::RgbaF32);
        let mut whole = copy_of(&before);
        for row in 0..height as usize {
            for column in 0..width as usize {
                let at = 16 * (x as usize + column);
                let mut plane = whole.plane_mut(0);
                let to = &mut plane.row_mut(y as usize + row)[at..at + 16];
                let pixel = |bytes: &[u8]| -> [f64; 4] {
                    std::array::from_fn(|c| f64::from(f32::from_le_bytes(bytes[4 * c..4 * c + 4].try_into().unwrap())))
                };
                let (old, new) = (pixel(to), pixel(&inner.plane(0).row(row)[16 * column..][..16]));
                let weight = if with_mask { f64::from(mask.plane(0).row(row)[column]) / 255.0 } else { 1.0 };
                let alpha = old[3] * (1.0 - weight) + new[3] * weight;
                let mixed: [f64; 4] = std::array::from_fn(|c| match c {
                    3 => alpha,
                    _ if alpha == 0.0 => {
                        if weight == 0.0 {
                            old[c]
                        } else {
                            new[c]
                        }
                    }
                    _ => (old[c] * old[3] * (1.0 - weight) + new[c] * new[3] * weight) / alpha,
                });
                for (bytes, value) in to.as_chunks_mut::<4>().0.iter_mut().zip(mixed) {
                    *bytes = (value as f32).to_le_bytes();
                }
            }
        }
        let expected = converted(&whole, format);
        for index in 0..source.layout().planes().len() {
            let spec = format.spec().planes[index];
            for row in 0..source.plane(index).height() {
                let shared = |at: usize, halvings: u32, start: u32, length: u32| {
                    let (first, last) = (at << halvings, ((at + 1) << halvings) - 1);
                    last >= start as usize && first < (start + length) as usize
                };
                let got = result.plane(index).row(row);
                let per = got.len() / source.layout().planes().nth(index).unwrap().width;
                for column in 0..got.len() / per {
                    let bytes = per * column..per * (column + 1);
                    let inside = shared(column, spec.halvings[0], x, width) && shared(row, spec.halvings[1], y, height);
                    let at = format!("{what}: plane {index}, {column}, {row}");
                    let from = &source.plane(index).row(row)[bytes.clone()];
                    if !inside {
                        assert_eq!(&got[bytes.clone()], from, "{at} outside");
                        continue;
                    }
                    let want = &expected.plane(index).row(row)[bytes.clone()];
                    let near = levels(format, &got[bytes.clone()])
                        .zip(levels(format, want))
                        .all(|(a, b)| (a - b).abs() <= 1.0 + 1e-4 * b.abs());
                    assert!(near || &got[bytes.clone()] == from, "{at}: {:?}, not {want:?}", &got[bytes]);
                }
            }
        }
        ran += 1;
    }
    assert!(ran > 200, "{ran}");
}

fn levels(format: Format, bytes: &[u8]) -> impl Iterator<Item = f64> {
    let count = format.spec().sample.bytes();
    bytes.chunks_exact(count).map(move |sample| match count {
        1 => f64::from(sample[0]),
        2 => f64::from(u16::from_le_bytes([sample[0], sample[1]])),
        _ => f64::from(f32::from_le_bytes(sample.try_into().unwrap())) * 1000.0,
    })
}

/// Numbers that aren't finite are values like others: nothing panics, and a pixel that no kernel brings together with them
/// is what it would be without.
#[test]
fn numbers_that_are_not_finite() {
    for (index, spec) in REGISTRY.iter().enumerate().filter(|(_, spec)| !WITHOUT.contains(&spec.name)) {
        for seed in 0..4 {
            let mut values = Values { pixels: 3.0, ..Values::whole(index as u64 * 31 + seed) };
            let filters = [filter_of(spec, &mut values)];
            let mut source = noise(&mut values.random, Format::RgbaF32, (40, 40));
            let other = noise(&mut values.random, Format::RgbaF32, (9, 5));
            let frames = [(OTHER, &other)];
            let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
            let before = match run(&filters, &source, options) {
                Ok(before) => before,
                // Some mappings can't be undone.
                Err(error) if error.code == Code::InvalidArgument => continue,
                Err(error) => panic!("{}: {error}", named(&filters)),
            };
            let specials = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN];
            for (i, special) in specials.into_iter().enumerate() {
                let at = 4 * (40 * 20 + 20) + i % 4;
                source.bytes_mut()[4 * at..4 * at + 4].copy_from_slice(&special.to_le_bytes());
                let after = run(&filters, &source, options).unwrap();
                let same =
                    floats(&before).iter().zip(floats(&after)).filter(|(a, b)| a.to_bits() == b.to_bits()).count();
                let all = floats(&before).len();
                // A square of 2 · 14 + 1 pixels is the widest of these kernels (a Gaussian of a deviation of 3).
                let changes = before.layout().width() as usize >= 40 && before.layout().height() as usize >= 40;
                assert!(
                    !changes || all - same <= 4 * 29 * 29,
                    "{}: {special}: {} changed",
                    named(&filters),
                    all - same
                );
            }
        }
    }
}

/// A pipeline can process bytes and floats in turn.
#[test]
fn the_precision_can_change_between_runs() {
    let mut random = Random(5);
    let source = noise(&mut random, Format::I420, (17, 11));
    let wide = noise(&mut random, Format::I420P10, (9, 5));
    let narrow = noise(&mut random, Format::Rgba, (9, 5));
    let filters: Vec<Box<dyn Filter>> = ["gaussianBlur", "composite", "gamma"]
        .iter()
        .map(|name| {
            let mut filter = filmgate::image::filters::create(name).unwrap();
            if *name == "composite" {
                filter.set(0, &filmgate::declare::Value::Frame(OTHER.0)).unwrap();
            }
            filter
        })
        .collect();
    let mut both = pipeline(&filters, Precision::Exact);
    for round in 0..4 {
        let precision = if round % 2 == 0 { Precision::Exact } else { Precision::Float };
        both.set_precision(precision);
        for other in [&narrow, &wide] {
            let frames = [(OTHER, other)];
            let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
            let (mut frame, mut expected) = (copy_of(&source), copy_of(&source));
            let result = both.apply_with(&mut frame, options);
            let alone = pipeline(&filters, precision).apply_with(&mut expected, options);
            assert_eq!(result, alone, "round {round}");
            assert_eq!(
                result.is_err(),
                precision == Precision::Exact && std::ptr::eq(other, &wide),
                "10 bits beside bytes"
            );
            assert!(frame.bytes() == expected.bytes(), "round {round}");
        }
    }
}
