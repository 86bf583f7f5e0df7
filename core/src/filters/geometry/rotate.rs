//! `rotate`: quarter turns.

use alloc::boxed::Box;

use super::flip::{Axis, Mirror};
use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::filters::kernel::Geometry;
use crate::filters::{Operate, Operation};
use crate::frame::{FrameLayout, Plane, PlaneMut};
use crate::simd::U8x16;

crate::filter! {
    /// Turns the frame clockwise by quarter turns. An odd number of them swaps width and height.
    pub struct Rotate: "rotate" in "geometry" version 1 on [Rgba8, Gray8] {
        /// Number of quarter turns; negative ones turn back.
        quarter_turns: i32 = Kind::Integer(Number::new(1.0, -3.0, 3.0).step(1.0)),
    }
}

impl Operate for Rotate {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        let turned = FrameLayout::new(input.format(), input.height(), input.width())?;
        Ok(match self.quarter_turns.rem_euclid(4) {
            0 => Operation::Identity,
            2 => Operation::Geometry(Box::new(Mirror { layout: *input, axis: Axis::Both })),
            turns => Operation::Geometry(Box::new(Quarter { layout: turned, clockwise: turns == 1 })),
        })
    }
}

/// A quarter turn. It goes to another slot even if the frame is square: following the cycles of an in-place turn
/// touches four far places at a time.
#[derive(Debug)]
struct Quarter {
    layout: FrameLayout,
    clockwise: bool,
}

/// Columns of the source, hence rows of the target, that are worked on at a time. Eight rows of a frame whose stride is
/// a power of two fall into one set of the first-level cache, which holds at least eight.
const COLUMNS: usize = 8;

impl Quarter {
    /// Row and column of the target for row and column of the source.
    fn place(&self, y: usize, x: usize, source_height: usize, source_width: usize) -> (usize, usize) {
        if self.clockwise { (x, source_height - 1 - y) } else { (source_width - 1 - x, y) }
    }

    /// One pixel at a time.
    fn turn_slowly(
        &self,
        source: Plane<'_>,
        target: &mut PlaneMut<'_>,
        rows: core::ops::Range<usize>,
        columns: core::ops::Range<usize>,
    ) {
        let bytes = self.layout.pixel_bytes();
        let (height, width) = (source.height(), source.row_bytes() / bytes);
        for x in columns {
            for y in rows.clone() {
                let (to_y, to_x) = self.place(y, x, height, width);
                let from = &source.row(y)[x * bytes..(x + 1) * bytes];
                target.row_mut(to_y)[to_x * bytes..(to_x + 1) * bytes].copy_from_slice(from);
            }
        }
    }

    /// Four by four RGBA pixels, transposed in registers.
    fn turn_block(&self, source: Plane<'_>, target: &mut PlaneMut<'_>, y: usize, x: usize) {
        let (height, width) = (source.height(), source.row_bytes() / 4);
        // Turning counter-clockwise is the same with the rows of the block taken downwards, and written from below.
        let rows: [U8x16; 4] = core::array::from_fn(|i| {
            let row = source.row(if self.clockwise { y + 3 - i } else { y + i });
            row[4 * x..].first_chunk().map_or(U8x16::splat(0), U8x16::load)
        });
        let [a, b, c, d] = rows;
        let (ab, cd) = (a.zip_pixels_low(b), c.zip_pixels_low(d));
        let (ab_high, cd_high) = (a.zip_pixels_high(b), c.zip_pixels_high(d));
        let columns = [ab.join_low(cd), ab.join_high(cd), ab_high.join_low(cd_high), ab_high.join_high(cd_high)];
        let to_x = if self.clockwise { height - 4 - y } else { y };
        for (i, column) in columns.into_iter().enumerate() {
            let to_y = if self.clockwise { x + i } else { width - 1 - x - i };
            if let Some(to) = target.row_mut(to_y)[4 * to_x..].first_chunk_mut() {
                column.store(to);
            }
        }
    }
}

impl Geometry for Quarter {
    fn output(&self) -> &FrameLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        false
    }

    fn apply_in_place(&mut self, _: PlaneMut<'_>) {}

    fn apply(&mut self, source: Plane<'_>, mut target: PlaneMut<'_>) {
        let bytes = self.layout.pixel_bytes();
        let (height, width) = (source.height(), source.row_bytes() / bytes);
        let (whole_rows, whole_columns) = if bytes == 4 { (height / 4 * 4, width / 4 * 4) } else { (0, 0) };
        for start in (0..whole_columns).step_by(COLUMNS) {
            for y in (0..whole_rows).step_by(4) {
                for x in (start..whole_columns.min(start + COLUMNS)).step_by(4) {
                    self.turn_block(source, &mut target, y, x);
                }
            }
        }
        for start in (0..width).step_by(COLUMNS) {
            let columns = start..width.min(start + COLUMNS);
            self.turn_slowly(source, &mut target, whole_rows..height, columns.clone());
            self.turn_slowly(source, &mut target, 0..whole_rows, columns.start.max(whole_columns)..columns.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filters::testing::{SIDES, compare, noise, run};
    use crate::frame::Format;

    #[test]
    fn moves_every_pixel_to_its_place() {
        for (width, height) in SIDES {
            for format in Format::ALL {
                for quarter_turns in -3..=3 {
                    let source = noise(format, width, height, false, 5);
                    let result = run(&Rotate { quarter_turns }, &source);
                    let (w, h, p) = (width as usize, height as usize, source.layout().pixel_bytes());
                    let odd = quarter_turns % 2 != 0;
                    let (rw, rh) = if odd { (h, w) } else { (w, h) };
                    assert_eq!(result.layout().width() as usize, rw, "width");
                    let mut expected = vec![0; source.bytes().len()];
                    for (i, byte) in expected.iter_mut().enumerate() {
                        let (y, x, c) = (i / p / rw, i / p % rw, i % p);
                        let (sy, sx) = match quarter_turns.rem_euclid(4) {
                            0 => (y, x),
                            1 => (h - 1 - x, y),
                            2 => (h - 1 - y, w - 1 - x),
                            _ => (x, w - 1 - y),
                        };
                        *byte = source.bytes()[(sy * w + sx) * p + c];
                    }
                    compare(&format!("{quarter_turns} {format:?} {rw}×{rh}"), result.bytes(), &expected, 0);
                }
            }
        }
    }
}
