//! Structural similarity.

use alloc::vec::Vec;

use super::{luma, same_layout};
use crate::error::{Code, Error, Result};
use crate::filters::rows::zeroed;
use crate::frame::Frame;
use crate::simd::F32x4;

/// Pixels of the window, across and down.
const WINDOW: usize = 11;

/// Sums that the index is made of: of the lumas, of their squares and of their product.
const SUMS: usize = 5;

/// The structural similarity index (SSIM) of Wang, Bovik, Sheikh and Simoncelli 2004, of the luma of two frames: 1 for equal ones.
///
/// A Gaussian window of 11 × 11 pixels with a deviation of 1.5, K₁ = 0.01, K₂ = 0.03, a range of 255; the mean over the places
/// where the window lies within the frame. It keeps its memory (11 rows of 5 floats a pixel) for the next two frames of
/// that width.
#[derive(Debug, Default)]
pub struct StructuralSimilarity {
    /// The lumas of a row, with 128 taken away: the sums are small then, and so are their errors.
    lumas: [Vec<i16>; 2],
    /// What the window's columns are summed up of: the last eleven rows, weighed across.
    rows: Vec<f32>,
}

impl StructuralSimilarity {
    /// Compares two frames of the same size and format, of at least 11 × 11 pixels.
    ///
    /// # Errors
    /// `unsupported-format` or `size-mismatch` if they differ in that; `out-of-range` if they are smaller; `out-of-memory`.
    pub fn of(&mut self, frame: &Frame, other: &Frame) -> Result<f64> {
        same_layout(frame, other)?;
        let (width, height) = (frame.layout().width() as usize, frame.layout().height() as usize);
        if width < WINDOW || height < WINDOW {
            let came = crate::error::Detail::Size(width as u32, height as u32);
            return Err(Error::new(Code::OutOfRange, "frame", "at least 11 × 11 pixels", came));
        }
        let places = width + 1 - WINDOW;
        // Whole vectors.
        let stride = places.next_multiple_of(4);
        let padded = stride + WINDOW;
        if self.lumas[0].len() != padded {
            // All of it, or nothing: lengths go together.
            let (lumas, rows) = ([zeroed(padded)?, zeroed(padded)?], zeroed(WINDOW * SUMS * stride)?);
            (self.lumas, self.rows) = (lumas, rows);
        }
        let weights = weights();
        let mut total = 0.0;
        for y in 0..height {
            for (lumas, frame) in self.lumas.iter_mut().zip([frame, other]) {
                luma::row(frame, y, &mut lumas[..width]);
                lumas[..width].iter_mut().for_each(|luma| *luma -= 128);
            }
            let row = y % WINDOW * SUMS * stride;
            across(&self.lumas, &weights, stride, &mut self.rows[row..][..SUMS * stride]);
            if y + 1 >= WINDOW {
                total += self.down(y + 1 - WINDOW, &weights, stride, places);
            }
        }
        Ok(total / (places * (height + 1 - WINDOW)) as f64)
    }

    /// The sum of the index over a row of places.
    fn down(&self, top: usize, weights: &[f32; WINDOW], stride: usize, places: usize) -> f64 {
        let (c1, c2) = (F32x4::splat(2.55 * 2.55), F32x4::splat(7.65 * 7.65));
        let offset = F32x4::splat(128.0);
        let mut total = 0.0;
        for x in (0..places).step_by(4) {
            let sum = |which: usize| {
                let mut sum = F32x4::splat(0.0);
                for (i, &weight) in weights.iter().enumerate() {
                    let at = ((top + i) % WINDOW * SUMS + which) * stride + x;
                    let four = self.rows.get(at..).and_then(<[f32]>::first_chunk).map_or(sum, F32x4::load);
                    sum = sum + four * F32x4::splat(weight);
                }
                sum
            };
            let [a, b, aa, bb, ab] = [sum(0), sum(1), sum(2), sum(3), sum(4)];
            let (variance_a, variance_b, covariance) = (aa - a * a, bb - b * b, ab - a * b);
            let (a, b) = (a + offset, b + offset);
            let (product, both) = (a * b, covariance + covariance);
            let above = (product + product + c1) * (both + c2);
            let below = (a * a + b * b + c1) * (variance_a + variance_b + c2);
            let four = above.divide(below).to_array();
            total += four.iter().take(places - x).map(|&index| f64::from(index)).sum::<f64>();
        }
        total
    }
}

/// Weighs a row across.
fn across(lumas: &[Vec<i16>; 2], weights: &[f32; WINDOW], stride: usize, into: &mut [f32]) {
    for x in (0..stride).step_by(4) {
        let mut sums = [F32x4::splat(0.0); SUMS];
        for (i, &weight) in weights.iter().enumerate() {
            let four = |lumas: &[i16]| {
                let four: &[i16; 4] = lumas[x + i..].first_chunk().unwrap_or(&[0; 4]);
                F32x4::from_array(four.map(f32::from))
            };
            let (a, b, weight) = (four(&lumas[0]), four(&lumas[1]), F32x4::splat(weight));
            let (weighed_a, weighed_b) = (a * weight, b * weight);
            let more = [weighed_a, weighed_b, weighed_a * a, weighed_b * b, weighed_a * b];
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum = *sum + more);
        }
        for (which, sum) in sums.iter().enumerate() {
            if let Some(to) = into[which * stride + x..].first_chunk_mut() {
                sum.store(to);
            }
        }
    }
}

/// The Gaussian of the window, across; its sum is 1.
fn weights() -> [f32; WINDOW] {
    let weight = |i: usize| {
        let distance = i as f64 - (WINDOW / 2) as f64;
        (-distance * distance / (2.0 * 1.5 * 1.5)).exp()
    };
    let sum: f64 = (0..WINDOW).map(weight).sum();
    core::array::from_fn(|i| (weight(i) / sum) as f32)
}
