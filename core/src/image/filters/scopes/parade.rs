//! `parade`: waveforms of red, green and blue.

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::filters::scopes::scope::{SIDE, STEP, Signal, scope};
use crate::image::frame::RowLayout;
use crate::image::kernels::Operation;

crate::filter! {
    /// Replaces the frame by its RGB parade: three waveforms beside each other, of red, green and blue, each in its
    /// colour.
    ///
    /// Each is computed as in `waveform`, for a channel instead of luma; the result is three times as wide as a
    /// waveform.
    pub struct Parade: "parade" in "scopes" version 1 on color {
        /// Width of each waveform.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the result.
        height: i32 = Kind::Integer(SIDE),
        /// Brightness of a bin with the count of an even distribution: 1 is white. Larger values show rarer levels.
        gain: f64 = Kind::Number(Number::new(0.25, 0.0, 100.0).typical(0.0, 2.0)),
        /// Counts every `step`-th row, and every `step`-th of the columns that a column counts: 2 takes a quarter of the time.
        step: i32 = Kind::Integer(STEP),
    }
}

impl Operate for Parade {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        scope(input, Signal::Colors, [self.width, self.height], self.gain, self.step)
    }

    fn reads_every(&self) -> usize {
        self.step.max(1).unsigned_abs() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::filters::scopes::scope::testing::{check, columns};

    #[test]
    fn counts_the_channels_of_each_column() {
        for (width, height, gain, step) in [(16, 16, 0.25, 1), (20, 37, 0.02, 1), (17, 20, 0.1, 2)] {
            let every = step as usize;
            let n = width as usize;
            let shown = |[x, y]: [usize; 2], column: usize, color: [u8; 3], w: usize| {
                let row = |v: u8| height as usize - 1 - usize::from(v) * height as usize / 256;
                let inside = columns(x % n, n, w, every).contains(&column);
                core::array::from_fn(|c| inside && x / n == c && row(color[c]) == y)
            };
            let even = |x: usize, [w, h]: [usize; 2]| {
                (columns(x % n, n, w, every).len() * h.div_ceil(every)) as f64 / f64::from(height)
            };
            check(&Parade { width, height, gain, step }, gain, every, shown, even);
        }
    }
}
