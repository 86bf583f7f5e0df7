//! Walking over bytes that are read and written: in place, or from one place to another, by the same kernel.

use super::U8x16;

/// Bytes to process: those of one row or of a whole band. Both forms run the same kernel.
#[derive(Debug)]
pub enum Pixels<'a> {
    /// The result replaces the input.
    InPlace(&'a mut [u8]),
    /// The input stays, the result goes to `target`. If the lengths differ the shorter one counts.
    Into {
        /// What is read.
        source: &'a [u8],
        /// What is written.
        target: &'a mut [u8],
    },
}

/// Applies `kernel` to every sixteen bytes of `pixels`; what is left at the end goes through the same kernel in a
/// padded vector, so there is no second, scalar body that could disagree.
#[inline(always)]
pub fn map_pixels(pixels: Pixels<'_>, kernel: impl Fn(U8x16) -> U8x16) {
    let partial = |bytes: &[u8]| {
        let mut padded = [0; 16];
        padded[..bytes.len()].copy_from_slice(bytes);
        kernel(U8x16::load(&padded)).to_array()
    };
    match pixels {
        Pixels::InPlace(bytes) => {
            let (body, tail) = bytes.as_chunks_mut::<16>();
            for chunk in body {
                kernel(U8x16::load(chunk)).store(chunk);
            }
            if !tail.is_empty() {
                tail.copy_from_slice(&partial(tail)[..tail.len()]);
            }
        }
        Pixels::Into { source, target } => {
            let length = source.len().min(target.len());
            let (body, tail) = source[..length].as_chunks::<16>();
            let (into, into_tail) = target[..length].as_chunks_mut::<16>();
            for (chunk, to) in body.iter().zip(into) {
                kernel(U8x16::load(chunk)).store(to);
            }
            if !tail.is_empty() {
                into_tail.copy_from_slice(&partial(tail)[..tail.len()]);
            }
        }
    }
}
