//! The weights of RNNoise's network.

use super::matrix::{Matrix, padded};
use crate::error::{Code, Detail, Error, Result};
use alloc::vec::Vec;

/// What the network is told of a frame.
pub(super) const FEATURES: usize = 42;
/// Bands of the spectrum that have a gain each.
pub(super) const BANDS: usize = 22;

/// The most neurons that a layer can have, and the most inputs.
pub(super) const MAXIMUM_NEURONS: usize = 127;
pub(super) const MAXIMUM_INPUTS: usize = 2 * MAXIMUM_NEURONS + FEATURES;
/// Sums of each neuron of a recurrent layer: two gates and a candidate.
pub(super) const KINDS: usize = 3;

/// What a neuron makes of its sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Activation {
    Tanh,
    Sigmoid,
    /// What is positive.
    Relu,
}

/// A layer. Its neurons see all inputs; if it is recurrent they are gated units (K. Cho and others, "Learning Phrase
/// Representations using RNN Encoder–Decoder", 2014), of which each has an update gate, a reset gate and a candidate.
///
/// Gates and candidates are filled up to whole tiles each.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layer {
    pub(super) neurons: usize,
    pub(super) activation: Activation,
    pub(super) recurrent: bool,
    pub(super) bias: Vec<f32>,
    pub(super) weights: Matrix,
    /// What the state gives to the two kinds of gates, and to the candidates; nothing if the layer isn't recurrent.
    pub(super) gates: Matrix,
    pub(super) candidates: Matrix,
}

/// What a layer sees: the results of those layers, and the features behind them.
pub(super) struct Source {
    pub(super) layers: &'static [usize],
    pub(super) features: bool,
    recurrent: bool,
}

/// The layers (the paper's figure 3).
pub(super) const SOURCES: [Source; 6] = [
    Source { layers: &[], features: true, recurrent: false },
    // Voice, noise, and from them what is to be done.
    Source { layers: &[0], features: false, recurrent: true },
    Source { layers: &[0, 1], features: true, recurrent: true },
    Source { layers: &[1, 2], features: true, recurrent: true },
    // The gains, and the probability of voice.
    Source { layers: &[3], features: false, recurrent: false },
    Source { layers: &[1], features: false, recurrent: false },
];

/// The weights of the noise suppressor's network, checked. It is shared by all that use it.
///
/// The bytes are those of the crate `nnnoiseless` and its training scripts, signed, each 1/256: six layers one after the other
/// (dense, three recurrent ones for voice, noise and gains, and the dense ones that give 22 gains and the probability of voice).
/// Each begins with the counts of inputs and neurons and the kind of activation (0 tanh, 1 sigmoid, 2 rectifier); then come the
/// weights of the inputs, input by input, those of the state if it is recurrent, and the biases.
#[derive(Clone, Debug, PartialEq)]
pub struct NoiseModel {
    pub(super) layers: Vec<Layer>,
}

impl NoiseModel {
    /// Reads the weights.
    ///
    /// # Errors
    /// `invalid-argument` if the bytes are no such network; `out-of-memory`.
    #[inline(never)]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader { rest: bytes, total: bytes.len() };
        let mut layers: Vec<Layer> = Vec::with_capacity(SOURCES.len());
        for source in &SOURCES {
            let seen = source.layers.iter().filter_map(|&layer| layers.get(layer)).map(|layer| layer.neurons);
            let inputs = seen.sum::<usize>() + if source.features { FEATURES } else { 0 };
            layers.push(reader.layer(inputs, source.recurrent)?);
        }
        let results = [4, 5].map(|layer: usize| layers.get(layer).map_or(0, |layer| layer.neurons));
        if results != [BANDS, 1] || !reader.rest.is_empty() {
            return Err(reader.damaged());
        }
        Ok(Self { layers })
    }

    /// Bytes that it takes.
    pub fn byte_length(&self) -> usize {
        let bytes = self.layers.iter().map(|layer| {
            let matrices = [&layer.weights, &layer.gates, &layer.candidates];
            let weights: usize = matrices.iter().map(|matrix| matrix.byte_length()).sum();
            size_of::<Layer>() + weights + layer.bias.len() * size_of::<f32>()
        });
        size_of::<Self>() + bytes.sum::<usize>()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    total: usize,
}

impl<'a> Reader<'a> {
    #[cold]
    fn damaged(&self) -> Error {
        let expected = Detail::from("the bytes of a network as RNNoise has it");
        Error::new(Code::InvalidArgument, "model", expected, alloc::format!("{} bytes", self.total))
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| self.damaged())?;
        self.rest = rest;
        Ok(taken)
    }

    /// How many neurons there are, and their activation. The count of inputs must be the one that the layers before have.
    fn head(&mut self, inputs: usize) -> Result<(usize, Activation)> {
        let [given, neurons, activation] = *self.take(3)? else { return Err(self.damaged()) };
        let neurons = usize::from(neurons);
        let activation = match activation {
            0 => Activation::Tanh,
            1 => Activation::Sigmoid,
            2 => Activation::Relu,
            _ => return Err(self.damaged()),
        };
        if usize::from(given) != inputs || !(1..=MAXIMUM_NEURONS).contains(&neurons) {
            return Err(self.damaged());
        }
        Ok((neurons, activation))
    }

    #[inline(never)]
    fn layer(&mut self, inputs: usize, recurrent: bool) -> Result<Layer> {
        let (neurons, activation) = self.head(inputs)?;
        let kinds = if recurrent { KINDS } else { 1 };
        let (row, width) = (kinds * neurons, padded(neurons));
        // Some kinds of a matrix that lies input by input, each filled up to whole tiles.
        let matrix = |bytes: &[u8], inputs: usize, first: usize, kinds: usize| {
            Matrix::new(inputs, kinds * width, &|input, result| {
                let (kind, neuron) = (first + result / width, result % width);
                let at = input * row + kind * neurons + neuron;
                bytes.get(at).filter(|_| neuron < neurons).map_or(0.0, |byte| f32::from(byte.cast_signed()) / 256.0)
            })
        };
        let weights = matrix(self.take(inputs * row)?, inputs, 0, kinds)?;
        let (states, state) = if recurrent { (neurons, self.take(neurons * row)?) } else { (0, &[][..]) };
        let gates = matrix(state, states, 0, KINDS - 1)?;
        let candidates = matrix(state, states, KINDS - 1, 1)?;
        // As of one input that is always 1.
        let bias = matrix(self.take(row)?, 1, 0, kinds)?.into_weights();
        Ok(Layer { neurons, activation, recurrent, bias, weights, gates, candidates })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::testing::MODEL;

    #[test]
    fn the_model_is_read() {
        let model = NoiseModel::from_bytes(MODEL).unwrap();
        let neurons: Vec<usize> = model.layers.iter().map(|layer| layer.neurons).collect();
        assert_eq!(neurons, [24, 24, 48, 96, 22, 1], "the paper's figure 3");
        assert!(model.byte_length() > 4 * 80_000, "{}", model.byte_length());
    }

    #[test]
    fn hostile_bytes_are_errors_or_networks() {
        let refused = |bytes: &[u8]| match NoiseModel::from_bytes(bytes) {
            Err(error) => error.argument == "model" && error.code == Code::InvalidArgument,
            Ok(_) => false,
        };
        for length in [0, 1, 3, 1000, MODEL.len() - 1] {
            assert!(refused(&MODEL[..length]), "cut to {length} bytes");
        }
        assert!(refused(&[MODEL, &[0]].concat()), "a byte too many");
        assert!(refused(&[255; 4096]) && refused(&[0; 4096]), "no network at all");
        // The heads of the layers: every other count or kind is refused, unless all sizes fit by chance.
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
            assert!(refused(&bytes), "no such activation");
            at += length;
        }
        assert_eq!(at, MODEL.len(), "those were all layers");
    }
}
