//! The low pass between two rates, as a table of cubics.

use alloc::vec::Vec;

use super::Quality;
use super::sums::GROUP;
use crate::audio::sinc::{Kaiser, sinc};
use crate::error::Result;
use crate::filters::rows::zeroed;
use crate::simd::{F32x4, I32x4};

/// Bits of a place in the table behind the point.
const FRACTION: u32 = 32;

/// Half of a symmetric low pass. A distance of 1 is a sample of the lower of both rates.
#[derive(Debug)]
pub(super) struct Kernel {
    /// `a + t·(b + t·(c + t·d))` for each stretch of 1/`steps`, where `t` goes from 0 to 1. Stretches that are a sample apart
    /// follow on one another: they are used together, and far apart they would fall on the same lines of the cache.
    cubics: Vec<[f32; 4]>,
    /// A power of two.
    steps: usize,
    /// The distance beyond which there is nothing.
    reach: usize,
}

impl Kernel {
    pub(super) fn new(quality: Quality) -> Result<Self> {
        let design = quality.design();
        let (reach, steps) = (design.taps / 2, design.steps);
        let window = Kaiser::new(design.beta);
        let value = |distance: f64| {
            design.cutoff * sinc(design.cutoff * distance) * window.at((distance / reach as f64).min(1.0))
        };
        let mut cubics: Vec<[f32; 4]> = zeroed(reach * steps)?;
        let step = 1.0 / steps as f64;
        let mut first = value(0.0);
        for i in 0..cubics.len() {
            let at = |t: f64| value((i as f64 + t) * step);
            // The cubic through four values: at a stretch's ends, and at thirds of it.
            let (second, third, last) = (at(1.0 / 3.0), at(2.0 / 3.0), at(1.0));
            let d = 4.5 * (last - first + 3.0 * (second - third));
            let c = 4.5 * (first - 2.0 * second + third) - d;
            cubics[i % steps * reach + i / steps] = [first, last - first - c - d, c, d].map(|x| x as f32);
            first = last;
        }
        Ok(Self { cubics, steps, reach })
    }

    /// How many samples on each side count if distances shrink by `scale`.
    pub(super) fn half(&self, scale: f64) -> usize {
        half(self.reach, scale)
    }

    /// The cubic of a stretch, counted from the middle; on the far side of the table there is nothing.
    #[inline(always)]
    fn cubic(&self, stretch: usize) -> &[f32; 4] {
        let (sample, step) = (stretch >> self.steps.trailing_zeros(), stretch & (self.steps - 1));
        let inside = if sample < self.reach { self.cubics.get(step * self.reach + sample) } else { None };
        inside.unwrap_or(&[0.0; 4])
    }

    /// The weights of samples around a place: it is `fraction` after the last one of the first half of them.
    pub(super) fn fill(&self, row: &mut [f32], fraction: f64, scale: f64) {
        let (left, right) = row.split_at_mut(row.len() / 2);
        let mut walk = Walk::new(self, fraction, scale);
        left.as_chunks_mut().0.iter_mut().rev().for_each(|four| walk.next().reversed().store(four));
        let mut walk = Walk::new(self, 1.0 - fraction, scale);
        right.as_chunks_mut().0.iter_mut().for_each(|four| walk.next().store(four));
    }
}

/// Weights at distances of `start`, `start` + 1 and so on, four by four.
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

    #[inline(always)]
    fn next(&mut self) -> F32x4 {
        let places: [u64; 4] = core::array::from_fn(|i| self.place + self.step * i as u64);
        self.place = places[3] + self.step;
        // 24 bits of what is behind the point are a float without rounding.
        let t = I32x4::from_array(places.map(|place| ((place as u32) >> 8).cast_signed()));
        let t = t.to_f32() * F32x4::splat(1.0 / (1 << 24) as f32);
        let cubics = places.map(|place| self.kernel.cubic((place >> FRACTION) as usize));
        let [a, b, c, d] = F32x4::transpose(cubics.map(F32x4::load));
        self.gain * (a + t * (b + t * (c + t * d)))
    }
}

/// How many samples on each side of a place count: whole groups in all, so half a group is the unit.
pub(super) fn half(reach: usize, scale: f64) -> usize {
    ((reach as f64 / scale).ceil() as usize).next_multiple_of(GROUP / 2)
}
