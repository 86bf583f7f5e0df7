//! Positions in the source, for a part of a row at a time.

/// Number of positions computed at a time.
pub(super) const CHUNK: usize = 64;

/// Horizontal and vertical, in units of pixels, where pixel centres are whole numbers.
#[derive(Debug)]
pub(crate) struct Places {
    pub(super) x: [f32; CHUNK],
    pub(super) y: [f32; CHUNK],
}

impl Default for Places {
    fn default() -> Self {
        Self { x: [0.0; CHUNK], y: [0.0; CHUNK] }
    }
}
