//! `rotateByAngle`: rotates by any angle.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::image::kernels::BorderMode;
use crate::image::kernels::warp::{Homography, INTERPOLATION, Interpolation, Mapping, BORDER, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Rotates the frame around its middle by any angle; colours are weighted by alpha. (`rotate` is faster for quarter
    /// turns.)
    pub struct RotateByAngle: "rotateByAngle" in "warp" version 1 on planes {
        /// Angle of rotation, clockwise; 0 leaves the frame unchanged.
        angle: f64 = Kind::Number(Number::new(15.0, -3600.0, 3600.0).typical(-180.0, 180.0).step(0.1).unit(Unit::Degrees)),
        /// Whether the result is enlarged to contain the whole frame; otherwise it has the frame's size.
        expand: bool = Kind::Boolean(false),
        /// Interpolation of colours between pixels.
        interpolation: Interpolation = INTERPOLATION,
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = BORDER,
    }
}

impl RotateByAngle {
    /// Returns the warp; none if the frame stays as it is.
    fn warp(&self, input: &RowLayout) -> Result<Option<Warp>> {
        let turns = self.angle / 360.0;
        if turns.round() == turns {
            return Ok(None);
        }
        let (cosine, sine) = (cosine(turns), sine(turns));
        let (width, height) = (f64::from(input.width()), f64::from(input.height()));
        let output = if self.expand {
            // Slightly less, so that rounding errors don't enlarge a quarter turn by a pixel.
            let side = |along: f64, across: f64| {
                ((along * cosine).abs() + (across * sine).abs() - 1e-6).ceil().max(1.0) as u32
            };
            RowLayout::new(input.format(), side(width, height), side(height, width))?
        } else {
            *input
        };
        let (middle_x, middle_y) = (f64::from(output.width()) / 2.0, f64::from(output.height()) / 2.0);
        // From the result back to the frame: rotated by the opposite angle.
        let inverse = Homography::affine([
            cosine,
            sine,
            width / 2.0 - cosine * middle_x - sine * middle_y,
            -sine,
            cosine,
            height / 2.0 + sine * middle_x - cosine * middle_y,
        ]);
        Ok(Some(Warp::new(output, Mapping::Straight(inverse), self.interpolation, self.border, None)))
    }
}

impl Operate for RotateByAngle {
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
    use crate::image::filters::geometry::Rotate;
    use crate::image::testing::{compare, noise, run};
    use crate::image::kernels::warp::testing::{HEIGHT, WIDTH, check};
    use crate::image::frame::Format;

    #[test]
    fn agrees_with_the_definition() {
        for angle in [-30.0_f64, 12.5, 100.0] {
            let radians = angle.to_radians();
            check(
                &|interpolation, border| RotateByAngle { angle, expand: false, interpolation, border },
                &|x, y| {
                    let (x, y) = (x - f64::from(WIDTH) / 2.0, y - f64::from(HEIGHT) / 2.0);
                    [
                        f64::from(WIDTH) / 2.0 + x * radians.cos() + y * radians.sin(),
                        f64::from(HEIGHT) / 2.0 - x * radians.sin() + y * radians.cos(),
                    ]
                },
            );
        }
    }

    #[test]
    fn agrees_with_rotate_for_quarter_turns() {
        for format in [Format::Rgba, Format::Gray8] {
            let source = noise(format, 13, 6, true, 1);
            for quarter_turns in [1, 2, -1] {
                let angle = f64::from(quarter_turns) * 90.0;
                let turned = run(&RotateByAngle { angle, expand: true, ..RotateByAngle::default() }, &source);
                compare("a turn", turned.bytes(), run(&Rotate { quarter_turns }, &source).bytes(), 0);
            }
        }
    }
}
