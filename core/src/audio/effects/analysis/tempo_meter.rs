//! Onsets and tempo.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::listener::{Listener, frames_of};
use crate::audio::effects::analysis::band_powers::BandPowers;
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

crate::effect! {
    /// Detects onsets (the beginnings of notes and beats) and the tempo; the audio passes through unchanged.
    ///
    /// Onsets follow J. Bello et al., "A Tutorial on Onset Detection in Music Signals" (2005), spectral flux: the
    /// increase of the levels of 40 bands on the mel scale, of the mean of all channels, measured about every 10 ms. An
    /// onset is a peak of the flux that is `sensitivity` above the mean of the previous 100 ms, and at least 50 ms
    /// after the previous onset. Onsets are reported with a latency of about 25 ms.
    ///
    /// The tempo follows D. Ellis, "Beat Tracking by Dynamic Programming" (2007): the lag with the highest
    /// autocorrelation of the flux over the last 6 s or so, from 30 to 240 beats per minute. The autocorrelation is
    /// weighted by a Gaussian around 120 beats per minute on a logarithmic scale, so of two equally likely octaves of a
    /// tempo, the one nearer to 120 is chosen.
    ///
    /// JavaScript exports it from `filmgate/audio/full`.
    pub struct TempoMeter: "tempoMeter" in "analysis" version 1 {
        /// Average increase of a band's level from which a peak is an onset.
        sensitivity: f64 = Kind::Number(Number::new(1.5, 0.1, 20.0).typical(0.5, 6.0).step(0.1).unit(Unit::Decibels)),
    } reads {
        /// The current average increase of the levels of all bands.
        onset_strength: Unit::Decibels,
        /// Number of onsets since the start.
        onsets: Unit::None,
        /// Beats per minute; 0 until a tempo is detected.
        tempo: Unit::None,
        /// Autocorrelation of the flux at the period of a beat: 1 if the beats are equal.
        regularity: Unit::Factor,
    }
}

const SENSITIVITY: usize = TempoMeter::index("sensitivity");

const BANDS: usize = 40;

/// Number of flux values stored: 5.5 s at 48 kHz.
const KEPT: usize = 512;

/// Number of flux values between two estimates of the tempo.
const LOOK: u64 = 32;

/// Reference power of the levels.
const LEAST: f32 = 1e-7;

impl Prepare for TempoMeter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let rate = format.sample_rate();
        let size = frames_of(0.0427, rate);
        let hop = size / 4;
        let highest = 16_000.0_f64.min(rate / 2.0);
        Ok(Box::new(Meter {
            listener: Listener::new(size, hop)?,
            mel: BandPowers::mel(size, rate, BANDS, [30.0, highest])?,
            seconds: hop as f64 / rate,
            levels: [0.0; BANDS],
            flux: zeroed(KEPT)?,
            smooth: zeroed(KEPT)?,
            alike: zeroed(KEPT / 2)?,
            count: 0,
            quiet: 0,
            onsets: 0,
            read: [0.0; 4],
        }))
    }
}

#[derive(Debug)]
struct Meter {
    listener: Listener,
    mel: BandPowers,
    /// Duration of a flux value in seconds.
    seconds: f64,
    levels: [f32; BANDS],
    /// The last flux values: value `n` at index `n % KEPT`.
    flux: Vec<f32>,
    /// The flux values in order, smoothed.
    smooth: Vec<f32>,
    /// The autocorrelation of the flux, lag by lag.
    alike: Vec<f32>,
    count: u64,
    /// Number of flux values since the last onset.
    quiet: u32,
    onsets: u32,
    read: [f32; 4],
}

impl Meter {
    /// The flux value that is `values` values before the latest.
    fn ago(&self, values: usize) -> f32 {
        let at = (self.count + KEPT as u64 - 1 - values as u64) % KEPT as u64;
        self.flux[at as usize]
    }

    fn is_onset(&self, sensitivity: f32) -> bool {
        let values = |seconds: f64| (seconds / self.seconds).round() as usize;
        let (now, after) = (self.ago(1), self.ago(0));
        let before = (2..2 + values(0.1)).map(|values| self.ago(values));
        let mean = before.clone().sum::<f32>() / values(0.1) as f32;
        let is_peak = now > after && before.take(3).all(|value| now >= value);
        is_peak && now > mean + sensitivity && self.quiet as usize >= values(0.05)
    }

    /// Returns the tempo and the regularity of the stored flux.
    fn tempo(&mut self) -> [f32; 2] {
        let mean = self.flux.iter().sum::<f32>() / KEPT as f32;
        let start = (self.count % KEPT as u64) as usize;
        for (i, slot) in self.smooth.iter_mut().enumerate() {
            *slot = self.flux[(start + i) % KEPT] - mean;
        }
        // Beats fall between flux values, so each is spread over about 20 ms.
        for _ in 0..3 {
            let mut before = 0.0;
            for i in 0..KEPT {
                let (here, after) = (self.smooth[i], self.smooth.get(i + 1).copied().unwrap_or_default());
                self.smooth[i] = 0.25 * before + 0.5 * here + 0.25 * after;
                before = here;
            }
        }
        let values = &self.smooth;
        for (lag, slot) in self.alike.iter_mut().enumerate() {
            // Divides by the number of pairs, because longer lags have fewer of them.
            *slot = values.iter().zip(&values[lag..]).map(|(a, b)| a * b).sum::<f32>() / (KEPT - lag) as f32;
        }
        let power = self.alike[0];
        if power <= 1e-6 {
            return [0.0; 2];
        }
        let lag_of = |tempo: f64| 60.0 / (tempo * self.seconds);
        let (shortest, longest) = (lag_of(240.0) as usize, (lag_of(30.0) as usize).min(self.alike.len() - 2));
        let weighed = |lag: usize| {
            let octaves = (lag_of(120.0) / lag as f64).log2();
            f64::from(self.alike[lag]) * (-0.5 * octaves * octaves).exp()
        };
        let shortest = shortest.max(1);
        let best = (shortest..=longest).fold(shortest, |best, lag| if weighed(lag) > weighed(best) { lag } else { best });
        let [before, here, after] = [best - 1, best, best + 1].map(|lag| f64::from(self.alike[lag]));
        let bend = before - 2.0 * here + after;
        let aside = if bend < 0.0 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        let tempo = 60.0 / ((best as f64 + aside) * self.seconds);
        [tempo as f32, (here / f64::from(power)).clamp(0.0, 1.0) as f32]
    }
}

impl Processor for Meter {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let Some(samples) = self.listener.take(block) else { return };
        let mut powers = [0.0; BANDS];
        self.mel.powers(samples, &mut powers);
        let mut rise = 0.0;
        for (power, last) in powers.iter().zip(&mut self.levels) {
            let level = 10.0 * (1.0 + power / LEAST).log10();
            rise += (level - *last).max(0.0);
            *last = level;
        }
        let strength = rise / BANDS as f32;
        // The first value has no predecessor, so its flux is 0.
        self.flux[(self.count % KEPT as u64) as usize] = if self.count == 0 { 0.0 } else { strength };
        self.count += 1;
        self.quiet = self.quiet.saturating_add(1);
        if self.is_onset(signals.value(SENSITIVITY)) {
            self.onsets = self.onsets.saturating_add(1);
            self.quiet = 0;
        }
        self.read[0] = strength;
        self.read[1] = self.onsets as f32;
        if self.count.is_multiple_of(LOOK) {
            let [tempo, regularity] = self.tempo();
            (self.read[2], self.read[3]) = (tempo, regularity);
        }
    }

    fn reset(&mut self) {
        self.listener.reset();
        self.flux.fill(0.0);
        self.levels = [0.0; BANDS];
        (self.count, self.quiet, self.onsets, self.read) = (0, 0, 0, [0.0; 4]);
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

    /// Decaying beats over quiet noise.
    fn beats(tempo: f64, seconds: f64) -> Vec<f32> {
        let period = 60.0 / tempo;
        let mut samples = noise(1, (seconds * RATE) as usize).remove(0);
        for (i, sample) in samples.iter_mut().enumerate() {
            let t = i as f64 / RATE - 0.3;
            let beat = (t / period).floor();
            let since = t - beat * period;
            let tone = if t < 0.0 { 0.0 } else { (TAU * 180.0 * since).sin() * (-since * 25.0).exp() };
            *sample = (0.5 * tone) as f32 + 0.001 * *sample;
        }
        samples
    }

    #[test]
    fn the_tempo_of_beats_is_detected() {
        for tempo in [72.0, 90.0, 100.0, 120.0, 128.0, 140.0, 150.0] {
            let [_, onsets, found, regularity] = measure(&TempoMeter::default(), &[beats(tempo, 10.0)], RATE);
            let expected = ((10.0 - 0.3) * tempo / 60.0).ceil();
            assert!((f64::from(onsets) - expected).abs() <= 1.0, "{tempo}: got {onsets} onsets, expected {expected}");
            assert!((f64::from(found) / tempo - 1.0).abs() < 0.01, "{tempo}: got {found}");
            assert!(regularity > 0.3, "{tempo}: regularity {regularity}");
        }
    }

    #[test]
    fn continuous_noise_has_no_onsets() {
        let [_, onsets, _, regularity] = measure(&TempoMeter::default(), &noise(1, 480_000), RATE);
        assert!(onsets <= 2.0 && regularity < 0.3, "{onsets} onsets, regularity {regularity}");
        let silent = measure::<4>(&TempoMeter::default(), &[vec![0.0; 480_000]], RATE);
        assert_eq!(silent, [0.0; 4], "silence");
    }
}
