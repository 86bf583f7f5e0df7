//! A line made shorter or longer by a B-spline.

use super::Channels;
use super::fir::{half, narrow, zeroed};
use super::taps::{SHIFT, phase, quantised, spline};
use crate::filters::kernel::OutOfMemory;
use crate::simd::{I16x8, I32x4};

/// A line to one `step` times shorter.
#[derive(Debug)]
pub(super) struct Decimate {
    step: usize,
    channels: Channels,
    /// For RGBA the weights of a pair of pixels, for gray those of eight pixels.
    weights: Vec<[i16; 8]>,
}

impl Decimate {
    pub(super) fn new(step: usize, channels: Channels) -> Self {
        let side = spline(step);
        // From 2 * step pixels before the centre, where the spline is 0, to the one before it is 0 again.
        let weights: Vec<f64> = (0..4 * step).map(|i| side.get(i.abs_diff(2 * step)).copied().unwrap_or(0.0)).collect();
        let weights = quantised(&weights, 2 * step);
        let weights = match channels {
            Channels::Rgba8 => weights.as_chunks::<2>().0.iter().map(|&[a, b]| [a, b, a, b, a, b, a, b]).collect(),
            Channels::Gray8 => weights.as_chunks::<8>().0.to_vec(),
        };
        Self { step, channels, weights }
    }

    /// Sample `i` of `out` is centred on pixel `(i + 2) * step` of `line`, whose pixels are left in pairs.
    pub(super) fn run(&self, line: &mut [i16], out: &mut [i16]) {
        match self.channels {
            Channels::Rgba8 => {
                for pair in line.as_chunks_mut::<8>().0 {
                    I16x8::load(pair).zip_halves().store(pair);
                }
                let line = line.as_chunks::<8>().0;
                for (i, out) in out.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                    // Two samples, `step` pixels apart: half as many pairs.
                    let first = self.sum(line, i * self.step);
                    let second = self.sum(line, i * self.step + self.step / 2);
                    narrow(first, second).store(out);
                }
                let count = out.len() / 4;
                if count % 2 == 1 {
                    let last = self.sum(line, (count - 1) * (self.step / 2));
                    out[4 * (count - 1)..].copy_from_slice(&narrow(last, last).to_array()[..4]);
                }
            }
            Channels::Gray8 => {
                for (i, out) in out.iter_mut().enumerate() {
                    let line = line.get(i * self.step..).unwrap_or(&[]).as_chunks::<8>().0;
                    let [a, b, c, d] = self.sum(line, 0).to_array();
                    // Three halves too many: each lane was to be rounded by itself.
                    *out = ((a + b + c + d - 3 * half().to_array()[0]) >> SHIFT) as i16;
                }
            }
        }
    }

    #[inline(always)]
    fn sum(&self, line: &[[i16; 8]], start: usize) -> I32x4 {
        let line = line.get(start..).unwrap_or(&[]);
        line.iter()
            .zip(&self.weights)
            .fold(half(), |sum, (pair, weights)| sum + I16x8::load(pair).dot(I16x8::load(weights)))
    }
}

/// A line to one `step` times longer.
#[derive(Debug)]
pub(super) struct Interpolate {
    channels: Channels,
    /// The weights of the first and of the second pair of samples. For RGBA one vector a pixel; for gray one for
    /// four pixels.
    weights: Vec<[[i16; 8]; 2]>,
    paired: Vec<i16>,
    step: usize,
}

impl Interpolate {
    pub(super) fn new(step: usize, channels: Channels, lanes: usize) -> Result<Self, OutOfMemory> {
        let phases: Vec<Vec<i16>> = (0..step).map(|p| phase(p, step)).collect();
        let weights = match channels {
            Channels::Rgba8 => {
                phases.iter().map(|w| [[w[0], w[1]], [w[2], w[3]]].map(|[a, b]| [a, b, a, b, a, b, a, b])).collect()
            }
            Channels::Gray8 => phases
                .chunks(4)
                .map(|four| [0, 2].map(|at| core::array::from_fn(|i| four.get(i / 2).map_or(0, |w| w[at + i % 2]))))
                .collect(),
        };
        let paired = zeroed(lanes.checked_mul(2).ok_or(OutOfMemory)?)?;
        Ok(Self { channels, weights, paired, step })
    }

    /// Pixel `i * step` of `out` lies on sample `i + 1` of `line`.
    pub(super) fn run(&mut self, line: &[i16], out: &mut [i16]) {
        match self.channels {
            Channels::Rgba8 => {
                super::fir::interleave_line(line, 4, &mut self.paired);
                let pairs = self.paired.as_chunks::<8>().0;
                let later = pairs.get(2..).unwrap_or(&[]);
                for ((first, second), out) in pairs.iter().zip(later).zip(out.chunks_exact_mut(4 * self.step)) {
                    let (first, second) = (I16x8::load(first), I16x8::load(second));
                    let pixel =
                        |w: &[[i16; 8]; 2]| first.dot(I16x8::load(&w[0])) + second.dot(I16x8::load(&w[1])) + half();
                    for (out, w) in out.as_chunks_mut::<8>().0.iter_mut().zip(self.weights.as_chunks::<2>().0) {
                        narrow(pixel(&w[0]), pixel(&w[1])).store(out);
                    }
                }
            }
            Channels::Gray8 => {
                for (samples, out) in line.windows(4).zip(out.chunks_exact_mut(self.step)) {
                    let (a, b, c, d) = (samples[0], samples[1], samples[2], samples[3]);
                    let first = I16x8::from_array([a, b, a, b, a, b, a, b]);
                    let second = I16x8::from_array([c, d, c, d, c, d, c, d]);
                    for (out, w) in out.chunks_mut(4).zip(&self.weights) {
                        let sum = first.dot(I16x8::load(&w[0])) + second.dot(I16x8::load(&w[1])) + half();
                        let length = out.len();
                        out.copy_from_slice(&narrow(sum, sum).to_array()[..length]);
                    }
                }
            }
        }
    }
}
