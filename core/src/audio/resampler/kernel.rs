//! The low-pass between two rates, as a table of cubics.

use alloc::vec::Vec;

use super::quality::Quality;
use super::sums::GROUP;
use crate::audio::sinc::{Kaiser, sinc};
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::{F32x4, I32x4};

/// Number of fractional bits of a position in the table.
const FRACTION: u32 = 32;

/// The cubics of four consecutive samples at the same position: `a + t·(b + t·(c + t·d))`, where `t` goes from 0 to 1
/// within a segment.
type Four = [[f32; 4]; 4];

/// Half of a symmetric low-pass.
#[derive(Debug)]
pub(super) struct Kernel {
    /// The cubics, ordered by segment between two samples, so that those used together are adjacent.
    cubics: Vec<Four>,
    /// Number of segments per sample, a power of two.
    steps: usize,
    /// Distance from which on all weights are 0, in samples.
    reach: usize,
    scale: f64,
}

impl Kernel {
    /// The low-pass with distances multiplied by `scale`, in units of source samples.
    pub(super) fn new(quality: Quality, scale: f64) -> Result<Self> {
        let design = quality.design();
        let end = design.taps as f64 / 2.0;
        let window = Kaiser::new(design.beta);
        let value = |samples: f64| {
            let distance = samples * scale;
            let x = distance / end;
            if x > 1.0 { 0.0 } else { scale * design.cutoff * sinc(design.cutoff * distance) * window.at(x) }
        };
        // At least the number of segments that the design has per sample of the lower rate.
        let steps = ((design.steps as f64 * scale).ceil() as usize).next_power_of_two();
        let reach = half(quality, scale);
        let mut cubics: Vec<Four> = zeroed(reach / 4 * steps)?;
        let step = 1.0 / steps as f64;
        let mut first = value(0.0);
        for stretch in 0..reach * steps {
            let at = |t: f64| value((stretch as f64 + t) * step);
            // The cubic through four values: at the ends of a segment, and at its thirds.
            let (second, third, last) = (at(1.0 / 3.0), at(2.0 / 3.0), at(1.0));
            let d = 4.5 * (last - first + 3.0 * (second - third));
            let c = 4.5 * (first - 2.0 * second + third) - d;
            let sample = stretch / steps;
            let four = &mut cubics[stretch % steps * (reach / 4) + sample / 4];
            for (row, coefficient) in four.iter_mut().zip([first, last - first - c - d, c, d]) {
                row[sample % 4] = coefficient as f32;
            }
            first = last;
        }
        Ok(Self { cubics, steps, reach, scale })
    }

    /// Computes the weights of the samples around a position, which is `fraction` after the last sample of the first
    /// half.
    pub(super) fn fill(&self, row: &mut [f32], fraction: f64, scale: f64) {
        let (left, right) = row.split_at_mut(row.len() / 2);
        self.weigh(left, true, fraction, scale);
        self.weigh(right, false, 1.0 - fraction, scale);
    }

    /// Computes the weights at distances of `start`, `start` + 1 and so on, in forward or backward order.
    #[inline(never)]
    fn weigh(&self, weights: &mut [f32], backwards: bool, start: f64, scale: f64) {
        let fours = weights.as_chunks_mut().0;
        let last = fours.len().saturating_sub(1);
        let mut put = |at: usize, weights: F32x4| {
            let (at, weights) = if backwards { (last - at, weights.reversed()) } else { (at, weights) };
            weights.store(&mut fours[at]);
        };
        // If distances are whole samples apart, `t` is the same for all of them.
        if scale == self.scale && start < 1.0 {
            self.straight(start).take(last + 1).enumerate().for_each(|(at, weights)| put(at, weights));
        } else {
            let mut walk = Walk::new(self, start, scale / self.scale);
            (0..=last).for_each(|at| put(at, walk.next()));
        }
    }

    /// The weights at distances of `start`, `start` + 1 and so on, in groups of four, for a start from 0 to 1.
    #[inline(always)]
    fn straight(&self, start: f64) -> impl Iterator<Item = F32x4> {
        let place = start * self.steps as f64;
        let step = (place as usize).min(self.steps - 1);
        let t = F32x4::splat((place - step as f64) as f32);
        let fours = self.cubics.chunks_exact(self.reach / 4).nth(step).unwrap_or_default();
        fours.iter().map(move |four| cubic(four.map(F32x4::from_array), t))
    }
}

#[inline(always)]
fn cubic([a, b, c, d]: [F32x4; 4], t: F32x4) -> F32x4 {
    a + t * (b + t * (c + t * d))
}

/// The weights at distances of `start`, `start` + `scale` and so on, in groups of four.
struct Walk<'a> {
    kernel: &'a Kernel,
    place: u64,
    step: u64,
    gain: F32x4,
}

impl<'a> Walk<'a> {
    fn new(kernel: &'a Kernel, start: f64, scale: f64) -> Self {
        let fixed = |x: f64| (x * scale * kernel.steps as f64 * (1_u64 << FRACTION) as f64) as u64;
        Self { kernel, place: fixed(start), step: fixed(1.0), gain: F32x4::splat(scale as f32) }
    }

    /// The cubic of a segment, counted from the centre; 0 beyond the end of the table.
    #[inline(always)]
    fn cubic(&self, stretch: usize) -> F32x4 {
        let Kernel { cubics, steps, reach, .. } = self.kernel;
        let (sample, step) = (stretch >> steps.trailing_zeros(), stretch & (steps - 1));
        let inside = if sample < *reach { cubics.get(step * (reach / 4) + sample / 4) } else { None };
        F32x4::from_array(inside.map_or([0.0; 4], |four| four.map(|row| row[sample % 4])))
    }

    #[inline(always)]
    fn next(&mut self) -> F32x4 {
        let places: [u64; 4] = core::array::from_fn(|i| self.place + self.step * i as u64);
        self.place = places[3] + self.step;
        // 24 fractional bits are a float without rounding.
        let t = I32x4::from_array(places.map(|place| ((place as u32) >> 8).cast_signed()));
        let t = t.to_f32() * F32x4::splat(1.0 / (1 << 24) as f32);
        let cubics = places.map(|place| self.cubic((place >> FRACTION) as usize));
        self.gain * cubic(F32x4::transpose(cubics), t)
    }
}

/// Number of samples on each side of a position if distances are multiplied by `scale`: whole groups in total.
pub(super) fn half(quality: Quality, scale: f64) -> usize {
    ((quality.design().taps as f64 / 2.0 / scale).ceil() as usize).next_multiple_of(GROUP / 2)
}
