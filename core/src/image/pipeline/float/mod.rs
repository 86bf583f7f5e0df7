//! Runs on rows of floats: [`Precision::Float`](crate::image::pipeline::Precision::Float), and runs between sources and sinks of rows.

mod apply;
mod chain;
mod rows;
mod stream;

pub(super) use chain::FloatChain;
pub use rows::{RowSink, RowSource};
pub(super) use stream::{FloatFrames, FloatStream};
