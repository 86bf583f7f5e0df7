//! Luma of parts of rows.

use crate::image::frame::{ColorModel, Frame, Sample};
use crate::image::kernels::luma::{luma, luma_of};
use crate::simd::U8x16;

/// Writes the luma of row `y` from column `x` on to `into`, which is at most as long as the rest of the row. Luma of YUV
/// frames is the sample, in 8 bits.
#[inline(never)]
pub(super) fn part(frame: &Frame, x: usize, y: usize, into: &mut [i16]) {
    let spec = frame.layout().format().spec();
    let Some(plane) = spec.planes.first() else { return };
    let bytes = plane.channels * spec.sample.bytes();
    let row = &frame.plane(0).row(y)[x * bytes..(x + into.len()) * bytes];
    match (spec.sample, spec.model) {
        (Sample::U8, ColorModel::Gray | ColorModel::Yuv) => {
            into.iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from));
        }
        (Sample::U8, ColorModel::Rgb) => {
            let (body, tail) = row.as_chunks::<16>();
            let mut last = [0; 16];
            last[..tail.len()].copy_from_slice(tail);
            for (to, four) in into.chunks_mut(4).zip(body.iter().chain([&last])) {
                let luma = luma(U8x16::load(four)).to_array().map(|luma| luma as i16);
                to.copy_from_slice(&luma[..to.len()]);
            }
        }
        (Sample::U8, ColorModel::Bgr) => {
            let pixels = row.as_chunks::<4>().0.iter();
            into.iter_mut().zip(pixels).for_each(|(to, &[b, g, r, _])| *to = i16::from(luma_of([r, g, b])));
        }
        (Sample::U10, _) => {
            let samples = row.as_chunks::<2>().0.iter();
            into.iter_mut().zip(samples).for_each(|(to, &sample)| *to = (u16::from_le_bytes(sample) >> 2 & 255) as i16);
        }
        (Sample::F32, _) => {
            let level = |sample: &[u8; 4]| (f32::from_le_bytes(*sample) * 255.0 + 0.5) as u8;
            for (to, pixel) in into.iter_mut().zip(row.chunks_exact(bytes)) {
                *to = i16::from(match pixel.as_chunks::<4>().0 {
                    [r, g, b, ..] => luma_of([r, g, b].map(level)),
                    [gray, ..] => level(gray),
                    [] => 0,
                });
            }
        }
    }
}
