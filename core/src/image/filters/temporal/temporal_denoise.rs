//! `temporalDenoise`: the mean of what doesn't move.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem::swap;

use super::rows::{in_15_bits, with_past};
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
use crate::image::frame::{FrameLayout, RowLayout};
use crate::image::kernels::{Operation, Past, Temporal};
use crate::memory::zeroed;
use crate::simd::{I16x8, Pixels, U8x16};

/// Number of differences whose mean says how much moves: five in the row, and five in the row above. Sums of five are at most
/// 255, so a threshold is at most half of 255 / 5.
const TAPS: f64 = 10.0;
/// Bytes on both sides of a row of differences, for the two pixels beyond its ends.
const MARGIN: usize = 8;

crate::filter! {
    /// Removes noise: each pixel is a moving average of the frames, unless something moves there.
    ///
    /// A result is `old + k · (new - old)`, with the result before as `old`; the change is rounded up, so nothing stays
    /// behind. Where nothing moves, k is `1 - strength`. The motion is the mean of |new - old| over five pixels of the
    /// row and of the row above (the mean of either five counts as 51 at most), or half of the pixel's own |new - old|, if
    /// that is more. From a motion of `threshold` to twice as much, k rises to 1. Every channel is treated by itself, also alpha. The first frame is unchanged.
    ///
    /// A `threshold` of one and a half times the noise's standard deviation keeps noise from counting as motion.
    pub struct TemporalDenoise: "temporalDenoise" in "temporal" version 1 on planes across frames {
        /// Part of the average that is left after a frame.
        strength: f64 = Kind::Number(Number::new(0.75, 0.0, 0.95).unit(Unit::Factor)),
        /// Smallest motion.
        threshold: f64 = Kind::Number(Number::new(12.0, 1.0, 25.0).typical(2.0, 25.0).step(0.5).unit(Unit::Levels)),
    }
}

impl Operate for TemporalDenoise {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let length = input.row_bytes();
        let limit = (self.threshold * TAPS).round();
        Ok(Operation::Temporal(Box::new(Kernel {
            least: in_15_bits(1.0 - self.strength),
            limit: limit as i16,
            // A multiple of the limit that fits in a lane.
            slope: (32767.0 / limit) as i16,
            pixel_bytes: input.pixel_bytes(),
            length,
            differences: zeroed(MARGIN + length.next_multiple_of(16) + MARGIN)?,
            sums: zeroed(length.next_multiple_of(16))?,
            above: zeroed(length.next_multiple_of(16))?,
        })))
    }

    fn needs_color(&self, _: &FrameLayout) -> bool {
        false
    }
}

#[derive(Debug)]
struct Kernel {
    /// The least k in units of 1/2¹⁵.
    least: i16,
    /// The threshold as a sum of differences.
    limit: i16,
    /// 2¹⁵ divided by `limit`.
    slope: i16,
    pixel_bytes: usize,
    length: usize,
    /// |new - old| of the row, with margins.
    differences: Vec<u8>,
    /// Sums of five differences in the row, and in the row above, at most 255.
    sums: Vec<u8>,
    above: Vec<u8>,
}

impl Kernel {
    /// Computes the differences of a row, and repeats those of the first and the last pixel in the margins.
    fn compare(&mut self, new: &[u8], old: &[u8]) {
        let (pixel, length) = (self.pixel_bytes, new.len().min(self.length));
        let inner = &mut self.differences[MARGIN..];
        let (body, tail) = new.as_chunks::<16>();
        let (old_body, old_tail) = old.as_chunks::<16>();
        for ((new, old), to) in body.iter().zip(old_body).zip(inner.as_chunks_mut::<16>().0) {
            U8x16::load(new).abs_diff(U8x16::load(old)).store(to);
        }
        for ((new, old), to) in tail.iter().zip(old_tail).zip(&mut inner[16 * body.len()..]) {
            *to = new.abs_diff(*old);
        }
        for i in 0..MARGIN {
            self.differences[i] = self.differences[MARGIN + i % pixel];
            self.differences[MARGIN + length + i] = self.differences[MARGIN + length - pixel + i % pixel];
        }
    }
}

/// Sixteen differences of the row, beginning with byte `at` of the margins and the row.
#[inline(always)]
fn sixteen(differences: &[u8], at: usize) -> U8x16 {
    differences.get(at..).and_then(|rest| rest.first_chunk::<16>()).map_or(U8x16::splat(0), U8x16::load)
}

impl Temporal for Kernel {
    fn past_row_bytes(&self) -> usize {
        self.length
    }

    fn scratch_bytes(&self) -> usize {
        self.differences.len() + self.sums.len() + self.above.len()
    }

    fn apply(&mut self, row: Pixels<'_>, y: usize, past: Past<'_>) {
        let new = row.kept();
        let old = with_past(new, past);
        self.compare(new, old);
        let Self { pixel_bytes, differences, sums, above, .. } = self;
        let pixel = *pixel_bytes as isize;
        let [least, limit, slope] = [self.least, self.limit, self.slope].map(I16x8::splat);
        let rest = I16x8::splat(i16::MAX) - least;
        let (none, five, round) = (I16x8::splat(0), I16x8::splat(5), I16x8::splat(127));
        // Of eight samples: their sums, those of the row above, and |new - old|, old and new.
        let mix = |[sum, above, own, old, new]: [I16x8; 5]| {
            let motion = (sum + above).max(own * five);
            let ramp = (motion - limit).max(none).min(limit) * slope;
            let change = (new - old).shift_left::<7>().multiply_q15(least + ramp.multiply_q15(rest));
            // Rounded away from 0: a shift rounds down, and what is negative needs no more.
            old + (change + round - (change.shift_right::<15>() & round)).shift_right::<7>()
        };
        let each = |start: usize, new: &mut [u8; 16], old: &mut [u8; 16], sums: &mut [u8; 16], above: &[u8; 16]| {
            let tap = |x: isize| sixteen(differences, (MARGIN + start).wrapping_add_signed(x * pixel));
            let own = tap(0);
            let near = tap(-1).add_saturating(tap(1));
            let sum = own.add_saturating(near).add_saturating(tap(-2).add_saturating(tap(2)));
            sum.store(sums);
            let above = if y == 0 { sum } else { U8x16::load(above) };
            let all = [sum, above, own, U8x16::load(old), U8x16::load(new)];
            let result = I16x8::narrow(mix(all.map(U8x16::widen_low)), mix(all.map(U8x16::widen_high)));
            result.store(new);
            result.store(old);
        };
        let (body, tail) = new.as_chunks_mut::<16>();
        let (old_body, old_tail) = old.as_chunks_mut::<16>();
        let (whole_sums, whole_above) = (sums.as_chunks_mut::<16>().0, above.as_chunks::<16>().0);
        let mut memory = whole_sums.iter_mut().zip(whole_above);
        for (i, ((new, old), (sums, above))) in body.iter_mut().zip(old_body).zip(memory.by_ref()).enumerate() {
            each(16 * i, new, old, sums, above);
        }
        if let Some((sums, above)) = memory.next() {
            let mut last = [[0; 16]; 2];
            last[0][..tail.len()].copy_from_slice(tail);
            last[1][..old_tail.len()].copy_from_slice(old_tail);
            let [new, old] = &mut last;
            each(16 * body.len(), new, old, sums, above);
            tail.copy_from_slice(&new[..tail.len()]);
            old_tail.copy_from_slice(&old[..old_tail.len()]);
        }
        swap(sums, above);
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::testing::{clip, copy_of, gaussian, step};
    use super::*;
    use crate::image::frame::{Format, Frame};

    /// A result by the formulas, for the result before; the differences of the row above are known.
    fn expected(filter: &TemporalDenoise, new: &[f64], old: &[f64], pixel: usize, above: Option<&[f64]>) -> Vec<f64> {
        let count = new.len() / pixel;
        let difference = |x: isize, c: usize| {
            let i = x.clamp(0, count as isize - 1) as usize * pixel + c;
            (new[i] - old[i]).abs()
        };
        let row: Vec<f64> = (0..new.len())
            .map(|i| (-2..=2).map(|dx| difference((i / pixel) as isize + dx, i % pixel)).sum::<f64>().min(255.0))
            .collect();
        (0..new.len())
            .map(|i| {
                let mean = (row[i] + above.map_or(row[i], |above| above[i])) / 10.0;
                let motion = mean.max(difference((i / pixel) as isize, i % pixel) / 2.0);
                let ramp = ((motion - filter.threshold) / filter.threshold).clamp(0.0, 1.0);
                let least = 1.0 - filter.strength;
                old[i] + (least + ramp * (1.0 - least)) * (new[i] - old[i])
            })
            .collect()
    }

    #[test]
    fn agrees_with_the_formulas() {
        for format in [Format::Rgba, Format::Gray8] {
            for (strength, threshold) in [(0.75, 12.0), (0.0, 12.0), (0.95, 1.0), (0.5, 25.0), (0.9, 5.5)] {
                let filter = TemporalDenoise { strength, threshold };
                let mut pipeline = step(&filter);
                let mut before: Option<Frame> = None;
                for source in clip(format, 6) {
                    let mut result = copy_of(&source);
                    pipeline.apply(&mut result).unwrap();
                    let pixel = source.layout().rows().unwrap().pixel_bytes();
                    let numbers = |row: &[u8]| row.iter().map(|&byte| f64::from(byte)).collect::<Vec<_>>();
                    let old = before.as_ref().unwrap_or(&source);
                    let mut above: Option<Vec<f64>> = None;
                    for y in 0..source.plane(0).height() {
                        let (new, old) = (numbers(source.plane(0).row(y)), numbers(old.plane(0).row(y)));
                        let wanted = expected(&filter, &new, &old, pixel, above.as_deref());
                        for (x, (&got, wanted)) in result.plane(0).row(y).iter().zip(&wanted).enumerate() {
                            // The change is rounded up.
                            let error = (f64::from(got) - wanted).abs();
                            assert!(error <= 1.3, "{filter:?} {format:?}: row {y}, byte {x}: {got}, not {wanted}");
                        }
                        let count = new.len() / pixel;
                        let sum = |i: usize| -> f64 {
                            let at = |dx: isize| ((i / pixel) as isize + dx).clamp(0, count as isize - 1) as usize;
                            let all = (-2..=2).map(|dx| at(dx) * pixel + i % pixel).map(|i| (new[i] - old[i]).abs());
                            all.sum::<f64>().min(255.0)
                        };
                        above = Some((0..new.len()).map(sum).collect());
                    }
                    before = Some(result);
                }
            }
        }
    }

    const SIZE: (u32, u32) = (160, 90);

    /// A bar that moves by four pixels a frame in front of a gradient that moves by one.
    fn scene(time: u32) -> Vec<f64> {
        let pixel = |i: u32| {
            let (x, y) = (i % SIZE.0, i / SIZE.0);
            let left = 10 + 4 * time;
            if (left..left + 12).contains(&x) { 200.0 } else { 60.0 + 0.25 * f64::from(x + time) + 0.4 * f64::from(y) }
        };
        (0..SIZE.0 * SIZE.1).map(pixel).collect()
    }

    fn noisy(clean: &[f64], sigma: f64, random: &mut impl FnMut() -> f64) -> Frame {
        let mut frame =
            Frame::new(crate::image::frame::FrameLayout::new(Format::Gray8, SIZE.0, SIZE.1).unwrap()).unwrap();
        for (byte, level) in frame.bytes_mut().iter_mut().zip(clean) {
            *byte = (level + sigma * random()).round().clamp(0.0, 255.0) as u8;
        }
        frame
    }

    fn decibels(frame: &Frame, clean: &[f64]) -> f64 {
        let errors = frame.bytes().iter().zip(clean).map(|(&got, level)| (f64::from(got) - level).powi(2));
        10.0 * (255.0_f64.powi(2) / (errors.sum::<f64>() / clean.len() as f64)).log10()
    }

    #[test]
    fn noise_becomes_less_while_a_bar_moves() {
        let (mut random, mut pipeline) = (gaussian(5), step(&TemporalDenoise::default()));
        let mut gain = 0.0;
        for time in 0..30 {
            let clean = scene(time);
            let mut frame = noisy(&clean, 8.0, &mut random);
            let before = decibels(&frame, &clean);
            pipeline.apply(&mut frame).unwrap();
            if time >= 10 {
                gain += (decibels(&frame, &clean) - before) / 20.0;
            }
        }
        assert!(gain >= 3.0, "{gain} dB");
    }

    #[test]
    fn an_edge_leaves_no_ghost() {
        let mut pipeline = step(&TemporalDenoise::default());
        for time in 0..30 {
            let clean = scene(time);
            let mut frame = noisy(&clean, 0.0, &mut || 0.0);
            pipeline.apply(&mut frame).unwrap();
            for (i, (&got, level)) in frame.bytes().iter().zip(&clean).enumerate() {
                let error = (f64::from(got) - level).abs();
                assert!(error <= 4.0, "frame {time}, byte {i}: {got}, not {level}");
            }
        }
    }
}
