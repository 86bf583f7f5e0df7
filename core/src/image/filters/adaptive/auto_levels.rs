//! `autoLevels`: stretches the occurring tones over the full range.

use alloc::boxed::Box;
use core::array::from_fn;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Reduce, Statistics};
use crate::image::filters::Operate;
use crate::image::kernels::{Operation, Table};
use crate::image::frame::{RowFormat, RowLayout, Plane};
use crate::simd::Pixels;

crate::choice! {
    /// How the channels of [`AutoLevels`] are stretched.
    pub enum AutoLevelsChannels {
        /// Each channel by itself, which removes a colour cast: Photoshop's Auto Tone, GIMP's Stretch Contrast.
        Each = "each",
        /// All channels alike, from the darkest to the brightest value of the three, which keeps hues: Photoshop's Auto
        /// Contrast, GIMP's Stretch Contrast with "Keep colors".
        Together = "together",
    }
}

crate::filter! {
    /// Stretches the tones so that the darkest become black and the brightest white; alpha is unchanged.
    ///
    /// At either end of a channel's values, the part `clip` of them is ignored: `low` is the largest value with no more
    /// than that part below it, `high` the smallest with no more than that part above it. The result is
    /// `(v - low) / (high - low)`, clamped. This is Levels with these inputs, and Pillow's `ImageOps.autocontrast`
    /// except for its rounding down. A channel with a single value is unchanged. Pixels with alpha 0 are excluded from
    /// the statistics.
    pub struct AutoLevels: "autoLevels" in "adaptive" version 1 on color and gray {
        /// Part of the pixels that may become black, and white, in addition to the darkest and brightest value.
        clip: f64 = Kind::Number(Number::new(0.001, 0.0, 0.5).typical(0.0, 0.05).step(0.001).unit(Unit::Factor)),
        /// How the channels are stretched. Gray frames have a single channel.
        channels: AutoLevelsChannels = Kind::Enum { names: AutoLevelsChannels::NAMES, default: 0 },
    }
}

impl Operate for AutoLevels {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        Ok(Operation::Reduce(Box::new(Kernel {
            format: input.format(),
            clip: self.clip,
            channels: self.channels,
            counts: [[[0; 256]; 4]; 2],
            table: Table::identity(),
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    format: RowFormat,
    clip: f64,
    channels: AutoLevelsChannels,
    /// The count of each value, by channel. Neighbouring pixels are counted separately: see `Histogram`.
    counts: [[[u32; 256]; 4]; 2],
    table: Table,
}

/// The lowest and highest values, which are stretched to the ends.
fn ends(counts: &[u32; 256], clip: f64) -> [usize; 2] {
    let total: f64 = counts.iter().copied().map(f64::from).sum();
    // A whole number of pixels, although the product may be slightly less.
    let allowed = (total * clip + 1e-6).floor();
    let end = |values: &mut dyn Iterator<Item = usize>, otherwise: usize| {
        let mut outside = 0.0;
        for value in values {
            outside += f64::from(counts[value & 255]);
            if outside > allowed {
                return value;
            }
        }
        otherwise
    };
    [end(&mut (0..256), 0), end(&mut (0..256).rev(), 255)]
}

impl Reduce for Kernel {
    fn begin(&mut self) {
        self.counts = [[[0; 256]; 4]; 2];
    }

    fn observe(&mut self, rows: Plane<'_>, _: usize) {
        let [even, odd] = &mut self.counts;
        let count = |counts: &mut [u32; 256], value: u8| {
            let count = &mut counts[usize::from(value)];
            *count = count.wrapping_add(1);
        };
        match self.format {
            RowFormat::Rgba8 => {
                let color = |counts: &mut [[u32; 256]; 4], pixel: &[u8; 4]| {
                    if pixel[3] > 0 {
                        (0..3).for_each(|c| count(&mut counts[c], pixel[c]));
                    }
                };
                for row in rows.rows() {
                    let (pairs, last) = row.as_chunks::<8>();
                    for pair in pairs {
                        if let [first, second] = pair.as_chunks::<4>().0 {
                            color(even, first);
                            color(odd, second);
                        }
                    }
                    last.as_chunks::<4>().0.iter().for_each(|pixel| color(even, pixel));
                }
            }
            RowFormat::Gray8 => {
                let [a, b, c, d] = even;
                for row in rows.rows() {
                    let (fours, last) = row.as_chunks::<4>();
                    for four in fours {
                        count(a, four[0]);
                        count(b, four[1]);
                        count(c, four[2]);
                        count(d, four[3]);
                    }
                    last.iter().for_each(|&value| count(a, value));
                }
            }
        }
    }

    fn statistics(&mut self) -> Statistics<'_> {
        Statistics::Counts(self.counts.as_flattened_mut().as_flattened_mut())
    }

    fn conclude(&mut self) {
        let [even, odd] = &self.counts;
        let both = |c: usize| from_fn(|value| even[c][value].wrapping_add(odd[c][value]));
        let mut ranges = match self.format {
            RowFormat::Rgba8 => from_fn(|c| ends(&both(c), self.clip)),
            RowFormat::Gray8 => {
                let sum = |value: usize| (0..4).fold(0, |sum: u32, c| sum.wrapping_add(even[c][value]));
                [ends(&from_fn(sum), self.clip); 3]
            }
        };
        if self.channels == AutoLevelsChannels::Together {
            let [[a, x], [b, y], [c, z]] = ranges;
            ranges = [[a.min(b).min(c), x.max(y).max(z)]; 3];
        }
        let gray = self.format == RowFormat::Gray8;
        let stretch = |c: usize| -> [u8; 256] {
            // Alpha, which gray frames don't have, is unchanged.
            let [low, high] = if gray || c < 3 { ranges[c % 3] } else { [0, 255] };
            from_fn(|value| {
                if high <= low {
                    return value as u8;
                }
                let (range, above) = (high - low, value.saturating_sub(low));
                ((2 * 255 * above + range) / (2 * range)).min(255) as u8
            })
        };
        self.table = Table::from_bytes(from_fn(stretch));
    }

    fn apply(&self, rows: Pixels<'_>, _: usize) {
        self.table.apply(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{SIDES, compare, noise, run};

    /// The ends, found by sorting.
    fn sorted_ends(values: &[u8], clip: f64) -> [f64; 2] {
        let mut values = values.to_vec();
        values.sort_unstable();
        let out = (values.len() as f64 * clip + 1e-6) as usize;
        match values.len() {
            0 => [0.0, 255.0],
            n => [f64::from(values[out.min(n - 1)]), f64::from(values[n - 1 - out.min(n - 1)])],
        }
    }

    #[test]
    fn stretches_the_occurring_range() {
        for (width, height) in SIDES {
            for format in [Format::Rgba, Format::Gray8] {
                for clip in [0.0, 0.001, 0.05, 0.3, 0.5] {
                    let mut source = noise(format, width, height, false, 6);
                    // Narrower than the full range, and different in each channel.
                    let narrow = |(i, c): (usize, &mut u8)| if i % 4 != 3 { *c = *c / 2 + 20 * (i % 4) as u8 };
                    source.bytes_mut().iter_mut().enumerate().for_each(narrow);
                    let step = source.layout().rows().unwrap().pixel_bytes();
                    for &channels in AutoLevelsChannels::ALL {
                        let shown = |i: &usize| step == 1 || source.bytes()[i / 4 * 4 + 3] > 0;
                        let values = |c: usize| (c..source.bytes().len()).step_by(step).filter(shown);
                        let mut ranges: Vec<[f64; 2]> = (0..step.min(3))
                            .map(|c| sorted_ends(&values(c).map(|i| source.bytes()[i]).collect::<Vec<_>>(), clip))
                            .collect();
                        if channels == AutoLevelsChannels::Together {
                            let low = ranges.iter().map(|range| range[0]).fold(255.0, f64::min);
                            let high = ranges.iter().map(|range| range[1]).fold(0.0, f64::max);
                            ranges.fill([low, high]);
                        }
                        let level = |(i, &c): (usize, &u8)| match ranges.get(i % step) {
                            Some([low, high]) if high > low => {
                                ((f64::from(c) - low) / (high - low) * 255.0 + 1e-9).round().clamp(0.0, 255.0) as u8
                            }
                            _ => c,
                        };
                        let expected: Vec<u8> = source.bytes().iter().enumerate().map(level).collect();
                        let filter = AutoLevels { clip, channels };
                        let what = format!("{filter:?} {format:?} {width}×{height}");
                        compare(&what, run(&filter, &source).bytes(), &expected, 0);
                    }
                }
            }
        }
    }

}
