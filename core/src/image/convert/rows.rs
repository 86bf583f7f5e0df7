//! Conversions of rows between layouts of pixels other than YUV.

use crate::image::kernels::luma::luma;
use crate::simd::{F32x4, I32x4, Pixels, U8x16, map_pixels};

/// Converts RGBA to another order of colours, or back: swaps red and blue, and makes the pixels opaque.
#[inline(never)]
pub(super) fn reorder(source: &[u8], target: &mut [u8], swapped: bool, opaque: bool) {
    let alpha = U8x16::splat_pixel([0, 0, 0, 255]);
    match (swapped, opaque) {
        (true, true) => each_vector(source, target, |v| v.swap_red_blue() | alpha),
        (true, false) => each_vector(source, target, U8x16::swap_red_blue),
        (false, true) => each_vector(source, target, |v| v | alpha),
        (false, false) => drop(Pixels::Into { source, target }.kept()),
    }
}

/// As [`map_pixels`], four vectors at a time: with so short a kernel, counting takes as long as the kernel.
#[inline(always)]
fn each_vector(source: &[u8], target: &mut [u8], kernel: impl Fn(U8x16) -> U8x16) {
    let length = source.len().min(target.len());
    let (body, tail) = source[..length].as_chunks::<64>();
    let (to, to_tail) = target[..length].as_chunks_mut::<64>();
    for (from, to) in body.iter().zip(to) {
        for (from, to) in from.as_chunks::<16>().0.iter().zip(to.as_chunks_mut::<16>().0) {
            kernel(U8x16::load(from)).store(to);
        }
    }
    map_pixels(Pixels::Into { source: tail, target: to_tail }, kernel);
}

/// Opaque RGBA whose colours are `gray`.
pub(super) fn gray_to_rgba(gray: &[u8], rgba: &mut [u8]) {
    let sixteen = |gray: &[u8; 16], rgba: &mut [u8; 64]| {
        let (gray, opaque) = (U8x16::load(gray), U8x16::splat(255));
        let [colors, others] = [gray, opaque].map(|second| [gray.zip_low(second), gray.zip_high(second)]);
        let [a, b, c, d] = rgba.as_chunks_mut::<16>().0 else { return };
        let [low, high] = [0, 1].map(|half| [colors[half].to_lanes(), others[half].to_lanes()]);
        low[0].zip_low(low[1]).to_bytes().store(a);
        low[0].zip_high(low[1]).to_bytes().store(b);
        high[0].zip_low(high[1]).to_bytes().store(c);
        high[0].zip_high(high[1]).to_bytes().store(d);
    };
    let width = gray.len().min(rgba.len() / 4);
    let (body, tail) = gray[..width].as_chunks::<16>();
    let (to, to_tail) = rgba[..4 * width].as_chunks_mut::<64>();
    for (gray, rgba) in body.iter().zip(to) {
        sixteen(gray, rgba);
    }
    if !tail.is_empty() {
        let (mut last, mut to) = ([0; 16], [0; 64]);
        last[..tail.len()].copy_from_slice(tail);
        sixteen(&last, &mut to);
        to_tail.copy_from_slice(&to[..to_tail.len()]);
    }
}

/// Luma of BT.601, as all filters compute it.
pub(super) fn rgba_to_gray(rgba: &[u8], gray: &mut [u8]) {
    let sixteen = |rgba: &[u8; 64]| {
        let [a, b, c, d] = four(rgba).map(luma);
        I32x4::to_clamped_bytes(a, b, c, d)
    };
    let width = gray.len().min(rgba.len() / 4);
    let (body, tail) = rgba[..4 * width].as_chunks::<64>();
    let (to, to_tail) = gray[..width].as_chunks_mut::<16>();
    for (rgba, gray) in body.iter().zip(to) {
        sixteen(rgba).store(gray);
    }
    if !tail.is_empty() {
        to_tail.copy_from_slice(&sixteen(&padded(tail)).to_array()[..to_tail.len()]);
    }
}

/// Four vectors.
#[inline(always)]
pub(super) fn four(bytes: &[u8; 64]) -> [U8x16; 4] {
    let chunks = bytes.as_chunks::<16>().0;
    core::array::from_fn(|i| U8x16::load(&chunks[i]))
}

/// At most `N` bytes, followed by zeros.
pub(super) fn padded<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut all = [0; N];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    all
}

/// Bytes as floats from 0 to 1.
pub(super) fn to_floats(bytes: &[u8], floats: &mut [f32]) {
    let scale = F32x4::splat(255.0);
    let sixteen = |bytes: U8x16, floats: &mut [f32; 16]| {
        let halves = [bytes.widen_low(), bytes.widen_high()];
        let words = [halves[0].widen_low(), halves[0].widen_high(), halves[1].widen_low(), halves[1].widen_high()];
        for (words, to) in words.into_iter().zip(floats.as_chunks_mut::<4>().0) {
            words.to_f32().divide(scale).store(to);
        }
    };
    let length = bytes.len().min(floats.len());
    let (body, tail) = bytes[..length].as_chunks::<16>();
    let (to, to_tail) = floats[..length].as_chunks_mut::<16>();
    for (bytes, floats) in body.iter().zip(to) {
        sixteen(U8x16::load(bytes), floats);
    }
    if !tail.is_empty() {
        let mut last = [0.0; 16];
        sixteen(U8x16::load(&padded(tail)), &mut last);
        to_tail.copy_from_slice(&last[..to_tail.len()]);
    }
}

/// Floats from 0 to 1 as bytes, rounded to nearest (ties to even). Values outside are clamped; the result for NaN is
/// unspecified.
pub(super) fn floats_to_bytes(floats: &[f32], bytes: &mut [u8]) {
    let (zero, most) = (F32x4::splat(0.0), F32x4::splat(255.0));
    let sixteen = |floats: &[f32; 16]| {
        let chunks = floats.as_chunks::<4>().0;
        // Clamped as floats: larger ones have no place in a word.
        let word = |i: usize| (F32x4::load(&chunks[i]) * most).max(zero).min(most).round_small();
        I32x4::to_clamped_bytes(word(0), word(1), word(2), word(3))
    };
    let length = bytes.len().min(floats.len());
    let (body, tail) = floats[..length].as_chunks::<16>();
    let (to, to_tail) = bytes[..length].as_chunks_mut::<16>();
    for (floats, bytes) in body.iter().zip(to) {
        sixteen(floats).store(bytes);
    }
    if !tail.is_empty() {
        let mut last = [0.0; 16];
        last[..tail.len()].copy_from_slice(tail);
        to_tail.copy_from_slice(&sixteen(&last).to_array()[..to_tail.len()]);
    }
}
