//! Parameters that are lists of numbers with variable lengths.

use alloc::vec::Vec;

use super::values::wrong;
use super::{Kind, Number, ParameterType, Value};
use crate::error::{Code, Error, Result};

/// A list of numbers with its own rules.
trait List: Sized {
    /// The default of a list whose kind has none.
    const FALLBACK: &'static [f64];

    /// The default in `kind`, if it is the kind of this list.
    fn declared(kind: &Kind) -> Option<&'static [f64]>;

    /// Creates a list of these numbers, if they are valid for `kind` and the list.
    fn checked(kind: &Kind, numbers: &[f64]) -> Result<Self>;

    /// Creates a list of numbers that are known to be valid.
    fn known(numbers: Vec<f64>) -> Self;

    fn numbers(&self) -> &[f64];
}

impl<T: List> ParameterType for T {
    fn default_of(kind: &Kind) -> Self {
        Self::known(Self::declared(kind).unwrap_or(Self::FALLBACK).to_vec())
    }

    fn read(kind: &Kind, value: &Value) -> Result<Self> {
        match value {
            Value::Numbers(numbers) => Self::checked(kind, numbers),
            _ => Err(wrong("an array of numbers", value)),
        }
    }

    fn write(&self, _: &Kind) -> Value {
        Value::Numbers(List::numbers(self).to_vec())
    }

    fn numbers(&self) -> &[f64] {
        List::numbers(self)
    }
}

fn wrong_length(expected: &'static str, numbers: &[f64]) -> Error {
    Error::new(Code::InvalidArgument, "length", expected, numbers.len() as f64)
}

fn all_within(numbers: &[f64], (min, max): (f64, f64)) -> Result<()> {
    let rule = Number::new(0.0, min, max);
    numbers.iter().try_for_each(|&number| rule.check(number).map(drop))
}

/// Implements a list: its fallback default, the kind that declares its default, and the check of its numbers.
macro_rules! list {
    ($name:ty = $fallback:expr, $kind:pat => $default:expr, $check:expr) => {
        impl List for $name {
            const FALLBACK: &'static [f64] = &$fallback;

            fn declared(kind: &Kind) -> Option<&'static [f64]> {
                if let $kind = kind { Some($default) } else { None }
            }

            fn checked(kind: &Kind, numbers: &[f64]) -> Result<Self> {
                $check(numbers, kind)
            }

            fn known(numbers: Vec<f64>) -> Self {
                Self(numbers)
            }

            fn numbers(&self) -> &[f64] {
                &self.0
            }
        }
    };
}

list!(Kernel<1> = [1.0], Kind::Kernel { default, .. } => default, |numbers, _| Kernel::new(numbers));
list!(Kernel<2> = [1.0], Kind::Kernel { default, .. } => default, |numbers, _| Kernel::new(numbers));
list!(Table = [0.0, 1.0], Kind::Table { default, .. } => default, |numbers, kind: &Kind| match kind {
    Kind::Table { range, .. } => Table::new(numbers, *range),
    _ => Table::new(numbers, (0.0, 1.0)),
});

/// Values of a curve at evenly spaced positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Table(Vec<f64>);

impl Table {
    /// Maximum number of values of a table.
    pub const MAXIMUM: usize = 65_536;

    /// A table of these values.
    ///
    /// # Errors
    /// `invalid-argument` for fewer than 2 or more than 65536 values; `out-of-range` for a value outside `range`.
    pub fn new(numbers: &[f64], range: (f64, f64)) -> Result<Self> {
        if !(2..=Self::MAXIMUM).contains(&numbers.len()) {
            return Err(wrong_length("from 2 to 65536 numbers", numbers));
        }
        all_within(numbers, range)?;
        Ok(Self(numbers.to_vec()))
    }

    /// The values, at least two.
    pub fn values(&self) -> &[f64] {
        &self.0
    }
}

/// The weights of a convolution: with `RANK` 2, those of a square with an odd side of up to 15, row by row; with 1,
/// those of a line with an odd length of up to 31.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernel<const RANK: usize>(Vec<f64>);

/// The largest absolute value of a weight of a [`Kernel`].
const LARGEST_WEIGHT: f64 = 65536.0;

impl<const RANK: usize> Kernel<RANK> {
    /// Maximum number of weights per side.
    pub const MAXIMUM_SIDE: usize = if RANK == 2 { 15 } else { 31 };

    /// A kernel of these weights.
    ///
    /// # Errors
    /// `invalid-argument` if the number of weights doesn't match a kernel; `out-of-range` for a weight beyond ±65536.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let Some(_) = side(numbers.len(), RANK).filter(|&side| side <= Self::MAXIMUM_SIDE) else {
            let expected = if RANK == 2 {
                "1, 9, 25, 49, 81, 121, 169 or 225 weights"
            } else {
                "an odd number of weights, up to 31"
            };
            return Err(wrong_length(expected, numbers));
        };
        all_within(numbers, (-LARGEST_WEIGHT, LARGEST_WEIGHT))?;
        Ok(Self(numbers.to_vec()))
    }

    /// The weights.
    pub fn weights(&self) -> &[f64] {
        &self.0
    }

    /// Number of weights on either side of the middle.
    pub fn radius(&self) -> usize {
        side(self.0.len(), RANK).unwrap_or(1) / 2
    }
}

/// The side of a square of `count` weights, or the length of a line of `count` weights, if it is odd.
fn side(count: usize, rank: usize) -> Option<usize> {
    let side = if rank == 2 { (1..16).find(|side| side * side == count)? } else { count };
    (side % 2 == 1).then_some(side)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_checked() {
        let check = |numbers: &[f64]| Table::new(numbers, (-2.0, 2.0)).map_err(|error| error.code);
        assert_eq!(check(&[-2.0, 0.5, 2.0]).unwrap().values(), [-2.0, 0.5, 2.0], "kept");
        assert_eq!(check(&vec![0.0; 65_536]).unwrap().values().len(), 65_536, "maximum number of values");
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
