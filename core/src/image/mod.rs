//! Pictures: frames, filters that work on them in place, and pipelines of filters.

pub mod analysis;
pub(crate) mod convert;
#[cfg(feature = "image-files")]
pub mod files;
pub mod filters;
pub mod frame;
mod input;
pub mod kernels;
pub mod lut;
pub mod pipeline;
#[cfg(test)]
pub(crate) mod testing;

pub use convert::ChromaUpsampling;
