//! `resize`: resizes by separable resampling.

#[cfg(feature = "float")]
mod float;
mod half;
mod light;
mod resampler;
mod weights;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::vec::Vec;

use light::Light;
use resampler::Resampler;
use weights::{Curve, nearest};

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Gather;
use crate::memory::zeroed;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::kernels::Operation;
use crate::image::frame::{FrameLayout, RowLayout, PlaneRef, MAXIMUM_DIMENSION, Plane, PlaneMut};

crate::choice! {
    /// The resampling kernel. All kernels except `nearest` are widened by the ratio when a frame becomes smaller, so
    /// that no pixel is skipped.
    pub enum Resampling {
        /// Windowed sinc over six pixels: the sharpest and the slowest.
        Lanczos3 = "lanczos3",
        /// Cubic over four pixels that interpolates the pixels' values (B 0, C ½).
        CatmullRom = "catmullRom",
        /// Cubic over four pixels, a compromise between sharp and smooth (B ⅓, C ⅓).
        Mitchell = "mitchell",
        /// Linear over two pixels.
        Bilinear = "bilinear",
        /// The mean of the pixels covered by a pixel of the result.
        Box = "box",
        /// The pixel nearest to the centre, unchanged.
        Nearest = "nearest",
    }
}

/// A side in pixels, or 0 to derive it from the other side.
const SIDE: Number =
    Number::new(0.0, 0.0, MAXIMUM_DIMENSION as f64).typical(0.0, 4096.0).step(1.0).unit(Unit::Pixels);

crate::filter! {
    /// Resizes the frame.
    ///
    /// Pixels are squares: the centre of the first pixel is half a pixel from the edge, in the source and in the
    /// result. Weights outside the frame are dropped, and the others normalised to a sum of 1. Colours are weighted by
    /// alpha. This agrees with Pillow, except that colours aren't rounded between the passes.
    ///
    /// `linear` resamples linear light instead of the encoded values (sRGB, IEC 61966-2-1): fine patterns of bright and
    /// dark keep their brightness when a frame becomes smaller. Between the passes, light has 16,320 steps; in
    /// the darkest tones, a step is 1/5 of a level. `nearest` computes no mean, so `linear` has no effect on it.
    pub struct Resize: "resize" in "scaling" version 1 on planes {
        /// Width of the result; 0 keeps the ratio of the sides, or the width if the height is 0, too.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the result; 0 keeps the ratio of the sides, or the height if the width is 0, too.
        height: i32 = Kind::Integer(SIDE),
        /// Resampling kernel.
        kernel: Resampling = Kind::Enum { names: Resampling::NAMES, default: 0 },
        /// Whether linear light is resampled instead of encoded values.
        linear: bool = Kind::Boolean(false),
    }
}

impl Resize {
    /// The layout of the result.
    fn output(&self, input: &RowLayout) -> Result<RowLayout> {
        let (width, height) = (input.width(), input.height());
        let in_ratio = |side: i32, from: u32, other: u32| {
            (f64::from(side) * f64::from(other) / f64::from(from)).round().max(1.0) as u32
        };
        let (width, height) = match (self.width, self.height) {
            (0, 0) => (width, height),
            (side, 0) => (side as u32, in_ratio(side, width, height)),
            (0, side) => (in_ratio(side, height, width), side as u32),
            (width, height) => (width as u32, height as u32),
        };
        RowLayout::new(input.format(), width, height)
    }

    /// The curve of weights; none for `nearest`.
    fn curve(&self) -> Option<Curve> {
        match self.kernel {
            Resampling::Lanczos3 => Some(Curve::LANCZOS3),
            Resampling::CatmullRom => Some(Curve::CATMULL_ROM),
            Resampling::Mitchell => Some(Curve::MITCHELL),
            Resampling::Bilinear => Some(Curve::BILINEAR),
            Resampling::Box => Some(Curve::BOX),
            Resampling::Nearest => None,
        }
    }
}

impl Operate for Resize {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let output = self.output(input)?;
        if output == *input {
            return Ok(Operation::Identity);
        }
        let Some(curve) = self.curve() else {
            return Ok(Operation::Gather(Box::new(Nearest::new(input, output)?)));
        };
        let light = if self.linear { Some(Light::new()?) } else { None };
        Ok(Operation::Gather(Box::new(Resampler::new(&curve, input, output, light)?)))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let output = self.output(input)?;
        if output == *input {
            return Ok(Some(FloatOperation::Identity));
        }
                float::operation(self.curve().as_ref(), input.size(), output.size(), self.linear).map(Some)
    }

    /// Luma and chroma aren't proportional to light.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        across != down || self.linear || input.has_alpha_plane()
    }
}

/// Selects the nearest pixels.
#[derive(Debug)]
struct Nearest {
    layout: RowLayout,
    /// The column of the source for each column of the result.
    columns: Vec<u32>,
}

impl Nearest {
    fn new(input: &RowLayout, layout: RowLayout) -> Result<Self> {
        let (from, to) = (input.width() as usize, layout.width() as usize);
        let mut columns = zeroed(to)?;
        columns.iter_mut().enumerate().for_each(|(x, column)| *column = nearest(x, from, to) as u32);
        Ok(Self { layout, columns })
    }
}

impl Gather for Nearest {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, _: Option<&PlaneRef<'_>>) {
        let height = self.layout.height() as usize;
        for (y, to) in (first..).zip(rows.into_rows()) {
            let from = source.row(nearest(y, source.height(), height));
            if self.layout.pixel_bytes() == 1 {
                let pick = |(to, &x): (&mut u8, &u32)| *to = from.get(x as usize).copied().unwrap_or_default();
                to.iter_mut().zip(&self.columns).for_each(pick);
            } else {
                let from = from.as_chunks::<4>().0;
                let pick = |(to, &x): (&mut [u8; 4], &u32)| *to = from.get(x as usize).copied().unwrap_or_default();
                to.as_chunks_mut::<4>().0.iter_mut().zip(&self.columns).for_each(pick);
            }
        }
    }
}
