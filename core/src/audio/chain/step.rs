//! A step of a chain.

use alloc::boxed::Box;

use crate::audio::effects::Effect;

/// An effect of a chain, with its mix and bypass.
#[derive(Debug)]
pub struct Step {
    /// The effect.
    pub effect: Box<dyn Effect>,
    /// The share of the effect's output, from 0 (the unprocessed input) to 1.
    pub mix: f64,
    /// Whether the effect is bypassed. Changes of the bypass cross-fade in 10 ms; latency is compensated.
    pub bypass: bool,
}

impl Step {
    /// A step with a mix of 1 that isn't bypassed.
    pub fn new(effect: Box<dyn Effect>) -> Self {
        Self { effect, mix: 1.0, bypass: false }
    }
}
