//! Weighted sums of 16-bit lanes, two taps per instruction.
//!
//! Among wasm's 16-bit multiplications, only the dot product of neighbours is exact, adds, and is a single instruction
//! in the engines (a horizontal pass with rounding Q15 products took half as long again:
//! `bench/suites/vector-layer.mjs`). Samples are therefore stored in pairs: lanes of two rows, or of two columns,
//! alternate, and each dot product adds two taps to the exact 32-bit sums of four lanes. Eight sums are kept in
//! registers at once, so that a load feeds a multiplication.

use super::lanes::Lanes;
use super::line::round;
use super::taps::{ONE, SHIFT};
use crate::error::Result;
use crate::image::frame::RowFormat;
use crate::simd::{I16x8, I32x4};

/// Number of lanes summed at once: rows of lanes are padded to a multiple of it.
pub(super) const BLOCK: usize = 32;

/// The offset of a pair of samples, and its two weights, repeated.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tap {
    pub(super) offset: usize,
    pub(super) weights: [i16; 8],
}

impl Tap {
    pub(super) fn new(offset: usize, first: i16, second: i16) -> Self {
        Self { offset, weights: [first, second, first, second, first, second, first, second] }
    }
}

/// The same pairs for two results.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TwinTap {
    pub(super) offset: usize,
    pub(super) upper: [i16; 8],
    pub(super) lower: [i16; 8],
}

/// Weights of consecutive samples as pairs, for a result and for the result two samples later.
pub(super) fn twins(weights: &[i16]) -> Vec<TwinTap> {
    let weight = |i: usize| weights.get(i).copied().unwrap_or(0);
    let pair = |i: usize| Tap::new(0, weight(2 * i), weight(2 * i + 1)).weights;
    let before = |i: usize| i.checked_sub(1).map_or([0; 8], pair);
    (0..weights.len().div_ceil(2) + 1).map(|i| TwinTap { offset: 0, upper: pair(i), lower: before(i) }).collect()
}

/// Weights of consecutive samples as taps `step` apart.
pub(super) fn pairs(weights: &[i16], step: usize) -> Vec<Tap> {
    let second = |pair: &[i16]| pair.get(1).copied().unwrap_or(0);
    weights.chunks(2).enumerate().map(|(i, pair)| Tap::new(i * step, pair[0], second(pair))).collect()
}

#[inline(always)]
pub(super) fn dot(samples: &[i16; 8], weights: &[i16; 8]) -> I32x4 {
    I16x8::load(samples).dot(I16x8::load(weights))
}

#[inline(always)]
pub(super) fn narrow(low: I32x4, high: I32x4) -> I16x8 {
    I32x4::narrow(low.shift_right::<SHIFT>(), high.shift_right::<SHIFT>())
}

/// The constant that makes a shift right round.
#[inline(always)]
pub(super) fn half() -> I32x4 {
    I32x4::splat(ONE / 2)
}

/// Writes to `out[i]` the sum of the pairs at `2 * i` from each tap's offset. Only whole blocks are written.
#[inline(never)]
pub(super) fn sum(source: &[i16], taps: &[Tap], out: &mut [i16]) {
    for (block, out) in out.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        let source = source.get(block * 2 * BLOCK..).unwrap_or(&[]);
        let mut sums = [half(); 8];
        for tap in taps {
            let Some(pairs) = source.get(tap.offset..).and_then(|s| s.first_chunk::<{ 2 * BLOCK }>()) else { break };
            for (sum, pair) in sums.iter_mut().zip(pairs.as_chunks::<8>().0) {
                *sum = *sum + dot(pair, &tap.weights);
            }
        }
        for (out, sums) in out.as_chunks_mut::<8>().0.iter_mut().zip(sums.as_chunks::<2>().0) {
            narrow(sums[0], sums[1]).store(out);
        }
    }
}

/// Both sums of the sixteen pairs from `start` on, of [`TwinTap`]s.
#[inline(always)]
fn twin_sums(source: &[i16], taps: &[TwinTap], start: usize) -> [[I16x8; 2]; 2] {
    let source = source.get(start..).unwrap_or(&[]);
    let mut sums = [[half(); 4]; 2];
    for tap in taps {
        let Some(pairs) = source.get(tap.offset..).and_then(|s| s.first_chunk::<32>()) else { break };
        for (i, pair) in pairs.as_chunks::<8>().0.iter().enumerate() {
            sums[0][i] = sums[0][i] + dot(pair, &tap.upper);
            sums[1][i] = sums[1][i] + dot(pair, &tap.lower);
        }
    }
    sums.map(|[a, b, c, d]| [narrow(a, b), narrow(c, d)])
}

/// [`sum`] for two results of the same pairs.
#[inline(never)]
pub(super) fn sum_two(source: &[i16], taps: &[TwinTap], upper: &mut [i16], lower: &mut [i16]) {
    let blocks = upper.as_chunks_mut::<16>().0.iter_mut().zip(lower.as_chunks_mut::<16>().0);
    for (block, (upper, lower)) in blocks.enumerate() {
        for (sums, out) in twin_sums(source, taps, block * 32).into_iter().zip([upper, lower]) {
            for (sum, out) in sums.into_iter().zip(out.as_chunks_mut::<8>().0) {
                sum.store(out);
            }
        }
    }
}

/// [`sum_two`] for opaque rows of the result, rounded to bytes directly.
#[inline(never)]
pub(super) fn sum_two_bytes(source: &[i16], taps: &[TwinTap], upper: &mut [u8], lower: &mut [u8]) {
    let (upper, upper_tail) = upper.as_chunks_mut::<16>();
    let (lower, lower_tail) = lower.as_chunks_mut::<16>();
    let start = upper.len() * 32;
    for (block, (upper, lower)) in upper.iter_mut().zip(lower).enumerate() {
        let [above, below] = twin_sums(source, taps, block * 32);
        round(above).store(upper);
        round(below).store(lower);
    }
    let ends = twin_sums(source, taps, start).map(|sums| round(sums).to_array());
    for (end, tail) in ends.iter().zip([upper_tail, lower_tail]) {
        tail.copy_from_slice(&end[..tail.len()]);
    }
}

/// [`sum`] along a line of RGBA pixels, for taps two pixels apart. Pixels two apart then share all pairs but one, so
/// four pixels' pairs are read for the sums of eight: reading is the bottleneck of [`sum`].
#[inline(always)]
fn sum_along(line: &[i16], taps: &[TwinTap], blocks: usize, mut sink: impl FnMut(usize, [I16x8; 4])) {
    for block in 0..blocks {
        let mut line = line.as_chunks::<16>().0.get(block * 4..).unwrap_or(&[]);
        let mut sums = [half(); 8];
        for tap in taps {
            let [near, _, far, ..] = line else { break };
            let (upper, lower) = (I16x8::load(&tap.upper), I16x8::load(&tap.lower));
            for (sums, pixels) in sums.as_chunks_mut::<4>().0.iter_mut().zip([near, far]) {
                let [first, second] = [0, 1].map(|i| I16x8::load(&pixels.as_chunks::<8>().0[i]));
                let products = [first.dot(upper), second.dot(upper), first.dot(lower), second.dot(lower)];
                *sums = core::array::from_fn(|i| sums[i] + products[i]);
            }
            line = &line[1..];
        }
        let [a, b, c, d, e, f, g, h] = sums;
        sink(block, [narrow(a, b), narrow(c, d), narrow(e, f), narrow(g, h)]);
    }
}

/// Writes `(first[i], second[i])` to `out[2 * i..]`, for every whole eight of `out`'s pairs.
pub(super) fn interleave(first: &[i16], second: &[i16], out: &mut [i16]) {
    let both = first.as_chunks::<8>().0.iter().zip(second.as_chunks::<8>().0);
    for ((first, second), out) in both.zip(out.as_chunks_mut::<16>().0) {
        let (first, second) = (I16x8::load(first), I16x8::load(second));
        let (low, high) = out.as_chunks_mut::<8>().0.split_at_mut(1);
        first.zip_low(second).store(&mut low[0]);
        first.zip_high(second).store(&mut high[0]);
    }
}

/// Pairs each lane of a line with the lane at a distance of `distance`.
pub(super) fn interleave_line(line: &[i16], distance: usize, out: &mut [i16]) {
    interleave(line, line.get(distance..).unwrap_or(&[]), out);
}

/// A horizontal blur: its taps for the format.
#[derive(Debug)]
pub(super) struct Row {
    format: RowFormat,
    taps: Vec<Tap>,
    twins: Vec<TwinTap>,
    paired: Lanes,
}

impl Row {
    /// Creates the blur for lines of up to `lanes` lanes, including their extension to the left and right.
    pub(super) fn new(weights: &[i16], format: RowFormat, lanes: usize) -> Result<Self> {
        let paired = Lanes::new(lanes.saturating_mul(2))?;
        Ok(Self { format, taps: pairs(weights, 4), twins: twins(weights), paired })
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        self.paired.bytes()
    }

    /// Computes the weighted sums of each pixel of `line` and those after it.
    pub(super) fn run(&mut self, line: &[i16], out: Target<'_>) {
        interleave(line, line.get(self.format.pixel_bytes()..).unwrap_or(&[]), &mut self.paired);
        match (self.format, out) {
            (RowFormat::Rgba8, Target::Row(out)) => sum_along_to(&self.paired, &self.twins, out),
            (RowFormat::Rgba8, Target::Pair { above, out, .. }) => {
                sum_along_beside(&self.paired, &self.twins, above, out);
            }
            (RowFormat::Gray8, Target::Row(out)) => sum(&self.paired, &self.taps, out),
            (RowFormat::Gray8, Target::Pair { above, out, row }) => {
                sum(&self.paired, &self.taps, row);
                interleave(above, row, out);
            }
        }
    }
}

#[inline(never)]
fn sum_along_to(line: &[i16], taps: &[TwinTap], out: &mut [i16]) {
    let out = out.as_chunks_mut::<BLOCK>().0;
    sum_along(line, taps, out.len(), |block, sums| {
        for (out, sum) in out[block].as_chunks_mut::<8>().0.iter_mut().zip(sums) {
            sum.store(out);
        }
    });
}

#[inline(never)]
fn sum_along_beside(line: &[i16], taps: &[TwinTap], above: &[i16], out: &mut [i16]) {
    let (above, out) = (above.as_chunks::<BLOCK>().0, out.as_chunks_mut::<{ 2 * BLOCK }>().0);
    sum_along(line, taps, above.len().min(out.len()), |block, sums| {
        let above = above[block].as_chunks::<8>().0;
        for ((out, above), sum) in out[block].as_chunks_mut::<16>().0.iter_mut().zip(above).zip(sums) {
            let above = I16x8::load(above);
            let (low, high) = out.as_chunks_mut::<8>().0.split_at_mut(1);
            above.zip_low(sum).store(&mut low[0]);
            above.zip_high(sum).store(&mut high[0]);
        }
    });
}

/// The destination of a row of a [`super::ring::PairRing`].
#[derive(Debug)]
pub(super) enum Target<'a> {
    /// An even row, stored by itself.
    Row(&'a mut [i16]),
    /// An odd row, interleaved with the lanes of the row above. `row` is a buffer for the row before interleaving.
    Pair { above: &'a [i16], row: &'a mut [i16], out: &'a mut [i16] },
}
