//! Encoding of frames to files.

use alloc::string::{String, ToString};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, GenericImageView, Rgb};
use image_webp::WebPEncoder;

use super::{png_encode, sum};
use crate::error::{Code, Detail, Error, Result};
use crate::image::frame::{Format, Frame, FrameLayout, Plane};

/// A file format and its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// PNG, lossless.
    Png,
    /// Baseline JPEG. Without transparency: colours are composited over black, as on a canvas.
    Jpeg {
        /// From 1 to 100, scaled to tables as in libjpeg.
        quality: u8,
    },
    /// WebP, lossless. Sides of up to 16,383 pixels.
    WebP,
}

impl Encoding {
    /// The media types, in the order of the variants.
    pub const MEDIA_TYPES: &'static [&'static str] = &["image/png", "image/jpeg", "image/webp"];

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
            Some(0) => Ok(Self::Png),
            Some(1) => Ok(Self::Jpeg { quality: ((quality * 100.0).round() as u8).max(1) }),
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
    let row = layout.width() as usize * layout.pixel_bytes();
    let pixels = layout.width() as usize * layout.height() as usize;
    match encoding {
        Encoding::Png => png_encode::bytes(row),
        Encoding::Jpeg { .. } => 64 << 10,
        // A copy of the pixels as RGBA, and the compressed picture in a list that doubles its capacity, which copies
        // the list. A channel of noise takes about 8 bits.
        Encoding::WebP => sum([pixels.saturating_mul(17), 256 << 10]),
    }
}

/// Writes `frame` to `output` as a file. The encoder reads the frame in place.
///
/// # Errors
/// `encode` if the format can't store a frame of this size, or `output` fails; `out-of-memory`.
pub fn encode(frame: &Frame, encoding: Encoding, output: &mut dyn Write) -> Result<()> {
    let (width, height) = (frame.layout().width(), frame.layout().height());
    if encoding == Encoding::WebP && width.max(height) > WEBP_SIDE {
        let range = Detail::Range(1.0, f64::from(WEBP_SIDE));
        return Err(Error::new(Code::Encode, "frame", range, f64::from(width.max(height))));
    }
    let gray = frame.layout().format() == Format::Gray8;
    let bytes = frame.bytes();
    let call = || match encoding {
        Encoding::Png => png_encode::encode(frame, output)?.map_err(|error| explain(Some(&error), error.to_string())),
        Encoding::WebP => {
            let color = if gray { image_webp::ColorType::L8 } else { image_webp::ColorType::Rgba8 };
            WebPEncoder::new(output).encode(bytes, width, height, color).map_err(|error| webp_error(&error))
        }
        Encoding::Jpeg { quality } => {
            let mut encoder = JpegEncoder::new_with_quality(output, quality);
            let result = if gray {
                encoder.encode(bytes, width, height, ExtendedColorType::L8)
            } else {
                encoder.encode_image(&OverBlack { plane: frame.plane(), width, height })
            };
            result.map_err(|error| jpeg_error(&error))
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

fn jpeg_error(error: &image::ImageError) -> Error {
    let io = if let image::ImageError::IoError(io) = error { Some(io) } else { None };
    explain(io, error.to_string())
}

/// A view of a frame for the JPEG encoder, pixel by pixel: opaque.
struct OverBlack<'a> {
    plane: Plane<'a>,
    width: u32,
    height: u32,
}

impl GenericImageView for OverBlack<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    #[inline]
    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let [r, g, b, alpha] = self.plane.row(y as usize).as_chunks::<4>().0[x as usize];
        if alpha == 255 {
            return Rgb([r, g, b]);
        }
        let over_black = |color: u8| ((u32::from(color) * u32::from(alpha) + 127) / 255) as u8;
        Rgb([r, g, b].map(over_black))
    }
}
