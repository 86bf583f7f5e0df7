//! `deflicker`: evens out the brightness of a stream of frames.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::{Plane, RowFormat, RowLayout};
use crate::image::kernels::luma::luma;
use crate::image::kernels::{Channel, Linear, Operation, Past, Reduce, Statistics};
use crate::simd::{I32x4, Pixels, U8x16};

/// The largest change of brightness, as a factor, in either direction.
const MOST: f64 = 4.0;

crate::filter! {
    /// Removes flicker: multiplies each frame so that its mean luma follows a moving average.
    ///
    /// With the mean luma `m` of a frame, the average is `a + (1 - smoothing) · (m - a)`, with the average before as `a`,
    /// and the frame is multiplied by average / `m`, at most by 4 or 1/4. If `m` differs from the average by more than
    /// `limit`, the scene has changed: the average begins again with `m`, and the frame is unchanged, as is the first
    /// one. Luma is that of BT.601. Alpha is unchanged. Of YUV frames, luma samples are multiplied, and chroma is
    /// unchanged.
    pub struct Deflicker: "deflicker" in "temporal" version 1 on luma across frames {
        /// Part of the average that is left after a frame.
        smoothing: f64 = Kind::Number(Number::new(0.9, 0.0, 0.99).typical(0.5, 0.98).unit(Unit::Factor)),
        /// Largest difference of brightness that counts as flicker.
        limit: f64 = Kind::Number(Number::new(40.0, 0.0, 255.0).typical(5.0, 80.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for Deflicker {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        Ok(Operation::Reduce(Box::new(Kernel {
            smoothing: self.smoothing,
            limit: self.limit,
            layout: *input,
            sum: [0],
            linear: lines(input.format(), 1.0),
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    smoothing: f64,
    limit: f64,
    layout: RowLayout,
    /// The sum of luma.
    sum: [u64; 1],
    linear: Linear,
}

fn lines(format: RowFormat, slope: f64) -> Linear {
    Linear::new(format, Channel { slope, intercept: 0.0 }, Channel::IDENTITY)
}

impl Kernel {
    fn sum_of(&self, row: &[u8]) -> u64 {
        if self.layout.format() == RowFormat::Gray8 {
            return row.iter().map(|&luma| u64::from(luma)).sum();
        }
        let (body, tail) = row.as_chunks::<16>();
        // A lane has at most 255 for each of 16384 pixels.
        let mut sums = body.iter().fold(I32x4::splat(0), |sums, pixels| sums + luma(U8x16::load(pixels)));
        let mut last = [0; 16];
        last[..tail.len()].copy_from_slice(tail);
        sums = sums + luma(U8x16::load(&last));
        sums.to_array().iter().map(|&sum| u64::from(sum.unsigned_abs())).sum()
    }
}

impl Reduce for Kernel {
    fn begin(&mut self) {
        self.sum = [0];
    }

    fn observe(&mut self, rows: Plane<'_>, _: usize) {
        let sum: u64 = rows.rows().map(|row| self.sum_of(row)).sum();
        self.sum[0] = self.sum[0].wrapping_add(sum);
    }

    fn statistics(&mut self) -> Statistics<'_> {
        Statistics::Sums(&mut self.sum)
    }

    fn conclude(&mut self) {}

    fn past_bytes(&self) -> usize {
        size_of::<f64>()
    }

    fn remember(&mut self, past: Past<'_>) {
        let pixels = f64::from(self.layout.width()) * f64::from(self.layout.height());
        let mean = self.sum[0] as f64 / pixels.max(1.0);
        let Some(stored) = past.bytes.first_chunk_mut::<8>() else { return };
        let before = if past.is_first { mean } else { f64::from_le_bytes(*stored) };
        let changes = (mean - before).abs() > self.limit;
        let average = if changes { mean } else { before + (1.0 - self.smoothing) * (mean - before) };
        *stored = average.to_le_bytes();
        let slope = if mean > 0.0 { (average / mean).clamp(1.0 / MOST, MOST) } else { 1.0 };
        self.linear = lines(self.layout.format(), slope);
    }

    fn apply(&self, rows: Pixels<'_>, _: usize) {
        self.linear.apply(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::testing::{clip, copy_of, step};
    use super::*;
    use crate::image::frame::{Format, Frame};

    fn mean(frame: &Frame) -> f64 {
        let pixels = frame.layout().rows().unwrap().pixel_bytes();
        let luma = |p: &[u8]| match *p {
            [r, g, b, _] => 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b),
            _ => f64::from(p[0]),
        };
        let all: Vec<f64> = frame.bytes().chunks_exact(pixels).map(luma).collect();
        all.iter().sum::<f64>() / all.len() as f64
    }

    /// Every frame is the source times a factor that an f64 loop computes.
    #[test]
    fn follows_the_moving_average() {
        for format in [Format::Rgba, Format::Gray8] {
            for (smoothing, limit) in [(0.0, 40.0), (0.9, 40.0), (0.9, 3.0), (0.99, 255.0)] {
                let mut pipeline = step(&Deflicker { smoothing, limit });
                let mut average = None;
                for source in clip(format, 8) {
                    let m = mean(&source);
                    let before = average.unwrap_or(m);
                    let next = if f64::abs(m - before) > limit { m } else { before + (1.0 - smoothing) * (m - before) };
                    average = Some(next);
                    let mut frame = copy_of(&source);
                    pipeline.apply(&mut frame).unwrap();
                    for (i, (&from, &got)) in source.bytes().iter().zip(frame.bytes()).enumerate() {
                        let is_alpha = format == Format::Rgba && i % 4 == 3;
                        let factor = if is_alpha { 1.0 } else { next / m };
                        let expected = (f64::from(from) * factor).min(255.0);
                        assert!((f64::from(got) - expected).abs() <= 1.0, "byte {i}: {from} → {got}, not {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn flicker_becomes_a_tenth() {
        let mut pipeline = step(&Deflicker::default());
        let scene = &clip(Format::Rgba, 1)[0];
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for i in 0..60 {
            let mut frame = copy_of(scene);
            let light = [0.85, 1.0, 0.92, 1.05][i % 4];
            frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().for_each(|p| {
                p[..3].iter_mut().for_each(|c| *c = (f64::from(*c) * 0.9 * light) as u8);
            });
            before.push(mean(&frame));
            pipeline.apply(&mut frame).unwrap();
            after.push(mean(&frame));
        }
        let range = |means: &[f64]| {
            means.iter().copied().fold(f64::MIN, f64::max) - means.iter().copied().fold(f64::MAX, f64::min)
        };
        let (before, after) = (range(&before[20..]), range(&after[20..]));
        assert!(before > 10.0 && after < 0.1 * before + 1.0, "{before} became {after}");
    }
}
