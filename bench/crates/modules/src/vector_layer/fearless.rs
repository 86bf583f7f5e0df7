//! The kernels with `fearless_simd`, dispatched once per call. The row kernel uses the native vector width.

use fearless_simd::{Level, dispatch, i16x8, i32x4, prelude::*, u8x16, u16x8};

use super::{Matrix, PAIRS};

fn repeat<const N: usize>([a, b]: [i16; 2]) -> [i16; N] {
    core::array::from_fn(|i| if i % 2 == 0 { a } else { b })
}

#[inline(never)]
pub fn matrix(source: &[u8], target: &mut [u8], matrix: &Matrix) {
    dispatch!(Level::new(), simd => matrix_in(simd, source, target, matrix));
}

#[inline(always)]
fn matrix_in<S: Simd>(simd: S, source: &[u8], target: &mut [u8], matrix: &Matrix) {
    let pairs = |of| i16x8::load_array(simd, repeat(of));
    let matrix = matrix.map(|(rb, ga, add)| (pairs(rb), pairs(ga), i32x4::splat(simd, add)));
    let to_pixels = u8x16::load_array(simd, [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15]);
    let words = |low: i32x4<S>, high: i32x4<S>| -> u16x8<S> {
        low.saturating_narrow(high).max(i16x8::splat(simd, 0)).bitcast()
    };
    for (from, to) in source.as_chunks::<16>().0.iter().zip(target.as_chunks_mut::<16>().0) {
        let v: u16x8<S> = u8x16::load_array_ref(simd, from).bitcast();
        let rb: i16x8<S> = (v & u16x8::splat(simd, 0xff)).bitcast();
        let ga: i16x8<S> = (v >> 8).bitcast();
        let [r, g, b, a] = matrix
            .map(|(of_rb, of_ga, add)| (rb.pairwise_dot_product(of_rb) + ga.pairwise_dot_product(of_ga) + add) >> 12);
        words(r, g).saturating_narrow(words(b, a)).swizzle_dyn(to_pixels).store_array(to);
    }
}

#[inline(never)]
pub fn row(line: &[i16], paired: &mut [i16], out: &mut [i16], weights: &[[i16; 2]; PAIRS]) {
    dispatch!(Level::new(), simd => row_in(simd, line, paired, out, weights));
}

#[inline(always)]
fn row_in<S: Simd>(simd: S, line: &[i16], paired: &mut [i16], out: &mut [i16], weights: &[[i16; 2]; PAIRS]) {
    let lanes = S::i16s::LEN;
    let neighbours = line.chunks_exact(lanes).zip(line[4..].chunks_exact(lanes));
    for ((first, second), paired) in neighbours.zip(paired.chunks_exact_mut(2 * lanes)) {
        let (low, high) = S::i16s::from_slice(simd, first).interleave(S::i16s::from_slice(simd, second));
        let (to_low, to_high) = paired.split_at_mut(lanes);
        low.store_slice(to_low);
        high.store_slice(to_high);
    }
    let weights = weights.map(|of| S::i16s::from_slice(simd, &repeat::<64>(of)[..lanes]));
    for (i, out) in out.chunks_exact_mut(4 * lanes).enumerate() {
        let mut sums = [S::i32s::splat(simd, 1 << 13); 8];
        for (j, weight) in weights.iter().enumerate() {
            let Some(pairs) = paired.get(8 * lanes * i + 16 * j..).and_then(|p| p.get(..8 * lanes)) else { break };
            for (sum, pair) in sums.iter_mut().zip(pairs.chunks_exact(lanes)) {
                *sum += S::i16s::from_slice(simd, pair).pairwise_dot_product(*weight);
            }
        }
        for (out, sums) in out.chunks_exact_mut(lanes).zip(sums.as_chunks::<2>().0) {
            (sums[0] >> 14).saturating_narrow(sums[1] >> 14).store_slice(out);
        }
    }
}
