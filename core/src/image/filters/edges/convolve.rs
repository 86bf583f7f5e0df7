//! `convolve`: any kernel of odd size.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kernel, Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::Window;
use crate::image::kernels::means::Rows;
use crate::image::kernels::means::grid::Grid;
use crate::image::kernels::means::taps::{Tap, Taps, store_colors, sum_along};
use crate::image::kernels::alpha::unpremultiply;
use crate::memory::zeroed;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, convolution};
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, Plane, PlaneMut};

/// Sharpens by the difference from a blur with the binomial weights 1 4 6 4 1 each way.
const SHARPEN: &[f64] = &[
    -1.0, -4.0, -6.0, -4.0, -1.0, //
    -4.0, -16.0, -24.0, -16.0, -4.0, //
    -6.0, -24.0, 476.0, -24.0, -6.0, //
    -4.0, -16.0, -24.0, -16.0, -4.0, //
    -1.0, -4.0, -6.0, -4.0, -1.0,
];

crate::filter! {
    /// Replaces every colour channel by a weighted sum of the pixels around it, divided, plus a bias; alpha is
    /// unchanged.
    ///
    /// The kernel isn't flipped (correlation, as OpenCV's `filter2D`). Outside the frame, the outermost pixels are
    /// repeated. Colours are weighted by alpha, in whole levels, and the sum is divided by the pixel's own alpha. Sums
    /// are exact if the weights are whole numbers that fit into 16 bits. Other weights are rounded such that a result
    /// is off by 0.2 levels at most, or summed in single precision. Halves are rounded to even. `convolve3x3` is faster
    /// for nine weights.
    pub struct Convolve: "convolve" in "edges" version 1 on color and gray {
        /// Weights, row by row.
        kernel: Kernel<2> = Kind::Kernel { rank: 2, default: SHARPEN },
        /// Divisor of the sum; 0, or less than 0.001, selects the sum of the weights, or 1 if that sum is 0, as in
        /// SVG's `feConvolveMatrix`.
        divisor: f64 = Kind::Number(Number::new(0.0, 0.0, 65536.0).typical(0.0, 300.0).step(1.0)),
        /// Value added to the quotient.
        bias: f64 = Kind::Number(Number::new(0.0, -255.0, 255.0).step(1.0).unit(Unit::Levels)),
    }
}

/// The divisor for weights whose sum is `sum` and whose absolute values sum to `total`.
pub(super) fn divisor(given: f64, sum: f64, total: f64) -> f64 {
    match given {
        given if given >= 0.001 => given,
        // The sum of fractional weights may miss 0 by rounding errors.
        _ if sum.abs() <= (1e-9 * total).max(1e-300) => 1.0,
        _ => sum,
    }
}

/// The sum of the weights, and of their absolute values.
pub(super) fn sums(weights: &[f64]) -> [f64; 2] {
    [weights.iter().sum(), weights.iter().map(|weight| weight.abs()).sum()]
}

impl Operate for Convolve {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let radius = self.kernel.radius();
        let rows = Rows::new(input, BorderMode::Clamp, radius, 2 * radius + 2)?;
        let weights = self.kernel.weights();
        let side = 2 * radius + 1;
        let mut taps = Vec::new();
        for (i, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
            let from_middle = |i: usize| i as isize - radius as isize;
            taps.push(Tap { dx: from_middle(i % side), dy: from_middle(i / side), weight });
        }
        let [sum, total] = sums(weights);
        let scale = 1.0 / divisor(self.divisor, sum, total);
        let grid = Grid::new(weights, side, &rows, scale, self.bias)?;
        let taps = Taps::new(&taps, &rows, scale, self.bias, 1.0)?;
        let line = zeroed(Taps::lanes(&rows))?;
        Ok(Operation::Window(Box::new(Convolution { rows, taps, grid, line, along: None, radius, produced: 0 })))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let (weights, side) = (self.kernel.weights(), 2 * self.kernel.radius() + 1);
        let [sum, total] = sums(weights);
        let scale = 1.0 / divisor(self.divisor, sum, total);
        let size = input.size();
        convolution(size, [side; 2], weights.iter().map(|weight| weight * scale), self.bias / 255.0).map(Some)
    }
}

/// Sums along the rows, after the sums down the columns.
#[derive(Debug)]
pub(super) struct Along {
    pub(super) weights: Vec<f32>,
    pub(super) bias: f32,
    /// Sums down the columns, including the pixels beyond either end that the weights need.
    pub(super) columns: Vec<f32>,
}

/// The kernel: a sum of taps, optionally followed by a sum along the row.
#[derive(Debug)]
pub(super) struct Convolution {
    pub(super) rows: Rows,
    pub(super) taps: Taps,
    /// The same sum, if a faster implementation exists.
    pub(super) grid: Option<Grid>,
    pub(super) line: Vec<f32>,
    pub(super) along: Option<Along>,
    pub(super) radius: usize,
    pub(super) produced: usize,
}

impl Convolution {
    fn give(&mut self, y: usize, target: &mut [u8]) {
        let Rows { width, pixel, border, .. } = self.rows;
        if let Some(Along { weights, bias, columns }) = &mut self.along {
            let pad = weights.len() / 2;
            let end = pad * pixel + self.line.len();
            self.taps.run(&self.rows, y, &mut columns[pad * pixel..end]);
            if pixel == 4 {
                border.extend(columns.as_chunks_mut::<4>().0, pad, width);
            } else {
                border.extend(columns, pad, width);
            }
            sum_along(columns, weights, pixel, *bias, &mut self.line);
        } else if let Some(grid) = &mut self.grid {
            grid.run(&self.rows, y, &mut self.line);
        } else {
            self.taps.run(&self.rows, y, &mut self.line);
        }
        let original = self.rows.row(y as isize).get(self.rows.pad() * pixel..).filter(|_| pixel == 4);
        store_colors(&self.line, original, target);
        if !self.rows.is_opaque(y as isize - self.radius as isize) {
            unpremultiply(target);
        }
    }
}

impl Window for Convolution {
    fn latency(&self) -> usize {
        self.radius
    }

    fn above(&self) -> Option<usize> {
        Some(self.radius)
    }

    fn scratch_bytes(&self) -> usize {
        let columns = self.along.as_ref().map_or(0, |along| along.columns.len());
        let grid = self.grid.as_ref().map_or(0, Grid::bytes);
        self.rows.bytes() + grid + (self.line.len() + columns) * size_of::<f32>()
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::{Format, Frame, FrameLayout};

    /// The sum of the taps of colours weighted by alpha (in whole levels, as they are stored), in whole levels, divided
    /// by alpha.
    pub(in super::super) fn reference(source: &Frame, taps: &[(isize, isize, f64)], bias: f64) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let p = source.layout().rows().unwrap().pixel_bytes();
        let bytes = source.bytes();
        let at = |x: isize, y: isize, c: usize| {
            let i = (y.clamp(0, h - 1) * w + x.clamp(0, w - 1)) as usize * p;
            let alpha = if p == 4 { f64::from(bytes[i + 3]) } else { 255.0 };
            (f64::from(bytes[i + c]) * alpha / 255.0).round()
        };
        let mut result = bytes.to_vec();
        for (i, byte) in result.iter_mut().enumerate() {
            let (x, y, c) = ((i / p) as isize % w, (i / p) as isize / w, i % p);
            if c == 3 {
                continue;
            }
            let sum: f64 = taps.iter().map(|(dx, dy, weight)| weight * at(x + dx, y + dy, c)).sum();
            *byte = (sum + bias).round_ties_even().clamp(0.0, 255.0) as u8;
        }
        result
    }

    /// Compares on opaque, translucent and gray frames; exact weights must give equal results.
    pub(in super::super) fn check(
        filter: &(impl crate::image::filters::Filter + Clone + core::fmt::Debug + 'static),
        taps: &[(isize, isize, f64)],
        bias: f64,
        tolerance: u8,
    ) {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                let source = noise(format, width, height, opaque, 4);
                let expected = reference(&source, taps, bias);
                let result = run(filter, &source);
                let what = format!("{filter:?} {format:?} {width}×{height}");
                if opaque {
                    compare(&what, result.bytes(), &expected, tolerance);
                    continue;
                }
                let pixels = result.bytes().as_chunks::<4>().0.iter().zip(expected.as_chunks::<4>().0);
                for (i, (got, want)) in pixels.enumerate() {
                    assert_eq!(got[3], want[3], "{what}: alpha of pixel {i}");
                    let alpha = f64::from(want[3]);
                    for c in 0..3 {
                        let got = f64::from(got[c]) * alpha / 255.0;
                        let want = f64::from(want[c]).min(alpha);
                        // Dividing by alpha rounds once more.
                        let tolerance = f64::from(tolerance) + 0.5;
                        assert!((got - want).abs() <= tolerance, "{what}: pixel {i}: got {got}, expected {want}");
                    }
                }
            }
        }
    }

    fn square(side: usize, weight: impl Fn(isize, isize) -> f64) -> Vec<(isize, isize, f64)> {
        let radius = side as isize / 2;
        (-radius..=radius).flat_map(|dy| (-radius..=radius).map(move |dx| (dx, dy))).map(|(x, y)| (x, y, weight(x, y))).collect()
    }

    #[test]
    fn agrees_with_the_formula() {
        let wave = |x: isize, y: isize| ((7 * x + 3 * y) as f64).sin();
        for side in [1, 3, 5, 7, 15] {
            let whole = |x: isize, y: isize| ((7 * x * x + 5 * x + 3 * y) % 9 - 2) as f64;
            for (weights, divisor, bias, tolerance) in [
                (square(side, whole), 1.0, 0.0, 0),
                (square(side, whole), 16.0, 30.0, 0),
                (square(side, |_, _| 1.0 / (side * side) as f64), 0.0, 0.0, 1),
                (square(side, wave), 0.0, -20.0, 1),
                (square(side, |x, y| 1000.0 * wave(x, y)), 2000.0, 100.0, 1),
                (square(side, |x, y| 60000.0 * wave(x, y)), 65000.0, 0.0, 1),
            ] {
                let numbers: Vec<f64> = weights.iter().map(|tap| tap.2).collect();
                let sum: f64 = numbers.iter().sum();
                let total = if divisor > 0.0 { divisor } else { sum };
                let taps: Vec<_> = weights.iter().map(|&(x, y, weight)| (x, y, weight / total)).collect();
                // A sum close to 0 makes the weights very large.
                if taps.iter().any(|tap| tap.2.abs() > 20.0) {
                    continue;
                }
                check(&Convolve { kernel: Kernel::new(&numbers).unwrap(), divisor, bias }, &taps, bias, tolerance);
            }
        }
    }

    #[test]
    fn is_exact_on_either_side_of_16_bits() {
        let binomial = [1.0, 4.0, 6.0, 4.0, 1.0];
        let around = |middle: f64, others: f64| square(5, move |x, y| if (x, y) == (0, 0) { middle } else { others });
        for weights in [
            square(5, |x, y| binomial[(x + 2) as usize] * binomial[(y + 2) as usize]),
            square(5, |x, y| ((3 * x + y) % 5 + 4) as f64),
            around(233.0, 1.0),
            around(234.0, 1.0),
            around(104.0, -1.0),
            around(105.0, -1.0),
            around(-40.0, 2.0),
        ] {
            let numbers: Vec<f64> = weights.iter().map(|tap| tap.2).collect();
            let filter = Convolve { kernel: Kernel::new(&numbers).unwrap(), divisor: 128.0, bias: 0.0 };
            let taps: Vec<_> = weights.iter().map(|&(x, y, weight)| (x, y, weight / 128.0)).collect();
            check(&filter, &taps, 0.0, 0);
            let mut white = Frame::new(FrameLayout::new(Format::Rgba, 9, 6).unwrap()).unwrap();
            white.bytes_mut().fill(255);
            let expected = reference(&white, &taps, 0.0);
            compare(&format!("{filter:?} of white"), run(&filter, &white).bytes(), &expected, 0);
        }
    }

    #[test]
    fn a_sum_of_zero_divides_by_one() {
        let taps = square(3, |x, y| if (x, y) == (0, 0) { 0.8 } else { -0.1 });
        let kernel = Kernel::new(&taps.iter().map(|tap| tap.2).collect::<Vec<_>>()).unwrap();
        check(&Convolve { kernel, divisor: 0.0, bias: 128.0 }, &taps, 128.0, 1);
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/blur/convolve.txt"));
        let (sources, cases) = vectors.split_at(2);
        for case in cases.as_chunks::<3>().0 {
            let [(label, numbers), (_, kernel), (_, expected)] = case;
            let format = if numbers[0] == 4.0 { Format::Rgba } else { Format::Gray8 };
            let mut frame = Frame::new(FrameLayout::new(format, 12, 9).unwrap()).unwrap();
            let source = &sources[usize::from(format == Format::Gray8)].1;
            frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
            let filter = Convolve { kernel: Kernel::new(kernel).unwrap(), divisor: 1.0, bias: numbers[1] };
            let result = run(&filter, &frame);
            let expected: Vec<u8> = expected.iter().map(|&number| number as u8).collect();
            compare(label, result.bytes(), &expected, u8::from(*label != "whole"));
        }
        assert_eq!(cases.len(), 3 * 6, "number of golden cases");
    }
}
