//! Four RGBA pixels as four vectors, one for each channel, for kernels that take real numbers.

use crate::simd::{F32x4, I16x8, I32x4, U8x16};

/// Red, green, blue and alpha of four pixels, from 0 to 255.
#[inline(always)]
pub(crate) fn planes(pixels: U8x16) -> [F32x4; 4] {
    let (words, byte) = (pixels.to_words(), I32x4::splat(255));
    let [red, green, blue] = [words, words.shift_right::<8>(), words.shift_right::<16>()].map(|lanes| lanes & byte);
    [red, green, blue, pixels.alpha()].map(I32x4::to_f32)
}

/// Four pixels from their channels, rounded to nearest and clamped to bytes; the channels are within ±2¹⁵.
#[inline(always)]
pub(crate) fn pixels(planes: [F32x4; 4]) -> U8x16 {
    let [red, green, blue, alpha] = planes.map(F32x4::round_small);
    I16x8::to_pixels(I32x4::pair(red, green), I32x4::pair(blue, alpha))
}
