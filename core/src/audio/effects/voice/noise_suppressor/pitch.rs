//! The pitch of a voice: the period with the highest autocorrelation.
//!
//! As in CELT and RNNoise, the search runs on whitened samples: at a quarter of the sample rate over all periods, then
//! at half the rate around the two best periods. Finally, it tests periods of which the result may be a multiple.

use super::lengths::{HISTORY, MAXIMUM_PERIOD, WINDOW};
use super::matrix::dot;
use crate::simd::F32x4;

/// The shortest period, in samples at 48 kHz: 800 Hz. The longest is 62.5 Hz.
const MINIMUM_PERIOD: usize = 60;

/// Numbers of samples at half the rate: all samples, those of a window, and those of the longest period.
const HALF: usize = HISTORY / 2;
const HALF_WINDOW: usize = WINDOW / 2;
const HALF_MAXIMUM: usize = MAXIMUM_PERIOD / 2;
/// Number of periods searched at half the rate, from the longest on.
const SEARCHED: usize = (MAXIMUM_PERIOD - 3 * MINIMUM_PERIOD) / 2;
/// Number of periods searched at a quarter of the rate, and the number computed, in whole groups.
const COARSE: usize = SEARCHED / 2;
const GROUP: usize = 32;
const COARSE_COMPUTED: usize = COARSE.div_ceil(GROUP) * GROUP;
/// Order of the linear prediction whose error is the whitened signal.
const ORDER: usize = 4;

/// Finds the pitch, using the previous pitch.
#[derive(Debug)]
pub(super) struct Pitch {
    /// The whitened samples at half the rate.
    half: [f32; HALF],
    /// The samples at half the rate before whitening, preceded by zeros for the filter.
    raw: [f32; ORDER + 1 + HALF],
    quarter: [f32; HALF / 2],
    likeness: [f32; SEARCHED],
    energies: [f32; HALF_MAXIMUM + 1],
    period: usize,
    strength: f32,
}

impl Pitch {
    pub(super) fn new() -> Self {
        Self {
            half: [0.0; HALF],
            raw: [0.0; ORDER + 1 + HALF],
            quarter: [0.0; HALF / 2],
            likeness: [0.0; SEARCHED],
            energies: [0.0; HALF_MAXIMUM + 1],
            period: 0,
            strength: 0.0,
        }
    }

    /// Returns the period of the latest window of `history`, in samples.
    pub(super) fn find(&mut self, history: &[f32; HISTORY]) -> usize {
        self.whiten(history);
        let period = self.search();
        (self.period, self.strength) = self.divide(period);
        self.period
    }

    /// Halves the rate and whitens the samples: subtracts a linear prediction.
    fn whiten(&mut self, history: &[f32; HISTORY]) {
        let raw = &mut self.raw[ORDER + 1..];
        let mut last = 0.0;
        for (target, [even, odd]) in raw.iter_mut().zip(history.as_chunks::<2>().0) {
            *target = 0.25 * (last + odd) + 0.5 * even;
            last = *odd;
        }
        let mut correlation = [0.0; ORDER + 1];
        for (lag, value) in correlation.iter_mut().enumerate() {
            let product = dot(&raw[lag..], raw);
            // A lag window.
            *value = product - product * (0.008 * lag as f32) * (0.008 * lag as f32);
        }
        // A noise floor at -40 dB.
        correlation[0] *= 1.0001;
        let mut weights = [0.0; ORDER];
        predict(&correlation, &mut weights);
        let mut damping = 1.0;
        for weight in &mut weights {
            damping *= 0.9;
            *weight *= damping;
        }
        // Combined with a zero at -0.8.
        let filter: [f32; ORDER + 1] = core::array::from_fn(|i| {
            let before = if i == 0 { 1.0 } else { weights[i - 1] };
            weights.get(i).copied().unwrap_or_default() + 0.8 * before
        });
        for (group, target) in self.half.as_chunks_mut().0.iter_mut().enumerate() {
            let Some(samples) = self.raw[4 * group..].first_chunk::<{ ORDER + 5 }>() else { break };
            let before = |count: usize| samples[ORDER + 1 - count..].first_chunk().map_or(zero(), F32x4::load);
            let sum = filter.iter().enumerate().fold(before(0), |sum, (i, &part)| sum + before(i + 1) * F32x4::splat(part));
            sum.store(target);
        }
    }

    /// Returns the best period, to one sample of the full rate.
    fn search(&mut self) -> usize {
        let quarter = &mut self.quarter[..];
        quarter.iter_mut().zip(self.half.as_chunks::<2>().0).for_each(|(target, [even, _])| *target = *even);
        let window = &quarter[HALF_MAXIMUM / 2..][..HALF_WINDOW / 2];
        for (group, sums) in self.likeness[..COARSE_COMPUTED].as_chunks_mut::<GROUP>().0.iter_mut().enumerate() {
            products(window, &quarter[group * GROUP..], sums);
        }
        let [first, second] = best(&self.likeness[..COARSE], quarter, HALF_WINDOW / 2);
        let likeness = &mut self.likeness[..SEARCHED];
        likeness.fill(0.0);
        let window = &self.half[HALF_MAXIMUM..];
        for candidate in [first, second] {
            let first = (2 * candidate).saturating_sub(2);
            for (at, slot) in likeness.iter_mut().enumerate().take(2 * candidate + 3).skip(first) {
                *slot = dot(window, &self.half[at..][..HALF_WINDOW]).max(-1.0);
            }
        }
        let [at, _] = best(likeness, &self.half, HALF_WINDOW);
        let between = match likeness.get(at.wrapping_sub(1)..at + 2) {
            Some(&[before, here, after]) => lean(before, here, after),
            _ => 0,
        };
        (MAXIMUM_PERIOD - 2 * at).saturating_add_signed(between)
    }

    /// Tests fractions of a period, because the audio may repeat more often.
    fn divide(&mut self, period: usize) -> (usize, f32) {
        let half = &self.half[..];
        let window = &half[HALF_MAXIMUM..];
        let whole = (period / 2).min(HALF_MAXIMUM - 1);
        let product = |period: usize| dot(window, &half[HALF_MAXIMUM - period..][..HALF_WINDOW]);
        let energy = dot(window, window);
        // The energies of the windows at each lag.
        let mut sum = energy;
        for (period, slot) in self.energies.iter_mut().enumerate() {
            if period > 0 {
                let (new, old) = (half[HALF_MAXIMUM - period], half[HALF - period]);
                sum += new * new - old * old;
            }
            *slot = sum.max(0.0);
        }
        let energies = &self.energies[..];
        let relative = |product: f32, other: f32| product / (1.0 + energy * other).sqrt();
        let product_of_whole = product(whole);
        let of_whole = relative(product_of_whole, energies[whole]);
        let mut found = (whole, product_of_whole, energies[whole], of_whole);
        let before = self.period / 2;
        for parts in 2..16 {
            let part = (2 * whole + parts) / (2 * parts);
            if part < MINIMUM_PERIOD / 2 {
                break;
            }
            // If this is the period, the audio also repeats at its multiples: one that isn't a fraction of the whole is
            // tested, too.
            let other = match parts {
                2 if part + whole > HALF_MAXIMUM => whole,
                2 => whole + part,
                _ => (2 * multiple(parts) * whole + parts) / (2 * parts),
            };
            let likeness = 0.5 * (product(part) + product(other));
            let other_energy = 0.5 * (energies[part] + energies[other]);
            let strength = relative(likeness, other_energy);
            // Pitches tend to continue. Very high pitches are often false, so they need a higher correlation.
            let going_on = match part.abs_diff(before) {
                0 | 1 => self.strength,
                2 if 5 * parts * parts < whole => 0.5 * self.strength,
                _ => 0.0,
            };
            let needed = if part < 3 * MINIMUM_PERIOD / 2 {
                (0.85 * of_whole - going_on).max(0.4)
            } else {
                (0.7 * of_whole - going_on).max(0.3)
            };
            if strength > needed {
                found = (part, likeness, other_energy, strength);
            }
        }
        let (part, likeness, other_energy, strength) = found;
        let likeness = likeness.max(0.0);
        let gain = if other_energy <= likeness { 1.0 } else { likeness / (other_energy + 1.0) };
        let between = lean(product(part - 1), product(part), product(part + 1));
        ((2 * part).saturating_add_signed(between).max(MINIMUM_PERIOD), gain.min(strength))
    }
}

/// A numerator that doesn't reduce over `parts`, so that the fraction isn't one that is tested by itself.
fn multiple(parts: usize) -> usize {
    match parts {
        6 | 12 => 5,
        _ if parts.is_multiple_of(2) => 3,
        _ => 2,
    }
}

/// Returns whether the peak lies towards the next value (1), towards the previous one (-1), or at neither side (0).
fn lean(before: f32, here: f32, after: f32) -> isize {
    if after - before > 0.7 * (here - before) {
        1
    } else if before - after > 0.7 * (here - after) {
        -1
    } else {
        0
    }
}

fn zero() -> F32x4 {
    F32x4::splat(0.0)
}

/// Computes the negative weights of linear prediction (Levinson–Durbin recursion). It stops when the error is 30 dB
/// below the signal; the remaining weights stay 0.
#[inline(never)]
fn predict(correlation: &[f32], weights: &mut [f32]) {
    let mut error = correlation[0];
    for order in 0..weights.len() {
        if error == 0.0 || error < 0.001 * correlation[0] {
            break;
        }
        let known: f32 = weights[..order].iter().zip(correlation[1..=order].iter().rev()).map(|(a, b)| a * b).sum();
        let reflection = -(known + correlation[order + 1]) / error;
        for i in 0..order.div_ceil(2) {
            let (a, b) = (weights[i], weights[order - 1 - i]);
            weights[i] = a + reflection * b;
            weights[order - 1 - i] = b + reflection * a;
        }
        weights[order] = reflection;
        error -= reflection * reflection * error;
    }
}

/// Returns the two positions with the highest correlation, relative to the energy of the `length` samples from there
/// on.
#[inline(never)]
fn best(likeness: &[f32], samples: &[f32], length: usize) -> [usize; 2] {
    // Squared correlation, energy, position.
    let mut found = [(-1.0, 0.0, 0), (-1.0, 0.0, 1)];
    let mut energy = 1.0 + dot(&samples[..length], samples);
    for (at, ((&likeness, &old), &new)) in likeness.iter().zip(samples).zip(&samples[length..]).enumerate() {
        let square = likeness * likeness;
        let better = |other: &(f32, f32, usize)| square * other.1 > other.0 * energy;
        if likeness > 0.0 && better(&found[1]) {
            found[1] = (square, energy, at);
            if better(&found[0]) {
                found.swap(0, 1);
            }
        }
        energy = (energy + new * new - old * old).max(1.0);
    }
    found.map(|(_, _, at)| at)
}

/// Computes the dot products of a window with the samples from each of 32 positions on.
#[inline(never)]
fn products(window: &[f32], samples: &[f32], sums: &mut [f32; GROUP]) {
    let mut vectors = [zero(); GROUP / 4];
    for (at, &sample) in window.iter().enumerate() {
        let sample = F32x4::splat(sample);
        let Some(places) = samples[at..].first_chunk::<GROUP>() else { break };
        for (vector, place) in vectors.iter_mut().zip(places.as_chunks().0) {
            *vector = *vector + sample * F32x4::load(place);
        }
    }
    vectors.iter().zip(sums.as_chunks_mut().0).for_each(|(vector, sums)| vector.store(sums));
}
