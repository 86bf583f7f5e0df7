//! The layout of bytes that a platform copies.

use filmgate::image::filters::Filter;
use filmgate::image::filters::color::ColorMatrix;
use filmgate::image::filters::geometry::{Axis, Flip, Rotate};

/// Differences between the bytes of an RGBA frame and the upright picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// Whether blue comes first (BGRA).
    pub swapped: bool,
    /// Whether the fourth byte of a pixel is unused (RGBX), so that the picture is opaque.
    pub opaque: bool,
    /// Number of clockwise quarter turns to apply.
    pub quarter_turns: u32,
    /// Whether to mirror the picture left to right after the turns.
    pub flipped: bool,
}

impl Arrangement {
    pub(super) fn filters(self) -> Vec<Box<dyn Filter>> {
        let mut filters: Vec<Box<dyn Filter>> = Vec::new();
        if self.swapped || self.opaque {
            let (same, other) = if self.swapped { (0.0, 1.0) } else { (1.0, 0.0) };
            let (alpha, offset) = if self.opaque { (0.0, 1.0) } else { (1.0, 0.0) };
            #[rustfmt::skip]
            let matrix = [
                same, 0.0, other, 0.0, 0.0,
                0.0, 1.0, 0.0, 0.0, 0.0,
                other, 0.0, same, 0.0, 0.0,
                0.0, 0.0, 0.0, alpha, offset,
            ];
            filters.push(Box::new(ColorMatrix { matrix }));
        }
        if !self.quarter_turns.is_multiple_of(4) {
            filters.push(Box::new(Rotate { quarter_turns: (self.quarter_turns % 4) as i32 }));
        }
        if self.flipped {
            filters.push(Box::new(Flip { axis: Axis::Horizontal }));
        }
        filters
    }
}
