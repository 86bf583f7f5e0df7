//! `sepia`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#sepiaEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Matrix, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Tones the frame brown, like an old print.
    ///
    /// Source: Filter Effects Module Level 1, `sepia()`.
    pub struct Sepia: "sepia" in "color" version 1 on color {
        /// Strength; 0 leaves the frame unchanged, 1 is full sepia.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).unit(Unit::Factor)),
    }
}

impl Sepia {
    /// The matrix of the specification.
    fn rows(&self) -> [[f64; 3]; 3] {
        let s = 1.0 - self.amount;
        [
            [0.393 + 0.607 * s, 0.769 - 0.769 * s, 0.189 - 0.189 * s],
            [0.349 - 0.349 * s, 0.686 + 0.314 * s, 0.168 - 0.168 * s],
            [0.272 - 0.272 * s, 0.534 - 0.534 * s, 0.131 + 0.869 * s],
        ]
    }
}

impl Operate for Sepia {
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
            check_pixels(&Sepia { amount }, |[r, g, b, a]| {
                let toned = [
                    0.393 * r + 0.769 * g + 0.189 * b,
                    0.349 * r + 0.686 * g + 0.168 * b,
                    0.272 * r + 0.534 * g + 0.131 * b,
                ];
                let f = |c: f64, i: usize| c + (toned[i] - c) * amount;
                [f(r, 0), f(g, 1), f(b, 2), a]
            });
        }
    }
}
