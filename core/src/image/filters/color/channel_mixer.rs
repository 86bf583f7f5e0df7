//! `channelMixer`: each colour is a mixture of all three.

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::{Matrix, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

/// The identity matrix.
const IDENTITY: &[f64] = &[1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0];

crate::filter! {
    /// Mixes red, green and blue: each result is a weighted sum of the three, plus a constant. Alpha is unchanged.
    ///
    /// The Channel Mixer of photo editors: sums of sRGB values, clamped. Three equal rows give gray.
    pub struct ChannelMixer: "channelMixer" in "color" version 1 on color {
        /// Three rows (red, green, blue) of four numbers: the weights of red, green and blue, and the constant in units
        /// of the full range.
        matrix: [f64; 12] = Kind::Matrix { columns: 4, default: IDENTITY, range: (-4.0, 4.0) },
    }
}

impl Operate for ChannelMixer {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        let row = |i: usize| [self.matrix[i], self.matrix[i + 1], self.matrix[i + 2], 0.0, self.matrix[i + 3]];
        Ok(Operation::Matrix(Matrix::new(&[row(0), row(4), row(8), [0.0, 0.0, 0.0, 1.0, 0.0]])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn agrees_with_the_formula() {
        let mixed = [0.4, 0.4, -0.2, 0.1, 0.0, 1.7, -0.6, 0.0, 0.2, 0.3, 0.6, -0.05];
        let steep = [4.0, -4.0, 0.5, 0.3, -3.5, 3.1, 0.2, 1.0, 2.0, 0.7, -1.9, -4.0];
        let gray = [0.1, 0.7, 0.2, 0.0, 0.1, 0.7, 0.2, 0.0, 0.1, 0.7, 0.2, 0.0];
        for matrix in [IDENTITY.try_into().unwrap(), mixed, steep, gray] {
            check_pixels(&ChannelMixer { matrix }, |[r, g, b, a]| {
                let sum = |i: usize| matrix[i] * r + matrix[i + 1] * g + matrix[i + 2] * b + matrix[i + 3];
                [sum(0), sum(4), sum(8), a]
            });
        }
    }
}
