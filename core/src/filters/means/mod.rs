//! What filters share that look at many neighbours: rows kept as bytes, and sums over them.

#[cfg(feature = "edges")]
pub(super) mod grid;
#[cfg(feature = "blur")]
pub(super) mod paths;
mod rows;
#[cfg(feature = "blur")]
pub(super) mod sliding;
pub(super) mod taps;

pub(super) use rows::Rows;
