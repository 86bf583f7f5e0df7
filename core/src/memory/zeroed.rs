//! Vectors whose allocation can fail.

use alloc::vec::Vec;

use crate::error::{Error, Result};

/// Returns a zeroed vector, or an error if memory is exhausted.
#[inline(never)]
pub fn zeroed<T: Clone + Default>(length: usize) -> Result<Vec<T>> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(length).map_err(|_| Error::out_of_memory(length.saturating_mul(size_of::<T>())))?;
    vector.resize(length, T::default());
    Ok(vector)
}
