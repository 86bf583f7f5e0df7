//! The memory that analyses of frames share.

use filmgate::image::analysis::{Palette, StructuralSimilarity};

/// The names of the analyses; their results are documented at [`Gate::analyze`](super::Gate::analyze).
pub const ANALYSES: &[&str] = &[
    "histogram",
    "statistics",
    "difference",
    "structuralSimilarity",
    "differenceHash",
    "perceptualHash",
    "sharpness",
    "dominantColors",
];

/// Maximum number of results of an analysis: the counts of a histogram.
pub(super) const RESULTS: usize = 5 * 256;

/// Memory that analyses reuse.
#[derive(Debug, Default)]
pub(super) struct Analyses {
    pub(super) results: Vec<f64>,
    pub(super) similarity: StructuralSimilarity,
    pub(super) palette: Option<Palette>,
}

impl Analyses {
    pub(super) fn put(&mut self, numbers: impl IntoIterator<Item = f64>) {
        self.results.iter_mut().zip(numbers).for_each(|(to, number)| *to = number);
    }
}
