//! Level detection and gain curves that the dynamics effects share.

use crate::audio::{Block, GRID, Signal};
use crate::audio::effects::decibels::FLOOR;
use crate::audio::effects::flush;

/// Decibels per factor of two in amplitude: 20·log10(2).
const OCTAVE: f32 = 6.020_6;

/// Converts a factor to decibels, with an error of at most 2e-5 dB, clamped to the floor. Bit-exact on all platforms,
/// and vectorisable.
#[inline]
pub(crate) fn decibels(factor: f32) -> f32 {
    // -144 dB.
    let bits = factor.max(6.309_573e-8).to_bits();
    // Splits the factor into an exponent and a mantissa from √½ to √2.
    let exponent = bits.wrapping_sub(0x3f35_04f3).cast_signed() >> 23;
    let rest = f32::from_bits(bits.wrapping_sub((exponent << 23).cast_unsigned()));
    // log2 by the series of the inverse hyperbolic tangent; the first omitted term is below 1e-9.
    let x = (rest - 1.0) / (rest + 1.0);
    let square = x * x;
    let series =
        x * (2.885_39 + square * (0.961_796_7 + square * (0.577_078 + square * (0.412_198_6 + square * 0.320_6))));
    (OCTAVE * (exponent as f32 + series)).max(FLOOR)
}

/// Converts decibels from -700 to 700 to a factor, with a relative error of at most 5e-7; 0 dB is exactly 1.
#[inline]
pub(crate) fn factor(decibels: f32) -> f32 {
    let octaves = (decibels * (1.0 / OCTAVE)).clamp(-120.0, 120.0);
    // Around 3·2²², floats are whole numbers, and the differences of their bits equal the differences of the numbers.
    let magic = 12_582_912.0_f32;
    let whole = octaves + magic;
    let x = (octaves - (whole - magic)) * core::f32::consts::LN_2;
    // Taylor series of e^x up to ln(2)/2; the first omitted term is below 2e-7.
    let series = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x / 720.0)))));
    series * f32::from_bits(whole.to_bits().wrapping_sub(magic.to_bits()).wrapping_add(127) << 23)
}

/// The excess of a level over the threshold, with a soft knee of `knee` dB.
///
/// Source: D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design" (2012), equation 4, as one
/// formula.
#[inline]
pub(crate) fn over(level: f32, threshold: f32, knee: f32) -> f32 {
    let knee = knee.max(1e-3);
    let over = level - threshold;
    let within = (over + 0.5 * knee).max(0.0).min(knee);
    within * within / (2.0 * knee) + (over - 0.5 * knee).max(0.0)
}

/// Replaces levels (factors) by the gain reduction of a compressor in decibels: `ratio` dB above the threshold become 1
/// dB.
#[inline(never)]
pub(crate) fn reductions(levels: &mut [f32], threshold: Signal<'_>, ratio: Signal<'_>, knee: Signal<'_>) {
    to_decibels(levels);
    each(levels, [threshold, ratio, knee], |level, [threshold, ratio, knee]| {
        (1.0 - 1.0 / ratio) * over(level, threshold, knee)
    });
}

/// Converts factors to decibels in place.
#[inline(never)]
pub(crate) fn to_decibels(factors: &mut [f32]) {
    factors.iter_mut().for_each(|factor| *factor = decibels(*factor));
}

/// Converts gain reductions in decibels to factors in place.
#[inline(never)]
pub(crate) fn factors(reductions: &mut [f32]) {
    reductions.iter_mut().for_each(|reduction| *reduction = factor(-*reduction));
}

/// Replaces each value by the result of `work` on it and the parameters of its frame.
#[inline]
pub(crate) fn each<const N: usize>(values: &mut [f32], signals: [Signal<'_>; N], work: impl Fn(f32, [f32; N]) -> f32) {
    if signals.iter().all(|signal| matches!(signal, Signal::Constant(_))) {
        let now = signals.map(|signal| signal.at(0));
        values.iter_mut().for_each(|value| *value = work(*value, now));
    } else {
        let each = values.iter_mut().enumerate();
        each.for_each(|(frame, value)| *value = work(*value, signals.map(|signal| signal.at(frame))));
    }
}

/// Coefficient of a one-pole smoother for a time constant of `seconds`: the part of the remaining difference that
/// is covered in a frame.
#[inline(never)]
pub(crate) fn part_of(seconds: f32, rate: f64) -> f64 {
    if seconds > 0.0 { 1.0 - (-1.0 / (f64::from(seconds) * rate)).exp() } else { 1.0 }
}

/// A one-pole smoother with separate coefficients for rising and falling values.
///
/// Source: Giannoulis, Massberg and Reiss, equation 16: the smooth branching detector.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Follower {
    pub(crate) value: f64,
}

impl Follower {
    #[inline(never)]
    pub(crate) fn run(&mut self, values: &mut [f32], up: f64, down: f64, ends_step: bool) {
        let mut now = self.value;
        for value in values {
            let missing = f64::from(*value) - now;
            now += missing * if missing > 0.0 { up } else { down };
            *value = now as f32;
        }
        self.value = if ends_step { flush(now) } else { now };
    }
}

/// A group of channels with a common gain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    first: usize,
    count: usize,
}

impl Group {
    /// One group of all channels, or a group for each channel.
    pub(crate) fn all(linked: bool, channels: usize) -> impl Iterator<Item = Self> {
        let (groups, count) = if linked { (1, channels) } else { (channels, 1) };
        (0..groups).map(move |first| Self { first, count })
    }

    /// Index of the first channel.
    pub(crate) fn first(&self) -> usize {
        self.first
    }

    /// The channels of the group in a block of `channels` channels. If the block has fewer channels than the group's
    /// first, its last channel is used.
    pub(crate) fn channels(&self, channels: usize) -> core::ops::Range<usize> {
        let first = self.first.min(channels.saturating_sub(1));
        first..if self.count > 1 { channels } else { first + 1 }
    }

    /// Computes the highest absolute sample of each frame.
    #[inline(never)]
    pub(crate) fn peaks(&self, heard: &Block<'_>, into: &mut [f32]) {
        into.fill(0.0);
        for channel in self.channels(heard.channels()) {
            into.iter_mut().zip(heard.channel(channel)).for_each(|(peak, sample)| *peak = peak.max(sample.abs()));
        }
    }

    /// Multiplies the channels of the group by the gains.
    #[inline(never)]
    pub(crate) fn apply(&self, block: &mut Block<'_>, gains: &[f32]) {
        for channel in self.channels(block.channels()) {
            block.channel_mut(channel).iter_mut().zip(gains).for_each(|(sample, gain)| *sample *= gain);
        }
    }
}

/// The largest gain reduction in a grid step, for the reading.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reduction {
    now: f32,
    shown: f32,
}

impl Reduction {
    /// Adds gain reductions in decibels, as positive values.
    pub(crate) fn add(&mut self, reductions: &[f32]) {
        self.now = reductions.iter().fold(self.now, |most, &reduction| most.max(reduction));
    }

    pub(crate) fn end(&mut self, ends_step: bool) {
        if ends_step {
            self.shown = core::mem::take(&mut self.now);
        }
    }

    /// The reading, like Web Audio's `reduction`: 0 or less.
    pub(crate) fn read(&self, into: &mut [f32]) {
        into.fill(0.0 - self.shown);
    }
}

/// Buffer of one value per frame of a grid step.
pub(crate) const LANE: [f32; GRID] = [0.0; GRID];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decibels_and_factors_agree_with_the_standard_library() {
        for i in -1400..600 {
            let exact = f64::from(i) / 10.0;
            let linear = 10_f64.powf(exact / 20.0);
            assert!((f64::from(decibels(linear as f32)) - exact).abs() < 2e-5, "{exact} dB");
            let made = f64::from(factor(exact as f32));
            assert!((made / linear - 1.0).abs() < 2e-6, "factor of {exact} dB: got {made}");
        }
        assert_eq!((decibels(0.0), factor(0.0), factor(FLOOR) > 0.0), (FLOOR, 1.0, true), "limits of the range");
    }

    #[test]
    fn the_knee_agrees_with_the_paper() {
        for level in -60..0 {
            for knee in [0.0_f32, 6.0, 20.0] {
                let (level, threshold) = (level as f32, -30.0);
                let over_by = level - threshold;
                let expected = if 2.0 * over_by < -knee {
                    0.0
                } else if 2.0 * over_by.abs() <= knee && knee > 0.0 {
                    (over_by + knee / 2.0).powi(2) / (2.0 * knee)
                } else {
                    over_by
                };
                assert!((over(level, threshold, knee) - expected).abs() < 1e-3, "{level} dB, knee {knee}");
            }
        }
    }
}
