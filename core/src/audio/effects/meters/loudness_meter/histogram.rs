//! A histogram of loudness blocks.

use alloc::vec::Vec;

use crate::audio::effects::decibels::FLOOR;
use crate::error::Result;
use crate::memory::zeroed;

/// Bins per LU, lower end of the lowest bin, and number of bins. Louder blocks count in the highest bin.
const CLASSES: f64 = 20.0;
const LOWEST: f64 = -70.0;
const COUNT: usize = 2000;

/// Number of blocks in a bin, and the sum of their mean squares.
#[derive(Clone, Copy, Debug, Default)]
struct Class {
    blocks: u64,
    sum: f64,
}

/// The loudness of a mean square, by the recommendation.
pub(super) fn loudness(power: f64) -> f64 {
    if power > 0.0 { (10.0 / core::f64::consts::LN_10 * power.ln() - 0.691).max(f64::from(FLOOR)) } else { f64::from(FLOOR) }
}

/// Blocks by loudness; blocks below the absolute gate are ignored.
#[derive(Debug)]
pub(super) struct Histogram {
    classes: Vec<Class>,
}

impl Histogram {
    pub(super) fn new() -> Result<Self> {
        Ok(Self { classes: zeroed(COUNT)? })
    }

    pub(super) fn clear(&mut self) {
        self.classes.fill(Class::default());
    }

    /// Adds a block with this mean square.
    pub(super) fn add(&mut self, power: f64) {
        let loudness = loudness(power);
        // The loudness must exceed the gate.
        if loudness > LOWEST && power.is_finite() {
            let class = &mut self.classes[(((loudness - LOWEST) * CLASSES) as usize).min(COUNT - 1)];
            class.blocks += 1;
            class.sum += power;
        }
    }

    fn all(classes: &[Class]) -> Class {
        let add = |all: Class, class: &Class| Class { blocks: all.blocks + class.blocks, sum: all.sum + class.sum };
        classes.iter().fold(Class::default(), add)
    }

    fn mean(classes: &[Class]) -> f64 {
        let all = Self::all(classes);
        if all.blocks > 0 { all.sum / all.blocks as f64 } else { 0.0 }
    }

    /// The bins above a gate relative to the mean of all blocks.
    fn above(&self, gate: f64) -> &[Class] {
        let gate = loudness(Self::mean(&self.classes)) + gate;
        // Rounds the gate to the nearest boundary between bins.
        let first = ((gate - LOWEST) * CLASSES + 0.5).max(0.0) as usize;
        self.classes.get(first..).unwrap_or_default()
    }

    /// The mean of the blocks above a gate relative to the mean of all blocks, as a mean square.
    pub(super) fn mean_above(&self, gate: f64) -> f64 {
        Self::mean(self.above(gate))
    }

    /// The distance between two percentiles of the blocks above the gate, in LU.
    pub(super) fn range_above(&self, gate: f64, percentiles: [f64; 2]) -> f64 {
        let classes = self.above(gate);
        let count = Self::all(classes).blocks;
        if count == 0 {
            return 0.0;
        }
        let [low, high] = percentiles.map(|percentile| {
            // The nearest rank, as in the example of Tech 3342.
            let rank = ((count - 1) as f64 * percentile + 0.5) as u64;
            let mut before = 0;
            let class = classes.iter().find(|class| {
                before += class.blocks;
                before > rank
            });
            class.map_or(0.0, |class| loudness(class.sum / class.blocks as f64))
        });
        high - low
    }
}
