//! The declaration of an analysis.

use super::run::{Input, Memory, Results};
use crate::declare::{self, Declared, Parameters, RecordSpec};
use crate::error::{Code, Result};

/// The behaviour of an analysis for given parameters. It is written by hand; [`analysis!`](crate::analysis) generates
/// the rest.
pub trait Analyze {
    /// Measures the frames, and puts the numbers that [`Shape`] describes.
    ///
    /// # Errors
    /// `invalid-argument` if a second frame is missing; `unsupported-format` or `size-mismatch` if it differs from the
    /// first; `out-of-memory`.
    fn analyze(&self, input: &Input<'_>, memory: &mut Memory, results: &mut Results<'_>) -> Result<()>;
}

/// An analysis: parameters that can be set by index, and a measurement.
pub trait Analysis: Analyze + Parameters {
    /// Returns the declaration as data.
    fn spec(&self) -> &'static Spec;
}

/// The declaration of an analysis. Its domain is the number of frames and the shape of the results.
pub type Spec = declare::Spec<dyn Analysis>;

impl Declared for dyn Analysis {
    type Domain = (usize, Shape);

    const NOUN: &'static str = "analysis";
    const UNKNOWN: Code = Code::InvalidArgument;
}

/// What the numbers of an analysis are.
///
/// Not `non_exhaustive`, so that code that handles all shapes fails to compile when a shape is added.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A number.
    Number,
    /// 64 bits, as two numbers: the upper and the lower 32 bits.
    Hash,
    /// 256 counts each for red, green, blue, alpha and luma.
    Levels,
    /// A record.
    Record(&'static RecordSpec),
    /// A record each for red, green, blue, alpha and luma.
    Channels(&'static RecordSpec),
    /// The number of records, and the records.
    Records(&'static RecordSpec),
}
