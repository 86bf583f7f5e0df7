//! Higher or lower, as fast as before.

mod spectrum;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::vec::Vec;

use self::spectrum::Shifts;
use crate::audio::{AudioFormat, Block, Signals};
use crate::math::RealFft;
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::listener::frames_of;
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;
use crate::math::trigonometry::cosine;
use crate::memory::zeroed;

crate::choice! {
    /// How much sound is looked at at once.
    pub enum PitchWindow {
        /// About 21 ms: for drums, and for a high voice.
        Short = "short",
        /// About 43 ms: for voices and single instruments.
        Medium = "medium",
        /// About 85 ms: for music, whose tones lie close together.
        Long = "long",
    }
}

crate::effect! {
    /// Makes a sound higher or lower without making it shorter or longer.
    ///
    /// Source: J. Laroche, M. Dolson, "New Phase-Vocoder Techniques for Pitch-Shifting, Harmonizing and Other Exotic Effects"
    /// (1999). The peaks of the spectrum are moved with what surrounds them, by whole bins, and turned so that their phases go on at
    /// their new frequencies; frequencies are found by the phases of two frames. All channels are moved alike, so that what
    /// was between them stays. Windows are Hann's, before and after, every quarter of their length. The latency is a
    /// window: 1024, 2048 or 4096 frames at 48 kHz, at other rates the power of two nearest to as long, 512 at least.
    pub struct PitchShift: "pitchShift" in "time" version 1 {
        /// By how much it becomes higher.
        pitch: f64 = Kind::Number(
            Number::new(0.0, -24.0, 24.0).typical(-12.0, 12.0).step(0.01).unit(Unit::Semitones).smooth(10.0)
        ),
        /// How much sound is looked at at once.
        window: PitchWindow = Kind::FixedEnum { names: PitchWindow::NAMES, default: 1 },
    }
}

const PITCH: usize = PitchShift::index("pitch");

/// A window begins so many times during another one.
const OVERLAP: usize = 4;

/// What a Hann window before and one after add up to, four times overlapping.
const SUM: f64 = 1.5;

impl Prepare for PitchShift {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let seconds = match self.window {
            PitchWindow::Short => 0.0213,
            PitchWindow::Medium => 0.0427,
            PitchWindow::Long => 0.0853,
        };
        // A quarter of it is a step of the grid at least.
        let size = frames_of(seconds, format.sample_rate());
        let mut window: Vec<f32> = zeroed(size)?;
        // Before and after: a root of what four of them add up to in each.
        let hann = |i: usize| ((0.5 - 0.5 * cosine(i as f64 / size as f64)) / SUM.sqrt()) as f32;
        window.iter_mut().enumerate().for_each(|(i, weight)| *weight = hann(i));
        let fft = RealFft::new(size)?;
        let bins = fft.bins();
        let mut channels = Vec::new();
        for _ in 0..format.channels() {
            channels.push(Channel {
                heard: zeroed(size)?,
                sum: zeroed(size)?,
                real: zeroed(bins)?,
                imaginary: zeroed(bins)?,
            });
        }
        Ok(Box::new(Shifter {
            shifts: Shifts::new(size, size / OVERLAP)?,
            frame: zeroed(size)?,
            real: zeroed(bins)?,
            imaginary: zeroed(bins)?,
            size,
            window,
            fft,
            channels,
        }))
    }
}

#[derive(Debug)]
struct Channel {
    /// The last window's samples, those of a time at its remainder by the window.
    heard: Vec<f32>,
    /// What windows add up to.
    sum: Vec<f32>,
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

#[derive(Debug)]
struct Shifter {
    size: usize,
    window: Vec<f32>,
    fft: RealFft,
    channels: Vec<Channel>,
    shifts: Shifts,
    frame: Vec<f32>,
    /// The spectrum of all channels together, and then one of the result.
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

impl Shifter {
    /// Adds the window that ends before `position`.
    fn step(&mut self, position: u64, ratio: f64) {
        let oldest = (position % self.size as u64) as usize;
        let (real, imaginary) = (&mut self.real, &mut self.imaginary);
        real.fill(0.0);
        imaginary.fill(0.0);
        // What came earlier lies behind: two stretches of samples, of the window and of the frame.
        let (first_weights, second_weights) = self.window.split_at(self.size - oldest);
        for channel in &mut self.channels {
            let (later, earlier) = channel.heard.split_at(oldest);
            let (first, second) = self.frame.split_at_mut(earlier.len());
            weigh(first, earlier, first_weights, 0.0);
            weigh(second, later, second_weights, 0.0);
            self.fft.forward(&self.frame, &mut channel.real, &mut channel.imaginary);
            real.iter_mut().zip(&channel.real).for_each(|(sum, part)| *sum += part);
            imaginary.iter_mut().zip(&channel.imaginary).for_each(|(sum, part)| *sum += part);
        }
        self.shifts.find(real, imaginary, ratio);
        for channel in &mut self.channels {
            self.shifts.apply([&channel.real, &channel.imaginary], [real, imaginary]);
            self.fft.backward(real, imaginary, &mut self.frame);
            let (later, earlier) = channel.sum.split_at_mut(oldest);
            let (first, second) = self.frame.split_at(earlier.len());
            weigh(earlier, first, first_weights, 1.0);
            weigh(later, second, second_weights, 1.0);
        }
    }
}

/// Samples times weights, in the place of what was there (`kept` 0) or added to it (1).
#[inline(never)]
fn weigh(to: &mut [f32], samples: &[f32], weights: &[f32], kept: f32) {
    let samples = samples.iter().zip(weights);
    to.iter_mut().zip(samples).for_each(|(to, (sample, weight))| *to = kept * *to + sample * weight);
}

impl Processor for Shifter {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let position = block.position();
        if position.is_multiple_of((self.size / OVERLAP) as u64) {
            self.step(position, (f64::from(signals.get(PITCH).at(0)) / 12.0).exp2());
        }
        let at = (position % self.size as u64) as usize;
        for (index, channel) in self.channels.iter_mut().enumerate() {
            let kept = channel.heard[at..].iter_mut().zip(&mut channel.sum[at..]);
            for (sample, (heard, sum)) in block.channel_mut(index).iter_mut().zip(kept) {
                *heard = *sample;
                *sample = core::mem::take(sum);
            }
        }
    }

    fn reset(&mut self) {
        for channel in &mut self.channels {
            channel.heard.fill(0.0);
            channel.sum.fill(0.0);
        }
        self.shifts.reset();
    }

    fn latency(&self) -> usize {
        self.size
    }

    fn tail(&self) -> usize {
        self.size
    }
}
