//! The first part of a response, convolved sample by sample.

use alloc::vec::Vec;

use crate::audio::GRID;
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::F32x4;

/// Number of padding samples, so that vectors may extend beyond the end of a block.
const SLACK: usize = 16;

/// The first 128 samples of a response, for one path.
pub(super) struct Head {
    /// The samples of the response.
    taps: Vec<f32>,
    /// The samples of the previous grid step, and of the current one.
    input: Vec<f32>,
}

impl Head {
    pub(super) fn new(response: &[f32], scale: f32) -> Result<Self> {
        let mut taps: Vec<f32> = zeroed(response.len().min(GRID))?;
        taps.iter_mut().zip(response).for_each(|(tap, &sample)| *tap = sample * scale);
        Ok(Self { taps, input: zeroed(2 * GRID + SLACK)? })
    }

    /// Adds the convolution of `samples`, which begin at frame `at` of the grid step.
    pub(super) fn run(&mut self, samples: &[f32], at: usize, into: &mut [f32]) {
        let start = GRID + at;
        self.input[start..start + samples.len()].copy_from_slice(samples);
        // Computes sixteen results at once. Each sums its products in the same order, independent of the block
        // boundaries.
        for (group, into) in into.chunks_mut(SLACK).enumerate() {
            let first = start + SLACK * group;
            let mut sums = [F32x4::splat(0.0); 4];
            for (delay, &tap) in self.taps.iter().enumerate() {
                let tap = F32x4::splat(tap);
                let from = &self.input[first - delay..][..SLACK];
                for (sum, from) in sums.iter_mut().zip(from.as_chunks().0) {
                    *sum = *sum + tap * F32x4::load(from);
                }
            }
            let sums = sums.map(F32x4::to_array);
            into.iter_mut().zip(sums.as_flattened()).for_each(|(into, sum)| *into += sum);
        }
    }

    pub(super) fn end_step(&mut self) {
        self.input.copy_within(GRID..2 * GRID, 0);
    }

    pub(super) fn reset(&mut self) {
        self.input.fill(0.0);
    }
}
