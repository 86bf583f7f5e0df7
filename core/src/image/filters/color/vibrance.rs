//! `vibrance`: saturates weak colours more than strong ones.

use alloc::boxed::Box;
use core::hint::black_box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::channels::{join, map_long, split};
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, planes};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::simd::{F32x4, Pixels};

crate::filter! {
    /// Strengthens weak colours and leaves strong ones nearly unchanged, so that skin and skies don't clip. Negative
    /// amounts weaken weak colours. Alpha is unchanged.
    ///
    /// `c + amount * (1 - (max - min)) * (c - luma)`, where `max` and `min` are the largest and smallest of red, green
    /// and blue from 0 to 1, and luma is BT.709, `0.2126 R + 0.7152 G + 0.0722 B`: the vibrance of ReShade's
    /// `Vibrance.fx` for positive amounts. Computed in single precision.
    pub struct Vibrance: "vibrance" in "color" version 1 on color {
        /// Strength; 0 leaves the frame unchanged, 1 doubles the saturation of nearly gray colours, -1 removes it.
        amount: f64 = Kind::Number(Number::new(0.5, -1.0, 2.0).typical(-1.0, 1.0).unit(Unit::Factor)),
    }
}

impl Operate for Vibrance {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        if self.amount == 0.0 {
            return Ok(Operation::Identity);
        }
        Ok(Operation::Point(Box::new(Kernel { amount: self.amount as f32 })))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let amount = F32x4::splat(self.amount as f32);
        let weights = [0.2126, 0.7152, 0.0722].map(F32x4::splat);
        let (zero, one) = (F32x4::splat(0.0), F32x4::splat(1.0));
        Ok(Some(planes(move |[r, g, b, a]| {
            let range = r.max(g).max(b) - r.min(g).min(b);
            let luma = r * weights[0] + g * weights[1] + b * weights[2];
            let factor = amount * (one - range).max(zero);
            let [r, g, b] = [r, g, b].map(|c| c + (c - luma) * factor);
            [r, g, b, a]
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    amount: f32,
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        // Behind black boxes, because engines would otherwise rebuild the vectors from the scalars for every four
        // pixels.
        let number = |number: f32| black_box(F32x4::splat(number));
        let weights = [0.2126, 0.7152, 0.0722].map(number);
        // The factor is a linear function of the range of levels.
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
    fn agrees_with_the_formula() {
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
