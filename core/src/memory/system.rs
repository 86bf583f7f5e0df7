//! What only the machine can do: grow linear memory, and take JavaScript's views away.

/// Bytes of one WebAssembly page.
#[cfg(target_arch = "wasm32")]
const PAGE: usize = 65536;

/// Size of linear memory in bytes; 0 where there is none.
pub fn linear_memory_size() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) * PAGE;
    #[cfg(not(target_arch = "wasm32"))]
    0
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
