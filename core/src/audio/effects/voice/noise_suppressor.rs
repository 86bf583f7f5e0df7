//! Speech without the noise around it: RNNoise's network in an inference of our own.
//!
//! The crate `nnnoiseless` runs the same network. It isn't used, because of its size and its speed: built for WebAssembly it is
//! 122 KB of code besides the model (gzip), more than all of Filmgate's sound, and 1.6 to 2 times as fast as the faster build of
//! the C library on npm, where this is almost 4 times as fast (`bench/noise.mjs`) in 11 KB. What it gives is what this has to
//! give: it judges the tests.
//!
//! A frame of 10 ms goes through [`channel`] (spectra of it and of the sound a pitch's period before), [`pitch`], [`listener`]
//! (42 features, and what the network says to them) and [`network`], and back through [`channel`].

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
    /// Takes the noise away around a voice: fans, traffic, keyboards, whatever isn't speech.
    ///
    /// It is RNNoise (J.-M. Valin, "A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement", 2018): a small
    /// recurrent network hears the spectrum every 10 ms and gives a gain for each of 22 bands, and what is between the harmonics of
    /// a voice is filtered away. What is above 20 kHz goes, too. The latency is 20 ms, and the network's rate is 48 kHz: sound of
    /// another rate is brought there and back, by which it is 3.7 ms later at 44.1 kHz, 10 ms at 16 kHz, and ends at 0.92 of half the
    /// lower rate.
    ///
    /// The model is a file of its own, which has to be loaded before: `loadNoiseModel()`.
    pub struct NoiseSuppressor: "noiseSuppressor" in "voice" version 1 {
        /// The weights of the network. There is no chain without them.
        model: Option<Arc<NoiseModel>> = Kind::Resource("model"),
        /// How much is taken away at most.
        attenuation: f64 = Kind::Number(Number::new(100.0, 0.0, 100.0).step(0.1).unit(Unit::Decibels).smooth(20.0)),
        /// Whether all channels get the gains that suit their sum, so that the image stays where it is, in less time.
        stereo_link: bool = Kind::Boolean(false),
    } reads {
        /// How likely it is that there is voice in the last 10 ms, in the channel where it is the likeliest.
        voice_probability: Unit::Factor,
    }
}

const ATTENUATION: usize = NoiseSuppressor::index("attenuation");
const STEREO_LINK: usize = NoiseSuppressor::index("stereo_link");

/// The rate at which the model was trained.
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
        // What an adapter adds to the latency is what its low passes spread.
        let tail = latency + ((TAIL - LATENCY) as f64 * format.sample_rate() / RATE) as usize;
        Ok(Box::new(Suppressor { steps, adapter, floor: 0.0, latency, tail }))
    }
}

/// A channel on its way.
struct Line {
    channel: Channel,
    /// The samples of a step that isn't whole yet, and those of which that is made that comes out meanwhile.
    waiting: [f32; STEP],
    ready: [f32; STEP],
}

struct Suppressor {
    steps: Steps,
    /// To the network's rate and back, where the sound has another.
    adapter: Option<RateAdapter>,
    /// The least gain of a band. Between steps of the grid it stays, whatever the rate.
    floor: f32,
    latency: usize,
    tail: usize,
}

/// What is done at the network's rate.
struct Steps {
    tools: Tools,
    model: Arc<NoiseModel>,
    lines: Vec<Line>,
    /// One for each channel. The first listens to the sum if they are linked.
    listeners: Vec<Listener>,
    sum: Channel,
    /// Samples of a step that are there.
    at: usize,
    /// The probability of voice in the last step.
    probability: f32,
}

impl Steps {
    /// A step of 10 ms.
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

    /// Gives what is ready for what comes in.
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

/// A step until it is whole, and one until the next has come, which overlaps it.
const LATENCY: usize = 2 * STEP;

/// The filter that takes away what is below hearing falls by 120 dB in this time.
const TAIL: usize = 7200;

#[cfg(test)]
mod tests;
