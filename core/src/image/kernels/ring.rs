//! The last rows of a frame, for kernels that read the rows above and below.

use alloc::vec::Vec;

use crate::error::Result;
use crate::memory::zeroed;

/// The last four rows of a frame: the row above, the row itself and the row below, rounded up to a power of two.
#[derive(Debug)]
pub(crate) struct Ring<T> {
    rows: Vec<T>,
    length: usize,
}

impl<T: Clone + Default> Ring<T> {
    /// Allocates rows of `length` values.
    pub(crate) fn new(length: usize) -> Result<Self> {
        Ok(Self { rows: zeroed(length * 4)?, length })
    }

    /// Returns the number of allocated bytes.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.rows.as_slice())
    }

    /// Returns row `y`, if it was among the last four.
    pub(crate) fn row(&self, y: usize) -> &[T] {
        let start = y % 4 * self.length;
        &self.rows[start..start + self.length]
    }

    /// Returns the slot for row `y`, which replaces row `y - 4`.
    pub(crate) fn row_mut(&mut self, y: usize) -> &mut [T] {
        let start = y % 4 * self.length;
        &mut self.rows[start..start + self.length]
    }
}

/// Returns the position that stands for `i` in a line of `length`, mirrored without repeating the ends; `i` is at most
/// one outside.
pub(crate) fn reflect(i: isize, length: usize) -> usize {
    let last = length as isize - 1;
    let inside = if i > last { 2 * last - i } else { i.abs() };
    inside.clamp(0, last) as usize
}
