//! The kernels with our layer.

use core::array::from_fn;

use filmgate::simd::{I16x8, I32x4, Pixels, map_pixels};

use super::{Matrix, PAIRS};

fn pairs([a, b]: [i16; 2]) -> I16x8 {
    I16x8::from_array([a, b, a, b, a, b, a, b])
}

#[inline(never)]
pub fn matrix(source: &[u8], target: &mut [u8], matrix: &Matrix) {
    let matrix = matrix.map(|(rb, ga, add)| (pairs(rb), pairs(ga), I32x4::splat(add)));
    map_pixels(Pixels::Into { source, target }, |v| {
        let (rb, ga) = (v.even(), v.odd());
        let [r, g, b, a] = matrix.map(|(of_rb, of_ga, add)| (rb.dot(of_rb) + ga.dot(of_ga) + add).shift_right::<12>());
        I16x8::to_pixels(I32x4::pair(r, g), I32x4::pair(b, a))
    });
}

#[inline(never)]
pub fn row(line: &[i16], paired: &mut [i16], out: &mut [i16], weights: &[[i16; 2]; PAIRS]) {
    let neighbours = line.as_chunks::<8>().0.iter().zip(line[4..].as_chunks::<8>().0);
    for ((first, second), paired) in neighbours.zip(paired.as_chunks_mut::<16>().0) {
        let (first, second) = (I16x8::load(first), I16x8::load(second));
        let (low, high) = paired.as_chunks_mut::<8>().0.split_at_mut(1);
        first.zip_low(second).store(&mut low[0]);
        first.zip_high(second).store(&mut high[0]);
    }
    // In memory, one load per tap: for weights in variables, the engine would spill sums.
    let weights: Vec<[i16; 8]> = weights.iter().map(|&w| pairs(w).to_array()).collect();
    for (i, out) in out.as_chunks_mut::<32>().0.iter_mut().enumerate() {
        let mut sums = [I32x4::splat(1 << 13); 8];
        for (j, weight) in weights.iter().enumerate() {
            let weight = I16x8::load(weight);
            let Some(pairs) = paired.get(64 * i + 16 * j..).and_then(|p| p.first_chunk::<64>()) else { break };
            for (sum, pair) in sums.iter_mut().zip(pairs.as_chunks::<8>().0) {
                *sum = *sum + I16x8::load(pair).dot(weight);
            }
        }
        for (out, sums) in out.as_chunks_mut::<8>().0.iter_mut().zip(sums.as_chunks::<2>().0) {
            I32x4::narrow(sums[0].shift_right::<14>(), sums[1].shift_right::<14>()).store(out);
        }
    }
}

/// The same sum with a rounded Q15 product for each tap: the bits differ.
#[inline(never)]
pub fn row_q15(line: &[i16], out: &mut [i16], weights: &[[i16; 2]; PAIRS]) {
    let weights: [I16x8; 2 * PAIRS] = from_fn(|i| I16x8::splat(weights[i / 2][i % 2] * 2));
    for (i, out) in out.as_chunks_mut::<32>().0.iter_mut().enumerate() {
        let mut sums = [I16x8::splat(0); 4];
        for (j, weight) in weights.iter().enumerate() {
            let Some(pixels) = line.get(32 * i + 4 * j..).and_then(|l| l.first_chunk::<32>()) else { break };
            for (sum, pixels) in sums.iter_mut().zip(pixels.as_chunks::<8>().0) {
                *sum = *sum + I16x8::load(pixels).multiply_q15(*weight);
            }
        }
        for (out, sum) in out.as_chunks_mut::<8>().0.iter_mut().zip(sums) {
            sum.store(out);
        }
    }
}
