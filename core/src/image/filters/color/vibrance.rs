//! `vibrance`: saturation for what lacks it.

use alloc::boxed::Box;
use core::hint::black_box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::channels::{join, map_long, split};
use crate::image::kernels::Point;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::FrameLayout;
use crate::simd::{F32x4, Pixels};

crate::filter! {
    /// Makes weak colours stronger and leaves strong ones as they are, so that skin and skies don't clip; or, below 0, makes
    /// weak colours weaker. Alpha stays.
    ///
    /// `c + amount * (1 - (max - min)) * (c - luma)`, where `max` and `min` are those of red, green and blue from 0 to 1, and
    /// luma is that of BT.709, `0.2126 R + 0.7152 G + 0.0722 B`: the vibrance of ReShade's `Vibrance.fx` for positive amounts.
    /// Computed in single precision.
    pub struct Vibrance: "vibrance" in "color" version 1 on [Rgba8] {
        /// How much: 0 changes nothing, 1 doubles the saturation of colours that have nearly none, -1 takes it away.
        amount: f64 = Kind::Number(Number::new(0.5, -1.0, 2.0).typical(-1.0, 1.0).unit(Unit::Factor)),
    }
}

impl Operate for Vibrance {
    fn operation(&self, _: &FrameLayout) -> Result<Operation> {
        if self.amount == 0.0 {
            return Ok(Operation::Identity);
        }
        Ok(Operation::Point(Box::new(Kernel { amount: self.amount as f32 })))
    }
}

#[derive(Debug)]
struct Kernel {
    amount: f32,
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        // Behind black boxes, or engines make them of the numbers again for every four pixels.
        let number = |number: f32| black_box(F32x4::splat(number));
        let weights = [0.2126, 0.7152, 0.0722].map(number);
        // The factor is a straight line of the range of levels.
        let (start, slope) = (number(self.amount), number(self.amount / 255.0));
        map_long(rows, |pixels| {
            let [r, g, b] = split(pixels);
            let range = r.max(g).max(b) - r.min(g).min(b);
            let luma = r * weights[0] + g * weights[1] + b * weights[2];
            let factor = start - range * slope;
            join([r, g, b].map(|c| c + (c - luma) * factor), pixels)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn follows_the_formula() {
        for amount in [-1.0, -0.3, 0.0, 0.5, 1.0, 2.0] {
            check_pixels(&Vibrance { amount }, |[r, g, b, a]| {
                let range = r.max(g).max(b) - r.min(g).min(b);
                let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                let stronger = |c: f64| c + amount * (1.0 - range) * (c - luma);
                [stronger(r), stronger(g), stronger(b), a]
            });
        }
    }
}
