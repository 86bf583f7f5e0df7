//! Errors of the file readers.

use crate::error::{Code, Error};

/// The formats that `decode` reads.
const FORMATS: &str = if cfg!(feature = "audio-files") {
    "an intact WAV, AIFF, MP3, FLAC, Ogg Vorbis, Opus or AAC file"
} else {
    "an intact WAV or AIFF file"
};

/// An error about a damaged file.
pub(super) fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", FORMATS, received)
}

/// An error about a file in an unsupported format.
pub(super) fn unsupported(received: &'static str) -> Error {
    Error::new(Code::Unsupported, "bytes", FORMATS, received)
}
