//! A section of audio that an effect processes in place.

use super::GRID;

/// A section of audio, processed in place: a number of channels with equal numbers of frames.
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
    /// A block of channels with `frames` samples each; the channels begin `stride` samples apart. `position` is the
    /// index of the first frame in the stream. Channels that `samples` is too short for are omitted.
    pub fn new(samples: &'a mut [f32], stride: usize, channels: usize, frames: usize, position: u64) -> Self {
        let frames = frames.min(stride);
        let whole = samples.len().checked_div(stride).unwrap_or(0);
        Self { samples, stride, channels: channels.min(whole), offset: 0, frames, position }
    }

    /// Number of frames.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Number of channels.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Index of the first frame, counted from the start of the stream.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Whether the block ends at a grid boundary, where per-step work is due.
    pub fn ends_step(&self) -> bool {
        (self.position + self.frames as u64).is_multiple_of(GRID as u64)
    }

    /// The samples of a channel; empty if the channel doesn't exist.
    pub fn channel(&self, channel: usize) -> &[f32] {
        let start = channel * self.stride + self.offset;
        if channel < self.channels { &self.samples[start..start + self.frames] } else { &[] }
    }

    /// The samples of a channel, mutably; empty if the channel doesn't exist.
    pub fn channel_mut(&mut self, channel: usize) -> &mut [f32] {
        let start = channel * self.stride + self.offset;
        if channel < self.channels { &mut self.samples[start..start + self.frames] } else { &mut [] }
    }

    /// A channel and the next one, mutably. The second is empty if the first is the last channel.
    pub fn pair_mut(&mut self, channel: usize) -> (&mut [f32], &mut [f32]) {
        if channel + 1 >= self.channels {
            return (self.channel_mut(channel), &mut []);
        }
        let start = channel * self.stride + self.offset;
        let (first, second) = self.samples.split_at_mut((channel + 1) * self.stride);
        (&mut first[start..start + self.frames], &mut second[self.offset..self.offset + self.frames])
    }

    /// The part of `frames` frames from frame `start` on, cut off at the end of the block.
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

    /// The same samples, with the first frame at `position`.
    pub(crate) fn at(self, position: u64) -> Self {
        Self { position, ..self }
    }

    /// The block without the channels from index `channels` on.
    #[must_use]
    pub fn narrowed(self, channels: usize) -> Self {
        Self { channels: self.channels.min(channels), ..self }
    }

    /// Sets all samples to 0.
    pub fn clear(&mut self) {
        (0..self.channels).for_each(|channel| self.channel_mut(channel).fill(0.0));
    }

    /// Adds the samples of `other`, for the channels and frames that both blocks have.
    pub(crate) fn add(&mut self, other: &Block<'_>) {
        for channel in 0..self.channels {
            let sums = self.channel_mut(channel).iter_mut();
            sums.zip(other.channel(channel)).for_each(|(sum, &sample)| *sum += sample);
        }
    }

    /// Copies the samples of `source`, for the channels and frames that both blocks have.
    pub fn copy_from(&mut self, source: &Block<'_>) {
        for channel in 0..self.channels {
            let target = self.channel_mut(channel).iter_mut();
            target.zip(source.channel(channel)).for_each(|(target, &sample)| *target = sample);
        }
    }
}

/// Copies samples. Non-finite samples and samples that `source` is too short for become 0.
pub(crate) fn copy_finite(source: &[f32], target: &mut [f32]) {
    let (copied, silent) = target.split_at_mut(source.len().min(target.len()));
    let finite = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
    copied.iter_mut().zip(source).for_each(|(target, &sample)| *target = finite(sample));
    silent.fill(0.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_pairs_contain_the_right_samples() {
        let mut samples: Vec<f32> = (0..96).map(|i| i as f32).collect();
        let mut block = Block::new(&mut samples, 32, 3, 30, 100);
        assert_eq!((block.channels(), block.frames(), block.ends_step()), (3, 30, false), "shape");
        let mut part = block.part(10, 18);
        assert_eq!((part.position(), part.frames(), part.ends_step()), (110, 18, true), "part");
        assert_eq!(part.channel(1)[0], 42.0, "second channel of the part");
        let (first, second) = part.pair_mut(1);
        assert_eq!((first[0], second[0], second.len()), (42.0, 74.0, 18), "pair of channels");
        let (last, none) = part.pair_mut(2);
        assert_eq!((last[0], none.len()), (74.0, 0), "the last channel has no second one");
        assert_eq!(block.part(40, 5).frames(), 0, "part beyond the end");
        assert!(block.channel(3).is_empty(), "missing channel");
        assert_eq!(Block::new(&mut [0.0; 10], 8, 4, 100, 0).channels(), 1, "channels without samples are omitted");
        assert_eq!(Block::new(&mut [], 0, 4, 100, 0).channels(), 0, "nothing");
    }
}
