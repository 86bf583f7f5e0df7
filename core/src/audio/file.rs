//! Sound files into buffers and out of them (features `wav` and `sound-codec`).
//!
//! Containers are read here, codecs by other crates. A length in a file is compared with the file before anything is allocated,
//! samples become planar floats, and a damaged file is an error or a shorter sound, never a panic.
//!
//! A file whose beginning can't be read is an error. A file that ends early, or is damaged further on, gives the part that could
//! be read; [`Report`] says what is missing.

#[cfg(feature = "sound-codec")]
mod aac;
mod aiff;
mod bytes;
#[cfg(feature = "sound-codec")]
mod codec;
#[cfg(feature = "sound-codec")]
mod crc;
mod encode;
#[cfg(feature = "sound-codec")]
mod flac;
mod formats;
#[cfg(feature = "sound-codec")]
mod mp3;
#[cfg(feature = "sound-codec")]
mod mp4;
#[cfg(feature = "sound-codec")]
mod mp4_fragments;
#[cfg(feature = "sound-codec")]
mod ogg;
#[cfg(feature = "sound-codec")]
mod ogg_streams;
mod output;
mod pcm;
#[cfg(test)]
mod tests;
#[cfg(feature = "sound-codec")]
mod vorbis_setup;
mod wav;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::formats::{Reader, open};
use self::output::{Output, Whole};
use super::{AudioBuffer, AudioFormat};
use crate::error::{Code, Error, Result};

pub use encode::{Depth, Encoded, encode_wav};

/// The formats that `decode` reads.
const FORMATS: &str = if cfg!(feature = "sound-codec") {
    "an intact WAV, AIFF, MP3, FLAC, Ogg Vorbis, Opus or AAC file"
} else {
    "an intact WAV or AIFF file"
};

/// What a file said of its sound, and what is missing of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Whether the file ends before its sound does.
    pub truncated: bool,
    /// Frames that an encoder put before the sound, and that were dropped.
    pub priming_frames: u64,
    /// Frames behind the sound that were dropped.
    pub padding_frames: u64,
    /// Packets, or stretches of the file, that were damaged and left out. The sound is shorter by them.
    pub damaged_packets: u64,
    /// Frames whose channel count differs from the first frame's, and was brought to it.
    pub remixed_frames: u64,
    /// Frames of another rate, which were left out.
    pub other_format_frames: u64,
    /// Further tracks and streams beside the sound, which were left out.
    pub other_tracks: u64,
    /// Whether HE-AAC's spectral band replication was left out: the sound has half the rate, without the upper half of the spectrum.
    pub spectral_band_replication: bool,
    /// Whether HE-AAC v2's parametric stereo was left out: the sound is mono.
    pub parametric_stereo: bool,
}

/// A decoded sound, and what the file said of it.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded {
    /// The sound.
    pub sound: AudioBuffer,
    /// What is missing.
    pub report: Report,
}

/// A sound from a file, which is recognised by its first bytes: WAV and AIFF; with the feature `sound-codec` MP3, FLAC, Ogg
/// Vorbis, Opus, and AAC-LC (as ADTS or in MP4) too. Full scale of whole numbers is ±1.
///
/// # Errors
/// `decode` if the bytes are no sound of a known format, or damaged from the beginning; `unsupported` for a format that is known
/// but can't be decoded; `out-of-range` for a rate outside 3000…768000 Hz, more than 32 channels or more than 2²⁸ frames;
/// `out-of-memory`.
pub fn decode(bytes: &[u8]) -> Result<AudioBuffer> {
    decode_with_report(bytes).map(|decoded| decoded.sound)
}

/// As [`decode`], with what the file said of its sound.
///
/// # Errors
/// As [`decode`].
pub fn decode_with_report(bytes: &[u8]) -> Result<Decoded> {
    let mut decoder = Decoder::new(bytes)?;
    let mut whole = Whole::default();
    loop {
        let more = decoder.advance(bytes)?;
        whole.append(&decoder.output)?;
        if !more {
            break;
        }
    }
    let format = decoder.format().ok_or_else(|| damaged("a file without sound"))?;
    Ok(Decoded { sound: whole.finish(format)?, report: decoder.report() })
}

/// Decodes a file part by part: for long files, and where something else has to happen in between.
///
/// It keeps no copy of the file: each call is given the same bytes again.
#[derive(Debug)]
pub struct Decoder {
    reader: Reader,
    output: Output,
    length: usize,
    done: bool,
}

/// A part ends with so many frames, or after so many packets.
const PART: usize = 8192;
const PACKETS: usize = 32;

impl Decoder {
    /// Recognises a file, and reads what comes before its sound.
    ///
    /// # Errors
    /// As [`decode`].
    pub fn new(bytes: &[u8]) -> Result<Self> {
        let mut output = Output::default();
        let reader = guarded(|| open(bytes, &mut output))?;
        Ok(Self { reader, output, length: bytes.len(), done: false })
    }

    /// Decodes the next part in place of the one before. Returns false if it is the last one; it may be empty.
    ///
    /// # Errors
    /// As [`decode`]. Nothing can be decoded after an error.
    pub fn advance(&mut self, bytes: &[u8]) -> Result<bool> {
        let Self { reader, output, done, .. } = self;
        output.clear();
        for _ in 0..PACKETS {
            if *done || output.frames() >= PART {
                break;
            }
            // A failure ends it.
            *done = true;
            *done = !guarded(|| reader.step(bytes, output))?;
        }
        if *done && output.format().is_none() {
            return Err(damaged("a file without sound"));
        }
        Ok(!*done)
    }

    /// Rate and channels, as soon as they are known: after the first part that has frames.
    pub fn format(&self) -> Option<AudioFormat> {
        self.output.format()
    }

    /// Frames of the part.
    pub fn frames(&self) -> usize {
        self.output.frames()
    }

    /// A channel of the part; nothing if there is no such channel.
    pub fn channel(&self, index: usize) -> &[f32] {
        self.output.channel(index)
    }

    /// How much of the file has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        if self.done { 1.0 } else { (self.reader.position() as f64 / self.length.max(1) as f64).min(1.0) }
    }

    /// What the file has said of its sound so far, and what is missing.
    pub fn report(&self) -> Report {
        self.output.report
    }
}

fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", FORMATS, received)
}

fn unsupported(received: &'static str) -> Error {
    Error::new(Code::Unsupported, "bytes", FORMATS, received)
}

/// Natively, a decoder's panic is an error like any other. Where panics abort, as in wasm, the instance is lost.
fn guarded<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err(damaged(PANIC)))
}

/// Received where a decoder panics.
const PANIC: &str = "a file that brings its decoder down";
