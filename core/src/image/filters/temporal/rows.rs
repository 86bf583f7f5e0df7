//! Rows with what is stored of them from frame to frame.

#[cfg(test)]
pub(super) mod testing;

use crate::image::kernels::{Channel, Past};
use crate::simd::{I16x8, Pixels, U8x16};

/// Applies `kernel` to every sixteen bytes of a row and what is stored of them. It returns the result, and what is stored
/// for the next frame. The past of the first frame is the frame itself.
#[inline(always)]
pub(super) fn map_past(row: Pixels<'_>, past: Past<'_>, kernel: impl Fn(U8x16, U8x16) -> [U8x16; 2]) {
    let row = row.kept();
    let stored = with_past(row, past);
    let (body, tail) = row.as_chunks_mut::<16>();
    let (stored, stored_tail) = stored.as_chunks_mut::<16>();
    let mut last = [[0; 16]; 2];
    last[0][..tail.len()].copy_from_slice(tail);
    last[1][..stored_tail.len()].copy_from_slice(stored_tail);
    let [row_tail, past_tail] = &mut last;
    let each = |row: &mut [u8; 16], stored: &mut [u8; 16]| {
        let [result, kept] = kernel(U8x16::load(row), U8x16::load(stored));
        result.store(row);
        kept.store(stored);
    };
    for (row, stored) in body.iter_mut().zip(stored) {
        each(row, stored);
    }
    each(row_tail, past_tail);
    tail.copy_from_slice(&row_tail[..tail.len()]);
    stored_tail.copy_from_slice(&past_tail[..stored_tail.len()]);
}

/// Returns the stored row: of the first frame, the row itself.
pub(super) fn with_past<'a>(row: &[u8], Past { bytes, is_first }: Past<'a>) -> &'a mut [u8] {
    let length = bytes.len().min(row.len());
    let stored = &mut bytes[..length];
    if is_first {
        stored.copy_from_slice(&row[..length]);
    }
    stored
}

/// The absolute value of each lane, and -1 or 1 as its sign.
#[inline(always)]
pub(super) fn magnitude(v: I16x8) -> [I16x8; 2] {
    let sign = v.shift_right::<15>() | I16x8::splat(1);
    [v.max(I16x8::splat(0) - v), sign]
}

/// A part of the range from 0 to 1 in units of 1/2¹⁵.
pub(super) fn in_15_bits(part: f64) -> i16 {
    (part * 32768.0).round().clamp(0.0, 32767.0) as i16
}

/// The line whose result is neutral chroma, whatever the value.
pub(super) const NEUTRAL: Channel = Channel { slope: 0.0, intercept: 128.0 / 255.0 };
