//! `fastBilateral`: smooths and preserves edges with a bilateral grid.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::array::from_fn;

use crate::declare::{Kind, Number, Unit};
use crate::error::{Error, Result};
use crate::image::kernels::luma::luma;
use crate::image::kernels::Window;
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{ColorModel, FrameLayout, RowLayout, Plane, PlaneMut};
use crate::simd::{F32x4, I32x4, U8x16};

crate::filter! {
    /// Smooths and preserves edges like `bilateral`, approximately; wider windows take less time, not more. Replaces
    /// each pixel by a mean of the pixels around it in which those of another luma count less. Alpha is unchanged.
    ///
    /// The filter uses a bilateral grid (Paris and Durand, "A Fast Approximation of the Bilateral Filter using a Signal
    /// Processing Approach", 2006; Chen, Paris and Durand, "Real-time Edge-Aware Image Processing with the Bilateral
    /// Grid", 2007). Pixels are spread linearly over cells of `sigmaSpace` × `sigmaSpace` pixels × ⅔ `sigmaColor`
    /// levels, 32 at most, of the luma of BT.601. The cells are blurred along their three axes, and results are
    /// interpolated linearly. The weights of that blur compensate for the blur of spreading and interpolating.
    ///
    /// The exact mean has the weights `exp(-r² / (2 sigmaSpace²) - d² / (2 sigmaColor²))`, where `r` is the distance
    /// and `d` the difference of luma, for pixels inside the frame, each weighted by its alpha; where all pixels around
    /// are transparent, colours become 0. Results are within 1.5 levels of that mean on average and 9 at most in noise,
    /// and within 1 and 4 in a smooth picture with edges. With `sigmaSpace` below 4, a mean depends on one or two
    /// pixels, and the limits are 3 and 35, and 1 and 10.
    ///
    /// The grid is processed row by row. It needs 13 rows of `width / sigmaSpace + 2` times `383 / sigmaColor + 2` (10
    /// at least) cells of 16 bytes, and two bytes for each pixel of `4 sigmaSpace` rows.
    pub struct FastBilateral: "fastBilateral" in "detail" version 1 on planes {
        /// Standard deviation of the weights over distance: larger values mix pixels that are farther apart.
        sigma_space: f64 = Kind::Number(Number::new(8.0, 3.0, 100.0).typical(4.0, 40.0).step(0.5).unit(Unit::Pixels)),
        /// Standard deviation of the weights over luma: larger values mix pixels that differ more.
        sigma_color: f64 = Kind::Number(Number::new(30.0, 8.0, 500.0).typical(10.0, 150.0).step(1.0).unit(Unit::Levels)),
    }
}

/// Sums of red, green and blue weighted by alpha, and of alpha.
type Cell = [f32; 4];

/// The weights of the blur, from the middle on. Their variance is 2/3 and their fourth cumulant 1/30. Together with the
/// tents of spreading and interpolating (1/6 and -1/60 each), they match a Gaussian with a standard deviation of 1 cell
/// to the fourth moment.
const WEIGHTS: [f32; 3] = [61.0 / 120.0, 13.0 / 60.0, 7.0 / 240.0];

/// The largest number of levels of a cell. In wider cells, the weight of two levels would also depend on their
/// positions in the cells.
const WIDEST: f64 = 32.0;

/// Number of rows of cells in the ring: five for each blurred row, the rows being filled, and the rows that a latency
/// of whole rows is ahead.
const RING: usize = 10;

impl Operate for FastBilateral {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let (width, height) = (input.width() as usize, input.height() as usize);
        let place = |at: f64| {
            let before = at.max(0.0) as usize;
            Place { before, part: (at - before as f64) as f32 }
        };
        let cell = (self.sigma_color / 1.5).min(WIDEST);
        let depth = place(255.0 / cell).before + 2;
        let mut weights = zeroed(depth)?;
        // As [`WEIGHTS`], without the variance of the tents.
        let variance = (self.sigma_color / cell).powi(2) - 1.0 / 3.0;
        let fill = |(i, weight): (usize, &mut f32)| *weight = (-((i * i) as f64) / (2.0 * variance)).exp() as f32;
        weights.iter_mut().enumerate().for_each(fill);
        let mut columns: Vec<Place> = zeroed(width)?;
        for (x, column) in columns.iter_mut().enumerate() {
            let Place { before, part } = place(x as f64 / self.sigma_space);
            *column = Place { before: before * depth, part };
        }
        let cells = columns.last().map_or(0, |column| column.before) + 2 * depth;
        let latency = (4.0 * self.sigma_space).ceil() as usize;
        let kept = (latency + 3).min(height);
        let pixels = width.checked_mul(kept).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        Ok(Operation::Window(Box::new(Grid {
            pixel: input.pixel_bytes(),
            sigma: self.sigma_space,
            columns,
            levels: from_fn(|level| place(level as f64 / cell)),
            depth,
            weights,
            column: zeroed(depth)?,
            latency,
            kept,
            pixels: zeroed(pixels)?,
            line: zeroed(cells)?,
            ring: zeroed(cells.saturating_mul(RING))?,
            smooth: [zeroed(cells)?, zeroed(cells)?],
            filled: 0,
            blurred: 0,
            ready: 0,
            consumed: 0,
            produced: 0,
        })))
    }

    /// The order of colours matters for their luma.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        across != down || input.has_alpha_plane() || input.format().spec().model == ColorModel::Bgr
    }
}

/// A position between cells.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    before: usize,
    /// The fraction of the way to the next cell.
    part: f32,
}

#[derive(Debug)]
struct Grid {
    pixel: usize,
    sigma: f64,
    /// For each column of the frame, the start of its column of cells in a row of cells.
    columns: Vec<Place>,
    /// For each level of luma, its cell in a column of cells.
    levels: [Place; 256],
    /// Number of cells of a column.
    depth: usize,
    /// The weights of the blur along columns, and the column being blurred.
    weights: Vec<f32>,
    column: Vec<Cell>,
    latency: usize,
    /// Number of rows in the ring of luma and alpha.
    kept: usize,
    pixels: Vec<[u8; 2]>,
    /// First the terms that a row of the frame adds to the cells, then the interpolation between two rows of cells.
    line: Vec<Cell>,
    /// Rows of cells: first filled by spreading, then blurred along columns and rows.
    ring: Vec<Cell>,
    /// The two rows of cells around the frame's row, blurred along all axes: even rows, odd rows.
    smooth: [Vec<Cell>; 2],
    /// Number of rows that were cleared for filling, that were blurred in the ring, and that were written to `smooth`.
    filled: usize,
    blurred: usize,
    ready: usize,
    consumed: usize,
    produced: usize,
}

/// Four pixels of a row as RGBA; pixels beyond its end are 0.
#[inline(always)]
fn four(row: &[u8], pixel: usize) -> U8x16 {
    let mut block = [0; 16];
    if pixel == 4 {
        match row.first_chunk() {
            Some(all) => block = *all,
            None => block[..row.len()].copy_from_slice(row),
        }
    } else {
        let pixels = block.as_chunks_mut::<4>().0.iter_mut().zip(row);
        pixels.for_each(|(to, &gray)| *to = [gray, gray, gray, 255]);
    }
    U8x16::load(&block)
}

/// The weights of the four cells around a position, given by its fractions from the first cell: along columns, and
/// along rows.
#[inline(always)]
fn weights(depth: f32, across: f32) -> [F32x4; 4] {
    let (left, upper) = (1.0 - across, 1.0 - depth);
    [left * upper, left * depth, across * upper, across * depth].map(F32x4::splat)
}

/// Adds cells times a factor.
fn add(to: &mut [Cell], from: &[Cell], factor: f32) {
    let factor = F32x4::splat(factor);
    to.iter_mut().zip(from).for_each(|(to, from)| (F32x4::load(to) + F32x4::load(from) * factor).store(to));
}

/// Blurs the cells of one level along a row, in place. Cells beyond the ends count as 0.
fn blur_across(row: &mut [Cell], depth: usize, level: usize) {
    let [middle, near, far] = WEIGHTS.map(F32x4::splat);
    let nothing = F32x4::splat(0.0);
    let at = |row: &[Cell], i: usize| row.get(i * depth + level).map_or(nothing, F32x4::load);
    let (mut a, mut b, mut c, mut d) = (nothing, nothing, at(row, 0), at(row, 1));
    for i in 0..row.len() / depth {
        let e = at(row, i + 2);
        if let Some(to) = row.get_mut(i * depth + level) {
            (c * middle + (b + d) * near + (a + e) * far).store(to);
        }
        (a, b, c, d) = (b, c, d, e);
    }
}

impl Grid {
    fn place(&self, y: usize) -> Place {
        let at = y as f64 / self.sigma;
        let before = at as usize;
        Place { before, part: (at - before as f64) as f32 }
    }

    fn row(ring: &mut [Cell], cells: usize, index: usize) -> &mut [Cell] {
        let start = index % RING * cells;
        &mut ring[start..start + cells]
    }

    /// Clears rows of cells, up to row `end`.
    fn fill_to(&mut self, end: usize) {
        let cells = self.line.len();
        while self.filled < end {
            Self::row(&mut self.ring, cells, self.filled).fill([0.0; 4]);
            self.filled += 1;
        }
    }

    /// Spreads a row of the frame over the cells.
    fn take(&mut self, row: &[u8]) {
        let Place { before, part } = self.place(self.consumed);
        self.fill_to(before + 2);
        let (depth, width) = (self.depth, self.columns.len());
        let kept = &mut self.pixels[self.consumed % self.kept * width..][..width];
        self.consumed += 1;
        self.line.fill([0.0; 4]);
        let all = I32x4::from_array([0, 0, 0, -1]);
        let fours = self.columns.chunks(4).zip(kept.chunks_mut(4)).zip(row.chunks(4 * self.pixel));
        for ((columns, kept), bytes) in fours {
            let pixels = four(bytes, self.pixel);
            let (lumas, alphas) = (luma(pixels).to_array(), pixels.alpha());
            let factors = (alphas.to_f32() * F32x4::splat(1.0 / 255.0)).broadcast_each();
            let (low, high) = (pixels.widen_low(), pixels.widen_high());
            let colors = [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()];
            let alphas = alphas.to_array();
            for (i, (column, kept)) in columns.iter().zip(kept).enumerate() {
                *kept = [lumas[i] as u8, alphas[i] as u8];
                let level = self.levels[usize::from(kept[0])];
                let start = column.before + level.before;
                let color = colors[i].to_f32() * F32x4::splat(1.0).select(factors[i], all);
                let Some(cells) = self.line.get_mut(start..start + depth + 2) else { continue };
                for (at, weight) in [0, 1, depth, depth + 1].into_iter().zip(weights(level.part, column.part)) {
                    (F32x4::load(&cells[at]) + color * weight).store(&mut cells[at]);
                }
            }
        }
        let cells = self.line.len();
        add(Self::row(&mut self.ring, cells, before), &self.line, 1.0 - part);
        add(Self::row(&mut self.ring, cells, before + 1), &self.line, part);
    }

    /// Writes row `index` of cells, and the rows before, to `smooth`.
    fn smooth_to(&mut self, index: usize) {
        let (cells, depth) = (self.line.len(), self.depth);
        self.fill_to(index + 3);
        while self.blurred < index + 3 {
            let row = Self::row(&mut self.ring, cells, self.blurred);
            for column in row.chunks_exact_mut(depth) {
                self.column.fill([0.0; 4]);
                for (i, from) in column.iter().enumerate() {
                    let (before, after) = self.column.split_at_mut(i);
                    let weighed = after.iter_mut().zip(&self.weights).chain(before.iter_mut().rev().zip(&self.weights[1..]));
                    let from = F32x4::load(from);
                    weighed.for_each(|(to, &weight)| (F32x4::load(to) + from * F32x4::splat(weight)).store(to));
                }
                column.copy_from_slice(&self.column);
            }
            (0..depth).for_each(|level| blur_across(row, depth, level));
            self.blurred += 1;
        }
        while self.ready <= index {
            let to = &mut self.smooth[self.ready % 2];
            to.fill([0.0; 4]);
            for row in self.ready.saturating_sub(2)..self.ready + 3 {
                add(to, Self::row(&mut self.ring, cells, row), WEIGHTS[row.abs_diff(self.ready).min(2)]);
            }
            self.ready += 1;
        }
    }

    fn give(&mut self, row: &mut [u8]) {
        let Place { before, part } = self.place(self.produced);
        self.smooth_to(before + 1);
        self.line.fill([0.0; 4]);
        add(&mut self.line, &self.smooth[before % 2], 1.0 - part);
        add(&mut self.line, &self.smooth[(before + 1) % 2], part);
        let (depth, width) = (self.depth, self.columns.len());
        let kept = &self.pixels[self.produced % self.kept * width..][..width];
        self.produced += 1;
        for ((columns, kept), target) in self.columns.chunks(4).zip(kept.chunks(4)).zip(row.chunks_mut(4 * self.pixel)) {
            let mut sums = [F32x4::splat(0.0); 4];
            let mut alphas = [0; 16];
            for (i, (column, &[luma, alpha])) in columns.iter().zip(kept).enumerate() {
                let level = self.levels[usize::from(luma)];
                let start = column.before + level.before;
                let Some(cells) = self.line.get(start..start + depth + 2) else { continue };
                let around = [0, 1, depth, depth + 1].map(|at| F32x4::load(&cells[at]));
                let [a, b, c, d] = weights(level.part, column.part);
                sums[i] = around[0] * a + around[1] * b + (around[2] * c + around[3] * d);
                alphas[4 * i + 3] = alpha;
            }
            let [_, _, _, total] = F32x4::transpose(sums);
            // A smaller total comes from pixels too distant to matter, and dividing by it could overflow.
            let scales = F32x4::splat(255.0).divide(total.max(F32x4::splat(1e-20))).broadcast_each();
            let [a, b, c, d] = from_fn(|i| (sums[i] * scales[i]).round_small());
            let colors = I32x4::to_clamped_bytes(a, b, c, d);
            let pixels = colors.select(U8x16::load(&alphas), U8x16::splat_pixel([255, 255, 255, 0])).to_array();
            if self.pixel == 4 {
                target.copy_from_slice(&pixels[..target.len()]);
            } else {
                target.iter_mut().zip(pixels.as_chunks::<4>().0).for_each(|(to, pixel)| *to = pixel[0]);
            }
        }
    }
}

impl Window for Grid {
    fn latency(&self) -> usize {
        self.latency
    }

    fn above(&self) -> Option<usize> {
        Some(self.latency + 1)
    }

    fn scratch_bytes(&self) -> usize {
        let cells = self.line.len() + self.ring.len() + 2 * self.smooth[0].len();
        (cells + self.depth) * size_of::<Cell>() + size_of_val(self.pixels.as_slice()) + size_of_val(self.columns.as_slice())
    }

    fn begin(&mut self, row: usize) {
        let cells = self.place(row).before;
        (self.filled, self.blurred, self.ready) = (cells, cells, cells);
        (self.consumed, self.produced) = (row, row);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        rows.rows().for_each(|row| self.take(row));
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        rows.into_rows().for_each(|row| self.give(row));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{SIDES, golden, noise, run};
    use crate::image::frame::{Format, Frame};

    /// The error relative to the exact mean, weighted by alpha: on average, and at most.
    fn errors(source: &Frame, filter: &FastBilateral) -> [f64; 2] {
        let (w, h) = (source.layout().width() as i32, source.layout().height() as i32);
        let (bytes, p) = (source.bytes(), source.layout().rows().unwrap().pixel_bytes());
        let result = run(filter, source);
        let colors = p.min(3);
        let luma = |at: usize| match bytes[at..at + p] {
            [r, g, b, _] => (0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)).round(),
            _ => f64::from(bytes[at]),
        };
        let (mut total_error, mut most, mut count) = (0.0, 0.0_f64, 0.0);
        for (x, y) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
            let own = (y * w + x) as usize * p;
            let (mut sums, mut total) = ([0.0; 3], 0.0);
            for (u, v) in (0..h).flat_map(|y| (0..w).map(move |x| (x, y))) {
                let at = (v * w + u) as usize * p;
                let square = f64::from((x - u).pow(2) + (y - v).pow(2));
                let difference = luma(at) - luma(own);
                let alpha = if p == 4 { f64::from(bytes[at + 3]) / 255.0 } else { 1.0 };
                let weight = (-square / (2.0 * filter.sigma_space.powi(2))
                    - difference * difference / (2.0 * filter.sigma_color.powi(2)))
                .exp()
                    * alpha;
                total += weight;
                (0..colors).for_each(|c| sums[c] += weight * f64::from(bytes[at + c]));
            }
            let shows = if p == 4 { f64::from(bytes[own + 3]) / 255.0 } else { 1.0 };
            for (c, sum) in sums.iter().enumerate().take(colors) {
                let error = (f64::from(result.bytes()[own + c]) - sum / f64::max(total, 1e-9)).abs() * shows;
                (total_error, most, count) = (total_error + error, most.max(error), count + 1.0);
            }
            assert!(p == 1 || result.bytes()[own + 3] == bytes[own + 3], "alpha is unchanged");
        }
        [total_error / count, most]
    }

    #[test]
    fn approximates_the_formula() {
        for (width, height) in SIDES.into_iter().chain([(90, 70)]) {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (sigma_space, sigma_color) in [(8.0, 30.0), (3.0, 8.0), (4.5, 75.0), (100.0, 500.0), (3.0, 12.0)] {
                    let filter = FastBilateral { sigma_space, sigma_color };
                    let [mean, most] = errors(&noise(format, width, height, opaque, 3), &filter);
                    // In noise, the mean of a narrow window depends on one or two pixels.
                    let bounds = if sigma_space < 4.0 { [3.0, 35.0] } else { [1.5, 9.0] };
                    let is_tiny = width < 4;
                    assert!(
                        (mean <= bounds[0] || is_tiny) && most <= bounds[1],
                        "{filter:?} {format:?} {width}×{height}: {mean} on average, {most} at most"
                    );
                }
            }
        }
    }

    /// Compared away from the edges, because OpenCV mirrors the frame there.
    #[test]
    fn approximates_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/fast_bilateral.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let [width, height, margin] = [0, 1, 2].map(|i| size[i] as usize);
        let mut frame = Frame::new(FrameLayout::new(Format::Gray8, width as u32, height as u32).unwrap()).unwrap();
        frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
        for [(_, sigmas), (_, expected)] in cases.as_chunks::<2>().0 {
            let result = run(&FastBilateral { sigma_space: sigmas[0], sigma_color: sigmas[1] }, &frame);
            let rows = result.bytes().chunks(width).skip(margin).take(height - 2 * margin);
            let ours = rows.flat_map(|row| &row[margin..width - margin]);
            let errors: Vec<f64> = ours.zip(expected).map(|(&ours, theirs)| (f64::from(ours) - theirs).abs()).collect();
            let mean = errors.iter().sum::<f64>() / errors.len() as f64;
            assert!(errors.len() == expected.len() && mean <= 1.0, "{sigmas:?}: {mean} on average");
            let most = errors.iter().copied().fold(0.0, f64::max);
            assert!(most <= if sigmas[0] < 4.0 { 10.0 } else { 4.0 }, "{sigmas:?}: {most} at most");
        }
        assert_eq!(cases.len(), 2 * 3, "number of golden cases");
    }
}
