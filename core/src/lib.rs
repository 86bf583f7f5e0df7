//! Filmgate: filters that work in place on persistent frames.

extern crate alloc;

pub mod analysis;
#[cfg(feature = "codec")]
pub mod codec;
pub mod declare;
pub mod error;
pub mod filters;
pub mod frame;
pub mod gate;
pub mod input;
pub mod lut;
pub mod memory;
pub mod pipeline;
pub mod resource;
pub mod simd;

pub use error::{Code, Detail, Error, Result};
