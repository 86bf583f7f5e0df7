//! The rows of the frame that current and later blocks need, as luma and alpha.

use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::image::kernels::luma::luma;
use crate::memory::zeroed;
use crate::simd::{I32x4, U8x16};

/// The last rows that were consumed.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) width: usize,
    height: usize,
    /// The row with which the stream began.
    pub(super) first: usize,
    /// Number of rows above and below, and of columns on either side, in the block of a pixel.
    pub(super) radius: usize,
    /// Number of levels of a row, in whole vectors.
    pub(super) stride: usize,
    luma: Vec<u8>,
    /// Empty for gray frames.
    alpha: Vec<u8>,
    translucent: Vec<bool>,
}

impl Rows {
    pub(super) fn new([width, height]: [usize; 2], radius: usize, has_alpha: bool) -> Result<Self> {
        // The rows of a block, and the row that leaves it.
        let kept = (2 * radius + 2).min(height);
        let stride = width.next_multiple_of(16);
        let bytes = stride.checked_mul(kept).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        let alpha = if has_alpha { bytes } else { 0 };
        Ok(Self {
            width,
            height,
            first: 0,
            radius,
            stride,
            luma: zeroed(bytes)?,
            alpha: zeroed(alpha)?,
            translucent: zeroed(kept)?,
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.luma.len() + self.alpha.len() + self.translucent.len()
    }

    pub(super) fn has_alpha(&self) -> bool {
        !self.alpha.is_empty()
    }

    /// Returns the slot of row `y`; the outermost rows of the frame are repeated.
    fn place(&self, y: isize) -> usize {
        let y = (y.max(0) as usize).min(self.height - 1);
        y % self.translucent.len().max(1)
    }

    fn row<'a>(&self, of: &'a [u8], y: isize) -> &'a [u8] {
        let start = self.place(y) * self.stride;
        of.get(start..start + self.stride).unwrap_or_default()
    }

    pub(super) fn luma(&self, y: isize) -> &[u8] {
        self.row(&self.luma, y)
    }

    pub(super) fn alpha(&self, y: isize) -> &[u8] {
        self.row(&self.alpha, y)
    }

    pub(super) fn is_translucent(&self, y: isize) -> bool {
        self.translucent.get(self.place(y)).copied().unwrap_or_default()
    }

    /// Stores row `y` of the frame.
    pub(super) fn take(&mut self, y: usize, row: &[u8]) {
        let place = self.place(y as isize);
        let start = place * self.stride;
        let Some(lumas) = self.luma.get_mut(start..start + self.stride) else { return };
        let Some(alphas) = self.alpha.get_mut(start..start + self.stride) else {
            lumas.iter_mut().zip(row).for_each(|(luma, &gray)| *luma = gray);
            return;
        };
        let (body, tail) = row.as_chunks::<64>();
        let mut last = [255; 64];
        last[..tail.len()].copy_from_slice(tail);
        let mut all = U8x16::splat(255);
        let targets = lumas.as_chunks_mut::<16>().0.iter_mut().zip(alphas.as_chunks_mut::<16>().0);
        for (pixels, (lumas, alphas)) in body.iter().chain([&last]).zip(targets) {
            let [a, b, c, d] = [0, 1, 2, 3].map(|i| pixels.as_chunks().0.get(i).map_or(all, U8x16::load));
            all = all & a & b & c & d;
            I32x4::to_clamped_bytes(luma(a), luma(b), luma(c), luma(d)).store(lumas);
            I32x4::to_clamped_bytes(a.alpha(), b.alpha(), c.alpha(), d.alpha()).store(alphas);
        }
        if let Some(translucent) = self.translucent.get_mut(place) {
            *translucent = all.alpha().to_array() != [255; 4];
        }
    }
}
