//! Time stretching at constant pitch.
//!
//! The output consists of pieces of the source, each of which cross-fades into the next. The next piece is taken from
//! the vicinity of the position that the tempo specifies: of all positions there, the one whose samples are most
//! similar to the continuation of the previous piece, so that periods stay whole. As long as the continuation itself
//! lies in that vicinity, the source is copied without a cross-fade.
//!
//! Sources: W. Verhelst, M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality
//! time-scale modification of speech" (1993), the method; M. Fink, M. Holters, U. Zölzer, "Signal-matched
//! power-complementary cross-fading and dry-wet mixing" (2016), the cross-fades.

mod likeness;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use self::likeness::{Finder, Part};
use super::block::copy_finite;
use super::{AudioFormat, Block};
use crate::error::{Code, Detail, Error, Result};
use crate::math::trigonometry::cosine;
use crate::memory::zeroed;

/// Changes the tempo of audio without changing its pitch, block by block: for speech, and for single voices and
/// instruments. (Chords, whose tones have no common period, are better stretched with
/// [`PitchShift`](crate::audio::effects::time::PitchShift).)
///
/// The first output frame is the first source frame. All memory is allocated on creation. The output is bit-exact for
/// any division of the source into blocks. Non-finite samples become 0.
#[derive(Debug)]
pub struct Stretcher {
    format: AudioFormat,
    /// Number of frames of a cross-fade, which is also the output of a step.
    fade: usize,
    /// Maximum distance of a piece from its nominal position.
    reach: usize,
    tempo: f64,
    /// The position in the source and the number of output frames when the tempo was last set.
    since: (f64, u64),
    /// The source frame that continues the previous piece.
    next: u64,
    /// Source frames of all channels; channels begin `stride` samples apart. The first one has index `first` in the
    /// source.
    history: Vec<f32>,
    stride: usize,
    first: u64,
    filled: usize,
    /// Number of source frames read; frames after them are silent.
    taken: u64,
    /// Total number of output frames, once the source has ended.
    due: Option<u64>,
    finder: Finder,
    /// The rising curve of a cross-fade.
    shape: Vec<f32>,
    /// The weights of the previous piece and of the next one.
    weights: [Vec<f32>; 2],
    /// The frames of a step, `fade` for each channel, and the number of them that have been output.
    step: Vec<f32>,
    given: usize,
    /// Number of output frames computed.
    made: u64,
}

impl Stretcher {
    /// Range of the tempo.
    pub const TEMPOS: (f64, f64) = (0.25, 4.0);
    /// Duration of a cross-fade in seconds: a period of 50 Hz.
    const FADE: f64 = 0.02;
    /// Maximum distance of a piece from its nominal position in seconds: both directions together are a period of 40 Hz.
    const REACH: f64 = 0.0125;
    /// Sample rate of the first comparison of pieces, in Hz. Frequencies above half of it only matter once periods are
    /// aligned.
    const COMPARED_AT: f64 = 12_000.0;

    /// A stretcher for audio of this format, with a speed of `tempo` from ¼ to 4.
    ///
    /// # Errors
    /// `out-of-range` for another tempo; `out-of-memory`.
    pub fn new(format: AudioFormat, tempo: f64) -> Result<Self> {
        let (fade, reach) = (format.frames_of(Self::FADE), format.frames_of(Self::REACH));
        let coarse = ((format.sample_rate() / Self::COMPARED_AT + 0.5) as usize).max(1);
        // From the earliest to the last frame that may be needed: see `room`. The frames still needed are moved to the
        // front once for the same number of new frames.
        let needed = 2 * reach + 13 * fade + 2;
        let stride = 2 * needed.max(1024);
        let mut shape: Vec<f32> = zeroed(fade)?;
        let hann = |i: usize| (0.5 - 0.5 * cosine((i as f64 + 0.5) / (2 * fade) as f64)) as f32;
        shape.iter_mut().enumerate().for_each(|(i, weight)| *weight = hann(i));
        let mut stretcher = Self {
            format,
            fade,
            reach,
            tempo: 1.0,
            since: (0.0, 0),
            next: 0,
            history: zeroed(stride * format.channels())?,
            stride,
            first: 0,
            filled: 0,
            taken: 0,
            due: None,
            finder: Finder::new(fade, reach, coarse, format.channels())?,
            shape,
            weights: [zeroed(fade)?, zeroed(fade)?],
            step: zeroed(fade * format.channels())?,
            given: fade,
            made: 0,
        };
        stretcher.set_tempo(tempo)?;
        Ok(stretcher)
    }

    /// Sample rate and number of channels.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// The tempo: the speed of the output relative to the source.
    pub fn tempo(&self) -> f64 {
        self.tempo
    }

    /// Maximum number of source frames after the current position that are required at this tempo, which is the
    /// latency. (After a slower tempo, it may be higher at first, up to 47.5 ms.)
    pub fn look_ahead(&self) -> usize {
        let fade = self.fade as f64;
        // A piece begins up to `reach` after its nominal position, and has the length of a cross-fade. A continuation
        // follows a cross-fade, during which the nominal position advanced by less than that at slow tempos. Skipped
        // frames must be available, too.
        let piece = self.reach + self.fade + (fade * (1.0 - self.tempo).max(0.0)) as usize + 1;
        piece.max((fade * self.tempo) as usize + 1)
    }

    /// Maximum number of output frames of one call with `frames` source frames, at any tempo.
    pub fn most(&self, frames: usize) -> usize {
        // The frames left from earlier calls are fewer than a look-ahead, because they weren't enough for a step. In
        // addition, a part of a step may not have been output yet.
        let frames = frames.saturating_add(4 * self.fade + 1);
        ((frames as f64 / Self::TEMPOS.0) as usize).saturating_add(2 * self.fade)
    }

    /// Changes the tempo from the next step on: at most 20 ms of the output keep the previous tempo.
    ///
    /// # Errors
    /// `out-of-range` for a tempo outside ¼…4.
    pub fn set_tempo(&mut self, tempo: f64) -> Result<()> {
        let (min, max) = Self::TEMPOS;
        if !(min..=max).contains(&tempo) {
            return Err(Error::new(Code::OutOfRange, "tempo", Detail::Range(min, max), tempo));
        }
        self.since = (self.place(), self.made);
        self.tempo = tempo;
        Ok(())
    }

    /// Resets to the start of a stream, with the last tempo set.
    pub fn reset(&mut self) {
        self.since = (0.0, 0);
        self.next = 0;
        (self.first, self.filled, self.taken, self.due) = (0, 0, 0, None);
        (self.given, self.made) = (self.fade, 0);
    }

    /// Reads from `input` and writes to `output` until either is exhausted; returns the number of frames read and
    /// written. Missing channels of `input` are silent. After [`Stretcher::flush`], nothing is read until
    /// [`Stretcher::reset`].
    pub fn process(&mut self, input: &Block<'_>, output: &mut Block<'_>) -> (usize, usize) {
        let (mut taken, mut written) = (0, 0);
        if self.due.is_some() {
            return (0, 0);
        }
        loop {
            written += self.give(output, written, self.fade);
            if self.given < self.fade {
                return (taken, written);
            }
            if self.end() >= self.needed() {
                self.make();
            } else if taken < input.frames() {
                let count = self.room().min(input.frames() - taken);
                debug_assert!(count > 0, "the frames needed fit into the history");
                self.take(count, |channel| input.channel(channel).get(taken..).unwrap_or_default());
                taken += count;
                self.taken += count as u64;
            } else {
                return (taken, written);
            }
        }
    }

    /// Ends the source, and writes the remaining frames that fit into `output`; returns their number. Once it returns
    /// 0, the output is complete: ⌈n / tempo⌉ frames, at the tempo of the first call. Call [`Stretcher::reset`] before
    /// the next stream.
    pub fn flush(&mut self, output: &mut Block<'_>) -> usize {
        let due = self.due.unwrap_or_else(|| {
            let left = (self.taken as f64 - self.since.0).max(0.0) / self.tempo;
            self.since.1 + left.ceil() as u64
        });
        self.due = Some(due);
        let mut written = 0;
        loop {
            let unwanted = self.made.saturating_sub(due).min(self.fade as u64) as usize;
            written += self.give(output, written, self.fade - unwanted);
            if written == output.frames() || self.made >= due {
                return written;
            }
            while self.end() < self.needed() {
                let silence = self.room();
                debug_assert!(silence > 0, "the frames needed fit into the history");
                self.take(silence, |_| &[]);
            }
            self.make();
        }
    }

    /// The nominal position of the output in the source, by the tempo.
    fn place(&self) -> f64 {
        self.since.0 + (self.made - self.since.1) as f64 * self.tempo
    }

    /// The first and the last frame at which the next piece may begin.
    fn choice(&self) -> (u64, u64) {
        let (place, reach, last) = (self.place() as u64, self.reach as u64, self.last());
        // The number of candidates at the end is the same as before.
        let earliest = place.saturating_sub(reach).min(last.saturating_sub(2 * reach)).max(self.first);
        (earliest.min(last), (place + reach).min(last))
    }

    /// The last frame at which the next piece may begin. At the end of the source, pieces extend at most to its last
    /// frame; otherwise, silence would replace audio.
    fn last(&self) -> u64 {
        // A piece that could be computed before the end was known isn't affected by it, so that the output doesn't
        // depend on the blocks.
        let furthest = self.next.max(self.place() as u64 + self.reach as u64) + self.fade as u64;
        let Some(due) = self.due.filter(|_| furthest.max(self.passed()) > self.taken) else { return u64::MAX };
        // Number of output frames from this piece and its continuation, which fades into the next piece.
        let heard = due.saturating_sub(self.made).min(2 * self.fade as u64);
        self.taken.saturating_sub(heard).max(self.first)
    }

    /// The frame after the last one that a step skips.
    fn passed(&self) -> u64 {
        (self.place() + self.fade as f64 * self.tempo) as u64 + 1
    }

    /// The frame after the last one that the next step needs, for at most the number of frames that are still due.
    fn needed(&self) -> u64 {
        (self.next.max(self.choice().1) + self.fade as u64).max(self.passed())
    }

    /// The frame after the last one in the history.
    fn end(&self) -> u64 {
        self.first + self.filled as u64
    }

    /// Outputs the rest of a step's first `until` frames, as far as they fit; returns the number of frames.
    #[inline(never)]
    fn give(&mut self, output: &mut Block<'_>, start: usize, until: usize) -> usize {
        let count = until.saturating_sub(self.given).min(output.frames() - start);
        for (index, frames) in self.step.chunks_exact(self.fade).enumerate() {
            let target = output.channel_mut(index).iter_mut().skip(start);
            target.zip(&frames[self.given..self.given + count]).for_each(|(target, &frame)| *target = frame);
        }
        self.given += count;
        count
    }

    /// The number of frames that fit into the history. If it is full, frames that aren't needed any more are removed.
    ///
    /// A piece begins within `reach` of its nominal position, and the next nominal position is at most four cross-fades
    /// later. The continuation therefore begins at most `reach` and three cross-fades before that position, and frames
    /// up to four cross-fades after it are needed. Six more cross-fades are kept for the end of the source, where
    /// pieces begin before their nominal position, and the samples before them are compared.
    #[inline(never)]
    fn room(&mut self) -> usize {
        if self.filled == self.stride {
            let kept = self.next.min(self.choice().0).saturating_sub(6 * self.fade as u64);
            let gone = kept.saturating_sub(self.first).min(self.filled as u64) as usize;
            for channel in self.history.chunks_exact_mut(self.stride) {
                channel.copy_within(gone.., 0);
            }
            self.first += gone as u64;
            self.filled -= gone;
        }
        self.stride - self.filled
    }

    /// Appends frames; missing channels are silent.
    fn take<'a>(&mut self, frames: usize, input: impl Fn(usize) -> &'a [f32]) {
        for (index, channel) in self.history.chunks_exact_mut(self.stride).enumerate() {
            copy_finite(input(index), &mut channel[self.filled..self.filled + frames]);
        }
        self.filled += frames;
    }

    /// Computes the next step of the output.
    #[inline(never)]
    fn make(&mut self) {
        let (earliest, latest) = self.choice();
        let [next, earliest_at, latest_at] = [self.next, earliest, latest].map(|frame| (frame - self.first) as usize);
        // Number of frames that continue the previous piece: at the end of the source, fewer than a cross-fade.
        let left = if self.due.is_some() {
            self.taken.saturating_sub(self.next).min(self.fade as u64) as usize
        } else {
            self.fade
        };
        let mut chosen = next;
        if !(earliest..=latest).contains(&self.next) {
            let part = |start, frames| Part { samples: &self.history, stride: self.stride, start, frames };
            // If the continuation is too short, the samples before it are compared, too.
            let back = (self.fade - left).min(next).min(earliest_at);
            let region = part(earliest_at - back, latest_at - earliest_at + self.fade);
            let aim = (self.place() as usize).clamp(earliest as usize, latest as usize) - earliest as usize;
            let found = self.finder.find(part(next - back, self.fade), region, aim);
            chosen = earliest_at + found.at;
            self.weigh(found.correlation);
        }
        let channels = self.history.chunks_exact(self.stride).zip(self.step.chunks_exact_mut(self.fade));
        for (channel, step) in channels {
            let before = &channel[next..next + self.fade];
            if chosen == next {
                step.copy_from_slice(before);
                continue;
            }
            let after = &channel[chosen..chosen + self.fade];
            step[left..].copy_from_slice(&after[left..]);
            let parts = before.iter().zip(after);
            for (i, (sample, (before, after))) in step[..left].iter_mut().zip(parts).enumerate() {
                let weight = i * self.fade / left;
                // Both samples may be the largest float.
                let sum = before * self.weights[0][weight] + after * self.weights[1][weight];
                *sample = sum.clamp(f32::MIN, f32::MAX);
            }
        }
        self.next = self.first + (chosen + self.fade) as u64;
        self.made += self.fade as u64;
        self.given = 0;
    }

    /// Computes the weights of a cross-fade between pieces with this correlation: equal parts sum to 1, and
    /// uncorrelated parts keep their power.
    fn weigh(&mut self, correlation: f32) {
        // If powers overflow, the correlation is NaN and counts as 0.
        let unlike = 2.0 * (1.0 - if correlation > 0.0 { correlation.min(1.0) } else { 0.0 });
        let [falling, rising] = &mut self.weights;
        for ((falling, rising), &weight) in falling.iter_mut().zip(rising).zip(&self.shape) {
            // The root of w² + (1 - w)² + 2ρw(1 - w).
            let gain = 1.0 / (1.0 - unlike * weight * (1.0 - weight)).sqrt();
            *falling = (1.0 - weight) * gain;
            *rising = weight * gain;
        }
    }
}
