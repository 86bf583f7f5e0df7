//! `pixelate`: squares of one colour.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Geometry;
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{FrameLayout, RowFormat, RowLayout, Plane, PlaneMut, PlaneRef};
use crate::simd::{I16x8, I32x4, U8x16};

crate::filter! {
    /// Replaces squares of the frame by their mean: a mosaic.
    ///
    /// Squares begin at the top left. Squares at the right and at the bottom may be cut off; they have the mean of the
    /// pixels inside the frame. The mean is exact, rounded to nearest, half up: alpha is the mean of alpha, and colours
    /// are weighted by alpha; where alpha is 0, colours are black.
    pub struct Pixelate: "pixelate" in "effect" version 1 on planes {
        /// Side of the squares; 1 leaves the frame unchanged.
        block_size: i32 = Kind::Integer(
            Number::new(12.0, 1.0, LARGEST as f64).typical(1.0, 64.0).step(1.0).unit(Unit::Pixels)
        ),
    }
}

/// The largest square: the sum over a row of it, each colour times alpha, fits into 31 bits.
const LARGEST: u32 = 4096;

impl Operate for Pixelate {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let size = self.block_size.unsigned_abs().clamp(1, LARGEST) as usize;
        if size == 1 {
            return Ok(Operation::Identity);
        }
        let blocks = (input.width() as usize).div_ceil(size);
        Ok(Operation::Geometry(Box::new(Kernel { layout: *input, size, sums: zeroed(blocks)? })))
    }

    /// Between pixels that share chroma, planes can't be cut.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        across != down || input.has_alpha_plane() || !self.block_size.unsigned_abs().is_multiple_of(1 << across)
    }
}

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    size: usize,
    /// For each square of a row of squares: colours times alpha, and 255 times alpha; or gray alone.
    sums: Vec<[u64; 4]>,
}

/// The sums of a few RGBA pixels: colours times alpha, and 255 times alpha.
fn sum_colors(pixels: &[u8]) -> [u64; 4] {
    let full = I16x8::from_array([0, 0, 0, 255, 0, 0, 0, 255]);
    let (body, tail) = pixels.as_chunks::<16>();
    let mut last = [0; 16];
    last[..tail.len()].copy_from_slice(tail);
    let mut sum = I32x4::splat(0);
    for chunk in body.iter().chain([&last]) {
        let v = U8x16::load(chunk);
        for pair in [v.widen_low(), v.widen_high()] {
            sum = sum + pair.zip_halves().dot((pair.broadcast_alpha() | full).zip_halves());
        }
    }
    sum.to_array().map(|sum| u64::from(sum.unsigned_abs()))
}

/// The sum of a few bytes.
fn sum_gray(bytes: &[u8]) -> u64 {
    let ones = I16x8::splat(1);
    let (body, tail) = bytes.as_chunks::<16>();
    let sum = body.iter().map(U8x16::load).fold(I32x4::splat(0), |sum, v| sum + (v.even() + v.odd()).dot(ones));
    let rest: u32 = tail.iter().copied().map(u32::from).sum();
    sum.to_array().iter().map(|sum| u64::from(sum.unsigned_abs())).sum::<u64>() + u64::from(rest)
}

/// The quotient rounded to nearest, half up; 0 if the divisor is 0.
fn quotient(sum: u64, of: u64) -> u8 {
    (2 * sum + of).checked_div(2 * of).unwrap_or(0) as u8
}

impl Kernel {
    /// Adds a row of squares to the sums.
    fn observe(&mut self, rows: Plane<'_>) {
        self.sums.fill([0; 4]);
        let is_gray = self.layout.format() == RowFormat::Gray8;
        for row in rows.rows() {
            for (block, sums) in row.chunks(self.size * self.layout.pixel_bytes()).zip(&mut self.sums) {
                let more = if is_gray { [sum_gray(block), 0, 0, 0] } else { sum_colors(block) };
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            }
        }
    }

    /// Writes the means of a row of squares.
    fn fill(&self, rows: PlaneMut<'_>) {
        let (bytes, height) = (self.layout.pixel_bytes(), rows.height() as u64);
        let mut rows = rows.into_rows();
        let Some(first) = rows.next() else { return };
        for (block, &[r, g, b, a]) in first.chunks_mut(self.size * bytes).zip(&self.sums) {
            let count = (block.len() / bytes) as u64 * height;
            if bytes == 1 {
                block.fill(quotient(r, count));
            } else {
                let [r, g, b] = [r, g, b].map(|sum| quotient(sum, a / 255));
                let mean = [r, g, b, quotient(a / 255, count)];
                block.as_chunks_mut::<4>().0.fill(mean);
            }
        }
        rows.for_each(|row| row.copy_from_slice(first));
    }
}

impl Geometry for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        true
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.sums.as_slice())
    }

    /// Parts are whole squares.
    fn apply_in_place(&mut self, mut frame: PlaneMut<'_>, rows: Range<usize>) -> usize {
        let end = rows.end.next_multiple_of(self.size).min(frame.height());
        for start in (rows.start..end).step_by(self.size) {
            let rows = start..end.min(start + self.size);
            self.observe(frame.as_plane().band(rows.clone()));
            self.fill(frame.band_mut(rows));
        }
        end
    }

    fn apply(
        &mut self,
        source: Plane<'_>,
        mut target: PlaneMut<'_>,
        rows: Range<usize>,
        _: Option<&PlaneRef<'_>>,
    ) -> usize {
        let end = rows.end.next_multiple_of(self.size).min(target.height());
        for start in (rows.start..end).step_by(self.size) {
            let rows = start..end.min(start + self.size);
            self.observe(source.band(rows.clone()));
            self.fill(target.band_mut(rows));
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{SIDES, compare, noise, run};

    #[test]
    fn replaces_each_square_by_its_mean() {
        for (width, height) in SIDES.into_iter().chain([(130, 70)]) {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for block_size in [1, 2, 3, 4, 7, 8, 16, 33, 4096] {
                    let source = noise(format, width, height, opaque, 21);
                    let (w, h, n) = (width as usize, height as usize, block_size as usize);
                    let p = source.layout().rows().unwrap().pixel_bytes();
                    let level = |i: usize| {
                        let (x, y, c) = (i / p % w / n * n, i / p / w / n * n, i % p);
                        let (mut colors, mut weights, mut count) = (0_u64, 0_u64, 0_u64);
                        for (x, y) in (y..h.min(y + n)).flat_map(|y| (x..w.min(x + n)).map(move |x| (x, y))) {
                            let at = (y * w + x) * p;
                            let weight = if p == 4 { u64::from(source.bytes()[at + 3]) } else { 1 };
                            weights += weight;
                            count += 1;
                            colors += u64::from(source.bytes()[at + c]) * if c == 3 { 1 } else { weight };
                        }
                        let exact = colors as f64 / (if c == 3 { count } else { weights }).max(1) as f64;
                        (exact + 1e-9).round() as u8
                    };
                    let identity = block_size == 1;
                    let expected: Vec<u8> =
                        if identity { source.bytes().to_vec() } else { (0..source.bytes().len()).map(level).collect() };
                    let what = format!("{block_size} {format:?} opaque {opaque} {width}×{height}");
                    compare(&what, run(&Pixelate { block_size }, &source).bytes(), &expected, 0);
                }
            }
        }
    }
}
