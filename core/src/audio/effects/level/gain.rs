//! Gain.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, Signal, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::decibels::gain_of;
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;

/// Gain in decibels at which the output is silent.
const SILENCE: f64 = -100.0;

crate::effect! {
    /// Amplifies or attenuates: multiplies every sample by 10^(gain/20).
    pub struct Gain: "gain" in "level" version 1 {
        /// The gain; -100 dB is silence.
        gain: f64 = Kind::Number(
            Number::new(0.0, SILENCE, 48.0).typical(-48.0, 24.0).step(0.1).unit(Unit::Decibels).smooth(0.005)
        ),
    }
}

const GAIN: usize = Gain::index("gain");

impl Prepare for Gain {
    fn processor(&self, _: AudioFormat) -> Result<Box<dyn Processor>> {
        Ok(Box::new(Amplifier))
    }
}

#[derive(Debug)]
struct Amplifier;

fn factor(decibels: f32) -> f32 {
    if f64::from(decibels) <= SILENCE { 0.0 } else { gain_of(decibels) }
}

impl Processor for Amplifier {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        match signals.get(GAIN) {
            Signal::Constant(gain) => {
                let factor = factor(gain);
                for channel in 0..block.channels() {
                    block.channel_mut(channel).iter_mut().for_each(|sample| *sample *= factor);
                }
            }
            Signal::Varying(gains) => {
                for (frame, &gain) in gains.iter().enumerate() {
                    let factor = factor(gain);
                    for channel in 0..block.channels() {
                        block.channel_mut(channel)[frame] *= factor;
                    }
                }
            }
        }
    }

    fn reset(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{noise, run};

    #[test]
    fn decibels_are_converted_to_factors() {
        for (gain, factor) in [(0.0, 1.0), (20.0, 10.0), (-6.0, 10_f64.powf(-0.3)), (-100.0, 0.0)] {
            let input = noise(2, 1000);
            let output = run(&Gain { gain }, &input);
            for (out, sample) in output.concat().iter().zip(input.concat()) {
                assert!((f64::from(*out) - f64::from(sample) * factor).abs() <= 1e-6 * factor, "{gain} dB, sample {sample}");
            }
        }
    }
}
