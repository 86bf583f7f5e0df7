//! Wide Gaussians on floats: of every n-th pixel of every n-th row, with cubic B-splines from the pixels to these samples
//! and back. The Gaussian in between takes their effect into account, as that of `kernels::gaussian` does on bytes, so
//! the time doesn't grow with its width.

use alloc::vec::Vec;
use core::ops::Range;

use super::beside::{BesideBlur, finish};
use super::sums::{FloatBorder, dot, premultiply, sum_line, sum_rows};
use super::{FloatGather, Pixel, Stored};
use crate::error::Result;
use crate::image::kernels::border::BorderMode;
use crate::image::kernels::gaussian::taps::{Symmetric, phase_weights, spline};
use crate::memory::zeroed;

/// The smallest standard deviation between the splines, in samples. What splines let through that samples can't represent
/// is then below 5 · 10⁻⁵ of the range.
const LEAST: f64 = 3.0;

/// The part of the weights that may be cut off.
const TAIL: f64 = 1e-6;

/// Number of samples around a pixel from which it is interpolated: one before, and two behind.
const AROUND: usize = 4;

pub(super) struct Pyramid {
    border: FloatBorder,
    /// The number of pixels from sample to sample.
    step: usize,
    /// The weights of the pixels around a sample, and of the samples around a pixel, by its place between samples.
    spline: Vec<f32>,
    phases: Vec<[f32; AROUND]>,
    /// The Gaussian.
    weights: Vec<f32>,
    /// The number of samples of a row, and of rows.
    samples: [usize; 2],
    /// A row and the pixels outside, and its samples.
    line: Vec<Pixel>,
    row: Vec<Pixel>,
    /// The weight of a row in each row of samples.
    shares: Vec<f32>,
    all: Vec<Pixel>,
    /// Blurred rows of samples, and which they are; and a row between them.
    blurred: [(Option<usize>, Vec<Pixel>); AROUND],
    between: Vec<Pixel>,
    beside: Option<BesideBlur>,
    /// The row behind the last that was taken: another begins a frame.
    next: usize,
}

/// Returns the number of pixels from sample to sample for a Gaussian; 1 if it isn't wide enough.
pub(super) fn step(sigma: f64) -> usize {
    let mut step = 1;
    while sigma / (2 * step) as f64 >= LEAST {
        step *= 2;
    }
    step
}

impl Pyramid {
    pub(super) fn new(sigma: f64, border: FloatBorder, beside: Option<BesideBlur>) -> Result<Self> {
        let step = step(sigma);
        let weights = Symmetric::between_splines_within(sigma, step, TAIL).floats();
        let radius = weights.len() / 2;
        let inner = border.size.map(|side| side.saturating_sub(1) / step + AROUND);
        let samples = inner.map(|count| count + 2 * radius);
        // The spline on both sides.
        let side = spline(step);
        let spline = (1..side.len()).rev().chain(0..side.len()).map(|i| side[i] as f32).collect();
        let row = || zeroed(inner[0]);
        let own = Self {
            border,
            step,
            spline,
            phases: (0..step).map(|phase| phase_weights(phase, step).map(|weight| weight as f32)).collect(),
            weights,
            samples,
            line: Vec::new(),
            row: zeroed(samples[0])?,
            shares: zeroed(samples[1])?,
            all: zeroed(samples[0].saturating_mul(samples[1]))?,
            blurred: [(None, row()?), (None, row()?), (None, row()?), (None, row()?)],
            between: row()?,
            beside,
            next: usize::MAX,
        };
        let line = zeroed(own.before() + border.size[0] + own.behind())?;
        Ok(Self { line, ..own })
    }

    fn radius(&self) -> usize {
        self.weights.len() / 2
    }

    /// The number of pixels before the first that have an effect on a sample. Sample 0 is `radius + 1` samples before.
    fn before(&self) -> usize {
        (self.radius() + 3) * self.step
    }

    /// The same for pixels behind the last.
    fn behind(&self) -> usize {
        (self.radius() + 4) * self.step
    }

    /// Adds what the row at position `y`, which can be outside, contributes to each row of samples.
    fn share(&mut self, y: isize) {
        let (step, radius) = (self.step as isize, self.radius() as isize);
        let reach = self.spline.len() as isize / 2;
        // The rows of samples at most `reach` away.
        let first = -(reach - y).div_euclid(step);
        for sample in first..=(y + reach).div_euclid(step) {
            let weight = self.spline.get((y - sample * step + reach) as usize);
            let share = self.shares.get_mut((sample + radius + 1) as usize);
            if let (Some(share), Some(weight)) = (share, weight) {
                *share += weight;
            }
        }
    }

    /// Blurs row `index` of the samples.
    fn blur(&mut self, index: usize) {
        let Self { weights, samples: [width, _], all, row, blurred, .. } = self;
        let (found, into) = &mut blurred[index % AROUND];
        if *found == Some(index) {
            return;
        }
        let rows = all.chunks_exact(*width).skip(index).zip(weights.iter());
        sum_rows(rows.map(|(row, &weight)| (row, weight)), row);
        sum_line(row, weights, into);
        *found = Some(index);
    }
}

impl FloatGather for Pyramid {
    fn size(&self) -> [usize; 2] {
        self.border.size
    }

    fn stored(&self) -> usize {
        if self.beside.is_some() { self.border.size[0] } else { 0 }
    }

    fn needs(&self, y: usize) -> Range<usize> {
        let height = self.border.size[1];
        if self.border.mode == BorderMode::Wrap {
            return 0..height;
        }
        y.saturating_sub(self.before() + self.step)..(y + self.behind() + 1).min(height)
    }

    fn scratch_bytes(&self) -> usize {
        let blurred = self.blurred.iter().map(|(_, row)| row.len()).sum::<usize>();
        let pixels = self.line.len() + self.row.len() + self.all.len() + self.between.len() + blurred;
        pixels * size_of::<Pixel>() + (self.weights.len() + self.spline.len() + self.shares.len()) * size_of::<f32>()
    }

    fn take(&mut self, y: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        if y != self.next {
            self.all.fill([0.0; 4]);
            self.blurred.iter_mut().for_each(|(found, _)| *found = None);
        }
        self.next = y + 1;
        if self.beside.is_some() {
            stored.copy_from_slice(row);
        }
        premultiply(row);
        let before = self.before();
        self.border.fill(row, &mut self.line, before);
        // Sample 0 is `radius + 1` samples before the first pixel.
        let first = before - (self.radius() + 1) * self.step - self.spline.len() / 2;
        for (i, to) in self.row.iter_mut().enumerate() {
            *to = dot(self.line.get(first + i * self.step..).unwrap_or_default(), &self.spline);
        }
        self.shares.fill(0.0);
        self.share(y as isize);
        let (border, height) = (self.border, self.border.size[1]);
        // Rows far from the edges stand for no others.
        let behind = self.behind();
        if y <= behind || y + behind >= height {
            for outside in (-(before as isize)..0).chain((height as isize..).take(behind)) {
                if border.mode.inside(outside, height) == Some(y) {
                    self.share(outside);
                }
            }
        }
        let [width, _] = self.samples;
        for (share, samples) in self.shares.iter().zip(self.all.chunks_exact_mut(width)) {
            if *share != 0.0 {
                add(samples, &self.row, *share);
            }
        }
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let first = y / self.step;
        (first..first + AROUND).for_each(|index| self.blur(index));
        let around = self.phases[y % self.step].iter().zip(first..);
        let blurred = &self.blurred;
        sum_rows(around.map(|(&weight, index)| (&*blurred[index % AROUND].1, weight)), &mut self.between);
        for (samples, pixels) in self.between.windows(AROUND).zip(into.chunks_mut(self.step)) {
            for (pixel, weights) in pixels.iter_mut().zip(&self.phases) {
                *pixel = dot(samples, weights);
            }
        }
        finish(self.beside.as_ref(), rows.row(y), into);
    }
}

/// Adds a weighted row.
fn add(to: &mut [Pixel], row: &[Pixel], weight: f32) {
    use crate::simd::F32x4;
    for (to, pixel) in to.iter_mut().zip(row) {
        (F32x4::load(to) + F32x4::load(pixel) * F32x4::splat(weight)).store(to);
    }
}
