//! From one rate to another.
//!
//! Each frame of the result is a sum of source frames around its place, weighed by a low pass: an ideal one (a sinc) under
//! Kaiser's window, which ends at half the lower of both rates. So what can't be heard at that rate doesn't come back as
//! something else, neither above half the source's rate nor below half the result's.
//!
//! Where rates are in a ratio of small whole numbers (44100 to 48000 Hz: 147 to 160), frames of the result lie at few places
//! between those of the source, and the weights of each are kept. Elsewhere, and where the ratio moves, they are made for
//! each frame of a table of cubics, once for all channels. Places are counted in whole numbers.
//!
//! Sources: J. O. Smith, "Digital Audio Resampling" (the method); J. F. Kaiser (1974; the window, and its length for a given
//! attenuation).

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

/// Changes the rate of a sound, block by block.
///
/// All memory is taken when it is made. The bits of the result don't depend on how the source is cut into blocks. What isn't
/// a finite number is silence.
#[derive(Debug)]
pub struct Resampler {
    format: AudioFormat,
    output_rate: f64,
    quality: Quality,
    variation: f64,
    kernel: Kernel,
    /// The weights of each place between two source frames; none if they are made frame by frame.
    rows: Vec<f32>,
    /// Those of the frame at hand.
    row: Vec<f32>,
    /// Source frames of all channels, `stride` from one channel to the next.
    history: Vec<f32>,
    stride: usize,
    filled: usize,
    /// Source frames on each side of a place, at most.
    half: usize,
    /// The source frame before the place of the next result frame, in the history.
    next: usize,
    /// Source frames from the history's first one to the sound's end.
    ahead: u64,
    clock: Clock,
    start: (usize, usize, Clock),
    latency: usize,
    /// Whether the source has ended.
    ended: bool,
}

impl Resampler {
    /// By how much the ratio may be made to vary: see [`Resampler::variable`].
    pub const MAXIMUM_VARIATION: f64 = 16.0;
    /// Weights that are kept, at most: a mebibyte.
    const MAXIMUM_KEPT: u64 = 1 << 18;

    /// From a format to the same channels at `output_rate`, in Hz.
    ///
    /// # Errors
    /// `out-of-range` for a rate outside 3000…768000 Hz; `out-of-memory`.
    pub fn new(format: AudioFormat, output_rate: f64, quality: Quality) -> Result<Self> {
        Self::variable(format, output_rate, quality, 1.0)
    }

    /// The same, with a ratio that [`Resampler::set_ratio`] can change: to up to `variation` times as many frames, and as few
    /// as the `variation`-th part. The more it may vary, the later is the result.
    ///
    /// # Errors
    /// As [`Resampler::new`]; `out-of-range` for a variation outside 1…16.
    pub fn variable(format: AudioFormat, output_rate: f64, quality: Quality, variation: f64) -> Result<Self> {
        AudioFormat::new(output_rate, format.channels()).map_err(|error| error.within("output"))?;
        if !(1.0..=Self::MAXIMUM_VARIATION).contains(&variation) {
            let range = Detail::Range(1.0, Self::MAXIMUM_VARIATION);
            return Err(Error::new(Code::OutOfRange, "variation", range, variation));
        }
        let clock = Clock::new(format.sample_rate(), output_rate, variation == 1.0);
        Self::made(format, output_rate, quality, variation, clock, None)
    }

    /// With a clock; and it may be the way back of what another one has made, and which is late by `work` frames since then.
    fn made(
        format: AudioFormat,
        output_rate: f64,
        quality: Quality,
        variation: f64,
        mut clock: Clock,
        way: Option<(&Self, usize)>,
    ) -> Result<Self> {
        // A ratio that moves goes by a table for all scales.
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
            // A frame of the result needs the frames around its place, with what they are late, and the last of them those that
            // lie around its own place. One more, because places lie between frames.
            Some((there, work)) => {
                (there.latency + work, there.half + ((work + half) as f64 * clock.ratio()) as usize + 1)
            }
        };
        let back = clock.go_back(of, latency);
        let lead = back + half;
        // What is kept is moved to the front once for at least as many new frames.
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

    /// All of a sound at another rate: the first frame is the source's first one, and there are ⌈n · output / input⌉ of them.
    /// At the same rate it stays as it is.
    ///
    /// # Errors
    /// As [`Resampler::new`]; `out-of-range` if the result had more than 2²⁸ frames.
    pub fn whole(source: &AudioBuffer, output_rate: f64, quality: Quality) -> Result<AudioBuffer> {
        let mut resampler = Self::new(source.format(), output_rate, quality)?;
        let format = AudioFormat::new(output_rate, source.format().channels())?;
        // From the first frame on, where a stream begins earlier.
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

    /// Rate and channels of the source.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// Rate of the result, in Hz, as long as the ratio isn't changed.
    pub fn output_rate(&self) -> f64 {
        self.output_rate
    }

    /// How close to ideal it is.
    pub fn quality(&self) -> Quality {
        self.quality
    }

    /// Frames of the result for one of the source, now.
    pub fn ratio(&self) -> f64 {
        self.clock.ratio()
    }

    /// Result frames before the one that is the source's first frame, exactly. (With a ratio that is changed, they are what
    /// they are at the first ratio.)
    pub fn latency(&self) -> usize {
        self.latency
    }

    /// The most frames that come of so many, in one call.
    pub fn most(&self, frames: usize) -> usize {
        ((frames as f64 * self.output_rate / self.format.sample_rate() * self.variation) as usize).saturating_add(2)
    }

    /// Changes the ratio: so many result frames for one of the source. It is reached over `over` result frames, and the low
    /// pass goes along.
    ///
    /// # Errors
    /// `out-of-range` if the ratio is further from the first one than the variation allows.
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

    /// Begins anew, at the ratio that was set last. Nothing of the sound so far is left.
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

    /// Takes from `input` and writes to `output` until either has no more; says how many frames were taken and written.
    /// Channels that `input` lacks are silent. After [`Resampler::flush`] nothing is taken until [`Resampler::reset`].
    pub fn process(&mut self, input: &Block<'_>, output: &mut Block<'_>) -> (usize, usize) {
        if self.ended {
            return (0, 0);
        }
        self.run(input.frames(), |channel| input.channel(channel), output)
    }

    /// Writes what is left when the source has ended, as far as `output` has room; says how many frames. After 0 all of the
    /// sound has been written: ⌈n · output / input⌉ frames, and as many as it is late. What follows has to begin with
    /// [`Resampler::reset`].
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

    /// Writes from `start` on as far as the source is known, or as there is room; says where it ended.
    fn pull(&mut self, output: &mut Block<'_>, start: usize) -> usize {
        let mut written = start;
        while written < output.frames() && self.next + self.half < self.filled {
            self.frame(output, written);
            written += 1;
        }
        written
    }

    /// Takes as many of the frames as there is room for; says how many.
    fn push<'a>(&mut self, frames: usize, input: impl Fn(usize) -> &'a [f32]) -> usize {
        self.make_room();
        let count = (self.stride - self.filled).min(frames);
        self.take(count, input);
        self.ahead += count as u64;
        count
    }

    /// Moves what is still needed to the front, if there is no room behind it.
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

    /// Appends frames; what is missing is silence.
    fn take<'a>(&mut self, frames: usize, input: impl Fn(usize) -> &'a [f32]) {
        for (index, channel) in self.history.chunks_exact_mut(self.stride).enumerate() {
            copy_finite(input(index), &mut channel[self.filled..self.filled + frames]);
        }
        self.filled += frames;
    }

    /// Makes one frame, and goes on to the next.
    fn frame(&mut self, output: &mut Block<'_>, at: usize) {
        let mut half = self.half;
        if self.rows.is_empty() {
            let scale = scale(self.clock.ratio());
            // Rounding of the ratio must not ask for more than there is.
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
            // Weights are loaded once for both.
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

/// By how much distances shrink: the low pass ends at half the lower rate.
fn scale(ratio: f64) -> f64 {
    ratio.min(1.0)
}
