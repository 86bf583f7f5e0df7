//! Compression: reduces the level of loud passages.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::dynamics::envelope::{Follower, Group, LANE, Reduction, each, factors, over, part_of, reductions};
use crate::audio::effects::{Prepare, Processor, flush};
use crate::error::Result;
use crate::memory::zeroed;

crate::choice! {
    /// Level detector.
    pub enum Detector {
        /// The absolute value of each sample.
        Peak = "peak",
        /// The root mean square, with a time constant of 10 ms.
        Rms = "rms",
    }
}

crate::effect! {
    /// Reduces levels above a threshold: `ratio` dB above it become 1 dB.
    ///
    /// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design" (2012): feed-forward, in
    /// decibels, with a quadratic knee and a smooth branching detector after the gain computer. There is no latency.
    pub struct Compressor: "compressor" in "dynamics" version 1 {
        /// Level from which the gain is reduced.
        threshold: f64 = Kind::Number(
            Number::new(-24.0, -100.0, 0.0).typical(-60.0, 0.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Compression ratio: `ratio` dB above the threshold become 1 dB.
        ratio: f64 = Kind::Number(
            Number::new(4.0, 1.0, 100.0).typical(1.0, 20.0).step(0.1).unit(Unit::Ratio).smooth(0.01)
        ),
        /// Width of the knee around the threshold.
        knee: f64 = Kind::Number(
            Number::new(6.0, 0.0, 40.0).typical(0.0, 30.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Time constant of increasing gain reduction: 1/e of the change remains after this time.
        attack: f64 = Kind::Number(
            Number::new(0.01, 0.0, 1.0).typical(0.0001, 0.1).step(0.0001).unit(Unit::Seconds)
        ),
        /// Time constant of decreasing gain reduction.
        release: f64 = Kind::Number(
            Number::new(0.1, 0.0, 5.0).typical(0.01, 1.0).step(0.001).unit(Unit::Seconds)
        ),
        /// Gain after compression.
        make_up: f64 = Kind::Number(
            Number::new(0.0, -40.0, 60.0).typical(0.0, 24.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Whether to add make-up gain of half the reduction at full scale.
        auto_make_up: bool = Kind::Boolean(false),
        /// Level detector.
        detector: Detector = Kind::Enum { names: Detector::NAMES, default: 0 },
        /// Whether all channels share the gain of the loudest one.
        stereo_link: bool = Kind::Boolean(true),
        /// Whether the level is measured on the side-chain input, if it is connected.
        side_chain: bool = Kind::Boolean(false),
    } reads {
        /// Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction: Unit::Decibels,
    }
}

const THRESHOLD: usize = Compressor::index("threshold");
const RATIO: usize = Compressor::index("ratio");
const KNEE: usize = Compressor::index("knee");
const ATTACK: usize = Compressor::index("attack");
const RELEASE: usize = Compressor::index("release");
const MAKE_UP: usize = Compressor::index("make_up");
const AUTO_MAKE_UP: usize = Compressor::index("auto_make_up");
const DETECTOR: usize = Compressor::index("detector");
const STEREO_LINK: usize = Compressor::index("stereo_link");
const SIDE_CHAIN: usize = Compressor::index("side_chain");

impl Prepare for Compressor {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        Ok(Box::new(Engine {
            rate: format.sample_rate(),
            followers: zeroed(format.channels())?,
            // A side chain may have more channels than the main input.
            powers: zeroed(AudioFormat::MAXIMUM_CHANNELS)?,
            reduction: Reduction::default(),
        }))
    }
}

#[derive(Debug)]
struct Engine {
    rate: f64,
    followers: Vec<Follower>,
    /// The mean squares of the channels of the detector's input.
    powers: Vec<f64>,
    reduction: Reduction,
}

impl Engine {
    fn mean_squares(&mut self, group: Group, heard: &Block<'_>, into: &mut [f32]) {
        into.fill(0.0);
        let part = part_of(0.01, self.rate);
        for (channel, mean) in group.channels(heard.channels()).zip(&mut self.powers[group.first()..]) {
            for (level, &sample) in into.iter_mut().zip(heard.channel(channel)) {
                *mean += part * (f64::from(sample) * f64::from(sample) - *mean);
                *level = level.max(*mean as f32);
            }
            if heard.ends_step() {
                *mean = flush(*mean);
            }
        }
        into.iter_mut().for_each(|level| *level = level.sqrt());
    }
}

impl Processor for Engine {
    fn process(&mut self, block: &mut Block<'_>, side: Option<&Block<'_>>, signals: &Signals<'_>) {
        let ends_step = block.ends_step();
        let side = side.filter(|side| signals.value(SIDE_CHAIN) > 0.5 && side.channels() > 0);
        let up = part_of(signals.value(ATTACK), self.rate);
        let down = part_of(signals.value(RELEASE), self.rate);
        let automatic = if signals.value(AUTO_MAKE_UP) > 0.5 { 0.5 } else { 0.0 };
        let [threshold, ratio, knee, make_up] = [THRESHOLD, RATIO, KNEE, MAKE_UP].map(|index| signals.get(index));
        let mut lane = LANE;
        let values = &mut lane[..block.frames()];
        for group in Group::all(signals.value(STEREO_LINK) > 0.5, block.channels()) {
            let heard = side.unwrap_or(block);
            if signals.value(DETECTOR) > 0.5 {
                self.mean_squares(group, heard, values);
            } else {
                group.peaks(heard, values);
            }
            reductions(values, threshold, ratio, knee);
            self.followers[group.first()].run(values, up, down, ends_step);
            self.reduction.add(values);
            each(values, [threshold, ratio, knee, make_up], |reduction, [threshold, ratio, knee, make_up]| {
                reduction - (make_up + automatic * ((1.0 - 1.0 / ratio) * over(0.0, threshold, knee)))
            });
            factors(values);
            group.apply(block, values);
        }
        self.reduction.end(ends_step);
    }

    fn reset(&mut self) {
        self.followers.fill(Follower::default());
        self.powers.fill(0.0);
        self.reduction = Reduction::default();
    }

    fn readings(&self, into: &mut [f32]) {
        self.reduction.read(into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, measure, noise, run};

    /// The paper's equations in double precision, channel by channel or linked.
    fn reference(c: &Compressor, input: &[Vec<f32>]) -> Vec<Vec<f64>> {
        let channels = input.len();
        let (attack, release) = ((-1.0 / (c.attack * RATE)).exp(), (-1.0 / (c.release * RATE)).exp());
        let average = (-1.0 / (0.01 * RATE)).exp();
        let (mut y, mut power) = (vec![0.0; channels], vec![0.0; channels]);
        let mut output = vec![Vec::new(); channels];
        let curve = |level: f64| {
            let over = level - c.threshold;
            if 2.0 * over < -c.knee {
                level
            } else if 2.0 * over.abs() <= c.knee {
                level + (1.0 / c.ratio - 1.0) * (over + c.knee / 2.0).powi(2) / (2.0 * c.knee)
            } else {
                c.threshold + over / c.ratio
            }
        };
        for (frame, _) in input[0].iter().enumerate() {
            let mut levels: Vec<f64> = (0..channels)
                .map(|channel| {
                    let x = f64::from(input[channel][frame]);
                    power[channel] = average * power[channel] + (1.0 - average) * x * x;
                    if c.detector == Detector::Rms { power[channel].sqrt() } else { x.abs() }
                })
                .collect();
            if c.stereo_link {
                let loudest = levels.iter().copied().fold(0.0, f64::max);
                levels.fill(loudest);
            }
            for channel in 0..channels {
                let level = 20.0 * levels[channel].max(1e-7).log10();
                let x = level - curve(level);
                let part = if x > y[channel] { attack } else { release };
                y[channel] = part * y[channel] + (1.0 - part) * x;
                let automatic = if c.auto_make_up { -curve(0.0) / 2.0 } else { 0.0 };
                let gain = 10_f64.powf((c.make_up + automatic - y[channel]) / 20.0);
                output[channel].push(f64::from(input[channel][frame]) * gain);
            }
        }
        output
    }

    #[test]
    fn agrees_with_the_equations_of_the_paper() {
        let mut input = noise(2, 4000);
        for (channel, samples) in input.iter_mut().enumerate() {
            let loudness = |frame: usize| if frame / 1000 % 2 == channel { 1.0 } else { 0.03 };
            samples.iter_mut().enumerate().for_each(|(frame, sample)| *sample *= loudness(frame));
        }
        let plain = Compressor::default();
        for compressor in [
            plain.clone(),
            Compressor { knee: 0.0, ratio: 20.0, attack: 0.001, release: 0.03, make_up: 6.0, ..plain.clone() },
            Compressor { detector: Detector::Rms, auto_make_up: true, ..plain.clone() },
            Compressor { stereo_link: false, threshold: -40.0, knee: 20.0, ..plain },
        ] {
            let output = run(&compressor, &input).concat();
            for (index, (out, expected)) in output.iter().zip(reference(&compressor, &input).concat()).enumerate() {
                let difference = (f64::from(*out) - expected).abs();
                assert!(difference < 1e-5 * expected.abs().max(0.1), "{compressor:?}, sample {index}: got {out}, expected {expected}");
            }
        }
    }

    #[test]
    fn a_constant_converges_to_the_curve_and_the_reading_follows() {
        let [reading] = measure(&Compressor::default(), &[vec![1.0; 48_000]], RATE);
        assert!((reading + 18.0).abs() < 0.01, "24 dB above the threshold become 6 dB: reading {reading}");
        let quiet = vec![vec![0.01; 1000]];
        assert_eq!(run(&Compressor::default(), &quiet), quiet, "bit-exact identity below the knee");
    }
}
