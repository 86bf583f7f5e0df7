//! What the tests of all filters share: frames to try, and the comparison with a reference.

use alloc::vec::Vec;
use core::fmt::Debug;

use crate::image::filters::Filter;
use crate::image::frame::{Format, Frame, FrameLayout, RowFormat, RowLayout};
use crate::image::kernels::{Operation, Table};
use crate::image::pipeline::{Input, Inputs, Options, Pipeline};

/// Sides that hit every remainder of the vectors.
pub(crate) const SIDES: [(u32, u32); 8] = [(1, 1), (2, 3), (3, 2), (15, 5), (16, 16), (17, 9), (31, 33), (64, 7)];

/// A generator whose numbers are the same everywhere (Marsaglia's xorshift).
pub(crate) struct Random(u32);

impl Random {
    pub(crate) fn new(seed: u32) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9) | 1)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 11) as u8
    }
}

/// A frame of noise, opaque or not, with the extremes well represented.
pub(crate) fn noise(format: Format, width: u32, height: u32, opaque: bool, seed: u32) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    let mut random = Random::new(seed);
    for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
        let value = random.byte();
        *byte = match value % 8 {
            0 => 0,
            1 => 255,
            _ => random.byte(),
        };
        if opaque && format == Format::Rgba && i % 4 == 3 {
            *byte = 255;
        }
    }
    frame
}

/// Runs one filter in place, and out of place, and makes sure that both agree.
pub(crate) fn run(filter: &(impl Filter + Clone + Debug + 'static), source: &Frame) -> Frame {
    let mut pipeline = Pipeline::new(alloc::vec![alloc::boxed::Box::new(filter.clone()) as _]);
    let mut copy = Frame::new(*source.layout()).unwrap();
    copy.bytes_mut().copy_from_slice(source.bytes());
    pipeline.apply(&mut copy).unwrap();
    let mut target = Frame::new(*copy.layout()).unwrap();
    pipeline.apply_into(source, &mut target).unwrap();
    assert!(copy.bytes() == target.bytes(), "{filter:?}: in place and out of place differ");
    copy
}

/// A value from 0 to 1 as a byte: rounded half up, where a half is what is one but for the error of the reference.
pub(crate) fn rounded(value: f64) -> u8 {
    (value * 255.0 + 1e-9).round().clamp(0.0, 255.0) as u8
}

/// The vectors of a file in `tests/golden/`: lines of a label and numbers.
pub(crate) fn golden(text: &'static str) -> Vec<(&'static str, Vec<f64>)> {
    let vector = |line: &'static str| {
        let (label, numbers) = line.split_once(": ").unwrap();
        (label, numbers.split(' ').map(|number| number.parse().unwrap()).collect())
    };
    text.lines().filter(|line| !line.starts_with('#')).map(vector).collect()
}

/// The table that a filter of colours produces.
pub(crate) fn table(filter: &(impl Filter + Debug)) -> Table {
    let Operation::Table(table) = filter.operation(&RowLayout::new(RowFormat::Rgba8, 1, 1).unwrap()).unwrap() else {
        panic!("{filter:?} comes to something else");
    };
    table
}

/// Compares with a reference that maps a pixel, channels from 0 to 1, to a pixel: at most 1 level apart, and for floats at
/// most 1/100 of a level.
pub(crate) fn check_pixels(filter: &(impl Filter + Clone + Debug + 'static), reference: impl Fn([f64; 4]) -> [f64; 4]) {
    check(filter, 1, |pixel| reference(pixel.map(|c| f64::from(c) / 255.0)).map(rounded));
    #[cfg(feature = "float")]
    {
        let source = noise(Format::Rgba, 33, 17, false, 4);
        let result = float::run(filter, &source, Options::default());
        for (pixel, got) in source.bytes().as_chunks::<4>().0.iter().zip(result.as_chunks::<4>().0) {
            let expected = reference(pixel.map(|c| f64::from(c) / 255.0)).map(|c| c.clamp(0.0, 1.0));
            let near = got.iter().zip(expected).all(|(got, expected)| (got.clamp(0.0, 1.0) - expected).abs() < 4e-5);
            assert!(near, "{filter:?} on floats: {pixel:?} → {got:?}, not {expected:?}");
        }
    }
}

/// Filters on rows of floats.
#[cfg(feature = "float")]
pub(crate) mod float {
    use super::*;
    use crate::image::pipeline::Precision;

    /// Runs a filter on the floats of a frame of bytes, 1 for 255, in place and into another frame. Returns as many numbers
    /// for a pixel as the frame has bytes.
    pub(crate) fn run(
        filter: &(impl Filter + Clone + Debug + 'static),
        source: &Frame,
        options: Options<'_>,
    ) -> Vec<f64> {
        run_boxed(alloc::boxed::Box::new(filter.clone()), source, options)
    }

    pub(crate) fn run_boxed(filter: alloc::boxed::Box<dyn Filter>, source: &Frame, options: Options<'_>) -> Vec<f64> {
        let what = filter.spec().name;
        let format = if source.layout().format() == Format::Gray8 { Format::GrayF32 } else { Format::RgbaF32 };
        let layout = FrameLayout::new(format, source.layout().width(), source.layout().height()).unwrap();
        let mut frame = Frame::new(layout).unwrap();
        for (to, byte) in frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().zip(source.bytes()) {
            *to = (f32::from(*byte) / 255.0).to_le_bytes();
        }
        let mut before = Frame::new(layout).unwrap();
        before.bytes_mut().copy_from_slice(frame.bytes());
        let mut pipeline = Pipeline::new(alloc::vec![filter]);
        pipeline.set_precision(Precision::Float);
        pipeline.apply_with(&mut frame, options).unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut into = Frame::new(*frame.layout()).unwrap();
        pipeline.apply_into_with(&before, &mut into, options).unwrap();
        assert!(frame.bytes() == into.bytes(), "{what}: in place and out of place differ");
        frame.bytes().as_chunks::<4>().0.iter().map(|float| f64::from(f32::from_le_bytes(*float))).collect()
    }
}

/// Compares with a reference that maps a pixel to a pixel: no level apart.
pub(crate) fn check_pixels_exactly(
    filter: &(impl Filter + Clone + Debug + 'static),
    reference: impl Fn([u8; 4]) -> [u8; 4],
) {
    check(filter, 0, &reference);
    #[cfg(feature = "float")]
    {
        let source = noise(Format::Rgba, 33, 17, false, 4);
        let is_linear = filter.float(&source.layout().rows().unwrap()).unwrap().is_none();
        if is_linear || filter.spec().name == "gradientMap" {
            // `gradientMap` rounds luma of bytes.
            return;
        }
        let result = float::run(filter, &source, Options::default());
        for (&pixel, got) in source.bytes().as_chunks::<4>().0.iter().zip(result.as_chunks::<4>().0) {
            let expected = reference(pixel);
            let level = |got: &f64| 255.0 * got.clamp(0.0, 1.0);
            let near = |(got, expected): (&f64, &u8)| (level(got) - f64::from(*expected)).abs() < 0.501;
            let what = alloc::format!("{filter:?} on floats: {pixel:?} → {got:?}, not {expected:?}");
            assert!(got.iter().zip(&expected).all(near), "{what}");
        }
    }
}

fn check(filter: &(impl Filter + Clone + Debug + 'static), tolerance: u8, reference: impl Fn([u8; 4]) -> [u8; 4]) {
    for (seed, (width, height)) in SIDES.into_iter().enumerate() {
        for &format in filter.spec().domain.plain_formats() {
            let source = noise(format, width, height, false, seed as u32 + 1);
            let result = run(filter, &source);
            let expected: Vec<u8> = if format == Format::Gray8 {
                source.bytes().iter().map(|&c| reference([c, c, c, 255])[0]).collect()
            } else {
                source.bytes().as_chunks::<4>().0.iter().flat_map(|&pixel| reference(pixel)).collect()
            };
            compare(&alloc::format!("{filter:?} {format:?} {width}×{height}"), result.bytes(), &expected, tolerance);
        }
    }
}

/// Fails with the first byte that is more than `tolerance` off.
pub(crate) fn compare(what: &str, result: &[u8], expected: &[u8], tolerance: u8) {
    assert_eq!(result.len(), expected.len(), "{what}: length");
    for (i, (&a, &b)) in result.iter().zip(expected).enumerate() {
        assert!(a.abs_diff(b) <= tolerance, "{what}: byte {i} is {a}, expected {b} (±{tolerance})");
    }
}

/// Compares a filter that reads another frame, of `format`, whose first pixel lies at `at`, with a reference that maps
/// a pixel and the other frame's pixel to a pixel: at most `tolerance` levels apart. Colours of transparent pixels are
/// ignored.
pub(crate) fn check_combined<F: Filter + Debug + 'static>(
    make: &dyn Fn(Option<Input>) -> F,
    format: Format,
    (width, height): (u32, u32),
    at: [i32; 2],
    tolerance: u8,
    reference: impl Fn([u8; 4], Option<[u8; 4]>) -> [u8; 4],
) {
    for is_opaque in [false, true] {
        let source = noise(Format::Rgba, width, height, is_opaque, 5);
        let other = noise(format, width + 3, height.max(2) - 1, false, 6);
        let frames = [(Input(9), &other)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let mut pipeline = Pipeline::new(alloc::vec![alloc::boxed::Box::new(make(Some(Input(9)))) as _]);
        let mut result = Frame::new(*source.layout()).unwrap();
        result.bytes_mut().copy_from_slice(source.bytes());
        pipeline.apply_with(&mut result, options).unwrap();
        let mut target = Frame::new(*source.layout()).unwrap();
        pipeline.run_into(&source, &mut target, &mut crate::memory::Pool::default(), options).unwrap();
        assert!(result.bytes() == target.bytes(), "in place and out of place differ");
        let (w, h) = (other.layout().width() as i32, other.layout().height() as i32);
        let above_pixel = |i: usize| {
            let (x, y) = (i as i32 % width as i32 - at[0], i as i32 / width as i32 - at[1]);
            let inside = (0..w).contains(&x) && (0..h).contains(&y);
            inside.then(|| match format.rows().unwrap() {
                RowFormat::Rgba8 => other.bytes().as_chunks::<4>().0[(y * w + x) as usize],
                RowFormat::Gray8 => [other.bytes()[(y * w + x) as usize]; 4],
            })
        };
        for (i, (&pixel, &came)) in
            source.bytes().as_chunks::<4>().0.iter().zip(result.bytes().as_chunks::<4>().0).enumerate()
        {
            let above = above_pixel(i);
            let expected = reference(pixel, above);
            let what = alloc::format!("{:?}: {pixel:?} and {above:?} at pixel {i}", make(None));
            if expected[3] == 0 && came[3] == 0 {
                continue;
            }
            compare(&what, &came, &expected, tolerance);
        }
        #[cfg(feature = "float")]
        {
            let floats = float::run_boxed(alloc::boxed::Box::new(make(Some(Input(9)))), &source, options);
            for (i, (&pixel, got)) in
                source.bytes().as_chunks::<4>().0.iter().zip(floats.as_chunks::<4>().0).enumerate()
            {
                let above = above_pixel(i);
                let expected = reference(pixel, above);
                if expected[3] == 0 {
                    continue;
                }
                // The reference is rounded; one in whole numbers is rounded three times.
                let most = if tolerance == 0 { 1.51 } else { 0.51 };
                let level = |got: &f64| 255.0 * got.clamp(0.0, 1.0);
                let near = |(got, expected): (&f64, &u8)| (level(got) - f64::from(*expected)).abs() < most;
                let what = alloc::format!("{:?} on floats: {pixel:?} and {above:?} at pixel {i}", make(None));
                assert!(got.iter().zip(&expected).all(near), "{what}: {got:?}, not {expected:?}");
            }
        }
    }
}

/// Compares premultiplied results with the mean of the pixels at offsets `dx, dy` with weights, up to a number of levels
/// apart.
#[cfg(feature = "blur")]
pub(crate) fn check_weighted_mean(
    filter: &(impl Filter + Clone + Debug + 'static),
    source: &Frame,
    border: crate::image::kernels::BorderMode,
    taps: &[(isize, isize, f64)],
    tolerance: f64,
) {
    let result = run(filter, source);
    #[cfg(feature = "float")]
    let floats = (filter.spec().family == "blur").then(|| float::run(filter, source, Options::default()));
    let (width, height) = (source.layout().width() as usize, source.layout().height() as usize);
    let pixel = source.layout().rows().unwrap().pixel_bytes();
    let premultiplied = |bytes: &[u8], i: usize| {
        let alpha = if pixel == 4 && i % 4 != 3 { f64::from(bytes[i | 3]) / 255.0 } else { 1.0 };
        f64::from(bytes[i]) * alpha
    };
    let before: Vec<f64> = (0..source.bytes().len()).map(|i| premultiplied(source.bytes(), i)).collect();
    let total: f64 = taps.iter().map(|tap| tap.2).sum();
    for i in 0..before.len() {
        let (x, y, c) = (i / pixel % width, i / pixel / width, i % pixel);
        let at = |&(dx, dy, weight): &(isize, isize, f64)| {
            let place = (border.inside(x as isize + dx, width), border.inside(y as isize + dy, height));
            let (Some(x), Some(y)) = place else { return 0.0 };
            weight * before[(y * width + x) * pixel + c]
        };
        let expected = taps.iter().map(at).sum::<f64>() / total;
        #[cfg(feature = "float")]
        if let Some(floats) = &floats {
            let alpha = if pixel == 4 && i % 4 != 3 { floats[i | 3] } else { 1.0 };
            let got = floats[i] * alpha * 255.0;
            assert!((got - expected).abs() < 0.003, "{filter:?} on floats, {border:?}: {i}: {got}, not {expected}");
        }
        let got = premultiplied(result.bytes(), i);
        assert!(
            (got - expected).abs() <= tolerance + 1e-9,
            "{filter:?} {:?} {width}×{height}: byte {i}: got {got}, expected {expected}",
            source.layout().format()
        );
    }
}
