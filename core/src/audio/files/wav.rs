//! WAV: RIFF, RIFX, RF64 and BW64. The chunks are parsed without trusting their lengths.

use alloc::vec::Vec;
use core::ops::Range;

use super::bytes::{Order, tag_at, u16_at, u32_at, u64_at};
use super::error::{damaged, unsupported};
use super::pcm::{Encoding, Pcm};
use super::report::Report;
use crate::audio::AudioFormat;
use crate::error::{Error, Result};

/// The last bytes of a sub-format's GUID: the standard one, and that of Ambisonic B-format.
const SUB_FORMATS: [[u8; 8]; 2] = [[0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], [0x86, 0x44, 0xc8, 0xc1, 0xca, 0, 0, 0]];

/// Whether this is a length that recorders and pipes write if it is unknown, apart from 0: SoX, FFmpeg and others write
/// values within a header or a block below the largest signed or unsigned number.
fn is_unknown(length: u32) -> bool {
    matches!(length, 0x7fff_0000..=0x8000_0000 | 0xffff_0000..)
}

/// Whether a file has the signature of WAV.
pub(super) fn recognises(file: &[u8]) -> bool {
    matches!(file.get(..4), Some(b"RIFF" | b"RIFX" | b"RF64" | b"BW64")) && file.get(8..12) == Some(b"WAVE")
}

/// The content of the `fmt ` chunk.
struct Header {
    format: AudioFormat,
    encoding: Encoding,
}

fn header(chunk: &[u8], order: Order) -> Result<Header> {
    let short = || damaged("a WAV file whose fmt chunk is too short");
    let number = |at| u16_at(chunk, at, order);
    let (tag, channels, rate, align) = (number(0), number(2), u32_at(chunk, 4, order), number(12));
    let (Some(mut tag), Some(channels), Some(rate), Some(align)) = (tag, channels, rate, align) else {
        return Err(short());
    };
    let format = AudioFormat::new(f64::from(rate), usize::from(channels))?;
    let align = usize::from(align);
    let bits = number(14).map(usize::from).filter(|&bits| bits > 0).unwrap_or(8 * align / format.channels());
    if tag == 0xfffe {
        let rest = chunk.get(26..40).ok_or_else(short)?;
        if !SUB_FORMATS.iter().any(|tail| rest.ends_with(tail)) {
            return Err(unsupported("WAV of an unknown sub-format"));
        }
        tag = number(24).ok_or_else(short)?;
    }
    // The number of bytes per sample follows from the block alignment, or, if that is inconsistent, from the number of
    // bits.
    let whole = align > 0 && align.is_multiple_of(format.channels()) && 8 * (align / format.channels()) >= bits;
    let bytes = if whole { align / format.channels() } else { bits.div_ceil(8) };
    let encoding = match (tag, bytes) {
        (1, 1..=8) => Encoding::Int { bytes, signed: bytes > 1 },
        (3, 4) => Encoding::Float32,
        (3, 8) => Encoding::Float64,
        (6, 1) => Encoding::ALaw,
        (7, 1) => Encoding::MuLaw,
        (1 | 3 | 6 | 7, _) => return Err(damaged("a WAV file with an invalid sample size")),
        (2, _) => return Err(unsupported("WAV with Microsoft ADPCM")),
        (0x11, _) => return Err(unsupported("WAV with IMA ADPCM")),
        (0x31, _) => return Err(unsupported("WAV with GSM 6.10")),
        (0x50 | 0x55, _) => return Err(unsupported("WAV with MPEG audio")),
        (0xff | 0x1600 | 0x1610, _) => return Err(unsupported("WAV with AAC")),
        (0x160..=0x163, _) => return Err(unsupported("WAV with WMA")),
        (0x92 | 0x2000, _) => return Err(unsupported("WAV with AC-3")),
        (0x2001, _) => return Err(unsupported("WAV with DTS")),
        _ => return Err(unsupported("WAV with an unknown codec")),
    };
    Ok(Header { format, encoding })
}

/// Whether a chunk may begin at `at`: a printable identifier, and a length that fits or is unknown.
fn plausible(file: &[u8], at: usize, order: Order) -> bool {
    let Some(tag) = tag_at(file, at) else { return false };
    let Some(length) = u32_at(file, at + 4, order) else { return false };
    let fits = length as usize <= file.len() - at - 8;
    tag.iter().all(|byte| (0x20..0x7f).contains(byte)) && (fits || &tag == b"data")
}

/// Whether consecutive chunks extend from `at` to the end of the file.
fn chunks_follow(file: &[u8], mut at: usize, order: Order) -> bool {
    while at + 8 <= file.len() {
        if !plausible(file, at, order) {
            return false;
        }
        at = next_chunk(file, at + 8, u32_at(file, at + 4, order).unwrap_or_default() as usize, order);
    }
    true
}

/// The start of the next chunk: an odd length should be followed by a pad byte, which some programs omit.
fn next_chunk(file: &[u8], start: usize, length: usize, order: Order) -> usize {
    let end = start.saturating_add(length);
    if length.is_multiple_of(2) || (file.get(end).is_some_and(|&byte| byte != 0) && plausible(file, end, order)) {
        return end;
    }
    end.saturating_add(1)
}

/// Finds the samples of a WAV file that begins at `at`.
pub(super) fn open(file: &[u8], at: usize, report: &mut Report) -> Result<Pcm> {
    let order = if file[at..].starts_with(b"RIFX") { Order::Big } else { Order::Little };
    let (mut at, mut found, mut long_data) = (at + 12, None, None);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    while let (Some(tag), Some(length)) = (tag_at(file, at), u32_at(file, at + 4, order)) {
        let start = at + 8;
        let rest = file.len() - start;
        let mut size = length as usize;
        match &tag {
            b"fmt " if found.is_none() => {
                found = Some(header(&file[start..start + size.min(rest)], order)?);
            }
            b"ds64" => long_data = u64_at(file, start + 8, order),
            b"data" => {
                let long = long_data.take().filter(|_| length == u32::MAX);
                if let Some(long) = long {
                    size = usize::try_from(long).unwrap_or(usize::MAX);
                }
                let streamed = size > rest && long.is_none() && is_unknown(length);
                if streamed || (size == 0 && !chunks_follow(file, start, order)) {
                    size = rest;
                }
                report.truncated |= size > rest;
                ranges.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<Range<usize>>()))?;
                ranges.push(start..start + size.min(rest));
            }
            _ => {}
        }
        at = next_chunk(file, start, size.min(rest), order);
        if size > rest {
            break;
        }
    }
    let Some(Header { format, encoding }) = found else {
        return Err(damaged("a WAV file without a fmt chunk"));
    };
    if ranges.is_empty() {
        return Err(damaged("a WAV file without a data chunk"));
    }
    let frame = format.channels() * encoding.bytes();
    report.truncated |=
        ranges.last().is_some_and(|range| range.end == file.len() && !range.len().is_multiple_of(frame));
    Ok(Pcm { format, encoding, order, ranges })
}
