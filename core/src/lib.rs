//! Filmgate: filters and effects that work in place on persistent frames and samples.

// What several families share lies unused in builds with few of them; the build with all says what nobody needs.
#![cfg_attr(not(feature = "families"), allow(dead_code, unused_imports, unused_macros))]

extern crate alloc;

pub mod analysis;
pub mod audio;
#[cfg(feature = "codec")]
pub mod codec;
pub mod declare;
pub mod effects;
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
