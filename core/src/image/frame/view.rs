//! Views of pixels: a layout and rows with a stride, in a frame or in memory of the caller.

use super::{Frame, FrameLayout, Plane, PlaneMut};
use crate::error::{Code, Error, Result};

/// Pixels that can be read: those of a [`Frame`], or bytes of the caller.
///
/// ```
/// use filmgate::image::filters::geometry::Rotate;
/// use filmgate::image::frame::{Format, Frame, FrameLayout, FrameRef};
/// use filmgate::image::pipeline::Pipeline;
///
/// // Two rows of two gray pixels. Each row is followed by two bytes that the frame must not touch.
/// let bytes = [1, 2, 99, 99, 3, 4];
/// let source = FrameRef::new(FrameLayout::new(Format::Gray8, 2, 2)?, 4, &bytes)?;
/// let mut target = Frame::new(*source.layout())?;
/// Pipeline::new(vec![Box::new(Rotate::default())]).apply_into(source, &mut target)?;
/// assert_eq!(target.bytes(), [3, 1, 4, 2]);
/// # Ok::<(), filmgate::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FrameRef<'a> {
    layout: FrameLayout,
    plane: Plane<'a>,
}

/// Pixels that can be read and written: those of a [`Frame`], or bytes of the caller.
///
/// ```
/// use filmgate::image::filters::color::Invert;
/// use filmgate::image::frame::{Format, FrameLayout, FrameMut};
/// use filmgate::image::pipeline::Pipeline;
///
/// // Two rows of one pixel, 8 bytes apart. Nothing is copied, and the bytes between the rows are untouched.
/// let mut bytes = [255, 0, 0, 255, 77, 77, 77, 77, 0, 0, 255, 255];
/// let frame = FrameMut::new(FrameLayout::new(Format::Rgba8, 1, 2)?, 8, &mut bytes)?;
/// Pipeline::new(vec![Box::new(Invert::default())]).apply(frame)?;
/// assert_eq!(bytes, [0, 255, 255, 255, 77, 77, 77, 77, 255, 255, 0, 255]);
/// # Ok::<(), filmgate::Error>(())
/// ```
#[derive(Debug)]
pub struct FrameMut<'a> {
    layout: FrameLayout,
    plane: PlaneMut<'a>,
}

/// The frame of a run in place. An owned frame gets another block of memory if its size changes; the size of borrowed
/// pixels can't change.
#[derive(Debug)]
pub enum Target<'a> {
    /// A frame that owns its memory.
    Owned(&'a mut Frame),
    /// Pixels in memory of the caller.
    Borrowed(FrameMut<'a>),
}

/// Checks that rows of `layout` don't overlap, and begin at whole pixels.
fn check_stride(layout: &FrameLayout, stride: usize) -> Result<()> {
    let (row, pixel) = (layout.row_bytes(), layout.pixel_bytes());
    if stride < row {
        let expected = alloc::format!("at least {row}, the bytes of a row");
        return Err(Error::new(Code::OutOfRange, "stride", expected, stride as f64));
    }
    if !stride.is_multiple_of(pixel) {
        let expected = alloc::format!("a multiple of {pixel}, the bytes of a pixel");
        return Err(Error::new(Code::InvalidArgument, "stride", expected, stride as f64));
    }
    Ok(())
}

#[cold]
fn too_short(layout: &FrameLayout, stride: usize, length: usize) -> Error {
    let rows = layout.height() as usize;
    let needed = stride.saturating_mul(rows - 1).saturating_add(layout.row_bytes());
    let expected = alloc::format!("at least {needed}, for {rows} rows and a stride of {stride}");
    Error::new(Code::OutOfRange, "bytes.length", expected, length as f64)
}

impl<'a> FrameRef<'a> {
    /// Creates a view of `bytes`, whose rows begin `stride` bytes apart. The last row needs no padding.
    ///
    /// # Errors
    /// `out-of-range` naming `stride` if it is less than a row, or `bytes.length` if a row is missing;
    /// `invalid-argument` if `stride` isn't a multiple of the pixel's bytes.
    pub fn new(layout: FrameLayout, stride: usize, bytes: &'a [u8]) -> Result<Self> {
        check_stride(&layout, stride)?;
        let plane = Plane::new(bytes, layout.row_bytes(), stride, layout.height() as usize);
        let plane = plane.ok_or_else(|| too_short(&layout, stride, bytes.len()))?;
        Ok(Self { layout, plane })
    }

    /// Creates a view of `bytes` without padding between the rows.
    ///
    /// # Errors
    /// `out-of-range` naming `bytes.length` if a row is missing.
    pub fn packed(layout: FrameLayout, bytes: &'a [u8]) -> Result<Self> {
        Self::new(layout, layout.row_bytes(), bytes)
    }

    /// Returns format and size.
    pub fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// Returns the rows.
    pub fn plane(&self) -> Plane<'a> {
        self.plane
    }
}

impl<'a> FrameMut<'a> {
    /// Creates a view of `bytes`, whose rows begin `stride` bytes apart. The last row needs no padding.
    ///
    /// # Errors
    /// As [`FrameRef::new`].
    pub fn new(layout: FrameLayout, stride: usize, bytes: &'a mut [u8]) -> Result<Self> {
        check_stride(&layout, stride)?;
        let length = bytes.len();
        let plane = PlaneMut::new(bytes, layout.row_bytes(), stride, layout.height() as usize);
        let plane = plane.ok_or_else(|| too_short(&layout, stride, length))?;
        Ok(Self { layout, plane })
    }

    /// Creates a view of `bytes` without padding between the rows.
    ///
    /// # Errors
    /// As [`FrameRef::packed`].
    pub fn packed(layout: FrameLayout, bytes: &'a mut [u8]) -> Result<Self> {
        Self::new(layout, layout.row_bytes(), bytes)
    }

    /// Returns format and size.
    pub fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// Returns the same pixels, for reading.
    pub fn view(&self) -> FrameRef<'_> {
        FrameRef { layout: self.layout, plane: self.plane.as_plane() }
    }

    /// Returns the same pixels for a shorter lifetime, so that they can be passed on again afterwards.
    pub fn reborrow(&mut self) -> FrameMut<'_> {
        FrameMut { layout: self.layout, plane: self.plane.reborrow() }
    }

    /// Returns the rows.
    pub fn plane_mut(&mut self) -> PlaneMut<'_> {
        self.plane.reborrow()
    }
}

impl Target<'_> {
    /// Returns format and size.
    pub fn layout(&self) -> &FrameLayout {
        match self {
            Self::Owned(frame) => frame.layout(),
            Self::Borrowed(frame) => frame.layout(),
        }
    }

    /// Returns the rows, for reading.
    pub(crate) fn plane(&self) -> Plane<'_> {
        match self {
            Self::Owned(frame) => frame.plane(),
            Self::Borrowed(frame) => frame.plane.as_plane(),
        }
    }

    /// Returns the rows.
    pub(crate) fn plane_mut(&mut self) -> PlaneMut<'_> {
        match self {
            Self::Owned(frame) => frame.plane_mut(),
            Self::Borrowed(frame) => frame.plane_mut(),
        }
    }
}

impl Frame {
    /// Returns the pixels, for reading.
    pub fn view(&self) -> FrameRef<'_> {
        FrameRef { layout: *self.layout(), plane: self.plane() }
    }

    /// Returns the pixels.
    pub fn view_mut(&mut self) -> FrameMut<'_> {
        FrameMut { layout: *self.layout(), plane: self.plane_mut() }
    }
}

impl<'a> From<&'a Frame> for FrameRef<'a> {
    fn from(frame: &'a Frame) -> Self {
        frame.view()
    }
}

impl<'a> From<&'a mut Frame> for FrameMut<'a> {
    fn from(frame: &'a mut Frame) -> Self {
        frame.view_mut()
    }
}

impl<'a> From<&'a mut Frame> for Target<'a> {
    fn from(frame: &'a mut Frame) -> Self {
        Self::Owned(frame)
    }
}

impl<'a> From<FrameMut<'a>> for Target<'a> {
    fn from(frame: FrameMut<'a>) -> Self {
        Self::Borrowed(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;

    #[test]
    fn strides_and_lengths_that_do_not_fit_are_errors() {
        let layout = FrameLayout::new(Format::Rgba8, 3, 4).unwrap();
        let cases = [
            (11, 100, Code::OutOfRange, "stride"),
            (0, 100, Code::OutOfRange, "stride"),
            (14, 100, Code::InvalidArgument, "stride"),
            (12, 47, Code::OutOfRange, "bytes.length"),
            (16, 59, Code::OutOfRange, "bytes.length"),
            (usize::MAX - 3, 100, Code::OutOfRange, "bytes.length"),
            (12, 0, Code::OutOfRange, "bytes.length"),
        ];
        for (stride, length, code, argument) in cases {
            let mut bytes = vec![0; length];
            let error = FrameRef::new(layout, stride, &bytes).unwrap_err();
            assert_eq!((error.code, &*error.argument), (code, argument), "stride {stride}, {length} bytes: {error}");
            assert_eq!(FrameMut::new(layout, stride, &mut bytes).unwrap_err(), error, "the same for writing");
        }
        for (stride, length) in [(12, 48), (12, 100), (16, 60), (20, 72)] {
            let mut bytes = vec![0; length];
            assert_eq!(FrameMut::new(layout, stride, &mut bytes).unwrap().plane_mut().height(), 4, "{stride}");
            assert_eq!(FrameRef::new(layout, stride, &bytes).unwrap().plane().row(3).len(), 12, "{stride}");
        }
        let gray = FrameLayout::new(Format::Gray8, 3, 4).unwrap();
        assert!(FrameRef::new(gray, 5, &[0; 18]).is_ok(), "any stride is a multiple of one byte");
    }
}
