//! Planar samples at a fixed address.

use super::{AudioFormat, Block};
use crate::declare::Resource;
use crate::error::{Code, Detail, Error, Result};
use crate::memory::Block as Memory;

/// Number of samples in a cache line: every channel begins at a multiple of it.
const LINE: usize = 16;

/// Channels of 32-bit floats, stored one after the other in a single allocation, each 64-byte aligned.
#[derive(Debug)]
pub struct AudioBuffer {
    memory: Memory,
    format: AudioFormat,
    frames: usize,
    stride: usize,
}

impl Resource for AudioBuffer {
    fn kind(&self) -> &'static str {
        "audio"
    }

    fn byte_length(&self) -> usize {
        self.memory.size()
    }

    fn expected() -> &'static str {
        "audio, or null"
    }
}

/// Two buffers are equal if their formats and all their samples are.
impl PartialEq for AudioBuffer {
    fn eq(&self, other: &Self) -> bool {
        let channels = self.format.channels();
        self.format == other.format && (0..channels).all(|channel| self.channel(channel) == other.channel(channel))
    }
}

impl AudioBuffer {
    /// Maximum number of frames of a buffer: at 32 channels, the size stays below 2³¹ bytes.
    pub const MAXIMUM_FRAMES: usize = 1 << 28;

    /// A buffer of silence.
    ///
    /// # Errors
    /// `out-of-range` for more than 2²⁸ frames; `out-of-memory` if allocation fails.
    pub fn new(format: AudioFormat, frames: usize) -> Result<Self> {
        if frames > Self::MAXIMUM_FRAMES {
            let range = Detail::Range(0.0, Self::MAXIMUM_FRAMES as f64);
            return Err(Error::new(Code::OutOfRange, "frames", range, frames as f64));
        }
        let stride = frames.next_multiple_of(LINE);
        let bytes = stride.checked_mul(format.channels()).and_then(|samples| samples.checked_mul(size_of::<f32>()));
        let memory = Memory::new(bytes.ok_or_else(|| Error::out_of_memory(usize::MAX))?)?;
        Ok(Self { memory, format, frames, stride })
    }

    /// Sample rate and number of channels.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// Number of frames.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Address of a channel's first sample: in WebAssembly, its offset in linear memory.
    #[doc(hidden)]
    pub fn address(&self, channel: usize) -> Option<usize> {
        (channel < self.format.channels()).then(|| self.memory.address() + channel * self.stride * size_of::<f32>())
    }

    fn samples(&self) -> &[f32] {
        // The allocation is at least one byte, so its length may not be a multiple of the size of a sample.
        let bytes = self.memory.bytes();
        bytemuck::cast_slice(&bytes[..bytes.len() / size_of::<f32>() * size_of::<f32>()])
    }

    fn samples_mut(&mut self) -> &mut [f32] {
        let bytes = self.memory.bytes_mut();
        let whole = bytes.len() / size_of::<f32>() * size_of::<f32>();
        bytemuck::cast_slice_mut(&mut bytes[..whole])
    }

    /// The samples of a channel; empty if the channel doesn't exist.
    pub fn channel(&self, channel: usize) -> &[f32] {
        let start = channel.saturating_mul(self.stride);
        self.samples().get(start..start.saturating_add(self.frames)).unwrap_or_default()
    }

    /// The samples of a channel, mutably; empty if the channel doesn't exist.
    pub fn channel_mut(&mut self, channel: usize) -> &mut [f32] {
        let start = channel.saturating_mul(self.stride);
        let end = start.saturating_add(self.frames);
        self.samples_mut().get_mut(start..end).unwrap_or_default()
    }

    /// The whole buffer as one block whose first frame is at `position` in the stream.
    pub fn block_mut(&mut self, position: u64) -> Block<'_> {
        let (channels, stride, frames) = (self.format.channels(), self.stride, self.frames);
        Block::new(self.samples_mut(), stride, channels, frames, position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_aligned_separate_and_silent() {
        for (channels, frames) in [(1, 0), (1, 1), (2, 128), (32, 441), (3, 17)] {
            let mut buffer = AudioBuffer::new(AudioFormat::new(48000.0, channels).unwrap(), frames).unwrap();
            for channel in 0..channels {
                assert_eq!(buffer.address(channel).unwrap() % 64, 0, "alignment of channel {channel}");
                assert_eq!(buffer.channel(channel), vec![0.0; frames], "silence");
                buffer.channel_mut(channel).fill(channel as f32);
            }
            for channel in 0..channels {
                assert_eq!(buffer.channel(channel), vec![channel as f32; frames], "channels don't overlap");
            }
            assert!(buffer.channel(channels).is_empty() && buffer.address(channels).is_none(), "missing channel");
            assert!(buffer.channel(usize::MAX).is_empty(), "largest channel index");
        }
    }

    #[test]
    fn impossible_formats_are_errors() {
        for rate in [0.0, 2999.0, 768_001.0, f64::NAN, f64::INFINITY, -48000.0] {
            assert_eq!(AudioFormat::new(rate, 2).unwrap_err().argument, "sampleRate", "{rate}");
        }
        for channels in [0, 33, usize::MAX] {
            assert_eq!(AudioFormat::new(48000.0, channels).unwrap_err().argument, "channels", "{channels}");
        }
        let format = AudioFormat::new(48000.0, 32).unwrap();
        assert_eq!(AudioBuffer::new(format, usize::MAX).unwrap_err().code, Code::OutOfRange, "too many frames");
    }
}
