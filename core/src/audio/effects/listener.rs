//! Overlapping frames of samples for analysis.

use alloc::vec::Vec;

use crate::audio::Block;
use crate::error::Result;
use crate::memory::zeroed;

/// Collects the mean of all channels, and returns overlapping frames of it.
#[derive(Debug)]
pub(crate) struct Listener {
    /// A ring of the last samples: the sample at position `n` has index `n % length`.
    heard: Vec<f32>,
    frame: Vec<f32>,
    hop: usize,
}

impl Listener {
    /// A listener that returns `length` samples every `hop` frames; `hop` must be a multiple of the grid step.
    pub(crate) fn new(length: usize, hop: usize) -> Result<Self> {
        Ok(Self { heard: zeroed(length)?, frame: zeroed(length)?, hop })
    }

    /// Stores a block, and returns the last samples in order if a frame is due.
    pub(crate) fn take(&mut self, block: &Block<'_>) -> Option<&mut [f32]> {
        let length = self.heard.len() as u64;
        let at = (block.position() % length) as usize;
        let part = 1.0 / block.channels().max(1) as f32;
        let into = &mut self.heard[at..at + block.frames()];
        into.fill(0.0);
        for channel in 0..block.channels() {
            into.iter_mut().zip(block.channel(channel)).for_each(|(sum, sample)| *sum += part * sample);
        }
        let end = block.position() + block.frames() as u64;
        if !end.is_multiple_of(self.hop as u64) {
            return None;
        }
        let (later, earlier) = self.heard.split_at((end % length) as usize);
        let (first, second) = self.frame.split_at_mut(earlier.len());
        first.copy_from_slice(earlier);
        second.copy_from_slice(later);
        Some(&mut self.frame)
    }

    /// Clears the stored samples.
    pub(crate) fn reset(&mut self) {
        self.heard.fill(0.0);
    }
}

/// Returns the power of two frames that is nearest in duration to `seconds`, from 512 to 65536.
pub(crate) fn frames_of(seconds: f64, rate: f64) -> usize {
    ((seconds * rate / core::f64::consts::SQRT_2) as usize).next_power_of_two().clamp(512, 65_536)
}
