//! `affine`: rotates, scales, shears and moves.

use crate::declare::{Kind, Number, Unit};
use crate::error::{Code, Error, Result};
use crate::image::kernels::BorderMode;
use crate::image::kernels::warp::{Homography, INTERPOLATION, Interpolation, Mapping, BORDER, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::frame::{FrameLayout, RowLayout, MAXIMUM_DIMENSION};

crate::filter! {
    /// Rotates, scales, shears and moves the frame, in any combination; colours are weighted by alpha.
    ///
    /// The matrix `[a, c, e, b, d, f]` maps a position (x, y) of the frame to (a x + c y + e, b x + d y + f) of the
    /// result, in pixels from the upper left corner. This is a canvas's `setTransform(a, b, c, d, e, f)`, and OpenCV's
    /// `warpAffine` except for half a pixel, since OpenCV's positions are pixel centres. Shrinking to less than half
    /// skips pixels: use `resize` first.
    pub struct Affine: "affine" in "warp" version 1 on planes {
        /// Two rows of three numbers; the default leaves the frame unchanged.
        matrix: [f64; 6] = Kind::Matrix {
            columns: 3,
            default: &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
            range: (-32767.0, 32767.0),
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

/// A side of the result in pixels, or 0.
pub(super) const SIDE: Number =
    Number::new(0.0, 0.0, MAXIMUM_DIMENSION as f64).typical(0.0, 4096.0).step(1.0).unit(Unit::Pixels);

/// The layout of the result: a side of 0 keeps the frame's side.
pub(super) fn output(input: &RowLayout, width: i32, height: i32) -> Result<RowLayout> {
    let side = |asked: i32, own: u32| if asked == 0 { own } else { asked.unsigned_abs() };
    RowLayout::new(input.format(), side(width, input.width()), side(height, input.height()))
}

/// The error for a matrix that maps the frame to a line or a point.
pub(super) fn flat(argument: &'static str) -> Error {
    Error::new(Code::InvalidArgument, argument, "a mapping that can be undone", "a mapping that flattens the frame")
}

impl Affine {
    /// Returns the warp; none if the frame stays as it is.
    fn warp(&self, input: &RowLayout) -> Result<Option<Warp>> {
        let output = output(input, self.width, self.height)?;
        let mapping = Homography::affine(self.matrix);
        let inverse = mapping.inverse().ok_or_else(|| flat("matrix"))?;
        if output == *input && mapping == Homography::affine([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]) {
            return Ok(None);
        }
        Ok(Some(Warp::new(output, Mapping::Straight(inverse), self.interpolation, self.border, None)))
    }
}

impl Operate for Affine {
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
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{golden, run};
    use crate::image::kernels::warp::testing::check;
    use crate::image::frame::{Format, Frame};

    #[test]
    fn agrees_with_the_definition() {
        for matrix in [
            [1.0, 0.0, 2.25, 0.0, 1.0, -1.5],
            [0.8, 0.3, 1.0, -0.2, 1.1, 3.0],
            [-1.0, 0.0, 20.0, 0.0, 1.0, 0.0],
            [0.0, 2.0, 0.0, 0.7, 0.0, 5.0],
        ] {
            let [a, c, e, b, d, f] = matrix;
            let determinant = a * d - b * c;
            check(
                &|interpolation, border| Affine { matrix, width: 23, height: 0, interpolation, border },
                &|x, y| {
                    let (x, y) = (x - e, y - f);
                    [(d * x - c * y) / determinant, (a * y - b * x) / determinant]
                },
            );
        }
    }

    #[test]
    fn a_singular_mapping_is_an_error() {
        let layout = FrameLayout::new(crate::image::frame::Format::Rgba, 4, 4).unwrap();
        let flat = Affine { matrix: [1.0, 2.0, 0.0, 2.0, 4.0, 0.0], ..Affine::default() };
        assert_eq!(flat.operation(&layout.rows().unwrap()).unwrap_err().code, Code::InvalidArgument, "a line");
    }

    #[test]
    fn agrees_with_scipy_and_scikit_image() {
        let mut source = Frame::new(FrameLayout::new(Format::Gray8, 19, 14).unwrap()).unwrap();
        for (i, byte) in source.bytes_mut().iter_mut().enumerate() {
            let (x, y) = (i % 19, i / 19);
            *byte = (x * 23 + y * 41 + x * y * 7) as u8;
        }
        // The references expect the inverse mapping.
        let back = Homography::affine([0.9, 0.25, 1.3, -0.3, 1.1, 2.1]);
        let [[a, c, e], [b, d, f], _] = back.inverse().unwrap().0;
        for (label, expected) in golden(include_str!("../../../../tests/golden/warp.txt")) {
            let (interpolation, border) = match label.split_once(' ') {
                Some(("bilinear", border)) => (Interpolation::Bilinear, border),
                Some(("bicubic", border)) => (Interpolation::Bicubic, border),
                _ => continue,
            };
            let border = BorderMode::ALL[BorderMode::NAMES.iter().position(|name| *name == border).unwrap()];
            let matrix = [a, c, e, b, d, f];
            let result = run(&Affine { matrix, interpolation, border, ..Affine::default() }, &source);
            for (i, (&came, expected)) in result.bytes().iter().zip(expected).enumerate() {
                assert!((f64::from(came) - expected).abs() <= 1.0, "{label}, pixel {i}: {came}, {expected}");
            }
        }
    }
}
