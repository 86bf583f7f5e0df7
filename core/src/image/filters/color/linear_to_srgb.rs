//! `linearToSrgb`: encodes linear light as sRGB values.

use crate::error::Result;
use crate::math::srgb::encode;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, colors, encode_srgb};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;

crate::filter! {
    /// Encodes linear light as sRGB values: the inverse of `srgbToLinear`. Alpha is unchanged.
    ///
    /// Source: IEC 61966-2-1.
    pub struct LinearToSrgb: "linearToSrgb" in "color" version 1 on channels {}
}

impl Operate for LinearToSrgb {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        Ok(Operation::Table(Table::of_colors(input.format(), encode)))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(Some(colors(encode_srgb)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels_exactly;

    #[test]
    fn follows_the_standard() {
        let value = |c: u8| {
            let light = f64::from(c) / 255.0;
            let value = if c == 0 { 0.0 } else { 1.055 * (light.ln() / 2.4).exp() - 0.055 };
            (value * 255.0).round() as u8
        };
        check_pixels_exactly(&LinearToSrgb {}, |[r, g, b, a]| [value(r), value(g), value(b), a]);
    }
}
