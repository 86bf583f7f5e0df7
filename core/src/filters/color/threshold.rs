//! `threshold`: black or white, by luminance.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::filters::kernel::Point;
use crate::filters::rows::LUMA;
use crate::filters::{Operate, Operation};
use crate::frame::{Format, FrameLayout};
use crate::simd::{I16x8, I32x4, Pixels, U8x16, map_pixels};


crate::filter! {
    /// Makes every pixel white whose luma is at least `level`, and every other black; alpha stays.
    ///
    /// Luma is that of BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`, so the rule is exact.
    pub struct Threshold: "threshold" in "color" version 1 on [Rgba8, Gray8] {
        /// The darkest luma that becomes white.
        level: i32 = Kind::Integer(Number::new(128.0, 0.0, 255.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for Threshold {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        Ok(Operation::Point(match input.format() {
            Format::Rgba8 => Box::new(Color { level: self.level }),
            Format::Gray8 => Box::new(Gray { level: self.level.clamp(0, 255) as u8 }),
        }))
    }
}

#[derive(Debug)]
struct Color {
    level: i32,
}

impl Point for Color {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        let [r, g, b] = LUMA;
        let red_blue = I16x8::from_array([r, b, r, b, r, b, r, b]);
        let green = I16x8::from_array([g, 0, g, 0, g, 0, g, 0]);
        // luma >= level, without the shift: sum + 8192 >= level << 14.
        let limit = I32x4::splat((self.level << 14) - 8192 - 1);
        let color = U8x16::splat_pixel([255, 255, 255, 0]);
        map_pixels(rows, |v| {
            let luma = v.even().dot(red_blue) + v.odd().dot(green);
            luma.greater_than(limit).to_bytes().select(v, color)
        });
    }
}

#[derive(Debug)]
struct Gray {
    level: u8,
}

impl Point for Gray {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        let level = U8x16::splat(self.level);
        map_pixels(rows, |v| v.at_least(level));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filters::testing::check_pixels_exactly;

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
