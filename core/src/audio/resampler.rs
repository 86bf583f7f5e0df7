//! Sample rate conversion.
//!
//! Each output frame is a weighted sum of the source frames around its position. The weights are a low-pass: an ideal
//! one (a sinc) under a Kaiser window, which ends at half the lower of both rates. Frequencies that the lower rate
//! can't represent therefore don't alias, neither above half the source's rate nor below half the output's.
//!
//! If the ratio of the rates is one of small integers (44100 to 48000 Hz: 147 to 160), output frames have few distinct
//! positions between source frames, and the weights of each position are stored. Otherwise, and if the ratio is
//! variable, they are computed for each frame from a table of cubics, once for all channels. Positions are counted in
//! integers.
//!
//! Sources: J. O. Smith, "Digital Audio Resampling" (the method); J. F. Kaiser (1974; the window, and its length for a
//! given attenuation).

#[cfg(feature = "voice")]
pub(crate) mod adapter;
mod clock;
mod kernel;
mod quality;
mod sums;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

pub use self::quality::Quality;

use self::clock::Clock;
use self::kernel::{Kernel, half};
use super::block::copy_finite;
use super::{AudioBuffer, AudioFormat, Block};
use crate::error::{Code, Detail, Error, Result};
use crate::memory::zeroed;

/// Converts the sample rate of audio block by block.
///
/// All memory is allocated on creation. The output is bit-exact for any division of the source into blocks. Non-finite
/// samples become 0.
#[derive(Debug)]
pub struct Resampler {
    format: AudioFormat,
    output_rate: f64,
    quality: Quality,
    variation: f64,
    kernel: Kernel,
    /// The weights of each position between two source frames; empty if they are computed frame by frame.
    rows: Vec<f32>,
    /// The weights of the current frame.
    row: Vec<f32>,
    /// Source frames of all channels; channels begin `stride` samples apart.
    history: Vec<f32>,
    stride: usize,
    filled: usize,
    /// Maximum number of source frames on each side of a position.
    half: usize,
    /// Index in the history of the source frame before the position of the next output frame.
    next: usize,
    /// Number of source frames from the first one in the history to the end of the source.
    ahead: u64,
    clock: Clock,
    start: (usize, usize, Clock),
    latency: usize,
    /// Whether the source has ended.
    ended: bool,
}

impl Resampler {
    /// Maximum variation of the ratio: see [`Resampler::variable`].
    pub const MAXIMUM_VARIATION: f64 = 16.0;
    /// Maximum number of weights stored: 1 MiB.
    const MAXIMUM_KEPT: u64 = 1 << 18;

    /// A converter from a format to the same channels at `output_rate`, in Hz.
    ///
    /// # Errors
    /// `out-of-range` for a sample rate outside 3000…768000 Hz; `out-of-memory`.
    pub fn new(format: AudioFormat, output_rate: f64, quality: Quality) -> Result<Self> {
        Self::variable(format, output_rate, quality, 1.0)
    }

    /// A converter whose ratio [`Resampler::set_ratio`] can change, by a factor from `1 / variation` to `variation`.
    /// The latency grows with the variation.
    ///
    /// # Errors
    /// Same as [`Resampler::new`]; `out-of-range` for a variation outside 1…16.
    pub fn variable(format: AudioFormat, output_rate: f64, quality: Quality, variation: f64) -> Result<Self> {
        AudioFormat::new(output_rate, format.channels()).map_err(|error| error.within("output"))?;
        if !(1.0..=Self::MAXIMUM_VARIATION).contains(&variation) {
            let range = Detail::Range(1.0, Self::MAXIMUM_VARIATION);
            return Err(Error::new(Code::OutOfRange, "variation", range, variation));
        }
        let clock = Clock::new(format.sample_rate(), output_rate, variation == 1.0);
        Self::made(format, output_rate, quality, variation, clock, None)
    }

    /// A converter with the given clock. `way` is set for the way back of a pair: the resampler there, and the latency
    /// in frames of the processing in between.
    fn made(
        format: AudioFormat,
        output_rate: f64,
        quality: Quality,
        variation: f64,
        mut clock: Clock,
        way: Option<(&Self, usize)>,
    ) -> Result<Self> {
        // A variable ratio uses one table for all scales.
        let kernel = Kernel::new(quality, if variation == 1.0 { scale(clock.ratio()) } else { 1.0 })?;
        let half = half(quality, scale(clock.ratio() / variation));
        let taps = 2 * half;
        let mut rows = Vec::new();
        if clock.parts() <= Self::MAXIMUM_KEPT / taps as u64 {
            rows = zeroed(clock.parts() as usize * taps)?;
            for (phase, row) in rows.chunks_exact_mut(taps).enumerate() {
                kernel.fill(row, phase as f64 / clock.parts() as f64, scale(clock.ratio()));
            }
        }
        let (of, latency) = match way {
            None => (0, clock.frames(half as u64) as usize),
            // An output frame requires the source frames around its position, which in turn are delayed, and the last
            // of which requires the frames around its own position. One more frame, because positions lie between
            // frames.
            Some((there, work)) => {
                (there.latency + work, there.half + ((work + half) as f64 * clock.ratio()) as usize + 1)
            }
        };
        let back = clock.go_back(of, latency);
        let lead = back + half;
        // The frames still needed are moved to the front once for at least `max(taps, 1024)` new frames.
        let stride = lead + taps.max(1024);
        let mut resampler = Self {
            format,
            output_rate,
            quality,
            variation,
            kernel,
            rows,
            row: zeroed(taps)?,
            history: zeroed(stride * format.channels())?,
            stride,
            filled: 0,
            half,
            next: 0,
            ahead: 0,
            start: (lead, half, clock.clone()),
            clock,
            latency,
            ended: false,
        };
        resampler.reset();
        Ok(resampler)
    }

    /// Converts a whole buffer: the first output frame is at the position of the first source frame, and there are ⌈n ·
    /// output / input⌉ frames. At the same rate, samples are unchanged.
    ///
    /// # Errors
    /// Same as [`Resampler::new`]; `out-of-range` if the output would have more than 2²⁸ frames.
    pub fn whole(source: &AudioBuffer, output_rate: f64, quality: Quality) -> Result<AudioBuffer> {
        let mut resampler = Self::new(source.format(), output_rate, quality)?;
        let format = AudioFormat::new(output_rate, source.format().channels())?;
        // Starts at the first frame, whereas a stream starts earlier, by the latency.
        resampler.next = resampler.start.0;
        resampler.clock.phase = 0;
        let frames = resampler.clock.frames(source.frames() as u64);
        let mut result = AudioBuffer::new(format, usize::try_from(frames).unwrap_or(usize::MAX))?;
        if output_rate == source.format().sample_rate() {
            (0..format.channels()).for_each(|index| result.channel_mut(index).copy_from_slice(source.channel(index)));
            return Ok(result);
        }
        let mut output = result.block_mut(0);
        let (_, produced) = resampler.run(source.frames(), |channel| source.channel(channel), &mut output);
        let rest = output.frames() - produced;
        resampler.flush(&mut output.part(produced, rest));
        Ok(result)
    }

    /// Sample rate and number of channels of the source.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// Sample rate of the output, in Hz, unless the ratio is changed.
    pub fn output_rate(&self) -> f64 {
        self.output_rate
    }

    /// The quality, which was set on creation.
    pub fn quality(&self) -> Quality {
        self.quality
    }

    /// The current ratio: number of output frames per source frame.
    pub fn ratio(&self) -> f64 {
        self.clock.ratio()
    }

    /// The exact number of output frames before the one at the position of the first source frame. (With a variable
    /// ratio, at the initial ratio.)
    pub fn latency(&self) -> usize {
        self.latency
    }

    /// Maximum number of output frames of one call with `frames` source frames.
    pub fn most(&self, frames: usize) -> usize {
        ((frames as f64 * self.output_rate / self.format.sample_rate() * self.variation) as usize).saturating_add(2)
    }

    /// Changes the ratio to `ratio` output frames per source frame. It changes linearly over `over` output frames,
    /// together with the low-pass.
    ///
    /// # Errors
    /// `out-of-range` if the ratio differs from the initial one by more than the variation.
    pub fn set_ratio(&mut self, ratio: f64, over: u32) -> Result<()> {
        let first = self.output_rate / self.format.sample_rate();
        let (min, max) = (first / self.variation, first * self.variation);
        if !(min..=max).contains(&ratio) {
            return Err(Error::new(Code::OutOfRange, "ratio", Detail::Range(min, max), ratio));
        }
        if self.variation > 1.0 {
            self.clock.aim(ratio, u64::from(over));
        }
        Ok(())
    }

    /// Resets to the start of a stream, with the last ratio set.
    pub fn reset(&mut self) {
        let (lead, next, clock) = &self.start;
        self.history.fill(0.0);
        self.filled = *lead;
        self.ahead = *lead as u64;
        self.next = *next;
        self.clock.phase = clock.phase;
        self.clock.settle();
        self.ended = false;
    }

    /// Reads from `input` and writes to `output` until either is exhausted; returns the number of frames read and
    /// written. Missing channels of `input` are silent. After [`Resampler::flush`], nothing is read until
    /// [`Resampler::reset`].
    pub fn process(&mut self, input: &Block<'_>, output: &mut Block<'_>) -> (usize, usize) {
        if self.ended {
            return (0, 0);
        }
        self.run(input.frames(), |channel| input.channel(channel), output)
    }

    /// Ends the source, and writes the remaining frames that fit into `output`; returns their number. Once it returns
    /// 0, the output is complete: ⌈n · output / input⌉ frames, plus the latency. Call [`Resampler::reset`] before the
    /// next stream.
    pub fn flush(&mut self, output: &mut Block<'_>) -> usize {
        self.ended = true;
        let mut written = 0;
        while written < output.frames() && (self.next as u64) < self.ahead {
            if self.next + self.half < self.filled {
                self.frame(output, written);
                written += 1;
            } else {
                self.make_room();
                let silence = self.stride - self.filled;
                self.take(silence, |_| &[]);
            }
        }
        written
    }

    fn run<'a>(&mut self, frames: usize, input: impl Fn(usize) -> &'a [f32], output: &mut Block<'_>) -> (usize, usize) {
        let (mut taken, mut written) = (0, 0);
        loop {
            written = self.pull(output, written);
            if self.next + self.half < self.filled || taken == frames {
                return (taken, written);
            }
            taken += self.push(frames - taken, |channel| input(channel).get(taken..).unwrap_or_default());
        }
    }

    /// Writes from frame `start` on until `output` is full or more source frames are needed; returns the end.
    fn pull(&mut self, output: &mut Block<'_>, start: usize) -> usize {
        let mut written = start;
        while written < output.frames() && self.next + self.half < self.filled {
            self.frame(output, written);
            written += 1;
        }
        written
    }

    /// Stores the frames that fit into the history; returns their number.
    fn push<'a>(&mut self, frames: usize, input: impl Fn(usize) -> &'a [f32]) -> usize {
        self.make_room();
        let count = (self.stride - self.filled).min(frames);
        self.take(count, input);
        self.ahead += count as u64;
        count
    }

    /// Moves the frames still needed to the front, if the history is full.
    fn make_room(&mut self) {
        if self.filled < self.stride {
            return;
        }
        let gone = (self.next + 1 - self.half).min(self.filled);
        for channel in self.history.chunks_exact_mut(self.stride) {
            channel.copy_within(gone.., 0);
        }
        self.filled -= gone;
        self.next -= gone;
        self.ahead -= gone as u64;
    }

    /// Appends frames; missing channels are silent.
    fn take<'a>(&mut self, frames: usize, input: impl Fn(usize) -> &'a [f32]) {
        for (index, channel) in self.history.chunks_exact_mut(self.stride).enumerate() {
            copy_finite(input(index), &mut channel[self.filled..self.filled + frames]);
        }
        self.filled += frames;
    }

    /// Writes one frame, and advances to the next.
    fn frame(&mut self, output: &mut Block<'_>, at: usize) {
        let mut half = self.half;
        if self.rows.is_empty() {
            let scale = scale(self.clock.ratio());
            // A ratio that is rounded down must not require more source frames than are available.
            half = half.min(self::half(self.quality, scale));
            self.kernel.fill(&mut self.row[..2 * half], self.clock.fraction(), scale);
        }
        let first = self.clock.phase as usize * 2 * half;
        let row = if self.rows.is_empty() { &self.row[..2 * half] } else { &self.rows[first..first + 2 * half] };
        let window = self.next + 1 - half..self.next + 1 + half;
        let samples = |channel: usize| &self.history[channel * self.stride..][window.clone()];
        let channels = self.format.channels();
        for channel in (0..channels).step_by(2) {
            let (left, right) = output.pair_mut(channel);
            // Two channels at once, so that weights are loaded once for both.
            let sums = if channel + 1 < channels {
                let pair = [samples(channel), samples(channel + 1)];
                if self.quality == Quality::Best { sums::long(row, pair) } else { sums::short(row, pair) }
            } else {
                let one = [samples(channel)];
                let [sum] = if self.quality == Quality::Best { sums::long(row, one) } else { sums::short(row, one) };
                [sum, 0.0]
            };
            for (target, sum) in [left, right].into_iter().zip(sums) {
                target.get_mut(at).into_iter().for_each(|target| *target = sum);
            }
        }
        self.next += self.clock.advance();
    }
}

/// The scale of distances: the low-pass ends at half the lower rate.
fn scale(ratio: f64) -> f64 {
    ratio.min(1.0)
}
