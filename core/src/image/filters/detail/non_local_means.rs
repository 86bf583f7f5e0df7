//! `nonLocalMeans`: the mean of pixels with similar surroundings.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::array::from_fn;
use core::f64::consts::LOG2_E;

use super::bilateral::power_of_two;
use crate::image::kernels::BorderMode;
use crate::declare::{Kind, Number, Unit};
use crate::error::{Error, Result};
use crate::image::filters::detail::neighborhood::{Around, Order, Rows, neighborhood};
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::simd::{F32x4, I16x8, I32x4};

crate::filter! {
    /// Removes noise and preserves texture: replaces each pixel by a mean of the pixels around it, weighted by the
    /// similarity of the patches around them. Alpha is unchanged.
    ///
    /// The weight of a pixel is `exp(-d / strength²)`, where `d` is the mean squared difference in levels, over the
    /// `(2 patchRadius + 1)²` pixels of the patches and over the colours; the weight of the pixel itself is 1. The mean
    /// is taken over the `(2 searchRadius + 1)²` pixels around it. Source: Buades, Coll, Morel, "A non-local algorithm
    /// for image denoising" (2005), with flat patches, as OpenCV's `fastNlMeansDenoising`, whose `h` is `strength`.
    /// Sums over patches are updated incrementally (Darbon and others, 2008), so the time depends on the search, not on
    /// the patch. Weights are within 1/10000 of the formula. Pixels are also weighted by their alpha; patches are
    /// compared by colour only. Outside the frame, pixels are mirrored without repeating the outermost row. Needs four
    /// bytes for each column and each pixel of the search.
    pub struct NonLocalMeans: "nonLocalMeans" in "detail" version 1 on planes {
        /// Difference of patches that counts as noise, about the standard deviation of the noise; larger values remove
        /// more.
        strength: f64 = Kind::Number(Number::new(10.0, 0.5, 255.0).typical(1.0, 40.0).step(0.5).unit(Unit::Levels)),
        /// Radius of the compared patches.
        patch_radius: i32 = Kind::Integer(Number::new(3.0, 0.0, 5.0).step(1.0).unit(Unit::Pixels)),
        /// Radius of the search for similar patches; time grows with its square.
        search_radius: i32 = Kind::Integer(Number::new(5.0, 1.0, 10.0).step(1.0).unit(Unit::Pixels)),
    }
}

impl Operate for NonLocalMeans {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let [patch, search] = [self.patch_radius, self.search_radius].map(|radius| radius.clamp(0, 10) as usize);
        let (width, side) = (input.width() as usize, 2 * patch + 1);
        let colors = input.pixel_bytes().min(3);
        let too_much = || Error::out_of_memory(usize::MAX);
        let columns = (width + 2 * patch).div_ceil(8) * 2;
        let offsets = (2 * search + 1) * (2 * search + 1);
        let factor = -LOG2_E / ((side * side * colors) as f64 * self.strength * self.strength);
        let kernel = Kernel {
            patch,
            search,
            columns: zeroed(columns.checked_mul(offsets).ok_or_else(too_much)?)?,
            length: columns,
            distances: zeroed(width.div_ceil(8) * 2)?,
            sums: zeroed(width.div_ceil(8) * 2 * (colors + 1))?,
            factor: factor as f32,
        };
        neighborhood(input, [patch + search, 1], BorderMode::Mirror, Order::Planes, Box::new(kernel))
    }
}

/// The logarithm, to the base of 2, of the smallest weight.
const LEAST: f32 = -40.0;

struct Kernel {
    patch: usize,
    search: usize,
    /// For each offset and each column, from `patch` before the first pixel on: the sum of squared differences over the
    /// height of a patch.
    columns: Vec<[i32; 4]>,
    /// Number of vectors of columns.
    length: usize,
    /// Squared differences over the patch of each pixel of a row.
    distances: Vec<[i32; 4]>,
    /// For every four pixels of a row: the sums of their weights and of their weighted colours.
    sums: Vec<[f32; 4]>,
    /// Change of a weight's logarithm per squared difference.
    factor: f32,
}

#[inline(always)]
fn eight(plane: &[u8], at: usize) -> I16x8 {
    plane.get(at..).and_then(<[u8]>::first_chunk).map_or(I16x8::splat(0), I16x8::load_bytes)
}

/// Adds the squared differences of a row to the columns, and subtracts those of the row that left the patches, if any.
fn slide(columns: &mut [[i32; 4]], [own, other]: [&[u8]; 2], left: Option<[&[u8]; 2]>) {
    for (i, columns) in columns.as_chunks_mut::<2>().0.iter_mut().enumerate() {
        let new = eight(own, 8 * i) - eight(other, 8 * i);
        let old = left.map_or(I16x8::splat(0), |[own, other]| eight(own, 8 * i) - eight(other, 8 * i));
        let less = I16x8::splat(0) - old;
        let [low, high] = [0, 1].map(|half| I32x4::from_array(columns[half]));
        columns[0] = (low + new.zip_low(old).dot(new.zip_low(less))).to_array();
        columns[1] = (high + new.zip_high(old).dot(new.zip_high(less))).to_array();
    }
}

/// Writes the sums of `side` columns, beginning with each column.
fn across(columns: &[i32], side: usize, distances: &mut [i32]) {
    let mut sum: i32 = columns.iter().take(side - 1).sum();
    for (to, (&new, &old)) in distances.iter_mut().zip(columns.iter().skip(side - 1).zip(columns)) {
        sum += new;
        *to = sum;
        sum -= old;
    }
}

impl Kernel {
    /// Adds the pixels at an offset to the sums; `N` is the number of colours plus one.
    #[inline(always)]
    fn add<const N: usize>(&mut self, planes: [&[u8]; 3], alpha: Option<&[u8]>, at: usize) {
        let sums = self.sums.as_chunks_mut::<N>().0.as_chunks_mut::<2>().0;
        for (i, (sums, distances)) in sums.iter_mut().zip(self.distances.as_chunks::<2>().0).enumerate() {
            let x = at + 8 * i;
            let colors = planes.map(|plane| eight(plane, x)).map(|v| [v.widen_low().to_f32(), v.widen_high().to_f32()]);
            let alpha = alpha.map(|plane| eight(plane, x)).map(|v| [v.widen_low().to_f32(), v.widen_high().to_f32()]);
            for half in 0..2 {
                let z = I32x4::from_array(distances[half]).to_f32() * F32x4::splat(self.factor);
                let weight = power_of_two(z.max(F32x4::splat(LEAST)));
                let weight = alpha.map_or(weight, |alpha| weight * alpha[half]);
                let [total, of_colors @ ..] = sums[half].as_mut_slice() else { continue };
                *total = (F32x4::from_array(*total) + weight).to_array();
                for (sum, color) in of_colors.iter_mut().zip(colors) {
                    *sum = (F32x4::from_array(*sum) + weight * color[half]).to_array();
                }
            }
        }
    }

    /// Writes the means of `N - 1` colours.
    #[inline(always)]
    fn divide<const N: usize>(&self, target: &mut [u8]) {
        let pixel = if N == 2 { 1 } else { 4 };
        for (to, sums) in target.chunks_mut(4 * pixel).zip(self.sums.as_chunks::<N>().0) {
            let [total, colors @ ..] = sums.as_slice() else { continue };
            // Where all pixels around are transparent, the result is invisible.
            let scale = F32x4::splat(1.0).divide(F32x4::from_array(*total).max(F32x4::splat(1e-20)));
            for (c, &sum) in colors.iter().enumerate() {
                let levels = (F32x4::from_array(sum) * scale).round_small().to_array();
                for (to, level) in to.chunks_exact_mut(pixel).zip(levels) {
                    to[c] = level.clamp(0, 255) as u8;
                }
            }
        }
    }

    fn pass<const N: usize>(&mut self, rows: &Rows, y: usize, target: &mut [u8]) {
        let (patch, search, row) = (self.patch as isize, self.search, y as isize);
        let opaque = rows.are_opaque(y);
        self.sums.fill([0.0; 4]);
        for offset in 0..self.columns.len() / self.length.max(1) {
            let (dx, dy) = (offset % (2 * search + 1), (offset / (2 * search + 1)) as isize - search as isize);
            let columns = &mut self.columns[offset * self.length..][..self.length];
            let pair = |y: isize, c: usize| [&rows.plane(y, c)[search..], &rows.plane(y + dy, c)[dx..]];
            if y == rows.first {
                columns.fill([0; 4]);
                for (y, c) in (row - patch..=row + patch).flat_map(|y| (0..N - 1).map(move |c| (y, c))) {
                    slide(columns, pair(y, c), None);
                }
            } else {
                for c in 0..N - 1 {
                    slide(columns, pair(row + patch, c), Some(pair(row - patch - 1, c)));
                }
            }
            across(columns.as_flattened(), 2 * self.patch + 1, self.distances.as_flattened_mut());
            let planes = from_fn(|c| rows.plane(row + dy, c.min(N - 2)));
            let alpha = (!opaque).then(|| rows.plane(row + dy, 3));
            self.add::<N>(planes, alpha, self.patch + dx);
        }
        if N == 4 {
            for (to, &alpha) in target.chunks_exact_mut(4).zip(rows.plane(row, 3).iter().skip(rows.radius)) {
                to[3] = alpha;
            }
        }
        self.divide::<N>(target);
    }
}

impl Around for Kernel {
    fn give(&mut self, rows: &Rows, y: usize, target: &mut [u8]) {
        if rows.channels == 1 { self.pass::<2>(rows, y, target) } else { self.pass::<4>(rows, y, target) }
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.columns.as_slice()) + size_of_val(self.distances.as_slice()) + size_of_val(self.sums.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::{Format, Frame};

    /// Computes the mean in real numbers, with its total alpha.
    fn check(source: &Frame, filter: &NonLocalMeans) {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let (bytes, p) = (source.bytes(), source.layout().rows().unwrap().pixel_bytes());
        let result = run(filter, source);
        let mirror = |mut i: isize, n: isize| {
            while n > 1 && !(0..n).contains(&i) {
                i = if i < 0 { -i } else { 2 * n - 2 - i };
            }
            if n == 1 { 0 } else { i }
        };
        let at = |x: isize, y: isize| (mirror(y, h) * w + mirror(x, w)) as usize * p;
        let colors = p.min(3);
        let square = |radius: i32| {
            let radius = radius as isize;
            (-radius..=radius).flat_map(move |dy| (-radius..=radius).map(move |dx| (dx, dy)))
        };
        for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
            let own = at(x, y);
            let (mut sums, mut total) = ([0.0; 3], 0.0);
            for (dx, dy) in square(filter.search_radius) {
                let (mut distance, mut count) = (0.0, 0.0);
                for (px, py) in square(filter.patch_radius) {
                    let (a, b) = (at(x + px, y + py), at(x + dx + px, y + dy + py));
                    distance += (0..colors).map(|c| f64::from(bytes[a + c].abs_diff(bytes[b + c])).powi(2)).sum::<f64>();
                    count += colors as f64;
                }
                let other = at(x + dx, y + dy);
                let alpha = if p == 4 { f64::from(bytes[other + 3]) / 255.0 } else { 1.0 };
                let weight = (-distance / count / filter.strength.powi(2)).exp() * alpha;
                total += weight;
                (0..colors).for_each(|c| sums[c] += weight * f64::from(bytes[other + c]));
            }
            let shows = if p == 4 { f64::from(bytes[own + 3]) / 255.0 } else { 1.0 };
            for (c, sum) in sums.iter().enumerate().take(colors) {
                let error = (f64::from(result.bytes()[own + c]) - sum / f64::max(total, 1e-30)).abs() * shows;
                assert!(error <= 1.0, "{filter:?} {p} {w}×{h} ({x}, {y}, {c}): {error}");
            }
            assert!(p == 1 || result.bytes()[own + 3] == bytes[own + 3], "alpha is unchanged");
        }
    }

    #[test]
    fn agrees_with_the_formula() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (strength, patch_radius, search_radius) in
                    [(10.0, 3, 2), (100.0, 1, 3), (0.5, 0, 1), (255.0, 2, 5), (60.0, 0, 4), (80.0, 5, 1)]
                {
                    let filter = NonLocalMeans { strength, patch_radius, search_radius };
                    check(&noise(format, width, height, opaque, 7), &filter);
                }
            }
        }
        check(&noise(Format::Rgba, 9, 13, false, 8), &NonLocalMeans { strength: 90.0, patch_radius: 5, search_radius: 10 });
    }

    /// OpenCV takes weights from a table of rounded distances, and drops weights below 1/1000.
    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/non_local_means.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let layout = FrameLayout::new(Format::Gray8, size[0] as u32, size[1] as u32).unwrap();
        let mut frame = Frame::new(layout).unwrap();
        frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
        for [(_, parameters), (_, expected)] in cases.as_chunks::<2>().0 {
            let [strength, patch, search] = parameters[..] else { panic!("three parameters") };
            let filter = NonLocalMeans { strength, patch_radius: patch as i32, search_radius: search as i32 };
            let expected: Vec<u8> = expected.iter().map(|&level| level as u8).collect();
            compare(&format!("{parameters:?}"), run(&filter, &frame).bytes(), &expected, 2);
        }
        assert_eq!(cases.len(), 2 * 4, "number of golden cases");
    }
}
