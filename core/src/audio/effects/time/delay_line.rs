//! A delay line.

use alloc::vec::Vec;

use crate::error::Result;
use crate::memory::zeroed;

/// A ring of the last samples of a channel.
#[derive(Debug)]
pub(crate) struct DelayLine {
    samples: Vec<f32>,
    /// Index of the next sample, before masking.
    at: usize,
}

impl DelayLine {
    /// A line that stores at least `longest` samples, plus one on either side for interpolation.
    pub(crate) fn new(longest: usize) -> Result<Self> {
        Ok(Self { samples: zeroed((longest + 4).next_power_of_two())?, at: 0 })
    }

    pub(crate) fn clear(&mut self) {
        self.samples.fill(0.0);
    }

    #[inline]
    pub(crate) fn push(&mut self, sample: f32) {
        let mask = self.samples.len() - 1;
        // A sample this small is inaudible, and recursion would turn it into a denormal, which is slow.
        self.samples[self.at & mask] = if sample.abs() < 1e-25 { 0.0 } else { sample };
        self.at = (self.at + 1) & mask;
    }

    /// The sample that was pushed `pushes` pushes ago: 1 is the latest.
    #[inline]
    pub(crate) fn ago(&self, pushes: usize) -> f32 {
        let mask = self.samples.len() - 1;
        self.samples[self.at.wrapping_sub(pushes) & mask]
    }

    /// Interpolates linearly between samples, like Web Audio's `DelayNode`. `pushes` must not be negative or exceed the
    /// length of the line.
    #[inline]
    pub(crate) fn between(&self, pushes: f32) -> f32 {
        let whole = pushes as usize;
        let part = pushes - whole as f32;
        let (near, far) = (self.ago(whole), self.ago(whole + 1));
        near + part * (far - near)
    }
}
