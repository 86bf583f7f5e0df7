//! Views of pixels: a layout and rows with a stride, in a frame or in memory of the caller.

use super::layout::MAXIMUM_PLANES;
use super::{Frame, FrameLayout, Metadata, Plane, PlaneLayout, PlaneMut, RowLayout};
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
    metadata: Metadata,
    planes: [Plane<'a>; MAXIMUM_PLANES],
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
/// let frame = FrameMut::new(FrameLayout::new(Format::Rgba, 1, 2)?, 8, &mut bytes)?;
/// Pipeline::new(vec![Box::new(Invert::default())]).apply(frame)?;
/// assert_eq!(bytes, [0, 255, 255, 255, 77, 77, 77, 77, 255, 255, 0, 255]);
/// # Ok::<(), filmgate::Error>(())
/// ```
#[derive(Debug)]
pub struct FrameMut<'a> {
    layout: FrameLayout,
    metadata: Metadata,
    /// The metadata of the frame that owns the pixels, for changes.
    owner: Option<&'a mut Metadata>,
    planes: [PlaneMut<'a>; MAXIMUM_PLANES],
}

/// A picture in one plane, as kernels read it.
#[derive(Clone, Copy, Debug)]
pub struct PlaneRef<'a> {
    layout: RowLayout,
    plane: Plane<'a>,
}

impl<'a> PlaneRef<'a> {
    /// Returns format and size.
    pub fn layout(&self) -> &RowLayout {
        &self.layout
    }

    /// Returns the rows.
    pub fn plane(&self) -> Plane<'a> {
        self.plane
    }
}

/// The frame of a run in place. An owned frame gets another block of memory if its size changes; the size of borrowed
/// pixels can't change.
#[derive(Debug)]
#[cfg_attr(
    target_pointer_width = "64",
    expect(clippy::large_enum_variant, reason = "a box would be an allocation for each frame")
)]
pub enum Target<'a> {
    /// A frame that owns its memory.
    Owned(&'a mut Frame),
    /// Pixels in memory of the caller.
    Borrowed(FrameMut<'a>),
}

/// Checks that the format has one plane, that rows of `layout` don't overlap, and that they begin at whole pixels.
/// Returns the plane.
fn one_plane(layout: &FrameLayout, stride: usize) -> Result<PlaneLayout> {
    let (Some(plane), 1) = (layout.plane(0), layout.planes().len()) else {
        return Err(Error::new(Code::UnsupportedFormat, "layout", "a format of one plane", layout.format().name()));
    };
    let (row, pixel) = (plane.row_bytes, plane.row_bytes / plane.width);
    if stride < row {
        let expected = alloc::format!("at least {row}, the bytes of a row");
        return Err(Error::new(Code::OutOfRange, "stride", expected, stride as f64));
    }
    if !stride.is_multiple_of(pixel) {
        let expected = alloc::format!("a multiple of {pixel}, the bytes of a pixel");
        return Err(Error::new(Code::InvalidArgument, "stride", expected, stride as f64));
    }
    Ok(plane)
}

#[cold]
fn too_short(plane: &PlaneLayout, stride: usize, length: usize) -> Error {
    let PlaneLayout { rows, row_bytes, .. } = *plane;
    let needed = stride.saturating_mul(rows - 1).saturating_add(row_bytes);
    let expected = alloc::format!("at least {needed}, for {rows} rows and a stride of {stride}");
    Error::new(Code::OutOfRange, "bytes.length", expected, length as f64)
}

/// Checks the number and the sizes of planes.
fn check_planes(layout: &FrameLayout, sizes: impl ExactSizeIterator<Item = (usize, usize)>) -> Result<()> {
    let expected = layout.planes();
    if sizes.len() != expected.len() {
        return Err(Error::new(Code::SizeMismatch, "planes.length", expected.len() as f64, sizes.len() as f64));
    }
    for (index, (expected, (row_bytes, rows))) in expected.zip(sizes).enumerate() {
        if (expected.row_bytes, expected.rows) != (row_bytes, rows) {
            let text = |row_bytes: usize, rows: usize| alloc::format!("{rows} rows of {row_bytes} bytes");
            let argument = alloc::format!("planes[{index}]");
            let expected = text(expected.row_bytes, expected.rows);
            return Err(Error::new(Code::SizeMismatch, argument, expected, text(row_bytes, rows)));
        }
    }
    Ok(())
}

/// Returns the planes of a tightly packed frame.
fn split<'a>(layout: &FrameLayout, bytes: &'a [u8]) -> [Plane<'a>; MAXIMUM_PLANES] {
    let mut planes = [Plane::default(); MAXIMUM_PLANES];
    planes.iter_mut().zip(layout.planes()).for_each(|(to, plane)| *to = plane.of(bytes));
    planes
}

/// Returns the planes of a tightly packed frame.
fn split_mut<'a>(layout: &FrameLayout, mut bytes: &'a mut [u8]) -> [PlaneMut<'a>; MAXIMUM_PLANES] {
    let mut planes = [const { PlaneMut::empty() }; MAXIMUM_PLANES];
    for (to, plane) in planes.iter_mut().zip(layout.planes()) {
        let (own, others) = bytes.split_at_mut((plane.stride * plane.rows).min(bytes.len()));
        *to = PlaneLayout { offset: 0, ..plane }.of_mut(own);
        bytes = others;
    }
    planes
}

impl<'a> FrameRef<'a> {
    /// Creates a view of `bytes`, whose rows begin `stride` bytes apart, for a format of one plane. The last row needs no
    /// padding.
    ///
    /// # Errors
    /// `unsupported-format` for a format of several planes; `out-of-range` naming `stride` if it is less than a row, or
    /// `bytes.length` if a row is missing; `invalid-argument` if `stride` isn't a multiple of the pixel's bytes.
    pub fn new(layout: FrameLayout, stride: usize, bytes: &'a [u8]) -> Result<Self> {
        let of_layout = one_plane(&layout, stride)?;
        let plane = Plane::new(bytes, of_layout.row_bytes, stride, of_layout.rows);
        let plane = plane.ok_or_else(|| too_short(&of_layout, stride, bytes.len()))?;
        Self::from_planes(layout, &[plane])
    }

    /// Creates a view of planes, in the order of the format.
    ///
    /// # Errors
    /// `size-mismatch` naming the plane whose rows don't have the number or the bytes of the layout.
    pub fn from_planes(layout: FrameLayout, planes: &[Plane<'a>]) -> Result<Self> {
        check_planes(&layout, planes.iter().map(|plane| (plane.row_bytes(), plane.height())))?;
        let mut all = [Plane::default(); MAXIMUM_PLANES];
        all.iter_mut().zip(planes).for_each(|(to, &plane)| *to = plane);
        Ok(Self { layout, metadata: Metadata::new(layout.format()), planes: all })
    }

    /// Creates a view of `bytes` without padding between the rows and the planes.
    ///
    /// # Errors
    /// `out-of-range` naming `bytes.length` if a row is missing.
    pub fn packed(layout: FrameLayout, bytes: &'a [u8]) -> Result<Self> {
        check_length(&layout, bytes.len())?;
        Ok(Self { layout, metadata: Metadata::new(layout.format()), planes: split(&layout, bytes) })
    }

    /// Returns the same pixels with other metadata.
    #[must_use]
    pub fn with_metadata(self, metadata: Metadata) -> Self {
        Self { metadata, ..self }
    }

    /// Returns format and size.
    pub fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// Returns colour space, time and orientation.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns the rows of a plane; none if there is no such plane.
    pub fn plane(&self, index: usize) -> Plane<'a> {
        self.planes.get(index).copied().unwrap_or_default()
    }

    /// Returns a plane of bytes as a gray frame.
    #[inline(never)]
    pub(crate) fn plane_frame(&self, index: usize) -> Self {
        let layout = self.layout.plane_frame(index);
        let mut planes = [Plane::default(); MAXIMUM_PLANES];
        planes[0] = self.plane(index);
        Self { layout, metadata: self.metadata, planes }
    }

    /// Returns the picture as kernels read it, if it has one plane of bytes.
    pub fn rows(&self) -> Option<PlaneRef<'a>> {
        self.layout.rows().map(|layout| PlaneRef { layout, plane: self.planes[0] })
    }

    /// Returns the rows, or those of luma if the frame is YUV in bytes.
    pub(crate) fn rows_or_luma(&self) -> Option<PlaneRef<'a>> {
        self.layout.plane_rows(0).map(|layout| PlaneRef { layout, plane: self.planes[0] })
    }
}

impl<'a> FrameMut<'a> {
    /// Creates a view of `bytes`, whose rows begin `stride` bytes apart, for a format of one plane. The last row needs no
    /// padding.
    ///
    /// # Errors
    /// As [`FrameRef::new`].
    pub fn new(layout: FrameLayout, stride: usize, bytes: &'a mut [u8]) -> Result<Self> {
        let of_layout = one_plane(&layout, stride)?;
        let length = bytes.len();
        let plane = PlaneMut::new(bytes, of_layout.row_bytes, stride, of_layout.rows);
        let plane = plane.ok_or_else(|| too_short(&of_layout, stride, length))?;
        Self::from_planes(layout, [plane])
    }

    /// Creates a view of planes, in the order of the format.
    ///
    /// # Errors
    /// As [`FrameRef::from_planes`].
    pub fn from_planes<const N: usize>(layout: FrameLayout, planes: [PlaneMut<'a>; N]) -> Result<Self> {
        check_planes(&layout, planes.iter().map(|plane| (plane.row_bytes(), plane.height())))?;
        let mut all = [const { PlaneMut::empty() }; MAXIMUM_PLANES];
        all.iter_mut().zip(planes).for_each(|(to, plane)| *to = plane);
        Ok(Self { layout, metadata: Metadata::new(layout.format()), owner: None, planes: all })
    }

    /// Creates a view of `bytes` without padding between the rows and the planes.
    ///
    /// # Errors
    /// As [`FrameRef::packed`].
    pub fn packed(layout: FrameLayout, bytes: &'a mut [u8]) -> Result<Self> {
        check_length(&layout, bytes.len())?;
        let planes = split_mut(&layout, bytes);
        Ok(Self { layout, metadata: Metadata::new(layout.format()), owner: None, planes })
    }

    /// Returns the same pixels with other metadata.
    #[must_use]
    pub fn with_metadata(self, metadata: Metadata) -> Self {
        Self { metadata, ..self }
    }

    /// Returns format and size.
    pub fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// Returns colour space, time and orientation.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns the same pixels, for reading.
    #[inline(never)]
    pub fn view(&self) -> FrameRef<'_> {
        let planes = self.planes.each_ref().map(PlaneMut::as_plane);
        FrameRef { layout: self.layout, metadata: self.metadata, planes }
    }

    /// Returns the same pixels for a shorter lifetime, so that they can be passed on again afterwards.
    #[inline(never)]
    pub fn reborrow(&mut self) -> FrameMut<'_> {
        let planes = self.planes.each_mut().map(PlaneMut::reborrow);
        FrameMut { layout: self.layout, metadata: self.metadata, owner: self.owner.as_deref_mut(), planes }
    }

    /// Sets the metadata, those of the frame that owns the pixels, too.
    #[inline(never)]
    pub(crate) fn set_metadata(&mut self, metadata: Metadata) {
        self.metadata = metadata;
        if let Some(owner) = &mut self.owner {
            **owner = metadata;
        }
    }

    /// Returns a plane of bytes as a gray frame.
    #[inline(never)]
    pub(crate) fn plane_frame(&mut self, index: usize) -> FrameMut<'_> {
        let (layout, metadata) = (self.layout.plane_frame(index), self.metadata);
        let mut planes = [const { PlaneMut::empty() }; MAXIMUM_PLANES];
        planes[0] = self.plane_mut(index);
        FrameMut { layout, metadata, owner: None, planes }
    }

    /// Splits the frame into the rows above `y`, an even number, and the rows from `y` on, if there are any. Neither has
    /// the metadata of the owner.
    pub(crate) fn split_at_row(self, y: u32) -> (Self, Option<Self>) {
        let format = self.layout.format();
        let part = |rows: u32| FrameLayout::new(format, self.layout.width(), rows);
        let rows = [part(y), part(self.layout.height().saturating_sub(y))];
        let [Ok(above), Ok(below)] = rows else { return (self, None) };
        let metadata = self.metadata;
        let mut planes = [const { PlaneMut::empty() }; MAXIMUM_PLANES];
        let mut others = [const { PlaneMut::empty() }; MAXIMUM_PLANES];
        let parts = planes.iter_mut().zip(&mut others).zip(self.planes).zip(above.planes());
        for (((plane, other), whole), layout) in parts {
            (*plane, *other) = whole.split_at_row(layout.rows);
        }
        let view = |layout, planes| Self { layout, metadata, owner: None, planes };
        (view(above, planes), Some(view(below, others)))
    }

    /// Returns the second and the third plane, those of chroma.
    pub(crate) fn chroma_mut(&mut self) -> (PlaneMut<'_>, PlaneMut<'_>) {
        let [_, u, v, ..] = &mut self.planes;
        (u.reborrow(), v.reborrow())
    }

    /// Returns the rows of a plane; none if there is no such plane.
    pub fn plane_mut(&mut self, index: usize) -> PlaneMut<'_> {
        self.planes.get_mut(index).map(PlaneMut::reborrow).unwrap_or_default()
    }
}

fn check_length(layout: &FrameLayout, length: usize) -> Result<()> {
    if length < layout.byte_length() {
        let expected = alloc::format!("at least {}, for the whole frame", layout.byte_length());
        return Err(Error::new(Code::OutOfRange, "bytes.length", expected, length as f64));
    }
    Ok(())
}

impl Target<'_> {
    /// Returns format and size.
    pub fn layout(&self) -> &FrameLayout {
        match self {
            Self::Owned(frame) => frame.layout(),
            Self::Borrowed(frame) => frame.layout(),
        }
    }

    /// Sets the metadata.
    #[inline(never)]
    pub(crate) fn set_metadata(&mut self, metadata: Metadata) {
        match self {
            Self::Owned(frame) => *frame.metadata_mut() = metadata,
            Self::Borrowed(frame) => frame.set_metadata(metadata),
        }
    }

    /// Returns the same target for a shorter lifetime.
    #[inline(never)]
    pub(crate) fn reborrow(&mut self) -> Target<'_> {
        match self {
            Self::Owned(frame) => Target::Owned(frame),
            Self::Borrowed(frame) => Target::Borrowed(frame.reborrow()),
        }
    }

    /// Returns the pixels, for reading.
    #[inline(never)]
    pub(crate) fn view(&self) -> FrameRef<'_> {
        match self {
            Self::Owned(frame) => frame.view(),
            Self::Borrowed(frame) => frame.view(),
        }
    }

    /// Returns the pixels.
    #[inline(never)]
    pub(crate) fn view_mut(&mut self) -> FrameMut<'_> {
        match self {
            Self::Owned(frame) => frame.view_mut(),
            Self::Borrowed(frame) => frame.reborrow(),
        }
    }

    /// Returns the rows of a plane.
    #[inline(never)]
    pub(crate) fn plane_mut(&mut self, index: usize) -> PlaneMut<'_> {
        match self {
            Self::Owned(frame) => frame.plane_mut(index),
            Self::Borrowed(frame) => frame.plane_mut(index),
        }
    }
}

impl Frame {
    /// Returns the pixels, for reading.
    #[inline(never)]
    pub fn view(&self) -> FrameRef<'_> {
        FrameRef { layout: *self.layout(), metadata: *self.metadata(), planes: split(self.layout(), self.bytes()) }
    }

    /// Returns the pixels.
    #[inline(never)]
    pub fn view_mut(&mut self) -> FrameMut<'_> {
        let layout = self.layout;
        let planes = split_mut(&layout, &mut self.block.bytes_mut()[..layout.byte_length()]);
        FrameMut { layout, metadata: self.metadata, owner: Some(&mut self.metadata), planes }
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
        let layout = FrameLayout::new(Format::Rgba, 3, 4).unwrap();
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
            assert_eq!(FrameMut::new(layout, stride, &mut bytes).unwrap().plane_mut(0).height(), 4, "{stride}");
            assert_eq!(FrameRef::new(layout, stride, &bytes).unwrap().plane(0).row(3).len(), 12, "{stride}");
        }
        let gray = FrameLayout::new(Format::Gray8, 3, 4).unwrap();
        assert!(FrameRef::new(gray, 5, &[0; 18]).is_ok(), "any stride is a multiple of one byte");
    }
}
