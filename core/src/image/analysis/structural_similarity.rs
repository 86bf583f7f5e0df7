//! Structural similarity.

use alloc::vec::Vec;

use super::{Analyze, Input, Memory, Results, luma, same_layout};
use crate::error::{Code, Error, Result};
use crate::image::frame::Frame;
use crate::memory::zeroed;
use crate::simd::F32x4;

crate::analysis! {
    /// Returns the structural similarity index (SSIM) of the lumas of two frames of the same size and format, of at least
    /// 11 × 11 pixels: 1 for equal frames.
    ///
    /// Source: Wang, Bovik, Sheikh and Simoncelli 2004.
    pub struct StructuralSimilarityAnalysis: "structuralSimilarity" of 2 frames as Number {}
}

impl Analyze for StructuralSimilarityAnalysis {
    fn analyze(&self, input: &Input<'_>, memory: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        let similarity = memory.get(|| Ok(StructuralSimilarity::default()))?;
        results.put([similarity.of(input.frame, input.other()?)?]);
        Ok(())
    }
}

/// Size of the window in pixels, across and down.
const WINDOW: usize = 11;

/// Number of sums in the index: of the lumas, of the sum of their squares, and of their product.
const SUMS: usize = 4;

/// Number of positions that a loop processes at once.
const BLOCK: usize = 16;

/// The structural similarity index (SSIM) of Wang, Bovik, Sheikh and Simoncelli 2004, of the luma of two frames: 1 for
/// equal frames.
///
/// The window is a Gaussian of 11 × 11 pixels with a deviation of 1.5; K₁ = 0.01, K₂ = 0.03, and the range is 255. The
/// result is the mean over the positions where the window lies within the frame. The memory (12 rows of 4 floats a
/// pixel) is reused for the next two frames of the same width.
#[derive(Debug, Default)]
pub struct StructuralSimilarity {
    /// The lumas of a row, minus 128, which keeps the sums and their errors small.
    lumas: [Vec<i16>; 2],
    /// The lines that are weighted across: the lumas, the sum of their squares, and their product.
    lines: Vec<f32>,
    /// The input for the sums over the window's columns: the last eleven rows, weighted across.
    rows: Vec<f32>,
}

impl StructuralSimilarity {
    /// Compares two frames of the same size and format, of at least 11 × 11 pixels.
    ///
    /// # Errors
    /// `unsupported-format` or `size-mismatch` if format or size differ; `out-of-range` if the frames are smaller;
    /// `out-of-memory`.
    pub fn of(&mut self, frame: &Frame, other: &Frame) -> Result<f64> {
        same_layout(frame, other)?;
        let (width, height) = (frame.layout().width() as usize, frame.layout().height() as usize);
        if width < WINDOW || height < WINDOW {
            let came = crate::error::Detail::Size(width as u32, height as u32);
            return Err(Error::new(Code::OutOfRange, "frame", "at least 11 × 11 pixels", came));
        }
        let places = width + 1 - WINDOW;
        // Whole blocks, plus one, so that lines of frames whose width is a power of two don't evict each other from the
        // cache.
        let stride = places.next_multiple_of(BLOCK) + BLOCK;
        let padded = stride + WINDOW;
        if self.lumas[0].len() != padded {
            // Both allocations or neither: their lengths must match.
            let (lines, rows) = (zeroed(SUMS * padded)?, zeroed(WINDOW * SUMS * stride)?);
            let lumas = [zeroed(padded)?, zeroed(padded)?];
            (self.lumas, self.lines, self.rows) = (lumas, lines, rows);
        }
        let weights = weights();
        let mut total = 0.0;
        for y in 0..height {
            for (lumas, frame) in self.lumas.iter_mut().zip([frame, other]) {
                luma::part(frame, 0, y, &mut lumas[..width]);
                lumas[..width].iter_mut().for_each(|luma| *luma -= 128);
            }
            let row = y % WINDOW * SUMS * stride;
            products(&self.lumas, &mut self.lines);
            let lines = self.lines.chunks_exact(padded).zip(self.rows[row..].chunks_exact_mut(stride));
            lines.for_each(|(line, to)| across(line, &weights, to));
            if y + 1 >= WINDOW {
                total += self.down(y + 1 - WINDOW, &weights, stride, places);
            }
        }
        Ok(total / (places * (height + 1 - WINDOW)) as f64)
    }

    /// The sum of the index over a row of positions. A separate function called once per row, so that engines optimise
    /// it early.
    #[inline(never)]
    fn down(&self, top: usize, weights: &[f32; WINDOW], stride: usize, places: usize) -> f64 {
        let (c1, c2) = (F32x4::splat(2.55 * 2.55), F32x4::splat(7.65 * 7.65));
        let offset = F32x4::splat(128.0);
        let starts: [usize; WINDOW] = core::array::from_fn(|i| (top + i) % WINDOW * SUMS * stride);
        let mut total = 0.0;
        for x in (0..places).step_by(BLOCK) {
            let [a, b, squares, products]: [_; SUMS] = core::array::from_fn(|which| {
                weighed(&self.rows, starts.map(|start| start + which * stride + x), weights)
            });
            for (k, (((a, b), squares), product)) in a.into_iter().zip(b).zip(squares).zip(products).enumerate() {
                let (variances, covariance) = (squares - a * a - b * b, product - a * b);
                let (a, b) = (a + offset, b + offset);
                let (product, both) = (a * b, covariance + covariance);
                let above = (product + product + c1) * (both + c2);
                let below = (a * a + b * b + c1) * (variances + c2);
                let four = above.divide(below).to_array();
                total += four.iter().take(places.saturating_sub(x + 4 * k)).map(|&index| f64::from(index)).sum::<f64>();
            }
        }
        total
    }
}

/// Writes the lumas, the sum of their squares, and their product.
#[inline(never)]
fn products([first, second]: &[Vec<i16>; 2], lines: &mut [f32]) {
    let mut lines = lines.chunks_exact_mut(first.len().max(1));
    let [Some(a), Some(b), Some(squares), Some(product)] = core::array::from_fn(|_| lines.next()) else { return };
    let lumas = first.iter().zip(second).map(|(&a, &b)| (f32::from(a), f32::from(b)));
    let first = a.iter_mut().zip(b).zip(squares.iter_mut().zip(product));
    for (((to_a, to_b), (squares, product)), (a, b)) in first.zip(lumas) {
        (*to_a, *to_b, *squares, *product) = (a, b, a * a + b * b, a * b);
    }
}

/// Weights the values at eleven positions; the weights are symmetric.
#[inline(always)]
fn weighed(values: &[f32], places: [usize; WINDOW], weights: &[f32; WINDOW]) -> [F32x4; BLOCK / 4] {
    let zeros = [0.0; BLOCK];
    let at = |i: usize| {
        let values: &[f32; BLOCK] = values.get(places[i]..).and_then(<[f32]>::first_chunk).unwrap_or(&zeros);
        values.as_chunks::<4>().0
    };
    let weight = |i: usize| F32x4::splat(weights[i]);
    let middle = at(WINDOW / 2);
    let mut sums = core::array::from_fn(|k| F32x4::load(&middle[k]) * weight(WINDOW / 2));
    for i in 0..WINDOW / 2 {
        let (before, after) = (at(i), at(WINDOW - 1 - i));
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum = *sum + (F32x4::load(&before[k]) + F32x4::load(&after[k])) * weight(i);
        }
    }
    sums
}

/// Weights a line across.
#[inline(never)]
fn across(line: &[f32], weights: &[f32; WINDOW], into: &mut [f32]) {
    for (i, to) in into.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        let sums = weighed(line, core::array::from_fn(|tap| i * BLOCK + tap), weights);
        to.as_chunks_mut::<4>().0.iter_mut().zip(sums).for_each(|(to, sum)| sum.store(to));
    }
}

/// The Gaussian of the window in one dimension; its sum is 1.
fn weights() -> [f32; WINDOW] {
    let weight = |i: usize| {
        let distance = i as f64 - (WINDOW / 2) as f64;
        (-distance * distance / (2.0 * 1.5 * 1.5)).exp()
    };
    let sum: f64 = (0..WINDOW).map(weight).sum();
    core::array::from_fn(|i| (weight(i) / sum) as f32)
}
