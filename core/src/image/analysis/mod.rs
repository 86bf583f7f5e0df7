//! Measurements of a frame, which is never changed.
//!
//! Luma is BT.601 in whole levels everywhere, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, as in the filters. Every pixel
//! counts, regardless of its alpha; a gray frame counts as equal red, green and blue.

mod difference;
mod hash;
mod histogram;
mod luma;
mod palette;
mod sharpness;
mod ssim;

pub use difference::{Difference, difference};
pub use hash::{difference_hash, perceptual_hash};
pub use histogram::{ChannelStatistics, Histogram};
pub use palette::{DominantColor, MAXIMUM_COLORS, Palette};
pub use sharpness::sharpness;
pub use ssim::StructuralSimilarity;

use crate::error::{Code, Detail, Error, Result};
use crate::image::frame::Frame;

/// Checks that two frames can be compared.
fn same_layout(frame: &Frame, other: &Frame) -> Result<()> {
    let (a, b) = (frame.layout(), other.layout());
    if a.format() != b.format() {
        return Err(Error::new(Code::UnsupportedFormat, "other", a.format().name(), b.format().name()));
    }
    if (a.width(), a.height()) != (b.width(), b.height()) {
        let size = |layout: &crate::image::frame::FrameLayout| Detail::Size(layout.width(), layout.height());
        return Err(Error::new(Code::SizeMismatch, "other", size(a), size(b)));
    }
    Ok(())
}

/// Sorts a few elements by insertion: the standard library's sort adds 3 KB to the module for each type.
fn sort<T: Copy>(things: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for end in 1..things.len() {
        let mut at = end;
        while at > 0 && before(&things[at], &things[at - 1]) {
            things.swap(at, at - 1);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
