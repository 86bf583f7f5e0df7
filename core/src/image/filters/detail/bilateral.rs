//! `bilateral`: smooths and preserves edges.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::array::from_fn;
use core::f64::consts::LOG2_E;

use crate::image::kernels::BorderMode;
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::detail::neighborhood::{Around, Order, Rows, neighborhood};
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::simd::{F32x4, I16x8, I32x4};

crate::filter! {
    /// Smooths and preserves edges: replaces each pixel by a mean of the pixels around it in which those of another
    /// colour count less. Alpha is unchanged.
    ///
    /// The weights are `exp(-r² / (2 sigmaSpace²) - d² / (2 sigmaColor²))` (Tomasi and Manduchi, 1998), as in OpenCV's
    /// `bilateralFilter`. `r` is the distance in pixels, at most half the diameter; `d` is the sum of the differences
    /// of red, green and blue, or the difference of gray. Pixels are also weighted by their alpha; where all pixels
    /// around are transparent, colours become 0. Outside the frame, pixels are mirrored without repeating the outermost
    /// row. A weight is off by at most 1/8000 of itself plus 1/60000 (1/20000 for the largest diameters), results by
    /// less than a level.
    pub struct Bilateral: "bilateral" in "detail" version 1 on planes {
        /// Diameter of the circle of pixels; even values are rounded up to the next odd number.
        diameter: i32 = Kind::Integer(Number::new(9.0, 3.0, 31.0).typical(3.0, 15.0).step(2.0).unit(Unit::Pixels)),
        /// Standard deviation of the weights over colour: larger values mix colours that differ more.
        sigma_color: f64 = Kind::Number(Number::new(30.0, 1.0, 500.0).typical(1.0, 150.0).step(1.0).unit(Unit::Levels)),
        /// Standard deviation of the weights over distance: larger values mix pixels that are farther apart.
        sigma_space: f64 = Kind::Number(Number::new(3.0, 0.1, 100.0).typical(0.5, 15.0).step(0.1).unit(Unit::Pixels)),
    }
}

impl Operate for Bilateral {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let radius = self.diameter.max(0) / 2;
        let places = || (-radius..=radius).flat_map(|dy| (-radius..=radius).map(move |dx| [dx, dy]));
        let places = || places().filter(|[dx, dy]| dx * dx + dy * dy <= radius * radius);
        let count = places().count();
        // As large as possible: a sum of all weights times levels must fit.
        let one = (2_100_000_000.0 / (255.0 * count as f64)).min(32767.0);
        // Taps are processed in pairs; a tap added to complete a pair has weight 0.
        let mut taps = zeroed(count.next_multiple_of(2))?;
        taps.fill(Tap { bias: NONE, ..Tap::default() });
        let space = LOG2_E / (2.0 * self.sigma_space * self.sigma_space);
        for (tap, [dx, dy]) in taps.iter_mut().zip(places()) {
            let bias = one.log2() - f64::from(dx * dx + dy * dy) * space;
            *tap = Tap { dx: (dx + radius) as usize, dy: dy as isize, bias: bias as f32, starts: [0; 4] };
        }
        let color = -LOG2_E / (2.0 * self.sigma_color * self.sigma_color);
        let kernel = Kernel { taps, color: color as f32 };
        neighborhood(input, [radius as usize, 0], BorderMode::Mirror, Order::Planes, Box::new(kernel))
    }
}

/// The smallest logarithm of a weight: the weight is rounded to 0.
const NONE: f32 = -4.0;

/// One of the pixels around each pixel.
#[derive(Clone, Copy, Debug, Default)]
struct Tap {
    /// Columns to the right of the first column read, and rows below the first row read.
    dx: usize,
    dy: isize,
    /// Logarithm, to the base of 2, of the weight for no difference in colour.
    bias: f32,
    /// Position in each channel, for the first pixel of the row.
    starts: [usize; 4],
}

struct Kernel {
    taps: Vec<Tap>,
    /// Change of a weight's logarithm per squared difference.
    color: f32,
}

/// A polynomial for two to the power of a fraction from -1/2 to 1/2, with the least maximal error: 1/10000.
const POLYNOMIAL: [f32; 4] = [0.999_928_07, 0.693_260_99, 0.242_611_12, 0.055_171_62];

/// Two to the power of `z`, which is above -120 and below 120.
#[inline(always)]
pub(super) fn power_of_two(z: F32x4) -> F32x4 {
    let whole = z.round_small();
    let f = z - whole.to_f32();
    let [a, b, c, d] = POLYNOMIAL.map(F32x4::splat);
    (((d * f + c) * f + b) * f + a).times_power_of_two(whole)
}

impl Kernel {
    #[inline(always)]
    fn weights(&self, difference: I16x8, bias: f32) -> I16x8 {
        let (color, bias) = (F32x4::splat(self.color), F32x4::splat(bias));
        let four = |difference: I32x4| {
            let difference = difference.to_f32();
            power_of_two((difference * difference * color + bias).max(F32x4::splat(NONE))).round_small()
        };
        I32x4::narrow(four(difference.widen_low()), four(difference.widen_high()))
    }

    /// The colours of eight pixels of `N` channels, from column `x` on.
    #[inline(always)]
    fn eight<const N: usize, const ALPHA: bool>(&self, planes: &[u8], own: [usize; 4], x: usize) -> [I16x8; N] {
        let load = |start: usize| {
            planes.get(start + x..).and_then(<[u8]>::first_chunk).map_or(I16x8::splat(0), I16x8::load_bytes)
        };
        let own: [I16x8; N] = from_fn(|c| load(own[c]));
        let mut sums = [[I32x4::splat(0); 2]; N];
        let mut total = [I32x4::splat(0); 2];
        let tap = |tap: &Tap| {
            let colors: [I16x8; N] = from_fn(|c| load(tap.starts[c]));
            let mut difference = I16x8::splat(0);
            for (color, own) in colors.iter().zip(own) {
                difference = difference + (*color - own).max(own - *color);
            }
            let weights = self.weights(difference, tap.bias);
            if !ALPHA {
                return (colors, weights);
            }
            // In units of 1/2¹⁵, alpha 255 is 1.
            let alpha = load(tap.starts[3]);
            (colors, weights.multiply_q15(alpha.shift_left::<7>() + alpha.shift_right::<1>()))
        };
        for [a, b] in self.taps.as_chunks().0 {
            let ((a, of_a), (b, of_b)) = (tap(a), tap(b));
            let weights = [of_a.zip_low(of_b), of_a.zip_high(of_b)];
            for (sum, (a, b)) in sums.iter_mut().zip(a.into_iter().zip(b)) {
                sum[0] = sum[0] + a.zip_low(b).dot(weights[0]);
                sum[1] = sum[1] + a.zip_high(b).dot(weights[1]);
            }
            total = from_fn(|half| total[half] + weights[half].dot(I16x8::splat(1)));
        }
        let scales = total.map(|total| F32x4::splat(1.0).divide(total.to_f32().max(F32x4::splat(1.0))));
        sums.map(|sum| {
            let half = |half: usize| (sum[half].to_f32() * scales[half]).round_small();
            I32x4::narrow(half(0), half(1))
        })
    }

    #[inline(always)]
    fn colors<const ALPHA: bool>(&self, planes: &[u8], own: [usize; 4], target: &mut [u8]) {
        let pixels = |x: usize| -> [[u8; 16]; 2] {
            let [r, g, b] = self.eight::<3, ALPHA>(planes, own, x);
            let alpha = planes.get(own[3] + x..).and_then(<[u8]>::first_chunk);
            let alpha = alpha.map_or(I16x8::splat(0), I16x8::load_bytes);
            let (red_green, blue_alpha) = (r | g.shift_left::<8>(), b | alpha.shift_left::<8>());
            [red_green.zip_low(blue_alpha), red_green.zip_high(blue_alpha)].map(|v| v.to_bytes().to_array())
        };
        let (body, tail) = target.as_chunks_mut::<32>();
        for (i, to) in body.iter_mut().enumerate() {
            to.copy_from_slice(pixels(8 * i).as_flattened());
        }
        if !tail.is_empty() {
            tail.copy_from_slice(&pixels(8 * body.len()).as_flattened()[..tail.len()]);
        }
    }

    fn gray(&self, planes: &[u8], own: [usize; 4], target: &mut [u8]) {
        for (i, to) in target.chunks_mut(8).enumerate() {
            let [gray] = self.eight::<1, false>(planes, own, 8 * i);
            to.copy_from_slice(&I16x8::narrow(gray, gray).to_array()[..to.len()]);
        }
    }
}

impl Around for Kernel {
    fn give(&mut self, rows: &Rows, y: usize, target: &mut [u8]) {
        let start = |dy: isize, dx: usize| {
            from_fn(|c| if c < rows.channels { rows.start(y as isize + dy, c) + dx } else { 0 })
        };
        self.taps.iter_mut().for_each(|tap| tap.starts = start(tap.dy, tap.dx));
        let (planes, own) = (rows.bytes(), start(0, rows.radius));
        match (rows.channels, rows.are_opaque(y)) {
            (1, _) => self.gray(planes, own, target),
            (_, true) => self.colors::<false>(planes, own, target),
            _ => self.colors::<true>(planes, own, target),
        }
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.taps.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::{Format, Frame};

    /// Computes the mean in real numbers, with its total alpha.
    fn check(source: &Frame, filter: &Bilateral) {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let (bytes, p) = (source.bytes(), source.layout().rows().unwrap().pixel_bytes());
        let result = run(filter, source);
        let radius = filter.diameter as isize / 2;
        let mirror = |i: isize, n: isize| {
            let mut i = i;
            while n > 1 && !(0..n).contains(&i) {
                i = if i < 0 { -i } else { 2 * n - 2 - i };
            }
            if n == 1 { 0 } else { i }
        };
        let colors = if p == 4 { 3 } else { 1 };
        for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
            let own = (y * w + x) as usize * p;
            let (mut sums, mut total) = ([0.0; 3], 0.0);
            for (dx, dy) in (-radius..=radius).flat_map(|dy| (-radius..=radius).map(move |dx| (dx, dy))) {
                let square = (dx * dx + dy * dy) as f64;
                if square > (radius * radius) as f64 {
                    continue;
                }
                let at = (mirror(y + dy, h) * w + mirror(x + dx, w)) as usize * p;
                let difference: u32 = (0..colors).map(|c| u32::from(bytes[at + c].abs_diff(bytes[own + c]))).sum();
                let alpha = if p == 4 { f64::from(bytes[at + 3]) / 255.0 } else { 1.0 };
                let of_space = -square / (2.0 * filter.sigma_space.powi(2));
                let weight = (of_space - f64::from(difference).powi(2) / (2.0 * filter.sigma_color.powi(2))).exp() * alpha;
                total += weight;
                (0..colors).for_each(|c| sums[c] += weight * f64::from(bytes[at + c]));
            }
            let shows = if p == 4 { f64::from(bytes[own + 3]) / 255.0 } else { 1.0 };
            for (c, sum) in sums.iter().enumerate().take(colors) {
                let error = (f64::from(result.bytes()[own + c]) - sum / f64::max(total, 1e-9)).abs() * shows;
                assert!(error <= 1.0, "{filter:?} {p} {w}×{h} ({x}, {y}, {c}): {error}");
            }
            assert!(p == 1 || result.bytes()[own + 3] == bytes[own + 3], "alpha is unchanged");
        }
    }

    #[test]
    fn agrees_with_the_formula() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (diameter, sigma_color, sigma_space) in
                    [(5, 30.0, 2.0), (9, 75.0, 3.0), (3, 1.0, 0.1), (8, 500.0, 100.0), (31, 60.0, 8.0), (7, 10.0, 50.0)]
                {
                    let filter = Bilateral { diameter, sigma_color, sigma_space };
                    check(&noise(format, width, height, opaque, diameter as u32), &filter);
                }
            }
        }
    }

    /// OpenCV's weights are single precision from a table, so its results may round the other way.
    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/bilateral.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let [width, height] = [0, 1].map(|i| size[i] as u32);
        for [(kind, parameters), (_, expected)] in cases.as_chunks::<2>().0 {
            let format = if *kind == "gray" { Format::Gray8 } else { Format::Rgba };
            let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
            let p = frame.layout().rows().unwrap().pixel_bytes();
            for (to, from) in frame.bytes_mut().chunks_exact_mut(p).zip(source.as_chunks::<3>().0) {
                let pixel = [from[0] as u8, from[1] as u8, from[2] as u8, 255];
                to.copy_from_slice(&pixel[..p]);
            }
            let [diameter, sigma_color, sigma_space] = parameters[..] else { panic!("three parameters") };
            let result = run(&Bilateral { diameter: diameter as i32, sigma_color, sigma_space }, &frame);
            let ours: Vec<u8> = result.bytes().chunks_exact(p).flat_map(|pixel| pixel[..p.min(3)].to_vec()).collect();
            let expected: Vec<u8> = expected.iter().map(|&level| level as u8).collect();
            compare(&format!("{kind} {parameters:?}"), &ours, &expected, 1);
        }
        assert_eq!(cases.len(), 2 * 4, "number of golden cases");
    }
}
