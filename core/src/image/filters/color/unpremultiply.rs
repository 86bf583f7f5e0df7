//! `unpremultiply`: divides colours by alpha.

use alloc::boxed::Box;

use crate::error::Result;
use crate::image::kernels::channels::map_long;
use crate::image::kernels::Point;
use crate::image::kernels::alpha::unpremultiplied;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, planes};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
#[cfg(feature = "float")]
use crate::simd::F32x4;
use crate::simd::Pixels;

crate::filter! {
    /// Divides the colours by alpha, for premultiplied pixels, which no other filter accepts.
    ///
    /// `round(255 c / a)`, halves up, exact. A colour above its alpha becomes 255; where alpha is 0, colours become 0.
    pub struct Unpremultiply: "unpremultiply" in "color" version 1 on color {}
}

impl Operate for Unpremultiply {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        Ok(Operation::Point(Box::new(Kernel)))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let (zero, least) = (F32x4::splat(0.0), F32x4::splat(f32::MIN_POSITIVE));
        Ok(Some(planes(move |[r, g, b, a]| {
            let visible = a.greater_than(zero);
            let [r, g, b] = [r, g, b].map(|c| c.divide(a.max(least)).select(zero, visible));
            [r, g, b, a]
        })))
    }
}

#[derive(Debug)]
struct Kernel;

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        map_long(rows, unpremultiplied);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels_exactly;

    #[test]
    fn is_the_rounded_quotient() {
        check_pixels_exactly(&Unpremultiply {}, |[r, g, b, a]| {
            let over = |c: u8| {
                let (c, a) = (u32::from(c.min(a)), u32::from(a));
                (2 * 255 * c + a).checked_div(2 * a).unwrap_or(0) as u8
            };
            [over(r), over(g), over(b), a]
        });
    }
}
