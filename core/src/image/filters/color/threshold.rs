//! `threshold`: black or white, by luma.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::binary::white_from;
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, planes};
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout};
#[cfg(feature = "float")]
use crate::simd::F32x4;
use crate::simd::Pixels;

crate::filter! {
    /// Makes pixels white if their luma is at least `level`, and black otherwise; alpha is unchanged.
    ///
    /// Luma is BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, so the rule is exact.
    pub struct Threshold: "threshold" in "color" version 1 on color and gray {
        /// Darkest luma that becomes white.
        level: i32 = Kind::Integer(Number::new(128.0, 0.0, 255.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for Threshold {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        Ok(Operation::Point(Box::new(Kernel { level: self.level, format: input.format() })))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        // Luma of at least `level` in whole levels: rounded up from half a level below.
        let least = F32x4::splat((f64::from(self.level) - 0.5) as f32 / 255.0 - 1e-6);
        let weights = [4899.0, 9617.0, 1868.0].map(|weight: f32| F32x4::splat(weight / 16384.0));
        let (black, white) = (F32x4::splat(0.0), F32x4::splat(1.0));
        Ok(Some(planes(move |[r, g, b, a]| {
            let luma = r * weights[0] + g * weights[1] + b * weights[2];
            let color = black.select(white, luma.less_than(least));
            [color, color, color, a]
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    level: i32,
    format: RowFormat,
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        white_from(self.level, self.format, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels_exactly;

    #[test]
    fn follows_the_integer_rule_exactly() {
        for level in [0, 1, 100, 128, 254, 255] {
            check_pixels_exactly(&Threshold { level }, |[r, g, b, a]| {
                let luma = (4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14;
                let c = if luma >= level as u32 { 255 } else { 0 };
                [c, c, c, a]
            });
        }
    }
}
