//! `equalize`: equalises the histogram.

use alloc::boxed::Box;

use crate::error::Result;
use crate::image::kernels::luma::luma;
use crate::image::filters::adaptive::histogram::Histogram;
use crate::image::kernels::{Reduce, Statistics};
use crate::image::filters::Operate;
use crate::image::kernels::{Operation, Table};
use crate::image::frame::{RowFormat, RowLayout, Plane};
use crate::simd::{I16x8, Pixels, map_pixels};

crate::filter! {
    /// Spreads the tones so that all occur about equally often: histogram equalisation. Alpha is unchanged.
    ///
    /// Gray frames agree with OpenCV's `equalizeHist` to the bit. For colours, the luma of BT.601 in whole levels,
    /// `(4899 R + 9617 G + 1868 B + 8192) >> 14`, is equalised, and red, green and blue change by the same amount as
    /// the luma and are clamped. Hues are preserved, as when the Y of YCrCb is equalised. Pixels with alpha 0 are
    /// excluded from the statistics.
    pub struct Equalize: "equalize" in "adaptive" version 1 on color and gray {}
}

impl Operate for Equalize {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let counts = Histogram::default();
        Ok(Operation::Reduce(match input.format() {
            RowFormat::Rgba8 => Box::new(Color { counts, moves: [[0; 4]; 256] }),
            RowFormat::Gray8 => Box::new(Gray { counts, table: Table::identity() }),
        }))
    }
}

/// The result for each level: the share of the frame that is as dark or darker, without the darkest occurring level,
/// which becomes 0. A frame with a single level is unchanged.
fn equalized(counts: &[u32; 256]) -> [u8; 256] {
    let total = counts.iter().copied().fold(0, u32::wrapping_add);
    let darkest = counts.iter().position(|&count| count > 0).unwrap_or(0);
    let rest = total.wrapping_sub(counts[darkest & 255]);
    if rest == 0 {
        return core::array::from_fn(|level| level as u8);
    }
    // Single precision, with halves rounded to even, as in OpenCV.
    let scale = 255.0 / rest as f32;
    let mut sum = 0_u32;
    core::array::from_fn(|level| {
        if level <= darkest {
            return 0;
        }
        sum = sum.wrapping_add(counts[level]);
        (sum as f32 * scale).round_ties_even() as u8
    })
}

#[derive(Debug)]
struct Gray {
    counts: Histogram,
    table: Table,
}

impl Reduce for Gray {
    fn begin(&mut self) {
        self.counts = Histogram::default();
    }

    fn observe(&mut self, rows: Plane<'_>, _: usize) {
        self.counts.observe(RowFormat::Gray8, rows);
    }

    fn statistics(&mut self) -> Statistics<'_> {
        self.counts.statistics()
    }

    fn conclude(&mut self) {
        self.table = Table::from_bytes([equalized(&self.counts.counts()); 4]);
    }

    fn apply(&self, rows: Pixels<'_>, _: usize) {
        self.table.apply(rows);
    }
}

#[derive(Debug)]
struct Color {
    counts: Histogram,
    /// The change of a pixel for each luma: of red, green and blue, and 0 for alpha.
    moves: [[i16; 4]; 256],
}

impl Reduce for Color {
    fn begin(&mut self) {
        self.counts = Histogram::default();
    }

    fn observe(&mut self, rows: Plane<'_>, _: usize) {
        self.counts.observe(RowFormat::Rgba8, rows);
    }

    fn statistics(&mut self) -> Statistics<'_> {
        self.counts.statistics()
    }

    fn conclude(&mut self) {
        let table = equalized(&self.counts.counts());
        for (luma, (moves, level)) in self.moves.iter_mut().zip(table).enumerate() {
            let by = i16::from(level) - luma as i16;
            *moves = [by, by, by, 0];
        }
    }

    fn apply(&self, rows: Pixels<'_>, _: usize) {
        map_pixels(rows, |pixels| {
            let [a, b, c, d] = luma(pixels).to_array().map(|luma| self.moves[luma as usize & 255]);
            let (low, high) = (I16x8::from_pixels(a, b), I16x8::from_pixels(c, d));
            I16x8::narrow(pixels.widen_low() + low, pixels.widen_high() + high)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::Frame;

    /// The table in real numbers, for levels that occur in the frame.
    fn reference_table(levels: &[u8]) -> Vec<u8> {
        let darker = |limit: u8| levels.iter().filter(|&&level| level <= limit).count() as f64;
        let darkest = levels.iter().copied().min().unwrap_or(0);
        let (first, all) = (darker(darkest), levels.len() as f64);
        let become_what = |level: u8| {
            if first == all { f64::from(level) } else { (255.0 * (darker(level) - first) / (all - first)).max(0.0) }
        };
        (0..=255).map(|level| become_what(level).round_ties_even() as u8).collect()
    }

    fn reference(source: &Frame) -> Vec<u8> {
        let bytes = source.bytes();
        if source.layout().format() == Format::Gray8 {
            let table = reference_table(bytes);
            return bytes.iter().map(|&level| table[usize::from(level)]).collect();
        }
        let pixels = bytes.as_chunks::<4>().0;
        let luma = |[r, g, b, _]: [u8; 4]| {
            ((4899.0 * f64::from(r) + 9617.0 * f64::from(g) + 1868.0 * f64::from(b)) / 16384.0 + 0.5).floor() as u8
        };
        let seen: Vec<u8> = pixels.iter().filter(|pixel| pixel[3] > 0).map(|&pixel| luma(pixel)).collect();
        let table = reference_table(&seen);
        let moved = |&pixel: &[u8; 4]| {
            let by = f64::from(table[usize::from(luma(pixel))]) - f64::from(luma(pixel));
            let [r, g, b, a] = pixel;
            let [r, g, b] = [r, g, b].map(|c| (f64::from(c) + by).clamp(0.0, 255.0) as u8);
            [r, g, b, a]
        };
        pixels.iter().flat_map(moved).collect()
    }

    #[test]
    fn agrees_with_the_definition() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                let source = noise(format, width, height, opaque, 8);
                // Single precision may round the other way.
                let what = format!("{format:?} opaque {opaque} {width}×{height}");
                compare(&what, run(&Equalize {}, &source).bytes(), &reference(&source), 1);
            }
        }
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/equalize.txt"));
        for [(kind, size), (_, source), (_, expected)] in vectors.as_chunks::<3>().0 {
            let bytes = |numbers: &[f64]| numbers.iter().map(|&number| number as u8).collect::<Vec<_>>();
            let (source, expected) = (bytes(source), bytes(expected));
            let (width, height) = (size[0] as u32, size[1] as u32);
            let is_color = source.len() > (width * height) as usize;
            let format = if is_color { Format::Rgba } else { Format::Gray8 };
            let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
            let with_alpha = |bytes: &[u8]| {
                bytes.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect::<Vec<_>>()
            };
            let [source, expected] = [source, expected].map(|bytes| if is_color { with_alpha(&bytes) } else { bytes });
            frame.bytes_mut().copy_from_slice(&source);
            // OpenCV rounds the colour differences of YCrCb to whole levels, and colours once more.
            compare(kind, run(&Equalize {}, &frame).bytes(), &expected, if is_color { 1 } else { 0 });
        }
        assert_eq!(vectors.len(), 3 * 6, "number of golden cases");
    }

    #[test]
    fn transparent_pixels_are_excluded() {
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba, 3, 2).unwrap()).unwrap();
        let pixels = [[9, 9, 9, 0], [50, 50, 50, 255], [60, 60, 60, 1], [255, 255, 255, 0], [70; 4], [0, 0, 0, 0]];
        frame.bytes_mut().copy_from_slice(pixels.as_flattened());
        let result = run(&Equalize {}, &frame);
        let pixels = result.bytes().as_chunks::<4>().0;
        assert_eq!([pixels[1], pixels[2], pixels[4]], [[0, 0, 0, 255], [128, 128, 128, 1], [255, 255, 255, 70]]);
    }
}
