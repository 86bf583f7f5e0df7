//! Sums with any weights on floats: colours are weighted by alpha, and the sum is divided by the pixel's own alpha.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use super::sums::{FloatBorder, dot, premultiply, sum_line};
use super::{FloatGather, FloatOperation, Pixel, Stored};
use crate::error::Result;
use crate::image::kernels::border::BorderMode;
use crate::memory::zeroed;

struct Convolution {
    border: FloatBorder,
    /// The weights along each row, one row after the other.
    weights: Vec<f32>,
    /// The number of weights of a row, and the number of rows; both are odd.
    sides: [usize; 2],
    bias: f32,
    /// The number of pixels of a row and of those outside.
    line: usize,
}

/// Returns the operation that sums the pixels around each pixel, with `sides[1]` rows of `sides[0]` weights, and adds `bias` to
/// the colours. Outside the frame, the outermost pixels are repeated.
pub(crate) fn convolution(
    size: [usize; 2],
    sides: [usize; 2],
    weights: impl ExactSizeIterator<Item = f64>,
    bias: f64,
) -> Result<FloatOperation> {
    let border = FloatBorder { mode: BorderMode::Clamp, size };
    let (weights, line) = (floats(weights)?, border.size[0] + sides[0] / 2 * 2);
    Ok(FloatOperation::Gather(Box::new(Convolution { border, weights, sides, bias: bias as f32, line })))
}

impl FloatGather for Convolution {
    fn size(&self) -> [usize; 2] {
        self.border.size
    }

    fn stored(&self) -> usize {
        self.line
    }

    fn needs(&self, y: usize) -> Range<usize> {
        self.border.needs(y, self.sides[1] / 2)
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.weights.as_slice())
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        premultiply(row);
        self.border.fill(row, stored, self.sides[0] / 2);
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let [across, down] = self.sides.map(|side| side / 2);
        let whole = 0..self.line;
        into.fill([0.0; 4]);
        let taps = self.weights.chunks_exact(self.sides[0]).zip(y as isize - down as isize..);
        for (weights, y) in taps.filter(|(weights, _)| weights.iter().any(|weight| *weight != 0.0)) {
            let Some(row) = self.border.row(&rows, y, &whole) else { continue };
            for (pixels, to) in row.windows(weights.len()).zip(into.iter_mut()) {
                let sum = dot(pixels, weights);
                to.iter_mut().zip(sum).for_each(|(to, sum)| *to += sum);
            }
        }
        finish(rows.row(y).get(across..).unwrap_or_default(), self.bias, into);
    }
}

/// Adds the bias, and divides by the alpha of the pixels themselves.
fn finish(own: &[Pixel], bias: f32, sums: &mut [Pixel]) {
    for (to, own) in sums.iter_mut().zip(own) {
        let scale = if own[3].abs() < f32::MIN_POSITIVE { 0.0 } else { 1.0 / own[3] };
        let [r, g, b, _] = to.map(|sum| (sum + bias) * scale);
        *to = [r, g, b, own[3]];
    }
}

struct Separable {
    border: FloatBorder,
    across: Vec<f32>,
    down: Vec<f32>,
    bias: f32,
    line: Vec<Pixel>,
}

/// As [`convolution`], where each weight is the product of a weight for the column and one for the row.
pub(crate) fn separable_convolution(
    size: [usize; 2],
    across: impl ExactSizeIterator<Item = f64>,
    down: impl ExactSizeIterator<Item = f64>,
    bias: f64,
) -> Result<FloatOperation> {
    let border = FloatBorder { mode: BorderMode::Clamp, size };
    let (across, down) = (floats(across)?, floats(down)?);
    let line = border.line(across.len() / 2)?;
    Ok(FloatOperation::Gather(Box::new(Separable { border, across, down, bias: bias as f32, line })))
}

fn floats(weights: impl ExactSizeIterator<Item = f64>) -> Result<Vec<f32>> {
    let mut all = zeroed(weights.len())?;
    all.iter_mut().zip(weights).for_each(|(to, weight)| *to = weight as f32);
    Ok(all)
}

impl FloatGather for Separable {
    fn size(&self) -> [usize; 2] {
        self.border.size
    }

    fn stored(&self) -> usize {
        // The sums along the row, and the row itself.
        2 * self.border.size[0]
    }

    fn needs(&self, y: usize) -> Range<usize> {
        self.border.needs(y, self.down.len() / 2)
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.line.as_slice()) + (self.across.len() + self.down.len()) * size_of::<f32>()
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        premultiply(row);
        self.border.fill(row, &mut self.line, self.across.len() / 2);
        let (sums, own) = stored.split_at_mut(self.border.size[0]);
        sum_line(&self.line, &self.across, sums);
        own.copy_from_slice(row);
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let width = self.border.size[0];
        self.border.sum_columns(&rows, &(0..width), y, &self.down, into);
        finish(rows.row(y).get(width..).unwrap_or_default(), self.bias, into);
    }
}
