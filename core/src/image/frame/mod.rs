//! Frames: pixels with a format and a size.
//!
//! A [`Frame`] owns its pixels, without padding between the rows. [`FrameRef`] and [`FrameMut`] are views, of a frame
//! or of bytes of the caller, whose rows can have a stride. A pipeline takes either.

mod color_space;
mod format;
mod layout;
mod metadata;
mod plane;
mod region;
mod view;

pub use color_space::{ChromaSiting, ColorSpace, Primaries, Transfer, YuvMatrix};
pub use format::{ColorModel, Format, FormatSpec, PlaneSpec, RowFormat, Sample};
pub use layout::{FrameLayout, MAXIMUM_BYTES, MAXIMUM_DIMENSION, PlaneLayout, RowLayout};
pub use metadata::Metadata;
pub use plane::{Plane, PlaneMut};
pub use region::Region;
pub use view::{FrameMut, FrameRef, PlaneRef, Target};

use crate::error::Result;
use crate::memory::Block;

/// Pixels that own their memory, aligned to 64 bytes.
#[derive(Debug)]
pub struct Frame {
    layout: FrameLayout,
    metadata: Metadata,
    block: Block,
}

impl Frame {
    /// Creates a black frame, transparent if the format has alpha.
    ///
    /// # Errors
    /// `out-of-memory` if the system has no more memory.
    pub fn new(layout: FrameLayout) -> Result<Self> {
        let block = Block::new(layout.byte_length())?;
        let mut frame = Self { layout, metadata: Metadata::new(layout.format()), block };
        frame.blacken_zeros();
        Ok(frame)
    }

    /// Makes a frame of zeros black: in YUV, 0 isn't black, and no chroma isn't 0.
    #[doc(hidden)]
    pub fn blacken_zeros(&mut self) {
        let spec = self.layout.format().spec();
        if spec.model != ColorModel::Yuv {
            return;
        }
        let luma = if self.metadata.color_space.full_range { 0 } else { 16 };
        for index in 0..spec.planes.len() - usize::from(spec.alpha) {
            let level: u8 = if index == 0 { luma } else { 128 };
            match spec.sample {
                Sample::U8 => self.plane_mut(index).into_rows().for_each(|row| row.fill(level)),
                // Levels of 10 bits are four times as many.
                Sample::U10 => self.plane_mut(index).into_rows().for_each(|row| {
                    let samples = row.as_chunks_mut::<2>().0;
                    samples.iter_mut().for_each(|sample| *sample = (u16::from(level) << 2).to_le_bytes());
                }),
                Sample::F32 => {}
            }
        }
    }

    /// Creates a frame in an existing block, which contains the pixels. Returns `None` if the block is too small.
    #[doc(hidden)]
    pub fn in_block(layout: FrameLayout, block: Block) -> Option<Self> {
        let metadata = Metadata::new(layout.format());
        (block.size() >= layout.byte_length()).then_some(Self { layout, metadata, block })
    }

    /// Returns the block without the layout.
    #[doc(hidden)]
    pub fn into_block(self) -> Block {
        self.block
    }

    /// Returns format, size and planes.
    pub fn layout(&self) -> &FrameLayout {
        &self.layout
    }

    /// Returns the address of the first byte: in wasm, its offset in linear memory.
    #[doc(hidden)]
    pub fn address(&self) -> usize {
        self.block.address()
    }

    /// Returns all bytes, plane after plane.
    pub fn bytes(&self) -> &[u8] {
        &self.block.bytes()[..self.layout.byte_length()]
    }

    /// Returns all bytes, plane after plane.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        let length = self.layout.byte_length();
        &mut self.block.bytes_mut()[..length]
    }

    /// Returns colour space, time and orientation.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns colour space, time and orientation, for changes. The pixels stay as they are.
    pub fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.metadata
    }

    /// Returns the rows of a plane; none if there is no such plane.
    #[inline(never)]
    pub fn plane(&self, index: usize) -> Plane<'_> {
        self.layout.plane(index).map(|plane| plane.of(self.bytes())).unwrap_or_default()
    }

    /// Returns the rows of a plane; none if there is no such plane.
    #[inline(never)]
    pub fn plane_mut(&mut self, index: usize) -> PlaneMut<'_> {
        self.layout.plane(index).map(|plane| plane.of_mut(self.bytes_mut())).unwrap_or_default()
    }
}
