//! `adaptiveThreshold`: black or white, by comparison with the surroundings.

mod rows;
mod sums;
mod weights;

use alloc::boxed::Box;
use alloc::vec::Vec;

use rows::Rows;
use sums::Sums;
use weights::Weights;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Window;
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, Plane, PlaneMut};
use crate::simd::U8x16;

crate::choice! {
    /// The weights of the pixels of a block in [`AdaptiveThreshold`].
    pub enum AdaptiveMethod {
        /// Equal weights.
        Mean = "mean",
        /// A Gaussian whose standard deviation is `0.3 * ((blockSize - 1) / 2 - 1) + 0.8`.
        Gaussian = "gaussian",
    }
}

crate::filter! {
    /// Makes pixels white if they are brighter than their surroundings, and black otherwise, for text on paper in any
    /// light. Alpha is unchanged.
    ///
    /// A pixel is white if its luma is above the mean of the square block around it, rounded to a level, minus
    /// `offset`. Luma is BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`; in the mean, it is weighted
    /// by alpha. Outside the frame, the outermost pixels are repeated. Gray frames agree with OpenCV's
    /// `adaptiveThreshold` with `THRESH_BINARY`, exactly for `mean`. For `gaussian`, which has the weights of
    /// `getGaussianKernel`, a mean within 0.001 of the middle between two levels may round to the other level. The time
    /// of `mean` doesn't depend on the size of the block; that of `gaussian` grows with it.
    pub struct AdaptiveThreshold: "adaptiveThreshold" in "adaptive" version 1 on color and gray {
        /// Weights of the pixels of a block.
        method: AdaptiveMethod = Kind::Enum { names: AdaptiveMethod::NAMES, default: 0 },
        /// Side of the block; even values are rounded up to the next odd number.
        block_size: i32 = Kind::Integer(Number::new(11.0, 3.0, 255.0).typical(3.0, 101.0).step(2.0).unit(Unit::Pixels)),
        /// Value subtracted from the mean of the block; a pixel is white if it is brighter than the difference.
        offset: i32 = Kind::Integer(Number::new(2.0, -255.0, 255.0).typical(-30.0, 30.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for AdaptiveThreshold {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let (width, height) = (input.width() as usize, input.height() as usize);
        let radius = (self.block_size / 2).max(1) as usize;
        let rows = Rows::new([width, height], radius, input.format() == RowFormat::Rgba8)?;
        let means = match self.method {
            AdaptiveMethod::Mean => Means::Sums(Sums::new(&rows)?),
            AdaptiveMethod::Gaussian => Means::Weights(Weights::new(&rows)?),
        };
        let white = zeroed(rows.stride)?;
        Ok(Operation::Window(Box::new(Kernel { rows, means, white, offset: self.offset, consumed: 0, produced: 0 })))
    }
}

#[derive(Debug)]
enum Means {
    Sums(Sums),
    Weights(Weights),
}

#[derive(Debug)]
struct Kernel {
    rows: Rows,
    means: Means,
    /// 255 for each white pixel of a row, otherwise 0.
    white: Vec<u8>,
    offset: i32,
    consumed: usize,
    produced: usize,
}

/// Expands a gray byte and alpha of sixteen pixels to RGBA pixels.
#[inline(always)]
fn to_pixels(gray: U8x16, alpha: U8x16) -> [U8x16; 4] {
    let four = |v: U8x16| {
        let (low, high) = (v.zip_low(v), v.zip_high(v));
        [low.zip_low(low), low.zip_high(low), high.zip_low(high), high.zip_high(high)]
    };
    let (gray, alpha, color) = (four(gray), four(alpha), U8x16::splat_pixel([255, 255, 255, 0]));
    core::array::from_fn(|i| gray[i].select(alpha[i], color))
}

impl Kernel {
    fn give(&mut self, y: usize, target: &mut [u8]) {
        match &mut self.means {
            Means::Sums(sums) => sums.compare(&self.rows, y, self.offset, &mut self.white),
            Means::Weights(weights) => weights.compare(&self.rows, y, self.offset, &mut self.white),
        }
        if !self.rows.has_alpha() {
            target.iter_mut().zip(&self.white).for_each(|(to, &white)| *to = white);
            return;
        }
        let (body, tail) = target.as_chunks_mut::<64>();
        let alphas = self.rows.alpha(y as isize).as_chunks::<16>().0;
        let mut last = [[0; 64]];
        let parts = body.iter_mut().chain(&mut last);
        for (to, (white, alpha)) in parts.zip(self.white.as_chunks::<16>().0.iter().zip(alphas)) {
            let pixels = to_pixels(U8x16::load(white), U8x16::load(alpha));
            to.as_chunks_mut().0.iter_mut().zip(pixels).for_each(|(to, pixels)| pixels.store(to));
        }
        tail.copy_from_slice(&last[0][..tail.len()]);
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        self.rows.radius
    }

    fn above(&self) -> Option<usize> {
        Some(self.rows.radius + 1)
    }

    fn scratch_bytes(&self) -> usize {
        let means = match &self.means {
            Means::Sums(sums) => sums.bytes(),
            Means::Weights(weights) => weights.bytes(),
        };
        self.rows.bytes() + means + self.white.len()
    }

    fn begin(&mut self, row: usize) {
        self.rows.first = row;
        (self.consumed, self.produced) = (row, row);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            self.rows.take(self.consumed, row);
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
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::Frame;

    /// The mean around a position, of luma weighted by alpha: `None` where all alpha is 0.
    fn mean(filter: &AdaptiveThreshold, pixels: &[(u8, u8)], [width, height]: [isize; 2], x: isize, y: isize) -> Option<f64> {
        let radius = filter.block_size as isize / 2;
        let sigma = 0.3 * (radius as f64 - 1.0) + 0.8;
        let small: [&[f64]; 4] =
            [&[128.0, 64.0], &[96.0, 64.0, 16.0], &[72.0, 56.0, 28.0, 8.0], &[60.0, 51.0, 30.0, 13.0, 4.0]];
        let weight = |d: isize| match filter.method {
            AdaptiveMethod::Mean => 1.0,
            AdaptiveMethod::Gaussian if radius <= 4 => small[radius as usize - 1][d.unsigned_abs()],
            AdaptiveMethod::Gaussian => (-(d as f64).powi(2) / (2.0 * sigma * sigma)).exp(),
        };
        let (mut sum, mut weights) = (0.0, 0.0);
        for dy in -radius..=radius {
            for dx in -radius..=radius {
                let (x, y) = ((x + dx).clamp(0, width - 1), (y + dy).clamp(0, height - 1));
                let (luma, alpha) = pixels[(y * width + x) as usize];
                let weight = weight(dx) * weight(dy) * f64::from(alpha);
                sum += weight * f64::from(luma);
                weights += weight;
            }
        }
        (weights > 0.0).then(|| sum / weights)
    }

    #[test]
    fn follows_the_definition() {
        for (width, height) in SIDES {
            for (block_size, offset) in [(3, 0), (4, 2), (7, -5), (11, 2), (31, 100), (31, -255)] {
                for &method in AdaptiveMethod::ALL {
                    for (format, opaque) in [(Format::Gray8, true), (Format::Rgba, true), (Format::Rgba, false)] {
                        let filter = AdaptiveThreshold { method, block_size: block_size | 1, offset };
                        let mut source = noise(format, width, height, opaque, 3);
                        let half = source.bytes().len() / 8 * 4;
                        if format == Format::Rgba && !opaque && height > 20 {
                            // Some blocks are opaque, others aren't.
                            source.bytes_mut()[half..].as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| pixel[3] = 255);
                        }
                        let luma = |[r, g, b, a]: [u8; 4]| {
                            let sum = 4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b);
                            (((sum + 8192) >> 14) as u8, a)
                        };
                        let pixels: Vec<(u8, u8)> = match format.rows().unwrap() {
                            RowFormat::Gray8 => source.bytes().iter().map(|&gray| (gray, 255)).collect(),
                            RowFormat::Rgba8 => source.bytes().as_chunks::<4>().0.iter().map(|&p| luma(p)).collect(),
                        };
                        let size = [width, height].map(|side| side as isize);
                        let result = run(&AdaptiveThreshold { block_size, ..filter.clone() }, &source);
                        let what = format!("{filter:?} {format:?} opaque {opaque} {width}×{height}");
                        for (i, &(luma, alpha)) in pixels.iter().enumerate() {
                            let place = (i as isize % size[0], i as isize / size[0]);
                            let mean = mean(&filter, &pixels, size, place.0, place.1);
                            // Single precision may round the other way.
                            let from_half = mean.map_or(1.0, |mean| (mean.fract() - 0.5).abs());
                            if method == AdaptiveMethod::Gaussian && from_half < 1e-3 {
                                continue;
                            }
                            let is_white = mean.is_some_and(|mean| {
                                f64::from(luma) > (mean + 1e-9).round() - f64::from(offset)
                            });
                            let c = if is_white { 255 } else { 0 };
                            match format.rows().unwrap() {
                                RowFormat::Gray8 => assert_eq!(result.bytes()[i], c, "{what}: {i}"),
                                RowFormat::Rgba8 => {
                                    compare(&format!("{what}: {i}"), &result.bytes()[4 * i..][..4], &[c, c, c, alpha], 0);
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn large_blocks_do_not_overflow() {
        for method in [AdaptiveMethod::Mean, AdaptiveMethod::Gaussian] {
            for alpha in [255, 254] {
                let mut frame = Frame::new(FrameLayout::new(Format::Rgba, 300, 270).unwrap()).unwrap();
                frame.bytes_mut().fill(255);
                frame.bytes_mut().iter_mut().skip(3).step_by(4).for_each(|a| *a = alpha);
                for (offset, c) in [(0, 0), (1, 255)] {
                    let filter = AdaptiveThreshold { method, block_size: 255, offset };
                    let result = run(&filter, &frame);
                    assert!(result.bytes().as_chunks::<4>().0.iter().all(|&p| p == [c, c, c, alpha]), "{filter:?}");
                }
            }
        }
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/adaptive_threshold.txt"));
        for [(kind, size), (_, source), (_, expected)] in vectors.as_chunks::<3>().0 {
            let [width, height, method, block_size, offset] = size[..] else { panic!("five numbers") };
            let mut frame =
                Frame::new(FrameLayout::new(Format::Gray8, width as u32, height as u32).unwrap()).unwrap();
            frame.bytes_mut().iter_mut().zip(source).for_each(|(byte, &number)| *byte = number as u8);
            let expected: Vec<u8> = expected.iter().map(|&white| 255 * white as u8).collect();
            let method = AdaptiveMethod::ALL[method as usize];
            let filter = AdaptiveThreshold { method, block_size: block_size as i32, offset: offset as i32 };
            compare(&format!("{kind} {size:?}"), run(&filter, &frame).bytes(), &expected, 0);
        }
        assert_eq!(vectors.len(), 3 * 10, "number of golden cases");
    }
}
