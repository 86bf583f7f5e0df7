//! The numbers of the standards: ITU-R BT.601, BT.709 and BT.2020 with non-constant luminance.

use crate::image::frame::{ColorSpace, YuvMatrix};

/// Matrix and range of a YUV format of 8 bits or more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coefficients {
    /// The weights of red, green and blue in luma; their sum is 1.
    pub(super) luma: [f64; 3],
    /// Level of black.
    pub(super) black: f64,
    /// Number of levels from black to white.
    pub(super) luma_range: f64,
    /// Level of neutral chroma.
    pub(super) neutral: f64,
    /// Number of levels from the smallest to the largest chroma.
    pub(super) chroma_range: f64,
}

impl Coefficients {
    /// A colour space without a matrix is treated as BT.709.
    #[inline(never)]
    pub(super) fn new(space: &ColorSpace, bits: u32) -> Self {
        let (red, blue) = match space.matrix {
            YuvMatrix::Rgb | YuvMatrix::Bt709 => (0.2126, 0.0722),
            YuvMatrix::Bt470Bg | YuvMatrix::Smpte170M => (0.299, 0.114),
            YuvMatrix::Bt2020 => (0.2627, 0.0593),
        };
        // Levels of 8 bits, in units of the format.
        let level = if bits == 10 { 4.0 } else { 1.0 };
        let all = 256.0 * level - 1.0;
        let full = space.full_range;
        Self {
            luma: [red, 1.0 - red - blue, blue],
            black: if full { 0.0 } else { 16.0 * level },
            luma_range: if full { all } else { 219.0 * level },
            neutral: 128.0 * level,
            chroma_range: if full { all } else { 224.0 * level },
        }
    }

    /// Red, green and blue from 0 to 255 of luma, not rounded or clamped, for neutral chroma.
    pub(super) fn gray(&self, luma: f64) -> f64 {
        255.0 * (luma - self.black) / self.luma_range
    }

    /// The parts of red, green and blue, in levels of 8 bits, that each level of U and V above neutral adds:
    /// `[[red of u, red of v], …]`.
    #[inline(never)]
    pub(super) fn colors(&self) -> [[f64; 2]; 3] {
        let [red, green, blue] = self.luma;
        let one = 255.0 / self.chroma_range;
        let (of_u, of_v) = (2.0 * (1.0 - blue) * one, 2.0 * (1.0 - red) * one);
        [[0.0, of_v], [-of_u * blue / green, -of_v * red / green], [of_u, 0.0]]
    }

    /// The weights of red, green and blue, from 0 to 255, in Y, U and V; without `black` and `neutral`.
    #[inline(never)]
    pub(super) fn weights(&self) -> [[f64; 3]; 3] {
        let [red, green, blue] = self.luma;
        let luma = self.luma_range / 255.0;
        let (u, v) = (0.5 * self.chroma_range / 255.0 / (1.0 - blue), 0.5 * self.chroma_range / 255.0 / (1.0 - red));
        [
            [red * luma, green * luma, blue * luma],
            [-red * u, -green * u, (1.0 - blue) * u],
            [(1.0 - red) * v, -green * v, -blue * v],
        ]
    }
}

/// The weights of red, green and blue, from 0 to 255, in Y, U and V of 8 bits, and the value of black.
#[cfg(all(feature = "compositing", feature = "yuv"))]
pub(crate) fn yuv_weights(space: &ColorSpace) -> [[f64; 4]; 3] {
    let coefficients = Coefficients::new(space, 8);
    let offsets = [coefficients.black, coefficients.neutral, coefficients.neutral];
    let weights = coefficients.weights();
    core::array::from_fn(|plane| {
        let [red, green, blue] = weights[plane];
        [red, green, blue, offsets[plane]]
    })
}
