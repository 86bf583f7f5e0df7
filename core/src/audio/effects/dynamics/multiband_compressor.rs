//! A compressor with separate bands.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::biquad::Split;
use crate::audio::effects::dynamics::envelope::{Follower, Group, LANE, Reduction, each, factors, part_of, reductions};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

/// Maximum number of bands.
const BANDS: usize = 4;

const THRESHOLD: Kind = Kind::Number(
    Number::new(-24.0, -100.0, 0.0).typical(-60.0, 0.0).step(0.1).unit(Unit::Decibels).smooth(0.01),
);

const RATIO: Kind =
    Kind::Number(Number::new(3.0, 1.0, 100.0).typical(1.0, 20.0).step(0.1).unit(Unit::Ratio).smooth(0.01));

const MAKE_UP: Kind = Kind::Number(
    Number::new(0.0, -40.0, 60.0).typical(-12.0, 24.0).step(0.1).unit(Unit::Decibels).smooth(0.01),
);

const fn attack(default: f64) -> Kind {
    Kind::Number(Number::new(default, 0.0, 1.0).typical(0.0001, 0.1).step(0.0001).unit(Unit::Seconds))
}

const fn release(default: f64) -> Kind {
    Kind::Number(Number::new(default, 0.0, 5.0).typical(0.01, 1.0).step(0.001).unit(Unit::Seconds))
}

const fn frequency(default: f64) -> Kind {
    Kind::Number(Number::new(default, 20.0, 20_000.0).typical(60.0, 12_000.0).step(1.0).unit(Unit::Hertz))
}

crate::effect! {
    /// Splits the audio into bands, and compresses each band above its threshold, like `compressor`.
    ///
    /// Bands are split from the lowest up by fourth-order Linkwitz–Riley crossovers (see `linkwitzRiley`). The lower
    /// bands pass through all-passes with the phase responses of the later crossovers, so that without gain reduction,
    /// the sum is an all-pass (J. D'Appolito, "Active Realization of Multiway All-Pass Crossover Systems", 1987). There
    /// is no latency.
    pub struct MultibandCompressor: "multibandCompressor" in "dynamics" version 1 {
        /// Number of bands. Parameters of unused bands are ignored.
        bands: i32 = Kind::Integer(Number::new(4.0, 2.0, 4.0).step(1.0).fixed()),
        /// Upper end of the lowest band.
        crossover_1: f64 = frequency(120.0),
        /// Upper end of the second band.
        crossover_2: f64 = frequency(1000.0),
        /// Upper end of the third band.
        crossover_3: f64 = frequency(6000.0),
        /// Width of the knee around each threshold.
        knee: f64 = Kind::Number(
            Number::new(6.0, 0.0, 40.0).typical(0.0, 30.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Whether all channels share the gain of the loudest one.
        stereo_link: bool = Kind::Boolean(true),
        /// Level from which the gain of the lowest band is reduced.
        threshold_1: f64 = THRESHOLD,
        /// Compression ratio of the lowest band.
        ratio_1: f64 = RATIO,
        /// Time constant of increasing gain reduction in the lowest band: 1/e of the change remains after this time.
        attack_1: f64 = attack(0.03),
        /// Time constant of decreasing gain reduction in the lowest band.
        release_1: f64 = release(0.2),
        /// Gain of the lowest band after compression.
        make_up_1: f64 = MAKE_UP,
        /// Level from which the gain of the second band is reduced.
        threshold_2: f64 = THRESHOLD,
        /// Compression ratio of the second band.
        ratio_2: f64 = RATIO,
        /// Time constant of increasing gain reduction in the second band: 1/e of the change remains after this time.
        attack_2: f64 = attack(0.015),
        /// Time constant of decreasing gain reduction in the second band.
        release_2: f64 = release(0.15),
        /// Gain of the second band after compression.
        make_up_2: f64 = MAKE_UP,
        /// Level from which the gain of the third band is reduced.
        threshold_3: f64 = THRESHOLD,
        /// Compression ratio of the third band.
        ratio_3: f64 = RATIO,
        /// Time constant of increasing gain reduction in the third band: 1/e of the change remains after this time.
        attack_3: f64 = attack(0.008),
        /// Time constant of decreasing gain reduction in the third band.
        release_3: f64 = release(0.1),
        /// Gain of the third band after compression.
        make_up_3: f64 = MAKE_UP,
        /// Level from which the gain of the fourth band is reduced.
        threshold_4: f64 = THRESHOLD,
        /// Compression ratio of the fourth band.
        ratio_4: f64 = RATIO,
        /// Time constant of increasing gain reduction in the fourth band: 1/e of the change remains after this time.
        attack_4: f64 = attack(0.003),
        /// Time constant of decreasing gain reduction in the fourth band.
        release_4: f64 = release(0.06),
        /// Gain of the fourth band after compression.
        make_up_4: f64 = MAKE_UP,
    } reads {
        /// Largest gain reduction of the lowest band in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction_1: Unit::Decibels,
        /// Largest gain reduction of the second band in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction_2: Unit::Decibels,
        /// Largest gain reduction of the third band, if it is used, in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction_3: Unit::Decibels,
        /// Largest gain reduction of the fourth band, if it is used, in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction_4: Unit::Decibels,
    }
}

const CROSSOVERS: usize = MultibandCompressor::index("crossover_1");
const KNEE: usize = MultibandCompressor::index("knee");
const STEREO_LINK: usize = MultibandCompressor::index("stereo_link");
const FIRST: usize = MultibandCompressor::index("threshold_1");
/// Number of parameters of a band: threshold, ratio, attack, release and make-up.
const OF_BAND: usize = MultibandCompressor::index("threshold_2") - FIRST;

impl Prepare for MultibandCompressor {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        // The declaration checks the range, but values set in Rust aren't checked.
        let last = (self.bands.unsigned_abs() as usize).clamp(2, BANDS) - 1;
        let mut splits = Vec::with_capacity(last);
        for split in 0..last {
            splits.push(Split::new(last - 1 - split, format.channels())?);
        }
        let mut bands = Vec::with_capacity(last + 1);
        for band in 0..=last {
            let (followers, reduction) = (zeroed(format.channels())?, Reduction::default());
            bands.push(Band { first: FIRST + band * OF_BAND, followers, reduction });
        }
        let samples = GRID * format.channels();
        let (low, sum) = (zeroed(samples)?, zeroed(samples)?);
        let mut engine = Engine { rate: format.sample_rate(), splits, made_of: [0.0; BANDS - 1], bands, low, sum };
        engine.make(core::array::from_fn(|index| self.number(CROSSOVERS + index).unwrap_or_default()));
        Ok(Box::new(engine))
    }
}

#[derive(Debug)]
struct Band {
    /// Index of the band's first parameter.
    first: usize,
    followers: Vec<Follower>,
    reduction: Reduction,
}

impl Band {
    fn compress(&mut self, block: &mut Block<'_>, signals: &Signals<'_>, rate: f64) {
        let ends_step = block.ends_step();
        let [up, down] = [2, 3].map(|index| part_of(signals.value(self.first + index), rate));
        let [threshold, ratio, make_up] = [0, 1, 4].map(|index| signals.get(self.first + index));
        let mut lane = LANE;
        let values = &mut lane[..block.frames()];
        for group in Group::all(signals.value(STEREO_LINK) > 0.5, block.channels()) {
            group.peaks(block, values);
            reductions(values, threshold, ratio, signals.get(KNEE));
            self.followers[group.first()].run(values, up, down, ends_step);
            self.reduction.add(values);
            each(values, [make_up], |reduction, [make_up]| reduction - make_up);
            factors(values);
            group.apply(block, values);
        }
        self.reduction.end(ends_step);
    }
}

#[derive(Debug)]
struct Engine {
    rate: f64,
    /// The splits from the lowest up: each splits the upper band of the one before.
    splits: Vec<Split>,
    made_of: [f32; BANDS - 1],
    bands: Vec<Band>,
    /// The samples of a band, and the sum of the bands processed so far.
    low: Vec<f32>,
    sum: Vec<f32>,
}

impl Engine {
    fn make(&mut self, frequencies: [f32; BANDS - 1]) {
        self.made_of = frequencies;
        let used = &frequencies[..self.splits.len()];
        for (index, split) in self.splits.iter_mut().enumerate() {
            split.set(used[index], &used[index + 1..], self.rate);
        }
    }
}

impl Processor for Engine {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let frequencies = core::array::from_fn(|index| signals.value(CROSSOVERS + index));
        if frequencies != self.made_of {
            self.make(frequencies);
        }
        let (channels, frames, position) = (block.channels(), block.frames(), block.position());
        let Some((last, bands)) = self.bands.split_last_mut() else { return };
        let mut low = Block::new(&mut self.low, GRID, channels, frames, position);
        let mut sum = Block::new(&mut self.sum, GRID, channels, frames, position);
        sum.clear();
        for (split, band) in self.splits.iter_mut().zip(bands) {
            low.copy_from(block);
            split.low.process(&mut low);
            split.high.process(block);
            band.compress(&mut low, signals, self.rate);
            sum.add(&low);
        }
        last.compress(block, signals, self.rate);
        block.add(&sum);
    }

    fn reset(&mut self) {
        self.splits.iter_mut().for_each(Split::reset);
        for band in &mut self.bands {
            band.followers.fill(Follower::default());
            band.reduction = Reduction::default();
        }
    }

    fn tail(&self) -> usize {
        self.splits.iter().fold(0, |sum: usize, split| sum.saturating_add(split.tail()))
    }

    fn readings(&self, into: &mut [f32]) {
        into.fill(0.0);
        for (band, reading) in self.bands.iter().zip(into.chunks_mut(1)) {
            band.reduction.read(reading);
        }
    }
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::dynamics::Compressor;
    use crate::audio::effects::testing::{RATE, measure, run};

    fn tone(frequency: f64, frames: usize) -> Vec<f32> {
        (0..frames).map(|n| (0.5 * (n as f64 * frequency / RATE * TAU).sin()) as f32).collect()
    }

    #[test]
    fn without_gain_reduction_it_is_an_all_pass() {
        const FRAMES: usize = 16_384;
        for bands in 2..=4 {
            for [crossover_1, crossover_2, crossover_3] in [[120.0, 1000.0, 6000.0], [80.0, 200.0, 15_000.0], [500.0, 500.0, 700.0]] {
                let flat = MultibandCompressor {
                    bands,
                    crossover_1,
                    crossover_2,
                    crossover_3,
                    ratio_1: 1.0,
                    ratio_2: 1.0,
                    ratio_3: 1.0,
                    ratio_4: 1.0,
                    ..MultibandCompressor::default()
                };
                let mut impulse = vec![0.0; FRAMES];
                impulse[0] = 1.0;
                let response = run(&flat, &[impulse]).remove(0);
                for step in 0..60 {
                    let turns = 20.0 * 1000_f64.powf(f64::from(step) / 59.0) / RATE;
                    let (re, im) = response.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, &y)| {
                        let turn = n as f64 * turns * TAU;
                        (re + f64::from(y) * turn.cos(), im + f64::from(y) * turn.sin())
                    });
                    let decibels = 20.0 * f64::hypot(re, im).log10();
                    assert!(decibels.abs() < 1e-4, "{bands} bands, {} Hz: {decibels} dB", turns * RATE);
                }
            }
        }
    }

    #[test]
    fn a_tone_is_compressed_in_its_band() {
        let multiband = MultibandCompressor { crossover_1: 100.0, crossover_2: 1500.0, crossover_3: 10_000.0, ..MultibandCompressor::default() };
        // Far from the crossovers. Still, 2 % of the third tone are in other bands, which is 0.2 dB.
        for (band, frequency) in [20.0, 387.0, 3900.0, 20_000.0].into_iter().enumerate() {
            let [attack, release] = [[0.03, 0.2], [0.015, 0.15], [0.008, 0.1], [0.003, 0.06]][band];
            let alike = Compressor { ratio: 3.0, attack, release, ..Compressor::default() };
            let input = vec![tone(frequency, 48_000)];
            let [expected] = measure::<1>(&alike, &input, RATE);
            let readings = measure::<4>(&multiband, &input, RATE);
            for (other, &reading) in readings.iter().enumerate() {
                let expected = if other == band { expected } else { 0.0 };
                assert!((reading - expected).abs() < 0.25, "{frequency} Hz, band {other}: got {readings:?}, expected {expected}");
            }
        }
    }

    #[cfg(feature = "equalizer")]
    #[test]
    fn two_bands_equal_two_filters_and_two_compressors() {
        use crate::audio::effects::equalizer::{LinkwitzRiley, Side};
        let input = crate::audio::effects::testing::noise(2, 4000);
        let two = MultibandCompressor { bands: 2, crossover_1: 2000.0, threshold_1: -40.0, make_up_2: 6.0, ..MultibandCompressor::default() };
        let alike = Compressor { ratio: 3.0, ..Compressor::default() };
        let band = |side, compressor: Compressor| run(&compressor, &run(&LinkwitzRiley { side, frequency: 2000.0 }, &input));
        let low = band(Side::Low, Compressor { threshold: -40.0, attack: 0.03, release: 0.2, ..alike.clone() });
        let high = band(Side::High, Compressor { make_up: 6.0, attack: 0.015, release: 0.15, ..alike });
        for ((low, high), both) in low.concat().iter().zip(high.concat()).zip(run(&two, &input).concat()) {
            assert!((low + high - both).abs() < 1e-6, "{low} + {high}, got {both}");
        }
    }
}
