//! The header of a VP8 key frame (RFC 6386): its size, and the lengths of its partitions, which decoders allocate.

use super::kind::Kind;
use crate::error::{Code, Error, Result};

fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", Kind::WebP.intact(), received)
}

/// Number of bytes before the first partition: the tag, the start code, and the size.
const HEADER: usize = 10;

/// Width and height in pixels.
pub(super) fn size(frame: &[u8]) -> Result<(u32, u32)> {
    let &[tag, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1, ..] = frame else { return Err(damaged("no lossy picture")) };
    if tag & 1 != 0 {
        return Err(damaged("a lossy picture that isn't a key frame"));
    }
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    let (width, height) = (side(w0, w1), side(h0, h1));
    if width == 0 || height == 0 {
        return Err(damaged("a lossy picture without pixels"));
    }
    Ok((width, height))
}

/// Compares the partitions' lengths with the frame's.
pub(super) fn check(frame: &[u8]) -> Result<()> {
    let beyond = || damaged("a file that ends within its picture");
    let &[a, b, c, ..] = frame else { return Err(beyond()) };
    let first = u32::from_le_bytes([a, b, c, 0]) as usize >> 5;
    let rest = frame.get(HEADER..).ok_or_else(beyond)?;
    let (first, rest) = rest.split_at_checked(first).ok_or_else(beyond)?;
    let sizes = 3 * (partitions(first) - 1);
    let (sizes, data) = rest.split_at_checked(sizes).ok_or_else(beyond)?;
    let total: usize = sizes.as_chunks().0.iter().map(|&[a, b, c]| u32::from_le_bytes([a, b, c, 0]) as usize).sum();
    if total > data.len() { Err(beyond()) } else { Ok(()) }
}

/// Returns the number of partitions after the first: 1, 2, 4 or 8. The header fields before it are skipped (section
/// 19.2).
fn partitions(first: &[u8]) -> usize {
    let mut bits = Bits::new(first);
    bits.literal(2); // colour space, clamping
    if bits.literal(1) == 1 {
        let (map, data) = (bits.literal(1), bits.literal(1));
        if data == 1 {
            bits.literal(1);
            (0..4).for_each(|_| bits.optional(8));
            (0..4).for_each(|_| bits.optional(7));
        }
        if map == 1 {
            (0..3).for_each(|_| bits.optional(8));
        }
    }
    bits.literal(10); // the loop filter: kind, level, sharpness
    if bits.literal(1) == 1 && bits.literal(1) == 1 {
        (0..8).for_each(|_| bits.optional(7));
    }
    1 << bits.literal(2)
}

/// The boolean decoder (section 7.3), for flags of even probability.
struct Bits<'a> {
    data: core::slice::Iter<'a, u8>,
    value: u32,
    range: u32,
    /// Number of bits of `value` used since the last byte was read.
    shifts: u32,
}

impl<'a> Bits<'a> {
    fn new(data: &'a [u8]) -> Self {
        let mut bits = Self { data: data.iter(), value: 0, range: 255, shifts: 0 };
        bits.value = bits.byte() << 8 | bits.byte();
        bits
    }

    /// Returns the next byte, 0 behind the last.
    fn byte(&mut self) -> u32 {
        self.data.next().copied().unwrap_or(0).into()
    }

    fn flag(&mut self) -> u32 {
        let split = 1 + (((self.range - 1) * 128) >> 8);
        let bit = u32::from(self.value >= split << 8);
        if bit == 1 {
            self.range -= split;
            self.value -= split << 8;
        } else {
            self.range = split;
        }
        while self.range < 128 {
            self.value <<= 1;
            self.range <<= 1;
            self.shifts += 1;
            if self.shifts == 8 {
                self.shifts = 0;
                self.value |= self.byte();
            }
        }
        bit
    }

    fn literal(&mut self, bits: u32) -> u32 {
        (0..bits).fold(0, |value, _| value << 1 | self.flag())
    }

    /// Skips a number of this many bits, if the flag before it is set.
    fn optional(&mut self, bits: u32) {
        if self.flag() == 1 {
            self.literal(bits);
        }
    }
}
