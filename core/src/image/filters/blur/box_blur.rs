//! `boxBlur`: the mean of a rectangle.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::means::sliding::{Shape, Sliding, WIDEST_BOX};
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
#[cfg(feature = "float")]
use crate::image::kernels::float::{Shape as FloatShape, sliding};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Replaces each pixel by the mean of the rectangle around it; colours are weighted by alpha.
    ///
    /// The mean of `2 * radius + 1` pixels each way, rounded to nearest, as OpenCV's `blur`. The time doesn't depend on
    /// the radius. Exact for opaque and gray frames up to 33,000 pixels (radius 90); beyond that, a mean within 0.0001
    /// of the middle between two levels may round to the other level. Translucent colours are first weighted by alpha
    /// in whole levels. Together with the rounding of colour and alpha, they are up to 1.5 levels off, measured
    /// premultiplied.
    pub struct BoxBlur: "boxBlur" in "blur" version 1 on planes {
        /// Number of pixels on either side; 0 leaves rows unchanged.
        radius_x: i32 =
            Kind::Integer(Number::new(5.0, 0.0, WIDEST_BOX as f64).typical(0.0, 50.0).step(1.0).unit(Unit::Pixels)),
        /// Number of pixels above and below; 0 leaves columns unchanged.
        radius_y: i32 =
            Kind::Integer(Number::new(5.0, 0.0, WIDEST_BOX as f64).typical(0.0, 50.0).step(1.0).unit(Unit::Pixels)),
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = Kind::Enum { names: BorderMode::NAMES, default: 0 },
    }
}

impl Operate for BoxBlur {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.radius_x <= 0 && self.radius_y <= 0 {
            return Ok(Operation::Identity);
        }
        let radius = [self.radius_x, self.radius_y].map(|radius| radius.clamp(0, WIDEST_BOX as i32) as usize);
        Ok(Operation::Window(Box::new(Sliding::new(input, Shape::Box, radius, self.border)?)))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let radius = [self.radius_x, self.radius_y].map(|radius| radius.clamp(0, WIDEST_BOX as i32) as usize);
        let size = input.size();
        sliding(FloatShape::Box, radius, self.border, size).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{SIDES, check_weighted_mean, golden, noise, run};
    use crate::image::frame::{Format, Frame};

    #[test]
    fn agrees_with_the_mean_of_a_rectangle() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (radius_x, radius_y) in [(1, 1), (2, 0), (0, 3), (5, 7), (40, 20), (3, 100)] {
                    for &border in BorderMode::ALL {
                        let source = noise(format, width, height, opaque, 7);
                        let filter = BoxBlur { radius_x, radius_y, border };
                        let (x, y) = (radius_x as isize, radius_y as isize);
                        let offsets = (-y..=y).flat_map(|dy| (-x..=x).map(move |dx| (dx, dy, 1.0)));
                        let taps: Vec<(isize, isize, f64)> = offsets.collect();
                        // Opaque means are exact. Otherwise, weighting by alpha is off by half a level, and rounding by
                        // another half.
                        let tolerance = if opaque && border != BorderMode::Transparent { 0.5 } else { 1.0 };
                        check_weighted_mean(&filter, &source, border, &taps, tolerance);
                    }
                }
            }
        }
    }

    #[test]
    fn the_widest_box_of_white_is_white() {
        for format in [Format::Rgba, Format::Gray8] {
            let mut frame = Frame::new(FrameLayout::new(format, 21, 30).unwrap()).unwrap();
            frame.bytes_mut().fill(255);
            let widest = BoxBlur { radius_x: 500, radius_y: 500, border: BorderMode::Mirror };
            assert!(run(&widest, &frame).bytes().iter().all(|&byte| byte == 255), "{format:?}");
        }
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/blur/box_blur.txt"));
        let (sources, cases) = vectors.split_at(2);
        for pair in cases.as_chunks::<2>().0 {
            let [(label, numbers), (_, expected)] = pair;
            let [channels, radius_x, radius_y] = [0, 1, 2].map(|i| numbers[i] as i32);
            let border = if label.ends_with("reflect101") { BorderMode::Mirror } else { BorderMode::Clamp };
            let format = if channels == 4 { Format::Rgba } else { Format::Gray8 };
            let mut frame = Frame::new(FrameLayout::new(format, 12, 9).unwrap()).unwrap();
            let source = &sources[usize::from(channels == 1)].1;
            frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
            let result = run(&BoxBlur { radius_x, radius_y, border }, &frame);
            assert!(result.bytes().iter().map(|&byte| f64::from(byte)).eq(expected.iter().copied()), "{label} {numbers:?}");
        }
        assert_eq!(cases.len(), 2 * 12, "number of golden cases");
    }
}
