//! `posterize`: reduces the number of tones.

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, colors};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;
#[cfg(feature = "float")]
use crate::simd::F32x4;

crate::filter! {
    /// Reduces each colour channel to a few levels, evenly spaced from black to white; alpha is unchanged.
    ///
    /// `min(floor(v * levels), levels - 1) / (levels - 1)`, channels from 0 to 1: the transfer function `discrete` of
    /// Filter Effects Module Level 1 with evenly spaced values, where each level covers an equal part of the range.
    pub struct Posterize: "posterize" in "tone" version 1 on channels {
        /// Number of levels of each channel.
        levels: i32 = Kind::Integer(Number::new(4.0, 2.0, 256.0).typical(2.0, 16.0).step(1.0)),
    }
}

impl Operate for Posterize {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let last = f64::from(self.levels - 1);
        // The product is exact at the edges of levels: a byte's quotient by 255 is the floating-point number nearest to
        // the real quotient.
        let level = |value: f64| ((value * 255.0).round() * f64::from(self.levels) / 255.0).floor().min(last) / last;
        Ok(Operation::Table(Table::of_colors(input.format(), level)))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let number = |number: f64| F32x4::splat(number as f32);
        let (count, last) = (number(f64::from(self.levels)), number(f64::from(self.levels - 1)));
        let (zero, scale) = (number(0.0), number(1.0 / f64::from(self.levels - 1)));
        // Values of bytes at the edges of levels may be rounded down.
        let nudge = number(1e-6);
        Ok(Some(colors(move |value| (value * count + nudge).floor().min(last).max(zero) * scale)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels_exactly;

    #[test]
    fn follows_the_formula() {
        for levels in [2, 3, 4, 5, 7, 16, 51, 255, 256] {
            let n = levels as u32;
            let step = |c: u8| {
                let level = (u32::from(c) * n / 255).min(n - 1);
                ((2 * 255 * level + (n - 1)) / (2 * (n - 1))) as u8
            };
            check_pixels_exactly(&Posterize { levels }, |[r, g, b, a]| [step(r), step(g), step(b), a]);
        }
    }
}
