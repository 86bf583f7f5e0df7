//! Filmgate: filters and effects that process persistent frames and samples in place.

#![cfg_attr(
    not(all(feature = "image", feature = "audio")),
    allow(
        dead_code,
        unused_imports,
        unused_macros,
        reason = "helpers of disabled families; full builds report dead code"
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
