//! Luma of BT.601 in whole levels: `(4899 R + 9617 G + 1868 B + 8192) >> 14`.

use crate::simd::{I16x8, I32x4, U8x16};

/// The weights of red, green and blue in units of 1/2¹⁴, as OpenCV's colour conversion rounds them; their sum is 2¹⁴.
const WEIGHTS: [i16; 3] = [4899, 9617, 1868];

/// Half a level of a [`weighted`] sum, for rounding.
pub(crate) const HALF: i32 = 1 << 13;

/// Luma of four pixels in units of 1/2¹⁴ of a level, not rounded.
#[inline(always)]
pub(crate) fn weighted(pixels: U8x16) -> I32x4 {
    let [r, g, b] = WEIGHTS;
    let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
    let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
    pixels.even().dot(red_blue) + pixels.odd().dot(green)
}

/// Luma of four pixels.
#[inline(always)]
pub(crate) fn luma(pixels: U8x16) -> I32x4 {
    (weighted(pixels) + I32x4::splat(HALF)).shift_right::<14>()
}

/// Luma of one pixel.
pub(crate) fn luma_of([red, green, blue]: [u8; 3]) -> u8 {
    let [r, g, b] = WEIGHTS.map(i32::from);
    ((r * i32::from(red) + g * i32::from(green) + b * i32::from(blue) + HALF) >> 14) as u8
}
