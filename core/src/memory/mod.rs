//! Memory that outlives a call: aligned blocks, a pool that reuses them, and handles that tell old from new.
//!
//! All `unsafe` of the crate is in [`block`]: getting memory, making slices of it, giving it back.

pub mod block;
pub mod pool;
pub mod slots;
pub mod system;

pub use block::Block;
pub use pool::{Pool, Statistics};
pub use slots::{Handle, Slots};
