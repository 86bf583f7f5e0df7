//! `waveform`: the tones of each column.

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::scopes::scope::{SIDE, Signal, scope};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Replaces the frame by its waveform: for each column, the frequency of each luma, white above and black below.
    ///
    /// Column `x` of `width` counts the columns of the frame from `floor(x * w / width)` to before
    /// `floor((x + 1) * w / width)`, at least one. Row `height - 1 - floor(l * height / 256)` counts the luma `l`
    /// (BT.601, in whole levels). A bin is as bright as `gain` if its count is that of an even distribution of the
    /// column's pixels over all rows, and brighter in proportion, up to white. Alpha has no influence; the result is
    /// opaque.
    pub struct Waveform: "waveform" in "scopes" version 1 on color and gray {
        /// Width of the result.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the result.
        height: i32 = Kind::Integer(SIDE),
        /// Brightness of a bin with the count of an even distribution: 1 is white. Larger values show rarer levels.
        gain: f64 = Kind::Number(Number::new(0.25, 0.0, 100.0).typical(0.0, 2.0)),
    }
}

impl Operate for Waveform {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        scope(input, Signal::Luma, [self.width, self.height], self.gain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::filters::scopes::scope::testing::{check, columns};

    #[test]
    fn counts_the_pixels_of_each_column() {
        for (width, height, gain) in [(16, 16, 0.25), (20, 37, 0.02), (17, 256, 100.0)] {
            let shown = |[x, y]: [usize; 2], column: usize, [r, g, b]: [u8; 3], w: usize| {
                let luma = (4899 * usize::from(r) + 9617 * usize::from(g) + 1868 * usize::from(b) + 8192) >> 14;
                let row = height as usize - 1 - luma * height as usize / 256;
                [columns(x, width as usize, w).contains(&column) && row == y; 3]
            };
            let even =
                |x: usize, [w, h]: [usize; 2]| (columns(x, width as usize, w).len() * h) as f64 / f64::from(height);
            check(&Waveform { width, height, gain }, gain, shown, even);
        }
    }
}
