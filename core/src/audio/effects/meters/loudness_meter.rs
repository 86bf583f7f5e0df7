//! Loudness measurement.

mod histogram;

use alloc::boxed::Box;
use alloc::vec::Vec;

use self::histogram::{Histogram, loudness};
use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Kind, Unit};
use crate::audio::effects::biquad::{Cascade, Coefficients};
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::memory::zeroed;

crate::effect! {
    /// Measures loudness by ITU-R BS.1770-5 and EBU R 128; the audio passes through unchanged.
    ///
    /// Momentary loudness covers 400 ms and short-term loudness 3 s; both are updated every 10 ms. Integrated loudness
    /// uses both gates (-70 LUFS, and 10 LU below the mean above that gate), with blocks of 400 ms every 100 ms. The
    /// loudness range follows EBU Tech 3342 (gates at -70 LUFS and 20 LU below the mean, from the 10th to the 95th
    /// percentile), with short-term values every 100 ms.
    ///
    /// For both, a histogram with bins of 0.05 LU stores counts and sums of energies. Memory use is therefore constant.
    /// The result is exact, except for blocks within 0.05 LU of a relative gate. The K-weighting is computed for the
    /// sample rate. Five channels are L R C Ls Rs, six are L R C LFE Ls Rs: surround channels have a weight of 1.41 and
    /// the LFE is ignored. With other channel counts, all channels have equal weights. Until a value is available, it
    /// is -144. Samples above +60 dBFS and non-finite samples count as silence.
    pub struct LoudnessMeter: "loudnessMeter" in "meters" version 1 {
        /// Whether the audio counts towards the values measured since the start: integrated loudness, range and maxima.
        integrate: bool = Kind::Boolean(true),
    } reads {
        /// Loudness of the last 400 ms.
        momentary: Unit::Lufs,
        /// Loudness of the last 3 s.
        short_term: Unit::Lufs,
        /// Gated loudness since the start.
        integrated: Unit::Lufs,
        /// Loudness range since the start, in LU.
        loudness_range: Unit::Decibels,
        /// Highest momentary loudness.
        maximum_momentary: Unit::Lufs,
        /// Highest short-term loudness.
        maximum_short_term: Unit::Lufs,
    }
}

const INTEGRATE: usize = LoudnessMeter::index("integrate");

/// Numbers of 10 ms segments: in 400 ms, in 3 s, and between two gating blocks.
const MOMENTARY: usize = 40;
const SHORT_TERM: usize = 300;
const HOP: u64 = 10;

/// Samples above this value, 60 dB over full scale, are corrupt and count as silence. A single sample near the largest
/// float would outweigh all others since the start.
const LOUDEST: f32 = 1000.0;

/// K-weighting: a shelf that models the head, and a high-pass.
///
/// The recommendation specifies coefficients for 48 kHz only. These coefficients are computed from the analogue
/// prototypes by the bilinear transform at the sample rate (B. De Man, "Evaluation of Implementations of the EBU R128
/// Loudness Measurement", 2018). At 48 kHz they agree with the recommendation to 1e-8.
fn k_weighting(rate: f64) -> [Coefficients; 2] {
    let warp = |frequency: f64| {
        // At the lowest sample rates, the shelf is above half the rate.
        let turns = (frequency / rate).min(0.45) / 2.0;
        sine(turns) / cosine(turns)
    };
    let (k, q) = (warp(1_681.974_450_955_533), 0.707_175_236_955_419_6);
    let gain = |power: f64| (3.999_843_853_973_347 * power * core::f64::consts::LN_10 / 20.0).exp();
    let (high, middle) = (gain(1.0), gain(0.499_666_774_154_541_6));
    let scale = 1.0 + k / q + k * k;
    let shelf = Coefficients {
        b: [
            (high + middle * k / q + k * k) / scale,
            2.0 * (k * k - high) / scale,
            (high - middle * k / q + k * k) / scale,
        ],
        a: [2.0 * (k * k - 1.0) / scale, (1.0 - k / q + k * k) / scale],
    };
    let (k, q) = (warp(38.135_470_876_024_44), 0.500_327_037_323_877_3);
    let scale = 1.0 + k / q + k * k;
    let pass = Coefficients { b: [1.0, -2.0, 1.0], a: [2.0 * (k * k - 1.0) / scale, (1.0 - k / q + k * k) / scale] };
    [shelf, pass]
}

struct Meter {
    rate: f64,
    weights: Vec<f64>,
    filter: Cascade,
    /// The weighted samples, channel by channel.
    weighted: Vec<f32>,
    /// Sums of weighted squares: of the current segment, and of each segment of the last 3 s.
    energy: f64,
    pieces: Vec<f64>,
    /// Number of complete segments, and number of frames missing from the current one.
    count: u64,
    missing: usize,
    /// Number of consecutive segments that were integrated.
    counted: u64,
    momentary: f64,
    short_term: f64,
    maximum: [f64; 2],
    blocks: Histogram,
    ranges: Histogram,
}

impl Prepare for LoudnessMeter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let channels = format.channels();
        let mut weights = zeroed(channels)?;
        weights.fill(1.0);
        if let [_, _, _, between @ .., left, right] = &mut *weights
            && between.len() < 2
        {
            between.fill(0.0);
            (*left, *right) = (1.41, 1.41);
        }
        let mut filter = Cascade::new(2, channels)?;
        let sections = k_weighting(format.sample_rate());
        sections.into_iter().enumerate().for_each(|(index, section)| filter.set(index, section));
        let mut meter = Meter {
            rate: format.sample_rate(),
            weights,
            filter,
            weighted: zeroed(channels * GRID)?,
            energy: 0.0,
            pieces: zeroed(SHORT_TERM)?,
            count: 0,
            missing: 0,
            counted: 0,
            momentary: 0.0,
            short_term: 0.0,
            maximum: [0.0; 2],
            blocks: Histogram::new()?,
            ranges: Histogram::new()?,
        };
        meter.reset();
        Ok(Box::new(meter))
    }
}

impl Meter {
    /// Number of frames of the current segment.
    fn length(&self) -> usize {
        // At some sample rates, 10 ms isn't a whole number of frames; boundaries are off by at most half a frame.
        let end = |count: u64| (count as f64 * self.rate / 100.0 + 0.5) as u64;
        (end(self.count + 1) - end(self.count)) as usize
    }

    fn end_piece(&mut self, integrate: bool) {
        let last = (self.count % SHORT_TERM as u64) as usize;
        self.pieces[last] = core::mem::take(&mut self.energy);
        self.count += 1;
        self.missing = self.length();
        let sum = |length: usize| {
            let (after, before) = (&self.pieces[..=last], &self.pieces[last + 1..]);
            let first = &after[after.len().saturating_sub(length)..];
            let second = &before[before.len() - (length - first.len()).min(before.len())..];
            (second.iter().sum::<f64>() + first.iter().sum::<f64>()) / (length as f64 * self.rate / 100.0)
        };
        (self.momentary, self.short_term) = (sum(MOMENTARY), sum(SHORT_TERM));
        if !integrate {
            self.counted = 0;
            return;
        }
        self.counted += 1;
        // Only windows that consist entirely of integrated segments count towards values since the start.
        if self.counted >= MOMENTARY as u64 {
            self.maximum[0] = self.maximum[0].max(self.momentary);
        }
        if self.counted >= SHORT_TERM as u64 {
            self.maximum[1] = self.maximum[1].max(self.short_term);
        }
        if self.counted.is_multiple_of(HOP) {
            if self.counted >= MOMENTARY as u64 {
                self.blocks.add(self.momentary);
            }
            if self.counted >= SHORT_TERM as u64 {
                self.ranges.add(self.short_term);
            }
        }
    }
}

impl Processor for Meter {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let frames = block.frames();
        let integrate = signals.value(INTEGRATE) > 0.5;
        let mut weighted = core::mem::take(&mut self.weighted);
        let mut own = Block::new(&mut weighted, GRID, block.channels(), frames, block.position());
        own.copy_from(block);
        for channel in 0..own.channels() {
            // NaN isn't within the range either.
            own.channel_mut(channel).iter_mut().filter(|x| !(-LOUDEST..=LOUDEST).contains(*x)).for_each(|x| *x = 0.0);
        }
        self.filter.process(&mut own);
        let mut start = 0;
        while start < frames {
            let length = self.missing.min(frames - start);
            for frame in start..start + length {
                for (channel, weight) in self.weights.iter().enumerate() {
                    let sample = f64::from(own.channel(channel).get(frame).copied().unwrap_or_default());
                    self.energy += weight * sample * sample;
                }
            }
            start += length;
            self.missing -= length;
            if self.missing == 0 {
                self.end_piece(integrate);
            }
        }
        self.weighted = weighted;
    }

    fn reset(&mut self) {
        self.filter.reset();
        self.pieces.fill(0.0);
        self.blocks.clear();
        self.ranges.clear();
        (self.energy, self.count, self.counted) = (0.0, 0, 0);
        (self.momentary, self.short_term, self.maximum) = (0.0, 0.0, [0.0; 2]);
        self.missing = self.length();
    }

    fn readings(&self, into: &mut [f32]) {
        let readings = [
            loudness(self.momentary),
            loudness(self.short_term),
            loudness(self.blocks.mean_above(-10.0)),
            self.ranges.range_above(-20.0, [0.1, 0.95]),
            loudness(self.maximum[0]),
            loudness(self.maximum[1]),
        ];
        into.iter_mut().zip(readings).for_each(|(reading, value)| *reading = value as f32);
    }
}

#[cfg(test)]
mod tests;
