//! The pictures of an animated WebP file.

use super::super::webp::{Chunks, Picture, animation_frame, damaged};
use super::canvas::Area;
use super::entry::{Description, Disposal, Entry};
use crate::error::Result;

/// Reads the whole container.
pub(super) fn describe(bytes: &[u8]) -> Result<Description> {
    let mut chunks = Chunks { bytes, at: 12, cut: None };
    let mut found = Description { plays: 1, ..Description::default() };
    loop {
        let start = chunks.at;
        let Some((name, _, body)) = chunks.next() else { break };
        match (name, body) {
            (b"VP8X", &[flags, _, _, _, w0, w1, w2, h0, h1, h2, ..]) if found.width == 0 => {
                if flags & 2 == 0 {
                    return Err(damaged("a file without an animation"));
                }
                let side = |a, b, c| u32::from_le_bytes([a, b, c, 0]) + 1;
                (found.width, found.height) = (side(w0, w1, w2), side(h0, h1, h2));
            }
            // The background colour is ignored, as in browsers.
            (b"ANIM", &[_, _, _, _, low, high, ..]) => found.plays = u32::from(u16::from_le_bytes([low, high])),
            (b"ANMF", &[x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2, d0, d1, d2, flags, ..]) => {
                let number = |a, b, c| u32::from_le_bytes([a, b, c, 0]);
                let place = |a, b, c| number(a, b, c) as usize * 2;
                let side = |a, b, c| number(a, b, c) as usize + 1;
                found.push(Entry {
                    at: start + 8,
                    end: start + 8 + body.len(),
                    area: Area {
                        x: place(x0, x1, x2),
                        y: place(y0, y1, y2),
                        width: side(w0, w1, w2),
                        height: side(h0, h1, h2),
                    },
                    milliseconds: number(d0, d1, d2),
                    disposal: if flags & 1 == 1 { Disposal::Clear } else { Disposal::Keep },
                    blend: flags & 2 == 0,
                    transparent: None,
                })?;
            }
            _ => {}
        }
    }
    if found.width == 0 {
        return Err(damaged("a file without an animation"));
    }
    found.truncated = chunks.cut.is_some();
    Ok(found)
}

/// Reads the container of a picture.
pub(super) fn read<'a>(bytes: &'a [u8], entry: &Entry) -> Result<Picture<'a>> {
    let (_, _, width, height, picture) = animation_frame(bytes.get(entry.at..entry.end).unwrap_or_default())?;
    if (picture.width, picture.height) != (width, height) {
        return Err(damaged("a picture of another size than its frame"));
    }
    Ok(picture)
}
