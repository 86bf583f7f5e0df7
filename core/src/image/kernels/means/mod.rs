//! Shared by filters that read many neighbours: rows stored as bytes, and sums over them.

#[cfg(feature = "edges")]
pub(crate) mod grid;
#[cfg(feature = "blur")]
pub(crate) mod paths;
mod rows;
#[cfg(feature = "blur")]
pub(crate) mod sliding;
pub(crate) mod taps;

pub(crate) use rows::Rows;
