//! FLAC. Frames are found by the checks and numbers in their headers, so data after the last frame or between frames
//! don't cause audio frames to be lost.

use super::codec::Codec;
use super::crc::{CRC8, CRC16};
use super::error::damaged;
use super::output::Output;
use crate::error::Result;

/// The fields of STREAMINFO that are used here.
#[derive(Clone, Copy, Debug)]
struct Information {
    /// The longest block.
    block: u32,
    rate: u32,
    channels: u8,
    bits: u8,
    /// Total number of frames; 0 if unknown.
    frames: u64,
}

impl Information {
    fn read(bytes: [u8; 34]) -> Result<Self> {
        let number = |range: core::ops::Range<usize>| bytes[range].iter().fold(0_u64, |n, &b| n << 8 | u64::from(b));
        let packed = number(10..18);
        let information = Self {
            block: number(2..4) as u32,
            rate: (packed >> 44) as u32,
            channels: (packed >> 41 & 7) as u8 + 1,
            bits: (packed >> 36 & 31) as u8 + 1,
            frames: packed & 0xf_ffff_ffff,
        };
        if information.block < 16 || information.rate == 0 || information.bits < 4 {
            return Err(damaged("a FLAC file with a damaged STREAMINFO"));
        }
        Ok(information)
    }
}

/// The header of a frame.
#[derive(Clone, Copy, Debug)]
struct Header {
    /// The index of its first sample, or, with a fixed block size, the index of the frame.
    number: u64,
    variable: bool,
    frames: u32,
}

/// Parses a frame header at the start of `bytes`; `None` if it doesn't belong to this stream.
fn header(bytes: &[u8], stream: &Information) -> Option<Header> {
    let &[0xff, second, third, fourth, ..] = bytes else { return None };
    if second & 0xfe != 0xf8 || fourth & 1 != 0 {
        return None;
    }
    let (size, rate, channels, bits) = (third >> 4, third & 15, fourth >> 4, fourth >> 1 & 7);
    let (count, depth) =
        (if channels < 8 { channels + 1 } else { 2 }, [0, 8, 12, 0, 16, 20, 24, 32][usize::from(bits)]);
    if channels > 10 || bits == 3 || rate == 15 || size == 0 || count != stream.channels {
        return None;
    }
    if bits != 0 && depth != stream.bits {
        return None;
    }
    // A number of up to 36 bits, encoded like UTF-8.
    let mut at = 5;
    let first = *bytes.get(4)?;
    let more = match first.leading_ones() {
        0 => 0,
        ones @ 2..=7 => ones - 1,
        _ => return None,
    };
    let mut number = u64::from(if more == 0 { first } else { first & (0x3f_u8.checked_shr(more).unwrap_or(0)) });
    for _ in 0..more {
        let byte = *bytes.get(at)?;
        if byte & 0xc0 != 0x80 {
            return None;
        }
        number = number << 6 | u64::from(byte & 0x3f);
        at += 1;
    }
    let mut next = |count: usize| {
        let value = bytes.get(at..at + count)?.iter().fold(0, |value, &byte| value << 8 | u32::from(byte));
        at += count;
        Some(value)
    };
    let frames = match size {
        1 => 192,
        2..=5 => 576 << (size - 2),
        6 => next(1)? + 1,
        7 => next(2)? + 1,
        _ => 256 << (size - 8),
    };
    let rate = match rate {
        0 => stream.rate,
        1..=11 => [88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]
            [usize::from(rate) - 1],
        12 => next(1)? * 1000,
        13 => next(2)?,
        _ => next(2)? * 10,
    };
    let check = u32::from(*bytes.get(at)?);
    (rate == stream.rate && frames <= stream.block && CRC8.of(&bytes[..at]) == check).then_some(Header {
        number,
        variable: second & 1 != 0,
        frames,
    })
}

/// A FLAC stream, native or in the packets of a container.
#[derive(Debug)]
pub(super) struct Flac {
    stream: Information,
    codec: Codec,
    at: usize,
    /// The lowest number that the next frame can have.
    expected: u64,
    decoded: u64,
    lost: bool,
}

impl Flac {
    pub(super) fn new(information: [u8; 34]) -> Result<Self> {
        let stream = Information::read(information)?;
        Ok(Self { stream, codec: Codec::flac(information)?, at: 0, expected: 0, decoded: 0, lost: false })
    }

    /// Opens a native file whose marker is at `at`.
    pub(super) fn open(file: &[u8], at: usize) -> Result<Self> {
        let mut at = at + 4;
        let mut information = None;
        while let Some(&[kind, a, b, c]) = file.get(at..).and_then(|rest| rest.first_chunk()) {
            // If the flag of the last metadata block is missing, frames would be parsed as metadata.
            if kind == 0xff {
                break;
            }
            let length = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
            at += 4;
            if kind & 0x7f == 0 {
                information = file.get(at..).and_then(|rest| rest.first_chunk()).copied().or(information);
            }
            at = at.saturating_add(length);
            if kind & 0x80 != 0 {
                break;
            }
        }
        let mut flac = Self::new(information.ok_or_else(|| damaged("a FLAC file without STREAMINFO"))?)?;
        flac.at = at;
        Ok(flac)
    }

    /// The index of the next frame at or after `from`, and its header.
    fn find(&self, file: &[u8], from: usize, least: u64) -> Option<(usize, Header)> {
        let mut at = from;
        while let Some(found) = file.get(at..)?.iter().position(|&byte| byte == 0xff) {
            at += found;
            let header = header(&file[at..], &self.stream);
            if let Some(header) = header.filter(|header| (least..least + REACH).contains(&header.number)) {
                return Some((at, header));
            }
            at += 1;
        }
        None
    }

    /// Decodes the next frame; returns false at the end.
    pub(super) fn step(&mut self, file: &[u8], output: &mut Output) -> Result<bool> {
        let Some((start, header)) = self.find(file, self.at, self.expected) else {
            self.at = file.len();
            let missing = self.stream.frames > 0 && self.decoded < self.stream.frames;
            output.report.truncated |= missing && !self.lost;
            return Ok(false);
        };
        if start > self.at || header.number > self.expected {
            // The bytes between the frames are damaged.
            self.lost = true;
            output.report.damaged_packets += 1;
        }
        self.expected = header.number + if header.variable { u64::from(header.frames) } else { 1 };
        let next = self.find(file, start + 2, self.expected);
        let end = next.map_or(file.len(), |(at, _)| at);
        let frame = &file[start..end];
        // The last frame may be followed by a tag: it ends where its check matches.
        let whole = CRC16.of(frame) == 0 || {
            let mut check = 0;
            next.is_none()
                && frame.iter().any(|byte| {
                    check = CRC16.update(check, core::slice::from_ref(byte));
                    check == 0
                })
        };
        self.at = end;
        if !whole && next.is_none() {
            output.report.truncated = true;
            return Ok(false);
        }
        self.packet(frame, whole, output)?;
        Ok(true)
    }

    /// Decodes a frame.
    pub(super) fn packet(&mut self, frame: &[u8], whole: bool, output: &mut Output) -> Result<()> {
        let fits = header(frame, &self.stream);
        if let Some(header) = fits.filter(|_| whole)
            && self.codec.decode(frame, output)?
        {
            self.decoded += u64::from(header.frames);
        } else {
            self.lost = true;
            output.report.damaged_packets += 1;
        }
        Ok(())
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }
}

/// Largest gap between frame numbers: 2¹⁶ blocks, or 2²⁴ frames with variable block sizes.
const REACH: u64 = 1 << 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_read() {
        let mut information = [0; 34];
        information[2..4].copy_from_slice(&4096_u16.to_be_bytes());
        // 44.1 kHz, two channels, 16 bits.
        information[10..18].copy_from_slice(&(44_100_u64 << 44 | 1 << 41 | 15 << 36).to_be_bytes());
        let stream = Information::read(information).unwrap();
        for (number, utf8) in [
            (0x7f_u64, &[0x7f_u8][..]),
            (0x80, &[0xc2, 0x80]),
            (0xffff, &[0xef, 0xbf, 0xbf]),
            (0x10_ffff, &[0xf4, 0x8f, 0xbf, 0xbf]),
            (0xf_ffff_ffff, &[0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf]),
        ] {
            let mut bytes = vec![0xff, 0xf8, 0xc9, 0x18];
            bytes.extend(utf8);
            bytes.push(CRC8.of(&bytes) as u8);
            let read = header(&bytes, &stream).unwrap();
            assert_eq!((read.number, read.frames, read.variable), (number, 4096, false), "{number:#x}");
            bytes[5] ^= 1;
            assert!(header(&bytes, &stream).is_none_or(|other| other.number != number), "damaged header");
        }
    }
}
