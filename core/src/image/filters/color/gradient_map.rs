//! `gradientMap`: maps tones to the colours of a gradient.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Record as _, Records};
use crate::error::Result;
use crate::image::kernels::luma::luma;
use crate::image::kernels::channels::map_long;
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, FloatPoint, Pixel};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::simd::{I32x4, Pixels, U8x16};

/// Colours of night, dusk and the sun.
const DUSK: &[f64] = &[0.0, 0.05, 0.03, 0.2, 0.4, 0.6, 0.1, 0.4, 0.75, 1.0, 0.6, 0.2, 1.0, 1.0, 1.0, 0.8];

crate::record! {
    /// A stop of a gradient.
    pub struct GradientStop, from 2 to 32, 2 required, NotFalling {
        /// Position; it doesn't fall from stop to stop.
        offset: f64 = Kind::Number(Number::new(0.0, 0.0, 1.0)),
        /// Red, green and blue.
        color: [f64; 3] = Kind::Matrix { columns: 3, default: &[0.0; 3], range: (0.0, 1.0) },
    }
}

/// A gradient of colours.
pub type Gradient = Records<GradientStop>;

/// Red, green and blue at a position: interpolated linearly between the stops on either side.
fn color(gradient: &Gradient, position: f64) -> [f64; 3] {
    let stops: &[[f64; 4]] = gradient.rows();
    let next = stops.partition_point(|stop| stop[0] <= position);
    let after = stops.get(next).or(stops.last()).copied().unwrap_or_default();
    let before = next.checked_sub(1).and_then(|index| stops.get(index)).copied().unwrap_or(after);
    let range = after[0] - before[0];
    let t = if range > 0.0 { (position - before[0]) / range } else { 0.0 };
    core::array::from_fn(|c| before[1 + c] + t * (after[1 + c] - before[1 + c]))
}

crate::filter! {
    /// Replaces every pixel by the colour of a gradient at the position of its luma; alpha is unchanged.
    ///
    /// Luma is BT.601 in whole levels, `(4899 R + 9617 G + 1868 B + 8192) >> 14`. Between two stops, colours are
    /// interpolated linearly in sRGB values; before the first and after the last stop, they are constant. Two stops at
    /// one position form a hard edge: from that position on, the second stop applies.
    pub struct GradientMap: "gradientMap" in "color" version 1 on color {
        /// Stops of the gradient.
        gradient: Gradient = Kind::Records { record: GradientStop::SPEC, default: DUSK },
    }
}

/// A half in real numbers is rounded up, although its floating-point value may be slightly less.
const NUDGE: f64 = 1e-9;

impl Operate for GradientMap {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        let color = |level: usize| {
            let [r, g, b] = color(&self.gradient, level as f64 / 255.0).map(|c| (c * 255.0 + 0.5 + NUDGE) as u8);
            i32::from_le_bytes([r, g, b, 0])
        };
        Ok(Operation::Point(Box::new(Kernel { colors: core::array::from_fn(color) })))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(Some(FloatOperation::Point(Box::new(FloatKernel { gradient: self.gradient.clone() }))))
    }
}

/// On floats, luma isn't rounded to whole levels.
#[cfg(feature = "float")]
#[derive(Debug)]
struct FloatKernel {
    gradient: Gradient,
}

#[cfg(feature = "float")]
impl FloatPoint for FloatKernel {
    fn apply(&self, row: &mut [Pixel], _: usize) {
        for [r, g, b, _] in row {
            let luma = (4899.0 * *r + 9617.0 * *g + 1868.0 * *b) / 16384.0;
            let [red, green, blue] = color(&self.gradient, f64::from(luma));
            [*r, *g, *b] = [red, green, blue].map(|c| c as f32);
        }
    }
}

#[derive(Debug)]
struct Kernel {
    /// The colour for each luma, as a 32-bit pixel.
    colors: [i32; 256],
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        let color = U8x16::splat_pixel([255, 255, 255, 0]);
        map_long(rows, |pixels| {
            let colors = luma(pixels).to_array().map(|luma| self.colors[luma as usize & 255]);
            I32x4::from_array(colors).to_bytes().select(pixels, color)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{check_pixels_exactly, rounded};

    #[test]
    fn follows_the_definition() {
        let reversed = [0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0];
        let edges = [0.25, 1.0, 0.0, 0.0, 0.5, 0.0, 1.0, 0.0, 0.5, 0.0, 0.0, 1.0, 0.75, 0.3, 0.3, 0.3];
        let flat = [0.5, 0.2, 0.4, 0.6, 0.5, 0.2, 0.4, 0.6];
        for stops in [DUSK, &reversed, &edges, &flat] {
            let color = |x: f64, c: usize| {
                let stops = stops.as_chunks::<4>().0;
                if x < stops[0][0] {
                    return stops[0][1 + c];
                }
                let before = stops.iter().rev().find(|stop| stop[0] <= x).unwrap();
                let Some(after) = stops.iter().find(|stop| stop[0] > x) else { return before[1 + c] };
                let t = (x - before[0]) / (after[0] - before[0]);
                (1.0 - t) * before[1 + c] + t * after[1 + c]
            };
            let stops = stops.as_chunks().0.iter();
            let stops = stops.map(|&[offset, red, green, blue]| GradientStop { offset, color: [red, green, blue] });
            let gradient = Gradient::new(&stops.collect::<Vec<_>>()).unwrap();
            check_pixels_exactly(&GradientMap { gradient }, |[r, g, b, a]| {
                let sum = 4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b);
                let x = f64::from((sum + 8192) >> 14) / 255.0;
                let [r, g, b] = [0, 1, 2].map(|c| rounded(color(x, c)));
                [r, g, b, a]
            });
        }
    }
}
