//! Histograms of levels.

use super::run::counted;
use super::{Analyze, Input, Memory, Results};
use crate::error::Result;
use crate::image::frame::{Frame, RowFormat};
use crate::image::kernels::luma;
use crate::simd::U8x16;

crate::analysis! {
    /// Returns how often each of the 256 levels occurs in each channel, regardless of alpha.
    pub struct HistogramAnalysis: "histogram" of 1 frame as Levels {}
}

impl Analyze for HistogramAnalysis {
    fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        results.put(Histogram::of(input.frame).counts.as_flattened().iter().map(|&count| f64::from(count)));
        Ok(())
    }
}

/// The count of each of the 256 levels, in each channel and in luma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Counts for red, green, blue, alpha, luma.
    pub counts: [[u32; 256]; 5],
}

impl Histogram {
    /// Counts the pixels of a frame.
    pub fn of(frame: &Frame) -> Self {
        let mut histogram = Self { counts: [[0; 256]; 5] };
        histogram.count(frame);
        histogram
    }

    /// Counts the pixels of a frame, replacing the previous counts.
    pub(crate) fn count(&mut self, frame: &Frame) {
        self.counts = [[0; 256]; 5];
        let Some((layout, pixels)) = counted(frame) else { return };
        match layout.format() {
            RowFormat::Gray8 => {
                // Neighbouring pixels are often equal, and a counter can't be incremented twice at a time, so there are
                // four copies.
                let mut counts = [[0_u32; 256]; 4];
                let (body, tail) = pixels.as_chunks::<4>();
                for four in body {
                    counts.iter_mut().zip(four).for_each(|(counts, &level)| counts[usize::from(level)] += 1);
                }
                tail.iter().for_each(|&level| counts[0][usize::from(level)] += 1);
                let sum = core::array::from_fn(|level| counts.iter().map(|counts| counts[level]).sum());
                let [red, green, blue, alpha, luma] = &mut self.counts;
                [*red, *green, *blue, *luma] = [sum; 4];
                alpha[255] = layout.width() * layout.height();
            }
            RowFormat::Rgba8 => {
                let (body, tail) = pixels.as_chunks::<16>();
                let [red, green, blue, alpha, luma] = &mut self.counts;
                let mut add = |[r, g, b, a]: [u8; 4], l: i32| {
                    red[usize::from(r)] += 1;
                    green[usize::from(g)] += 1;
                    blue[usize::from(b)] += 1;
                    alpha[usize::from(a)] += 1;
                    luma[usize::from(l as u8)] += 1;
                };
                let mut count = |bytes: &[u8; 16], pixels: usize| {
                    let lumas = luma::luma(U8x16::load(bytes)).to_array();
                    bytes.as_chunks::<4>().0.iter().zip(lumas).take(pixels).for_each(|(&pixel, luma)| add(pixel, luma));
                };
                body.iter().for_each(|bytes| count(bytes, 4));
                let mut last = [0; 16];
                last[..tail.len()].copy_from_slice(tail);
                count(&last, tail.len() / 4);
            }
        }
    }
}
