//! `chromaKey`: makes the key's colour transparent.

use alloc::boxed::Box;
use core::hint::black_box;

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::kernels::channels::{map_long, split};
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, planes};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::simd::{F32x4, I16x8, I32x4, Pixels};

crate::filter! {
    /// Makes the colour of a green or blue screen transparent, and removes its cast from the other pixels.
    ///
    /// The distance of a pixel from the key is that of their chroma, `hypot(Cb - Cb', Cr - Cr')`, in BT.601 of full
    /// range: `Y = 0.299 R + 0.587 G + 0.114 B`, `Cb = (B - Y) / 1.772`, `Cr = (R - Y) / 1.402`, channels from 0 to 1.
    /// Brightness has no influence. Alpha is multiplied by `clamp((distance - similarity) / smoothness)`, as in
    /// FFmpeg's `chromakey`, which has another unit of distance. Spill is suppressed as in OBS Studio: the difference
    /// between each colour and Y is multiplied by `clamp((distance - similarity) / spill)`. Computed in single
    /// precision.
    pub struct ChromaKey: "chromaKey" in "color" version 1 on color {
        /// Colour of the screen; its alpha is ignored.
        key: [f64; 4] = Kind::Color([0.0, 1.0, 0.0, 1.0]),
        /// Distance up to which pixels become transparent. Gray is 0.53 from pure green.
        similarity: f64 = Kind::Number(Number::new(0.4, 0.0, 1.0).step(0.005)),
        /// Distance over which alpha returns; values below 0.001 count as 0.001.
        smoothness: f64 = Kind::Number(Number::new(0.08, 0.0, 1.0).typical(0.0, 0.5).step(0.005)),
        /// Distance over which colour returns; 0 leaves colours unchanged.
        spill: f64 = Kind::Number(Number::new(0.1, 0.0, 1.0).typical(0.0, 0.5).step(0.005)),
    }
}

/// The smallest ramp. Below it, single precision could be a level off.
const LEAST: f64 = 0.001;

/// The weights of luma.
const WEIGHTS: [f64; 3] = [0.299, 0.587, 0.114];

impl ChromaKey {
    fn kernel(&self) -> Kernel {
        let [r, g, b, _] = self.key;
        let luma = WEIGHTS[0] * r + WEIGHTS[1] * g + WEIGHTS[2] * b;
        let ramp = |over: f64| {
            let slope = 1.0 / over.max(LEAST);
            [slope, -self.similarity * slope].map(|number| number as f32)
        };
        Kernel {
            chroma: [(b - luma) / 1.772, (r - luma) / 1.402].map(|number| number as f32),
            alpha: ramp(self.smoothness),
            // Without suppression, all of the colour is kept.
            color: if self.spill > 0.0 { ramp(self.spill) } else { [0.0, 1.0] },
        }
    }
}

impl Operate for ChromaKey {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        Ok(Operation::Point(Box::new(self.kernel())))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let kernel = self.kernel();
        let weights = WEIGHTS.map(|weight| F32x4::splat(weight as f32));
        let [cb, cr] = kernel.chroma.map(F32x4::splat);
        let scales = [1.0 / 1.772, 1.0 / 1.402].map(F32x4::splat);
        let [alpha, color] = [kernel.alpha, kernel.color].map(|line| line.map(F32x4::splat));
        let (zero, one) = (F32x4::splat(0.0), F32x4::splat(1.0));
        Ok(Some(planes(move |[r, g, b, a]| {
            let luma = r * weights[0] + g * weights[1] + b * weights[2];
            let (x, y) = ((b - luma) * scales[0] - cb, (r - luma) * scales[1] - cr);
            let distance = (x * x + y * y).square_root();
            let ramp = |[slope, start]: [F32x4; 2]| (distance * slope + start).max(zero).min(one);
            let kept = ramp(color);
            let [r, g, b] = [r, g, b].map(|c| luma + (c - luma) * kept);
            [r, g, b, a * ramp(alpha)]
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    /// Cb and Cr of the key.
    chroma: [f32; 2],
    /// Slope and intercept over the distance: of the factor of alpha, and of the part of the colour that is kept.
    alpha: [f32; 2],
    color: [f32; 2],
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        // Behind black boxes, because engines would otherwise rebuild the vectors from the scalars for every four
        // pixels.
        let number = |number: f32| black_box(F32x4::splat(number));
        let weights = WEIGHTS.map(|weight| number(weight as f32));
        let [cb, cr] = self.chroma.map(number);
        let scales = [1.0 / (1.772 * 255.0), 1.0 / (1.402 * 255.0)].map(number);
        let [alpha, color] = [self.alpha, self.color].map(|line| line.map(number));
        let (zero, one) = (number(0.0), number(1.0));
        let ramp = |distance: F32x4, [slope, start]: [F32x4; 2]| (distance * slope + start).max(zero).min(one);
        map_long(rows, |pixels| {
            let [r, g, b] = split(pixels);
            let luma = r * weights[0] + g * weights[1] + b * weights[2];
            let (cb, cr) = ((b - luma) * scales[0] - cb, (r - luma) * scales[1] - cr);
            let distance = (cb * cb + cr * cr).square_root();
            let stays = ramp(distance, color);
            let [r, g, b] = [r, g, b].map(|c| (luma + (c - luma) * stays).round_small());
            let a = (pixels.alpha().to_f32() * ramp(distance, alpha)).round_small();
            I16x8::to_pixels(I32x4::pair(r, g), I32x4::pair(b, a))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{check_pixels, run};
    use crate::image::frame::{Format, Frame};

    fn reference(filter: &ChromaKey, [r, g, b, a]: [f64; 4]) -> [f64; 4] {
        let convert = |r: f64, g: f64, b: f64| {
            let y = 0.299 * r + 0.587 * g + 0.114 * b;
            (y, (b - y) / 1.772, (r - y) / 1.402)
        };
        let (y, cb, cr) = convert(r, g, b);
        let (_, key_cb, key_cr) = convert(filter.key[0], filter.key[1], filter.key[2]);
        let beyond = (cb - key_cb).hypot(cr - key_cr) - filter.similarity;
        let shows = (beyond / filter.smoothness.max(0.001)).clamp(0.0, 1.0);
        let stays = if filter.spill == 0.0 { 1.0 } else { (beyond / filter.spill.max(0.001)).clamp(0.0, 1.0) };
        let [r, g, b] = [r, g, b].map(|c| y + (c - y) * stays);
        [r, g, b, a * shows]
    }

    #[test]
    fn agrees_with_the_formula() {
        let (green, blue) = ([0.0, 1.0, 0.0, 1.0], [0.1, 0.2, 0.9, 0.0]);
        for (key, [similarity, smoothness, spill]) in [
            (green, [0.4, 0.08, 0.1]),
            (green, [0.3, 0.5, 0.0]),
            (blue, [0.35, 0.0, 0.5]),
            (blue, [0.0, 1.0, 1.0]),
            (green, [1.0, 0.2, 0.001]),
        ] {
            let filter = ChromaKey { key, similarity, smoothness, spill };
            check_pixels(&filter, |pixel| reference(&filter, pixel));
        }
    }

    #[test]
    fn makes_the_screen_transparent_and_keeps_other_colours() {
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba, 3, 1).unwrap()).unwrap();
        let pixels = [[20, 220, 30, 255], [200, 150, 120, 255], [30, 30, 30, 128]];
        frame.bytes_mut().copy_from_slice(pixels.as_flattened());
        let result = run(&ChromaKey::default(), &frame);
        let result = result.bytes().as_chunks::<4>().0;
        assert_eq!(result[0][3], 0, "the screen");
        assert_eq!(result[1..3], pixels[1..3], "skin and gray");
    }
}
