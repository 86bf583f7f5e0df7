//! Samples of rows of YUV as vectors.

use super::ChromaRow;
use crate::simd::{I16x8, I32x4, U8x16};

/// The first 32 bytes as vectors; the second is zero for 16 bytes.
#[inline(always)]
pub(super) fn vectors(bytes: &[u8]) -> [U8x16; 2] {
    let mut chunks = bytes.as_chunks::<16>().0.iter();
    core::array::from_fn(|_| chunks.next().map_or(U8x16::splat(0), U8x16::load))
}

/// Even and odd lanes of sixteen lanes of at most 10 bits, whose upper bits are dropped.
#[inline(always)]
pub(super) fn split(low: U8x16, high: U8x16) -> [I16x8; 2] {
    let (low, high, mask) = (low.to_words(), high.to_words(), I32x4::splat(1023));
    let odd = |words: I32x4| words.shift_right_unsigned::<16>() & mask;
    [I32x4::narrow(low & mask, high & mask), I32x4::narrow(odd(low), odd(high))]
}

/// Number of samples of a row of chroma.
pub(super) fn count<const WIDE: bool>(row: ChromaRow<'_>) -> usize {
    let bytes = match row {
        ChromaRow::Planar { u, v } => u.len().min(v.len()),
        ChromaRow::Interleaved(row) => row.len() / 2,
    };
    bytes >> u32::from(WIDE)
}

/// Eight samples of U and of V from column `at`, of a row of any layout. Columns from `samples` on, of which there is at least one, have the
/// sample of the last column before.
#[inline(always)]
pub(super) fn eight<const WIDE: bool>(row: ChromaRow<'_>, at: usize, samples: usize) -> [I16x8; 2] {
    let bytes = if WIDE { 2 } else { 1 };
    let mask = I16x8::splat(1023);
    match row {
        ChromaRow::Planar { u, v } => [u, v].map(|plane| {
            if WIDE {
                I16x8::from_array(bytemuck::cast(clamped::<16>(plane, at * bytes, samples * bytes, bytes))) & mask
            } else {
                I16x8::load_bytes(&clamped(plane, at, samples, 1))
            }
        }),
        ChromaRow::Interleaved(row) => {
            let (at, end, step) = (2 * at * bytes, 2 * samples * bytes, 2 * bytes);
            if WIDE {
                let [low, high] = vectors(&clamped::<32>(row, at, end, step));
                split(low, high)
            } else {
                let v = U8x16::load(&clamped(row, at, end, step));
                [v.even(), v.odd()]
            }
        }
    }
}

/// `N` bytes from byte `at`, where the last `step` bytes before `end` repeat from there on.
#[inline(always)]
fn clamped<const N: usize>(row: &[u8], at: usize, end: usize, step: usize) -> [u8; N] {
    let row = &row[..end.min(row.len())];
    match row.get(at..).and_then(|row| row.first_chunk::<N>()) {
        Some(chunk) => *chunk,
        None => repeated(row, at, step),
    }
}

#[cold]
fn repeated<const N: usize>(row: &[u8], at: usize, step: usize) -> [u8; N] {
    let last = row.len().saturating_sub(step);
    core::array::from_fn(|i| {
        let byte = at + i;
        let byte = if byte < row.len() { byte } else { last + i % step };
        row.get(byte).copied().unwrap_or_default()
    })
}
