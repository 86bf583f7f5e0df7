//! `convolveSeparable`: one kernel along the rows, another down the columns.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::convolve::{Along, Convolution, divisor, sums};
use crate::declare::{Kernel, Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::means::Rows;
use crate::image::kernels::means::taps::{Tap, Taps};
use crate::memory::zeroed;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, separable_convolution};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

/// Binomial weights: approximately a Gaussian with a standard deviation of 1.
const BINOMIAL: &[f64] = &[1.0, 4.0, 6.0, 4.0, 1.0];

crate::filter! {
    /// Replaces every colour channel by a weighted sum of the pixels around it, divided, plus a bias; alpha is
    /// unchanged. Each weight is the product of a weight for the column and a weight for the row.
    ///
    /// Kernels aren't flipped (correlation, as OpenCV's `sepFilter2D`). Outside the frame, the outermost pixels are
    /// repeated. Colours are weighted by alpha, in whole levels, and the sum is divided by the pixel's own alpha. The
    /// sum is computed in single precision, with column weights that put a result off by 0.2 levels at most, and
    /// rounded once, halves to even.
    pub struct ConvolveSeparable: "convolveSeparable" in "edges" version 1 on color and gray {
        /// Weights along a row.
        kernel_x: Kernel<1> = Kind::Kernel { rank: 1, default: BINOMIAL },
        /// Weights down a column.
        kernel_y: Kernel<1> = Kind::Kernel { rank: 1, default: BINOMIAL },
        /// Divisor of the sum; 0, or less than 0.001, selects the product of the two sums of weights, where a sum of 0
        /// counts as 1.
        divisor: f64 = Kind::Number(Number::new(0.0, 0.0, 65536.0).typical(0.0, 300.0).step(1.0)),
        /// Value added to the quotient.
        bias: f64 = Kind::Number(Number::new(0.0, -255.0, 255.0).step(1.0).unit(Unit::Levels)),
    }
}

impl ConvolveSeparable {
    /// What a sum is to be multiplied by.
    fn scale(&self) -> f64 {
        if self.divisor >= 0.001 {
            return 1.0 / self.divisor;
        }
        let [x, y] = [&self.kernel_x, &self.kernel_y].map(|kernel| sums(kernel.weights()));
        1.0 / (divisor(0.0, x[0], x[1]) * divisor(0.0, y[0], y[1]))
    }
}

impl Operate for ConvolveSeparable {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let (down, across) = (self.kernel_y.radius(), self.kernel_x.radius());
        let rows = Rows::new(input, BorderMode::Clamp, 0, 2 * down + 2)?;
        let [_, total_x] = sums(self.kernel_x.weights());
        let scale = self.scale();
        let mut taps = Vec::new();
        for (i, &weight) in self.kernel_y.weights().iter().enumerate() {
            taps.push(Tap { dx: 0, dy: i as isize - down as isize, weight });
        }
        let taps = Taps::new(&taps, &rows, scale, 0.0, total_x)?;
        let lanes = Taps::lanes(&rows);
        let mut weights = zeroed(2 * across + 1)?;
        weights.iter_mut().zip(self.kernel_x.weights()).for_each(|(to, &weight)| *to = weight as f32);
        let columns = zeroed(lanes + 2 * across * rows.pixel)?;
        let along = Some(Along { weights, bias: self.bias as f32, columns });
        let line = zeroed(lanes)?;
        Ok(Operation::Window(Box::new(Convolution { rows, taps, grid: None, line, along, radius: down, produced: 0 })))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let size = input.size();
        let (across, down, scale) = (self.kernel_x.weights(), self.kernel_y.weights(), self.scale());
        let down = down.iter().map(|weight| weight * scale);
        separable_convolution(size, across.iter().copied(), down, self.bias / 255.0).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::super::convolve::tests::check;
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{compare, golden, run};
    use crate::image::frame::{Format, Frame};

    #[test]
    fn agrees_with_the_products_of_weights() {
        let wave: Vec<f64> = (0..31).map(|i| f64::from(i * i).sin() + 0.3).collect();
        let gaussian: Vec<f64> = (-15..=15).map(|i| (-0.02 * f64::from(i * i)).exp()).collect();
        for (x, y, divisor, bias, tolerance) in [
            (&[1.0, 2.0, 1.0][..], &[1.0, 0.0, -1.0][..], 1.0, 128.0, 0),
            (BINOMIAL, BINOMIAL, 256.0, 0.0, 0),
            (&gaussian, &gaussian, 0.0, 0.0, 1),
            (&wave, &gaussian, 100.0, 10.0, 1),
            (&gaussian[..9], &wave[..7], 10.0, -10.0, 1),
            (&[1.0], &wave, 3.0, 0.0, 1),
            (&[20000.3, 5.0, 40000.5], &[0.7], 0.0, 0.0, 1),
        ] {
            let total = if divisor > 0.0 { divisor } else { x.iter().sum::<f64>() * y.iter().sum::<f64>() };
            let from_middle = |i: usize, of: &[f64]| i as isize - of.len() as isize / 2;
            let tap = |i: usize, j: usize| (from_middle(i, x), from_middle(j, y), x[i] * y[j] / total);
            let taps: Vec<_> = (0..y.len()).flat_map(|j| (0..x.len()).map(move |i| tap(i, j))).collect();
            let [kernel_x, kernel_y] = [x, y].map(|weights| Kernel::new(weights).unwrap());
            check(&ConvolveSeparable { kernel_x, kernel_y, divisor, bias }, &taps, bias, tolerance);
        }
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/blur/convolve_separable.txt"));
        let (sources, cases) = vectors.split_at(2);
        for case in cases.as_chunks::<4>().0 {
            let [(label, numbers), (_, kernel_x), (_, kernel_y), (_, expected)] = case;
            let format = if numbers[0] == 4.0 { Format::Rgba } else { Format::Gray8 };
            let mut frame = Frame::new(FrameLayout::new(format, 12, 9).unwrap()).unwrap();
            let source = &sources[usize::from(format == Format::Gray8)].1;
            frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
            let [kernel_x, kernel_y] = [kernel_x, kernel_y].map(|weights| Kernel::new(weights).unwrap());
            let result = run(&ConvolveSeparable { kernel_x, kernel_y, divisor: 1.0, bias: numbers[1] }, &frame);
            let expected: Vec<u8> = expected.iter().map(|&number| number as u8).collect();
            compare(label, result.bytes(), &expected, 1);
        }
        assert_eq!(cases.len(), 4 * 4, "number of golden cases");
    }
}
