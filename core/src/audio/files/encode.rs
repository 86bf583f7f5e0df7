//! Encoding of WAV files: standard channel layouts, pad bytes, and a count of clipped samples.

use alloc::vec::Vec;

use crate::audio::{AudioBuffer, AudioFormat};
use crate::error::{Code, Detail, Error, Result};

/// The sample format of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// 8-bit integers.
    Int8,
    /// 16-bit integers.
    #[default]
    Int16,
    /// 24-bit integers.
    Int24,
    /// 32-bit integers.
    Int32,
    /// 32-bit floats, written unchanged.
    Float32,
}

impl Depth {
    /// The depth with this number of bits, as integers or floats.
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

    fn bytes(self) -> usize {
        match self {
            Self::Int8 => 1,
            Self::Int16 => 2,
            Self::Int24 => 3,
            Self::Int32 | Self::Float32 => 4,
        }
    }
}

/// An encoded WAV file, and its losses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Encoded {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of samples that were clipped because they are outside ±1. Floats are never clipped.
    pub clipped_samples: u64,
}

/// The speaker mask of WAVEFORMATEXTENSIBLE for a channel count; 0, unspecified, for counts without a standard layout.
///
/// Five channels are L R C Ls Rs and six L R C LFE Ls Rs, the order that the loudness meter uses. Surround channels use
/// the bits of the back pair, as in the layouts that every reader supports.
fn speakers(channels: usize) -> u32 {
    const MASKS: [u32; 9] = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];
    MASKS.get(channels).copied().unwrap_or_default()
}

/// The remaining bytes of a sub-format's GUID.
const SUB_FORMAT: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// Writes the chunks before the samples. The plain format chunk suffices for 8 and 16 bits in mono and stereo.
fn header(file: &mut Vec<u8>, format: AudioFormat, rate: u32, depth: Depth, data: u32) {
    let (channels, bytes) = (format.channels(), depth.bytes());
    let float = depth == Depth::Float32;
    let extensible = channels > 2 || bytes > 2;
    let tag: u16 = if float { 3 } else { 1 };
    let mut chunk = Vec::with_capacity(60);
    chunk.extend(if extensible { 0xfffe } else { tag }.to_le_bytes());
    chunk.extend((channels as u16).to_le_bytes());
    chunk.extend(rate.to_le_bytes());
    chunk.extend((rate.saturating_mul((channels * bytes) as u32)).to_le_bytes());
    chunk.extend(((channels * bytes) as u16).to_le_bytes());
    chunk.extend(((8 * bytes) as u16).to_le_bytes());
    if extensible {
        chunk.extend(22_u16.to_le_bytes());
        chunk.extend(((8 * bytes) as u16).to_le_bytes());
        chunk.extend(speakers(channels).to_le_bytes());
        chunk.extend(tag.to_le_bytes());
        chunk.extend(SUB_FORMAT);
    }
    let size = 4 + 8 + chunk.len() as u32 + 8 + data + data % 2;
    file.extend(b"RIFF");
    file.extend(size.to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend((chunk.len() as u32).to_le_bytes());
    file.extend(chunk);
    file.extend(b"data");
    file.extend(data.to_le_bytes());
}

/// Encodes a WAV file. With integers, samples outside ±1 are clipped; non-finite samples become 0.
///
/// `dither` adds triangular noise with a width of two steps before rounding, the same in every call. It turns rounding
/// errors into noise instead of distortion. It doesn't affect floats.
///
/// # Errors
/// `encode` if the file would exceed 4 GB, or the sample rate isn't an integer; `out-of-memory`.
pub fn encode_wav(audio: &AudioBuffer, depth: Depth, dither: bool) -> Result<Encoded> {
    let format = audio.format();
    let rate = format.sample_rate() as u32;
    if f64::from(rate) != format.sample_rate() {
        return Err(Error::new(Code::Encode, "sampleRate", "an integer", format.sample_rate()));
    }
    let data = audio.frames() as u64 * (format.channels() * depth.bytes()) as u64;
    let bytes = data + 128;
    if bytes > u64::from(u32::MAX) {
        let range = Detail::Range(0.0, f64::from(u32::MAX));
        return Err(Error::new(Code::Encode, "bytes", range, bytes as f64));
    }
    let mut file = Vec::new();
    file.try_reserve_exact(bytes as usize).map_err(|_| Error::out_of_memory(bytes as usize))?;
    header(&mut file, format, rate, depth, data as u32);
    let scale = (1_u64 << (8 * depth.bytes() - 1)) as f64;
    let mut noise = Noise(if dither { Some(1) } else { None });
    let mut clipped_samples = 0;
    for frame in 0..audio.frames() {
        for channel in 0..format.channels() {
            let sample = audio.channel(channel).get(frame).copied().filter(|sample| sample.is_finite()).unwrap_or(0.0);
            if depth == Depth::Float32 {
                file.extend(sample.to_le_bytes());
                continue;
            }
            // Full scale itself rounds to one step too many, which is inaudible and doesn't count as clipping.
            clipped_samples += u64::from(sample.abs() > 1.0);
            let value = (f64::from(sample) * scale + noise.next()).round_ties_even();
            let value = value.max(-scale).min(scale - 1.0) as i32;
            // 8-bit samples are unsigned.
            let value = if depth == Depth::Int8 { value + 128 } else { value };
            file.extend(&value.to_le_bytes()[..depth.bytes()]);
        }
    }
    if data % 2 == 1 {
        file.push(0);
    }
    Ok(Encoded { bytes: file, clipped_samples })
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
