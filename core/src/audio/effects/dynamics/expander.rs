//! Expansion: reduces the level of quiet passages further.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::dynamics::envelope::{Follower, Group, LANE, Reduction, each, factors, over, part_of, to_decibels};
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;

crate::effect! {
    /// Reduces levels below a threshold (downward expander): 1 dB below it becomes `ratio` dB, with a gain reduction of
    /// at most `range`.
    ///
    /// Source: the curve of the compressor, mirrored (U. Zölzer, "DAFX", 2011, section 4.2), with the same detector:
    /// peaks in decibels, with a smooth branching detector after the gain computer. There is no latency.
    pub struct Expander: "expander" in "dynamics" version 1 {
        /// Level below which the gain is reduced.
        threshold: f64 = Kind::Number(
            Number::new(-40.0, -100.0, 0.0).typical(-80.0, 0.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Expansion ratio: 1 dB below the threshold becomes `ratio` dB.
        ratio: f64 = Kind::Number(
            Number::new(2.0, 1.0, 100.0).typical(1.0, 10.0).step(0.1).unit(Unit::Ratio).smooth(0.01)
        ),
        /// Width of the knee around the threshold.
        knee: f64 = Kind::Number(
            Number::new(6.0, 0.0, 40.0).typical(0.0, 30.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Maximum gain reduction.
        range: f64 = Kind::Number(
            Number::new(40.0, 0.0, 100.0).typical(0.0, 80.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Time constant of decreasing gain reduction, when the level rises: 1/e of the change remains after this time.
        attack: f64 = Kind::Number(
            Number::new(0.002, 0.0, 1.0).typical(0.0001, 0.1).step(0.0001).unit(Unit::Seconds)
        ),
        /// Time constant of increasing gain reduction.
        release: f64 = Kind::Number(
            Number::new(0.1, 0.0, 5.0).typical(0.01, 1.0).step(0.001).unit(Unit::Seconds)
        ),
        /// Whether the level is measured on the side-chain input, if it is connected.
        side_chain: bool = Kind::Boolean(false),
    } reads {
        /// Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction: Unit::Decibels,
    }
}

const THRESHOLD: usize = Expander::index("threshold");
const RATIO: usize = Expander::index("ratio");
const KNEE: usize = Expander::index("knee");
const RANGE: usize = Expander::index("range");
const ATTACK: usize = Expander::index("attack");
const RELEASE: usize = Expander::index("release");
const SIDE_CHAIN: usize = Expander::index("side_chain");

impl Prepare for Expander {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let (follower, reduction) = (Follower::default(), Reduction::default());
        Ok(Box::new(Engine { rate: format.sample_rate(), follower, reduction }))
    }
}

#[derive(Debug)]
struct Engine {
    rate: f64,
    follower: Follower,
    reduction: Reduction,
}

impl Processor for Engine {
    fn process(&mut self, block: &mut Block<'_>, side: Option<&Block<'_>>, signals: &Signals<'_>) {
        let ends_step = block.ends_step();
        let side = side.filter(|side| signals.value(SIDE_CHAIN) > 0.5 && side.channels() > 0);
        let attack = part_of(signals.value(ATTACK), self.rate);
        let release = part_of(signals.value(RELEASE), self.rate);
        let mut lane = LANE;
        let values = &mut lane[..block.frames()];
        for group in Group::all(true, block.channels()) {
            group.peaks(side.unwrap_or(block), values);
            let parameters = [THRESHOLD, RATIO, KNEE, RANGE].map(|index| signals.get(index));
            to_decibels(values);
            each(values, parameters, |level, [threshold, ratio, knee, range]| {
                ((ratio - 1.0) * over(threshold, level, knee)).min(range)
            });
            self.follower.run(values, release, attack, ends_step);
            self.reduction.add(values);
            factors(values);
            group.apply(block, values);
        }
        self.reduction.end(ends_step);
    }

    fn reset(&mut self) {
        self.follower = Follower::default();
        self.reduction = Reduction::default();
    }

    fn readings(&self, into: &mut [f32]) {
        self.reduction.read(into);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, measure, run};

    #[test]
    fn constants_converge_to_the_curve() {
        for (level, expected) in [(-20.0_f64, 0.0), (-37.0, 0.0), (-40.0, -0.75), (-50.0, -10.0), (-60.0, -20.0), (-100.0, -40.0)] {
            let samples = vec![10_f64.powf(level / 20.0) as f32; 96_000];
            let [reading] = measure(&Expander::default(), &[samples], RATE);
            assert!((reading - expected).abs() < 0.01, "{level} dB: reading {reading}");
        }
    }

    #[test]
    fn agrees_with_a_loop_in_double_precision() {
        let expander = Expander { knee: 0.0, ..Expander::default() };
        let input: Vec<f32> = (0..9600).map(|n| if n / 2400 % 2 == 0 { 0.5 } else { 0.002 }).collect();
        let output = run(&expander, core::slice::from_ref(&input));
        let (attack, release) = ((-1.0 / (0.002 * RATE)).exp(), (-1.0 / (0.1 * RATE)).exp());
        let mut y = 0.0;
        for (x, out) in input.iter().zip(&output[0]) {
            let under = (-40.0 - 20.0 * f64::from(x.abs()).log10()).clamp(0.0, 40.0);
            let part = if under > y { release } else { attack };
            y = part * y + (1.0 - part) * under;
            let expected = f64::from(*x) * 10_f64.powf(-y / 20.0);
            assert!((f64::from(*out) - expected).abs() < 1e-6, "got {out}, expected {expected}");
        }
    }
}
