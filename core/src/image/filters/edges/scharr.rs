//! `scharr`: the strength of edges, equal in all directions.

use crate::error::Result;
use crate::image::filters::edges::gradient::{Operator, gradient};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Shows the rate of change of luma, equally in all directions: the length of the Scharr gradient, as gray; alpha
    /// is unchanged.
    ///
    /// Luma is BT.601 in whole levels, weighted by alpha. The gradient is `(Gx, Gy)` of the 3 × 3 Scharr kernels
    /// (weights 3, 10, 3: four times as strong as `sobel`), its length rounded to the nearest level and clamped.
    /// Outside the frame, pixels are mirrored without repeating the outermost row, as OpenCV's default
    /// `BORDER_REFLECT_101` does.
    pub struct Scharr: "scharr" in "edges" version 1 on color and gray {}
}

impl Operate for Scharr {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        gradient(Operator::Scharr, input)
    }
}
