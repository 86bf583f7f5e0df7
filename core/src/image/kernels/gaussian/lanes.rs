//! Memory for lanes, allocated once.

use core::ops::{Deref, DerefMut};

use crate::error::Result;
use crate::memory::zeroed;

/// Lanes aligned to a cache line, so that no aligned vector straddles two lines.
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: Vec<i16>,
    start: usize,
    length: usize,
}

/// Number of lanes of a cache line.
const LINE: usize = 32;

impl Lanes {
    /// Allocates `length` zeroes.
    pub(super) fn new(length: usize) -> Result<Self> {
        let lanes: Vec<i16> = zeroed(length.saturating_add(LINE))?;
        // Only speed depends on the alignment. If `align_offset` can't compute it, the start is `LINE`, unaligned.
        let start = lanes.as_ptr().align_offset(2 * LINE).min(LINE);
        Ok(Self { lanes, start, length })
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.lanes.as_slice())
    }
}

impl Deref for Lanes {
    type Target = [i16];
    #[inline]
    fn deref(&self) -> &[i16] {
        &self.lanes[self.start..][..self.length]
    }
}

impl DerefMut for Lanes {
    #[inline]
    fn deref_mut(&mut self) -> &mut [i16] {
        &mut self.lanes[self.start..][..self.length]
    }
}
