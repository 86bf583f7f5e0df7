//! `homography`: seen from elsewhere, by a matrix.

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::warp::{Homography as Mapped, INTERPOLATION, Interpolation, Mapping, OUTSIDE, Outside, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::FrameLayout;

use super::affine::{SIDE, flat, output};

crate::filter! {
    /// Maps the frame so that straight lines stay straight: any perspective.
    ///
    /// With rows `m`, a place (x, y) of the frame goes to (m₀ · (x, y, 1) / m₂ · (x, y, 1), m₁ · (x, y, 1) / m₂ · (x, y, 1)) of the result, in pixels
    /// from the upper left corner: OpenCV's `warpPerspective`, but for the half pixel by which its places are centres.
    /// Colours are weighed by alpha.
    pub struct Homography: "homography" in "geometry" version 1 on [Rgba8, Gray8] {
        /// Three rows of three numbers.
        matrix: [f64; 9] = Kind::Matrix {
            columns: 3,
            default: &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
            range: (-1e6, 1e6),
        },
        /// Columns of the result; 0 for as many as the frame has.
        width: i32 = Kind::Integer(SIDE),
        /// Rows of the result; 0 for as many as the frame has.
        height: i32 = Kind::Integer(SIDE),
        /// How colours between pixels are found.
        interpolation: Interpolation = INTERPOLATION,
        /// What lies beyond the edges.
        outside: Outside = OUTSIDE,
    }
}

impl Operate for Homography {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        let output = output(input, self.width, self.height)?;
        let [a, b, c, d, e, f, g, h, i] = self.matrix;
        let mapping = Mapped([[a, b, c], [d, e, f], [g, h, i]]);
        let inverse = mapping.inverse().ok_or_else(|| flat("matrix"))?;
        let middle = [f64::from(input.width()) / 2.0, f64::from(input.height()) / 2.0];
        let inverse = inverse.facing(mapping.of(middle)).ok_or_else(|| flat("matrix"))?;
        if output == *input && mapping == Mapped([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]) {
            return Ok(Operation::Identity);
        }
        Ok(Warp::operation(output, Mapping::Straight(inverse), self.interpolation, self.outside, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{noise, run};
    use crate::image::kernels::warp::testing::check;
    use crate::image::frame::Format;

    #[test]
    fn a_common_factor_changes_nothing() {
        let source = noise(Format::Rgba8, 12, 9, true, 3);
        let matrix = [1.1, 0.1, 1.0, -0.05, 0.9, 2.0, 0.002, -0.001, 1.0];
        let expected = run(&Homography { matrix, ..Homography::default() }, &source);
        assert!(expected.bytes().iter().any(|&byte| byte > 0), "something is seen");
        for factor in [-1.0, 1000.0, -1e-5] {
            let matrix = matrix.map(|number| number * factor);
            let came = run(&Homography { matrix, ..Homography::default() }, &source);
            assert!(came.bytes() == expected.bytes(), "{factor}");
        }
    }

    #[test]
    fn agrees_with_the_definition() {
        // The inverse is what the test is made of, so that it needs none.
        let inverse = Mapped([[0.9, 0.1, 1.0], [-0.05, 1.1, 0.5], [0.01, 0.004, 0.8]]);
        let [[a, b, c], [d, e, f], [g, h, i]] = inverse.inverse().unwrap().0;
        check(
            &|interpolation, outside| Homography {
                matrix: [a, b, c, d, e, f, g, h, i],
                width: 0,
                height: 31,
                interpolation,
                outside,
            },
            &|x, y| {
                let [u, v, w] = inverse.0.map(|[a, b, c]| a * x + b * y + c);
                [u / w, v / w]
            },
        );
    }
}
