//! A step of a chain.

use alloc::boxed::Box;

use crate::audio::effects::Effect;

/// An effect of a chain.
#[derive(Debug)]
pub struct Step {
    /// What it does.
    pub effect: Box<dyn Effect>,
    /// How much of its result is heard: from 0, the sound as it came, to 1.
    pub mix: f64,
    /// Whether the sound goes by it. Going by, and coming back, take 10 ms, and nothing shifts in time.
    pub bypass: bool,
}

impl Step {
    /// All of an effect.
    pub fn new(effect: Box<dyn Effect>) -> Self {
        Self { effect, mix: 1.0, bypass: false }
    }
}
