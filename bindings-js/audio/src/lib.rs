//! Effect chains for AudioWorklets: a boundary of plain numbers, without generated glue code.
//!
//! The glue code of wasm-bindgen requires `TextDecoder`, which the scope of a worklet lacks, and copies its arguments.
//! Here, all data except numbers are staged: JavaScript reserves a number of words, writes 64-bit floats to them, and
//! makes the call. Calls never receive addresses.

// Only in WebAssembly: elsewhere, an unmangled function called `read` would replace that of the C library.
#[cfg(target_family = "wasm")]
pub mod abi;
