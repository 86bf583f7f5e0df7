//! Decimation and interpolation of a line by a B-spline.

use core::array::from_fn;

use super::fir::{dot, half, interleave_line, narrow};
use super::lanes::Lanes;
use super::taps::{phase, quantised, spline};
use crate::error::Result;
use crate::image::frame::RowFormat;
use crate::simd::{I16x8, I32x4};

/// Decimates a line by `step`.
#[derive(Debug)]
pub(super) struct Decimate {
    step: usize,
    format: RowFormat,
    /// For RGBA, the weights of a pair of pixels; for gray, those of eight pixels.
    weights: Vec<[i16; 8]>,
}

impl Decimate {
    pub(super) fn new(step: usize, format: RowFormat) -> Self {
        let side = spline(step);
        // From 2 * step pixels before the centre, where the spline is 0, to the last pixel before it is 0 again.
        let weight = |i: usize| side.get(i.abs_diff(2 * step)).copied().unwrap_or(0.0);
        let weights = quantised(&(0..4 * step).map(weight).collect::<Vec<_>>(), 2 * step);
        let weights = match format {
            RowFormat::Rgba8 => weights.as_chunks::<2>().0.iter().map(|&[a, b]| [a, b, a, b, a, b, a, b]).collect(),
            RowFormat::Gray8 => weights.as_chunks::<8>().0.to_vec(),
        };
        Self { step, format, weights }
    }

    /// Sample `i` of `out` is centred on pixel `(i + 2) * step` of `line`. Only whole blocks of 16 lanes are written.
    #[inline(never)]
    pub(super) fn run(&self, line: &mut [i16], out: &mut [i16]) {
        match (self.format, self.step) {
            // The weights of the smallest step fit into registers, so it has an unrolled copy.
            (RowFormat::Rgba8, 2) => self.rgba(1, line.as_chunks::<8>().0, out, I16x8::zip_halves),
            (RowFormat::Rgba8, step) => {
                // Each pair is read four times, in different iterations of the loop, so it is zipped once in advance.
                for pair in line.as_chunks_mut::<8>().0 {
                    I16x8::load(pair).zip_halves().store(pair);
                }
                self.rgba(step / 2, line.as_chunks::<8>().0, out, |pair| pair);
            }
            (RowFormat::Gray8, step) => self.gray(step, line, out),
        }
    }

    /// Four samples at a time, each from `4 * half` pairs of pixels, with `half` pairs from one sample to the next.
    #[inline(always)]
    fn rgba(&self, half_step: usize, line: &[[i16; 8]], out: &mut [i16], zip: impl Fn(I16x8) -> I16x8) {
        let count = 4 * half_step;
        let Some(weights) = self.weights.get(..count) else { return };
        for (block, out) in out.as_chunks_mut::<16>().0.iter_mut().enumerate() {
            let Some(line) = line.get(block * count..).and_then(|l| l.get(..7 * half_step)) else { break };
            let windows: [&[[i16; 8]]; 4] = from_fn(|i| &line[i * half_step..][..count]);
            let mut sums = [half(); 4];
            for (j, weights) in weights.iter().enumerate() {
                let weights = I16x8::load(weights);
                for (sum, window) in sums.iter_mut().zip(windows) {
                    *sum = *sum + zip(I16x8::load(&window[j])).dot(weights);
                }
            }
            store(sums, out);
        }
    }

    /// Sixteen samples at a time, each from `step / 2` vectors of pixels, with `step` pixels from one sample to the
    /// next.
    #[inline(always)]
    fn gray(&self, step: usize, line: &[i16], out: &mut [i16]) {
        for (block, out) in out.as_chunks_mut::<16>().0.iter_mut().enumerate() {
            let Some(line) = line.get(block * 16 * step..).and_then(|l| l.get(..19 * step)) else { break };
            let sample = |i: usize| {
                let window = line[i * step..][..4 * step].as_chunks::<8>().0;
                let pairs = window.iter().zip(&self.weights);
                pairs.fold(I32x4::splat(0), |sum, (pixels, weights)| sum + dot(pixels, weights))
            };
            let four = |i| half() + I32x4::sums(sample(i), sample(i + 1), sample(i + 2), sample(i + 3));
            store([four(0), four(4), four(8), four(12)], out);
        }
    }
}

#[inline(always)]
fn store(sums: [I32x4; 4], out: &mut [i16; 16]) {
    let (low, high) = out.as_chunks_mut::<8>().0.split_at_mut(1);
    narrow(sums[0], sums[1]).store(&mut low[0]);
    narrow(sums[2], sums[3]).store(&mut high[0]);
}

/// Interpolates a line by `step`.
#[derive(Debug)]
pub(super) struct Interpolate {
    step: usize,
    format: RowFormat,
    /// The weights of the first and of the second pair of samples: for RGBA of a pixel, for gray of four pixels.
    weights: Vec<[[i16; 8]; 2]>,
    paired: Lanes,
}

impl Interpolate {
    pub(super) fn new(step: usize, format: RowFormat, lanes: usize) -> Result<Self> {
        let phases: Vec<Vec<i16>> = (0..step).map(|p| phase(p, step)).collect();
        let weights = match format {
            RowFormat::Rgba8 => {
                phases.iter().map(|w| [[w[0], w[1]], [w[2], w[3]]].map(|[a, b]| [a, b, a, b, a, b, a, b])).collect()
            }
            RowFormat::Gray8 => {
                // The two phases of the smallest step serve two samples.
                let of_four = |four: &[Vec<i16>], at| from_fn(|i| four[i / 2 % four.len()][at + i % 2]);
                phases.chunks(4).map(|four| [of_four(four, 0), of_four(four, 2)]).collect()
            }
        };
        let paired = Lanes::new(lanes.saturating_mul(2))?;
        Ok(Self { format, weights, paired, step })
    }

    /// Pixel `i * step` of `out` coincides with sample `i + 1` of `line`.
    #[inline(never)]
    pub(super) fn run(&mut self, line: &[i16], out: &mut [i16]) {
        match (self.format, self.step) {
            (RowFormat::Rgba8, step) => {
                interleave_line(line, 4, &mut self.paired);
                match step {
                    // As in `Decimate`.
                    2 => self.rgba(2, out),
                    step => self.rgba(step, out),
                }
            }
            (RowFormat::Gray8, step) => self.gray(step, line, out),
        }
    }

    #[inline(always)]
    fn rgba(&self, step: usize, out: &mut [i16]) {
        let pairs = self.paired.as_chunks::<8>().0;
        let later = pairs.get(2..).unwrap_or(&[]);
        let Some(weights) = self.weights.get(..step) else { return };
        for ((first, second), out) in pairs.iter().zip(later).zip(out.chunks_exact_mut(4 * step)) {
            let (first, second) = (I16x8::load(first), I16x8::load(second));
            let pixel = |w: &[[i16; 8]; 2]| first.dot(I16x8::load(&w[0])) + second.dot(I16x8::load(&w[1])) + half();
            for (out, w) in out.as_chunks_mut::<8>().0.iter_mut().zip(weights.as_chunks::<2>().0) {
                narrow(pixel(&w[0]), pixel(&w[1])).store(out);
            }
        }
    }

    fn gray(&self, step: usize, line: &[i16], out: &mut [i16]) {
        let pairs = |[a, b, c, d]: [i16; 4]| [[a, b], [c, d]].map(|[a, b]| I16x8::from_array([a, b, a, b, a, b, a, b]));
        let four = |[first, second]: [I16x8; 2], w: &[[i16; 8]; 2]| {
            first.dot(I16x8::load(&w[0])) + second.dot(I16x8::load(&w[1])) + half()
        };
        if step == 2 {
            let Some(w) = self.weights.first() else { return };
            // Both phases of two samples at once.
            for (i, out) in out.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                let Some(line) = line.get(4 * i..).and_then(|l| l.first_chunk::<7>()) else { break };
                let [a, b, c, d, e, f, g] = *line;
                let between = |a, b, c, d, e| {
                    let first = I16x8::from_array([a, b, a, b, b, c, b, c]);
                    let second = I16x8::from_array([c, d, c, d, d, e, d, e]);
                    four([first, second], w)
                };
                narrow(between(a, b, c, d, e), between(c, d, e, f, g)).store(out);
            }
            return;
        }
        for (&samples, out) in line.array_windows().zip(out.chunks_exact_mut(step)) {
            let samples = pairs(samples);
            let (out, weights) = (out.as_chunks_mut::<4>().0, &self.weights);
            for (out, w) in out.iter_mut().zip(weights) {
                let sums = four(samples, w);
                out.copy_from_slice(&narrow(sums, sums).to_array()[..4]);
            }
        }
    }
}
