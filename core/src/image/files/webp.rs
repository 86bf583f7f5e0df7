//! The first picture of a WebP file, by the `image-webp` crate.
//!
//! The container is read here. The decoder receives a still file of the picture alone, without metadata and the frames
//! of an animation. Lengths beyond the end of the file are detected before anything is allocated.

use alloc::vec::Vec;

use image_webp::{DecodingError, WebPDecoder};

use super::exif::Orientation;
use super::kind::Kind;
use super::parts::Parts;
use super::{Header, guarded, sum, vp8};
use crate::error::{Code, Error, Result};
use crate::image::frame::{Format, FrameLayout};
use crate::memory::zeroed;

/// The `RIFF` header of a file of unlimited length: the decoder stops at the end of the bytes.
const RIFF: &[u8] = b"RIFF\xfe\xff\xff\x7fWEBP";

/// Number of bytes for the decoder's tables of a lossless picture, in addition to those that grow with the file.
const LOSSLESS_TABLES: usize = 256 << 10;

/// Number of bytes of Huffman tables per byte of a lossless file, in files written by encoders.
const TABLES_FOR_A_BYTE: usize = 8;

/// A WebP file whose container was read.
#[derive(Debug)]
pub(super) struct WebP<'a> {
    picture: Picture<'a>,
    /// The position of the picture in the frame.
    x: usize,
    y: usize,
}

/// The chunks of a picture, headers included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Picture<'a> {
    alpha: Option<&'a [u8]>,
    data: &'a [u8],
    lossless: bool,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Whether a lossy picture has a chunk of alpha; for a lossless picture, the flag in its own header.
    has_alpha: bool,
}

/// Reads the container.
pub(super) fn open(bytes: &[u8]) -> Result<(Header, WebP<'_>)> {
    let mut chunks = Chunks { bytes, at: 12, cut: None };
    let mut canvas = None;
    let mut animated = false;
    let mut orientation = None;
    let mut still: Found<'_> = Found::default();
    let mut first: Option<(usize, usize, u32, u32, Picture<'_>)> = None;
    for (name, chunk, body) in chunks.by_ref() {
        match name {
            b"VP8X" if canvas.is_none() => {
                let &[flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] = body else { return Err(damaged("a short header")) };
                let side = |a, b, c| u32::from_le_bytes([a, b, c, 0]) + 1;
                canvas = Some((side(w0, w1, w2), side(h0, h1, h2)));
                animated = flags & 2 != 0;
            }
            b"EXIF" => {
                orientation.get_or_insert(Orientation::read(body).unwrap_or(Orientation::UPRIGHT));
            }
            b"ANMF" if animated && first.is_none() => first = Some(animation_frame(body)?),
            _ if !animated => still.take(name, chunk),
            _ => {}
        }
    }
    let cut = chunks.cut;
    let (x, y, picture) = if animated {
        let Some((x, y, width, height, picture)) = first else { return Err(missing(cut)) };
        if (picture.width, picture.height) != (width, height) {
            return Err(damaged("a picture of another size than its frame"));
        }
        (x, y, picture)
    } else {
        (0, 0, still.picture().ok_or_else(|| missing(cut))??)
    };
    let (width, height) = canvas.unwrap_or((picture.width, picture.height));
    let layout = FrameLayout::new(Format::Rgba, width, height)?;
    if !animated && (picture.width, picture.height) != (width, height) {
        return Err(damaged("a picture of another size than its canvas"));
    }
    if x + picture.width as usize > width as usize || y + picture.height as usize > height as usize {
        return Err(damaged("a frame beyond the canvas"));
    }
    let webp = WebP { picture, x, y };
    let header = Header {
        kind: Kind::WebP,
        layout,
        orientation: orientation.unwrap_or(Orientation::UPRIGHT),
        truncated: cut.is_some(),
        scratch: webp.scratch(&layout),
    };
    Ok((header, webp))
}

pub(super) fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", Kind::WebP.intact(), received)
}

/// The error for a file without a picture: its chunk is truncated or missing.
fn missing(cut: Option<[u8; 4]>) -> Error {
    match cut.as_ref() {
        Some(b"VP8 " | b"VP8L" | b"ALPH" | b"ANMF") => damaged("a file that ends within its picture"),
        _ => damaged("no picture"),
    }
}

/// The chunks of a file, or of a frame, whose lengths are within it.
pub(super) struct Chunks<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// The chunk that extends beyond the end.
    pub(super) cut: Option<[u8; 4]>,
}

impl<'a> Iterator for Chunks<'a> {
    /// The name, the whole chunk, and its contents.
    type Item = (&'a [u8; 4], &'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (head, rest) = self.bytes.get(self.at..)?.split_first_chunk::<8>()?;
        let (name, length) = head.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length.first_chunk()?) as usize;
        let Some(body) = rest.get(..length) else {
            self.cut = Some(*name);
            self.at = self.bytes.len();
            return None;
        };
        let chunk = &self.bytes[self.at..self.at + 8 + length];
        self.at = self.at + 8 + length + length % 2;
        Some((name, chunk, body))
    }
}

/// The chunks that make up a picture.
#[derive(Default)]
struct Found<'a> {
    alpha: Option<&'a [u8]>,
    data: Option<(&'a [u8], bool)>,
}

impl<'a> Found<'a> {
    fn take(&mut self, name: &[u8; 4], chunk: &'a [u8]) {
        match name {
            b"ALPH" if self.data.is_none() => {
                self.alpha.get_or_insert(chunk);
            }
            b"VP8 " | b"VP8L" => {
                self.data.get_or_insert((chunk, name == b"VP8L"));
            }
            _ => {}
        }
    }

    fn picture(&self) -> Option<Result<Picture<'a>>> {
        let (data, lossless) = self.data?;
        let body = &data[8..];
        if !lossless {
            return Some(vp8::size(body).map(|(width, height)| Picture {
                alpha: self.alpha,
                data,
                lossless,
                width,
                height,
                has_alpha: self.alpha.is_some(),
            }));
        }
        let Some(&[0x2f, a, b, c, d]) = body.first_chunk::<5>() else {
            return Some(Err(damaged("no lossless picture")));
        };
        let bits = u32::from_le_bytes([a, b, c, d]);
        Some(Ok(Picture {
            alpha: None,
            data,
            lossless,
            width: (bits & 0x3fff) + 1,
            height: (bits >> 14 & 0x3fff) + 1,
            has_alpha: bits >> 28 & 1 == 1,
        }))
    }
}

/// Returns the position, the size and the picture of a frame of an animation.
pub(super) fn animation_frame(body: &[u8]) -> Result<(usize, usize, u32, u32, Picture<'_>)> {
    let Some((head, _)) = body.split_first_chunk::<16>() else { return Err(damaged("a short frame")) };
    let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], 0]);
    let mut found = Found::default();
    let mut chunks = Chunks { bytes: body, at: 16, cut: None };
    for (name, chunk, _) in chunks.by_ref() {
        found.take(name, chunk);
    }
    let picture = found.picture().ok_or_else(|| missing(chunks.cut))??;
    Ok((number(0) as usize * 2, number(3) as usize * 2, number(6) + 1, number(9) + 1, picture))
}

impl WebP<'_> {
    /// Returns whether the picture covers the frame, so that it can be decoded in place.
    fn covers(&self, layout: &FrameLayout) -> bool {
        (self.picture.width, self.picture.height) == (layout.width(), layout.height())
    }

    /// Returns the number of bytes that the decoder allocates.
    fn scratch(&self, layout: &FrameLayout) -> usize {
        let pixels = self.picture.width as usize * self.picture.height as usize;
        sum([self.picture.scratch(), if self.covers(layout) { 0 } else { pixels * 4 }])
    }

    /// Decodes into the bytes of a frame, which are 0.
    pub(super) fn read(self, layout: &FrameLayout, bytes: &mut [u8]) -> Result<()> {
        if self.covers(layout) {
            return self.picture.read(bytes);
        }
        let (width, height) = (self.picture.width as usize, self.picture.height as usize);
        let mut picture: Vec<u8> = zeroed(width * height * 4)?;
        self.picture.read(&mut picture)?;
        let rows = bytes.chunks_exact_mut(layout.width() as usize * 4).skip(self.y);
        for (to, from) in rows.zip(picture.chunks_exact(width * 4)) {
            if let Some(to) = to.get_mut(self.x * 4..(self.x + width) * 4) {
                to.copy_from_slice(from);
            }
        }
        Ok(())
    }
}

impl Picture<'_> {
    /// Returns the number of bytes that the decoder allocates.
    pub(super) fn scratch(&self) -> usize {
        let Picture { width, height, lossless, alpha, data, .. } = *self;
        let (width, height) = (width as usize, height as usize);
        let pixels = width * height;
        let picture = if lossless {
            sum([LOSSLESS_TABLES, data.len().saturating_mul(TABLES_FOR_A_BYTE), pixels / 2])
        } else {
            // Luma, two planes of chroma, the data of the blocks above, and the file's partitions.
            let blocks = width.div_ceil(16) * height.div_ceil(16);
            sum([blocks * 384, width * 16, data.len(), 64 << 10])
        };
        // Alpha is decoded as a lossless picture, of which green is used.
        let alpha = match alpha {
            Some(alpha) => sum([pixels * 5, LOSSLESS_TABLES, alpha.len().saturating_mul(TABLES_FOR_A_BYTE)]),
            None => 0,
        };
        sum([picture, alpha])
    }

    /// Decodes to RGBA of the picture's size.
    pub(super) fn read(&self, bytes: &mut [u8]) -> Result<()> {
        if !self.lossless {
            vp8::check(&self.data[8..])?;
        }
        // If the header has the alpha flag, the decoder decodes a lossless picture to RGBA, hence in place.
        let rgba = self.lossless || self.has_alpha;
        let mut extended = *b"VP8X\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0";
        extended[8] = 0x10;
        extended[12..15].copy_from_slice(&(self.width - 1).to_le_bytes()[..3]);
        extended[15..18].copy_from_slice(&(self.height - 1).to_le_bytes()[..3]);
        let mut parts = Parts::default();
        parts.push(RIFF)?;
        if rgba {
            parts.push(&extended)?;
        }
        for chunk in self.alpha.into_iter().chain([self.data]) {
            parts.push(chunk)?;
            if chunk.len() % 2 == 1 {
                parts.push(b"\0")?;
            }
        }
        let pixel = if rgba { 4 } else { 3 };
        let start = bytes.len() - bytes.len() / 4 * pixel;
        let target = &mut bytes[start..];
        guarded(Kind::WebP, || {
            let mut decoder = WebPDecoder::new(parts).map_err(|error| explain(&error))?;
            decoder.read_image(target).map_err(|error| explain(&error))
        })?;
        if !rgba {
            super::expand::in_place(bytes, image::ColorType::Rgb8);
        } else if !self.has_alpha {
            bytes.as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| pixel[3] = 255);
        }
        Ok(())
    }
}

fn explain(error: &DecodingError) -> Error {
    match error {
        DecodingError::MemoryLimitExceeded | DecodingError::ImageTooLarge => super::too_large(),
        _ => Error::new(Code::Decode, "bytes", Kind::WebP.intact(), alloc::string::ToString::to_string(error)),
    }
}
