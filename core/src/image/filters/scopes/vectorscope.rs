//! `vectorscope`: the hues and saturations of a frame.

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::filters::scopes::scope::{SIDE, STEP, Signal, scope};
use crate::image::frame::RowLayout;
use crate::image::kernels::Operation;

crate::filter! {
    /// Replaces the frame by its vectorscope: the frequency of each colour difference, Cb from left to right, Cr from
    /// bottom to top. Grays are in the middle, saturated colours outside.
    ///
    /// Cb and Cr are those of BT.601 in the full range, as in JPEG, in whole levels:
    /// `128 - 0.1687 R - 0.3313 G + 0.5 B` and `128 + 0.5 R - 0.4187 G - 0.0813 B`. They are counted in column
    /// `floor(Cb * size / 256)` of row `size - 1 - floor(Cr * size / 256)`. A bin is as bright as `gain` if its count
    /// is that of an even distribution over the whole square, and brighter in proportion, up to white. Alpha has no
    /// influence; the result is opaque.
    pub struct Vectorscope: "vectorscope" in "scopes" version 1 on color {
        /// Width and height of the result.
        size: i32 = Kind::Integer(SIDE),
        /// Brightness of a bin with the count of an even distribution: 1 is white. Larger values show rarer colours.
        gain: f64 = Kind::Number(Number::new(0.05, 0.0, 100.0).typical(0.0, 1.0)),
        /// Counts every `step`-th row and column: 2 takes a quarter of the time.
        step: i32 = Kind::Integer(STEP),
    }
}

impl Operate for Vectorscope {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        scope(input, Signal::Chroma, [self.size; 2], self.gain, self.step)
    }

    fn reads_every(&self) -> usize {
        self.step.max(1).unsigned_abs() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::filters::scopes::scope::testing::check;

    #[test]
    fn counts_colour_differences() {
        for (size, gain, step) in [(16, 0.25, 1), (37, 0.05, 1), (20, 0.1, 3)] {
            let every = step as usize;
            let n = size as usize;
            let shown = |[x, y]: [usize; 2], column: usize, [r, g, b]: [u8; 3], _: usize| {
                let [r, g, b] = [r, g, b].map(f64::from);
                // The weights in units of 1/2¹⁴, so that the same values are halves.
                let level = |sum: f64| (sum / 16384.0 + 128.5).floor().clamp(0.0, 255.0) as usize;
                let blue = level(8192.0 * b - 2765.0 * r - 5427.0 * g);
                let red = level(8192.0 * r - 6860.0 * g - 1332.0 * b);
                [column.is_multiple_of(every) && blue * n / 256 == x && n - 1 - red * n / 256 == y; 3]
            };
            let even =
                |_: usize, [w, h]: [usize; 2]| (w.div_ceil(every) * h.div_ceil(every)) as f64 / f64::from(size * size);
            check(&Vectorscope { size, gain, step }, gain, every, shown, even);
        }
    }
}
