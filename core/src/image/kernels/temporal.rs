//! Kernels that store something from frame to frame.

use crate::simd::Pixels;

/// What a step has stored of earlier frames.
#[derive(Debug)]
pub struct Past<'a> {
    /// The stored bytes. Their contents are unspecified if there is no earlier frame.
    pub bytes: &'a mut [u8],
    /// Whether there is no earlier frame: the past is then as if this frame had always been shown.
    pub is_first: bool,
}

/// A kernel that needs only the row by itself, and what it has stored of the same row of earlier frames.
///
/// The stored bytes belong to the step, not to the kernel: they outlive the kernel, which is created again when a
/// parameter changes.
pub trait Temporal: Send {
    /// Returns the number of bytes that are stored for each row.
    fn past_row_bytes(&self) -> usize;

    /// Returns the number of bytes of working memory, in addition to what is stored from frame to frame.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Processes a row. The rows of a frame come in order, from row 0 on. `past` has the bytes that are stored for this
    /// row.
    fn apply(&mut self, row: Pixels<'_>, y: usize, past: Past<'_>);
}
