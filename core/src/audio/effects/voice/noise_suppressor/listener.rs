//! Features of a frame, and the network's output for it.

use alloc::sync::Arc;

use super::bands::{Bands, Values};
use super::channel::{Channel, Tools};
use super::matrix::{TILE, add_times, dot};
use super::model::{BANDS, FEATURES, NoiseModel};
use super::network::Network;
use super::pitch::Pitch;
use crate::simd::F32x4;

/// Number of cepstra stored.
const REMEMBERED: usize = 8;
/// Number of coefficients with derivatives and correlations.
const CHANGING: usize = 6;

/// Distance of a cepstrum to itself, so that it is never its own nearest neighbour.
const NEVER: f32 = 1e15;
/// Distances if all cepstra are equal.
const BEGINNING: [[f32; REMEMBERED]; REMEMBERED] = {
    let mut distances = [[0.0; REMEMBERED]; REMEMBERED];
    let mut line = 0;
    while line < REMEMBERED {
        distances[line][line] = NEVER;
        line += 1;
    }
    distances
};

/// Minimum energy of a frame. Frames below it count as silence, and don't update the network.
const SILENCE: f32 = 0.04;

/// A network and its state for one channel, or for the sum of linked channels.
#[derive(Debug)]
pub(super) struct Listener {
    network: Network,
    pitch: Pitch,
    /// The last cepstra, with the oldest at index `next`, and the squared distances between them.
    cepstra: [Values; REMEMBERED],
    distances: [[f32; REMEMBERED]; REMEMBERED],
    next: usize,
    /// The pitch period of the last frame.
    pub(super) period: usize,
    /// The network's gains for it, and the gains with a limited decay.
    pub(super) gains: Values,
    pub(super) smooth: Values,
    /// The probability of voice in the last frame.
    pub(super) probability: f32,
}

impl Listener {
    #[inline(never)]
    pub(super) fn new(model: &Arc<NoiseModel>) -> Self {
        Self {
            network: Network::new(model),
            pitch: Pitch::new(),
            cepstra: [[0.0; TILE]; REMEMBERED],
            distances: BEGINNING,
            next: 0,
            period: 0,
            gains: [0.0; TILE],
            smooth: [0.0; TILE],
            probability: 0.0,
        }
    }

    /// Analyses the latest frame of a channel. Gains are at least `floor`. Returns false for silence, which is left
    /// unchanged.
    pub(super) fn listen(&mut self, channel: &mut Channel, floor: f32, tools: &mut Tools) -> bool {
        self.period = self.pitch.find(&channel.history);
        channel.compare(self.period, tools);
        if dot(channel.energies(), &[1.0; TILE]) < SILENCE {
            self.probability = 0.0;
            return false;
        }
        let features = self.features(channel, &tools.bands);
        self.network.run(&features);
        self.probability = self.network.probability();
        settle(&mut self.gains, &mut self.smooth, self.network.gains(), floor);
        true
    }

    /// Computes the features of the paper's section III.B.
    fn features(&mut self, channel: &Channel, bands: &Bands) -> [f32; FEATURES] {
        let mut levels = *channel.energies();
        to_levels(&mut levels[..BANDS]);
        let newest = self.remember(bands.transform(&levels));
        let mut features = [0.0; FEATURES];
        let (cepstrum, rest) = features.split_at_mut(BANDS);
        cepstrum.copy_from_slice(&self.cepstra[newest][..BANDS]);
        let (first, rest) = rest.split_at_mut(CHANGING);
        let (second, rest) = rest.split_at_mut(CHANGING);
        let last = [0, 1, 2].map(|ago| &self.cepstra[(newest + REMEMBERED - ago) % REMEMBERED]);
        weigh(&mut cepstrum[..CHANGING], last, [1.0, 1.0, 1.0]);
        weigh(first, last, [1.0, 0.0, -1.0]);
        weigh(second, last, [1.0, -2.0, 1.0]);
        let (likeness, rest) = rest.split_at_mut(CHANGING);
        likeness.copy_from_slice(&bands.transform(channel.likeness())[..CHANGING]);
        // Subtracts the average of the training data.
        likeness[0] -= 1.3;
        likeness[1] -= 0.9;
        rest[0] = 0.01 * (self.period as f32 - 300.0);
        // The variability of the spectrum: the average distance of each cepstrum to its nearest neighbour.
        rest[1] = nearest(&self.distances) / REMEMBERED as f32 - 2.1;
        features
    }

    /// Replaces the oldest cepstrum, and returns its index.
    fn remember(&mut self, mut cepstrum: Values) -> usize {
        let newest = self.next;
        self.next = (newest + 1) % REMEMBERED;
        cepstrum[0] -= 12.0;
        cepstrum[1] -= 4.0;
        self.cepstra[newest] = cepstrum;
        for other in 0..REMEMBERED {
            let mut difference = cepstrum;
            add_times(&mut difference, &self.cepstra[other], -1.0);
            let distance = dot(&difference, &difference);
            self.distances[newest][other] = distance;
            self.distances[other][newest] = distance;
        }
        self.distances[newest][newest] = NEVER;
        newest
    }
}

/// A weighted sum of three cepstra.
#[inline(never)]
fn weigh(sums: &mut [f32], [now, before, earlier]: [&Values; 3], factors: [f32; 3]) {
    for (i, sum) in sums.iter_mut().enumerate() {
        *sum = factors[0] * now[i] + factors[1] * before[i] + factors[2] * earlier[i];
    }
}

/// The sum over all cepstra of the distance to the nearest other one.
fn nearest(distances: &[[f32; REMEMBERED]; REMEMBERED]) -> f32 {
    let mut sum = F32x4::splat(0.0);
    for four in distances.as_chunks::<4>().0 {
        let rows = four.each_ref().map(|row| {
            row.as_chunks().0.iter().fold(F32x4::splat(NEVER), |nearest, row| nearest.min(F32x4::load(row)))
        });
        let [first, second, third, fourth] = F32x4::transpose(rows);
        sum = sum + first.min(second).min(third.min(fourth));
    }
    sum.to_array().iter().sum()
}

/// Updates the gains from the output of the network, with a minimum of `floor`.
#[inline(never)]
fn settle(gains: &mut [f32], smooth: &mut [f32], given: &[f32], floor: f32) {
    for ((gain, smooth), given) in gains.as_chunks_mut().0.iter_mut().zip(smooth.as_chunks_mut().0).zip(given.as_chunks().0) {
        let now = F32x4::load(given).max(F32x4::splat(floor));
        now.store(gain);
        // Keeps reverberation: gains fall by at most 40 % per frame, which is 60 dB in 135 ms.
        now.max(F32x4::load(smooth) * F32x4::splat(0.6)).store(smooth);
    }
}

/// Converts energies to logarithms. Bands that are far below the loudest band so far, or below the previous band, are
/// raised to a masking level.
fn to_levels(energies: &mut [f32]) {
    let (mut loudest, mut follow) = (-2.0_f32, -2.0_f32);
    for level in energies {
        let heard = (loudest - 7.0).max(follow - 1.5);
        *level = ((f64::from(0.01 + *level).ln() * core::f64::consts::LOG10_E) as f32).max(heard);
        loudest = loudest.max(*level);
        follow = level.max(follow - 1.5);
    }
}
