//! The check of analyses that compare two frames.

use crate::error::{Code, Detail, Error, Result};
use crate::image::frame::{Frame, FrameLayout};

/// Checks that two frames can be compared.
pub(super) fn same_layout(frame: &Frame, other: &Frame) -> Result<()> {
    let (a, b) = (frame.layout(), other.layout());
    if a.format() != b.format() {
        return Err(Error::new(Code::UnsupportedFormat, "other", a.format().name(), b.format().name()));
    }
    if (a.width(), a.height()) != (b.width(), b.height()) {
        let size = |layout: &FrameLayout| Detail::Size(layout.width(), layout.height());
        return Err(Error::new(Code::SizeMismatch, "other", size(a), size(b)));
    }
    Ok(())
}
