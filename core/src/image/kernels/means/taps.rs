//! Weighted sums of arbitrary neighbours, two per instruction.

use alloc::vec::Vec;

use super::Rows;
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::{F32x4, I16x8, I32x4, U8x16};

/// A neighbour and its weight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tap {
    pub(crate) dx: isize,
    pub(crate) dy: isize,
    pub(crate) weight: f64,
}

/// Two neighbours with whole weights.
#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    down: [isize; 2],
    /// Offsets from the start of a row, in bytes.
    columns: [usize; 2],
    weights: [i16; 8],
    /// The starts of the neighbours for the current row.
    starts: [usize; 2],
}

/// A neighbour with any weight.
#[derive(Clone, Copy, Debug, Default)]
struct Single {
    down: isize,
    column: usize,
    weight: f32,
    start: usize,
}

/// The neighbours that are summed.
#[derive(Debug)]
pub(crate) struct Taps {
    /// Whole weights, so that sums are exact.
    pairs: Vec<Pair>,
    /// All weights, if whole weights of 16 bits are too imprecise; otherwise empty.
    singles: Vec<Single>,
    /// The factor of the sums, and the value added afterwards.
    scale: f32,
    bias: f32,
}

/// Number of bytes summed at once.
const BLOCK: usize = 32;

/// The largest change of a result by the rounding of weights, in levels.
const TOLERANCE: f64 = 0.2;

/// The largest sum, which leaves headroom in 32 bits.
pub(crate) const WIDE: f64 = (1 << 30) as f64;

/// Returns the factor with which weights may be rounded to whole numbers of 16 bits such that no sum of bytes exceeds
/// `most`. Returns `None` if rounding would change a result, which is the sum times `scale`, too much.
pub(crate) fn fixed(weights: impl Iterator<Item = f64> + Clone, scale: f64, most: f64) -> Option<f64> {
    let largest = weights.clone().fold(0.0, |largest: f64, weight| largest.max(weight.abs()));
    let total: f64 = weights.clone().map(f64::abs).sum();
    let fits = |one: f64| largest * one <= 32767.0 && total * 255.0 * one <= most;
    let one = (0..23).rev().map(|bits| f64::from(1 << bits)).find(|&one| fits(one))?;
    // The errors of either sign: the worst case is white pixels for one sign and black pixels for the other.
    let mut errors = [0.0, 0.0];
    for weight in weights {
        let error = (weight * one).round() / one - weight;
        errors[usize::from(error < 0.0)] += error.abs();
    }
    let [more, less] = errors;
    (more.max(less) * 255.0 * scale.abs() <= TOLERANCE).then_some(one)
}

impl Taps {
    /// Creates the taps for rows with as many border pixels as the taps need. Sums are multiplied by `scale`, and
    /// `bias` is added. The result is multiplied by `gain` at most, later on.
    pub(crate) fn new(taps: &[Tap], rows: &Rows, scale: f64, bias: f64, gain: f64) -> Result<Self> {
        let one = fixed(taps.iter().map(|tap| tap.weight), scale * gain, WIDE);
        let column = |tap: &Tap| (rows.pad() as isize + tap.dx).max(0) as usize * rows.pixel;
        let (mut pairs, mut singles) = (Vec::new(), Vec::new());
        if let Some(one) = one {
            pairs = zeroed(taps.len().div_ceil(2))?;
            for (pair, taps) in pairs.iter_mut().zip(taps.chunks(2)) {
                let (first, second) = (&taps[0], taps.get(1).unwrap_or(&taps[0]));
                let weight = |tap: &Tap| (tap.weight * one).round() as i16;
                let (a, b) = (weight(first), if taps.len() > 1 { weight(second) } else { 0 });
                *pair = Pair {
                    down: [first.dy, second.dy],
                    columns: [column(first), column(second)],
                    weights: [a, b, a, b, a, b, a, b],
                    starts: [0; 2],
                };
            }
        } else {
            singles = zeroed(taps.len())?;
            for (single, tap) in singles.iter_mut().zip(taps) {
                *single = Single { down: tap.dy, column: column(tap), weight: (tap.weight * scale) as f32, start: 0 };
            }
        }
        Ok(Self { pairs, singles, scale: (scale / one.unwrap_or(1.0)) as f32, bias: bias as f32 })
    }

    /// Returns the number of lanes of the lines to which results are written.
    pub(crate) fn lanes(rows: &Rows) -> usize {
        (rows.width * rows.pixel).next_multiple_of(BLOCK)
    }

    /// Computes the sums of row `y`.
    pub(crate) fn run(&mut self, rows: &Rows, y: usize, line: &mut [f32]) {
        let y = y as isize;
        for pair in &mut self.pairs {
            pair.starts = core::array::from_fn(|i| rows.offset(y + pair.down[i]) + pair.columns[i]);
        }
        for single in &mut self.singles {
            single.start = rows.offset(y + single.down) + single.column;
        }
        let bias = F32x4::splat(self.bias);
        if self.singles.is_empty() {
            sum_pairs(rows.all(), &self.pairs, F32x4::splat(self.scale), bias, line);
        } else {
            sum_singles(rows.all(), &self.singles, bias, line);
        }
    }
}

#[inline(never)]
fn sum_pairs(rows: &[u8], pairs: &[Pair], scale: F32x4, bias: F32x4, line: &mut [f32]) {
    for (i, line) in line.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        let mut sums = [I32x4::splat(0); 8];
        let rows = rows.get(i * BLOCK..).unwrap_or_default();
        let at = |start: usize| rows.get(start..).and_then(<[u8]>::first_chunk::<BLOCK>);
        for pair in pairs {
            let [Some(first), Some(second)] = pair.starts.map(at) else { break };
            let weights = I16x8::load(&pair.weights);
            let halves = first.as_chunks::<16>().0.iter().zip(second.as_chunks::<16>().0);
            for (sums, (first, second)) in sums.as_chunks_mut::<4>().0.iter_mut().zip(halves) {
                let (first, second) = (U8x16::load(first), U8x16::load(second));
                let (low, high) = (first.zip_low(second), first.zip_high(second));
                let pairs = [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()];
                for (sum, pair) in sums.iter_mut().zip(pairs) {
                    *sum = *sum + pair.dot(weights);
                }
            }
        }
        for (to, sum) in line.as_chunks_mut::<4>().0.iter_mut().zip(sums) {
            (sum.to_f32() * scale + bias).store(to);
        }
    }
}

#[inline(never)]
fn sum_singles(rows: &[u8], singles: &[Single], bias: F32x4, line: &mut [f32]) {
    for (i, line) in line.as_chunks_mut::<16>().0.iter_mut().enumerate() {
        let mut sums = [bias; 4];
        let rows = rows.get(i * 16..).unwrap_or_default();
        for single in singles {
            let Some(bytes) = rows.get(single.start..).and_then(<[u8]>::first_chunk) else { break };
            let (bytes, weight) = (U8x16::load(bytes), F32x4::splat(single.weight));
            let (low, high) = (bytes.widen_low(), bytes.widen_high());
            let four = [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()];
            for (sum, bytes) in sums.iter_mut().zip(four) {
                *sum = *sum + bytes.to_f32() * weight;
            }
        }
        for (to, sum) in line.as_chunks_mut::<4>().0.iter_mut().zip(sums) {
            sum.store(to);
        }
    }
}

/// Sixteen numbers from 0 to 255, clamped.
#[inline(always)]
fn clamped(line: &[f32; 16]) -> [F32x4; 4] {
    let (none, all) = (F32x4::splat(0.0), F32x4::splat(255.0));
    core::array::from_fn(|i| line.as_chunks::<4>().0.get(i).map_or(none, F32x4::load).max(none).min(all))
}

/// Numbers to bytes, ties to even.
#[inline(always)]
fn to_bytes(four: [F32x4; 4]) -> U8x16 {
    let [a, b, c, d] = four.map(F32x4::round_small);
    I32x4::to_clamped_bytes(a, b, c, d)
}

/// Fills blocks of sixteen bytes with the results of `block` for as many lanes.
#[inline(always)]
fn fill(line: &[f32], target: &mut [u8], mut block: impl FnMut(&[f32; 16]) -> U8x16) {
    let (body, tail) = target.as_chunks_mut::<16>();
    let mut last = [[0; 16]];
    for (to, line) in body.iter_mut().chain(&mut last).zip(line.as_chunks::<16>().0) {
        block(line).store(to);
    }
    tail.copy_from_slice(&last[0][..tail.len()]);
}

/// Writes a line whose colours aren't divided by alpha, with the alpha of `original`, if given.
#[cfg(feature = "edges")]
#[inline(never)]
pub(crate) fn store_colors(line: &[f32], original: Option<&[u8]>, target: &mut [u8]) {
    let alphas = original.unwrap_or_default().as_chunks::<16>().0;
    let colors = if original.is_some() { [255, 255, 255, 0] } else { [255; 4] };
    let mut i = 0;
    fill(line, target, |four| {
        let alpha = alphas.get(i).map_or(U8x16::splat(0), U8x16::load);
        i += 1;
        to_bytes(clamped(four)).select(alpha, U8x16::splat_pixel(colors))
    });
}

/// Writes a line: RGBA pixels are divided by their alpha, unless they are opaque.
#[cfg(feature = "blur")]
#[inline(never)]
pub(crate) fn store_pixels(line: &[f32], is_opaque: bool, target: &mut [u8]) {
    if is_opaque {
        return fill(line, target, |four| to_bytes(clamped(four)));
    }
    // A smaller alpha is 0 in whole levels.
    let least = F32x4::splat(0.25);
    fill(line, target, |lanes| {
        let four = clamped(lanes);
        let alpha = F32x4::from_array([lanes[3], lanes[7], lanes[11], lanes[15]]);
        let scales = F32x4::splat(255.0).divide(alpha.max(least)).broadcast_each();
        let divided: [F32x4; 4] = core::array::from_fn(|i| four[i] * scales[i]);
        to_bytes(divided).select(to_bytes(four), U8x16::splat_pixel([255, 255, 255, 0]))
    });
}

/// Sums lanes of a line, `pixel` lanes apart, beginning at each lane.
#[cfg(feature = "edges")]
#[inline(never)]
pub(crate) fn sum_along(line: &[f32], weights: &[f32], pixel: usize, bias: f32, out: &mut [f32]) {
    for (i, out) in out.as_chunks_mut::<16>().0.iter_mut().enumerate() {
        let mut sums = [F32x4::splat(bias); 4];
        for (k, &weight) in weights.iter().enumerate() {
            let Some(lanes) = line.get(i * 16 + k * pixel..).and_then(<[f32]>::first_chunk::<16>) else { break };
            for (sum, lanes) in sums.iter_mut().zip(lanes.as_chunks::<4>().0) {
                *sum = *sum + F32x4::load(lanes) * F32x4::splat(weight);
            }
        }
        for (to, sum) in out.as_chunks_mut::<4>().0.iter_mut().zip(sums) {
            sum.store(to);
        }
    }
}
