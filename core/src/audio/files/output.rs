//! Decoded frames on their way out: priming, padding and changes of the channel count are handled here, for all formats.

use alloc::vec::Vec;

use super::report::Report;
use crate::audio::{AudioBuffer, AudioFormat};
use crate::error::{Code, Detail, Error, Result};

/// The frames of one part, channel by channel, and what is still to be trimmed.
#[derive(Debug, Default)]
pub(super) struct Output {
    format: Option<AudioFormat>,
    channels: Vec<Vec<f32>>,
    /// Frames still to be dropped before the sound.
    skip: u64,
    /// Frames that may still come, if that is known.
    left: Option<u64>,
    total: u64,
    pub(super) report: Report,
}

impl Output {
    pub(super) fn format(&self) -> Option<AudioFormat> {
        self.format
    }

    /// Frames of the part.
    pub(super) fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// Frames since the beginning of the sound.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn channel(&self, index: usize) -> &[f32] {
        self.channels.get(index).map_or(&[], Vec::as_slice)
    }

    /// Begins the next part.
    pub(super) fn clear(&mut self) {
        self.channels.iter_mut().for_each(Vec::clear);
    }

    /// Sets the format, if there was none.
    pub(super) fn begin(&mut self, format: AudioFormat) {
        if self.format.is_none() {
            self.format = Some(format);
            self.channels.resize_with(format.channels(), Vec::new);
        }
    }

    /// Begins a stream: drops `priming` frames, and all behind the first `frames` of the rest.
    pub(super) fn trim(&mut self, priming: u64, frames: Option<u64>) {
        (self.skip, self.left) = (priming, frames);
    }

    /// Drops frames behind the next `frames`, not counting priming that is still to be dropped.
    pub(super) fn limit(&mut self, frames: u64) {
        self.left = Some(frames.saturating_sub(self.skip));
    }

    /// Appends frames of a format, which must have the sound's rate. A different channel count is brought to the sound's.
    /// Returns false if the rate differs: then the frames are left out.
    ///
    /// # Errors
    /// `out-of-range` for a sound of more than 2²⁸ frames; `out-of-memory`.
    pub(super) fn append<'a>(
        &mut self,
        format: AudioFormat,
        frames: usize,
        plane: impl Fn(usize) -> &'a [f32],
    ) -> Result<bool> {
        self.begin(format);
        let Some(sound) = self.format else { return Ok(false) };
        if sound.sample_rate() != format.sample_rate() {
            self.report.other_format_frames += frames as u64;
            return Ok(false);
        }
        let skipped = self.skip.min(frames as u64);
        let mut count = frames as u64 - skipped;
        if let Some(left) = &mut self.left {
            count = count.min(*left);
            *left -= count;
        }
        self.skip -= skipped;
        self.report.priming_frames += skipped;
        self.report.padding_frames += frames as u64 - skipped - count;
        self.total += count;
        if self.total > AudioBuffer::MAXIMUM_FRAMES as u64 {
            let range = Detail::Range(0.0, AudioBuffer::MAXIMUM_FRAMES as f64);
            return Err(Error::new(Code::OutOfRange, "frames", range, self.total as f64));
        }
        let range = skipped as usize..(skipped + count) as usize;
        let (from, to) = (format.channels(), sound.channels());
        if from != to {
            self.report.remixed_frames += count;
        }
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.try_reserve(range.len()).map_err(|_| Error::out_of_memory(4 * range.len()))?;
            let finite = |sample: f32| if sample.is_finite() { sample } else { 0.0 };
            let part = |index: usize| plane(index).get(range.clone()).unwrap_or_default();
            let before = channel.len();
            match (from, to) {
                (1, 2) => channel.extend(part(0).iter().copied().map(finite)),
                (2, 1) => {
                    let mean = |(l, r): (&f32, &f32)| finite(0.5 * *l + 0.5 * *r);
                    channel.extend(part(0).iter().zip(part(1)).map(mean));
                }
                _ => channel.extend(part(index).iter().copied().map(finite)),
            }
            channel.resize(before + range.len(), 0.0);
        }
        Ok(true)
    }
}

/// All parts of a sound, channel by channel.
#[derive(Debug, Default)]
pub(super) struct Whole(Vec<Vec<f32>>);

impl Whole {
    /// Appends the present part.
    pub(super) fn append(&mut self, part: &Output) -> Result<()> {
        let Some(format) = part.format else { return Ok(()) };
        self.0.resize_with(format.channels(), Vec::new);
        for (index, channel) in self.0.iter_mut().enumerate() {
            let samples = part.channel(index);
            channel.try_reserve(samples.len()).map_err(|_| Error::out_of_memory(4 * samples.len()))?;
            channel.extend_from_slice(samples);
        }
        Ok(())
    }

    /// The sound. Each channel is freed when it has been copied.
    pub(super) fn finish(mut self, format: AudioFormat) -> Result<AudioBuffer> {
        let mut sound = AudioBuffer::new(format, self.0.first().map_or(0, Vec::len))?;
        for (index, channel) in self.0.iter_mut().enumerate() {
            sound.channel_mut(index).copy_from_slice(channel);
            *channel = Vec::new();
        }
        Ok(sound)
    }
}
