//! Medians of large squares. Each column has a histogram, and the histogram of a square is the sum of its columns'
//! histograms (Perreault and Hébert, "Median filtering in constant time", 2007). Coarse counts cover sixteen levels
//! each; fine counts are updated only where the median is.

use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::image::filters::detail::neighborhood::{Around, Rows};
use crate::memory::zeroed;
use crate::image::frame::RowLayout;
use crate::simd::{I16x8, U8x16};

pub(super) struct Histograms {
    columns: [Columns; 4],
    /// The medians of a row, channel by channel.
    medians: [Vec<u8>; 4],
}

/// The counts of a channel: at most 31 in a column, 961 in a square.
struct Columns {
    /// For each column, by the upper half of the level.
    coarse: Vec<[u8; 16]>,
    /// For each upper half and each column, by the lower half.
    fine: Vec<[u8; 16]>,
}

impl Histograms {
    pub(super) fn new(radius: usize, input: &RowLayout) -> Result<Self> {
        let (width, channels) = (input.width() as usize, input.pixel_bytes());
        let count = width + 2 * radius;
        let fine = count.checked_mul(16).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        let columns = |c: usize| -> Result<Columns> {
            let is_there = usize::from(c < channels);
            Ok(Columns { coarse: zeroed(count * is_there)?, fine: zeroed(fine * is_there)? })
        };
        let line = |c: usize| zeroed(if c < channels { width } else { 0 });
        let columns = [columns(0)?, columns(1)?, columns(2)?, columns(3)?];
        Ok(Self { columns, medians: [line(0)?, line(1)?, line(2)?, line(3)?] })
    }
}

/// Increments or decrements one count.
#[inline(always)]
fn count(counts: &mut [u8; 16], level: u8, by: u8) {
    let count = &mut counts[usize::from(level & 15)];
    *count = count.wrapping_add(by);
}

/// Sixteen counts of a square.
#[derive(Clone, Copy)]
struct Counts([I16x8; 2]);

impl Counts {
    fn none() -> Self {
        Self([I16x8::splat(0); 2])
    }

    #[inline(always)]
    fn add(&mut self, column: &[u8; 16]) {
        let column = U8x16::load(column);
        self.0 = [self.0[0] + column.widen_low(), self.0[1] + column.widen_high()];
    }

    #[inline(always)]
    fn subtract(&mut self, column: &[u8; 16]) {
        let column = U8x16::load(column);
        self.0 = [self.0[0] - column.widen_low(), self.0[1] - column.widen_high()];
    }

    /// Returns the first index up to which the counts sum to more than `rank`, and the sum before it.
    #[inline(always)]
    fn find(self, rank: i16) -> (usize, i16) {
        let mut before = 0;
        let [low, high] = self.0.map(I16x8::to_array);
        for (i, count) in low.into_iter().chain(high).enumerate() {
            if before + count > rank {
                return (i, before);
            }
            before += count;
        }
        (15, before)
    }
}

impl Columns {
    fn clear(&mut self) {
        self.coarse.fill([0; 16]);
        self.fine.fill([0; 16]);
    }

    fn add(&mut self, row: &[u8], by: u8) {
        let count_of_columns = self.coarse.len();
        for ((x, coarse), &level) in self.coarse.iter_mut().enumerate().zip(row) {
            count(coarse, level >> 4, by);
            count(&mut self.fine[usize::from(level >> 4) * count_of_columns + x], level, by);
        }
    }

    /// Replaces a row in the counts by another, for equal or different levels.
    fn replace(&mut self, row: &[u8], gone: &[u8]) {
        self.add(gone, 255);
        self.add(row, 1);
    }

    fn medians(&self, radius: usize, to: &mut [u8]) {
        let side = 2 * radius + 1;
        let rank = (side * side / 2) as i16;
        let mut coarse = Counts::none();
        self.coarse[..side - 1].iter().for_each(|column| coarse.add(column));
        // The counts of a square, and its first column.
        let mut fine = [(Counts::none(), None); 16];
        let columns = self.coarse.len();
        for (x, (to, window)) in to.iter_mut().zip(self.coarse.windows(side)).enumerate() {
            coarse.add(&window[side - 1]);
            let (upper, before) = coarse.find(rank);
            coarse.subtract(&window[0]);
            let (counts, first) = &mut fine[upper];
            let fine = &self.fine[upper * columns..][..columns];
            match *first {
                Some(first) if x - first < side / 2 => {
                    for (gone, new) in fine[first..x].iter().zip(&fine[first + side..]) {
                        counts.subtract(gone);
                        counts.add(new);
                    }
                }
                _ => {
                    *counts = Counts::none();
                    fine[x..x + side].iter().for_each(|column| counts.add(column));
                }
            }
            *first = Some(x);
            let (lower, _) = counts.find(rank - before);
            *to = (upper << 4 | lower) as u8;
        }
    }
}

impl Around for Histograms {
    fn give(&mut self, rows: &Rows, y: usize, target: &mut [u8]) {
        let (row, radius) = (y as isize, rows.radius as isize);
        let channels = self.columns.iter_mut().zip(&mut self.medians).take(rows.channels);
        for (c, (columns, medians)) in channels.enumerate() {
            if y == rows.first {
                columns.clear();
                (row - radius..=row + radius).for_each(|row| columns.add(rows.plane(row, c), 1));
            } else if c < 3 || !rows.is_opaque(row + radius) || !rows.is_opaque(row - radius - 1) {
                columns.replace(rows.plane(row + radius, c), rows.plane(row - radius - 1, c));
            }
            if c == 3 && rows.are_opaque(y) {
                medians.fill(255);
            } else {
                columns.medians(rows.radius, medians);
            }
        }
        let [red, green, blue, alpha] = &self.medians;
        if rows.channels == 1 {
            target.copy_from_slice(red);
        } else {
            let planes = red.iter().zip(green).zip(blue.iter().zip(alpha));
            for (to, ((&red, &green), (&blue, &alpha))) in target.as_chunks_mut().0.iter_mut().zip(planes) {
                *to = [red, green, blue, alpha];
            }
        }
    }

    fn scratch_bytes(&self) -> usize {
        let columns = self.columns.iter().map(|columns| 16 * (columns.coarse.len() + columns.fine.len()));
        columns.sum::<usize>() + self.medians.iter().map(Vec::len).sum::<usize>()
    }
}
