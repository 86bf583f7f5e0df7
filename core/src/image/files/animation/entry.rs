//! The description of an animation.

use alloc::vec::Vec;

use super::canvas::Area;
use crate::error::{Error, Result};

/// What happens to a picture before the next one is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disposal {
    Keep,
    /// Its area becomes transparent.
    Clear,
    /// The canvas becomes what it was before the picture.
    Restore,
}

/// A picture of an animation, as its container describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Position in the file: of the picture's descriptor (GIF), of the chunk that describes it (APNG), or of the
    /// contents of its chunk (WebP); and of the end.
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) area: Area,
    pub(super) milliseconds: u32,
    pub(super) disposal: Disposal,
    /// Whether transparent pixels leave the canvas as it is. Otherwise, all pixels replace those of the canvas.
    pub(super) blend: bool,
    /// Index of the transparent colour (GIF).
    pub(super) transparent: Option<u8>,
}

/// The description of an animation.
#[derive(Debug, Default)]
pub(super) struct Description {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Number of times that the animation is shown; 0 for no end.
    pub(super) plays: u32,
    pub(super) entries: Vec<Entry>,
    pub(super) truncated: bool,
}

impl Description {
    pub(super) fn push(&mut self, entry: Entry) -> Result<()> {
        self.entries.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<Entry>()))?;
        self.entries.push(entry);
        Ok(())
    }
}
