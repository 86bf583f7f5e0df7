//! Rows in a ring, stored in pairs, and the weights of the rows that a result needs.

use super::fir::{BLOCK, Tap, Target, interleave};
use super::lanes::Lanes;
use crate::error::{Error, Result};
use crate::image::kernels::BorderMode;
use crate::memory::zeroed;

/// The last rows of a stream. Rows 2n and 2n + 1 share a slot, their lanes alternating.
#[derive(Debug)]
pub(super) struct PairRing {
    pairs: Lanes,
    stride: usize,
    slots: usize,
    /// An even row, which waits for the next row, and an odd row.
    rows: [Lanes; 2],
    pushed: usize,
}

impl PairRing {
    /// Allocates the last `depth` rows of `lanes` lanes.
    pub(super) fn new(lanes: usize, depth: usize) -> Result<Self> {
        let lanes = lanes.div_ceil(BLOCK).saturating_mul(BLOCK);
        // The width of a frame is often a power of two: without two more cache lines, all rows would map to the same
        // cache sets.
        let stride = lanes.saturating_mul(2).saturating_add(64);
        let slots = depth.div_ceil(2) + 1;
        let pairs = Lanes::new(stride.saturating_mul(slots))?;
        Ok(Self { pairs, stride, slots, rows: [Lanes::new(lanes)?, Lanes::new(lanes)?], pushed: 0 })
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        self.pairs.bytes() + self.rows.iter().map(Lanes::bytes).sum::<usize>()
    }

    /// Removes all rows; the next is row `row`.
    pub(super) fn begin(&mut self, row: usize) {
        self.pushed = row;
    }

    /// Returns the index of the next row.
    pub(super) fn len(&self) -> usize {
        self.pushed
    }

    /// Returns the number of lanes of a row, padded to whole blocks.
    pub(super) fn lanes(&self) -> usize {
        self.rows[0].len()
    }

    /// Appends the row written by `fill`.
    pub(super) fn push(&mut self, fill: impl FnOnce(Target<'_>)) {
        let start = self.offset(self.pushed);
        let [even, odd] = &mut self.rows;
        fill(if self.pushed.is_multiple_of(2) {
            Target::Row(even)
        } else {
            let length = 2 * even.len();
            Target::Pair { above: even, row: odd, out: &mut self.pairs[start..][..length] }
        });
        self.pushed += 1;
    }

    /// Makes an even last row readable; the next row is stored together with it again.
    pub(super) fn flush(&mut self) {
        if !self.pushed.is_multiple_of(2) {
            let start = self.offset(self.pushed);
            // The lanes beside it have weight 0 until then.
            interleave(&self.rows[0], &self.rows[1], &mut self.pairs[start..]);
        }
    }

    /// Returns the start of the pair that contains `row`.
    #[inline]
    pub(super) fn offset(&self, row: usize) -> usize {
        row / 2 % self.slots * self.stride
    }

    /// Returns all pairs; offsets refer to them.
    pub(super) fn pairs(&self) -> &[i16] {
        &self.pairs
    }
}

/// A kernel down the rows of a frame: the weights of the rows in the frame, for any border mode.
#[derive(Debug)]
pub(super) struct Column {
    weights: Vec<i16>,
    radius: usize,
    height: usize,
    border: BorderMode,
    /// Weights by row, folded at the edges; all zero between calls.
    folded: Vec<i16>,
    taps: Vec<Tap>,
}

impl Column {
    /// Creates the kernel for a frame of `height` rows, with a ring that stores the last `depth` rows.
    pub(super) fn new(weights: Vec<i16>, height: usize, border: BorderMode, depth: usize) -> Result<Self> {
        let radius = weights.len() / 2;
        let mut taps = Vec::new();
        let capacity = (2 * radius + 2).min(depth) + 2;
        taps.try_reserve_exact(capacity).map_err(|_| Error::out_of_memory(capacity * size_of::<Tap>()))?;
        Ok(Self { weights, radius, height, border, folded: zeroed(depth.next_multiple_of(2) + 2)?, taps })
    }

    /// Returns the number of rows on either side of the centre.
    pub(super) fn radius(&self) -> usize {
        self.radius
    }

    /// Returns whether all the rows around `centre` are in the frame.
    pub(super) fn is_inside(&self, centre: usize) -> bool {
        centre >= self.radius && centre + self.radius < self.height
    }

    /// Returns the taps of the result at `centre`, which may lie outside the frame.
    pub(super) fn taps(&mut self, centre: isize, ring: &PairRing) -> &[Tap] {
        let first = centre - self.radius as isize;
        let depth = self.folded.len();
        let (mut start, mut end) = (usize::MAX, 0);
        for (weight, y) in self.weights.iter().zip(first..) {
            if let Some(row) = self.border.inside(y, self.height) {
                (start, end) = (start.min(row), end.max(row + 1));
                self.folded[row % depth] += weight;
            }
        }
        self.taps.clear();
        for pair in start / 2..end.div_ceil(2) {
            let [a, b] = [2 * pair, 2 * pair + 1].map(|row| core::mem::take(&mut self.folded[row % depth]));
            if a != 0 || b != 0 {
                self.taps.push(Tap::new(ring.offset(2 * pair), a, b));
            }
        }
        &self.taps
    }
}
