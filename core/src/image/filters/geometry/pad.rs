//! `pad`: adds pixels around the frame.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{BorderMode, Gather};
use crate::image::kernels::warp::BORDER;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::kernels::Operation;
#[cfg(feature = "float")]
use crate::image::frame::RowFormat;
use crate::image::frame::{RowLayout, PlaneRef, MAXIMUM_DIMENSION, Plane, PlaneMut};

crate::filter! {
    /// Enlarges the frame by new pixels around it: OpenCV's `copyMakeBorder`.
    pub struct Pad: "pad" in "geometry" version 1 on planes {
        /// Number of new columns on the left.
        left: i32 = Kind::Integer(SIDE),
        /// Number of new rows above.
        top: i32 = Kind::Integer(SIDE),
        /// Number of new columns on the right.
        right: i32 = Kind::Integer(SIDE),
        /// Number of new rows below.
        bottom: i32 = Kind::Integer(SIDE),
        /// Border mode: the content of the new pixels.
        border: BorderMode = BORDER,
        /// Background, which shows where the border mode is `transparent`; for a gray frame, its red is the gray level.
        color: [f64; 4] = Kind::Color([0.0, 0.0, 0.0, 1.0]),
    }
}

/// The number of new rows or columns.
const SIDE: Number =
    Number::new(16.0, 0.0, MAXIMUM_DIMENSION as f64).typical(0.0, 256.0).step(1.0).unit(Unit::Pixels);

impl Operate for Pad {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let [left, top, right, bottom] = [self.left, self.top, self.right, self.bottom].map(i32::unsigned_abs);
        if [left, top, right, bottom] == [0; 4] {
            return Ok(Operation::Identity);
        }
        // Sums of numbers below 2¹⁶.
        let layout = RowLayout::new(input.format(), input.width() + left + right, input.height() + top + bottom)?;
        let color = self.color.map(|channel| (channel * 255.0).round() as u8);
        Ok(Operation::Gather(Box::new(Kernel { layout, first: [left as usize, top as usize], border: self.border, color })))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let [left, top, right, bottom] =
            [self.left, self.top, self.right, self.bottom].map(|side| side.unsigned_abs() as usize);
        if [left, top, right, bottom] == [0; 4] {
            return Ok(Some(FloatOperation::Identity));
        }
        let from = input.size();
        let to = [from[0] + left + right, from[1] + top + bottom];
        let [r, g, b, a] = self.color.map(|channel| channel as f32);
        let color = if input.format() == RowFormat::Gray8 { [r, r, r, 1.0] } else { [r, g, b, a] };
        super::float::pad([left, top], [from, to], self.border, color).map(Some)
    }
}

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    /// The position of the frame in the result.
    first: [usize; 2],
    border: BorderMode,
    color: [u8; 4],
}

impl Gather for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, _: Option<&PlaneRef<'_>>) {
        let bytes = self.layout.pixel_bytes();
        let (width, height) = (source.row_bytes() / bytes, source.height());
        let [left, top] = self.first;
        let color = &self.color[..bytes];
        for (y, row) in (first..).zip(rows.into_rows()) {
            let Some(from) = self.border.inside(y as isize - top as isize, height) else {
                row.chunks_exact_mut(bytes).for_each(|pixel| pixel.copy_from_slice(color));
                continue;
            };
            let from = source.row(from);
            let (before, rest) = row.split_at_mut(left * bytes);
            let (same, after) = rest.split_at_mut(from.len().min(rest.len()));
            same.copy_from_slice(&from[..same.len()]);
            let fill = |pixels: &mut [u8], start: isize| {
                for (x, pixel) in (start..).zip(pixels.chunks_exact_mut(bytes)) {
                    let place = self.border.inside(x, width).map(|x| &from[x * bytes..(x + 1) * bytes]);
                    pixel.copy_from_slice(place.unwrap_or(color));
                }
            };
            fill(before, -(left as isize));
            fill(after, width as isize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{golden, noise, run};
    use crate::image::frame::{Format, Frame};

    #[test]
    fn agrees_with_opencv() {
        for (label, expected) in golden(include_str!("../../../../tests/golden/pad.txt")) {
            let border = BorderMode::ALL[BorderMode::NAMES.iter().position(|name| *name == label).unwrap()];
            let mut source = Frame::new(FrameLayout::new(Format::Gray8, 5, 3).unwrap()).unwrap();
            source.bytes_mut().iter_mut().zip(1..).for_each(|(byte, i)| *byte = 10 * i);
            let color = [77.0 / 255.0, 0.0, 0.0, 1.0];
            let result = run(&Pad { left: 7, top: 4, right: 12, bottom: 9, border, color }, &source);
            let expected: Vec<u8> = expected.into_iter().map(|v| v as u8).collect();
            assert!(result.bytes() == expected, "{label}");
        }
    }

    #[test]
    fn pads_colours_as_grays() {
        for &border in BorderMode::ALL {
            for (width, height) in [(1, 1), (2, 5), (9, 4)] {
                let gray = noise(Format::Gray8, width, height, true, 4);
                let mut color = Frame::new(FrameLayout::new(Format::Rgba, width, height).unwrap()).unwrap();
                color.bytes_mut().chunks_mut(4).zip(gray.bytes()).for_each(|(to, &from)| to.fill(from));
                let pad = Pad { left: 3, top: 0, right: 20, bottom: 2, border, color: [0.2; 4] };
                let (gray, color) = (run(&pad, &gray), run(&pad, &color));
                assert!(color.bytes().iter().step_by(4).eq(gray.bytes()), "{border:?}");
                assert!(color.bytes().chunks(4).all(|pixel| pixel == [pixel[0]; 4]), "{border:?}");
            }
        }
    }
}
