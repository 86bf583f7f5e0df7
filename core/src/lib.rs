#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! - [`image::frame`]: [`Frame`](image::frame::Frame) owns its pixels, [`FrameRef`](image::frame::FrameRef) and
//!   [`FrameMut`](image::frame::FrameMut) borrow them.
//! - [`image::filters`]: the filters, a module for each family, and their registry.
//! - [`image::pipeline`]: [`Pipeline`](image::pipeline::Pipeline) plans filters and runs them,
//!   [`Preset`](image::pipeline::Preset) is its stored form.
//! - [`image::analysis`], [`image::lut`]: measurements of frames, colour look-up tables (`.cube`).
//! - [`audio`]: [`AudioBuffer`](audio::AudioBuffer), [`Chain`](audio::Chain), [`Resampler`](audio::Resampler),
//!   [`Stretcher`](audio::Stretcher).
//! - [`audio::effects`]: the effects, a module for each family, and their registry.
//! - `image::files`, `audio::files`: decoding and encoding (features `image-files`, `wav` and `audio-files`).
//! - [`error`]: [`Error`] has a code, the argument, the allowed and the actual value.
//! - [`declare`], [`image::kernels`], [`simd`]: the interface for further filters and effects, see [`filter!`] and
//!   [`effect!`].

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
#[doc(hidden)]
pub mod math;
#[doc(hidden)]
pub mod memory;
pub mod simd;

pub use error::{Code, Detail, Error, ErrorData, Result};
