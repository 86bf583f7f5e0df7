//! Uncompressed samples: integers, floats and both logarithmic encodings of ITU-T G.711.

use alloc::vec::Vec;
use core::ops::Range;

use super::bytes::Order;
use super::output::Output;
use crate::audio::AudioFormat;
use crate::error::{Error, Result};

/// The encoding of samples. Integers are left-justified in their bytes: 20 valid bits of 24 are read as 24.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Integers of one to eight bytes; single bytes may be unsigned.
    Int {
        bytes: usize,
        signed: bool,
    },
    Float32,
    Float64,
    ALaw,
    MuLaw,
}

impl Encoding {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Int { bytes, .. } => bytes,
            Self::Float32 => 4,
            Self::Float64 => 8,
            Self::ALaw | Self::MuLaw => 1,
        }
    }

    fn read(self, bytes: &[u8], order: Order) -> f32 {
        let mut word = [0; 8];
        // Stores the bytes with the most significant byte last, for either byte order.
        let start = 8 - bytes.len().min(8);
        for (i, target) in word[start..].iter_mut().enumerate() {
            *target = bytes[if order == Order::Big { bytes.len() - 1 - i } else { i }];
        }
        let number = i64::from_le_bytes(word);
        match self {
            Self::Int { signed, .. } => {
                let number = if signed { number } else { number ^ i64::MIN };
                (number as f64 * (0.5_f64).powi(63)) as f32
            }
            Self::Float32 => f32::from_bits((number >> 32) as u32),
            Self::Float64 => f64::from_bits(number as u64) as f32,
            Self::ALaw => a_law(word[7]),
            Self::MuLaw => mu_law(word[7]),
        }
    }
}

/// ITU-T G.711 A-law: 13 bits of 16.
fn a_law(byte: u8) -> f32 {
    let byte = byte ^ 0x55;
    let (exponent, mantissa) = (byte >> 4 & 7, i32::from(byte & 15) << 4);
    let size = if exponent == 0 { mantissa + 8 } else { (mantissa + 0x108) << (exponent - 1) };
    (if byte & 0x80 != 0 { size } else { -size }) as f32 / 32768.0
}

/// ITU-T G.711 µ-law: 14 bits of 16.
fn mu_law(byte: u8) -> f32 {
    let byte = !byte;
    let size = (((i32::from(byte & 15) << 3) + 0x84) << (byte >> 4 & 7)) - 0x84;
    (if byte & 0x80 != 0 { -size } else { size }) as f32 / 32768.0
}

/// Number of frames of a part.
const FRAMES: usize = 4096;

/// Interleaved samples in one or several ranges of a file.
#[derive(Debug)]
pub(super) struct Pcm {
    pub(super) format: AudioFormat,
    pub(super) encoding: Encoding,
    pub(super) order: Order,
    /// The ranges of the samples. No frame spans two ranges.
    pub(super) ranges: Vec<Range<usize>>,
}

impl Pcm {
    /// Reads the next frames; returns false at the end.
    pub(super) fn step(&mut self, file: &[u8], output: &mut Output) -> Result<bool> {
        output.begin(self.format);
        let Some(range) = self.ranges.first_mut() else { return Ok(false) };
        let (channels, width) = (self.format.channels(), self.encoding.bytes());
        let bytes = file.get(range.clone()).unwrap_or_default();
        let frames = (bytes.len() / (channels * width)).min(FRAMES);
        if frames == 0 {
            self.ranges.remove(0);
            return Ok(true);
        }
        let mut samples: Vec<f32> = Vec::new();
        samples.try_reserve_exact(frames * channels).map_err(|_| Error::out_of_memory(4 * frames * channels))?;
        for channel in 0..channels {
            let frame = |bytes: &[u8]| self.encoding.read(&bytes[channel * width..(channel + 1) * width], self.order);
            samples.extend(bytes.chunks_exact(channels * width).take(frames).map(frame));
        }
        range.start += frames * channels * width;
        output.append(self.format, frames, |channel| &samples[channel * frames..(channel + 1) * frames])
    }

    /// The index of the next byte to read.
    pub(super) fn position(&self) -> Option<usize> {
        self.ranges.first().map(|range| range.start)
    }
}
