//! The spectrum in bands of a third of an octave.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::Unit;
use crate::audio::effects::analysis::band_powers::BandPowers;
use crate::audio::effects::decibels::FLOOR;
use crate::audio::effects::listener::{Listener, frames_of};
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;

crate::effect! {
    /// Measures the spectrum in bands of a third of an octave, like a real-time analyser; the audio passes through
    /// unchanged.
    ///
    /// Bands are those of IEC 61260-1 (base ten: their centres are 10^(n/10) Hz), but with sharp edges. They are sums
    /// of bins of a Fourier transform of the mean of all channels, under a Hann window that advances by a quarter of
    /// its length. The window has 8192 frames at 48 kHz; at other rates, it has the power of two nearest in duration,
    /// up to 65536. Below 100 Hz, the window's main lobe is wider than a band. Levels are those of the mean square: a
    /// sine at full scale has -3.01 dB, silence -144. Bands above half the sample rate are silent.
    ///
    /// JavaScript exports it from `filmgate/audio/full`.
    pub struct SpectrumMeter: "spectrumMeter" in "analysis" version 1 {
    } reads {
        /// Level of the band around 20 Hz.
        band20: Unit::Decibels,
        /// Level of the band around 25 Hz.
        band25: Unit::Decibels,
        /// Level of the band around 31.5 Hz.
        band31: Unit::Decibels,
        /// Level of the band around 40 Hz.
        band40: Unit::Decibels,
        /// Level of the band around 50 Hz.
        band50: Unit::Decibels,
        /// Level of the band around 63 Hz.
        band63: Unit::Decibels,
        /// Level of the band around 80 Hz.
        band80: Unit::Decibels,
        /// Level of the band around 100 Hz.
        band100: Unit::Decibels,
        /// Level of the band around 125 Hz.
        band125: Unit::Decibels,
        /// Level of the band around 160 Hz.
        band160: Unit::Decibels,
        /// Level of the band around 200 Hz.
        band200: Unit::Decibels,
        /// Level of the band around 250 Hz.
        band250: Unit::Decibels,
        /// Level of the band around 315 Hz.
        band315: Unit::Decibels,
        /// Level of the band around 400 Hz.
        band400: Unit::Decibels,
        /// Level of the band around 500 Hz.
        band500: Unit::Decibels,
        /// Level of the band around 630 Hz.
        band630: Unit::Decibels,
        /// Level of the band around 800 Hz.
        band800: Unit::Decibels,
        /// Level of the band around 1000 Hz.
        band1000: Unit::Decibels,
        /// Level of the band around 1250 Hz.
        band1250: Unit::Decibels,
        /// Level of the band around 1600 Hz.
        band1600: Unit::Decibels,
        /// Level of the band around 2000 Hz.
        band2000: Unit::Decibels,
        /// Level of the band around 2500 Hz.
        band2500: Unit::Decibels,
        /// Level of the band around 3150 Hz.
        band3150: Unit::Decibels,
        /// Level of the band around 4000 Hz.
        band4000: Unit::Decibels,
        /// Level of the band around 5000 Hz.
        band5000: Unit::Decibels,
        /// Level of the band around 6300 Hz.
        band6300: Unit::Decibels,
        /// Level of the band around 8000 Hz.
        band8000: Unit::Decibels,
        /// Level of the band around 10 000 Hz.
        band10000: Unit::Decibels,
        /// Level of the band around 12 500 Hz.
        band12500: Unit::Decibels,
        /// Level of the band around 16 000 Hz.
        band16000: Unit::Decibels,
        /// Level of the band around 20 000 Hz.
        band20000: Unit::Decibels,
    }
}

const BANDS: usize = 31;
/// Exponent `n` of the lowest band's centre: 10^(13/10) = 20 Hz.
const FIRST: f64 = 13.0;

impl Prepare for SpectrumMeter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let rate = format.sample_rate();
        let size = frames_of(0.1707, rate);
        let edge = |i: usize| ((FIRST - 0.5 + i as f64) * (core::f64::consts::LN_10 / 10.0)).exp();
        let edges: [f64; BANDS + 1] = core::array::from_fn(edge);
        let powers = BandPowers::between(size, rate, &edges)?;
        Ok(Box::new(Meter { listener: Listener::new(size, size / 4)?, powers, read: [FLOOR; BANDS] }))
    }
}

#[derive(Debug)]
struct Meter {
    listener: Listener,
    powers: BandPowers,
    read: [f32; BANDS],
}

impl Processor for Meter {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, _: &Signals<'_>) {
        if let Some(samples) = self.listener.take(block) {
            self.powers.powers(samples, &mut self.read);
            let decibels = |power: f32| (10.0 * f64::from(power).ln() / core::f64::consts::LN_10) as f32;
            self.read.iter_mut().for_each(|level| *level = decibels(*level).max(FLOOR));
        }
    }

    fn reset(&mut self) {
        self.listener.reset();
        self.read = [FLOOR; BANDS];
    }

    fn readings(&self, into: &mut [f32]) {
        into.iter_mut().zip(self.read).for_each(|(to, reading)| *to = reading);
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::testing::{measure, noise};

    fn sine(frequency: f64, amplitude: f64) -> Vec<f32> {
        (0..16_384).map(|i| (amplitude * (TAU * frequency * f64::from(i) / 48_000.0).sin()) as f32).collect()
    }

    #[test]
    fn a_sine_appears_in_its_band_only() {
        for n in [12, 17, 23, 30] {
            let middle = 10_f64.powf((FIRST + n as f64) / 10.0);
            let read: [f32; BANDS] = measure(&SpectrumMeter::default(), &[sine(middle, 0.5)], 48_000.0);
            for (band, level) in read.into_iter().enumerate() {
                if band == n {
                    assert!((level + 9.03).abs() < 0.01, "{middle} Hz: {level} dB in its band");
                } else if band.abs_diff(n) > 1 {
                    assert!(level < -90.0, "{middle} Hz: {level} dB in band {band}");
                }
            }
        }
    }

    /// The same signal as in `golden/spectrum.py`: a sum of sines and noise.
    fn signal() -> Vec<f32> {
        let tones = [(63.0, 0.2), (440.0, 0.3), (1200.0, 0.05), (7000.0, 0.01), (15_500.0, 0.1)].map(|(f, a)| sine(f, a));
        let mut state = 1_u32;
        (0..16_384)
            .map(|i| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (f64::from(state) / 2_147_483_648.0 - 1.0) * 0.01;
                tones.iter().map(|tone| tone[i]).sum::<f32>() + noise as f32
            })
            .collect()
    }

    #[test]
    fn agrees_with_scipy() {
        let text = include_str!("../../../../tests/golden/spectrum.txt");
        let expected: Vec<f32> =
            text.lines().filter(|line| !line.starts_with('#')).map(|line| line.parse().unwrap()).collect();
        assert_eq!(expected.len(), BANDS, "number of bands");
        let read: [f32; BANDS] = measure(&SpectrumMeter::default(), &[signal()], 48_000.0);
        for (band, (read, expected)) in read.into_iter().zip(expected).enumerate() {
            assert!((read - expected).abs() < 0.01, "band {band}: got {read} dB, expected {expected} dB");
        }
    }

    #[test]
    fn bands_add_up_to_the_mean_square() {
        let input = noise(1, 16_384).remove(0);
        let read: [f32; BANDS] = measure(&SpectrumMeter::default(), std::slice::from_ref(&input), 48_000.0);
        let sum: f64 = read.iter().map(|&level| 10_f64.powf(f64::from(level) / 10.0)).sum();
        let power = input[8192..].iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / 8192.0;
        // White noise: 17.8 Hz to 22.4 kHz of the 24 kHz that it covers.
        let part = sum / power / ((22_387.0 - 17.8) / 24_000.0);
        assert!((part - 1.0).abs() < 0.05, "{part} of the expected power");
        let none: [f32; BANDS] = measure(&SpectrumMeter::default(), &[vec![0.0; 16_384]], 16_000.0);
        assert!(none.iter().all(|&level| level == FLOOR), "silence");
    }
}
