//! Filmgate: filters and effects that work in place on persistent frames and samples.

#![cfg_attr(
    not(all(feature = "image", feature = "audio")),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "helpers of families that are left out; full builds check them"
    )
)]

extern crate alloc;

pub mod audio;
pub mod declare;
pub mod error;
pub mod image;
pub mod math;
pub mod memory;
pub mod simd;

pub use error::{Code, Detail, Error, Result};
