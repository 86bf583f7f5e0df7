//! Image files into frames and out of them.
//!
//! The `image` crate reads and writes the formats; here is what it leaves open: pixels go straight into the frame, sizes
//! are checked before memory is taken for them, pictures are turned upright, and whatever a file does, the answer is an
//! error and not a panic.

mod decode;
mod encode;
mod expand;
#[cfg(test)]
mod tests;

pub use decode::Picture;
pub use encode::{Encoding, encode};

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::ImageError;
use image::error::LimitErrorKind;

use crate::error::{Code, Detail, Error, Result};

/// Calls into the `image` crate. Its decoders meet hostile files, and an assertion of theirs must not end the program:
/// a panic becomes the same error as damage that was recognised. (Where panics abort, as in the wasm module, the instance
/// is lost; the binding has a way to decode in another one.)
fn guarded<T>(code: Code, call: impl FnOnce() -> Result<T, ImageError>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| explain(code, &error)),
        Err(_) => Err(Error::new(code, "bytes", "an image file", "one that the decoder can't cope with")),
    }
}

/// An error of the `image` crate as one of ours.
fn explain(code: Code, error: &ImageError) -> Error {
    let out_of_memory = || Error::new(Code::OutOfMemory, "bytes", "a picture that memory suffices for", "a larger one");
    match error {
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::InsufficientMemory) => out_of_memory(),
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::OutOfMemory => out_of_memory(),
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::DimensionError) => {
            let range = Detail::Range(1.0, f64::from(crate::frame::MAXIMUM_DIMENSION));
            Error::new(Code::OutOfRange, "width or height", range, "a larger one")
        }
        _ => {
            let expected = match code {
                Code::Encode => "a frame that this format can hold",
                _ => "an intact PNG, JPEG, WebP, GIF or BMP file",
            };
            Error::new(code, if code == Code::Encode { "frame" } else { "bytes" }, expected, error.to_string())
        }
    }
}
