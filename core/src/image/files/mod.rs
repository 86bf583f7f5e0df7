//! Image files into frames and out of them.
//!
//! Each format has a reader of its container here, and a decoder of another crate's. The reader runs first. It finds the size,
//! the orientation, and the chunks that make the picture; it compares every length with the file's, and computes what the
//! decoder will allocate. The decoder sees these chunks only. So metadata cost nothing, and memory is checked before it is
//! taken.

mod bmp;
mod decode;
mod encode;
mod exif;
mod expand;
mod gif;
mod jpeg;
mod kind;
mod parts;
mod png;
mod png_encode;
mod vp8;
mod webp;

pub use decode::{Decoded, Picture};
pub use encode::{Encoding, encode, encoder_bytes};

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Code, Error, Result};
use crate::image::frame::FrameLayout;

use exif::Orientation;
use kind::Kind;

/// What is known of a file before it is decoded.
#[derive(Debug)]
struct Header {
    kind: Kind,
    /// RGBA, as the picture is stored: not yet turned upright.
    layout: FrameLayout,
    orientation: Orientation,
    /// The file ends before it should.
    truncated: bool,
    /// Bytes that the decoder allocates at most, besides the frame.
    scratch: usize,
}

/// Calls a decoder. A panic of its becomes the error that damage is. (Where panics abort, as in a wasm module, the instance
/// is lost: a binding should decode in an instance of its own.)
fn guarded<T>(kind: Kind, call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        Err(Error::new(Code::Decode, "bytes", kind.intact(), "a file that its decoder can't cope with"))
    })
}

/// The part of a picture, as a divisor, that a file must have so that the rest is shown as missing. With less, the file is
/// damaged: a few bytes must not ask for a gigabyte.
const LEAST_PART: u64 = 100;

/// A decoder refused to allocate.
fn too_large() -> Error {
    Error::new(Code::OutOfMemory, "bytes", "a picture that memory suffices for", "a larger one")
}

/// A sum of sizes, which are too large together rather than wrapped around.
fn sum(sizes: impl IntoIterator<Item = usize>) -> usize {
    sizes.into_iter().fold(0, usize::saturating_add)
}
