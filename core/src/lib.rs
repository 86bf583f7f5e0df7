//! Filmgate: filters that work in place on persistent frames.
pub mod filters;
pub mod frame;
pub mod simd;
