//! Functions of pixels, four at a time, with a vector for each channel.

use alloc::boxed::Box;

use super::{FloatOperation, FloatPoint, Pixel};
use crate::simd::F32x4;

/// Any function of red, green, blue and alpha.
struct Each<F>(F);

impl<F: Fn([F32x4; 4]) -> [F32x4; 4] + Send> FloatPoint for Each<F> {
    fn apply(&self, row: &mut [Pixel], _: usize) {
        with_planes(row, &[], |pixels, _| (self.0)(pixels));
    }
}

/// Returns the operation that applies a function to red, green, blue and alpha.
pub(crate) fn planes(function: impl Fn([F32x4; 4]) -> [F32x4; 4] + Send + 'static) -> FloatOperation {
    FloatOperation::Point(Box::new(Each(function)))
}

/// Returns the operation that applies the same function to red, green and blue.
pub(crate) fn colors(function: impl Fn(F32x4) -> F32x4 + Send + 'static) -> FloatOperation {
    planes(move |[r, g, b, a]| [function(r), function(g), function(b), a])
}

/// Replaces each pixel by a function of it and the pixel of `others` at its place, of which those that are missing are
/// transparent black.
#[inline(always)]
pub(crate) fn with_planes(
    row: &mut [Pixel],
    others: &[Pixel],
    function: impl Fn([F32x4; 4], [F32x4; 4]) -> [F32x4; 4],
) {
    let load = |pixels: &[Pixel; 4]| F32x4::transpose(pixels.each_ref().map(F32x4::load));
    let (body, tail) = row.as_chunks_mut::<4>();
    let (others, rest) = others.as_chunks::<4>();
    let none = [[0.0; 4]; 4];
    let padded = |pixels: &[Pixel]| {
        let mut four = none;
        four.iter_mut().zip(pixels).for_each(|(to, from)| *to = *from);
        four
    };
    let mut last = [padded(tail)];
    let last_other = [padded(rest)];
    let count = body.len();
    for (i, pixels) in body.iter_mut().chain(&mut last).enumerate() {
        let other = if i == count { &last_other[0] } else { others.get(i).unwrap_or(&none) };
        let results = F32x4::transpose(function(load(pixels), load(other)));
        pixels.iter_mut().zip(results).for_each(|(to, pixel)| pixel.store(to));
    }
    tail.copy_from_slice(&last[0][..tail.len()]);
}
