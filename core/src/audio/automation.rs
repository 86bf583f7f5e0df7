//! Parameter values for one call, frame by frame, like the parameter arrays of Web Audio.

use alloc::vec::Vec;

use super::{AudioBuffer, AudioFormat};
use crate::error::{Code, Error, Result};

/// Values of automated parameters for one call. Each parameter has no value, one value, or one value per frame.
#[derive(Debug)]
pub struct Automation {
    values: AudioBuffer,
    /// Number of valid values of each lane. They are integers, stored in memory that the host may write to.
    lengths: AudioBuffer,
    /// Step index and parameter index of each lane.
    targets: Vec<(usize, usize)>,
}

impl Automation {
    /// Maximum number of parameters that can be automated at once.
    pub const MAXIMUM_LANES: usize = 512;

    /// Allocates `frames` values for each of the parameters `targets`, given as step index and parameter index. The
    /// index after an effect's last parameter is its mix.
    ///
    /// # Errors
    /// `out-of-range` for more than 512 parameters or too many frames; `out-of-memory` if allocation fails.
    pub fn new(targets: &[(usize, usize)], frames: usize, format: AudioFormat) -> Result<Self> {
        if targets.len() > Self::MAXIMUM_LANES {
            let count = targets.len() as f64;
            return Err(Error::new(Code::OutOfRange, "automation", "at most 512 parameters", count));
        }
        // Each lane has the length of one channel, so a single-channel buffer holds all of them.
        let stride = frames.max(1).next_multiple_of(16);
        let mono = AudioFormat::new(format.sample_rate(), 1)?;
        let values = AudioBuffer::new(mono, stride.saturating_mul(targets.len()))?;
        Ok(Self { values, lengths: AudioBuffer::new(mono, targets.len())?, targets: targets.to_vec() })
    }

    fn stride(&self) -> usize {
        self.values.frames() / self.targets.len().max(1)
    }

    /// The automated parameters: step index and parameter index.
    pub fn targets(&self) -> &[(usize, usize)] {
        &self.targets
    }

    /// Address of a lane's values: in WebAssembly, their offset in linear memory.
    #[doc(hidden)]
    pub fn address(&self, lane: usize) -> Option<usize> {
        let first = self.values.address(0)?;
        (lane < self.targets.len()).then(|| first + lane * self.stride() * size_of::<f32>())
    }

    /// Address of the lane lengths, stored as 32-bit floats: in WebAssembly, their offset in linear memory.
    #[doc(hidden)]
    pub fn lengths_address(&self) -> Option<usize> {
        self.lengths.address(0)
    }

    /// Sets the number of a lane's values that are valid in the next call.
    pub fn set_length(&mut self, lane: usize, length: usize) {
        let stride = self.stride();
        if let Some(slot) = self.lengths.channel_mut(0).get_mut(lane) {
            *slot = length.min(stride) as f32;
        }
    }

    /// Sets a lane's values: none, one, or one per frame.
    pub fn set(&mut self, lane: usize, values: &[f32]) {
        self.set_length(lane, values.len());
        let stride = self.stride();
        if lane < self.targets.len() {
            let target = self.values.channel_mut(0).iter_mut().skip(lane * stride).take(stride);
            target.zip(values).for_each(|(target, &value)| *target = value);
        }
    }

    /// Returns the values of a lane for `frames` frames from frame `start` on, in a call of `total` frames.
    pub(crate) fn part(&self, lane: usize, start: usize, frames: usize, total: usize) -> &[f32] {
        let length = self.lengths.channel(0).get(lane).map_or(0, |&length| length as usize);
        let first = lane * self.stride();
        let range = match length {
            0 => return &[],
            // One value applies to the whole call. If there are fewer values than frames, only the first is used.
            length if length < total || length == 1 => first..first + 1,
            _ => first + start..first + start + frames,
        };
        self.values.channel(0).get(range).unwrap_or_default()
    }
}
