//! `close`: takes small dark things away.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::morphology::structuring::{Morph, Shape, morph};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::FrameLayout;

crate::filter! {
    /// Dilates and then erodes, with the same structuring element: takes away what is dark and smaller than it.
    ///
    /// Of RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is
    /// outside the frame doesn't count, as in OpenCV's `morphologyEx`, which gray and opaque frames agree with to the bit.
    pub struct Close: "close" in "morphology" version 1 on [Rgba8, Gray8] {
        /// Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
        radius_x: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// Rows by which it reaches up and down.
        radius_y: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
        shape: Shape = Kind::Enum { names: Shape::NAMES, default: 0 },
    }
}

impl Operate for Close {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        morph(Morph::Close, [self.radius_x, self.radius_y], self.shape, input)
    }
}
