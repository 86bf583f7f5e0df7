//! `homography`: changes the perspective by a matrix.

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::warp::{Homography as Mapped, INTERPOLATION, Interpolation, Mapping, BORDER, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::frame::{FrameLayout, RowLayout};

use super::affine::{SIDE, flat, output};

crate::filter! {
    /// Maps the frame by a homography, which keeps straight lines straight: any perspective. Colours are weighted by
    /// alpha.
    ///
    /// With rows `m`, a position (x, y) of the frame is mapped to (m₀ · (x, y, 1) / m₂ · (x, y, 1), m₁ · (x, y, 1) / m₂
    /// · (x, y, 1)) of the result, in pixels from the upper left corner. This is OpenCV's `warpPerspective` except for
    /// half a pixel, since OpenCV's positions are pixel centres.
    pub struct Homography: "homography" in "warp" version 1 on planes {
        /// Three rows of three numbers; the default leaves the frame unchanged.
        matrix: [f64; 9] = Kind::Matrix {
            columns: 3,
            default: &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
            range: (-1e6, 1e6),
        },
        /// Width of the result; 0 keeps the frame's width.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the result; 0 keeps the frame's height.
        height: i32 = Kind::Integer(SIDE),
        /// Interpolation of colours between pixels.
        interpolation: Interpolation = INTERPOLATION,
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = BORDER,
    }
}

impl Homography {
    /// Returns the warp; none if the frame stays as it is.
    fn warp(&self, input: &RowLayout) -> Result<Option<Warp>> {
        let output = output(input, self.width, self.height)?;
        let [a, b, c, d, e, f, g, h, i] = self.matrix;
        let mapping = Mapped([[a, b, c], [d, e, f], [g, h, i]]);
        let inverse = mapping.inverse().ok_or_else(|| flat("matrix"))?;
        let middle = [f64::from(input.width()) / 2.0, f64::from(input.height()) / 2.0];
        let inverse = inverse.facing(mapping.of(middle)).ok_or_else(|| flat("matrix"))?;
        if output == *input && mapping == Mapped([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]) {
            return Ok(None);
        }
        Ok(Some(Warp::new(output, Mapping::Straight(inverse), self.interpolation, self.border, None)))
    }
}

impl Operate for Homography {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        self.warp(input).map(Warp::operation)
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(Some(Warp::on_floats(self.warp(input)?.as_ref(), input)))
    }

    /// The matrix moves pixels of the frame, not of a plane of another size.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        input.format().halvings() != [0, 0] || input.has_alpha_plane()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{noise, run};
    use crate::image::kernels::warp::testing::check;
    use crate::image::frame::Format;

    #[test]
    fn a_common_factor_has_no_effect() {
        let source = noise(Format::Rgba, 12, 9, true, 3);
        let matrix = [1.1, 0.1, 1.0, -0.05, 0.9, 2.0, 0.002, -0.001, 1.0];
        let expected = run(&Homography { matrix, ..Homography::default() }, &source);
        assert!(expected.bytes().iter().any(|&byte| byte > 0), "the result isn't empty");
        for factor in [-1.0, 1000.0, -1e-5] {
            let matrix = matrix.map(|number| number * factor);
            let came = run(&Homography { matrix, ..Homography::default() }, &source);
            assert!(came.bytes() == expected.bytes(), "{factor}");
        }
    }

    #[test]
    fn agrees_with_the_definition() {
        // The test starts from the inverse, so that it needn't invert a matrix.
        let inverse = Mapped([[0.9, 0.1, 1.0], [-0.05, 1.1, 0.5], [0.01, 0.004, 0.8]]);
        let [[a, b, c], [d, e, f], [g, h, i]] = inverse.inverse().unwrap().0;
        check(
            &|interpolation, border| Homography {
                matrix: [a, b, c, d, e, f, g, h, i],
                width: 0,
                height: 31,
                interpolation,
                border,
            },
            &|x, y| {
                let [u, v, w] = inverse.0.map(|[a, b, c]| a * x + b * y + c);
                [u / w, v / w]
            },
        );
    }
}
