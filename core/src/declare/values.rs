//! The values of parameters: as plain data, and as Rust types.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::resource::{Resource, Shared};
use super::{Kind, Number};
use crate::error::{Code, Detail, Error, Result};

/// A parameter's value as plain data, which JSON and JavaScript can represent.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A number. It can also set a Boolean, by 0 or 1, and an enum, by an index.
    Number(f64),
    /// A Boolean.
    Boolean(bool),
    /// A text.
    Text(String),
    /// A list of numbers: a matrix row by row, a colour, a point, a curve.
    Numbers(Vec<f64>),
    /// Objects: the fields of each by name.
    Records(Vec<Vec<(String, Self)>>),
    /// A resource. Bindings pass its handle.
    Resource(Shared),
    /// The handle of another frame that a step reads.
    Frame(u32),
    /// The null value.
    Null,
    /// A value that no parameter accepts; the text describes it.
    Other(Cow<'static, str>),
}

impl Value {
    /// The value, as in an error message.
    #[cold]
    #[inline(never)]
    pub fn received(&self) -> Detail {
        match self {
            Self::Number(number) => Detail::Number(*number),
            Self::Boolean(true) => "true".into(),
            Self::Boolean(false) => "false".into(),
            Self::Text(text) => super::quoted(text).into(),
            Self::Numbers(_) => "an array of numbers".into(),
            Self::Records(_) => "an array of objects".into(),
            Self::Resource(_) => "a resource".into(),
            Self::Null => "null".into(),
            Self::Other(what) => Detail::Text(what.clone()),
            Self::Frame(_) => "a frame".into(),
        }
    }
}

#[cold]
#[inline(never)]
pub(super) fn wrong(expected: impl Into<Detail>, value: &Value) -> Error {
    Error::new(Code::InvalidArgument, "", expected, value.received())
}

/// A Rust type of parameters.
pub trait ParameterType: Sized {
    /// The default in `kind`.
    fn default_of(kind: &Kind) -> Self;

    /// Converts `value`, if it is valid for `kind`.
    ///
    /// # Errors
    /// `invalid-argument` for a wrong type; `out-of-range` for a number outside the range.
    fn read(kind: &Kind, value: &Value) -> Result<Self>;

    /// Converts the value to plain data.
    fn write(&self, kind: &Kind) -> Value;

    /// The value as a single number, if it has one: the index of an enum's name; 0 or 1 for a Boolean.
    fn number(&self) -> Option<f64> {
        None
    }

    /// The numbers of a list or of records, without an allocation; empty for all other types.
    fn numbers(&self) -> &[f64] {
        &[]
    }

    /// Appends the value as numbers, for a field of a [record](super::Record).
    fn append_to(&self, numbers: &mut Vec<f64>) {
        numbers.extend(self.number());
    }
}

impl ParameterType for f64 {
    fn default_of(kind: &Kind) -> Self {
        if let Kind::Number(number) = kind { number.default } else { 0.0 }
    }

    fn read(kind: &Kind, value: &Value) -> Result<Self> {
        match (kind, value) {
            (Kind::Number(number), Value::Number(value)) => number.check(*value),
            _ => Err(wrong("a number", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Number(*self)
    }

    fn number(&self) -> Option<f64> {
        Some(*self)
    }
}

impl ParameterType for i32 {
    fn default_of(kind: &Kind) -> Self {
        if let Kind::Integer(number) = kind { number.default as Self } else { 0 }
    }

    fn read(kind: &Kind, value: &Value) -> Result<Self> {
        match (kind, value) {
            (Kind::Integer(number), Value::Number(whole)) => {
                let whole = number.check(*whole)?;
                // The range is within `i32`, so the cast is exact for a whole number.
                if f64::from(whole as Self) == whole { Ok(whole as Self) } else { Err(wrong("a whole number", value)) }
            }
            _ => Err(wrong("a whole number", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Number(f64::from(*self))
    }

    fn number(&self) -> Option<f64> {
        Some(f64::from(*self))
    }
}

impl ParameterType for u8 {
    fn default_of(kind: &Kind) -> Self {
        i32::default_of(kind).clamp(0, 255) as Self
    }

    fn read(kind: &Kind, value: &Value) -> Result<Self> {
        i32::read(kind, value).map(|number| number.clamp(0, 255) as Self)
    }

    fn write(&self, kind: &Kind) -> Value {
        i32::from(*self).write(kind)
    }

    fn number(&self) -> Option<f64> {
        Some(f64::from(*self))
    }
}

impl ParameterType for bool {
    fn default_of(kind: &Kind) -> Self {
        matches!(kind, Kind::Boolean(true))
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Boolean(value) => Ok(*value),
            Value::Number(0.0) => Ok(false),
            Value::Number(1.0) => Ok(true),
            _ => Err(wrong("true or false", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Boolean(*self)
    }

    fn number(&self) -> Option<f64> {
        Some(f64::from(u8::from(*self)))
    }
}

impl<const N: usize> ParameterType for [f64; N] {
    fn default_of(kind: &Kind) -> Self {
        let default: &[f64] = match kind {
            Kind::Matrix { default, .. } => default,
            Kind::Color(default) => default,
            Kind::Point(default) => default,
            _ => &[],
        };
        core::array::from_fn(|i| default.get(i).copied().unwrap_or_default())
    }

    fn read(kind: &Kind, value: &Value) -> Result<Self> {
        let range = if let Kind::Matrix { range, .. } = kind { *range } else { (0.0, 1.0) };
        let rule = Number::new(0.0, range.0, range.1);
        let Value::Numbers(numbers) = value else {
            return Err(wrong("an array of numbers", value));
        };
        let numbers: Self = numbers
            .as_slice()
            .try_into()
            .map_err(|_| Error::new(Code::InvalidArgument, "length", N as f64, numbers.len() as f64))?;
        numbers.iter().try_for_each(|&number| rule.check(number).map(drop))?;
        Ok(numbers)
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Numbers(self.to_vec())
    }

    fn append_to(&self, numbers: &mut Vec<f64>) {
        numbers.extend_from_slice(self);
    }
}

impl<T: Resource> ParameterType for Option<Arc<T>> {
    fn default_of(_: &Kind) -> Self {
        None
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            Value::Resource(shared) => shared.get().map(Some).ok_or_else(|| wrong(T::expected(), value)),
            // Bindings replace handles by resources, so a number isn't a resource.
            _ => Err(wrong(T::expected(), value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        self.clone().map_or(Value::Null, |resource| Value::Resource(resource.into()))
    }
}

/// Finds a name, or an index, among `names`.
///
/// # Errors
/// `invalid-argument` if it isn't found.
// Not inlined, because each enum would have its own copy.
#[inline(never)]
pub fn read_name(names: &'static [&'static str], value: &Value) -> Result<usize> {
    let found = match value {
        Value::Text(text) => names.iter().position(|name| name == text),
        Value::Number(number) => (0..names.len()).find(|&index| index as f64 == *number),
        _ => None,
    };
    found.ok_or_else(|| wrong(Detail::OneOf(names), value))
}
