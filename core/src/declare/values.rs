//! The values of parameters: on their way in and out, and as Rust types.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Kind, Number};
use crate::error::{Code, Detail, Error, Result};
use crate::resource::Resource;

/// A parameter's value on its way in or out: what JSON and JavaScript can say.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A number; a Boolean is 0 or 1 here, an enum its index, when it is set by number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A word.
    Text(String),
    /// Numbers: a matrix row by row, a colour, a point, a curve.
    Numbers(Vec<f64>),
    /// Something large, which the other side names by its handle.
    Resource(Resource),
    /// Nothing.
    Null,
    /// Something that no parameter can be; the word says what it was.
    Other(&'static str),
}

impl Value {
    pub(crate) fn received(&self) -> Detail {
        match self {
            Self::Number(number) => Detail::Number(*number),
            Self::Boolean(true) => "true".into(),
            Self::Boolean(false) => "false".into(),
            Self::Text(text) => text.clone().into(),
            Self::Numbers(_) => "an array of another length".into(),
            Self::Resource(_) => "a resource".into(),
            Self::Null => "null".into(),
            Self::Other(what) => (*what).into(),
        }
    }
}

fn wrong(expected: impl Into<Detail>, value: &Value) -> Error {
    Error::new(Code::InvalidArgument, "", expected, value.received())
}

/// A Rust type that a parameter can have.
pub trait ParameterType: Sized {
    /// The default that `kind` states.
    fn default_of(kind: &Kind) -> Self;

    /// `value`, if `kind` allows it.
    ///
    /// # Errors
    /// `invalid-argument` for a wrong type, `out-of-range` for a number outside the range.
    fn read(kind: &Kind, value: &Value) -> Result<Self>;

    /// The value as it is written.
    fn write(&self, kind: &Kind) -> Value;

    /// The value as one number, if it can be said so: an enum by the number of its word, a Boolean by 0 or 1.
    fn number(&self) -> Option<f64> {
        None
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
                // The range is within i32, so the cast is exact for a whole number.
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
}

/// Points of a curve: `x` and `y` in turn, each from 0 to 1, `x` rising from point to point.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve(Vec<f64>);

impl Curve {
    /// The most points of a curve.
    pub const MAXIMUM_POINTS: usize = 64;

    /// A curve through these points.
    ///
    /// # Errors
    /// `invalid-argument` for less than 2 or more than 64 points, an odd count of numbers, or an `x` that doesn't rise;
    /// `out-of-range` for a number outside 0…1.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let points = numbers.as_chunks::<2>().0;
        if !numbers.len().is_multiple_of(2) || !(2..=Self::MAXIMUM_POINTS).contains(&points.len()) {
            let expected = Detail::from("from 2 to 64 points, two numbers each");
            return Err(Error::new(Code::InvalidArgument, "length", expected, numbers.len() as f64));
        }
        let rule = Number::new(0.0, 0.0, 1.0);
        numbers.iter().try_for_each(|&number| rule.check(number).map(drop))?;
        match points.windows(2).find(|pair| pair[0][0] >= pair[1][0]) {
            Some(pair) => Err(Error::new(Code::InvalidArgument, "", "an x larger than the one before", pair[1][0])),
            None => Ok(Self(numbers.to_vec())),
        }
    }

    /// The points, `[x, y]`.
    pub fn points(&self) -> &[[f64; 2]] {
        self.0.as_chunks().0
    }
}

impl ParameterType for Curve {
    fn default_of(kind: &Kind) -> Self {
        let default: &[f64] = if let Kind::Curve(default) = kind { default } else { &[0.0, 0.0, 1.0, 1.0] };
        Self(default.to_vec())
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Numbers(numbers) => Self::new(numbers),
            _ => Err(wrong("an array of numbers", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Numbers(self.0.clone())
    }
}

/// Values of a curve at evenly spread places.
#[derive(Clone, Debug, PartialEq)]
pub struct Table(Vec<f64>);

impl Table {
    /// The most values of a table.
    pub const MAXIMUM: usize = 65_536;

    /// A table of these values.
    ///
    /// # Errors
    /// `invalid-argument` for less than 2 or more than 65536 values; `out-of-range` for one outside `range`.
    pub fn new(numbers: &[f64], range: (f64, f64)) -> Result<Self> {
        if !(2..=Self::MAXIMUM).contains(&numbers.len()) {
            let expected = Detail::from("from 2 to 65536 numbers");
            return Err(Error::new(Code::InvalidArgument, "length", expected, numbers.len() as f64));
        }
        let rule = Number::new(0.0, range.0, range.1);
        numbers.iter().try_for_each(|&number| rule.check(number).map(drop))?;
        Ok(Self(numbers.to_vec()))
    }

    /// The values, of which there are two or more.
    pub fn values(&self) -> &[f64] {
        &self.0
    }
}

impl ParameterType for Table {
    fn default_of(kind: &Kind) -> Self {
        let default: &[f64] = if let Kind::Table { default, .. } = kind { default } else { &[0.0, 1.0] };
        Self(default.to_vec())
    }

    fn read(kind: &Kind, value: &Value) -> Result<Self> {
        let range = if let Kind::Table { range, .. } = kind { *range } else { (0.0, 1.0) };
        match value {
            Value::Numbers(numbers) => Self::new(numbers, range),
            _ => Err(wrong("an array of numbers", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Numbers(self.0.clone())
    }
}

/// Colour stops of a gradient: place, red, green and blue in turn, each from 0 to 1, places not falling.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient(Vec<f64>);

impl Gradient {
    /// The most stops of a gradient.
    pub const MAXIMUM_STOPS: usize = 32;

    /// A gradient of these stops.
    ///
    /// # Errors
    /// `invalid-argument` for less than 2 or more than 32 stops, a count of numbers that four doesn't divide, or a place
    /// before that of the stop before; `out-of-range` for a number outside 0…1.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let stops = numbers.as_chunks::<4>().0;
        if !numbers.len().is_multiple_of(4) || !(2..=Self::MAXIMUM_STOPS).contains(&stops.len()) {
            let expected = Detail::from("from 2 to 32 stops, four numbers each");
            return Err(Error::new(Code::InvalidArgument, "length", expected, numbers.len() as f64));
        }
        let rule = Number::new(0.0, 0.0, 1.0);
        numbers.iter().try_for_each(|&number| rule.check(number).map(drop))?;
        match stops.windows(2).find(|pair| pair[0][0] > pair[1][0]) {
            Some(pair) => Err(Error::new(Code::InvalidArgument, "", "a place not before the last one", pair[1][0])),
            None => Ok(Self(numbers.to_vec())),
        }
    }

    /// The stops, `[place, red, green, blue]`.
    pub fn stops(&self) -> &[[f64; 4]] {
        self.0.as_chunks().0
    }

    /// Red, green and blue at a place: on the straight line between the stops on either side.
    pub fn color(&self, place: f64) -> [f64; 3] {
        let stops = self.stops();
        let next = stops.partition_point(|stop| stop[0] <= place);
        let after = stops.get(next).or(stops.last()).copied().unwrap_or_default();
        let before = next.checked_sub(1).and_then(|index| stops.get(index)).copied().unwrap_or(after);
        let range = after[0] - before[0];
        let t = if range > 0.0 { (place - before[0]) / range } else { 0.0 };
        core::array::from_fn(|c| before[1 + c] + t * (after[1 + c] - before[1 + c]))
    }
}

impl ParameterType for Gradient {
    fn default_of(kind: &Kind) -> Self {
        let default: &[f64] =
            if let Kind::Gradient(default) = kind { default } else { &[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0] };
        Self(default.to_vec())
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Numbers(numbers) => Self::new(numbers),
            _ => Err(wrong("an array of numbers", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Numbers(self.0.clone())
    }
}

/// The weights of a convolution: with `RANK` 2 those of a square of odd side up to 15, row by row; with 1 those of a line
/// of odd length up to 31.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel<const RANK: usize>(Vec<f64>);

/// What the weights of a [`Kernel`] are in, either way of zero.
const LARGEST_WEIGHT: f64 = 65536.0;

impl<const RANK: usize> Kernel<RANK> {
    /// Weights on a side at most.
    pub const MAXIMUM_SIDE: usize = if RANK == 2 { 15 } else { 31 };

    /// A kernel of these weights.
    ///
    /// # Errors
    /// `invalid-argument` if so many weights are no kernel; `out-of-range` for a weight beyond ±65536.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let Some(_) = side(numbers.len(), RANK).filter(|&side| side <= Self::MAXIMUM_SIDE) else {
            let expected = if RANK == 2 {
                "1, 9, 25, 49, 81, 121, 169 or 225 numbers"
            } else {
                "an odd count of numbers up to 31"
            };
            return Err(Error::new(Code::InvalidArgument, "length", expected, numbers.len() as f64));
        };
        let rule = Number::new(0.0, -LARGEST_WEIGHT, LARGEST_WEIGHT);
        numbers.iter().try_for_each(|&number| rule.check(number).map(drop))?;
        Ok(Self(numbers.to_vec()))
    }

    /// The weights.
    pub fn weights(&self) -> &[f64] {
        &self.0
    }

    /// Weights on either side of the middle.
    pub fn radius(&self) -> usize {
        side(self.0.len(), RANK).unwrap_or(1) / 2
    }
}

/// The side of a square of `count` weights, or the length of a line of them, if it is odd.
fn side(count: usize, rank: usize) -> Option<usize> {
    let side = if rank == 2 { (1..16).find(|side| side * side == count)? } else { count };
    (side % 2 == 1).then_some(side)
}

impl<const RANK: usize> ParameterType for Kernel<RANK> {
    fn default_of(kind: &Kind) -> Self {
        let default: &[f64] = if let Kind::Kernel { default, .. } = kind { default } else { &[1.0] };
        Self(default.to_vec())
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Numbers(numbers) => Self::new(numbers),
            _ => Err(wrong("an array of numbers", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Numbers(self.0.clone())
    }
}

/// Bands of an equaliser, each of them four numbers: type (the number of a word of
/// [`FilterType`](crate::effects::biquad::FilterType)), frequency in Hz, gain in dB and Q.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands(Vec<f64>);

impl Bands {
    /// The most bands.
    pub const MAXIMUM: usize = 16;
    /// What each of the four numbers may be.
    pub const RANGES: [(f64, f64); 4] = [(0.0, 7.0), (10.0, 24_000.0), (-40.0, 40.0), (-40.0, 1000.0)];

    /// These bands.
    ///
    /// # Errors
    /// `invalid-argument` for more than 16 bands, a count of numbers that four doesn't divide, or a type that isn't whole;
    /// `out-of-range` for a number outside its range.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let bands = numbers.as_chunks::<4>().0;
        if !numbers.len().is_multiple_of(4) || bands.len() > Self::MAXIMUM {
            let expected = Detail::from("up to 16 bands, four numbers each");
            return Err(Error::new(Code::InvalidArgument, "length", expected, numbers.len() as f64));
        }
        for band in bands {
            for (&number, (min, max)) in band.iter().zip(Self::RANGES) {
                Number::new(0.0, min, max).check(number)?;
            }
            if band[0].fract() != 0.0 {
                return Err(Error::new(Code::InvalidArgument, "", "the number of a type", band[0]));
            }
        }
        Ok(Self(numbers.to_vec()))
    }

    /// The bands, `[type, frequency, gain, Q]`.
    pub fn bands(&self) -> &[[f64; 4]] {
        self.0.as_chunks().0
    }
}

impl ParameterType for Bands {
    fn default_of(kind: &Kind) -> Self {
        Self(if let Kind::Bands(default) = kind { default.to_vec() } else { Vec::new() })
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Numbers(numbers) => Self::new(numbers),
            _ => Err(wrong("an array of numbers", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Numbers(self.0.clone())
    }
}

/// Looks a word, or its number, up among `names`.
///
/// # Errors
/// `invalid-argument` if it isn't there.
pub fn read_name(names: &'static [&'static str], value: &Value) -> Result<usize> {
    let found = match value {
        Value::Text(text) => names.iter().position(|name| name == text),
        Value::Number(number) => (0..names.len()).find(|&index| index as f64 == *number),
        _ => None,
    };
    found.ok_or_else(|| wrong(Detail::OneOf(names), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_are_checked() {
        let good = [0.0, 1.0, 0.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.5, 0.0, 0.0, 1.0];
        assert_eq!(Gradient::new(&good).unwrap().stops().len(), 3, "three stops, two at one place");
        let mut falling = good;
        falling[8] = 0.4;
        let mut outside = good;
        outside[1] = 1.5;
        for (numbers, code) in [
            (&good[..11], Code::InvalidArgument),
            (&good[..4], Code::InvalidArgument),
            (&[0.5; 4 * 33], Code::InvalidArgument),
            (&falling, Code::InvalidArgument),
            (&outside, Code::OutOfRange),
            (&[f64::NAN; 8], Code::OutOfRange),
        ] {
            assert_eq!(Gradient::new(numbers).unwrap_err().code, code, "{numbers:?}");
        }
    }

    #[test]
    fn tables_are_checked() {
        let check = |numbers: &[f64]| Table::new(numbers, (-2.0, 2.0)).map_err(|error| error.code);
        assert_eq!(check(&[-2.0, 0.5, 2.0]).unwrap().values(), [-2.0, 0.5, 2.0], "kept");
        assert_eq!(check(&vec![0.0; 65_536]).unwrap().values().len(), 65_536, "as many as there may be");
        for (numbers, code) in [
            (&[][..], Code::InvalidArgument),
            (&[0.0], Code::InvalidArgument),
            (&vec![0.0; 65_537], Code::InvalidArgument),
            (&[0.0, 2.5], Code::OutOfRange),
            (&[f64::NAN, 0.0], Code::OutOfRange),
        ] {
            assert_eq!(check(numbers), Err(code), "{} numbers", numbers.len());
        }
    }

    #[test]
    fn kernels_are_checked() {
        for count in 0..=300 {
            let side = (1..=15).step_by(2).find(|side| side * side == count);
            let square = Kernel::<2>::new(&vec![0.5; count]);
            assert_eq!(
                square.as_ref().ok().map(Kernel::radius),
                side.map(|side| side / 2),
                "{count} weights of a square"
            );
            assert!(square.is_ok_and(|kernel| kernel.weights().len() == count) || side.is_none(), "kept");
            let line = Kernel::<1>::new(&vec![0.5; count]);
            let is_line = count % 2 == 1 && count <= 31;
            assert_eq!(
                line.as_ref().ok().map(Kernel::radius),
                is_line.then_some(count / 2),
                "{count} weights of a line"
            );
            if let Err(error) = line {
                assert_eq!(error.code, Code::InvalidArgument, "{count} weights");
            }
        }
        for number in [f64::NAN, 65536.5, f64::NEG_INFINITY] {
            assert_eq!(Kernel::<1>::new(&[number]).unwrap_err().code, Code::OutOfRange, "{number}");
        }
    }
}
