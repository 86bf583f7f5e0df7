//! Rectangles of frames.

use core::ops::Range;

use super::FrameLayout;

/// A rectangle of a frame, in pixels. A pipeline processes it as if it were a whole frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First column.
    pub x: u32,
    /// First row.
    pub y: u32,
    /// Number of columns.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
}

impl Region {
    /// Returns whether the rectangle isn't empty and lies within a frame of this layout.
    pub(crate) fn is_within(&self, layout: &FrameLayout) -> bool {
        let fits = |start: u32, length: u32, whole: u32| {
            length > 0 && start.checked_add(length).is_some_and(|end| end <= whole)
        };
        fits(self.x, self.width, layout.width()) && fits(self.y, self.height, layout.height())
    }

    /// Returns the rows, and the bytes of each row.
    pub(crate) fn ranges(&self, pixel_bytes: usize) -> (Range<usize>, Range<usize>) {
        let [x, y, width, height] = [self.x, self.y, self.width, self.height].map(|length| length as usize);
        (y..y + height, x * pixel_bytes..(x + width) * pixel_bytes)
    }
}
