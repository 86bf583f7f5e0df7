//! `backgroundModel`: what moves in front of a background that is learned.

use alloc::boxed::Box;

use super::rows::{NEUTRAL, in_15_bits, magnitude};
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::{RowFormat, RowLayout};
use crate::image::kernels::luma::luma;
use crate::image::kernels::{Channel, Operation, Past, Temporal};
use crate::simd::{I16x8, I32x4, Pixels, U8x16};

/// The standard deviation of a new background, in levels.
const FIRST_DEVIATION: i16 = 10;
/// The smallest standard deviation, in levels.
const LEAST_DEVIATION: i16 = 2;
/// The largest distance that is squared, in quarters of a level: its square fits in a lane.
const FARTHEST: i16 = 180;
/// The foreground is learned slower by this power of two.
const FOREGROUND_SHIFT: u32 = 3;

/// Returns the variance of a standard deviation in levels, in units of 1/16.
const fn variance(deviation: i16) -> i16 {
    16 * deviation * deviation
}

crate::filter! {
    /// Returns a mask of what moves: white where luma differs from a background that is learned, black elsewhere. Alpha is
    /// unchanged.
    ///
    /// The background is a running Gaussian for each pixel (Wren, Azarbayejani, Darrell and Pentland, "Pfinder", 1997):
    /// with the learning rate r, its mean changes by `r · (luma - mean)` and its variance by
    /// `r · ((luma - mean)² - variance)`. A pixel is foreground if its distance from the mean is more than `threshold`
    /// standard deviations. Foreground is learned at an eighth of the rate, and doesn't change the variance. The standard
    /// deviation begins with 10 levels, and stays between 2 levels and 45 levels / `threshold`. The first frame is the
    /// background, so its mask is black. Luma is that of BT.601, or that of a YUV frame, with neutral chroma in the result.
    pub struct BackgroundModel: "backgroundModel" in "temporal" version 1 on luma across frames {
        /// Part of the difference from a frame that the background learns.
        learning_rate: f64 = Kind::Number(Number::new(0.02, 0.0, 1.0).typical(0.0, 0.2).step(0.005).unit(Unit::Factor)),
        /// Smallest distance of the foreground, in standard deviations of the background.
        threshold: f64 = Kind::Number(Number::new(3.0, 1.0, 8.0).typical(1.5, 6.0).step(0.1).unit(Unit::Factor)),
    }
}

impl Operate for BackgroundModel {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let square = self.threshold * self.threshold;
        Ok(Operation::Temporal(Box::new(Kernel {
            rate: in_15_bits(self.learning_rate),
            square: (square * f64::from(1 << SQUARE_SHIFT)).round() as i32,
            // So that the farthest distance is always foreground.
            most: ((f64::from(FARTHEST).powi(2) - 1.0) / square).min(f64::from(i16::MAX)) as i16,
            layout: *input,
        })))
    }

    fn chroma(&self) -> Channel {
        NEUTRAL
    }
}

/// Fraction bits of the square of the threshold: the product with a variance, below 2¹⁵, fits in 31 bits.
const SQUARE_SHIFT: u32 = 6;

#[derive(Debug)]
struct Kernel {
    /// The learning rate in units of 1/2¹⁵.
    rate: i16,
    /// The square of the threshold in units of 1/2⁶.
    square: i32,
    /// The largest variance in units of 1/16.
    most: i16,
    layout: RowLayout,
}

/// The bytes that are stored of eight pixels: their means in units of 1/128 of a level, then their variances in units of
/// 1/16.
type Stored = [[u8; 16]; 2];

impl Kernel {
    /// Updates the background of eight pixels of this luma. Returns whether they are foreground: lanes of -1 or 0.
    #[inline(always)]
    fn learn(&self, luma: I16x8, stored: &mut Stored, is_first: bool) -> [I32x4; 2] {
        let [mean, spread] = stored;
        let exact = luma.shift_left::<7>();
        if is_first {
            exact.to_bytes().store(mean);
            I16x8::splat(variance(FIRST_DEVIATION)).to_bytes().store(spread);
        }
        let (old_mean, most) = (U8x16::load(mean).to_lanes(), I16x8::splat(self.most));
        let old = U8x16::load(spread).to_lanes().min(most);
        let change = exact - old_mean;
        let [distance, _] = magnitude(change);
        let distance = distance.shift_right::<5>().min(I16x8::splat(FARTHEST));
        let square = distance * distance;
        let factor = I32x4::splat(self.square);
        let farther = |square: I32x4, old: I32x4| square.shift_left::<SQUARE_SHIFT>().greater_than(old * factor);
        let foreground = [farther(square.widen_low(), old.widen_low()), farther(square.widen_high(), old.widen_high())];
        let mask = I32x4::narrow(foreground[0], foreground[1]);
        let rate = I16x8::splat(self.rate);
        let slower = rate - rate.shift_right::<FOREGROUND_SHIFT>();
        let new_mean = old_mean + change.multiply_q15(rate - (slower & mask));
        let new = old + (square - old).multiply_q15(rate - (rate & mask));
        let new = new.max(I16x8::splat(variance(LEAST_DEVIATION))).min(most);
        new_mean.to_bytes().store(mean);
        new.to_bytes().store(spread);
        foreground
    }
}

impl Temporal for Kernel {
    fn past_row_bytes(&self) -> usize {
        (self.layout.width() as usize).div_ceil(8) * size_of::<Stored>()
    }

    fn apply(&mut self, row: Pixels<'_>, _: usize, past: Past<'_>) {
        let is_first = past.is_first;
        let stored = past.bytes.as_chunks_mut::<16>().0.as_chunks_mut::<2>().0;
        let row = row.kept();
        match self.layout.format() {
            RowFormat::Gray8 => eights(row, stored, |eight: &mut [u8; 8], stored| {
                let mask = self.learn(I16x8::load_bytes(eight), stored, is_first);
                let bytes = I32x4::narrow(mask[0], mask[1]) & I16x8::splat(255);
                eight.copy_from_slice(&I16x8::narrow(bytes, bytes).to_array()[..8]);
            }),
            RowFormat::Rgba8 => eights(row, stored, |eight: &mut [u8; 32], stored| {
                let [first, second] = eight.as_chunks_mut::<16>().0 else { return };
                let pixels = [U8x16::load(first), U8x16::load(second)];
                let mask = self.learn(I32x4::narrow(luma(pixels[0]), luma(pixels[1])), stored, is_first);
                let color = U8x16::splat_pixel([255, 255, 255, 0]);
                mask[0].to_bytes().select(pixels[0], color).store(first);
                mask[1].to_bytes().select(pixels[1], color).store(second);
            }),
        }
    }
}

/// Calls `each` for every eight pixels of `BYTES` bytes; the last are padded.
#[inline(always)]
fn eights<const BYTES: usize>(
    row: &mut [u8],
    stored: &mut [Stored],
    mut each: impl FnMut(&mut [u8; BYTES], &mut Stored),
) {
    let (body, tail) = row.as_chunks_mut::<BYTES>();
    let (whole, last) = stored.split_at_mut(body.len().min(stored.len()));
    for (pixels, stored) in body.iter_mut().zip(whole) {
        each(pixels, stored);
    }
    if let Some(stored) = last.first_mut() {
        let mut padded = [0; BYTES];
        padded[..tail.len()].copy_from_slice(tail);
        each(&mut padded, stored);
        tail.copy_from_slice(&padded[..tail.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::testing::{clip, copy_of, gaussian, step};
    use super::*;
    use crate::image::frame::{Format, Frame, FrameLayout};

    /// The background in real numbers.
    struct Reference {
        mean: f64,
        variance: f64,
        is_sure: bool,
    }

    impl Reference {
        /// The distance in units of the threshold: foreground is above 1.
        fn learn(&mut self, luma: f64, filter: &BackgroundModel) -> f64 {
            let distance = luma - self.mean;
            let most = (45.0 / filter.threshold).powi(2);
            self.variance = self.variance.min(most);
            let limit = filter.threshold * self.variance.sqrt();
            let is_foreground = distance.abs() > limit;
            let rate = filter.learning_rate;
            self.mean += distance * if is_foreground { rate / 8.0 } else { rate };
            if !is_foreground {
                self.variance += rate * (distance * distance - self.variance);
            }
            self.variance = self.variance.clamp(4.0, most);
            distance.abs() / limit
        }
    }

    #[test]
    fn agrees_with_a_running_gaussian() {
        for format in [Format::Rgba, Format::Gray8] {
            for (learning_rate, threshold) in [(0.02, 3.0), (0.2, 2.0), (0.0, 1.0), (0.5, 8.0)] {
                let filter = BackgroundModel { learning_rate, threshold };
                let mut pipeline = step(&filter);
                let mut models: Vec<Reference> = Vec::new();
                let (mut sure, mut white) = (0, 0);
                for source in clip(format, 12) {
                    let pixel = source.layout().rows().unwrap().pixel_bytes();
                    let luma = |p: &[u8]| match *p {
                        [r, g, b, _] => (0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)).round(),
                        _ => f64::from(p[0]),
                    };
                    let lumas: Vec<f64> = source.bytes().chunks_exact(pixel).map(luma).collect();
                    if models.is_empty() {
                        models = lumas.iter().map(|&mean| Reference { mean, variance: 100.0, is_sure: true }).collect();
                    }
                    let mut mask = copy_of(&source);
                    pipeline.apply(&mut mask).unwrap();
                    for (i, (model, &luma)) in models.iter_mut().zip(&lumas).enumerate() {
                        let distance = model.learn(luma, &filter);
                        let got = &mask.bytes()[i * pixel..(i + 1) * pixel];
                        assert!(got[0] == 0 || got[0] == 255, "{got:?}");
                        assert!(pixel == 1 || got[1..3] == [got[0]; 2] && got[3] == source.bytes()[i * 4 + 3]);
                        // Near the limit, rounding decides, and the models may differ from then on.
                        model.is_sure &= (distance - 1.0).abs() > 0.1;
                        if model.is_sure {
                            assert_eq!(got[0] == 255, distance > 1.0, "{filter:?}: pixel {i}, {distance}");
                            sure += 1;
                        }
                        white += usize::from(got[0] == 255);
                    }
                }
                assert!(sure > 1000 && (white > 20 || threshold > 7.0), "{filter:?}: {sure} sure, {white} white");
            }
        }
    }

    /// A square crosses noise: it is found, and nothing else is, also where it was.
    #[test]
    fn finds_a_square_that_moves_in_front_of_noise() {
        let (width, height, side) = (96, 64, 12);
        let layout = FrameLayout::new(Format::Gray8, width, height).unwrap();
        let mut pipeline = step(&BackgroundModel::default());
        let mut random = gaussian(7);
        let (mut found, mut missed, mut invented, mut seen) = (0, 0, 0, 0);
        for time in 0..70_u32 {
            let mut frame = Frame::new(layout).unwrap();
            let left = (time * 3).saturating_sub(90);
            let inside = |x: u32, y: u32| time > 30 && (left..left + side).contains(&x) && (20..20 + side).contains(&y);
            for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
                let (x, y) = (i as u32 % width, i as u32 / width);
                let level = if inside(x, y) { 170.0 } else { 80.0 + f64::from(x) / 2.0 };
                *byte = (level + 3.0 * random()).round() as u8;
            }
            pipeline.apply(&mut frame).unwrap();
            for (i, &byte) in frame.bytes().iter().enumerate().filter(|_| time > 30) {
                match (inside(i as u32 % width, i as u32 / width), byte) {
                    (true, 255) => found += 1,
                    (true, _) => missed += 1,
                    (false, 255) => invented += 1,
                    _ => seen += 1,
                }
            }
        }
        assert!(missed * 50 < found, "missed {missed} of {found}");
        assert!(invented * 100 < seen, "invented {invented} of {seen}");
    }
}
