//! `hueRotate`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#huerotateEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Matrix, Operation};
use crate::math::trigonometry;
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Rotates the hues around the colour circle at constant luminance.
    ///
    /// Source: Filter Effects Module Level 1, `hue-rotate()`.
    pub struct HueRotate: "hueRotate" in "color" version 1 on color {
        /// Angle of rotation; 120 turns red into green, 0 leaves the frame unchanged.
        angle: f64 = Kind::Number(Number::new(0.0, -3600.0, 3600.0).typical(-180.0, 180.0).step(1.0).unit(Unit::Degrees)),
    }
}

impl HueRotate {
    /// The matrix of the specification: luminance, plus two parts that rotate with the angle.
    fn rows(&self) -> [[f64; 3]; 3] {
        const LUMINANCE: [f64; 3] = [0.213, 0.715, 0.072];
        const COSINE: [[f64; 3]; 3] = [[0.787, -0.715, -0.072], [-0.213, 0.285, -0.072], [-0.213, -0.715, 0.928]];
        const SINE: [[f64; 3]; 3] = [[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]];
        let (sin, cos) = (trigonometry::sine(self.angle / 360.0), trigonometry::cosine(self.angle / 360.0));
        core::array::from_fn(|i| core::array::from_fn(|j| LUMINANCE[j] + cos * COSINE[i][j] + sin * SINE[i][j]))
    }
}

impl Operate for HueRotate {
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
        for angle in [-400.0, -90.0, 0.0, 30.0, 90.0, 180.0] {
            let (s, c) = f64::to_radians(angle).sin_cos();
            check_pixels(&HueRotate { angle }, |[r, g, b, a]| {
                [
                    (0.213 + c * 0.787 - s * 0.213) * r
                        + (0.715 - c * 0.715 - s * 0.715) * g
                        + (0.072 - c * 0.072 + s * 0.928) * b,
                    (0.213 - c * 0.213 + s * 0.143) * r
                        + (0.715 + c * 0.285 + s * 0.140) * g
                        + (0.072 - c * 0.072 - s * 0.283) * b,
                    (0.213 - c * 0.213 - s * 0.787) * r
                        + (0.715 - c * 0.715 + s * 0.715) * g
                        + (0.072 + c * 0.928 + s * 0.072) * b,
                    a,
                ]
            });
        }
    }
}
