//! The last rows of a stream, with colours weighted by alpha, extended beyond their ends.

use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::image::frame::RowLayout;
use crate::image::kernels::BorderMode;
use crate::image::kernels::alpha::{copy_row, premultiply};
use crate::memory::zeroed;

/// A ring of rows. Colours are weighted by alpha and rounded to whole levels, which changes each by half a level at
/// most.
#[derive(Debug)]
pub(crate) struct Rows {
    bytes: Vec<u8>,
    stride: usize,
    /// Number of stored rows.
    depth: usize,
    /// Number of pixels before and after each row.
    pad: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Number of bytes of a pixel.
    pub(crate) pixel: usize,
    pub(crate) border: BorderMode,
    taken: usize,
    /// The row with which the stream began.
    first: usize,
    /// The index of the last row with a translucent pixel, plus one.
    translucent_end: usize,
}

impl Rows {
    /// Creates a ring for frames of this layout that stores the last `span` rows, with `pad` pixels on either side.
    pub(crate) fn new(input: &RowLayout, border: BorderMode, pad: usize, span: usize) -> Result<Self> {
        let (width, height, pixel) = (input.width() as usize, input.height() as usize, input.pixel_bytes());
        let depth = if border == BorderMode::Wrap { height } else { height.min(span) }.max(1);
        // Whole vectors are read, from any pixel on.
        let stride = ((width + 2 * pad) * pixel).next_multiple_of(32) + 32;
        // One more row, which stays empty: the rows above and below a frame with `BorderMode::Transparent`.
        let length = stride.checked_mul(depth + 1).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        Ok(Self {
            bytes: zeroed(length)?,
            stride,
            depth,
            pad,
            width,
            height,
            pixel,
            border,
            taken: 0,
            first: 0,
            translucent_end: 0,
        })
    }

    /// Returns the number of allocated bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the number of stored pixels before and after each row.
    pub(crate) fn pad(&self) -> usize {
        self.pad
    }

    /// Returns the number of bytes of a row, including padding.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Returns the latency in rows of a window with `radius` rows below its centre.
    pub(crate) fn latency(&self, radius: usize) -> usize {
        if self.border == BorderMode::Wrap { self.height } else { radius }
    }

    /// Returns the number of rows above a result that a window with `radius` rows above its centre needs, if it is
    /// limited.
    pub(crate) fn above(&self, radius: usize) -> Option<usize> {
        (self.border != BorderMode::Wrap).then_some(radius)
    }

    /// Removes all rows; the next is row `row`.
    pub(crate) fn begin(&mut self, row: usize) {
        (self.taken, self.first, self.translucent_end) = (row, row, 0);
    }

    /// Returns the row with which the stream began.
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// Stores the next row.
    pub(crate) fn take(&mut self, row: &[u8]) {
        let Self { stride, pad, width, pixel, border, .. } = *self;
        let start = self.taken % self.depth * stride;
        self.taken += 1;
        let line = &mut self.bytes[start..start + stride];
        let to = &mut line[pad * pixel..][..width * pixel];
        if pixel == 4 {
            if !copy_row(row, to) {
                premultiply(row, to);
                self.translucent_end = self.taken;
            }
        } else {
            to.copy_from_slice(row);
        }
        if pad > 0 {
            let line = &mut line[..(width + 2 * pad) * pixel];
            if pixel == 4 {
                border.extend(line.as_chunks_mut::<4>().0, pad, width);
            } else {
                border.extend(line, pad, width);
            }
        }
    }

    /// Returns the start of row `y` in [`Rows::all`]. Outside the frame, it is the start of the row that stands for
    /// `y`, if that row is stored.
    #[inline]
    pub(crate) fn offset(&self, y: isize) -> usize {
        self.border.inside(y, self.height).map_or(self.depth, |y| y % self.depth) * self.stride
    }

    /// Returns row `y`, see [`Rows::offset`].
    #[inline]
    pub(crate) fn row(&self, y: isize) -> &[u8] {
        &self.bytes[self.offset(y)..][..self.stride]
    }

    /// Returns all rows; offsets refer to them.
    pub(crate) fn all(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns whether all pixels of a window that begins with row `first` are opaque.
    pub(crate) fn is_opaque(&self, first: isize) -> bool {
        let end = self.translucent_end as isize;
        self.pixel == 1
            || match self.border {
                BorderMode::Transparent => false,
                BorderMode::Wrap => end == 0,
                BorderMode::Clamp | BorderMode::Mirror | BorderMode::Reflect => end <= first.max(0),
            }
    }
}
