//! Sound files into buffers and out of them (features `wav` and `sound-codec`).
//!
//! Other people's crates read the formats; here is what they leave open: sizes are checked before memory is taken, samples
//! become planar floats, and whatever a file does, the answer is an error and not a panic.
//!
//! A file whose beginning can't be read is an error. One that ends early, or is damaged further on, gives the part that could
//! be read; damaged packets of a compressed sound are left out.

#[cfg(feature = "sound-codec")]
mod compressed;
#[cfg(test)]
mod tests;
mod wav;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::AudioBuffer;
use crate::error::{Code, Error, Result};

pub use wav::{Depth, encode_wav};

/// What `decode` reads.
const FORMATS: &str = if cfg!(feature = "sound-codec") {
    "an intact WAV, MP3, FLAC, Ogg Vorbis or AAC file"
} else {
    "an intact WAV file; filmgate/sound/full reads more"
};

/// A sound from a file, which is recognised by its first bytes: WAV, and with the feature `sound-codec` MP3, FLAC, Ogg Vorbis,
/// and AAC-LC (as ADTS or in MP4). Full scale of whole numbers is ±1.
///
/// # Errors
/// `decode` if the bytes are no sound of a known format, or damaged; `out-of-range` for a rate outside 3000…768000 Hz or more
/// than 32 channels; `out-of-memory`.
pub fn decode(bytes: &[u8]) -> Result<AudioBuffer> {
    let wav = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE");
    guarded(|| {
        if wav {
            return wav::decode(bytes);
        }
        #[cfg(feature = "sound-codec")]
        return compressed::decode(bytes);
        #[cfg(not(feature = "sound-codec"))]
        Err(damaged("another file"))
    })
}

fn damaged(received: &'static str) -> Error {
    Error::new(Code::Decode, "bytes", FORMATS, received)
}

/// Natively a decoder's panic is an error like any other. (Where panics abort, as in wasm, the instance is lost.)
fn guarded<T>(call: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| Err(damaged("one that its decoder can't cope with")))
}
