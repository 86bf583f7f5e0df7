//! `dither`: few levels, arranged to look like many.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::effect::diffusion::Diffusion;
use crate::image::kernels::{Point, Window};
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, Plane, PlaneMut};
use crate::simd::{I16x8, I32x4, Pixels, U8x16, map_rows};

crate::choice! {
    /// How levels are chosen.
    pub enum DitherMethod {
        /// Diffuses the error of each pixel to its neighbours.
        FloydSteinberg = "floydSteinberg",
        /// Compares with a pattern of 2 × 2 thresholds.
        Bayer2 = "bayer2",
        /// Compares with a pattern of 4 × 4 thresholds.
        Bayer4 = "bayer4",
        /// Compares with a pattern of 8 × 8 thresholds.
        Bayer8 = "bayer8",
    }
}

crate::filter! {
    /// Reduces each colour channel to a few levels, evenly spaced from black to white, and dithers to keep tones on
    /// average; alpha is unchanged.
    ///
    /// Level `q` is `q * 255 / (levels - 1)`, rounded to nearest, half up. With Bayer's matrix `M` of `n × n` (1973),
    /// repeated from the top left, a channel gets level `floor(v * (levels - 1) / 255 + (M + 1/2) / n²)`. With Floyd
    /// and Steinberg (1976), it gets `floor((v * (levels - 1) + 126) / 255)`, where `v` includes the errors of its
    /// neighbours in whole levels, each row from the left: for two levels, the same bits as Pillow's `convert("1")`.
    /// Alpha has no influence.
    pub struct Dither: "dither" in "effect" version 1 on color and gray {
        /// Dithering method.
        method: DitherMethod = Kind::Enum { names: DitherMethod::NAMES, default: 0 },
        /// Number of levels of each channel.
        levels: i32 = Kind::Integer(Number::new(2.0, 2.0, 256.0).typical(2.0, 16.0).step(1.0)),
    }
}

impl Operate for Dither {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let last = self.levels.clamp(2, 256).unsigned_abs() - 1;
        let row_bytes = input.width() as usize * input.pixel_bytes();
        let format = input.format();
        let bits = match self.method {
            DitherMethod::FloydSteinberg => {
                let nearest = |v: usize| ((2 * 255 * ((v as u32 * last + 126) / 255) + last) / (2 * last)) as u8;
                return Ok(Operation::Window(Box::new(Diffused {
                    diffusion: Diffusion::new(input.width() as usize)?,
                    row: zeroed(row_bytes)?,
                    is_gray: format == RowFormat::Gray8,
                    nearest: core::array::from_fn(nearest),
                })));
            }
            DitherMethod::Bayer2 => 1,
            DitherMethod::Bayer4 => 2,
            DitherMethod::Bayer8 => 3,
        };
        // Rounded up: this adds less than 255/2²⁰ to the highest level, and no other level is as near below a half.
        let step = (255_u32 << FRACTION).div_ceil(last);
        Ok(Operation::Point(Box::new(Ordered { row_bytes, format, bits, last: last as i16, step: step.cast_signed() })))
    }
}

/// Number of fraction bits of a step between levels.
const FRACTION: u32 = 20;

/// The element `x`, `y` of Bayer's matrix of 2 to the `bits`: the bits of `x ^ y` and `y` in turn, from the lowest bits
/// to the result's highest.
fn bayer(x: usize, y: usize, bits: u32) -> u32 {
    let bit = |n: usize, i: u32| (n >> i & 1) as u32;
    (0..bits).fold(0, |sum, i| sum << 2 | bit(x ^ y, i) << 1 | bit(y, i))
}

#[derive(Debug)]
struct Ordered {
    row_bytes: usize,
    format: RowFormat,
    /// The matrix's size is 2 to this power.
    bits: u32,
    /// The highest level.
    last: i16,
    /// A step between levels, in units of 1/2²⁰.
    step: i32,
}

impl Ordered {
    /// The thresholds added to 255 times the level, for sixteen bytes of a row from column `x` on.
    fn thresholds(&self, x: usize, y: usize) -> U8x16 {
        let pixel = if self.format == RowFormat::Gray8 { 1 } else { 4 };
        let cells = 2 << (2 * self.bits);
        U8x16::from_array(core::array::from_fn(|i| {
            (255 * (2 * bayer(x + i / pixel, y, self.bits) + 1) / cells) as u8
        }))
    }
}

impl Point for Ordered {
    fn apply(&self, rows: Pixels<'_>, first_row: usize) {
        let colors = match self.format {
            RowFormat::Rgba8 => U8x16::splat_pixel([255, 255, 255, 0]),
            RowFormat::Gray8 => U8x16::splat(255),
        };
        let (last, one, step) = (I16x8::splat(self.last), I16x8::splat(1), I32x4::splat(self.step));
        let level = move |v: I16x8, threshold: I16x8| {
            // Unsigned, below 65535: the quotient by 255, rounded down, is exact.
            let sum = v * last + threshold;
            let level = (sum + one + sum.shift_right_unsigned::<8>()).shift_right_unsigned::<8>();
            let half = I32x4::splat(1 << (FRACTION - 1));
            let value = |level: I32x4| (level * step + half).shift_right::<FRACTION>();
            I32x4::narrow(value(level.widen_low()), value(level.widen_high()))
        };
        map_rows(rows, self.row_bytes, |y| {
            // For four pixels and the next four: eight columns are the width of the largest matrix.
            let thresholds = [self.thresholds(0, first_row + y), self.thresholds(4, first_row + y)];
            let is_color = self.format == RowFormat::Rgba8;
            move |start, v: U8x16| {
                let thresholds = thresholds[if is_color { start / 16 % 2 } else { 0 }];
                let low = level(v.widen_low(), thresholds.widen_low());
                I16x8::narrow(low, level(v.widen_high(), thresholds.widen_high())).select(v, colors)
            }
        });
    }
}

struct Diffused {
    diffusion: Diffusion,
    /// The consumed row.
    row: Vec<u8>,
    is_gray: bool,
    /// The nearest level of each value.
    nearest: [u8; 256],
}

impl Window for Diffused {
    fn latency(&self) -> usize {
        0
    }

    fn above(&self) -> Option<usize> {
        None
    }

    fn scratch_bytes(&self) -> usize {
        self.diffusion.bytes() + self.row.len()
    }

    fn begin(&mut self, _: usize) {
        self.diffusion.begin();
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            self.row.copy_from_slice(row);
            self.diffusion.row(&mut self.row, self.is_gray, |color| color.map(|v| self.nearest[usize::from(v)]));
        }
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        rows.into_rows().for_each(|row| row.copy_from_slice(&self.row));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::filters::effect::diffusion::reference;
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::Frame;

    /// As published.
    const BAYER4: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];

    #[test]
    fn the_matrices_are_bayers() {
        for (x, y) in (0..8).flat_map(|x| (0..8).map(move |y| (x, y))) {
            assert_eq!(bayer(x, y, 2), BAYER4[y % 4][x % 4], "{x}, {y}");
            assert_eq!(bayer(x, y, 1), [[0, 2], [3, 1]][y % 2][x % 2], "{x}, {y}");
            // Four times the smaller matrix, plus the quarter's element of the 2 × 2 pattern.
            let quarter = [[0, 2], [3, 1]][y / 4][x / 4];
            assert_eq!(bayer(x, y, 3), 4 * BAYER4[y % 4][x % 4] + quarter, "{x}, {y}");
        }
    }

    fn level(q: u32, levels: u32) -> u8 {
        (f64::from(q) * 255.0 / f64::from(levels - 1) + 1e-9).round() as u8
    }

    #[test]
    fn ordered_dither_follows_the_formula() {
        let methods = [(DitherMethod::Bayer2, 1), (DitherMethod::Bayer4, 2), (DitherMethod::Bayer8, 3)];
        for (width, height) in SIDES.into_iter().chain([(256, 9)]) {
            for format in [Format::Rgba, Format::Gray8] {
                for ((method, bits), levels) in methods.into_iter().flat_map(|m| {
                    [2, 3, 4, 7, 16, 100, 255, 256].map(|levels| (m, levels))
                }) {
                    let source = noise(format, width, height, false, 31);
                    let p = source.layout().rows().unwrap().pixel_bytes();
                    let byte = |(i, &v): (usize, &u8)| {
                        let (x, y) = (i / p % width as usize, i / p / width as usize);
                        let cells = 1 << (2 * bits);
                        // In whole numbers, with the denominator 255 times twice the number of cells.
                        let sum = u32::from(v) * (levels - 1) * 2 * cells + 255 * (2 * bayer(x, y, bits) + 1);
                        if i % p == 3 { v } else { level(sum / (255 * 2 * cells), levels) }
                    };
                    let expected: Vec<u8> = source.bytes().iter().enumerate().map(byte).collect();
                    let filter = Dither { method, levels: levels as i32 };
                    compare(&format!("{filter:?} {format:?} {width}×{height}"), run(&filter, &source).bytes(), &expected, 0);
                }
            }
        }
    }

    #[test]
    fn diffusion_follows_the_definition() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for levels in [2, 3, 5, 16, 255, 256] {
                    let source = noise(format, width, height, opaque, 32);
                    let nearest = |v: u8| level((u32::from(v) * (levels - 1) + 126) / 255, levels);
                    let expected = reference(&source, |color| color.map(nearest));
                    let filter = Dither { method: DitherMethod::FloydSteinberg, levels: levels as i32 };
                    compare(&format!("{filter:?} {format:?} {width}×{height}"), run(&filter, &source).bytes(), &expected, 0);
                }
            }
        }
    }

    #[test]
    fn agrees_with_pillow() {
        let vectors = golden(include_str!("../../../../tests/golden/dither.txt"));
        for [(kind, size), (_, source), (_, expected)] in vectors.as_chunks::<3>().0 {
            let layout = FrameLayout::new(Format::Gray8, size[0] as u32, size[1] as u32).unwrap();
            let mut frame = Frame::new(layout).unwrap();
            frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
            let expected: Vec<u8> = expected.iter().map(|&v| 255 * v as u8).collect();
            compare(kind, run(&Dither::default(), &frame).bytes(), &expected, 0);
        }
        assert_eq!(vectors.len(), 3 * 3, "number of golden cases");
    }
}
