//! Faster or slower, as high as before.
//!
//! The result is made of pieces of the source, each of which fades into the next. What comes next lies near the place where the
//! tempo puts it, and of all that lies there it is what is most like what would have gone on: waves stay whole. As long as what
//! would have gone on lies near enough itself, nothing is faded, and the source goes by as it is.
//!
//! Sources: W. Verhelst, M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality time-scale
//! modification of speech" (1993), the method; M. Fink, M. Holters, U. Zölzer, "Signal-matched power-complementary cross-fading
//! and dry-wet mixing" (2016), the fades.

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

/// Makes a sound faster or slower without making it higher or lower, block by block: for speech, and for what one voice or
/// instrument plays. (Chords, whose tones have no wave in common, are better off with
/// [`PitchShift`](crate::audio::effects::time::PitchShift).)
///
/// Its first frame is the source's first one. All memory is taken when it is made. The bits of the result don't depend on how the
/// source is cut into blocks. What isn't a finite number is silence.
#[derive(Debug)]
pub struct Stretcher {
    format: AudioFormat,
    /// Frames of a fade, which is what a step makes.
    fade: usize,
    /// How far from its place a piece may lie.
    reach: usize,
    tempo: f64,
    /// Where the source was, and how many frames of the result there were, when the tempo was set.
    since: (f64, u64),
    /// The source's frame that would come next.
    next: u64,
    /// Source frames of all channels, `stride` from one channel to the next; the first of them is number `first`.
    history: Vec<f32>,
    stride: usize,
    first: u64,
    filled: usize,
    /// Frames that were taken: what lies behind them is silence.
    taken: u64,
    /// Frames that come of them in all, once the source has ended.
    due: Option<u64>,
    finder: Finder,
    /// How a fade rises.
    shape: Vec<f32>,
    /// What is heard of a piece that ends, and of the one that begins.
    weights: [Vec<f32>; 2],
    /// A step's frames, `fade` of each channel, and how many of them have been given away.
    step: Vec<f32>,
    given: usize,
    /// Frames that were made.
    made: u64,
}

impl Stretcher {
    /// How much faster or slower a sound can be made.
    pub const TEMPOS: (f64, f64) = (0.25, 4.0);
    /// Milliseconds of a fade: a wave of 50 Hz.
    const FADE: f64 = 20.0;
    /// Milliseconds that a piece may be early or late by: both together are a wave of 40 Hz.
    const REACH: f64 = 12.5;
    /// The rate at which pieces are compared first, in Hz: what is above half of it decides where waves are similar already.
    const COMPARED_AT: f64 = 12_000.0;

    /// For sound of this format: `tempo` times as fast, from ¼ to 4.
    ///
    /// # Errors
    /// `out-of-range` for another tempo; `out-of-memory`.
    pub fn new(format: AudioFormat, tempo: f64) -> Result<Self> {
        let (fade, reach) = (format.frames_of_ms(Self::FADE), format.frames_of_ms(Self::REACH));
        let coarse = ((format.sample_rate() / Self::COMPARED_AT + 0.5) as usize).max(1);
        // From the earliest frame that is needed to the last one: see `room`. What is kept is moved to the front once for as many
        // new frames.
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

    /// Rate and channels.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// How many times as fast it is.
    pub fn tempo(&self) -> f64 {
        self.tempo
    }

    /// Frames of the source that have to be known behind the place where the result is, at most, at this tempo: by so much it is
    /// later than what goes in. (After a slower tempo it may be more at first, up to 47.5 ms.)
    pub fn look_ahead(&self) -> usize {
        let fade = self.fade as f64;
        // A piece lies up to a reach behind its place, and takes a fade; one that goes on has a fade behind it already, in which the
        // place came closer by less than that if it is slow. And what is passed over has to be there, too.
        let piece = self.reach + self.fade + (fade * (1.0 - self.tempo).max(0.0)) as usize + 1;
        piece.max((fade * self.tempo) as usize + 1)
    }

    /// The most frames that come of so many, in one call, at any tempo.
    pub fn most(&self, frames: usize) -> usize {
        // What was there already made no step: it was less than a look-ahead, at any tempo. And a step may have been given away in
        // part.
        let frames = frames.saturating_add(4 * self.fade + 1);
        ((frames as f64 / Self::TEMPOS.0) as usize).saturating_add(2 * self.fade)
    }

    /// Changes the tempo, from the next step on: 20 ms of the result at most are as they were.
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

    /// Begins anew, at the tempo that was set last. Nothing of the sound so far is left.
    pub fn reset(&mut self) {
        self.since = (0.0, 0);
        self.next = 0;
        (self.first, self.filled, self.taken, self.due) = (0, 0, 0, None);
        (self.given, self.made) = (self.fade, 0);
    }

    /// Takes from `input` and writes to `output` until either has no more; says how many frames were taken and written.
    /// Channels that `input` lacks are silent. After [`Stretcher::flush`] nothing is taken until [`Stretcher::reset`].
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
                debug_assert!(count > 0, "what is needed has room");
                self.take(count, |channel| input.channel(channel).get(taken..).unwrap_or_default());
                taken += count;
                self.taken += count as u64;
            } else {
                return (taken, written);
            }
        }
    }

    /// Writes what is left when the source has ended, as far as `output` has room; says how many frames. After 0 all of the sound
    /// has been written: ⌈n / tempo⌉ frames, at the tempo at the time of the first call. What follows has to begin with
    /// [`Stretcher::reset`].
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
                debug_assert!(silence > 0, "what is needed has room");
                self.take(silence, |_| &[]);
            }
            self.make();
        }
    }

    /// The source's frame at which the result is, by the tempo.
    fn place(&self) -> f64 {
        self.since.0 + (self.made - self.since.1) as f64 * self.tempo
    }

    /// The first and the last frame that the next piece may begin with.
    fn choice(&self) -> (u64, u64) {
        let (place, reach, last) = (self.place() as u64, self.reach as u64, self.last());
        // As much is left to choose from at the end as before.
        let earliest = place.saturating_sub(reach).min(last.saturating_sub(2 * reach)).max(self.first);
        (earliest.min(last), (place + reach).min(last))
    }

    /// The last frame that the next piece may begin with: at the end of a sound, pieces reach to its last frame and no further, or
    /// silence would take the place of sound.
    fn last(&self) -> u64 {
        // A piece that could be made before the end was known is made as if it weren't: bits don't depend on blocks.
        let furthest = self.next.max(self.place() as u64 + self.reach as u64) + self.fade as u64;
        let Some(due) = self.due.filter(|_| furthest.max(self.passed()) > self.taken) else { return u64::MAX };
        // Frames that are heard of this piece, and of its continuation, which fades into the next one.
        let heard = due.saturating_sub(self.made).min(2 * self.fade as u64);
        self.taken.saturating_sub(heard).max(self.first)
    }

    /// The frame behind the last one that a step passes over.
    fn passed(&self) -> u64 {
        (self.place() + self.fade as f64 * self.tempo) as u64 + 1
    }

    /// The frame behind the last one that the next step needs. (And it is not to make more than there is to be of those.)
    fn needed(&self) -> u64 {
        (self.next.max(self.choice().1) + self.fade as u64).max(self.passed())
    }

    /// The frame behind the last one that there is.
    fn end(&self) -> u64 {
        self.first + self.filled as u64
    }

    /// Gives what is left of a step's first `until` frames, as far as there is room; says how many frames.
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

    /// How many frames can be taken. What isn't needed any more makes way if there would be none.
    ///
    /// A piece lies within reach of its place, and the next place is no more than four fades later: so what would come next lies
    /// no more than a reach and three fades before that place, and needed is what lies up to four fades behind it. Six fades more
    /// are kept for the end of the sound, where pieces lie before their place, and are compared by what comes before them.
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

    /// Appends frames; what is missing is silence.
    fn take<'a>(&mut self, frames: usize, input: impl Fn(usize) -> &'a [f32]) {
        for (index, channel) in self.history.chunks_exact_mut(self.stride).enumerate() {
            copy_finite(input(index), &mut channel[self.filled..self.filled + frames]);
        }
        self.filled += frames;
    }

    /// Makes the next frames of the result.
    #[inline(never)]
    fn make(&mut self) {
        let (earliest, latest) = self.choice();
        let [next, earliest_at, latest_at] = [self.next, earliest, latest].map(|frame| (frame - self.first) as usize);
        // Frames of the sound that go on from the piece before: at its end, less than a fade.
        let left = if self.due.is_some() {
            self.taken.saturating_sub(self.next).min(self.fade as u64) as usize
        } else {
            self.fade
        };
        let mut chosen = next;
        if !(earliest..=latest).contains(&self.next) {
            let part = |start, frames| Part { samples: &self.history, stride: self.stride, start, frames };
            // Where too little goes on, pieces are compared by what comes before.
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
                // Both may be as loud as can be.
                let sum = before * self.weights[0][weight] + after * self.weights[1][weight];
                *sample = sum.clamp(f32::MIN, f32::MAX);
            }
        }
        self.next = self.first + (chosen + self.fade) as u64;
        self.made += self.fade as u64;
        self.given = 0;
    }

    /// Makes the weights of a fade between sounds that correlate so much: what is alike adds up to one, and what has nothing to do
    /// with each other keeps its power.
    fn weigh(&mut self, correlation: f32) {
        // Where powers are beyond all numbers, it is none.
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
