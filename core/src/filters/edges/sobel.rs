//! `sobel`: the strength of edges.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::error::Result;
use crate::filters::kernel::Window;
use crate::filters::rows::{LUMA, Ring, opaque, over_255, reflect, with_alpha, zeroed};
use crate::filters::{Operate, Operation};
use crate::frame::{FrameLayout, Plane, PlaneMut};
use crate::simd::{I16x8, I32x4, U8x16};

crate::filter! {
    /// Shows how strongly the luma changes: the length of the Sobel gradient, as gray; alpha stays.
    ///
    /// Luma is that of BT.601 in whole levels, weighed by alpha; the gradient is `(Gx, Gy)` of the 3 × 3 Sobel kernels,
    /// its length rounded to the nearest level and clamped. Beyond the edges the frame is mirrored without repeating
    /// the outermost row, as OpenCV's default `BORDER_REFLECT_101` does.
    pub struct Sobel: "sobel" in "edges" version 1 on [Rgba8, Gray8] {}
}

impl Operate for Sobel {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        let (width, height) = (input.width() as usize, input.height() as usize);
        // A pixel of padding on the left, and room for whole vectors past the last pixel and its neighbour.
        let luma = Ring::new(width + 18)?;
        let color = input.pixel_bytes() == 4;
        Ok(Operation::Window(Box::new(Kernel {
            luma,
            alpha: Ring::new(if color { width * 4 } else { 0 })?,
            blocks: zeroed(width.div_ceil(8) * 8 * input.pixel_bytes())?,
            width,
            height,
            color,
            consumed: 0,
            produced: 0,
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    /// Luma, weighed by alpha, a pixel of padding on either side.
    luma: Ring<i16>,
    /// The source rows, for their alpha.
    alpha: Ring<u8>,
    /// A row of the result, rounded up to whole vectors.
    blocks: Vec<u8>,
    width: usize,
    height: usize,
    color: bool,
    consumed: usize,
    produced: usize,
}

/// Luma of eight RGBA pixels, weighed by alpha unless `is_opaque`.
#[inline(always)]
fn luma(pixels: &[u8; 32], is_opaque: bool) -> I16x8 {
    let [r, g, b] = LUMA;
    let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
    let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
    let half = I32x4::splat(8192);
    let (halves, _) = pixels.as_chunks::<16>();
    let [low, high] = [U8x16::load(&halves[0]), U8x16::load(&halves[1])];
    let four = |v: U8x16| (v.even().dot(red_blue) + v.odd().dot(green) + half).shift_right::<14>();
    let luma = I32x4::narrow(four(low), four(high));
    if is_opaque {
        return luma;
    }
    // Alpha is the top byte of each 32-bit pixel.
    let only_alpha = I16x8::from_array([0, 1, 0, 1, 0, 1, 0, 1]);
    let alpha = |v: U8x16| v.odd().dot(only_alpha);
    over_255(luma * I32x4::narrow(alpha(low), alpha(high)))
}

/// Four gray pixels; their alpha is gray, too.
#[inline(always)]
fn gray(value: I32x4) -> U8x16 {
    let pairs = I32x4::pair(value, value);
    I16x8::to_pixels(pairs, pairs)
}

impl Kernel {
    fn take(&mut self, row: &[u8], y: usize) {
        let width = self.width;
        let into = self.luma.row_mut(y);
        if self.color {
            let is_opaque = opaque(row);
            self.alpha.row_mut(y).copy_from_slice(row);
            let (body, tail) = row.as_chunks::<32>();
            let mut last = [0; 32];
            last[..tail.len()].copy_from_slice(tail);
            for (chunk, to) in body.iter().chain([&last]).zip(into[1..].as_chunks_mut::<8>().0) {
                luma(chunk, is_opaque).store(to);
            }
        } else {
            into[1..].iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from));
        }
        into[0] = into[1 + reflect(-1, width)];
        into[width + 1] = into[1 + reflect(width as isize, width)];
    }

    fn give(&mut self, y: usize, target: &mut [u8]) {
        let row = |dy: isize| self.luma.row(reflect(y as isize + dy, self.height));
        let (above, here, below) = (row(-1), row(0), row(1));
        let step = if self.color { 32 } else { 8 };
        let at = |row: &[i16], x: usize| row[x..].first_chunk().map_or(I16x8::splat(0), I16x8::load);
        for (i, block) in self.blocks.chunks_exact_mut(step).enumerate() {
            let x = 8 * i;
            let (al, ac, ar) = (at(above, x), at(above, x + 1), at(above, x + 2));
            let (bl, bc, br) = (at(below, x), at(below, x + 1), at(below, x + 2));
            let side = at(here, x + 2) - at(here, x);
            let gx = (ar - al) + side + side + (br - bl);
            let gy = (bl - al) + (bc - ac) + (bc - ac) + (br - ar);
            // A sum of two squares below 2²¹ is exact as a float, and its root is correctly rounded.
            let length = |pairs: I16x8| pairs.dot(pairs).to_f32().square_root().round().to_i32();
            let (low, high) = (length(gx.zip_low(gy)), length(gx.zip_high(gy)));
            if self.color {
                let (halves, _) = block.as_chunks_mut::<16>();
                gray(low).store(&mut halves[0]);
                gray(high).store(&mut halves[1]);
            } else {
                let both = I32x4::narrow(low, high);
                block.copy_from_slice(&I16x8::narrow(both, both).to_array()[..8]);
            }
        }
        if self.color {
            with_alpha(&self.blocks, self.alpha.row(y), target);
        } else {
            target.copy_from_slice(&self.blocks[..target.len()]);
        }
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        1
    }

    fn band(&self) -> usize {
        1
    }

    fn begin(&mut self) {
        (self.consumed, self.produced) = (0, 0);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            self.take(row, self.consumed);
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
    use crate::filters::testing::{SIDES, compare, noise, run};
    use crate::frame::{Format, Frame};

    fn reference(source: &Frame) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let bytes = source.bytes();
        let color = source.layout().format() == Format::Rgba8;
        let mirror = |i: isize, n: isize| if n == 1 { 0 } else if i < 0 { -i } else if i >= n { 2 * n - 2 - i } else { i };
        let luma = |x: isize, y: isize| {
            let i = (mirror(y, h) * w + mirror(x, w)) as usize;
            if !color {
                return f64::from(bytes[i]);
            }
            let [r, g, b, a] = [0, 1, 2, 3].map(|c| f64::from(bytes[4 * i + c]));
            (((4899.0 * r + 9617.0 * g + 1868.0 * b + 8192.0) / 16384.0).floor() * a / 255.0).round()
        };
        let mut result = bytes.to_vec();
        for y in 0..h {
            for x in 0..w {
                let gx = luma(x + 1, y - 1) - luma(x - 1, y - 1) + 2.0 * (luma(x + 1, y) - luma(x - 1, y))
                    + luma(x + 1, y + 1) - luma(x - 1, y + 1);
                let gy = luma(x - 1, y + 1) - luma(x - 1, y - 1) + 2.0 * (luma(x, y + 1) - luma(x, y - 1))
                    + luma(x + 1, y + 1) - luma(x + 1, y - 1);
                let length = gx.hypot(gy).round().min(255.0) as u8;
                let i = (y * w + x) as usize;
                if color { result[4 * i..4 * i + 3].fill(length) } else { result[i] = length }
            }
        }
        result
    }

    #[test]
    fn agrees_exactly_with_the_formula() {
        for (width, height) in SIDES {
            for (format, is_opaque) in [(Format::Rgba8, true), (Format::Rgba8, false), (Format::Gray8, true)] {
                let source = noise(format, width, height, is_opaque, 3);
                let result = run(&Sobel {}, &source);
                compare(&format!("{format:?} {width}×{height}"), result.bytes(), &reference(&source), 0);
            }
        }
    }
}
