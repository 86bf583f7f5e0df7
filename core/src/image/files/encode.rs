//! Encoding of frames to files.

use alloc::string::{String, ToString};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image_webp::WebPEncoder;

use super::options::{JpegOptions, PngOptions};
use super::{jpeg_encode, png_encode, sum};
use crate::error::{Code, Detail, Error, Result};
use crate::image::frame::{Format, Frame, FrameLayout};

/// A file format and its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// PNG, lossless.
    Png(PngOptions),
    /// JPEG. Without transparency: colours are composited over a background.
    Jpeg(JpegOptions),
    /// WebP, lossless. Sides of up to 16,383 pixels.
    WebP,
}

impl Encoding {
    /// PNG with the default options: the fastest compression, all colours.
    pub const PNG: Self = Self::Png(PngOptions { effort: 1, palette: false });

    /// The media types, in the order of the variants.
    pub const MEDIA_TYPES: &'static [&'static str] = &["image/png", "image/jpeg", "image/webp"];

    /// Returns JPEG with the default options of a quality from 1 to 100.
    pub fn jpeg(quality: u8) -> Self {
        Self::Jpeg(JpegOptions::new(quality))
    }

    /// Returns the encoding of a media type, with the arguments of a canvas: `quality` is from 0 to 1, and used for
    /// JPEG only.
    ///
    /// # Errors
    /// `invalid-argument` for other media types, `out-of-range` for other qualities.
    pub fn from_media_type(media_type: &str, quality: f64) -> Result<Self> {
        if !(0.0..=1.0).contains(&quality) {
            return Err(Error::new(Code::OutOfRange, "quality", Detail::Range(0.0, 1.0), quality));
        }
        match Self::MEDIA_TYPES.iter().position(|known| *known == media_type) {
            Some(0) => Ok(Self::PNG),
            Some(1) => Ok(Self::jpeg((quality * 100.0).round() as u8)),
            Some(_) => Ok(Self::WebP),
            None => Err(Error::new(
                Code::InvalidArgument,
                "type",
                Detail::OneOf(Self::MEDIA_TYPES),
                String::from(media_type),
            )),
        }
    }
}

/// The longest side that WebP can store: 14 bits. (The encoder accepts one pixel more, and writes 0.)
const WEBP_SIDE: u32 = 16_383;

/// Returns the maximum number of bytes that [`encode`] allocates for a frame of this layout, without the file.
///
/// Allocations of the encoders can't fail: they end the program. So the caller must ensure that this much memory is
/// free.
pub fn encoder_bytes(layout: &FrameLayout, encoding: Encoding) -> usize {
    let row = layout.plane(0).map_or(0, |plane| plane.row_bytes);
    let pixels = layout.width() as usize * layout.height() as usize;
    match encoding {
        Encoding::Png(options) => png_encode::bytes(row, options),
        Encoding::Jpeg(options) => jpeg_encode::bytes(layout, &options),
        // A copy of the pixels as RGBA, and the compressed picture in a list that doubles its capacity, which copies
        // the list. A channel of noise takes about 8 bits.
        Encoding::WebP => sum([pixels.saturating_mul(17), 256 << 10]),
    }
}

/// Writes `frame` to `output` as a file. The encoder reads the frame in place.
///
/// # Errors
/// `encode` if the format can't store a frame of this size, or `output` fails; `unsupported-format` unless the frame is
/// RGBA or gray; `out-of-memory`.
pub fn encode(frame: &Frame, encoding: Encoding, output: &mut dyn Write) -> Result<()> {
    let format = frame.layout().format();
    if !format.is_plain() {
        return Err(Error::new(Code::UnsupportedFormat, "frame", "RGBA or GRAY8", format.name()));
    }
    let (width, height) = (frame.layout().width(), frame.layout().height());
    if encoding == Encoding::WebP && width.max(height) > WEBP_SIDE {
        let range = Detail::Range(1.0, f64::from(WEBP_SIDE));
        return Err(Error::new(Code::Encode, "frame", range, f64::from(width.max(height))));
    }
    let gray = frame.layout().format() == Format::Gray8;
    let bytes = frame.bytes();
    let call = || match encoding {
        Encoding::Png(options) => {
            png_encode::encode(frame, options, output)?.map_err(|error| explain(Some(&error), error.to_string()))
        }
        Encoding::WebP => {
            let color = if gray { image_webp::ColorType::L8 } else { image_webp::ColorType::Rgba8 };
            WebPEncoder::new(output).encode(bytes, width, height, color).map_err(|error| webp_error(&error))
        }
        Encoding::Jpeg(options) => {
            jpeg_encode::encode(frame, &options, output).map_err(|error| explain(Some(&error), error.to_string()))
        }
    };
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|_| Err(refused("a frame that the encoder can't process".into())))
}

fn refused(received: String) -> Error {
    Error::new(Code::Encode, "frame", "a frame that this format can hold", received)
}

/// Converts an out-of-memory error of the output.
fn full(error: &std::io::Error) -> Option<Error> {
    (error.kind() == std::io::ErrorKind::OutOfMemory)
        .then(|| Error::new(Code::OutOfMemory, "frame", "memory for the file", "too little"))
}

/// Converts an error of the encoder; `io` is the output's error, if the output failed.
fn explain(io: Option<&std::io::Error>, received: String) -> Error {
    io.and_then(full).unwrap_or_else(|| refused(received))
}

fn webp_error(error: &image_webp::EncodingError) -> Error {
    let io = if let image_webp::EncodingError::IoError(io) = error { Some(io) } else { None };
    explain(io, error.to_string())
}
