//! Effect chains, read from words.

use filmgate::audio::{Step, StepSpec};
use filmgate::error::{Code, Error, Result};

use crate::wire::Words;

/// A staged chain.
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) smoothing: bool,
    /// Step index and parameter index of each automated parameter.
    pub(crate) lanes: Vec<(usize, usize)>,
}

fn step(words: &mut Words<'_>) -> Result<Step> {
    let step = words.step()?;
    let (mix, bypass) = (words.next()?, words.next()? != 0.0);
    StepSpec { effect: step.name, parameters: step.parameters, mix, bypass }.build().map_err(known_elsewhere)
}

/// The script contains the names of all effects, but some modules omit the last family.
#[cold]
fn known_elsewhere(mut error: Error) -> Error {
    if error.code == Code::UnknownEffect {
        error.expected = "an effect of this module; filmgate/audio/full has all effects".into();
    }
    error
}

/// Adds the step to an error.
#[cold]
#[inline(never)]
pub(crate) fn in_step(step: usize, error: Error) -> Error {
    error.within(&format!("steps[{step}]"))
}

/// Reads a chain.
///
/// # Errors
/// Those of the effects; `invalid-argument` for words that aren't a chain; `closed` for a resource that doesn't exist.
pub(crate) fn read(mut words: Words<'_>) -> Result<Program> {
    let mut steps = Vec::new();
    for index in 0..words.count()? {
        steps.push(step(&mut words).map_err(|error| in_step(index, error))?);
    }
    let smoothing = words.next()? != 0.0;
    let mut lanes = Vec::new();
    for _ in 0..words.count()? {
        lanes.push((words.index()?, words.index()?));
    }
    Ok(Program { steps, smoothing, lanes })
}
