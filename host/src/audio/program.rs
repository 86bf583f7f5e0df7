//! Effect chains, read from words.

use filmgate::audio::StepSpec;
use filmgate::error::Result;

use crate::wire::Words;

/// A staged chain.
pub(crate) struct Program {
    pub(crate) steps: Vec<StepSpec>,
    pub(crate) smoothing: bool,
    /// Step index and parameter index of each automated parameter.
    pub(crate) lanes: Vec<(usize, usize)>,
}

fn step(words: &mut Words<'_>) -> Result<StepSpec> {
    let step = words.step()?;
    Ok(StepSpec { effect: step.name, parameters: step.parameters, mix: words.next()?, bypass: words.next()? != 0.0 })
}

/// Reads a chain.
///
/// # Errors
/// `invalid-argument` for words that aren't a chain; `closed` for a resource that doesn't exist.
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
