//! Matrix products and other arithmetic on whole vectors.
//!
//! Each function isn't inlined, and its loops have no fixed length. Inlined and unrolled, they doubled the code of the
//! effect, and were no faster.

use crate::simd::F32x4;

/// Number of results summed at once: six vectors of four, the most that fit in the registers. The layers of the model
/// have 24, 48 and 96 neurons.
pub(super) const TILE: usize = 24;

/// Rounds `count` up to whole tiles.
pub(super) const fn padded(count: usize) -> usize {
    count.div_ceil(TILE) * TILE
}

/// Writes a matrix of the weights from each input to each result. The number of results is a multiple of [`TILE`]. The
/// order is that of reading: for each 24 results, the weights of the first input, then of the second, and so on.
#[inline(never)]
pub(super) fn fill(matrix: &mut [f32], inputs: usize, weight: &dyn Fn(usize, usize) -> f32) {
    let (mut result, mut input) = (0, 0);
    for slot in matrix {
        *slot = weight(input, result);
        result += 1;
        if result % TILE == 0 {
            // The next input of this tile, or the first input of the next tile.
            input += 1;
            if input == inputs {
                input = 0;
            } else {
                result -= TILE;
            }
        }
    }
}

/// Adds the product of a matrix and its inputs to the results, whose number is a multiple of [`TILE`].
#[inline(never)]
pub(super) fn multiply_matrix(matrix: &[f32], inputs: &[f32], results: &mut [f32]) {
    let tiles = matrix.chunks_exact((TILE * inputs.len()).max(1));
    for (tile, results) in tiles.zip(results.as_chunks_mut::<TILE>().0) {
        let mut sums = vectors(results).map(F32x4::load);
        for (row, &input) in tile.as_chunks::<TILE>().0.iter().zip(inputs) {
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

/// Splits a tile into vectors.
#[inline(always)]
fn vectors(tile: &[f32; TILE]) -> [&[f32; 4]; TILE / 4] {
    const EMPTY: &[f32; 4] = &[0.0; 4];
    let vectors = tile.as_chunks().0;
    core::array::from_fn(|i| vectors.get(i).unwrap_or(EMPTY))
}

/// Multiplies values by others, up to the shorter length.
#[inline(never)]
pub(super) fn multiply(values: &mut [f32], by: &[f32]) {
    for (values, by) in values.as_chunks_mut().0.iter_mut().zip(by.as_chunks().0) {
        (F32x4::load(values) * F32x4::load(by)).store(values);
    }
}

/// Adds products to the values, up to the shortest length.
#[inline(never)]
pub(super) fn add_products(values: &mut [f32], a: &[f32], b: &[f32]) {
    let products = a.as_chunks().0.iter().zip(b.as_chunks().0);
    for (values, (a, b)) in values.as_chunks_mut().0.iter_mut().zip(products) {
        (F32x4::load(values) + F32x4::load(a) * F32x4::load(b)).store(values);
    }
}

/// Adds other values times a factor.
#[inline(never)]
pub(super) fn add_times(values: &mut [f32], others: &[f32], factor: f32) {
    let factor = F32x4::splat(factor);
    for (values, others) in values.as_chunks_mut().0.iter_mut().zip(others.as_chunks().0) {
        (F32x4::load(values) + F32x4::load(others) * factor).store(values);
    }
}

/// The dot product, up to the shorter length.
#[inline(never)]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [F32x4::splat(0.0); 4];
    let length = a.len().min(b.len());
    let ((a, a_rest), (b, b_rest)) = (a[..length].as_chunks::<16>(), b[..length].as_chunks::<16>());
    for (a, b) in a.iter().zip(b) {
        for ((sum, a), b) in sums.iter_mut().zip(a.as_chunks().0).zip(b.as_chunks().0) {
            *sum = *sum + F32x4::load(a) * F32x4::load(b);
        }
    }
    let [first, second, third, fourth] = sums;
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    ((first + second) + (third + fourth)).to_array().iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_agree_with_the_sum() {
        for (inputs, results) in [(1, 24), (7, 24), (42, 48), (90, 96)] {
            let weight = |input: usize, result: usize| ((input * 7 + result * 13) % 31) as f32 - 15.0;
            let mut matrix = vec![0.0; inputs * results];
            fill(&mut matrix, inputs, &weight);
            let input: Vec<f32> = (0..inputs).map(|i| (i % 5) as f32 - 1.0).collect();
            let mut sums = vec![2.0; results];
            multiply_matrix(&matrix, &input, &mut sums);
            for (result, &sum) in sums.iter().enumerate() {
                // The numbers are integers, so the sums are exact.
                let expected: f32 = (0..inputs).map(|i| weight(i, result) * input[i]).sum();
                assert_eq!(sum, 2.0 + expected, "result {result} of {results}");
                assert_eq!(dot(&[weight(0, result); 21], &[2.0; 30]), 42.0 * weight(0, result), "a dot product of 21 values");
            }
        }
    }
}
