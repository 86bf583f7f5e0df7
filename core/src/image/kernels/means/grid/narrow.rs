//! The sums of a grid that fit into 16 bits: vectors hold twice as many sums, and rows needn't be paired.

use alloc::vec::Vec;

use crate::error::Result;
use crate::image::kernels::means::taps::fixed;
use crate::memory::zeroed;
use crate::simd::{F32x4, I16x8, U8x16};

/// Number of bytes of a row that are summed at once, so that lines stay in the cache.
pub(super) const SPAN: usize = 512;

/// Number of bytes that a loop processes at once.
pub(super) const BLOCK: usize = 32;

/// The contribution of a line of pairs to a result: the position of a pixel, the position of another pixel with the
/// same weights, and these weights.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    pub(super) at: usize,
    pub(super) mirrored: usize,
    pub(super) weights: i32,
}

/// The replacement of pairs for kernels whose sums fit.
#[derive(Debug)]
pub(super) struct Narrow {
    /// Sums of rows with equal weights, one line for each group.
    lines: Vec<i16>,
    /// Number of values of each line.
    length: usize,
    folded: Vec<Step>,
    single: Vec<Step>,
    /// The initial value of sums: the lowest number if weights aren't negative, which doubles the range.
    begin: i16,
    scale: f32,
    bias: f32,
}

/// The groups of kernel rows with equal weights: the first row of each group.
pub(super) struct Groups<'a> {
    pub(super) weights: &'a [f64],
    pub(super) side: usize,
    pub(super) first_rows: &'a [usize],
    pub(super) is_even: bool,
}

impl Narrow {
    /// Returns `None` if the sums don't fit.
    pub(super) fn new(of: &Groups<'_>, pixel: usize, scale: f64, bias: f64) -> Result<Option<Self>> {
        let Groups { weights, side, first_rows, is_even } = *of;
        let within = |most: i32| fixed(weights.iter().copied(), scale, f64::from(most));
        let positive = weights.iter().all(|&weight| weight >= 0.0);
        let (one, begin) = match (within(i32::from(i16::MAX)), positive) {
            (Some(one), _) => (one, 0),
            (None, true) => match within(i32::from(u16::MAX)) {
                Some(one) => (one, i16::MIN),
                None => return Ok(None),
            },
            (None, false) => return Ok(None),
        };
        let length = SPAN + (side * pixel).next_multiple_of(16);
        let (mut folded, mut single) = (Vec::new(), Vec::new());
        for (line, &y) in first_rows.iter().enumerate() {
            for (x, weight) in weights[y * side..(y + 1) * side].iter().enumerate() {
                let mirrored = side - 1 - x;
                let weights = (weight * one).round() as i32;
                let place = |x: usize| line * length + x * pixel;
                let step = Step { at: place(x), mirrored: place(mirrored), weights };
                match weights {
                    0 => {}
                    _ if is_even && x < mirrored => folded.push(step),
                    _ if is_even && x > mirrored => {}
                    _ => single.push(step),
                }
            }
        }
        let scale = scale / one;
        let bias = (bias - f64::from(begin) * scale) as f32;
        let lines = zeroed(length * first_rows.len())?;
        Ok(Some(Self { lines, length, folded, single, begin, scale: scale as f32, bias }))
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.lines.as_slice())
    }

    /// Sums rows that start at `starts`; `ends` contains the ends of the groups.
    pub(super) fn add_up(&mut self, rows: &[u8], starts: &[usize], ends: &[usize], values: usize) {
        let mut from = 0;
        for (line, &end) in self.lines.chunks_exact_mut(self.length).zip(ends) {
            let line = &mut line[..values + self.length - SPAN];
            add(rows, &starts[from..end], line);
            from = end;
        }
    }

    pub(super) fn sum(&self, line: &mut [f32]) {
        let numbers = [self.scale, self.bias].map(F32x4::splat);
        sum(&self.lines, [&self.folded, &self.single], self.begin, numbers, line);
    }
}

#[inline(never)]
fn add(rows: &[u8], starts: &[usize], line: &mut [i16]) {
    for (i, to) in line.as_chunks_mut::<16>().0.iter_mut().enumerate() {
        let mut both = [I16x8::splat(0); 2];
        for start in starts {
            let bytes = rows.get(start + 16 * i..).and_then(<[u8]>::first_chunk).map_or(U8x16::splat(0), U8x16::load);
            both = [both[0] + bytes.widen_low(), both[1] + bytes.widen_high()];
        }
        to.as_chunks_mut::<8>().0.iter_mut().zip(both).for_each(|(to, sums)| sums.store(to));
    }
}

#[inline(never)]
fn sum(lines: &[i16], [folded, single]: [&[Step]; 2], begin: i16, [scale, bias]: [F32x4; 2], line: &mut [f32]) {
    for (i, line) in line.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        let mut sums = [I16x8::splat(begin); BLOCK / 8];
        let lines = lines.get(i * BLOCK..).unwrap_or_default();
        let at = |start: usize| lines.get(start..).and_then(<[i16]>::first_chunk::<BLOCK>);
        for step in folded {
            let (Some(left), Some(right)) = (at(step.at), at(step.mirrored)) else { break };
            let weight = I16x8::splat(step.weights as i16);
            let pairs = left.as_chunks().0.iter().zip(right.as_chunks().0);
            for (sum, (left, right)) in sums.iter_mut().zip(pairs) {
                *sum = *sum + (I16x8::load(left) + I16x8::load(right)) * weight;
            }
        }
        for step in single {
            let Some(values) = at(step.at) else { break };
            let weight = I16x8::splat(step.weights as i16);
            for (sum, values) in sums.iter_mut().zip(values.as_chunks().0) {
                *sum = *sum + I16x8::load(values) * weight;
            }
        }
        for (to, sum) in line.as_chunks_mut::<8>().0.iter_mut().zip(sums) {
            let both = [sum.widen_low(), sum.widen_high()];
            to.as_chunks_mut().0.iter_mut().zip(both).for_each(|(to, sum)| (sum.to_f32() * scale + bias).store(to));
        }
    }
}
