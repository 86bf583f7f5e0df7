//! `guidedFilter`: smooths a frame along the edges of another.

mod cells;
mod window;

use alloc::boxed::Box;
use alloc::vec::Vec;

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
    /// bits, whose luma is taken as it is stored. From a radius of 8 on, the lines are computed for cells of
    /// `2 * floor(radius / 8)` pixels and interpolated, as in He and Sun ("Fast Guided Filter", 2015), but from the sums over
    /// all pixels. So the time doesn't depend on the radius.
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
        let cell = (2 * (radius / 8)).max(1);
        let reach = (radius + cell / 2) / cell;
        let channels = if layout.format() == RowFormat::Rgba8 { CHANNELS } else { 1 };
        let (width, height) = (layout.width() as usize, layout.height() as usize);
        let cells = Cells::new(width, height, cell, channels)?;
        let [columns, rows] = cells.size();
        let mut places = zeroed::<(u32, f32)>(width)?;
        for (x, place) in places.iter_mut().enumerate() {
            *place = between(x, cell, columns);
        }
        let means = || Ok(Means { row: None, numbers: zeroed(2 * channels * width)? });
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
            cells,
        })
    }

    /// Computes the means of the next row of cells.
    fn advance(&mut self, row: usize, source: Plane<'_>, guide: Option<&PlaneRef<'_>>) {
        let Self { reach, epsilon, cells, sums, lines, means, places, .. } = self;
        let (reach, [columns, rows]) = (*reach, cells.size());
        let (count, channels) = (cells.sums(), cells.channels());
        lines.slide(row, |line, coefficients| {
            sums.slide(line, |y, to| cells.add_up(y, source, guide, to));
            let height = cells.pixels(1, line.saturating_sub(reach)..(line + reach + 1).min(rows));
            boxes::<{ 2 + 2 * CHANNELS }>(sums.numbers(), count, columns, reach, |x, square, total| {
                let pixels = (height * cells.pixels(0, square)) as f64;
                let mean = |i: usize| total[i] as f64 / pixels;
                let (guide, variance) = (mean(0), mean(1) - mean(0) * mean(0));
                for channel in 0..channels {
                    let color = mean(2 + 2 * channel);
                    let a = (mean(3 + 2 * channel) - guide * color) / (variance + *epsilon);
                    let both = [a, color - a * guide];
                    let to = coefficients.iter_mut().skip((x * channels + channel) * 2);
                    to.zip(both).zip(UNITS).for_each(|((to, number), unit)| *to = (number * unit).round() as i32);
                }
            });
        });
        let [before, after] = means;
        core::mem::swap(before, after);
        after.row = Some(row);
        let height = (row + reach + 1).min(rows) - row.saturating_sub(reach);
        // The means of all cells, where the row's first pixels will be.
        let numbers = &mut after.numbers;
        let wide = 2 * channels;
        let mut of_cells = core::mem::take(&mut cells.means);
        boxes::<{ 2 * CHANNELS }>(lines.numbers(), wide, columns, reach, |x, square, total| {
            let count = (height * square.len()) as f64;
            for (i, to) in of_cells.iter_mut().skip(x * wide).take(wide).enumerate() {
                *to = (total[i] as f64 / (count * UNITS[i % 2])) as f32;
            }
        });
        let width = places.len();
        for (x, &(left, weight)) in places.iter().enumerate() {
            let pair = of_cells.get(left as usize * wide..).unwrap_or_default();
            let (left, right) = pair.split_at(wide.min(pair.len()));
            // The last cell has none to its right, and then a weight of 0.
            let right = if right.is_empty() { left } else { right };
            for (i, (from, to)) in left.iter().zip(right).enumerate() {
                if let Some(number) = numbers.get_mut(i * width + x) {
                    *number = from + (to - from) * weight;
                }
            }
        }
        cells.means = of_cells;
    }

    /// Writes a row of the result, whose means are `weight` of the way from one row of cells to the next.
    fn row(&mut self, y: usize, source: Plane<'_>, guide: Option<&PlaneRef<'_>>, weight: f32, to: &mut [u8]) {
        let Self { cells, means: [before, after], places, .. } = self;
        let (width, channels) = (places.len(), cells.channels());
        let luma = cells.guide(y, source, guide);
        let from = source.row(y);
        let weight = F32x4::splat(weight);
        let four = |channel: usize, x: usize, luma: F32x4| {
            let number = |i: usize| {
                let at = (2 * channel + i) * width + x;
                let [before, after] = [&*before, &*after].map(|means| load(means.numbers.get(at..).unwrap_or_default()));
                before + (after - before) * weight
            };
            number(0) * luma + number(1)
        };
        if channels == 1 {
            for (i, (to, luma)) in to.chunks_mut(16).zip(luma.chunks(16)).enumerate() {
                let mut bytes = [0; 16];
                bytes[..luma.len()].copy_from_slice(luma);
                let [a, b, c, d] = quarters(U8x16::load(&bytes));
                let at = |quarter: usize, luma: I32x4| four(0, 16 * i + 4 * quarter, luma.to_f32()).round_small();
                let result = I32x4::to_clamped_bytes(at(0, a), at(1, b), at(2, c), at(3, d)).to_array();
                to.copy_from_slice(&result[..to.len()]);
            }
            return;
        }
        for (i, ((to, from), luma)) in to.chunks_mut(16).zip(from.chunks(16)).zip(luma.chunks(4)).enumerate() {
            let (mut bytes, mut levels) = ([0; 16], [0; 4]);
            bytes[..from.len()].copy_from_slice(from);
            levels[..luma.len()].copy_from_slice(luma);
            let luma = F32x4::from_array(levels.map(f32::from));
            let [.., alpha] = planes(U8x16::load(&bytes));
            let result = pixels([four(0, 4 * i, luma), four(1, 4 * i, luma), four(2, 4 * i, luma), alpha]).to_array();
            to.copy_from_slice(&result[..to.len()]);
        }
    }
}

/// The first four numbers; zeros for those that are missing.
#[inline(always)]
fn load(numbers: &[f32]) -> F32x4 {
    match numbers.first_chunk() {
        Some(four) => F32x4::load(four),
        None => {
            let mut four = [0.0; 4];
            four[..numbers.len()].copy_from_slice(numbers);
            F32x4::from_array(four)
        }
    }
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

/// Calls `each` for every column with the columns of the square around it, and the sums over them of `count` numbers a
/// column.
fn boxes<const MOST: usize>(
    numbers: &[i32],
    count: usize,
    columns: usize,
    reach: usize,
    mut each: impl FnMut(usize, core::ops::Range<usize>, &[i64; MOST]),
) {
    let mut total = [0_i64; MOST];
    let column = |x: usize| numbers.get(x * count..(x + 1) * count).unwrap_or_default();
    let (mut start, mut end) = (0, 0);
    for x in 0..columns {
        let square = x.saturating_sub(reach)..(x + reach + 1).min(columns);
        for entering in end..square.end {
            total.iter_mut().zip(column(entering)).for_each(|(sum, &number)| *sum += i64::from(number));
        }
        for leaving in start..square.start {
            total.iter_mut().zip(column(leaving)).for_each(|(sum, &number)| *sum -= i64::from(number));
        }
        (start, end) = (square.start, square.end);
        each(x, square, &total);
    }
}

impl Gather for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn scratch_bytes(&self) -> usize {
        let means = self.means.iter().map(|means| size_of_val(means.numbers.as_slice())).sum::<usize>();
        let own = means + size_of_val(self.places.as_slice());
        own + self.cells.bytes() + self.sums.bytes() + self.lines.bytes()
    }

    fn begin(&mut self) {
        self.next = None;
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, other: Option<&PlaneRef<'_>>) {
        let count = self.cells.size()[1];
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
