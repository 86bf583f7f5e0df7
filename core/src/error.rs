//! The one error type: what was wrong with which argument, what was expected and what came.

use alloc::borrow::Cow;
use core::fmt;

/// What kind of thing went wrong. The names are part of the interface: JavaScript sees them as `error.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// An argument has the wrong type or shape.
    InvalidArgument,
    /// A number is outside its range, or not a number at all.
    OutOfRange,
    /// There is no filter of that name.
    UnknownFilter,
    /// There is no effect of that name.
    UnknownEffect,
    /// The filter has no parameter of that name, or the pipeline no step.
    UnknownParameter,
    /// The filter can't work on frames of this format.
    UnsupportedFormat,
    /// Two frames that must have the same size have not.
    SizeMismatch,
    /// The frame or pipeline was closed, or belongs to somebody else.
    Closed,
    /// The frame is being read or written by the platform.
    Busy,
    /// The system has no more memory.
    OutOfMemory,
    /// The memory limit given at start would be exceeded.
    OverBudget,
    /// Encoded data are damaged or of no known format.
    Decode,
    /// A frame can't be encoded this way.
    Encode,
    /// This build lacks the feature.
    Unsupported,
}

impl Code {
    /// The name as JavaScript sees it.
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

/// One side of an error: what was expected, or what came. Kept as data, so that the side that shows it formats it
/// (in a browser that is JavaScript, and the module needs no number formatting).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Detail {
    /// Words.
    Text(Cow<'static, str>),
    /// A number, NaN and infinities included.
    Number(f64),
    /// A closed range.
    Range(f64, f64),
    /// Width and height.
    Size(u32, u32),
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl From<&'static str> for Detail {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<alloc::string::String> for Detail {
    fn from(text: alloc::string::String) -> Self {
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
            Self::OneOf(names) => {
                f.write_str("one of")?;
                names.iter().try_for_each(|name| write!(f, " {name}"))
            }
        }
    }
}

/// Why a call failed. Whatever it was, nothing was lost and the next call works.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What kind of thing went wrong.
    pub code: Code,
    /// Which argument; a parameter of a step is written `steps[2].sigma`.
    pub argument: Cow<'static, str>,
    /// What would have been right.
    pub expected: Detail,
    /// What came instead.
    pub received: Detail,
}

/// A result whose error names the argument.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl Error {
    /// An error about `argument`.
    pub fn new(
        code: Code,
        argument: impl Into<Cow<'static, str>>,
        expected: impl Into<Detail>,
        received: impl Into<Detail>,
    ) -> Self {
        Self { code, argument: argument.into(), expected: expected.into(), received: received.into() }
    }

    /// The system refused `bytes` bytes.
    pub fn out_of_memory(bytes: usize) -> Self {
        Self::new(Code::OutOfMemory, "bytes", "memory that the system can give", bytes as f64)
    }

    /// The same error with the argument's place put before its name: `sigma` becomes `steps[2].sigma`, and `[0].q` becomes
    /// `bands[0].q`.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.argument = if self.argument.is_empty() {
            Cow::Owned(place.into())
        } else if self.argument.starts_with('[') {
            Cow::Owned([place, &self.argument].concat())
        } else {
            Cow::Owned([place, ".", &self.argument].concat())
        };
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, received {} ({})", self.argument, self.expected, self.received, self.code.name())
    }
}

impl core::error::Error for Error {}
