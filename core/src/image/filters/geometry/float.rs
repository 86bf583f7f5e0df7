//! Moves of rows of floats.

#![cfg(feature = "float")]

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::float::{FloatGather, FloatOperation, FloatPoint, Pixel, Stored};
use crate::memory::zeroed;

/// Returns the operation that selects a rectangle, which begins at column and row `first`.
pub(super) fn crop(first: [usize; 2], size: [usize; 2]) -> FloatOperation {
    FloatOperation::Gather(Box::new(Crop { first, size }))
}

#[derive(Debug)]
struct Crop {
    first: [usize; 2],
    size: [usize; 2],
}

impl FloatGather for Crop {
    fn size(&self) -> [usize; 2] {
        self.size
    }

    fn stored(&self) -> usize {
        self.size[0]
    }

    fn needs(&self, y: usize) -> Range<usize> {
        let y = self.first[1] + y;
        y..y + 1
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        if let Some(from) = row.get(self.first[0]..self.first[0] + stored.len()) {
            stored.copy_from_slice(from);
        }
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        into.copy_from_slice(rows.row(self.first[1] + y));
    }
}

/// Returns the operation that adds pixels around a frame of size `from`, which begins at column and row `first` of the
/// result.
pub(super) fn pad(
    first: [usize; 2],
    [from, to]: [[usize; 2]; 2],
    border: BorderMode,
    color: Pixel,
) -> Result<FloatOperation> {
    let row = |y: usize| border.inside(y as isize - first[1] as isize, from[1]);
    // Rows that stand for others are kept until the last one that does.
    let mut needs: Vec<[u32; 2]> = zeroed(to[1])?;
    let mut end = 0;
    for (y, needs) in needs.iter_mut().enumerate() {
        end = row(y).map_or(end, |row| end.max(row as u32 + 1));
        needs[1] = end;
    }
    let mut start = end;
    for (y, needs) in needs.iter_mut().enumerate().rev() {
        start = row(y).map_or(start, |row| start.min(row as u32));
        *needs = [start.min(needs[1]), needs[1]];
    }
    Ok(FloatOperation::Gather(Box::new(Pad { first, from, to, border, color, needs })))
}

#[derive(Debug)]
struct Pad {
    first: [usize; 2],
    from: [usize; 2],
    to: [usize; 2],
    border: BorderMode,
    color: Pixel,
    needs: Vec<[u32; 2]>,
}

impl FloatGather for Pad {
    fn size(&self) -> [usize; 2] {
        self.to
    }

    fn stored(&self) -> usize {
        self.to[0]
    }

    fn needs(&self, y: usize) -> Range<usize> {
        let [start, end] = self.needs.get(y).copied().unwrap_or_default();
        start as usize..end as usize
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.needs.as_slice())
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        for (x, to) in (-(self.first[0] as isize)..).zip(stored) {
            *to = self.border.inside(x, self.from[0]).and_then(|x| row.get(x)).copied().unwrap_or(self.color);
        }
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        match self.border.inside(y as isize - self.first[1] as isize, self.from[1]) {
            Some(row) => into.copy_from_slice(rows.row(row)),
            None => into.fill(self.color),
        }
    }
}

/// Returns the operation that reverses each row.
pub(super) fn mirror() -> FloatOperation {
    FloatOperation::Point(Box::new(Reversal))
}

#[derive(Debug)]
struct Reversal;

impl FloatPoint for Reversal {
    fn apply(&self, row: &mut [Pixel], _: usize) {
        row.reverse();
    }
}

/// A move of all pixels of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The order of the rows is reversed.
    Vertical,
    Half,
    Clockwise,
    CounterClockwise,
}

/// Returns the operation that turns a frame of this size.
pub(super) fn turn(turn: Turn, size: [usize; 2]) -> FloatOperation {
    FloatOperation::Gather(Box::new(Turned { turn, size }))
}

#[derive(Debug)]
struct Turned {
    turn: Turn,
    size: [usize; 2],
}

impl FloatGather for Turned {
    fn size(&self) -> [usize; 2] {
        let [width, height] = self.size;
        match self.turn {
            Turn::Vertical | Turn::Half => [width, height],
            Turn::Clockwise | Turn::CounterClockwise => [height, width],
        }
    }

    fn stored(&self) -> usize {
        self.size[0]
    }

    fn needs(&self, _: usize) -> Range<usize> {
        0..self.size[1]
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        stored.copy_from_slice(row);
        if self.turn == Turn::Half {
            stored.reverse();
        }
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let [width, height] = self.size;
        let below = |y: usize, length: usize| length.saturating_sub(1 + y);
        match self.turn {
            Turn::Vertical | Turn::Half => into.copy_from_slice(rows.row(below(y, height))),
            Turn::Clockwise | Turn::CounterClockwise => {
                let is_clockwise = self.turn == Turn::Clockwise;
                let column = if is_clockwise { y } else { below(y, width) };
                for (x, to) in into.iter_mut().enumerate() {
                    let row = rows.row(if is_clockwise { below(x, height) } else { x });
                    *to = row.get(column).copied().unwrap_or_default();
                }
            }
        }
    }
}
