//! The allocator of the WebAssembly modules: `dlmalloc`, as in the standard library, over pages whose growth can be
//! blocked.
//!
//! Two guarantees that the standard allocator can't give:
//! - while linear memory is held at its size ([`super::system::hold_size`]), an allocation that would grow it fails, so
//!   a view that the platform writes to stays attached, whichever calls are made meanwhile;
//! - an allocation of [`LARGE`] bytes or more succeeds only if [`SPARE`] bytes are left for small ones. Calls that make
//!   small allocations, which can't report failure, ask for a large piece first (`Pool::make_headroom`), so memory for
//!   errors, names and kernels is left.
//!
//! A module opts in: `#[global_allocator] static ALLOCATOR: Allocator = Allocator::new();`.
#![expect(unsafe_code, reason = "an allocator hands out memory: its interfaces are unsafe to implement and to call")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::fmt;
use core::ptr::null_mut;

use dlmalloc::Dlmalloc;

use super::system;

/// From this size on, an allocation must leave memory for small allocations.
pub const LARGE: usize = 16 << 10;

/// The memory that a large allocation leaves for small ones, in one piece.
pub const SPARE: usize = 64 << 10;

/// The alignment of the spare piece: any alignment is sufficient, and this alignment costs nothing.
const NATURAL: usize = 8;

/// The source of pages for `dlmalloc`.
struct Pages;

// SAFETY: `alloc` returns pages that `memory.grow` has just added: nothing else has their addresses, they stay valid
// for ever (`free`, `free_part` and `remap` give nothing back, and report so), they are zero as `allocates_zeros` says,
// and `page_size` is WebAssembly's. Null is returned where growth fails or is held back.
unsafe impl dlmalloc::Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        match system::grow(size) {
            Some((address, size)) => (core::ptr::with_exposed_provenance_mut(address), size, 0),
            None => (null_mut(), 0, 0),
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        system::PAGE
    }
}

/// The allocator; see the module's documentation.
pub struct Allocator(UnsafeCell<Dlmalloc<Pages>>);

// SAFETY: this file is compiled for WebAssembly without the feature `atomics` only (see `memory/mod.rs`). Such a module
// has one thread, so nothing is ever shared between threads.
unsafe impl Sync for Allocator {}

impl fmt::Debug for Allocator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Allocator")
    }
}

impl Default for Allocator {
    fn default() -> Self {
        Self::new()
    }
}

impl Allocator {
    /// Creates an allocator without memory.
    pub const fn new() -> Self {
        Self(UnsafeCell::new(Dlmalloc::new_with_allocator(Pages)))
    }

    #[expect(clippy::mut_from_ref, reason = "the reference lives for one call of the allocator")]
    fn inner(&self) -> &mut Dlmalloc<Pages> {
        // SAFETY: there is one thread, and nothing that runs while the reference lives (`dlmalloc` itself and
        // `Pages::alloc`) allocates or reaches this cell again: neither formats, and a failed assertion of theirs
        // aborts, in whose course the panic's message may allocate, but nothing returns to the caller. Every caller
        // below drops the reference before it returns.
        unsafe { &mut *self.0.get() }
    }

    /// Allocates the spare piece, calls `allocate`, and frees the spare piece, so that at least that much memory is
    /// left in any case. Returns null if memory isn't sufficient for both.
    fn beside_spare(&self, size: usize, allocate: impl FnOnce(&mut Dlmalloc<Pages>) -> *mut u8) -> *mut u8 {
        let inner = self.inner();
        if size < LARGE {
            return allocate(inner);
        }
        // SAFETY: `SPARE` isn't 0, and `NATURAL` is a power of two.
        let spare = unsafe { inner.malloc(SPARE, NATURAL) };
        if spare.is_null() {
            return spare;
        }
        let pointer = allocate(inner);
        // SAFETY: `spare` came from `malloc` of the same allocator with this size and alignment, and isn't used again.
        unsafe { inner.free(spare, SPARE, NATURAL) };
        pointer
    }
}

// SAFETY: every method passes its arguments to `dlmalloc`, which implements the same contract: blocks don't overlap,
// are aligned, stay valid until they are freed, and a failed `realloc` leaves the block unchanged. None of them
// unwinds.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.beside_spare(layout.size(), |inner| {
            // SAFETY: the caller guarantees a size that isn't 0; a `Layout` has a power of two as its alignment.
            unsafe { inner.malloc(layout.size(), layout.align()) }
        })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.beside_spare(layout.size(), |inner| {
            // SAFETY: as in `alloc`.
            unsafe { inner.calloc(layout.size(), layout.align()) }
        })
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller guarantees that `pointer` came from this allocator with this layout.
        unsafe { self.inner().free(pointer, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let reallocate = |inner: &mut Dlmalloc<Pages>| {
            // SAFETY: the caller guarantees that `pointer` came from this allocator with this layout, and a size that
            // isn't 0.
            unsafe { inner.realloc(pointer, layout.size(), layout.align(), size) }
        };
        // A block that shrinks leaves more memory than before.
        self.beside_spare(if size > layout.size() { size } else { 0 }, reallocate)
    }
}
