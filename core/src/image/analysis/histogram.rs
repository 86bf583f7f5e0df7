//! Histograms of levels.

use crate::image::frame::{Format, Frame};
use crate::image::kernels::luma;
use crate::simd::U8x16;

/// The count of each of the 256 levels, in each channel and in luma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Counts for red, green, blue, alpha, luma.
    pub counts: [[u32; 256]; 5],
}

/// Statistics of a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChannelStatistics {
    /// The smallest level that occurs.
    pub minimum: u8,
    /// The largest level that occurs.
    pub maximum: u8,
    /// The arithmetic mean, in levels.
    pub mean: f64,
    /// The standard deviation of all pixels (not of a sample), in levels.
    pub standard_deviation: f64,
    /// The smallest level that at least half of the pixels don't exceed.
    pub median: u8,
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
        let layout = frame.layout();
        match layout.format() {
            Format::Gray8 => {
                // Neighbouring pixels are often equal, and a counter can't be incremented twice at a time, so there are
                // four copies.
                let mut counts = [[0_u32; 256]; 4];
                let (body, tail) = frame.bytes().as_chunks::<4>();
                for four in body {
                    counts.iter_mut().zip(four).for_each(|(counts, &level)| counts[usize::from(level)] += 1);
                }
                tail.iter().for_each(|&level| counts[0][usize::from(level)] += 1);
                let sum = core::array::from_fn(|level| counts.iter().map(|counts| counts[level]).sum());
                let [red, green, blue, alpha, luma] = &mut self.counts;
                [*red, *green, *blue, *luma] = [sum; 4];
                alpha[255] = layout.width() * layout.height();
            }
            Format::Rgba8 => {
                let (body, tail) = frame.bytes().as_chunks::<16>();
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

    /// Returns the statistics of channel `channel`: 0 to 3 for red, green, blue and alpha, 4 or more for luma.
    pub fn statistics(&self, channel: usize) -> ChannelStatistics {
        let counts = &self.counts[channel.min(4)];
        let levels = || counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        // Below 2⁶³: 2³⁰ pixels times 255².
        let sum = |of: fn(u64) -> u64| levels().map(|(level, &count)| of(level as u64) * u64::from(count)).sum::<u64>();
        let mean = sum(|level| level) as f64 / total.max(1) as f64;
        let square = sum(|level| level * level) as f64 / total.max(1) as f64;
        let mut passed = 0;
        let median = levels().find(|(_, count)| {
            passed += u64::from(**count);
            2 * passed >= total
        });
        let level = |found: Option<(usize, &u32)>| found.map_or(0, |(level, _)| level as u8);
        ChannelStatistics {
            minimum: level(levels().next()),
            maximum: level(levels().next_back()),
            mean,
            standard_deviation: (square - mean * mean).max(0.0).sqrt(),
            median: level(median),
        }
    }
}
