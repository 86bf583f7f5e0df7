//! Weighted sums of pixels along rows and down columns, and the pixels outside the frame.

use alloc::vec::Vec;
use core::ops::Range;

use super::{Pixel, Stored};
use crate::error::Result;
use crate::image::kernels::border::BorderMode;
use crate::memory::zeroed;
use crate::simd::F32x4;

/// A frame of this size, and the pixels around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FloatBorder {
    pub(crate) mode: BorderMode,
    pub(crate) size: [usize; 2],
}

impl FloatBorder {
    /// Returns a line for a row with `pad` more pixels on either side.
    pub(crate) fn line(&self, pad: usize) -> Result<Vec<Pixel>> {
        zeroed(self.size[0].saturating_add(2 * pad))
    }

    /// Copies a row to the middle of a line, and the pixels outside to both sides.
    pub(crate) fn fill(&self, row: &[Pixel], line: &mut [Pixel], pad: usize) {
        let Some(middle) = line.get_mut(pad..pad + row.len()) else { return };
        middle.copy_from_slice(row);
        self.mode.extend(line, pad, row.len());
    }

    /// Returns the rows that row `y` needs if it depends on the rows from `radius` above to `radius` below.
    pub(crate) fn needs(&self, y: usize, radius: usize) -> Range<usize> {
        let height = self.size[1];
        // Mirrored rows are never further away than those for which they stand.
        if self.mode == BorderMode::Wrap && radius > 0 {
            return 0..height;
        }
        y.saturating_sub(radius)..y.saturating_add(radius + 1).min(height)
    }

    /// Returns a part of what is stored of the row that stands for row `y`; `None` for transparent black.
    #[inline]
    pub(crate) fn row<'a>(&self, rows: &Stored<'a>, y: isize, part: &Range<usize>) -> Option<&'a [Pixel]> {
        rows.row(self.mode.inside(y, self.size[1])?).get(part.clone())
    }

    /// Writes sums down the columns: of the rows around row `y`, with weights from the top down, an odd number of them.
    /// `part` is the part of the stored rows to be summed.
    pub(crate) fn sum_columns(
        &self,
        rows: &Stored<'_>,
        part: &Range<usize>,
        y: usize,
        weights: &[f32],
        into: &mut [Pixel],
    ) {
        let first = y as isize - (weights.len() / 2) as isize;
        let taps = weights.iter().zip(first..);
        sum_rows(taps.filter_map(|(&weight, y)| Some((self.row(rows, y, part)?, weight))), into);
    }
}

/// Writes the weighted sum of rows.
pub(crate) fn sum_rows<'a>(rows: impl Iterator<Item = (&'a [Pixel], f32)>, into: &mut [Pixel]) {
    into.fill([0.0; 4]);
    // Several at a time, so that sums are read and written less often.
    let mut several: [(&[Pixel], f32); 6] = [(&[], 0.0); 6];
    let mut count = 0;
    for row in rows {
        several[count] = row;
        count += 1;
        if count == several.len() {
            add(several, into);
            count = 0;
        }
    }
    several[..count].iter().for_each(|row| add([*row], into));
}

#[inline(always)]
fn add<const N: usize>(rows: [(&[Pixel], f32); N], into: &mut [Pixel]) {
    let length = rows.iter().map(|(row, _)| row.len()).fold(into.len(), usize::min);
    let rows = rows.map(|(row, weight)| (&row[..length], F32x4::splat(weight)));
    for (x, sum) in into[..length].iter_mut().enumerate() {
        let mut all = F32x4::load(sum);
        for (row, weight) in &rows {
            all = all + F32x4::load(&row[x]) * *weight;
        }
        all.store(sum);
    }
}

/// Returns a weighted sum of the first pixels.
#[inline(always)]
pub(crate) fn dot(pixels: &[Pixel], weights: &[f32]) -> Pixel {
    let taps = pixels.iter().zip(weights);
    let sum = taps.fold(F32x4::splat(0.0), |sum, (pixel, weight)| sum + F32x4::load(pixel) * F32x4::splat(*weight));
    sum.to_array()
}

/// Writes weighted sums along a line: pixel 0 is that of the first weights.
pub(crate) fn sum_line(line: &[Pixel], weights: &[f32], into: &mut [Pixel]) {
    const AT_ONCE: usize = 4;
    for (i, pixels) in into.chunks_mut(AT_ONCE).enumerate() {
        let line = line.get(AT_ONCE * i..).unwrap_or_default();
        if pixels.len() == AT_ONCE {
            let mut sums = [F32x4::splat(0.0); AT_ONCE];
            for (weight, four) in weights.iter().zip(line.windows(AT_ONCE)) {
                let weight = F32x4::splat(*weight);
                for (sum, pixel) in sums.iter_mut().zip(four) {
                    *sum = *sum + F32x4::load(pixel) * weight;
                }
            }
            pixels.iter_mut().zip(sums).for_each(|(to, sum)| sum.store(to));
            continue;
        }
        for (x, to) in pixels.iter_mut().enumerate() {
            *to = dot(line.get(x..).unwrap_or_default(), weights);
        }
    }
}

/// Multiplies colours by alpha.
pub(crate) fn premultiply(row: &mut [Pixel]) {
    for pixel in row {
        let alpha = pixel[3];
        (F32x4::load(pixel) * F32x4::from_array([alpha, alpha, alpha, 1.0])).store(pixel);
    }
}

/// Divides colours by alpha; without alpha, they become 0.
pub(crate) fn unpremultiply(row: &mut [Pixel]) {
    for pixel in row {
        let alpha = pixel[3];
        // The quotient by smaller numbers can be infinite.
        let scale = if alpha.abs() < f32::MIN_POSITIVE { 0.0 } else { 1.0 / alpha };
        (F32x4::load(pixel) * F32x4::from_array([scale, scale, scale, 1.0])).store(pixel);
    }
}
