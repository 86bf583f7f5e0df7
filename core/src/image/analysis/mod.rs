//! Measurements of a frame, which is never changed.
//!
//! Luma is BT.601 in whole levels everywhere, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, as in the filters. Every pixel
//! counts, regardless of its alpha; a gray frame counts as equal red, green and blue. A frame in a YUV format counts as a
//! gray frame: the samples of its luma, as they are stored.
//!
//! Each analysis is a Rust function, and a declaration by which other languages find and run it. To add an analysis:
//! write a file beside the others and add a line to `registry!` below.

mod cells;
mod declaration;
mod luma;
mod run;
mod same_layout;
mod scene_cuts;
mod sort;

pub use declaration::{Analysis, Analyze, Shape, Spec};
pub use run::{Input, Memory, Results};
pub use scene_cuts::SceneCuts;

use same_layout::same_layout;
use sort::sort;

/// The trait of the declarations in this registry.
type Declaration = dyn Analysis;

crate::declare::registry! {
    /// Every analysis, in the order of the registry.
    histogram::HistogramAnalysis,
    statistics::StatisticsAnalysis,
    difference::DifferenceAnalysis,
    structural_similarity::StructuralSimilarityAnalysis,
    difference_hash::DifferenceHashAnalysis,
    perceptual_hash::PerceptualHashAnalysis,
    sharpness::SharpnessAnalysis,
    dominant_colors::DominantColorsAnalysis,
}

#[cfg(test)]
mod tests;
