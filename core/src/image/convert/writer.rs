//! Rows of RGBA, written to a frame of any format.

use alloc::vec::Vec;

use super::reader::chroma_halvings;
use super::rows::{reorder, rgba_to_gray, to_floats};
use super::{ChromaRowMut, RgbaToYuv, Storage, VIDEO};
use crate::error::Result;
use crate::image::frame::{ColorSpace, FrameLayout, FrameMut, Plane};
use crate::memory::zeroed;

/// Converts RGBA rows to those of frames of one layout, from the top down.
#[derive(Debug)]
pub(crate) struct RowWriter {
    layout: FrameLayout,
    storage: Storage,
    yuv: Option<RgbaToYuv>,
    /// A row that shares its chroma with the next, which is in the next band, and its position.
    pending: Vec<u8>,
    held: Option<usize>,
}

impl RowWriter {
    /// Creates a writer of frames of this layout and colour space.
    ///
    /// # Errors
    /// `unsupported-format` if there is no conversion; `out-of-memory`.
    pub(crate) fn new(layout: &FrameLayout, space: &ColorSpace) -> Result<Self> {
        let storage = Storage::of(layout.format())?;
        let yuv = match storage {
            Storage::Yuv(bits) if VIDEO => Some(RgbaToYuv::new(space, bits, chroma_halvings(layout))),
            _ => None,
        };
        let shares_rows = yuv.is_some() && chroma_halvings(layout)[1] > 0;
        let pending = if shares_rows { zeroed(4 * layout.width() as usize)? } else { Vec::new() };
        Ok(Self { layout: *layout, storage, yuv, pending, held: None })
    }

    /// Returns the number of bytes of working memory.
    pub(crate) fn bytes(&self) -> usize {
        self.pending.len()
    }

    /// Begins a frame.
    pub(crate) fn begin(&mut self) {
        self.held = None;
    }

    /// Writes RGBA rows, the first of which is row `first` of the frame, to `frame`. Rows are written in order.
    pub(crate) fn write(&mut self, frame: &mut FrameMut<'_>, first: usize, rows: Plane<'_>) {
        let end = self.layout.height() as usize;
        for (i, row) in rows.rows().enumerate() {
            let y = first + i;
            self.pixels(frame, y, row);
            let Some(convert) = self.yuv.as_ref().filter(|_| VIDEO) else { continue };
            let mut chroma = |y: usize, pair: [&[u8]; 2]| write_chroma(convert, &self.layout, frame, y, pair);
            if self.pending.is_empty() {
                chroma(y, [row; 2]);
            } else if y.is_multiple_of(2) {
                if i + 1 < rows.height() {
                    chroma(y / 2, [row, rows.row(i + 1)]);
                } else if y + 1 == end {
                    chroma(y / 2, [row; 2]);
                } else {
                    self.pending[..row.len()].copy_from_slice(row);
                    self.held = Some(y);
                }
            } else if i == 0 {
                let above: &[u8] = if self.held == Some(y - 1) { &self.pending } else { row };
                chroma(y / 2, [above, row]);
            }
        }
    }

    /// Writes everything but chroma.
    fn pixels(&self, frame: &mut FrameMut<'_>, y: usize, row: &[u8]) {
        let spec = self.layout.format().spec();
        let mut plane = frame.plane_mut(0);
        let target = plane.row_mut(y);
        match self.storage {
            Storage::Packed { swapped, opaque } => reorder(row, target, swapped, opaque),
            Storage::Gray => rgba_to_gray(row, target),
            _ if !VIDEO => {}
            Storage::GrayFloats => {
                for (float, pixel) in target.as_chunks_mut::<4>().0.iter_mut().zip(row.as_chunks::<4>().0) {
                    let (mut gray, mut value) = ([0], [0.0]);
                    rgba_to_gray(pixel, &mut gray);
                    to_floats(&gray, &mut value);
                    *float = value[0].to_le_bytes();
                }
            }
            Storage::Floats => {
                for (floats, pixel) in target.as_chunks_mut::<16>().0.iter_mut().zip(row.as_chunks::<4>().0) {
                    let mut values = [0.0; 4];
                    to_floats(pixel, &mut values);
                    floats.as_chunks_mut::<4>().0.iter_mut().zip(values).for_each(|(to, v)| *to = v.to_le_bytes());
                }
            }
            Storage::Yuv(_) => {
                if let Some(convert) = &self.yuv {
                    convert.luma(row, target);
                }
                if spec.alpha {
                    RgbaToYuv::alpha(row, frame.plane_mut(spec.planes.len() - 1).row_mut(y));
                }
            }
        }
    }
}

/// Writes row `y` of chroma, the mean of a pair of rows.
fn write_chroma(convert: &RgbaToYuv, layout: &FrameLayout, frame: &mut FrameMut<'_>, y: usize, pair: [&[u8]; 2]) {
    let (mut u, mut v) = frame.chroma_mut();
    if layout.format().spec().planes.get(1).is_some_and(|plane| plane.channels == 2) {
        return convert.chroma(pair, ChromaRowMut::Interleaved(u.row_mut(y)));
    }
    convert.chroma(pair, ChromaRowMut::Planar { u: u.row_mut(y), v: v.row_mut(y) });
}
