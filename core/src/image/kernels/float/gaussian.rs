//! The Gaussian on floats. If it is narrow, its samples are the weights: along the rows as they come, and down the columns of
//! the rows that are stored. Otherwise, see [`Pyramid`].

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use super::beside::{BesideBlur, finish};
use super::pyramid::{self, Pyramid};
use super::sums::{FloatBorder, premultiply, sum_line};
use super::{FloatGather, FloatOperation, Pixel, Stored};
use crate::error::Result;
use crate::image::kernels::border::BorderMode;
use crate::memory::zeroed;

/// The distance at which the Gaussian ends, in standard deviations: 7 millionths of the weights are further away.
const REACH: f64 = 4.5;

struct Gaussian {
    border: FloatBorder,
    /// From one end to the other.
    weights: Vec<f32>,
    line: Vec<Pixel>,
    beside: Option<BesideBlur>,
}

/// Returns the operation that blurs a frame of this size. With `beside`, it replaces each row by a function of the row and
/// the blurred row.
pub(crate) fn gaussian(
    sigma: f64,
    mode: BorderMode,
    size: [usize; 2],
    beside: Option<BesideBlur>,
) -> Result<FloatOperation> {
    if sigma <= 0.0 {
        return Ok(FloatOperation::Identity);
    }
    let border = FloatBorder { mode, size };
    if pyramid::step(sigma) > 1 {
        return Ok(FloatOperation::Gather(Box::new(Pyramid::new(sigma, border, beside)?)));
    }
    let radius = (REACH * sigma).ceil() as usize;
    let weight = |i: usize| (-0.5 * ((i as f64 - radius as f64) / sigma).powi(2)).exp();
    let sum: f64 = (0..=2 * radius).map(weight).sum();
    let mut weights = zeroed(2 * radius + 1)?;
    weights.iter_mut().enumerate().for_each(|(i, to)| *to = (weight(i) / sum) as f32);
    Ok(FloatOperation::Gather(Box::new(Gaussian { border, weights, line: border.line(radius)?, beside })))
}

impl Gaussian {
    fn radius(&self) -> usize {
        self.weights.len() / 2
    }
}

impl FloatGather for Gaussian {
    fn size(&self) -> [usize; 2] {
        self.border.size
    }

    fn stored(&self) -> usize {
        // The blurred row, and the row itself.
        self.border.size[0] * if self.beside.is_some() { 2 } else { 1 }
    }

    fn needs(&self, y: usize) -> Range<usize> {
        self.border.needs(y, self.radius())
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.weights.as_slice()) + size_of_val(self.line.as_slice())
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        let (blurred, original) = stored.split_at_mut(self.border.size[0]);
        if self.beside.is_some() {
            original.copy_from_slice(row);
        }
        premultiply(row);
        let radius = self.radius();
        self.border.fill(row, &mut self.line, radius);
        sum_line(&self.line, &self.weights, blurred);
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let width = self.border.size[0];
        self.border.sum_columns(&rows, &(0..width), y, &self.weights, into);
        finish(self.beside.as_ref(), rows.row(y).get(width..).unwrap_or_default(), into);
    }
}
