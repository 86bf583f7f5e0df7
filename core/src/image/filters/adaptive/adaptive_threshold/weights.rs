//! Means by Gaussian weights, down and then across, in single precision.

use alloc::vec::Vec;

use super::rows::Rows;
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::{F32x4, I16x8, I32x4, U8x16};

/// The weights that OpenCV uses for small blocks instead of the formula, from the middle on.
const SMALL: [&[f64]; 4] = [
    &[0.5, 0.25],
    &[0.375, 0.25, 0.0625],
    &[0.28125, 0.21875, 0.109375, 0.03125],
    &[0.234375, 0.19921875, 0.1171875, 0.05078125, 0.015625],
];

#[derive(Debug)]
pub(super) struct Weights {
    /// From the middle on.
    weights: Vec<f32>,
    /// A row of weighted sums down the block, with the outermost repeated; and the same for alpha.
    line: Vec<f32>,
    alpha: Vec<f32>,
}

/// The weighted sums of block columns around four columns; `line` begins with the first column of the first block.
#[inline(always)]
fn across(weights: &[f32], line: &[f32]) -> F32x4 {
    let radius = weights.len() - 1;
    let load = |x: usize| line.get(x..).and_then(<[f32]>::first_chunk).map_or(F32x4::splat(0.0), F32x4::load);
    let mut sum = F32x4::splat(0.0);
    // The smallest first.
    for (k, &weight) in weights.iter().enumerate().skip(1).rev() {
        sum = sum + (load(radius - k) + load(radius + k)) * F32x4::splat(weight);
    }
    sum + load(radius) * F32x4::splat(weights[0])
}

/// Repeats the values at either end of the row in the middle of `line`.
fn extend(line: &mut [f32], radius: usize, width: usize) {
    let (first, last) = (line[radius], line[radius + width - 1]);
    line[..radius].fill(first);
    line[radius + width..][..radius].fill(last);
}

impl Weights {
    pub(super) fn new(rows: &Rows) -> Result<Self> {
        let radius = rows.radius;
        let mut weights = zeroed(radius + 1)?;
        if let Some(small) = radius.checked_sub(1).and_then(|index| SMALL.get(index)) {
            weights.iter_mut().zip(*small).for_each(|(to, &weight)| *to = weight as f32);
        } else {
            let sigma = 0.3 * (radius as f64 - 1.0) + 0.8;
            let weight = |k: usize| (-0.5 * (k as f64 / sigma) * (k as f64 / sigma)).exp();
            let sum = 1.0 + 2.0 * (1..=radius).map(weight).sum::<f64>();
            weights.iter_mut().enumerate().for_each(|(k, to)| *to = (weight(k) / sum) as f32);
        }
        let length = rows.stride + 2 * radius;
        Ok(Self { weights, line: zeroed(length)?, alpha: zeroed(if rows.has_alpha() { length } else { 0 })? })
    }

    pub(super) fn bytes(&self) -> usize {
        let numbers = self.weights.len() + self.line.len() + self.alpha.len();
        numbers * size_of::<f32>()
    }

    /// Adds a pair of rows, at equal distances from the middle of the block, to the line.
    fn add(&mut self, above: &[u8], below: &[u8], weight: f32) {
        let (radius, weight) = (self.weights.len() - 1, F32x4::splat(weight));
        let line = self.line.get_mut(radius..).unwrap_or_default().as_chunks_mut::<16>().0;
        for (line, (above, below)) in line.iter_mut().zip(above.as_chunks::<16>().0.iter().zip(below.as_chunks::<16>().0)) {
            let (above, below) = (U8x16::load(above), U8x16::load(below));
            let (low, high) = (above.widen_low() + below.widen_low(), above.widen_high() + below.widen_high());
            let sums = [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()];
            for (line, sum) in line.as_chunks_mut::<4>().0.iter_mut().zip(sums) {
                (F32x4::load(line) + sum.to_f32() * weight).store(line);
            }
        }
    }

    /// Makes pixels of row `y` white if they are above the rounded mean of the block around them, minus `offset`.
    pub(super) fn compare(&mut self, rows: &Rows, y: usize, offset: i32, white: &mut [u8]) {
        let (radius, middle) = (rows.radius, y as isize);
        let translucent = (middle - radius as isize..=middle + radius as isize).any(|y| rows.is_translucent(y));
        self.line.fill(0.0);
        if translucent {
            self.weigh(rows, middle);
            extend(&mut self.alpha, radius, rows.width);
        } else {
            for k in (1..=radius).rev() {
                let distance = k as isize;
                self.add(rows.luma(middle - distance), rows.luma(middle + distance), self.weights[k]);
            }
            // The middle row is added twice: with half the weight, which is exact.
            self.add(rows.luma(middle), rows.luma(middle), self.weights[0] * 0.5);
        }
        extend(&mut self.line, radius, rows.width);

        let offset = I32x4::splat(offset);
        let four = |x: usize, levels: I32x4| {
            let at = |line: &'_ [f32]| across(&self.weights, line.get(x..).unwrap_or_default());
            let sum = at(&self.line);
            if !translucent {
                return (levels + offset).greater_than(sum.round_small());
            }
            let alpha = at(&self.alpha);
            // A smaller alpha is a rounding error of 0.
            let least = F32x4::splat(1e-12);
            let mean = sum.divide(alpha.max(least)).round_small();
            (levels + offset).greater_than(mean) & alpha.greater_than(least)
        };
        let levels = rows.luma(middle).as_chunks::<16>().0;
        for (i, (white, levels)) in white.as_chunks_mut::<16>().0.iter_mut().zip(levels).enumerate() {
            let levels = U8x16::load(levels);
            let (low, high, x) = (levels.widen_low(), levels.widen_high(), 16 * i);
            let low = I32x4::narrow(four(x, low.widen_low()), four(x + 4, low.widen_high()));
            let high = I32x4::narrow(four(x + 8, high.widen_low()), four(x + 12, high.widen_high()));
            I16x8::narrow_signed(low, high).store(white);
        }
    }

    /// Luma weighted by alpha, and alpha, down the block.
    fn weigh(&mut self, rows: &Rows, middle: isize) {
        let radius = rows.radius as isize;
        self.alpha.fill(0.0);
        for dy in -radius..=radius {
            let weight = self.weights[dy.unsigned_abs()];
            let lines = self.line.iter_mut().zip(&mut self.alpha).skip(rows.radius);
            let levels = rows.luma(middle + dy).iter().zip(rows.alpha(middle + dy));
            for ((line, alpha), (&l, &a)) in lines.zip(levels) {
                *line += f32::from(l) * f32::from(a) * weight;
                *alpha += f32::from(a) * weight;
            }
        }
    }
}
