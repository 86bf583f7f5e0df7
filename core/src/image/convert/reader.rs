//! Rows of a frame of any format, as RGBA.

use alloc::vec::Vec;
use core::ops::Range;

use super::rows::{floats_to_bytes, gray_to_rgba, reorder};
use super::{ChromaRow, ChromaUpsampling, Storage, VIDEO, YuvToRgba};
use crate::error::Result;
use crate::image::frame::{ColorSpace, FrameLayout, FrameRef, PlaneMut};
use crate::memory::zeroed;

/// Converts the rows of frames of one layout to RGBA, from the top down.
#[derive(Debug)]
pub(crate) struct RowReader {
    layout: FrameLayout,
    storage: Storage,
    yuv: Option<YuvToRgba>,
    /// The last four rows of chroma, which a run in place may have replaced in the frame.
    kept: Vec<u8>,
    /// Number of rows of chroma that were kept.
    fetched: usize,
}

impl RowReader {
    /// Creates a reader of frames of this layout and colour space.
    ///
    /// # Errors
    /// `unsupported-format` if there is no conversion; `out-of-memory`.
    pub(crate) fn new(layout: &FrameLayout, space: &ColorSpace, upsampling: ChromaUpsampling) -> Result<Self> {
        let storage = Storage::of(layout.format())?;
        let yuv = match storage {
            Storage::Yuv(bits) if VIDEO => Some(YuvToRgba::new(space, bits, chroma_halvings(layout), upsampling)),
            _ => None,
        };
        let shares_rows = yuv.is_some() && chroma_halvings(layout)[1] > 0;
        let kept = if shares_rows { zeroed(KEPT * chroma_bytes(layout))? } else { Vec::new() };
        Ok(Self { layout: *layout, storage, yuv, kept, fetched: 0 })
    }

    /// Returns the number of bytes of working memory.
    pub(crate) fn bytes(&self) -> usize {
        self.kept.len()
    }

    /// Returns the layout of the frames.
    pub(crate) fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// Begins a frame; the next row to be read is row `row`.
    pub(crate) fn begin(&mut self, row: usize) {
        // The chroma of a row is interpolated with the row above.
        self.fetched = (row / 2).saturating_sub(1);
    }

    /// Writes `rows` of `frame` to `into` as RGBA. Rows are read in order, each once. Rows above the first row that wasn't
    /// read yet may have been replaced since.
    pub(crate) fn read(&mut self, frame: &FrameRef<'_>, rows: Range<usize>, into: PlaneMut<'_>) {
        let into = rows.zip(into.into_rows());
        let plane = frame.plane(0);
        match self.storage {
            Storage::Packed { swapped, opaque } => {
                for (y, target) in into {
                    reorder(plane.row(y), target, swapped, opaque);
                }
            }
            Storage::Gray => into.for_each(|(y, rgba)| gray_to_rgba(plane.row(y), rgba)),
            _ if !VIDEO => {}
            Storage::GrayFloats => {
                for (y, rgba) in into {
                    let (pixels, _) = rgba.as_chunks_mut::<4>();
                    for (pixel, float) in pixels.iter_mut().zip(plane.row(y).as_chunks::<4>().0) {
                        let mut level = [0];
                        floats_to_bytes(&[f32::from_le_bytes(*float)], &mut level);
                        *pixel = [level[0], level[0], level[0], 255];
                    }
                }
            }
            Storage::Floats => {
                for (y, rgba) in into {
                    for (bytes, floats) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(plane.row(y).as_chunks::<16>().0)
                    {
                        floats_to_bytes(&floats_of(floats), bytes);
                    }
                }
            }
            Storage::Yuv(_) => into.for_each(|(y, rgba)| self.yuv(frame, y, rgba)),
        }
    }

    fn yuv(&mut self, frame: &FrameRef<'_>, y: usize, rgba: &mut [u8]) {
        let spec = self.layout.format().spec();
        let planes = spec.planes.len();
        if !self.kept.is_empty() {
            let last = frame.plane(1).height().saturating_sub(1);
            let end = (y / 2 + 1).min(last) + 1;
            while self.fetched < end {
                self.keep(frame, self.fetched);
                self.fetched += 1;
            }
        }
        let alpha = spec.alpha.then(|| frame.plane(planes - 1).row(y));
        let row = |y: usize| {
            if self.kept.is_empty() {
                return chroma_row(frame, y);
            }
            let bytes = chroma_bytes(&self.layout);
            let row = &self.kept[y % KEPT * bytes..][..bytes];
            if self.layout.plane(1).is_some_and(|plane| plane.row_bytes == bytes) {
                return ChromaRow::Interleaved(row);
            }
            let (u, v) = row.split_at(bytes / 2);
            ChromaRow::Planar { u, v }
        };
        let [near, far] = if self.kept.is_empty() {
            [y; 2]
        } else {
            let last = frame.plane(1).height().saturating_sub(1);
            let far = if y.is_multiple_of(2) { (y / 2).saturating_sub(1) } else { (y / 2 + 1).min(last) };
            [y / 2, far]
        };
        if let Some(convert) = &self.yuv {
            convert.row(frame.plane(0).row(y), row(near), row(far), alpha, rgba);
        }
    }

    fn keep(&mut self, frame: &FrameRef<'_>, y: usize) {
        let bytes = chroma_bytes(&self.layout);
        let to = &mut self.kept[y % KEPT * bytes..][..bytes];
        match chroma_row(frame, y) {
            ChromaRow::Interleaved(row) => to.copy_from_slice(row),
            ChromaRow::Planar { u, v } => {
                let (to_u, to_v) = to.split_at_mut(u.len());
                to_u.copy_from_slice(u);
                to_v.copy_from_slice(v);
            }
        }
    }
}

/// Number of rows of chroma that are kept: the row above, the row itself and the row below, rounded up to a power of two.
const KEPT: usize = 4;

/// Returns the subsampling of chroma.
pub(super) fn chroma_halvings(layout: &FrameLayout) -> [u32; 2] {
    layout.format().spec().planes.get(1).map_or([0, 0], |plane| plane.halvings)
}

/// Returns the bytes of a row of chroma: of both planes, or of the one that has both channels.
fn chroma_bytes(layout: &FrameLayout) -> usize {
    let [_, chroma @ ..] = layout.format().spec().planes else { return 0 };
    let planes = if chroma.first().is_some_and(|plane| plane.channels == 2) { 1 } else { 2 };
    layout.planes().skip(1).take(planes).map(|plane| plane.row_bytes).sum()
}

pub(super) fn chroma_row<'a>(frame: &FrameRef<'a>, y: usize) -> ChromaRow<'a> {
    let spec = frame.layout().format().spec();
    if spec.planes.get(1).is_some_and(|plane| plane.channels == 2) {
        return ChromaRow::Interleaved(frame.plane(1).row(y));
    }
    ChromaRow::Planar { u: frame.plane(1).row(y), v: frame.plane(2).row(y) }
}

fn floats_of(bytes: &[u8; 16]) -> [f32; 4] {
    let [a, b, c, d] = bytes.as_chunks::<4>().0 else { return [0.0; 4] };
    [a, b, c, d].map(|float| f32::from_le_bytes(*float))
}
