//! `colorMatrix`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#feColorMatrixElement).

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::{Matrix, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

/// The identity matrix.
const IDENTITY: &[f64] =
    &[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0];

crate::filter! {
    /// Mixes the channels: each result is a weighted sum of red, green, blue and alpha, plus an offset.
    ///
    /// Source: Filter Effects Module Level 1, `feColorMatrix` of type `matrix`, applied to sRGB values that aren't
    /// premultiplied.
    pub struct ColorMatrix: "colorMatrix" in "color" version 1 on color {
        /// Four rows (red, green, blue, alpha) of five numbers: four weights, and the offset in units of the full
        /// range.
        matrix: [f64; 20] = Kind::Matrix { columns: 5, default: IDENTITY, range: (-15.0, 15.0) },
    }
}

impl Operate for ColorMatrix {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        let rows: [[f64; 5]; 4] = core::array::from_fn(|i| core::array::from_fn(|j| self.matrix[5 * i + j]));
        Ok(Operation::Matrix(Matrix::new(&rows)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn agrees_with_the_formula() {
        let mixed = [
            0.5, 0.2, -0.3, 0.1, 0.2, -1.5, 2.0, 0.4, 0.0, -0.1, 0.0, 1.0, 0.9, -0.7, 0.5, 0.1, 0.1, 0.1, 0.6, 0.05,
        ];
        let steep = [
            9.5, 0.2, -8.3, 0.1, 0.2, -1.5, 12.0, 0.4, 0.0, -3.1, 0.0, 1.0, 0.9, -0.7, 0.5, 0.0, 0.0, 0.0, 1.0, 0.0,
        ];
        let identity: [f64; 20] = IDENTITY.try_into().unwrap();
        for matrix in [identity, mixed, steep] {
            check_pixels(&ColorMatrix { matrix }, |pixel| {
                core::array::from_fn(|i| {
                    let row = &matrix[5 * i..5 * i + 5];
                    row[..4].iter().zip(pixel).map(|(weight, channel)| weight * channel).sum::<f64>() + row[4]
                })
            });
        }
    }
}
