//! Weighted sums of 16-bit lanes, two taps an instruction.
//!
//! Wasm's one multiplication that is exact, adds, and costs a single x86 or Arm instruction is the 16-bit dot product of
//! neighbours (the rounding Q15 product takes five on x86: the saturation of one input is patched in). So samples
//! are stored in pairs: lanes of two rows, or of two columns, alternate, and each dot product adds two taps to the exact
//! 32-bit sums of four lanes. Eight sums are kept in registers at once, so that a load feeds a multiplication.

use super::taps::{ONE, SHIFT};
use crate::filters::kernel::OutOfMemory;
use crate::simd::{I16x8, I32x4};

/// Lanes a sum is computed for at once: rows of lanes are padded to a multiple of it.
pub(super) const BLOCK: usize = 32;

/// Where a pair of samples starts, and its two weights, repeated.
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

/// Weights of consecutive samples as taps `step` apart.
pub(super) fn pairs(weights: &[i16], step: usize) -> Vec<Tap> {
    let second = |pair: &[i16]| pair.get(1).copied().unwrap_or(0);
    weights.chunks(2).enumerate().map(|(i, pair)| Tap::new(i * step, pair[0], second(pair))).collect()
}

/// A zeroed vector, or the error that says there is no memory for it.
pub(super) fn zeroed<T: Clone + Default>(length: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(length).map_err(|_| OutOfMemory)?;
    vector.resize(length, T::default());
    Ok(vector)
}

#[inline(always)]
fn dot(samples: &[i16; 8], weights: &[i16; 8]) -> I32x4 {
    I16x8::load(samples).dot(I16x8::load(weights))
}

#[inline(always)]
pub(super) fn narrow(low: I32x4, high: I32x4) -> I16x8 {
    I32x4::narrow(low.shift_right::<SHIFT>(), high.shift_right::<SHIFT>())
}

/// What makes a shift right round.
#[inline(always)]
pub(super) fn half() -> I32x4 {
    I32x4::splat(ONE / 2)
}

/// `out[i]` becomes the sum of the pairs at `2 * i` from each tap's offset. Only whole blocks are written.
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

/// [`sum`] for two results of the same pairs.
#[inline(never)]
pub(super) fn sum_two(source: &[i16], taps: &[TwinTap], upper: &mut [i16], lower: &mut [i16]) {
    let blocks = upper.as_chunks_mut::<16>().0.iter_mut().zip(lower.as_chunks_mut::<16>().0);
    for (block, (upper, lower)) in blocks.enumerate() {
        let source = source.get(block * 32..).unwrap_or(&[]);
        let mut sums = [[half(); 2]; 4];
        for tap in taps {
            let Some(pairs) = source.get(tap.offset..).and_then(|s| s.first_chunk::<32>()) else { break };
            for (sum, pair) in sums.iter_mut().zip(pairs.as_chunks::<8>().0) {
                *sum = [sum[0] + dot(pair, &tap.upper), sum[1] + dot(pair, &tap.lower)];
            }
        }
        let halves = upper.as_chunks_mut::<8>().0.iter_mut().zip(lower.as_chunks_mut::<8>().0);
        for ((upper, lower), sums) in halves.zip(sums.as_chunks::<2>().0) {
            narrow(sums[0][0], sums[1][0]).store(upper);
            narrow(sums[0][1], sums[1][1]).store(lower);
        }
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

/// Pairs each lane of a line with the one `distance` lanes on.
pub(super) fn interleave_line(line: &[i16], distance: usize, out: &mut [i16]) {
    interleave(line, line.get(distance..).unwrap_or(&[]), out);
}
