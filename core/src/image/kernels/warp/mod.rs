//! Frames seen through a mapping: for each pixel of the result, the position in the source from which it is read.
//!
//! Positions are in pixels from the upper left corner, where the centre of the first pixel is (½, ½), as on a canvas.

mod choices;
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
    /// Creates the operation. A result of another size has the layout `output`.
    pub(crate) fn operation(
        output: RowLayout,
        mapping: Mapping,
        interpolation: Interpolation,
        border: BorderMode,
        input: Option<Input>,
    ) -> Operation {
        Operation::Gather(Box::new(Self { layout: output, mapping, interpolation, border, input }))
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
