//! Convolution with an impulse response.

mod head;
mod stage;

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use self::head::Head;
use self::stage::{Path, Stage};
use crate::audio::{AudioBuffer, AudioFormat, Block, GRID, Signals};
use crate::declare::Kind;
use crate::audio::effects::{Prepare, Processor};
use crate::error::{Code, Error, Result};
use crate::memory::zeroed;

crate::effect! {
    /// Convolves audio with an impulse response: the reverberation of a room, a loudspeaker, any linear filter.
    ///
    /// There is no latency. The first 128 samples of the response are applied directly, the rest by Fourier transforms
    /// of blocks whose lengths grow with the distance: 128, 1024, 8192. The work of the long blocks is spread over
    /// time, so that all quanta take similar time (non-uniform partitions: W. Gardner, "Efficient Convolution without
    /// Input-Output Delay", 1995).
    ///
    /// A response has one channel for all channels of the audio, or one for each channel, or, for stereo audio, four:
    /// left to left, left to right, right to left, right to right. `normalize` scales the response like Web Audio's
    /// `ConvolverNode`. Without a response, the output is silent.
    pub struct Convolver: "convolver" in "time" version 1 {
        /// The impulse response, at the sample rate of the audio, of at most one minute.
        response: Option<Arc<AudioBuffer>> = Kind::Resource("audio"),
        /// Whether to scale responses to about equal loudness.
        normalize: bool = Kind::Boolean(true),
    }
}

/// Lengths of the blocks; each section of the response begins where the previous one ends.
const LENGTHS: [usize; 3] = [GRID, 1024, 8192];

impl Prepare for Convolver {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let channels = format.channels();
        let Some(response) = &self.response else {
            return Ok(Box::new(Engine { paths: Vec::new(), heads: Vec::new(), stages: Vec::new(), length: 0, mixed: Vec::new() }));
        };
        let (given, length) = (response.format(), response.frames());
        if given.sample_rate() != format.sample_rate() {
            return Err(Error::new(Code::UnsupportedFormat, "response.sampleRate", format.sample_rate(), given.sample_rate()));
        }
        let paths: Vec<Path> = match (given.channels(), channels) {
            (1, _) => (0..channels).map(|channel| Path { from: channel, to: channel, response: 0 }).collect(),
            (4, 2) => (0..4).map(|index| Path { from: index / 2, to: index % 2, response: index }).collect(),
            (responses, _) if responses == channels => {
                (0..channels).map(|channel| Path { from: channel, to: channel, response: channel }).collect()
            }
            (responses, _) => {
                let expected = "1 channel, as many channels as the audio, or 4 channels for stereo audio";
                return Err(Error::new(Code::UnsupportedFormat, "response.channels", expected, responses as f64));
            }
        };
        let longest = 60.0 * format.sample_rate();
        if length == 0 || length as f64 > longest {
            let expected = crate::error::Detail::Range(1.0, longest);
            return Err(Error::new(Code::OutOfRange, "response.length", expected, length as f64));
        }
        if (0..given.channels()).any(|channel| response.channel(channel).iter().any(|sample| !sample.is_finite())) {
            return Err(Error::new(Code::InvalidArgument, "response", "finite samples", "non-finite samples"));
        }
        let scale = if self.normalize { normalization(response) } else { 1.0 };
        let mut heads = Vec::with_capacity(paths.len());
        for path in &paths {
            heads.push(Head::new(response.channel(path.response), scale)?);
        }
        let mut stages = Vec::new();
        // The start of each section of the response: short blocks are convolved immediately. Long blocks start after
        // two of their lengths, because the second is the time for the computation.
        for (index, &size) in LENGTHS.iter().enumerate() {
            let start = if index == 0 { GRID } else { 2 * size };
            let end = LENGTHS.get(index + 1).map_or(usize::MAX, |next| 2 * next).min(length);
            if start < end {
                stages.push(Stage::new(size, start..end, index > 0, response, scale, &paths, channels)?);
            }
        }
        Ok(Box::new(Engine { paths, heads, stages, length, mixed: zeroed(GRID * channels)? }))
    }
}

/// -58 dB. The specification has 0.00125, which is rounded; browser engines use the exact value, which is 0.06 dB
/// louder.
const CALIBRATION: f64 = 0.001_258_925_411_794_167;

/// The normalisation scale of Web Audio's `ConvolverNode` ("calculateNormalizationScale").
fn normalization(response: &AudioBuffer) -> f32 {
    let channels = response.format().channels();
    let samples = || (0..channels).flat_map(|channel| response.channel(channel));
    let count = (channels * response.frames()) as f64;
    let power = (samples().map(|&sample| f64::from(sample) * f64::from(sample)).sum::<f64>() / count).sqrt();
    // Lower bound of the power, which limits the gain of nearly silent responses.
    let power = if power.is_finite() && power > 0.000_125 { power } else { 0.000_125 };
    let scale = 1.0 / power * CALIBRATION * (44_100.0 / response.format().sample_rate());
    (if channels == 4 { scale * 0.5 } else { scale }) as f32
}

struct Engine {
    paths: Vec<Path>,
    heads: Vec<Head>,
    stages: Vec<Stage>,
    length: usize,
    /// The output, channel by channel.
    mixed: Vec<f32>,
}

impl Processor for Engine {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, _: &Signals<'_>) {
        if self.paths.is_empty() {
            block.clear();
            return;
        }
        let frames = block.frames();
        let at = (block.position() % GRID as u64) as usize;
        self.mixed.fill(0.0);
        for (path, head) in self.paths.iter().zip(&mut self.heads) {
            let into = &mut self.mixed[path.to * GRID..][..frames];
            head.run(block.channel(path.from), at, into);
        }
        for stage in &mut self.stages {
            stage.take(block);
            for channel in 0..block.channels() {
                let result = stage.result(channel, block.position(), frames);
                self.mixed[channel * GRID..].iter_mut().zip(result).for_each(|(sum, &sample)| *sum += sample);
            }
        }
        let ends_step = block.ends_step();
        let step = (block.position() + frames as u64) / GRID as u64;
        for channel in 0..block.channels() {
            block.channel_mut(channel).copy_from_slice(&self.mixed[channel * GRID..][..frames]);
        }
        if ends_step {
            self.heads.iter_mut().for_each(Head::end_step);
            self.stages.iter_mut().for_each(|stage| stage.end_step(step));
        }
    }

    fn reset(&mut self) {
        self.heads.iter_mut().for_each(Head::reset);
        self.stages.iter_mut().for_each(Stage::reset);
    }

    fn tail(&self) -> usize {
        self.length
    }
}

#[cfg(test)]
mod tests;
