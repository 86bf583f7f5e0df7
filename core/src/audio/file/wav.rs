//! WAV, by the crate `hound`.

use alloc::vec::Vec;
use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use super::damaged;
use crate::audio::{AudioBuffer, AudioFormat};
use crate::error::{Code, Detail, Error, Result};

/// What samples are in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Whole numbers of 8 bits.
    Int8,
    /// Whole numbers of 16 bits.
    #[default]
    Int16,
    /// Whole numbers of 24 bits.
    Int24,
    /// Whole numbers of 32 bits.
    Int32,
    /// Floats of 32 bits, which stay as they are.
    Float32,
}

impl Depth {
    /// The depth of so many bits, whole numbers or floats.
    pub fn of(bits: u32, float: bool) -> Option<Self> {
        match (bits, float) {
            (8, false) => Some(Self::Int8),
            (16, false) => Some(Self::Int16),
            (24, false) => Some(Self::Int24),
            (32, false) => Some(Self::Int32),
            (32, true) => Some(Self::Float32),
            _ => None,
        }
    }

    fn bits(self) -> u16 {
        match self {
            Self::Int8 => 8,
            Self::Int16 => 16,
            Self::Int24 => 24,
            Self::Int32 | Self::Float32 => 32,
        }
    }
}

/// An error of the crate as one of ours.
fn explain(error: &hound::Error) -> Error {
    match error {
        hound::Error::IoError(_) => damaged("one that ends early"),
        hound::Error::FormatError(what) => damaged(what),
        hound::Error::Unsupported => damaged("a WAV file of another kind"),
        _ => damaged("a damaged WAV file"),
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<AudioBuffer> {
    let reader = WavReader::new(Cursor::new(bytes)).map_err(|error| explain(&error))?;
    let WavSpec { channels, sample_rate, bits_per_sample, sample_format } = reader.spec();
    let format = AudioFormat::new(f64::from(sample_rate), usize::from(channels))?;
    // What the file says of its length isn't to be trusted: no sample takes less than as many bytes as it has bits.
    let width = usize::from(bits_per_sample.max(8) / 8) * format.channels();
    let frames = (reader.duration() as usize).min(bytes.len() / width);
    let mut sound = AudioBuffer::new(format, frames)?;
    let read = if sample_format == SampleFormat::Float {
        fill(&mut sound, reader.into_samples::<f32>().map_while(|sample| sample.ok()))
    } else if matches!(bits_per_sample, 8 | 16 | 24 | 32) {
        let scale = 1.0 / (1_i64 << (bits_per_sample - 1)) as f64;
        let samples = reader.into_samples::<i32>().map_while(|sample| sample.ok());
        fill(&mut sound, samples.map(|sample| (f64::from(sample) * scale) as f32))
    } else {
        return Err(damaged("whole numbers of other than 8, 16, 24 or 32 bits"));
    };
    if read == frames { Ok(sound) } else { shortened(&sound, read) }
}

/// Puts interleaved samples in their places; says how many frames were whole.
fn fill(sound: &mut AudioBuffer, mut samples: impl Iterator<Item = f32>) -> usize {
    let (channels, frames) = (sound.format().channels(), sound.frames());
    let mut block = sound.block_mut(0);
    for frame in 0..frames {
        for channel in 0..channels {
            let Some(sample) = samples.next() else { return frame };
            if let Some(target) = block.channel_mut(channel).get_mut(frame) {
                *target = if sample.is_finite() { sample } else { 0.0 };
            }
        }
    }
    frames
}

/// The first frames of a sound.
fn shortened(sound: &AudioBuffer, frames: usize) -> Result<AudioBuffer> {
    let mut part = AudioBuffer::new(sound.format(), frames)?;
    for channel in 0..sound.format().channels() {
        part.channel_mut(channel).copy_from_slice(&sound.channel(channel)[..frames]);
    }
    Ok(part)
}

/// The bytes of a WAV file. What is beyond ±1 is clipped where samples are whole numbers, and what is no number is silence.
///
/// `dither` adds triangular noise of two steps' width before rounding, the same every time: what is lost is noise then, and no
/// distortion. It does nothing to floats.
///
/// # Errors
/// `encode` if the file were larger than 4 GB, or the rate isn't a whole number; `out-of-memory`.
pub fn encode_wav(sound: &AudioBuffer, depth: Depth, dither: bool) -> Result<Vec<u8>> {
    let format = sound.format();
    let rate = format.sample_rate() as u32;
    if f64::from(rate) != format.sample_rate() {
        return Err(Error::new(Code::Encode, "sampleRate", "a whole number", format.sample_rate()));
    }
    let bytes = (sound.frames() * format.channels()) as u64 * u64::from(depth.bits() / 8) + 128;
    if bytes > u64::from(u32::MAX) {
        let range = Detail::Range(0.0, f64::from(u32::MAX));
        return Err(Error::new(Code::Encode, "bytes", range, bytes as f64));
    }
    let mut file = Vec::new();
    file.try_reserve_exact(bytes as usize).map_err(|_| Error::out_of_memory(bytes as usize))?;
    let float = depth == Depth::Float32;
    let spec = WavSpec {
        channels: format.channels() as u16,
        sample_rate: rate,
        bits_per_sample: depth.bits(),
        sample_format: if float { SampleFormat::Float } else { SampleFormat::Int },
    };
    let refused = |_| Error::new(Code::Encode, "sound", "a sound that a WAV file can hold", "another one");
    let mut writer = WavWriter::new(Cursor::new(&mut file), spec).map_err(refused)?;
    let scale = (1_u64 << (depth.bits() - 1)) as f64;
    let mut noise = Noise(if dither { Some(1) } else { None });
    for frame in 0..sound.frames() {
        for channel in 0..format.channels() {
            let sample = sound.channel(channel).get(frame).copied().filter(|sample| sample.is_finite()).unwrap_or(0.0);
            if float {
                writer.write_sample(sample).map_err(refused)?;
            } else {
                let value = (f64::from(sample) * scale + noise.next()).round_ties_even();
                writer.write_sample(value.max(-scale).min(scale - 1.0) as i32).map_err(refused)?;
            }
        }
    }
    writer.finalize().map_err(refused)?;
    Ok(file)
}

/// Triangular noise from -1 to 1, or none.
struct Noise(Option<u32>);

impl Noise {
    fn next(&mut self) -> f64 {
        let Some(state) = &mut self.0 else { return 0.0 };
        let mut uniform = || {
            *state ^= *state << 13;
            *state ^= *state >> 17;
            *state ^= *state << 5;
            f64::from(*state) / f64::from(u32::MAX)
        };
        uniform() - uniform()
    }
}
