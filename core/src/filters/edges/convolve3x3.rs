//! `convolve3x3`: any 3 × 3 kernel.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::filters::kernel::Window;
use crate::filters::rows::{Ring, opaque, over_255, with_alpha, zeroed};
use crate::filters::{Operate, Operation, shift_for};
use crate::frame::{FrameLayout, Plane, PlaneMut};
use crate::simd::{I16x8, I32x4, U8x16};

/// The kernel that changes nothing.
const IDENTITY: &[f64] = &[0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];

crate::filter! {
    /// Replaces every colour channel by a weighted sum of itself and its eight neighbours, plus a bias; alpha stays.
    ///
    /// Colours are weighed by alpha, and the sum is divided by the pixel's own. The kernel is not turned round
    /// (correlation, as OpenCV's `filter2D`), and beyond the edges the outermost pixels are repeated.
    pub struct Convolve3x3: "convolve3x3" in "edges" version 1 on [Rgba8, Gray8] {
        /// Nine weights, row by row.
        kernel: [f64; 9] = Kind::Matrix { columns: 3, default: IDENTITY, range: (-128.0, 128.0) },
        /// What is added to the sum.
        bias: f64 = Kind::Number(Number::new(0.0, -255.0, 255.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for Convolve3x3 {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        let (width, height, channels) = (input.width() as usize, input.height() as usize, input.pixel_bytes());
        let method = Method::of(&self.kernel, self.bias);
        let one = method.one();
        let half = if method == Method::Exact { 0.0 } else { 0.5 };
        Ok(Operation::Window(Box::new(Kernel {
            // `as` clamps a weight of exactly 1 to 32767/32768.
            weights: self.kernel.map(|weight| (weight * one.0).round() as i16),
            bias: ((self.bias + half) * one.1).round() as i32,
            method,
            // A pixel of padding on either side, and room for whole vectors past the end.
            rows: Ring::new((width + 2) * channels + 24)?,
            source: Ring::new(if channels == 4 { width * 4 } else { 0 })?,
            blocks: zeroed((width * channels).div_ceil(16) * 16)?,
            channels,
            height,
            consumed: 0,
            produced: 0,
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    weights: [i16; 9],
    bias: i32,
    method: Method,
    /// Channels weighed by alpha, a pixel of padding on either side.
    rows: Ring<i16>,
    /// The source rows, for their alpha.
    source: Ring<u8>,
    /// A row of the result, rounded up to whole vectors.
    blocks: Vec<u8>,
    channels: usize,
    height: usize,
    consumed: usize,
    produced: usize,
}

/// How the sums are computed, cheapest first.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    /// Whole weights, and sums that fit into 16 bits: products and sums of 16 bits, exact.
    Exact,
    /// Weights that add up to at most 8: values and weights as 16-bit fractions. This many bits are left below the unit;
    /// nine roundings at 4 bits are at most 0.28 of a level.
    Fractions(u32),
    /// Anything else: 32-bit sums, with this many bits below the unit.
    Wide(u32),
}

impl Method {
    fn of(kernel: &[f64; 9], bias: f64) -> Self {
        let total: f64 = kernel.iter().map(|weight| weight.abs()).sum();
        let whole = kernel.iter().chain([&bias]).all(|number| number.fract() == 0.0);
        if whole && total * 255.0 + bias.abs() <= f64::from(i16::MAX) {
            return Self::Exact;
        }
        match (0..4).find(|&bits| total <= f64::from(1 << bits)) {
            Some(bits) => Self::Fractions(7 - bits),
            None => Self::Wide(shift_for(kernel.iter().map(|weight| weight.abs()).fold(0.0, f64::max))),
        }
    }

    /// What stands for 1, as a weight and as a sum.
    fn one(self) -> (f64, f64) {
        match self {
            Self::Exact => (1.0, 1.0),
            // A value has 7 bits of fraction, a product of Q15 numbers keeps them, and 7 - bits were given away.
            Self::Fractions(bits) => (f64::from(1 << (8 + bits)), f64::from(1 << bits)),
            Self::Wide(bits) => (f64::from(1 << bits), f64::from(1 << bits)),
        }
    }
}

/// Blocks of eight lanes of `row`, from lane `start` on: `count` of them, so that one check of an index does for all.
fn cut(row: &[i16], start: usize, count: usize) -> &[[i16; 8]] {
    row.get(start..).and_then(|lanes| lanes.as_chunks().0.get(..count)).unwrap_or(&[])
}

/// The nine neighbours of eight lanes.
type Taps = [[I16x8; 3]; 3];

/// A row of the result, sixteen lanes at a time.
fn sums<const CHANNELS: usize>(rows: [&[i16]; 3], blocks: &mut [u8], sum: impl Fn(Taps) -> I16x8) {
    let blocks = blocks.as_chunks_mut::<16>().0;
    let count = 2 * blocks.len();
    let taps = rows.map(|row| [0, 1, 2].map(|pixel| cut(row, pixel * CHANNELS, count)));
    for (i, to) in blocks.iter_mut().enumerate() {
        let eight = |i: usize| sum(taps.map(|row| row.map(|lanes| I16x8::load(&lanes[i]))));
        I16x8::narrow(eight(2 * i), eight(2 * i + 1)).store(to);
    }
}

impl Kernel {
    /// The sums of one row. There is a loop for each number of channels and each shift, so that both are constants.
    fn sum<const CHANNELS: usize>(&mut self, rows: [usize; 3]) {
        let rows = rows.map(|y| self.rows.row(y));
        let blocks = &mut self.blocks;
        match self.method {
            Method::Exact => exact::<CHANNELS>(rows, blocks, &self.weights, self.bias),
            Method::Fractions(7) => fractions::<CHANNELS, 7>(rows, blocks, &self.weights, self.bias),
            Method::Fractions(6) => fractions::<CHANNELS, 6>(rows, blocks, &self.weights, self.bias),
            Method::Fractions(5) => fractions::<CHANNELS, 5>(rows, blocks, &self.weights, self.bias),
            Method::Fractions(_) => fractions::<CHANNELS, 4>(rows, blocks, &self.weights, self.bias),
            Method::Wide(14) => wide::<CHANNELS, 14>(rows, blocks, &self.weights, self.bias),
            Method::Wide(11) => wide::<CHANNELS, 11>(rows, blocks, &self.weights, self.bias),
            Method::Wide(_) => wide::<CHANNELS, 7>(rows, blocks, &self.weights, self.bias),
        }
    }
}

fn exact<const CHANNELS: usize>(rows: [&[i16]; 3], blocks: &mut [u8], weights: &[i16; 9], bias: i32) {
    let ([w0, w1, w2, w3, w4, w5, w6, w7, w8], bias) = (weights.map(I16x8::splat), I16x8::splat(bias as i16));
    sums::<CHANNELS>(rows, blocks, |[a, b, c]| {
        let above = a[0] * w0 + a[1] * w1 + a[2] * w2;
        let here = b[0] * w3 + b[1] * w4 + b[2] * w5;
        above + here + (c[0] * w6 + c[1] * w7 + c[2] * w8) + bias
    });
}

fn fractions<const CHANNELS: usize, const BITS: u32>(
    rows: [&[i16]; 3],
    blocks: &mut [u8],
    weights: &[i16; 9],
    bias: i32,
) {
    let ([w0, w1, w2, w3, w4, w5, w6, w7, w8], bias) = (weights.map(I16x8::splat), I16x8::splat(bias as i16));
    sums::<CHANNELS>(rows, blocks, |[a, b, c]| {
        let q = I16x8::multiply_q15;
        let above = q(a[0], w0) + q(a[1], w1) + q(a[2], w2);
        let here = q(b[0], w3) + q(b[1], w4) + q(b[2], w5);
        let sum = above + here + (q(c[0], w6) + q(c[1], w7) + q(c[2], w8));
        sum.add_saturating(bias).shift_right::<BITS>()
    });
}

fn wide<const CHANNELS: usize, const BITS: u32>(rows: [&[i16]; 3], blocks: &mut [u8], weights: &[i16; 9], bias: i32) {
    let pair = |a: i16, b: i16| I16x8::from_array([a, b, a, b, a, b, a, b]);
    let [k0, k1, k2, k3, k4, k5, k6, k7, k8] = *weights;
    let (w0, w1, w2, w3, w4) = (pair(k0, k1), pair(k2, k3), pair(k4, k5), pair(k6, k7), pair(k8, 0));
    let bias = I32x4::splat(bias);
    sums::<CHANNELS>(rows, blocks, |[a, b, c]| {
        let low = bias + a[0].zip_low(a[1]).dot(w0) + a[2].zip_low(b[0]).dot(w1) + b[1].zip_low(b[2]).dot(w2);
        let low = low + c[0].zip_low(c[1]).dot(w3) + c[2].zip_low(c[2]).dot(w4);
        let high = bias + a[0].zip_high(a[1]).dot(w0) + a[2].zip_high(b[0]).dot(w1) + b[1].zip_high(b[2]).dot(w2);
        let high = high + c[0].zip_high(c[1]).dot(w3) + c[2].zip_high(c[2]).dot(w4);
        I32x4::narrow(low.shift_right::<BITS>(), high.shift_right::<BITS>())
    });
}

impl Kernel {
    fn take(&mut self, row: &[u8], y: usize) {
        let channels = self.channels;
        let into = self.rows.row_mut(y);
        if channels == 4 {
            self.source.row_mut(y).copy_from_slice(row);
        }
        let premultiply = channels == 4 && !opaque(row);
        let (body, tail) = row.as_chunks::<16>();
        let mut last = [0; 16];
        last[..tail.len()].copy_from_slice(tail);
        for (chunk, to) in body.iter().chain([&last]).zip(into[channels..].as_chunks_mut::<16>().0) {
            let v = U8x16::load(chunk);
            let (mut low, mut high) = (v.widen_low(), v.widen_high());
            if premultiply {
                let a = [chunk[3], chunk[7], chunk[11], chunk[15]].map(i16::from);
                low = over_255(low * I16x8::from_array([a[0], a[0], a[0], 255, a[1], a[1], a[1], 255]));
                high = over_255(high * I16x8::from_array([a[2], a[2], a[2], 255, a[3], a[3], a[3], 255]));
            }
            if matches!(self.method, Method::Fractions(_)) {
                (low, high) = (low.shift_left::<7>(), high.shift_left::<7>());
            }
            let (halves, _) = to.as_chunks_mut::<8>();
            low.store(&mut halves[0]);
            high.store(&mut halves[1]);
        }
        let end = channels + row.len();
        into.copy_within(channels..2 * channels, 0);
        into.copy_within(end - channels..end, end);
    }

    fn give(&mut self, y: usize, target: &mut [u8]) {
        let last = self.height - 1;
        let rows = [y.saturating_sub(1), y, (y + 1).min(last)];
        let channels = self.channels;
        if channels == 4 { self.sum::<4>(rows) } else { self.sum::<1>(rows) }
        if channels == 1 {
            return target.copy_from_slice(&self.blocks[..target.len()]);
        }
        let source = self.source.row(y);
        with_alpha(&self.blocks, source, target);
        if !opaque(source) {
            target.as_chunks_mut::<4>().0.iter_mut().for_each(unpremultiply);
        }
    }
}

/// Divides the colours of a pixel by its alpha.
fn unpremultiply(pixel: &mut [u8; 4]) {
    let alpha = u32::from(pixel[3]);
    if alpha != 255 {
        for channel in &mut pixel[..3] {
            // Nothing shows where alpha is 0.
            let color = (u32::from(*channel) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0);
            *channel = color.min(255) as u8;
        }
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        1
    }

    fn band(&self) -> usize {
        1
    }

    fn begin(&mut self) {
        (self.consumed, self.produced) = (0, 0);
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
    use crate::filters::testing::{SIDES, compare, noise, run};
    use crate::frame::{Format, Frame};

    /// The sums of colours weighed by alpha (to whole levels, as they are kept), not yet divided by it.
    fn reference(source: &Frame, filter: &Convolve3x3) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let p = source.layout().pixel_bytes();
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
            Convolve3x3 { kernel: [20.5, -30.0, 0.5, 0.0, 40.0, 0.0, 1.0, -30.0, 0.0], bias: 3.5 },
            Convolve3x3 { kernel: [-2.0, -1.0, 0.3, -1.0, 1.0, 1.0, 0.0, 1.0, 2.0], bias: 128.0 },
        ];
        for (width, height) in SIDES {
            for (format, is_opaque) in [(Format::Rgba8, true), (Format::Rgba8, false), (Format::Gray8, true)] {
                for filter in &kernels {
                    let source = noise(format, width, height, is_opaque, 3);
                    let mut result = run(filter, &source);
                    let mut expected = reference(&source, filter);
                    if format == Format::Rgba8 {
                        for (got, want) in
                            result.bytes_mut().as_chunks_mut::<4>().0.iter_mut().zip(expected.as_chunks_mut::<4>().0)
                        {
                            let alpha = u32::from(got[3]);
                            for c in 0..3 {
                                got[c] = ((u32::from(got[c]) * alpha + 127) / 255) as u8;
                                // A colour can't be brighter than its alpha.
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
}
