//! The blur of a decimated frame, row by row: decimate, blur, decimate down the columns, interpolate both ways.

use core::array::from_fn;

use super::fir::{BLOCK, Row, Tap, Target, TwinTap, interleave, sum, sum_two};
use super::lanes::Lanes;
use super::line;
use super::ring::{Column, PairRing};
use super::scale::{Decimate, Interpolate};
use super::shape::Shape;
use super::taps::{Symmetric, phase};
use crate::error::Result;
use crate::image::frame::RowFormat;
use crate::image::frame::{Plane, PlaneMut};
use crate::image::kernels::BorderMode;
use crate::image::kernels::Window;

/// The smallest standard deviation in decimated pixels: below it, the aliasing of the splines is visible.
const LEAST: f64 = 1.25;
/// The smallest standard deviation in pixels: the smallest step is 2.
pub(super) const LEAST_SIGMA: f64 = 2.0 * LEAST;
/// The widest step; a wider step would save nothing more.
const WIDEST: usize = 32;

/// The blur of a frame that is `step` times smaller both ways.
#[derive(Debug)]
pub(super) struct Pyramid {
    shape: Shape,
    step: usize,
    /// A row with its extension to the left and right.
    line: Lanes,
    decimate: Decimate,
    /// A decimated row with its extension to the left and right.
    small: Lanes,
    row: Row,
    /// Number of decimated pixels on either side that the blur needs.
    margin: usize,
    /// Number of those pixels that are computed; the others equal the outermost computed pixel.
    computed: usize,
    ring: PairRing,
    column: Column,
    /// Decimated rows of the blurred frame; the first is a step above the frame.
    blurred: PairRing,
    phases: Vec<Vec<i16>>,
    between: [Lanes; 2],
    interpolate: Interpolate,
    result: Lanes,
    translucent: bool,
    produced: usize,
}

/// Number of decimated samples before the first and after the last sample in the frame that interpolation reads.
const BEFORE: usize = 1;
const AFTER: usize = 2;

impl Pyramid {
    pub(super) fn new(sigma: f64, shape: Shape) -> Result<Self> {
        let Shape { width, height, format, border } = shape;
        let mut step = 2;
        while step < WIDEST && sigma / (2 * step) as f64 >= LEAST {
            step *= 2;
        }
        let lanes = format.pixel_bytes();
        let weights = Symmetric::between_splines(sigma, step).quantised();
        let column = Symmetric::before_spline(sigma, step).quantised();
        let (radius, column_radius) = (weights.len() / 2, column.len() / 2);
        let inside = width.saturating_sub(1) / step + 1;
        let depth = shape.depth(2 * column_radius + 5 * step);
        let ring = PairRing::new((inside + BEFORE + AFTER) * lanes, depth)?;
        let margin = radius + BEFORE;
        let computed = if matches!(border, BorderMode::Clamp | BorderMode::Transparent) { 2 } else { margin };
        let computed = computed.min(margin);
        let after = computed + AFTER;
        // Samples are computed 16 lanes at a time, so up to 15 extra samples are computed.
        let line_pixels = (computed + inside + after + 4 + 16) * step;
        let small =
            (ring.lanes() + (2 * radius + 4) * lanes + 2 * (after + BEFORE) * lanes + 16).next_multiple_of(BLOCK);
        Ok(Self {
            shape,
            step,
            line: Lanes::new(line_pixels.saturating_mul(lanes))?,
            decimate: Decimate::new(step, format),
            small: Lanes::new(small + 2 * lanes)?,
            row: Row::new(&weights, format, small)?,
            margin,
            computed,
            // One more vector, for the neighbours of the last samples.
            between: [Lanes::new(ring.lanes() + 8)?, Lanes::new(ring.lanes() + 8)?],
            blurred: PairRing::new(ring.lanes(), 6)?,
            phases: (0..step).map(|p| phase(p, step)).collect(),
            interpolate: Interpolate::new(step, format, ring.lanes() + 8)?,
            ring,
            column: Column::new(column, height, border, depth)?,
            result: Lanes::new((width * lanes).next_multiple_of(BLOCK) + 4 * step * lanes)?,
            translucent: false,
            produced: 0,
        })
    }

    /// Returns the number of pixels before the frame in the window of the first computed decimated sample.
    fn pad(&self) -> usize {
        (self.computed + 2) * self.step
    }

    /// Computes the decimated, horizontally blurred row.
    fn shrink(&mut self, row: &[u8]) {
        let Shape { format, border, width, .. } = self.shape;
        let lanes = format.pixel_bytes();
        let row = row.get(..width * lanes).unwrap_or(row);
        self.translucent |= line::load(row, format, border, self.pad(), &mut self.line);
        let inside = width.saturating_sub(1) / self.step + 1;
        let start = (self.margin - self.computed) * lanes;
        let end = start + (2 * self.computed + AFTER + inside) * lanes;
        let whole = start + (end - start).next_multiple_of(16);
        self.decimate.run(&mut self.line, &mut self.small[start..whole]);
        if start > 0 {
            repeat(&mut self.small, start, end, lanes);
        }
        self.ring.push(|out| self.row.run(&self.small, out));
    }
}

/// Repeats the first and the last pixel of `start..end` to the ends of the line.
fn repeat(line: &mut [i16], start: usize, end: usize, lanes: usize) {
    let mut at = start;
    while at >= lanes {
        line.copy_within(start..start + lanes, at - lanes);
        at -= lanes;
    }
    let mut at = end;
    while at + lanes <= line.len() {
        line.copy_within(end - lanes..end, at);
        at += lanes;
    }
}

impl Window for Pyramid {
    fn latency(&self) -> usize {
        self.shape.latency(self.column.radius() + AFTER * self.step)
    }

    fn above(&self) -> Option<usize> {
        self.shape.above(self.column.radius() + (BEFORE + AFTER) * self.step)
    }

    fn band(&self) -> usize {
        self.shape.band()
    }

    fn scratch_bytes(&self) -> usize {
        let lines =
            [&self.line, &self.small, &self.result].into_iter().chain(&self.between).map(Lanes::bytes).sum::<usize>();
        lines + self.ring.bytes() + self.blurred.bytes() + self.row.bytes()
    }

    fn begin(&mut self, row: usize) {
        self.ring.begin(row);
        self.blurred.begin(row / self.step);
        self.produced = row;
        self.translucent = self.shape.border == BorderMode::Transparent;
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            self.shrink(row);
        }
        self.ring.flush();
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        let translucent = self.translucent && self.shape.format == RowFormat::Rgba8;
        let mut rows = rows.into_rows();
        while let Some(row) = rows.next() {
            let (first, phase) = (self.produced / self.step, self.produced % self.step);
            while self.blurred.len() <= first + BEFORE + AFTER {
                let centre = (self.blurred.len() as isize - BEFORE as isize) * self.step as isize;
                let taps = self.column.taps(centre, &self.ring);
                self.blurred.push(|out| match out {
                    Target::Row(row) => sum(self.ring.pairs(), taps, row),
                    Target::Pair { above, row, out } => {
                        sum(self.ring.pairs(), taps, row);
                        interleave(above, row, out);
                    }
                });
                self.blurred.flush();
            }
            // Two rows, of an even and an odd phase, lie between the same decimated rows.
            let next = if phase % 2 == 0 { rows.next() } else { None };
            let odd = first % 2;
            let weights = |phase: usize, i: usize| {
                let weight = |i: usize| i.checked_sub(odd).and_then(|i| self.phases.get(phase)?.get(i)).copied();
                Tap::new(0, weight(2 * i).unwrap_or(0), weight(2 * i + 1).unwrap_or(0)).weights
            };
            let taps: [TwinTap; 3] = from_fn(|i| TwinTap {
                offset: self.blurred.offset(first - odd + 2 * i),
                upper: weights(phase, i),
                lower: weights(phase + 1, i),
            });
            let [upper, lower] = &mut self.between;
            sum_two(self.blurred.pairs(), &taps[..2 + odd], upper, lower);
            for (between, row) in [(upper, Some(row)), (lower, next)] {
                let Some(row) = row else { break };
                self.interpolate.run(between, &mut self.result);
                line::store(&self.result, row, translucent);
                self.produced += 1;
            }
        }
    }
}
