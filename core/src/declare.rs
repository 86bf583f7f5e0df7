//! The declaration of filters and effects: name, documentation, and parameters with unit, range and default.
//!
//! One declaration produces the struct, its `Default`, its [`Spec`] and its validation here; through the registry it also
//! produces the TypeScript types and factories, the documentation table, the sliders of the demos, the benches and the
//! property tests. [`filter!`](crate::filter) and [`effect!`](crate::effect) show the form.
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
    /// What only this trait's declarations say, for instance the formats that a filter supports.
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
    /// Version of the parameters: raised when a stored chain would mean something else.
    pub version: u32,
    /// The documentation, a line each. Empty in WebAssembly, see [`documentation`].
    pub docs: &'static [&'static str],
    /// The parameters. Their indices are those that [`Parameters`] takes.
    pub parameters: &'static [Parameter],
    /// The measurements that it reports, in order.
    pub readings: &'static [Reading],
    /// What only this kind of declaration says.
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

/// The declaration called `name`.
///
/// # Errors
/// [`Declared::UNKNOWN`] if there is none.
pub fn find<T: Declared + ?Sized>(
    registry: &'static [&'static Spec<T>],
    names: &'static [&'static str],
    name: &str,
) -> Result<&'static Spec<T>> {
    let found = registry.iter().find(|spec| spec.name == name).copied();
    found.ok_or_else(|| Error::new(T::UNKNOWN, T::NOUN, Detail::OneOf(names), String::from(name)))
}

/// A hash (FNV-1a) of the names of declarations and their parameters, in order: two sides that call parameters by index must
/// agree about it.
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
        // A zero ends each name.
        let byte = if index < text.len() { text.as_bytes()[index] } else { 0 };
        hash = (hash ^ byte as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    hash
}

/// Sets a parameter by the name that JSON and JavaScript use.
///
/// # Errors
/// `unknown-parameter` if there is none of that name; else as [`Parameters::set`].
#[inline(never)]
pub fn set_by_name(target: &mut dyn Parameters, parameters: &[Parameter], name: &str, value: &Value) -> Result<()> {
    match parameters.iter().position(|parameter| wire_name(parameter.name) == name) {
        Some(index) => target.set(index, value),
        None => Err(Error::new(Code::UnknownParameter, String::from(name), "a known parameter", String::from(name))),
    }
}

/// Parameters that are set and read by index.
pub trait Parameters {
    /// Sets a parameter. A failed call changes nothing.
    ///
    /// # Errors
    /// `invalid-argument` or `out-of-range` for a wrong value, `unknown-parameter` for a wrong index.
    fn set(&mut self, parameter: usize, value: &Value) -> Result<()>;

    /// The value of a parameter, as it would be stored.
    fn get(&self, parameter: usize) -> Option<Value>;
}

/// A measurement that an effect reports.
#[derive(Debug)]
pub struct Reading {
    /// The name, `snake_case` as in Rust. Empty in WebAssembly.
    pub name: &'static str,
    /// The documentation, a line each. Empty in WebAssembly.
    pub docs: &'static [&'static str],
    /// The unit.
    pub unit: Unit,
}

/// One parameter of a filter or an effect.
#[derive(Debug)]
pub struct Parameter {
    /// The name, `snake_case` as in Rust.
    pub name: &'static str,
    /// The documentation, a line each. Empty in WebAssembly, see [`documentation`].
    pub docs: &'static [&'static str],
    /// Type, unit, range and default.
    pub kind: Kind,
}

/// The unit of a number, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// A plain number.
    None,
    /// 1 means all, or unchanged.
    Factor,
    /// Pixels of the frame.
    Pixels,
    /// Degrees, clockwise.
    Degrees,
    /// Steps of an 8-bit channel.
    Levels,
    /// Doublings of the light.
    Stops,
    /// Decibels.
    Decibels,
    /// Hz.
    Hertz,
    /// Thousandths of a second.
    Milliseconds,
    /// Twelfths of an octave.
    Semitones,
    /// Hundredths of a semitone.
    Cents,
    /// How many to one.
    Ratio,
    /// Bits of a sample.
    Bits,
    /// Loudness units relative to full scale (ITU-R BS.1770).
    Lufs,
}

impl Unit {
    /// The unit as it is written behind a number.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::None | Self::Factor => "",
            Self::Pixels => "px",
            Self::Degrees => "°",
            Self::Levels => "/255",
            Self::Stops => " stops",
            Self::Decibels => " dB",
            Self::Hertz => " Hz",
            Self::Milliseconds => " ms",
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
/// Not `non_exhaustive`: whatever handles kinds must fail to compile when one is added.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A real number, or (with `step` 1 and type `i32`) a whole one.
    Number(Number),
    /// A whole number.
    Integer(Number),
    /// Yes or no.
    Boolean(bool),
    /// One of these words.
    Enum {
        /// The words.
        names: &'static [&'static str],
        /// Number of the default.
        default: usize,
    },
    /// One of these words, chosen once, when an effect is made.
    FixedEnum {
        /// The words.
        names: &'static [&'static str],
        /// Number of the default.
        default: usize,
    },
    /// Red, green, blue and alpha, each from 0 to 1.
    Color([f64; 4]),
    /// A place in the frame: fractions of width and height.
    Point([f64; 2]),
    /// Values of a curve at evenly spread places, from 2 to 65536 of them.
    Table {
        /// The default.
        default: &'static [f64],
        /// The smallest and the largest allowed.
        range: (f64, f64),
    },
    /// Numbers, row by row.
    Matrix {
        /// Numbers in a row.
        columns: usize,
        /// The default; its length is the matrix's.
        default: &'static [f64],
        /// The smallest and the largest allowed.
        range: (f64, f64),
    },
    /// The weights of a convolution, as many as there are: a square of odd side up to 15, row by row (`rank` 2), or a line of
    /// odd length up to 31 (`rank` 1); each from -65536 to 65536.
    Kernel {
        /// 1 or 2.
        rank: usize,
        /// The default.
        default: &'static [f64],
    },
    /// Objects with the same fields.
    Records {
        /// The fields.
        record: &'static RecordSpec,
        /// The default: the fields of all records as numbers, an enum by its index.
        default: &'static [f64],
    },
    /// A handle of a resource: a table, an impulse response.
    Resource(&'static str),
    /// A handle of another frame.
    Frame,
}

impl Kind {
    /// Whether the parameter of an effect is set once, when the effect is made.
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

    /// Whether the parameter of an effect can be given frame by frame.
    pub const fn is_automatable(&self) -> bool {
        matches!(self, Self::Number(Number { automation: Automation::Smooth(_), .. }))
    }
}

/// Range, default and unit of a number.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// The value when none is given.
    pub default: f64,
    /// The smallest and the largest allowed.
    pub range: (f64, f64),
    /// The part of the range that a slider should offer.
    pub typical: (f64, f64),
    /// The smallest change worth making.
    pub step: f64,
    /// What it counts.
    pub unit: Unit,
    /// How it moves while sound goes on. Filters have no use for it.
    pub automation: Automation,
}

/// How a parameter of an effect moves while sound goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Automation {
    /// Not at all: it is set when the effect is made.
    Fixed,
    /// At once, from one frame to the next.
    Stepped,
    /// Frame by frame, towards where it is to go, of which 1/e is left after so many milliseconds. It can be given frame
    /// by frame.
    Smooth(f64),
}

impl Number {
    /// A number from `min` to `max`.
    pub const fn new(default: f64, min: f64, max: f64) -> Self {
        let (range, typical) = ((min, max), (min, max));
        Self { default, range, typical, step: 0.01, unit: Unit::None, automation: Automation::Stepped }
    }

    /// Moves smoothly, see [`Automation::Smooth`].
    pub const fn smooth(self, milliseconds: f64) -> Self {
        Self { automation: Automation::Smooth(milliseconds), ..self }
    }

    /// Is set once, when the effect is made.
    pub const fn fixed(self) -> Self {
        Self { automation: Automation::Fixed, ..self }
    }

    /// The part of the range that a slider should offer.
    pub const fn typical(self, min: f64, max: f64) -> Self {
        Self { typical: (min, max), ..self }
    }

    /// The smallest change worth making.
    pub const fn step(self, step: f64) -> Self {
        Self { step, ..self }
    }

    /// What it counts.
    pub const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// `value`, if it is in the range.
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

/// What is said of a filter. WebAssembly doesn't carry it along: whoever shows it to people there has it from the generator
/// (`filmgate/spec`).
pub const fn documentation(lines: &'static [&'static str]) -> &'static [&'static str] {
    if cfg!(target_family = "wasm") { &[] } else { lines }
}

/// The name of a measurement. WebAssembly doesn't carry it: scripts have it from the generator.
#[doc(hidden)]
pub const fn reading_name(name: &'static str) -> &'static str {
    if cfg!(target_family = "wasm") { "" } else { name }
}

/// The name of a parameter in JSON and JavaScript: `camelCase` for Rust's `snake_case`. The only place that says so.
pub fn wire_name(name: &str) -> String {
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

/// The number of the parameter called `name`.
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
    assert!(index < parameters.len(), "no such parameter");
    index
}

/// Sets the field of a parameter, if the value is allowed. A function of its own, so that filters have no code for it but a
/// call.
///
/// # Errors
/// Those of [`ParameterType::read`], naming the parameter.
#[doc(hidden)]
#[inline(never)]
pub fn assign<T: ParameterType>(parameter: &Parameter, field: &mut T, value: &Value) -> Result<()> {
    *field = T::read(&parameter.kind, value).map_err(|error| in_parameter(parameter, error))?;
    Ok(())
}

/// The error, naming the parameter.
#[doc(hidden)]
#[cold]
#[inline(never)]
pub fn in_parameter(parameter: &Parameter, error: Error) -> Error {
    error.within(&wire_name(parameter.name))
}

/// The error for an index that is no parameter's.
pub fn no_parameter(parameter: usize) -> Error {
    Error::new(Code::UnknownParameter, "parameter", "a parameter of this filter", parameter as f64)
}
