//! `prewitt`: the strength of edges, with equal weights for all rows.

use crate::error::Result;
use crate::image::filters::edges::gradient::{Operator, gradient};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Shows the rate of change of luma: the length of the Prewitt gradient, as gray; alpha is unchanged.
    ///
    /// Luma is BT.601 in whole levels, weighted by alpha. The gradient is `(Gx, Gy)` of the 3 × 3 Prewitt kernels
    /// (weights 1, 1, 1), its length rounded to the nearest level and clamped. Outside the frame, pixels are mirrored
    /// without repeating the outermost row, as OpenCV's default `BORDER_REFLECT_101` does.
    pub struct Prewitt: "prewitt" in "edges" version 1 on color and gray {}
}

impl Operate for Prewitt {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        gradient(Operator::Prewitt, input)
    }
}
