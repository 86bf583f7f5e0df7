//! A stretch of sound that an effect works on.

use super::GRID;

/// A stretch of sound, in place: so many channels of so many frames.
#[derive(Debug)]
pub struct Block<'a> {
    samples: &'a mut [f32],
    stride: usize,
    channels: usize,
    offset: usize,
    frames: usize,
    position: u64,
}

impl<'a> Block<'a> {
    /// Channels of `frames` samples, `stride` samples from one to the next; the first frame is number `position` of the
    /// sound. Channels for which there aren't as many samples are left out.
    pub fn new(samples: &'a mut [f32], stride: usize, channels: usize, frames: usize, position: u64) -> Self {
        let frames = frames.min(stride);
        let whole = samples.len().checked_div(stride).unwrap_or(0);
        Self { samples, stride, channels: channels.min(whole), offset: 0, frames, position }
    }

    /// Frames.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Channels.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The number of the first frame, counted from the beginning of the sound.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Whether the block ends where a step of the grid does: the time for what is done once a step.
    pub fn ends_step(&self) -> bool {
        (self.position + self.frames as u64).is_multiple_of(GRID as u64)
    }

    /// The samples of a channel; none if there is no such channel.
    pub fn channel(&self, channel: usize) -> &[f32] {
        let start = channel * self.stride + self.offset;
        if channel < self.channels { &self.samples[start..start + self.frames] } else { &[] }
    }

    /// The samples of a channel, to write; none if there is no such channel.
    pub fn channel_mut(&mut self, channel: usize) -> &mut [f32] {
        let start = channel * self.stride + self.offset;
        if channel < self.channels { &mut self.samples[start..start + self.frames] } else { &mut [] }
    }

    /// A channel and the one after it, to write. The second is empty if the first is the last.
    pub fn pair_mut(&mut self, channel: usize) -> (&mut [f32], &mut [f32]) {
        if channel + 1 >= self.channels {
            return (self.channel_mut(channel), &mut []);
        }
        let start = channel * self.stride + self.offset;
        let (first, second) = self.samples.split_at_mut((channel + 1) * self.stride);
        (&mut first[start..start + self.frames], &mut second[self.offset..self.offset + self.frames])
    }

    /// `frames` frames from the `start`-th on; less if there aren't as many.
    pub fn part(&mut self, start: usize, frames: usize) -> Block<'_> {
        let start = start.min(self.frames);
        Block {
            stride: self.stride,
            channels: self.channels,
            offset: self.offset + start,
            frames: frames.min(self.frames - start),
            position: self.position + start as u64,
            samples: self.samples,
        }
    }

    /// The same samples, counted from `position` on.
    pub(crate) fn at(self, position: u64) -> Self {
        Self { position, ..self }
    }

    /// Without the channels from the `channels`-th on.
    #[must_use]
    pub fn narrowed(self, channels: usize) -> Self {
        Self { channels: self.channels.min(channels), ..self }
    }

    /// Silence.
    pub fn clear(&mut self) {
        (0..self.channels).for_each(|channel| self.channel_mut(channel).fill(0.0));
    }

    /// Adds the samples of `other`, channel by channel, as far as both go.
    pub(crate) fn add(&mut self, other: &Block<'_>) {
        for channel in 0..self.channels {
            let sums = self.channel_mut(channel).iter_mut();
            sums.zip(other.channel(channel)).for_each(|(sum, &sample)| *sum += sample);
        }
    }

    /// The samples of `source`, channel by channel, as far as both go.
    pub fn copy_from(&mut self, source: &Block<'_>) {
        for channel in 0..self.channels {
            let target = self.channel_mut(channel).iter_mut();
            target.zip(source.channel(channel)).for_each(|(target, &sample)| *target = sample);
        }
    }
}

/// Copies samples. What isn't a finite number is silence, and so is what `source` lacks.
pub(crate) fn copy_finite(source: &[f32], target: &mut [f32]) {
    let (copied, silent) = target.split_at_mut(source.len().min(target.len()));
    let sound = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
    copied.iter_mut().zip(source).for_each(|(target, &sample)| *target = sound(sample));
    silent.fill(0.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_pairs_are_the_right_samples() {
        let mut samples: Vec<f32> = (0..96).map(|i| i as f32).collect();
        let mut block = Block::new(&mut samples, 32, 3, 30, 100);
        assert_eq!((block.channels(), block.frames(), block.ends_step()), (3, 30, false), "shape");
        let mut part = block.part(10, 18);
        assert_eq!((part.position(), part.frames(), part.ends_step()), (110, 18, true), "a part");
        assert_eq!(part.channel(1)[0], 42.0, "its second channel");
        let (first, second) = part.pair_mut(1);
        assert_eq!((first[0], second[0], second.len()), (42.0, 74.0, 18), "a pair");
        let (last, none) = part.pair_mut(2);
        assert_eq!((last[0], none.len()), (74.0, 0), "the last has no other");
        assert_eq!(block.part(40, 5).frames(), 0, "beyond the end");
        assert!(block.channel(3).is_empty(), "no such channel");
        assert_eq!(Block::new(&mut [0.0; 10], 8, 4, 100, 0).channels(), 1, "as many as there are samples for");
        assert_eq!(Block::new(&mut [], 0, 4, 100, 0).channels(), 0, "nothing");
    }
}
