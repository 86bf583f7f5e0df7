//! `ascCdl`: the colour decision list of the American Society of Cinematographers.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, planes, power};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;
#[cfg(feature = "float")]
use crate::simd::F32x4;
use crate::simd::{I16x8, Pixels, U8x16};

const ONES: &[f64] = &[1.0, 1.0, 1.0];
const ZEROS: &[f64] = &[0.0, 0.0, 0.0];

crate::filter! {
    /// Grades with the slope, offset and power of each channel, and saturation: the colour decision list that grading
    /// systems exchange. Alpha is unchanged.
    ///
    /// `clamp(v * slope + offset) ^ power` for each channel, from 0 to 1; then `clamp(luma + saturation * (v - luma))`,
    /// with the luma of BT.709, `0.2126 R + 0.7152 G + 0.0722 B`. Source: ASC Color Decision List, version 1.2
    /// (S-2014-006). The specification leaves the colour space to the user; this filter uses the frame's values. With a
    /// saturation other than 1, results are within 0.6 of a level of the formula.
    pub struct AscCdl: "ascCdl" in "color" version 1 on color {
        /// Factors for red, green and blue, which affect bright tones most; 1 leaves the channel unchanged.
        slope: [f64; 3] = Kind::Matrix { columns: 3, default: ONES, range: (0.0, 8.0) },
        /// Offsets added to red, green and blue, in units of the full range; 0 leaves the channel unchanged.
        offset: [f64; 3] = Kind::Matrix { columns: 3, default: ZEROS, range: (-1.0, 1.0) },
        /// Exponents for red, green and blue; more than 1 darkens the middle tones, 1 leaves the channel unchanged.
        power: [f64; 3] = Kind::Matrix { columns: 3, default: ONES, range: (0.1, 8.0) },
        /// Saturation factor; 0 gives gray, 1 leaves colours unchanged.
        saturation: f64 = Kind::Number(Number::new(1.0, 0.0, 4.0).typical(0.0, 2.0).unit(Unit::Factor)),
    }
}

/// Number of fraction bits of the sums: 4 times the saturation of 255 levels then fits into a lane.
const FRACTION: u32 = 4;

const WEIGHTS: [f64; 3] = [0.2126, 0.7152, 0.0722];

impl AscCdl {
    /// The value of a channel before saturation.
    fn graded(&self, channel: usize, value: f64) -> f64 {
        (value * self.slope[channel] + self.offset[channel]).clamp(0.0, 1.0).powf(self.power[channel])
    }

    /// The terms that each value of a channel adds to red, green and blue.
    fn shares(&self, channel: usize) -> [[i16; 4]; 256] {
        let one = 255.0 * f64::from(1 << FRACTION);
        core::array::from_fn(|value| {
            let graded = self.graded(channel, value as f64 / 255.0) * one;
            core::array::from_fn(|to| {
                let own = if to == channel { self.saturation } else { 0.0 };
                let share = if to == 3 { 0.0 } else { WEIGHTS[channel] * (1.0 - self.saturation) + own };
                (graded * share).round() as i16
            })
        })
    }
}

impl Operate for AscCdl {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        if self.saturation == 1.0 {
            let table = Table::of_channels(|channel, value| if channel < 3 { self.graded(channel, value) } else { value });
            return Ok(Operation::Table(table));
        }
        Ok(Operation::Point(Box::new(Kernel { shares: core::array::from_fn(|channel| self.shares(channel)) })))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let number = |number: f64| F32x4::splat(number as f32);
        let lines: [[F32x4; 2]; 3] = core::array::from_fn(|c| [number(self.slope[c]), number(self.offset[c])]);
        let (exponents, saturation) = (self.power.map(|power| power as f32), number(self.saturation));
        let (weights, zero, one) = (WEIGHTS.map(number), number(0.0), number(1.0));
        Ok(Some(planes(move |[r, g, b, a]| {
            let graded = |value: F32x4, c: usize| {
                power((value * lines[c][0] + lines[c][1]).max(zero).min(one), exponents[c])
            };
            let graded = [graded(r, 0), graded(g, 1), graded(b, 2)];
            let luma = graded[0] * weights[0] + graded[1] * weights[1] + graded[2] * weights[2];
            let [r, g, b] = graded.map(|value| (luma + saturation * (value - luma)).max(zero).min(one));
            [r, g, b, a]
        })))
    }
}

/// After the grade of each channel, saturation is linear: the sum of a table entry for each of red, green and blue.
#[derive(Debug)]
struct Kernel {
    shares: [[[i16; 4]; 256]; 3],
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        let [red, green, blue] = &self.shares;
        let (half, color) = (I16x8::splat(1 << (FRACTION - 1)), U8x16::splat_pixel([255, 255, 255, 0]));
        let two = |first: &[u8; 4], second: &[u8; 4]| {
            let share = |table: &[[i16; 4]; 256], c: usize| {
                I16x8::from_pixels(table[usize::from(first[c])], table[usize::from(second[c])])
            };
            (share(red, 0) + share(green, 1) + share(blue, 2) + half).shift_right::<FRACTION>()
        };
        let (body, tail) = rows.kept().as_chunks_mut::<16>();
        let mut last = [[0; 16]];
        last[0][..tail.len()].copy_from_slice(tail);
        for chunks in [body, &mut last] {
            for chunk in chunks {
                let result = match chunk.as_chunks::<4>().0 {
                    [a, b, c, d] => I16x8::narrow(two(a, b), two(c, d)),
                    _ => return,
                };
                result.select(U8x16::load(chunk), color).store(chunk);
            }
        }
        tail.copy_from_slice(&last[0][..tail.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{check_pixels, compare, golden, run};
    use crate::image::frame::{Format, Frame};

    fn reference(filter: &AscCdl, [r, g, b, a]: [f64; 4]) -> [f64; 4] {
        let grade = |v: f64, c: usize| {
            let v = (v * filter.slope[c] + filter.offset[c]).clamp(0.0, 1.0);
            if v == 0.0 { 0.0 } else { (v.ln() * filter.power[c]).exp() }
        };
        let [r, g, b] = [grade(r, 0), grade(g, 1), grade(b, 2)];
        let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let saturate = |v: f64| luma + filter.saturation * (v - luma);
        [saturate(r), saturate(g), saturate(b), a]
    }

    #[test]
    fn agrees_with_the_formula() {
        for (slope, offset, power) in [
            ([1.0; 3], [0.0; 3], [1.0; 3]),
            ([1.2, 0.9, 1.05], [0.05, -0.1, 0.0], [0.8, 1.3, 2.2]),
            ([8.0, 0.0, 3.0], [-1.0, 0.4, 1.0], [0.1, 8.0, 1.0]),
        ] {
            for saturation in [0.0, 0.5, 1.0, 1.4, 4.0] {
                let filter = AscCdl { slope, offset, power, saturation };
                check_pixels(&filter, |pixel| reference(&filter, pixel));
            }
        }
    }

    #[test]
    fn agrees_with_the_formulas_in_python() {
        let vectors = golden(include_str!("../../../../tests/golden/asc_cdl.txt"));
        let ((_, colors), cases) = vectors.split_first().unwrap();
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba, colors.len() as u32 / 3, 1).unwrap()).unwrap();
        let with_alpha = |numbers: &[f64]| -> Vec<u8> {
            let pixel = |&[r, g, b]: &[f64; 3]| [r, g, b, 9.0].map(|c| c.round() as u8);
            numbers.as_chunks::<3>().0.iter().flat_map(pixel).collect()
        };
        frame.bytes_mut().copy_from_slice(&with_alpha(colors));
        for [(_, numbers), (_, expected)] in cases.as_chunks::<2>().0 {
            let three = |i: usize| [numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]];
            let filter = AscCdl { slope: three(0), offset: three(1), power: three(2), saturation: numbers[9] };
            compare(&format!("{filter:?}"), run(&filter, &frame).bytes(), &with_alpha(expected), 1);
        }
        assert_eq!(cases.len(), 2 * 4, "number of golden cases");
    }
}
