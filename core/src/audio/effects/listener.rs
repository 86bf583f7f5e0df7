//! What effects share that look at more sound than a block.

use alloc::vec::Vec;

use crate::audio::Block;
use crate::error::Result;
use crate::memory::zeroed;

/// The last samples of a sound, of the mean of its channels, again and again.
#[derive(Debug)]
pub(crate) struct Listener {
    /// Those of a time at its remainder by the length.
    heard: Vec<f32>,
    frame: Vec<f32>,
    hop: usize,
}

impl Listener {
    /// Gives `length` samples every `hop` frames: a multiple of the grid's.
    pub(crate) fn new(length: usize, hop: usize) -> Result<Self> {
        Ok(Self { heard: zeroed(length)?, frame: zeroed(length)?, hop })
    }

    /// Takes a block, and gives the last samples, in their order, if it is time.
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

    /// Nothing has been heard.
    pub(crate) fn reset(&mut self) {
        self.heard.fill(0.0);
    }
}

/// The power of two of frames that is nearest to so many seconds, from 512 to 65536.
pub(crate) fn frames_of(seconds: f64, rate: f64) -> usize {
    ((seconds * rate / core::f64::consts::SQRT_2) as usize).next_power_of_two().clamp(512, 65_536)
}
