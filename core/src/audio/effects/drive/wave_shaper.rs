//! Distortion by a transfer curve.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signal, Signals};
use crate::declare::{Kind, Number, Table, Unit};
use crate::audio::effects::decibels::gain_of;
use crate::audio::effects::drive::oversampling::Oversampler;
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

crate::choice! {
    /// Oversampling factor of the shaper: Web Audio's `OverSampleType`, plus `8x`.
    pub enum Oversample {
        /// No oversampling: frequencies that the curve adds above half the sample rate alias.
        None = "none",
        /// Twice the sample rate.
        Twice = "2x",
        /// Four times the sample rate.
        FourTimes = "4x",
        /// Eight times the sample rate.
        EightTimes = "8x",
    }
}

crate::effect! {
    /// Maps each sample through a curve, like Web Audio's `WaveShaperNode`: distortion, saturation, clipping.
    ///
    /// The values of the curve are evenly spaced from -1 to 1, with linear interpolation between them. Samples beyond
    /// that range take the first or last value. The default curve is a straight line, which clips at full scale.
    ///
    /// With oversampling, the frequencies that the curve adds between half the sample rate and half the higher rate are
    /// removed, instead of aliasing: by linear-phase half-band filters with an attenuation of 100 dB and a pass band of
    /// 0.455 of the sample rate (20 kHz at 44.1 kHz). The latency is 0, 80, 88 or 92 frames.
    pub struct WaveShaper: "waveShaper" in "drive" version 1 {
        /// Output values for inputs evenly spaced from -1 to 1.
        curve: Table = Kind::Table { default: &[-1.0, 0.0, 1.0], range: (-16.0, 16.0) },
        /// Oversampling factor.
        oversample: Oversample = Kind::FixedEnum { names: Oversample::NAMES, default: 0 },
        /// Gain before the curve.
        drive: f64 = Kind::Number(
            Number::new(0.0, -40.0, 60.0).typical(0.0, 40.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Gain after the curve.
        make_up: f64 = Kind::Number(
            Number::new(0.0, -60.0, 40.0).typical(-24.0, 12.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
    }
}

const CURVE: usize = WaveShaper::index("curve");
const DRIVE: usize = WaveShaper::index("drive");
const MAKE_UP: usize = WaveShaper::index("make_up");

impl Prepare for WaveShaper {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        // The index of the name is the number of doublings.
        let stages = self.oversample as usize;
        let mut channels = Vec::with_capacity(format.channels());
        for _ in 0..format.channels() {
            channels.push(Oversampler::new(stages)?);
        }
        let curve = Curve::new(self.curve.values())?;
        Ok(Box::new(Shaper { channels, curve, latency: Oversampler::latency(stages) }))
    }
}

/// A curve of at least two values.
#[derive(Debug)]
struct Curve(Vec<f32>);

impl Curve {
    fn new(values: &[f64]) -> Result<Self> {
        let mut curve = zeroed(values.len())?;
        curve.iter_mut().zip(values).for_each(|(slot, &value)| *slot = value as f32);
        Ok(Self(curve))
    }

    /// Source: Web Audio API, "WaveShaperNode", the curve attribute.
    #[inline]
    fn at(&self, x: f32) -> f32 {
        let last = self.0.len() - 1;
        let place = ((f64::from(x) + 1.0) * 0.5 * last as f64).max(0.0).min(last as f64);
        let index = (place as usize).min(last - 1);
        let part = place - index as f64;
        let Some(&[before, after]) = self.0[index..].first_chunk() else { return 0.0 };
        ((1.0 - part) * f64::from(before) + part * f64::from(after)) as f32
    }
}

fn louder(samples: &mut [f32], decibels: Signal<'_>) {
    match decibels {
        Signal::Constant(decibels) => {
            let factor = gain_of(decibels);
            samples.iter_mut().for_each(|sample| *sample *= factor);
        }
        Signal::Varying(decibels) => {
            samples.iter_mut().zip(decibels).for_each(|(sample, &decibels)| *sample *= gain_of(decibels));
        }
    }
}

#[derive(Debug)]
struct Shaper {
    channels: Vec<Oversampler>,
    curve: Curve,
    latency: usize,
}

impl Processor for Shaper {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        for (index, channel) in self.channels.iter_mut().enumerate() {
            let samples = block.channel_mut(index);
            louder(samples, signals.get(DRIVE));
            channel.run(samples, |samples| samples.iter_mut().for_each(|sample| *sample = self.curve.at(*sample)));
            louder(samples, signals.get(MAKE_UP));
        }
    }

    fn reset(&mut self) {
        self.channels.iter_mut().for_each(Oversampler::reset);
    }

    fn update(&mut self, effect: &dyn Effect) {
        if let Ok(curve) = Curve::new(effect.numbers(CURVE)) {
            self.curve = curve;
        }
    }

    fn latency(&self) -> usize {
        self.latency
    }

    fn tail(&self) -> usize {
        // A curve that maps 0 to another value never becomes silent. Linear-phase filters ring symmetrically, so the
        // tail is as long as the latency.
        if self.curve.at(0.0) == 0.0 { self.latency } else { usize::MAX }
    }
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;
    use crate::audio::{Chain, Change, Step};
    use crate::audio::effects::testing::{buffer, noise, run};
    use crate::declare::Value;


    fn shaper(curve: &[f64], oversample: Oversample) -> WaveShaper {
        WaveShaper { curve: Table::new(curve, (-16.0, 16.0)).unwrap(), oversample, ..WaveShaper::default() }
    }

    #[test]
    fn samples_follow_the_curve() {
        let curves: [&[f64]; 4] = [&[0.5, -0.25], &[-1.0, 0.3, 0.9], &[0.1, 0.7, -3.0, 0.2], &[1.0; 9]];
        for curve in curves {
            let input = noise(2, 500);
            let input: Vec<Vec<f32>> = input.iter().map(|c| c.iter().map(|sample| sample * 1.5).collect()).collect();
            let output = run(&shaper(curve, Oversample::None), &input);
            for (&x, &y) in input.concat().iter().zip(&output.concat()) {
                // Interpolates between the neighbouring points, found by a linear search.
                let place = |i: usize| 2.0 * i as f64 / (curve.len() - 1) as f64 - 1.0;
                let x = f64::from(x).clamp(-1.0, 1.0);
                let i = (0..curve.len() - 1).find(|&i| x <= place(i + 1)).unwrap();
                let expected = curve[i] + (x - place(i)) / (place(i + 1) - place(i)) * (curve[i + 1] - curve[i]);
                assert!((f64::from(y) - expected).abs() < 1e-6, "{curve:?} at {x}: got {y}, expected {expected}");
            }
        }
        let quiet: Vec<Vec<f32>> = noise(2, 500);
        assert_eq!(run(&WaveShaper::default(), &quiet), quiet, "the default curve is an identity within full scale");
    }

    const FRAMES: usize = 4096;

    /// The magnitude of a bin of 4096 frames.
    fn magnitude(samples: &[f32], bin: usize) -> f64 {
        let turn = |n: usize| ((n * bin) % FRAMES) as f64 / FRAMES as f64 * TAU;
        let (re, im) = samples.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, &y)| {
            (re + f64::from(y) * turn(n).cos(), im + f64::from(y) * turn(n).sin())
        });
        re.hypot(im) / (FRAMES as f64 / 2.0)
    }

    /// Shapes a tone, and returns it without the transient at its start.
    fn shaped(tone: usize, amplitude: f64, shaper: &WaveShaper) -> Vec<f32> {
        let sine = |n: usize| (amplitude * (n as f64 * tone as f64 / FRAMES as f64 * TAU).sin()) as f32;
        let input: Vec<f32> = (0..2 * FRAMES).map(sine).collect();
        run(shaper, &[input]).remove(0).split_off(FRAMES)
    }

    /// Shapes a tone of 9844 Hz by a hyperbolic tangent. The Fourier series of one period yields the levels of its
    /// harmonics. Harmonics beyond half the higher rate alias; the loudest alias below 20 kHz is the expected level.
    #[test]
    fn oversampling_leaves_aliases_of_the_higher_rate_only() {
        const TONE: usize = 840;
        let curve: Vec<f64> = (0..20_001).map(|i| (4.0 * (f64::from(i) / 10_000.0 - 1.0)).tanh()).collect();
        let harmonic = |k: usize| {
            let sum = |n: usize| {
                let turn = n as f64 / 8192.0;
                (4.0 * (turn * TAU).sin()).tanh() * (((n * k) % 8192) as f64 / 8192.0 * TAU).sin()
            };
            (0..8192).map(sum).sum::<f64>().abs() / 4096.0
        };
        let bins = || (8..1706).step_by(8).filter(|bin| bin % TONE != 0);
        for (&oversample, times) in Oversample::ALL.iter().zip([1, 2, 4, 8]) {
            let rate = times * FRAMES;
            let folded = |k: usize| (k * TONE % rate).min(rate - k * TONE % rate);
            let back = (3..200).step_by(2).filter(|&k| 2 * k * TONE > rate && folded(k) < 1706).map(harmonic);
            let expected = back.fold(0.0, f64::max);
            // The curve covers ten times full scale, and the drive compensates for it.
            let shaper = WaveShaper { drive: -20.0, ..shaper(&curve, oversample) };
            let samples = shaped(TONE, 10.0, &shaper);
            let level = bins().map(|bin| magnitude(&samples, bin)).fold(0.0, f64::max);
            let [level, expected] = [level, expected].map(|level| 20.0 * level.log10());
            // The stop band of the filters is 100 dB below the harmonics.
            assert!((level - expected).abs() < 0.5 || level.max(expected) < -105.0, "{oversample:?}: got {level} dB, expected {expected} dB");
        }
    }

    /// Only frequencies above half the higher rate alias. A third-order curve triples the frequency of a tone, so it
    /// has no aliases if the higher rate has room for that.
    #[test]
    fn a_cubic_has_no_aliases_at_twice_the_rate() {
        let curve: Vec<f64> = (0..65_536).map(|i| (f64::from(i) / 32_767.5 - 1.0).powi(3)).collect();
        let levels: Vec<f64> = Oversample::ALL
            .iter()
            // 3 × 1000 of 4096 bins alias to bin 1096.
            .map(|&oversample| 20.0 * magnitude(&shaped(1000, 0.9, &shaper(&curve, oversample)), 1096).log10())
            .collect();
        let expected = 20.0 * (0.9_f64.powi(3) / 4.0).log10();
        assert!((levels[0] - expected).abs() < 0.1, "{levels:?}: the alias without oversampling");
        assert!(levels[1..].iter().all(|&level| level < -100.0), "{levels:?}");
    }

    #[test]
    fn latency_and_tail_are_exact() {
        for (&oversample, latency) in Oversample::ALL.iter().zip([0, 80, 88, 92]) {
            let mut input = vec![0.0; 1024];
            input[300] = 0.5;
            let output = run(&shaper(&[-1.0, 0.0, 1.0], oversample), &[input.clone()]).remove(0);
            let loudest = (0..1024).max_by(|&a, &b| output[a].abs().total_cmp(&output[b].abs()));
            assert_eq!(loudest, Some(300 + latency), "{oversample:?}");
            let format = buffer(&[input]).format();
            let mut chain =
                Chain::new(format, vec![Step::new(Box::new(shaper(&[-1.0, 0.0, 1.0], oversample)))]).unwrap();
            assert_eq!((chain.latency(), chain.tail()), (latency, 2 * latency), "{oversample:?}");
            let end = 300 + 2 * latency;
            assert!(output[end + 1..].iter().all(|&sample| sample == 0.0), "{oversample:?}: silent after the tail");
            chain.change(0, &Change::Parameter(CURVE, &Value::Numbers(vec![0.0, 1.0])), None).unwrap();
            assert_eq!(chain.tail(), usize::MAX, "a curve that maps 0 to 0.5 has an infinite tail");
            let other = Value::Text("none".into());
            assert!(chain.change(0, &Change::Parameter(1, &other), None).is_err(), "fixed");
        }
    }
}
