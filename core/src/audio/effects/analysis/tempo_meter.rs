//! Where something begins, and how fast it goes.

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
    /// Finds onsets, the beginnings of notes and beats, and the tempo; the sound stays as it is.
    ///
    /// Sources: J. Bello et al., "A Tutorial on Onset Detection in Music Signals" (2005), spectral flux: what the levels of 40 bands
    /// on the mel scale rise by, of the mean of all channels, anew about every 10 ms; an onset is a peak that is `sensitivity` above
    /// the mean of the last 100 ms and 50 ms after the last one at least. D. Ellis, "Beat Tracking by Dynamic Programming"
    /// (2007): the tempo is the lag at which the flux of the last 6 s (or so) is most like itself, weighed by a bell on a logarithmic
    /// scale around 120 beats a minute; from 30 to 240. Where twice or half as fast is as likely, what is nearer to 120 wins. An onset is told about 25 ms after it was heard.
    ///
    /// In JavaScript it is in `filmgate/sound/full`.
    pub struct TempoMeter: "tempoMeter" in "analysis" version 1 {
        /// By how much a band's level must rise on an average to be an onset.
        sensitivity: f64 = Kind::Number(Number::new(1.5, 0.1, 20.0).typical(0.5, 6.0).step(0.1).unit(Unit::Decibels)),
    } reads {
        /// What the levels rise by now, on an average of all bands.
        onset_strength: Unit::Decibels,
        /// Onsets since the beginning.
        onsets: Unit::None,
        /// Beats a minute; 0 until there is something to say.
        tempo: Unit::None,
        /// How much the flux is like itself a beat later: 1 is the same.
        regularity: Unit::Factor,
    }
}

const SENSITIVITY: usize = TempoMeter::index("sensitivity");

const BANDS: usize = 40;

/// Values of the flux that are kept: at 48 kHz 5.5 s.
const KEPT: usize = 512;

/// Values between two looks at the tempo.
const LOOK: u64 = 32;

/// Levels are decibels of power above this.
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
    /// From one value of the flux to the next.
    seconds: f64,
    levels: [f32; BANDS],
    /// The last values, that of number `n` at its remainder by [`KEPT`].
    flux: Vec<f32>,
    /// The same in order, smoothed.
    smooth: Vec<f32>,
    /// How much the flux is like itself, lag by lag.
    alike: Vec<f32>,
    count: u64,
    /// Values since the last onset.
    quiet: u32,
    onsets: u32,
    read: [f32; 4],
}

impl Meter {
    /// The flux so many values ago.
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

    /// The tempo and the regularity of the flux that is kept.
    fn tempo(&mut self) -> [f32; 2] {
        let mean = self.flux.iter().sum::<f32>() / KEPT as f32;
        let start = (self.count % KEPT as u64) as usize;
        for (i, slot) in self.smooth.iter_mut().enumerate() {
            *slot = self.flux[(start + i) % KEPT] - mean;
        }
        // Beats lie between values, too: each is spread over some 20 ms.
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
            // Of fewer pairs each counts more.
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
        // Nothing was before the first.
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

    /// Beats that die away, over soft noise.
    fn beats(tempo: f64, seconds: f64) -> Vec<f32> {
        let period = 60.0 / tempo;
        let mut sound = noise(1, (seconds * RATE) as usize).remove(0);
        for (i, sample) in sound.iter_mut().enumerate() {
            let t = i as f64 / RATE - 0.3;
            let beat = (t / period).floor();
            let since = t - beat * period;
            let tone = if t < 0.0 { 0.0 } else { (TAU * 180.0 * since).sin() * (-since * 25.0).exp() };
            *sample = (0.5 * tone) as f32 + 0.001 * *sample;
        }
        sound
    }

    #[test]
    fn the_tempo_of_beats_is_found() {
        for tempo in [72.0, 90.0, 100.0, 120.0, 128.0, 140.0, 150.0] {
            let [_, onsets, found, regularity] = measure(&TempoMeter::default(), &[beats(tempo, 10.0)], RATE);
            let expected = ((10.0 - 0.3) * tempo / 60.0).ceil();
            assert!((f64::from(onsets) - expected).abs() <= 1.0, "{tempo}: {onsets} onsets of {expected}");
            assert!((f64::from(found) / tempo - 1.0).abs() < 0.01, "{tempo}: {found}");
            assert!(regularity > 0.3, "{tempo}: {regularity}");
        }
    }

    #[test]
    fn noise_that_goes_on_has_no_onsets() {
        let [_, onsets, _, regularity] = measure(&TempoMeter::default(), &noise(1, 480_000), RATE);
        assert!(onsets <= 2.0 && regularity < 0.3, "{onsets} onsets, {regularity}");
        let silent = measure::<4>(&TempoMeter::default(), &[vec![0.0; 480_000]], RATE);
        assert_eq!(silent, [0.0; 4], "silence");
    }
}
