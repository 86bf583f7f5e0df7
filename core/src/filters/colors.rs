//! What filters of colours share: luma, pixels as planes of floats, and one loop for kernels too long to be copied.

use super::rows::LUMA;
use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16};

/// Luma of BT.601 in whole levels of four pixels.
#[inline(always)]
pub(crate) fn luma(pixels: U8x16) -> I32x4 {
    let [r, g, b] = LUMA;
    let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
    let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
    let sum = pixels.even().dot(red_blue) + pixels.odd().dot(green) + I32x4::splat(8192);
    sum.shift_right::<14>()
}

/// The bytes to work on: those of the target, after the source was copied there.
pub(crate) fn in_place(rows: Pixels<'_>) -> &mut [u8] {
    match rows {
        Pixels::InPlace(bytes) => bytes,
        Pixels::Into { source, target } => {
            let length = source.len().min(target.len());
            target[..length].copy_from_slice(&source[..length]);
            &mut target[..length]
        }
    }
}

/// [`map_pixels`](crate::simd::map_pixels) with one copy of the kernel, for long ones: four copies of them cost more in the
/// module than the bytes that are copied first.
#[inline(always)]
pub(crate) fn map_long(rows: Pixels<'_>, kernel: impl Fn(U8x16) -> U8x16) {
    let (body, tail) = in_place(rows).as_chunks_mut::<16>();
    let mut last = [[0; 16]];
    last[0][..tail.len()].copy_from_slice(tail);
    for chunks in [body, &mut last] {
        for chunk in chunks {
            kernel(U8x16::load(chunk)).store(chunk);
        }
    }
    tail.copy_from_slice(&last[0][..tail.len()]);
}

/// Red, green and blue of four pixels, in levels.
#[inline(always)]
pub(crate) fn split(pixels: U8x16) -> [F32x4; 3] {
    let (words, byte) = (pixels.to_words(), I32x4::splat(255));
    [words & byte, words.shift_right::<8>() & byte, words.shift_right::<16>() & byte].map(I32x4::to_f32)
}

/// Colours in levels, less than 32768 of them, rounded (ties to even) and clamped, with the alpha of `pixels`.
#[inline(always)]
pub(crate) fn join(colors: [F32x4; 3], pixels: U8x16) -> U8x16 {
    let [r, g, b] = colors.map(F32x4::round_small);
    I16x8::to_pixels(I32x4::pair(r, g), I32x4::pair_halves(b, pixels.odd()))
}
