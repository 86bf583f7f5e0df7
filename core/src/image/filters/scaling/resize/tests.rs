//! Compares with the definition in real numbers, and with Pillow.

use super::*;
use crate::image::frame::FrameLayout;
use crate::image::testing::{compare, noise, run};
use crate::image::frame::{Format, Frame};
use crate::image::pipeline::Pipeline;

/// The weight of a distance in pixels, and its support: the published formulas.
fn weight(kernel: Resampling, x: f64) -> f64 {
    let x = x.abs();
    let lanczos = |x: f64| {
        let t = core::f64::consts::PI * x;
        if x == 0.0 { 1.0 } else { 3.0 * t.sin() * (t / 3.0).sin() / (t * t) }
    };
    match kernel {
        Resampling::Bilinear if x < 1.0 => 1.0 - x,
        Resampling::CatmullRom if x < 1.0 => 1.5 * x.powi(3) - 2.5 * x.powi(2) + 1.0,
        Resampling::CatmullRom if x < 2.0 => -0.5 * x.powi(3) + 2.5 * x.powi(2) - 4.0 * x + 2.0,
        Resampling::Mitchell if x < 1.0 => (7.0 * x.powi(3) - 12.0 * x.powi(2) + 16.0 / 3.0) / 6.0,
        Resampling::Mitchell if x < 2.0 => {
            (-7.0 / 3.0 * x.powi(3) + 12.0 * x.powi(2) - 20.0 * x + 32.0 / 3.0) / 6.0
        }
        Resampling::Lanczos3 if x < 3.0 => lanczos(x),
        _ => 0.0,
    }
}

/// One line, by the definition.
fn line(kernel: Resampling, from: &[f64], to: usize) -> Vec<f64> {
    let step = from.len() as f64 / to as f64;
    let narrowing = step.max(1.0);
    let result = |i: usize| {
        let centre = (i as f64 + 0.5) * step;
        let weights: Vec<f64> = (0..from.len())
            .map(|j| {
                let x = (j as f64 + 0.5 - centre) / narrowing;
                match kernel {
                    // Half open, so that a pixel on the edge between two counts once.
                    Resampling::Box => f64::from(u8::from(x > -0.5 && x <= 0.5)),
                    _ => weight(kernel, x),
                }
            })
            .collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().zip(from).map(|(weight, value)| weight * value).sum::<f64>() / sum
    };
    (0..to).map(result).collect()
}

/// The channels of a frame from 0 to 1, colours times alpha, resampled along both sides.
fn planes(kernel: Resampling, source: &Frame, width: usize, height: usize) -> Vec<Vec<f64>> {
    planes_of(kernel, source, width, height, |value| value)
}

/// As [`planes`], after `light` has been applied to the colours.
fn planes_of(
    kernel: Resampling,
    source: &Frame,
    width: usize,
    height: usize,
    light: fn(f64) -> f64,
) -> Vec<Vec<f64>> {
    let (w, p) = (source.layout().width() as usize, source.layout().rows().unwrap().pixel_bytes());
    let plane = |c: usize| {
        let pixels = source.bytes().chunks(p).map(|pixel| {
            let alpha = if p == 4 && c != 3 { f64::from(pixel[3]) / 255.0 } else { 1.0 };
            let value = f64::from(pixel[c]) / 255.0;
            alpha * if c == 3 { value } else { light(value) }
        });
        let pixels: Vec<f64> = pixels.collect();
        let rows: Vec<Vec<f64>> = pixels.chunks(w).map(|row| line(kernel, row, width)).collect();
        let columns: Vec<Vec<f64>> = (0..width)
            .map(|x| line(kernel, &rows.iter().map(|row| row[x]).collect::<Vec<_>>(), height))
            .collect();
        (0..height).flat_map(|y| columns.iter().map(move |column| column[y])).collect()
    };
    (0..p).map(plane).collect()
}

fn resize(source: &Frame, width: usize, height: usize, kernel: Resampling) -> Frame {
    run(&Resize { width: width as i32, height: height as i32, kernel, linear: false }, source)
}

const SIZES: [(usize, usize, usize, usize); 15] = [
    (1, 1, 1, 2),
    (1, 1, 7, 5),
    (7, 5, 1, 1),
    (2, 3, 3, 2),
    (17, 9, 16, 9),
    (31, 33, 13, 11),
    (13, 11, 31, 33),
    (64, 7, 32, 14),
    (2, 2, 1, 1),
    (4, 6, 2, 3),
    (34, 22, 17, 11),
    (40, 40, 20, 20),
    (33, 2, 100, 3),
    (200, 3, 9, 2),
    (5, 150, 4, 8),
];

const INTERPOLATING: [Resampling; 5] = [
    Resampling::Lanczos3,
    Resampling::CatmullRom,
    Resampling::Mitchell,
    Resampling::Bilinear,
    Resampling::Box,
];

#[test]
fn opaque_and_gray_frames_follow_the_definition() {
    for (seed, (w, h, width, height)) in SIZES.into_iter().enumerate() {
        for format in [Format::Rgba, Format::Gray8] {
            let source = noise(format, w as u32, h as u32, true, seed as u32);
            for kernel in INTERPOLATING {
                let result = resize(&source, width, height, kernel);
                let planes = planes(kernel, &source, width, height);
                let bytes = |i: usize| planes.iter().map(move |plane| (plane[i] * 255.0).round().clamp(0.0, 255.0) as u8);
                let expected: Vec<u8> = (0..width * height).flat_map(bytes).collect();
                compare(&format!("{kernel:?} {format:?} {w}×{h} → {width}×{height}"), result.bytes(), &expected, 1);
            }
        }
    }
}

#[test]
fn weights_colours_by_alpha() {
    for (seed, (w, h, width, height)) in SIZES.into_iter().enumerate() {
        let mut source = noise(Format::Rgba, w as u32, h as u32, false, seed as u32 + 50);
        if h % 4 == 0 {
            // Only the lower rows are translucent: opaque rows may take the fast path.
            let opaque = source.bytes_mut().as_chunks_mut::<4>().0.iter_mut().take(w * h / 2);
            opaque.for_each(|pixel| pixel[3] = 255);
        }
        for kernel in INTERPOLATING {
            let result = resize(&source, width, height, kernel);
            let planes = planes(kernel, &source, width, height);
            #[cfg(feature = "float")]
            {
                let filter = Resize { width: width as i32, height: height as i32, kernel, linear: false };
                on_floats(&filter, &source, &planes, |value| value);
            }
            for (i, pixel) in result.bytes().as_chunks::<4>().0.iter().enumerate() {
                let what = format!("{kernel:?} {w}×{h} → {width}×{height}: pixel {i}, {pixel:?}");
                let alpha = planes[3][i];
                assert!((f64::from(pixel[3]) - (alpha * 255.0).clamp(0.0, 255.0)).abs() <= 1.0, "{what}: alpha {alpha}");
                if pixel[3] == 0 {
                    assert_eq!(*pixel, [0; 4], "{what}: alpha is 0");
                    continue;
                }
                for c in 0..3 {
                    let color = (planes[c][i] / alpha).clamp(0.0, 1.0) * 255.0;
                    // A byte, plus the effect of 1/64 of a level before the division.
                    let tolerance = 1.0 + 0.02 * 255.0 / (alpha * 255.0).max(0.5);
                    assert!((f64::from(pixel[c]) - color).abs() <= tolerance, "{what}: {color} in channel {c}");
                }
            }
        }
    }
}

/// Compares the result on floats with exact planes, colours times alpha.
#[cfg(feature = "float")]
fn on_floats(filter: &Resize, source: &Frame, planes: &[Vec<f64>], value: fn(f64) -> f64) {
    let channels = source.layout().rows().unwrap().pixel_bytes();
    let result = crate::image::testing::float::run(filter, source, Default::default());
    for (i, pixel) in result.chunks_exact(channels).enumerate() {
        let alpha = if channels == 4 { planes[3][i] } else { 1.0 };
        for (c, got) in pixel.iter().enumerate() {
            let exact = if c == 3 { alpha } else { planes[c][i] / alpha };
            // Near an alpha of 0, and for negative light, there is nothing to compare.
            if alpha.abs() < 0.01 || exact < 0.001 {
                continue;
            }
            let exact = if c == 3 { exact } else { value(exact) };
            assert!((got - exact).abs() < 1e-4 * exact.max(1.0), "{filter:?} on floats: {got}, not {exact}");
        }
    }
}

fn to_light(value: f64) -> f64 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn to_value(light: f64) -> f64 {
    if light <= 0.04045 / 12.92 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

#[test]
fn light_follows_the_definition() {
    for (seed, (w, h, width, height)) in SIZES.into_iter().enumerate() {
        for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
            let source = noise(format, w as u32, h as u32, opaque, seed as u32 + 70);
            for kernel in INTERPOLATING {
                let filter = Resize { width: width as i32, height: height as i32, kernel, linear: true };
                let result = run(&filter, &source);
                let planes = planes_of(kernel, &source, width, height, to_light);
                let p = source.layout().rows().unwrap().pixel_bytes();
                #[cfg(feature = "float")]
                on_floats(&filter, &source, &planes, to_value);
                for (i, pixel) in result.bytes().chunks(p).enumerate() {
                    let alpha = if p == 4 { planes[3][i] } else { 1.0 };
                    let what = format!("{kernel:?} {w}×{h} → {width}×{height}: pixel {i}, {pixel:?}, alpha {alpha}");
                    if p == 4 {
                        let expected = (alpha * 255.0).clamp(0.0, 255.0);
                        assert!((f64::from(pixel[3]) - expected).abs() <= 1.0, "{what}");
                        if pixel[3] == 0 {
                            assert_eq!(*pixel, [0; 4], "{what}: alpha is 0");
                            continue;
                        }
                    }
                    for (c, &came) in pixel.iter().enumerate().take(p.min(3)) {
                        let light = (planes[c][i] / alpha).clamp(0.0, 1.0);
                        // Two steps of light, one in each pass, divided by alpha, and half a level.
                        let off = 2.0 / 16_320.0 / alpha.max(1.0 / 512.0);
                        let [low, high] = [light - off, light + off].map(|light| to_value(light.clamp(0.0, 1.0)) * 255.0);
                        let came = f64::from(came);
                        assert!(came >= low - 0.51 && came <= high + 0.51, "{what}: {low} to {high} in channel {c}");
                    }
                }
            }
        }
    }
}

#[test]
fn preserves_a_uniform_colour_for_any_alpha() {
    for alpha in [1, 2, 10, 100, 254, 255] {
        let mut source = Frame::new(FrameLayout::new(Format::Rgba, 23, 17).unwrap()).unwrap();
        source.bytes_mut().as_chunks_mut::<4>().0.fill([200, 3, 255, alpha]);
        for (width, height) in [(50, 40), (7, 5), (23, 5)] {
            for kernel in INTERPOLATING {
                let result = resize(&source, width, height, kernel);
                let expected = [200, 3, 255, alpha].repeat(width * height);
                let tolerance = if alpha < 10 { 16 } else { 1 };
                compare(&format!("{kernel:?} {alpha}"), result.bytes(), &expected, tolerance);
            }
        }
    }
}

#[test]
fn a_photo_like_frame_is_within_58_decibels() {
    let (w, h, width, height) = (240, 180, 97, 211);
    let mut source = Frame::new(FrameLayout::new(Format::Rgba, w, h).unwrap()).unwrap();
    for (i, pixel) in source.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let (x, y) = (i as u32 % w, i as u32 / w);
        *pixel = [(x * x / 97 + y) as u8, ((x * 7) ^ (y * 3)) as u8 / 2, (200 - y) as u8, 255];
    }
    for kernel in INTERPOLATING {
        let planes = planes(kernel, &source, width, height);
        let result = resize(&source, width, height, kernel);
        let squares = result.bytes().as_chunks::<4>().0.iter().enumerate().flat_map(|(i, pixel)| {
            let planes = &planes;
            (0..3).map(move |c| (f64::from(pixel[c]) - (planes[c][i] * 255.0).clamp(0.0, 255.0)).powi(2))
        });
        let mean = squares.sum::<f64>() / (3 * width * height) as f64;
        let decibels = 10.0 * (255.0 * 255.0 / mean).log10();
        assert!(decibels > 58.0, "{kernel:?}: {decibels} dB");
    }
}

#[test]
fn nearest_picks_the_pixel_at_the_centre() {
    for (w, h, width, height) in SIZES {
        for format in [Format::Rgba, Format::Gray8] {
            let source = noise(format, w as u32, h as u32, false, 4);
            let result = resize(&source, width, height, Resampling::Nearest);
            let p = source.layout().rows().unwrap().pixel_bytes();
            for (i, pixel) in result.bytes().chunks(p).enumerate() {
                let place = |i: usize, from: usize, to: usize| ((i as f64 + 0.5) * from as f64 / to as f64) as usize;
                let from = place(i / width, h, height) * w + place(i % width, w, width);
                assert_eq!(pixel, &source.bytes()[from * p..(from + 1) * p], "{w}×{h} → {width}×{height}: {i}");
            }
        }
    }
}

#[test]
fn a_side_of_zero_keeps_the_ratio() {
    let layout = FrameLayout::new(Format::Gray8, 300, 200).unwrap();
    for (width, height, expected) in
        [(0, 0, (300, 200)), (150, 0, (150, 100)), (0, 50, (75, 50)), (1, 0, (1, 1)), (0, 1, (2, 1)), (9, 9, (9, 9))]
    {
        let output = Resize { width, height, kernel: Resampling::Box, linear: false }.output(&layout.rows().unwrap()).unwrap();
        assert_eq!((output.width(), output.height()), expected, "{width}×{height}");
    }
    let thin = FrameLayout::new(Format::Gray8, 1, 2000).unwrap();
    assert!(Resize { width: 32_767, height: 0, kernel: Resampling::Box, linear: false }.output(&thin.rows().unwrap()).is_err(), "too high");
    let same = Resize { width: 300, ..Resize::default() }.operation(&layout.rows().unwrap()).unwrap();
    assert!(matches!(same, Operation::Identity), "the same size is an identity");
}

#[test]
fn a_kernel_can_run_repeatedly() {
    let mut pipeline = Pipeline::new(vec![Box::new(Resize { width: 9, height: 40, kernel: Resampling::Lanczos3, linear: false })]);
    let target = FrameLayout::new(Format::Rgba, 9, 40).unwrap();
    for seed in 0..4 {
        let source = noise(Format::Rgba, 20, 30, seed % 2 == 0, seed);
        let mut result = Frame::new(target).unwrap();
        pipeline.apply_into(&source, &mut result).unwrap();
        let expected = resize(&source, 9, 40, Resampling::Lanczos3);
        assert!(result.bytes() == expected.bytes(), "run {seed}");
    }
}

/// Results of Pillow: `tests/golden/resize/make.py`.
#[test]
fn agrees_with_pillow() {
    const VECTORS: &str = include_str!("../../../../../tests/golden/resize/pillow.txt");
    let hex = |text: &str| -> Vec<u8> {
        let digits = text.as_bytes().as_chunks::<2>().0;
        digits.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    };
    let mut source = None;
    let mut count = 0;
    for row in VECTORS.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = row.split(' ').collect();
        let (width, height): (usize, usize) = (words[1].parse().unwrap(), words[2].parse().unwrap());
        let bytes = hex(words[3]);
        if words[0] == "source" {
            let mut frame = Frame::new(FrameLayout::new(Format::Gray8, width as u32, height as u32).unwrap()).unwrap();
            frame.bytes_mut().copy_from_slice(&bytes);
            source = Some(frame);
            continue;
        }
        let (name, linear) = words[0].split_once('-').map_or((words[0], false), |(name, _)| (name, true));
        let kernel = Resampling::ALL[Resampling::NAMES.iter().position(|known| *known == name).unwrap()];
        let filter = Resize { width: width as i32, height: height as i32, kernel, linear };
        let result = run(&filter, source.as_ref().unwrap());
        let tolerance = u8::from(kernel != Resampling::Nearest);
        compare(&format!("{kernel:?} → {width}×{height}"), result.bytes(), &bytes, tolerance);
        count += 1;
    }
    assert_eq!(count, 88, "number of golden cases");
}
