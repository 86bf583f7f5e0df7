//! `unsharpMask`: sharpens by adding the difference from a blur.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::detail::beside_blur::{Beside, NOTHING, beside_blur, each};
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
#[cfg(feature = "float")]
use crate::image::kernels::float::{Pixel, gaussian};
#[cfg(feature = "float")]
use crate::image::kernels::BorderMode;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout};
use crate::simd::{I16x8, U8x16};

crate::filter! {
    /// Sharpens: adds to each colour `amount` times its difference from the blurred frame, if that difference is at
    /// least `threshold`; alpha is unchanged.
    ///
    /// `v + amount * (v - blurred)`, rounded and clamped. `blurred` is the result of `gaussianBlur` in whole levels,
    /// with colours weighted by alpha; outside the frame, the outermost pixels are repeated. Equivalent to OpenCV's
    /// `GaussianBlur` and `addWeighted` of 8-bit images.
    pub struct UnsharpMask: "unsharpMask" in "detail" version 1 on planes {
        /// Part of the difference that is added; 0 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(0.5, 0.0, 5.0).typical(0.0, 2.0).unit(Unit::Factor)),
        /// Standard deviation of the blur, about the width of the details to sharpen; 0 leaves the frame unchanged.
        sigma: f64 = Kind::Number(Number::new(2.0, 0.0, 50.0).typical(0.0, 10.0).step(0.1).unit(Unit::Pixels)),
        /// Smallest difference that is amplified; larger values leave noise unchanged.
        threshold: i32 = Kind::Integer(Number::new(0.0, 0.0, 255.0).typical(0.0, 30.0).step(1.0).unit(Unit::Levels)),
    }
}

/// Number of fraction bits of the sum: with one more, 5 times 255 levels and 255 levels would not fit into a lane.
const FRACTION: u32 = 4;

impl Operate for UnsharpMask {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.sigma < NOTHING || self.amount == 0.0 {
            return Ok(Operation::Identity);
        }
        let kernel = Kernel {
            // The difference has 7 bits of fraction in a lane; a product of Q15 numbers shifts right by 15.
            amount: (self.amount * f64::from(1 << (FRACTION + 8))).round() as i16,
            threshold: self.threshold.clamp(0, 255) as u8,
            // Selects the original's alpha.
            colors: match input.format() {
                RowFormat::Rgba8 => U8x16::splat_pixel([255, 255, 255, 0]),
                RowFormat::Gray8 => U8x16::splat(255),
            },
        };
        beside_blur(input, self.sigma, Box::new(kernel))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        if self.amount == 0.0 {
            return Ok(Some(FloatOperation::Identity));
        }
        let (amount, threshold) = (self.amount as f32, self.threshold as f32 / 255.0);
        let sharpen = move |original: &[Pixel], blurred: &mut [Pixel]| {
            for (to, own) in blurred.iter_mut().zip(original) {
                for c in 0..3 {
                    let difference = own[c] - to[c];
                    to[c] = if difference.abs() >= threshold { own[c] + amount * difference } else { own[c] };
                }
                to[3] = own[3];
            }
        };
        let size = input.size();
        gaussian(self.sigma, BorderMode::Clamp, size, Some(Box::new(sharpen))).map(Some)
    }
}

struct Kernel {
    /// In units of 1/2¹².
    amount: i16,
    threshold: u8,
    colors: U8x16,
}

impl Kernel {
    /// Computes sixteen bytes of the result.
    #[inline(always)]
    fn sharpen(&self, original: U8x16, blurred: U8x16) -> U8x16 {
        let (amount, half) = (I16x8::splat(self.amount), I16x8::splat(1 << (FRACTION - 1)));
        let eight = |original: I16x8, difference: I16x8| {
            let product = difference.shift_left::<7>().multiply_q15(amount);
            (original.shift_left::<FRACTION>() + product + half).shift_right::<FRACTION>()
        };
        let (low, high) = (original.widen_low(), original.widen_high());
        let [first, second] = [low - blurred.widen_low(), high - blurred.widen_high()];
        let size = |difference: I16x8| difference.max(I16x8::splat(0) - difference);
        let counts = I16x8::narrow(size(first), size(second)).at_least(U8x16::splat(self.threshold));
        I16x8::narrow(eight(low, first), eight(high, second)).select(original, counts & self.colors)
    }
}

impl Beside for Kernel {
    fn body(&self, original: &[[u8; 16]], blurred: &mut [[u8; 16]]) {
        each(original, blurred, |original, blurred| self.sharpen(original, blurred));
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::kernels::BorderMode;
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::Frame;

    /// The frame blurred in real numbers, then rounded to whole levels, with colours weighted by alpha.
    fn blurred(source: &Frame, sigma: f64) -> Vec<f64> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let p = source.layout().rows().unwrap().pixel_bytes();
        let bytes = source.bytes();
        let radius = (5.0 * sigma).ceil() as isize;
        let weight = |d: isize| (-0.5 * (d as f64 / sigma).powi(2)).exp();
        let alpha = |i: usize| if p == 4 { f64::from(bytes[i / 4 * 4 + 3]) / 255.0 } else { 1.0 };
        let weighed = |i: usize| if i % p == 3 { 1.0 } else { alpha(i) };
        let sum = |i: usize, of: &dyn Fn(usize) -> f64| {
            let (x, y) = ((i / p) as isize % w, (i / p) as isize / w);
            let (mut sum, mut all) = (0.0, 0.0);
            for dy in -radius..=radius {
                for dx in -radius..=radius {
                    let from = ((y + dy).clamp(0, h - 1) * w + (x + dx).clamp(0, w - 1)) as usize * p + i % p;
                    sum += weight(dx) * weight(dy) * of(from);
                    all += weight(dx) * weight(dy);
                }
            }
            sum / all
        };
        let level = |i: usize| {
            let level = sum(i, &|i| f64::from(bytes[i]) * weighed(i));
            if i % p == 3 { level } else { level / sum(i, &weighed).max(1e-9) }
        };
        (0..bytes.len()).map(level).collect()
    }

    #[test]
    fn agrees_with_the_formula_on_the_blurred_frame() {
        use crate::image::filters::blur::GaussianBlur;
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (amount, sigma, threshold) in
                    [(0.5, 1.0, 0), (1.0, 2.0, 9), (5.0, 3.0, 0), (3.3, 0.5, 40), (0.01, 6.0, 255), (2.0, 20.0, 1)]
                {
                    let source = noise(format, width, height, opaque, 3);
                    let blurred = run(&GaussianBlur { sigma, border: BorderMode::Clamp }, &source);
                    let pairs = source.bytes().iter().zip(blurred.bytes()).enumerate();
                    let expected: Vec<u8> = pairs
                        .map(|(i, (&from, &blurred))| {
                            let difference = f64::from(from) - f64::from(blurred);
                            let counts = difference.abs() >= f64::from(threshold);
                            let is_alpha = format == Format::Rgba && i % 4 == 3;
                            let by = if counts && !is_alpha { amount * difference } else { 0.0 };
                            (f64::from(from) + by).round().clamp(0.0, 255.0) as u8
                        })
                        .collect();
                    let filter = UnsharpMask { amount, sigma, threshold };
                    let what = format!("{filter:?} {format:?} opaque {opaque} {width}×{height}");
                    compare(&what, run(&filter, &source).bytes(), &expected, 1);
                }
            }
        }
    }

    #[test]
    fn agrees_with_the_gaussian_in_real_numbers() {
        for (width, height) in [(1, 1), (3, 2), (17, 9), (20, 21)] {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (amount, sigma) in [(0.5, 1.0), (1.0, 2.0), (2.0, 3.0)] {
                    let source = noise(format, width, height, opaque, 4);
                    let result = run(&UnsharpMask { amount, sigma, threshold: 0 }, &source);
                    let blurred = blurred(&source, sigma);
                    #[cfg(feature = "float")]
                    let floats = crate::image::testing::float::run(
                        &UnsharpMask { amount, sigma, threshold: 0 },
                        &source,
                        Default::default(),
                    );
                    for (i, (&from, &got)) in source.bytes().iter().zip(result.bytes()).enumerate() {
                        if format == Format::Rgba && i % 4 == 3 {
                            assert_eq!(got, from, "alpha");
                            continue;
                        }
                        let alpha = if format == Format::Rgba { f64::from(source.bytes()[i | 3]) / 255.0 } else { 1.0 };
                        let exact = f64::from(from) + amount * (f64::from(from) - blurred[i]);
                        #[cfg(feature = "float")]
                        assert!((255.0 * floats[i] - exact).abs() * alpha < 0.01, "on floats: {}, {exact}", floats[i]);
                        let exact = exact.clamp(0.0, 255.0);
                        // Half a level of rounding, and half a level of the blur's rounding and its own error, weighted
                        // by alpha.
                        let limit = 0.55 + amount * 0.75;
                        let error = (f64::from(got) - exact).abs() * alpha;
                        assert!(error <= limit, "{amount} {sigma} {format:?} {width}×{height} byte {i}: {got}, {exact}");
                    }
                }
            }
        }
    }

    #[test]
    fn agrees_with_scipy() {
        let vectors = golden(include_str!("../../../../tests/golden/unsharp_mask.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let layout = FrameLayout::new(Format::Gray8, size[0] as u32, size[1] as u32).unwrap();
        let mut frame = Frame::new(layout).unwrap();
        frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
        for [(_, parameters), (_, expected)] in cases.as_chunks::<2>().0 {
            let [amount, sigma, threshold] = parameters[..] else { panic!("three parameters") };
            let result = run(&UnsharpMask { amount, sigma, threshold: threshold as i32 }, &frame);
            let mut square = 0.0;
            for (&got, want) in result.bytes().iter().zip(expected) {
                let error = (f64::from(got) - want).abs();
                // Where the blur rounds the other way, it is off by a level.
                assert!(error <= 0.55 + amount, "{parameters:?}: got {got}, expected {want}");
                square += error * error / expected.len() as f64;
            }
            // Rounding leaves a twelfth of a square level, or more where all results are halves.
            assert!(square <= 0.2, "{parameters:?}: mean square {square}");
        }
        assert_eq!(cases.len(), 2 * 5, "number of golden cases");
    }
}
