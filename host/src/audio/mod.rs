//! Effect chains and converters of one module instance, in a [`Session`].

mod conversion;
mod converter;
#[cfg(feature = "audio-files")]
mod decoding;
#[cfg(feature = "audio-files")]
mod files;
mod place;
mod program;
mod session;

pub use place::{Number, Place};
pub use session::Session;
