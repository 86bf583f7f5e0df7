//! Matrices times vectors.

use alloc::vec::Vec;

use crate::error::Result;
use crate::filters::rows::zeroed;
use crate::simd::F32x4;

/// Results that are summed at once: six vectors of four, which are as many as registers have room for. The layers of the model
/// have 24, 48 and 96 neurons.
pub(super) const TILE: usize = 24;

/// `count`, rounded up to whole tiles.
pub(super) const fn padded(count: usize) -> usize {
    count.div_ceil(TILE) * TILE
}

/// A matrix, in the order in which it is read: of 24 results what the first input gives to them, then the second, and so on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matrix {
    inputs: usize,
    weights: Vec<f32>,
}

impl Matrix {
    /// The matrix of what each input gives to each result. Results are filled up to a multiple of 24.
    #[inline(never)]
    pub(super) fn new(inputs: usize, results: usize, weight: &dyn Fn(usize, usize) -> f32) -> Result<Self> {
        let mut weights: Vec<f32> = zeroed(inputs * padded(results))?;
        for (index, slot) in weights.iter_mut().enumerate() {
            let (tile, input) = (index / (TILE * inputs), index / TILE % inputs);
            let result = tile * TILE + index % TILE;
            if result < results {
                *slot = weight(input, result);
            }
        }
        Ok(Self { inputs, weights })
    }

    /// The weights, in their order.
    pub(super) fn into_weights(self) -> Vec<f32> {
        self.weights
    }

    /// Bytes of the weights.
    pub(super) fn byte_length(&self) -> usize {
        self.weights.len() * size_of::<f32>()
    }

    /// Adds the products with `input` to the results, of which there are whole tiles.
    #[inline(never)]
    pub(super) fn multiply_add(&self, input: &[f32], results: &mut [f32]) {
        let tiles = self.weights.chunks_exact((TILE * self.inputs).max(1));
        for (tile, results) in tiles.zip(results.as_chunks_mut::<TILE>().0) {
            let mut sums = vectors(results).map(F32x4::load);
            for (row, &input) in tile.as_chunks::<TILE>().0.iter().zip(input) {
                let input = F32x4::splat(input);
                let row = vectors(row);
                for (sum, weights) in sums.iter_mut().zip(row) {
                    *sum = *sum + F32x4::load(weights) * input;
                }
            }
            for (sum, result) in sums.iter().zip(results.as_chunks_mut().0) {
                sum.store(result);
            }
        }
    }
}

/// A tile as vectors.
#[inline(always)]
fn vectors(tile: &[f32; TILE]) -> [&[f32; 4]; TILE / 4] {
    const EMPTY: &[f32; 4] = &[0.0; 4];
    let vectors = tile.as_chunks().0;
    core::array::from_fn(|i| vectors.get(i).unwrap_or(EMPTY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_sum() {
        for (inputs, results) in [(1, 1), (7, 24), (42, 25), (90, 96)] {
            let weight = |input: usize, result: usize| ((input * 7 + result * 13) % 31) as f32 - 15.0;
            let matrix = Matrix::new(inputs, results, &weight).unwrap();
            let input: Vec<f32> = (0..inputs).map(|i| (i % 5) as f32 - 1.0).collect();
            let mut sums = vec![2.0; padded(results)];
            matrix.multiply_add(&input, &mut sums);
            for (result, &sum) in sums.iter().enumerate() {
                // Whole numbers: exact.
                let expected: f32 = (0..inputs).map(|i| weight(i, result) * input[i]).sum();
                assert_eq!(sum, if result < results { 2.0 + expected } else { 2.0 }, "result {result} of {results}");
            }
        }
    }
}
