//! A single allocation: 64-byte aligned, zeroed, and never a reason to abort.

#![expect(unsafe_code, reason = "memory is allocated, viewed and freed only here")]

use alloc::alloc::{Layout, alloc_zeroed, dealloc};
use core::ptr::NonNull;
use core::slice;

use crate::error::{Error, Result};

/// Alignment of every block: a cache line, and more than any vector load needs.
pub const ALIGNMENT: usize = 64;

/// Bytes that keep their address until they are freed.
///
/// JavaScript may have views of the same bytes. It runs only while Rust doesn't, and Rust creates a reference only for
/// the duration of a call. The block therefore stores a raw pointer, not a `Vec` whose uniqueness the compiler could
/// rely on.
#[derive(Debug)]
pub struct Block {
    pointer: NonNull<u8>,
    layout: Layout,
}

// SAFETY: a block owns its bytes alone, as a `Box<[u8]>` does; no thread-bound state hangs on them.
unsafe impl Send for Block {}

// SAFETY: through a shared block bytes can only be read (`bytes`); writing needs `&mut`.
unsafe impl Sync for Block {}

impl Block {
    /// Allocates `bytes` zeroed bytes, at least one.
    ///
    /// # Errors
    /// `out-of-memory` if the system has no more memory.
    pub fn new(bytes: usize) -> Result<Self> {
        let layout = Layout::from_size_align(bytes.max(1), ALIGNMENT).map_err(|_| Error::out_of_memory(bytes))?;
        // SAFETY: the layout's size is at least 1, which is all that `alloc_zeroed` requires.
        let pointer = unsafe { alloc_zeroed(layout) };
        let pointer = NonNull::new(pointer).ok_or_else(|| Error::out_of_memory(bytes))?;
        Ok(Self { pointer, layout })
    }

    /// Returns the size in bytes.
    pub fn size(&self) -> usize {
        self.layout.size()
    }

    /// Returns the address of the first byte: in wasm, its offset in linear memory.
    pub fn address(&self) -> usize {
        self.pointer.addr().get()
    }

    /// Returns the bytes for reading.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `pointer` is non-null, aligned, and valid for `size()` initialised bytes of one allocation (zeroed by
        // `new`, freed only by `drop`); `size()` is at most `isize::MAX` by `Layout`; the result borrows `self`, so no
        // `&mut` of the same bytes can be made from this block meanwhile.
        unsafe { slice::from_raw_parts(self.pointer.as_ptr(), self.layout.size()) }
    }

    /// Returns the bytes for reading and writing.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`; `&mut self` makes this the only reference to the bytes while it lives.
        unsafe { slice::from_raw_parts_mut(self.pointer.as_ptr(), self.layout.size()) }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: `pointer` came from `alloc_zeroed` with this very `layout`, and a block is dropped once.
        unsafe { dealloc(self.pointer.as_ptr(), self.layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_aligned_zeroed_and_writable() {
        for bytes in [0, 1, 63, 64, 65, 1 << 20] {
            let mut block = Block::new(bytes).unwrap();
            assert_eq!(block.address() % ALIGNMENT, 0, "alignment of {bytes}");
            assert!(block.bytes().iter().all(|&b| b == 0), "zeroed");
            block.bytes_mut().fill(7);
            assert_eq!(block.bytes().len(), bytes.max(1), "size");
        }
    }

    #[test]
    fn an_impossible_size_is_an_error() {
        assert!(Block::new(usize::MAX).is_err(), "larger than the address space");
        assert!(Block::new(isize::MAX as usize).is_err(), "larger than any allocation");
    }
}
