//! Frames seen through a mapping: for each pixel of the result, the position in the source from which it is read.
//!
//! Positions are in pixels from the upper left corner, where the centre of the first pixel is (½, ½), as on a canvas.

mod choices;
mod float;
mod mapping;
mod places;
mod sample;

pub use choices::Interpolation;
pub(crate) use choices::{BORDER, INTERPOLATION};
pub(crate) use mapping::{Homography, Mapping};
pub(crate) use places::Places;

use places::CHUNK;

use alloc::boxed::Box;

use crate::image::frame::{Plane, PlaneMut, PlaneRef, RowLayout};
use crate::image::input::Input;
use crate::image::kernels::BorderMode;
use crate::image::kernels::Gather;
use crate::image::kernels::Operation;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;

/// A warp, ready to run.
#[derive(Debug)]
pub(crate) struct Warp {
    layout: RowLayout,
    mapping: Mapping,
    interpolation: Interpolation,
    border: BorderMode,
    input: Option<Input>,
}

impl Warp {
    /// Creates a warp, whose result has the layout `output`.
    pub(crate) fn new(
        output: RowLayout,
        mapping: Mapping,
        interpolation: Interpolation,
        border: BorderMode,
        input: Option<Input>,
    ) -> Self {
        Self { layout: output, mapping, interpolation, border, input }
    }

    /// Returns the operation: the identity without a warp.
    pub(crate) fn operation(warp: Option<Self>) -> Operation {
        warp.map_or(Operation::Identity, |warp| Operation::Gather(Box::new(warp)))
    }

    /// Returns the operation on floats for frames of this layout. The mapping needs no other frame.
    #[cfg(feature = "float")]
    pub(crate) fn on_floats(warp: Option<&Self>, input: &RowLayout) -> FloatOperation {
        let Some(&Self { layout, mapping, interpolation, border, .. }) = warp else { return FloatOperation::Identity };
        let (from, to) = (input.size(), layout.size());
        FloatOperation::Gather(Box::new(float::FloatWarp { from, to, mapping, interpolation, border }))
    }
}

impl Gather for Warp {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, other: Option<&PlaneRef<'_>>) {
        let bytes = self.layout.pixel_bytes();
        let sampler = sample::Sampler::new(source, bytes, self.border);
        let mut places = Places::default();
        for (y, row) in (first..).zip(rows.into_rows()) {
            for (i, pixels) in row.chunks_mut(CHUNK * bytes).enumerate() {
                self.mapping.places(i * CHUNK, y, other, &mut places);
                sampler.run(self.interpolation, &places, pixels);
            }
        }
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
