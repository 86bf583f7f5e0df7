//! Pixels as planes of floats, and a loop for kernels too long to be copied.

use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16};

/// [`map_pixels`](crate::simd::map_pixels) with a single copy of the kernel, for long kernels: four copies add more to
/// the module than copying the bytes first.
#[inline(always)]
pub(crate) fn map_long(rows: Pixels<'_>, kernel: impl Fn(U8x16) -> U8x16) {
    let (body, tail) = rows.kept().as_chunks_mut::<16>();
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
    let [red, green, blue, _] = planes(pixels);
    [red, green, blue]
}

/// Colours in levels, below 32768, rounded (ties to even) and clamped, with the alpha of `pixels`.
#[inline(always)]
pub(crate) fn join(colors: [F32x4; 3], pixels: U8x16) -> U8x16 {
    let [r, g, b] = colors.map(F32x4::round_small);
    I16x8::to_pixels(I32x4::pair(r, g), I32x4::pair_halves(b, pixels.odd()))
}

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
