//! `saturate`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#saturateEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Matrix, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Strengthens or weakens the colours.
    ///
    /// Source: Filter Effects Module Level 1, `saturate()`.
    pub struct Saturate: "saturate" in "color" version 1 on color {
        /// Factor; 0 gives gray, 1 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 10.0).typical(0.0, 2.0).unit(Unit::Factor)),
    }
}

impl Saturate {
    /// The matrix of the specification, which rounds the luminance weights to three places.
    fn rows(&self) -> [[f64; 3]; 3] {
        let s = self.amount;
        [
            [0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s],
            [0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s],
            [0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s],
        ]
    }
}

impl Operate for Saturate {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        Ok(Operation::Matrix(Matrix::from_rgb(self.rows())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn agrees_with_the_formula() {
        for amount in [0.0, 0.3, 1.0, 1.7, 3.0, 10.0] {
            check_pixels(&Saturate { amount }, |[r, g, b, a]| {
                let luma = 0.213 * r + 0.715 * g + 0.072 * b;
                let f = |c: f64| luma + (c - luma) * amount;
                [f(r), f(g), f(b), a]
            });
        }
    }
}
