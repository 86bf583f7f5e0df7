//! BMP, by the `image` crate. BMP files have no metadata, and the decoder allocates for a palette and a row.

use core::fmt;
use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::{ImageDecoder, ImageError};

use super::exif::Orientation;
use super::kind::Kind;
use super::{Header, expand, guarded};
use crate::error::{Code, Error, Result};
use crate::image::frame::{Format, FrameLayout};

/// Number of bytes for the decoder's palette and tables.
const TABLES: usize = 32 << 10;

/// A BMP file whose headers were read.
pub(super) struct Bmp<'a> {
    decoder: BmpDecoder<Cursor<&'a [u8]>>,
}

impl fmt::Debug for Bmp<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bmp").finish_non_exhaustive()
    }
}

/// Reads the headers.
pub(super) fn open(bytes: &[u8]) -> Result<(Header, Bmp<'_>)> {
    let decoder = guarded(Kind::Bmp, || BmpDecoder::new(Cursor::new(bytes)).map_err(|error| explain(&error)))?;
    let (width, height) = decoder.dimensions();
    let layout = FrameLayout::new(Format::Rgba, width, height)?;
    if shortest(bytes, width, height) > bytes.len() as u64 {
        return Err(Error::new(
            Code::Decode,
            "bytes",
            Kind::Bmp.intact(),
            "too little data for a picture of this size",
        ));
    }
    let scratch = TABLES + 8 * width as usize;
    let header = Header { kind: Kind::Bmp, layout, orientation: Orientation::UPRIGHT, truncated: false, scratch };
    Ok((header, Bmp { decoder }))
}

/// Returns the minimum number of bytes of the pixels; 0 if they are compressed.
fn shortest(bytes: &[u8], width: u32, height: u32) -> u64 {
    let short = |at: usize| bytes.get(at..at + 2).map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]));
    let (bits, compressed) = if short(14) < 16 { (short(24), false) } else { (short(28), matches!(short(30), 1 | 2)) };
    if compressed { 0 } else { (u64::from(width) * u64::from(bits)).div_ceil(8) * u64::from(height) }
}

fn explain(error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => super::too_large(),
        ImageError::Unsupported(_) => {
            Error::new(Code::Unsupported, "bytes", "a BMP file of a usual kind", error.to_string())
        }
        _ => Error::new(Code::Decode, "bytes", Kind::Bmp.intact(), error.to_string()),
    }
}

impl Bmp<'_> {
    /// Decodes into the bytes of a frame.
    pub(super) fn read(self, bytes: &mut [u8]) -> Result<()> {
        let color = self.decoder.color_type();
        if !expand::fits(color) {
            return Err(Error::new(Code::Decode, "bytes", Kind::Bmp.intact(), "wide colours"));
        }
        let start = bytes.len() - bytes.len() / 4 * usize::from(color.bytes_per_pixel());
        let target = &mut bytes[start..];
        guarded(Kind::Bmp, || self.decoder.read_image(target).map_err(|error| explain(&error)))?;
        expand::in_place(bytes, color);
        Ok(())
    }
}
