//! `erode`: makes what is bright thinner.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::morphology::structuring::{Morph, Shape, morph};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::FrameLayout;

crate::filter! {
    /// Replaces each channel by the smallest value under the structuring element around the pixel: what is bright becomes
    /// thinner, what is dark thicker.
    ///
    /// Of RGBA frames each channel by itself, alpha too, and colours weighed by alpha, as `feMorphology` of SVG. What is
    /// outside the frame doesn't count, as in OpenCV's `erode`, which gray and opaque frames agree with to the bit.
    pub struct Erode: "erode" in "morphology" version 1 on [Rgba8, Gray8] {
        /// Columns by which the element reaches to the left and right: it is `2 radiusX + 1` pixels wide.
        radius_x: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// Rows by which it reaches up and down.
        radius_y: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// The shape of the element: a rectangle, or the ellipse in it that OpenCV's `getStructuringElement` makes.
        shape: Shape = Kind::Enum { names: Shape::NAMES, default: 0 },
    }
}

impl Operate for Erode {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        morph(Morph::Erode, [self.radius_x, self.radius_y], self.shape, input)
    }
}
