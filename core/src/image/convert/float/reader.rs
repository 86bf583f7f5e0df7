//! Rows of a frame of any format, as floats.

use alloc::vec::Vec;

use super::super::coefficients::Coefficients;
use super::super::reader::{chroma_halvings, chroma_row};
use super::super::rows::to_floats;
use super::super::{ChromaRow, ChromaUpsampling, Storage};
use super::is_wide;
use crate::error::Result;
use crate::image::frame::{ChromaSiting, ColorSpace, FrameLayout, FrameRef};
use crate::memory::zeroed;
use crate::simd::F32x4;

/// Converts rows of frames of one layout to floats, in any order.
#[derive(Debug)]
pub(crate) struct FloatReader {
    layout: FrameLayout,
    storage: Storage,
    yuv: Option<FromYuv>,
}

/// Matrix, range and chroma of a YUV format.
#[derive(Debug)]
struct FromYuv {
    space: ColorSpace,
    upsampling: ChromaUpsampling,
    is_wide: bool,
    /// The pixel of black and neutral chroma, and what each level of Y, U and V adds.
    black: [f32; 4],
    weights: [[f32; 4]; 3],
    /// A row of each channel of chroma, interpolated between rows.
    chroma: [Vec<f32>; 2],
}

impl FloatReader {
    /// Creates a reader of frames of this layout and colour space.
    ///
    /// # Errors
    /// `unsupported-format` if there is no conversion; `out-of-memory`.
    pub(crate) fn new(layout: &FrameLayout, space: &ColorSpace, upsampling: ChromaUpsampling) -> Result<Self> {
        let storage = Storage::of(layout.format())?;
        let yuv = match storage {
            Storage::Yuv(bits) => Some(FromYuv::new(layout, space, bits, upsampling)?),
            _ => None,
        };
        Ok(Self { layout: *layout, storage, yuv })
    }

    /// Returns whether this is a reader of such frames.
    pub(crate) fn reads(&self, layout: &FrameLayout, space: &ColorSpace) -> bool {
        self.layout == *layout && self.yuv.as_ref().is_none_or(|yuv| yuv.space == *space)
    }

    /// Returns the number of bytes of working memory.
    pub(crate) fn bytes(&self) -> usize {
        self.yuv.as_ref().map_or(0, |yuv| 2 * size_of_val(yuv.chroma[0].as_slice()))
    }

    /// Writes row `y` of `frame` to `into`.
    pub(crate) fn read(&mut self, frame: &FrameRef<'_>, y: usize, into: &mut [[f32; 4]]) {
        let row = frame.plane(0).row(y);
        match self.storage {
            Storage::Packed { swapped, opaque } => {
                to_floats(row, into.as_flattened_mut());
                if swapped {
                    into.iter_mut().for_each(|pixel| pixel.swap(0, 2));
                }
                if opaque {
                    into.iter_mut().for_each(|pixel| pixel[3] = 1.0);
                }
            }
            Storage::Gray => {
                let scale = F32x4::splat(255.0);
                for (pixel, level) in into.iter_mut().zip(row) {
                    F32x4::splat(f32::from(*level)).divide(scale).store(pixel);
                    pixel[3] = 1.0;
                }
            }
            Storage::GrayFloats => {
                for (pixel, float) in into.iter_mut().zip(row.as_chunks::<4>().0) {
                    let gray = f32::from_le_bytes(*float);
                    *pixel = [gray, gray, gray, 1.0];
                }
            }
            Storage::Floats => {
                for (to, float) in into.as_flattened_mut().iter_mut().zip(row.as_chunks::<4>().0) {
                    *to = f32::from_le_bytes(*float);
                }
            }
            Storage::Yuv(_) => {
                if let Some(yuv) = &mut self.yuv {
                    yuv.read(frame, y, into);
                }
                let spec = self.layout.format().spec();
                if spec.alpha {
                    let alpha = frame.plane(spec.planes.len() - 1).row(y);
                    into.iter_mut().zip(alpha).for_each(|(pixel, alpha)| pixel[3] = f32::from(*alpha) / 255.0);
                }
            }
        }
    }
}

impl FromYuv {
    fn new(layout: &FrameLayout, space: &ColorSpace, bits: u32, upsampling: ChromaUpsampling) -> Result<Self> {
        let numbers = Coefficients::new(space, bits);
        let colors = numbers.colors();
        let level = 1.0 / numbers.luma_range;
        let added = |channel: usize| {
            let [r, g, b] = colors.map(|of| of[channel] / 255.0);
            [r, g, b, 0.0]
        };
        let weights = [[level, level, level, 0.0], added(0), added(1)];
        let levels = [numbers.black, numbers.neutral, numbers.neutral];
        let black = core::array::from_fn(|c| {
            let sum: f64 = (0..3).map(|i| weights[i][c] * levels[i]).sum();
            if c == 3 { 1.0 } else { -sum as f32 }
        });
        let width = layout.plane(1).map_or(0, |plane| plane.width);
        Ok(Self {
            space: *space,
            upsampling,
            is_wide: is_wide(layout),
            black,
            weights: weights.map(|row| row.map(|weight| weight as f32)),
            chroma: [zeroed(width)?, zeroed(width)?],
        })
    }

    fn read(&mut self, frame: &FrameRef<'_>, y: usize, into: &mut [[f32; 4]]) {
        let [across, down] = chroma_halvings(frame.layout());
        let last = frame.plane(1).height().saturating_sub(1);
        let is_smooth = self.upsampling == ChromaUpsampling::Bilinear;
        let near = (y >> down).min(last);
        // Samples are between the two rows that share them, so each row is a quarter of the way to the next sample.
        let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(last) };
        let mixes = is_smooth && down > 0 && far != near;
        let is_wide = self.is_wide;
        let weight = if mixes { 0.75 } else { 1.0 };
        for (channel, samples) in self.chroma.iter_mut().enumerate() {
            samples.fill(0.0);
            add(chroma_row(frame, near), channel, is_wide, weight, samples);
            if mixes {
                add(chroma_row(frame, far), channel, is_wide, 0.25, samples);
            }
        }
        let luma = frame.plane(0).row(y);
        // Without chroma, the levels of luma; then colours are added.
        let mut x = 0;
        each_level(luma, 1, is_wide, |level| {
            if let Some(pixel) = into.get_mut(x) {
                pixel[3] = level;
            }
            x += 1;
        });
        let [of_y, of_u, of_v] = self.weights.map(|row| F32x4::load(&row));
        let black = F32x4::load(&self.black);
        let [us, vs] = &self.chroma;
        let mut colors = us.iter().zip(vs).map(|(u, v)| black + F32x4::splat(*u) * of_u + F32x4::splat(*v) * of_v);
        let put = |pixel: &mut [f32; 4], color: F32x4| (F32x4::splat(pixel[3]) * of_y + color).store(pixel);
        if across == 0 {
            return into.iter_mut().zip(colors).for_each(|(pixel, color)| put(pixel, color));
        }
        let Some(mut own) = colors.next() else { return };
        let mut before = own;
        let (half, quarter) = (F32x4::splat(0.5), F32x4::splat(0.25));
        for pair in into.chunks_mut(2) {
            let next = colors.next().unwrap_or(own);
            let [even, odd] = match self.space.siting {
                _ if !is_smooth => [own; 2],
                ChromaSiting::Left => [own, (own + next) * half],
                ChromaSiting::Center => [own + (before - own) * quarter, own + (next - own) * quarter],
            };
            pair.iter_mut().zip([even, odd]).for_each(|(pixel, color)| put(pixel, color));
            (before, own) = (own, next);
        }
    }
}

/// Calls `each` with every `step`th sample of a row.
#[inline(always)]
fn each_level(row: &[u8], step: usize, is_wide: bool, mut each: impl FnMut(f32)) {
    if is_wide {
        let samples = row.as_chunks::<2>().0.iter().step_by(step);
        samples.for_each(|bytes| each(f32::from(u16::from_le_bytes(*bytes) & 1023)));
    } else {
        row.iter().step_by(step).for_each(|byte| each(f32::from(*byte)));
    }
}

/// Adds the weighted samples of a channel of chroma.
fn add(row: ChromaRow<'_>, channel: usize, is_wide: bool, weight: f32, to: &mut [f32]) {
    let bytes = if is_wide { 2 } else { 1 };
    let (row, step) = match row {
        ChromaRow::Planar { u, v } => ([u, v][channel], 1),
        ChromaRow::Interleaved(row) => (row.get(channel * bytes..).unwrap_or_default(), 2),
    };
    let mut to = to.iter_mut();
    each_level(row, step, is_wide, |level| {
        if let Some(to) = to.next() {
            *to += level * weight;
        }
    });
}
