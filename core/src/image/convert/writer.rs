//! Rows of RGBA, written to a frame of any format.

use alloc::vec::Vec;

use super::reader::chroma_halvings;
use super::{
    ChromaRowMut, RgbaToYuv, VIDEO, lacking, make_opaque, rgba_to_gray, swap_red_blue, swap_red_blue_opaque, to_floats,
};
use crate::error::{Code, Error, Result};
use crate::image::frame::{ColorModel, ColorSpace, FrameLayout, FrameMut, Plane, Sample};
use crate::memory::zeroed;
use crate::simd::Pixels;

/// Converts RGBA rows to those of frames of one layout, from the top down.
#[derive(Debug)]
pub(crate) struct RowWriter {
    layout: FrameLayout,
    kind: Kind,
    /// A row that shares its chroma with the next, which is in the next band, and its position.
    pending: Vec<u8>,
    held: Option<usize>,
}

#[derive(Debug)]
enum Kind {
    Packed { swapped: bool, opaque: bool },
    Gray,
    GrayFloats,
    Floats,
    Yuv(RgbaToYuv),
}

impl RowWriter {
    /// Creates a writer of frames of this layout and colour space.
    ///
    /// # Errors
    /// `unsupported-format` if there is no conversion; `out-of-memory`.
    pub(crate) fn new(layout: &FrameLayout, space: &ColorSpace) -> Result<Self> {
        let spec = layout.format().spec();
        let swapped = spec.model == ColorModel::Bgr;
        if !VIDEO && (spec.model == ColorModel::Yuv || spec.sample == Sample::F32) {
            return Err(lacking(layout.format()));
        }
        let kind = match (spec.sample, spec.model) {
            (Sample::U8, ColorModel::Rgb | ColorModel::Bgr) => Kind::Packed { swapped, opaque: !spec.alpha },
            (Sample::U8, ColorModel::Gray) => Kind::Gray,
            (Sample::F32, ColorModel::Gray) => Kind::GrayFloats,
            (Sample::F32, ColorModel::Rgb) => Kind::Floats,
            (Sample::U8, ColorModel::Yuv) => Kind::Yuv(RgbaToYuv::new(space, 8, chroma_halvings(layout))),
            (Sample::U10, ColorModel::Yuv) => Kind::Yuv(RgbaToYuv::new(space, 10, chroma_halvings(layout))),
            (Sample::U10, _) | (Sample::F32, ColorModel::Yuv | ColorModel::Bgr) => {
                return Err(Error::new(Code::UnsupportedFormat, "frame", "a convertible format", spec.name));
            }
        };
        let shares_rows = matches!(kind, Kind::Yuv(_)) && chroma_halvings(layout)[1] > 0;
        let pending = if shares_rows { zeroed(4 * layout.width() as usize)? } else { Vec::new() };
        Ok(Self { layout: *layout, kind, pending, held: None })
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
            let Kind::Yuv(convert) = &self.kind else { continue };
            if !VIDEO {
                continue;
            }
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
        match &self.kind {
            Kind::Packed { swapped, opaque } => {
                let pixels = Pixels::Into { source: row, target };
                match (swapped, opaque) {
                    (true, true) => swap_red_blue_opaque(pixels),
                    (true, false) => swap_red_blue(pixels),
                    (false, true) => make_opaque(pixels),
                    (false, false) => drop(pixels.kept()),
                }
            }
            Kind::Gray => rgba_to_gray(row, target),
            Kind::GrayFloats | Kind::Floats | Kind::Yuv(_) if !VIDEO => {}
            Kind::GrayFloats => {
                for (float, pixel) in target.as_chunks_mut::<4>().0.iter_mut().zip(row.as_chunks::<4>().0) {
                    let (mut gray, mut value) = ([0], [0.0]);
                    rgba_to_gray(pixel, &mut gray);
                    to_floats(&gray, &mut value);
                    *float = value[0].to_le_bytes();
                }
            }
            Kind::Floats => {
                for (floats, pixel) in target.as_chunks_mut::<16>().0.iter_mut().zip(row.as_chunks::<4>().0) {
                    let mut values = [0.0; 4];
                    to_floats(pixel, &mut values);
                    floats.as_chunks_mut::<4>().0.iter_mut().zip(values).for_each(|(to, v)| *to = v.to_le_bytes());
                }
            }
            Kind::Yuv(convert) => {
                convert.luma(row, target);
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
