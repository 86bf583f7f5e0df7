//! MPEG audio, layer III. Frames are found by their headers; concatenated files are decoded one after the other.

use super::bytes::{Order, behind_id3, u16_at, u32_at};
use super::codec::Codec;
use super::error::unsupported;
use super::output::Output;
use crate::error::Result;

/// A frame header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    /// Length of the frame in bytes.
    length: usize,
    rate: u32,
    channels: usize,
    /// Samples per channel.
    frames: u32,
    /// Whether the frame is MPEG-1: other versions have shorter side information.
    first: bool,
}

const BIT_RATES: [[u16; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

fn header(bytes: &[u8], at: usize) -> Option<Header> {
    let word = u32_at(bytes, at, Order::Big)?;
    let field = |shift: u32, bits: u32| (word >> shift & ((1 << bits) - 1)) as usize;
    let (sync, version, layer, rate) = (field(21, 11), field(19, 2), field(17, 2), field(10, 2));
    if sync != 0x7ff || version == 1 || layer != 1 || rate == 3 || field(12, 4) == 15 || field(0, 2) == 2 {
        return None;
    }
    let first = version == 3;
    let bits = u32::from(BIT_RATES[usize::from(!first)][field(12, 4)]) * 1000;
    let divisor = [4, 1, 2, 1][version];
    let rate = [44_100, 48_000, 32_000][rate] / divisor;
    let frames = if first { 1152 } else { 576 };
    // In the free format, the header doesn't contain the bit rate.
    let length = (bits * (frames / 8) / rate) as usize + field(9, 1);
    let channels = if field(6, 2) == 3 { 1 } else { 2 };
    (bits > 0).then_some(Header { length, rate, channels, frames, first })
}

/// Returns the header at `at` if it is followed by a frame with the same format, the end of the file, or a tag.
fn confirmed(file: &[u8], at: usize) -> Option<Header> {
    let this = header(file, at)?;
    let end = at + this.length;
    if end >= file.len() || is_tag(file, end) {
        return Some(this);
    }
    header(file, end).filter(|next| next.rate == this.rate && next.first == this.first).map(|_| this)
}

fn is_tag(file: &[u8], at: usize) -> bool {
    let rest = file.get(at..).unwrap_or_default();
    [&b"ID3"[..], b"TAG", b"APETAGEX", b"LYRICSBEGIN"].iter().any(|tag| rest.starts_with(tag))
}

/// Number of bytes in which the first frame must begin, unless the beginning of the file has another signature.
const REACH: usize = 1 << 16;

/// Finds the first of several consecutive frames.
pub(super) fn find(file: &[u8], from: usize) -> Option<usize> {
    (from..file.len().min(from.saturating_add(REACH))).find(|&at| {
        let follows = |at: usize| confirmed(file, at).map(|header| at + header.length);
        // A single frame header matches by chance once in some thousand bytes.
        follows(at).is_some_and(|next| (next == file.len() && at == from) || follows(next).is_some())
    })
}

/// Whether this is MPEG audio of another layer.
pub(super) fn other_layer(file: &[u8], at: usize) -> bool {
    file.get(at..at + 4).is_some_and(|bytes| {
        bytes[0] == 0xff && bytes[1] & 0xe0 == 0xe0 && matches!(bytes[1] >> 1 & 3, 2 | 3) && bytes[1] >> 3 & 3 != 1
    })
}

/// The content of a Xing, Info or VBRI header.
#[derive(Clone, Copy, Debug)]
struct Index {
    frames: Option<u32>,
    /// Priming and padding of the encoder, without the decoder's.
    gaps: Option<(u32, u32)>,
}

fn index(frame: &[u8], header: &Header) -> Option<Index> {
    let side = match (header.first, header.channels) {
        (true, 1) | (false, 2) => 17,
        (true, _) => 32,
        (false, _) => 9,
    };
    if frame.get(36..40) == Some(b"VBRI") {
        return Some(Index { frames: u32_at(frame, 50, Order::Big), gaps: None });
    }
    let mut at = 4 + side;
    if !matches!(frame.get(at..at + 4), Some(b"Xing" | b"Info")) {
        return None;
    }
    let flags = u32_at(frame, at + 4, Order::Big)?;
    at += 8;
    let frames = (flags & 1 != 0).then(|| u32_at(frame, at, Order::Big)).flatten();
    at += [(1, 4), (2, 4), (4, 100), (8, 4)]
        .iter()
        .filter(|(flag, _)| flags & flag != 0)
        .map(|(_, size)| size)
        .sum::<usize>();
    let gaps = frame.get(at..at + 24).and_then(|tag| {
        let known = [&b"LAME"[..], b"Lavf", b"Lavc", b"GOGO"].iter().any(|name| tag.starts_with(name));
        let (high, low) = (u32::from(u16_at(tag, 21, Order::Big)?), u32::from(tag[23]));
        known.then_some((high >> 4, (high & 15) << 8 | low))
    });
    Some(Index { frames, gaps })
}

/// Number of frames that a decoder adds to the encoder's priming, and removes from its padding.
const DECODER_DELAY: u64 = 529;

/// An MP3 file.
#[derive(Debug)]
pub(super) struct Mp3 {
    codec: Codec,
    at: usize,
    /// Sample rate and channel count that the decoder was created for.
    made_for: Option<(u32, usize)>,
    /// Number of packets left according to the current header.
    promised: Option<u32>,
    /// Whether packets may still fail after a decoder was created, because their data are in packets before the start.
    fresh: bool,
}

impl Mp3 {
    pub(super) fn open(file: &[u8], at: usize) -> Result<Self> {
        let Some(at) = find(file, at) else { return Err(super::error::damaged("an MP3 file without frames")) };
        Ok(Self { codec: Codec::mp3()?, at, made_for: None, promised: None, fresh: true })
    }

    /// Decodes the next frame; returns false at the end.
    pub(super) fn step(&mut self, file: &[u8], output: &mut Output) -> Result<bool> {
        let rest = file.get(self.at..).unwrap_or_default();
        if rest.is_empty() {
            output.report.truncated |= self.promised.is_some_and(|left| left > 0);
            return Ok(false);
        }
        if rest.starts_with(b"TAG") && rest.len() >= 128 {
            self.at += 128;
            return Ok(true);
        }
        if rest.starts_with(b"ID3") {
            let behind = behind_id3(file, self.at);
            self.at = behind.max(self.at + 1);
            return Ok(true);
        }
        if rest.starts_with(b"APETAGEX") {
            self.at += 32 + u32_at(rest, 12, Order::Little).unwrap_or_default() as usize;
            return Ok(true);
        }
        let Some(found) = confirmed(file, self.at) else {
            let next = (self.at + 1..file.len()).find(|&at| confirmed(file, at).is_some() || is_tag(file, at));
            // Zeros after the last frame, and remains too short for a frame, aren't losses.
            let skipped = &file[self.at..next.unwrap_or(file.len())];
            if skipped.len() >= 4 && skipped.iter().any(|&byte| byte != 0) {
                output.report.damaged_packets += 1;
            }
            self.at = next.unwrap_or(file.len());
            return Ok(true);
        };
        let Some(frame) = file.get(self.at..self.at + found.length) else {
            output.report.truncated = true;
            self.at = file.len();
            self.promised = None;
            return Ok(true);
        };
        self.at += found.length;
        let index = index(frame, &found);
        let kind = (found.rate, found.channels);
        // A concatenated file doesn't continue the previous one.
        if index.is_some() || self.made_for.is_some_and(|before| before != kind) {
            self.codec = Codec::mp3()?;
            self.fresh = true;
        }
        self.made_for = Some(kind);
        if let Some(Index { frames, gaps }) = index {
            output.report.truncated |= self.promised.is_some_and(|left| left > 0);
            self.promised = frames;
            let (priming, padding) = gaps.unwrap_or_default();
            let all = frames.map(|count| u64::from(count) * u64::from(found.frames));
            let kept = all.map(|all| all.saturating_sub(u64::from(priming) + u64::from(padding)));
            match gaps {
                Some(_) => output.trim(u64::from(priming) + DECODER_DELAY, kept.filter(|&kept| kept > 0)),
                None => output.trim(0, None),
            }
            return Ok(true);
        }
        self.promised = self.promised.map(|left| left.saturating_sub(1));
        if self.codec.decode(frame, output)? {
            self.fresh = false;
        } else if !self.fresh {
            output.report.damaged_packets += 1;
        }
        Ok(true)
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }
}

/// The error for MPEG audio that isn't layer III.
pub(super) fn layers() -> crate::error::Error {
    unsupported("MPEG audio, layer I or II")
}
