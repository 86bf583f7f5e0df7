//! `laplacian`: the curvature of luma.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::edges::gradient::{Operator, gradient};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Shows where the luma bends, as at lines, dots and both sides of edges: the absolute value of its Laplacian, as
    /// gray. Alpha is unchanged.
    ///
    /// Luma is BT.601 in whole levels, weighted by alpha. The result is clamped, as in OpenCV's `Laplacian` and
    /// `convertScaleAbs`. Outside the frame, pixels are mirrored without repeating the outermost row, as OpenCV's
    /// default `BORDER_REFLECT_101` does.
    pub struct Laplacian: "laplacian" in "edges" version 1 on color and gray {
        /// OpenCV's `ksize`; 1 or 2 for the kernel `0 1 0, 1 -4 1, 0 1 0`, 3 for `2 0 2, 0 -8 0, 2 0 2`.
        kernel_size: i32 = Kind::Integer(Number::new(1.0, 1.0, 3.0).step(2.0).unit(Unit::None)),
    }
}

impl Operate for Laplacian {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        gradient(if self.kernel_size == 3 { Operator::Laplacian8 } else { Operator::Laplacian4 }, input)
    }
}
