//! Rows of floats, written to a frame of any format.

use alloc::vec::Vec;

use super::super::Storage;
use super::super::coefficients::Coefficients;
use super::super::reader::chroma_halvings;
use super::super::rows::floats_to_bytes;
use super::is_wide;
use crate::error::Result;
use crate::image::frame::{ChromaSiting, ColorSpace, FrameLayout, FrameMut};
use crate::image::kernels::float::premultiply;
use crate::memory::zeroed;
use crate::simd::F32x4;

/// The weights of luma in gray formats, those of `kernels::luma`.
const GRAY: [f32; 3] = [4899.0 / 16384.0, 9617.0 / 16384.0, 1868.0 / 16384.0];

/// Converts rows of floats to those of frames of one layout, from the top down. Samples that aren't floats are rounded to
/// nearest and clamped.
#[derive(Debug)]
pub(crate) struct FloatWriter {
    layout: FrameLayout,
    storage: Storage,
    /// Whether grays are multiplied by alpha.
    is_over_black: bool,
    yuv: Option<ToYuv>,
}

/// Matrix, range and chroma of a YUV format.
#[derive(Debug)]
struct ToYuv {
    siting: ChromaSiting,
    is_wide: bool,
    /// Weights of red, green and blue in Y, U and V, and the value of black.
    weights: [[f32; 4]; 3],
    /// Each channel of chroma, four samples at a time: of the row above, if the row shares its chroma with it.
    chroma: [Vec<[f32; 4]>; 2],
}

impl FloatWriter {
    /// Creates a writer of frames of this layout and colour space. With `is_over_black`, black shows through where pixels of a
    /// gray frame are transparent; otherwise formats without alpha ignore it.
    ///
    /// # Errors
    /// `unsupported-format` if there is no conversion; `out-of-memory`.
    pub(crate) fn new(layout: &FrameLayout, space: &ColorSpace, is_over_black: bool) -> Result<Self> {
        let storage = Storage::of(layout.format())?;
        let yuv = match storage {
            Storage::Yuv(bits) => Some(ToYuv::new(layout, space, bits)?),
            _ => None,
        };
        Ok(Self { layout: *layout, storage, is_over_black, yuv })
    }

    /// Returns the number of bytes of working memory.
    pub(crate) fn bytes(&self) -> usize {
        self.yuv.as_ref().map_or(0, |yuv| 2 * size_of_val(yuv.chroma[0].as_slice()))
    }

    /// Writes row `y`, which it may overwrite, to `frame`. Rows are written in order, from an even row on.
    pub(crate) fn write(&mut self, frame: &mut FrameMut<'_>, y: usize, row: &mut [[f32; 4]]) {
        let mut plane = frame.plane_mut(0);
        let target = plane.row_mut(y);
        if self.is_over_black {
            premultiply(row);
        }
        match self.storage {
            Storage::Packed { swapped, opaque } => {
                if swapped {
                    row.iter_mut().for_each(|pixel| pixel.swap(0, 2));
                }
                if opaque {
                    row.iter_mut().for_each(|pixel| pixel[3] = 1.0);
                }
                floats_to_bytes(row.as_flattened(), target);
            }
            Storage::Gray => {
                target.iter_mut().enumerate().for_each(|(x, byte)| *byte = (gray(row, x) * 255.0 + 0.5) as u8);
            }
            Storage::GrayFloats => {
                let floats = target.as_chunks_mut::<4>().0.iter_mut();
                floats.enumerate().for_each(|(x, float)| *float = gray(row, x).to_le_bytes());
            }
            Storage::Floats => {
                for (to, float) in target.as_chunks_mut::<4>().0.iter_mut().zip(row.as_flattened()) {
                    *to = float.to_le_bytes();
                }
            }
            Storage::Yuv(_) => {
                let Some(yuv) = &mut self.yuv else { return };
                yuv.luma(row, target);
                let spec = self.layout.format().spec();
                if spec.alpha {
                    let mut plane = frame.plane_mut(spec.planes.len() - 1);
                    let alpha = plane.row_mut(y).iter_mut().zip(row.iter());
                    alpha.for_each(|(byte, pixel)| *byte = (pixel[3] * 255.0 + 0.5) as u8);
                }
                yuv.write_chroma(&self.layout, frame, y, row);
            }
        }
    }
}

fn gray(row: &[[f32; 4]], x: usize) -> f32 {
    row.get(x).map_or(0.0, |pixel| {
        // Grays stay what they are, to the bit.
        if pixel[0] == pixel[1] && pixel[1] == pixel[2] {
            return pixel[0];
        }
        pixel[0] * GRAY[0] + pixel[1] * GRAY[1] + pixel[2] * GRAY[2]
    })
}

impl ToYuv {
    fn new(layout: &FrameLayout, space: &ColorSpace, bits: u32) -> Result<Self> {
        let numbers = Coefficients::new(space, bits);
        let rows = numbers.weights();
        let offsets = [numbers.black, numbers.neutral, numbers.neutral];
        let weights = core::array::from_fn(|i| {
            let [r, g, b] = rows[i].map(|weight| (weight * 255.0) as f32);
            [r, g, b, offsets[i] as f32]
        });
        let width = layout.plane(1).map_or(0, |plane| plane.width);
        let row = || zeroed(width.div_ceil(4));
        Ok(Self { siting: space.siting, is_wide: is_wide(layout), weights, chroma: [row()?, row()?] })
    }

    fn luma(&self, row: &[[f32; 4]], target: &mut [u8]) {
        let weights = self.weights[0];
        write_levels(row.chunks(4).map(|pixels| weigh(four(|i| load(pixels, i)), weights)), target, self.is_wide, 1);
    }

    /// Adds the chroma of row `y`, and writes it if no further row shares it.
    fn write_chroma(&mut self, layout: &FrameLayout, frame: &mut FrameMut<'_>, y: usize, row: &[[f32; 4]]) {
        let [across, down] = chroma_halvings(layout);
        let is_second = down > 0 && !y.is_multiple_of(2);
        let last = row.len().saturating_sub(1);
        let at = |x: usize| load(row, x.min(last));
        let (half, quarter) = (F32x4::splat(0.5), F32x4::splat(0.25));
        let (siting, weights) = (self.siting, [self.weights[1], self.weights[2]]);
        let shared = |x: usize| match siting {
            _ if across == 0 => at(x),
            ChromaSiting::Center => (at(2 * x) + at(2 * x + 1)) * half,
            ChromaSiting::Left => at(2 * x) * half + (at((2 * x).saturating_sub(1)) + at(2 * x + 1)) * quarter,
        };
        let [us, vs] = &mut self.chroma;
        for (i, (u, v)) in us.iter_mut().zip(vs).enumerate() {
            let planes = four(|k| shared(4 * i + k));
            for (sum, weights) in [u, v].into_iter().zip(weights) {
                let own = weigh(planes, weights);
                let mean = if is_second { (F32x4::load(sum) + own) * half } else { own };
                mean.store(sum);
            }
        }
        let shares = down > 0 && !is_second && y + 1 < layout.height() as usize;
        if shares {
            return;
        }
        let is_interleaved = layout.format().spec().planes.get(1).is_some_and(|plane| plane.channels == 2);
        let bytes = if self.is_wide { 2 } else { 1 };
        for (channel, samples) in self.chroma.iter().enumerate() {
            let (plane, step, start) = if is_interleaved { (1, 2, channel * bytes) } else { (1 + channel, 1, 0) };
            let mut plane = frame.plane_mut(plane);
            let to = plane.row_mut(y >> down).get_mut(start..).unwrap_or_default();
            write_levels(samples.iter().map(F32x4::load), to, self.is_wide, step);
        }
    }
}

#[inline(always)]
fn load(row: &[[f32; 4]], x: usize) -> F32x4 {
    row.get(x).map_or(F32x4::splat(0.0), F32x4::load)
}

/// Four pixels, with a vector for each of red, green and blue.
#[inline(always)]
fn four(pixel: impl Fn(usize) -> F32x4) -> [F32x4; 3] {
    let [r, g, b, _] = F32x4::transpose([pixel(0), pixel(1), pixel(2), pixel(3)]);
    [r, g, b]
}

/// The levels of a channel of four pixels.
#[inline(always)]
fn weigh([r, g, b]: [F32x4; 3], [red, green, blue, black]: [f32; 4]) -> F32x4 {
    r * F32x4::splat(red) + g * F32x4::splat(green) + b * F32x4::splat(blue) + F32x4::splat(black)
}

/// Writes levels, rounded to nearest and clamped, to every `step`th sample.
#[inline(always)]
fn write_levels(levels: impl Iterator<Item = F32x4>, to: &mut [u8], is_wide: bool, step: usize) {
    let most = F32x4::splat(if is_wide { 1023.0 } else { 255.0 });
    // Clamped as floats: larger ones have no place in a word. Those that aren't numbers become any level.
    let whole = |four: F32x4| four.max(F32x4::splat(0.0)).min(most).round_small().to_array();
    if is_wide {
        for (samples, four) in to.as_chunks_mut::<2>().0.chunks_mut(4 * step).zip(levels) {
            let levels = whole(four).map(|level| (level as u16 & 1023).to_le_bytes());
            samples.iter_mut().step_by(step).zip(levels).for_each(|(to, level)| *to = level);
        }
    } else {
        for (samples, four) in to.chunks_mut(4 * step).zip(levels) {
            let levels = whole(four).map(|level| level as u8);
            samples.iter_mut().step_by(step).zip(levels).for_each(|(to, level)| *to = level);
        }
    }
}
