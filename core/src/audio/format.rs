//! Sample rate and number of channels.

use crate::error::{Code, Detail, Error, Result};

/// The format of audio: sample rate and number of channels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AudioFormat {
    sample_rate: f64,
    channels: usize,
}

impl AudioFormat {
    /// Range of sample rates in Hz, which includes all rates that Web Audio requires.
    pub const SAMPLE_RATES: (f64, f64) = (3000.0, 768_000.0);
    /// Maximum number of channels.
    pub const MAXIMUM_CHANNELS: usize = 32;

    /// A format with this sample rate in Hz and this number of channels.
    ///
    /// # Errors
    /// `out-of-range` for a sample rate outside 3000…768000 Hz, or channels outside 1…32.
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

    /// Sample rate in Hz.
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// Number of channels, at least one.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Converts a duration in seconds to frames, rounded.
    pub fn frames_of(&self, seconds: f64) -> usize {
        // No declared range exceeds a minute at the highest rate. Values set in Rust aren't checked: the limit prevents
        // overflows.
        ((seconds * self.sample_rate + 0.5) as usize).min(1 << 26)
    }
}
