//! Compares the blur with a naive blur in double precision.

use super::gaussian;
use crate::image::frame::{Format, Plane, PlaneMut, RowFormat};
use crate::image::kernels::BorderMode;
use crate::image::kernels::traits::run_in_place;

/// Small and uniform enough for tests; the low bits of the state are never used.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn sample_at(border: BorderMode, mut x: i64, n: i64) -> Option<i64> {
    match border {
        BorderMode::Clamp => Some(x.max(0).min(n - 1)),
        BorderMode::Transparent => (x >= 0 && x < n).then_some(x),
        BorderMode::Wrap => Some(((x % n) + n) % n),
        BorderMode::Reflect => {
            while x < 0 || x >= n {
                x = if x < 0 { -1 - x } else { 2 * n - 1 - x };
            }
            Some(x)
        }
        BorderMode::Mirror => {
            while n > 1 && (x < 0 || x >= n) {
                x = if x < 0 { -x } else { 2 * (n - 1) - x };
            }
            Some(if n == 1 { 0 } else { x })
        }
    }
}

/// A pass along samples `stride` apart.
fn pass(input: &[f64], weights: &[f64], border: BorderMode, n: usize, step: usize, starts: &[usize]) -> Vec<f64> {
    let mut output = input.to_vec();
    let radius = weights.len() as i64 / 2;
    for &start in starts {
        for i in 0..n {
            let mut sum = 0.0;
            for (weight, x) in weights.iter().zip(i as i64 - radius..) {
                if let Some(x) = sample_at(border, x, n as i64) {
                    sum += weight * input[start + x as usize * step];
                }
            }
            output[start + i * step] = sum;
        }
    }
    output
}

/// Premultiplied (if RGBA), blurred, still premultiplied, not rounded.
fn reference(pixels: &[u8], width: usize, height: usize, lanes: usize, sigma: f64, border: BorderMode) -> Vec<f64> {
    let radius = (5.0 * sigma).ceil() as i32;
    let weights: Vec<f64> = (-radius..=radius).map(|x| (-0.5 * (f64::from(x) / sigma).powi(2)).exp()).collect();
    let total: f64 = weights.iter().sum();
    let weights: Vec<f64> = weights.iter().map(|w| w / total).collect();
    let rows: Vec<usize> = (0..height).flat_map(|y| (0..lanes).map(move |c| y * width * lanes + c)).collect();
    let columns: Vec<usize> = (0..width * lanes).collect();
    let input = premultiplied(pixels, lanes);
    let across = pass(&input, &weights, border, width, lanes, &rows);
    pass(&across, &weights, border, height, width * lanes, &columns)
}

fn premultiplied(pixels: &[u8], lanes: usize) -> Vec<f64> {
    let alpha = |i: usize| if lanes == 4 && i % 4 != 3 { f64::from(pixels[i | 3]) / 255.0 } else { 1.0 };
    pixels.iter().enumerate().map(|(i, &v)| f64::from(v) * alpha(i)).collect()
}

/// Noise, edges and gradients; alpha from 0 to 255.
fn content(width: usize, height: usize, lanes: usize, opaque: bool) -> Vec<u8> {
    let mut random = Random(7);
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            for c in 0..lanes {
                let noise = random.below(256) as u8;
                let block = if (x / 5 + y / 7) % 2 == 0 { 0 } else { 255 };
                let ramp = (x * 255 / width.max(1)) as u8;
                let value = [noise, block, ramp, noise / 2 + block / 2][(x / 8 + y / 8 + c) % 4];
                pixels.push(if c == 3 && (opaque || y % 11 < 3) { 255 } else { value });
            }
        }
    }
    pixels
}

/// The largest difference and the mean squared difference of premultiplied values.
fn difference(result: &[u8], expected: &[f64], lanes: usize) -> (f64, f64) {
    let errors: Vec<f64> = premultiplied(result, lanes).iter().zip(expected).map(|(a, b)| (a - b).abs()).collect();
    let square = errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64;
    (errors.iter().fold(0.0, |a: f64, &b| a.max(b)), square)
}

fn blur(pixels: &[u8], width: usize, height: usize, format: Format, sigma: f64, border: BorderMode) -> Vec<u8> {
    let mut result = pixels.to_vec();
    let row = width * format.rows().unwrap().pixel_bytes();
    let mut kernel = gaussian(sigma, border, width, height, format.rows().unwrap()).unwrap();
    run_in_place(&mut *kernel, PlaneMut::new(&mut result, row, row.max(1), height).unwrap());
    result
}

#[test]
fn agrees_with_the_gaussian() {
    let sizes = [(1, 1), (1, 33), (2, 15), (15, 2), (16, 17), (17, 16), (31, 33), (33, 1), (33, 31), (100, 70)];
    for sigma in [0.3, 1.0, 2.0, 2.49, 2.5, 4.0, 5.0, 15.0, 40.0] {
        for (width, height) in sizes {
            for border in BorderMode::ALL.iter().copied() {
                for (format, opaque) in [(Format::Gray8, false), (Format::Rgba, true), (Format::Rgba, false)] {
                    let lanes = format.rows().unwrap().pixel_bytes();
                    let pixels = content(width, height, lanes, opaque);
                    let expected = reference(&pixels, width, height, lanes, sigma, border);
                    let result = blur(&pixels, width, height, format, sigma, border);
                    let (worst, _) = difference(&result, &expected, lanes);
                    // Half a level is rounding; premultiplying the result again rounds a second time.
                    let limit = if lanes == 4 && (!opaque || border == BorderMode::Transparent) { 1.1 } else { 1.0 };
                    assert!(
                        worst <= limit,
                        "σ {sigma} {width}×{height} {border:?} {format:?} opaque {opaque}: {worst}"
                    );
                    // In whole levels, as a canvas stores premultiplied colours.
                    let levels = premultiplied(&result, lanes)
                        .iter()
                        .zip(&expected)
                        .map(|(a, b)| (a.round() - b.round()).abs())
                        .fold(0.0, f64::max);
                    assert!(levels <= 1.0, "σ {sigma} {width}×{height} {border:?} {format:?}: {levels} levels");
                }
            }
        }
    }
}

#[test]
fn is_as_accurate_as_rounding_allows() {
    let (width, height) = (180, 140);
    let mut random = Random(5);
    let mut pixel = |x: usize, y: usize| {
        let (fx, fy) = (x as f64, y as f64);
        let smooth = 128.0 + 60.0 * (fx / 17.0).sin() + 40.0 * (fy / 11.0).cos() + 15.0 * (fx / 3.0 - fy / 4.0).sin();
        let edge = if (x / 40 + y / 30).is_multiple_of(3) { 255.0 - smooth } else { smooth };
        (edge + random.below(24) as f64).clamp(0.0, 255.0) as u8
    };
    let pixels: Vec<u8> = (0..width * height).map(|i| pixel(i % width, i / width)).collect();
    for sigma in [0.7, 1.0, 2.0, 2.5, 4.9, 5.0, 10.0, 15.0, 30.0, 80.0] {
        let rgba: Vec<u8> = pixels.iter().flat_map(|&v| [v, 255 - v, v / 2, 255]).collect();
        for (format, pixels) in [(Format::Gray8, &pixels), (Format::Rgba, &rgba)] {
            let expected =
                reference(pixels, width, height, format.rows().unwrap().pixel_bytes(), sigma, BorderMode::Clamp);
            let result = blur(pixels, width, height, format, sigma, BorderMode::Clamp);
            let (_, square) = difference(&result, &expected, format.rows().unwrap().pixel_bytes());
            let psnr = 10.0 * (255.0 * 255.0 / square).log10();
            // Rounding an exact result leaves a twelfth of a square level: 58.9 dB.
            assert!(psnr > 58.0, "σ {sigma} {format:?}: {psnr} dB");
        }
    }
}

#[test]
fn preserves_a_flat_frame() {
    for sigma in [0.3, 1.0, 2.0, 3.0, 5.0, 15.0, 100.0, 256.0] {
        for border in [BorderMode::Clamp, BorderMode::Mirror, BorderMode::Wrap] {
            for value in [0, 1, 128, 255] {
                let pixels = [value; 19 * 23 * 4];
                assert_eq!(
                    blur(&pixels, 19, 23 * 4, Format::Gray8, sigma, border),
                    pixels,
                    "gray σ {sigma} {border:?}"
                );
                let pixels = [value, 7, 250, 255].repeat(19 * 23);
                assert_eq!(blur(&pixels, 19, 23, Format::Rgba, sigma, border), pixels, "RGBA σ {sigma} {border:?}");
            }
        }
    }
}

#[test]
fn bands_strides_and_run_count_have_no_effect() {
    let (width, height) = (37, 61);
    let mut random = Random(3);
    for sigma in [0.3, 2.0, 5.0, 15.0, 40.0] {
        for border in BorderMode::ALL.iter().copied() {
            for format in [Format::Gray8, Format::Rgba] {
                let row = width * format.rows().unwrap().pixel_bytes();
                let pixels = content(width, height, format.rows().unwrap().pixel_bytes(), false);
                let expected = blur(&pixels, width, height, format, sigma, border);
                let stride = row + 5;
                let mut source = vec![77; stride * height];
                for (to, from) in source.chunks_mut(stride).zip(pixels.chunks(row)) {
                    to[..row].copy_from_slice(from);
                }
                let mut target = vec![77; stride * height];
                let mut kernel = gaussian(sigma, border, width, height, format.rows().unwrap()).unwrap();
                // Twice: `begin` resets a kernel that was used.
                for _ in 0..2 {
                    let source = Plane::new(&source, row, stride, height).unwrap();
                    let mut target = PlaneMut::new(&mut target, row, stride, height).unwrap();
                    kernel.begin(0);
                    let (mut consumed, mut produced) = (0, 0);
                    while produced < height {
                        let most = (produced + 1 + kernel.latency() + kernel.band() - 1).min(height);
                        let end = (consumed + random.below(9) as usize).min(most);
                        kernel.consume(source.band(consumed..end));
                        consumed = end;
                        let ready = if consumed == height { height } else { consumed.saturating_sub(kernel.latency()) };
                        let end = ready.min(produced + random.below(9) as usize).max(produced);
                        kernel.produce(target.band_mut(produced..end));
                        produced = end;
                    }
                }
                for (y, (to, expected)) in target.chunks(stride).zip(expected.chunks(row)).enumerate() {
                    assert_eq!(to[..row], *expected, "σ {sigma} {border:?} {format:?} row {y}");
                    assert_eq!(to[row..], [77; 5], "padding of row {y}");
                }
            }
        }
    }
}

#[test]
fn rejects_frames_that_are_too_large() {
    for (width, height) in [(usize::MAX, 1), (1, usize::MAX), (1 << 26, 1 << 26), (usize::MAX / 4, usize::MAX / 4)] {
        for sigma in [1.0, 50.0] {
            assert!(gaussian(sigma, BorderMode::Wrap, width, height, RowFormat::Rgba8).is_err(), "{width}×{height}");
        }
    }
    for sigma in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        assert!(gaussian(sigma, BorderMode::Clamp, 9, 9, RowFormat::Gray8).is_ok(), "σ {sigma} is clamped");
    }
    for (width, height) in [(0, 0), (0, 5), (5, 0)] {
        for sigma in [1.0, 50.0] {
            let mut kernel = gaussian(sigma, BorderMode::Mirror, width, height, RowFormat::Rgba8).unwrap();
            let mut bytes = [9; 40];
            run_in_place(&mut *kernel, PlaneMut::new(&mut bytes, 4 * width, 4 * width + 1, height).unwrap());
            assert_eq!(bytes, [9; 40], "unchanged");
        }
    }
}
