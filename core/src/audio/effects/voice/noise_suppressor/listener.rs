//! What the network is told of a frame, and what it says to it.

use alloc::sync::Arc;

use super::bands::{Bands, Values};
use super::channel::{Channel, Tools};
use super::matrix::{TILE, add_times, dot};
use super::model::{BANDS, FEATURES, NoiseModel};
use super::network::Network;
use super::pitch::Pitch;
use crate::simd::F32x4;

/// Cepstra that are remembered.
const REMEMBERED: usize = 8;
/// Coefficients of which changes are told, and of which the likeness is.
const CHANGING: usize = 6;

/// The distance of a cepstrum to itself, which isn't another.
const NEVER: f32 = 1e15;
/// Distances when all cepstra are the same.
const BEGINNING: [[f32; REMEMBERED]; REMEMBERED] = {
    let mut distances = [[0.0; REMEMBERED]; REMEMBERED];
    let mut line = 0;
    while line < REMEMBERED {
        distances[line][line] = NEVER;
        line += 1;
    }
    distances
};

/// What a frame has to have of energy, or it is silence, and nothing is learnt from it.
const SILENCE: f32 = 0.04;

/// A network that listens to one sound.
#[derive(Debug)]
pub(super) struct Listener {
    network: Network,
    pitch: Pitch,
    /// The last cepstra, the oldest at `next`, and the squares of the distances between them.
    cepstra: [Values; REMEMBERED],
    distances: [[f32; REMEMBERED]; REMEMBERED],
    next: usize,
    /// The period of the pitch in the last frame.
    pub(super) period: usize,
    /// The network's gains for it, and those that don't fall too fast.
    pub(super) gains: Values,
    pub(super) smooth: Values,
    /// The probability of voice in it.
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

    /// Listens to the newest frame of a channel. No gain is below `floor`. False if there was silence: that stays as it is.
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

    /// The paper's section III.B.
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
        // What they are on average is taken away.
        likeness[0] -= 1.3;
        likeness[1] -= 0.9;
        rest[0] = 0.01 * (self.period as f32 - 300.0);
        // How much the spectrum varies: the distance of each cepstrum to the one that is most like it, on average.
        rest[1] = nearest(&self.distances) / REMEMBERED as f32 - 2.1;
        features
    }

    /// Puts a cepstrum in the place of the oldest, and says where.
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

/// The sums of three cepstra, so many times each.
#[inline(never)]
fn weigh(sums: &mut [f32], [now, before, earlier]: [&Values; 3], factors: [f32; 3]) {
    for (i, sum) in sums.iter_mut().enumerate() {
        *sum = factors[0] * now[i] + factors[1] * before[i] + factors[2] * earlier[i];
    }
}

/// The sum of the smallest distances of each to another.
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

/// Gains from what the network gave, none below `floor`.
#[inline(never)]
fn settle(gains: &mut [f32], smooth: &mut [f32], given: &[f32], floor: f32) {
    for ((gain, smooth), given) in gains.as_chunks_mut().0.iter_mut().zip(smooth.as_chunks_mut().0).zip(given.as_chunks().0) {
        let now = F32x4::load(given).max(F32x4::splat(floor));
        now.store(gain);
        // Rooms sound on: no more than 40 % less with each frame, 60 dB in 135 ms.
        now.max(F32x4::load(smooth) * F32x4::splat(0.6)).store(smooth);
    }
}

/// Energies become their logarithms. What is far below the loudest band so far, or the one before, isn't heard.
fn to_levels(energies: &mut [f32]) {
    let (mut loudest, mut follow) = (-2.0_f32, -2.0_f32);
    for level in energies {
        let heard = (loudest - 7.0).max(follow - 1.5);
        *level = ((f64::from(0.01 + *level).ln() * core::f64::consts::LOG10_E) as f32).max(heard);
        loudest = loudest.max(*level);
        follow = level.max(follow - 1.5);
    }
}
