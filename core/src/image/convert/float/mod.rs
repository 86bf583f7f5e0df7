//! Rows of floats: those of a frame of any format, without the loss of 8 bits.

mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub(crate) use reader::FloatReader;
pub(crate) use writer::FloatWriter;

use crate::image::frame::{FrameLayout, Sample};

/// Returns a sample of a row, in levels.
#[inline(always)]
fn sample(row: &[u8], at: usize, is_wide: bool) -> f32 {
    if !is_wide {
        return row.get(at).map_or(0.0, |&byte| f32::from(byte));
    }
    let bytes = row.as_chunks::<2>().0.get(at).copied().unwrap_or_default();
    f32::from(u16::from_le_bytes(bytes) & 1023)
}

/// Writes a sample, rounded to nearest and clamped to the levels.
#[inline(always)]
fn put(row: &mut [u8], at: usize, is_wide: bool, level: f32) {
    // `as` clamps, and NaN becomes 0.
    let level = (level + 0.5) as u16;
    if !is_wide {
        if let Some(byte) = row.get_mut(at) {
            *byte = level.min(255) as u8;
        }
    } else if let Some(bytes) = row.as_chunks_mut::<2>().0.get_mut(at) {
        *bytes = level.min(1023).to_le_bytes();
    }
}

/// Returns whether samples have two bytes.
fn is_wide(layout: &FrameLayout) -> bool {
    layout.format().spec().sample == Sample::U10
}
