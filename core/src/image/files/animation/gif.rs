//! The pictures of a GIF file.

use super::super::gif::{Bytes, Gif, damaged, short};
use super::canvas::Area;
use super::entry::{Description, Disposal, Entry};
use crate::error::Result;

/// Reads the screen, and returns the global colour table.
fn screen<'a>(file: &mut Bytes<'a>) -> Result<(usize, usize, &'a [[u8; 3]])> {
    let screen = file.take(7)?;
    Ok((short(&screen[..2]), short(&screen[2..4]), file.palette(screen[4])?))
}

/// Reads the whole container.
pub(super) fn describe(bytes: &[u8]) -> Result<Description> {
    let mut file = Bytes { bytes, at: 6 };
    let (mut width, mut height, _) = screen(&mut file)?;
    let mut found = Description { plays: 1, ..Description::default() };
    // Of the last graphic control before a picture: delay, disposal and transparent colour.
    let mut control = (0, Disposal::Keep, None);
    loop {
        let Ok(&[kind]) = file.take(1) else {
            found.truncated = true;
            break;
        };
        match kind {
            0x21 => {
                let Ok(&[label]) = file.take(1) else { break };
                match (label, file.blocks()) {
                    (0xf9, &[length, flags, low, high, index, ..]) if length >= 4 => {
                        let disposal = match flags >> 2 & 7 {
                            2 => Disposal::Clear,
                            // Some encoders write 4 for 3, and browsers accept that.
                            3 | 4 => Disposal::Restore,
                            _ => Disposal::Keep,
                        };
                        let delay = u32::from(u16::from_le_bytes([low, high]));
                        control = (delay * 10, disposal, (flags & 1 == 1).then_some(index));
                    }
                    (0xff, [11, rest @ ..]) => {
                        let is_loop = rest.starts_with(b"NETSCAPE2.0") || rest.starts_with(b"ANIMEXTS1.0");
                        if let (true, Some(&[length, 1, low, high])) = (is_loop, rest.get(11..15))
                            && length >= 3
                        {
                            // The number of repetitions; 0 for no end.
                            let repetitions = u32::from(u16::from_le_bytes([low, high]));
                            found.plays = if repetitions == 0 { 0 } else { repetitions + 1 };
                        }
                    }
                    _ => {}
                }
            }
            0x2c => {
                let at = file.at;
                let Ok(place) = file.take(9) else {
                    found.truncated = true;
                    break;
                };
                let [x, y, w, h] = [0, 2, 4, 6].map(|offset| short(&place[offset..offset + 2]));
                if file.palette(place[8]).and_then(|_| file.take(1)).is_err() {
                    found.truncated = true;
                    break;
                }
                file.blocks();
                if found.entries.is_empty() {
                    (width, height) = (width.max(x + w), height.max(y + h));
                }
                let (milliseconds, disposal, transparent) = control;
                let area = Area { x, y, width: w, height: h };
                found.push(Entry { at, end: file.at, area, milliseconds, disposal, blend: true, transparent })?;
                control = (0, Disposal::Keep, None);
                if file.ended() {
                    found.truncated = true;
                    break;
                }
            }
            // The trailer, or bytes that aren't GIF.
            _ => break,
        }
    }
    (found.width, found.height) = (width as u32, height as u32);
    if found.entries.is_empty() {
        return Err(damaged("no picture"));
    }
    Ok(found)
}

/// Reads the container of a picture.
pub(super) fn read<'a>(bytes: &'a [u8], entry: &Entry) -> Result<Gif<'a>> {
    let mut file = Bytes { bytes, at: 6 };
    let (_, _, global) = screen(&mut file)?;
    file.at = entry.at;
    Gif::open(&mut file, global, entry.transparent)
}
