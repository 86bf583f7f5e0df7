//! A chain of effects, quantum by quantum, with an AudioWorklet's copies in and out.

use std::fs;

use filmgate::audio::effects::voice::NoiseModel;
use filmgate::audio::{AudioBuffer, AudioFormat, Chain, StepSpec};
use filmgate::declare::{Shared, Value};
use filmgate_bench_program::Work;
use serde_json::Value as Json;

use crate::values::parameters;

const QUANTUM: usize = 128;

pub struct Playing {
    chain: Chain,
    buffer: AudioBuffer,
    source: [Vec<f32>; 2],
    output: [Vec<f32>; 2],
}

impl Playing {
    /// `input` holds `frames` samples for each of two channels.
    pub fn new(of: &Json, input: &[u8], frames: usize) -> Self {
        let format = AudioFormat::new(of["sampleRate"].as_f64().expect("a rate"), 2).expect("a format");
        let steps: Vec<StepSpec> = of["effects"].as_array().expect("effects").iter().map(step).collect();
        let samples: Vec<f32> = input.as_chunks::<4>().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let (left, right) = samples.split_at(frames);
        Self {
            chain: Chain::from_steps(format, &steps).expect("a chain"),
            buffer: AudioBuffer::new(format, QUANTUM).expect("memory"),
            source: [left.to_vec(), right.to_vec()],
            output: [vec![0.0; QUANTUM], vec![0.0; QUANTUM]],
        }
    }
}

/// A step; of a noise suppressor, `model` is the path of a file.
fn step(json: &Json) -> StepSpec {
    let (effect, mut parameters) = parameters(json, "effect");
    for (_, value) in parameters.iter_mut().filter(|(name, _)| name == "model") {
        let Value::Text(path) = value else { panic!("the model is a path") };
        let model = NoiseModel::from_bytes(&fs::read(path).expect("a model")).expect("a model");
        *value = Value::Resource(Shared::from(model));
    }
    StepSpec { effect, parameters, ..StepSpec::default() }
}

impl Work for Playing {
    fn run(&mut self) {
        let frames = self.source[0].len();
        for start in (0..frames - frames % QUANTUM).step_by(QUANTUM) {
            for (channel, source) in self.source.iter().enumerate() {
                self.buffer.channel_mut(channel).copy_from_slice(&source[start..start + QUANTUM]);
            }
            let position = self.chain.position();
            self.chain.process(&mut self.buffer.block_mut(position), None, None);
            for (channel, output) in self.output.iter_mut().enumerate() {
                output.copy_from_slice(self.buffer.channel(channel));
            }
        }
    }

    fn result(&mut self) -> Vec<u8> {
        self.output[1].iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }
}
