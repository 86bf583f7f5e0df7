//! The error type of the crate: code, argument, expected value and received value.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::ops::{Deref, DerefMut};

/// The kind of an error. The names are part of the interface: JavaScript exposes them as `error.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// An argument has the wrong type or shape.
    InvalidArgument,
    /// A number is outside its range, or NaN.
    OutOfRange,
    /// No filter has this name.
    UnknownFilter,
    /// No effect has this name.
    UnknownEffect,
    /// The filter has no parameter of this name, or the pipeline no such step.
    UnknownParameter,
    /// The filter doesn't support frames of this format.
    UnsupportedFormat,
    /// Two frames that must have the same size differ.
    SizeMismatch,
    /// The frame or pipeline was closed, or belongs to another instance.
    Closed,
    /// A frame is in use by the platform or by a run, or a queue is full.
    Busy,
    /// The system can't allocate the memory.
    OutOfMemory,
    /// The memory limit set at the start would be exceeded.
    OverBudget,
    /// Encoded data are damaged or have an unknown format.
    Decode,
    /// The frame or audio can't be encoded with these settings.
    Encode,
    /// This build doesn't have the feature.
    Unsupported,
}

impl Code {
    /// The name in JavaScript.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalid-argument",
            Self::OutOfRange => "out-of-range",
            Self::UnknownFilter => "unknown-filter",
            Self::UnknownEffect => "unknown-effect",
            Self::UnknownParameter => "unknown-parameter",
            Self::UnsupportedFormat => "unsupported-format",
            Self::SizeMismatch => "size-mismatch",
            Self::Closed => "closed",
            Self::Busy => "busy",
            Self::OutOfMemory => "out-of-memory",
            Self::OverBudget => "over-budget",
            Self::Decode => "decode",
            Self::Encode => "encode",
            Self::Unsupported => "unsupported",
        }
    }
}

/// The expected or the received value of an error. It is stored as data, so that the caller formats it: in a browser,
/// JavaScript does, and the module needs no number formatting.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Detail {
    /// A text.
    Text(Cow<'static, str>),
    /// A number, NaN and infinities included.
    Number(f64),
    /// A closed range.
    Range(f64, f64),
    /// Width and height.
    Size(u32, u32),
    /// One of these names.
    OneOf(&'static [&'static str]),
}

impl From<&'static str> for Detail {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<f64> for Detail {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Range(min, max) => write!(f, "a number from {min} to {max}"),
            Self::Size(width, height) => write!(f, "{width}×{height}"),
            Self::OneOf(names) => write!(f, "one of {}", names.join(", ")),
        }
    }
}

/// The reason why a call failed. The state stays consistent, and later calls work.
///
/// An error is one pointer, because most functions return it, and its fields by value would make modules 6 % larger. It
/// dereferences to [`ErrorData`]. Creating an error allocates, so a run must not create errors that it drops.
#[derive(Clone, PartialEq)]
pub struct Error(Box<ErrorData>);

/// The fields of an [`Error`].
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorData {
    /// The kind of error.
    pub code: Code,
    /// The argument; a parameter of a step is written `steps[2].sigma`.
    pub argument: Cow<'static, str>,
    /// The expected value.
    pub expected: Detail,
    /// The received value.
    pub received: Detail,
}

/// A result with an [`Error`].
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// An error about `argument`.
    #[cold]
    #[inline(never)]
    pub fn new(
        code: Code,
        argument: impl Into<Cow<'static, str>>,
        expected: impl Into<Detail>,
        received: impl Into<Detail>,
    ) -> Self {
        Self(Box::new(ErrorData {
            code,
            argument: argument.into(),
            expected: expected.into(),
            received: received.into(),
        }))
    }

    /// The error for an allocation of `bytes` bytes that failed.
    #[cold]
    #[inline(never)]
    pub fn out_of_memory(bytes: usize) -> Self {
        Self::new(Code::OutOfMemory, "bytes", "memory that the system can give", bytes as f64)
    }

    /// The same error, with `place` put before the name of the argument: `sigma` becomes `steps[2].sigma`, and `[0].q`
    /// becomes `bands[0].q`.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        // Pushes, because `concat` would add 200 bytes to the small module.
        let mut argument = String::from(place);
        if !(self.argument.is_empty() || self.argument.starts_with('[')) {
            argument.push('.');
        }
        argument.push_str(&self.argument);
        self.argument = Cow::Owned(argument);
        self
    }
}

impl Deref for Error {
    type Target = ErrorData;

    fn deref(&self) -> &ErrorData {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut ErrorData {
        &mut self.0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let argument = if self.argument.is_empty() { "the value" } else { &self.argument };
        write!(f, "{argument} must be {}, got {} ({})", self.expected, self.received, self.code.name())
    }
}

impl core::error::Error for Error {}
