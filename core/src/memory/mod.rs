//! Memory that outlives a call: aligned blocks, a pool that reuses them, and handles that distinguish old objects from
//! new.
//!
//! The `unsafe` of the crate is in [`block`] (allocating memory, creating slices of it, freeing it) and, in a
//! WebAssembly module, in the allocator.

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
pub mod allocator;
pub mod block;
pub mod pool;
pub mod slots;
pub mod system;
mod zeroed;

#[cfg(all(target_arch = "wasm32", not(target_feature = "atomics")))]
pub use allocator::Allocator;
pub use block::Block;
pub use pool::{Pool, Statistics};
pub use slots::{Handle, Slots};
pub use zeroed::zeroed;
