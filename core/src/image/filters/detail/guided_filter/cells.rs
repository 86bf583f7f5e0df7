//! Squares of pixels, and sums over them.

use alloc::vec::Vec;
use core::ops::Range;

use crate::error::Result;
use crate::image::frame::{Plane, PlaneRef, RowFormat};
use crate::image::kernels::luma::luma;
use crate::memory::zeroed;
use crate::simd::{I16x8, I32x4, U8x16};

/// The cells of a frame. Those at the right and the lower edge may be smaller.
#[derive(Debug)]
pub(super) struct Cells {
    size: [usize; 2],
    side: usize,
    channels: usize,
    count: [usize; 2],
    /// A row of the guide, and of each channel, with zeros behind the last pixel.
    rows: Vec<Vec<u8>>,
    /// Sums over pairs of pixels, or over pixels if cells are pixels: for each sum, a row. The sums of squares over the
    /// cells above each other in a square, at most 12,500 pixels, fit in 32 bits.
    pairs: Vec<i32>,
}

impl Cells {
    /// Creates cells of `side × side` pixels: 1, or an even number.
    pub(super) fn new(width: usize, height: usize, side: usize, channels: usize) -> Result<Self> {
        let count = [width.div_ceil(side), height.div_ceil(side)];
        let mut cells =
            Self { size: [width, height], side, channels, count, rows: Vec::new(), pairs: Vec::new() };
        // Whole vectors, so that no row has a remainder.
        let padded = width.next_multiple_of(16);
        cells.rows = (0..=channels).map(|_| zeroed(padded)).collect::<Result<_>>()?;
        cells.pairs = zeroed(cells.sums() * if side == 1 { padded } else { padded / 2 })?;
        Ok(cells)
    }

    /// Returns the number of bytes of working memory.
    pub(super) fn bytes(&self) -> usize {
        let rows = self.rows.iter().map(Vec::len).sum::<usize>();
        rows + size_of_val(self.pairs.as_slice())
    }

    /// Returns the number of columns and rows of cells.
    pub(super) fn count(&self) -> [usize; 2] {
        self.count
    }

    pub(super) fn side(&self) -> usize {
        self.side
    }

    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// Returns the number of sums of each cell: of the guide and its squares, and of each channel and its products with the
    /// guide.
    pub(super) fn sums(&self) -> usize {
        2 + 2 * self.channels
    }

    /// Returns the number of pixels of consecutive cells along an axis.
    pub(super) fn pixels(&self, axis: usize, cells: Range<usize>) -> usize {
        (cells.end * self.side).min(self.size[axis]).saturating_sub(cells.start * self.side)
    }

    /// Returns row `y` of the guide, the luma of the other frame or, without one, of the frame itself, and zeros behind it.
    pub(super) fn guide(&mut self, y: usize, source: Plane<'_>, guide: Option<&PlaneRef<'_>>) -> &[u8] {
        let (row, is_gray) = match guide {
            Some(guide) => (guide.plane().row(y), guide.layout().format() == RowFormat::Gray8),
            None => (source.row(y), self.channels == 1),
        };
        let Some(to) = self.rows.first_mut() else { return &[] };
        if is_gray {
            to.iter_mut().zip(row).for_each(|(to, &level)| *to = level);
        } else {
            for (to, four) in to.chunks_mut(4).zip(row.chunks(16)) {
                let mut pixels = [0; 16];
                pixels[..four.len()].copy_from_slice(four);
                let levels = luma(U8x16::load(&pixels)).to_array().map(|level| level as u8);
                to.copy_from_slice(&levels[..to.len()]);
            }
        }
        to
    }

    /// Writes the sums of each cell of row `row`.
    pub(super) fn add_up(&mut self, row: usize, source: Plane<'_>, guide: Option<&PlaneRef<'_>>, to: &mut [i32]) {
        self.pairs.fill(0);
        let start = row * self.side;
        for y in start..(start + self.side).min(self.size[1]) {
            self.guide(y, source, guide);
            self.read_channels(source.row(y));
            self.add_row();
        }
        let (sums, each) = (self.sums(), (self.side / 2).max(1));
        let length = self.pairs.len() / sums;
        for (i, pairs) in self.pairs.chunks_exact(length.max(1)).enumerate() {
            let cells = to.iter_mut().skip(i).step_by(sums);
            for (to, pairs) in cells.zip(pairs.chunks(each)) {
                *to = pairs.iter().sum();
            }
        }
    }

    /// Reads a row of each channel. Behind the last pixel, the rows are zeros.
    fn read_channels(&mut self, row: &[u8]) {
        match &mut self.rows[..] {
            [_, gray] => gray.iter_mut().zip(row).for_each(|(to, &level)| *to = level),
            [_, channels @ ..] => {
                for (c, channel) in channels.iter_mut().enumerate() {
                    channel.iter_mut().zip(row.as_chunks::<4>().0).for_each(|(to, pixel)| *to = pixel[c]);
                }
            }
            [] => {}
        }
    }

    /// Adds a row of pixels to the sums.
    fn add_row(&mut self) {
        let Self { rows, pairs, side, channels, .. } = self;
        let length = pairs.len() / (2 + 2 * *channels);
        let [guide, channels @ ..] = &rows[..] else { return };
        for (factor, sums) in core::iter::once(guide).chain(channels).zip(pairs.chunks_exact_mut(2 * length)) {
            let (own, products) = sums.split_at_mut(length);
            if *side == 1 {
                for ((&guide, &factor), (own, product)) in guide.iter().zip(factor).zip(own.iter_mut().zip(products)) {
                    *own += i32::from(factor);
                    *product += i32::from(guide) * i32::from(factor);
                }
            } else {
                add_pairs(guide, factor, own, products);
            }
        }
    }
}

/// Adds the sums over pairs of pixels of `factor`, and of its products with `guide`.
fn add_pairs(guide: &[u8], factor: &[u8], own: &mut [i32], products: &mut [i32]) {
    let pixels = guide.as_chunks::<8>().0.iter().zip(factor.as_chunks::<8>().0);
    let sums = own.as_chunks_mut::<4>().0.iter_mut().zip(products.as_chunks_mut::<4>().0);
    for ((guide, factor), (own, product)) in pixels.zip(sums) {
        let [guide, factor] = [guide, factor].map(I16x8::load_bytes);
        (I32x4::from_array(*own) + factor.dot(I16x8::splat(1))).store(own);
        (I32x4::from_array(*product) + factor.dot(guide)).store(product);
    }
}
