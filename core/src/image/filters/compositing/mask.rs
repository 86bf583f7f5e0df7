//! `mask`: another frame masks this one.

use alloc::boxed::Box;

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::Combine;
use crate::image::filters::compositing::overlay::Overlay;
use crate::image::kernels::luma::luma;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{Beside, FloatCombine, FloatOperation, Pixel};
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, PlaneRef};
use crate::image::input::Input;
use crate::simd::{I32x4, Pixels, U8x16, map_rows, zip_pixels};

use super::composite::PLACE;

crate::choice! {
    /// The channel of the other frame used as the mask; of a gray frame it is the gray level.
    pub enum MaskMode {
        /// Alpha.
        Alpha = "alpha",
        /// Luma of BT.601 in whole levels, times alpha.
        Luminance = "luminance",
    }
}

crate::filter! {
    /// Multiplies alpha by a mask from another frame: 255 keeps a pixel, 0 makes it transparent.
    ///
    /// Source: CSS Masking Level 1, `mask-mode`. The other frame can have either format; outside its pixels, the result
    /// is transparent. Without another frame, nothing changes.
    pub struct Mask: "mask" in "compositing" version 1 on color {
        /// Other frame: the mask.
        frame: Option<Input> = Kind::Frame,
        /// Channel used as the mask.
        mode: MaskMode = Kind::Enum { names: MaskMode::NAMES, default: 0 },
        /// Position of the mask's left edge in this frame.
        x: i32 = Kind::Integer(PLACE),
        /// Position of the mask's upper edge in this frame.
        y: i32 = Kind::Integer(PLACE),
    }
}

impl Operate for Mask {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let Some(frame) = self.frame else { return Ok(Operation::Identity) };
        let overlay =
            Overlay { at: [self.x, self.y], width: input.width() as usize, pixel_bytes: input.pixel_bytes() };
        Ok(Operation::Combine(Box::new(Kernel { input: frame, overlay, mode: self.mode })))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let Some(input) = self.frame else { return Ok(Some(FloatOperation::Identity)) };
        let kernel = FloatKernel { input, at: [self.x, self.y], mode: self.mode };
        Ok(Some(FloatOperation::Combine(Box::new(kernel))))
    }
}

#[cfg(feature = "float")]
#[derive(Debug)]
struct FloatKernel {
    input: Input,
    at: [i32; 2],
    mode: MaskMode,
}

#[cfg(feature = "float")]
impl FloatCombine for FloatKernel {
    fn input(&self) -> Input {
        self.input
    }

    fn place(&self) -> [i32; 2] {
        self.at
    }

    fn apply(&self, row: &mut [Pixel], other: Beside<'_>) {
        for (x, (pixel, [r, g, b, a])) in row.iter_mut().zip(other.pixels).enumerate() {
            let is_covered = (other.covered[0]..other.covered[1]).contains(&x);
            let shown = match self.mode {
                _ if !is_covered => 0.0,
                _ if other.is_gray => *r,
                MaskMode::Alpha => *a,
                MaskMode::Luminance => (4899.0 * r + 9617.0 * g + 1868.0 * b) / 16384.0 * a,
            };
            pixel[3] *= shown;
        }
    }
}

#[derive(Debug)]
struct Kernel {
    input: Input,
    overlay: Overlay,
    mode: MaskMode,
}

/// Divides products of two bytes by 255 and rounds, like [`over_255`](crate::image::kernels::alpha::over_255).
#[inline(always)]
fn over_255(product: I32x4) -> I32x4 {
    let sum = product + I32x4::splat(128);
    (sum + sum.shift_right::<8>()).shift_right::<8>()
}

/// Leaves colours unchanged, and multiplies alpha by a number from 0 to 255 for each pixel.
#[inline(always)]
fn weigh(pixels: U8x16, shown: I32x4) -> U8x16 {
    let alpha = over_255(pixels.alpha() * shown).shift_left::<24>();
    pixels.select(alpha.to_bytes(), U8x16::splat_pixel([255, 255, 255, 0]))
}

#[inline(always)]
fn luminance(mask: U8x16) -> I32x4 {
    over_255(luma(mask) * mask.alpha())
}

/// Weights alpha by a byte for each pixel.
fn weigh_by_gray(run: &mut [u8], mask: &[u8]) {
    let bytes = run.len();
    let (body, tail) = mask.as_chunks::<4>();
    let mut last = [0; 4];
    last[..tail.len()].copy_from_slice(tail);
    map_rows(Pixels::InPlace(run), bytes, |_| {
        |start: usize, pixels| {
            let four = body.get(start / 16).unwrap_or(&last);
            weigh(pixels, I32x4::from_array(four.map(i32::from)))
        }
    });
}

impl Combine for Kernel {
    fn input(&self) -> Input {
        self.input
    }

    fn accepts(&self, _: RowFormat, _: RowFormat) -> bool {
        true
    }

    fn apply(&self, rows: Pixels<'_>, first_row: usize, other: &PlaneRef<'_>) {
        let is_gray = other.layout().format() == RowFormat::Gray8;
        self.overlay.each(rows, first_row, other, &mut |run, mask| match (run.kept(), mask, self.mode) {
            (run, None, _) => run.as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| pixel[3] = 0),
            (run, Some(mask), _) if is_gray => weigh_by_gray(run, mask),
            (run, Some(mask), MaskMode::Alpha) => zip_pixels(run, mask, |pixels, mask| weigh(pixels, mask.alpha())),
            (run, Some(mask), MaskMode::Luminance) => zip_pixels(run, mask, |a, b| weigh(a, luminance(b))),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{SIDES, check_combined};

    #[test]
    fn agrees_exactly_with_the_formula() {
        for (format, mode) in [
            (Format::Gray8, MaskMode::Alpha),
            (Format::Rgba, MaskMode::Alpha),
            (Format::Rgba, MaskMode::Luminance),
        ] {
            for (size, at) in SIDES.into_iter().zip([[0, 0], [1, 0], [-1, 1], [3, -2], [40, 0], [-7, -7], [2, 2], [0, 0]]) {
                let make = |frame| Mask { frame, mode, x: at[0], y: at[1] };
                check_combined(&make, format, size, at, 0, |pixel, mask| {
                    let shown = match (mask, format, mode) {
                        (None, ..) => 0,
                        (Some(mask), Format::Gray8, _) => u32::from(mask[0]),
                        (Some(mask), _, MaskMode::Alpha) => u32::from(mask[3]),
                        (Some([r, g, b, a]), ..) => {
                            let [r, g, b, a] = [r, g, b, a].map(u32::from);
                            ((4899 * r + 9617 * g + 1868 * b + 8192) / 16384 * a * 2 + 255) / 510
                        }
                    };
                    let [r, g, b, a] = pixel;
                    [r, g, b, ((u32::from(a) * shown * 2 + 255) / 510) as u8]
                });
            }
        }
    }
}
