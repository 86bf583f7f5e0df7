//! Pitch shifting at constant duration.

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
    /// Duration of the analysis window.
    pub enum PitchWindow {
        /// About 21 ms: for drums and high voices.
        Short = "short",
        /// About 43 ms: for voices and single instruments.
        Medium = "medium",
        /// About 85 ms: for music, whose tones are close in frequency.
        Long = "long",
    }
}

crate::effect! {
    /// Changes the pitch of audio without changing its duration.
    ///
    /// Source: J. Laroche, M. Dolson, "New Phase-Vocoder Techniques for Pitch-Shifting, Harmonizing and Other Exotic
    /// Effects" (1999). The peaks of the spectrum are moved together with their surroundings, by whole bins, and
    /// rotated so that their phases are continuous at their new frequencies. Frequencies are measured from the phase
    /// difference of two frames. All channels are moved alike, so that differences between them are kept. Hann windows
    /// are applied before and after, and advance by a quarter of their length. The latency is the length of the window:
    /// 1024, 2048 or 4096 frames at 48 kHz; at other rates, the power of two nearest in duration, at least 512.
    pub struct PitchShift: "pitchShift" in "time" version 1 {
        /// Change of the pitch; positive values raise it.
        pitch: f64 = Kind::Number(
            Number::new(0.0, -24.0, 24.0).typical(-12.0, 12.0).step(0.01).unit(Unit::Semitones).smooth(0.01)
        ),
        /// Duration of the analysis window.
        window: PitchWindow = Kind::FixedEnum { names: PitchWindow::NAMES, default: 1 },
    }
}

const PITCH: usize = PitchShift::index("pitch");

/// Number of windows that overlap at any time.
const OVERLAP: usize = 4;

/// Sum of four overlapping windows, each the product of two Hann windows.
const SUM: f64 = 1.5;

impl Prepare for PitchShift {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let seconds = match self.window {
            PitchWindow::Short => 0.0213,
            PitchWindow::Medium => 0.0427,
            PitchWindow::Long => 0.0853,
        };
        // A quarter of the window is at least a grid step.
        let size = frames_of(seconds, format.sample_rate());
        let mut window: Vec<f32> = zeroed(size)?;
        // Applied before and after, so each has the square root of the normalisation.
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
    /// A ring of the samples of the last window: the sample at position `n` has index `n % size`.
    heard: Vec<f32>,
    /// The sum of overlapping output windows.
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
    /// The spectrum of the sum of all channels, then the output spectrum of a channel.
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

impl Shifter {
    /// Processes the window that ends before `position`.
    fn step(&mut self, position: u64, ratio: f64) {
        let oldest = (position % self.size as u64) as usize;
        let (real, imaginary) = (&mut self.real, &mut self.imaginary);
        real.fill(0.0);
        imaginary.fill(0.0);
        // The ring begins with the later samples: both the window and the frame consist of two sections.
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

/// Multiplies samples by weights, and replaces `to` (`kept` 0) or adds to it (`kept` 1).
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
