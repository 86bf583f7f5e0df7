//! The first picture of a GIF file: own container reader, LZW codes by the `weezl` crate.
//!
//! Where the specification is silent, this decoder follows Chromium: a first picture beyond the screen enlarges the
//! screen; a colour outside the colour table is opaque black.

use weezl::decode::Decoder;
use weezl::{BitOrder, LzwStatus};

use super::exif::Orientation;
use super::kind::Kind;
use super::{Header, LEAST_PART, guarded};
use crate::error::{Code, Error, Result};
use crate::image::frame::{Format, FrameLayout};
use crate::memory::zeroed;

/// Number of bytes of the decoder's tables.
const TABLES: usize = 128 << 10;

/// A ratio of pixels to bytes of data that is unusual, though possible.
const SUSPICIOUS_RATIO: u64 = 256;

/// A GIF file that was read up to the data of its first picture.
#[derive(Debug)]
pub(super) struct Gif<'a> {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    interlaced: bool,
    /// Red, green and blue of each colour.
    palette: &'a [[u8; 3]],
    transparent: Option<u8>,
    code_size: u8,
    /// Blocks of codes: a length byte followed by that many bytes.
    data: &'a [u8],
}

/// Reads the container up to the first picture.
pub(super) fn open(bytes: &[u8]) -> Result<(Header, Gif<'_>)> {
    let mut file = Bytes { bytes, at: 6 };
    let screen = file.take(7)?;
    let global = file.palette(screen[4])?;
    let mut transparent = None;
    loop {
        match file.take(1)?[0] {
            0x21 => {
                let label = file.take(1)?[0];
                let body = file.blocks();
                // The last graphic control before the picture is used.
                if let (0xf9, &[length, flags, _, _, index, ..]) = (label, body)
                    && length >= 4
                {
                    transparent = (flags & 1 == 1).then_some(index);
                }
            }
            0x2c => break,
            _ => return Err(damaged("no picture")),
        }
    }
    let gif = Gif::open(&mut file, global, transparent)?;
    let screen = (short(&screen[..2]).max(gif.x + gif.width), short(&screen[2..4]).max(gif.y + gif.height));
    let layout = FrameLayout::new(Format::Rgba, screen.0 as u32, screen.1 as u32)?;
    let header = Header {
        kind: Kind::Gif,
        layout,
        orientation: Orientation::UPRIGHT,
        // The blocks' terminator is missing.
        truncated: file.ended(),
        scratch: gif.scratch(),
    };
    Ok((header, gif))
}

pub(super) fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", Kind::Gif.intact(), received)
}

/// Returns a number of two bytes.
pub(super) fn short(pair: &[u8]) -> usize {
    usize::from(u16::from_le_bytes([pair[0], pair[1]]))
}

/// A file that is read from front to back.
pub(super) struct Bytes<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..count));
        self.at += count;
        taken.ok_or_else(|| damaged("a file that ends before its picture"))
    }

    /// Reads a colour table whose length is given by the flags before it.
    pub(super) fn palette(&mut self, flags: u8) -> Result<&'a [[u8; 3]]> {
        if flags & 0x80 == 0 {
            return Ok(&[]);
        }
        Ok(self.take(3 << ((flags & 7) + 1))?.as_chunks().0)
    }

    /// Skips blocks up to their terminator, or to the end of the file; returns the skipped bytes.
    pub(super) fn blocks(&mut self) -> &'a [u8] {
        let start = self.at;
        while let Some(&length) = self.bytes.get(self.at) {
            self.at += 1 + usize::from(length);
            if length == 0 {
                return self.bytes.get(start..self.at).unwrap_or_default();
            }
        }
        self.at = self.bytes.len() + 1;
        self.bytes.get(start..).unwrap_or_default()
    }

    /// Returns whether the file ended within the last item.
    pub(super) fn ended(&self) -> bool {
        self.at > self.bytes.len()
    }
}

impl<'a> Gif<'a> {
    /// Reads a picture from its descriptor to its last block.
    pub(super) fn open(file: &mut Bytes<'a>, global: &'a [[u8; 3]], transparent: Option<u8>) -> Result<Self> {
        let place = file.take(9)?;
        let (x, y, width, height) = (short(&place[..2]), short(&place[2..4]), short(&place[4..6]), short(&place[6..8]));
        let local = file.palette(place[8])?;
        let code_size = file.take(1)?[0];
        if !(1..=8).contains(&code_size) {
            return Err(damaged("an impossible size of codes"));
        }
        let data = file.blocks();
        let gif = Self {
            x,
            y,
            width,
            height,
            interlaced: place[8] & 0x40 != 0,
            palette: if local.is_empty() { global } else { local },
            transparent,
            code_size,
            data,
        };
        gif.check()?;
        Ok(gif)
    }

    /// Returns the number of bytes that [`Gif::read`] allocates.
    pub(super) fn scratch(&self) -> usize {
        TABLES + self.width
    }

    /// Counts the pixels of a picture that seems too large for its data, before its frame is allocated.
    fn check(&self) -> Result<()> {
        let pixels = self.width as u64 * self.height as u64;
        if pixels / (self.data.len() as u64 + 1) < SUSPICIOUS_RATIO {
            return Ok(());
        }
        guarded(Kind::Gif, || {
            let mut decoder = Decoder::new(BitOrder::Lsb, self.code_size);
            let mut input = Codes { blocks: self.data, block: &[] };
            let mut buffer = [0; 4096];
            let mut found = 0;
            loop {
                let filled = fill(&mut decoder, &mut input, &mut buffer)?;
                found += filled as u64;
                if found * LEAST_PART >= pixels {
                    return Ok(());
                }
                if filled < buffer.len() {
                    return Err(damaged("too little data for a picture of this size"));
                }
            }
        })
    }

    /// Decodes into the bytes of a frame, which are 0; returns whether codes were missing. Pixels without codes are
    /// transparent.
    pub(super) fn read(self, layout: &FrameLayout, bytes: &mut [u8]) -> Result<bool> {
        if self.width == 0 || self.height == 0 {
            return Ok(false);
        }
        let colors = self.colors();
        let stride = layout.width() as usize * 4;
        let mut indices: alloc::vec::Vec<u8> = zeroed(self.width)?;
        guarded(Kind::Gif, || {
            let mut decoder = Decoder::new(BitOrder::Lsb, self.code_size);
            let mut input = Codes { blocks: self.data, block: &[] };
            for row in Rows::new(self.height, self.interlaced) {
                let filled = fill(&mut decoder, &mut input, &mut indices)?;
                let start = (self.y + row) * stride + self.x * 4;
                let to = bytes.get_mut(start..start + self.width * 4).unwrap_or_default().as_chunks_mut::<4>().0;
                for (to, &index) in to.iter_mut().zip(&indices[..filled]) {
                    *to = colors[usize::from(index)];
                }
                if filled < self.width {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    fn colors(&self) -> [[u8; 4]; 256] {
        let mut colors = [[0, 0, 0, 255]; 256];
        for (color, &[r, g, b]) in colors.iter_mut().zip(self.palette) {
            *color = [r, g, b, 255];
        }
        if let Some(index) = self.transparent {
            colors[usize::from(index)] = [0; 4];
        }
        colors
    }
}

/// The bytes in blocks.
struct Codes<'a> {
    blocks: &'a [u8],
    block: &'a [u8],
}

impl<'a> Codes<'a> {
    /// Returns the available bytes; empty at the end.
    fn available(&mut self) -> &'a [u8] {
        if self.block.is_empty()
            && let Some((&length, rest)) = self.blocks.split_first()
        {
            let length = usize::from(length).min(rest.len());
            (self.block, self.blocks) = rest.split_at(length);
        }
        self.block
    }
}

/// Fills a row as far as codes are available; returns the number of pixels.
fn fill(decoder: &mut Decoder, input: &mut Codes<'_>, row: &mut [u8]) -> Result<usize> {
    let mut filled = 0;
    while filled < row.len() {
        let available = input.available();
        let result = decoder.decode_bytes(available, &mut row[filled..]);
        input.block = &available[result.consumed_in..];
        filled += result.consumed_out;
        match result.status {
            Ok(LzwStatus::Done) => break,
            Ok(_) if available.is_empty() && result.consumed_out == 0 => break,
            Ok(_) => {}
            Err(_) => return Err(damaged("an impossible code")),
        }
    }
    Ok(filled)
}

/// The rows of a picture in the order in which they are stored.
struct Rows {
    height: usize,
    row: usize,
    step: usize,
    /// First rows and steps of the remaining passes.
    passes: &'static [(usize, usize)],
}

impl Rows {
    fn new(height: usize, interlaced: bool) -> Self {
        let (step, passes): (usize, &[(usize, usize)]) =
            if interlaced { (8, &[(4, 8), (2, 4), (1, 2)]) } else { (1, &[]) };
        Self { height, row: 0, step, passes }
    }
}

impl Iterator for Rows {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.row >= self.height {
            let (&(first, step), rest) = self.passes.split_first()?;
            (self.row, self.step, self.passes) = (first, step, rest);
        }
        let row = self.row;
        self.row += self.step;
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_occurs_once() {
        for height in 1..20 {
            let mut rows: alloc::vec::Vec<usize> = Rows::new(height, true).collect();
            assert_eq!(
                rows[..2.min(height)],
                [
                    0,
                    if height > 8 {
                        8
                    } else if height > 4 {
                        4
                    } else if height > 2 {
                        2
                    } else {
                        1
                    }
                ][..2.min(height)],
                "{height}"
            );
            rows.sort_unstable();
            assert!(rows.into_iter().eq(0..height), "{height}");
        }
    }
}
