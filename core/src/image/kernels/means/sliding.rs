//! Means by sliding sums: the number of steps doesn't depend on the width of the window.
//!
//! A box slides by adding the pixel that enters and subtracting the pixel that leaves. A triangle, which is a box over
//! a box, slides by its slope; the slope changes by the pixel that enters, minus twice the pixel in the middle, plus
//! the pixel that leaves. Sums are whole numbers, and exact; they are divided once.

use alloc::vec::Vec;

use super::Rows;
use crate::error::Result;
use crate::image::frame::{Plane, PlaneMut, RowLayout};
use crate::image::kernels::BorderMode;
use crate::image::kernels::Window;
use crate::image::kernels::alpha::over_alpha;
use crate::memory::zeroed;
use crate::simd::{F32x4, I16x8, I32x4, U8x16};

/// The weights of the pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Equal weights.
    Box,
    /// `radius + 1` minus the distance.
    Triangle,
}

impl Shape {
    /// Returns the sum of the weights of a line.
    fn total(self, radius: usize) -> f64 {
        match self {
            Self::Box => (2 * radius + 1) as f64,
            Self::Triangle => ((radius + 1) * (radius + 1)) as f64,
        }
    }

    /// Returns the distance from the first pixel that a step reads to the first pixel of the window, plus one.
    fn reach(self) -> usize {
        match self {
            Self::Box => 1,
            Self::Triangle => 2,
        }
    }
}

/// The widest box: 1001 × 1001 pixels of 255 levels fit into a sum.
pub(crate) const WIDEST_BOX: usize = 500;

/// The widest triangle: 255² times 255 levels with [`FRACTION`] bits fit.
pub(crate) const WIDEST_TRIANGLE: usize = 254;

/// Number of fraction bits stored for a triangle's means of columns.
const FRACTION: u32 = 7;

/// The kernel.
#[derive(Debug)]
pub(crate) struct Sliding {
    rows: Rows,
    shape: Shape,
    /// Number of pixels on either side, across and down.
    radius: [usize; 2],
    /// Sums down the columns of a triangle, and their changes in the last step.
    columns: Vec<i32>,
    slopes: Vec<i32>,
    /// Sums down the columns of a box, or means with fraction bits: `radius` pixels beyond either end, and the pixel
    /// that enters last.
    line: Vec<i32>,
    /// The factor that converts a sum down a column to a mean with fraction bits.
    column_scale: f32,
    /// The factor that converts a sum to levels.
    scale: f32,
    produced: usize,
}

impl Sliding {
    /// Creates the kernel for frames of this layout. Radii are up to [`WIDEST_BOX`] or [`WIDEST_TRIANGLE`].
    pub(crate) fn new(input: &RowLayout, shape: Shape, radius: [usize; 2], border: BorderMode) -> Result<Self> {
        let span = 2 * radius[1] + shape.reach() + 2;
        let rows = Rows::new(input, border, 0, span)?;
        let columns = if shape == Shape::Triangle { rows.stride() } else { 0 };
        let length = (2 * radius[0] + shape.reach() + 4) * rows.pixel + rows.stride();
        let [across, down] = radius.map(|radius| shape.total(radius));
        let one = f64::from(1 << FRACTION);
        let scale = match shape {
            Shape::Box => 1.0 / (across * down),
            Shape::Triangle => 1.0 / (across * one),
        };
        Ok(Self {
            rows,
            shape,
            radius,
            columns: zeroed(columns)?,
            slopes: zeroed(columns)?,
            line: zeroed(length)?,
            column_scale: (one / down) as f32,
            scale: scale as f32,
            produced: 0,
        })
    }

    /// Moves the window down to row `y`: the first row, or the row after the previous call's.
    fn slide(&mut self, y: isize) {
        let (radius, first) = (self.radius[1] as isize, self.rows.first() as isize);
        let start = self.radius[0] * self.rows.pixel;
        let line = &mut self.line[start..];
        match self.shape {
            Shape::Box if y == first => {
                line.fill(0);
                (-radius..=radius).for_each(|away| add(line, self.rows.row(y + away), 1));
            }
            Shape::Box => move_box(line, self.rows.row(y + radius), self.rows.row(y - radius - 1)),
            Shape::Triangle => {
                if y == first {
                    self.columns.fill(0);
                    self.slopes.fill(0);
                    for away in -radius..=radius {
                        let row = self.rows.row(y + away);
                        add(&mut self.columns, row, (radius + 1 - away.abs()) as i32);
                        add(&mut self.slopes, row, if away < 0 { -1 } else { 1 });
                    }
                } else {
                    let rows = [y + radius, y - 1, y - radius - 2].map(|y| self.rows.row(y));
                    // The row that leaves before the first row was never in the window.
                    let leaves = if y == first + 1 { &[] } else { rows[2] };
                    move_triangle(&mut self.columns, &mut self.slopes, [rows[0], rows[1], leaves]);
                }
                divide(&self.columns, self.column_scale, line);
            }
        }
    }

    fn give(&mut self, y: usize, target: &mut [u8]) {
        let y = y as isize;
        self.slide(y);
        let Self { shape, scale, .. } = *self;
        let ([radius, down], width) = (self.radius, self.rows.width);
        if self.rows.pixel == 1 {
            self.rows.border.extend(&mut self.line, radius, width);
            across_gray(shape, &self.line, radius, scale, target);
            return;
        }
        let pixels = self.line.as_chunks_mut::<4>().0;
        self.rows.border.extend(pixels, radius, width);
        let scale = F32x4::splat(scale);
        if self.rows.is_opaque(y - down as isize) {
            across(shape, pixels, radius, target, |sums| means(sums, scale));
        } else {
            across(shape, pixels, radius, target, |sums| divided_means(sums, scale));
        }
    }
}

/// Sums times `scale`, as bytes.
#[inline(always)]
pub(crate) fn means(sums: [I32x4; 4], scale: F32x4) -> U8x16 {
    let [a, b, c, d] = sums.map(|sum| (sum.to_f32() * scale).round_small());
    I32x4::to_clamped_bytes(a, b, c, d)
}

/// As [`means`] for RGBA pixels, with colours divided by alpha.
#[inline(always)]
pub(crate) fn divided_means(sums: [I32x4; 4], scale: F32x4) -> U8x16 {
    let alpha = I32x4::from_array(sums.map(|sum| sum.to_array()[3]));
    over_alpha(sums, alpha).select(means(sums, scale), U8x16::splat_pixel([255, 255, 255, 0]))
}

/// Adds `factor` times a row to sums.
fn add(sums: &mut [i32], row: &[u8], factor: i32) {
    sums.iter_mut().zip(row).for_each(|(sum, &byte)| *sum += factor * i32::from(byte));
}

/// Four vectors of sums, from two vectors of 16-bit lanes.
#[inline(always)]
fn widen([low, high]: [I16x8; 2]) -> [I32x4; 4] {
    [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()]
}

fn move_box(sums: &mut [i32], enters: &[u8], leaves: &[u8]) {
    let rows = enters.as_chunks::<16>().0.iter().zip(leaves.as_chunks::<16>().0);
    for (sums, (enter, leave)) in sums.as_chunks_mut::<16>().0.iter_mut().zip(rows) {
        let (enter, leave) = (U8x16::load(enter), U8x16::load(leave));
        let changes = widen([enter.widen_low() - leave.widen_low(), enter.widen_high() - leave.widen_high()]);
        for (sum, change) in sums.as_chunks_mut::<4>().0.iter_mut().zip(changes) {
            (I32x4::load(sum) + change).store(sum);
        }
    }
}

fn move_triangle(sums: &mut [i32], slopes: &mut [i32], rows: [&[u8]; 3]) {
    let sums = sums.as_chunks_mut::<16>().0.iter_mut().zip(slopes.as_chunks_mut::<16>().0);
    let rows = rows.map(|row| row.as_chunks::<16>().0);
    for (i, (sums, slopes)) in sums.enumerate() {
        let [enter, middle, leave] = rows.map(|row| row.get(i).map_or(U8x16::splat(0), U8x16::load));
        let change = |enter: I16x8, middle: I16x8, leave: I16x8| enter + leave - (middle + middle);
        let changes = widen([
            change(enter.widen_low(), middle.widen_low(), leave.widen_low()),
            change(enter.widen_high(), middle.widen_high(), leave.widen_high()),
        ]);
        let both = sums.as_chunks_mut::<4>().0.iter_mut().zip(slopes.as_chunks_mut::<4>().0);
        for ((sum, slope), change) in both.zip(changes) {
            let next = I32x4::load(slope) + change;
            next.store(slope);
            (I32x4::load(sum) + next).store(sum);
        }
    }
}

/// Divides sums to means with fraction bits.
fn divide(sums: &[i32], scale: f32, line: &mut [i32]) {
    let scale = F32x4::splat(scale);
    for (sum, mean) in sums.as_chunks::<4>().0.iter().zip(line.as_chunks_mut::<4>().0) {
        (I32x4::load(sum).to_f32() * scale).round_small().store(mean);
    }
}

/// A value that slides.
trait Lane: Copy {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
}

impl Lane for I32x4 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }
}

impl Lane for i32 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }
}

/// The sum of the first window of a line and, for a triangle, its change in the first step.
#[inline(always)]
fn first<T: Copy, L: Lane>(shape: Shape, line: &[T], radius: usize, zero: L, load: impl Fn(&T) -> L) -> [L; 2] {
    let (mut sum, mut slope) = (zero, zero);
    match shape {
        Shape::Box => line.iter().take(2 * radius + 1).for_each(|pixel| sum = sum.plus(load(pixel))),
        Shape::Triangle => {
            // The window grows as it enters, a pixel at a time, and its slope with it.
            let at = |i: usize| line.get(i).map_or(zero, &load);
            let before = |i: usize, back: usize| i.checked_sub(back).map_or(zero, at);
            for i in 0..=2 * radius {
                let middle = before(i, radius + 1);
                slope = slope.plus(at(i)).minus(middle).minus(middle);
                sum = sum.plus(slope);
            }
            let middle = at(radius);
            slope = slope.plus(at(2 * radius + 1)).minus(middle).minus(middle);
        }
    }
    [sum, slope]
}

/// The sums along a line of RGBA pixels, four at a time.
#[inline(always)]
fn across(shape: Shape, line: &[[i32; 4]], radius: usize, target: &mut [u8], finish: impl Fn([I32x4; 4]) -> U8x16) {
    let [mut sum, mut slope] = first(shape, line, radius, I32x4::splat(0), I32x4::load);
    let (body, tail) = target.as_chunks_mut::<16>();
    let mut last = [[0; 16]];
    let from = |start: usize| line.get(start..).unwrap_or_default().as_chunks::<4>().0;
    match shape {
        Shape::Box => {
            let steps = from(0).iter().zip(from(2 * radius + 1));
            for (to, (leave, enter)) in body.iter_mut().chain(&mut last).zip(steps) {
                let sums = core::array::from_fn(|i| {
                    let now = sum;
                    sum = sum + (I32x4::load(&enter[i]) - I32x4::load(&leave[i]));
                    now
                });
                finish(sums).store(to);
            }
        }
        Shape::Triangle => {
            let steps = from(0).iter().zip(from(radius + 1)).zip(from(2 * radius + 2));
            for (to, ((leave, middle), enter)) in body.iter_mut().chain(&mut last).zip(steps) {
                let sums = core::array::from_fn(|i| {
                    let now = sum;
                    sum = sum + slope;
                    let middle = I32x4::load(&middle[i]);
                    slope = slope + (I32x4::load(&enter[i]) + I32x4::load(&leave[i]) - (middle + middle));
                    now
                });
                finish(sums).store(to);
            }
        }
    }
    tail.copy_from_slice(&last[0][..tail.len()]);
}

/// The sums along a line of gray pixels, sixteen at a time. A sum needs the previous sum, so only the division uses
/// vectors.
fn across_gray(shape: Shape, line: &[i32], radius: usize, scale: f32, target: &mut [u8]) {
    let [mut sum, mut slope] = first(shape, line, radius, 0, |&number| number);
    let (body, tail) = target.as_chunks_mut::<16>();
    let mut last = [[0; 16]];
    let scale = F32x4::splat(scale);
    let from = |start: usize| line.get(start..).unwrap_or_default();
    let (enters, middles) = match shape {
        Shape::Box => (from(2 * radius + 1), from(0)),
        Shape::Triangle => (from(2 * radius + 2), from(radius + 1)),
    };
    let mut steps = from(0).iter().zip(middles).zip(enters);
    for to in body.iter_mut().chain(&mut last) {
        let mut sums = [0; 16];
        for (now, ((&leave, &middle), &enter)) in sums.iter_mut().zip(&mut steps) {
            *now = sum;
            if shape == Shape::Box {
                sum += enter - leave;
            } else {
                sum += slope;
                slope += enter + leave - 2 * middle;
            }
        }
        let four = |i: usize| sums.as_chunks::<4>().0.get(i).map_or(I32x4::splat(0), I32x4::load);
        means([0, 1, 2, 3].map(four), scale).store(to);
    }
    tail.copy_from_slice(&last[0][..tail.len()]);
}

impl Window for Sliding {
    fn latency(&self) -> usize {
        self.rows.latency(self.radius[1])
    }

    fn above(&self) -> Option<usize> {
        self.rows.above(self.radius[1] + 1)
    }

    fn scratch_bytes(&self) -> usize {
        let numbers = self.columns.len() + self.slopes.len() + self.line.len();
        self.rows.bytes() + numbers * size_of::<i32>()
    }

    fn begin(&mut self, row: usize) {
        self.rows.begin(row);
        self.produced = row;
    }

    fn consume(&mut self, rows: Plane<'_>) {
        rows.rows().for_each(|row| self.rows.take(row));
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        for row in rows.into_rows() {
            self.give(self.produced, row);
            self.produced += 1;
        }
    }
}
