//! Decoded frames: trims priming and padding, and converts between channel counts, for all formats.

use alloc::vec::Vec;

use super::report::Report;
use crate::audio::{AudioBuffer, AudioFormat};
use crate::error::{Code, Detail, Error, Result};

/// The frames of one part, channel by channel, and the frames still to be trimmed.
#[derive(Debug, Default)]
pub(super) struct Output {
    format: Option<AudioFormat>,
    channels: Vec<Vec<f32>>,
    /// Number of priming frames still to be dropped.
    skip: u64,
    /// Maximum number of frames still to come, if it is known.
    left: Option<u64>,
    total: u64,
    pub(super) report: Report,
}

impl Output {
    pub(super) fn format(&self) -> Option<AudioFormat> {
        self.format
    }

    /// Number of frames of the part.
    pub(super) fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// Number of frames since the start of the audio.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    pub(super) fn channel(&self, index: usize) -> &[f32] {
        self.channels.get(index).map_or(&[], Vec::as_slice)
    }

    /// Starts the next part.
    pub(super) fn clear(&mut self) {
        self.channels.iter_mut().for_each(Vec::clear);
    }

    /// Sets the format, unless it is already set.
    pub(super) fn begin(&mut self, format: AudioFormat) {
        if self.format.is_none() {
            self.format = Some(format);
            self.channels.resize_with(format.channels(), Vec::new);
        }
    }

    /// Starts a stream: drops `priming` frames, and all frames after the next `frames`.
    pub(super) fn trim(&mut self, priming: u64, frames: Option<u64>) {
        (self.skip, self.left) = (priming, frames);
    }

    /// Drops all frames after the next `frames`, which include the priming that is still to be dropped.
    pub(super) fn limit(&mut self, frames: u64) {
        self.left = Some(frames.saturating_sub(self.skip));
    }

    /// Appends frames. If `format` has another channel count than the audio, channels are converted. Returns false if
    /// the sample rate differs; then the frames are omitted.
    ///
    /// # Errors
    /// `out-of-range` for more than 2²⁸ frames; `out-of-memory`.
    pub(super) fn append<'a>(
        &mut self,
        format: AudioFormat,
        frames: usize,
        plane: impl Fn(usize) -> &'a [f32],
    ) -> Result<bool> {
        self.begin(format);
        let Some(own) = self.format else { return Ok(false) };
        if own.sample_rate() != format.sample_rate() {
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
        let (from, to) = (format.channels(), own.channels());
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

/// All parts of the audio, channel by channel.
#[derive(Debug, Default)]
pub(super) struct Whole(Vec<Vec<f32>>);

impl Whole {
    /// Appends the current part.
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

    /// Returns the audio. Each channel is freed once it has been copied.
    pub(super) fn finish(mut self, format: AudioFormat) -> Result<AudioBuffer> {
        let mut audio = AudioBuffer::new(format, self.0.first().map_or(0, Vec::len))?;
        for (index, channel) in self.0.iter_mut().enumerate() {
            audio.channel_mut(index).copy_from_slice(channel);
            *channel = Vec::new();
        }
        Ok(audio)
    }
}
