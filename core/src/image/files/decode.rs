//! Decoding of files to frames.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::kind::Kind;
use super::{Header, bmp, gif, jpeg, png, webp};
use crate::error::{Code, Detail, Error, Result};
use crate::image::filters::Filter;
use crate::image::frame::{Frame, FrameLayout};
use crate::image::pipeline::Pipeline;

/// The result of decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Decoded {
    /// The picture is complete.
    Whole,
    /// The file ends early. The missing part of the picture is transparent black.
    Truncated,
}

/// An image file whose container was read: PNG, JPEG, WebP and GIF (the first picture of an animation), or BMP,
/// recognised by its first bytes. No memory for the pixels has been allocated yet.
#[derive(Debug)]
pub struct Picture<'a> {
    header: Header,
    source: Source<'a>,
}

#[derive(Debug)]
enum Source<'a> {
    Png(png::Png<'a>),
    Jpeg(jpeg::Jpeg<'a>),
    WebP(webp::WebP<'a>),
    Gif(gif::Gif<'a>),
    Bmp(bmp::Bmp<'a>),
}

impl<'a> Picture<'a> {
    /// Reads the container. With `strict`, a file that ends early is an error.
    ///
    /// # Errors
    /// `decode` if the bytes aren't an image of a known format, or are damaged; `unsupported` with the format's name
    /// for formats that aren't decoded; `out-of-range` if the picture is larger than a frame can be; `out-of-memory`.
    pub fn open(bytes: &'a [u8], strict: bool) -> Result<Self> {
        let kind = Kind::of(bytes).map_err(|name| match name {
            Some(name) => Error::new(Code::Unsupported, "bytes", "a PNG, JPEG, WebP, GIF or BMP file", name),
            None => Error::new(Code::Decode, "bytes", "a PNG, JPEG, WebP, GIF or BMP file", "bytes of no known format"),
        })?;
        let (header, source) = match kind {
            Kind::Png => png::open(bytes).map(|(header, png)| (header, Source::Png(png))),
            Kind::Jpeg => jpeg::open(bytes).map(|(header, jpeg)| (header, Source::Jpeg(jpeg))),
            Kind::WebP => webp::open(bytes).map(|(header, webp)| (header, Source::WebP(webp))),
            Kind::Gif => gif::open(bytes).map(|(header, gif)| (header, Source::Gif(gif))),
            Kind::Bmp => bmp::open(bytes).map(|(header, bmp)| (header, Source::Bmp(bmp))),
        }?;
        if strict && header.truncated {
            return Err(ends_early(kind));
        }
        Ok(Self { header, source })
    }

    /// Returns the layout of the picture as it is stored: RGBA, before its orientation is applied.
    pub fn layout(&self) -> &FrameLayout {
        &self.header.layout
    }

    /// Returns the maximum number of bytes that [`Picture::read`] allocates, without the frame.
    ///
    /// If an allocation of a decoder fails, the program is aborted. So the caller must ensure that this much memory is
    /// free. (The Huffman tables of a lossless WebP are counted as encoders write them; a malicious file can have more
    /// of them.)
    pub fn scratch(&self) -> usize {
        self.header.scratch
    }

    /// Returns the filters that turn the picture upright, by its EXIF orientation, in the order in which they are
    /// applied; empty for most pictures. If there are several blocks of EXIF data, the first is used.
    pub fn upright(&self) -> Vec<Box<dyn Filter>> {
        self.header.orientation.upright()
    }

    /// Decodes into `frame`. The decoder writes its pixels directly into the frame if it can.
    ///
    /// # Errors
    /// `decode` if the file is damaged, `unsupported` if the decoder doesn't support this kind of file,
    /// `out-of-memory`, `size-mismatch` if `frame` doesn't have the layout of the picture. After an error of
    /// decoding, the frame contains the pixels decoded so far, which may be wrong, and is otherwise transparent black.
    pub fn read(self, frame: &mut Frame, strict: bool) -> Result<Decoded> {
        let Header { kind, layout, truncated, .. } = self.header;
        if *frame.layout() != layout {
            let size = |layout: &FrameLayout| Detail::Size(layout.width(), layout.height());
            return Err(Error::new(Code::SizeMismatch, "frame", size(&layout), size(frame.layout())));
        }
        let bytes = frame.bytes_mut();
        // A decoder that stops early must not expose the previous contents of the memory.
        bytes.fill(0);
        let mut incomplete = false;
        match self.source {
            Source::Png(png) => png.read(bytes)?,
            Source::Jpeg(jpeg) => jpeg.read(&layout, bytes)?,
            Source::WebP(webp) => webp.read(&layout, bytes)?,
            Source::Gif(gif) => incomplete = gif.read(&layout, bytes)?,
            Source::Bmp(bmp) => bmp.read(bytes)?,
        }
        if strict && incomplete {
            return Err(ends_early(kind));
        }
        Ok(if truncated || incomplete { Decoded::Truncated } else { Decoded::Whole })
    }
}

/// Decodes a whole image file to an upright frame. [`Picture`] also accepts a file that ends early.
///
/// # Errors
/// As [`Picture::open`] and [`Picture::read`] with `strict`.
pub fn decode(bytes: &[u8]) -> Result<Frame> {
    let picture = Picture::open(bytes, true)?;
    let mut upright = Pipeline::new(picture.upright());
    let mut frame = Frame::new(*picture.layout())?;
    // Strict: the picture is complete.
    let _ = picture.read(&mut frame, true)?;
    upright.apply(&mut frame)?;
    Ok(frame)
}

fn ends_early(kind: Kind) -> Error {
    Error::new(Code::Decode, "bytes", kind.whole(), "a file that ends early")
}
