//! The weights of RNNoise's network.

use super::matrix::{Matrix, padded};
use crate::error::{Code, Detail, Error, Result};
use crate::filters::rows::zeroed;
use alloc::vec::Vec;

/// What the network is told of a frame.
pub(super) const FEATURES: usize = 42;
/// Bands of the spectrum that have a gain each.
pub(super) const BANDS: usize = 22;

/// What a neuron makes of its sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Activation {
    Tanh,
    Sigmoid,
    /// What is positive.
    Relu,
}

/// A layer whose neurons see all inputs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dense {
    pub(super) neurons: usize,
    pub(super) activation: Activation,
    pub(super) bias: Vec<f32>,
    pub(super) weights: Matrix,
}

/// A layer of gated recurrent units (K. Cho and others, "Learning Phrase Representations using RNN Encoder–Decoder", 2014).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Recurrent {
    pub(super) neurons: usize,
    pub(super) activation: Activation,
    /// Of the update gates, the reset gates and the candidates, each filled up to whole tiles. So are the results of matrices.
    pub(super) bias: Vec<f32>,
    pub(super) input: Matrix,
    /// What the state gives to the two kinds of gates.
    pub(super) gates: Matrix,
    /// What the state gives to the candidates.
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
    pub(super) input: Dense,
    pub(super) voice: Recurrent,
    pub(super) noise: Recurrent,
    pub(super) gain: Recurrent,
    pub(super) gains: Dense,
    pub(super) probability: Dense,
}

impl NoiseModel {
    /// Reads the weights.
    ///
    /// # Errors
    /// `invalid-argument` if the bytes are no such network; `out-of-memory`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader { rest: bytes, total: bytes.len() };
        let input = reader.dense(FEATURES)?;
        let voice = reader.recurrent(input.neurons)?;
        let noise = reader.recurrent(input.neurons + voice.neurons + FEATURES)?;
        let gain = reader.recurrent(voice.neurons + noise.neurons + FEATURES)?;
        let gains = reader.dense(gain.neurons)?;
        let probability = reader.dense(voice.neurons)?;
        if gains.neurons != BANDS || probability.neurons != 1 || !reader.rest.is_empty() {
            return Err(reader.damaged());
        }
        Ok(Self { input, voice, noise, gain, gains, probability })
    }

    /// Bytes that it takes.
    pub fn byte_length(&self) -> usize {
        let dense = [&self.input, &self.gains, &self.probability];
        let recurrent = [&self.voice, &self.noise, &self.gain];
        let dense = dense.iter().map(|layer| layer.weights.byte_length() + 4 * layer.bias.len());
        let recurrent = recurrent.iter().map(|layer| {
            let matrices = [&layer.input, &layer.gates, &layer.candidates];
            matrices.iter().map(|matrix| matrix.byte_length()).sum::<usize>() + 4 * layer.bias.len()
        });
        size_of::<Self>() + dense.sum::<usize>() + recurrent.sum::<usize>()
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    total: usize,
}

/// A weight, of its byte. Those of a matrix lie input by input.
fn weight(byte: u8) -> f32 {
    f32::from(byte.cast_signed()) / 256.0
}

/// Gates and candidates: three for each neuron, one kind after the other.
const KINDS: usize = 3;

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
        let activation = match activation {
            0 => Activation::Tanh,
            1 => Activation::Sigmoid,
            2 => Activation::Relu,
            _ => return Err(self.damaged()),
        };
        if usize::from(given) != inputs || !(1..128).contains(&neurons) {
            return Err(self.damaged());
        }
        Ok((usize::from(neurons), activation))
    }

    fn dense(&mut self, inputs: usize) -> Result<Dense> {
        let (neurons, activation) = self.head(inputs)?;
        let weights = self.take(inputs * neurons)?;
        let bias = spread(self.take(neurons)?, 1)?;
        let weights = Matrix::new(inputs, neurons, |input, neuron| weight(weights[input * neurons + neuron]))?;
        Ok(Dense { neurons, activation, bias, weights })
    }

    fn recurrent(&mut self, inputs: usize) -> Result<Recurrent> {
        let (neurons, activation) = self.head(inputs)?;
        let row = KINDS * neurons;
        let (input, state) = (self.take(inputs * row)?, self.take(neurons * row)?);
        let bias = spread(self.take(row)?, KINDS)?;
        let width = padded(neurons);
        // Some kinds of a matrix, each filled up to whole tiles.
        let matrix = |bytes: &[u8], inputs: usize, first: usize, kinds: usize| {
            Matrix::new(inputs, kinds * width, |input, result| {
                let (kind, neuron) = (first + result / width, result % width);
                if neuron < neurons { weight(bytes[input * row + kind * neurons + neuron]) } else { 0.0 }
            })
        };
        Ok(Recurrent {
            neurons,
            activation,
            bias,
            input: matrix(input, inputs, 0, KINDS)?,
            gates: matrix(state, neurons, 0, KINDS - 1)?,
            candidates: matrix(state, neurons, KINDS - 1, 1)?,
        })
    }
}

/// Biases of so many kinds, each filled up to whole tiles.
fn spread(bytes: &[u8], kinds: usize) -> Result<Vec<f32>> {
    let neurons = bytes.len() / kinds;
    let width = padded(neurons);
    let mut bias: Vec<f32> = zeroed(kinds * width)?;
    for (line, bytes) in bias.chunks_exact_mut(width).zip(bytes.chunks_exact(neurons)) {
        line.iter_mut().zip(bytes).for_each(|(slot, &byte)| *slot = weight(byte));
    }
    Ok(bias)
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
