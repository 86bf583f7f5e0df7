//! Iteration over bytes that are read and written, in place or from a source to a target, by the same kernel.

use super::U8x16;

/// Bytes to process: those of a row or of a whole band. Both variants run the same kernel.
#[derive(Debug)]
pub enum Pixels<'a> {
    /// The result replaces the input.
    InPlace(&'a mut [u8]),
    /// The input is unchanged, the result is written to `target`. If the lengths differ, the shorter is used.
    Into {
        /// The input.
        source: &'a [u8],
        /// The output.
        target: &'a mut [u8],
    },
}

impl<'a> Pixels<'a> {
    /// Returns the number of bytes to process.
    pub fn len(&self) -> usize {
        match self {
            Self::InPlace(bytes) => bytes.len(),
            Self::Into { source, target } => source.len().min(target.len()),
        }
    }

    /// Returns whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Splits off the first `bytes` bytes, or all if there are fewer.
    #[must_use]
    pub fn split_at(self, bytes: usize) -> (Self, Self) {
        let bytes = bytes.min(self.len());
        match self {
            Self::InPlace(all) => {
                let (first, others) = all.split_at_mut(bytes);
                (Self::InPlace(first), Self::InPlace(others))
            }
            Self::Into { source, target } => {
                let (from, source) = source.split_at(bytes);
                let (to, target) = target.split_at_mut(bytes);
                (Self::Into { source: from, target: to }, Self::Into { source, target })
            }
        }
    }

    /// Copies the source to the target, if they differ, and returns the bytes for changes in place: a large kernel for
    /// both variants would be twice as large.
    pub fn kept(self) -> &'a mut [u8] {
        match self {
            Self::InPlace(bytes) => bytes,
            Self::Into { source, target } => {
                let bytes = source.len().min(target.len());
                let target = &mut target[..bytes];
                target.copy_from_slice(&source[..bytes]);
                target
            }
        }
    }
}

/// Applies `kernel` to every sixteen bytes of `pixels`. The remainder at the end is processed by the same kernel in a
/// padded vector, so there is no second, scalar body that could differ.
#[inline(always)]
pub fn map_pixels(pixels: Pixels<'_>, kernel: impl Fn(U8x16) -> U8x16) {
    map_places(pixels, |_, v| kernel(v));
}

/// Applies to each row of `row_bytes` bytes the kernel that `of_row` returns for its index, as [`map_pixels`] does. The
/// kernel also receives the offset of its vector in the row.
#[inline(always)]
pub fn map_rows<K: Fn(usize, U8x16) -> U8x16>(pixels: Pixels<'_>, row_bytes: usize, of_row: impl Fn(usize) -> K) {
    let row_bytes = row_bytes.max(1);
    match pixels {
        Pixels::InPlace(bytes) => {
            for (y, row) in bytes.chunks_exact_mut(row_bytes).enumerate() {
                map_places(Pixels::InPlace(row), of_row(y));
            }
        }
        Pixels::Into { source, target } => {
            let rows = source.chunks_exact(row_bytes).zip(target.chunks_exact_mut(row_bytes));
            for (y, (source, target)) in rows.enumerate() {
                map_places(Pixels::Into { source, target }, of_row(y));
            }
        }
    }
}

/// [`map_pixels`] with a kernel that also receives the offset of its vector.
#[inline(always)]
fn map_places(pixels: Pixels<'_>, kernel: impl Fn(usize, U8x16) -> U8x16) {
    let partial = |start: usize, bytes: &[u8]| {
        let mut padded = [0; 16];
        padded[..bytes.len()].copy_from_slice(bytes);
        kernel(start, U8x16::load(&padded)).to_array()
    };
    match pixels {
        Pixels::InPlace(bytes) => {
            let (body, tail) = bytes.as_chunks_mut::<16>();
            let start = 16 * body.len();
            for (i, chunk) in body.iter_mut().enumerate() {
                kernel(16 * i, U8x16::load(chunk)).store(chunk);
            }
            if !tail.is_empty() {
                tail.copy_from_slice(&partial(start, tail)[..tail.len()]);
            }
        }
        Pixels::Into { source, target } => {
            let length = source.len().min(target.len());
            let (body, tail) = source[..length].as_chunks::<16>();
            let (into, into_tail) = target[..length].as_chunks_mut::<16>();
            for (i, (chunk, to)) in body.iter().zip(into).enumerate() {
                kernel(16 * i, U8x16::load(chunk)).store(to);
            }
            if !tail.is_empty() {
                into_tail.copy_from_slice(&partial(16 * body.len(), tail)[..tail.len()]);
            }
        }
    }
}

/// Applies `kernel` to every sixteen bytes of `bytes` and those of `other` at the same position. If the lengths differ,
/// the shorter is used.
#[inline(always)]
pub fn zip_pixels(bytes: &mut [u8], other: &[u8], kernel: impl Fn(U8x16, U8x16) -> U8x16) {
    let length = bytes.len().min(other.len());
    let (body, tail) = bytes[..length].as_chunks_mut::<16>();
    let (other, other_tail) = other[..length].as_chunks::<16>();
    for (bytes, other) in body.iter_mut().zip(other) {
        kernel(U8x16::load(bytes), U8x16::load(other)).store(bytes);
    }
    if !tail.is_empty() {
        let (mut last, mut last_other) = ([0; 16], [0; 16]);
        last[..tail.len()].copy_from_slice(tail);
        last_other[..tail.len()].copy_from_slice(other_tail);
        tail.copy_from_slice(&kernel(U8x16::load(&last), U8x16::load(&last_other)).to_array()[..tail.len()]);
    }
}
