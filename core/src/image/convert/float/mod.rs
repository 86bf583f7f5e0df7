//! Rows of floats: those of a frame of any format, without the loss of 8 bits.

mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use reader::FloatReader;
pub(crate) use writer::FloatWriter;

use crate::image::frame::{FrameLayout, Sample};

/// Returns whether samples have two bytes.
fn is_wide(layout: &FrameLayout) -> bool {
    layout.format().spec().sample == Sample::U10
}
