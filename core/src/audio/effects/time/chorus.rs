//! Chorus: several slightly delayed voices.

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
    /// Turns one instrument into several: outputs voices with short delays that a slow sine modulates.
    ///
    /// The voices of a channel are evenly spaced over the period of the sine; those of each further channel are shifted
    /// by `spread`. Each voice has a gain of √(1/voices), so the sum is as loud as a single voice. The output has the
    /// voices only; `mix: 0.5` adds the input. Source: J. Dattorro, "Effect Design, Part 2" (1997).
    pub struct Chorus: "chorus" in "time" version 1 {
        /// Modulation frequency of the delay.
        rate: f64 = Kind::Number(Number::new(0.8, 0.01, 20.0).typical(0.1, 5.0).unit(Unit::Hertz).smooth(0.02)),
        /// Modulation depth of the delay, in both directions.
        depth: f64 = Kind::Number(Number::new(0.003, 0.0, 0.02).typical(0.0, 0.01).step(0.00001).unit(Unit::Seconds).smooth(0.02)),
        /// Mean delay of the voices.
        delay: f64 = Kind::Number(
            Number::new(0.012, 0.001, 0.06).typical(0.005, 0.04).step(0.0001).unit(Unit::Seconds).smooth(0.05)
        ),
        /// Number of voices.
        voices: i32 = Kind::Integer(Number::new(2.0, 1.0, 8.0).step(1.0).fixed()),
        /// Phase shift of the sine from each channel to the next, in turns.
        spread: f64 = Kind::Number(Number::new(0.25, 0.0, 1.0).fixed()),
    }
}

const RATE: usize = Chorus::index("rate");
const DEPTH: usize = Chorus::index("depth");
const DELAY: usize = Chorus::index("delay");

/// Upper bound of `delay` + `depth`, from the ranges above.
const LONGEST: f64 = 0.08;

impl Prepare for Chorus {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let mut lines = Vec::with_capacity(format.channels());
        for _ in 0..format.channels() {
            lines.push(DelayLine::new(format.frames_of(LONGEST) + 1)?);
        }
        Ok(Box::new(Choir {
            lines,
            oscillator: Oscillator::new(0.0),
            phases: zeroed(crate::audio::GRID)?,
            voices: self.voices.unsigned_abs() as usize,
            spread: self.spread,
            sample_rate: format.sample_rate(),
        }))
    }
}

struct Choir {
    lines: Vec<DelayLine>,
    oscillator: Oscillator,
    /// The phase of the sine at each frame of the block.
    phases: Vec<f64>,
    voices: usize,
    spread: f64,
    sample_rate: f64,
}

impl Processor for Choir {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let (rate, depth, delay) = (signals.get(RATE), signals.get(DEPTH), signals.get(DELAY));
        for (frame, phase) in self.phases.iter_mut().enumerate().take(block.frames()) {
            *phase = self.oscillator.advance(f64::from(rate.at(frame)) / self.sample_rate);
        }
        let sample_rate = self.sample_rate as f32;
        let loudness = (1.0 / self.voices as f32).sqrt();
        let apart = 1.0 / self.voices as f64;
        for (channel, line) in self.lines.iter_mut().enumerate() {
            let shift = self.spread * channel as f64;
            for (frame, sample) in block.channel_mut(channel).iter_mut().enumerate() {
                line.push(*sample);
                let mut sum = 0.0;
                for voice in 0..self.voices {
                    let moved = sine(self.phases[frame] + shift + voice as f64 * apart);
                    let late = (delay.at(frame) + depth.at(frame) * moved).max(0.0) * sample_rate;
                    sum += line.between(late + 1.0);
                }
                *sample = sum * loudness;
            }
        }
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::clear);
        self.oscillator = Oscillator::new(0.0);
    }

    fn tail(&self) -> usize {
        (self.sample_rate * LONGEST) as usize + 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, noise, run};

    #[test]
    fn voices_follow_the_sine() {
        let input = noise(2, 6000);
        let chorus = Chorus { rate: 3.0, depth: 0.002, delay: 0.008, voices: 3, spread: 0.25 };
        let output = run(&chorus, &input);
        for channel in 0..2 {
            for frame in 1000..6000 {
                let mut expected = 0.0;
                for voice in 0..3 {
                    let turns = 3.0 * frame as f64 / RATE + 0.25 * channel as f64 + f64::from(voice) / 3.0;
                    let late = (8.0 + 2.0 * (turns * core::f64::consts::TAU).sin()) / 1000.0 * RATE;
                    let (whole, part) = (late as usize, late.fract());
                    let at = |later: usize| f64::from(input[channel][frame - whole - later]);
                    expected += at(0) + part * (at(1) - at(0));
                }
                let out = f64::from(output[channel][frame]);
                // The sine's error of 4e-6 times 2 ms is half a thousandth of a frame, and neighbouring samples differ
                // by up to 2.
                assert!((out - expected / 3_f64.sqrt()).abs() < 3e-3, "channel {channel}, frame {frame}");
            }
        }
    }
}
