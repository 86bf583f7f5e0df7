//! The layout of a frame in memory: its format, its size, and the position of each plane.

use super::format::{Format, RowFormat, Sample};
use super::plane::{Plane, PlaneMut};
use crate::error::{Code, Detail, Error, Result};

/// The largest width and height, in pixels: the limit of browsers for a canvas.
pub const MAXIMUM_DIMENSION: u32 = 32_767;

/// The largest frame, in bytes: 1 GiB, a quarter of a wasm32 module's address space.
pub const MAXIMUM_BYTES: usize = 1 << 30;

/// The largest number of planes of a format.
pub(super) const MAXIMUM_PLANES: usize = 4;

/// The location of a plane in the bytes of its frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaneLayout {
    /// Offset of the first byte.
    pub offset: usize,
    /// Number of bytes from the start of a row to the start of the next.
    pub stride: usize,
    /// Number of bytes of a row without padding.
    pub row_bytes: usize,
    /// Number of pixels of a row.
    pub width: usize,
    /// Number of rows.
    pub rows: usize,
}

impl PlaneLayout {
    /// Returns the plane of a frame with these bytes; an empty plane if they are too few.
    #[inline(never)]
    pub(super) fn of<'a>(&self, bytes: &'a [u8]) -> Plane<'a> {
        let bytes = bytes.get(self.offset..);
        bytes.and_then(|bytes| Plane::new(bytes, self.row_bytes, self.stride, self.rows)).unwrap_or_default()
    }

    /// As [`PlaneLayout::of`], for writing.
    #[inline(never)]
    pub(super) fn of_mut<'a>(&self, bytes: &'a mut [u8]) -> PlaneMut<'a> {
        let bytes = bytes.get_mut(self.offset..);
        bytes.and_then(|bytes| PlaneMut::new(bytes, self.row_bytes, self.stride, self.rows)).unwrap_or_default()
    }
}

/// Format, size and planes of a frame. A layout is always valid: sizes don't overflow, and planes don't overlap.
///
/// The planes follow from format and size. They aren't stored, so that layouts and views are cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLayout {
    format: Format,
    width: u32,
    height: u32,
    bytes: usize,
}

impl FrameLayout {
    /// Creates the layout of a tightly packed frame of `width` × `height` pixels, plane after plane.
    ///
    /// # Errors
    /// `out-of-range` if a side is 0 or above [`MAXIMUM_DIMENSION`], or the frame is above [`MAXIMUM_BYTES`].
    pub fn new(format: Format, width: u32, height: u32) -> Result<Self> {
        check_sides(width, height)?;
        let too_large = || too_large(width, height);
        let spec = format.spec();
        let mut bytes = 0usize;
        for plane in spec.planes {
            let [columns, rows] = plane.size(width, height);
            let row_bytes = columns.checked_mul(plane.channels * spec.sample.bytes()).ok_or_else(too_large)?;
            bytes = row_bytes.checked_mul(rows).and_then(|size| size.checked_add(bytes)).ok_or_else(too_large)?;
        }
        if bytes > MAXIMUM_BYTES {
            return Err(too_large());
        }
        Ok(Self { format, width, height, bytes })
    }

    /// Returns the format of pixels.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Returns the height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Returns the number of bytes of the whole frame.
    pub fn byte_length(&self) -> usize {
        self.bytes
    }

    /// Returns the planes, in the order of the format.
    pub fn planes(&self) -> impl ExactSizeIterator<Item = PlaneLayout> {
        let Self { width, height, .. } = *self;
        let spec = self.format.spec();
        let mut offset = 0;
        spec.planes.iter().map(move |plane| {
            let [width, rows] = plane.size(width, height);
            let row_bytes = width * plane.channels * spec.sample.bytes();
            let layout = PlaneLayout { offset, stride: row_bytes, row_bytes, width, rows };
            offset += row_bytes * rows;
            layout
        })
    }

    /// Returns the plane with this index, if there is one.
    #[inline(never)]
    pub fn plane(&self, index: usize) -> Option<PlaneLayout> {
        self.planes().nth(index)
    }

    /// Returns whether alpha is in a plane of its own.
    pub fn has_alpha_plane(&self) -> bool {
        let spec = self.format.spec();
        spec.alpha && spec.planes.len() > 1
    }

    /// Returns the layout of the rows that filters process, if they process this format as it is.
    pub fn rows(&self) -> Option<RowLayout> {
        self.format.rows().map(|format| RowLayout { format, width: self.width, height: self.height })
    }

    /// Returns the layout of a gray frame that has the rows of a plane of bytes.
    pub(super) fn plane_frame(&self, plane: usize) -> Self {
        let PlaneLayout { width, rows, .. } = self.plane(plane).unwrap_or_default();
        Self { format: Format::Gray8, width: width as u32, height: rows as u32, bytes: width * rows }
    }

    /// Returns the layout of the rows of a plane, if it has one channel of bytes, or four.
    pub fn plane_rows(&self, plane: usize) -> Option<RowLayout> {
        let spec = self.format.spec();
        let format = match (spec.sample, spec.planes.get(plane)?.channels) {
            (Sample::U8, 1) => RowFormat::Gray8,
            (Sample::U8, 4) => RowFormat::Rgba8,
            _ => return None,
        };
        let PlaneLayout { width, rows, .. } = self.plane(plane)?;
        Some(RowLayout { format, width: width as u32, height: rows as u32 })
    }
}

/// The layout of the rows that a kernel processes: a picture in one plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowLayout {
    format: RowFormat,
    width: u32,
    height: u32,
}

impl RowLayout {
    /// Creates the layout of rows of a picture of `width` × `height` pixels.
    ///
    /// # Errors
    /// As [`FrameLayout::new`].
    pub fn new(format: RowFormat, width: u32, height: u32) -> Result<Self> {
        check_sides(width, height)?;
        let row_bytes = width as usize * format.pixel_bytes();
        match row_bytes.checked_mul(height as usize) {
            Some(bytes) if bytes <= MAXIMUM_BYTES => Ok(Self { format, width, height }),
            _ => Err(too_large(width, height)),
        }
    }

    /// Returns the format of the rows.
    pub fn format(&self) -> RowFormat {
        self.format
    }

    /// Returns the width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Returns the number of rows.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Returns the number of pixels of a row, and of rows.
    #[cfg(feature = "float")]
    pub(crate) fn size(&self) -> [usize; 2] {
        [self.width as usize, self.height as usize]
    }

    /// Returns the number of bytes of a pixel.
    pub fn pixel_bytes(&self) -> usize {
        self.format.pixel_bytes()
    }

    /// Returns the number of bytes of a row.
    pub fn row_bytes(&self) -> usize {
        self.width as usize * self.format.pixel_bytes()
    }

    /// Returns the number of bytes of all rows.
    pub fn byte_length(&self) -> usize {
        self.row_bytes() * self.height as usize
    }
}

fn check_sides(width: u32, height: u32) -> Result<()> {
    for (name, side) in [("width", width), ("height", height)] {
        if side == 0 || side > MAXIMUM_DIMENSION {
            let range = Detail::Range(1.0, f64::from(MAXIMUM_DIMENSION));
            return Err(Error::new(Code::OutOfRange, name, range, f64::from(side)));
        }
    }
    Ok(())
}

fn too_large(width: u32, height: u32) -> Error {
    Error::new(Code::OutOfRange, "width × height", "a frame of at most 1 GiB", Detail::Size(width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_sizes_are_errors() {
        for &format in Format::ALL {
            for (width, height) in [(0, 0), (0, 1), (1, 0), (65_536, 65_536), (u32::MAX, 1)] {
                let error = FrameLayout::new(format, width, height).unwrap_err();
                assert_eq!(error.code, Code::OutOfRange, "{format:?} {width}×{height}");
            }
        }
        assert!(FrameLayout::new(Format::Rgba, 30_000, 30_000).is_err(), "too many bytes");
        assert!(FrameLayout::new(Format::Gray8, 30_000, 30_000).is_ok(), "a gray frame of the same size fits");
        let layout = FrameLayout::new(Format::Rgba, 16_384, 16_384).unwrap();
        assert_eq!(layout.byte_length(), MAXIMUM_BYTES, "the largest frame");
    }

    /// WebCodecs defines the planes of its formats: the sizes of a frame of 5 × 3 pixels, by hand.
    #[test]
    fn planes_follow_each_other_and_odd_sizes_round_up() {
        for (format, planes) in [
            (Format::Rgba, &[(20, 3)][..]),
            (Format::Bgrx, &[(20, 3)]),
            (Format::Gray8, &[(5, 3)]),
            (Format::I420, &[(5, 3), (3, 2), (3, 2)]),
            (Format::I420A, &[(5, 3), (3, 2), (3, 2), (5, 3)]),
            (Format::I422, &[(5, 3), (3, 3), (3, 3)]),
            (Format::I444, &[(5, 3), (5, 3), (5, 3)]),
            (Format::Nv12, &[(5, 3), (6, 2)]),
            (Format::I420P10, &[(10, 3), (6, 2), (6, 2)]),
            (Format::GrayF32, &[(20, 3)]),
            (Format::RgbaF32, &[(80, 3)]),
        ] {
            let layout = FrameLayout::new(format, 5, 3).unwrap();
            let sizes: Vec<_> = layout.planes().map(|plane| (plane.row_bytes, plane.rows)).collect();
            assert_eq!(sizes, planes, "{format:?}");
            let mut offset = 0;
            for plane in layout.planes() {
                assert_eq!((plane.offset, plane.stride), (offset, plane.row_bytes), "{format:?}");
                offset += plane.stride * plane.rows;
            }
            assert_eq!(layout.byte_length(), offset, "{format:?}");
        }
    }
}
