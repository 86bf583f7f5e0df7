//! Values that parameters take during one call, frame by frame: Web Audio's parameter arrays.

use alloc::vec::Vec;

use super::{AudioBuffer, AudioFormat};
use crate::error::{Code, Error, Result};

/// Values for some parameters of a chain during one call: none, one, or one a frame, for each of them.
#[derive(Debug)]
pub struct Automation {
    values: AudioBuffer,
    /// How many values of each lane count: whole numbers, in memory that may be written from outside.
    lengths: AudioBuffer,
    /// Step and parameter of each lane.
    targets: Vec<(usize, usize)>,
}

impl Automation {
    /// The most parameters that can be automated at once.
    pub const MAXIMUM_LANES: usize = 512;

    /// Room for `frames` values of each of the parameters `targets`: step and parameter number, where the number after an
    /// effect's last is its mix.
    ///
    /// # Errors
    /// `out-of-range` for more than 512 parameters or too many frames, `out-of-memory` if there is no room.
    pub fn new(targets: &[(usize, usize)], frames: usize, format: AudioFormat) -> Result<Self> {
        if targets.len() > Self::MAXIMUM_LANES {
            let count = targets.len() as f64;
            return Err(Error::new(Code::OutOfRange, "automation", "no more than 512 parameters", count));
        }
        // Each lane is as long as the buffer of one channel, so one buffer with a channel holds them all.
        let stride = frames.max(1).next_multiple_of(16);
        let mono = AudioFormat::new(format.sample_rate(), 1)?;
        let values = AudioBuffer::new(mono, stride.saturating_mul(targets.len()))?;
        Ok(Self { values, lengths: AudioBuffer::new(mono, targets.len())?, targets: targets.to_vec() })
    }

    fn stride(&self) -> usize {
        self.values.frames() / self.targets.len().max(1)
    }

    /// The parameters: step and parameter number.
    pub fn targets(&self) -> &[(usize, usize)] {
        &self.targets
    }

    /// Where a lane's values lie: in wasm, their offset in linear memory.
    #[doc(hidden)]
    pub fn address(&self, lane: usize) -> Option<usize> {
        let first = self.values.address(0)?;
        (lane < self.targets.len()).then(|| first + lane * self.stride() * size_of::<f32>())
    }

    /// Where the lengths of the lanes lie, as 32-bit floats: in wasm, their offset in linear memory.
    #[doc(hidden)]
    pub fn lengths_address(&self) -> Option<usize> {
        self.lengths.address(0)
    }

    /// How many of a lane's values count in the next call.
    pub fn set_length(&mut self, lane: usize, length: usize) {
        let stride = self.stride();
        if let Some(slot) = self.lengths.channel_mut(0).get_mut(lane) {
            *slot = length.min(stride) as f32;
        }
    }

    /// Sets a lane's values: none, one, or one a frame.
    pub fn set(&mut self, lane: usize, values: &[f32]) {
        self.set_length(lane, values.len());
        let stride = self.stride();
        if lane < self.targets.len() {
            let target = self.values.channel_mut(0).iter_mut().skip(lane * stride).take(stride);
            target.zip(values).for_each(|(target, &value)| *target = value);
        }
    }

    /// The values of a parameter for `frames` frames from the `start`-th on, of a call of `total` frames.
    pub(crate) fn part(&self, lane: usize, start: usize, frames: usize, total: usize) -> &[f32] {
        let length = self.lengths.channel(0).get(lane).map_or(0, |&length| length as usize);
        let first = lane * self.stride();
        let range = match length {
            0 => return &[],
            // All of the call has the one value, and less than one a frame is none of them.
            length if length < total || length == 1 => first..first + 1,
            _ => first + start..first + start + frames,
        };
        self.values.channel(0).get(range).unwrap_or_default()
    }
}
