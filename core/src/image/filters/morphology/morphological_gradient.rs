//! `morphologicalGradient`: outlines.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::morphology::structuring::{Morph, Shape, morph};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Shows outlines: the largest minus the smallest value under the structuring element.
    ///
    /// In RGBA frames, colours are weighted by alpha, and the difference is divided by the pixel's own alpha, which is
    /// unchanged. Pixels outside the frame are ignored, as in OpenCV's `morphologyEx`; gray frames agree with it to the
    /// bit.
    pub struct MorphologicalGradient: "morphologicalGradient" in "morphology" version 1 on color and gray {
        /// Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
        radius_x: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// Number of rows above and below; the element is `2 radiusY + 1` pixels high.
        radius_y: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
        shape: Shape = Kind::Enum { names: Shape::NAMES, default: 0 },
    }
}

impl Operate for MorphologicalGradient {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        morph(Morph::Gradient, [self.radius_x, self.radius_y], self.shape, input)
    }
}
