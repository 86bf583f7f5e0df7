//! Effect chains, read from words.

use filmgate::audio::Step;
use filmgate::audio::effects;
use filmgate::declare::set_by_name;
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
    let described = words.step()?;
    let mut effect = effects::create(&described.name).map_err(|error| {
        // The script contains the names of all effects, but some modules omit the last family.
        Error::new(
            Code::UnknownEffect,
            "effect",
            "an effect of this module; filmgate/audio/full has all effects",
            error.received,
        )
    })?;
    let parameters = effect.spec().parameters;
    for (name, value) in &described.parameters {
        set_by_name(&mut *effect, parameters, name, value)?;
    }
    Ok(Step { effect, mix: words.next()?, bypass: words.next()? != 0.0 })
}

/// Reads a chain.
///
/// # Errors
/// Errors of an effect for an invalid value; `invalid-argument` for words that aren't a chain.
pub(crate) fn read(mut words: Words<'_>) -> Result<Program> {
    let mut steps = Vec::new();
    for index in 0..words.count()? {
        steps.push(step(&mut words).map_err(|error| error.within(&format!("steps[{index}]")))?);
    }
    let smoothing = words.next()? != 0.0;
    let mut lanes = Vec::new();
    for _ in 0..words.count()? {
        lanes.push((words.index()?, words.index()?));
    }
    Ok(Program { steps, smoothing, lanes })
}
