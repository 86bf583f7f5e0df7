//! The declaration of filters and effects: name, documentation, and parameters with unit, range and default.
//!
//! One declaration produces the struct, its `Default`, its [`Spec`] and its validation here; through the registry it
//! also produces the TypeScript types and factories, the documentation table, the sliders of the demos, the benches and
//! the property tests. [`filter!`](crate::filter) and [`effect!`](crate::effect) show the form.
//!
//! This module depends on no filter and no effect: [`Declared`] names what differs between them.

mod lists;
mod macros;
mod records;
mod resource;
mod values;

pub(crate) use macros::registry;

pub use lists::{Kernel, Table};
pub use records::{Order, Record, RecordSpec, Records};
pub use resource::{Resource, Shared};
pub use values::{ParameterType, Value, read_name};

use alloc::string::String;
use core::fmt;

use crate::error::{Code, Detail, Error, Result};

/// A trait whose implementations are declared and registered: filters, effects.
pub trait Declared {
    /// Data that only declarations of this trait have, such as the formats that a filter supports.
    type Domain: Sync + 'static;

    /// The noun, for error messages.
    const NOUN: &'static str;

    /// The error code for an unknown name.
    const UNKNOWN: Code;
}

/// A declaration as data.
pub struct Spec<T: Declared + ?Sized + 'static> {
    /// The name in stored chains, `camelCase`: it never changes.
    pub name: &'static str,
    /// The family, which is also the Cargo feature that adds it.
    pub family: &'static str,
    /// Version of the parameters: raised when a change would alter the meaning of stored chains.
    pub version: u32,
    /// The documentation, line by line. Empty in WebAssembly, see [`documentation`].
    pub docs: &'static [&'static str],
    /// The parameters, in the order of the indices that [`Parameters`] uses.
    pub parameters: &'static [Parameter],
    /// The measurements, in order.
    pub readings: &'static [Reading],
    /// Data that only this kind of declaration has.
    pub domain: T::Domain,
    /// Creates an instance with all parameters at their defaults.
    pub create: fn() -> alloc::boxed::Box<T>,
}

// The name only: floats of derived output would add their formatting to every module.
impl<T: Declared + ?Sized> fmt::Debug for Spec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Returns the declaration called `name`.
///
/// # Errors
/// [`Declared::UNKNOWN`] if no declaration has this name.
pub fn find<T: Declared + ?Sized>(
    registry: &'static [&'static Spec<T>],
    names: &'static [&'static str],
    name: &str,
) -> Result<&'static Spec<T>> {
    let found = registry.iter().find(|spec| spec.name == name).copied();
    found.ok_or_else(|| Error::new(T::UNKNOWN, T::NOUN, Detail::OneOf(names), quoted(name)))
}

/// A hash (FNV-1a) of the names of declarations and their parameters, in order. Two sides that address parameters by
/// index must have the same hash.
pub const fn fingerprint<T: Declared + ?Sized>(specs: &[&Spec<T>]) -> u32 {
    let mut hash = 0x811c_9dc5;
    let mut spec = 0;
    while spec < specs.len() {
        hash = hashed(hash, specs[spec].name);
        let mut parameter = 0;
        while parameter < specs[spec].parameters.len() {
            hash = hashed(hash, specs[spec].parameters[parameter].name);
            parameter += 1;
        }
        spec += 1;
    }
    hash
}

const fn hashed(mut hash: u32, text: &str) -> u32 {
    let mut index = 0;
    while index <= text.len() {
        // Each name ends with a zero byte.
        let byte = if index < text.len() { text.as_bytes()[index] } else { 0 };
        hash = (hash ^ byte as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    hash
}

/// Sets a parameter by its name in JSON and JavaScript.
///
/// # Errors
/// `unknown-parameter` if no parameter has this name; otherwise, those of [`Parameters::set`].
#[inline(never)]
pub fn set_by_name(target: &mut dyn Parameters, parameters: &[Parameter], name: &str, value: &Value) -> Result<()> {
    match parameters.iter().position(|parameter| is_wire_name(parameter.name, name)) {
        Some(index) => target.set(index, value),
        None => Err(unknown_parameter(parameters, name)),
    }
}

/// The error for a name that no parameter has.
#[cold]
#[inline(never)]
fn unknown_parameter(parameters: &[Parameter], name: &str) -> Error {
    // A loop, because `join` would add 300 bytes to the small module.
    let (mut expected, mut separator) = (String::from("one of"), " ");
    for parameter in parameters {
        expected.push_str(separator);
        expected.push_str(&wire_name(parameter.name));
        separator = ", ";
    }
    Error::new(Code::UnknownParameter, String::from(name), expected, quoted(name))
}

/// A text that was received, as errors show it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    quoted.push_str(text);
    quoted.push('"');
    quoted
}

/// Parameters that are set and read by index.
pub trait Parameters {
    /// Sets a parameter. A failed call changes nothing.
    ///
    /// # Errors
    /// `invalid-argument` or `out-of-range` for an invalid value; `unknown-parameter` for an invalid index.
    fn set(&mut self, parameter: usize, value: &Value) -> Result<()>;

    /// The value of a parameter, as it would be stored.
    fn get(&self, parameter: usize) -> Option<Value>;
}

/// A measurement that an effect reports.
#[derive(Debug)]
pub struct Reading {
    /// The name, `snake_case` as in Rust. Empty in WebAssembly.
    pub name: &'static str,
    /// The documentation, line by line. Empty in WebAssembly.
    pub docs: &'static [&'static str],
    /// The unit.
    pub unit: Unit,
}

/// One parameter of a filter or an effect.
#[derive(Debug)]
pub struct Parameter {
    /// The name, `snake_case` as in Rust.
    pub name: &'static str,
    /// The documentation, line by line. Empty in WebAssembly, see [`documentation`].
    pub docs: &'static [&'static str],
    /// Type, unit, range and default.
    pub kind: Kind,
}

/// The unit of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// No unit.
    None,
    /// A factor, with 1 as the neutral or the full value.
    Factor,
    /// Pixels of the frame.
    Pixels,
    /// Degrees, clockwise.
    Degrees,
    /// Levels of an 8-bit channel.
    Levels,
    /// Photographic stops: doublings of the light.
    Stops,
    /// Decibels.
    Decibels,
    /// Hz.
    Hertz,
    /// Seconds.
    Seconds,
    /// Semitones: twelfths of an octave.
    Semitones,
    /// Cents: hundredths of a semitone.
    Cents,
    /// A ratio to 1.
    Ratio,
    /// Bits per sample.
    Bits,
    /// Loudness units relative to full scale (ITU-R BS.1770).
    Lufs,
}

impl Unit {
    /// The symbol, as it is written after a number.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::None | Self::Factor => "",
            Self::Pixels => "px",
            Self::Degrees => "°",
            Self::Levels => "/255",
            Self::Stops => " stops",
            Self::Decibels => " dB",
            Self::Hertz => " Hz",
            Self::Seconds => " s",
            Self::Semitones => " semitones",
            Self::Cents => " cents",
            Self::Ratio => ":1",
            Self::Bits => " bits",
            Self::Lufs => " LUFS",
        }
    }
}

/// Type, unit, range and default of a parameter.
///
/// Not `non_exhaustive`, so that code that handles all kinds fails to compile when a kind is added.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A real number.
    Number(Number),
    /// A whole number.
    Integer(Number),
    /// A Boolean.
    Boolean(bool),
    /// One of several names.
    Enum {
        /// The names.
        names: &'static [&'static str],
        /// Index of the default.
        default: usize,
    },
    /// One of several names, set when an effect is created.
    FixedEnum {
        /// The names.
        names: &'static [&'static str],
        /// Index of the default.
        default: usize,
    },
    /// Red, green, blue and alpha, each from 0 to 1.
    Color([f64; 4]),
    /// A position in the frame: fractions of width and height.
    Point([f64; 2]),
    /// 2 to 65536 values of a curve at evenly spaced positions.
    Table {
        /// The default.
        default: &'static [f64],
        /// The smallest and the largest allowed value.
        range: (f64, f64),
    },
    /// A matrix, row by row.
    Matrix {
        /// Number of columns.
        columns: usize,
        /// The default, which determines the size of the matrix.
        default: &'static [f64],
        /// The smallest and the largest allowed value.
        range: (f64, f64),
    },
    /// The weights of a convolution, each from -65536 to 65536: a square with an odd side of up to 15, row by row
    /// (`rank` 2), or a line with an odd length of up to 31 (`rank` 1).
    Kernel {
        /// 1 or 2.
        rank: usize,
        /// The default.
        default: &'static [f64],
    },
    /// A list of records: objects with the same fields.
    Records {
        /// The declaration of the records.
        record: &'static RecordSpec,
        /// The default: the fields of all records as numbers, an enum by its index.
        default: &'static [f64],
    },
    /// A handle of a resource, such as a look-up table or an impulse response.
    Resource(&'static str),
    /// A handle of another frame.
    Frame,
}

impl Kind {
    /// Whether the parameter of an effect can only be set when the effect is created.
    pub const fn is_fixed(&self) -> bool {
        match self {
            Self::Number(number) | Self::Integer(number) => matches!(number.automation, Automation::Fixed),
            Self::FixedEnum { .. } | Self::Resource(_) | Self::Frame => true,
            Self::Boolean(_)
            | Self::Enum { .. }
            | Self::Color(_)
            | Self::Point(_)
            | Self::Table { .. }
            | Self::Matrix { .. }
            | Self::Kernel { .. }
            | Self::Records { .. } => false,
        }
    }

    /// Whether the parameter of an effect can be automated frame by frame.
    pub const fn is_automatable(&self) -> bool {
        matches!(self, Self::Number(Number { automation: Automation::Smooth(_), .. }))
    }
}

/// Range, default and unit of a number.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// The default.
    pub default: f64,
    /// The smallest and the largest allowed value.
    pub range: (f64, f64),
    /// The part of the range that a slider should offer.
    pub typical: (f64, f64),
    /// The smallest useful change.
    pub step: f64,
    /// The unit.
    pub unit: Unit,
    /// How the parameter of an effect changes while audio is processed. Filters ignore it.
    pub automation: Automation,
}

/// How the parameter of an effect changes while audio is processed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Automation {
    /// It is set when the effect is created, and doesn't change.
    Fixed,
    /// It changes immediately, from one frame to the next.
    Stepped,
    /// It changes smoothly, frame by frame: 1/e of the change remains after this time in seconds. It can be
    /// automated.
    Smooth(f64),
}

impl Number {
    /// A number from `min` to `max`.
    pub const fn new(default: f64, min: f64, max: f64) -> Self {
        let (range, typical) = ((min, max), (min, max));
        Self { default, range, typical, step: 0.01, unit: Unit::None, automation: Automation::Stepped }
    }

    /// Makes changes smooth, see [`Automation::Smooth`].
    pub const fn smooth(self, seconds: f64) -> Self {
        Self { automation: Automation::Smooth(seconds), ..self }
    }

    /// Allows the parameter to be set only when the effect is created.
    pub const fn fixed(self) -> Self {
        Self { automation: Automation::Fixed, ..self }
    }

    /// Sets the part of the range that a slider should offer.
    pub const fn typical(self, min: f64, max: f64) -> Self {
        Self { typical: (min, max), ..self }
    }

    /// Sets the smallest useful change.
    pub const fn step(self, step: f64) -> Self {
        Self { step, ..self }
    }

    /// Sets the unit.
    pub const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// Returns `value` if it is in the range.
    pub(crate) fn check(&self, value: f64) -> Result<f64> {
        let (min, max) = self.range;
        // NaN is in no range.
        if (min..=max).contains(&value) {
            Ok(value)
        } else {
            Err(Error::new(Code::OutOfRange, "", Detail::Range(min, max), value))
        }
    }
}

/// The documentation of a declaration. WebAssembly omits it to save space: scripts import it from the generated
/// `filmgate/spec`.
pub const fn documentation(lines: &'static [&'static str]) -> &'static [&'static str] {
    if cfg!(target_family = "wasm") { &[] } else { lines }
}

/// The name of a measurement. WebAssembly omits it to save space: scripts import it from generated code.
#[doc(hidden)]
pub const fn reading_name(name: &'static str) -> &'static str {
    if cfg!(target_family = "wasm") { "" } else { name }
}

/// The name of a parameter in JSON and JavaScript: `camelCase` for Rust's `snake_case`, and `type` for `r#type`. All
/// other code calls this function.
pub fn wire_name(name: &str) -> String {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let mut wire = String::with_capacity(name.len());
    let mut begins = false;
    for letter in name.chars() {
        if letter == '_' {
            begins = true;
        } else {
            wire.push(if begins { letter.to_ascii_uppercase() } else { letter });
            begins = false;
        }
    }
    wire
}

/// Whether `wire` is the [`wire_name`] of `name`, without an allocation.
fn is_wire_name(name: &str, wire: &str) -> bool {
    let mut wire = wire.bytes();
    let mut begins = false;
    for byte in name.strip_prefix("r#").unwrap_or(name).bytes() {
        if byte == b'_' {
            begins = true;
        } else {
            let expected = if begins { byte.to_ascii_uppercase() } else { byte };
            if wire.next() != Some(expected) {
                return false;
            }
            begins = false;
        }
    }
    wire.next().is_none()
}

/// The index of the parameter called `name`.
#[doc(hidden)]
pub const fn index_of(parameters: &[Parameter], name: &str) -> usize {
    let name = name.as_bytes();
    let mut index = 0;
    while index < parameters.len() {
        let other = parameters[index].name.as_bytes();
        let mut same = 0;
        while same < name.len() && same < other.len() && name[same] == other[same] {
            same += 1;
        }
        if same == name.len() && same == other.len() {
            return index;
        }
        index += 1;
    }
    assert!(index < parameters.len(), "unknown parameter");
    index
}

/// Sets the field of a parameter to a valid value. A separate function, so that the code of a filter has only a call.
///
/// # Errors
/// Those of [`ParameterType::read`], with the name of the parameter.
#[doc(hidden)]
#[inline(never)]
pub fn assign<T: ParameterType>(parameter: &Parameter, field: &mut T, value: &Value) -> Result<()> {
    *field = T::read(&parameter.kind, value).map_err(|error| in_parameter(parameter, error))?;
    Ok(())
}

/// The error, with the name of the parameter.
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn in_parameter(parameter: &Parameter, error: Error) -> Error {
    error.within(&wire_name(parameter.name))
}

/// The error for an invalid parameter index.
pub fn no_parameter(parameter: usize) -> Error {
    Error::new(Code::UnknownParameter, "parameter", "a parameter of this filter", parameter as f64)
}
