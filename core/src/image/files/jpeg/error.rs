//! The errors that the JPEG readers report.

use alloc::vec::Vec;

use crate::error::{Code, Error, Result};
use crate::image::files::kind::Kind;

/// An error about a damaged file.
pub(super) fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", Kind::Jpeg.intact(), received)
}

/// An error about a kind of JPEG that isn't decoded.
pub(super) fn unsupported(received: &'static str) -> Error {
    Error::new(Code::Unsupported, "bytes", "a baseline or progressive JPEG file of 8 bits", received)
}

/// Appends to a list; returns an error if the list can't grow.
pub(super) fn push<T>(list: &mut Vec<T>, item: T) -> Result<()> {
    list.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<T>()))?;
    list.push(item);
    Ok(())
}
