//! What filters share that look at many neighbours: rows kept as bytes, and sums over them.

#[cfg(feature = "edges")]
pub(crate) mod grid;
#[cfg(feature = "blur")]
pub(crate) mod paths;
mod rows;
#[cfg(feature = "blur")]
pub(crate) mod sliding;
pub(crate) mod taps;

pub(crate) use rows::Rows;
