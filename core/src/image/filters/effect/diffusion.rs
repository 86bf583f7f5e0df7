//! Error diffusion after Floyd and Steinberg (1976), shared by the filters that reduce the number of colours.

use alloc::vec::Vec;

use crate::memory::zeroed;
use crate::error::Result;

/// The errors that a row passes to the next row.
#[derive(Debug)]
pub(super) struct Diffusion {
    /// For red, green and blue, in units of 1/16, for each column of the next row; one more column on each side.
    errors: Vec<[i32; 3]>,
}

impl Diffusion {
    /// Creates the state for rows of `width` pixels.
    pub(super) fn new(width: usize) -> Result<Self> {
        Ok(Self { errors: zeroed(width + 2)? })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.errors.as_slice())
    }

    /// Clears the errors: the next row is the first.
    pub(super) fn begin(&mut self) {
        self.errors.fill([0; 3]);
    }

    /// Replaces each colour of a row by `nearest` of its sum with the errors of its neighbours.
    ///
    /// Processes pixels from left to right. Of an error, 7/16 go to the right; 3/16, 5/16 and 1/16 go to the row below,
    /// to the left, straight down and to the right. The sum of errors, in units of 1/16, is truncated to whole levels
    /// towards 0, and the colour plus that sum is clamped to a byte, as in Pillow.
    #[inline(always)]
    pub(super) fn row(&mut self, row: &mut [u8], is_gray: bool, nearest: impl Fn([u8; 3]) -> [u8; 3]) {
        if is_gray {
            let pixels = row.iter_mut();
            self.pixels::<1, _>(pixels.map(core::slice::from_mut), |[v]| {
                let [v, ..] = nearest([v; 3]);
                [v]
            });
        } else {
            let pixels = row.as_chunks_mut::<4>().0.iter_mut();
            self.pixels::<3, _>(pixels.map(|pixel| &mut pixel[..3]), nearest);
        }
    }

    #[inline(always)]
    fn pixels<'a, const N: usize, P: Iterator<Item = &'a mut [u8]>>(
        &mut self,
        pixels: P,
        nearest: impl Fn([u8; N]) -> [u8; N],
    ) {
        // Errors passed to the right, and to the row below: straight down of the previous pixel, and to its right.
        let (mut right, mut below, mut beyond) = ([0; N], [0; N], [0; N]);
        let mut last = 0;
        for (x, pixel) in pixels.enumerate() {
            let Some([before, here, ..]) = self.errors.get_mut(x..x + 2) else { return };
            let Some(pixel) = pixel.first_chunk_mut::<N>() else { return };
            let wanted: [u8; N] =
                core::array::from_fn(|c| (i32::from(pixel[c]) + (right[c] + here[c]) / 16).clamp(0, 255) as u8);
            *pixel = nearest(wanted);
            for c in 0..N {
                let error = i32::from(wanted[c]) - i32::from(pixel[c]);
                before[c] = below[c] + 3 * error;
                below[c] = beyond[c] + 5 * error;
                beyond[c] = error;
                right[c] = 7 * error;
            }
            last = x + 1;
        }
        if let Some(errors) = self.errors.get_mut(last) {
            errors[..N].copy_from_slice(&below);
        }
    }
}

/// A straightforward implementation, with a whole frame of errors.
#[cfg(test)]
pub(super) fn reference(source: &crate::image::frame::Frame, nearest: impl Fn([u8; 3]) -> [u8; 3]) -> Vec<u8> {
    let (w, h) = (source.layout().width() as usize, source.layout().height() as usize);
    let p = source.layout().rows().unwrap().pixel_bytes();
    let mut result = source.bytes().to_vec();
    let mut errors = vec![[0_i32; 3]; w * h];
    for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
        let at = (y * w + x) * p;
        let channel = |c: usize| {
            let share = f64::from(errors[y * w + x][c]) / 16.0;
            (f64::from(result[at + if p == 1 { 0 } else { c }]) + share.trunc()).clamp(0.0, 255.0) as u8
        };
        let wanted = [channel(0), channel(1), channel(2)];
        let chosen = nearest(wanted);
        for c in 0..3 {
            let error = i32::from(wanted[c]) - i32::from(chosen[c]);
            for (dx, dy, part) in [(1, 0, 7), (-1, 1, 3), (0, 1, 5), (1, 1, 1)] {
                let (x, y) = (x as i32 + dx, y + dy);
                if y < h && (0..w as i32).contains(&x) {
                    errors[y * w + x as usize][c] += part * error;
                }
            }
        }
        if p == 1 {
            result[at] = chosen[0];
        } else {
            result[at..at + 3].copy_from_slice(&chosen);
        }
    }
    result
}
