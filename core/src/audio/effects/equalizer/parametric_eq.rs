//! A parametric equaliser with up to sixteen bands.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Kind, Number, Record as _, Records, Unit};
use crate::audio::effects::biquad::{Cascade, Coefficients, FilterType};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;

crate::record! {
    /// A band of an equaliser.
    pub struct Band, from 0 to 16, 2 required, Any {
        /// Type of the filter, as in `biquad`.
        r#type: FilterType = Kind::Enum { names: FilterType::NAMES, default: FilterType::Peaking as usize },
        /// Frequency of the filter.
        frequency: f64 = Kind::Number(Number::new(1000.0, 10.0, 24_000.0).unit(Unit::Hertz)),
        /// Gain of a shelf or a peak; the other types ignore it.
        gain: f64 = Kind::Number(Number::new(0.0, -40.0, 40.0).unit(Unit::Decibels)),
        /// Q, in dB for `lowpass` and `highpass`; the shelves ignore it.
        q: f64 = Kind::Number(Number::new(1.0, -40.0, 1000.0)),
    }
}

/// The bands of an equaliser.
pub type Bands = Records<Band>;

crate::effect! {
    /// An equaliser with up to 16 bands, each a second-order filter like `biquad`.
    ///
    /// All bands are replaced at once, at any time. Frequency, gain and Q then change in steps of 128 frames, with a time
    /// constant of 10 ms (to 1/e); a type changes immediately.
    pub struct ParametricEq: "parametricEq" in "equalizer" version 1 {
        /// The bands.
        bands: Bands = Kind::Records {
            record: Band::SPEC,
            default: &[
                3.0, 100.0, 0.0, 1.0,
                5.0, 500.0, 0.0, 1.0,
                5.0, 2500.0, 0.0, 1.0,
                4.0, 8000.0, 0.0, 1.0,
            ],
        },
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
        equalizer.take(self.bands.rows());
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
    fn take(&mut self, bands: &[[f64; 4]]) {
        // A removed band fades to 0 dB at its frequency.
        self.targets.iter_mut().for_each(|target| (target[0], target[2]) = (5.0, 0.0));
        self.targets.iter_mut().zip(bands).for_each(|(target, band)| *target = *band);
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
        self.take(effect.numbers(BANDS).as_chunks().0);
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
        let bands = numbers.as_chunks().0.iter().map(|&[kind, frequency, gain, q]| Band {
            r#type: FilterType::ALL[kind as usize],
            frequency,
            gain,
            q,
        });
        let bands = Bands::new(&bands.collect::<Vec<_>>()).unwrap();
        let output = run(&ParametricEq { bands }, &input);
        let mut expected = input;
        for &[kind, frequency, gain, q] in numbers.as_chunks::<4>().0 {
            expected = run(&Biquad { r#type: FilterType::ALL[kind as usize], frequency, gain, q, detune: 0.0 }, &expected);
        }
        for (out, expected) in output.concat().iter().zip(expected.concat()) {
            // The separate biquads round to 32 bits in between.
            assert!((out - expected).abs() < 1e-6, "got {out}, expected {expected}");
        }
    }
}
