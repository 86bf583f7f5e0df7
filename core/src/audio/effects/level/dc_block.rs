//! Removal of a constant offset (DC).

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::{Prepare, Processor, flush};
use crate::error::Result;
use crate::memory::zeroed;

crate::effect! {
    /// Removes a constant offset: a first-order high-pass.
    ///
    /// Source: `y[n] = x[n] - x[n-1] + R·y[n-1]`, `R = 1 - 2π·frequency/rate` (J. O. Smith, "Introduction to Digital
    /// Filters", DC blocker), in double precision.
    pub struct DcBlock: "dcBlock" in "level" version 1 {
        /// Cutoff frequency (-3 dB).
        frequency: f64 = Kind::Number(Number::new(10.0, 1.0, 100.0).step(1.0).unit(Unit::Hertz).fixed()),
    }
}

impl Prepare for DcBlock {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let pole = (1.0 - core::f64::consts::TAU * self.frequency / format.sample_rate()).max(0.0);
        Ok(Box::new(Blocker { pole, states: zeroed(format.channels())? }))
    }
}

#[derive(Debug)]
struct Blocker {
    pole: f64,
    /// The last input and the last output of each channel.
    states: Vec<[f64; 2]>,
}

impl Processor for Blocker {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, _: &Signals<'_>) {
        let ends_step = block.ends_step();
        for (channel, state) in self.states.iter_mut().enumerate() {
            let [mut input, mut output] = *state;
            for sample in block.channel_mut(channel) {
                let next = f64::from(*sample);
                output = next - input + self.pole * output;
                input = next;
                *sample = output as f32;
            }
            *state = [input, if ends_step { flush(output) } else { output }];
        }
    }

    fn reset(&mut self) {
        self.states.fill([0.0; 2]);
    }

    fn tail(&self) -> usize {
        // Decay to -120 dB.
        (-13.8 / self.pole.max(0.1).ln()) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, run};

    #[test]
    fn a_constant_is_removed_and_a_tone_is_kept() {
        let tone = |frame: usize| (frame as f64 * 1000.0 * core::f64::consts::TAU / RATE).sin();
        let input = vec![(0..48000).map(|frame| (0.5 + 0.25 * tone(frame)) as f32).collect::<Vec<_>>()];
        let output = run(&DcBlock::default(), &input);
        let end = &output[0][43200..];
        let mean = end.iter().map(|&sample| f64::from(sample)).sum::<f64>() / end.len() as f64;
        let power = end.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>() / end.len() as f64;
        assert!(mean.abs() < 1e-5, "mean {mean}");
        // |H| at 1 kHz, of H = (1 - 1/z) / (1 - R/z).
        let (r, w) = (1.0 - core::f64::consts::TAU * 10.0 / RATE, 1000.0 * core::f64::consts::TAU / RATE);
        let expected = 0.25 / 2_f64.sqrt() * 2.0 * (w / 2.0).sin() / (1.0 - 2.0 * r * w.cos() + r * r).sqrt();
        assert!((power.sqrt() - expected).abs() < 1e-6, "level of the tone: got {}, expected {expected}", power.sqrt());
    }
}
