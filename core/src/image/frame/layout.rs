//! The layout of a frame in memory: its format, its size, and the position of each plane.

use crate::error::{Code, Detail, Error, Result};

/// The largest width and height, in pixels: the limit of browsers for a canvas.
pub const MAXIMUM_DIMENSION: u32 = 32_767;

/// The largest frame, in bytes: 1 GiB, a quarter of a wasm32 module's address space.
pub const MAXIMUM_BYTES: usize = 1 << 30;

/// The largest number of planes of a format.
const MAXIMUM_PLANES: usize = 4;

/// The format of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Red, green, blue and alpha, a byte each, not premultiplied.
    Rgba8,
    /// Luma, a byte.
    Gray8,
}

impl Format {
    /// All formats, in the order of their indices.
    pub const ALL: [Self; 2] = [Self::Rgba8, Self::Gray8];

    /// Returns the name of the format in error messages and bindings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rgba8 => "rgba8",
            Self::Gray8 => "gray8",
        }
    }

    /// Returns the number of bytes of a pixel.
    pub const fn pixel_bytes(self) -> usize {
        self.planes()[0].0
    }

    /// Returns, for each plane, the number of bytes of a pixel, and the binary logarithm of the subsampling.
    const fn planes(self) -> &'static [(usize, u32)] {
        match self {
            Self::Rgba8 => &[(4, 0)],
            Self::Gray8 => &[(1, 0)],
        }
    }
}

/// The location of a plane in the bytes of its frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaneLayout {
    /// Offset of the first byte.
    pub offset: usize,
    /// Number of bytes from the start of a row to the start of the next.
    pub stride: usize,
    /// Number of bytes of a row without padding.
    pub row_bytes: usize,
    /// Number of rows.
    pub rows: usize,
}

/// Format, size and planes of a frame. A layout is always valid: sizes don't overflow, and planes don't overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLayout {
    format: Format,
    width: u32,
    height: u32,
    planes: [PlaneLayout; MAXIMUM_PLANES],
    bytes: usize,
}

impl FrameLayout {
    /// Creates the layout of a tightly packed frame of `width` × `height` pixels.
    ///
    /// # Errors
    /// `out-of-range` if a side is 0 or above [`MAXIMUM_DIMENSION`], or the frame is above [`MAXIMUM_BYTES`].
    pub fn new(format: Format, width: u32, height: u32) -> Result<Self> {
        for (name, side) in [("width", width), ("height", height)] {
            if side == 0 || side > MAXIMUM_DIMENSION {
                let range = Detail::Range(1.0, f64::from(MAXIMUM_DIMENSION));
                return Err(Error::new(Code::OutOfRange, name, range, f64::from(side)));
            }
        }
        let too_large =
            || Error::new(Code::OutOfRange, "width × height", "a frame of at most 1 GiB", Detail::Size(width, height));
        let mut planes = [PlaneLayout::default(); MAXIMUM_PLANES];
        let mut bytes = 0usize;
        for (plane, &(pixel_bytes, halvings)) in planes.iter_mut().zip(format.planes()) {
            let (columns, rows) = (width.div_ceil(1 << halvings) as usize, height.div_ceil(1 << halvings) as usize);
            let row_bytes = columns.checked_mul(pixel_bytes).ok_or_else(too_large)?;
            *plane = PlaneLayout { offset: bytes, stride: row_bytes, row_bytes, rows };
            bytes = row_bytes.checked_mul(rows).and_then(|size| size.checked_add(bytes)).ok_or_else(too_large)?;
        }
        if bytes > MAXIMUM_BYTES {
            return Err(too_large());
        }
        Ok(Self { format, width, height, planes, bytes })
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
    pub fn planes(&self) -> &[PlaneLayout] {
        &self.planes[..self.format.planes().len()]
    }

    /// Returns the number of bytes of a row of the first plane: the stride of rows without padding.
    pub fn row_bytes(&self) -> usize {
        self.planes[0].row_bytes
    }

    /// Returns the number of bytes of a pixel in the first plane.
    pub fn pixel_bytes(&self) -> usize {
        self.format.pixel_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_sizes_are_errors() {
        for (width, height) in [(0, 0), (0, 1), (1, 0), (65_536, 65_536), (u32::MAX, 1), (30_000, 30_000)] {
            let error = FrameLayout::new(Format::Rgba8, width, height).unwrap_err();
            assert_eq!(error.code, Code::OutOfRange, "{width}×{height}");
        }
        assert!(FrameLayout::new(Format::Gray8, 30_000, 30_000).is_ok(), "a gray frame of the same size fits");
        let layout = FrameLayout::new(Format::Rgba8, 16_384, 16_384).unwrap();
        assert_eq!(layout.byte_length(), MAXIMUM_BYTES, "the largest frame");
    }
}
