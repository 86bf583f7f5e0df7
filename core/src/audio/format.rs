//! Rate and channels of a sound.

use crate::error::{Code, Detail, Error, Result};

/// Rate and channels of a sound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AudioFormat {
    sample_rate: f64,
    channels: usize,
}

impl AudioFormat {
    /// Rates that there are, in Hz: what Web Audio has to support is within.
    pub const SAMPLE_RATES: (f64, f64) = (3000.0, 768_000.0);
    /// The most channels.
    pub const MAXIMUM_CHANNELS: usize = 32;

    /// So many channels at so many frames a second.
    ///
    /// # Errors
    /// `out-of-range` for a rate outside 3000…768000 Hz, or channels outside 1…32.
    pub fn new(sample_rate: f64, channels: usize) -> Result<Self> {
        let (min, max) = Self::SAMPLE_RATES;
        if !(min..=max).contains(&sample_rate) {
            return Err(Error::new(Code::OutOfRange, "sampleRate", Detail::Range(min, max), sample_rate));
        }
        if !(1..=Self::MAXIMUM_CHANNELS).contains(&channels) {
            let range = Detail::Range(1.0, Self::MAXIMUM_CHANNELS as f64);
            return Err(Error::new(Code::OutOfRange, "channels", range, channels as f64));
        }
        Ok(Self { sample_rate, channels })
    }

    /// Frames a second.
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// Channels, at least one.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The frames of so many milliseconds, rounded.
    pub fn frames_of_ms(&self, milliseconds: f64) -> usize {
        // No range goes as far as a minute at the highest rate: what was set in Rust without a check stays a number to reckon with.
        ((milliseconds * 0.001 * self.sample_rate + 0.5) as usize).min(1 << 26)
    }
}
