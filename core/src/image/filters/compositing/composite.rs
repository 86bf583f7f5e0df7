//! `composite`: combines another frame with this one by the operators of Porter and Duff.

#[cfg(feature = "yuv")]
mod planes;

use alloc::boxed::Box;

#[cfg(feature = "yuv")]
use planes::OverPlane;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Combine;
use crate::image::filters::compositing::overlay::Overlay;
use crate::image::kernels::channels;
use crate::image::filters::{Operate, YuvPlane};
#[cfg(feature = "float")]
use crate::image::kernels::float::{Beside, FloatCombine, FloatOperation, Pixel, with_planes};
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, PlaneRef, MAXIMUM_DIMENSION};
use crate::image::input::Input;
use crate::simd::{F32x4, Pixels, U8x16, map_pixels, zip_pixels};

crate::choice! {
    /// The visible parts of the other frame (the source) and of this frame (the destination).
    pub enum Operator {
        /// The source over the destination.
        SourceOver = "source-over",
        /// The source where the destination is.
        SourceIn = "source-in",
        /// The source where the destination isn't.
        SourceOut = "source-out",
        /// The source where the destination is, over the destination.
        SourceAtop = "source-atop",
        /// The destination over the source.
        DestinationOver = "destination-over",
        /// The destination where the source is.
        DestinationIn = "destination-in",
        /// The destination where the source isn't.
        DestinationOut = "destination-out",
        /// The destination where the source is, over the source.
        DestinationAtop = "destination-atop",
        /// Each frame where the other isn't.
        Xor = "xor",
        /// The sum of both.
        Lighter = "lighter",
        /// The source alone.
        Copy = "copy",
        /// Full transparency.
        Clear = "clear",
    }
}

crate::filter! {
    /// Combines another frame with this one by an operator of Porter and Duff.
    ///
    /// On YUV frames without alpha, `source-over` works on the planes: only the pixels of the other frame are converted, and
    /// chroma is mixed in the proportions of the pixels that share it.
    ///
    /// Source: Compositing and Blending Level 1, § 9, with the names of `globalCompositeOperation`. Outside its own
    /// pixels, the other frame is transparent, and the operator applies there too, as on a canvas. Without another
    /// frame, nothing changes.
    pub struct Composite: "composite" in "compositing" version 1 on color {
        /// Other frame: the source.
        frame: Option<Input> = Kind::Frame,
        /// Operator of Porter and Duff.
        operator: Operator = Kind::Enum { names: Operator::NAMES, default: 0 },
        /// Factor for the alpha of the other frame.
        opacity: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).unit(Unit::Factor)),
        /// Position of the other frame's left edge in this frame.
        x: i32 = Kind::Integer(PLACE),
        /// Position of the other frame's upper edge in this frame.
        y: i32 = Kind::Integer(PLACE),
    }
}

/// The range of positions of another frame in this one.
pub(super) const PLACE: Number = {
    let largest = MAXIMUM_DIMENSION as f64;
    Number::new(0.0, -largest, largest).typical(-512.0, 512.0).step(1.0).unit(Unit::Pixels)
};

impl Operator {
    /// Shares of source and destination: a constant, and the factor of the other frame's alpha.
    fn shares(self) -> [[f32; 2]; 2] {
        let (none, all, within, without) = ([0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, -1.0]);
        match self {
            Self::SourceOver => [all, without],
            Self::SourceIn => [within, none],
            Self::SourceOut => [without, none],
            Self::SourceAtop => [within, without],
            Self::DestinationOver => [without, all],
            Self::DestinationIn => [none, within],
            Self::DestinationOut => [none, without],
            Self::DestinationAtop => [without, within],
            Self::Xor => [without, without],
            Self::Lighter => [all, all],
            Self::Copy => [all, none],
            Self::Clear => [none, none],
        }
    }
}

impl Operate for Composite {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let Some(frame) = self.frame else { return Ok(Operation::Identity) };
        Ok(Sum::operation(frame, input, [self.x, self.y], self.opacity, self.operator.shares()))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let Some(frame) = self.frame else { return Ok(Some(FloatOperation::Identity)) };
        Ok(Some(Sum::new(frame, input, [self.x, self.y], self.opacity, self.operator.shares()).on_floats()))
    }

    fn has_planes(&self) -> bool {
        // Modules without YUV formats omit the kernel.
        cfg!(feature = "yuv") && self.operator == Operator::SourceOver
    }

    #[cfg(feature = "yuv")]
    fn on_plane(&self, rows: &RowLayout, plane: &YuvPlane) -> Result<Operation> {
        let Some(frame) = self.frame else { return Ok(Operation::Identity) };
        let kernel = OverPlane::new(frame, [self.x, self.y], self.opacity, rows, plane);
        Ok(Operation::Combine(Box::new(kernel)))
    }
}

/// A weighted sum of the premultiplied colours of both frames.
#[derive(Debug)]
pub(super) struct Sum {
    input: Input,
    overlay: Overlay,
    opacity: f32,
    shares: [[f32; 2]; 2],
}

impl Sum {
    /// Returns the sum as an operation, with shares as those of an [`Operator`].
    pub(super) fn operation(
        input: Input,
        layout: &RowLayout,
        at: [i32; 2],
        opacity: f64,
        shares: [[f32; 2]; 2],
    ) -> Operation {
        Operation::Combine(Box::new(Self::new(input, layout, at, opacity, shares)))
    }

    pub(super) fn new(
        input: Input,
        layout: &RowLayout,
        at: [i32; 2],
        opacity: f64,
        shares: [[f32; 2]; 2],
    ) -> Self {
        let overlay = Overlay { at, width: layout.width() as usize, pixel_bytes: layout.pixel_bytes() };
        Self { input, overlay, opacity: opacity as f32, shares }
    }

    /// Returns the sum as an operation on floats.
    #[cfg(feature = "float")]
    pub(super) fn on_floats(self) -> FloatOperation {
        FloatOperation::Combine(Box::new(self))
    }

    #[inline(always)]
    fn four(&self, below: U8x16, above: U8x16) -> U8x16 {
        let [below, above] = [below, above].map(channels::planes);
        let unit = F32x4::splat(1.0 / 255.0);
        let (source, destination) = self.weights(above[3] * unit, below[3] * unit);
        let one = F32x4::splat(1.0);
        // Sums above 1 are clamped before the division, as premultiplied colours are.
        let alpha = (source + destination).min(one);
        let over_alpha = one.divide(alpha.max(F32x4::splat(1e-6)));
        let color = |c: usize| {
            let sum = above[c] * source + below[c] * destination;
            sum.min(F32x4::splat(255.0)) * over_alpha
        };
        channels::pixels([color(0), color(1), color(2), alpha * F32x4::splat(255.0)])
    }

    /// The weights of source and destination, from their alpha.
    #[inline(always)]
    fn weights(&self, source: F32x4, destination: F32x4) -> (F32x4, F32x4) {
        let source = source * F32x4::splat(self.opacity);
        let [of_source, of_destination] = self.shares.map(|share| share.map(F32x4::splat));
        (
            source * (of_source[0] + of_source[1] * destination),
            destination * (of_destination[0] + of_destination[1] * source),
        )
    }
}

impl Combine for Sum {
    fn input(&self) -> Input {
        self.input
    }

    fn apply(&self, rows: Pixels<'_>, first_row: usize, other: &PlaneRef<'_>) {
        self.overlay.each(rows, first_row, other, &mut |run, source| match (run.kept(), source) {
            (run, Some(source)) => zip_pixels(run, source, |below, above| self.four(below, above)),
            (run, None) => map_pixels(Pixels::InPlace(run), |below| self.four(below, U8x16::splat(0))),
        });
    }
}

/// Colours aren't clamped.
#[cfg(feature = "float")]
impl FloatCombine for Sum {
    fn input(&self) -> Input {
        self.input
    }

    fn place(&self) -> [i32; 2] {
        self.overlay.at
    }

    fn apply(&self, row: &mut [Pixel], other: Beside<'_>) {
        let (one, least) = (F32x4::splat(1.0), F32x4::splat(1e-12));
        with_planes(row, other.pixels, |below, above| {
            let (source, destination) = self.weights(above[3], below[3]);
            let alpha = (source + destination).min(one);
            let over_alpha = one.divide(alpha.max(least));
            let color = |c: usize| (above[c] * source + below[c] * destination) * over_alpha;
            [color(0), color(1), color(2), alpha]
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, check_combined};
    use crate::image::frame::Format;

    /// The table of Porter and Duff, written out.
    fn shares(operator: Operator, source: f64, destination: f64) -> (f64, f64) {
        match operator {
            Operator::Clear => (0.0, 0.0),
            Operator::Copy => (1.0, 0.0),
            Operator::SourceOver => (1.0, 1.0 - source),
            Operator::DestinationOver => (1.0 - destination, 1.0),
            Operator::SourceIn => (destination, 0.0),
            Operator::DestinationIn => (0.0, source),
            Operator::SourceOut => (1.0 - destination, 0.0),
            Operator::DestinationOut => (0.0, 1.0 - source),
            Operator::SourceAtop => (destination, 1.0 - source),
            Operator::DestinationAtop => (1.0 - destination, source),
            Operator::Xor => (1.0 - destination, 1.0 - source),
            Operator::Lighter => (1.0, 1.0),
        }
    }

    #[test]
    fn every_operator_agrees_with_the_table() {
        for (index, &operator) in Operator::ALL.iter().enumerate() {
            for (opacity, at) in [(1.0, [0, 0]), (0.4, [3, -2]), (1.0, [-5, 1])] {
                let make = |frame| Composite { frame, operator, opacity, x: at[0], y: at[1] };
                check_combined(&make, Format::Rgba, SIDES[index % SIDES.len()], at, 1, |below, above| {
                    let [below, above] = [below, above.unwrap_or_default()].map(|p| p.map(|c| f64::from(c) / 255.0));
                    let (source, destination) = (above[3] * opacity, below[3]);
                    let (a, b) = shares(operator, source, destination);
                    let sum = |x: f64, y: f64| (source * a * x + destination * b * y).min(1.0);
                    let alpha = sum(1.0, 1.0);
                    let color = |c: usize| if alpha == 0.0 { 0.0 } else { sum(above[c], below[c]) / alpha };
                    [color(0), color(1), color(2), alpha].map(|v| (v * 255.0).round() as u8)
                });
            }
        }
    }
}
