//! `motionBlur`: the blur of a camera that moves along a line.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::image::kernels::BorderMode;
use crate::image::kernels::Window;
use crate::image::kernels::means::Rows;
use crate::image::kernels::means::sliding::{Shape, Sliding};
use crate::image::kernels::means::taps::{Tap, Taps, store_pixels};
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, Plane, PlaneMut};

crate::filter! {
    /// Blurs along a line, like a moving camera; colours are weighted by alpha.
    ///
    /// The mean of a line of pixels centred on the pixel itself. The line is sampled once per column if it is flatter
    /// than 45°, otherwise once per row. Each sample lies between two pixels and is their linear interpolation; the
    /// columns or rows at the ends of the line count by the part that is covered. Rounded to nearest, within 0.2 levels
    /// of half a level; translucent colours are first weighted by alpha in whole levels. Along rows or columns, the
    /// time for odd whole distances doesn't depend on the distance.
    pub struct MotionBlur: "motionBlur" in "lens" version 1 on planes {
        /// Length of the line; 1 or less leaves the frame unchanged.
        distance: f64 = Kind::Number(Number::new(21.0, 0.0, 256.0).typical(0.0, 80.0).step(1.0).unit(Unit::Pixels)),
        /// Direction of the line; 0 is horizontal.
        angle: f64 = Kind::Number(Number::new(0.0, -360.0, 360.0).typical(-90.0, 90.0).step(1.0).unit(Unit::Degrees)),
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = Kind::Enum { names: BorderMode::NAMES, default: 0 },
    }
}

impl MotionBlur {
    /// Returns the pixels of the line with their weights.
    fn taps(&self) -> Vec<Tap> {
        let direction = [cosine(self.angle / 360.0), sine(self.angle / 360.0)];
        let is_flat = direction[0].abs() >= direction[1].abs();
        let [long, short] = if is_flat { direction } else { [direction[1], direction[0]] };
        let (half, slope) = (self.distance * long.abs() / 2.0, short / long);
        let last = (half - 0.5).ceil().max(0.0) as isize;
        let mut taps = Vec::new();
        for step in -last..=last {
            let covered = (half + 0.5 - step.abs() as f64).min(1.0);
            let place = step as f64 * slope;
            let below = place.floor();
            for (place, part) in [(below, below + 1.0 - place), (below + 1.0, place - below)] {
                let weight = covered * part;
                // Smaller weights are rounding errors of the angle.
                if weight > 1e-9 {
                    let place = place as isize;
                    let [dx, dy] = if is_flat { [step, place] } else { [place, step] };
                    taps.push(Tap { dx, dy, weight });
                }
            }
        }
        taps
    }
}

impl Operate for MotionBlur {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let taps = self.taps();
        if taps.len() < 2 {
            return Ok(Operation::Identity);
        }
        let reach = |of: fn(&Tap) -> isize| taps.iter().map(|tap| of(tap).unsigned_abs()).max().unwrap_or(0);
        let [across, down] = [reach(|tap| tap.dx), reach(|tap| tap.dy)];
        // Along rows or columns, with whole pixels at both ends, the line is a box.
        if (across == 0 || down == 0) && taps.iter().all(|tap| tap.weight == 1.0) {
            return Ok(Operation::Window(Box::new(Sliding::new(input, Shape::Box, [across, down], self.border)?)));
        }
        let rows = Rows::new(input, self.border, across, 2 * down + 2)?;
        let total: f64 = taps.iter().map(|tap| tap.weight).sum();
        let taps = Taps::new(&taps, &rows, 1.0 / total, 0.0, 1.0)?;
        let line = zeroed(Taps::lanes(&rows))?;
        Ok(Operation::Window(Box::new(Line { rows, taps, line, down, produced: 0 })))
    }
}

#[derive(Debug)]
struct Line {
    rows: Rows,
    taps: Taps,
    line: Vec<f32>,
    down: usize,
    produced: usize,
}

impl Window for Line {
    fn latency(&self) -> usize {
        self.rows.latency(self.down)
    }

    fn above(&self) -> Option<usize> {
        self.rows.above(self.down)
    }

    fn scratch_bytes(&self) -> usize {
        self.rows.bytes() + self.line.len() * size_of::<f32>()
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
            self.taps.run(&self.rows, self.produced, &mut self.line);
            let is_opaque = self.rows.is_opaque(self.produced as isize - self.down as isize);
            store_pixels(&self.line, is_opaque, row);
            self.produced += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, check_weighted_mean, noise};
    use crate::image::frame::Format;

    /// The weight of a pixel: the covered part of the line's box around its row or column, times its nearness to the
    /// line.
    fn weight(distance: f64, angle: f64, dx: isize, dy: isize) -> f64 {
        let (sin, cos) = angle.to_radians().sin_cos();
        let (long, short, along, off) =
            if cos.abs() >= sin.abs() { (cos, sin, dx, dy) } else { (sin, cos, dy, dx) };
        let half = distance * long.abs() / 2.0;
        let covered = (half + 0.5 - along.abs() as f64).clamp(0.0, 1.0);
        covered * (1.0 - (off as f64 - along as f64 * short / long).abs()).max(0.0)
    }

    #[test]
    fn agrees_with_the_mean_of_a_line() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (distance, angle) in
                    [(0.5, 30.0), (7.0, 0.0), (5.0, 90.0), (6.5, -180.0), (9.0, 30.0), (20.0, 45.0), (12.3, 100.0)]
                {
                    for &border in BorderMode::ALL {
                        let source = noise(format, width, height, opaque, 9);
                        let taps: Vec<(isize, isize, f64)> = (-13..=13)
                            .flat_map(|dy| (-13..=13).map(move |dx| (dx, dy, weight(distance, angle, dx, dy))))
                            .filter(|tap| tap.2 > 1e-9)
                            .collect();
                        let tolerance = if opaque && border != BorderMode::Transparent { 0.7 } else { 1.2 };
                        check_weighted_mean(&MotionBlur { distance, angle, border }, &source, border, &taps, tolerance);
                    }
                }
            }
        }
    }
}
