//! The memory that a session shares with its caller.

use filmgate::error::{Code, Detail, Error, Result};

/// Something that lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A channel of the sound, for as many frames as a call can have.
    Channel,
    /// A channel of the side chain.
    Side,
    /// The values of an automated parameter.
    Lane,
    /// How many values each automated parameter has in the next call, as 32-bit floats.
    Lengths,
    /// What the steps have measured, one after the other.
    Readings,
    /// A channel of a sound that steps refer to: 32 times the sound's number, and the channel.
    Sound,
    /// A channel of what a resampler or a stretcher takes.
    Input,
    /// A channel of what it makes.
    Output,
    /// A channel of the part that was decoded.
    Decoded,
    /// The bytes of the file that was encoded.
    Encoded,
    /// Nothing.
    Nowhere,
}

impl Place {
    /// The place of this number.
    pub fn of(number: u32) -> Self {
        const ALL: [Place; 10] = [
            Place::Channel,
            Place::Side,
            Place::Lane,
            Place::Lengths,
            Place::Readings,
            Place::Sound,
            Place::Input,
            Place::Output,
            Place::Decoded,
            Place::Encoded,
        ];
        ALL.get(number as usize).copied().unwrap_or(Self::Nowhere)
    }
}

/// The most frames of a call: what Web Audio's quantum may be is six seconds, which nobody asks for.
const MAXIMUM_FRAMES: usize = 1 << 16;

/// Refuses calls of no frames, or of too many.
pub(crate) fn check_frames(frames: usize) -> Result<()> {
    if (1..=MAXIMUM_FRAMES).contains(&frames) {
        return Ok(());
    }
    Err(Error::new(Code::OutOfRange, "maximumFrames", Detail::Range(1.0, MAXIMUM_FRAMES as f64), frames as f64))
}
