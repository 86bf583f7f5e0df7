//! Rows of luma.

use crate::filters::colors::luma;
use crate::frame::{Format, Frame};
use crate::simd::U8x16;

/// The luma of row `y`, in `into`, which is as long as the row.
#[inline(never)]
pub(super) fn row(frame: &Frame, y: usize, into: &mut [i16]) {
    let row = frame.plane().row(y);
    match frame.layout().format() {
        Format::Gray8 => into.iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from)),
        Format::Rgba8 => {
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
