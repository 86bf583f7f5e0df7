//! Steps and values as words (64-bit floats), as scripts write them.
//!
//! ```text
//! text      count, characters…
//! value     0, number | 1, 0 or 1 | 2, count, numbers… | 3, text | 4, resource | 5 (null) | 6, text (other value)
//!           | 7, frame | 8, count, record…
//! record    count, (field (text), value)…, whose values are no records
//! step      name (text), count, (parameter (text), value)…
//! chain     count, (step, mix, bypass (0 or 1))…, smoothing (0 or 1), lanes, (step, parameter)…
//! pipeline  version, precision (text), scale, count, step…
//! change    step, frame or NaN, count, (parameter, value)…: the mix and the bypass follow the last parameter
//! ```

use filmgate::declare::{Shared, Value};
use filmgate::error::{Code, Error, Result};

/// Resources that values refer to by number.
pub(crate) trait Resources {
    /// The resource with this number.
    fn resource(&self, number: f64) -> Result<Shared>;
}

/// No resources.
#[cfg(feature = "image")]
pub(crate) struct NoResources;

#[cfg(feature = "image")]
impl Resources for NoResources {
    fn resource(&self, number: f64) -> Result<Shared> {
        Err(Error::new(Code::InvalidArgument, "", "a value without resources", number))
    }
}

/// Reads staged words one after the other, in place.
#[derive(Clone)]
pub(crate) struct Words<'a> {
    rest: &'a [[u8; 8]],
    resources: &'a dyn Resources,
}

/// A step: the name of a filter or an effect, and its parameters by name.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) parameters: Vec<(String, Value)>,
}

/// The error for words that no script of this version writes.
fn damaged(received: f64) -> Error {
    Error::new(Code::InvalidArgument, "words", "words written by a script of this version", received)
}

impl<'a> Words<'a> {
    pub(crate) fn new(words: &'a [[u8; 8]], resources: &'a dyn Resources) -> Self {
        Self { rest: words, resources }
    }

    pub(crate) fn next(&mut self) -> Result<f64> {
        let (first, rest) = self.rest.split_first().ok_or_else(|| damaged(f64::NAN))?;
        self.rest = rest;
        Ok(f64::from_le_bytes(*first))
    }

    /// Reads a whole number.
    #[inline(never)]
    pub(crate) fn index(&mut self) -> Result<usize> {
        let word = self.next()?;
        let index = word as usize;
        if index as f64 == word { Ok(index) } else { Err(damaged(word)) }
    }

    /// Reads a count of items that take at least one word each.
    #[inline(never)]
    pub(crate) fn count(&mut self) -> Result<usize> {
        let count = self.index()?;
        if count <= self.rest.len() { Ok(count) } else { Err(damaged(count as f64)) }
    }

    /// Reads a count, and that number of words.
    fn list(&mut self) -> Result<impl ExactSizeIterator<Item = f64> + use<'a>> {
        let count = self.count()?;
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        Ok(taken.iter().map(|&word| f64::from_le_bytes(word)))
    }

    #[inline(never)]
    pub(crate) fn text(&mut self) -> Result<String> {
        let characters = self.list()?;
        let mut text = String::new();
        text.try_reserve(4 * characters.len()).map_err(|_| Error::out_of_memory(4 * characters.len()))?;
        for code in characters {
            text.push(char::from_u32(code as u32).unwrap_or('\u{fffd}'));
        }
        Ok(text)
    }

    #[inline(never)]
    pub(crate) fn value(&mut self) -> Result<Value> {
        let tag = self.index()?;
        if tag == 8 { self.records() } else { self.single(tag) }
    }

    fn records(&mut self) -> Result<Value> {
        let mut records = Vec::new();
        for _ in 0..self.count()? {
            let mut fields = Vec::new();
            for _ in 0..self.count()? {
                let name = self.text()?;
                let tag = self.index()?;
                fields.push((name, self.single(tag)?));
            }
            records.push(fields);
        }
        Ok(Value::Records(records))
    }

    fn single(&mut self, tag: usize) -> Result<Value> {
        Ok(match tag {
            0 => Value::Number(self.next()?),
            1 => Value::Boolean(self.next()? != 0.0),
            2 => {
                let list = self.list()?;
                let mut numbers = Vec::new();
                numbers
                    .try_reserve_exact(list.len())
                    .map_err(|_| Error::out_of_memory(list.len() * size_of::<f64>()))?;
                numbers.extend(list);
                Value::Numbers(numbers)
            }
            3 => Value::Text(self.text()?),
            4 => {
                let number = self.next()?;
                Value::Resource(self.resources.resource(number)?)
            }
            5 => Value::Null,
            7 => Value::Frame(self.next()? as u32),
            6 => Value::Other(self.text()?.into()),
            tag => return Err(damaged(tag as f64)),
        })
    }

    #[inline(never)]
    pub(crate) fn step(&mut self) -> Result<Step> {
        let name = self.text()?;
        let mut parameters = Vec::new();
        for _ in 0..self.count()? {
            let name = self.text()?;
            let value = self.value().map_err(|error| error.within(&name))?;
            parameters.push((name, value));
        }
        Ok(Step { name, parameters })
    }
}
