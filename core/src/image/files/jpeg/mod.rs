//! JPEG, by the `jpeg-decoder` crate.
//!
//! The container is read here first ([`walk`]). The decoder receives the tables, the frame, the scans, and the Huffman
//! tables that Motion JPEG omits, but no metadata. A file that ends early is completed, so that the decoder reads the
//! rest of it as zeros ([`truncated`]).

mod error;
mod standard;
mod truncated;
mod walk;

use std::io::BufReader;

use jpeg_decoder::{ColorTransform, Decoder, PixelFormat};

use super::exif::Orientation;
use super::kind::Kind;
use super::parts::Parts;
use super::{Header, guarded, sum};
use crate::error::{Code, Error, Result};
use crate::image::frame::{Format, FrameLayout};

use error::{damaged, unsupported};
use walk::Walk;

/// Number of bytes for the decoder's tables and its buffers of a row of blocks, in addition to the planes: 16 tables at
/// most, of about 3 KiB.
const TABLES: usize = 128 << 10;

/// A JPEG file whose container was read.
#[derive(Debug)]
pub(super) struct Jpeg<'a> {
    parts: Parts<'a>,
    transform: ColorTransform,
    /// The completion of a file that ends early.
    end: Option<truncated::End>,
}

/// Reads the container.
pub(super) fn open(bytes: &[u8]) -> Result<(Header, Jpeg<'_>)> {
    let walk = Walk::of(bytes)?;
    let frame = walk.frame.ok_or_else(|| damaged("no frame header"))?;
    if walk.scans.is_empty() {
        return Err(damaged("no picture data"));
    }
    let layout = FrameLayout::new(Format::Rgba, frame.width, frame.height)?;
    let end = if walk.ends_early { Some(truncated::End::of(&walk, &frame)?) } else { None };
    let mut parts = walk.parts;
    if let Some(dropped) = end.as_ref().and_then(|end| end.dropped_part) {
        parts.truncate(dropped);
    }
    let tail = end.as_ref().map_or(0, truncated::End::bytes);
    let scratch = sum([frame.decoder_bytes(), parts.overhead(), tail, TABLES]);
    let header = Header {
        kind: Kind::Jpeg,
        layout,
        orientation: walk.orientation.unwrap_or(Orientation::UPRIGHT),
        truncated: walk.ends_early,
        scratch,
    };
    let transform = transform(&frame, walk.jfif, walk.adobe);
    Ok((header, Jpeg { parts, transform, end }))
}

/// Returns the colours of the components, by libjpeg's rules: JFIF takes precedence over Adobe's marker, which takes
/// precedence over the components' names.
fn transform(frame: &walk::FrameHeader, jfif: bool, adobe: Option<u8>) -> ColorTransform {
    match (frame.components().len(), jfif, adobe) {
        (1, ..) => ColorTransform::Grayscale,
        (3, true, _) => ColorTransform::YCbCr,
        (3, false, Some(0)) => ColorTransform::RGB,
        (3, false, Some(_)) => ColorTransform::YCbCr,
        (3, false, None) => match frame.ids() {
            [b'R', b'G', b'B'] => ColorTransform::RGB,
            _ => ColorTransform::YCbCr,
        },
        (_, _, Some(2)) => ColorTransform::YCCK,
        _ => ColorTransform::CMYK,
    }
}

fn explain(error: &jpeg_decoder::Error) -> Error {
    use jpeg_decoder::Error as Theirs;
    let code = if matches!(error, Theirs::Unsupported(_)) { Code::Unsupported } else { Code::Decode };
    Error::new(code, "bytes", Kind::Jpeg.intact(), alloc::string::ToString::to_string(error))
}

impl Jpeg<'_> {
    /// Decodes into the bytes of a frame. The missing blocks of a file that ends early are transparent.
    pub(super) fn read(self, layout: &FrameLayout, bytes: &mut [u8]) -> Result<()> {
        let Self { parts, transform, end } = self;
        let (tail, missing) = end.map_or_else(Default::default, |end| (end.tail, end.missing));
        let mut parts: Parts<'_> = parts;
        parts.push(&tail)?;
        let (pixels, format) = guarded(Kind::Jpeg, || {
            let mut decoder = Decoder::new(BufReader::with_capacity(4096, parts));
            decoder.set_color_transform(transform);
            let pixels = decoder.decode().map_err(|error| explain(&error))?;
            Ok((pixels, decoder.info().map(|info| info.pixel_format)))
        })?;
        expand(&pixels, format, bytes)?;
        if let Some(missing) = missing {
            missing.clear(layout.width() as usize, bytes);
        }
        Ok(())
    }
}

fn expand(pixels: &[u8], format: Option<PixelFormat>, bytes: &mut [u8]) -> Result<()> {
    let size = format.map_or(0, |format| format.pixel_bytes());
    let to = bytes.as_chunks_mut::<4>().0;
    if pixels.len() != to.len() * size {
        return Err(damaged("a picture of another size"));
    }
    match format {
        Some(PixelFormat::L8) => to.iter_mut().zip(pixels).for_each(|(to, &l)| *to = [l, l, l, 255]),
        Some(PixelFormat::RGB24) => {
            to.iter_mut().zip(pixels.as_chunks().0).for_each(|(to, &[r, g, b])| *to = [r, g, b, 255]);
        }
        // The decoder has inverted all four channels: Adobe writes inverted values, the remaining light.
        Some(PixelFormat::CMYK32) => {
            let light = |ink: u8, key: u8| ((255 - u32::from(ink)) * (255 - u32::from(key)) / 255) as u8;
            for (to, &[c, m, y, k]) in to.iter_mut().zip(pixels.as_chunks().0) {
                *to = [light(c, k), light(m, k), light(y, k), 255];
            }
        }
        _ => return Err(unsupported("samples of 16 bits")),
    }
    Ok(())
}
