//! Stockham's algorithm for complex numbers: real and imaginary parts in an array each.

use alloc::vec::Vec;

use crate::error::Result;
use crate::filters::angle::{cosine, sine};
use crate::filters::rows::zeroed;
use crate::simd::F32x4;

/// The stages of a transform.
#[derive(Debug)]
pub(super) struct Stages {
    length: usize,
    /// For each stage of four, exp(-2πi·p/n), and its square and cube: the six parts of all p one after the other.
    twiddles: Vec<Vec<f32>>,
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

impl Stages {
    /// Of `length` complex numbers, a power of two from 16 on.
    pub(super) fn new(length: usize) -> Result<Self> {
        let mut twiddles = Vec::new();
        let mut n = length;
        while n >= 4 {
            let quarter = n / 4;
            let mut table: Vec<f32> = zeroed(6 * quarter)?;
            for p in 0..quarter {
                for power in 1..=3 {
                    let turns = (power * p) as f64 / n as f64;
                    table[(2 * power - 2) * quarter + p] = cosine(turns) as f32;
                    table[(2 * power - 1) * quarter + p] = -sine(turns) as f32;
                }
            }
            twiddles.push(table);
            n /= 4;
        }
        Ok(Self { length, twiddles, real: zeroed(length)?, imaginary: zeroed(length)? })
    }

    /// Transforms in place.
    pub(super) fn run(&mut self, real: &mut [f32], imaginary: &mut [f32]) {
        let length = self.length;
        let (mut from, mut to) = ((real, imaginary), (&mut self.real[..], &mut self.imaginary[..]));
        let (mut n, mut stride) = (length, 1);
        let mut swapped = false;
        for table in &self.twiddles {
            if stride == 1 {
                first(n, table, (&*from.0, &*from.1), (&mut *to.0, &mut *to.1));
            } else {
                four(n, stride, table, (&*from.0, &*from.1), (&mut *to.0, &mut *to.1));
            }
            (n, stride) = (n / 4, stride * 4);
            core::mem::swap(&mut from, &mut to);
            swapped = !swapped;
        }
        if n == 2 {
            two(stride, (&*from.0, &*from.1), (&mut *to.0, &mut *to.1));
            core::mem::swap(&mut from, &mut to);
            swapped = !swapped;
        }
        if swapped {
            // What was given is now on the other side.
            to.0[..length].copy_from_slice(&from.0[..length]);
            to.1[..length].copy_from_slice(&from.1[..length]);
        }
    }
}

type Parts<'a> = (&'a [f32], &'a [f32]);
type PartsMut<'a> = (&'a mut [f32], &'a mut [f32]);
type Complex = (F32x4, F32x4);

#[inline(always)]
fn load(from: Parts<'_>, at: usize) -> Complex {
    let part = |part: &[f32]| part[at..].first_chunk().map_or(F32x4::splat(0.0), F32x4::load);
    (part(from.0), part(from.1))
}

#[inline(always)]
fn store((real, imaginary): Complex, to: &mut PartsMut<'_>, at: usize) {
    if let Some(to) = to.0[at..].first_chunk_mut() {
        real.store(to);
    }
    if let Some(to) = to.1[at..].first_chunk_mut() {
        imaginary.store(to);
    }
}

#[inline(always)]
fn times((ar, ai): Complex, (br, bi): Complex) -> Complex {
    (ar * br - ai * bi, ar * bi + ai * br)
}

/// The transform of four numbers.
#[inline(always)]
fn butterfly([a, b, c, d]: [Complex; 4]) -> [Complex; 4] {
    let (sum, difference) = ((a.0 + c.0, a.1 + c.1), (a.0 - c.0, a.1 - c.1));
    let (other, turned) = ((b.0 + d.0, b.1 + d.1), (d.1 - b.1, b.0 - d.0));
    [
        (sum.0 + other.0, sum.1 + other.1),
        (difference.0 - turned.0, difference.1 - turned.1),
        (sum.0 - other.0, sum.1 - other.1),
        (difference.0 + turned.0, difference.1 + turned.1),
    ]
}

/// The first stage: its results are neighbours, so four p at a time are transposed.
fn first(n: usize, table: &[f32], from: Parts<'_>, mut to: PartsMut<'_>) {
    let quarter = n / 4;
    for p in (0..quarter).step_by(4) {
        let [a, b, c, d] = butterfly([0, 1, 2, 3].map(|i| load(from, p + i * quarter)));
        let w = |power: usize| load((&table[(2 * power - 2) * quarter..], &table[(2 * power - 1) * quarter..]), p);
        let (b, c, d) = (times(b, w(1)), times(c, w(2)), times(d, w(3)));
        let real = F32x4::transpose([a.0, b.0, c.0, d.0]);
        let imaginary = F32x4::transpose([a.1, b.1, c.1, d.1]);
        for (i, (real, imaginary)) in real.into_iter().zip(imaginary).enumerate() {
            store((real, imaginary), &mut to, 4 * (p + i));
        }
    }
}

/// A stage of four, `stride` transforms of `n` at once.
fn four(n: usize, stride: usize, table: &[f32], from: Parts<'_>, mut to: PartsMut<'_>) {
    let quarter = n / 4;
    for p in 0..quarter {
        let w = [1, 2, 3].map(|power| {
            (F32x4::splat(table[(2 * power - 2) * quarter + p]), F32x4::splat(table[(2 * power - 1) * quarter + p]))
        });
        for q in (0..stride).step_by(4) {
            let [a, b, c, d] = butterfly([0, 1, 2, 3].map(|i| load(from, q + stride * (p + i * quarter))));
            let target = q + stride * 4 * p;
            store(a, &mut to, target);
            store(times(b, w[0]), &mut to, target + stride);
            store(times(c, w[1]), &mut to, target + 2 * stride);
            store(times(d, w[2]), &mut to, target + 3 * stride);
        }
    }
}

/// The last stage, if the length is no power of four.
fn two(stride: usize, from: Parts<'_>, mut to: PartsMut<'_>) {
    for q in (0..stride).step_by(4) {
        let (a, b) = (load(from, q), load(from, q + stride));
        store((a.0 + b.0, a.1 + b.1), &mut to, q);
        store((a.0 - b.0, a.1 - b.1), &mut to, q + stride);
    }
}
