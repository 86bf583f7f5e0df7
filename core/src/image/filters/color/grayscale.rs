//! `grayscale`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#grayscaleEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Matrix, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Removes colour: moves every channel towards the luminance.
    ///
    /// Source: Filter Effects Module Level 1, `grayscale()`.
    pub struct Grayscale: "grayscale" in "color" version 1 on color {
        /// Strength; 0 leaves the frame unchanged, 1 gives pure gray.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).unit(Unit::Factor)),
    }
}

impl Grayscale {
    /// The matrix of the specification, with the weights of linear luminance.
    fn rows(&self) -> [[f64; 3]; 3] {
        let s = 1.0 - self.amount;
        [
            [0.2126 + 0.7874 * s, 0.7152 - 0.7152 * s, 0.0722 - 0.0722 * s],
            [0.2126 - 0.2126 * s, 0.7152 + 0.2848 * s, 0.0722 - 0.0722 * s],
            [0.2126 - 0.2126 * s, 0.7152 - 0.7152 * s, 0.0722 + 0.9278 * s],
        ]
    }
}

impl Operate for Grayscale {
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
        for amount in [0.0, 0.3, 0.5, 1.0] {
            check_pixels(&Grayscale { amount }, |[r, g, b, a]| {
                let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                let f = |c: f64| c + (luma - c) * amount;
                [f(r), f(g), f(b), a]
            });
        }
    }
}
