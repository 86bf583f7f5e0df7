//! Peak and level measurement.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::decibels::{FLOOR, decibels_of};
use crate::audio::effects::interpolation::{between, kernel};
use crate::audio::effects::{Prepare, Processor, flush};
use crate::error::Result;
use crate::memory::zeroed;

crate::effect! {
    /// Measures peaks, RMS, true peaks and correlation; the audio passes through unchanged.
    ///
    /// All values are updated every 128 frames. Peaks are held for a while and then decay, like the bar of a level
    /// meter. RMS is the root mean square (a sine at full scale has -3.01 dB). The true peak is the highest value
    /// between samples, by ITU-R BS.1770-5, Annex 2: oversampling by four with the recommendation's filter. From 96
    /// kHz, oversampling is by two; from 192 kHz, the samples themselves are measured. Silence is -144 dB.
    pub struct PeakMeter: "peakMeter" in "meters" version 1 {
        /// Time for which a peak is held.
        hold: f64 = Kind::Number(
            Number::new(0.5, 0.0, 10.0).typical(0.0, 3.0).step(0.01).unit(Unit::Seconds).fixed()
        ),
        /// Decay per second after the hold time. IEC 60268-10 specifies 20 dB in 1.7 s.
        decay: f64 = Kind::Number(
            Number::new(11.8, 0.0, 1000.0).typical(5.0, 60.0).step(0.1).unit(Unit::Decibels).fixed()
        ),
        /// Duration over which RMS and correlation are measured, in whole steps of 128 frames.
        window: f64 = Kind::Number(
            Number::new(0.3, 0.01, 3.0).step(0.01).unit(Unit::Seconds).fixed()
        ),
    } reads {
        /// Highest sample of all channels.
        peak: Unit::Decibels,
        /// RMS level of the loudest channel.
        rms: Unit::Decibels,
        /// Highest value including those between samples, in dBTP.
        true_peak: Unit::Decibels,
        /// Highest sample since the start.
        maximum_peak: Unit::Decibels,
        /// Highest true peak since the start.
        maximum_true_peak: Unit::Decibels,
        /// Correlation of the first two channels: 1 if they are equal, 0 if they are uncorrelated or silent, -1 if one
        /// is the inverse of the other.
        correlation: Unit::None,
        /// Highest sample of the first channel.
        left_peak: Unit::Decibels,
        /// Highest sample of the second channel.
        right_peak: Unit::Decibels,
        /// RMS level of the first channel.
        left_rms: Unit::Decibels,
        /// RMS level of the second channel.
        right_rms: Unit::Decibels,
    }
}

/// The interpolation filter of BS.1770: the lanes are the four positions between two samples.
const ANNEX_2: [[f32; 4]; TAPS] = {
    const HALF: [[f32; 2]; TAPS] = [
        [0.001_708_984_4, -0.029_174_805],
        [0.010_986_328, 0.029_296_875],
        [-0.019_653_32, -0.051_757_813],
        [0.033_203_125, 0.089_111_33],
        [-0.059_448_242, -0.166_503_9],
        [0.137_329_1, 0.465_087_9],
        [0.972_167_97, 0.779_785_16],
        [-0.102_294_92, -0.200_317_38],
        [0.047_607_422, 0.101_562_5],
        [-0.026_611_328, -0.058_227_54],
        [0.014_892_578, 0.033_081_055],
        [-0.008_300_781, -0.018_920_898],
    ];
    let mut all = [[0.0; 4]; TAPS];
    let mut tap = 0;
    while tap < TAPS {
        let other = TAPS - 1 - tap;
        all[tap] = [HALF[tap][0], HALF[tap][1], HALF[other][1], HALF[other][0]];
        tap += 1;
    }
    all
};

const TAPS: usize = 12;

/// A peak that is held and then decays, in grid steps.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    value: f32,
    /// Number of remaining steps of the hold time.
    steps: u32,
    /// The highest value of the current step.
    now: f32,
}

impl Held {
    fn end_step(&mut self, hold: u32, factor: f32) {
        if self.now >= self.value {
            (self.value, self.steps) = (self.now, hold);
        } else if self.steps > 0 {
            self.steps -= 1;
        } else {
            self.value = flush(f64::from(self.value * factor)) as f32;
            self.value = self.value.max(self.now);
        }
        self.now = 0.0;
    }
}

#[derive(Clone, Debug, Default)]
struct Channel {
    /// The samples before the block, followed by the block.
    samples: Vec<f32>,
    peak: Held,
    true_peak: Held,
    /// Sums of squares: of the current step, and of each step of the window.
    power: f64,
    powers: Vec<f64>,
}

#[derive(Debug)]
struct Meter {
    channels: Vec<Channel>,
    /// Sums of products of the first two channels, stored like the powers.
    product: f64,
    products: Vec<f64>,
    /// Number of steps measured, and index of the next step in the window.
    measured: usize,
    at: usize,
    kernel: Option<[[f32; 4]; TAPS]>,
    hold: u32,
    factor: f32,
    maximum: [f32; 2],
}

impl Prepare for PeakMeter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let rate = format.sample_rate();
        let step = GRID as f64 / rate;
        let steps = ((self.window / step + 0.5) as usize).max(1);
        let mut channels = Vec::with_capacity(format.channels());
        for _ in 0..format.channels() {
            channels.push(Channel { samples: zeroed(TAPS - 1 + GRID)?, powers: zeroed(steps)?, ..Channel::default() });
        }
        let kernel = match rate {
            ..96_000.0 => Some(ANNEX_2),
            // The position half way between two samples, in all four lanes.
            96_000.0..192_000.0 => Some(kernel(0.5, 0.0, 6.0)),
            _ => None,
        };
        Ok(Box::new(Meter {
            channels,
            product: 0.0,
            products: zeroed(steps)?,
            measured: 0,
            at: 0,
            kernel,
            hold: (self.hold / step + 0.5) as u32,
            factor: (-self.decay * step * core::f64::consts::LN_10 / 20.0).exp() as f32,
            maximum: [0.0; 2],
        }))
    }
}

impl Meter {
    fn end_step(&mut self) {
        for channel in &mut self.channels {
            self.maximum[0] = self.maximum[0].max(channel.peak.now);
            self.maximum[1] = self.maximum[1].max(channel.true_peak.now);
            channel.peak.end_step(self.hold, self.factor);
            channel.true_peak.end_step(self.hold, self.factor);
            channel.powers[self.at] = core::mem::take(&mut channel.power);
        }
        self.products[self.at] = core::mem::take(&mut self.product);
        self.at = (self.at + 1) % self.products.len();
        self.measured = (self.measured + 1).min(self.products.len());
    }

    #[inline(never)]
    fn power(&self, channel: &Channel) -> f64 {
        channel.powers.iter().sum::<f64>() / (self.measured.max(1) * GRID) as f64
    }

    fn correlation(&self) -> f32 {
        let [left, right, ..] = &*self.channels else { return 0.0 };
        let count = (self.measured.max(1) * GRID) as f64;
        let both = (self.power(left) * self.power(right)).sqrt() * count;
        if both > 1e-12 { ((self.products.iter().sum::<f64>() / both) as f32).clamp(-1.0, 1.0) } else { 0.0 }
    }
}

impl Processor for Meter {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, _: &Signals<'_>) {
        let frames = block.frames();
        for (index, channel) in self.channels.iter_mut().enumerate() {
            let samples = block.channel(index);
            let mut highest = samples.iter().fold(0.0_f32, |highest, sample| highest.max(sample.abs()));
            channel.peak.now = channel.peak.now.max(highest);
            for &sample in samples {
                channel.power += f64::from(sample) * f64::from(sample);
            }
            if let Some(kernel) = &self.kernel {
                channel.samples[TAPS - 1..][..frames].copy_from_slice(samples);
                let mut peaks = crate::simd::F32x4::splat(0.0);
                between(kernel, &channel.samples[..TAPS - 1 + frames], |_, places| peaks = peaks.max(places.abs()));
                // Filters out NaN and infinity.
                highest = peaks.to_array().into_iter().filter(|peak| peak.is_finite()).fold(highest, f32::max);
                channel.samples.copy_within(frames..frames + TAPS - 1, 0);
            }
            channel.true_peak.now = channel.true_peak.now.max(highest);
        }
        for (&left, &right) in block.channel(0).iter().zip(block.channel(1)) {
            self.product += f64::from(left) * f64::from(right);
        }
        if block.ends_step() {
            self.end_step();
        }
    }

    fn reset(&mut self) {
        for channel in &mut self.channels {
            channel.samples.fill(0.0);
            channel.powers.fill(0.0);
            (channel.peak, channel.true_peak, channel.power) = (Held::default(), Held::default(), 0.0);
        }
        self.products.fill(0.0);
        (self.product, self.measured, self.at, self.maximum) = (0.0, 0, 0, [0.0; 2]);
    }

    fn readings(&self, into: &mut [f32]) {
        let decibels = |factor: f32| decibels_of(f64::from(factor));
        let highest = |of: fn(&Channel) -> f32| decibels(self.channels.iter().map(of).fold(0.0, f32::max));
        let of = |index: usize, what: &dyn Fn(&Channel) -> f32| self.channels.get(index).map_or(FLOOR, what);
        let rms = |channel: &Channel| decibels_of(self.power(channel).sqrt());
        let peak = |channel: &Channel| decibels(channel.peak.value);
        let readings = [
            highest(|channel| channel.peak.value),
            self.channels.iter().map(rms).fold(FLOOR, f32::max),
            highest(|channel| channel.true_peak.value),
            decibels(self.maximum[0]),
            decibels(self.maximum[1]),
            self.correlation(),
            of(0, &peak),
            of(1, &peak),
            of(0, &rms),
            of(1, &rms),
        ];
        into.iter_mut().zip(readings).for_each(|(reading, value)| *reading = value);
    }
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::testing::{RATE, measure, noise};

    fn readings(channels: &[Vec<f32>], rate: f64) -> [f32; 10] {
        measure(&PeakMeter::default(), channels, rate)
    }

    /// A tone that fades in, because an abrupt start has higher peaks.
    fn tone(frequency: f64, amplitude: f64, phase: f64, frames: usize) -> Vec<f32> {
        let sine = |n: usize| amplitude * ((n as f64 * frequency + phase / 360.0) * TAU).sin();
        (0..frames).map(|n| (sine(n) * (n as f64 / 1000.0).min(1.0)) as f32).collect()
    }

    /// EBU Tech 3341, cases 15 to 19: tones whose samples miss their peaks.
    #[test]
    fn true_peaks_of_tones_agree_with_ebu() {
        for (frequency, amplitude, phase, expected) in [
            (4.0, 0.5, 0.0, -6.0),
            (4.0, 0.5, 45.0, -6.0),
            (6.0, 0.5, 60.0, -6.0),
            (8.0, 0.5, 67.5, -6.0),
            (4.0, 1.41, 45.0, 3.0),
        ] {
            let tone = tone(1.0 / frequency, amplitude, phase, 48000);
            let peak = readings(&[tone.clone(), tone], RATE)[4];
            assert!(peak <= expected + 0.2 && peak >= expected - 0.4, "fs/{frequency}, {phase}°: {peak} dBTP");
        }
    }

    /// Like cases 20 to 23: a single peak of full scale within a quiet tone, generated at four times the sample rate
    /// and decimated at each of the four phases. The shape of the peak is our own: 0 dBTP, with frequencies below a
    /// quarter of the rate.
    #[test]
    fn true_peaks_of_a_pulse_agree_with_ebu_at_any_position() {
        for place in 0..4 {
            let pulse = |n: f64| {
                let t = n - 600.0 + f64::from(place) / 4.0;
                let window = if t.abs() < 40.0 { (t / 40.0 * TAU / 4.0).cos().powi(2) } else { 0.0 };
                let sinc = if t == 0.0 { 1.0 } else { (t * TAU / 4.0).sin() / (t * TAU / 4.0) };
                sinc * window
            };
            let pulse: Vec<f32> = (0..1280).map(|n| pulse(f64::from(n)) as f32).collect();
            let peak = readings(&[pulse.clone(), pulse], RATE)[4];
            assert!((-0.4..=0.2).contains(&peak), "at {place}/4: {peak} dBTP");
        }
    }

    #[test]
    fn high_rates_need_less_oversampling() {
        for (rate, worst) in [(96_000.0, 0.1), (192_000.0, 0.5)] {
            // A tone of 20 kHz, whose samples may miss its peaks.
            let tone = tone(20_000.0 / rate, 0.5, 30.0, 9600);
            let peak = readings(&[tone], rate)[4];
            assert!((peak + 6.02).abs() < worst, "{rate} Hz: {peak}");
        }
    }

    #[test]
    fn levels_agree_with_the_formulas() {
        let mut channels = noise(2, 128 * 113);
        channels[1].iter_mut().for_each(|sample| *sample *= 0.25);
        let read = readings(&channels, RATE);
        // 300 ms are 112.5 steps, rounded up.
        let last = |channel: usize| channels[channel].iter().map(|&sample| f64::from(sample));
        let rms = |channel| 10.0 * (last(channel).map(|x| x * x).sum::<f64>() / (128.0 * 113.0)).log10();
        let peak = |channel| 20.0 * last(channel).fold(0.0, |peak: f64, x| peak.max(x.abs())).log10();
        for (index, expected) in [(0, peak(0)), (1, rms(0)), (6, peak(0)), (7, peak(1)), (8, rms(0)), (9, rms(1))] {
            assert!((f64::from(read[index]) - expected).abs() < 1e-4, "reading {index}: got {}, expected {expected}", read[index]);
        }
        let product: f64 = last(0).zip(last(1)).map(|(a, b)| a * b).sum();
        let power = |channel| last(channel).map(|x| x * x).sum::<f64>();
        let expected = product / (power(0) * power(1)).sqrt();
        assert!((f64::from(read[5]) - expected).abs() < 1e-5, "correlation: got {}, expected {expected}", read[5]);
        let upside_down: Vec<f32> = channels[0].iter().map(|sample| -sample / 3.0).collect();
        assert!((readings(&[channels[0].clone(), upside_down], RATE)[5] + 1.0).abs() < 1e-6, "inverted channel");
        assert_eq!(readings(&[vec![0.0; 1280]], RATE)[..6], [FLOOR, FLOOR, FLOOR, FLOOR, FLOOR, 0.0], "silence");
    }

    #[test]
    fn peaks_are_held_and_decay() {
        let mut samples = vec![0.0; 128 * 1000];
        samples[5] = 1.0;
        for (seconds, expected) in [(0.3, 0.0), (0.5, 0.0), (1.5, -11.8), (2.5, -23.6)] {
            let read = readings(&[samples[..(seconds * RATE) as usize / 128 * 128].to_vec()], RATE);
            assert!((read[0] - expected).abs() < 0.1, "after {seconds} s: {}", read[0]);
            assert_eq!(read[3], 0.0, "the maximum is kept");
        }
    }
}
