//! `perspective`: maps four corners to the corners of the frame.

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::warp::{Homography, INTERPOLATION, Interpolation, Mapping, BORDER, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::frame::RowLayout;

use super::affine::{SIDE, flat, output};

crate::filter! {
    /// Straightens a surface photographed at an angle: maps four corners in the frame to the corners of the result.
    /// Colours are weighted by alpha.
    ///
    /// The mapping is the only homography for these corners, as computed by OpenCV's `getPerspectiveTransform`.
    pub struct Perspective: "perspective" in "warp" version 1 on planes {
        /// Corners, x and y of each as fractions of width and height: upper left, upper right, lower right, lower left.
        corners: [f64; 8] = Kind::Matrix {
            columns: 2,
            default: &[0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0],
            range: (-4.0, 5.0),
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

impl Perspective {
    /// Returns the warp; none if the frame stays as it is.
    fn warp(&self, input: &RowLayout) -> Result<Option<Warp>> {
        let output = output(input, self.width, self.height)?;
        let (width, height) = (f64::from(input.width()), f64::from(input.height()));
        let [a, b, c, d] = core::array::from_fn(|i| [self.corners[2 * i] * width, self.corners[2 * i + 1] * height]);
        let from_square = Homography::from_square([a, b, c, d]).ok_or_else(|| flat("corners"))?;
        if output == *input && self.corners == [0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0] {
            return Ok(None);
        }
        let (across, down) = (1.0 / f64::from(output.width()), 1.0 / f64::from(output.height()));
        let mapping = from_square.after(&Homography::affine([across, 0.0, 0.0, 0.0, down, 0.0]));
        Ok(Some(Warp::new(output, Mapping::Straight(mapping), self.interpolation, self.border, None)))
    }
}

impl Operate for Perspective {
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
    use crate::image::frame::FrameLayout;
    use crate::error::Code;
    use crate::image::kernels::warp::testing::{HEIGHT, WIDTH, check};

    #[test]
    fn a_parallelogram_is_an_affine_mapping() {
        // Corners whose mapping is known without solving equations.
        let corners = [0.1, 0.2, 0.7, 0.1, 0.9, 0.8, 0.3, 0.9];
        check(
            &|interpolation, border| Perspective { corners, width: 20, height: 16, interpolation, border },
            &|x, y| {
                let (s, t) = (x / 20.0, y / 16.0);
                [
                    (0.1 + 0.6 * s + 0.2 * t) * f64::from(WIDTH),
                    (0.2 - 0.1 * s + 0.7 * t) * f64::from(HEIGHT),
                ]
            },
        );
    }

    #[test]
    fn corners_on_a_line_are_an_error() {
        let layout = FrameLayout::new(crate::image::frame::Format::Rgba, 4, 4).unwrap();
        let corners = [0.0, 0.0, 0.2, 0.2, 0.5, 0.5, 1.0, 1.0];
        let error = Perspective { corners, ..Perspective::default() }.operation(&layout.rows().unwrap()).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "corners"), "{error}");
    }
}
