//! Resampling of floats: along the rows as they come, and down the columns of the rows that are stored.

use alloc::boxed::Box;
use core::ops::Range;

use super::weights::{Curve, FloatWeights, nearest};
use crate::error::Result;
use crate::image::kernels::float::{
    FloatGather, FloatOperation, Pixel, Stored, decode_srgb, dot, encode_srgb, premultiply, sum_rows,
    unpremultiply, with_planes,
};

/// A frame of a size that becomes one of another.
pub(super) fn operation(curve: Option<&Curve>, from: [usize; 2], to: [usize; 2], linear: bool) -> Result<FloatOperation> {
    Ok(FloatOperation::Gather(match curve {
        None => Box::new(Nearest { from, to }),
        Some(curve) => Box::new(Resampler {
            size: to,
            columns: FloatWeights::new(curve, from[0], to[0])?,
            rows: FloatWeights::new(curve, from[1], to[1])?,
            linear,
        }),
    }))
}

#[derive(Debug)]
struct Resampler {
    size: [usize; 2],
    columns: FloatWeights,
    rows: FloatWeights,
    /// Whether light is resampled.
    linear: bool,
}

impl FloatGather for Resampler {
    fn size(&self) -> [usize; 2] {
        self.size
    }

    fn stored(&self) -> usize {
        self.size[0]
    }

    fn needs(&self, y: usize) -> Range<usize> {
        let (first, weights) = self.rows.of(y);
        first..first + weights.len()
    }

    fn scratch_bytes(&self) -> usize {
        self.columns.bytes() + self.rows.bytes()
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        if self.linear {
            with_planes(row, &[], |[r, g, b, a], _| [decode_srgb(r), decode_srgb(g), decode_srgb(b), a]);
        }
        premultiply(row);
        for (x, to) in stored.iter_mut().enumerate() {
            let (first, weights) = self.columns.of(x);
            *to = dot(row.get(first..).unwrap_or_default(), weights);
        }
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let (first, weights) = self.rows.of(y);
        sum_rows(weights.iter().zip(first..).map(|(&weight, y)| (rows.row(y), weight)), into);
        unpremultiply(into);
        if self.linear {
            with_planes(into, &[], |[r, g, b, a], _| [encode_srgb(r), encode_srgb(g), encode_srgb(b), a]);
        }
    }
}

/// Selects the nearest pixels.
#[derive(Debug)]
struct Nearest {
    from: [usize; 2],
    to: [usize; 2],
}

impl FloatGather for Nearest {
    fn size(&self) -> [usize; 2] {
        self.to
    }

    fn stored(&self) -> usize {
        self.to[0]
    }

    fn needs(&self, y: usize) -> Range<usize> {
        let y = nearest(y, self.from[1], self.to[1]);
        y..y + 1
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        for (x, to) in stored.iter_mut().enumerate() {
            *to = row.get(nearest(x, self.from[0], self.to[0])).copied().unwrap_or_default();
        }
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        into.copy_from_slice(rows.row(self.needs(y).start));
    }
}
