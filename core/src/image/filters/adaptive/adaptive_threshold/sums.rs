//! Means of blocks by sliding sums: the number of steps doesn't depend on the size of the block.

use alloc::vec::Vec;

use super::rows::Rows;
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::{I16x8, I32x4, U8x16};

/// Sums over the rows of a block, for each column.
#[derive(Debug)]
pub(super) struct Sums {
    /// Sums of luma: up to 255 rows of 255 levels, so unsigned.
    luma: Vec<i16>,
    /// Sums of luma times alpha, and of alpha: while a row of the block is translucent.
    weighed: Vec<u32>,
    alpha: Vec<u32>,
    /// Number of translucent rows of the block; a row repeated outside the frame counts once per repetition.
    translucent: usize,
    /// Prefix sums of all columns, with the outermost repeated: the difference of two is the sum of a block. They may
    /// wrap.
    before: Vec<i32>,
    alpha_before: Vec<i32>,
}

/// Writes the prefix sums of `columns`, the outermost of which are repeated `radius` times, to `before`.
#[inline(always)]
fn sum_up<T: Copy>(columns: &[T], number: impl Fn(T) -> i32, radius: usize, before: &mut [i32]) {
    let [Some(&first), Some(&last)] = [columns.first(), columns.last()] else { return };
    let mut sum = 0_i32;
    let (start, rest) = before.split_at_mut(radius + 1);
    let (middle, end) = rest.split_at_mut(columns.len());
    for (i, before) in start.iter_mut().enumerate() {
        *before = number(first).wrapping_mul(i as i32);
        sum = *before;
    }
    for (before, &column) in middle.iter_mut().zip(columns) {
        sum = sum.wrapping_add(number(column));
        *before = sum;
    }
    for before in end.iter_mut().take(radius) {
        sum = sum.wrapping_add(number(last));
        *before = sum;
    }
}

impl Sums {
    pub(super) fn new(rows: &Rows) -> Result<Self> {
        let columns = if rows.has_alpha() { rows.width } else { 0 };
        // The first sum is empty, and whole vectors are read at the end.
        let sums = rows.stride + 2 * rows.radius + 1;
        Ok(Self {
            luma: zeroed(rows.stride)?,
            weighed: zeroed(columns)?,
            alpha: zeroed(columns)?,
            translucent: 0,
            before: zeroed(sums)?,
            alpha_before: zeroed(if rows.has_alpha() { sums } else { 0 })?,
        })
    }

    pub(super) fn bytes(&self) -> usize {
        let columns = size_of_val(self.luma.as_slice())
            + size_of_val(self.weighed.as_slice())
            + size_of_val(self.alpha.as_slice());
        columns + size_of_val(self.before.as_slice()) + size_of_val(self.alpha_before.as_slice())
    }

    /// Adds row `y` of the frame, or subtracts it.
    fn weigh(&mut self, rows: &Rows, y: isize, takes_in: bool) {
        let sums = self.weighed.iter_mut().zip(&mut self.alpha);
        for ((weighed, alpha), (&l, &a)) in sums.zip(rows.luma(y).iter().zip(rows.alpha(y))) {
            let (l, a) = (u32::from(l) * u32::from(a), u32::from(a));
            if takes_in {
                (*weighed, *alpha) = (weighed.wrapping_add(l), alpha.wrapping_add(a));
            } else {
                (*weighed, *alpha) = (weighed.wrapping_sub(l), alpha.wrapping_sub(a));
            }
        }
    }

    /// Moves the block to row `y`: the first row, or the row after the previous call's.
    fn slide(&mut self, rows: &Rows, y: usize) {
        let is_first = y == rows.first;
        let (y, radius) = (y as isize, rows.radius as isize);
        let block = y - radius..=y + radius;
        let was_opaque = self.translucent == 0;
        if is_first {
            self.luma.fill(0);
            for y in block.clone() {
                let add = |(sum, &luma): (&mut i16, &u8)| *sum = sum.wrapping_add(i16::from(luma));
                self.luma.iter_mut().zip(rows.luma(y)).for_each(add);
            }
            self.translucent = block.clone().filter(|&y| rows.is_translucent(y)).count();
        } else {
            let (new, old) = (y + radius, y - radius - 1);
            let sums = self.luma.as_chunks_mut::<16>().0.iter_mut();
            let (enter, leave) = (rows.luma(new).as_chunks::<16>().0, rows.luma(old).as_chunks::<16>().0);
            for (sums, (enter, leave)) in sums.zip(enter.iter().zip(leave)) {
                let (enter, leave) = (U8x16::load(enter), U8x16::load(leave));
                let changes = [enter.widen_low() - leave.widen_low(), enter.widen_high() - leave.widen_high()];
                for (sums, change) in sums.as_chunks_mut::<8>().0.iter_mut().zip(changes) {
                    (I16x8::load(sums) + change).store(sums);
                }
            }
            self.translucent += usize::from(rows.is_translucent(new));
            self.translucent -= usize::from(rows.is_translucent(old));
            if self.translucent > 0 && !was_opaque {
                self.weigh(rows, new, true);
                self.weigh(rows, old, false);
            }
        }
        if self.translucent > 0 && (was_opaque || is_first) {
            self.weighed.fill(0);
            self.alpha.fill(0);
            block.for_each(|y| self.weigh(rows, y, true));
        }
    }

    /// Makes pixels of row `y` white if they are above the rounded mean of the block around them, minus `offset`.
    pub(super) fn compare(&mut self, rows: &Rows, y: usize, offset: i32, white: &mut [u8]) {
        self.slide(rows, y);
        if self.translucent > 0 {
            self.compare_weighed(rows, y, offset, white);
            return;
        }
        let unsigned = |sum: i16| i32::from(sum.cast_unsigned());
        sum_up(&self.luma[..rows.width], unsigned, rows.radius, &mut self.before);
        let block = 2 * rows.radius + 1;
        // The mean, rounded to nearest, is less than a level if the mean is less than half a level below it. Doubled,
        // and multiplied by the number of pixels of the block, these are whole numbers.
        let area = I32x4::splat((block * block) as i32);
        let doubled = I32x4::splat(2 * offset - 1);
        let sum = |x: usize| match (self.before.get(x..x + 4), self.before.get(x + block..x + block + 4)) {
            (Some(start), Some(end)) => match (start.first_chunk(), end.first_chunk()) {
                (Some(start), Some(end)) => I32x4::load(end) - I32x4::load(start),
                _ => I32x4::splat(0),
            },
            _ => I32x4::splat(0),
        };
        let levels = rows.luma(y as isize).as_chunks::<16>().0;
        for (i, (white, levels)) in white.as_chunks_mut::<16>().0.iter_mut().zip(levels).enumerate() {
            let levels = U8x16::load(levels);
            let (low, high) = (levels.widen_low(), levels.widen_high());
            let four = |x: usize, levels: I32x4| {
                let sum = sum(16 * i + x);
                (area * (levels + levels + doubled)).greater_than(sum + sum)
            };
            let low = I32x4::narrow(four(0, low.widen_low()), four(4, low.widen_high()));
            let high = I32x4::narrow(four(8, high.widen_low()), four(12, high.widen_high()));
            I16x8::narrow_signed(low, high).store(white);
        }
    }

    /// As [`Self::compare`], with means weighted by alpha.
    fn compare_weighed(&mut self, rows: &Rows, y: usize, offset: i32, white: &mut [u8]) {
        sum_up(&self.weighed, u32::cast_signed, rows.radius, &mut self.before);
        sum_up(&self.alpha, u32::cast_signed, rows.radius, &mut self.alpha_before);
        let block = 2 * rows.radius + 1;
        let sum = |before: &[i32], x: usize| {
            let at = |x: usize| before.get(x).copied().unwrap_or_default();
            // 255² levels times 255² pixels of a block fit into 32 bits, unsigned.
            i64::from(at(x + block).wrapping_sub(at(x)).cast_unsigned())
        };
        for (x, (white, &level)) in white.iter_mut().zip(rows.luma(y as isize)).take(rows.width).enumerate() {
            let limit = sum(&self.alpha_before, x) * i64::from(2 * (i32::from(level) + offset) - 1);
            *white = if limit > 2 * sum(&self.before, x) { 255 } else { 0 };
        }
    }
}
