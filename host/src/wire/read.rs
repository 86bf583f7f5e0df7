//! A chain as words, as the script writes it.
//!
//! ```text
//! chain   count, step…, smoothing (0 or 1), lanes, (step, parameter)…
//! step    effect, mix, bypass (0 or 1), count, (parameter, value)…
//! value   0, number | 1, 0 or 1 | 2, count, numbers… | 3, count, characters… | 4, sound | 5 (null) | 6 (something else) | 7, model
//! ```

use std::sync::Arc;

use filmgate::audio::effects::REGISTRY;
use filmgate::audio::effects::voice::NoiseModel;
use filmgate::audio::{AudioBuffer, Step};
use filmgate::declare::Value;
use filmgate::error::{Code, Error, Result};

/// Words, read one after the other, where they are staged.
pub(crate) struct Words<'a> {
    rest: &'a [[u8; 8]],
    resources: &'a Resources,
}

/// What steps can refer to, by number.
#[derive(Debug, Default)]
pub(crate) struct Resources {
    pub(crate) sounds: Vec<Arc<AudioBuffer>>,
    pub(crate) models: Vec<Arc<NoiseModel>>,
}

/// The error for words that no script of this version writes.
fn damaged(received: f64) -> Error {
    Error::new(Code::InvalidArgument, "program", "a chain as this version writes it", received)
}

impl<'a> Words<'a> {
    pub(crate) fn new(bytes: &'a [u8], resources: &'a Resources) -> Self {
        Self { rest: bytes.as_chunks().0, resources }
    }

    pub(crate) fn next(&mut self) -> Result<f64> {
        let (first, rest) = self.rest.split_first().ok_or_else(|| damaged(f64::NAN))?;
        self.rest = rest;
        Ok(f64::from_le_bytes(*first))
    }

    /// A whole number, no larger than there are words in a module's memory.
    pub(crate) fn count(&mut self) -> Result<usize> {
        let word = self.next()?;
        let count = word as usize;
        if count as f64 == word && count <= 1 << 28 { Ok(count) } else { Err(damaged(word)) }
    }

    fn take(&mut self, count: usize) -> Result<impl Iterator<Item = f64> + use<'a>> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| damaged(count as f64))?;
        self.rest = rest;
        Ok(taken.iter().map(|&word| f64::from_le_bytes(word)))
    }

    pub(crate) fn value(&mut self) -> Result<Value> {
        Ok(match self.count()? {
            0 => Value::Number(self.next()?),
            1 => Value::Boolean(self.next()? != 0.0),
            2 => {
                let count = self.count()?;
                Value::Numbers(self.take(count)?.collect())
            }
            3 => {
                let count = self.count()?;
                let characters = self.take(count)?;
                Value::Text(characters.map(|code| char::from_u32(code as u32).unwrap_or('\u{fffd}')).collect())
            }
            4 => {
                let sound = self.count()?;
                let sound = self.resources.sounds.get(sound).ok_or_else(|| damaged(sound as f64))?;
                Value::Resource(Arc::clone(sound).into())
            }
            5 => Value::Null,
            7 => {
                let model = self.count()?;
                let model = self.resources.models.get(model).ok_or_else(|| damaged(model as f64))?;
                Value::Resource(Arc::clone(model).into())
            }
            _ => Value::Other("something that no parameter can be"),
        })
    }

    fn step(&mut self, index: usize) -> Result<Step> {
        let effect = self.count()?;
        let spec = REGISTRY.get(effect).ok_or_else(|| {
            // JavaScript knows the numbers of all effects; some modules have the first ones only.
            let expected = "an effect of this module; filmgate/sound/full has all of them";
            Error::new(Code::UnknownEffect, format!("steps[{index}].effect"), expected, "another one")
        })?;
        let (mix, bypass, count) = (self.next()?, self.next()? != 0.0, self.count()?);
        let mut effect = (spec.create)();
        for _ in 0..count {
            let parameter = self.count()?;
            let value = self.value()?;
            effect.set(parameter, &value).map_err(|error| error.within(&format!("steps[{index}]")))?;
        }
        Ok(Step { effect, mix, bypass })
    }
}

/// What a program says.
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) smoothing: bool,
    pub(crate) lanes: Vec<(usize, usize)>,
}

/// Reads a program.
///
/// # Errors
/// What an effect finds wrong with a value; `invalid-argument` for words that are no program.
pub(crate) fn read(mut words: Words<'_>) -> Result<Program> {
    let count = words.count()?;
    let mut steps = Vec::new();
    for index in 0..count {
        steps.push(words.step(index)?);
    }
    let smoothing = words.next()? != 0.0;
    let count = words.count()?;
    let mut lanes = Vec::new();
    for _ in 0..count {
        lanes.push((words.count()?, words.count()?));
    }
    Ok(Program { steps, smoothing, lanes })
}
