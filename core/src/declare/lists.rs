//! Parameters that are lists of numbers with variable lengths.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

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
        Value::Numbers(self.numbers().to_vec())
    }
}

fn wrong_length(expected: &'static str, numbers: &[f64]) -> Error {
    Error::new(Code::InvalidArgument, "length", expected, numbers.len() as f64)
}

/// Splits the numbers into groups of `N`, and checks that the number of groups is in the range `count`.
fn groups<'a, const N: usize>(
    numbers: &'a [f64],
    count: RangeInclusive<usize>,
    expected: &'static str,
) -> Result<&'a [[f64; N]]> {
    let (groups, rest) = numbers.as_chunks();
    if rest.is_empty() && count.contains(&groups.len()) { Ok(groups) } else { Err(wrong_length(expected, numbers)) }
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

list!(Curve = [0.0, 0.0, 1.0, 1.0], Kind::Curve(default) => default, |numbers, _| Curve::new(numbers));
list!(Gradient = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0], Kind::Gradient(default) => default, |numbers, _| Gradient::new(numbers));
list!(Bands = [], Kind::Bands(default) => default, |numbers, _| Bands::new(numbers));
list!(Kernel<1> = [1.0], Kind::Kernel { default, .. } => default, |numbers, _| Kernel::new(numbers));
list!(Kernel<2> = [1.0], Kind::Kernel { default, .. } => default, |numbers, _| Kernel::new(numbers));
list!(Table = [0.0, 1.0], Kind::Table { default, .. } => default, |numbers, kind: &Kind| match kind {
    Kind::Table { range, .. } => Table::new(numbers, *range),
    _ => Table::new(numbers, (0.0, 1.0)),
});

/// Points of a curve: `x` and `y` alternating, each from 0 to 1, with increasing `x`.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve(Vec<f64>);

impl Curve {
    /// Maximum number of points of a curve.
    pub const MAXIMUM_POINTS: usize = 64;

    /// A curve through these points.
    ///
    /// # Errors
    /// `invalid-argument` for fewer than 2 or more than 64 points, an odd count of numbers, or an `x` that doesn't
    /// increase; `out-of-range` for a number outside 0…1.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let points = groups::<2>(numbers, 2..=Self::MAXIMUM_POINTS, "from 2 to 64 points, two numbers each")?;
        all_within(numbers, (0.0, 1.0))?;
        match points.windows(2).find(|pair| pair[0][0] >= pair[1][0]) {
            Some(pair) => Err(Error::new(Code::InvalidArgument, "", "an x larger than the previous x", pair[1][0])),
            None => Ok(Self(numbers.to_vec())),
        }
    }

    /// The points, `[x, y]`.
    pub fn points(&self) -> &[[f64; 2]] {
        self.0.as_chunks().0
    }
}

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
        groups::<1>(numbers, 2..=Self::MAXIMUM, "from 2 to 65536 numbers")?;
        all_within(numbers, range)?;
        Ok(Self(numbers.to_vec()))
    }

    /// The values, at least two.
    pub fn values(&self) -> &[f64] {
        &self.0
    }
}

/// Colour stops of a gradient: position, red, green and blue in turn, each from 0 to 1, with positions that don't
/// decrease.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient(Vec<f64>);

impl Gradient {
    /// Maximum number of stops of a gradient.
    pub const MAXIMUM_STOPS: usize = 32;

    /// A gradient of these stops.
    ///
    /// # Errors
    /// `invalid-argument` for fewer than 2 or more than 32 stops, a count of numbers that isn't a multiple of four, or
    /// a position below the previous one; `out-of-range` for a number outside 0…1.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let stops = groups::<4>(numbers, 2..=Self::MAXIMUM_STOPS, "from 2 to 32 stops, four numbers each")?;
        all_within(numbers, (0.0, 1.0))?;
        match stops.windows(2).find(|pair| pair[0][0] > pair[1][0]) {
            Some(pair) => {
                Err(Error::new(Code::InvalidArgument, "", "a position not below the previous position", pair[1][0]))
            }
            None => Ok(Self(numbers.to_vec())),
        }
    }

    /// The stops, `[position, red, green, blue]`.
    pub fn stops(&self) -> &[[f64; 4]] {
        self.0.as_chunks().0
    }

    /// Red, green and blue at a position, interpolated linearly between the stops on either side.
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

/// Bands of an equaliser, four numbers each: type (the index of a
/// [`FilterType`](crate::audio::effects::biquad::FilterType)), frequency in Hz, gain in dB and Q.
#[derive(Clone, Debug, PartialEq)]
pub struct Bands(Vec<f64>);

impl Bands {
    /// Maximum number of bands.
    pub const MAXIMUM: usize = 16;
    /// The ranges of the four numbers.
    pub const RANGES: [(f64, f64); 4] = [(0.0, 7.0), (10.0, 24_000.0), (-40.0, 40.0), (-40.0, 1000.0)];

    /// A list of these bands.
    ///
    /// # Errors
    /// `invalid-argument` for more than 16 bands, a count of numbers that isn't a multiple of four, or a type that
    /// isn't a whole number; `out-of-range` for a number outside its range.
    pub fn new(numbers: &[f64]) -> Result<Self> {
        let bands = groups::<4>(numbers, 0..=Self::MAXIMUM, "up to 16 bands, four numbers each")?;
        for band in bands {
            for (&number, (min, max)) in band.iter().zip(Self::RANGES) {
                Number::new(0.0, min, max).check(number)?;
            }
            if band[0].fract() != 0.0 {
                return Err(Error::new(Code::InvalidArgument, "", "a type from 0 to 7", band[0]));
            }
        }
        Ok(Self(numbers.to_vec()))
    }

    /// The bands, `[type, frequency, gain, Q]`.
    pub fn bands(&self) -> &[[f64; 4]] {
        self.0.as_chunks().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_are_checked() {
        let good = [0.0, 1.0, 0.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.5, 0.0, 0.0, 1.0];
        assert_eq!(Gradient::new(&good).unwrap().stops().len(), 3, "three stops, two at the same position");
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
