//! The sharpness of a frame.

use super::{Analyze, Input, Memory, Results, luma};
use crate::error::Result;
use crate::image::frame::Frame;
use crate::image::kernels::ring::reflect;
use crate::simd::{I16x8, I32x4};

crate::analysis! {
    /// Returns the sharpness of a frame: the variance of the Laplacian of its luma.
    ///
    /// Of several pictures of a subject, the sharpest has the largest variance. Source: Pech-Pacheco et al. 2000.
    pub struct SharpnessAnalysis: "sharpness" of 1 frame as Number {}
}

impl Analyze for SharpnessAnalysis {
    fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        results.put([sharpness(input.frame)]);
        Ok(())
    }
}

/// Number of columns processed at once: their rows fit on the stack, so nothing is allocated.
const STRIP: usize = 256;
/// The length of a row of a strip, with a pixel on either side and space for whole vectors.
const ROW: usize = STRIP + 10;

/// Returns the variance of the Laplacian of luma, which grows with the amount of detail; of several pictures of the
/// same subject, the sharpest has the largest variance.
///
/// The kernel is `[0 1 0; 1 -4 1; 0 1 0]`. Outside the frame, pixels are mirrored without repeating the outermost row,
/// as in OpenCV's `Laplacian(…, CV_64F)` by default; the variance is that of all pixels. Source: Pech-Pacheco
/// et al. 2000.
pub fn sharpness(frame: &Frame) -> f64 {
    let (width, height) = (frame.layout().width() as usize, frame.layout().height() as usize);
    let (mut sum, mut squares) = (0_i64, 0_i64);
    for start in (0..width).step_by(STRIP) {
        let columns = STRIP.min(width - start);
        let mut rows = [[0; ROW]; 4];
        let take = |rows: &mut [[i16; ROW]; 4], y: usize| {
            let row = &mut rows[y % 4];
            // With a pixel on either side, if the frame has one there.
            let (before, behind) = (usize::from(start > 0), usize::from(start + columns < width));
            luma::part(frame, start - before, y, &mut row[1 - before..=columns + behind]);
            if before == 0 {
                row[0] = row[1 + reflect(-1, width)];
            }
            if behind == 0 {
                // This may be the pixel before the strip.
                row[columns + 1] = row[1 + reflect(width as isize, width) - start];
            }
        };
        take(&mut rows, 0);
        for y in 0..height {
            if y + 1 < height {
                take(&mut rows, y + 1);
            }
            let row = |dy: isize| &rows[reflect(y as isize + dy, height) % 4];
            let (above, here, below) = (row(-1), row(0), row(1));
            for x in (0..columns).step_by(8) {
                let load = |row: &[i16; ROW], at: usize| row[at..].first_chunk().map_or(I16x8::splat(0), I16x8::load);
                let around = load(above, x + 1) + load(below, x + 1) + load(here, x) + load(here, x + 2);
                let mut laplacian = (around - load(here, x + 1).shift_left::<2>()).to_array();
                // Pixels beyond the strip are excluded.
                laplacian.iter_mut().skip(columns - x).for_each(|beyond| *beyond = 0);
                let laplacian = I16x8::from_array(laplacian);
                let total = |v: I32x4| v.to_array().iter().map(|&lane| i64::from(lane)).sum::<i64>();
                sum += total(laplacian.dot(I16x8::splat(1)));
                squares += total(laplacian.dot(laplacian));
            }
        }
    }
    let count = (width * height) as f64;
    let mean = sum as f64 / count;
    (squares as f64 / count - mean * mean).max(0.0)
}
