//! Decoding and encoding of image files.
//!
//! Each format has an own reader of its container and a decoder of another crate. The reader runs first. It finds the
//! size, the orientation, and the chunks that make up the picture; it compares every length with the file's, and
//! computes how much the decoder will allocate. The decoder receives only these chunks. So metadata cost nothing, and
//! memory is checked before it is allocated.

mod animation;
mod bmp;
mod decode;
mod encode;
mod exif;
mod expand;
mod gif;
mod jpeg;
mod jpeg_encode;
mod kind;
mod options;
mod parts;
mod png;
mod png_encode;
mod png_palette;
mod vp8;
mod webp;

pub use animation::{Animation, NextPicture};
pub use decode::{Decoded, Picture, decode};
pub use encode::{Encoding, encode, encoder_bytes};
pub use options::{ChromaSubsampling, JpegOptions, PngOptions};

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Code, Error, Result};
use crate::image::frame::FrameLayout;

use exif::Orientation;
use kind::Kind;

/// The data of a file that are available before decoding.
#[derive(Debug)]
struct Header {
    kind: Kind,
    /// The layout of the picture as stored: RGBA, before its orientation is applied.
    layout: FrameLayout,
    orientation: Orientation,
    /// The file ends early.
    truncated: bool,
    /// Maximum number of bytes that the decoder allocates, in addition to the frame.
    scratch: usize,
}

/// Calls a decoder. A panic in the decoder is reported like a damaged file. (Where panics abort, as in a wasm module,
/// the instance is lost: a binding should decode in a separate instance.)
fn guarded<T>(kind: Kind, call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        Err(Error::new(Code::Decode, "bytes", kind.intact(), "a file that the decoder can't process"))
    })
}

/// The part of a picture, as a divisor, that a file must contain for the rest to be shown as missing. With less, the
/// file counts as damaged: a few bytes must not allocate a gigabyte.
const LEAST_PART: u64 = 100;

/// The error for an allocation that a decoder refused.
fn too_large() -> Error {
    Error::new(Code::OutOfMemory, "bytes", "a picture that memory suffices for", "a larger picture")
}

/// Returns a sum of sizes, which saturates instead of wrapping around.
fn sum(sizes: impl IntoIterator<Item = usize>) -> usize {
    sizes.into_iter().fold(0, usize::saturating_add)
}
