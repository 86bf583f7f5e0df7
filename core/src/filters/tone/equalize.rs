//! `equalize`: as much of every tone.

use alloc::boxed::Box;

use crate::error::Result;
use crate::filters::kernel::Reduce;
use crate::filters::rows::LUMA;
use crate::filters::{Operate, Operation, Table};
use crate::frame::{Format, FrameLayout, Plane};
use crate::simd::{I16x8, I32x4, Pixels, U8x16, map_pixels};

crate::filter! {
    /// Spreads the tones so that all occur about as often: histogram equalisation. Alpha stays.
    ///
    /// Gray frames: OpenCV's `equalizeHist`, to the bit. Colours: the same of the luma of BT.601 in whole levels,
    /// `(4899 R + 9617 G + 1868 B + 8192) >> 14`, and red, green and blue are moved by as much as the luma and clamped:
    /// hues stay, as when the Y of YCrCb is equalised. Pixels with an alpha of 0 don't show, and don't count.
    pub struct Equalize: "equalize" in "tone" version 1 on [Rgba8, Gray8] {}
}

impl Operate for Equalize {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        let counts = Counts::default();
        Ok(Operation::Reduce(match input.format() {
            Format::Rgba8 => Box::new(Color { counts, moves: [[0; 4]; 256] }),
            Format::Gray8 => Box::new(Gray { counts, table: Table::identity() }),
        }))
    }
}

/// How often each level occurs, and behind them each level that doesn't show. Neighbours are counted apart, so that where
/// they are equal one count needn't wait for the other.
#[derive(Clone, Debug)]
struct Counts([[u32; 512]; 4]);

impl Default for Counts {
    fn default() -> Self {
        Self([[0; 512]; 4])
    }
}

impl Counts {
    /// Takes four levels into account; those that don't show are 256 more.
    #[inline(always)]
    fn add(&mut self, levels: [usize; 4]) {
        for (counts, level) in self.0.iter_mut().zip(levels) {
            let count = &mut counts[level & 511];
            *count = count.wrapping_add(1);
        }
    }

    /// What each level becomes: the share of the frame that is darker or the same, without the darkest level that occurs,
    /// which becomes 0. A frame of one level stays as it is.
    fn equalized(&self) -> [u8; 256] {
        let [a, b, c, d] = &self.0;
        let count = |level: usize| a[level].wrapping_add(b[level]).wrapping_add(c[level]).wrapping_add(d[level]);
        let total = (0..256).map(count).fold(0, u32::wrapping_add);
        let darkest = (0..256).find(|&level| count(level) > 0).unwrap_or(0);
        let rest = total.wrapping_sub(count(darkest));
        if rest == 0 {
            return core::array::from_fn(|level| level as u8);
        }
        // Single precision, and halves to even, as OpenCV has them.
        let scale = 255.0 / rest as f32;
        let mut sum = 0_u32;
        core::array::from_fn(|level| {
            if level <= darkest {
                return 0;
            }
            sum = sum.wrapping_add(count(level));
            (sum as f32 * scale).round_ties_even() as u8
        })
    }
}

#[derive(Debug)]
struct Gray {
    counts: Counts,
    table: Table,
}

impl Reduce for Gray {
    fn begin(&mut self) {
        self.counts = Counts::default();
    }

    fn observe(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            let (body, tail) = row.as_chunks::<4>();
            body.iter().for_each(|&levels| self.counts.add(levels.map(usize::from)));
            tail.iter().for_each(|&level| self.counts.add([usize::from(level), 256, 256, 256]));
        }
    }

    fn conclude(&mut self) {
        self.table = Table::from_bytes([self.counts.equalized(); 4]);
    }

    fn apply(&self, rows: Pixels<'_>, _: usize) {
        self.table.apply(rows);
    }
}

#[derive(Debug)]
struct Color {
    counts: Counts,
    /// By how much a pixel of each luma is moved: red, green, blue, and alpha by nothing.
    moves: [[i16; 4]; 256],
}

/// Luma of four pixels.
#[inline(always)]
fn luma(pixels: U8x16) -> I32x4 {
    let [r, g, b] = LUMA;
    let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
    let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
    let sum = pixels.even().dot(red_blue) + pixels.odd().dot(green) + I32x4::splat(8192);
    sum.shift_right::<14>()
}

impl Reduce for Color {
    fn begin(&mut self) {
        self.counts = Counts::default();
    }

    fn observe(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            let (body, tail) = row.as_chunks::<16>();
            // What is left at the end is filled up with pixels that don't count.
            let mut last = [0; 16];
            last[..tail.len()].copy_from_slice(tail);
            for pixels in body.iter().chain([&last]) {
                let pixels = U8x16::load(pixels);
                let hidden = pixels.alpha().greater_than(I32x4::splat(0)) + I32x4::splat(1);
                self.counts.add((luma(pixels) + hidden.shift_left::<8>()).to_array().map(|level| level as usize));
            }
        }
    }

    fn conclude(&mut self) {
        let table = self.counts.equalized();
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
    use crate::filters::testing::{SIDES, compare, golden, noise, run};
    use crate::frame::Frame;

    /// The table in real numbers, of levels that occur in the frame.
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
            for (format, opaque) in [(Format::Rgba8, true), (Format::Rgba8, false), (Format::Gray8, true)] {
                let source = noise(format, width, height, opaque, 8);
                // Single precision may be on the other side of a half.
                let what = format!("{format:?} opaque {opaque} {width}×{height}");
                compare(&what, run(&Equalize {}, &source).bytes(), &reference(&source), 1);
            }
        }
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../tests/golden/equalize.txt"));
        for [(kind, size), (_, source), (_, expected)] in vectors.as_chunks::<3>().0 {
            let bytes = |numbers: &[f64]| numbers.iter().map(|&number| number as u8).collect::<Vec<_>>();
            let (source, expected) = (bytes(source), bytes(expected));
            let (width, height) = (size[0] as u32, size[1] as u32);
            let is_color = source.len() > (width * height) as usize;
            let format = if is_color { Format::Rgba8 } else { Format::Gray8 };
            let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
            let with_alpha = |bytes: &[u8]| {
                bytes.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect::<Vec<_>>()
            };
            let [source, expected] = [source, expected].map(|bytes| if is_color { with_alpha(&bytes) } else { bytes });
            frame.bytes_mut().copy_from_slice(&source);
            // OpenCV rounds the colour differences of YCrCb to whole levels, and colours once more.
            compare(kind, run(&Equalize {}, &frame).bytes(), &expected, if is_color { 1 } else { 0 });
        }
        assert_eq!(vectors.len(), 3 * 6, "all of them");
    }

    #[test]
    fn what_does_not_show_does_not_count() {
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba8, 3, 2).unwrap()).unwrap();
        let pixels = [[9, 9, 9, 0], [50, 50, 50, 255], [60, 60, 60, 1], [255, 255, 255, 0], [70; 4], [0, 0, 0, 0]];
        frame.bytes_mut().copy_from_slice(pixels.as_flattened());
        let result = run(&Equalize {}, &frame);
        let pixels = result.bytes().as_chunks::<4>().0;
        assert_eq!([pixels[1], pixels[2], pixels[4]], [[0, 0, 0, 255], [128, 128, 128, 1], [255, 255, 255, 70]]);
    }
}
