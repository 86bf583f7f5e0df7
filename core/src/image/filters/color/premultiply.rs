//! `premultiply`: multiplies colours by alpha.

use alloc::boxed::Box;

use crate::error::Result;
use crate::image::kernels::Point;
use crate::image::kernels::alpha::premultiplied;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, planes};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::simd::{Pixels, map_pixels};

crate::filter! {
    /// Multiplies the colours by alpha, for consumers of premultiplied pixels: WebGL and WebGPU textures, most video
    /// encoders.
    ///
    /// `round(c * a / 255)`, exact. All other filters expect colours that aren't premultiplied; `unpremultiply` is the
    /// inverse.
    pub struct Premultiply: "premultiply" in "color" version 1 on color {}
}

impl Operate for Premultiply {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        Ok(Operation::Point(Box::new(Kernel)))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(Some(planes(|[r, g, b, a]| [r * a, g * a, b * a, a])))
    }
}

#[derive(Debug)]
struct Kernel;

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        map_pixels(rows, premultiplied);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels_exactly;

    #[test]
    fn is_the_rounded_product() {
        check_pixels_exactly(&Premultiply {}, |[r, g, b, a]| {
            let times = |c: u8| (f64::from(c) * f64::from(a) / 255.0).round() as u8;
            [times(r), times(g), times(b), a]
        });
    }
}
