//! `rotate`: rotates by quarter turns.

use alloc::boxed::Box;

use super::flip::Mirror;
use core::ops::Range;

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::kernels::Geometry;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
#[cfg(feature = "float")]
use super::float::{Turn, turn};
use crate::image::kernels::Operation;
use crate::image::frame::{FrameLayout, RowLayout, Plane, PlaneMut, PlaneRef};
use crate::simd::U8x16;

crate::filter! {
    /// Rotates the frame clockwise by quarter turns. An odd number of quarter turns swaps width and height.
    pub struct Rotate: "rotate" in "geometry" version 1 on planes {
        /// Number of quarter turns; negative numbers rotate counter-clockwise, 0 leaves the frame unchanged.
        quarter_turns: i32 = Kind::Integer(Number::new(1.0, -3.0, 3.0).step(1.0)),
    }
}

impl Operate for Rotate {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let turned = RowLayout::new(input.format(), input.height(), input.width())?;
        Ok(match self.quarter_turns.rem_euclid(4) {
            0 => Operation::Identity,
            2 => Operation::Geometry(Box::new(Mirror { layout: *input, is_half_turn: true })),
            turns => Operation::Geometry(Box::new(Quarter { layout: turned, clockwise: turns == 1 })),
        })
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let size = input.size();
        Ok(Some(match self.quarter_turns.rem_euclid(4) {
            0 => FloatOperation::Identity,
            1 => turn(Turn::Clockwise, size),
            2 => turn(Turn::Half, size),
            _ => turn(Turn::CounterClockwise, size),
        }))
    }

    /// In a turned line of an odd length, other pixels share chroma.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        let is_cut = |halvings: u32, length: u32| !length.is_multiple_of(1 << halvings);
        across != down || is_cut(across, input.width()) || is_cut(down, input.height())
    }
}

/// A quarter turn. Even a square frame is written to another slot: following the cycles of an in-place rotation would
/// access four distant positions at a time.
#[derive(Debug)]
struct Quarter {
    layout: RowLayout,
    clockwise: bool,
}

/// Number of rows and columns of a tile: 16 RGBA pixels fill a cache line. Each line is read once and written once, as
/// a whole, so the limited associativity of the cache doesn't matter for strides that are a power of two.
const TILE: usize = 16;

/// Number of rows and columns of an area, which is rotated before the next: in large frames, every row is in another
/// page of memory, and a processor caches the addresses of some thousand pages only.
const AREA: usize = 256;

/// Number of source columns, hence target rows, processed at a time where pixels are rotated one by one.
const COLUMNS: usize = 8;

impl Quarter {
    /// Returns row and column of the target for row and column of the source.
    fn place(&self, y: usize, x: usize, source_height: usize, source_width: usize) -> (usize, usize) {
        if self.clockwise { (x, source_height - 1 - y) } else { (source_width - 1 - x, y) }
    }

    /// Rotates one pixel at a time.
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

    /// Four by four RGBA pixels, transposed in registers: four rows of the target, in the order of the source's
    /// columns.
    #[inline(always)]
    fn transposed(&self, source: Plane<'_>, y: usize, x: usize) -> [U8x16; 4] {
        // Counter-clockwise, the rows of the block are read downwards, and written from below.
        let [a, b, c, d] = core::array::from_fn(|i| {
            let row = source.row(if self.clockwise { y + 3 - i } else { y + i });
            row[4 * x..].first_chunk().map_or(U8x16::splat(0), U8x16::load)
        });
        let (ab, cd) = (a.zip_pixels_low(b), c.zip_pixels_low(d));
        let (ab_high, cd_high) = (a.zip_pixels_high(b), c.zip_pixels_high(d));
        [ab.join_low(cd), ab.join_high(cd), ab_high.join_low(cd_high), ab_high.join_high(cd_high)]
    }

    /// Writes the target rows for the source columns from `x` on, at the position of the source rows from `y` on.
    #[inline(always)]
    fn write<const N: usize>(
        &self,
        source: Plane<'_>,
        target: &mut PlaneMut<'_>,
        [y, x]: [usize; 2],
        rows: impl Iterator<Item = [u8; N]>,
    ) {
        let (height, width) = (source.height(), source.row_bytes() / 4);
        let to_x = if self.clockwise { height - N / 4 - y } else { y };
        for (i, row) in rows.enumerate() {
            let to_y = if self.clockwise { x + i } else { width - 1 - x - i };
            if let Some(to) = target.row_mut(to_y)[4 * to_x..].first_chunk_mut() {
                *to = row;
            }
        }
    }

    /// A whole line is copied at once: in large frames, writing it by vectors of 16 bytes takes longer.
    fn turn_tile(&self, source: Plane<'_>, target: &mut PlaneMut<'_>, y: usize, x: usize) {
        let mut tile = [[0; 4 * TILE]; TILE];
        for row in (0..TILE).step_by(4) {
            let to = 4 * if self.clockwise { TILE - 4 - row } else { row };
            for column in (0..TILE).step_by(4) {
                let rows = self.transposed(source, y + row, x + column);
                for (line, row) in tile[column..column + 4].iter_mut().zip(rows) {
                    line[to..].first_chunk_mut().into_iter().for_each(|to| row.store(to));
                }
            }
        }
        self.write(source, target, [y, x], tile.into_iter());
    }
}

impl Geometry for Quarter {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        false
    }

    fn apply_in_place(&mut self, _: PlaneMut<'_>, rows: Range<usize>) -> usize {
        rows.end
    }

    /// A unit of work is a column of the source, since each becomes a row. Parts are whole areas.
    fn apply(
        &mut self,
        source: Plane<'_>,
        mut target: PlaneMut<'_>,
        rows: Range<usize>,
        _: Option<&PlaneRef<'_>>,
    ) -> usize {
        let bytes = self.layout.pixel_bytes();
        let (height, width) = (source.height(), source.row_bytes() / bytes);
        let (whole_rows, whole_columns) = if bytes == 4 { (height / 4 * 4, width / 4 * 4) } else { (0, 0) };
        let (tile_rows, tile_columns) = (whole_rows / TILE * TILE, whole_columns / TILE * TILE);
        let columns = rows.start..rows.end.next_multiple_of(AREA).min(width);
        for top in (0..tile_rows).step_by(AREA) {
            for left in (columns.start..tile_columns.min(columns.end)).step_by(AREA) {
                for y in (top..tile_rows.min(top + AREA)).step_by(TILE) {
                    for x in (left..tile_columns.min(left + AREA)).step_by(TILE) {
                        self.turn_tile(source, &mut target, y, x);
                    }
                }
            }
        }
        for y in (0..whole_rows).step_by(4) {
            let first = if y < tile_rows { tile_columns.max(columns.start) } else { columns.start };
            for x in (first..whole_columns.min(columns.end)).step_by(4) {
                let rows = self.transposed(source, y, x).map(U8x16::to_array);
                self.write(source, &mut target, [y, x], rows.into_iter());
            }
        }
        for start in columns.clone().step_by(COLUMNS) {
            let columns = start..columns.end.min(start + COLUMNS);
            self.turn_slowly(source, &mut target, whole_rows..height, columns.clone());
            self.turn_slowly(source, &mut target, 0..whole_rows, columns.start.max(whole_columns)..columns.end);
        }
        columns.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, compare, noise, run};
    use crate::image::frame::Format;

    #[test]
    fn moves_every_pixel_to_its_position() {
        for (width, height) in SIDES {
            for format in [Format::Rgba, Format::Gray8] {
                for quarter_turns in -3..=3 {
                    let source = noise(format, width, height, false, 5);
                    let result = run(&Rotate { quarter_turns }, &source);
                    let (w, h, p) = (width as usize, height as usize, source.layout().rows().unwrap().pixel_bytes());
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
