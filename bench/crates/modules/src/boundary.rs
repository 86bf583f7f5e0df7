//! Inverting colours behind the two most common signatures of modules. The loop compiles to vector instructions, like
//! ours.

use wasm_bindgen::prelude::wasm_bindgen;

fn invert(pixels: &mut [u8]) {
    for pixel in pixels.as_chunks_mut::<4>().0 {
        *pixel = (u32::from_le_bytes(*pixel) ^ 0x00ff_ffff).to_le_bytes();
    }
}

/// Copies JavaScript's array to linear memory and back.
#[wasm_bindgen]
pub fn invert_slice(pixels: &mut [u8]) {
    invert(pixels);
}

/// Copies JavaScript's array to linear memory, and the result to a new array.
#[wasm_bindgen]
pub fn inverted(pixels: &[u8]) -> Vec<u8> {
    let mut pixels = pixels.to_vec();
    invert(&mut pixels);
    pixels
}
