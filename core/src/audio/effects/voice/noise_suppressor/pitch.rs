//! The pitch of a voice: the period after which the sound is most like itself.
//!
//! As in CELT and RNNoise: whitened, at a quarter of the rate over all periods, at half the rate about the two best ones; and
//! then periods of which the found one may be a multiple are tried.

use super::lengths::{HISTORY, MAXIMUM_PERIOD, WINDOW};
use super::matrix::dot;
use crate::simd::F32x4;

/// The shortest and the longest period, in samples at 48 kHz: 800 Hz and 62.5 Hz.
const MINIMUM_PERIOD: usize = 60;

/// Samples at half the rate: all, those of a window, and the longest period.
const HALF: usize = HISTORY / 2;
const HALF_WINDOW: usize = WINDOW / 2;
const HALF_MAXIMUM: usize = MAXIMUM_PERIOD / 2;
/// Periods that are searched at half the rate, from the longest on.
const SEARCHED: usize = (MAXIMUM_PERIOD - 3 * MINIMUM_PERIOD) / 2;
/// Periods that are searched at a quarter of the rate, and as many as are computed: whole groups.
const COARSE: usize = SEARCHED / 2;
const GROUP: usize = 32;
const COARSE_COMPUTED: usize = COARSE.div_ceil(GROUP) * GROUP;
/// Coefficients of the prediction whose error is the whitened sound.
const ORDER: usize = 4;

/// Finds the pitch, and remembers the one before.
#[derive(Debug)]
pub(super) struct Pitch {
    /// The sound at half the rate, whitened.
    half: [f32; HALF],
    /// The same before, behind zeros for the filter.
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

    /// The period of the newest window of `history`, in samples.
    pub(super) fn find(&mut self, history: &[f32; HISTORY]) -> usize {
        self.whiten(history);
        let period = self.search();
        (self.period, self.strength) = self.divide(period);
        self.period
    }

    /// Halves the rate, and takes away what a prediction knows.
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
            // A window over the lags.
            *value = product - product * (0.008 * lag as f32) * (0.008 * lag as f32);
        }
        // A floor of noise at -40 dB.
        correlation[0] *= 1.0001;
        let mut weights = [0.0; ORDER];
        predict(&correlation, &mut weights);
        let mut damping = 1.0;
        for weight in &mut weights {
            damping *= 0.9;
            *weight *= damping;
        }
        // Together with a zero at -0.8.
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

    /// The best period, to one sample of the whole rate.
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

    /// Tries parts of a period: the sound may repeat itself more often than was found.
    fn divide(&mut self, period: usize) -> (usize, f32) {
        let half = &self.half[..];
        let window = &half[HALF_MAXIMUM..];
        let whole = (period / 2).min(HALF_MAXIMUM - 1);
        let product = |period: usize| dot(window, &half[HALF_MAXIMUM - period..][..HALF_WINDOW]);
        let energy = dot(window, window);
        // The energies of the windows so many samples before.
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
            // Where it must repeat itself, too, if this is the period: a multiple that isn't one of the whole's parts.
            let other = match parts {
                2 if part + whole > HALF_MAXIMUM => whole,
                2 => whole + part,
                _ => (2 * multiple(parts) * whole + parts) / (2 * parts),
            };
            let likeness = 0.5 * (product(part) + product(other));
            let other_energy = 0.5 * (energies[part] + energies[other]);
            let strength = relative(likeness, other_energy);
            // Pitches go on as they were, and very high ones are found where there are none.
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

/// A multiple of one of so many parts that is no whole, and near it if it can be.
fn multiple(parts: usize) -> usize {
    match parts {
        6 | 12 => 5,
        _ if parts.is_multiple_of(2) => 3,
        _ => 2,
    }
}

/// Whether the peak lies between a value and the one after it (1), the one before it (-1), or neither.
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

/// The weights of the samples before by which the next one is predicted, negative (the recursion of Levinson and Durbin). It
/// ends when the error is 30 dB below; the rest stays 0.
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

/// The two places with the largest likeness, relative to the energy of so many `samples` from there on.
#[inline(never)]
fn best(likeness: &[f32], samples: &[f32], length: usize) -> [usize; 2] {
    // Square of the likeness, energy, place.
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

/// The sums of the products of a window with the samples from each of 32 places on.
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
