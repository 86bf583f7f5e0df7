//! The timbre of audio, independent of its pitch.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::Unit;
use crate::audio::effects::listener::{Listener, frames_of};
use crate::audio::effects::analysis::band_powers::BandPowers;
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;
use crate::math::trigonometry::cosine;
use crate::memory::zeroed;

crate::effect! {
    /// Measures mel-frequency cepstral coefficients, features for recognising speech and instruments; the audio passes
    /// through unchanged.
    ///
    /// Source: S. Davis, P. Mermelstein, "Comparison of Parametric Representations for Monosyllabic Word Recognition"
    /// (1980). The coefficients are the cosine transform (type II, orthonormal) of the levels of 40 triangular bands,
    /// evenly spaced on the mel scale from 0 to 8000 Hz or half the sample rate. Levels are in decibels of power,
    /// clamped to at least -100 dB and at most 80 dB below the loudest band. Input is the mean of all channels, under a
    /// Hann window of about 43 ms that advances by a quarter of its length. The result agrees with librosa's
    /// `feature.mfcc` with `htk=True, norm=None, n_mels=40`.
    ///
    /// JavaScript exports it from `filmgate/audio/full`.
    pub struct MfccMeter: "mfccMeter" in "analysis" version 1 {
    } reads {
        /// The mean level of the bands, times √40.
        coefficient0: Unit::None,
        /// The tilt of the spectrum.
        coefficient1: Unit::None,
        /// The curvature of the spectrum.
        coefficient2: Unit::None,
        /// The coefficient of three half waves over the bands.
        coefficient3: Unit::None,
        /// The coefficient of four half waves over the bands.
        coefficient4: Unit::None,
        /// The coefficient of five half waves over the bands.
        coefficient5: Unit::None,
        /// The coefficient of six half waves over the bands.
        coefficient6: Unit::None,
        /// The coefficient of seven half waves over the bands.
        coefficient7: Unit::None,
        /// The coefficient of eight half waves over the bands.
        coefficient8: Unit::None,
        /// The coefficient of nine half waves over the bands.
        coefficient9: Unit::None,
        /// The coefficient of ten half waves over the bands.
        coefficient10: Unit::None,
        /// The coefficient of eleven half waves over the bands.
        coefficient11: Unit::None,
        /// The coefficient of twelve half waves over the bands.
        coefficient12: Unit::None,
    }
}

const BANDS: usize = 40;
const COEFFICIENTS: usize = 13;

/// The smallest power; smaller powers are raised to it.
const LEAST: f64 = 1e-10;
/// Range below the loudest band in decibels. Anything below it is rounding error.
const RANGE: f64 = 80.0;

impl Prepare for MfccMeter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let rate = format.sample_rate();
        let size = frames_of(0.0427, rate);
        // Orthonormal: the square of the first factor is half that of the others.
        let norm = |k: usize| (if k == 0 { 1.0 } else { 2.0 } / BANDS as f64).sqrt();
        let wave = |k: usize, n: usize| norm(k) * cosine((k * (2 * n + 1)) as f64 / (4 * BANDS) as f64);
        let mut waves: Vec<f64> = zeroed(COEFFICIENTS * BANDS)?;
        waves.iter_mut().enumerate().for_each(|(i, slot)| *slot = wave(i / BANDS, i % BANDS));
        Ok(Box::new(Meter {
            listener: Listener::new(size, size / 4)?,
            mel: BandPowers::mel(size, rate, BANDS, [0.0, 8000.0_f64.min(rate / 2.0)])?,
            waves,
            read: [0.0; COEFFICIENTS],
        }))
    }
}

#[derive(Debug)]
struct Meter {
    listener: Listener,
    mel: BandPowers,
    waves: Vec<f64>,
    read: [f32; COEFFICIENTS],
}

impl Processor for Meter {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, _: &Signals<'_>) {
        if let Some(samples) = self.listener.take(block) {
            let mut powers = [0.0; BANDS];
            self.mel.powers(samples, &mut powers);
            let decibels = |power: f32| 10.0 * f64::from(power).max(LEAST).ln() / core::f64::consts::LN_10;
            let levels = powers.map(decibels);
            let least = levels.into_iter().fold(f64::MIN, f64::max) - RANGE;
            let levels = levels.map(|level| level.max(least));
            for (to, waves) in self.read.iter_mut().zip(self.waves.chunks_exact(BANDS)) {
                *to = levels.iter().zip(waves).map(|(level, wave)| level * wave).sum::<f64>() as f32;
            }
        }
    }

    fn reset(&mut self) {
        self.listener.reset();
        self.read = [0.0; COEFFICIENTS];
    }

    fn readings(&self, into: &mut [f32]) {
        into.iter_mut().zip(self.read).for_each(|(to, reading)| *to = reading);
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::testing::measure;

    /// The same signals as in `golden/mfcc.py`.
    fn signal(kind: &str) -> Vec<f32> {
        let sample = |i: i32| {
            let t = f64::from(i) / 48_000.0;
            match kind {
                "vowel" => (1..30).map(|n| (TAU * 140.0 * f64::from(n) * t).sin() / f64::from(n * n)).sum::<f64>() * 0.3,
                "sweep" => 0.4 * (TAU * (200.0 * t + 9000.0 * t * t)).sin(),
                _ => 0.0,
            }
        };
        (0..8192).map(|i| sample(i) as f32).collect()
    }

    #[test]
    fn agrees_with_librosa() {
        let mut cases = 0;
        for line in include_str!("../../../../tests/golden/mfcc.txt").lines().filter(|line| !line.starts_with('#')) {
            let (kind, numbers) = line.split_once(": ").unwrap();
            let expected: Vec<f64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
            let found = measure::<COEFFICIENTS>(&MfccMeter::default(), &[signal(kind)], 48_000.0);
            for (k, (found, expected)) in found.into_iter().zip(&expected).enumerate() {
                // The single-precision result is off by 0.01 dB in a band that is 80 dB below the loudest.
                assert!((f64::from(found) - expected).abs() < 0.02, "{kind} {k}: got {found}, expected {expected}");
            }
            assert_eq!(expected.len(), COEFFICIENTS, "number of coefficients");
            cases += 1;
        }
        assert_eq!(cases, 3, "number of golden signals");
    }
}
