//! From a frame into a file.

use std::io::Write;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, GenericImageView, ImageEncoder, Rgb};

use super::guarded;
use crate::error::{Code, Detail, Error, Result};
use crate::frame::{Format, Frame, Plane};

/// A file format, and how to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// PNG, lossless.
    Png,
    /// Baseline JPEG. It has no transparency: colours are laid over black, as a canvas does.
    Jpeg {
        /// From 1 to 100, as libjpeg scales its tables.
        quality: u8,
    },
    /// WebP, lossless. Sides of up to 16,383 pixels.
    WebP,
}

impl Encoding {
    /// The media types, in the order of the variants.
    pub const MEDIA_TYPES: &'static [&'static str] = &["image/png", "image/jpeg", "image/webp"];

    /// By media type, as a canvas takes it: `quality` is from 0 to 1, and counts for JPEG only.
    ///
    /// # Errors
    /// `invalid-argument` for another type, `out-of-range` for another quality.
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
                alloc::string::String::from(media_type),
            )),
        }
    }
}

/// The longest side that WebP has room for: 14 bits. (The encoder takes one pixel more, and writes 0.)
const WEBP_SIDE: u32 = 16_383;

/// Writes `frame` to `output` as a file. The encoder reads the frame where it is.
///
/// # Errors
/// `encode` if the format can't hold a frame of this size, or `output` fails; `out-of-memory`.
pub fn encode(frame: &Frame, encoding: Encoding, output: &mut dyn Write) -> Result<()> {
    let (width, height) = (frame.layout().width(), frame.layout().height());
    if encoding == Encoding::WebP && width.max(height) > WEBP_SIDE {
        let range = Detail::Range(1.0, f64::from(WEBP_SIDE));
        return Err(Error::new(Code::Encode, "frame", range, f64::from(width.max(height))));
    }
    let color = match frame.layout().format() {
        Format::Rgba8 => ExtendedColorType::Rgba8,
        Format::Gray8 => ExtendedColorType::L8,
    };
    let bytes = frame.bytes();
    guarded(Code::Encode, || match encoding {
        Encoding::Png => PngEncoder::new(output).write_image(bytes, width, height, color),
        Encoding::WebP => WebPEncoder::new_lossless(output).write_image(bytes, width, height, color),
        Encoding::Jpeg { quality } => {
            let mut encoder = JpegEncoder::new_with_quality(output, quality);
            match frame.layout().format() {
                Format::Gray8 => encoder.encode(bytes, width, height, color),
                Format::Rgba8 => encoder.encode_image(&OverBlack { plane: frame.plane(), width, height }),
            }
        }
    })
}

/// A frame as the JPEG encoder looks at it, pixel by pixel: opaque.
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
