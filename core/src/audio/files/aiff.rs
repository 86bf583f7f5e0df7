//! AIFF and uncompressed AIFF-C.

use alloc::vec;

use super::bytes::{Order, tag_at, u16_at, u32_at, u64_at};
use super::error::{damaged, unsupported};
use super::pcm::{Encoding, Pcm};
use super::report::Report;
use crate::audio::AudioFormat;
use crate::error::Result;

/// Whether a file has the signature of AIFF or AIFF-C.
pub(super) fn recognises(file: &[u8]) -> bool {
    file.starts_with(b"FORM") && matches!(file.get(8..12), Some(b"AIFF" | b"AIFC"))
}

/// Reads an 80-bit float, with the precision that sample rates need.
fn extended(chunk: &[u8], at: usize) -> Option<f64> {
    let exponent = i32::from(u16_at(chunk, at, Order::Big)?);
    let mantissa = u64_at(chunk, at + 2, Order::Big)?;
    // Negative numbers and NaN become a rate that is out of range.
    Some(mantissa as f64 * (2.0_f64).powi((exponent - 16_383 - 63).clamp(-1000, 1000)))
}

struct Header {
    format: AudioFormat,
    frames: usize,
    encoding: Encoding,
    order: Order,
}

fn header(chunk: &[u8], compressed: bool) -> Result<Header> {
    let number = |at| u16_at(chunk, at, Order::Big);
    let (channels, frames, bits, rate) = (number(0), u32_at(chunk, 2, Order::Big), number(6), extended(chunk, 8));
    let (Some(channels), Some(frames), Some(bits), Some(rate)) = (channels, frames, bits, rate) else {
        return Err(damaged("an AIFF file whose COMM chunk is too short"));
    };
    let format = AudioFormat::new(rate, usize::from(channels))?;
    let bytes = usize::from(bits).div_ceil(8);
    let whole = |bytes, signed| match bytes {
        1..=4 => Ok(Encoding::Int { bytes, signed }),
        _ => Err(damaged("an AIFF file with an invalid sample size")),
    };
    let mut order = Order::Big;
    let tag = if compressed { tag_at(chunk, 18).unwrap_or(*b"NONE") } else { *b"NONE" };
    let encoding = match &tag {
        b"NONE" | b"twos" => whole(bytes, true)?,
        b"sowt" => {
            order = Order::Little;
            whole(bytes, true)?
        }
        b"raw " => whole(1, false)?,
        // Little-endian variants of the above, written by QuickTime and libsndfile.
        b"42ni" | b"42n1" | b"23ni" => {
            order = Order::Little;
            whole(if tag.starts_with(b"42") { 3 } else { 4 }, true)?
        }
        b"in24" => whole(3, true)?,
        b"in32" => whole(4, true)?,
        b"fl32" | b"FL32" => Encoding::Float32,
        b"fl64" | b"FL64" => Encoding::Float64,
        b"alaw" | b"ALAW" => Encoding::ALaw,
        b"ulaw" | b"ULAW" => Encoding::MuLaw,
        b"ima4" => return Err(unsupported("AIFF-C with IMA ADPCM")),
        b"MAC3" | b"MAC6" => return Err(unsupported("AIFF-C with MACE")),
        b"QDMC" | b"QDM2" => return Err(unsupported("AIFF-C with QDesign")),
        _ => return Err(unsupported("AIFF-C with an unknown codec")),
    };
    Ok(Header { format, frames: frames as usize, encoding, order })
}

/// Finds the samples of an AIFF file that begins at `at`.
pub(super) fn open(file: &[u8], at: usize, report: &mut Report) -> Result<Pcm> {
    let compressed = file.get(at + 8..at + 12) == Some(b"AIFC");
    let (mut at, mut found, mut audio) = (at + 12, None, None);
    while let (Some(tag), Some(length)) = (tag_at(file, at), u32_at(file, at + 4, Order::Big)) {
        let (start, length) = (at + 8, length as usize);
        let end = start.saturating_add(length).min(file.len());
        match &tag {
            b"COMM" if found.is_none() => found = Some(header(&file[start..end], compressed)?),
            b"SSND" if audio.is_none() => {
                let offset = u32_at(file, start, Order::Big).unwrap_or_default() as usize;
                // Streamed files have a length of 0: their samples extend to the end.
                let end = if length == 0 { file.len() } else { end };
                audio = Some(start.saturating_add(8).saturating_add(offset).min(end)..end);
            }
            _ => {}
        }
        at = start.saturating_add(length).saturating_add(length % 2);
    }
    let Some(Header { format, frames, encoding, order }) = found else {
        return Err(damaged("an AIFF file without a COMM chunk"));
    };
    let Some(mut range) = audio else {
        if frames == 0 {
            return Ok(Pcm { format, encoding, order, ranges: vec![] });
        }
        return Err(damaged("an AIFF file without a SSND chunk"));
    };
    let width = format.channels() * encoding.bytes();
    // Streamed files have no frame count either.
    if frames > 0 {
        let length = frames.saturating_mul(width);
        report.truncated |= length > range.len();
        range.end = range.end.min(range.start.saturating_add(length));
    }
    Ok(Pcm { format, encoding, order, ranges: vec![range] })
}
