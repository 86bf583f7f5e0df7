//! The weights of RNNoise's network.

use super::matrix::{fill, padded};
use crate::declare::Resource;
use crate::error::{Code, Detail, Error, Result};
use alloc::vec::Vec;

/// Number of features of a frame.
pub(super) const FEATURES: usize = 42;
/// Number of bands of the spectrum, with a gain each.
pub(super) const BANDS: usize = 22;

/// Maximum number of neurons and of inputs of a layer.
pub(super) const MAXIMUM_NEURONS: usize = 127;
pub(super) const MAXIMUM_INPUTS: usize = 2 * MAXIMUM_NEURONS + FEATURES;
/// Number of sums per neuron of a recurrent layer: two gates and a candidate.
pub(super) const KINDS: usize = 3;

/// The activation function of a neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Activation {
    Tanh,
    Sigmoid,
    /// The rectifier: negative sums become 0.
    Relu,
}

/// A layer. Each neuron is connected to all inputs. Recurrent layers consist of gated units (K. Cho and others,
/// "Learning Phrase Representations using RNN Encoder–Decoder", 2014), each with an update gate, a reset gate and a
/// candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layer {
    pub(super) neurons: usize,
    pub(super) activation: Activation,
    pub(super) recurrent: bool,
    /// End of its weights in the table.
    end: usize,
}

/// The weights of a layer. Neurons, gates and candidates are each padded to whole tiles.
pub(super) struct Weights<'a> {
    pub(super) bias: &'a [f32],
    /// The weights of the inputs.
    pub(super) inputs: &'a [f32],
    /// The weights of the state for both gates and for the candidates; empty if the layer isn't recurrent.
    pub(super) gates: &'a [f32],
    pub(super) candidates: &'a [f32],
}

/// The inputs of a layer: the outputs of other layers, followed by the features.
pub(super) struct Source {
    pub(super) layers: &'static [usize],
    pub(super) features: bool,
    recurrent: bool,
}

/// The layers (the paper's figure 3).
pub(super) const SOURCES: [Source; 6] = [
    Source { layers: &[], features: true, recurrent: false },
    // Voice, noise, and the spectral gains computed from both.
    Source { layers: &[0], features: false, recurrent: true },
    Source { layers: &[0, 1], features: true, recurrent: true },
    Source { layers: &[1, 2], features: true, recurrent: true },
    // The output layers: gains, and the probability of voice.
    Source { layers: &[3], features: false, recurrent: false },
    Source { layers: &[1], features: false, recurrent: false },
];

/// The validated weights of the noise suppressor's network. Effects share it.
///
/// The bytes have the format of the crate `nnnoiseless` and its training scripts: signed, in units of 1/256. Six layers
/// follow each other: a dense layer, three recurrent layers for voice, noise and gains, and two dense layers with 22
/// gains and the probability of voice. Each begins with the number of inputs, the number of neurons and the activation
/// (0 tanh, 1 sigmoid, 2 rectifier). Then follow the weights of the inputs, input by input, the weights of the state
/// for recurrent layers, and the biases.
#[derive(Clone, Debug, PartialEq)]
pub struct NoiseModel {
    pub(super) layers: [Layer; SOURCES.len()],
    /// The weights of all layers, each in the order of biases, inputs and states.
    table: Vec<f32>,
}

impl Resource for NoiseModel {
    fn kind(&self) -> &'static str {
        "model"
    }

    fn byte_length(&self) -> usize {
        size_of::<Self>() + self.table.len() * size_of::<f32>()
    }

    fn expected() -> &'static str {
        "a noise model, or null"
    }
}

impl NoiseModel {
    /// Reads the weights.
    ///
    /// # Errors
    /// `invalid-argument` if the bytes aren't such a network; `out-of-memory`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::read(bytes)?.ok_or_else(|| {
            let expected = Detail::from("the bytes of a network in the format of RNNoise");
            Error::new(Code::InvalidArgument, "model", expected, bytes.len() as f64)
        })
    }

    /// Returns `None` if the bytes aren't a network.
    fn read(bytes: &[u8]) -> Result<Option<Self>> {
        let none = Layer { neurons: 0, activation: Activation::Relu, recurrent: false, end: 0 };
        let mut model = Self { layers: [none; SOURCES.len()], table: Vec::new() };
        let mut rest = bytes;
        for (index, source) in SOURCES.iter().enumerate() {
            let Some((&[given, neurons, activation], behind)) = rest.split_first_chunk() else { return Ok(None) };
            let (inputs, neurons) = (model.inputs(source), usize::from(neurons));
            let activation = match activation {
                0 => Activation::Tanh,
                1 => Activation::Sigmoid,
                2 => Activation::Relu,
                _ => return Ok(None),
            };
            if usize::from(given) != inputs || !(1..=MAXIMUM_NEURONS).contains(&neurons) {
                return Ok(None);
            }
            let (kinds, states) = if source.recurrent { (KINDS, neurons) } else { (1, 0) };
            let (row, width) = (kinds * neurons, padded(neurons));
            let (state_at, bias_at) = (inputs * row, (inputs + states) * row);
            let Some((layer, behind)) = behind.split_at_checked(bias_at + row) else { return Ok(None) };
            rest = behind;
            let table = &mut model.table;
            let room = (inputs + states + 1) * kinds * width;
            table.try_reserve_exact(room).map_err(|_| Error::out_of_memory(room * size_of::<f32>()))?;
            let start = table.len();
            table.resize(start + room, 0.0);
            let mut slots = &mut table[start..];
            // The start of each matrix and its number of inputs. Biases are the weights of a single input that is
            // always 1.
            for (at, inputs) in [(bias_at, 1), (0, inputs), (state_at, states)] {
                let (matrix, behind) = slots.split_at_mut((inputs * kinds * width).min(slots.len()));
                slots = behind;
                fill(matrix, inputs, &|input, result| {
                    let (kind, neuron) = (result / width, result % width);
                    let byte = layer.get(at + input * row + kind * neurons + neuron).filter(|_| neuron < neurons);
                    byte.map_or(0.0, |byte| f32::from(byte.cast_signed()) / 256.0)
                });
            }
            model.layers[index] = Layer { neurons, activation, recurrent: source.recurrent, end: model.table.len() };
        }
        let [.., gains, probability] = &model.layers;
        let fits = gains.neurons == BANDS && probability.neurons == 1 && rest.is_empty();
        Ok(fits.then_some(model))
    }

    /// The number of inputs of a layer.
    fn inputs(&self, source: &Source) -> usize {
        let seen: usize = source.layers.iter().map(|&layer| self.layers[layer].neurons).sum();
        seen + if source.features { FEATURES } else { 0 }
    }

    /// The weights of a layer with `inputs` inputs.
    pub(super) fn weights(&self, layer: usize, inputs: usize) -> Weights<'_> {
        let start = layer.checked_sub(1).map_or(0, |before| self.layers[before].end);
        let Layer { neurons, recurrent, end, .. } = self.layers[layer];
        let width = padded(neurons);
        let (kinds, states) = if recurrent { (KINDS, neurons) } else { (1, 0) };
        let (bias, rest) = self.table[start..end].split_at(kinds * width);
        let (inputs, rest) = rest.split_at(inputs * kinds * width);
        let (gates, candidates) = rest.split_at((KINDS - 1) * states * width);
        Weights { bias, inputs, gates, candidates }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::MODEL;

    #[test]
    fn the_model_is_read() {
        let model = NoiseModel::from_bytes(MODEL).unwrap();
        let neurons: Vec<usize> = model.layers.iter().map(|layer| layer.neurons).collect();
        assert_eq!(neurons, [24, 24, 48, 96, 22, 1], "the paper's figure 3");
        assert!(model.byte_length() > 4 * 80_000, "{}", model.byte_length());
    }

    #[test]
    fn invalid_bytes_are_errors_or_networks() {
        let refused = |bytes: &[u8]| match NoiseModel::from_bytes(bytes) {
            Err(error) => error.argument == "model" && error.code == Code::InvalidArgument,
            Ok(_) => false,
        };
        for length in [0, 1, 3, 1000, MODEL.len() - 1] {
            assert!(refused(&MODEL[..length]), "cut to {length} bytes");
        }
        assert!(refused(&[MODEL, &[0]].concat()), "an extra byte");
        assert!(refused(&[255; 4096]) && refused(&[0; 4096]), "constant bytes");
        // In the header of a layer, any other count or activation is rejected, unless all sizes match by chance.
        let row = |inputs: usize, neurons: usize| 3 + KINDS * neurons * (inputs + neurons + 1);
        let mut at = 0;
        for length in [3 + 24 * 43, row(24, 24), row(90, 48), row(114, 96), 3 + 22 * 97, 3 + 25] {
            for offset in 0..2 {
                for value in 0..=255 {
                    let mut bytes = MODEL.to_vec();
                    bytes[at + offset] = value;
                    assert!(value == MODEL[at + offset] || refused(&bytes), "byte {} is {value}", at + offset);
                }
            }
            let mut bytes = MODEL.to_vec();
            bytes[at + 2] = 3;
            assert!(refused(&bytes), "an unknown activation");
            at += length;
        }
        assert_eq!(at, MODEL.len(), "the rows cover all layers");
    }
}
