//! What only the machine can do: grow linear memory or hold it at its size, and detach JavaScript's views.

use core::sync::atomic::{AtomicBool, Ordering};

/// Bytes of one WebAssembly page.
pub const PAGE: usize = 65536;

/// Whether linear memory must not grow now. (A module has one; natively there is none, and nobody reads this.)
static HELD: AtomicBool = AtomicBool::new(false);

/// Size of linear memory in bytes; 0 where there is none.
pub fn linear_memory_size() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) * PAGE;
    #[cfg(not(target_arch = "wasm32"))]
    0
}

/// Holds linear memory at its size, or ends that. Growth detaches every view; while memory is held, an allocation that would
/// grow it fails instead. That takes the `Allocator` of this module, which only WebAssembly has: natively this has no effect.
pub fn hold_size(held: bool) {
    HELD.store(held, Ordering::Relaxed);
}

/// Whether an allocation may be tried while memory is held: only where the allocator refuses to grow.
pub(super) const fn holds_size() -> bool {
    cfg!(all(target_arch = "wasm32", not(target_feature = "atomics")))
}

/// Grows linear memory by whole pages, at least `bytes`. Address and size of what was added, unless memory is held or there
/// is no more.
#[cfg(target_arch = "wasm32")]
pub(super) fn grow(bytes: usize) -> Option<(usize, usize)> {
    if HELD.load(Ordering::Relaxed) {
        return None;
    }
    let pages = bytes.div_ceil(PAGE);
    let before = core::arch::wasm32::memory_grow(0, pages);
    if before == usize::MAX {
        return None;
    }
    let (address, size) = (before * PAGE, pages * PAGE);
    // The last bytes of the address space stay unused: an end of 2³² would wrap around to 0.
    let end_wraps = address.wrapping_add(size) == 0;
    Some((address, if end_wraps { size - 16 } else { size }))
}

/// Detaches every view that JavaScript holds of linear memory.
///
/// Growing by nothing gives the memory a new `ArrayBuffer` and detaches the old one, by the specification
/// (WebAssembly JavaScript Interface, "refresh the Memory buffer"); no byte moves. It can't fail: growing by zero pages
/// is always within the limits.
pub fn detach_views() {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::memory_grow(0, 0);
}
