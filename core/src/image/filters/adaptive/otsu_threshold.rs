//! `otsuThreshold`: black or white, by a level computed from the frame.

use alloc::boxed::Box;

use crate::error::Result;
use crate::image::kernels::binary::white_from;
use crate::image::filters::adaptive::histogram::Histogram;
use crate::image::kernels::{Reduce, Statistics};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, Plane};
use crate::simd::Pixels;

crate::filter! {
    /// Makes pixels white or black, as `threshold` does, with the level that best separates the frame's tones; alpha is
    /// unchanged.
    ///
    /// Otsu's method (1979): the darker and the brighter pixels form two classes, and the level maximises the
    /// difference of their means, `w0 * w1 * (m0 - m1)²`; the darkest of equal levels is taken. Luma is BT.601 in whole
    /// levels, as in `threshold`. Gray frames agree with OpenCV's `THRESH_OTSU`. Pixels with alpha 0 are excluded from
    /// the statistics.
    pub struct OtsuThreshold: "otsuThreshold" in "adaptive" version 1 on color and gray {}
}

impl Operate for OtsuThreshold {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let kernel = Kernel { format: input.format(), histogram: Histogram::default(), level: 0 };
        Ok(Operation::Reduce(Box::new(kernel)))
    }
}

/// The brightest level of the darker class.
fn otsu(counts: &[u32; 256]) -> i32 {
    let total: f64 = counts.iter().copied().map(f64::from).sum();
    let sum: f64 = counts.iter().zip(0..).map(|(&count, level)| f64::from(count) * f64::from(level)).sum();
    let (mut darker, mut darker_sum) = (0.0, 0.0);
    let (mut best, mut largest) = (0, 0.0);
    for (&count, level) in counts.iter().zip(0..) {
        darker += f64::from(count);
        darker_sum += f64::from(count) * f64::from(level);
        let brighter = total - darker;
        if darker == 0.0 || brighter == 0.0 {
            continue;
        }
        // Counts and their sums are whole numbers; without means and shares, no value is rounded before the comparison.
        let difference = darker_sum * brighter - (sum - darker_sum) * darker;
        let variance = difference / darker * (difference / brighter);
        if variance > largest {
            (best, largest) = (level, variance);
        }
    }
    best
}

#[derive(Debug)]
struct Kernel {
    format: RowFormat,
    histogram: Histogram,
    level: i32,
}

impl Reduce for Kernel {
    fn begin(&mut self) {
        self.histogram = Histogram::default();
    }

    fn observe(&mut self, rows: Plane<'_>, _: usize) {
        self.histogram.observe(self.format, rows);
    }

    fn statistics(&mut self) -> Statistics<'_> {
        self.histogram.statistics()
    }

    fn conclude(&mut self) {
        self.level = otsu(&self.histogram.counts()) + 1;
    }

    fn apply(&self, rows: Pixels<'_>, _: usize) {
        white_from(self.level, self.format, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::Frame;

    /// The level whose classes differ most, with each class summed by itself.
    fn reference(levels: &[u8]) -> u8 {
        let share = |level: u8| {
            let (dark, bright): (Vec<u8>, Vec<u8>) = levels.iter().partition(|&&l| l <= level);
            let mean = |class: &[u8]| class.iter().map(|&l| f64::from(l)).sum::<f64>() / class.len() as f64;
            if dark.is_empty() || bright.is_empty() {
                return 0.0;
            }
            let share = |class: &[u8]| class.len() as f64 / levels.len() as f64;
            share(&dark) * share(&bright) * (mean(&dark) - mean(&bright)).powi(2)
        };
        let most = (0..=255).map(share).fold(0.0, f64::max);
        (0..=255).find(|&level| share(level) > most * (1.0 - 1e-12)).unwrap_or(0)
    }

    #[test]
    fn separates_the_classes() {
        for (width, height) in SIDES {
            for format in [Format::Rgba, Format::Gray8] {
                let source = noise(format, width, height, false, 4);
                let luma = |&[r, g, b, _]: &[u8; 4]| {
                    ((4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14) as u8
                };
                let white = |luma: u8, level: u8| if luma > level { 255 } else { 0 };
                let expected: Vec<u8> = match format.rows().unwrap() {
                    RowFormat::Gray8 => {
                        let level = reference(source.bytes());
                        source.bytes().iter().map(|&luma| white(luma, level)).collect()
                    }
                    RowFormat::Rgba8 => {
                        let pixels = source.bytes().as_chunks::<4>().0;
                        let seen: Vec<u8> = pixels.iter().filter(|pixel| pixel[3] > 0).map(luma).collect();
                        let level = reference(&seen);
                        let pixel = |pixel: &[u8; 4]| {
                            let c = white(luma(pixel), level);
                            [c, c, c, pixel[3]]
                        };
                        pixels.iter().flat_map(pixel).collect()
                    }
                };
                compare(&format!("{format:?} {width}×{height}"), run(&OtsuThreshold {}, &source).bytes(), &expected, 0);
            }
        }
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/otsu_threshold.txt"));
        for [(kind, size), (_, source), (_, expected)] in vectors.as_chunks::<3>().0 {
            let mut frame =
                Frame::new(FrameLayout::new(Format::Gray8, size[0] as u32, size[1] as u32).unwrap()).unwrap();
            frame.bytes_mut().iter_mut().zip(source).for_each(|(byte, &number)| *byte = number as u8);
            let expected: Vec<u8> = source.iter().map(|&c| if c > expected[0] { 255 } else { 0 }).collect();
            compare(kind, run(&OtsuThreshold {}, &frame).bytes(), &expected, 0);
        }
        assert_eq!(vectors.len(), 3 * 5, "number of golden cases");
    }
}
