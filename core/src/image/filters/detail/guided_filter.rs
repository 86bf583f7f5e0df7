//! `guidedFilter`: smooths a frame along the edges of another.

mod cells;
mod window;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use cells::Cells;
use window::Window;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::{Plane, PlaneMut, PlaneRef, RowFormat, RowLayout};
use crate::image::input::Input;
use crate::image::kernels::channels::{pixels, planes};
use crate::image::kernels::{Gather, Operation};
use crate::memory::zeroed;
use crate::simd::{F32x4, I32x4, U8x16};

crate::filter! {
    /// Smooths the frame, except along the edges of another frame, the guide: a coarse mask gets the outlines of the picture
    /// for which it was made. Without another frame, the frame guides itself, and its edges are preserved. Alpha is
    /// unchanged.
    ///
    /// The guided filter of He, Sun and Tang ("Guided Image Filtering", 2013) with a gray guide: in every square of
    /// `2 * radius + 1` pixels, each channel is approximated by the line `a * guide + b` of least squares, where a variance
    /// of the guide far below `epsilon` counts as none. A pixel gets the mean of the lines of all squares that contain it.
    /// Outside the frame, there are no pixels.
    ///
    /// The guide is the luma of the other frame, which has the same size: RGBA (BT.601, in whole levels), GRAY8, or YUV of 8
    /// bits, whose luma is taken as it is stored. From a radius of 4 on, the lines are computed for cells of
    /// `2 * floor(radius / 4)` pixels and interpolated, as in He and Sun ("Fast Guided Filter", 2015), but from the sums over
    /// all pixels. A square is then an odd number of cells wide, up to a third more than `2 * radius + 1` pixels. So wider
    /// squares take less time, not more.
    pub struct GuidedFilter: "guidedFilter" in "detail" version 1 on color and gray {
        /// Other frame: the guide.
        frame: Option<Input> = Kind::Frame,
        /// Number of pixels on each side of a square's middle.
        radius: i32 = Kind::Integer(Number::new(8.0, 1.0, 100.0).typical(2.0, 60.0).step(1.0).unit(Unit::Pixels)),
        /// Variance of the guide, in squares of the full range, that counts as an edge: an edge of the height `h` has the
        /// variance `h² / 4`.
        epsilon: f64 = Kind::Number(Number::new(0.001, 0.000_001, 1.0).typical(0.0001, 0.1)),
    }
}

impl Operate for GuidedFilter {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        Ok(Operation::Gather(Box::new(Kernel::new(input, self.frame, self.radius, self.epsilon)?)))
    }
}

/// Units of the coefficients `a` and `b` (in levels) as whole numbers: sums of whole numbers don't depend on their order.
/// With the smallest `epsilon`, `a` is up to 250 and `b` up to 64,000, so the sums over the rows of a square, nine at most,
/// fit in 32 bits.
const UNITS: [f64; 2] = [65536.0, 1024.0];

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    input: Option<Input>,
    /// In squares of levels.
    epsilon: f64,
    /// Number of cells on each side of a square's middle.
    reach: usize,
    cells: Cells,
    /// Sums over the pixels of cells.
    sums: Window,
    /// The coefficients of each cell's square.
    lines: Window,
    /// Means of coefficients, for each cell of a row.
    of_cells: Vec<f32>,
    /// Means of coefficients, for each pixel of a row, of two rows of cells.
    means: [Means; 2],
    /// The row of cells whose means are next.
    next: Option<usize>,
    /// The cell to the left of each pixel's centre, and the weight of the cell to its right.
    places: Vec<(u32, f32)>,
}

/// `a` and `b` of each channel, and the row of cells.
#[derive(Debug, Default)]
struct Means {
    row: Option<usize>,
    numbers: Vec<f32>,
}

/// The largest number of channels.
const CHANNELS: usize = 3;

impl Kernel {
    fn new(layout: &RowLayout, input: Option<Input>, radius: i32, epsilon: f64) -> Result<Self> {
        let radius = radius.clamp(1, 100).unsigned_abs() as usize;
        let cell = (2 * (radius / 4)).max(1);
        let reach = (radius + cell / 2) / cell;
        let channels = if layout.format() == RowFormat::Rgba8 { CHANNELS } else { 1 };
        let (width, height) = (layout.width() as usize, layout.height() as usize);
        let cells = Cells::new(width, height, cell, channels)?;
        let [columns, rows] = cells.count();
        let mut places = zeroed::<(u32, f32)>(width)?;
        for (x, place) in places.iter_mut().enumerate() {
            *place = between(x, cell, columns);
        }
        let means = || Ok(Means { row: None, numbers: zeroed(2 * channels * padded(width))? });
        Ok(Self {
            layout: *layout,
            input,
            epsilon: epsilon * 255.0 * 255.0,
            reach,
            sums: Window::new(columns * cells.sums(), rows, reach)?,
            lines: Window::new(columns * 2 * channels, rows, reach)?,
            means: [means()?, means()?],
            next: None,
            places,
            of_cells: zeroed(columns * 2 * channels)?,
            cells,
        })
    }

    /// Computes the means of the next row of cells.
    fn advance(&mut self, row: usize, source: Plane<'_>, guide: Option<&PlaneRef<'_>>) {
        let Self { reach, epsilon, cells, sums, lines, of_cells, means, places, .. } = self;
        let (reach, rows, channels) = (*reach, cells.count()[1], cells.channels());
        lines.slide(row, |line, coefficients| {
            sums.slide(line, |y, to| cells.add_up(y, source, guide, to));
            let height = cells.pixels(1, line.saturating_sub(reach)..(line + reach + 1).min(rows));
            let pixels = |square| height * cells.pixels(0, square);
            if channels == 1 {
                fit_lines::<4, 2>(sums.numbers(), coefficients, reach, *epsilon, pixels);
            } else {
                fit_lines::<8, 6>(sums.numbers(), coefficients, reach, *epsilon, pixels);
            }
        });
        let [before, after] = means;
        core::mem::swap(before, after);
        after.row = Some(row);
        let height = (row + reach + 1).min(rows) - row.saturating_sub(reach);
        if channels == 1 {
            interpolate::<2>(lines.numbers(), reach, height, places, of_cells, &mut after.numbers);
        } else {
            interpolate::<6>(lines.numbers(), reach, height, places, of_cells, &mut after.numbers);
        }
    }

    /// Writes a row of the result, whose means are `weight` of the way from one row of cells to the next.
    fn row(&mut self, y: usize, source: Plane<'_>, guide: Option<&PlaneRef<'_>>, weight: f32, to: &mut [u8]) {
        let Self { cells, means: [before, after], places, .. } = self;
        let (width, channels) = (places.len(), cells.channels());
        let luma = cells.guide(y, source, guide);
        let from = source.row(y);
        let weight = F32x4::splat(weight);
        // Rows of numbers and of the guide have whole vectors; the end of the target may not.
        let number = |i: usize, at: usize| {
            let [before, after] = [&*before, &*after].map(|means| four(means, i * padded(width) + at));
            before + (after - before) * weight
        };
        let color = |channel: usize, at: usize, luma: F32x4| number(2 * channel, at) * luma + number(2 * channel + 1, at);
        if channels == 1 {
            for (i, (to, luma)) in to.chunks_mut(16).zip(luma.as_chunks::<16>().0).enumerate() {
                let [a, b, c, d] = quarters(U8x16::load(luma));
                let at = |quarter: usize, luma: I32x4| color(0, 16 * i + 4 * quarter, luma.to_f32()).round_small();
                let result = I32x4::to_clamped_bytes(at(0, a), at(1, b), at(2, c), at(3, d)).to_array();
                to.copy_from_slice(&result[..to.len()]);
            }
            return;
        }
        for (i, ((to, from), luma)) in to.chunks_mut(16).zip(from.chunks(16)).zip(luma.as_chunks::<4>().0).enumerate() {
            let mut bytes = [0; 16];
            bytes[..from.len()].copy_from_slice(from);
            let luma = F32x4::from_array(luma.map(f32::from));
            let [.., alpha] = planes(U8x16::load(&bytes));
            let colors = [0, 1, 2].map(|channel| color(channel, 4 * i, luma));
            let result = pixels([colors[0], colors[1], colors[2], alpha]).to_array();
            to.copy_from_slice(&result[..to.len()]);
        }
    }
}

/// Returns the length of a row with whole vectors of bytes.
fn padded(width: usize) -> usize {
    width.next_multiple_of(16)
}

/// Four numbers from `at` on.
#[inline(always)]
fn four(means: &Means, at: usize) -> F32x4 {
    means.numbers.get(at..).and_then(|numbers| numbers.first_chunk()).map_or(F32x4::splat(0.0), F32x4::load)
}

#[inline(always)]
fn quarters(bytes: U8x16) -> [I32x4; 4] {
    let [low, high] = [bytes.widen_low(), bytes.widen_high()];
    [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()]
}

/// Returns the cell whose centre is at or before that of pixel `i`, and how far it is on the way to the next. Before the
/// first centre and behind the last, the nearest cell counts.
fn between(i: usize, cell: usize, count: usize) -> (u32, f32) {
    let twice = (2 * i + 1).saturating_sub(cell);
    let (before, rest) = (twice / (2 * cell), twice % (2 * cell));
    if before + 1 >= count {
        return (count.saturating_sub(1) as u32, 0.0);
    }
    (before as u32, rest as f32 / (2 * cell) as f32)
}

/// Calls `each` for every column with the columns of the square around it, and the sums over them of the `N` numbers of
/// each column.
#[inline(always)]
fn boxes<const N: usize>(columns: &[[i32; N]], reach: usize, mut each: impl FnMut(usize, Range<usize>, [f64; N])) {
    let mut total = [0_i64; N];
    let (mut start, mut end) = (0, 0);
    for x in 0..columns.len() {
        let square = x.saturating_sub(reach)..(x + reach + 1).min(columns.len());
        for entering in &columns[end..square.end] {
            (0..N).for_each(|i| total[i] += i64::from(entering[i]));
        }
        for leaving in &columns[start..square.start] {
            (0..N).for_each(|i| total[i] -= i64::from(leaving[i]));
        }
        (start, end) = (square.start, square.end);
        each(x, square, total.map(|sum| sum as f64));
    }
}

/// Writes the coefficients of each column's square, from the sums of its rows. `pixels` returns the number of pixels of
/// columns.
fn fit_lines<const SUMS: usize, const COEFFICIENTS: usize>(
    sums: &[i32],
    coefficients: &mut [i32],
    reach: usize,
    epsilon: f64,
    pixels: impl Fn(Range<usize>) -> usize,
) {
    let coefficients = coefficients.as_chunks_mut::<COEFFICIENTS>().0;
    boxes::<SUMS>(sums.as_chunks().0, reach, |x, square, total| {
        let one = 1.0 / pixels(square) as f64;
        let mean = total.map(|sum| sum * one);
        let (guide, scale) = (mean[0], 1.0 / (mean[1] - mean[0] * mean[0] + epsilon));
        let Some(to) = coefficients.get_mut(x) else { return };
        for (to, of_channel) in to.as_chunks_mut::<2>().0.iter_mut().zip(mean[2..].as_chunks::<2>().0) {
            let [color, product] = *of_channel;
            let a = (product - guide * color) * scale;
            // Not `round`, which is a function in wasm.
            *to = [a * UNITS[0], (color - a * guide) * UNITS[1]].map(|number| (number + 0.5).floor() as i32);
        }
    });
}

/// Writes the means of coefficients over each column's square, interpolated for each pixel: for each coefficient, a row.
fn interpolate<const N: usize>(
    lines: &[i32],
    reach: usize,
    height: usize,
    places: &[(u32, f32)],
    means: &mut [f32],
    numbers: &mut [f32],
) {
    let means = means.as_chunks_mut::<N>().0;
    boxes::<N>(lines.as_chunks().0, reach, |x, square, total| {
        let one = 1.0 / (height * square.len()) as f64;
        if let Some(to) = means.get_mut(x) {
            (0..N).for_each(|i| to[i] = (total[i] * one / UNITS[i % 2]) as f32);
        }
    });
    for (x, &(left, weight)) in places.iter().enumerate() {
        let Some(from) = means.get(left as usize) else { continue };
        // The last cell has none to its right, and then a weight of 0.
        let to = means.get(left as usize + 1).unwrap_or(from);
        for (row, (from, to)) in numbers.chunks_exact_mut(padded(places.len())).zip(from.iter().zip(to)) {
            row[x] = from + (to - from) * weight;
        }
    }
}

impl Gather for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn scratch_bytes(&self) -> usize {
        let means = self.means.iter().map(|means| size_of_val(means.numbers.as_slice())).sum::<usize>();
        let own = means + size_of_val(self.places.as_slice()) + size_of_val(self.of_cells.as_slice());
        own + self.cells.bytes() + self.sums.bytes() + self.lines.bytes()
    }

    fn begin(&mut self) {
        self.next = None;
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, other: Option<&PlaneRef<'_>>) {
        let count = self.cells.count()[1];
        for (y, to) in (first..).zip(rows.into_rows()) {
            let (before, weight) = between(y, self.cells.side(), count);
            let after = (before as usize + 1).min(count.saturating_sub(1));
            let mut next = self.next.unwrap_or_else(|| {
                let row = before as usize;
                self.lines.begin(row);
                self.sums.begin(row.saturating_sub(self.reach));
                row
            });
            while next <= after {
                self.advance(next, source, other);
                next += 1;
            }
            self.next = Some(next);
            // The last row of cells has no other behind it.
            let is_last = self.means[0].row != Some(before as usize);
            let weight = if is_last { 1.0 } else { weight };
            self.row(y, source, other, weight, to);
        }
    }

    fn input(&self) -> Option<Input> {
        self.input
    }

    fn reads_luma(&self) -> bool {
        true
    }

    fn input_size(&self) -> Option<[u32; 2]> {
        Some([self.layout.width(), self.layout.height()])
    }
}

#[cfg(test)]
mod tests;
