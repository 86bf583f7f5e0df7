//! Reduction of bit depth and sample rate.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;

crate::effect! {
    /// Rounds samples to fewer bits, and holds every `factor`-th sample.
    ///
    /// There are `2^bits` levels from -1 to 1, including zero; samples beyond the last level are clamped to it. Held
    /// samples are counted from the start of the audio. There is no latency.
    pub struct BitCrusher: "bitCrusher" in "drive" version 1 {
        /// Bits per sample.
        bits: i32 = Kind::Integer(Number::new(8.0, 1.0, 24.0).typical(1.0, 16.0).step(1.0).unit(Unit::Bits)),
        /// Number of frames for which a sample is held; 1 leaves the sample rate unchanged.
        factor: i32 = Kind::Integer(Number::new(1.0, 1.0, 128.0).typical(1.0, 32.0).step(1.0).unit(Unit::Factor)),
        /// Whether triangular noise of ±1 level is added before rounding (TPDF dither), which turns distortion into
        /// noise.
        dither: bool = Kind::Boolean(false),
    }
}

const BITS: usize = BitCrusher::index("bits");
const FACTOR: usize = BitCrusher::index("factor");
const DITHER: usize = BitCrusher::index("dither");

impl Prepare for BitCrusher {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let dithers = self.number(DITHER).is_some_and(|dither| dither > 0.5);
        Ok(Box::new(Crusher { held: zeroed(format.channels())?, dithers, factor: self.factor as usize }))
    }
}

#[derive(Debug)]
struct Crusher {
    held: Vec<f32>,
    /// Whether dither is on: its noise never ends.
    dithers: bool,
    factor: usize,
}

/// A pseudo-random number from 0 to 1 for an index: a 64-bit hash (S. Vigna's SplitMix64).
fn random(index: u64) -> f64 {
    let mut bits = index.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

impl Processor for Crusher {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let steps = f64::from(1_u32 << (signals.value(BITS) as u32 - 1).min(23));
        self.factor = (signals.value(FACTOR) as usize).max(1);
        self.dithers = signals.value(DITHER) > 0.5;
        let position = block.position();
        for (channel, held) in self.held.iter_mut().enumerate() {
            let mut left = (self.factor as u64 - position % self.factor as u64) % self.factor as u64;
            for (frame, sample) in block.channel_mut(channel).iter_mut().enumerate() {
                if left == 0 {
                    left = self.factor as u64;
                    let mut scaled = f64::from(*sample) * steps;
                    if self.dithers {
                        let index = 2 * (32 * (position + frame as u64 + 1) + channel as u64);
                        scaled += random(index) - random(index + 1);
                    }
                    *held = ((scaled + 0.5).floor().max(-steps).min(steps - 1.0) / steps) as f32;
                }
                left -= 1;
                *sample = *held;
            }
        }
    }

    fn reset(&mut self) {
        self.held.fill(0.0);
    }

    fn tail(&self) -> usize {
        if self.dithers { usize::MAX } else { self.factor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{noise, run};

    #[test]
    fn samples_are_rounded_and_held() {
        for (bits, factor) in [(1, 1), (4, 3), (8, 128), (16, 7), (24, 1)] {
            let input = noise(2, 1000);
            let output = run(&BitCrusher { bits, factor, dither: false }, &input);
            let steps = 2_f64.powi(bits - 1);
            for channel in 0..2 {
                for frame in 0..1000 {
                    let kept = f64::from(input[channel][frame / factor as usize * factor as usize]);
                    let expected = ((kept * steps + 0.5).floor() / steps).min(1.0 - 1.0 / steps);
                    assert_eq!(f64::from(output[channel][frame]), expected, "{bits} bits, {factor}, frame {frame}");
                }
            }
        }
    }

    /// With this dither, the error has a mean of 0 and a power of a quarter of the squared step, for any input (S.
    /// Lipshitz, R. Wannamaker, J. Vanderkooy, "Quantization and Dither", 1992).
    #[test]
    fn dither_turns_the_error_into_noise() {
        for value in [0.0_f32, 0.013, 0.2471] {
            let output = run(&BitCrusher { bits: 6, factor: 1, dither: true }, &[vec![value; 100_000]]);
            let errors = output[0].iter().map(|&out| (f64::from(out) - f64::from(value)) * 32.0);
            let (sum, squares) = errors.fold((0.0, 0.0), |(sum, squares), error| (sum + error, squares + error * error));
            assert!((sum / 1e5).abs() < 0.01, "{value}: mean {}", sum / 1e5);
            assert!((squares / 1e5 - 0.25).abs() < 0.01, "{value}: power {}", squares / 1e5);
        }
    }
}
