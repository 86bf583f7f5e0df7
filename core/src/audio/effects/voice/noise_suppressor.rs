//! Removal of background noise from speech: RNNoise's network, with our own inference.
//!
//! The crate `nnnoiseless` runs the same network. It isn't used because of its size and speed. Built for WebAssembly,
//! it has 122 KB of code besides the model (gzip), more than all audio code of Filmgate, and is 1.6 to 2 times as fast
//! as the faster build of the C library on npm. This implementation is almost 4 times as fast
//! (`bench/suites/noise.mjs`), in 11 KB. The output of the crate is the reference of the tests.
//!
//! A frame of 10 ms passes through [`channel`] (its spectrum, and that of the audio one pitch period earlier),
//! [`pitch`], [`listener`] (42 features, and the output of the network) and [`network`], and back through [`channel`].

mod bands;
mod channel;
mod lengths;
mod listener;
mod matrix;
mod model;
mod network;
mod pitch;

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

pub use self::model::NoiseModel;

use self::channel::{Channel, Tools};
use self::lengths::STEP;
use self::listener::Listener;
use self::matrix::add_times;
use crate::audio::resampler::adapter::RateAdapter;
use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::decibels::gain_of;
use crate::audio::effects::{Prepare, Processor};
use crate::error::{Code, Error, Result};

crate::effect! {
    /// Removes background noise from speech: fans, traffic, keyboards and anything else that isn't speech.
    ///
    /// This is RNNoise (J.-M. Valin, "A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement",
    /// 2018). Every 10 ms, a small recurrent network receives the spectrum and outputs a gain for each of 22 bands;
    /// noise between the harmonics of a voice is filtered out. Frequencies above 20 kHz are removed, too. The network
    /// runs at 48 kHz and adds 20 ms of latency. Audio of other sample rates is resampled to 48 kHz and back, which
    /// adds 3.7 ms of latency at 44.1 kHz and 10 ms at 16 kHz, and limits the bandwidth to 0.92 of half the lower rate.
    ///
    /// The model is a separate file that must be loaded first, with `loadNoiseModel()`.
    pub struct NoiseSuppressor: "noiseSuppressor" in "voice" version 1 {
        /// The weights of the network; required.
        model: Option<Arc<NoiseModel>> = Kind::Resource("model"),
        /// Maximum attenuation.
        attenuation: f64 = Kind::Number(Number::new(100.0, 0.0, 100.0).step(0.1).unit(Unit::Decibels).smooth(0.02)),
        /// Whether all channels share gains computed from their sum, which keeps the stereo image and takes less time.
        stereo_link: bool = Kind::Boolean(false),
    } reads {
        /// Probability of voice in the last 10 ms, in the channel with the highest probability.
        voice_probability: Unit::Factor,
    }
}

const ATTENUATION: usize = NoiseSuppressor::index("attenuation");
const STEREO_LINK: usize = NoiseSuppressor::index("stereo_link");

/// Sample rate at which the model was trained.
const RATE: f64 = 48_000.0;

impl Prepare for NoiseSuppressor {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let Some(model) = &self.model else {
            return Err(Error::new(Code::InvalidArgument, "model", "a noise model, see loadNoiseModel()", "none"));
        };
        let channels = format.channels();
        let (mut lines, mut listeners) = (Vec::new(), Vec::new());
        let full = |_| Error::out_of_memory(channels * (size_of::<Line>() + size_of::<Listener>()));
        lines.try_reserve_exact(channels).and_then(|()| listeners.try_reserve_exact(channels)).map_err(full)?;
        for _ in 0..channels {
            lines.push(Line { channel: Channel::new(), waiting: [0.0; STEP], ready: [0.0; STEP] });
            listeners.push(Listener::new(model));
        }
        let (tools, model, sum) = (Tools::new()?, Arc::clone(model), Channel::new());
        let steps = Steps { tools, model, lines, listeners, sum, at: 0, probability: 0.0 };
        let adapter = if format.sample_rate() == RATE {
            None
        } else {
            Some(RateAdapter::new(format, RATE, LATENCY)?)
        };
        let latency = adapter.as_ref().map_or(LATENCY, RateAdapter::latency);
        // The adapter's latency includes the spread of its low-pass filters.
        let tail = latency + ((TAIL - LATENCY) as f64 * format.sample_rate() / RATE) as usize;
        Ok(Box::new(Suppressor { steps, adapter, floor: 0.0, latency, tail }))
    }
}

/// A channel with its buffers.
struct Line {
    channel: Channel,
    /// The samples of the incomplete step, and the processed samples that are output meanwhile.
    waiting: [f32; STEP],
    ready: [f32; STEP],
}

struct Suppressor {
    steps: Steps,
    /// Resamples to the network's rate and back, if the sample rate differs.
    adapter: Option<RateAdapter>,
    /// Minimum gain of a band. It is constant within a grid step, at any sample rate.
    floor: f32,
    latency: usize,
    tail: usize,
}

/// The part that runs at the network's rate.
struct Steps {
    tools: Tools,
    model: Arc<NoiseModel>,
    lines: Vec<Line>,
    /// One for each channel; if channels are linked, the first receives their sum.
    listeners: Vec<Listener>,
    sum: Channel,
    /// Number of samples in the incomplete step.
    at: usize,
    /// The probability of voice in the last step.
    probability: f32,
}

impl Steps {
    /// Processes a step of 10 ms.
    fn step(&mut self, floor: f32, linked: bool) {
        let Self { tools, lines, listeners, sum, probability, .. } = self;
        *probability = 0.0;
        let linked = linked && lines.len() > 1;
        let mut heard = false;
        if linked && let Some(listener) = listeners.first_mut() {
            let mut samples = [0.0; STEP];
            lines.iter().for_each(|line| add_times(&mut samples, &line.waiting, 1.0));
            sum.take(&samples, 1.0 / lines.len() as f32, tools);
            heard = listener.listen(sum, floor, tools);
        }
        for (index, Line { channel, waiting, ready }) in lines.iter_mut().enumerate() {
            channel.take(waiting, 1.0, tools);
            let Some(listener) = listeners.get_mut(if linked { 0 } else { index }) else { break };
            if linked {
                channel.compare(listener.period, tools);
            } else {
                heard = listener.listen(channel, floor, tools);
            }
            *probability = listener.probability.max(*probability);
            if heard {
                channel.apply(&listener.gains, &listener.smooth, tools);
            }
            channel.give(ready, tools);
        }
    }

    /// Replaces the input by processed samples, one step later.
    fn work(&mut self, block: &mut Block<'_>, floor: f32, linked: bool) {
        let frames = block.frames();
        let mut start = 0;
        while start < frames {
            let count = (STEP - self.at).min(frames - start);
            for (index, line) in self.lines.iter_mut().enumerate() {
                let range = self.at..self.at + count;
                let samples = &mut block.channel_mut(index)[start..start + count];
                line.waiting[range.clone()].copy_from_slice(samples);
                samples.copy_from_slice(&line.ready[range]);
            }
            (self.at, start) = (self.at + count, start + count);
            if self.at == STEP {
                self.at = 0;
                self.step(floor, linked);
            }
        }
    }

    fn reset(&mut self) {
        self.at = 0;
        self.probability = 0.0;
        self.listeners.iter_mut().for_each(|listener| *listener = Listener::new(&self.model));
        for Line { channel, waiting, ready } in &mut self.lines {
            *channel = Channel::new();
            waiting.fill(0.0);
            ready.fill(0.0);
        }
        self.sum = Channel::new();
    }
}

impl Processor for Suppressor {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        if block.position().is_multiple_of(GRID as u64) {
            self.floor = gain_of(-signals.get(ATTENUATION).at(0));
        }
        let linked = signals.value(STEREO_LINK) > 0.5;
        let Self { steps, adapter, floor, .. } = self;
        match adapter {
            Some(adapter) => adapter.run(block, |within| steps.work(within, *floor, linked)),
            None => steps.work(block, *floor, linked),
        }
    }

    fn reset(&mut self) {
        self.steps.reset();
        self.adapter.iter_mut().for_each(RateAdapter::reset);
    }

    fn latency(&self) -> usize {
        self.latency
    }

    fn tail(&self) -> usize {
        self.tail
    }

    fn readings(&self, into: &mut [f32]) {
        into.iter_mut().for_each(|reading| *reading = self.steps.probability);
    }
}

/// One step until its samples are complete, and one until the next step, which overlaps it.
const LATENCY: usize = 2 * STEP;

/// Time in which the high-pass filter below the audible range decays by 120 dB, in samples.
const TAIL: usize = 7200;

#[cfg(test)]
mod tests;
