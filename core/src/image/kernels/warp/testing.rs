//! Shared by the tests of warps: the definition, as a loop in `f64`.

use alloc::vec::Vec;
use core::fmt::Debug;

use super::Interpolation;
use crate::image::filters::Filter;
use crate::image::frame::{Format, Frame};
use crate::image::kernels::BorderMode;
use crate::image::testing::{compare, noise, run};

/// Sides of the tested frames.
pub(crate) const WIDTH: u32 = 19;
pub(crate) const HEIGHT: u32 = 14;

/// The pixel at a whole position, alpha from 0 to 1.
fn pixel(frame: &Frame, border: BorderMode, x: i64, y: i64) -> [f64; 4] {
    let place = |i: i64, length: u32| {
        let length = i64::from(length);
        match border {
            _ if (0..length).contains(&i) => Some(i),
            BorderMode::Transparent => None,
            BorderMode::Clamp => Some(i.clamp(0, length - 1)),
            BorderMode::Wrap => Some(i.rem_euclid(length)),
            BorderMode::Reflect => {
                let i = i.rem_euclid(2 * length);
                Some(if i < length { i } else { 2 * length - 1 - i })
            }
            BorderMode::Mirror => {
                let i = i.rem_euclid((2 * length - 2).max(1));
                Some(if i < length { i } else { 2 * length - 2 - i })
            }
        }
    };
    let (Some(x), Some(y)) = (place(x, frame.layout().width()), place(y, frame.layout().height())) else {
        return [0.0; 4];
    };
    let bytes = frame.layout().rows().unwrap().pixel_bytes();
    let pixel = &frame.bytes()[(y * i64::from(frame.layout().width()) + x) as usize * bytes..][..bytes];
    match *pixel {
        [r, g, b, a] => [f64::from(r), f64::from(g), f64::from(b), f64::from(a) / 255.0],
        _ => [f64::from(pixel[0]), 0.0, 0.0, 1.0],
    }
}

fn weights(interpolation: Interpolation, t: f64) -> (i64, Vec<f64>) {
    // Catmull-Rom's cubic, as a function of the distance.
    let cubic = |d: f64| match d.abs() {
        d if d <= 1.0 => 1.5 * d * d * d - 2.5 * d * d + 1.0,
        d if d < 2.0 => -0.5 * d * d * d + 2.5 * d * d - 4.0 * d + 2.0,
        _ => 0.0,
    };
    match interpolation {
        Interpolation::Nearest => (0, alloc::vec![1.0]),
        Interpolation::Bilinear => (0, alloc::vec![1.0 - t, t]),
        Interpolation::Bicubic => (-1, (-1..3).map(|i| cubic(t - f64::from(i))).collect()),
    }
}

/// Compares a warp with its definition: `back` maps a position of the result to a position in the source.
pub(crate) fn check<F: Filter + Clone + Debug + 'static>(
    make: &dyn Fn(Interpolation, BorderMode) -> F,
    back: &dyn Fn(f64, f64) -> [f64; 2],
) {
    for (format, is_opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
        let source = noise(format, WIDTH, HEIGHT, is_opaque, 8);
        for &interpolation in Interpolation::ALL {
            for &border in BorderMode::ALL {
                let filter = make(interpolation, border);
                let result = run(&filter, &source);
                // Mappings by another frame have no floats.
                #[cfg(feature = "float")]
                let floats = filter
                    .float(&source.layout().rows().unwrap())
                    .unwrap()
                    .map(|_| crate::image::testing::float::run(&filter, &source, Default::default()));
                let bytes = result.layout().rows().unwrap().pixel_bytes();
                for (i, came) in result.bytes().chunks(bytes).enumerate() {
                    let (x, y) = (i as u32 % result.layout().width(), i as u32 / result.layout().width());
                    let [u, v] = back(f64::from(x) + 0.5, f64::from(y) + 0.5).map(|place| place - 0.5);
                    let (u, v) = match interpolation {
                        // Of two pixels at equal distances, either may be chosen, because of the error of single
                        // precision.
                        Interpolation::Nearest
                            if [u, v].iter().any(|p| ((p + 0.5) - (p + 0.5).round()).abs() < 1e-3) =>
                        {
                            continue;
                        }
                        Interpolation::Nearest => ((u + 0.5).floor(), (v + 0.5).floor()),
                        _ => (u, v),
                    };
                    let ((first_x, across), (first_y, down)) =
                        (weights(interpolation, u - u.floor()), weights(interpolation, v - v.floor()));
                    let mut sum = [0.0; 4];
                    for (dy, down) in (first_y..).zip(&down) {
                        for (dx, across) in (first_x..).zip(&across) {
                            let [r, g, b, a] = pixel(&source, border, u.floor() as i64 + dx, v.floor() as i64 + dy);
                            let weighed = [r * a, g * a, b * a, a * 255.0];
                            sum.iter_mut().zip(weighed).for_each(|(sum, c)| *sum += c * across * down);
                        }
                    }
                    #[cfg(feature = "float")]
                    if let Some(floats) = &floats {
                        let pixel = &floats[bytes * i..bytes * (i + 1)];
                        for (c, got) in pixel.iter().enumerate() {
                            let got = got * if c < 3 { pixel.get(3).copied().unwrap_or(1.0) } else { 1.0 };
                            let near = (255.0 * got - sum[c]).abs() < 0.03;
                            assert!(near, "{filter:?} {format:?} on floats at {x}, {y}: {got}, {}", sum[c] / 255.0);
                        }
                    }
                    // Compared premultiplied. The overshoot of bicubic curves is clamped; colours are divided by the
                    // unclamped alpha first.
                    let alpha = sum[3].clamp(0.0, 255.0);
                    let scale = if bytes == 1 || alpha == 0.0 { 1.0 } else { alpha / sum[3] };
                    let most = if bytes == 1 { 255.0 } else { alpha };
                    let limit = |c: f64| (c * scale).clamp(0.0, most).round() as u8;
                    let what = alloc::format!("{filter:?} {format:?} opaque {is_opaque} at {x}, {y} from {u}, {v}");
                    if bytes == 1 {
                        compare(&what, came, &[limit(sum[0])], 1);
                    } else {
                        let over = |c: usize| f64::from(came[c]) * f64::from(came[3]) / 255.0;
                        let came = [over(0), over(1), over(2), f64::from(came[3])].map(|c| c.round() as u8);
                        let expected = [limit(sum[0]), limit(sum[1]), limit(sum[2]), alpha.round() as u8];
                        compare(&what, &came, &expected, 1);
                    }
                }
            }
        }
    }
}
