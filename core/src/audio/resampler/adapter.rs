//! For what works at one rate only: there, and back again.

use super::{Quality, Resampler};
use crate::audio::{AudioBuffer, AudioFormat, Block, GRID};
use crate::error::Result;

/// Brings a sound to another rate, where something is done to it, and back, block by block. As many frames come out as go in,
/// later by a whole number of them.
#[derive(Debug)]
pub(crate) struct RateAdapter {
    there: Resampler,
    back: Resampler,
    /// A block at the other rate.
    buffer: AudioBuffer,
}

impl RateAdapter {
    /// To `rate` and back, for work there that is late by `latency` frames of that rate.
    ///
    /// # Errors
    /// `out-of-range` for a rate that no [`AudioFormat`] has; `out-of-memory`.
    pub(crate) fn new(format: AudioFormat, rate: f64, latency: usize) -> Result<Self> {
        let there = Resampler::new(format, rate, Quality::Good)?;
        let within = AudioFormat::new(rate, format.channels())?;
        let clock = there.clock.inverse();
        let back = Resampler::made(within, format.sample_rate(), Quality::Good, 1.0, clock, Some((&there, latency)))?;
        let buffer = AudioBuffer::new(within, there.most(GRID))?;
        Ok(Self { there, back, buffer })
    }

    /// Frames by which the result is later than the source, the work's latency included.
    pub(crate) fn latency(&self) -> usize {
        self.back.latency
    }

    /// Lets `work` do something to the frames that have come of a block, which is no longer than [`GRID`].
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
        debug_assert_eq!((taken, written), (count, block.frames()), "late enough, and room enough");
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

    /// The last is one at which the length of the filter back hangs on the ratio's last bit.
    const RATES: [f64; 10] =
        [3000.0, 8000.0, 11_025.0, 44_100.0, 44_100.5, 48_001.0, 88_200.0, 96_000.0, 768_000.0, 43_636.363_636_368];

    /// A line of `latency` frames at the other rate: how a sine comes out, if blocks are so long in turn.
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

    /// Low enough to be in both bands, whatever the rate.
    fn sine(n: f64) -> f64 {
        (n * TAU * 0.0123).sin()
    }

    #[test]
    fn the_result_is_the_source_later_by_whole_frames() {
        for rate in RATES {
            for latency in [1, 960, 961] {
                let (output, late) = through(rate, latency, &[GRID]);
                let worst = output.iter().enumerate().skip(late + 2000).map(|(n, &sample)| {
                    let place = n as f64 - late as f64;
                    (f64::from(sample) - sine(place)).abs()
                });
                let worst = worst.fold(0.0, f64::max);
                assert!(worst < 3e-6, "{rate} Hz, {latency} frames: {worst} off, {late} late");
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
    fn it_begins_anew() {
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
        assert_eq!(run(&mut adapter, 1.0), first, "as the first time");
    }
}
