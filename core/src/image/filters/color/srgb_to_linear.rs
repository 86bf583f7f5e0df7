//! `srgbToLinear`: decodes sRGB values to linear light.

use crate::error::Result;
use crate::math::srgb::decode;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, colors, decode_srgb};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;

crate::filter! {
    /// Decodes sRGB values to linear light, for steps that should mix light instead of encoded values. Alpha is
    /// unchanged.
    ///
    /// `linearToSrgb` is the inverse. Source: IEC 61966-2-1. Linear light in 8 bits has few levels for dark tones: of
    /// 256 sRGB values, 183 remain distinct, so a round trip is lossy. `exposure` and `whiteBalance` work in linear
    /// light internally, without this loss.
    pub struct SrgbToLinear: "srgbToLinear" in "color" version 1 on channels {}
}

impl Operate for SrgbToLinear {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        Ok(Operation::Table(Table::of_colors(input.format(), decode)))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(Some(colors(decode_srgb)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{check_pixels_exactly, table};

    #[test]
    fn follows_the_standard() {
        let light = |c: u8| {
            let v = f64::from(c) / 255.0;
            let light = if c <= 10 { v / 12.92 } else { (2.4 * ((v + 0.055) / 1.055).ln()).exp() };
            (light * 255.0).round() as u8
        };
        check_pixels_exactly(&SrgbToLinear {}, |[r, g, b, a]| [light(r), light(g), light(b), a]);
    }

    #[test]
    fn keeps_the_documented_number_of_levels() {
        let table = table(&SrgbToLinear {});
        let mut levels = table.channel(0).to_vec();
        levels.dedup();
        assert_eq!((levels.len(), table.channel(0)[118], table.channel(0)[188]), (183, 46, 128));
    }
}
