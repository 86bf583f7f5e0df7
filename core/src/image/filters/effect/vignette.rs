//! `vignette`: darkens towards the corners.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, FloatPoint, Pixel};
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout};
use crate::simd::{F32x4, I16x8, I32x4, Pixels, map_rows};

crate::filter! {
    /// Darkens the frame towards the corners; alpha is unchanged.
    ///
    /// Colours are multiplied by `1 - amount * s(t)`, where `s(t) = t² (3 - 2t)` is smoothstep and
    /// `t = clamp((d - radius) / feather)`. The distance `d` from the middle is elliptical: 1 at the middle of each
    /// side, √2 in the corners, from the pixels' centres.
    pub struct Vignette: "vignette" in "effect" version 1 on color and gray {
        /// Strength of the darkening outside; negative values brighten, 0 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(0.5, -1.0, 1.0).unit(Unit::Factor)),
        /// Distance up to which the frame is unchanged.
        radius: f64 = Kind::Number(Number::new(0.5, 0.0, 1.5)),
        /// Distance over which the darkening fades in; values below 0.001 count as 0.001.
        feather: f64 = Kind::Number(Number::new(0.8, 0.0, 2.0)),
    }
}

/// The narrowest feather. Below it, single precision could be a level off.
const LEAST_FEATHER: f64 = 0.001;

/// The factor 1.
const ONE: f32 = (1 << 14) as f32;

impl Operate for Vignette {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.amount == 0.0 {
            return Ok(Operation::Identity);
        }
        let (width, height) = (f64::from(input.width()), f64::from(input.height()));
        let feather = self.feather.max(LEAST_FEATHER);
        let falloff = Falloff {
            column: [2.0 / width, 1.0 / width - 1.0].map(|number| number as f32),
            row: [2.0 / height, 1.0 / height - 1.0],
            slope: (1.0 / feather) as f32,
            start: (-self.radius / feather) as f32,
            amount: -self.amount as f32 * ONE,
        };
        let row_bytes = input.width() as usize * input.pixel_bytes();
        Ok(Operation::Point(match input.format() {
            RowFormat::Rgba8 => Box::new(Color { falloff, row_bytes }),
            RowFormat::Gray8 => Box::new(Gray { falloff, row_bytes }),
        }))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        if self.amount == 0.0 {
            return Ok(Some(FloatOperation::Identity));
        }
        let size = [input.width(), input.height()].map(f64::from);
        Ok(Some(FloatOperation::Point(Box::new(FloatKernel { filter: self.clone(), size }))))
    }
}

/// On floats.
#[cfg(feature = "float")]
#[derive(Debug)]
struct FloatKernel {
    filter: Vignette,
    size: [f64; 2],
}

#[cfg(feature = "float")]
impl FloatPoint for FloatKernel {
    fn apply(&self, row: &mut [Pixel], y: usize) {
        let Vignette { amount, radius, feather } = self.filter;
        let from_middle = |at: usize, side: usize| (2 * at + 1) as f64 / self.size[side] - 1.0;
        let (down, slope) = (from_middle(y, 1), 1.0 / feather.max(LEAST_FEATHER));
        for (x, [r, g, b, _]) in row.iter_mut().enumerate() {
            let across = from_middle(x, 0);
            let t = (((across * across + down * down).sqrt() - radius) * slope).clamp(0.0, 1.0);
            let factor = (1.0 - amount * t * t * (3.0 - 2.0 * t)) as f32;
            (*r, *g, *b) = (*r * factor, *g * factor, *b * factor);
        }
    }
}

/// The factors of a row of pixels.
#[derive(Clone, Copy, Debug)]
struct Falloff {
    /// The distance of a column from the middle: the step per column, and the first column's distance.
    column: [f32; 2],
    row: [f64; 2],
    /// `t` per unit of distance, before clamping.
    slope: f32,
    start: f32,
    /// The change of the factor outside, in units of 1/2¹⁴.
    amount: f32,
}

impl Falloff {
    /// The squared distance of a row from the middle.
    fn row(&self, y: usize) -> F32x4 {
        let distance = y as f64 * self.row[0] + self.row[1];
        F32x4::splat((distance * distance) as f32)
    }

    /// Factors in units of 1/2¹⁴, of four pixels from column `x` on. A factor of 2 doesn't fit into a 16-bit lane, so
    /// it is slightly less.
    #[inline(always)]
    fn factors(&self, x: usize, row: F32x4) -> I32x4 {
        let columns = I32x4::splat(x as i32) + I32x4::from_array([0, 1, 2, 3]);
        let across = columns.to_f32() * F32x4::splat(self.column[0]) + F32x4::splat(self.column[1]);
        let distance = (across * across + row).square_root();
        let t = distance * F32x4::splat(self.slope) + F32x4::splat(self.start);
        let t = t.max(F32x4::splat(0.0)).min(F32x4::splat(1.0));
        let smooth = t * t * (F32x4::splat(3.0) - t - t);
        (smooth * F32x4::splat(self.amount) + F32x4::splat(ONE)).min(F32x4::splat(32767.0)).round_small()
    }
}

/// The product of bytes and factors, rounded once.
#[inline(always)]
fn times(bytes: I16x8, factors: I16x8) -> I16x8 {
    (bytes + bytes).multiply_q15(factors)
}

#[derive(Debug)]
struct Color {
    falloff: Falloff,
    row_bytes: usize,
}

impl Point for Color {
    fn apply(&self, rows: Pixels<'_>, first_row: usize) {
        let alpha = I16x8::from_pixels([0, 0, 0, ONE as i16], [0, 0, 0, ONE as i16]);
        let colors = I16x8::from_pixels([-1, -1, -1, 0], [-1, -1, -1, 0]);
        map_rows(rows, self.row_bytes, |y| {
            let row = self.falloff.row(first_row + y);
            move |start, pixels| {
                let factors = self.falloff.factors(start / 4, row);
                // Each factor twice, then each pair twice.
                let pairs = I32x4::pair(factors, factors);
                let half = |pairs: I16x8| (pairs & colors) | alpha;
                let low = times(pixels.widen_low(), half(pairs.zip_pairs_low()));
                let high = times(pixels.widen_high(), half(pairs.zip_pairs_high()));
                I16x8::narrow(low, high)
            }
        });
    }
}

#[derive(Debug)]
struct Gray {
    falloff: Falloff,
    row_bytes: usize,
}

impl Point for Gray {
    fn apply(&self, rows: Pixels<'_>, first_row: usize) {
        map_rows(rows, self.row_bytes, |y| {
            let row = self.falloff.row(first_row + y);
            move |start, pixels| {
                let four = |i: usize| self.falloff.factors(start + 4 * i, row);
                let low = times(pixels.widen_low(), I32x4::narrow(four(0), four(1)));
                let high = times(pixels.widen_high(), I32x4::narrow(four(2), four(3)));
                I16x8::narrow(low, high)
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::testing::{SIDES, compare, noise, run};

    #[test]
    fn agrees_with_the_formula() {
        for (width, height) in SIDES.into_iter().chain([(300, 5), (5, 300)]) {
            for format in [Format::Rgba, Format::Gray8] {
                for (amount, radius, feather) in
                    [(0.5, 0.5, 0.8), (1.0, 0.0, 1.4), (-1.0, 0.3, 0.5), (-0.4, 1.0, 2.0), (0.9, 0.777, 0.0)]
                {
                    let source = noise(format, width, height, false, 9);
                    let p = source.layout().rows().unwrap().pixel_bytes();
                    let level = |(i, &byte): (usize, &u8)| {
                        let (x, y) = (i / p % width as usize, i / p / width as usize);
                        let from_middle = |i: usize, n: u32| (2.0 * i as f64 + 1.0) / f64::from(n) - 1.0;
                        let distance = from_middle(x, width).hypot(from_middle(y, height));
                        let t = ((distance - radius) / f64::max(feather, 0.001)).clamp(0.0, 1.0);
                        let factor = 1.0 - amount * (3.0 * t.powi(2) - 2.0 * t.powi(3));
                        if i % p == 3 { byte } else { (f64::from(byte) * factor).round().clamp(0.0, 255.0) as u8 }
                    };
                    let expected: Vec<u8> = source.bytes().iter().enumerate().map(level).collect();
                    let filter = Vignette { amount, radius, feather };
                    let what = format!("{filter:?} {format:?} {width}×{height}");
                    compare(&what, run(&filter, &source).bytes(), &expected, 1);
                }
            }
        }
    }

    #[test]
    fn leaves_the_middle_unchanged_and_is_symmetric() {
        let mut frame = crate::image::frame::Frame::new(FrameLayout::new(Format::Gray8, 33, 21).unwrap()).unwrap();
        frame.bytes_mut().fill(200);
        let result = run(&Vignette { amount: 1.0, radius: 0.5, feather: 0.9 }, &frame);
        let at = |x: usize, y: usize| result.bytes()[y * 33 + x];
        assert_eq!(at(16, 10), 200, "middle");
        assert!(at(0, 0) < 5, "corner: {}", at(0, 0));
        for (x, y) in (0..33).flat_map(|x| (0..21).map(move |y| (x, y))) {
            assert_eq!(at(x, y), at(32 - x, 20 - y), "{x}, {y}");
        }
    }
}
