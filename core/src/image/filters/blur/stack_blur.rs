//! `stackBlur`: a triangle each way, which approximates a Gaussian.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::means::sliding::{Shape, Sliding, WIDEST_TRIANGLE};
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
#[cfg(feature = "float")]
use crate::image::kernels::float::{Shape as FloatShape, sliding};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Blurs with a triangle each way; colours are weighted by alpha.
    ///
    /// The weight of a pixel is `(radius + 1 - |dx|) * (radius + 1 - |dy|)`: the kernel of Mario Klingemann's
    /// StackBlur, whose standard deviation is `sqrt(radius * (radius + 2) / 6)`. The time doesn't depend on the radius.
    /// The original truncates to whole levels after each direction; this filter rounds once, and is within 0.01 of half
    /// a level of the exact mean. Translucent colours are first weighted by alpha in whole levels. Together with the
    /// rounding of colour and alpha, they are up to 1.5 levels off, measured premultiplied.
    pub struct StackBlur: "stackBlur" in "blur" version 1 on planes {
        /// Number of pixels on either side; 0 leaves the frame unchanged.
        radius: i32 =
            Kind::Integer(Number::new(10.0, 0.0, WIDEST_TRIANGLE as f64).typical(0.0, 60.0).step(1.0).unit(Unit::Pixels)),
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = Kind::Enum { names: BorderMode::NAMES, default: 0 },
    }
}

impl Operate for StackBlur {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.radius <= 0 {
            return Ok(Operation::Identity);
        }
        let radius = self.radius.clamp(0, WIDEST_TRIANGLE as i32) as usize;
        Ok(Operation::Window(Box::new(Sliding::new(input, Shape::Triangle, [radius; 2], self.border)?)))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let radius = self.radius.clamp(0, WIDEST_TRIANGLE as i32) as usize;
        let size = input.size();
        sliding(FloatShape::Triangle, [radius; 2], self.border, size).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{SIDES, check_weighted_mean, noise, run};
    use crate::image::frame::{Format, Frame};

    #[test]
    fn agrees_with_the_triangle() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for radius in [1, 2, 5, 30] {
                    for &border in BorderMode::ALL {
                        let source = noise(format, width, height, opaque, 8);
                        let r = radius as isize;
                        let weight = move |d: isize| (r + 1 - d.abs()) as f64;
                        let taps: Vec<(isize, isize, f64)> = (-r..=r)
                            .flat_map(|dy| (-r..=r).map(move |dx| (dx, dy, weight(dx) * weight(dy))))
                            .collect();
                        let tolerance = if opaque && border != BorderMode::Transparent { 0.51 } else { 1.01 };
                        check_weighted_mean(&StackBlur { radius, border }, &source, border, &taps, tolerance);
                    }
                }
            }
        }
    }

    #[test]
    fn the_widest_triangle_of_white_is_white() {
        for format in [Format::Rgba, Format::Gray8] {
            let mut frame = Frame::new(FrameLayout::new(format, 21, 30).unwrap()).unwrap();
            frame.bytes_mut().fill(255);
            let widest = StackBlur { radius: 254, border: BorderMode::Mirror };
            assert!(run(&widest, &frame).bytes().iter().all(|&byte| byte == 255), "{format:?}");
        }
    }
}
