//! How many blocks were how loud.

use alloc::vec::Vec;

use crate::audio::effects::decibels::FLOOR;
use crate::error::Result;
use crate::memory::zeroed;

/// Classes in an LU, and what the lowest and the highest begin at. What is louder is in the highest.
const CLASSES: f64 = 20.0;
const LOWEST: f64 = -70.0;
const COUNT: usize = 2000;

/// Blocks of a class, and the sum of their mean squares.
#[derive(Clone, Copy, Debug, Default)]
struct Class {
    blocks: u64,
    sum: f64,
}

/// Loudness of a mean square, by the recommendation.
pub(super) fn loudness(power: f64) -> f64 {
    if power > 0.0 { (10.0 / core::f64::consts::LN_10 * power.ln() - 0.691).max(f64::from(FLOOR)) } else { f64::from(FLOOR) }
}

/// Blocks by their loudness; those below the absolute gate are left out.
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

    /// A block of this mean square.
    pub(super) fn add(&mut self, power: f64) {
        let loudness = loudness(power);
        // The gate is passed by what is louder.
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

    /// The classes above a gate relative to the mean of all.
    fn above(&self, gate: f64) -> &[Class] {
        let gate = loudness(Self::mean(&self.classes)) + gate;
        // The nearest bound between two classes.
        let first = ((gate - LOWEST) * CLASSES + 0.5).max(0.0) as usize;
        self.classes.get(first..).unwrap_or_default()
    }

    /// The mean of what is above a gate relative to the mean of all, as a mean square.
    pub(super) fn mean_above(&self, gate: f64) -> f64 {
        Self::mean(self.above(gate))
    }

    /// From one percentile of what is above the gate to another, in LU.
    pub(super) fn range_above(&self, gate: f64, percentiles: [f64; 2]) -> f64 {
        let classes = self.above(gate);
        let count = Self::all(classes).blocks;
        if count == 0 {
            return 0.0;
        }
        let [low, high] = percentiles.map(|percentile| {
            // The nearest of them, as in Tech 3342's example.
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
