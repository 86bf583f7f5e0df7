//! A step of a chain, built or as data.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::audio::effects::{self, Effect};
use crate::declare::{Value, set_by_name};
use crate::error::Result;

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

/// A step as data: the name of an effect and values of its parameters.
#[derive(Clone, Debug)]
pub struct StepSpec {
    /// Name of the effect.
    pub effect: String,
    /// Values by parameter name, in `camelCase`. Other parameters have their defaults.
    pub parameters: Vec<(String, Value)>,
    /// See [`Step::mix`].
    pub mix: f64,
    /// See [`Step::bypass`].
    pub bypass: bool,
}

impl Default for StepSpec {
    fn default() -> Self {
        Self { effect: String::new(), parameters: Vec::new(), mix: 1.0, bypass: false }
    }
}

impl StepSpec {
    /// Creates the effect and sets its parameters.
    ///
    /// # Errors
    /// `unknown-effect`; `unknown-parameter`, `invalid-argument` and `out-of-range`, naming the parameter.
    pub fn build(&self) -> Result<Step> {
        let mut effect = effects::create(&self.effect)?;
        let parameters = effect.spec().parameters;
        for (name, value) in &self.parameters {
            set_by_name(&mut *effect, parameters, name, value)?;
        }
        Ok(Step { effect, mix: self.mix, bypass: self.bypass })
    }
}
