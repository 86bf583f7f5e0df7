//! Places in the source, a row's part at a time.

/// Places that are worked out at a time.
pub(super) const CHUNK: usize = 64;

/// Across and down, in units of pixels, where pixel centres are whole numbers.
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
