//! The network at work: from what is known of a frame to the gains of its bands and the probability of voice.

use alloc::sync::Arc;

use super::matrix::padded;
use super::model::{
    Activation, BANDS, FEATURES, KINDS, Layer, MAXIMUM_INPUTS, MAXIMUM_NEURONS, NoiseModel, SOURCES,
};
use crate::simd::F32x4;

/// Room for as many neurons as a layer can have.
type Neurons = [f32; padded(MAXIMUM_NEURONS)];

/// The network, and what it remembers of the frames before.
#[derive(Debug)]
pub(super) struct Network {
    model: Arc<NoiseModel>,
    /// The results of the layers, which are the states of those that are recurrent.
    results: [Neurons; SOURCES.len()],
}

impl Network {
    /// One that remembers nothing yet.
    #[inline(never)]
    pub(super) fn new(model: &Arc<NoiseModel>) -> Self {
        Self { model: Arc::clone(model), results: [[0.0; padded(MAXIMUM_NEURONS)]; SOURCES.len()] }
    }

    /// Forgets.
    pub(super) fn reset(&mut self) {
        self.results.as_flattened_mut().fill(0.0);
    }

    /// Gains from 0 to 1, and the probability of voice.
    #[inline(never)]
    pub(super) fn run(&mut self, features: &[f32; FEATURES]) -> (&[f32; BANDS], f32) {
        let layers = &self.model.layers;
        for ((index, layer), source) in layers.iter().enumerate().zip(&SOURCES) {
            let mut seen = [0.0; MAXIMUM_INPUTS];
            let mut count = 0;
            let mut see = |part: &[f32]| {
                seen[count..count + part.len()].copy_from_slice(part);
                count += part.len();
            };
            for &before in source.layers {
                see(&self.results[before][..layers[before].neurons]);
            }
            if source.features {
                see(features);
            }
            layer.run(&seen[..count], &mut self.results[index]);
        }
        let [.., gains, probability] = &self.results;
        (gains.first_chunk().unwrap_or(&[0.0; BANDS]), probability[0])
    }
}

impl Layer {
    /// The layer's results, and if it is recurrent its state.
    #[inline(never)]
    fn run(&self, inputs: &[f32], state: &mut Neurons) {
        let width = padded(self.neurons);
        let mut sums = [0.0; KINDS * padded(MAXIMUM_NEURONS)];
        let sums = &mut sums[..self.bias.len()];
        sums.copy_from_slice(&self.bias);
        self.weights.multiply_add(inputs, sums);
        if !self.recurrent {
            activate(self.activation, sums);
            state[..width].copy_from_slice(sums);
            return;
        }
        let state = &mut state[..self.neurons];
        let (gates, candidates) = sums.split_at_mut(2 * width);
        self.gates.multiply_add(state, gates);
        activate(Activation::Sigmoid, gates);
        let (update, reset) = gates.split_at_mut(width);
        reset.iter_mut().zip(&*state).for_each(|(reset, &state)| *reset *= state);
        self.candidates.multiply_add(&reset[..self.neurons], candidates);
        activate(self.activation, candidates);
        for ((state, &candidate), &update) in state.iter_mut().zip(&*candidates).zip(&*update) {
            *state = candidate + update * (*state - candidate);
            // Numbers too small to be written normally make processors slow.
            *state = if state.abs() < 1e-30 { 0.0 } else { *state };
        }
    }
}

/// What the neurons make of their sums, of which there are whole vectors.
#[inline(never)]
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
