//! `convolve3x3`: any 3 × 3 kernel.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Window;
use crate::image::kernels::ring::Ring;
use crate::image::kernels::alpha::{copy_row, premultiply, unpremultiply};
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, convolution};
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, Plane, PlaneMut};
use crate::simd::{I16x8, I32x4, U8x16};

/// The identity kernel.
const IDENTITY: &[f64] = &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];

crate::filter! {
    /// Replaces every colour channel by a weighted sum of itself and its eight neighbours, plus a bias; alpha is
    /// unchanged.
    ///
    /// Colours are weighted by alpha, and the sum is divided by the pixel's own alpha. The kernel isn't flipped
    /// (correlation, as OpenCV's `filter2D`). Outside the frame, the outermost pixels are repeated.
    pub struct Convolve3x3: "convolve3x3" in "edges" version 1 on color and gray {
        /// Nine weights, row by row.
        kernel: [f64; 9] = Kind::Matrix { columns: 3, default: IDENTITY, range: (-128.0, 128.0) },
        /// Value added to the sum.
        bias: f64 = Kind::Number(Number::new(0.0, -255.0, 255.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for Convolve3x3 {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let (width, height, channels) = (input.width() as usize, input.height() as usize, input.pixel_bytes());
        Ok(Operation::Window(Box::new(Kernel {
            weights: Weights::new(&self.kernel, self.bias, channels),
            // One pixel of padding on either side, and space for whole vectors past the end.
            rows: Ring::new((width + 2) * channels + 32)?,
            translucent: [false; 4],
            channels,
            height,
            consumed: 0,
            produced: 0,
        })))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let size = input.size();
        convolution(size, [3, 3], self.kernel.iter().copied(), self.bias / 255.0).map(Some)
    }
}

#[derive(Debug)]
struct Kernel {
    weights: Weights,
    /// Colours weighted by alpha, with one pixel of padding on either side; stored as bytes, which are widened in
    /// registers.
    rows: Ring<u8>,
    /// Whether each row is translucent.
    translucent: [bool; 4],
    channels: usize,
    height: usize,
    consumed: usize,
    produced: usize,
}

/// Weights in fixed point, in the pairs that dot products take: sums are exact, so whole weights give exact results.
#[derive(Debug)]
struct Weights {
    /// For the pixels above and below: on the left, in the middle, and on the right.
    columns: [I16x8; 3],
    /// For the pixel on the left and the pixel itself, and for the pixel on the right, preceded by a 0.
    row: [I16x8; 2],
    /// The bias, plus the constant that makes the shift round.
    bias: I32x4,
    /// Number of fraction bits: as many as possible with the largest weight in 16 bits.
    bits: u32,
    /// Whether corner weights are non-zero.
    has_corners: bool,
    /// The weights, if they are whole.
    whole: Option<Whole>,
    /// Weights and bias in real numbers, if too few fraction bits are left: below 11, nine rounding errors of weights
    /// can exceed half a level.
    real: Option<([f64; 9], f64)>,
}

/// Whole weights whose sums fit into 16 bits: a sharpening kernel takes two thirds of the time of pairs
/// (`bench/suites/filters.mjs`).
#[derive(Debug)]
struct Whole {
    weights: [I16x8; 9],
    bias: I16x8,
}

impl Whole {
    fn new(kernel: &[f64; 9], bias: f64, channels: usize) -> Option<Self> {
        let largest = kernel.iter().map(|weight| weight.abs()).sum::<f64>() * 255.0 + bias.abs();
        if largest > f64::from(i16::MAX) || kernel.iter().chain([&bias]).any(|number| number.fract() != 0.0) {
            return None;
        }
        let with_alpha = |color: f64, own: i16| {
            let color = color as i16;
            let alpha = if channels == 4 { own } else { color };
            I16x8::from_array([color, color, color, alpha, color, color, color, alpha])
        };
        let weights = core::array::from_fn(|i| with_alpha(kernel[i], i16::from(i == 4)));
        Some(Self { weights, bias: with_alpha(bias, 0) })
    }
}

impl Weights {
    fn new(kernel: &[f64; 9], bias: f64, channels: usize) -> Self {
        let largest = kernel.iter().map(|weight| weight.abs()).fold(0.0, f64::max);
        let bits = (7..15).rev().find(|&bits| largest * f64::from(1 << bits) < 32767.5).unwrap_or(7);
        // Rounded down to a count that has a loop: 13 would serve weights from 2 to 4 only.
        let bits = if bits == 13 { 12 } else { bits };
        let one = f64::from(1 << bits);
        let weight = |i: usize| (kernel[i] * one).round() as i16;
        // Alpha has an identity kernel of its own.
        let alpha = |own: i16, color: i16| if channels == 4 { own } else { color };
        let pair = |i: usize, j: usize| {
            let (a, b) = (weight(i), weight(j));
            let (own_a, own_b) = (alpha(0, a), alpha(if j == 4 { one as i16 } else { 0 }, b));
            I16x8::from_array([a, b, a, b, a, b, own_a, own_b])
        };
        let right = weight(5);
        let added = ((bias + 0.5) * one).round() as i32;
        let half = 1 << (bits - 1);
        Self {
            columns: [pair(0, 6), pair(1, 7), pair(2, 8)],
            row: [pair(3, 4), I16x8::from_array([0, right, 0, right, 0, right, 0, alpha(0, right)])],
            bias: I32x4::from_array([added, added, added, if channels == 4 { half } else { added }]),
            bits,
            has_corners: [0, 2, 6, 8].iter().any(|&i| weight(i) != 0),
            whole: Whole::new(kernel, bias, channels),
            real: (bits < 11 && kernel.iter().any(|weight| weight.fract() != 0.0)).then_some((*kernel, bias)),
        }
    }
}

/// Bytes of a row, beginning one pixel before a block of sixteen bytes.
type Around = [u8; 32];

/// Fills blocks of sixteen bytes with the results of `block` for the three rows around each.
#[inline(always)]
fn fill(target: &mut [[u8; 16]], rows: [&[u8]; 3], mut block: impl FnMut([&Around; 3]) -> U8x16) {
    // Slices of the full length, so that the compiler needs a single index check.
    let length = target.len() * 16 + 16;
    let [Some(a), Some(b), Some(c)] = rows.map(|row| row.get(..length)) else { return };
    for (i, to) in target.iter_mut().enumerate() {
        let [Some(a), Some(b), Some(c)] = [a, b, c].map(|row| row.get(16 * i..).and_then(|row| row.first_chunk())) else {
            return;
        };
        block([a, b, c]).store(to);
    }
}

/// `N` bytes from `start` on, which must lie inside.
#[inline(always)]
fn at<const N: usize>(row: &Around, start: usize) -> &[u8; N] {
    row[start..].first_chunk().unwrap_or(&[0; N])
}

/// Sixteen bytes of two rows as pairs of 16-bit lanes, in order.
#[inline(always)]
fn pairs(first: &[u8; 16], second: &[u8; 16]) -> [I16x8; 4] {
    let (first, second) = (U8x16::load(first), U8x16::load(second));
    let (low, high) = (first.zip_low(second), first.zip_high(second));
    [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()]
}

/// A row of RGBA pixels. As 32-bit lanes, each pixel is a vector, so neighbours are other vectors and pairs are built
/// once.
#[inline(always)]
fn sum_colors<const CORNERS: bool>(
    rows: [&[u8]; 3],
    target: &mut [[u8; 16]],
    weights: &Weights,
    shift: impl Fn(I32x4) -> I32x4,
) {
    let [Some(a), Some(b), Some(c)] = rows.map(|row| row.first_chunk::<32>()) else { return };
    let [mut left, mut middle, ..] = pairs(at(a, 0), at(c, 0));
    let [mut before, ..] = pairs(at(b, 0), at(b, 4));
    let Weights { columns, row, bias, .. } = *weights;
    fill(target, rows, |[a, b, c]| {
        let [v2, v3, v4, v5] = pairs(at(a, 8), at(c, 8));
        let [h1, h2, h3, h4] = pairs(at(b, 4), at(b, 8));
        let sum = |v: [I16x8; 3], h: [I16x8; 2]| {
            let plus = bias + v[1].dot(columns[1]) + (h[0].dot(row[0]) + h[1].dot(row[1]));
            shift(if CORNERS { plus + (v[0].dot(columns[0]) + v[2].dot(columns[2])) } else { plus })
        };
        let bytes = I32x4::to_clamped_bytes(
            sum([left, middle, v2], [before, h1]),
            sum([middle, v2, v3], [h1, h2]),
            sum([v2, v3, v4], [h2, h3]),
            sum([v3, v4, v5], [h3, h4]),
        );
        (left, middle, before) = (v4, v5, h4);
        bytes
    });
}

/// A row of gray pixels.
#[inline(always)]
fn sum_gray(rows: [&[u8]; 3], target: &mut [[u8; 16]], weights: &Weights) {
    let Weights { columns, row, bias, bits, .. } = *weights;
    fill(target, rows, |[a, b, c]| {
        let mut sums = [bias; 4];
        let mut add = |pairs: [I16x8; 4], weights: I16x8| {
            sums.iter_mut().zip(pairs).for_each(|(sum, pair)| *sum = *sum + pair.dot(weights));
        };
        add(pairs(at(a, 0), at(c, 0)), columns[0]);
        add(pairs(at(a, 1), at(c, 1)), columns[1]);
        add(pairs(at(a, 2), at(c, 2)), columns[2]);
        add(pairs(at(b, 0), at(b, 1)), row[0]);
        add(pairs(at(b, 1), at(b, 2)), row[1]);
        let [a, b, c, d] = sums.map(|sum| sum.shift_right_by(bits));
        I32x4::to_clamped_bytes(a, b, c, d)
    });
}

/// A row of the result with whole weights.
#[inline(always)]
fn sum_whole<const CHANNELS: usize, const CORNERS: bool>(rows: [&[u8]; 3], target: &mut [[u8; 16]], whole: &Whole) {
    let Whole { weights: w, bias } = *whole;
    fill(target, rows, |[a, b, c]| {
        let eight = |half: usize| {
            let tap = |row: &Around, i: usize| I16x8::load_bytes(at(row, i % 3 * CHANNELS + half * 8)) * w[i];
            let plus = bias + tap(a, 1) + tap(b, 3) + (tap(b, 4) + tap(b, 5) + tap(c, 7));
            if CORNERS { plus + (tap(a, 0) + tap(a, 2)) + (tap(c, 6) + tap(c, 8)) } else { plus }
        };
        I16x8::narrow(eight(0), eight(1))
    });
}

/// One byte at a time: for large fractional weights, which are rare.
fn sum_real(rows: [&[u8]; 3], target: &mut [[u8; 16]], (kernel, bias): ([f64; 9], f64), channels: usize) {
    let at = |k: usize, i: usize| rows[k / 3].get(i + k % 3 * channels).copied().unwrap_or(0);
    for (i, to) in target.as_flattened_mut().iter_mut().enumerate() {
        let sum: f64 = kernel.iter().enumerate().map(|(k, weight)| weight * f64::from(at(k, i))).sum();
        // `as` clamps. Alpha is unchanged.
        *to = if channels == 4 && i % 4 == 3 { at(4, i) } else { (sum + bias).round() as u8 };
    }
}

/// A row of the result. Engines compile a shift by a variable to several instructions, so the most frequent shifts have
/// loops of their own: weights below 2 and below 8.
#[inline(never)]
fn sum(rows: [&[u8]; 3], target: &mut [[u8; 16]], weights: &Weights, channels: usize) {
    if let Some(real) = weights.real {
        return sum_real(rows, target, real, channels);
    }
    match (channels, &weights.whole, weights.bits, weights.has_corners) {
        // With all nine taps, widening pixels for each tap costs more than pairs do.
        (4, Some(whole), _, false) => sum_whole::<4, false>(rows, target, whole),
        (4, _, 14, false) => sum_colors::<false>(rows, target, weights, I32x4::shift_right::<14>),
        (4, _, 14, true) => sum_colors::<true>(rows, target, weights, I32x4::shift_right::<14>),
        (4, _, 12, false) => sum_colors::<false>(rows, target, weights, I32x4::shift_right::<12>),
        (4, _, 12, true) => sum_colors::<true>(rows, target, weights, I32x4::shift_right::<12>),
        (4, _, bits, _) => sum_colors::<true>(rows, target, weights, |v| v.shift_right_by(bits)),
        (_, Some(whole), ..) => sum_whole::<1, true>(rows, target, whole),
        _ => sum_gray(rows, target, weights),
    }
}

impl Kernel {
    fn take(&mut self, row: &[u8], y: usize) {
        let channels = self.channels;
        let into = self.rows.row_mut(y);
        let end = channels + row.len();
        let to = &mut into[channels..end];
        if channels == 4 {
            let translucent = !copy_row(row, to);
            if translucent {
                premultiply(row, to);
            }
            self.translucent[y % 4] = translucent;
        } else {
            to.copy_from_slice(row);
        }
        into.copy_within(channels..2 * channels, 0);
        into.copy_within(end - channels..end, end);
    }

    fn give(&mut self, y: usize, target: &mut [u8]) {
        let last = self.height - 1;
        let rows = [y.saturating_sub(1), y, (y + 1).min(last)].map(|y| self.rows.row(y));
        let (body, tail) = target.as_chunks_mut::<16>();
        sum(rows, body, &self.weights, self.channels);
        if !tail.is_empty() {
            let mut last = [[0; 16]];
            sum(rows.map(|row| &row[body.len() * 16..]), &mut last, &self.weights, self.channels);
            tail.copy_from_slice(&last[0][..tail.len()]);
        }
        if self.translucent[y % 4] {
            unpremultiply(target);
        }
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        1
    }

    fn above(&self) -> Option<usize> {
        Some(1)
    }

    fn scratch_bytes(&self) -> usize {
        self.rows.bytes()
    }

    fn begin(&mut self, row: usize) {
        (self.consumed, self.produced) = (row, row);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            self.take(row, self.consumed);
            self.consumed += 1;
        }
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        for row in rows.into_rows() {
            self.give(self.produced, row);
            self.produced += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, compare, noise, run};
    use crate::image::frame::{Format, Frame};

    /// The sums of colours weighted by alpha (in whole levels, as they are stored), before the division by alpha.
    fn reference(source: &Frame, filter: &Convolve3x3) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let p = source.layout().rows().unwrap().pixel_bytes();
        let bytes = source.bytes();
        let at = |x: isize, y: isize, c: usize| {
            let i = (y.clamp(0, h - 1) * w + x.clamp(0, w - 1)) as usize * p;
            let alpha = if p == 4 { f64::from(bytes[i + 3]) } else { 255.0 };
            (f64::from(bytes[i + c]) * alpha / 255.0).round()
        };
        let mut result = bytes.to_vec();
        for (i, byte) in result.iter_mut().enumerate() {
            let (x, y, c) = ((i / p) as isize % w, (i / p) as isize / w, i % p);
            if c == 3 {
                continue;
            }
            let sum: f64 = (0..9)
                .map(|k| filter.kernel[k as usize] * at(x + k % 3 - 1, y + k / 3 - 1, c))
                .sum::<f64>()
                + filter.bias;
            *byte = sum.round().clamp(0.0, 255.0) as u8;
        }
        result
    }

    #[test]
    fn agrees_with_the_formula_on_premultiplied_values() {
        let kernels = [
            Convolve3x3::default(),
            Convolve3x3 { kernel: [0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0], bias: 0.0 },
            Convolve3x3 { kernel: [1.0 / 9.0; 9], bias: 0.0 },
            Convolve3x3 { kernel: [0.0, -0.7, 0.0, -0.7, 3.8, -0.7, 0.0, -0.7, 0.0], bias: -10.0 },
            Convolve3x3 { kernel: [127.3, -126.7, 99.9, -120.1, 127.9, -100.45, 127.49, -127.3, -7.7], bias: 0.3 },
            Convolve3x3 { kernel: [20.5, -30.0, 0.5, 0.0, 40.0, 0.0, 1.0, -30.0, 0.0], bias: 3.5 },
            Convolve3x3 { kernel: [-2.0, -1.0, 0.3, -1.0, 1.0, 1.0, 0.0, 1.0, 2.0], bias: 128.0 },
        ];
        for (width, height) in SIDES {
            for (format, is_opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for filter in &kernels {
                    let source = noise(format, width, height, is_opaque, 3);
                    let mut result = run(filter, &source);
                    let mut expected = reference(&source, filter);
                    if format == Format::Rgba {
                        for (got, want) in
                            result.bytes_mut().as_chunks_mut::<4>().0.iter_mut().zip(expected.as_chunks_mut::<4>().0)
                        {
                            let alpha = u32::from(got[3]);
                            for c in 0..3 {
                                got[c] = ((u32::from(got[c]) * alpha + 127) / 255) as u8;
                                // A colour can't exceed its alpha.
                                want[c] = want[c].min(alpha as u8);
                            }
                        }
                    }
                    let what = format!("{filter:?} {format:?} opaque {is_opaque} {width}×{height}");
                    compare(&what, result.bytes(), &expected, 1);
                }
            }
        }
    }

    #[cfg(feature = "float")]
    #[test]
    fn floats_follow_the_formula() {
        for (width, height) in [(1, 1), (5, 3), (17, 9)] {
            for opaque in [false, true] {
                let source = noise(Format::Rgba, width, height, opaque, 6);
                let filter = Convolve3x3 { kernel: [1.5, -2.0, 0.25, 3.0, -4.0, 0.0, 1.0, 2.5, -0.5], bias: 12.0 };
                let result = crate::image::testing::float::run(&filter, &source, Default::default());
                let (w, h) = (width as isize, height as isize);
                let at = |x: isize, y: isize, c: usize| {
                    let i = (y.clamp(0, h - 1) * w + x.clamp(0, w - 1)) as usize * 4;
                    f64::from(source.bytes()[i + c]) / 255.0 * f64::from(source.bytes()[i + 3]) / 255.0
                };
                for (i, pixel) in result.as_chunks::<4>().0.iter().enumerate() {
                    let (x, y, alpha) = (i as isize % w, i as isize / w, f64::from(source.bytes()[4 * i + 3]) / 255.0);
                    assert!((pixel[3] - alpha).abs() < 1e-6, "alpha");
                    for (c, got) in pixel.iter().enumerate().take(3) {
                        let taps = (0..9).map(|k| filter.kernel[k as usize] * at(x + k % 3 - 1, y + k / 3 - 1, c));
                        let exact = taps.sum::<f64>() + 12.0 / 255.0;
                        assert!((got * alpha - exact).abs() < 1e-5 || alpha == 0.0, "{got}, {exact} of {alpha}");
                        assert!(alpha > 0.0 || *got == 0.0, "transparent");
                    }
                }
            }
        }
    }
}
