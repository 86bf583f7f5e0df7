//! Rows of luma.

use crate::filters::rows::LUMA;
use crate::frame::{Format, Frame};
use crate::simd::{I16x8, I32x4, U8x16};

/// Luma of four pixels.
#[inline(always)]
pub(super) fn of_four(pixels: U8x16) -> I32x4 {
    let [r, g, b] = LUMA;
    let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
    let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
    (pixels.even().dot(red_blue) + pixels.odd().dot(green) + I32x4::splat(8192)).shift_right::<14>()
}

/// The luma of row `y`, in `into`, which is as long as the row.
pub(super) fn row(frame: &Frame, y: usize, into: &mut [i16]) {
    let row = frame.plane().row(y);
    match frame.layout().format() {
        Format::Gray8 => into.iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from)),
        Format::Rgba8 => {
            let (body, tail) = row.as_chunks::<16>();
            let mut last = [0; 16];
            last[..tail.len()].copy_from_slice(tail);
            for (to, four) in into.chunks_mut(4).zip(body.iter().chain([&last])) {
                let luma = of_four(U8x16::load(four)).to_array().map(|luma| luma as i16);
                to.copy_from_slice(&luma[..to.len()]);
            }
        }
    }
}
