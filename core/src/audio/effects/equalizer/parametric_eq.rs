//! A parametric equaliser with up to sixteen bands.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Bands, Kind, Value};
use crate::audio::effects::biquad::{Cascade, Coefficients, FilterType};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;

crate::effect! {
    /// An equaliser with up to 16 bands, each a second-order filter like `biquad`.
    ///
    /// A band is four numbers: type (0 to 7 for lowpass, highpass, bandpass, lowshelf, highshelf, peaking, notch and
    /// allpass), frequency in Hz, gain in dB, and Q. The whole list can be replaced at any time. Frequency, gain and Q
    /// then change in steps of 128 frames, with a time constant of 10 ms (to 1/e); a type changes immediately.
    pub struct ParametricEq: "parametricEq" in "equalizer" version 1 {
        /// The bands, four numbers each: type, frequency, gain and Q.
        bands: Bands = Kind::Bands(&[
            3.0, 100.0, 0.0, 1.0,
            5.0, 500.0, 0.0, 1.0,
            5.0, 2500.0, 0.0, 1.0,
            4.0, 8000.0, 0.0, 1.0,
        ]),
    }
}

const BANDS: usize = ParametricEq::index("bands");

impl Prepare for ParametricEq {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let mut equalizer = Equalizer {
            cascade: Cascade::new(Bands::MAXIMUM, format.channels())?,
            sample_rate: format.sample_rate(),
            rate: 1.0 - (-1000.0 * GRID as f64 / (10.0 * format.sample_rate())).exp(),
            targets: [NOTHING; Bands::MAXIMUM],
            values: [NOTHING; Bands::MAXIMUM],
            used: 0,
        };
        equalizer.take(&self.bands);
        equalizer.values = equalizer.targets;
        equalizer.make();
        Ok(Box::new(equalizer))
    }
}

/// A band without effect: peaking, by 0 dB.
const NOTHING: [f64; 4] = [5.0, 1000.0, 0.0, 1.0];

#[derive(Debug)]
struct Equalizer {
    cascade: Cascade,
    sample_rate: f64,
    /// Smoothing coefficient: the part of the remaining change that is covered in a grid step.
    rate: f64,
    targets: [[f64; 4]; Bands::MAXIMUM],
    values: [[f64; 4]; Bands::MAXIMUM],
    used: usize,
}

impl Equalizer {
    fn take(&mut self, bands: &Bands) {
        let bands = bands.bands();
        for (index, target) in self.targets.iter_mut().enumerate() {
            // A removed band fades to 0 dB at its frequency.
            *target = bands.get(index).copied().unwrap_or([5.0, target[1], 0.0, target[3]]);
        }
        self.used = self.used.max(bands.len());
        self.cascade.limit(self.used);
    }

    fn make(&mut self) {
        for (index, &[kind, frequency, gain, q]) in self.values.iter().enumerate().take(self.used) {
            let kind = FilterType::ALL.get(kind as usize).copied().unwrap_or_default();
            self.cascade.set(index, Coefficients::new(kind, frequency, gain, q, self.sample_rate));
        }
    }

    fn approach(&mut self) {
        for (values, targets) in self.values.iter_mut().zip(&self.targets) {
            if values[0] != targets[0] {
                // A change of type can't be interpolated.
                *values = *targets;
            }
            for (value, &target) in values.iter_mut().zip(targets) {
                let missing = target - *value;
                *value = if missing.abs() <= target.abs() * 1e-6 + 1e-6 { target } else { *value + self.rate * missing };
            }
        }
    }
}

impl Processor for Equalizer {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, _: &Signals<'_>) {
        if block.position().is_multiple_of(GRID as u64) && self.values != self.targets {
            self.approach();
            self.make();
        }
        self.cascade.process(block);
    }

    fn reset(&mut self) {
        self.values = self.targets;
        self.make();
        self.cascade.reset();
    }

    fn update(&mut self, effect: &dyn Effect) {
        if let Some(Value::Numbers(numbers)) = effect.get(BANDS)
            && let Ok(bands) = Bands::new(&numbers)
        {
            self.take(&bands);
        }
    }

    fn tail(&self) -> usize {
        self.cascade.tail()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::equalizer::Biquad;
    use crate::audio::effects::testing::{noise, run};

    #[test]
    fn bands_equal_biquads() {
        let numbers = [1.0, 80.0, 0.0, 0.0, 5.0, 700.0, -6.0, 2.0, 4.0, 9000.0, 4.0, 1.0];
        let input = noise(2, 2000);
        let output = run(&ParametricEq { bands: Bands::new(&numbers).unwrap() }, &input);
        let mut expected = input;
        for &[kind, frequency, gain, q] in numbers.as_chunks::<4>().0 {
            expected = run(&Biquad { kind: FilterType::ALL[kind as usize], frequency, gain, q, detune: 0.0 }, &expected);
        }
        for (out, expected) in output.concat().iter().zip(expected.concat()) {
            // The separate biquads round to 32 bits in between.
            assert!((out - expected).abs() < 1e-6, "got {out}, expected {expected}");
        }
    }
}
