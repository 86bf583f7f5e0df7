//! `flip`: mirrors the frame.

use alloc::boxed::Box;
use core::ops::Range;

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::{Geometry, Point};
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
#[cfg(feature = "float")]
use super::float::{Turn, mirror, turn};
use crate::image::kernels::Operation;
use crate::image::frame::{FrameLayout, RowLayout, Plane, PlaneMut, PlaneRef};
use crate::simd::{Pixels, U8x16};

crate::choice! {
    /// The axis along which a frame is mirrored.
    pub enum Axis {
        /// Swaps left and right.
        Horizontal = "horizontal",
        /// Swaps top and bottom.
        Vertical = "vertical",
        /// Swaps both: half a turn.
        Both = "both",
    }
}

crate::filter! {
    /// Mirrors the frame.
    pub struct Flip: "flip" in "geometry" version 1 on planes {
        /// Axis along which the frame is mirrored.
        axis: Axis = Kind::Enum { names: Axis::NAMES, default: 0 },
    }
}

impl Operate for Flip {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        Ok(match self.axis {
            Axis::Horizontal => {
                Operation::Point(Box::new(Reversal { row_bytes: input.row_bytes(), gray: input.pixel_bytes() == 1 }))
            }
            axis => Operation::Geometry(Box::new(Mirror { layout: *input, is_half_turn: axis == Axis::Both })),
        })
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let size = input.size();
        Ok(Some(match self.axis {
            Axis::Horizontal => mirror(),
            Axis::Vertical => turn(Turn::Vertical, size),
            Axis::Both => turn(Turn::Half, size),
        }))
    }

    /// In a mirrored line of an odd length, other pixels share chroma.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        let is_cut = |halvings: u32, length: u32| !length.is_multiple_of(1 << halvings);
        self.axis != Axis::Vertical && is_cut(across, input.width())
            || self.axis != Axis::Horizontal && is_cut(down, input.height())
    }
}

/// Reverses each row.
#[derive(Debug)]
struct Reversal {
    row_bytes: usize,
    gray: bool,
}

impl Point for Reversal {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        match rows {
            Pixels::InPlace(rows) => rows.chunks_exact_mut(self.row_bytes).for_each(|row| reverse(row, self.gray)),
            Pixels::Into { source, target } => {
                let rows = source.chunks_exact(self.row_bytes).zip(target.chunks_exact_mut(self.row_bytes));
                rows.for_each(|(from, to)| reverse_into(from, to, self.gray));
            }
        }
    }
}

/// Reverses the order of the rows, and each row in a half turn.
#[derive(Debug)]
pub(super) struct Mirror {
    pub(super) layout: RowLayout,
    pub(super) is_half_turn: bool,
}

impl Geometry for Mirror {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        true
    }

    /// The whole frame at once, at the speed of memory.
    fn apply_in_place(&mut self, mut frame: PlaneMut<'_>, rows: Range<usize>) -> usize {
        let end = self.layout.height() as usize;
        if rows.start > 0 {
            return end;
        }
        let gray = self.layout.pixel_bytes() == 1;
        if self.is_half_turn && let Some(bytes) = frame.contiguous_mut() {
            reverse(bytes, gray);
            return end;
        }
        let height = frame.height();
        let (above, below) = frame.reborrow().split_at_row(height / 2);
        for (a, b) in above.into_rows().zip(below.into_rows().rev()) {
            a.swap_with_slice(b);
        }
        if self.is_half_turn {
            frame.into_rows().for_each(|row| reverse(row, gray));
        }
        end
    }

    fn apply(
        &mut self,
        source: Plane<'_>,
        mut target: PlaneMut<'_>,
        rows: Range<usize>,
        _: Option<&PlaneRef<'_>>,
    ) -> usize {
        let gray = self.layout.pixel_bytes() == 1;
        let from = source.rows().rev().skip(rows.start);
        for (to, from) in target.band_mut(rows.clone()).into_rows().zip(from) {
            if self.is_half_turn {
                reverse_into(from, to, gray);
            } else {
                to.copy_from_slice(from);
            }
        }
        rows.end
    }
}

#[inline(always)]
fn reversed(v: U8x16, gray: bool) -> U8x16 {
    if gray { v.reverse() } else { v.reverse_pixels() }
}

/// Reverses pixels in place: swaps vectors from both ends until they meet.
fn reverse(row: &mut [u8], gray: bool) {
    let pixel = if gray { 1 } else { 4 };
    let half = row.len() / pixel / 2 * pixel;
    let (left, rest) = row.split_at_mut(half);
    // A pixel in the middle is unchanged.
    let right_start = rest.len() - half;
    let right = &mut rest[right_start..];
    let (left, left_tail) = left.as_chunks_mut::<16>();
    let (right_tail, right) = right.as_rchunks_mut::<16>();
    for (a, b) in left.iter_mut().zip(right.iter_mut().rev()) {
        let (from_left, from_right) = (U8x16::load(a), U8x16::load(b));
        reversed(from_right, gray).store(a);
        reversed(from_left, gray).store(b);
    }
    for (a, b) in left_tail.chunks_exact_mut(pixel).zip(right_tail.chunks_exact_mut(pixel).rev()) {
        a.swap_with_slice(b);
    }
}

fn reverse_into(from: &[u8], to: &mut [u8], gray: bool) {
    let pixel = if gray { 1 } else { 4 };
    let (from, from_tail) = from.as_chunks::<16>();
    let (to_tail, to) = to.as_rchunks_mut::<16>();
    for (a, b) in from.iter().zip(to.iter_mut().rev()) {
        reversed(U8x16::load(a), gray).store(b);
    }
    for (a, b) in from_tail.chunks_exact(pixel).zip(to_tail.chunks_exact_mut(pixel).rev()) {
        b.copy_from_slice(a);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, compare, noise, run};
    use crate::image::frame::Format;

    #[test]
    fn moves_every_pixel_to_its_mirror_image() {
        for (width, height) in SIDES {
            for format in [Format::Rgba, Format::Gray8] {
                for &axis in Axis::ALL {
                    let source = noise(format, width, height, false, 5);
                    let result = run(&Flip { axis }, &source);
                    let (w, h, p) = (width as usize, height as usize, source.layout().rows().unwrap().pixel_bytes());
                    let mut expected = source.bytes().to_vec();
                    for (i, byte) in expected.iter_mut().enumerate() {
                        let (y, x, c) = (i / p / w, i / p % w, i % p);
                        let y = if axis == Axis::Horizontal { y } else { h - 1 - y };
                        let x = if axis == Axis::Vertical { x } else { w - 1 - x };
                        *byte = source.bytes()[(y * w + x) * p + c];
                    }
                    compare(&format!("{axis:?} {format:?} {w}×{h}"), result.bytes(), &expected, 0);
                }
            }
        }
    }
}
