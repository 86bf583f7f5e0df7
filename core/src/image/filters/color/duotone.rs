//! `duotone`: two colours.

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::{Matrix, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Maps luma to mixtures of two colours, the first for black and the second for white. Alpha is unchanged.
    ///
    /// `shadows + (highlights - shadows) * luma`, with the luma of BT.601, `0.299 R + 0.587 G + 0.114 B`, all in sRGB
    /// values. `gradientMap` takes more colours. The alpha of the two colours is ignored.
    pub struct Duotone: "duotone" in "color" version 1 on color {
        /// Colour for black.
        shadows: [f64; 4] = Kind::Color([0.1, 0.06, 0.3, 1.0]),
        /// Colour for white.
        highlights: [f64; 4] = Kind::Color([1.0, 0.82, 0.5, 1.0]),
    }
}

impl Operate for Duotone {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        let row = |c: usize| {
            let range = self.highlights[c] - self.shadows[c];
            [0.299 * range, 0.587 * range, 0.114 * range, 0.0, self.shadows[c]]
        };
        Ok(Operation::Matrix(Matrix::new(&[row(0), row(1), row(2), [0.0, 0.0, 0.0, 1.0, 0.0]])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn agrees_with_the_formula() {
        let [black, white, red, teal] =
            [[0.0, 0.0, 0.0, 1.0], [1.0; 4], [0.9, 0.1, 0.2, 0.3], [0.0, 0.6, 0.5, 0.0]];
        for [shadows, highlights] in [[black, white], [white, black], [red, teal], [teal, white], [red, red]] {
            check_pixels(&Duotone { shadows, highlights }, |[r, g, b, a]| {
                let luma = 0.299 * r + 0.587 * g + 0.114 * b;
                let mix = |c: usize| shadows[c] * (1.0 - luma) + highlights[c] * luma;
                [mix(0), mix(1), mix(2), a]
            });
        }
    }
}
