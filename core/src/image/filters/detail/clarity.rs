//! `clarity`: local contrast of the middle tones.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::detail::beside_blur::{Beside, NOTHING, beside_blur, each};
use crate::image::kernels::channels::{join, split};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout};
use crate::simd::{F32x4, I32x4, U8x16};

crate::filter! {
    /// Raises the local contrast of middle tones; black, white and alpha are unchanged.
    ///
    /// `v + amount * 4 l (1 - l) * (v - blurred)`, rounded and clamped, where `l` is the luma of the pixel, from 0 to
    /// 1: `0.299 r + 0.587 g + 0.114 b` (BT.601), or the gray level. `blurred` is the result of `gaussianBlur` in whole
    /// levels, with colours weighted by alpha; outside the frame, the outermost pixels are repeated. This is an unsharp
    /// mask of large radius, weighted by tone.
    pub struct Clarity: "clarity" in "detail" version 1 on color and gray {
        /// Part of the difference that is added to a middle tone; negative values soften, 0 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(0.5, -1.0, 2.0).typical(-1.0, 1.0).unit(Unit::Factor)),
        /// Standard deviation of the blur, which sets how far the surroundings of a pixel reach; 0 leaves the frame
        /// unchanged.
        sigma: f64 = Kind::Number(Number::new(30.0, 0.0, 200.0).typical(5.0, 100.0).step(1.0).unit(Unit::Pixels)),
    }
}

impl Operate for Clarity {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.sigma < NOTHING || self.amount == 0.0 {
            return Ok(Operation::Identity);
        }
        let amount = (self.amount * 4.0 / (255.0 * 255.0)) as f32;
        beside_blur(input, self.sigma, Box::new(Kernel { amount, is_gray: input.format() == RowFormat::Gray8 }))
    }
}

struct Kernel {
    /// Scaled for tones in levels.
    amount: f32,
    is_gray: bool,
}

impl Kernel {
    /// The factor of the difference that is added to the colours.
    #[inline(always)]
    fn weight(&self, luma: F32x4) -> F32x4 {
        F32x4::splat(self.amount) * luma * (F32x4::splat(255.0) - luma)
    }

    #[inline(always)]
    fn colors(&self, original: U8x16, blurred: U8x16) -> U8x16 {
        let (colors, around) = (split(original), split(blurred));
        let [r, g, b] = colors;
        let luma = r * F32x4::splat(0.299) + g * F32x4::splat(0.587) + b * F32x4::splat(0.114);
        let weight = self.weight(luma);
        let color = |c: usize| colors[c] + weight * (colors[c] - around[c]);
        join([color(0), color(1), color(2)], original)
    }

    #[inline(always)]
    fn gray(&self, original: U8x16, blurred: U8x16) -> U8x16 {
        let four = |from: I32x4, blurred: I32x4| {
            let (from, blurred) = (from.to_f32(), blurred.to_f32());
            (from + self.weight(from) * (from - blurred)).round_small()
        };
        let (low, high) = (original.widen_low(), original.widen_high());
        let (around_low, around_high) = (blurred.widen_low(), blurred.widen_high());
        I32x4::to_clamped_bytes(
            four(low.widen_low(), around_low.widen_low()),
            four(low.widen_high(), around_low.widen_high()),
            four(high.widen_low(), around_high.widen_low()),
            four(high.widen_high(), around_high.widen_high()),
        )
    }
}

impl Beside for Kernel {
    fn body(&self, original: &[[u8; 16]], blurred: &mut [[u8; 16]]) {
        if self.is_gray {
            each(original, blurred, |original, blurred| self.gray(original, blurred));
        } else {
            each(original, blurred, |original, blurred| self.colors(original, blurred));
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::image::frame::Format;
    use crate::image::kernels::BorderMode;
    use crate::image::testing::{SIDES, noise, run};
    use crate::image::frame::Frame;

    const KINDS: [(Format, bool); 3] = [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)];

    /// Asserts that the result is at most `limit` levels from the formula with the blurred frame `blurred`; if `seen`,
    /// errors are multiplied by alpha.
    fn check(filter: &Clarity, source: &Frame, blurred: &[f64], limit: f64, seen: bool) {
        let (bytes, p) = (source.bytes(), source.layout().rows().unwrap().pixel_bytes());
        for (i, &got) in run(filter, source).bytes().iter().enumerate() {
            let pixel = &bytes[i / p * p..][..p];
            if i % p == 3 {
                assert_eq!(got, bytes[i], "alpha");
                continue;
            }
            let luma = match *pixel {
                [r, g, b, _] => 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b),
                _ => f64::from(pixel[0]),
            } / 255.0;
            let alpha = if p == 4 && seen { f64::from(pixel[3]) / 255.0 } else { 1.0 };
            let from = f64::from(bytes[i]);
            let exact = (from + filter.amount * 4.0 * luma * (1.0 - luma) * (from - blurred[i])).clamp(0.0, 255.0);
            let error = (f64::from(got) - exact).abs() * alpha;
            assert!(error <= limit, "{filter:?} {:?} byte {i}: got {got}, expected {exact}", source.layout());
        }
    }

    /// Only rounding, and the error of single precision.
    #[test]
    fn agrees_with_the_formula_on_the_blurred_frame() {
        use crate::image::filters::blur::GaussianBlur;
        for (width, height) in SIDES {
            for (format, opaque) in KINDS {
                for (amount, sigma) in [(0.5, 30.0), (-1.0, 3.0), (2.0, 1.0), (1.0, 200.0), (0.01, 10.0), (2.0, 0.3)] {
                    let source = noise(format, width, height, opaque, 3);
                    let blurred = run(&GaussianBlur { sigma, border: BorderMode::Clamp }, &source);
                    let blurred: Vec<f64> = blurred.bytes().iter().map(|&level| f64::from(level)).collect();
                    check(&Clarity { amount, sigma }, &source, &blurred, 0.501, false);
                }
            }
        }
    }

    /// The frame blurred in real numbers, with colours weighted by alpha.
    fn blurred(source: &Frame, sigma: f64) -> Vec<f64> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let (bytes, p) = (source.bytes(), source.layout().rows().unwrap().pixel_bytes());
        let radius = (5.0 * sigma).ceil() as isize;
        let weight = |d: isize| (-0.5 * (d as f64 / sigma).powi(2)).exp();
        let level = |i: usize| {
            let (x, y) = ((i / p) as isize % w, (i / p) as isize / w);
            let (mut sum, mut all) = (0.0, 0.0);
            for (dx, dy) in (-radius..=radius).flat_map(|dy| (-radius..=radius).map(move |dx| (dx, dy))) {
                let from = ((y + dy).clamp(0, h - 1) * w + (x + dx).clamp(0, w - 1)) as usize * p;
                let alpha = if p == 4 { f64::from(bytes[from + 3]) } else { 1.0 };
                sum += weight(dx) * weight(dy) * alpha * f64::from(bytes[from + i % p]);
                all += weight(dx) * weight(dy) * alpha;
            }
            sum / all.max(1e-9)
        };
        (0..bytes.len()).map(level).collect()
    }

    /// Half a level of rounding, half a level of the blur's rounding and its own error times the amount, weighted by
    /// alpha.
    #[test]
    fn agrees_with_the_gaussian_in_real_numbers() {
        for (width, height) in [(1, 1), (3, 2), (17, 9)] {
            for (format, opaque) in KINDS {
                for (amount, sigma) in [(0.5, 1.0), (-0.6, 2.0), (0.6, 3.0), (2.0, 2.0)] {
                    let source = noise(format, width, height, opaque, 4);
                    let limit = 0.55 + 0.75 * f64::abs(amount);
                    check(&Clarity { amount, sigma }, &source, &blurred(&source, sigma), limit, true);
                }
            }
        }
    }
}
