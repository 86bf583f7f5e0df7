//! Frames seen through a mapping: for each pixel of the result, the place in the source where it comes from.
//!
//! Places are in pixels from the upper left corner, where the centre of the first pixel is (½, ½): those of a canvas.

mod mapping;
mod sample;

pub(crate) use mapping::{Homography, Mapping};

use alloc::boxed::Box;
use core::ops::Range;

use crate::declare::Kind;
use crate::filters::Operation;
use crate::filters::kernel::Geometry;
use crate::frame::{Frame, FrameLayout, Plane, PlaneMut};
use crate::input::Input;

crate::choice! {
    /// How a colour between pixels is found.
    pub enum Interpolation {
        /// Linearly, between four pixels.
        Bilinear = "bilinear",
        /// By cubic curves (Catmull-Rom) through sixteen pixels: sharper.
        Bicubic = "bicubic",
        /// The nearest pixel, as it is.
        Nearest = "nearest",
    }
}

crate::choice! {
    /// What lies beyond the edges of a frame.
    pub enum Outside {
        /// Nothing: transparent black, and black in a gray frame.
        Transparent = "transparent",
        /// The outermost pixels, repeated.
        Clamp = "clamp",
        /// The frame, mirrored; the outermost pixels twice.
        Mirror = "mirror",
        /// The frame again.
        Wrap = "wrap",
    }
}

/// The parameter that says how colours between pixels are found.
pub(crate) const INTERPOLATION: Kind = Kind::Enum { names: Interpolation::NAMES, default: 0 };

/// The parameter that says what lies beyond the edges.
pub(crate) const OUTSIDE: Kind = Kind::Enum { names: Outside::NAMES, default: 0 };

/// Places that are worked out at a time.
const CHUNK: usize = 64;

/// Across and down, in units of pixels, where pixel centres are whole numbers.
#[derive(Debug)]
pub(crate) struct Places {
    x: [f32; CHUNK],
    y: [f32; CHUNK],
}

/// A warp, ready to run.
#[derive(Debug)]
pub(crate) struct Warp {
    layout: FrameLayout,
    mapping: Mapping,
    interpolation: Interpolation,
    outside: Outside,
    input: Option<Input>,
}

impl Warp {
    /// As an operation. A result of another size has the layout `output`.
    pub(crate) fn operation(
        output: FrameLayout,
        mapping: Mapping,
        interpolation: Interpolation,
        outside: Outside,
        input: Option<Input>,
    ) -> Operation {
        Operation::Geometry(Box::new(Self { layout: output, mapping, interpolation, outside, input }))
    }
}

impl Geometry for Warp {
    fn output(&self) -> &FrameLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        false
    }

    fn apply_in_place(&mut self, _: PlaneMut<'_>, rows: Range<usize>) -> usize {
        rows.end
    }

    fn apply(
        &mut self,
        source: Plane<'_>,
        mut target: PlaneMut<'_>,
        rows: Range<usize>,
        other: Option<&Frame>,
    ) -> usize {
        let bytes = self.layout.pixel_bytes();
        let sampler = sample::Sampler::new(source, bytes, self.outside);
        let mut places = Places { x: [0.0; CHUNK], y: [0.0; CHUNK] };
        for (y, row) in rows.clone().zip(target.band_mut(rows.clone()).into_rows()) {
            for (i, pixels) in row.chunks_mut(CHUNK * bytes).enumerate() {
                self.mapping.places(i * CHUNK, y, other, &mut places);
                sampler.run(self.interpolation, &places, pixels);
            }
        }
        rows.end
    }

    fn input(&self) -> Option<Input> {
        self.input
    }

    fn input_size(&self) -> Option<[u32; 2]> {
        self.mapping.input_size(&self.layout)
    }
}

#[cfg(test)]
pub(crate) mod testing;
