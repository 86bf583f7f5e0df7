//! Inverting colours behind the two signatures that most modules have. The loop becomes vector instructions, as ours.

use wasm_bindgen::prelude::wasm_bindgen;

fn invert(pixels: &mut [u8]) {
    for pixel in pixels.as_chunks_mut::<4>().0 {
        *pixel = (u32::from_le_bytes(*pixel) ^ 0x00ff_ffff).to_le_bytes();
    }
}

/// JavaScript's array is copied in and back.
#[wasm_bindgen]
pub fn invert_slice(pixels: &mut [u8]) {
    invert(pixels);
}

/// JavaScript's array is copied in; the result is copied into a new one.
#[wasm_bindgen]
pub fn inverted(pixels: &[u8]) -> Vec<u8> {
    let mut pixels = pixels.to_vec();
    invert(&mut pixels);
    pixels
}
