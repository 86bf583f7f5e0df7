//! Results that are mixed with the frame through a mask, plane by plane.

use crate::image::frame::{FrameMut, FrameRef, Plane, Sample};
use crate::image::kernels::alpha;
use crate::simd::{I16x8, U8x16};

/// Number of samples whose weights are computed at a time: they stay in the first-level cache.
const CHUNK: usize = 256;

/// Mixes `result` into `target`, a frame of the same layout without alpha: 255 in the mask is the result, 0 the target;
/// mixtures are rounded to nearest. Where pixels share a sample, its weight is the mean of theirs.
pub(crate) fn mix_through(result: &FrameRef<'_>, target: &mut FrameMut<'_>, mask: Plane<'_>) {
    let layout = *result.layout();
    let format = layout.format().spec();
    let last_row = (layout.height() as usize).saturating_sub(1);
    for (index, (plane, spec)) in layout.planes().zip(format.planes).enumerate() {
        let [across, down] = spec.halvings;
        let mut to = target.plane_mut(index);
        let bytes = plane.row_bytes / plane.width;
        for y in 0..plane.rows {
            // An odd last row shares its samples with no other.
            let rows = [mask.row((y << down).min(last_row)), mask.row((((y + 1) << down) - 1).min(last_row))];
            let (from, to) = (result.plane(index).row(y), to.row_mut(y));
            for (at, (from, to)) in from.chunks(CHUNK * bytes).zip(to.chunks_mut(CHUNK * bytes)).enumerate() {
                let mut weights = [0; CHUNK];
                let weights = &mut weights[..from.len() / bytes];
                mean_weights(rows, at * CHUNK, across, weights);
                match (format.sample, bytes) {
                    (Sample::U8, 1) => mix_plane(from, to, weights),
                    (Sample::U8, 2) => mix_bytes::<2>(from, to, weights),
                    (Sample::U8, _) => mix_bytes::<4>(from, to, weights),
                    (Sample::U10, _) => mix_tens(from, to, weights),
                    (Sample::F32, _) => mix_floats(from, to, weights),
                }
            }
        }
    }
}

/// Writes the mean of the weights that each sample has from sample `first` on, rounded to nearest. `rows` are the first
/// and the last row of the mask that share the samples.
fn mean_weights([upper, lower]: [&[u8]; 2], first: usize, across: u32, weights: &mut [u8]) {
    if across == 0 {
        let (upper, lower) = (upper.get(first..).unwrap_or_default(), lower.get(first..).unwrap_or_default());
        for ((weight, &a), &b) in weights.iter_mut().zip(upper).zip(lower) {
            *weight = (u16::from(a) + u16::from(b)).div_ceil(2) as u8;
        }
        return;
    }
    let (upper, lower) = (upper.get(2 * first..).unwrap_or_default(), lower.get(2 * first..).unwrap_or_default());
    let ((upper, upper_end), (lower, lower_end)) = (upper.as_chunks::<2>(), lower.as_chunks::<2>());
    let pairs = weights.iter_mut().zip(upper).zip(lower);
    for ((weight, &[a, b]), &[c, d]) in pairs {
        *weight = ((u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d) + 2) >> 2) as u8;
    }
    // An odd last column shares its samples with no other.
    if let (Some(weight), [a], [b]) = (weights.get_mut(upper.len()), upper_end, lower_end) {
        *weight = (u16::from(*a) + u16::from(*b)).div_ceil(2) as u8;
    }
}

/// As [`mix_bytes`], for one channel.
fn mix_plane(from: &[u8], to: &mut [u8], weights: &[u8]) {
    let all = I16x8::splat(255);
    let half = |old: I16x8, new: I16x8, weight: I16x8| alpha::over_255(old * (all - weight) + new * weight);
    let ((from, from_tail), (to, to_tail)) = (from.as_chunks::<16>(), to.as_chunks_mut::<16>());
    let (weights, weights_tail) = weights.as_chunks::<16>();
    for ((from, to), weights) in from.iter().zip(to).zip(weights) {
        let (new, old, weight) = (U8x16::load(from), U8x16::load(to), U8x16::load(weights));
        let low = half(old.widen_low(), new.widen_low(), weight.widen_low());
        let high = half(old.widen_high(), new.widen_high(), weight.widen_high());
        I16x8::narrow(low, high).store(to);
    }
    mix_bytes::<1>(from_tail, to_tail, weights_tail);
}

/// `round(x / 255)`, exact up to 65,535.
fn over_255(x: u32) -> u32 {
    let x = x + 128;
    (x + (x >> 8)) >> 8
}

fn mix_bytes<const CHANNELS: usize>(from: &[u8], to: &mut [u8], weights: &[u8]) {
    let pixels = from.as_chunks::<CHANNELS>().0.iter().zip(to.as_chunks_mut::<CHANNELS>().0).zip(weights);
    for ((new, old), &weight) in pixels {
        let weight = u32::from(weight);
        for (new, old) in new.iter().zip(old) {
            *old = over_255(u32::from(*old) * (255 - weight) + u32::from(*new) * weight) as u8;
        }
    }
}

fn mix_tens(from: &[u8], to: &mut [u8], weights: &[u8]) {
    for ((new, old), &weight) in from.as_chunks::<2>().0.iter().zip(to.as_chunks_mut::<2>().0).zip(weights) {
        let (weight, before) = (u32::from(weight), u32::from(u16::from_le_bytes(*old)));
        let sum = before * (255 - weight) + u32::from(u16::from_le_bytes(*new)) * weight;
        *old = (((sum + 127) / 255) as u16).to_le_bytes();
    }
}

fn mix_floats(from: &[u8], to: &mut [u8], weights: &[u8]) {
    for ((new, old), &weight) in from.as_chunks::<4>().0.iter().zip(to.as_chunks_mut::<4>().0).zip(weights) {
        let (before, share) = (f32::from_ne_bytes(*old), f32::from(weight) / 255.0);
        *old = (before + (f32::from_ne_bytes(*new) - before) * share).to_ne_bytes();
    }
}
