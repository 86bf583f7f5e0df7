//! Memory for lanes, set aside once.

use core::ops::{Deref, DerefMut};

use crate::filters::kernel::OutOfMemory;

/// Lanes on a cache line's boundary, so that no aligned vector of them straddles two lines.
#[derive(Debug)]
pub(super) struct Lanes {
    lanes: Vec<i16>,
    start: usize,
    length: usize,
}

/// Lanes of a cache line.
const LINE: usize = 32;

impl Lanes {
    /// `length` zeroes.
    pub(super) fn new(length: usize) -> Result<Self, OutOfMemory> {
        let lanes: Vec<i16> = zeroed(length.checked_add(LINE).ok_or(OutOfMemory)?)?;
        // Only speed depends on the address; a target that can't tell it gets the unaligned start.
        let start = lanes.as_ptr().align_offset(2 * LINE).min(LINE);
        Ok(Self { lanes, start, length })
    }

    /// Bytes set aside.
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

/// A zeroed vector, or the error that says there is no memory for it.
pub(super) fn zeroed<T: Clone + Default>(length: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(length).map_err(|_| OutOfMemory)?;
    vector.resize(length, T::default());
    Ok(vector)
}
