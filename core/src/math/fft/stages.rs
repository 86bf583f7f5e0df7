//! Stockham's algorithm for complex numbers, with real and imaginary parts in separate arrays.

use alloc::vec::Vec;
use core::array::from_fn;
use core::slice::{ChunksExact, Iter, IterMut};

use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::memory::zeroed;
use crate::simd::F32x4;

/// The stages of a transform.
#[derive(Debug)]
pub(super) struct Stages {
    length: usize,
    stages: Vec<Stage>,
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

/// A stage of radix `radix`.
#[derive(Debug)]
struct Stage {
    radix: usize,
    /// Cosines and sines of 2πk/radix, used by radices 3 and 5.
    roots: [[f32; 2]; 5],
    /// exp(-2πi·p/n) and its powers up to `radix - 1`: for each power, the real parts of all p, then the imaginary
    /// parts.
    twiddles: Vec<f32>,
}

/// Radix 4 first, because the first stage must have it; radix 2 last, because it has no twiddles.
const RADICES: [usize; 4] = [4, 5, 3, 2];

impl Stages {
    /// Returns whether a transform of `length` complex numbers exists: multiples of 16 with no prime factors but 2, 3
    /// and 5.
    pub(super) fn supports(length: usize) -> bool {
        let divided = |length: usize, by: usize| {
            (0..usize::BITS).fold(length, |n, _| if n.is_multiple_of(by) { n / by } else { n })
        };
        length > 0 && length.is_multiple_of(16) && [2, 3, 5].into_iter().fold(length, divided) == 1
    }

    /// Creates the transform of `length` complex numbers.
    pub(super) fn new(length: usize) -> Result<Self> {
        let mut stages = Vec::new();
        let mut n = length;
        while let Some(radix) = RADICES.into_iter().find(|&radix| n > 1 && n.is_multiple_of(radix)) {
            let part = n / radix;
            let mut twiddles: Vec<f32> = zeroed(2 * (radix - 1) * part)?;
            for p in 0..part {
                for power in 1..radix {
                    let turns = (power * p) as f64 / n as f64;
                    twiddles[(2 * power - 2) * part + p] = cosine(turns) as f32;
                    twiddles[(2 * power - 1) * part + p] = -sine(turns) as f32;
                }
            }
            let mut roots = [[0.0; 2]; 5];
            for (k, root) in roots.iter_mut().enumerate() {
                let turns = k as f64 / radix as f64;
                *root = [cosine(turns) as f32, sine(turns) as f32];
            }
            stages.push(Stage { radix, roots, twiddles });
            n = part;
        }
        Ok(Self { length, stages, real: zeroed(length)?, imaginary: zeroed(length)? })
    }

    /// Transforms in place.
    pub(super) fn run(&mut self, real: &mut [f32], imaginary: &mut [f32]) {
        let length = self.length;
        let (mut from, mut to) = ((real, imaginary), (&mut self.real[..], &mut self.imaginary[..]));
        let (mut n, mut stride) = (length, 1);
        for Stage { radix, roots, twiddles } in &self.stages {
            let (source, target) = ((&*from.0, &*from.1), (&mut *to.0, &mut *to.1));
            match radix {
                4 if stride == 1 => first(n, twiddles, source, target),
                4 => fours(n, stride, twiddles, source, target),
                2 => two(stride, source, target),
                radix => odd(*radix, roots, n, stride, twiddles, source, target),
            }
            (n, stride) = (n / radix, stride * radix);
            core::mem::swap(&mut from, &mut to);
        }
        if self.stages.len() % 2 == 1 {
            // After an odd number of stages, the result is in the scratch buffers, and `to` is the caller's.
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

#[inline(always)]
fn plus(a: Complex, b: Complex) -> Complex {
    (a.0 + b.0, a.1 + b.1)
}

#[inline(always)]
fn minus(a: Complex, b: Complex) -> Complex {
    (a.0 - b.0, a.1 - b.1)
}

/// Returns power `power` of a stage's twiddle with index `p`.
#[inline(always)]
fn twiddle(table: &[f32], part: usize, power: usize, p: usize) -> Complex {
    (F32x4::splat(table[(2 * power - 2) * part + p]), F32x4::splat(table[(2 * power - 1) * part + p]))
}

/// Adds minus and plus i times `b` to `a`.
#[inline(always)]
fn turned(a: Complex, b: Complex) -> [Complex; 2] {
    [(a.0 + b.1, a.1 - b.0), (a.0 - b.1, a.1 + b.0)]
}

/// The transform of four numbers.
#[inline(always)]
fn four([a, b, c, d]: [Complex; 4]) -> [Complex; 4] {
    let (sum, other) = (plus(a, c), plus(b, d));
    let [first, third] = turned(minus(a, c), minus(b, d));
    [plus(sum, other), first, minus(sum, other), third]
}

/// The first stage: its results are adjacent, so four p at a time are transposed.
fn first(n: usize, table: &[f32], from: Parts<'_>, (reals, imaginaries): PartsMut<'_>) {
    let fours = |part| quarters(part, n).map(|quarter| quarter.as_chunks::<4>().0.iter().map(F32x4::load));
    let ([a, b, c, d], [e, f, g, h]) = (fours(from.0), fours(from.1));
    let mut twiddles = table.chunks_exact(n / 4).map(|part| part.as_chunks::<4>().0.iter().map(F32x4::load));
    let mut next = || twiddles.next().unwrap_or([].iter().map(F32x4::load));
    let (w1, w2, w3) = (next().zip(next()), next().zip(next()), next().zip(next()));
    let sources = a.zip(e).zip(b.zip(f)).zip(c.zip(g).zip(d.zip(h)));
    let targets = reals[..n].as_chunks_mut::<16>().0.iter_mut().zip(imaginaries[..n].as_chunks_mut::<16>().0);
    for (((((a, b), (c, d)), w1), (w2, w3)), (real, imaginary)) in sources.zip(w1).zip(w2.zip(w3)).zip(targets) {
        let [a, b, c, d] = four([a, b, c, d]);
        let (b, c, d) = (times(b, w1), times(c, w2), times(d, w3));
        let put = |rows, to: &mut [f32; 16]| {
            let rows = F32x4::transpose(rows).into_iter();
            to.as_chunks_mut().0.iter_mut().zip(rows).for_each(|(to, row)| row.store(to));
        };
        put([a.0, b.0, c.0, d.0], real);
        put([a.1, b.1, c.1, d.1], imaginary);
    }
}

/// A stage of radix 4 other than the first: `stride` transforms of `n` at once. It uses iterators, because sixteen
/// indexed accesses take as long as the arithmetic.
fn fours(n: usize, stride: usize, table: &[f32], from: Parts<'_>, (reals, imaginaries): PartsMut<'_>) {
    let (quarter, length) = (n / 4, n * stride);
    let rows = |part| quarters(part, length).map(|part| part.chunks_exact(stride));
    let ([mut a, mut b, mut c, mut d], [mut e, mut f, mut g, mut h]) = (rows(from.0), rows(from.1));
    let mut twiddles = table.chunks_exact(quarter).map(|part| part.iter());
    let [mut w0, mut w1, mut w2, mut w3, mut w4, mut w5] = from_fn(|_| twiddles.next().unwrap_or_default());
    let targets = reals[..length].chunks_exact_mut(4 * stride).zip(imaginaries[..length].chunks_exact_mut(4 * stride));
    for (real, imaginary) in targets {
        let [w0, w1, w2, w3, w4, w5] = [&mut w0, &mut w1, &mut w2, &mut w3, &mut w4, &mut w5]
            .map(|part| F32x4::splat(part.next().copied().unwrap_or_default()));
        let ([a, b, c, d], [e, f, g, h]) =
            (next([&mut a, &mut b, &mut c, &mut d]), next([&mut e, &mut f, &mut g, &mut h]));
        let sources = a.zip(e).zip(b.zip(f)).zip(c.zip(g).zip(d.zip(h)));
        let [r0, r1, r2, r3] = parts(real, stride);
        let [i0, i1, i2, i3] = parts(imaginary, stride);
        let targets = r0.zip(i0).zip(r1.zip(i1)).zip(r2.zip(i2).zip(r3.zip(i3)));
        for (((a, b), (c, d)), ((t0, t1), (t2, t3))) in sources.zip(targets) {
            let [a, b, c, d] = four([a, b, c, d].map(|(real, imaginary)| (F32x4::load(real), F32x4::load(imaginary))));
            put(a, t0);
            put(times(b, (w0, w1)), t1);
            put(times(c, (w2, w3)), t2);
            put(times(d, (w4, w5)), t3);
        }
    }
}

/// Returns the next rows, in vectors of four.
#[inline(always)]
fn next<'a>(rows: [&mut ChunksExact<'a, f32>; 4]) -> [Iter<'a, [f32; 4]>; 4] {
    rows.map(|row| row.next().unwrap_or_default().as_chunks().0.iter())
}

/// Splits `length` numbers into four parts.
#[inline(always)]
fn quarters(numbers: &[f32], length: usize) -> [&[f32]; 4] {
    let quarter = length / 4;
    [0, 1, 2, 3].map(|i| &numbers[i * quarter..(i + 1) * quarter])
}

/// Splits numbers into four rows of `stride`, in vectors of four.
#[inline(always)]
fn parts(numbers: &mut [f32], stride: usize) -> [IterMut<'_, [f32; 4]>; 4] {
    let (low, high) = numbers.split_at_mut(2 * stride);
    let ((a, b), (c, d)) = (low.split_at_mut(stride), high.split_at_mut(stride));
    [a, b, c, d].map(|row| row.as_chunks_mut().0.iter_mut())
}

#[inline(always)]
fn put((real, imaginary): Complex, (to_real, to_imaginary): (&mut [f32; 4], &mut [f32; 4])) {
    real.store(to_real);
    imaginary.store(to_imaginary);
}

/// A stage of radix 3 or 5. These need to be small, not as fast as radix 4.
fn odd(
    radix: usize,
    roots: &[[f32; 2]; 5],
    n: usize,
    stride: usize,
    table: &[f32],
    from: Parts<'_>,
    mut to: PartsMut<'_>,
) {
    let part = n / radix;
    for p in 0..part {
        for q in (0..stride).step_by(4) {
            let at = |i: usize| load(from, q + stride * (p + i * part));
            let target = q + stride * radix * p;
            let first = at(0);
            // Inputs at equal distances from the first on either side have the same cosines, and opposite sines.
            let mut all = first;
            for power in 1..=radix / 2 {
                let (mut even, mut uneven) = (first, (F32x4::splat(0.0), F32x4::splat(0.0)));
                for i in 1..=radix / 2 {
                    let (low, high) = (at(i), at(radix - i));
                    let [cosine, sine] = roots[i * power % radix].map(F32x4::splat);
                    let (sum, difference) = (plus(low, high), minus(low, high));
                    even = (even.0 + sum.0 * cosine, even.1 + sum.1 * cosine);
                    uneven = (uneven.0 + difference.0 * sine, uneven.1 + difference.1 * sine);
                    if power == 1 {
                        all = plus(all, sum);
                    }
                }
                let [low, high] = turned(even, uneven);
                store(times(low, twiddle(table, part, power, p)), &mut to, target + power * stride);
                let power = radix - power;
                store(times(high, twiddle(table, part, power, p)), &mut to, target + power * stride);
            }
            store(all, &mut to, target);
        }
    }
}

/// The last stage, if its radix is 2.
fn two(stride: usize, from: Parts<'_>, mut to: PartsMut<'_>) {
    for q in (0..stride).step_by(4) {
        let (a, b) = (load(from, q), load(from, q + stride));
        store((a.0 + b.0, a.1 + b.1), &mut to, q);
        store((a.0 - b.0, a.1 - b.1), &mut to, q + stride);
    }
}
