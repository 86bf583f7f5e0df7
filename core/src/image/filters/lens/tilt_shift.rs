//! `tiltShift`: sharp in a band and blurred outside it, like a tilted lens.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::image::kernels::BorderMode;
use crate::image::kernels::gaussian::gaussian;
use crate::image::kernels::Window;
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, Plane, PlaneMut};
use crate::simd::{F32x4, I16x8, I32x4, U8x16};

crate::filter! {
    /// Blurs everything outside a band across the frame, more with growing distance; colours are weighted by alpha.
    ///
    /// With `d` the distance of a pixel's centre from the middle of the band, in heights of the frame, let
    /// `t = clamp((d - width / 2) / feather)`. The result is the frame at `t` = 0, the frame blurred with half of
    /// `sigma` at 0.5, and the frame blurred with all of `sigma` at 1. Between these, it is a linear mixture, which
    /// approximates a Gaussian of intermediate width and is within a level of the mixture of `gaussianBlur` results.
    /// Outside the frame, the outermost pixels are repeated.
    pub struct TiltShift: "tiltShift" in "lens" version 1 on planes {
        /// Standard deviation far from the band; 0 leaves the frame unchanged.
        sigma: f64 = Kind::Number(Number::new(6.0, 0.0, 256.0).typical(0.0, 30.0).step(0.1).unit(Unit::Pixels)),
        /// A point in the middle of the band.
        center: [f64; 2] = Kind::Point([0.5, 0.5]),
        /// Direction of the band; 0 is horizontal, 90 vertical.
        angle: f64 = Kind::Number(Number::new(0.0, -360.0, 360.0).typical(-90.0, 90.0).step(1.0).unit(Unit::Degrees)),
        /// Width of the sharp band, in heights of the frame.
        width: f64 = Kind::Number(Number::new(0.2, 0.0, 2.0).typical(0.0, 1.0)),
        /// Distance over which the blur grows, in heights of the frame; values below 0.001 count as 0.001.
        feather: f64 = Kind::Number(Number::new(0.3, 0.0, 2.0).typical(0.0, 1.0)),
    }
}

/// Below this standard deviation, a blur is an identity: see `gaussianBlur`.
const NOTHING: f64 = 0.26;

/// The narrowest feather. Below it, single precision could be a level off.
const LEAST_FEATHER: f64 = 0.001;

/// Number of rows blurred at once: two at once are faster than one at a time.
const ROWS: usize = 2;

impl Operate for TiltShift {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.sigma < NOTHING {
            return Ok(Operation::Identity);
        }
        let (width, height) = (input.width() as usize, input.height() as usize);
        let blur = |sigma: f64| -> Result<Blur> {
            let window = gaussian(sigma, BorderMode::Clamp, width, height, input.format())?;
            let row_bytes = width * input.pixel_bytes();
            Ok(Blur { latency: window.latency(), window, rows: zeroed(ROWS * row_bytes)?, fed: 0 })
        };
        let blurs = [blur(self.sigma / 2.0)?, blur(self.sigma)?];
        let latency = blurs.iter().map(|blur| blur.latency).max().unwrap_or(0) + ROWS - 1;
        let row_bytes = width * input.pixel_bytes();
        let kept = (latency + 2 + ROWS).min(height);
        // Twice `t` before clamping: a linear function of the distance, which is a linear function of column and row.
        let slope = 2.0 / self.feather.max(LEAST_FEATHER);
        let turns = self.angle / 360.0;
        let [x, y] = [-sine(turns) / height as f64, cosine(turns) / height as f64];
        let [center_x, center_y] = [self.center[0] * width as f64, self.center[1] * height as f64];
        Ok(Operation::Window(Box::new(Kernel {
            blurs,
            latency,
            originals: zeroed(row_bytes.saturating_mul(kept))?,
            kept: kept.max(1),
            row_bytes,
            format: input.format(),
            height,
            across: (x * slope) as f32,
            down: y * slope,
            start: ((0.5 - center_x) * x + (0.5 - center_y) * y) * slope,
            sharp: (self.width / 2.0 * slope) as f32,
            consumed: 0,
            produced: 0,
        })))
    }
}

/// A blurred frame, of which the last [`ROWS`] rows are stored.
struct Blur {
    window: Box<dyn Window>,
    latency: usize,
    rows: Vec<u8>,
    fed: usize,
}

struct Kernel {
    blurs: [Blur; 2],
    latency: usize,
    /// A ring of rows that were consumed and are still to be blurred or produced.
    originals: Vec<u8>,
    /// Number of rows of the ring.
    kept: usize,
    row_bytes: usize,
    format: RowFormat,
    height: usize,
    /// The distance times `2 / feather`: its change from pixel to pixel and from row to row, and its first value.
    across: f32,
    down: f64,
    start: f64,
    /// Half the width of the sharp band, times `2 / feather`.
    sharp: f32,
    consumed: usize,
    produced: usize,
}

/// Interpolates between two values.
#[inline(always)]
fn between(from: F32x4, to: F32x4, part: F32x4) -> F32x4 {
    from + (to - from) * part
}

/// Interpolates four values: from the frame to the weak blur, then to the strong blur.
#[inline(always)]
fn mix([sharp, soft, wide]: [F32x4; 3], [first, second]: [F32x4; 2]) -> F32x4 {
    between(between(sharp, soft, first), wide, second)
}

/// Splits a vector of bytes into four vectors of four lanes each.
#[inline(always)]
fn floats(bytes: U8x16) -> [F32x4; 4] {
    let (low, high) = (bytes.widen_low(), bytes.widen_high());
    [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()].map(I32x4::to_f32)
}

impl Kernel {
    /// Produces the blurred rows from `y` on, [`ROWS`] of them.
    fn advance(&mut self, y: usize) {
        let rows = ROWS.min(self.height - y);
        for Blur { window, latency, rows: blurred, fed } in &mut self.blurs {
            while *fed < self.height.min(y + rows + *latency) {
                let start = *fed % self.kept * self.row_bytes;
                let row = &self.originals[start..start + self.row_bytes];
                window.consume(Plane::new(row, self.row_bytes, self.row_bytes, 1).unwrap_or_default());
                *fed += 1;
            }
            window.produce(PlaneMut::new(blurred, self.row_bytes, self.row_bytes, rows).unwrap_or_default());
        }
    }

    /// Returns the position of four pixels from column `x` on between frame and weak blur, and between weak and strong
    /// blur.
    #[inline(always)]
    fn parts(&self, x: usize, row: F32x4) -> [F32x4; 2] {
        let columns = (I32x4::splat(x as i32) + I32x4::from_array([0, 1, 2, 3])).to_f32();
        let (none, all) = (F32x4::splat(0.0), F32x4::splat(1.0));
        let place = (columns * F32x4::splat(self.across) + row).abs() - F32x4::splat(self.sharp);
        [place, place - all].map(|part| part.max(none).min(all))
    }

    /// Computes sixteen bytes of the row, from byte `start` on.
    #[inline(always)]
    fn block(&self, frames: [U8x16; 3], start: usize, row: F32x4) -> U8x16 {
        let [a, b, c] = frames.map(floats);
        let pixel = self.format.pixel_bytes();
        if self.format == RowFormat::Gray8 {
            let four = |i: usize| mix([a[i], b[i], c[i]], self.parts(start + 4 * i, row)).round_small();
            return I32x4::to_clamped_bytes(four(0), four(1), four(2), four(3));
        }
        let [first, second] = self.parts(start / pixel, row).map(F32x4::broadcast_each);
        let alphas = frames.map(|frame| frame.alpha().to_f32().broadcast_each());
        let four = |i: usize| {
            let parts = [first[i], second[i]];
            let alpha = mix(alphas.map(|alpha| alpha[i]), parts);
            let color = mix([a[i] * alphas[0][i], b[i] * alphas[1][i], c[i] * alphas[2][i]], parts);
            color.divide(alpha.max(F32x4::splat(1.0 / 256.0))).round_small()
        };
        let colors = I32x4::to_clamped_bytes(four(0), four(1), four(2), four(3));
        let alpha = mix(frames.map(|frame| frame.alpha().to_f32()), self.parts(start / pixel, row)).round_small();
        let alpha = I32x4::narrow(alpha, alpha);
        let alpha = I16x8::narrow(alpha, alpha);
        let twice = alpha.zip_low(alpha);
        colors.select(twice.zip_low(twice), U8x16::splat_pixel([255, 255, 255, 0]))
    }

    fn give(&mut self, y: usize, target: &mut [u8]) {
        if y.is_multiple_of(ROWS) {
            self.advance(y);
        }
        let row = F32x4::splat((self.start + y as f64 * self.down) as f32);
        let length = self.row_bytes;
        let rows = |start: usize| start * length..(start + 1) * length;
        let (sharp, sharp_tail) = self.originals[rows(y % self.kept)].as_chunks::<16>();
        let [(soft, soft_tail), (wide, wide_tail)] = self.blurs.each_ref().map(|blur| blur.rows[rows(y % ROWS)].as_chunks::<16>());
        let (body, tail) = target.as_chunks_mut::<16>();
        let start = body.len() * 16;
        let blocks = body.iter_mut().zip(sharp).zip(soft).zip(wide);
        for (i, (((to, sharp), soft), wide)) in blocks.enumerate() {
            self.block([sharp, soft, wide].map(U8x16::load), 16 * i, row).store(to);
        }
        if !tail.is_empty() {
            let padded = [sharp_tail, soft_tail, wide_tail].map(|bytes| {
                let mut padded = [0; 16];
                padded[..bytes.len()].copy_from_slice(bytes);
                U8x16::load(&padded)
            });
            let last = self.block(padded, start, row).to_array();
            tail.copy_from_slice(&last[..tail.len()]);
        }
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        self.latency
    }

    fn above(&self) -> Option<usize> {
        let blurs = self.blurs.each_ref().map(|blur| blur.window.above());
        let [Some(a), Some(b)] = blurs else { return None };
        Some(a.max(b) + ROWS - 1)
    }

    fn scratch_bytes(&self) -> usize {
        let blurs = self.blurs.iter().map(|blur| blur.window.scratch_bytes() + blur.rows.len());
        blurs.sum::<usize>() + self.originals.len()
    }

    fn begin(&mut self, row: usize) {
        // Rows are blurred from a multiple of [`ROWS`] on.
        let first = row.next_multiple_of(ROWS);
        for blur in &mut self.blurs {
            blur.window.begin(first);
            blur.fed = first;
        }
        (self.consumed, self.produced) = (row, row);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            let start = self.consumed % self.kept * self.row_bytes;
            self.originals[start..start + self.row_bytes].copy_from_slice(row);
            self.consumed += 1;
        }
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        for row in rows.into_rows() {
            self.give(self.produced, row);
            self.produced += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::filters::blur::GaussianBlur;
    use crate::image::testing::{SIDES, noise, run};

    #[test]
    fn agrees_with_the_mixture_of_blurs() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (sigma, center, angle, band, feather) in [
                    (6.0, [0.5, 0.5], 0.0, 0.2, 0.3),
                    (1.0, [0.2, 0.9], 90.0, 0.1, 0.9),
                    (20.0, [0.0, 0.3], -30.0, 0.0, 0.7),
                    (3.0, [1.0, 0.0], 200.0, 1.9, 2.0),
                ] {
                    let source = noise(format, width, height, opaque, 13);
                    let filter = TiltShift { sigma, center, angle, width: band, feather };
                    let result = run(&filter, &source);
                    let blurred = |sigma| run(&GaussianBlur { sigma, border: BorderMode::Clamp }, &source);
                    let frames = [source.bytes(), blurred(sigma / 2.0).bytes(), blurred(sigma).bytes()].map(<[u8]>::to_vec);
                    let pixel = source.layout().rows().unwrap().pixel_bytes();
                    let weighed = |bytes: &[u8], i: usize| {
                        let alpha = if pixel == 4 && i % 4 != 3 { f64::from(bytes[i | 3]) / 255.0 } else { 1.0 };
                        f64::from(bytes[i]) * alpha
                    };
                    for i in 0..result.bytes().len() {
                        let place = i / pixel;
                        let x = (place % width as usize) as f64 + 0.5 - center[0] * f64::from(width);
                        let y = (place / width as usize) as f64 + 0.5 - center[1] * f64::from(height);
                        let (sin, cos) = f64::to_radians(angle).sin_cos();
                        let distance = (y * cos - x * sin).abs() / f64::from(height);
                        let t = ((distance - band / 2.0) / feather).clamp(0.0, 1.0);
                        let [a, b, c] = [0, 1, 2].map(|k| weighed(&frames[k], i));
                        let expected = if t < 0.5 { a + (b - a) * 2.0 * t } else { b + (c - b) * (2.0 * t - 1.0) };
                        let got = weighed(result.bytes(), i);
                        // Half a level of rounding, and another half where alpha is rounded.
                        assert!(
                            (got - expected).abs() <= 1.01,
                            "{filter:?} {format:?} {width}×{height}: byte {i}: got {got}, expected {expected}"
                        );
                    }
                }
            }
        }
    }
}
