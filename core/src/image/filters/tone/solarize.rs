//! `solarize`: inverts bright tones.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, colors};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;
#[cfg(feature = "float")]
use crate::simd::F32x4;

crate::filter! {
    /// Inverts the values of each colour channel from a threshold on, like strongly overexposed film; alpha is
    /// unchanged.
    ///
    /// `v < threshold ? v : 255 - v`, as Pillow's `ImageOps.solarize`.
    pub struct Solarize: "solarize" in "tone" version 1 on channels {
        /// Darkest value that is inverted; 0 inverts all values.
        threshold: i32 = Kind::Integer(Number::new(128.0, 0.0, 255.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for Solarize {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let threshold = f64::from(self.threshold) / 255.0;
        let value = |value: f64| if value < threshold { value } else { 1.0 - value };
        Ok(Operation::Table(Table::of_colors(input.format(), value)))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        // As the values of bytes are rounded.
        let threshold = F32x4::splat(self.threshold as f32).divide(F32x4::splat(255.0));
        let one = F32x4::splat(1.0);
        Ok(Some(colors(move |value| value.select(one - value, value.less_than(threshold)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels_exactly;

    #[test]
    fn follows_the_formula() {
        for threshold in [0, 1, 100, 128, 254, 255] {
            let value = |c: u8| if i32::from(c) < threshold { c } else { 255 - c };
            check_pixels_exactly(&Solarize { threshold }, |[r, g, b, a]| [value(r), value(g), value(b), a]);
        }
    }
}
