//! Sound files into buffers and out of them (features `wav` and `audio-files`).
//!
//! Containers are read here, codecs by other crates. A length in a file is compared with the file before anything is allocated,
//! samples become planar floats, and a damaged file is an error or a shorter sound, never a panic.
//!
//! A file whose beginning can't be read is an error. A file that ends early, or is damaged further on, gives the part that could
//! be read; [`Report`] says what is missing.

#[cfg(feature = "audio-files")]
mod aac;
mod aiff;
mod bytes;
#[cfg(feature = "audio-files")]
mod codec;
#[cfg(feature = "audio-files")]
mod crc;
mod encode;
mod error;
#[cfg(feature = "audio-files")]
mod flac;
mod formats;
#[cfg(feature = "audio-files")]
mod mp3;
#[cfg(feature = "audio-files")]
mod mp4;
#[cfg(feature = "audio-files")]
mod mp4_boxes;
#[cfg(feature = "audio-files")]
mod mp4_fragments;
#[cfg(feature = "audio-files")]
mod ogg;
#[cfg(feature = "audio-files")]
mod ogg_streams;
mod output;
mod pcm;
mod report;
#[cfg(test)]
mod tests;
#[cfg(feature = "audio-files")]
mod vorbis_setup;
mod wav;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::error::damaged;
use self::formats::{Reader, open};
use self::output::{Output, Whole};
use super::{AudioBuffer, AudioFormat};
use crate::error::Result;

pub use encode::{Depth, Encoded, encode_wav};
pub use report::Report;

/// A decoded sound, and what the file said of it.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded {
    /// The sound.
    pub sound: AudioBuffer,
    /// What is missing.
    pub report: Report,
}

/// A sound from a file, which is recognised by its first bytes: WAV and AIFF; with the feature `audio-files` MP3, FLAC, Ogg
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

/// Natively, a decoder's panic is an error like any other. Where panics abort, as in wasm, the instance is lost.
fn guarded<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err(damaged(PANIC)))
}

/// Received where a decoder panics.
const PANIC: &str = "a file that brings its decoder down";
