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

/// A layer, whose neurons see all inputs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layer {
    pub(super) neurons: usize,
    pub(super) activation: Activation,
    /// Of the neurons; if the layer is recurrent, of update gates, reset gates and candidates. Each kind is filled up to whole
    /// tiles, and so are the results of the matrices.
    pub(super) bias: Vec<f32>,
    pub(super) weights: Matrix,
    pub(super) recurrent: Option<Recurrent>,
}

/// What makes a layer one of gated recurrent units (K. Cho and others, "Learning Phrase Representations using RNN
/// Encoder–Decoder", 2014): what its state gives to the two kinds of gates, and to the candidates.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Recurrent {
    pub(super) gates: Matrix,
    pub(super) candidates: Matrix,
}

/// The weights of the noise suppressor's network, checked. It is shared by all that use it.
///
/// The bytes are those of the crate `nnnoiseless` and its training scripts, signed, each 1/256: six layers one after the other
/// (dense, three recurrent ones for voice, noise and gains, and the dense ones that give 22 gains and the probability of voice).
/// Each begins with the counts of inputs and neurons and the kind of activation (0 tanh, 1 sigmoid, 2 rectifier); then come the
/// weights of the inputs, input by input, those of the state if it is recurrent, and the biases.
#[derive(Clone, Debug, PartialEq)]
pub struct NoiseModel {
    pub(super) input: Layer,
    pub(super) voice: Layer,
    pub(super) noise: Layer,
    pub(super) gain: Layer,
    pub(super) gains: Layer,
    pub(super) probability: Layer,
}

impl NoiseModel {
    /// Reads the weights.
    ///
    /// # Errors
    /// `invalid-argument` if the bytes are no such network; `out-of-memory`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader { rest: bytes, total: bytes.len() };
        let input = reader.layer(FEATURES, false)?;
        let voice = reader.layer(input.neurons, true)?;
        let noise = reader.layer(input.neurons + voice.neurons + FEATURES, true)?;
        let gain = reader.layer(voice.neurons + noise.neurons + FEATURES, true)?;
        let gains = reader.layer(gain.neurons, false)?;
        let probability = reader.layer(voice.neurons, false)?;
        if gains.neurons != BANDS || probability.neurons != 1 || !reader.rest.is_empty() {
            return Err(reader.damaged());
        }
        Ok(Self { input, voice, noise, gain, gains, probability })
    }

    /// Bytes that it takes.
    pub fn byte_length(&self) -> usize {
        let layers = [&self.input, &self.voice, &self.noise, &self.gain, &self.gains, &self.probability];
        let bytes = layers.map(|layer| {
            let recurrent = layer.recurrent.as_ref();
            let state = recurrent.map_or(0, |state| state.gates.byte_length() + state.candidates.byte_length());
            layer.weights.byte_length() + state + layer.bias.len() * size_of::<f32>()
        });
        size_of::<Self>() + bytes.iter().sum::<usize>()
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
        let recurrent = if recurrent {
            let state = self.take(neurons * row)?;
            let gates = matrix(state, neurons, 0, KINDS - 1)?;
            Some(Recurrent { gates, candidates: matrix(state, neurons, KINDS - 1, 1)? })
        } else {
            None
        };
        // As of one input that is always 1.
        let bias = matrix(self.take(row)?, 1, 0, kinds)?.into_weights();
        Ok(Layer { neurons, activation, bias, weights, recurrent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::testing::MODEL;

    #[test]
    fn the_model_is_read() {
        let model = NoiseModel::from_bytes(MODEL).unwrap();
        let neurons = [model.voice.neurons, model.noise.neurons, model.gain.neurons];
        assert_eq!((model.input.neurons, neurons), (24, [24, 48, 96]), "the paper's figure 3");
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
