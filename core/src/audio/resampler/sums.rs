//! Dot products of weights and samples.

use crate::simd::{F32x4, F64x2};

/// Number of weights and samples processed as a group.
pub(super) const GROUP: usize = 16;

/// The products of a group: four vectors of four lanes.
#[inline(always)]
fn products(weights: &[f32; GROUP], samples: &[f32; GROUP]) -> [F32x4; 4] {
    let (weights, samples) = (weights.as_chunks().0, samples.as_chunks().0);
    core::array::from_fn(|i| F32x4::load(&weights[i]) * F32x4::load(&samples[i]))
}

/// The sums for `N` channels at once, in 32 bits. Products are added in the same order for any `N`.
#[inline(always)]
pub(super) fn short<const N: usize>(weights: &[f32], channels: [&[f32]; N]) -> [f32; N] {
    let mut sums = [[F32x4::splat(0.0); 4]; N];
    for (group, weights) in weights.as_chunks().0.iter().enumerate() {
        for (sums, samples) in sums.iter_mut().zip(channels) {
            let Some(samples) = samples.as_chunks().0.get(group) else { continue };
            let products = products(weights, samples);
            sums.iter_mut().zip(products).for_each(|(sum, product)| *sum = *sum + product);
        }
    }
    sums.map(|[a, b, c, d]| {
        let [a, b, c, d] = ((a + b) + (c + d)).to_array();
        (a + b) + (c + d)
    })
}

/// The sums in 64 bits, where at most four products are added in 32 bits first: the error of those is at -150 dB.
#[inline(always)]
pub(super) fn long<const N: usize>(weights: &[f32], channels: [&[f32]; N]) -> [f32; N] {
    let mut sums = [[F64x2::splat(0.0); 2]; N];
    for (group, weights) in weights.as_chunks().0.iter().enumerate() {
        for (sums, samples) in sums.iter_mut().zip(channels) {
            let Some(samples) = samples.as_chunks().0.get(group) else { continue };
            let [a, b, c, d] = products(weights, samples);
            let wide = ((a + b) + (c + d)).to_f64();
            sums.iter_mut().zip(wide).for_each(|(sum, wide)| *sum = *sum + wide);
        }
    }
    sums.map(|[a, b]| {
        let [a, b] = (a + b).to_array();
        (a + b) as f32
    })
}
