//! The pitch of a note.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::math::RealFft;
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::listener::{Listener, frames_of};
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

crate::effect! {
    /// Measures the fundamental frequency of a voice or an instrument; the audio passes through unchanged.
    ///
    /// Source: A. de Cheveigné, H. Kawahara, "YIN, a fundamental frequency estimator for speech and music" (2002). The
    /// period is the first lag whose cumulative mean normalised difference is below the threshold, refined to a
    /// fraction of a sample by a parabola. Differences are computed by a Fourier transform. The input is the mean of
    /// all channels, over at least two periods of the lowest frequency; measurements follow about every 10 ms.
    ///
    /// JavaScript exports it from `filmgate/audio/full`.
    pub struct PitchMeter: "pitchMeter" in "analysis" version 1 {
        /// The lowest frequency that can be detected.
        lowest: f64 = Kind::Number(Number::new(60.0, 20.0, 1000.0).typical(30.0, 300.0).step(1.0).unit(Unit::Hertz).fixed()),
        /// The highest frequency that can be detected, limited to a quarter of the sample rate.
        highest: f64 = Kind::Number(
            Number::new(2000.0, 100.0, 10_000.0).typical(500.0, 5000.0).step(1.0).unit(Unit::Hertz).fixed()
        ),
        /// The largest difference between two periods: 0 if they are equal, 1 if they have nothing in common.
        threshold: f64 = Kind::Number(Number::new(0.15, 0.01, 1.0).typical(0.05, 0.5).step(0.01).unit(Unit::Factor)),
    } reads {
        /// The fundamental frequency; 0 if none is detected.
        frequency: Unit::Hertz,
        /// Similarity of the periods: 1 if they are equal, 0 if they have nothing in common.
        clarity: Unit::Factor,
    }
}

const THRESHOLD: usize = PitchMeter::index("threshold");

impl Prepare for PitchMeter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let rate = format.sample_rate();
        let highest = self.highest.min(rate / 4.0);
        // The declaration checks the range, but values set in Rust aren't checked.
        let lowest = self.lowest.min(highest / 2.0).max(20.0);
        // The lags that are compared, plus one for the parabola.
        let longest = (rate / lowest) as usize + 2;
        let size = (2 * longest).next_power_of_two().max(512);
        let fft = RealFft::new(size)?;
        let bins = fft.bins();
        let yin = Yin {
            rate,
            shortest: ((rate / highest) as usize).max(2),
            part: zeroed(size)?,
            lags: zeroed(longest + 1)?,
            spectra: [zeroed(bins)?, zeroed(bins)?, zeroed(bins)?, zeroed(bins)?],
            fft,
        };
        let listener = Listener::new(size, frames_of(0.01, rate))?;
        Ok(Box::new(Meter { listener, yin, read: [0.0; 2] }))
    }
}

#[derive(Debug)]
struct Meter {
    listener: Listener,
    yin: Yin,
    read: [f32; 2],
}

#[derive(Debug)]
struct Yin {
    rate: f64,
    shortest: usize,
    fft: RealFft,
    /// The first part of the samples, zero-padded; then its correlation with all samples, lag by lag.
    part: Vec<f32>,
    /// The normalised difference at each lag.
    lags: Vec<f64>,
    spectra: [Vec<f32>; 4],
}

impl Yin {
    /// Computes the normalised differences at all lags, from 0 on.
    fn differ(&mut self, samples: &[f32]) {
        let size = samples.len();
        // Number of samples in each compared section.
        let compared = size - self.lags.len();
        let [re, im, other_re, other_im] = &mut self.spectra;
        self.part.fill(0.0);
        self.part[..compared].copy_from_slice(&samples[..compared]);
        self.fft.forward(&self.part, re, im);
        self.fft.forward(samples, other_re, other_im);
        for ((re, im), (a, b)) in re.iter_mut().zip(im.iter_mut()).zip(other_re.iter().zip(other_im.iter())) {
            (*re, *im) = (*re * a + *im * b, *re * b - *im * a);
        }
        self.fft.backward(re, im, &mut self.part);
        let square = |sample: f32| f64::from(sample) * f64::from(sample);
        let own: f64 = samples[..compared].iter().map(|&sample| square(sample)).sum();
        let (mut power, mut sum) = (own, 0.0);
        for (lag, difference) in self.lags.iter_mut().enumerate() {
            let plain = (own + power - 2.0 * f64::from(self.part[lag])).max(0.0);
            power += square(samples[lag + compared]) - square(samples[lag]);
            sum += if lag > 0 { plain } else { 0.0 };
            // Without any difference, the input is constant, which counts as silence.
            *difference = if sum > 1e-6 * own { plain * lag as f64 / sum } else { 1.0 };
        }
    }

    /// Returns the frequency and its clarity.
    fn find(&self, threshold: f64) -> [f32; 2] {
        let lags = &self.lags;
        let (mut lag, last) = (self.shortest, lags.len() - 2);
        let best = (self.shortest..=last).map(|lag| lags[lag]).fold(1.0, f64::min);
        let clarity = (1.0 - best).max(0.0) as f32;
        while lag <= last && lags[lag] >= threshold {
            lag += 1;
        }
        if lag > last {
            return [0.0, clarity];
        }
        while lag < last && lags[lag + 1] < lags[lag] {
            lag += 1;
        }
        let mut period = self.bottom(lag);
        // At two and four periods, the parabola has the same error, which is a smaller part of a period.
        for periods in [2.0, 4.0] {
            let near = (periods * period + 0.5) as usize;
            let Some(lag) = (near - 1..=near + 1).filter(|&lag| lag <= last).min_by(|&a, &b| lags[a].total_cmp(&lags[b])) else {
                break;
            };
            // If the pitch has changed in between, a multiple of the period is no minimum.
            if near >= last || lags[lag] > threshold {
                break;
            }
            period = self.bottom(lag) / periods;
        }
        [(self.rate / period) as f32, (1.0 - lags[lag]).max(0.0) as f32]
    }

    /// Position of the minimum around a lag, by a parabola.
    fn bottom(&self, lag: usize) -> f64 {
        let (before, here, after) = (self.lags[lag - 1], self.lags[lag], self.lags[lag + 1]);
        let bend = before - 2.0 * here + after;
        let aside = if bend > 0.0 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        lag as f64 + aside
    }
}

impl Processor for Meter {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        if let Some(samples) = self.listener.take(block) {
            // A constant offset has no period.
            let mean = samples.iter().sum::<f32>() / samples.len() as f32;
            samples.iter_mut().for_each(|sample| *sample -= mean);
            self.yin.differ(samples);
            self.read = self.yin.find(f64::from(signals.value(THRESHOLD)));
        }
    }

    fn reset(&mut self) {
        self.listener.reset();
        self.read = [0.0; 2];
    }

    fn readings(&self, into: &mut [f32]) {
        into.iter_mut().zip(self.read).for_each(|(to, reading)| *to = reading);
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::testing::{RATE, measure, noise};

    /// Harmonics from number `first` on, each weaker than the one before.
    fn voice(frequency: f64, first: u32, rate: f64) -> Vec<f32> {
        (0..16_384)
            .map(|i| {
                let harmonic = |n: u32| (TAU * f64::from(n) * frequency * f64::from(i) / rate + f64::from(n)).sin() / f64::from(n);
                (first..first + 6).filter(|&n| f64::from(n) * frequency < rate / 2.0).map(harmonic).sum::<f64>() as f32 * 0.3
            })
            .collect()
    }

    #[test]
    fn frequencies_are_accurate_to_five_cents() {
        for frequency in [61.7, 82.41, 110.0, 196.3, 261.63, 440.0, 659.26, 987.77, 1500.0, 1975.5] {
            for first in [1, 2] {
                // Without its fundamental, a high tone is dominated by its octave.
                if first == 2 && frequency > 500.0 {
                    continue;
                }
                for rate in [RATE, 44_100.0, 16_000.0] {
                    if frequency * 4.0 > rate / 2.0 {
                        continue;
                    }
                    let [found, clarity]: [f32; 2] = measure(&PitchMeter::default(), &[voice(frequency, first, rate)], rate);
                    let cents = 1200.0 * (f64::from(found) / frequency).log2();
                    assert!(cents.abs() < 5.0, "{frequency} Hz from harmonic {first} at {rate}: got {found}, off by {cents} cents");
                    assert!(clarity > 0.9, "{frequency} Hz: clarity {clarity}");
                }
            }
        }
    }

    #[test]
    fn out_of_range_frequencies_set_in_rust_do_not_panic() {
        for [lowest, highest] in [[0.0, 0.0], [-1.0, f64::NAN], [f64::NAN, -5.0], [1e300, 1e300], [20.0, 1e-300]] {
            let meter = PitchMeter { lowest, highest, ..PitchMeter::default() };
            measure::<2>(&meter, &noise(1, 8192), RATE);
        }
    }

    #[test]
    fn noise_and_silence_have_no_pitch() {
        let [found, clarity]: [f32; 2] = measure(&PitchMeter::default(), &noise(1, 16_384), RATE);
        assert!(found == 0.0 && clarity < 0.5, "got {found}, clarity {clarity}");
        assert_eq!(measure::<2>(&PitchMeter::default(), &[vec![0.0; 16_384]], RATE), [0.0, 0.0], "silence");
        assert_eq!(measure::<2>(&PitchMeter::default(), &[vec![0.25; 16_384]], RATE)[0], 0.0, "constant input");
    }
}
