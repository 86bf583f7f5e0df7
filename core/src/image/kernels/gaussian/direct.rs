//! Two passes with all taps: rows when they are consumed, columns when a result is produced.

use super::fir::{BLOCK, Row, Tap, TwinTap, sum, sum_two, sum_two_bytes};
use super::lanes::Lanes;
use super::line;
use super::ring::{Column, PairRing};
use super::shape::Shape;
use super::taps::Symmetric;
use crate::error::Result;
use crate::image::frame::{Plane, PlaneMut};
use crate::image::kernels::Window;

/// The blur with all taps of a window of about three standard deviations.
#[derive(Debug)]
pub(super) struct Direct {
    shape: Shape,
    /// A row with its extension to the left and right.
    line: Lanes,
    row: Row,
    ring: PairRing,
    column: Column,
    /// The taps of two rows well inside the frame.
    twin_taps: Vec<TwinTap>,
    results: [Lanes; 2],
    translucent: bool,
    produced: usize,
}

impl Direct {
    pub(super) fn new(sigma: f64, shape: Shape) -> Result<Self> {
        let Shape { width, height, format, border } = shape;
        let weights = Symmetric::gaussian(sigma).quantised();
        let radius = weights.len() / 2;
        let lanes = format.pixel_bytes();
        let depth = shape.depth(2 * radius + 4);
        let ring = PairRing::new(width.saturating_mul(lanes), depth)?;
        let out = ring.lanes();
        // A block reads to the end of its last tap's pairs, wherever the row ends.
        let length = (out + (2 * radius + 4) * lanes).next_multiple_of(BLOCK);
        let weight = |i: usize| weights.get(i).copied().unwrap_or(0);
        let repeat = |a, b| Tap::new(0, a, b).weights;
        let twin_taps = (0..=radius)
            .map(|i| TwinTap {
                offset: 0,
                upper: repeat(weight(2 * i), weight(2 * i + 1)),
                lower: repeat(if i == 0 { 0 } else { weight(2 * i - 1) }, weight(2 * i)),
            })
            .collect();
        Ok(Self {
            shape,
            line: Lanes::new(length + 2 * lanes)?,
            row: Row::new(&weights, format, length)?,
            ring,
            column: Column::new(weights, height, border, depth)?,
            twin_taps,
            results: [Lanes::new(out)?, Lanes::new(out)?],
            translucent: false,
            produced: 0,
        })
    }
}

impl Window for Direct {
    fn latency(&self) -> usize {
        self.shape.latency(self.column.radius())
    }

    fn above(&self) -> Option<usize> {
        self.shape.above(self.column.radius())
    }

    fn band(&self) -> usize {
        self.shape.band()
    }

    fn scratch_bytes(&self) -> usize {
        let lines = self.results.iter().chain([&self.line]).map(Lanes::bytes).sum::<usize>();
        lines + self.ring.bytes() + self.row.bytes()
    }

    fn begin(&mut self, row: usize) {
        self.ring.begin(row);
        self.produced = row;
        self.translucent = self.shape.border == crate::image::kernels::BorderMode::Transparent;
    }

    fn consume(&mut self, rows: Plane<'_>) {
        let Shape { format, border, width, .. } = self.shape;
        let (lanes, radius) = (format.pixel_bytes(), self.column.radius());
        for row in rows.rows() {
            let length = (width + 2 * radius + 1) * lanes;
            let row = row.get(..width * lanes).unwrap_or(row);
            self.translucent |= line::load(row, format, border, radius, &mut self.line[..length]);
            self.ring.push(|out| self.row.run(&self.line, out));
        }
        self.ring.flush();
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        let radius = self.column.radius();
        let mut rows = rows.into_rows();
        let translucent = self.translucent && self.shape.format == crate::image::frame::RowFormat::Rgba8;
        while let Some(row) = rows.next() {
            let y = self.produced;
            self.produced += 1;
            let starts_a_pair = y.abs_diff(radius).is_multiple_of(2);
            let is_pair = starts_a_pair && self.column.is_inside(y) && self.column.is_inside(y + 1);
            let Some(next) = (if is_pair { rows.next() } else { None }) else {
                let [result, _] = &mut self.results;
                sum(self.ring.pairs(), self.column.taps(y as isize, &self.ring), result);
                line::store(result, row, translucent);
                continue;
            };
            self.produced += 1;
            for (i, tap) in self.twin_taps.iter_mut().enumerate() {
                tap.offset = self.ring.offset(y - radius + 2 * i);
            }
            if translucent {
                let [upper, lower] = &mut self.results;
                sum_two(self.ring.pairs(), &self.twin_taps, upper, lower);
                line::store(upper, row, true);
                line::store(lower, next, true);
            } else {
                sum_two_bytes(self.ring.pairs(), &self.twin_taps, row, next);
            }
        }
    }
}
