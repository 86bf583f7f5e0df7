//! Parameters that are arrays of records: bands of an equaliser, stops of a gradient, points of a curve.

use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::{fmt, slice};

use super::values::wrong;
use super::{
    Kind, Parameter, ParameterType, Value, in_parameter, is_wire_name, read_name, unknown_parameter, wire_name,
};
use crate::error::{Code, Detail, Error, Result};

/// The declaration of a record.
#[derive(Debug)]
pub struct RecordSpec {
    /// The name of the type in TypeScript.
    pub name: &'static str,
    /// The documentation, line by line. Empty in WebAssembly, see [`documentation`](super::documentation).
    pub docs: &'static [&'static str],
    /// The fields. Each is a number, an enum or a matrix.
    pub fields: &'static [Parameter],
    /// Number of required fields, which come first.
    pub required: usize,
    /// The smallest and the largest number of records.
    pub count: (usize, usize),
    /// The order of the records, by their first field.
    pub order: Order,
}

impl RecordSpec {
    /// Number of numbers in a record.
    pub const fn width(&self) -> usize {
        width_of_record(self)
    }
}

/// The order of records, by their first field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Any order.
    Any,
    /// The field doesn't decrease.
    NotFalling,
    /// The field increases.
    Rising,
}

/// A Rust type for the records of a parameter. [`record!`](crate::record) declares one.
pub trait Record {
    /// The declaration.
    const SPEC: &'static RecordSpec;

    /// Number of numbers in a record.
    const WIDTH: usize = width_of_record(Self::SPEC);

    /// Appends the fields as numbers, in order: an enum is its index, a matrix its numbers.
    fn append_to(&self, numbers: &mut Vec<f64>);
}

/// An array of valid records.
#[derive(Clone, PartialEq)]
pub struct Records<R> {
    /// The fields of all records as numbers.
    numbers: Vec<f64>,
    record: PhantomData<R>,
}

impl<R: Record> Records<R> {
    /// The largest number of records.
    pub const MAXIMUM: usize = R::SPEC.count.1;

    /// An array of these records.
    ///
    /// # Errors
    /// `invalid-argument` for a first field in the wrong order; `out-of-range` for a number of records that the declaration
    /// doesn't allow, or a field outside its range.
    pub fn new(records: &[R]) -> Result<Self> {
        let mut numbers = Vec::new();
        for record in records {
            record.append_to(&mut numbers);
        }
        check(R::SPEC, &numbers)?;
        Ok(Self { numbers, record: PhantomData })
    }

    /// The fields as numbers, in groups of `N`, the width of a record.
    pub(crate) fn rows<const N: usize>(&self) -> &[[f64; N]] {
        const { assert!(N == R::WIDTH, "the width of a record") };
        self.numbers.as_chunks().0
    }
}

impl<R: Record> fmt::Debug for Records<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(R::SPEC.name)
    }
}

impl<R: Record> ParameterType for Records<R> {
    fn default_of(kind: &Kind) -> Self {
        let default: &[f64] = if let Kind::Records { default, .. } = kind { default } else { &[] };
        Self { numbers: default.to_vec(), record: PhantomData }
    }

    fn read(_: &Kind, value: &Value) -> Result<Self> {
        Ok(Self { numbers: read(R::SPEC, value)?, record: PhantomData })
    }

    fn write(&self, _: &Kind) -> Value {
        Value::records(R::SPEC, &self.numbers)
    }

    fn numbers(&self) -> &[f64] {
        &self.numbers
    }
}

/// Number of numbers in a field.
const fn width(kind: &Kind) -> usize {
    if let Kind::Matrix { default, .. } = kind { default.len() } else { 1 }
}

/// Number of numbers in a record, at least 1.
const fn width_of_record(spec: &RecordSpec) -> usize {
    let mut sum = 0;
    let mut index = 0;
    while index < spec.fields.len() {
        sum += width(&spec.fields[index].kind);
        index += 1;
    }
    assert!(sum > 0, "a record has fields");
    sum
}

impl Value {
    /// Creates records from the numbers of all their fields.
    pub fn records(record: &RecordSpec, numbers: &[f64]) -> Self {
        let object = |numbers: &[f64]| {
            let mut rest = numbers.iter();
            record.fields.iter().map(|field| (wire_name(field.name), take(&field.kind, &mut rest))).collect()
        };
        Self::Records(numbers.chunks_exact(width_of_record(record)).map(object).collect())
    }
}

/// Creates the value of a field from its numbers.
fn take(kind: &Kind, rest: &mut slice::Iter<'_, f64>) -> Value {
    let numbers: Vec<f64> = rest.by_ref().take(width(kind)).copied().collect();
    match (kind, numbers.as_slice()) {
        (Kind::Enum { names, .. }, [index]) => {
            names.get(*index as usize).map_or(Value::Null, |&name| Value::Text(name.into()))
        }
        (Kind::Number(_), [number]) => Value::Number(*number),
        _ => Value::Numbers(numbers),
    }
}

/// Reads records and converts their fields to numbers.
fn read(spec: &RecordSpec, value: &Value) -> Result<Vec<f64>> {
    let records = match value {
        Value::Records(records) => records.as_slice(),
        // The type of the elements of an empty array is unknown.
        Value::Numbers(numbers) if numbers.is_empty() => &[],
        _ => return Err(wrong("an array of objects", value)),
    };
    check_count(spec, records.len())?;
    let mut numbers = Vec::new();
    for (index, record) in records.iter().enumerate() {
        read_record(spec, record, &mut numbers).map_err(|error| within(index, error))?;
    }
    Ok(numbers)
}

/// Appends the numbers of a record.
fn read_record(spec: &RecordSpec, record: &[(String, Value)], numbers: &mut Vec<f64>) -> Result<()> {
    let start = numbers.len();
    let mut known = 0;
    for (place, field) in spec.fields.iter().enumerate() {
        let given = record.iter().find(|(name, _)| is_wire_name(field.name, name)).map(|(_, value)| value);
        known += usize::from(given.is_some());
        let value = if place < spec.required { Some(given.unwrap_or(&Value::Null)) } else { given };
        read_field(&field.kind, value, numbers).map_err(|error| in_parameter(field, error))?;
    }
    if known < record.len() {
        let is_known = |name: &str| spec.fields.iter().any(|field| is_wire_name(field.name, name));
        let unknown = record.iter().find(|(name, _)| !is_known(name));
        return Err(unknown_parameter(spec.fields, unknown.map_or("", |(name, _)| name)));
    }
    check_order(spec, numbers, start)
}

/// Appends the numbers of a field, or of its default.
fn read_field(kind: &Kind, value: Option<&Value>, numbers: &mut Vec<f64>) -> Result<()> {
    let start = numbers.len();
    match (kind, value) {
        (Kind::Number(number), None) => numbers.push(number.default),
        (Kind::Number(_), Some(Value::Number(number))) => numbers.push(*number),
        (Kind::Enum { default, .. }, None) => numbers.push(*default as f64),
        (Kind::Enum { names, .. }, Some(value)) => numbers.push(read_name(names, value)? as f64),
        (Kind::Matrix { default, .. }, None) => numbers.extend_from_slice(default),
        (Kind::Matrix { default, .. }, Some(Value::Numbers(given))) if given.len() == default.len() => {
            numbers.extend_from_slice(given);
        }
        (Kind::Matrix { default, .. }, Some(Value::Numbers(given))) => {
            return Err(Error::new(Code::InvalidArgument, "length", default.len() as f64, given.len() as f64));
        }
        (Kind::Matrix { .. }, Some(value)) => return Err(wrong("an array of numbers", value)),
        (_, value) => return Err(wrong("a number", value.unwrap_or(&Value::Null))),
    }
    check_field(kind, &numbers[start..])
}

/// Checks records of a Rust type: their number, the ranges of their fields, and their order.
fn check(spec: &RecordSpec, numbers: &[f64]) -> Result<()> {
    let record_width = width_of_record(spec);
    check_count(spec, numbers.len() / record_width)?;
    for (index, record) in numbers.chunks_exact(record_width).enumerate() {
        let mut rest = record;
        for field in spec.fields {
            let (own, after) = rest.split_at(width(&field.kind));
            rest = after;
            check_field(&field.kind, own).map_err(|error| within(index, in_parameter(field, error)))?;
        }
        check_order(spec, &numbers[..(index + 1) * record_width], index * record_width)
            .map_err(|error| within(index, error))?;
    }
    Ok(())
}

fn check_count(spec: &RecordSpec, count: usize) -> Result<()> {
    let (least, most) = spec.count;
    if (least..=most).contains(&count) {
        return Ok(());
    }
    Err(Error::new(Code::OutOfRange, "length", Detail::Range(least as f64, most as f64), count as f64))
}

fn check_field(kind: &Kind, numbers: &[f64]) -> Result<()> {
    let range = match kind {
        Kind::Number(rule) => rule.range,
        Kind::Matrix { range, .. } => *range,
        // The index of an enum is always valid.
        _ => return Ok(()),
    };
    let rule = super::Number::new(0.0, range.0, range.1);
    numbers.iter().try_for_each(|&number| rule.check(number).map(drop))
}

/// Checks the first field of the record at `start` against that of the record before.
fn check_order(spec: &RecordSpec, numbers: &[f64], start: usize) -> Result<()> {
    let before = start.checked_sub(numbers.len() - start).and_then(|before| numbers.get(before));
    let (Some(before), Some(first)) = (before, numbers.get(start)) else { return Ok(()) };
    let expected = match spec.order {
        Order::Rising if first <= before => "larger than in the object before",
        Order::NotFalling if first < before => "no less than in the object before",
        _ => return Ok(()),
    };
    Err(in_parameter(&spec.fields[0], Error::new(Code::InvalidArgument, "", expected, *first)))
}

/// Adds the index of the record to an error: `[2].frequency`.
fn within(index: usize, error: Error) -> Error {
    error.within(&alloc::format!("[{index}]"))
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macros declare public items")]
mod tests {
    use super::*;
    use crate::declare::Number;

    crate::choice! {
        /// A shape.
        pub enum Shape {
            /// Round.
            Round = "round",
            /// Square.
            Square = "square",
        }
    }

    crate::record! {
        /// A mark.
        pub struct Mark, from 1 to 3, 1 required, Rising {
            /// Where.
            at: f64 = Kind::Number(Number::new(0.0, 0.0, 10.0)),
            /// Shape.
            mark_shape: Shape = Kind::Enum { names: Shape::NAMES, default: 1 },
            /// Color.
            color: [f64; 2] = Kind::Matrix { columns: 2, default: &[0.0, 0.5], range: (0.0, 1.0) },
        }
    }

    const KIND: Kind = Kind::Records { record: Mark::SPEC, default: &[1.0, 0.0, 0.25, 0.75] };

    fn object(fields: &[(&str, Value)]) -> Vec<(String, Value)> {
        fields.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
    }

    fn read(records: &[Vec<(String, Value)>]) -> Result<Records<Mark>> {
        Records::read(&KIND, &Value::Records(records.to_vec()))
    }

    #[test]
    fn records_are_read_and_written() {
        let text = |text: &str| Value::Text(text.into());
        let given = [
            object(&[("markShape", text("round")), ("at", Value::Number(2.0))]),
            object(&[("at", Value::Number(3.0)), ("color", Value::Numbers([1.0, 0.0].into()))]),
        ];
        let records = read(&given).unwrap();
        assert_eq!(records.rows::<4>(), [[2.0, 0.0, 0.0, 0.5], [3.0, 1.0, 1.0, 0.0]], "missing fields have defaults");
        let same = [
            Mark { at: 2.0, mark_shape: Shape::Round, color: [0.0, 0.5] },
            Mark { at: 3.0, mark_shape: Shape::Square, color: [1.0, 0.0] },
        ];
        assert_eq!(Records::new(&same).unwrap(), records, "created from a Rust type");
        assert_eq!(Records::<Mark>::read(&KIND, &records.write(&KIND)).unwrap(), records, "round trip");
        assert_eq!(Records::<Mark>::default_of(&KIND).rows::<4>(), [[1.0, 0.0, 0.25, 0.75]], "the default");
    }

    #[test]
    fn errors_name_the_record_and_the_field() {
        let at = |at: f64| object(&[("at", Value::Number(at))]);
        let with = |name: &str, value: Value| [at(1.0), object(&[("at", Value::Number(2.0)), (name, value)])];
        for (records, argument, code) in [
            (&[][..], "length", Code::OutOfRange),
            (&[at(1.0), at(2.0), at(3.0), at(4.0)], "length", Code::OutOfRange),
            (&[object(&[])], "[0].at", Code::InvalidArgument),
            (&[at(f64::NAN)], "[0].at", Code::OutOfRange),
            (&[at(1.0), at(11.0)], "[1].at", Code::OutOfRange),
            (&[at(1.0), at(1.0)], "[1].at", Code::InvalidArgument),
            (&[at(1.0), object(&[("at", Value::Text("2".into()))])], "[1].at", Code::InvalidArgument),
            (&with("shape", Value::Number(0.0)), "[1].shape", Code::UnknownParameter),
            (&with("markShape", Value::Text("oval".into())), "[1].markShape", Code::InvalidArgument),
            (&with("markShape", Value::Number(0.5)), "[1].markShape", Code::InvalidArgument),
            (&with("color", Value::Numbers([0.0].into())), "[1].color.length", Code::InvalidArgument),
            (&with("color", Value::Numbers([0.0, 1.5].into())), "[1].color", Code::OutOfRange),
            (&with("color", Value::Null), "[1].color", Code::InvalidArgument),
        ] {
            let error = read(records).unwrap_err();
            assert_eq!((&*error.argument, error.code), (argument, code), "{records:?}");
        }
        for value in [Value::Null, Value::Numbers([1.0].into()), Value::Text("round".into())] {
            let error = Records::<Mark>::read(&KIND, &value).unwrap_err();
            assert_eq!((&*error.argument, error.code), ("", Code::InvalidArgument), "{value:?}");
        }
    }

    #[test]
    fn records_of_a_rust_type_are_checked() {
        let mark = Mark { at: 1.0, mark_shape: Shape::Round, color: [0.0; 2] };
        assert_eq!(Records::new(&[mark; 2]).unwrap_err().argument, "[1].at", "not increasing");
        let outside = Mark { color: [0.0, f64::INFINITY], ..mark };
        assert_eq!(Records::new(&[outside]).unwrap_err().argument, "[0].color");
    }
}
