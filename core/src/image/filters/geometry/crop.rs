//! `crop`: a part of the frame.

use alloc::boxed::Box;
use core::ops::Range;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Gather;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::kernels::Operation;
use crate::image::frame::{FrameLayout, RowLayout, PlaneRef, MAXIMUM_DIMENSION, Plane, PlaneMut};

crate::filter! {
    /// Crops the frame to a rectangle; the result has the rectangle's size.
    ///
    /// Parts of the rectangle outside the frame are left out; at least one row and one column remain.
    pub struct Crop: "crop" in "geometry" version 1 on planes {
        /// First column of the rectangle.
        x: i32 = Kind::Integer(SIDE),
        /// First row of the rectangle.
        y: i32 = Kind::Integer(SIDE),
        /// Width of the rectangle; 0 includes all remaining columns.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the rectangle; 0 includes all remaining rows.
        height: i32 = Kind::Integer(SIDE),
    }
}

/// A length in pixels.
const SIDE: Number =
    Number::new(0.0, 0.0, MAXIMUM_DIMENSION as f64).typical(0.0, 4096.0).step(1.0).unit(Unit::Pixels);

impl Crop {
    /// The first column and row, and the size, of the part that is within the frame.
    fn rectangle(&self, input: &RowLayout) -> [[u32; 2]; 2] {
        let part = |start: i32, length: i32, whole: u32| {
            let start = start.unsigned_abs().min(whole - 1);
            let left = whole - start;
            (start, if length == 0 { left } else { length.unsigned_abs().min(left) })
        };
        let (x, width) = part(self.x, self.width, input.width());
        let (y, height) = part(self.y, self.height, input.height());
        [[x, y], [width, height]]
    }
}

impl Operate for Crop {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let [[x, y], [width, height]] = self.rectangle(input);
        let layout = RowLayout::new(input.format(), width, height)?;
        if layout == *input {
            return Ok(Operation::Identity);
        }
        Ok(Operation::Gather(Box::new(Kernel { layout, first: [x as usize, y as usize] })))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let [first, size] = self.rectangle(input);
        if size == [input.width(), input.height()] {
            return Ok(Some(FloatOperation::Identity));
        }
        let [first, size] = [first, size].map(|sides| sides.map(|side| side as usize));
        Ok(Some(super::float::crop(first, size)))
    }

    /// Between pixels that share chroma, planes can't be cut.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        let cuts = |start: i32, halvings: u32, whole: u32| {
            !start.unsigned_abs().is_multiple_of(1 << halvings) || start.unsigned_abs() >= whole
        };
        across != down || cuts(self.x, across, input.width()) || cuts(self.y, down, input.height())
    }
}

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    /// Column and row.
    first: [usize; 2],
}

impl Gather for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn selects(&self) -> Option<[Range<usize>; 2]> {
        let [x, y] = self.first;
        let start = x * self.layout.pixel_bytes();
        Some([y..y + self.layout.height() as usize, start..start + self.layout.row_bytes()])
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, _: Option<&PlaneRef<'_>>) {
        let [x, y] = self.first;
        let start = x * self.layout.pixel_bytes();
        let part = source.part(y + first..y + first + rows.height(), start..start + rows.row_bytes());
        rows.into_rows().zip(part.rows()).for_each(|(to, from)| to.copy_from_slice(from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, noise, run};
    use crate::image::frame::Format;

    #[test]
    fn keeps_rows_and_columns_of_the_rectangle() {
        for (width, height) in SIDES {
            for format in [Format::Rgba, Format::Gray8] {
                let source = noise(format, width, height, false, 2);
                for [x, y, w, h] in [[0, 0, 1, 1], [1, 0, 0, 0], [2, 3, 5, 4], [100, 100, 100, 100]] {
                    let result = run(&Crop { x, y, width: w, height: h }, &source);
                    let (x, y) = (x.min(width as i32 - 1) as u32, y.min(height as i32 - 1) as u32);
                    let limit = |asked: i32, left: u32| if asked == 0 { left } else { left.min(asked as u32) };
                    let (w, h) = (limit(w, width - x), limit(h, height - y));
                    assert_eq!((result.layout().width(), result.layout().height()), (w, h), "size");
                    let bytes = result.layout().rows().unwrap().pixel_bytes();
                    let expected: Vec<u8> = (y..y + h)
                        .flat_map(|y| (x..x + w).flat_map(move |x| (0..bytes).map(move |c| (x, y, c))))
                        .map(|(x, y, c)| source.bytes()[(y * width + x) as usize * bytes + c])
                        .collect();
                    assert!(result.bytes() == expected, "{x}, {y}, {w}, {h} of {width}×{height}");
                }
            }
        }
    }
}
