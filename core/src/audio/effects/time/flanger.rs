//! Flanger: a moving comb filter.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::time::delay_line::DelayLine;
use crate::audio::effects::time::oscillator::{Oscillator, sine};
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

crate::effect! {
    /// Adds audio to itself with a delay that a slow sine moves between 0 and `depth`: a moving comb filter. Feedback,
    /// positive or negative, sharpens its peaks.
    ///
    /// The output is (input + delayed) / 2. Source: J. Dattorro, "Effect Design, Part 2" (1997).
    pub struct Flanger: "flanger" in "time" version 1 {
        /// Modulation frequency of the delay.
        rate: f64 = Kind::Number(Number::new(0.25, 0.01, 20.0).typical(0.05, 5.0).unit(Unit::Hertz).smooth(0.02)),
        /// The longest delay.
        depth: f64 = Kind::Number(Number::new(0.004, 0.0, 0.015).typical(0.0005, 0.01).step(0.00001).unit(Unit::Seconds).smooth(0.02)),
        /// Share of the delayed audio that is fed back.
        feedback: f64 = Kind::Number(Number::new(0.4, -0.95, 0.95).unit(Unit::Factor).smooth(0.02)),
        /// Phase shift of the sine from each channel to the next, in turns.
        spread: f64 = Kind::Number(Number::new(0.25, 0.0, 1.0).fixed()),
    }
}

const RATE: usize = Flanger::index("rate");
const DEPTH: usize = Flanger::index("depth");
const FEEDBACK: usize = Flanger::index("feedback");

/// Upper end of the range of `depth`.
const LONGEST: f64 = 0.015;

impl Prepare for Flanger {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let mut lines = Vec::with_capacity(format.channels());
        for _ in 0..format.channels() {
            lines.push(DelayLine::new(format.frames_of(LONGEST) + 2)?);
        }
        let (oscillator, phases) = (Oscillator::new(0.0), zeroed(crate::audio::GRID)?);
        Ok(Box::new(Comb { lines, oscillator, phases, spread: self.spread, sample_rate: format.sample_rate() }))
    }
}

struct Comb {
    lines: Vec<DelayLine>,
    oscillator: Oscillator,
    phases: Vec<f64>,
    spread: f64,
    sample_rate: f64,
}

impl Processor for Comb {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let (rate, depth, feedback) = (signals.get(RATE), signals.get(DEPTH), signals.get(FEEDBACK));
        for (frame, phase) in self.phases.iter_mut().enumerate().take(block.frames()) {
            *phase = self.oscillator.advance(f64::from(rate.at(frame)) / self.sample_rate);
        }
        let sample_rate = self.sample_rate as f32;
        for (channel, line) in self.lines.iter_mut().enumerate() {
            let shift = self.spread * channel as f64;
            for (frame, sample) in block.channel_mut(channel).iter_mut().enumerate() {
                let part = 0.5 + 0.5 * sine(self.phases[frame] + shift);
                // At least one frame, because feedback reads earlier output.
                let late = line.between((depth.at(frame) * part * sample_rate).max(1.0));
                line.push(*sample + feedback.at(frame) * late);
                *sample = 0.5 * (*sample + late);
            }
        }
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.oscillator = Oscillator::new(0.0);
    }

    fn tail(&self) -> usize {
        // With a feedback of 0.95, the decay to -120 dB takes 270 passes.
        (self.sample_rate * LONGEST * 270.0) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, noise, run};

    #[test]
    fn agrees_with_the_recursion() {
        let input = noise(2, 5000);
        let flanger = Flanger { rate: 2.0, depth: 0.003, feedback: -0.7, spread: 0.25 };
        let output = run(&flanger, &input);
        for channel in 0..2 {
            let mut line = vec![0.0; 1000];
            for frame in 0..5000 {
                let turns = 2.0 * frame as f64 / RATE + 0.25 * channel as f64;
                let part = 0.5 + 0.5 * (turns * core::f64::consts::TAU).sin();
                let late = (3.0 * part * RATE / 1000.0).max(1.0);
                let at = |pushes: usize| line[line.len() - pushes];
                let late = at(late as usize) + late.fract() * (at(late as usize + 1) - at(late as usize));
                let sample = f64::from(input[channel][frame]);
                line.push(sample - 0.7 * late);
                let error = (f64::from(output[channel][frame]) - 0.5 * (sample + late)).abs();
                assert!(error < 5e-3, "channel {channel}, frame {frame}: {error}");
            }
        }
    }
}
