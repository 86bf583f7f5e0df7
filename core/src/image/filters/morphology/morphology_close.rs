//! `morphologyClose`: removes small dark details.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::morphology::structuring::{Morph, Shape, morph};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Dilates and then erodes with the same structuring element, which removes dark details smaller than the element.
    ///
    /// In RGBA frames, each channel is processed by itself, including alpha, and colours are weighted by alpha, as in
    /// SVG's `feMorphology`. Pixels outside the frame are ignored, as in OpenCV's `morphologyEx`; gray and opaque
    /// frames agree with it to the bit.
    pub struct MorphologyClose: "morphologyClose" in "morphology" version 1 on planes {
        /// Number of columns on either side; the element is `2 radiusX + 1` pixels wide.
        radius_x: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// Number of rows above and below; the element is `2 radiusY + 1` pixels high.
        radius_y: i32 = Kind::Integer(Number::new(1.0, 0.0, 100.0).typical(0.0, 20.0).step(1.0).unit(Unit::Pixels)),
        /// Shape of the element: a rectangle, or the ellipse of OpenCV's `getStructuringElement`.
        shape: Shape = Kind::Enum { names: Shape::NAMES, default: 0 },
    }
}

impl Operate for MorphologyClose {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        morph(Morph::Close, [self.radius_x, self.radius_y], self.shape, input)
    }
}
