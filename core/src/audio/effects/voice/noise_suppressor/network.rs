//! Inference: from the features of a frame to the gains of its bands and the probability of voice.

use alloc::sync::Arc;

use super::matrix::{TILE, add_times, multiply, multiply_matrix, padded};
use super::model::{Activation, FEATURES, KINDS, Layer, MAXIMUM_INPUTS, MAXIMUM_NEURONS, NoiseModel, SOURCES};
use crate::simd::F32x4;

/// A buffer for the largest number of neurons in a layer.
type Neurons = [f32; padded(MAXIMUM_NEURONS)];

/// The network and its state.
#[derive(Debug)]
pub(super) struct Network {
    model: Arc<NoiseModel>,
    /// The outputs of the layers, which are the states of the recurrent ones.
    results: [Neurons; SOURCES.len()],
}

impl Network {
    /// A network with an empty state.
    pub(super) fn new(model: &Arc<NoiseModel>) -> Self {
        Self { model: Arc::clone(model), results: [[0.0; padded(MAXIMUM_NEURONS)]; SOURCES.len()] }
    }

    /// Processes the features of a frame.
    #[inline(never)]
    pub(super) fn run(&mut self, features: &[f32; FEATURES]) {
        for (layer, source) in SOURCES.iter().enumerate() {
            let mut seen = [0.0; MAXIMUM_INPUTS];
            let mut count = 0;
            for &before in source.layers {
                let neurons = self.model.layers[before].neurons;
                seen[count..count + neurons].copy_from_slice(&self.results[before][..neurons]);
                count += neurons;
            }
            if source.features {
                seen[count..count + FEATURES].copy_from_slice(features);
                count += FEATURES;
            }
            self.run_layer(layer, &seen[..count]);
        }
    }

    /// The gains of the bands, from 0 to 1.
    pub(super) fn gains(&self) -> &[f32] {
        &self.results[SOURCES.len() - 2][..TILE]
    }

    /// The probability of voice.
    pub(super) fn probability(&self) -> f32 {
        self.results[SOURCES.len() - 1][0]
    }

    fn run_layer(&mut self, index: usize, inputs: &[f32]) {
        let Layer { neurons, activation, recurrent, .. } = self.model.layers[index];
        let weights = self.model.weights(index, inputs.len());
        let width = padded(neurons);
        let mut sums = [0.0; KINDS * padded(MAXIMUM_NEURONS)];
        let sums = &mut sums[..weights.bias.len()];
        sums.copy_from_slice(weights.bias);
        multiply_matrix(weights.inputs, inputs, sums);
        let state = &mut self.results[index][..width];
        if !recurrent {
            activate(activation, sums);
            state.copy_from_slice(sums);
            return;
        }
        let (gates, candidates) = sums.split_at_mut(2 * width);
        multiply_matrix(weights.gates, &state[..neurons], gates);
        activate(Activation::Sigmoid, gates);
        let (update, reset) = gates.split_at_mut(width);
        multiply(reset, state);
        multiply_matrix(weights.candidates, &reset[..neurons], candidates);
        activate(activation, candidates);
        // state = candidate + update · (state - candidate)
        add_times(state, candidates, -1.0);
        multiply(state, update);
        add_times(state, candidates, 1.0);
    }
}

/// Applies the activation to sums, whose number is a multiple of a vector's.
#[inline(never)]
fn activate(activation: Activation, sums: &mut [f32]) {
    // The hyperbolic tangent is 2 · sigmoid(2x) - 1.
    let (factor, offset) = if activation == Activation::Tanh { (2.0, -1.0) } else { (1.0, 0.0) };
    let (factor, offset, tiny) = (F32x4::splat(factor), F32x4::splat(offset), F32x4::splat(TINY));
    for lanes in sums.as_chunks_mut().0 {
        let sum = F32x4::load(lanes);
        let result = match activation {
            Activation::Relu => sum.max(tiny),
            _ => sigmoid(sum * factor) * factor + offset,
        };
        result.store(lanes);
    }
}

/// The smallest output of a rectifier, instead of 0. Otherwise, states that decay towards 0 would become denormals,
/// which are slow on many processors.
const TINY: f32 = 1e-20;

/// 1 / (1 + exp(-x)), to 3e-7.
#[inline(always)]
fn sigmoid(x: F32x4) -> F32x4 {
    let limit = F32x4::splat(40.0);
    let x = x.min(limit).max(F32x4::splat(-40.0));
    // exp(-x) = 2^n · 2^f with f from -1/2 to 1/2.
    let exponent = x * F32x4::splat(-core::f32::consts::LOG2_E);
    let whole = exponent.round_small();
    let rest = exponent - whole.to_f32();
    // The series of 2^f; the first omitted term is below 2e-7 at 1/2.
    let series = [0.001_333_355_8, 0.009_618_129, 0.055_504_11, 0.240_226_5, core::f32::consts::LN_2, 1.0];
    let power = series.into_iter().fold(F32x4::splat(0.000_154_035_3), |sum, term| sum * rest + F32x4::splat(term));
    let one = F32x4::splat(1.0);
    one.divide(one + power.times_power_of_two(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activations_agree_with_their_functions() {
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
            assert_eq!(of(Activation::Relu), exact.max(f64::from(TINY)), "rectifier of {x}");
        }
        let mut sums = [1e30, -1e30, f32::INFINITY, f32::NEG_INFINITY];
        activate(Activation::Sigmoid, &mut sums);
        assert!(sums.iter().all(|sum| (0.0..=1.0).contains(sum)), "saturated inputs: {sums:?}");
    }
}
