//! The gradient of luma: the shared kernel of the filters that read 3 × 3 neighbours.

use alloc::boxed::Box;

use crate::image::kernels::Operation;
use crate::image::kernels::Window;
use crate::image::kernels::luma;
use crate::image::kernels::ring::{Ring, reflect};
use crate::image::kernels::alpha::over_255;
use crate::error::Result;
use crate::image::frame::{RowLayout, Plane, PlaneMut};
use crate::simd::{I16x8, I32x4, U8x16};

/// The operator applied to a pixel's neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// The length of the gradient, with the weights 1, 2, 1 across.
    Sobel,
    /// The length of the gradient, with the weights 3, 10, 3 across.
    Scharr,
    /// The length of the gradient, with the weights 1, 1, 1 across.
    Prewitt,
    /// The difference from the four neighbours.
    Laplacian4,
    /// Twice the difference from the four diagonal neighbours.
    Laplacian8,
    /// 128 plus the Sobel gradient times these factors, across and down, in units of 1/2¹⁴.
    Emboss([i16; 2]),
}

/// The operation that writes the result of `operator` on luma as gray.
pub(crate) fn gradient(operator: Operator, input: &RowLayout) -> Result<Operation> {
    let (width, height) = (input.width() as usize, input.height() as usize);
    // One pixel of padding on the left, and space for whole vectors past the last pixel and its neighbour.
    let luma = Ring::new(width + 18)?;
    let color = input.pixel_bytes() == 4;
    Ok(Operation::Window(Box::new(Kernel {
        operator,
        luma,
        alpha: Ring::new(if color { width + 8 } else { 0 })?,
        width,
        height,
        color,
        consumed: 0,
        produced: 0,
    })))
}

#[derive(Debug)]
struct Kernel {
    operator: Operator,
    /// Luma, weighted by alpha, with one pixel of padding on either side.
    luma: Ring<i16>,
    /// Alpha of the source.
    alpha: Ring<u8>,
    width: usize,
    height: usize,
    color: bool,
    consumed: usize,
    produced: usize,
}

/// The luma of eight RGBA pixels.
#[inline(always)]
fn luma([low, high]: [U8x16; 2]) -> I16x8 {
    I32x4::narrow(luma::luma(low), luma::luma(high))
}

/// Reads eight RGBA pixels at a time; pixels beyond the end of the row are opaque.
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

/// A row of luma, from the pixel before the first of eight on.
pub(crate) type Line = [i16; 10];

#[inline(always)]
fn neighbors(row: &Line) -> [I16x8; 3] {
    [0, 1, 2].map(|x| row[x..].first_chunk().map_or(I16x8::splat(0), I16x8::load))
}

/// The gradient across and down at the eight pixels from the second of each row on; `CORNER` and `SIDE` are the
/// weights.
#[inline(always)]
pub(crate) fn derivatives<const CORNER: i16, const SIDE: i16>(rows: [&Line; 3]) -> [I16x8; 2] {
    let [[al, ac, ar], [hl, _, hr], [bl, bc, br]] = rows.map(neighbors);
    let times = |v: I16x8, weight: i16| match weight {
        1 => v,
        2 => v + v,
        _ => v * I16x8::splat(weight),
    };
    let (falling, rising) = (br - al, ar - bl);
    let (side, middle) = (hr - hl, bc - ac);
    [times(falling + rising, CORNER) + times(side, SIDE), times(falling - rising, CORNER) + times(middle, SIDE)]
}

/// The length of the gradient, clamped to a byte.
#[inline(always)]
fn length<const CORNER: i16, const SIDE: i16>(rows: [&Line; 3]) -> I16x8 {
    let [gx, gy] = derivatives::<CORNER, SIDE>(rows);
    // A sum of two squares below 2²⁴ is exact as a float, and its root is correctly rounded; the roots of larger sums
    // are clamped.
    let length = |pairs: I16x8| pairs.dot(pairs).to_f32().square_root().round_small();
    I32x4::narrow(length(gx.zip_low(gy)), length(gx.zip_high(gy))).min(I16x8::splat(255))
}

/// Middle gray plus the weighted gradient, clamped to a byte.
#[inline(always)]
fn emboss(rows: [&Line; 3], [across, down]: [i16; 2]) -> I16x8 {
    let [gx, gy] = derivatives::<1, 2>(rows);
    let weights = I16x8::from_array([across, down, across, down, across, down, across, down]);
    let middle = I32x4::splat((128 << 14) + (1 << 13));
    let four = |pairs: I16x8| (pairs.dot(weights) + middle).shift_right::<14>();
    I32x4::narrow(four(gx.zip_low(gy)), four(gx.zip_high(gy))).max(I16x8::splat(0)).min(I16x8::splat(255))
}

/// The absolute value of the sum of four neighbours minus four times the pixel, clamped to a byte.
#[inline(always)]
fn laplacian<const DIAGONAL: bool>(rows: [&Line; 3]) -> I16x8 {
    let [[al, ac, ar], [hl, h, hr], [bl, bc, br]] = rows.map(neighbors);
    let four = if DIAGONAL { al + ar + bl + br } else { ac + hl + hr + bc };
    let difference = four - h.shift_left::<2>();
    let difference = if DIAGONAL { difference + difference } else { difference };
    difference.max(I16x8::splat(0) - difference).min(I16x8::splat(255))
}

/// Computes luma of a row of RGBA pixels, weighted by alpha, and copies their alpha. Both targets have space for
/// another vector.
pub(crate) fn take_luma(row: &[u8], to: &mut [i16], alphas: &mut [u8]) {
    let eights = to.as_chunks_mut::<8>().0;
    // Most rows are opaque, so opacity is determined while luma is computed.
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
}

impl Kernel {
    fn take(&mut self, row: &[u8], y: usize) {
        let width = self.width;
        let into = self.luma.row_mut(y);
        if self.color {
            take_luma(row, &mut into[1..], self.alpha.row_mut(y));
        } else {
            into[1..].iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from));
        }
        into[0] = into[1 + reflect(-1, width)];
        into[width + 1] = into[1 + reflect(width as isize, width)];
    }

    fn give(&self, y: usize, target: &mut [u8]) {
        match self.operator {
            Operator::Sobel => self.give_by(y, target, length::<1, 2>),
            Operator::Scharr => self.give_by(y, target, length::<3, 10>),
            Operator::Prewitt => self.give_by(y, target, length::<1, 1>),
            Operator::Laplacian4 => self.give_by(y, target, laplacian::<false>),
            Operator::Laplacian8 => self.give_by(y, target, laplacian::<true>),
            Operator::Emboss(weights) => self.give_by(y, target, |rows| emboss(rows, weights)),
        }
    }

    #[inline(always)]
    fn give_by(&self, y: usize, target: &mut [u8], strength: impl Fn([&Line; 3]) -> I16x8) {
        let row = |dy: isize| self.luma.row(reflect(y as isize + dy, self.height));
        // Slices of the full length, so that the compiler needs a single index check.
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

    fn above(&self) -> Option<usize> {
        Some(1)
    }

    fn scratch_bytes(&self) -> usize {
        self.luma.bytes() + self.alpha.bytes()
    }

    fn begin(&mut self, row: usize) {
        (self.consumed, self.produced) = (row, row);
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
    use core::fmt::Debug;

    use crate::image::frame::FrameLayout;
    use crate::image::filters::Filter;
    use crate::image::filters::edges::{Laplacian, Prewitt, Scharr, Sobel};
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::{Format, Frame};

    /// The strength by one kernel or by two.
    fn reference(source: &Frame, kernels: &[[f64; 9]]) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let bytes = source.bytes();
        let color = source.layout().format() == Format::Rgba;
        let mirror = |i: isize, n: isize| {
            if n == 1 {
                0
            } else if i < 0 {
                -i
            } else if i >= n {
                2 * n - 2 - i
            } else {
                i
            }
        };
        let luma = |x: isize, y: isize| {
            let i = (mirror(y, h) * w + mirror(x, w)) as usize;
            if !color {
                return f64::from(bytes[i]);
            }
            let [r, g, b, a] = [0, 1, 2, 3].map(|c| f64::from(bytes[4 * i + c]));
            (((4899.0 * r + 9617.0 * g + 1868.0 * b + 8192.0) / 16384.0).floor() * a / 255.0).round()
        };
        let mut result = bytes.to_vec();
        for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
            let sum = |kernel: &[f64; 9]| -> f64 {
                (0..9).map(|k| kernel[k as usize] * luma(x + k % 3 - 1, y + k / 3 - 1)).sum()
            };
            let length = kernels.iter().map(|kernel| sum(kernel).powi(2)).sum::<f64>().sqrt().round().min(255.0) as u8;
            let i = (y * w + x) as usize;
            if color { result[4 * i..4 * i + 3].fill(length) } else { result[i] = length }
        }
        result
    }

    fn check(filter: &(impl Filter + Clone + Debug + 'static), kernels: &[[f64; 9]]) {
        for (width, height) in SIDES {
            for (format, is_opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                let source = noise(format, width, height, is_opaque, 3);
                let result = run(filter, &source);
                let what = format!("{filter:?} {format:?} {width}×{height}");
                compare(&what, result.bytes(), &reference(&source, kernels), 0);
            }
        }
    }

    #[test]
    fn all_agree_exactly_with_the_formula() {
        let both = |corner: f64, side: f64| {
            let across = [-corner, 0.0, corner, -side, 0.0, side, -corner, 0.0, corner];
            [across, core::array::from_fn(|k| across[k % 3 * 3 + k / 3])]
        };
        check(&Sobel {}, &both(1.0, 2.0));
        check(&Scharr {}, &both(3.0, 10.0));
        check(&Prewitt {}, &both(1.0, 1.0));
        check(&Laplacian { kernel_size: 1 }, &[[0.0, 1.0, 0.0, 1.0, -4.0, 1.0, 0.0, 1.0, 0.0]]);
        check(&Laplacian { kernel_size: 3 }, &[[2.0, 0.0, 2.0, 0.0, -8.0, 0.0, 2.0, 0.0, 2.0]]);
    }

    #[test]
    fn all_agree_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/gradients.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let mut frame = Frame::new(FrameLayout::new(Format::Gray8, size[0] as u32, size[1] as u32).unwrap()).unwrap();
        frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
        for (name, expected) in cases {
            let result = match *name {
                "sobel" => run(&Sobel {}, &frame),
                "scharr" => run(&Scharr {}, &frame),
                "prewitt" => run(&Prewitt {}, &frame),
                "laplacian 1" => run(&Laplacian { kernel_size: 1 }, &frame),
                _ => run(&Laplacian { kernel_size: 3 }, &frame),
            };
            let expected: Vec<u8> = expected.iter().map(|&level| level as u8).collect();
            compare(name, result.bytes(), &expected, 0);
        }
        assert_eq!(cases.len(), 5, "number of golden cases");
    }
}
