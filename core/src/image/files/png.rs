//! PNG, by the `png` crate.
//!
//! The decoder receives only the chunks that make up the picture, without texts, profiles, times and the frames of an
//! animation.

use alloc::vec::Vec;

use image::ColorType;
use png::{BitDepth, DecodingError, Limits, Transformations};

use super::exif::Orientation;
use super::kind::Kind;
use super::parts::Parts;
use super::{Header, LEAST_PART, expand, guarded, sum};
use crate::error::{Code, Error, Result};
use crate::image::frame::{Format, FrameLayout};
use crate::memory::zeroed;

/// Number of bytes of the decoder's window of decompressed data, of its tables, and of a buffer of rows.
const TABLES: usize = 384 << 10;

/// Maximum number of bytes that a byte of deflated data can yield: 258 from two bits, plus rounding.
pub(super) const DEFLATE_RATIO: u64 = 1040;

/// An empty `IEND` chunk.
pub(super) const END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";

/// A PNG file whose chunks were read.
#[derive(Debug)]
pub(super) struct Png<'a> {
    pub(super) parts: Parts<'a>,
    pub(super) truncated: bool,
}

/// Reads the chunks.
pub(super) fn open(bytes: &[u8]) -> Result<(Header, Png<'_>)> {
    let mut parts = Parts::default();
    let mut orientation = None;
    let mut size = None;
    let mut wide = false;
    let (mut bits, mut data) = (0u64, 0u64);
    let (mut has_picture, mut truncated) = (false, true);
    let mut at = 8;
    // Consecutive chunks form one part.
    let mut run = 0..8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let name = &head[4..];
        let end = at.saturating_add(length).saturating_add(12);
        let whole = bytes.get(at..end);
        let body = whole.map(|chunk| &chunk[8..8 + length]);
        match (name, body) {
            (b"IHDR", Some(body)) if size.is_none() => {
                let &[w0, w1, w2, w3, h0, h1, h2, h3, depth, color, ..] = body else {
                    return Err(damaged("a short header"));
                };
                size = Some((u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3])));
                wide = depth == 16 && matches!(color, 2 | 6);
                let samples = [1, 0, 3, 1, 2, 0, 4].get(usize::from(color)).copied().unwrap_or(0);
                bits = u64::from(depth) * samples;
            }
            (b"eXIf", Some(body)) => {
                orientation.get_or_insert(Orientation::read(body).unwrap_or(Orientation::UPRIGHT));
            }
            _ if size.is_none() => return Err(damaged("a chunk before the header")),
            _ => {}
        }
        if name == b"IDAT" {
            data += (end.min(bytes.len()) - at) as u64;
        }
        let keep = matches!(name, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND");
        has_picture |= name == b"IDAT";
        if keep {
            if run.end != at {
                parts.push(&bytes[run])?;
                run = at..at;
            }
            run.end = end.min(bytes.len());
        }
        at = end;
        if name == b"IEND" || whole.is_none() {
            truncated = whole.is_none();
            break;
        }
    }
    let Some((width, height)) = size else { return Err(damaged("no header")) };
    if !has_picture {
        return Err(damaged("no picture data"));
    }
    let layout = FrameLayout::new(Format::Rgba, width, height)?;
    let expected = u64::from(width) * u64::from(height) * bits / 8;
    if data * DEFLATE_RATIO < if truncated { expected / LEAST_PART } else { expected } {
        return Err(damaged("too little data for a picture of this size"));
    }
    let whole_chunks = run.end <= bytes.len() && at <= bytes.len();
    parts.push(&bytes[run])?;
    if truncated && whole_chunks {
        parts.push(END)?;
    }
    let scratch = scratch(width, height, wide, &parts);
    let orientation = orientation.unwrap_or(Orientation::UPRIGHT);
    Ok((Header { kind: Kind::Png, layout, orientation, truncated, scratch }, Png { parts, truncated }))
}

/// Returns the number of bytes that the decoder allocates. `wide` is whether it has colours of 16 bits.
pub(super) fn scratch(width: u32, height: u32, wide: bool, parts: &Parts<'_>) -> usize {
    let row = width as usize * 8;
    let picture = width as usize * height as usize;
    // 16-bit channels don't fit into the frame, so they are decoded to a separate buffer first.
    let elsewhere = if wide { picture.saturating_mul(8) } else { 0 };
    sum([TABLES, 6 * row, elsewhere, parts.overhead()])
}

pub(super) fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", Kind::Png.intact(), received)
}

fn explain(error: &DecodingError) -> Error {
    match error {
        DecodingError::LimitsExceeded => super::too_large(),
        _ => Error::new(Code::Decode, "bytes", Kind::Png.intact(), alloc::string::ToString::to_string(error)),
    }
}

impl Png<'_> {
    /// Decodes into the bytes of a frame, which are 0. The missing pixels of a file that ends early are transparent.
    pub(super) fn read(self, bytes: &mut [u8]) -> Result<()> {
        let Self { parts, truncated } = self;
        guarded(Kind::Png, move || {
            let mut decoder = png::Decoder::new_with_limits(parts, Limits { bytes: usize::MAX });
            // With an alpha channel, pixels that aren't decoded are transparent.
            let alpha = if truncated { Transformations::ALPHA } else { Transformations::IDENTITY };
            decoder.set_transformations(Transformations::EXPAND | alpha);
            let mut reader = decoder.read_info().map_err(|error| explain(&error))?;
            let color = match reader.output_color_type() {
                (png::ColorType::Grayscale, BitDepth::Eight) => ColorType::L8,
                (png::ColorType::GrayscaleAlpha, BitDepth::Eight) => ColorType::La8,
                (png::ColorType::Rgb, BitDepth::Eight) => ColorType::Rgb8,
                (png::ColorType::Rgba, BitDepth::Eight) => ColorType::Rgba8,
                (png::ColorType::Grayscale, BitDepth::Sixteen) => ColorType::L16,
                (png::ColorType::GrayscaleAlpha, BitDepth::Sixteen) => ColorType::La16,
                (png::ColorType::Rgb, BitDepth::Sixteen) => ColorType::Rgb16,
                (png::ColorType::Rgba, BitDepth::Sixteen) => ColorType::Rgba16,
                _ => return Err(damaged("an impossible colour type")),
            };
            let length = bytes.len() / 4 * usize::from(color.bytes_per_pixel());
            let mut read = |to: &mut [u8]| match reader.next_frame(to) {
                Err(DecodingError::IoError(error)) if truncated && ends_early(&error) => Ok(()),
                result => result.map(|_| ()).map_err(|error| explain(&error)),
            };
            if expand::fits(color) {
                let start = bytes.len() - length;
                read(&mut bytes[start..])?;
                expand::in_place(bytes, color);
            } else {
                let mut wide: Vec<u8> = zeroed(length)?;
                read(&mut wide)?;
                expand::from(&wide, bytes, color);
            }
            Ok(())
        })
    }
}

fn ends_early(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::UnexpectedEof
}
