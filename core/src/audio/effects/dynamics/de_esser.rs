//! De-esser: reduces sharp consonants.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, GRID, Signal, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::biquad::Split;
use crate::audio::effects::dynamics::envelope::{Follower, Group, LANE, Reduction, each, factors, part_of, reductions};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

crate::choice! {
    /// The part of the audio whose gain is reduced.
    pub enum Turned {
        /// The band above the frequency.
        Split = "split",
        /// The whole band.
        Wide = "wide",
    }
}

crate::effect! {
    /// Reduces the sibilance of a voice: if the band above a frequency is louder than a threshold, `ratio` dB above it
    /// become 1 dB, with a gain reduction of at most `range`.
    ///
    /// The band is the upper side of a Linkwitz–Riley crossover (see `linkwitzRiley`). Its level is the peak of all
    /// channels, with a knee of 6 dB and the detector of `compressor`. In the mode `split`, the sides of the crossover
    /// are summed, which is an all-pass without gain reduction; in the mode `wide`, the audio is unchanged without gain
    /// reduction. There is no latency.
    pub struct DeEsser: "deEsser" in "dynamics" version 1 {
        /// Whether the gain of the band above the frequency or of the whole audio is reduced.
        mode: Turned = Kind::FixedEnum { names: Turned::NAMES, default: 0 },
        /// Crossover frequency: the level above it is measured.
        frequency: f64 = Kind::Number(
            Number::new(5500.0, 1000.0, 16_000.0).typical(3000.0, 10_000.0).step(10.0).unit(Unit::Hertz)
        ),
        /// Level from which the gain is reduced.
        threshold: f64 = Kind::Number(
            Number::new(-30.0, -100.0, 0.0).typical(-60.0, 0.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Compression ratio: `ratio` dB above the threshold become 1 dB.
        ratio: f64 = Kind::Number(
            Number::new(4.0, 1.0, 100.0).typical(1.0, 20.0).step(0.1).unit(Unit::Ratio).smooth(0.01)
        ),
        /// Maximum gain reduction.
        range: f64 = Kind::Number(
            Number::new(12.0, 0.0, 60.0).typical(0.0, 24.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Time constant of increasing gain reduction: 1/e of the change remains after this time.
        attack: f64 = Kind::Number(
            Number::new(0.001, 0.0, 0.1).typical(0.0001, 0.02).step(0.0001).unit(Unit::Seconds)
        ),
        /// Time constant of decreasing gain reduction.
        release: f64 = Kind::Number(
            Number::new(0.05, 0.0, 1.0).typical(0.01, 0.3).step(0.001).unit(Unit::Seconds)
        ),
    } reads {
        /// Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction: Unit::Decibels,
    }
}

const FREQUENCY: usize = DeEsser::index("frequency");
const THRESHOLD: usize = DeEsser::index("threshold");
const RATIO: usize = DeEsser::index("ratio");
const RANGE: usize = DeEsser::index("range");
const ATTACK: usize = DeEsser::index("attack");
const RELEASE: usize = DeEsser::index("release");

/// Width of the knee around the threshold, in dB.
const KNEE: f32 = 6.0;

impl Prepare for DeEsser {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let (channels, rate) = (format.channels(), format.sample_rate());
        let frequency = self.number(FREQUENCY).unwrap_or_default();
        let mut split = Split::new(0, channels)?;
        split.set(frequency, &[], rate);
        Ok(Box::new(Engine {
            rate,
            mode: self.mode,
            split,
            frequency,
            high: zeroed(GRID * channels)?,
            follower: Follower::default(),
            reduction: Reduction::default(),
        }))
    }
}

#[derive(Debug)]
struct Engine {
    rate: f64,
    mode: Turned,
    split: Split,
    /// Frequency that the split was computed for.
    frequency: f32,
    /// The samples of the upper band.
    high: Vec<f32>,
    follower: Follower,
    reduction: Reduction,
}

impl Processor for Engine {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let frequency = signals.value(FREQUENCY);
        if frequency != self.frequency {
            self.frequency = frequency;
            self.split.set(frequency, &[], self.rate);
        }
        let ends_step = block.ends_step();
        let mut high = Block::new(&mut self.high, GRID, block.channels(), block.frames(), block.position());
        high.copy_from(block);
        self.split.high.process(&mut high);
        let up = part_of(signals.value(ATTACK), self.rate);
        let down = part_of(signals.value(RELEASE), self.rate);
        let mut lane = LANE;
        let values = &mut lane[..block.frames()];
        for group in Group::all(true, block.channels()) {
            group.peaks(&high, values);
            let [threshold, ratio, range] = [THRESHOLD, RATIO, RANGE].map(|index| signals.get(index));
            reductions(values, threshold, ratio, Signal::Constant(KNEE));
            each(values, [range], |reduction, [range]| reduction.min(range));
            self.follower.run(values, up, down, ends_step);
            self.reduction.add(values);
            factors(values);
            if self.mode == Turned::Wide {
                group.apply(block, values);
                continue;
            }
            self.split.low.process(block);
            group.apply(&mut high, values);
            block.add(&high);
        }
        self.reduction.end(ends_step);
    }

    fn reset(&mut self) {
        self.split.reset();
        self.follower = Follower::default();
        self.reduction = Reduction::default();
    }

    fn tail(&self) -> usize {
        if self.mode == Turned::Wide { 0 } else { self.split.tail() }
    }

    fn readings(&self, into: &mut [f32]) {
        self.reduction.read(into);
    }
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::testing::{RATE, measure, noise, run};

    const FRAMES: usize = 24_000;

    /// A vowel (harmonics of 150 Hz up to 900 Hz), and, from the middle on, sibilance: noise whose low frequencies are
    /// removed by a second-order differentiator.
    fn voice() -> (Vec<f32>, Vec<f32>) {
        let vowel = |n: usize| (1..=6).map(|k| (n as f64 * 150.0 * f64::from(k) / RATE * TAU).sin() * 0.08).sum::<f64>() as f32;
        let noise = noise(1, FRAMES + 4).remove(0);
        let hiss = noise.windows(5).map(|w| 0.04 * (w[0] - 4.0 * w[1] + 6.0 * w[2] - 4.0 * w[3] + w[4]));
        let hiss = hiss.enumerate().map(|(n, sample)| if n < FRAMES / 2 { 0.0 } else { sample });
        ((0..FRAMES).map(vowel).collect(), hiss.collect())
    }

    fn sum(a: &[f32], b: &[f32]) -> Vec<f32> {
        a.iter().zip(b).map(|(a, b)| a + b).collect()
    }

    /// The level of a harmonic in the last 9600 frames, during the sibilance.
    fn level(samples: &[f32], frequency: f64) -> f64 {
        let frames = &samples[FRAMES - 9600..];
        let (re, im) = frames.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, &y)| {
            let turn = n as f64 * frequency / RATE * TAU;
            (re + f64::from(y) * turn.cos(), im + f64::from(y) * turn.sin())
        });
        20.0 * (re.hypot(im) / 4800.0).log10()
    }

    #[test]
    fn sibilance_is_reduced_and_vowels_are_kept() {
        let (vowel, hiss) = voice();
        let input = sum(&vowel, &hiss);
        let esser = DeEsser { threshold: -40.0, ..DeEsser::default() };
        let output = run(&esser, core::slice::from_ref(&input)).remove(0);
        for k in 1..=6 {
            let frequency = 150.0 * f64::from(k);
            let change = level(&output, frequency) - level(&input, frequency);
            assert!(change.abs() < 0.1, "{frequency} Hz: {change} dB");
        }
        // The remaining sibilance, measured between the harmonics of the vowel, because the gain applies to the whole
        // band.
        let heard = |samples: &[f32]| {
            let bins = (0..120).map(|i| level(samples, 7025.0 + 125.0 * f64::from(i)));
            10.0 * bins.map(|level| 10_f64.powf(level / 10.0)).sum::<f64>().log10()
        };
        let taken = heard(&input) - heard(&output);
        let [reading] = measure(&esser, core::slice::from_ref(&input), RATE);
        assert!(taken > 6.0 && (taken + f64::from(reading)).abs() < 2.0, "reduced by {taken} dB, reading {reading}");
        // At most half the reduction.
        let [less] = measure(&DeEsser { range: 6.0, ..esser.clone() }, core::slice::from_ref(&input), RATE);
        assert!(reading < -6.5 && (less + 6.0).abs() < 0.05, "{reading} dB; with a range of 6 dB: {less} dB");
        // No reduction for the vowel alone.
        let [quiet] = measure(&esser, core::slice::from_ref(&vowel), RATE);
        assert!(quiet > -0.01, "the vowel alone: {quiet}");
        let wide = DeEsser { mode: Turned::Wide, release: 0.005, ..esser };
        let same = run(&wide, core::slice::from_ref(&vowel))[0][FRAMES / 2..] == vowel[FRAMES / 2..];
        assert!(same, "`wide` leaves the vowel unchanged after its transient");
        let change = level(&run(&wide, core::slice::from_ref(&input))[0], 300.0) - level(&input, 300.0);
        assert!((change + taken).abs() < 2.0, "`wide` reduces the vowel, too: {change} dB");
    }

    #[test]
    fn a_tone_in_the_band_converges_to_the_curve() {
        let tone: Vec<f32> = (0..48_000).map(|n| (0.5 * (f64::from(n) * 15_000.0 / RATE * TAU).sin()) as f32).collect();
        let esser = DeEsser { frequency: 4000.0, range: 60.0, attack: 0.0, release: 1.0, ..DeEsser::default() };
        let [reading] = measure(&esser, &[tone], RATE);
        // 6.02 dB below full scale is 23.98 dB above the threshold, of which a quarter remains.
        assert!((reading + 0.75 * 23.98).abs() < 0.1, "{reading}");
    }
}
