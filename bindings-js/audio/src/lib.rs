//! Chains of effects behind a boundary that an AudioWorklet can have: numbers in, numbers out, no glue.
//!
//! wasm-bindgen's glue needs what the worklet's scope lacks (`TextDecoder`), and copies what it passes. Here whatever isn't a
//! number is staged: JavaScript asks for so many words, writes 64-bit floats there, and calls. No address ever comes in.

// Only there: elsewhere a function that is called `read`, not mangled, would take the C library's place.
#[cfg(target_family = "wasm")]
pub mod abi;
