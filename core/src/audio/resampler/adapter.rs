//! Processing at a fixed sample rate.

use super::{Quality, Resampler};
use crate::audio::{AudioBuffer, AudioFormat, Block, GRID};
use crate::error::Result;

/// Resamples audio for processing at another rate and back, block by block. The output has the same number of frames as
/// the input, delayed by a whole number of frames.
#[derive(Debug)]
pub(crate) struct RateAdapter {
    there: Resampler,
    back: Resampler,
    /// A block at the other rate.
    buffer: AudioBuffer,
}

impl RateAdapter {
    /// An adapter to `rate` and back, for processing with a latency of `latency` frames at that rate.
    ///
    /// # Errors
    /// `out-of-range` for a rate that no [`AudioFormat`] supports; `out-of-memory`.
    pub(crate) fn new(format: AudioFormat, rate: f64, latency: usize) -> Result<Self> {
        let there = Resampler::new(format, rate, Quality::Good)?;
        let within = AudioFormat::new(rate, format.channels())?;
        let clock = there.clock.inverse();
        let back = Resampler::made(within, format.sample_rate(), Quality::Good, 1.0, clock, Some((&there, latency)))?;
        let buffer = AudioBuffer::new(within, there.most(GRID))?;
        Ok(Self { there, back, buffer })
    }

    /// Latency in frames, including that of the processing.
    pub(crate) fn latency(&self) -> usize {
        self.back.latency
    }

    /// Calls `work` with the resampled frames of a block, which must be at most [`GRID`] frames long.
    pub(crate) fn run(&mut self, block: &mut Block<'_>, work: impl FnOnce(&mut Block<'_>)) {
        let mut within = self.buffer.block_mut(0);
        let (_, count) = self.there.process(block, &mut within);
        let mut within = within.part(0, count);
        work(&mut within);
        let (mut taken, mut written) = (0, 0);
        loop {
            let pushed =
                self.back.push(count - taken, |channel| within.channel(channel).get(taken..).unwrap_or_default());
            taken += pushed;
            written = self.back.pull(block, written);
            if pushed == 0 {
                break;
            }
        }
        debug_assert_eq!((taken, written), (count, block.frames()), "the latency covers all frames, and all fit");
        let rest = block.frames() - written;
        block.part(written, rest).clear();
    }

    pub(crate) fn reset(&mut self) {
        self.there.reset();
        self.back.reset();
    }
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;

    /// At the last rate, the length of the filter back depends on the last bit of the ratio.
    const RATES: [f64; 10] =
        [3000.0, 8000.0, 11_025.0, 44_100.0, 44_100.5, 48_001.0, 88_200.0, 96_000.0, 768_000.0, 43_636.363_636_368];

    /// Returns a sine after an adapter around a delay of `latency` frames at the other rate, with blocks of these
    /// lengths in turn, and the latency of the adapter.
    fn through(rate: f64, latency: usize, blocks: &[usize]) -> (Vec<f32>, usize) {
        let format = AudioFormat::new(rate, 1).unwrap();
        let mut adapter = RateAdapter::new(format, 48_000.0, latency).unwrap();
        let mut line = vec![0.0; latency];
        let mut at = 0;
        let mut buffer = AudioBuffer::new(format, adapter.latency() + 6000).unwrap();
        buffer.channel_mut(0).iter_mut().enumerate().for_each(|(n, sample)| *sample = sine(n as f64) as f32);
        let frames = buffer.frames();
        let mut block = buffer.block_mut(0);
        let (mut start, mut lengths) = (0, blocks.iter().cycle());
        while start < frames {
            let mut part = block.part(start, *lengths.next().unwrap());
            start += part.frames();
            adapter.run(&mut part, |within| {
                for sample in within.channel_mut(0) {
                    core::mem::swap(sample, &mut line[at]);
                    at = (at + 1) % latency;
                }
            });
        }
        (buffer.channel(0).to_vec(), adapter.latency())
    }

    /// Low enough for the pass band at any rate.
    fn sine(n: f64) -> f64 {
        (n * TAU * 0.0123).sin()
    }

    #[test]
    fn the_result_is_the_source_delayed_by_whole_frames() {
        for rate in RATES {
            for latency in [1, 960, 961] {
                let (output, late) = through(rate, latency, &[GRID]);
                let worst = output.iter().enumerate().skip(late + 2000).map(|(n, &sample)| {
                    let place = n as f64 - late as f64;
                    (f64::from(sample) - sine(place)).abs()
                });
                let worst = worst.fold(0.0, f64::max);
                assert!(worst < 3e-6, "{rate} Hz, {latency} frames: error {worst}, latency {late}");
            }
        }
    }

    #[test]
    fn bits_do_not_depend_on_blocks() {
        for rate in RATES {
            let (whole, _) = through(rate, 960, &[GRID]);
            for blocks in [&[1][..], &[7, 64, 127], &[100]] {
                assert_eq!(through(rate, 960, blocks).0, whole, "{rate} Hz, {blocks:?}");
            }
        }
    }

    #[test]
    fn reset_restores_the_initial_state() {
        let format = AudioFormat::new(44_100.0, 2).unwrap();
        let mut adapter = RateAdapter::new(format, 48_000.0, 10).unwrap();
        let mut buffer = AudioBuffer::new(format, GRID).unwrap();
        let mut run = |adapter: &mut RateAdapter, value: f32| {
            buffer.channel_mut(1).fill(value);
            adapter.run(&mut buffer.block_mut(0), |_| {});
            buffer.channel(1).to_vec()
        };
        let first = run(&mut adapter, 1.0);
        run(&mut adapter, 5.0);
        adapter.reset();
        assert_eq!(run(&mut adapter, 1.0), first, "same output after a reset");
    }
}
