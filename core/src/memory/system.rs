//! Operations of the WebAssembly machine: growing linear memory, holding its size, and detaching JavaScript's views.

use core::sync::atomic::{AtomicBool, Ordering};

/// Number of bytes of a WebAssembly page.
pub const PAGE: usize = 65536;

/// Whether linear memory must not grow at present. (There is one memory per module; natively there is none, and this is
/// never read.)
static HELD: AtomicBool = AtomicBool::new(false);

/// Returns the size of linear memory in bytes; 0 where there is none.
pub fn linear_memory_size() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) * PAGE;
    #[cfg(not(target_arch = "wasm32"))]
    0
}

/// Holds linear memory at its size, or ends that. Growth detaches every view; while memory is held, an allocation that
/// would grow it fails instead. This requires the `Allocator` of this module, which only WebAssembly has; natively it
/// has no effect.
pub fn hold_size(held: bool) {
    HELD.store(held, Ordering::Relaxed);
}

/// Returns whether an allocation may be attempted while memory is held: only if the allocator refuses to grow.
pub(super) const fn holds_size() -> bool {
    cfg!(all(target_arch = "wasm32", not(target_feature = "atomics")))
}

/// Grows linear memory by whole pages, at least `bytes`. Returns address and size of the new pages, or `None` if memory
/// is held or exhausted.
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

/// Detaches every view of linear memory that JavaScript has.
///
/// Growing by zero pages gives the memory a new `ArrayBuffer` and detaches the old `ArrayBuffer`, by the specification
/// (WebAssembly JavaScript Interface, "refresh the Memory buffer"); no byte moves. It can't fail: growing by zero pages
/// is always within the limits.
pub fn detach_views() {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::memory_grow(0, 0);
}
