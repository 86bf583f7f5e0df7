//! A single second-order filter.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, GRID, Signal, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::biquad::{Cascade, Coefficients, FilterType};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

crate::effect! {
    /// A second-order filter, like Web Audio's `BiquadFilterNode`: same types, same coefficients, same meaning of Q.
    ///
    /// Source: Web Audio API, "Filters Characteristics". In double precision, direct form I. All numeric parameters can
    /// change frame by frame; while they do, coefficients are computed for every frame.
    pub struct Biquad: "biquad" in "equalizer" version 1 {
        /// Type of the filter.
        r#type: FilterType = Kind::Enum { names: FilterType::NAMES, default: 0 },
        /// Frequency of the filter.
        frequency: f64 = Kind::Number(
            Number::new(350.0, 0.0, 384_000.0).typical(20.0, 20_000.0).step(1.0).unit(Unit::Hertz).smooth(0.01)
        ),
        /// Offset of the frequency; 1200 cents are an octave.
        detune: f64 = Kind::Number(
            Number::new(0.0, -153_600.0, 153_600.0).typical(-2400.0, 2400.0).step(1.0).unit(Unit::Cents).smooth(0.01)
        ),
        /// Quality factor; for `lowpass` and `highpass`, the resonance in dB. Shelves ignore it.
        q: f64 = Kind::Number(Number::new(1.0, -770.0, 770.0).typical(0.1, 20.0).step(0.1).smooth(0.01)),
        /// Gain of `peaking` filters and shelves.
        gain: f64 = Kind::Number(
            Number::new(0.0, -770.0, 770.0).typical(-24.0, 24.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
    }
}

const KIND: usize = Biquad::index("r#type");
const FREQUENCY: usize = Biquad::index("frequency");
const DETUNE: usize = Biquad::index("detune");
const Q: usize = Biquad::index("q");
const GAIN: usize = Biquad::index("gain");

impl Prepare for Biquad {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let made_of = [KIND, FREQUENCY, DETUNE, Q, GAIN].map(|parameter| self.number(parameter).unwrap_or_default());
        let cascade = Cascade::new(1, format.channels())?;
        let mut section = Section { cascade, each: zeroed(GRID)?, sample_rate: format.sample_rate(), made_of };
        section.cascade.set(0, section.coefficients(made_of));
        Ok(Box::new(section))
    }
}

#[derive(Debug)]
struct Section {
    cascade: Cascade,
    each: Vec<Coefficients>,
    sample_rate: f64,
    made_of: [f32; 5],
}

impl Section {
    fn coefficients(&self, [kind, frequency, detune, q, gain]: [f32; 5]) -> Coefficients {
        let kind = FilterType::ALL.get(kind as usize).copied().unwrap_or_default();
        let octaves = f64::from(detune) / 1200.0;
        let frequency = f64::from(frequency) * if octaves == 0.0 { 1.0 } else { octaves.exp2() };
        Coefficients::new(kind, frequency, f64::from(gain), f64::from(q), self.sample_rate)
    }
}

impl Processor for Section {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let numbers = [KIND, FREQUENCY, DETUNE, Q, GAIN].map(|parameter| signals.get(parameter));
        if numbers.iter().all(|number| matches!(number, Signal::Constant(_))) {
            let now = numbers.map(|number| number.at(0));
            if now != self.made_of {
                self.made_of = now;
                self.cascade.set(0, self.coefficients(now));
            }
            self.cascade.process(block);
            return;
        }
        let mut each = core::mem::take(&mut self.each);
        for (frame, slot) in each.iter_mut().enumerate().take(block.frames()) {
            let now = numbers.map(|number| number.at(frame));
            if now != self.made_of {
                self.made_of = now;
                self.cascade.set(0, self.coefficients(now));
            }
            *slot = self.cascade.section(0);
        }
        self.each = each;
        self.cascade.process_varying(block, &self.each);
    }

    fn reset(&mut self) {
        self.cascade.reset();
    }

    fn tail(&self) -> usize {
        self.cascade.tail()
    }
}
