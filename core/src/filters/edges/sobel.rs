//! `sobel`: the strength of edges.

use alloc::boxed::Box;

use crate::error::Result;
use crate::filters::kernel::Window;
use crate::filters::rows::{LUMA, Ring, over_255, reflect};
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
            alpha: Ring::new(if color { width + 8 } else { 0 })?,
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
    /// Alpha of the source.
    alpha: Ring<u8>,
    width: usize,
    height: usize,
    color: bool,
    consumed: usize,
    produced: usize,
}

/// Luma of eight RGBA pixels.
#[inline(always)]
fn luma([low, high]: [U8x16; 2]) -> I16x8 {
    let [r, g, b] = LUMA;
    let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
    let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
    let half = I32x4::splat(8192);
    let four = |v: U8x16| (v.even().dot(red_blue) + v.odd().dot(green) + half).shift_right::<14>();
    I32x4::narrow(four(low), four(high))
}

/// Takes eight RGBA pixels at a time; those beyond the end of the row are opaque.
#[inline(always)]
fn each(row: &[u8], mut take: impl FnMut(usize, [U8x16; 2])) {
    let load = |pixels: &[u8; 32]| {
        let (halves, _) = pixels.as_chunks::<16>();
        [U8x16::load(&halves[0]), U8x16::load(&halves[1])]
    };
    let (body, tail) = row.as_chunks::<32>();
    for (i, pixels) in body.iter().enumerate() {
        take(i, load(pixels));
    }
    let mut last = [255; 32];
    last[..tail.len()].copy_from_slice(tail);
    take(body.len(), load(&last));
}

/// The strength at the eight pixels from the second of each row on, clamped to a byte.
#[inline(always)]
fn strength(rows: [&[i16; 10]; 3]) -> I16x8 {
    let [[al, ac, ar], [hl, _, hr], [bl, bc, br]] =
        rows.map(|row| [0, 1, 2].map(|x| row[x..].first_chunk().map_or(I16x8::splat(0), I16x8::load)));
    let (falling, rising) = (br - al, ar - bl);
    let (side, middle) = (hr - hl, bc - ac);
    let gx = falling + rising + (side + side);
    let gy = falling - rising + (middle + middle);
    // A sum of two squares below 2²¹ is exact as a float, and its root is correctly rounded.
    let length = |pairs: I16x8| pairs.dot(pairs).to_f32().square_root().round_small();
    I32x4::narrow(length(gx.zip_low(gy)), length(gx.zip_high(gy))).min(I16x8::splat(255))
}

impl Kernel {
    fn take(&mut self, row: &[u8], y: usize) {
        let width = self.width;
        let into = self.luma.row_mut(y);
        if self.color {
            let eights = into[1..].as_chunks_mut::<8>().0;
            let alphas = self.alpha.row_mut(y);
            // Rows are opaque as a rule: whether one is turns out while its luma is computed.
            let mut all = U8x16::splat(255);
            each(row, |i, pixels| {
                all = all & pixels[0] & pixels[1];
                luma(pixels).store(&mut eights[i]);
            });
            if all.alpha().to_array() == [255; 4] {
                alphas.fill(255);
            } else {
                each(row, |i, pixels| {
                    let alpha = I32x4::narrow(pixels[0].alpha(), pixels[1].alpha());
                    over_255(luma(pixels) * alpha).store(&mut eights[i]);
                    alphas[8 * i..][..8].copy_from_slice(&I16x8::narrow(alpha, alpha).to_array()[..8]);
                });
            }
        } else {
            into[1..].iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from));
        }
        into[0] = into[1 + reflect(-1, width)];
        into[width + 1] = into[1 + reflect(width as isize, width)];
    }

    fn give(&self, y: usize, target: &mut [u8]) {
        let row = |dy: isize| self.luma.row(reflect(y as isize + dy, self.height));
        // As long as needed, so that one check of an index does for all.
        let length = self.width.next_multiple_of(8) + 2;
        let rows = [row(-1), row(0), row(1)].map(|row| &row[..length]);
        let eight = |i: usize| strength(rows.map(|row| row[8 * i..].first_chunk().unwrap_or(&[0; 10])));
        if self.color {
            let alphas = self.alpha.row(y).as_chunks::<8>().0;
            let pixels = |i: usize| {
                let gray = eight(i);
                let twice = gray * I16x8::splat(0x0101);
                let with_alpha = gray | I16x8::load_bytes(&alphas[i]).shift_left::<8>();
                [twice.zip_low(with_alpha).to_bytes(), twice.zip_high(with_alpha).to_bytes()]
            };
            let (body, tail) = target.as_chunks_mut::<32>();
            for (i, to) in body.iter_mut().enumerate() {
                to.as_chunks_mut().0.iter_mut().zip(pixels(i)).for_each(|(to, pixels)| pixels.store(to));
            }
            if !tail.is_empty() {
                let last = pixels(body.len()).map(U8x16::to_array);
                tail.copy_from_slice(&last.as_flattened()[..tail.len()]);
            }
        } else {
            let bytes = |i: usize| {
                let gray = eight(i);
                I16x8::narrow(gray, gray).to_array()
            };
            let (body, tail) = target.as_chunks_mut::<8>();
            for (i, to) in body.iter_mut().enumerate() {
                to.copy_from_slice(&bytes(i)[..8]);
            }
            if !tail.is_empty() {
                tail.copy_from_slice(&bytes(body.len())[..tail.len()]);
            }
        }
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        1
    }

    fn scratch_bytes(&self) -> usize {
        self.luma.bytes() + self.alpha.bytes()
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
