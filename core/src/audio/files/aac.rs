//! AAC as ADTS, and AudioSpecificConfig.

use super::codec::Codec;
use super::error::{damaged, unsupported};
use super::output::Output;
use crate::error::Result;

const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];

/// Reads bits of a few bytes, most significant first; beyond the end, bits are 0.
struct Bits<'a>(&'a [u8], usize);

impl Bits<'_> {
    fn take(&mut self, count: usize) -> u32 {
        (0..count).fold(0, |value, _| {
            let byte = self.0.get(self.1 / 8).copied().unwrap_or_default();
            let bit = byte >> (7 - self.1 % 8) & 1;
            self.1 += 1;
            value << 1 | u32::from(bit)
        })
    }

    fn left(&self) -> usize {
        (8 * self.0.len()).saturating_sub(self.1)
    }

    fn object_type(&mut self) -> u32 {
        match self.take(5) {
            31 => 32 + self.take(6),
            kind => kind,
        }
    }

    fn rate(&mut self) -> Option<u32> {
        match self.take(4) {
            15 => Some(self.take(24)),
            index => RATES.get(index as usize).copied(),
        }
    }
}

/// Parameters of an AAC-LC stream, and its extensions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Config {
    /// Sample rate of the core.
    pub(super) rate: u32,
    pub(super) channels: usize,
    /// Whether the stream is HE-AAC, whose upper half of the spectrum isn't decoded.
    pub(super) replicated: bool,
    /// Whether the stream has parametric stereo.
    pub(super) parametric: bool,
}

impl Config {
    /// Reads an AudioSpecificConfig.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let mut bits = Bits(bytes, 0);
        let mut kind = bits.object_type();
        let rate = bits.rate();
        let channels = bits.take(4);
        let (mut replicated, mut parametric) = (matches!(kind, 5 | 29), kind == 29);
        if replicated {
            bits.rate();
            kind = bits.object_type();
        }
        match kind {
            2 => {}
            1 => return Err(unsupported("AAC Main")),
            3 => return Err(unsupported("AAC-SSR")),
            4 => return Err(unsupported("AAC-LTP")),
            23 | 39 => return Err(unsupported("AAC-LD")),
            42 => return Err(unsupported("xHE-AAC")),
            36 => return Err(unsupported("MPEG-4 ALS")),
            _ => return Err(unsupported("MPEG-4 audio other than AAC-LC")),
        }
        if bits.take(1) != 0 {
            return Err(unsupported("AAC with blocks of 960 samples"));
        }
        if bits.take(1) != 0 {
            bits.take(14);
        }
        bits.take(1);
        if bits.left() >= 16 && bits.take(11) == 0x2b7 && bits.object_type() == 5 && bits.take(1) != 0 {
            replicated = true;
            bits.rate();
            parametric |= bits.left() >= 12 && bits.take(11) == 0x548 && bits.take(1) != 0;
        }
        Self::of(rate, channels as usize, replicated, parametric)
    }

    fn of(rate: Option<u32>, channels: usize, replicated: bool, parametric: bool) -> Result<Self> {
        match (rate, channels) {
            (Some(rate), 1 | 2) if RATES.contains(&rate) => Ok(Self { rate, channels, replicated, parametric }),
            (Some(_), 3..=7) => Err(unsupported("AAC with more than two channels")),
            (Some(_), 0) => Err(unsupported("AAC with a program configuration element")),
            _ => Err(damaged("AAC with an invalid sample rate")),
        }
    }
}

/// Whether a raw block ends with a fill element of spectral band replication, whose use streams may signal implicitly.
///
/// A block ends with its fill elements, the end element and up to seven zeros. The fill element is searched from the
/// end: identifier 6, its length, and one of the two extension types.
pub(super) fn ends_with_replication(block: &[u8]) -> bool {
    let Some(last) = block.iter().rposition(|&byte| byte != 0).filter(|&last| last + 2 >= block.len()) else {
        return false;
    };
    // The end element is three ones, the last of which is the last set bit.
    let end = 8 * last + 8 - block[last].trailing_zeros() as usize;
    if end < 3 || Bits(block, end - 3).take(3) != 7 {
        return false;
    }
    let end = end - 3;
    (1..=269_usize).any(|count| {
        let head = if count < 15 { 7 } else { 15 };
        let Some(start) = end.checked_sub(8 * count + head) else { return false };
        let mut bits = Bits(block, start);
        if bits.take(3) != 6 {
            return false;
        }
        let length = match bits.take(4) {
            15 => 14 + bits.take(8) as usize,
            short => short as usize,
        };
        (count < 15) == (head == 7) && length == count && matches!(bits.take(4), 13 | 14)
    })
}

/// Counts blocks that end with spectral band replication, because a few may match by chance.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Replication {
    blocks: u32,
    with: u32,
}

impl Replication {
    /// Examines the first blocks of a stream.
    pub(super) fn observe(&mut self, block: &[u8], output: &mut Output) {
        if self.blocks < 64 {
            self.blocks += 1;
            self.with += u32::from(ends_with_replication(block));
        }
        output.report.spectral_band_replication |= self.blocks >= 4 && 4 * self.with >= 3 * self.blocks;
    }
}

/// The header of an ADTS frame.
#[derive(Clone, Copy, Debug)]
struct Header {
    length: usize,
    start: usize,
    profile: u8,
    rate: usize,
    channels: usize,
    blocks: u8,
}

fn header(file: &[u8], at: usize) -> Option<Header> {
    let bytes: &[u8; 7] = file.get(at..)?.first_chunk()?;
    if bytes[0] != 0xff || bytes[1] & 0xf6 != 0xf0 {
        return None;
    }
    let length = usize::from(bytes[3] & 3) << 11 | usize::from(bytes[4]) << 3 | usize::from(bytes[5] >> 5);
    let start = if bytes[1] & 1 == 0 { 9 } else { 7 };
    let rate = usize::from(bytes[2] >> 2 & 15);
    (length > start && rate < RATES.len()).then_some(Header {
        length,
        start,
        profile: bytes[2] >> 6,
        rate,
        channels: usize::from((bytes[2] & 1) << 2 | bytes[3] >> 6),
        blocks: bytes[6] & 3,
    })
}

fn confirmed(file: &[u8], at: usize) -> Option<Header> {
    let this = header(file, at)?;
    let end = at + this.length;
    let follows = end >= file.len()
        || header(file, end).is_some_and(|next| next.rate == this.rate)
        || file[end..].starts_with(b"TAG");
    follows.then_some(this)
}

/// Whether AAC frames begin at `at`.
pub(super) fn recognises(file: &[u8], at: usize) -> bool {
    confirmed(file, at).is_some()
}

/// An ADTS file.
#[derive(Debug)]
pub(super) struct Adts {
    codec: Codec,
    kind: (usize, usize),
    at: usize,
    replication: Replication,
}

fn codec(header: &Header) -> Result<Codec> {
    match header.profile {
        1 => {}
        0 => return Err(unsupported("AAC Main")),
        2 => return Err(unsupported("AAC-SSR")),
        _ => return Err(unsupported("AAC-LTP")),
    }
    let config = Config::of(RATES.get(header.rate).copied(), header.channels, false, false)?;
    Codec::aac(config.rate, config.channels)
}

impl Adts {
    pub(super) fn open(file: &[u8], at: usize) -> Result<Self> {
        let first = confirmed(file, at).ok_or_else(|| damaged("an AAC file without frames"))?;
        Ok(Self { codec: codec(&first)?, kind: (first.rate, first.channels), at, replication: Replication::default() })
    }

    /// Decodes the next frame; returns false at the end.
    pub(super) fn step(&mut self, file: &[u8], output: &mut Output) -> Result<bool> {
        if self.at >= file.len() || file[self.at..].starts_with(b"TAG") {
            return Ok(false);
        }
        let Some(found) = confirmed(file, self.at) else {
            let next = (self.at + 1..file.len()).find(|&at| confirmed(file, at).is_some());
            output.report.damaged_packets += 1;
            self.at = next.unwrap_or(file.len());
            return Ok(true);
        };
        let frame = file.get(self.at..self.at + found.length);
        self.at += found.length;
        let Some(frame) = frame else {
            output.report.truncated = true;
            return Ok(false);
        };
        if self.kind != (found.rate, found.channels) {
            match codec(&found) {
                Ok(codec) => (self.codec, self.kind) = (codec, (found.rate, found.channels)),
                Err(_) => {
                    output.report.damaged_packets += 1;
                    return Ok(true);
                }
            }
        }
        let block = &frame[found.start..];
        self.replication.observe(block, output);
        if found.blocks != 0 || !self.codec.decode(block, output)? {
            output.report.damaged_packets += 1;
        }
        Ok(true)
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }
}
