//! Runs through a mask: the weight of each result, and the original pixels.

use alloc::vec::Vec;

use crate::error::{Error, Result};
use crate::image::frame::{Plane, RowLayout};
use crate::image::kernels::alpha::over_255;
use crate::simd::{I16x8, U8x16};

/// The original rows whose results are in flight: a ring, whose memory is reused by the next run.
#[derive(Debug, Default)]
pub(super) struct Originals {
    rows: Vec<u8>,
    row_bytes: usize,
    count: usize,
}

impl Originals {
    /// Allocates the rows of a band, and of the lag of the results.
    pub(super) fn prepare(&mut self, lag: usize, layout: &RowLayout, band_bytes: usize) -> Result<()> {
        self.row_bytes = layout.row_bytes();
        self.count = (band_bytes / self.row_bytes.max(1)).max(1).saturating_add(lag).min(layout.height() as usize);
        let bytes = self.count * self.row_bytes;
        if let Some(more) = bytes.checked_sub(self.rows.len()) {
            self.rows.try_reserve_exact(more).map_err(|_| Error::out_of_memory(bytes))?;
            self.rows.resize(bytes, 0);
        }
        Ok(())
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        self.rows.len()
    }

    /// Stores rows, the first of which is row `first` of the frame.
    pub(super) fn keep(&mut self, first: usize, rows: Plane<'_>) {
        for (y, row) in rows.rows().enumerate() {
            let start = (first + y) % self.count.max(1) * self.row_bytes;
            self.rows[start..start + self.row_bytes].copy_from_slice(row);
        }
    }

    /// Returns row `y`, which is one of the last stored.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        let start = y % self.count.max(1) * self.row_bytes;
        &self.rows[start..start + self.row_bytes]
    }
}

/// Mixes a row of results with the original row: 255 in the mask is the result, 0 the original; mixtures are rounded to
/// nearest. Colours are weighted by alpha.
pub(super) fn blend(original: &[u8], result: &mut [u8], mask: &[u8]) {
    if original.len() == mask.len() {
        return mix(original, result, mask.iter().copied());
    }
    // With equal alpha, mixing the stored colours is the same.
    let equal = original.as_chunks::<4>().0.iter().zip(result.as_chunks::<4>().0).all(|(a, b)| a[3] == b[3]);
    if equal {
        return mix_pixels(original, result, mask);
    }
    let pixels = original.as_chunks::<4>().0.iter().zip(result.as_chunks_mut::<4>().0).zip(mask);
    for ((before, after), &weight) in pixels {
        if weight == 0 {
            *after = *before;
            continue;
        }
        let [old, new] = [255 - u32::from(weight), u32::from(weight)];
        let (old, new) = (old * u32::from(before[3]), new * u32::from(after[3]));
        let alpha = old + new;
        for c in 0..3 {
            let sum = old * u32::from(before[c]) + new * u32::from(after[c]);
            // With an alpha of 0, the colour is invisible: the result's colour stays.
            after[c] = (sum + alpha / 2).checked_div(alpha).map_or(after[c], |color| color as u8);
        }
        after[3] = ((alpha + 127) / 255) as u8;
    }
}

fn mix(original: &[u8], result: &mut [u8], mask: impl Iterator<Item = u8>) {
    for ((before, after), weight) in original.iter().zip(result).zip(mask) {
        let sum = u32::from(*before) * (255 - u32::from(weight)) + u32::from(*after) * u32::from(weight);
        *after = ((sum + 127) / 255) as u8;
    }
}

fn mix_pixels(original: &[u8], result: &mut [u8], mask: &[u8]) {
    let all = I16x8::splat(255);
    let (before, before_tail) = original.as_chunks::<16>();
    let (after, after_tail) = result.as_chunks_mut::<16>();
    let (weights, weights_tail) = mask.as_chunks::<4>();
    for ((before, after), [a, b, c, d]) in before.iter().zip(after).zip(weights) {
        let [a, b, c, d] = [a, b, c, d].map(|weight| i16::from(*weight));
        let (old, new) = (U8x16::load(before), U8x16::load(after));
        let half = |old: I16x8, new: I16x8, weight: I16x8| over_255(old * (all - weight) + new * weight);
        let low = half(old.widen_low(), new.widen_low(), I16x8::from_array([a, a, a, a, b, b, b, b]));
        let high = half(old.widen_high(), new.widen_high(), I16x8::from_array([c, c, c, c, d, d, d, d]));
        I16x8::narrow(low, high).store(after);
    }
    mix(before_tail, after_tail, weights_tail.iter().flat_map(|&weight| [weight; 4]));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{compare, noise};

    #[test]
    fn mixes_colours_by_alpha() {
        for opaque in [true, false] {
            for width in [1, 3, 4, 5, 31, 33] {
                let (before, after) =
                    (noise(Format::Rgba, width, 1, opaque, 1), noise(Format::Rgba, width, 1, opaque, 2));
                let mask = noise(Format::Gray8, width, 1, true, 3);
                let mut result = after.bytes().to_vec();
                blend(before.bytes(), &mut result, mask.bytes());
                let pixels = before.bytes().as_chunks::<4>().0.iter().zip(after.bytes().as_chunks::<4>().0);
                let expected: Vec<u8> = pixels
                    .zip(mask.bytes())
                    .flat_map(|((a, b), &m)| {
                        if m == 0 {
                            return *a;
                        }
                        let m = f64::from(m) / 255.0;
                        let alpha = f64::from(a[3]) * (1.0 - m) + f64::from(b[3]) * m;
                        let color = |c: usize| {
                            let sum =
                                f64::from(a[c]) * f64::from(a[3]) * (1.0 - m) + f64::from(b[c]) * f64::from(b[3]) * m;
                            if alpha == 0.0 { f64::from(b[c]) } else { sum / alpha }
                        };
                        [color(0), color(1), color(2), alpha].map(|v| v.round() as u8)
                    })
                    .collect();
                compare(&format!("width {width}, opaque {opaque}"), &result, &expected, 1);
            }
        }
    }
}
