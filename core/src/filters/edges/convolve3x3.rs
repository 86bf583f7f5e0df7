//! `convolve3x3`: any 3 × 3 kernel.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::filters::kernel::Window;
use crate::filters::rows::{Ring, opaque, over_255, zeroed};
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
        let largest = self.kernel.iter().map(|weight| weight.abs()).fold(0.0, f64::max);
        let shift = shift_for(largest);
        let one = f64::from(1 << shift);
        Ok(Operation::Window(Box::new(Kernel {
            weights: self.kernel.map(|weight| (weight * one).round() as i16),
            bias: (self.bias * one + one / 2.0).round() as i32,
            shift,
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
    shift: u32,
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

/// Blocks of eight lanes of `row`, from lane `start` on: `count` of them, so that one check of an index does for all.
fn cut(row: &[i16], start: usize, count: usize) -> &[[i16; 8]] {
    row.get(start..).and_then(|lanes| lanes.as_chunks().0.get(..count)).unwrap_or(&[])
}

/// The sums of one row of the result.
struct Sums<'a> {
    rows: [&'a [i16]; 3],
    /// Weights in pairs, as the dot product takes them.
    weights: [I16x8; 5],
    bias: I32x4,
}

impl Sums<'_> {
    /// Sixteen lanes at a time, in a loop for each number of channels and each shift, so that both are constants.
    fn run<const CHANNELS: usize, const SHIFT: u32>(&self, blocks: &mut [u8]) {
        let blocks = blocks.as_chunks_mut::<16>().0;
        let count = 2 * blocks.len();
        let taps = self.rows.map(|row| [0, 1, 2].map(|pixel| cut(row, pixel * CHANNELS, count)));
        for (i, to) in blocks.iter_mut().enumerate() {
            let eight = |i: usize| self.sum::<SHIFT>(taps.map(|row| row.map(|lanes| I16x8::load(&lanes[i]))));
            I16x8::narrow(eight(2 * i), eight(2 * i + 1)).store(to);
        }
    }

    #[inline(always)]
    fn sum<const SHIFT: u32>(&self, [[a0, a1, a2], [b0, b1, b2], [c0, c1, c2]]: [[I16x8; 3]; 3]) -> I16x8 {
        let [w0, w1, w2, w3, w4] = self.weights;
        let low = self.bias + a0.zip_low(a1).dot(w0) + a2.zip_low(b0).dot(w1) + b1.zip_low(b2).dot(w2);
        let low = low + c0.zip_low(c1).dot(w3) + c2.zip_low(c2).dot(w4);
        let high = self.bias + a0.zip_high(a1).dot(w0) + a2.zip_high(b0).dot(w1) + b1.zip_high(b2).dot(w2);
        let high = high + c0.zip_high(c1).dot(w3) + c2.zip_high(c2).dot(w4);
        I32x4::narrow(low.shift_right::<SHIFT>(), high.shift_right::<SHIFT>())
    }
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
            let (halves, _) = to.as_chunks_mut::<8>();
            low.store(&mut halves[0]);
            high.store(&mut halves[1]);
        }
        let end = channels + row.len();
        into.copy_within(channels..2 * channels, 0);
        into.copy_within(end - channels..end, end);
    }

    fn give(&mut self, y: usize, target: &mut [u8]) {
        let clamped = |dy: isize| self.rows.row((y as isize + dy).clamp(0, self.height as isize - 1) as usize);
        let rows = [clamped(-1), clamped(0), clamped(1)];
        let weight = |a: usize, b: Option<usize>| {
            let (a, b) = (self.weights[a], b.map_or(0, |b| self.weights[b]));
            I16x8::from_array([a, b, a, b, a, b, a, b])
        };
        let weights = [weight(0, Some(1)), weight(2, Some(3)), weight(4, Some(5)), weight(6, Some(7)), weight(8, None)];
        let sums = Sums { rows, weights, bias: I32x4::splat(self.bias) };
        match (self.channels, self.shift) {
            (4, 14) => sums.run::<4, 14>(&mut self.blocks),
            (4, 11) => sums.run::<4, 11>(&mut self.blocks),
            (4, _) => sums.run::<4, 7>(&mut self.blocks),
            (_, 14) => sums.run::<1, 14>(&mut self.blocks),
            (_, 11) => sums.run::<1, 11>(&mut self.blocks),
            _ => sums.run::<1, 7>(&mut self.blocks),
        }
        let channels = self.channels;
        target.copy_from_slice(&self.blocks[..target.len()]);
        if channels == 4 {
            let source = self.source.row(y).as_chunks::<4>().0;
            for (to, from) in target.as_chunks_mut::<4>().0.iter_mut().zip(source) {
                let alpha = u32::from(from[3]);
                to[3] = from[3];
                if alpha != 255 {
                    for channel in &mut to[..3] {
                        // Nothing shows where alpha is 0.
                        let color = (u32::from(*channel) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0);
                        *channel = color.min(255) as u8;
                    }
                }
            }
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
