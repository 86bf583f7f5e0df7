//! A graphic equaliser: ten bands, an octave each.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::biquad::{Cascade, Coefficients, FilterType};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;

/// The gain of a band.
const fn band() -> Kind {
    Kind::Number(Number::new(0.0, -24.0, 24.0).typical(-12.0, 12.0).step(0.1).unit(Unit::Decibels).smooth(0.0))
}

crate::effect! {
    /// An equaliser with ten bands, an octave each: the preferred frequencies of ISO 266.
    ///
    /// Each band is a peaking filter (see `biquad`) with Q = √2, which has a width of an octave. The responses of
    /// neighbouring bands overlap, and aren't compensated. Gains change in steps of 128 frames, with a time constant of
    /// 10 ms (to 1/e).
    pub struct GraphicEq: "graphicEq" in "equalizer" version 1 {
        /// Gain at 31.5 Hz.
        band_31: f64 = band(),
        /// Gain at 63 Hz.
        band_63: f64 = band(),
        /// Gain at 125 Hz.
        band_125: f64 = band(),
        /// Gain at 250 Hz.
        band_250: f64 = band(),
        /// Gain at 500 Hz.
        band_500: f64 = band(),
        /// Gain at 1 kHz.
        band_1000: f64 = band(),
        /// Gain at 2 kHz.
        band_2000: f64 = band(),
        /// Gain at 4 kHz.
        band_4000: f64 = band(),
        /// Gain at 8 kHz.
        band_8000: f64 = band(),
        /// Gain at 16 kHz.
        band_16000: f64 = band(),
    }
}

const FREQUENCIES: [f64; 10] = [31.5, 63.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0];

impl Prepare for GraphicEq {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let mut equalizer = Equalizer {
            cascade: Cascade::new(FREQUENCIES.len(), format.channels())?,
            sample_rate: format.sample_rate(),
            rate: 1.0 - (-1000.0 * GRID as f64 / (10.0 * format.sample_rate())).exp(),
            values: None,
        };
        equalizer.make(core::array::from_fn(|band| f64::from(self.number(band).unwrap_or_default())));
        equalizer.values = None;
        Ok(Box::new(equalizer))
    }
}

#[derive(Debug)]
struct Equalizer {
    cascade: Cascade,
    sample_rate: f64,
    rate: f64,
    /// The current gains; `None` before the first block, whose gains apply immediately.
    values: Option<[f64; FREQUENCIES.len()]>,
}

impl Equalizer {
    fn make(&mut self, values: [f64; FREQUENCIES.len()]) {
        self.values = Some(values);
        for (band, (&gain, &frequency)) in values.iter().zip(&FREQUENCIES).enumerate() {
            let q = core::f64::consts::SQRT_2;
            self.cascade.set(band, Coefficients::new(FilterType::Peaking, frequency, gain, q, self.sample_rate));
        }
    }
}

impl Processor for Equalizer {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        if block.position().is_multiple_of(GRID as u64) || self.values.is_none() {
            let targets: [f64; 10] = core::array::from_fn(|band| f64::from(signals.value(band)));
            let values = self.values.map_or(targets, |values| {
                core::array::from_fn(|band| {
                    let missing = targets[band] - values[band];
                    if missing.abs() < 1e-4 { targets[band] } else { values[band] + self.rate * missing }
                })
            });
            if self.values != Some(values) {
                self.make(values);
            }
        }
        self.cascade.process(block);
    }

    fn reset(&mut self) {
        self.values = None;
        self.cascade.reset();
    }

    fn tail(&self) -> usize {
        self.cascade.tail()
    }
}
