//! From a file into a frame.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use std::io::Cursor;

use image::metadata::Orientation;
use image::{ImageDecoder, ImageReader, Limits};

use super::{expand, guarded};
use crate::error::{Code, Error, Result};
use crate::filters::Filter;
use crate::filters::geometry::{Axis, Flip, Rotate};
use crate::filters::rows::zeroed;
use crate::frame::{Format, Frame, FrameLayout, MAXIMUM_BYTES, MAXIMUM_DIMENSION};

/// The most that a decoder may allocate, as far as it keeps count: the `image` crate counts the picture too.
const MAXIMUM_ALLOCATION: u64 = MAXIMUM_BYTES as u64 + (256 << 20);

/// An image file whose header was read: PNG, JPEG, WebP, GIF (its first picture) or BMP, recognised by its first bytes.
/// Nothing has been allocated for the pixels yet.
pub struct Picture<'a> {
    decoder: Box<dyn ImageDecoder + 'a>,
    layout: FrameLayout,
    orientation: Orientation,
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picture").field("layout", &self.layout).field("orientation", &self.orientation).finish()
    }
}

impl<'a> Picture<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// `decode` if the bytes are no image of a known format, or damaged; `out-of-range` if the picture is larger than a
    /// frame can be.
    pub fn open(bytes: &'a [u8]) -> Result<Self> {
        let (decoder, orientation) = guarded(Code::Decode, || {
            let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
            let mut limits = Limits::default();
            limits.max_image_width = Some(MAXIMUM_DIMENSION);
            limits.max_image_height = Some(MAXIMUM_DIMENSION);
            limits.max_alloc = Some(MAXIMUM_ALLOCATION);
            reader.limits(limits);
            let mut decoder = reader.into_decoder()?;
            // Metadata that can't be read are no reason to withhold the picture.
            let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
            Ok((Box::new(decoder) as Box<dyn ImageDecoder + 'a>, orientation))
        })?;
        let (width, height) = decoder.dimensions();
        let layout = FrameLayout::new(Format::Rgba8, width, height)?;
        Ok(Self { decoder, layout, orientation })
    }

    /// The layout of the picture as it is stored: RGBA, and not yet turned upright.
    pub fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// The filters that turn the picture upright, by its EXIF orientation, in the order in which they are applied; none
    /// for most pictures.
    pub fn upright(&self) -> Vec<Box<dyn Filter>> {
        let turn = |quarter_turns| Box::new(Rotate { quarter_turns }) as Box<dyn Filter>;
        let flip = |axis| Box::new(Flip { axis }) as Box<dyn Filter>;
        match self.orientation {
            Orientation::NoTransforms => vec![],
            Orientation::Rotate90 => vec![turn(1)],
            Orientation::Rotate180 => vec![turn(2)],
            Orientation::Rotate270 => vec![turn(3)],
            Orientation::FlipHorizontal => vec![flip(Axis::Horizontal)],
            Orientation::FlipVertical => vec![flip(Axis::Vertical)],
            Orientation::Rotate90FlipH => vec![turn(1), flip(Axis::Horizontal)],
            Orientation::Rotate270FlipH => vec![turn(3), flip(Axis::Horizontal)],
        }
    }

    /// Decodes into `frame`. The decoder writes its pixels into the frame itself, and they are widened to RGBA there; only
    /// colours of 16 bits a channel take memory of their own.
    ///
    /// # Errors
    /// `decode` if the file is damaged, `out-of-memory`, `size-mismatch` if `frame` has not the layout of the picture.
    /// What the frame holds after an error is unspecified: a part of the picture, and transparent black.
    pub fn read(self, frame: &mut Frame) -> Result<()> {
        if *frame.layout() != self.layout {
            let size = |layout: &FrameLayout| crate::Detail::Size(layout.width(), layout.height());
            return Err(Error::new(Code::SizeMismatch, "frame", size(&self.layout), size(frame.layout())));
        }
        let Self { decoder, .. } = self;
        let color = decoder.color_type();
        let bytes = frame.bytes_mut();
        // A decoder that stops early must not show what the memory held before.
        bytes.fill(0);
        let length = bytes.len() / 4 * usize::from(color.bytes_per_pixel());
        if expand::fits(color) {
            let start = bytes.len() - length;
            guarded(Code::Decode, || decoder.read_image_boxed(&mut bytes[start..]))?;
            expand::in_place(bytes, color);
        } else if matches!(color, image::ColorType::Rgb16 | image::ColorType::Rgba16) {
            let mut wide: Vec<u8> = zeroed(length)?;
            guarded(Code::Decode, || decoder.read_image_boxed(&mut wide))?;
            expand::from(&wide, bytes, color);
        } else {
            return Err(Error::new(Code::Decode, "bytes", "channels of 8 or 16 bits", "floating point"));
        }
        Ok(())
    }
}
