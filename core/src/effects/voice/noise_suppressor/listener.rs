//! What the network is told of a frame, and what it says to it.

use alloc::sync::Arc;

use super::bands::Bands;
use super::channel::{Channel, Tools};
use super::matrix::TILE;
use super::model::{BANDS, FEATURES, NoiseModel};
use super::network::Network;
use super::pitch::Pitch;
use crate::simd::F32x4;

/// Cepstra that are remembered.
const REMEMBERED: usize = 8;
/// Coefficients of which changes are told, and of which the likeness is.
const CHANGING: usize = 6;

/// What a frame has to have of energy, or it is silence, and nothing is learnt from it.
const SILENCE: f32 = 0.04;

/// A network that listens to one sound.
#[derive(Debug)]
pub(super) struct Listener {
    network: Network,
    pitch: Pitch,
    /// The last cepstra, the oldest at `next`, and the squares of the distances between them.
    cepstra: [[f32; TILE]; REMEMBERED],
    distances: [[f32; REMEMBERED]; REMEMBERED],
    next: usize,
    smooth: [f32; BANDS],
    /// The probability of voice in the last frame.
    pub(super) probability: f32,
}

/// What is to be done to a frame.
#[derive(Debug)]
pub(super) struct Verdict {
    /// The period of the pitch.
    pub(super) period: usize,
    /// The network's gains, and those that don't fall too fast. None for silence: it stays as it is.
    pub(super) gains: Option<([f32; BANDS], [f32; BANDS])>,
}

impl Listener {
    #[inline(never)]
    pub(super) fn new(model: &Arc<NoiseModel>) -> Self {
        Self {
            network: Network::new(model),
            pitch: Pitch::new(),
            cepstra: [[0.0; TILE]; REMEMBERED],
            distances: [[0.0; REMEMBERED]; REMEMBERED],
            next: 0,
            smooth: [0.0; BANDS],
            probability: 0.0,
        }
    }

    pub(super) fn reset(&mut self) {
        self.network.reset();
        self.pitch = Pitch::new();
        self.cepstra = [[0.0; TILE]; REMEMBERED];
        self.distances = [[0.0; REMEMBERED]; REMEMBERED];
        self.next = 0;
        self.smooth = [0.0; BANDS];
        self.probability = 0.0;
    }

    /// Listens to the newest frame of a channel. No gain is below `floor`.
    pub(super) fn listen(&mut self, channel: &mut Channel, floor: f32, tools: &mut Tools) -> Verdict {
        let period = self.pitch.find(&channel.history);
        let likeness = *channel.compare(period, tools);
        let energies = channel.energies();
        if energies.iter().sum::<f32>() < SILENCE {
            self.probability = 0.0;
            return Verdict { period, gains: None };
        }
        let features = self.features(energies, &likeness, period, &tools.bands);
        let (gains, probability) = self.network.run(&features);
        self.probability = probability;
        let mut gains = *gains;
        for (smooth, gain) in self.smooth.iter_mut().zip(&mut gains) {
            *gain = gain.max(floor);
            // Rooms sound on: no more than 40 % less with each frame, 60 dB in 135 ms.
            *smooth = gain.max(0.6 * *smooth);
        }
        Verdict { period, gains: Some((gains, self.smooth)) }
    }

    /// The paper's section III.B.
    #[inline(never)]
    fn features(
        &mut self,
        energies: &[f32; BANDS],
        likeness: &[f32; BANDS],
        period: usize,
        bands: &Bands,
    ) -> [f32; FEATURES] {
        let mut levels = *energies;
        to_levels(&mut levels);
        let newest = self.remember(bands.transform(&levels));
        let [now, before, earlier] =
            [0, 1, 2].map(|ago| &self.cepstra[(newest + REMEMBERED - ago) % REMEMBERED]);
        let mut features = [0.0; FEATURES];
        features[..BANDS].copy_from_slice(&now[..BANDS]);
        let likeness = bands.transform(likeness);
        for i in 0..CHANGING {
            features[i] = now[i] + before[i] + earlier[i];
            features[BANDS + i] = now[i] - earlier[i];
            features[BANDS + CHANGING + i] = now[i] - 2.0 * before[i] + earlier[i];
            // What they are on average is taken away.
            let average = [1.3, 0.9].get(i).copied().unwrap_or_default();
            features[BANDS + 2 * CHANGING + i] = likeness[i] - average;
        }
        features[FEATURES - 2] = 0.01 * (period as f32 - 300.0);
        // How much the spectrum varies: the distance of each cepstrum to the one that is most like it, on average.
        let mut nearest = 0.0;
        for (line, distances) in self.distances.iter().enumerate() {
            let others = distances.iter().enumerate().filter(|&(other, _)| other != line);
            nearest += others.fold(1e15_f32, |nearest, (_, &distance)| nearest.min(distance));
        }
        features[FEATURES - 1] = nearest / REMEMBERED as f32 - 2.1;
        features
    }

    /// Puts a cepstrum in the place of the oldest, and says where.
    #[inline(never)]
    fn remember(&mut self, mut cepstrum: [f32; TILE]) -> usize {
        let newest = self.next;
        self.next = (newest + 1) % REMEMBERED;
        cepstrum[0] -= 12.0;
        cepstrum[1] -= 4.0;
        self.cepstra[newest] = cepstrum;
        for (other, kept) in self.cepstra.iter().enumerate() {
            let mut sum = F32x4::splat(0.0);
            for (a, b) in cepstrum.as_chunks().0.iter().zip(kept.as_chunks().0) {
                let difference = F32x4::load(a) - F32x4::load(b);
                sum = sum + difference * difference;
            }
            let distance = sum.to_array().iter().sum();
            self.distances[newest][other] = distance;
            self.distances[other][newest] = distance;
        }
        newest
    }
}

/// Energies become their logarithms. What is far below the loudest band so far, or the one before, isn't heard.
#[inline(never)]
fn to_levels(energies: &mut [f32]) {
    let (mut loudest, mut follow) = (-2.0_f32, -2.0_f32);
    for level in energies {
        let heard = (loudest - 7.0).max(follow - 1.5);
        *level = ((f64::from(0.01 + *level).ln() * core::f64::consts::LOG10_E) as f32).max(heard);
        loudest = loudest.max(*level);
        follow = level.max(follow - 1.5);
    }
}
