//! `waveform`: the tones of each column.

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::scopes::scope::{SIDE, STEP, Signal, neutral, scope};
use crate::image::filters::{Operate, YuvPlane};
use crate::image::frame::RowLayout;
use crate::image::kernels::Operation;

crate::filter! {
    /// Replaces the frame by its waveform: for each column, the frequency of each luma, white above and black below.
    ///
    /// Column `x` of `width` counts the columns of the frame from `floor(x * w / width)` to before
    /// `floor((x + 1) * w / width)`, at least one. Row `height - 1 - floor(l * height / 256)` counts the luma `l`
    /// (BT.601, in whole levels). A bin is as bright as `gain` if its count is that of an even distribution of the
    /// column's pixels over all rows, and brighter in proportion, up to white. Alpha has no influence; the result is
    /// opaque. Of YUV frames without alpha, the samples of luma are counted, as they are stored.
    pub struct Waveform: "waveform" in "scopes" version 1 on color and gray {
        /// Width of the result.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the result.
        height: i32 = Kind::Integer(SIDE),
        /// Brightness of a bin with the count of an even distribution: 1 is white. Larger values show rarer levels.
        gain: f64 = Kind::Number(Number::new(0.25, 0.0, 100.0).typical(0.0, 2.0)),
        /// Counts every `step`-th row, and every `step`-th of the columns that a column counts: 2 takes a quarter of the time.
        step: i32 = Kind::Integer(STEP),
    }
}

impl Operate for Waveform {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        scope(input, Signal::Luma, [self.width, self.height], self.gain, self.step)
    }

    fn reads_every(&self) -> usize {
        self.step.max(1).unsigned_abs() as usize
    }

    fn has_planes(&self) -> bool {
        true
    }

    fn on_plane(&self, rows: &RowLayout, plane: &YuvPlane) -> Result<Operation> {
        match plane.frame.format().spec().planes.get(plane.index) {
            Some(chroma) if plane.index > 0 => neutral([self.width, self.height], chroma.halvings),
            _ => self.operation(rows),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::filters::scopes::scope::testing::{check, columns};

    #[test]
    fn yuv_frames_are_counted_by_their_luma() {
        use crate::image::frame::{Format, Frame, FrameLayout};
        use crate::image::testing::{noise, run};
        let filter = Waveform { width: 20, height: 37, gain: 0.1, step: 2 };
        for format in [Format::I420, Format::I422, Format::I444, Format::Nv12] {
            let source = noise(format, 33, 17, false, 3);
            let mut luma = Frame::new(FrameLayout::new(Format::Gray8, 33, 17).unwrap()).unwrap();
            luma.bytes_mut().copy_from_slice(&source.bytes()[..33 * 17]);
            let (result, expected) = (run(&filter, &source), run(&filter, &luma));
            assert!(result.plane(0).rows().eq(expected.plane(0).rows()), "{format:?}: luma");
            let chroma = &result.bytes()[20 * 37..];
            assert!(!chroma.is_empty() && chroma.iter().all(|&sample| sample == 128), "{format:?}: chroma");
        }
    }

    #[test]
    fn counts_the_pixels_of_each_column() {
        for (width, height, gain, step) in [(16, 16, 0.25, 1), (20, 37, 0.02, 2), (17, 256, 100.0, 1), (16, 20, 0.1, 3)]
        {
            let every = step as usize;
            let shown = |[x, y]: [usize; 2], column: usize, [r, g, b]: [u8; 3], w: usize| {
                let luma = (4899 * usize::from(r) + 9617 * usize::from(g) + 1868 * usize::from(b) + 8192) >> 14;
                let row = height as usize - 1 - luma * height as usize / 256;
                [columns(x, width as usize, w, every).contains(&column) && row == y; 3]
            };
            let even = |x: usize, [w, h]: [usize; 2]| {
                (columns(x, width as usize, w, every).len() * h.div_ceil(every)) as f64 / f64::from(height)
            };
            check(&Waveform { width, height, gain, step }, gain, every, shown, even);
        }
    }
}
