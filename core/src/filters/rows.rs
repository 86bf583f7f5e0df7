//! What kernels that look at neighbouring rows share.

use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::simd::{I16x8, U8x16};

/// Weights of BT.601 luma in 1/2¹⁴, as OpenCV's colour conversion rounds them; they add up to 2¹⁴.
pub(crate) const LUMA: [i16; 3] = [4899, 9617, 1868];

/// A zeroed vector, or an error if there is no memory for it.
pub(crate) fn zeroed<T: Clone + Default>(length: usize) -> Result<Vec<T>> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(length).map_err(|_| Error::out_of_memory(length.saturating_mul(size_of::<T>())))?;
    vector.resize(length, T::default());
    Ok(vector)
}

/// The last four rows of a frame: one above, one below and the one between, and a power of two.
#[derive(Debug)]
pub(crate) struct Ring<T> {
    rows: Vec<T>,
    length: usize,
}

impl<T: Clone + Default> Ring<T> {
    /// Rows of `length` values.
    pub(crate) fn new(length: usize) -> Result<Self> {
        Ok(Self { rows: zeroed(length * 4)?, length })
    }

    /// Row `y`, if it was among the last four.
    pub(crate) fn row(&self, y: usize) -> &[T] {
        let start = y % 4 * self.length;
        &self.rows[start..start + self.length]
    }

    /// Row `y`, in place of row `y - 4`.
    pub(crate) fn row_mut(&mut self, y: usize) -> &mut [T] {
        let start = y % 4 * self.length;
        &mut self.rows[start..start + self.length]
    }
}

/// The place that stands for `i` in a line of `length`, mirrored without repeating the ends; `i` is at most one outside.
pub(crate) fn reflect(i: isize, length: usize) -> usize {
    let last = length as isize - 1;
    let inside = if i > last { 2 * last - i } else { i.abs() };
    inside.clamp(0, last) as usize
}

/// Whether every pixel of an RGBA row is opaque.
pub(crate) fn opaque(row: &[u8]) -> bool {
    let (body, tail) = row.as_chunks::<16>();
    let all = body.iter().fold(U8x16::splat(255), |all, chunk| all & U8x16::load(chunk)).to_array();
    all.as_chunks::<4>().0.iter().chain(tail.as_chunks::<4>().0).all(|pixel| pixel[3] == 255)
}

/// Copies the colours of `from` and the alpha of `alpha`, whole RGBA rows, to `to`.
pub(crate) fn with_alpha(from: &[u8], alpha: &[u8], to: &mut [u8]) {
    let color = U8x16::splat_pixel([255, 255, 255, 0]);
    let (body, tail) = to.as_chunks_mut::<16>();
    let done = body.len() * 16;
    for ((to, from), alpha) in body.iter_mut().zip(from.as_chunks::<16>().0).zip(alpha.as_chunks::<16>().0) {
        U8x16::load(from).select(U8x16::load(alpha), color).store(to);
    }
    let rest = tail.as_chunks_mut::<4>().0.iter_mut().zip(from[done..].as_chunks::<4>().0);
    for ((to, from), alpha) in rest.zip(alpha[done..].as_chunks::<4>().0) {
        *to = [from[0], from[1], from[2], alpha[3]];
    }
}

/// Products of two bytes, unsigned, divided by 255 and rounded to nearest: exact, for all 65,536 of them.
#[inline(always)]
pub(crate) fn over_255(product: I16x8) -> I16x8 {
    let t = product + I16x8::splat(128);
    (t + t.shift_right_unsigned::<8>()).shift_right_unsigned::<8>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dividing_by_255_is_exact() {
        for a in 0..=255u32 {
            for b in 0..=255u32 {
                let product = I16x8::splat((a * b) as u16 as i16);
                let expected = (f64::from(a * b) / 255.0).round() as i16;
                assert_eq!(over_255(product).to_array()[0], expected, "{a} × {b}");
            }
        }
    }

    #[test]
    fn opacity_is_seen_in_body_and_tail() {
        for at in 0..9 {
            let mut row = [255u8; 36];
            assert!(opaque(&row), "opaque");
            row[4 * at + 3] = 254;
            assert!(!opaque(&row), "pixel {at}");
        }
    }
}
