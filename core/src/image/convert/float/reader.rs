//! Rows of a frame of any format, as floats.

use alloc::vec::Vec;

use super::super::coefficients::Coefficients;
use super::super::reader::{chroma_halvings, chroma_row};
use super::super::rows::to_floats;
use super::super::{ChromaRow, ChromaUpsampling, Storage};
use super::{is_wide, sample};
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
    /// A row of chroma, interpolated between rows.
    chroma: Vec<[f32; 2]>,
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
        self.yuv.as_ref().map_or(0, |yuv| size_of_val(yuv.chroma.as_slice()))
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
        Ok(Self {
            space: *space,
            upsampling,
            is_wide: is_wide(layout),
            black,
            weights: weights.map(|row| row.map(|weight| weight as f32)),
            chroma: zeroed(layout.plane(1).map_or(0, |plane| plane.width))?,
        })
    }

    fn read(&mut self, frame: &FrameRef<'_>, y: usize, into: &mut [[f32; 4]]) {
        let [across, down] = chroma_halvings(frame.layout());
        let last = frame.plane(1).height().saturating_sub(1);
        let is_smooth = self.upsampling == ChromaUpsampling::Bilinear;
        let near = (y >> down).min(last);
        // Samples are between the two rows that share them, so each row is a quarter of the way to the next sample.
        let far = if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(last) };
        let is_mixed = is_smooth && down > 0 && far != near;
        self.fetch(chroma_row(frame, near), if is_mixed { Some(chroma_row(frame, far)) } else { None });
        let luma = frame.plane(0).row(y);
        let black = F32x4::load(&self.black);
        let [of_y, of_u, of_v] = self.weights.map(|row| F32x4::load(&row));
        let is_wide = self.is_wide;
        let mut put = |x: usize, [u, v]: [f32; 2]| {
            let Some(pixel) = into.get_mut(x) else { return };
            let luma = F32x4::splat(sample(luma, x, is_wide));
            (black + luma * of_y + F32x4::splat(u) * of_u + F32x4::splat(v) * of_v).store(pixel);
        };
        let chroma = self.chroma.as_slice();
        if across == 0 {
            chroma.iter().enumerate().for_each(|(x, sample)| put(x, *sample));
            return;
        }
        let mix = |a: [f32; 2], b: [f32; 2], part: f32| [0, 1].map(|c| a[c] + (b[c] - a[c]) * part);
        for (x, own) in chroma.iter().enumerate() {
            let before = chroma.get(x.wrapping_sub(1)).unwrap_or(own);
            let next = chroma.get(x + 1).unwrap_or(own);
            let [even, odd] = match self.space.siting {
                _ if !is_smooth => [*own; 2],
                ChromaSiting::Left => [*own, mix(*own, *next, 0.5)],
                ChromaSiting::Center => [mix(*own, *before, 0.25), mix(*own, *next, 0.25)],
            };
            put(2 * x, even);
            put(2 * x + 1, odd);
        }
    }

    /// Reads a row of chroma: three quarters of one and a quarter of the other.
    fn fetch(&mut self, near: ChromaRow<'_>, far: Option<ChromaRow<'_>>) {
        let is_wide = self.is_wide;
        let at = |row: &ChromaRow<'_>, x: usize| match row {
            ChromaRow::Planar { u, v } => [sample(u, x, is_wide), sample(v, x, is_wide)],
            ChromaRow::Interleaved(row) => [sample(row, 2 * x, is_wide), sample(row, 2 * x + 1, is_wide)],
        };
        for (x, to) in self.chroma.iter_mut().enumerate() {
            *to = at(&near, x);
            if let Some(far) = &far {
                let far = at(far, x);
                *to = [0, 1].map(|c| to[c] + (far[c] - to[c]) * 0.25);
            }
        }
    }
}
