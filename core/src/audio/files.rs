//! Decoding and encoding of audio files (features `wav` and `audio-files`).
//!
//! Containers are parsed here, codecs by other crates. Every length in a file is checked against the size of the file
//! before memory is allocated. Samples become planar floats. A damaged file is an error or shorter audio, never a
//! panic.
//!
//! If the beginning of a file can't be read, the result is an error. If a file ends early or is damaged later, the
//! readable part is decoded; [`Report`] lists the losses.

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

/// Decoded audio, and a report on the file.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub struct Decoded {
    /// The audio.
    pub audio: AudioBuffer,
    /// Trimmed and lost parts of the audio.
    pub report: Report,
}

/// Decodes audio from a file, whose format is recognised by its first bytes: WAV and AIFF; with the feature
/// `audio-files`, also MP3, FLAC, Ogg Vorbis, Opus, and AAC-LC (as ADTS or in MP4). Integer samples are scaled to ±1.
///
/// # Errors
/// `decode` if the bytes aren't audio of a known format, or are damaged from the beginning; `unsupported` for a known
/// format that can't be decoded; `out-of-range` for a sample rate outside 3000…768000 Hz, more than 32 channels or more
/// than 2²⁸ frames; `out-of-memory`.
pub fn decode(bytes: &[u8]) -> Result<AudioBuffer> {
    decode_with_report(bytes).map(|decoded| decoded.audio)
}

/// Like [`decode`], with a report on the file.
///
/// # Errors
/// Same as [`decode`].
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
    let format = decoder.format().ok_or_else(|| damaged("a file without audio"))?;
    Ok(Decoded { audio: whole.finish(format)?, report: decoder.report() })
}

/// Decodes a file in parts: for long files, and for callers that must do other work in between.
///
/// The decoder doesn't store the file: the same bytes must be passed to each call.
#[derive(Debug)]
pub struct Decoder {
    reader: Reader,
    output: Output,
    length: usize,
    done: bool,
}

/// Limits of a part: number of frames, and number of packets.
const PART: usize = 8192;
const PACKETS: usize = 32;

impl Decoder {
    /// Recognises the format of a file, and reads the headers.
    ///
    /// # Errors
    /// Same as [`decode`].
    pub fn new(bytes: &[u8]) -> Result<Self> {
        let mut output = Output::default();
        let reader = guarded(|| open(bytes, &mut output))?;
        Ok(Self { reader, output, length: bytes.len(), done: false })
    }

    /// Decodes the next part, which replaces the previous one. Returns false if it is the last part; it may be empty.
    ///
    /// # Errors
    /// Same as [`decode`]. After an error, nothing more can be decoded.
    pub fn advance(&mut self, bytes: &[u8]) -> Result<bool> {
        let Self { reader, output, done, .. } = self;
        output.clear();
        for _ in 0..PACKETS {
            if *done || output.frames() >= PART {
                break;
            }
            // An error ends decoding.
            *done = true;
            *done = !guarded(|| reader.step(bytes, output))?;
        }
        if *done && output.format().is_none() {
            return Err(damaged("a file without audio"));
        }
        Ok(!*done)
    }

    /// Sample rate and number of channels, once they are known: after the first part that has frames.
    pub fn format(&self) -> Option<AudioFormat> {
        self.output.format()
    }

    /// Number of frames of the part.
    pub fn frames(&self) -> usize {
        self.output.frames()
    }

    /// A channel of the part; empty if the channel doesn't exist.
    pub fn channel(&self, index: usize) -> &[f32] {
        self.output.channel(index)
    }

    /// The part of the file that has been read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        if self.done { 1.0 } else { (self.reader.position() as f64 / self.length.max(1) as f64).min(1.0) }
    }

    /// The report on the file so far.
    pub fn report(&self) -> Report {
        self.output.report
    }
}

/// In native builds, a panic of a decoder becomes an error. Where panics abort, as in WebAssembly, the instance is
/// lost.
fn guarded<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err(damaged(PANIC)))
}

/// The received value of the error for a decoder that panics.
const PANIC: &str = "a file that brings its decoder down";
