//! The memory of a step: what it stores from frame to frame.

use core::ops::Range;

use crate::error::Result;
use crate::image::frame::RowLayout;
use crate::image::kernels::Past;
use crate::memory::{Block, Pool};

/// Whether this build has filters across frames. Without, the compiler drops what only they use.
pub(super) const TEMPORAL: bool = cfg!(feature = "temporal");

/// What a step has stored of the frames before. It belongs to the step, so it outlives the operation.
#[derive(Debug, Default)]
pub(super) struct Memory {
    block: Option<Block>,
    /// The rows that the step processes, and the number of bytes.
    place: Option<(RowLayout, usize)>,
    /// Whether the bytes are those of a whole frame.
    is_complete: bool,
    /// Whether the frame in progress has no frame before it.
    is_first: bool,
    /// The step and the plane of the copy to which the memory belonged.
    copy: Option<(usize, usize)>,
}

impl Memory {
    /// Gets `bytes` bytes from the pool, unless the memory has them already. Memory for rows of another layout is
    /// forgotten.
    pub(super) fn prepare(&mut self, rows: RowLayout, bytes: usize, pool: &mut Pool) -> Result<()> {
        if self.place == Some((rows, bytes)) {
            return Ok(());
        }
        self.release(pool);
        if bytes > 0 {
            self.block = Some(pool.take(bytes, false)?);
        }
        self.place = Some((rows, bytes));
        Ok(())
    }

    /// Returns whether nothing is stored.
    pub(super) fn is_empty(&self) -> bool {
        self.block.is_none()
    }

    /// Returns the memory, marked as that of the copy of a step for a plane.
    pub(super) fn of_copy(self, step: usize, plane: usize) -> Self {
        Self { copy: Some((step, plane)), ..self }
    }

    /// Returns whether the memory was that of the copy of a step for a plane.
    pub(super) fn is_of_copy(&self, step: usize, plane: usize) -> bool {
        self.copy == Some((step, plane))
    }

    /// Begins a frame. If a run is abandoned, [`Memory::end`] isn't called, and the next frame has no past.
    pub(super) fn begin(&mut self) {
        self.is_first = !self.is_complete;
        self.is_complete = false;
    }

    /// Ends a frame.
    pub(super) fn end(&mut self) {
        self.is_complete = self.block.is_some();
    }

    /// Forgets the past, and keeps the bytes for the next frame.
    pub(super) fn reset(&mut self) {
        self.is_complete = false;
    }

    /// Returns the bytes to the pool.
    pub(super) fn release(&mut self, pool: &mut Pool) {
        if let Some(block) = self.block.take() {
            pool.give(block);
        }
        *self = Self::default();
    }

    /// Returns a part of the stored bytes; all of them by default.
    pub(super) fn past(&mut self, part: Option<Range<usize>>) -> Past<'_> {
        let all = self.block.as_mut().map_or(&mut [][..], Block::bytes_mut);
        let length = self.place.map_or(0, |(_, bytes)| bytes);
        let bytes = all.get_mut(part.unwrap_or(0..length)).unwrap_or_default();
        Past { bytes, is_first: self.is_first }
    }
}
