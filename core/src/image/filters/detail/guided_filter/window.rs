//! Sums over the rows around a row.

use alloc::vec::Vec;

use crate::error::Result;
use crate::memory::zeroed;

/// Rows of whole numbers, and the sums over those within `reach` rows of a row in the middle, which moves down.
#[derive(Debug)]
pub(super) struct Window {
    /// As many rows as are summed.
    ring: Vec<i32>,
    sums: Vec<i32>,
    width: usize,
    height: usize,
    reach: usize,
    /// The first row that was summed, and the row that is next.
    first: usize,
    next: usize,
}

impl Window {
    /// Creates a window over `height` rows of `width` numbers.
    pub(super) fn new(width: usize, height: usize, reach: usize) -> Result<Self> {
        let ring = zeroed(width.saturating_mul(2 * reach + 1))?;
        Ok(Self { ring, sums: zeroed(width)?, width, height, reach, first: 0, next: 0 })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.ring.as_slice()) + size_of_val(self.sums.as_slice())
    }

    /// Begins with the rows around row `middle`.
    pub(super) fn begin(&mut self, middle: usize) {
        self.sums.fill(0);
        self.first = middle.saturating_sub(self.reach);
        self.next = self.first;
    }

    /// Moves the middle to the next row. `write` writes the rows that enter.
    pub(super) fn slide(&mut self, middle: usize, mut write: impl FnMut(usize, &mut [i32])) {
        let Self { ring, sums, width, height, reach, .. } = self;
        let place = |row: usize| row % (2 * *reach + 1) * *width;
        if let Some(leaving) = middle.checked_sub(*reach + 1).filter(|&row| row >= self.first) {
            let row = &ring[place(leaving)..][..*width];
            sums.iter_mut().zip(row).for_each(|(sum, &number)| *sum = sum.wrapping_sub(number));
        }
        while self.next <= middle + *reach && self.next < *height {
            let row = &mut ring[place(self.next)..][..*width];
            write(self.next, row);
            sums.iter_mut().zip(row).for_each(|(sum, &mut number)| *sum = sum.wrapping_add(number));
            self.next += 1;
        }
    }

    /// Returns the sums.
    pub(super) fn numbers(&self) -> &[i32] {
        &self.sums
    }
}
