//! `lensDistortion`: corrects the distortion of a lens.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::warp::{INTERPOLATION, Interpolation, Mapping, BORDER, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Corrects the distortion of a lens, or adds distortion. Colours are weighted by alpha.
    ///
    /// The model of Brown and Conrady with the coefficients of OpenCV's `calibrateCamera`, applied as in `undistort`.
    /// For a position (x, y) of the result, in focal lengths from the middle, and r² = x² + y², the frame is read at (x
    /// (1 + k₁r² + k₂r⁴ + k₃r⁶) + 2 p₁ x y + p₂ (r² + 2x²), y (1 + k₁r² + k₂r⁴ + k₃r⁶) + p₁ (r² + 2y²) + 2 p₂ x y). A
    /// negative k₁ corrects barrel distortion, a positive k₁ pincushion distortion.
    pub struct LensDistortion: "lensDistortion" in "warp" version 1 on planes {
        /// First coefficient of radial distortion.
        k1: f64 = Kind::Number(COEFFICIENT),
        /// Second coefficient of radial distortion.
        k2: f64 = Kind::Number(COEFFICIENT),
        /// Third coefficient of radial distortion.
        k3: f64 = Kind::Number(COEFFICIENT),
        /// First coefficient of tangential distortion.
        p1: f64 = Kind::Number(COEFFICIENT),
        /// Second coefficient of tangential distortion.
        p2: f64 = Kind::Number(COEFFICIENT),
        /// Focal length, in widths of the frame.
        focal_length: f64 = Kind::Number(Number::new(1.0, 0.1, 100.0).typical(0.3, 3.0).unit(Unit::Factor)),
        /// Optical centre, as fractions of width and height.
        center: [f64; 2] = Kind::Point([0.5, 0.5]),
        /// Interpolation of colours between pixels.
        interpolation: Interpolation = INTERPOLATION,
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = BORDER,
    }
}

/// A coefficient of the model.
const COEFFICIENT: Number = Number::new(0.0, -10.0, 10.0).typical(-0.5, 0.5).step(0.001);

impl LensDistortion {
    /// Returns the warp; none if the frame stays as it is.
    fn warp(&self, input: &RowLayout) -> Result<Option<Warp>> {
        let (radial, tangential) = ([self.k1, self.k2, self.k3], [self.p1, self.p2]);
        if radial == [0.0; 3] && tangential == [0.0; 2] {
            return Ok(None);
        }
        let (width, height) = (f64::from(input.width()), f64::from(input.height()));
        let mapping = Mapping::Lens {
            center: [self.center[0] * width, self.center[1] * height],
            focal: self.focal_length * width,
            radial,
            tangential,
        };
        Ok(Some(Warp::new(*input, mapping, self.interpolation, self.border, None)))
    }
}

impl Operate for LensDistortion {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        self.warp(input).map(Warp::operation)
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(Some(Warp::on_floats(self.warp(input)?.as_ref(), input)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::golden;
    use crate::image::kernels::warp::testing::{HEIGHT, WIDTH, check};

    #[test]
    fn agrees_with_the_definition() {
        let (k1, k2, k3, p1, p2) = (0.3, -0.2, 0.05, 0.02, -0.03);
        check(
            &|interpolation, border| LensDistortion {
                k1,
                k2,
                k3,
                p1,
                p2,
                focal_length: 0.8,
                center: [0.4, 0.55],
                interpolation,
                border,
            },
            &|x, y| {
                let (center, focal) = ([0.4 * f64::from(WIDTH), 0.55 * f64::from(HEIGHT)], 0.8 * f64::from(WIDTH));
                let (x, y) = ((x - center[0]) / focal, (y - center[1]) / focal);
                let square = x * x + y * y;
                let scale = 1.0 + k1 * square + k2 * square.powi(2) + k3 * square.powi(3);
                let u = x * scale + 2.0 * p1 * x * y + p2 * (square + 2.0 * x * x);
                let v = y * scale + p1 * (square + 2.0 * y * y) + 2.0 * p2 * x * y;
                [center[0] + focal * u, center[1] + focal * v]
            },
        );
    }

    #[test]
    fn agrees_with_the_positions_of_opencv() {
        for (label, numbers) in golden(include_str!("../../../../tests/golden/warp.txt")) {
            let Some(row) = label.strip_prefix("lens row ") else { continue };
            let mapping = Mapping::Lens {
                center: [0.4 * 19.0, 0.55 * 14.0],
                focal: 0.8 * 19.0,
                radial: [0.3, -0.2, 0.05],
                tangential: [0.02, -0.03],
            };
            for (i, place) in numbers.as_chunks::<2>().0.iter().enumerate() {
                let came = mapping.place(i, row.parse().unwrap());
                assert!((came[0] - place[0]).abs() < 1e-4 && (came[1] - place[1]).abs() < 1e-4, "{came:?}, {place:?}");
            }
        }
    }
}
