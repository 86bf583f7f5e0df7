//! Weighted sums of all pixels of a square, with whole weights. Rows with equal weights are summed first, and so are
//! pixels at equal distances to the left and right with equal weights.

mod narrow;

use alloc::vec::Vec;

use self::narrow::{BLOCK, Groups, Narrow, SPAN, Step};
use super::Rows;
use super::taps::{WIDE, fixed};
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::{F32x4, I16x8, I32x4, U8x16};

/// A square kernel.
#[derive(Debug)]
pub(crate) struct Grid {
    /// Rows of the kernel, grouped by equal weights, and the ends of the groups.
    order: Vec<usize>,
    ends: Vec<usize>,
    /// The starts of the rows for the current row of the result.
    starts: Vec<usize>,
    /// Sums of rows with equal weights, in pairs: a pair is two sums at the same position. If their number is odd, the
    /// last sum is paired with itself one pixel further on.
    lines: Vec<i32>,
    /// Number of values of each line.
    length: usize,
    folded: Vec<Step>,
    single: Vec<Step>,
    /// The 16-bit implementation, used instead of pairs if sums fit.
    narrow: Option<Narrow>,
    pixel: usize,
    scale: f32,
    bias: f32,
}

impl Grid {
    /// Creates the kernel from `weights`, row by row, for rows with as many border pixels as the kernel needs. Returns
    /// `None` if whole weights of 16 bits are too imprecise, or if most weights are 0. Sums are multiplied by `scale`,
    /// and `bias` is added.
    pub(crate) fn new(weights: &[f64], side: usize, rows: &Rows, scale: f64, bias: f64) -> Result<Option<Self>> {
        let taps = weights.iter().filter(|weight| **weight != 0.0).count();
        let Some(one) = fixed(weights.iter().copied(), scale, WIDE).filter(|_| 3 * taps > weights.len()) else {
            return Ok(None);
        };
        let row = |y: usize| &weights[y * side..(y + 1) * side];
        let (mut order, mut ends): (Vec<usize>, Vec<usize>) = (zeroed(side)?, zeroed(side)?);
        let (mut placed, mut groups) = (0, 0);
        for y in 0..side {
            if (0..y).any(|above| row(above) == row(y)) {
                continue;
            }
            for same in (y..side).filter(|&other| row(other) == row(y)) {
                order[placed] = same;
                placed += 1;
            }
            ends[groups] = placed;
            groups += 1;
        }
        ends.truncate(groups);
        let weight = |group: usize, x: usize| {
            let weights = order.get(ends[group] - 1).map_or(&[][..], |&y| row(y));
            (weights.get(x).copied().unwrap_or_default() * one).round() as i32
        };
        let both = |first: i32, second: i32| first & 0xffff | second << 16;
        let pixel = rows.pixel;
        let length = SPAN + (side * pixel).next_multiple_of(16);
        let is_even = (0..side).all(|y| (0..side / 2).all(|x| row(y)[x] == row(y)[side - 1 - x]));
        let mut first_rows: Vec<usize> = zeroed(groups)?;
        first_rows.iter_mut().zip(&ends).for_each(|(row, end)| *row = order[end - 1]);
        let starts = zeroed(side)?;
        let alike = Groups { weights, side, first_rows: &first_rows, is_even };
        if let Some(narrow) = Narrow::new(&alike, pixel, scale, bias)? {
            let (lines, folded, single) = (Vec::new(), Vec::new(), Vec::new());
            let (scale, bias) = (0.0, 0.0);
            return Ok(Some(Self {
                order,
                ends,
                starts,
                lines,
                length,
                folded,
                single,
                narrow: Some(narrow),
                pixel,
                scale,
                bias,
            }));
        }
        let (mut folded, mut single) = (zeroed(groups * side)?, zeroed((groups + 1) * side)?);
        let (mut folds, mut singles) = (0, 0);
        for (line, group) in (0..groups).step_by(2).enumerate() {
            let place = |x: usize| line * length + x * pixel;
            if group + 1 == groups {
                for x in (0..side).step_by(2) {
                    let weights = both(weight(group, x), weight(group, x + 1));
                    single[singles] = Step { at: place(x), mirrored: 0, weights };
                    singles += 1;
                }
                continue;
            }
            for x in 0..side {
                let mirrored = side - 1 - x;
                let step = Step {
                    at: place(x),
                    mirrored: place(mirrored),
                    weights: both(weight(group, x), weight(group + 1, x)),
                };
                if is_even && x < mirrored {
                    folded[folds] = step;
                    folds += 1;
                } else if !is_even || x == mirrored {
                    single[singles] = step;
                    singles += 1;
                }
            }
        }
        folded.truncate(folds);
        single.truncate(singles);
        let lines = zeroed(length * groups.div_ceil(2))?;
        let (scale, bias) = ((scale / one) as f32, bias as f32);
        Ok(Some(Self { order, ends, starts, lines, length, folded, single, narrow: None, pixel, scale, bias }))
    }

    /// Returns the number of allocated bytes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.lines.as_slice()) + self.narrow.as_ref().map_or(0, Narrow::bytes)
    }

    /// Computes the sums of row `y`.
    pub(crate) fn run(&mut self, rows: &Rows, y: usize, line: &mut [f32]) {
        let first = y as isize - (self.order.len() / 2) as isize;
        for (start, &row) in self.starts.iter_mut().zip(&self.order) {
            *start = rows.offset(first + row as isize);
        }
        for (i, line) in line.chunks_mut(SPAN).enumerate() {
            let all = rows.all().get(i * SPAN..).unwrap_or_default();
            if let Some(narrow) = &mut self.narrow {
                narrow.add_up(all, &self.starts, &self.ends, line.len());
                narrow.sum(line);
                continue;
            }
            let mut from = 0;
            for (ends, pairs) in self.ends.chunks(2).zip(self.lines.chunks_exact_mut(self.length)) {
                let pairs = &mut pairs[..line.len() + self.length - SPAN];
                match *ends {
                    [middle, end] => {
                        add_up(all, [&self.starts[from..middle], &self.starts[middle..end]], [0, 0], pairs);
                        from = end;
                    }
                    [end] => add_up(all, [&self.starts[from..end]; 2], [0, self.pixel], pairs),
                    _ => {}
                }
            }
            sum(&self.lines, &self.folded, &self.single, [self.scale, self.bias].map(F32x4::splat), line);
        }
    }
}

/// Sums rows that start at two lists of positions, moved by `shifts`.
#[inline(never)]
fn add_up(rows: &[u8], starts: [&[usize]; 2], shifts: [usize; 2], pairs: &mut [i32]) {
    for (i, to) in pairs.as_chunks_mut::<16>().0.iter_mut().enumerate() {
        let [first, second] = [0, 1].map(|which| {
            let mut both = [I16x8::splat(0); 2];
            for start in starts[which] {
                let at = start + shifts[which] + 16 * i;
                let bytes = rows.get(at..).and_then(<[u8]>::first_chunk).map_or(U8x16::splat(0), U8x16::load);
                both = [both[0] + bytes.widen_low(), both[1] + bytes.widen_high()];
            }
            both
        });
        let four = [
            first[0].zip_low(second[0]),
            first[0].zip_high(second[0]),
            first[1].zip_low(second[1]),
            first[1].zip_high(second[1]),
        ];
        for (to, pairs) in to.as_chunks_mut::<4>().0.iter_mut().zip(four) {
            pairs.to_bytes().to_words().store(to);
        }
    }
}

#[inline(never)]
fn sum(lines: &[i32], folded: &[Step], single: &[Step], [scale, bias]: [F32x4; 2], line: &mut [f32]) {
    for (i, line) in line.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        let mut sums = [I32x4::splat(0); BLOCK / 4];
        let lines = lines.get(i * BLOCK..).unwrap_or_default();
        let at = |start: usize| lines.get(start..).and_then(<[i32]>::first_chunk::<BLOCK>);
        for step in folded {
            let (Some(left), Some(right)) = (at(step.at), at(step.mirrored)) else { break };
            let weights = I32x4::splat(step.weights).to_lanes();
            let pairs = left.as_chunks::<4>().0.iter().zip(right.as_chunks::<4>().0);
            for (sum, (left, right)) in sums.iter_mut().zip(pairs) {
                let both = I32x4::load(left).to_lanes() + I32x4::load(right).to_lanes();
                *sum = *sum + both.dot(weights);
            }
        }
        for step in single {
            let Some(pairs) = at(step.at) else { break };
            let weights = I32x4::splat(step.weights).to_lanes();
            for (sum, pairs) in sums.iter_mut().zip(pairs.as_chunks::<4>().0) {
                *sum = *sum + I32x4::load(pairs).to_lanes().dot(weights);
            }
        }
        for (to, sum) in line.as_chunks_mut::<4>().0.iter_mut().zip(sums) {
            (sum.to_f32() * scale + bias).store(to);
        }
    }
}
