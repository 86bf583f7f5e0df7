//! The network at work: from what is known of a frame to the gains of its bands and the probability of voice.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::matrix::padded;
use super::model::{Activation, BANDS, Dense, FEATURES, NoiseModel, Recurrent};
use crate::effects::flush;
use crate::error::Result;
use crate::filters::rows::zeroed;
use crate::simd::F32x4;

/// The network, and what it remembers of the frames before.
#[derive(Debug)]
pub(super) struct Network {
    model: Arc<NoiseModel>,
    voice: Vec<f32>,
    noise: Vec<f32>,
    gain: Vec<f32>,
    /// Room for what a layer sees, for the sums of its neurons, and for the state behind the reset gates.
    seen: Vec<f32>,
    sums: Vec<f32>,
    kept: Vec<f32>,
}

impl Network {
    /// One that remembers nothing yet.
    pub(super) fn new(model: &Arc<NoiseModel>) -> Result<Self> {
        let state = |layer: &Recurrent| zeroed(layer.neurons);
        let widest = [&model.voice, &model.noise, &model.gain].map(|layer| layer.bias.len()).into_iter().fold(0, usize::max);
        let widest = widest.max(model.input.bias.len());
        Ok(Self {
            voice: state(&model.voice)?,
            noise: state(&model.noise)?,
            gain: state(&model.gain)?,
            seen: Vec::with_capacity(3 * 128),
            sums: zeroed(widest)?,
            kept: zeroed(widest)?,
            model: Arc::clone(model),
        })
    }

    /// Forgets.
    pub(super) fn reset(&mut self) {
        for state in [&mut self.voice, &mut self.noise, &mut self.gain] {
            state.fill(0.0);
        }
    }

    /// Gains from 0 to 1, and the probability of voice.
    pub(super) fn run(&mut self, features: &[f32; FEATURES]) -> ([f32; BANDS], f32) {
        let Self { model, voice, noise, gain, seen, sums, kept } = self;
        let dense = |layer: &Dense, input: &[f32], sums: &mut [f32]| {
            let sums = &mut sums[..layer.bias.len()];
            sums.copy_from_slice(&layer.bias);
            layer.weights.multiply_add(input, sums);
            activate(layer.activation, sums);
        };
        let mut recurrent = |layer: &Recurrent, input: &[f32], state: &mut [f32], sums: &mut [f32]| {
            let (neurons, width) = (layer.neurons, padded(layer.neurons));
            let sums = &mut sums[..layer.bias.len()];
            sums.copy_from_slice(&layer.bias);
            layer.input.multiply_add(input, sums);
            let (gates, candidates) = sums.split_at_mut(2 * width);
            layer.gates.multiply_add(state, gates);
            activate(Activation::Sigmoid, gates);
            let (update, reset) = gates.split_at(width);
            for ((kept, &state), &reset) in kept.iter_mut().zip(&*state).zip(reset) {
                *kept = state * reset;
            }
            layer.candidates.multiply_add(&kept[..neurons], candidates);
            activate(layer.activation, candidates);
            for ((state, &candidate), &update) in state.iter_mut().zip(&*candidates).zip(update) {
                *state = flush(f64::from(candidate + update * (*state - candidate))) as f32;
            }
        };
        dense(&model.input, features, sums);
        seen.clear();
        seen.extend_from_slice(&sums[..model.input.neurons]);
        recurrent(&model.voice, seen, voice, sums);
        seen.extend_from_slice(voice);
        seen.extend_from_slice(features);
        recurrent(&model.noise, seen, noise, sums);
        seen.clear();
        for part in [&voice[..], noise, features] {
            seen.extend_from_slice(part);
        }
        recurrent(&model.gain, seen, gain, sums);
        dense(&model.probability, voice, sums);
        let probability = sums.first().copied().unwrap_or_default();
        dense(&model.gains, gain, sums);
        (sums.first_chunk().copied().unwrap_or([0.0; BANDS]), probability)
    }
}

/// What the neurons make of their sums, of which there are whole vectors.
fn activate(activation: Activation, sums: &mut [f32]) {
    let (zero, one, two) = (F32x4::splat(0.0), F32x4::splat(1.0), F32x4::splat(2.0));
    for lanes in sums.as_chunks_mut().0 {
        let sum = F32x4::load(lanes);
        let result = match activation {
            Activation::Sigmoid => sigmoid(sum),
            Activation::Tanh => sigmoid(sum + sum) * two - one,
            Activation::Relu => sum.max(zero),
        };
        result.store(lanes);
    }
}

/// 1 / (1 + exp(-x)), to 3e-7.
#[inline(always)]
fn sigmoid(x: F32x4) -> F32x4 {
    let limit = F32x4::splat(40.0);
    let x = x.min(limit).max(F32x4::splat(0.0) - limit);
    // exp(-x) = 2^n · 2^f with f from -1/2 to 1/2.
    let exponent = x * F32x4::splat(-core::f32::consts::LOG2_E);
    let whole = exponent.round_small();
    let rest = exponent - whole.to_f32();
    // The series of 2^f; the first term left out is below 2e-7 at 1/2.
    let series = [0.001_333_355_8, 0.009_618_129, 0.055_504_11, 0.240_226_5, core::f32::consts::LN_2, 1.0];
    let power = series.into_iter().fold(F32x4::splat(0.000_154_035_3), |sum, term| sum * rest + F32x4::splat(term));
    let one = F32x4::splat(1.0);
    one.divide(one + power.times_power_of_two(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activations_are_what_they_are_called() {
        for i in -400..400 {
            let x = i as f32 * 0.05;
            let of = |activation| {
                let mut sums = [x; 4];
                activate(activation, &mut sums);
                f64::from(sums[3])
            };
            let exact = f64::from(x);
            assert!((of(Activation::Sigmoid) - 1.0 / (1.0 + (-exact).exp())).abs() < 3e-7, "sigmoid of {x}");
            assert!((of(Activation::Tanh) - exact.tanh()).abs() < 6e-7, "tanh of {x}");
            assert_eq!(of(Activation::Relu), exact.max(0.0), "rectifier of {x}");
        }
        let mut sums = [1e30, -1e30, f32::INFINITY, f32::NEG_INFINITY];
        activate(Activation::Sigmoid, &mut sums);
        assert!(sums.iter().all(|sum| (0.0..=1.0).contains(sum)), "without end: {sums:?}");
    }
}
