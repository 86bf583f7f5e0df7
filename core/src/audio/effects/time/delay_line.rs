//! Sound kept for a while, to be heard again later.

use alloc::vec::Vec;

use crate::error::Result;
use crate::memory::zeroed;

/// The last samples of a channel.
#[derive(Debug)]
pub(crate) struct DelayLine {
    samples: Vec<f32>,
    /// Where the next sample goes.
    at: usize,
}

impl DelayLine {
    /// Keeps at least so many samples, and the one on either side that interpolation needs.
    pub(crate) fn new(longest: usize) -> Result<Self> {
        Ok(Self { samples: zeroed((longest + 4).next_power_of_two())?, at: 0 })
    }

    pub(crate) fn clear(&mut self) {
        self.samples.fill(0.0);
    }

    #[inline]
    pub(crate) fn push(&mut self, sample: f32) {
        let mask = self.samples.len() - 1;
        // A sample this small is inaudible, and recursion would make it smaller for ever (denormals are slow).
        self.samples[self.at & mask] = if sample.abs() < 1e-25 { 0.0 } else { sample };
        self.at = (self.at + 1) & mask;
    }

    /// The sample of so many pushes ago: 1 is the last.
    #[inline]
    pub(crate) fn ago(&self, pushes: usize) -> f32 {
        let mask = self.samples.len() - 1;
        self.samples[self.at.wrapping_sub(pushes) & mask]
    }

    /// Between samples, on the straight line, as Web Audio's `DelayNode` does. `pushes` is not negative and no longer than what
    /// is kept.
    #[inline]
    pub(crate) fn between(&self, pushes: f32) -> f32 {
        let whole = pushes as usize;
        let part = pushes - whole as f32;
        let (near, far) = (self.ago(whole), self.ago(whole + 1));
        near + part * (far - near)
    }
}
