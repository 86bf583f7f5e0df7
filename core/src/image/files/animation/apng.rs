//! The pictures of an APNG file. The decoder receives each as a PNG file of its own.

use alloc::vec::Vec;

use super::super::parts::Parts;
use super::super::png::{DEFLATE_RATIO, END, Png, damaged, scratch};
use super::super::sum;
use super::canvas::Area;
use super::entry::{Description, Disposal, Entry};
use crate::error::{Error, Result};

/// A chunk: its name, its contents, and the position of its end. The contents of the last one may be cut off.
struct Chunk<'a> {
    name: &'a [u8],
    body: &'a [u8],
    at: usize,
    end: usize,
    whole: bool,
}

/// The chunks from a position on.
fn chunks(bytes: &[u8], from: usize) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = from;
    core::iter::from_fn(move || {
        let head = bytes.get(at..at.checked_add(8)?)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let (start, stop) = (at + 8, at.saturating_add(8).saturating_add(length));
        let body = bytes.get(start..stop.min(bytes.len()))?;
        let whole = stop.saturating_add(4) <= bytes.len();
        let chunk = Chunk { name: &head[4..], body, at, end: stop.saturating_add(4), whole };
        at = chunk.end;
        Some(chunk)
    })
}

fn number(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |part| u32::from_be_bytes([part[0], part[1], part[2], part[3]]))
}

/// Reads the whole container.
pub(super) fn describe(bytes: &[u8]) -> Result<Description> {
    let mut found = Description { truncated: true, ..Description::default() };
    let mut control = None;
    let mut has_data = false;
    for Chunk { name, body, at, end, whole } in chunks(bytes, 8) {
        match name {
            b"IHDR" if body.len() >= 13 => (found.width, found.height) = (number(body, 0), number(body, 4)),
            b"acTL" if body.len() >= 8 => {
                control = Some(number(body, 0) as usize);
                found.plays = number(body, 4);
            }
            b"IDAT" | b"fdAT" => has_data = true,
            b"fcTL" if body.len() >= 26 && control.is_some() => {
                has_data = false;
                let short = |at: usize| u32::from(u16::from_be_bytes([body[at], body[at + 1]]));
                let (delay, unit) = (short(20), if short(22) == 0 { 100 } else { short(22) });
                let [width, height, x, y] = [4, 8, 12, 16].map(|at| number(body, at) as usize);
                found.push(Entry {
                    at,
                    end: bytes.len(),
                    area: Area { x, y, width, height },
                    milliseconds: delay * 1000 / unit,
                    // There is nothing to restore before the first picture.
                    disposal: match (body[24], found.entries.is_empty()) {
                        (1, _) | (2, true) => Disposal::Clear,
                        (2, false) => Disposal::Restore,
                        _ => Disposal::Keep,
                    },
                    blend: body[25] == 1,
                    transparent: None,
                })?;
                if let [.., previous, _] = &mut found.entries[..] {
                    previous.end = at;
                }
            }
            b"IEND" => {
                found.truncated = false;
                if let Some(last) = found.entries.last_mut() {
                    last.end = at;
                }
                break;
            }
            _ => {}
        }
        if !whole || end >= bytes.len() {
            break;
        }
    }
    if found.truncated && !has_data {
        found.entries.pop();
    }
    match control {
        None => Err(damaged("a file without an animation")),
        Some(count) => {
            found.entries.truncate(count);
            if found.entries.iter().any(|entry| entry.area.width == 0 || entry.area.height == 0) {
                return Err(damaged("a picture without pixels"));
            }
            Ok(found)
        }
    }
}

/// A picture as the chunks of a PNG file.
#[derive(Debug)]
pub(super) struct Apng<'a> {
    header: [u8; 25],
    /// Chunks that are used as they are: the palette and its transparency.
    shared: Vec<&'a [u8]>,
    /// For each chunk of data: length and name, contents, and checksum.
    data: Vec<([u8; 8], &'a [u8], [u8; 4])>,
    truncated: bool,
    scratch: usize,
}

/// Appends to a list.
fn push<T>(list: &mut Vec<T>, item: T) -> Result<()> {
    list.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<T>()))?;
    list.push(item);
    Ok(())
}

/// Reads the container of a picture. `truncated` is whether the file ends within it.
pub(super) fn read<'a>(bytes: &'a [u8], entry: &Entry, truncated: bool) -> Result<Apng<'a>> {
    let Area { width, height, .. } = entry.area;
    let mut apng = Apng { header: [0; 25], shared: Vec::new(), data: Vec::new(), truncated, scratch: 0 };
    let mut bits = 0;
    for Chunk { name, body, at, end, whole } in chunks(bytes, 8) {
        match name {
            b"IHDR" if body.len() >= 13 => {
                let depth = u64::from(body[8]);
                bits = depth * [1, 0, 3, 1, 2, 0, 4].get(usize::from(body[9])).copied().unwrap_or(0);
                let header = &mut apng.header;
                header[..8].copy_from_slice(b"\0\0\0\x0dIHDR");
                header[8..12].copy_from_slice(&(width as u32).to_be_bytes());
                header[12..16].copy_from_slice(&(height as u32).to_be_bytes());
                header[16..21].copy_from_slice(&body[8..13]);
                let checksum = crc32fast::hash(&header[4..21]).to_be_bytes();
                header[21..].copy_from_slice(&checksum);
                apng.scratch = scratch(width as u32, height as u32, depth == 16, &Parts::default());
            }
            b"PLTE" | b"tRNS" if whole => push(&mut apng.shared, &bytes[at..end])?,
            b"IDAT" | b"fcTL" => break,
            _ => {}
        }
    }
    let mut length = 0;
    for Chunk { name, body, at, .. } in chunks(bytes, entry.at) {
        if at >= entry.end {
            break;
        }
        // Data of later pictures begin with a sequence number.
        let data = match name {
            b"IDAT" => body,
            b"fdAT" => body.get(4..).unwrap_or_default(),
            _ => continue,
        };
        let mut head = *b"\0\0\0\0IDAT";
        head[..4].copy_from_slice(&(data.len() as u32).to_be_bytes());
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(b"IDAT");
        checksum.update(data);
        length += data.len() as u64;
        push(&mut apng.data, (head, data, checksum.finalize().to_be_bytes()))?;
    }
    if !truncated && length * DEFLATE_RATIO < width as u64 * height as u64 * bits / 8 {
        return Err(damaged("too little data for a picture of this size"));
    }
    let parts = apng.data.len() * 3 + apng.shared.len() + 3;
    apng.scratch = sum([apng.scratch, parts * 64]);
    Ok(apng)
}

impl Apng<'_> {
    pub(super) fn scratch(&self) -> usize {
        self.scratch
    }

    /// Decodes to RGBA of the picture's size.
    pub(super) fn read(&self, pixels: &mut [u8]) -> Result<()> {
        let mut parts = Parts::default();
        parts.push(b"\x89PNG\r\n\x1a\n")?;
        parts.push(&self.header)?;
        for chunk in &self.shared {
            parts.push(chunk)?;
        }
        for (head, data, checksum) in &self.data {
            parts.push(head)?;
            parts.push(data)?;
            parts.push(checksum)?;
        }
        parts.push(END)?;
        Png { parts, truncated: self.truncated }.read(pixels)
    }
}
