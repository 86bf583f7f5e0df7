//! `frameDifference`: what has changed since the frame before.

use alloc::boxed::Box;

use super::rows::{NEUTRAL, map_past};
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::{RowFormat, RowLayout};
use crate::image::kernels::{Channel, Operation, Past, Temporal};
use crate::simd::{Pixels, U8x16};

crate::filter! {
    /// Returns the absolute difference from the frame before, channel by channel. Alpha is unchanged.
    ///
    /// The first frame is black. Of YUV frames, it is the difference of luma samples, with neutral chroma.
    pub struct FrameDifference: "frameDifference" in "temporal" version 1 on luma across frames {
        /// Smallest difference that isn't black.
        threshold: i32 = Kind::Integer(Number::new(0.0, 0.0, 255.0).typical(0.0, 40.0).step(1.0).unit(Unit::Levels)),
    }
}

impl Operate for FrameDifference {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let threshold = self.threshold.clamp(0, 255) as u8;
        Ok(Operation::Temporal(Box::new(Kernel { threshold, layout: *input })))
    }

    fn chroma(&self) -> Channel {
        NEUTRAL
    }
}

#[derive(Debug)]
struct Kernel {
    threshold: u8,
    layout: RowLayout,
}

impl Temporal for Kernel {
    fn past_row_bytes(&self) -> usize {
        self.layout.row_bytes()
    }

    fn apply(&mut self, row: Pixels<'_>, _: usize, past: Past<'_>) {
        let threshold = U8x16::splat(self.threshold);
        let alpha = match self.layout.format() {
            RowFormat::Rgba8 => 255,
            RowFormat::Gray8 => 0,
        };
        let alpha = U8x16::splat_pixel([0, 0, 0, alpha]);
        map_past(row, past, |new, old| {
            let difference = new.abs_diff(old);
            [new.select(difference & difference.at_least(threshold), alpha), new]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::testing::{check_clip, clip};
    use super::*;

    #[test]
    fn is_the_difference_from_the_frame_before() {
        for threshold in [0, 1, 20, 255] {
            check_clip(&FrameDifference { threshold }, &clip, 0, |new, old, channel| {
                let difference = new[channel].abs_diff(old.before[channel]);
                let is_alpha = channel == 3;
                let shown = if i32::from(difference) >= threshold { difference } else { 0 };
                f64::from(if is_alpha { new[3] } else { shown })
            });
        }
    }
}
