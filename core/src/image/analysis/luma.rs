//! Luma of parts of rows.

use crate::image::frame::{Frame, RowFormat};
use crate::image::kernels::luma::luma;
use crate::simd::U8x16;

/// Writes the luma of row `y` from column `x` on to `into`, which is at most as long as the rest of the row.
#[inline(never)]
pub(super) fn part(frame: &Frame, x: usize, y: usize, into: &mut [i16]) {
    let Some(layout) = frame.layout().rows() else { return };
    let bytes = layout.pixel_bytes();
    let row = &frame.plane(0).row(y)[x * bytes..(x + into.len()) * bytes];
    match layout.format() {
        RowFormat::Gray8 => into.iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from)),
        RowFormat::Rgba8 => {
            let (body, tail) = row.as_chunks::<16>();
            let mut last = [0; 16];
            last[..tail.len()].copy_from_slice(tail);
            for (to, four) in into.chunks_mut(4).zip(body.iter().chain([&last])) {
                let luma = luma(U8x16::load(four)).to_array().map(|luma| luma as i16);
                to.copy_from_slice(&luma[..to.len()]);
            }
        }
    }
}
