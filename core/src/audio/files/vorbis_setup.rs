//! Limits the size of a Vorbis stream's codebooks before they are decoded: a few bytes can announce 16 million entries
//! of 65,535 dimensions each.

use super::error::damaged;
use crate::error::Result;

/// Maximum number of values in the tables of all codebooks. Encoders use some hundred thousand.
const MAXIMUM: u64 = 1 << 22;

/// Reads bits, least significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for i in 0..count {
            let bit = self.bytes.get(self.at / 8)? >> (self.at % 8) & 1;
            value |= u32::from(bit) << i;
            self.at += 1;
        }
        Some(value)
    }
}

/// The largest integer whose power by `dimensions` is at most `entries`.
fn root(entries: u32, dimensions: u32) -> u64 {
    let fits =
        |base: u64| (0..dimensions).try_fold(1_u64, |power, _| Some(power * base).filter(|&p| p <= u64::from(entries)));
    (1..=u64::from(entries)).take_while(|&base| fits(base).is_some()).last().unwrap_or_default()
}

/// The number of values in a codebook's tables.
fn codebook(bits: &mut Bits<'_>) -> Option<u64> {
    if bits.take(24)? != 0x56_43_42 {
        return None;
    }
    let (dimensions, entries) = (bits.take(16)?, bits.take(24)?);
    let size = u64::from(dimensions) * u64::from(entries);
    if dimensions == 0 || size > MAXIMUM {
        return None;
    }
    if bits.take(1)? == 0 {
        let sparse = bits.take(1)? == 1;
        for _ in 0..entries {
            if !sparse || bits.take(1)? == 1 {
                bits.take(5)?;
            }
        }
    } else {
        bits.take(5)?;
        let mut entry = 0;
        while entry < entries {
            let left = entries - entry;
            let count = bits.take(32 - left.leading_zeros())?;
            // A count of 0 would only advance to the next length, and never end if repeated.
            if count > left {
                return None;
            }
            entry += count;
        }
    }
    let kind = bits.take(4)?;
    if kind == 0 {
        return Some(u64::from(entries));
    }
    bits.take(32)?;
    bits.take(32)?;
    let width = bits.take(4)? + 1;
    bits.take(1)?;
    let values = if kind == 1 { root(entries, dimensions) } else { size };
    for _ in 0..values {
        bits.take(width)?;
    }
    Some(size)
}

/// Checks the packet of a stream's codebooks.
///
/// # Errors
/// `decode` if they are damaged, or larger than encoders write them.
pub(super) fn check(packet: &[u8]) -> Result<()> {
    let broken = || damaged("an Ogg file with damaged Vorbis codebooks");
    let body = packet.strip_prefix(b"\x05vorbis").ok_or_else(broken)?;
    let mut bits = Bits { bytes: body, at: 0 };
    let count = bits.take(8).ok_or_else(broken)? + 1;
    let mut total = 0;
    for _ in 0..count {
        total += codebook(&mut bits).ok_or_else(broken)?;
        if total > MAXIMUM {
            return Err(broken());
        }
    }
    Ok(())
}
