//! The histogram of luma.

use crate::image::kernels::Statistics;
use crate::image::kernels::luma::luma;
use crate::image::frame::{RowFormat, Plane};
use crate::simd::{I32x4, U8x16};

/// The count of each level, followed by the count of each level among transparent pixels. Neighbouring pixels are
/// counted separately, so that equal levels don't make one increment wait for the other.
#[derive(Clone, Debug)]
pub(crate) struct Histogram([[u32; 512]; 4]);

impl Default for Histogram {
    fn default() -> Self {
        Self([[0; 512]; 4])
    }
}

impl Histogram {
    /// Counts rows: their gray, or the luma of the pixels with alpha above 0.
    pub(crate) fn observe(&mut self, format: RowFormat, rows: Plane<'_>) {
        for row in rows.rows() {
            match format {
                RowFormat::Rgba8 => self.color(row),
                RowFormat::Gray8 => self.gray(row),
            }
        }
    }

    fn gray(&mut self, row: &[u8]) {
        let (body, tail) = row.as_chunks::<4>();
        body.iter().for_each(|&levels| self.add(levels.map(usize::from)));
        tail.iter().for_each(|&level| self.add([usize::from(level), 256, 256, 256]));
    }

    fn color(&mut self, row: &[u8]) {
        let (body, tail) = row.as_chunks::<16>();
        // The remainder at the end is padded with transparent pixels.
        let mut last = [0; 16];
        last[..tail.len()].copy_from_slice(tail);
        for pixels in body.iter().chain([&last]) {
            let pixels = U8x16::load(pixels);
            let hidden = pixels.alpha().greater_than(I32x4::splat(0)) + I32x4::splat(1);
            self.add((luma(pixels) + hidden.shift_left::<8>()).to_array().map(|level| level as usize));
        }
    }

    /// Counts four levels; those of transparent pixels are 256 more.
    #[inline(always)]
    fn add(&mut self, levels: [usize; 4]) {
        for (counts, level) in self.0.iter_mut().zip(levels) {
            let count = &mut counts[level & 511];
            *count = count.wrapping_add(1);
        }
    }

    /// Returns all counts, which can be added to those of other rows.
    pub(crate) fn statistics(&mut self) -> Statistics<'_> {
        Statistics::Counts(self.0.as_flattened_mut())
    }

    /// Returns the count of each level.
    pub(crate) fn counts(&self) -> [u32; 256] {
        let [a, b, c, d] = &self.0;
        core::array::from_fn(|i| a[i].wrapping_add(b[i]).wrapping_add(c[i]).wrapping_add(d[i]))
    }
}
