//! Oversampling: distortion needs a higher sample rate for the frequencies that it adds.

use alloc::vec::Vec;

use crate::audio::GRID;
use crate::audio::sinc::Kaiser;
use crate::error::Result;
use crate::memory::zeroed;

/// Maximum number of stages of an [`Oversampler`]: eight times the sample rate.
pub(crate) const MAXIMUM_STAGES: usize = 3;

/// Number of taps of the interpolated samples. The first stage has 80, for a transition band from 0.455 to 0.545 of the
/// rate (20.1 to 24 kHz at 44.1 kHz). The later stages have wide transition bands, for which 16 suffice.
const TAPS: [usize; MAXIMUM_STAGES] = [80, 16, 16];

/// Parameter of the Kaiser window: stop-band attenuation of at least 100 dB.
const BETA: f64 = 10.2;

/// Number of samples computed at once.
const LANES: usize = 16;

/// Raises a channel to 2, 4 or 8 times its sample rate and back, by linear-phase half-band filters. The latency is a
/// whole number of frames.
///
/// Source: P. Vaidyanathan, "Multirate Systems and Filter Banks" (1993), section 4.6.2: one polyphase component of a
/// half-band filter is a delay, so only every other sample must be computed.
#[derive(Debug)]
pub(crate) struct Oversampler {
    stages: Vec<HalfBand>,
    /// The samples before and after a stage, alternating.
    samples: [Vec<f32>; 2],
}

impl Oversampler {
    /// An oversampler that doubles the rate `stages` times.
    pub(crate) fn new(stages: usize) -> Result<Self> {
        let mut made = Vec::with_capacity(MAXIMUM_STAGES);
        for (stage, &taps) in TAPS.iter().enumerate().take(stages) {
            made.push(HalfBand::new(taps, GRID << stage)?);
        }
        Ok(Self { stages: made, samples: [zeroed(GRID << MAXIMUM_STAGES)?, zeroed(GRID << MAXIMUM_STAGES)?] })
    }

    /// Latency in frames with `stages` stages.
    pub(crate) fn latency(stages: usize) -> usize {
        // Each stage has a latency of half its taps up and half its taps down, at its own rate.
        TAPS.iter().enumerate().take(stages).map(|(stage, taps)| taps >> stage).sum()
    }

    /// Applies `work` to the samples at the higher rate.
    pub(crate) fn run(&mut self, channel: &mut [f32], work: impl FnOnce(&mut [f32])) {
        let [from, to] = &mut self.samples;
        let mut count = channel.len();
        from[..count].copy_from_slice(channel);
        for stage in &mut self.stages {
            stage.up(&from[..count], &mut to[..2 * count]);
            core::mem::swap(from, to);
            count *= 2;
        }
        work(&mut from[..count]);
        for stage in self.stages.iter_mut().rev() {
            count /= 2;
            stage.down(&from[..2 * count], &mut to[..count]);
            core::mem::swap(from, to);
        }
        channel.copy_from_slice(&from[..count]);
    }

    pub(crate) fn reset(&mut self) {
        self.stages.iter_mut().for_each(HalfBand::reset);
    }
}

/// Doubles and halves the sample rate.
#[derive(Debug)]
struct HalfBand {
    /// The weights of the filter for the interpolated samples.
    weights: Vec<f32>,
    /// Input of the upward filter, and even and odd inputs of the downward filter: the past, followed by a block.
    up: Vec<f32>,
    even: Vec<f32>,
    odd: Vec<f32>,
    /// The interpolated samples.
    between: Vec<f32>,
}

impl HalfBand {
    fn new(taps: usize, longest: usize) -> Result<Self> {
        let half = taps as f64 / 2.0;
        let window = Kaiser::new(BETA);
        let weight = |tap: usize| window.weight(tap as f64 + 0.5 - half, half);
        let mut weights = zeroed(taps)?;
        weights.iter_mut().enumerate().for_each(|(tap, slot)| *slot = weight(tap) as f32);
        Ok(Self {
            weights,
            up: zeroed(taps - 1 + longest)?,
            even: zeroed(taps / 2 + longest)?,
            odd: zeroed(taps + longest)?,
            between: zeroed(longest)?,
        })
    }

    fn up(&mut self, from: &[f32], to: &mut [f32]) {
        let (count, taps) = (from.len(), self.weights.len());
        self.up[taps - 1..][..count].copy_from_slice(from);
        let between = &mut self.between[..count];
        convolve(&self.weights, &self.up[..taps - 1 + count], between);
        let late = &self.up[taps / 2 - 1..];
        for ((to, &late), &between) in to.as_chunks_mut().0.iter_mut().zip(late).zip(&*between) {
            *to = [late, between];
        }
        self.up.copy_within(count..count + taps - 1, 0);
    }

    fn down(&mut self, from: &[f32], to: &mut [f32]) {
        let (count, taps) = (to.len(), self.weights.len());
        let lines = self.even[taps / 2..].iter_mut().zip(&mut self.odd[taps..]);
        for ((even, odd), &[sample, between]) in lines.zip(from.as_chunks().0) {
            (*even, *odd) = (sample, between);
        }
        // Delayed by one sample, so that the latency of up and down is a whole number of samples at the lower rate.
        convolve(&self.weights, &self.odd[..taps - 1 + count], to);
        to.iter_mut().zip(&self.even).for_each(|(to, even)| *to = 0.5 * (*to + even));
        self.even.copy_within(count..count + taps / 2, 0);
        self.odd.copy_within(count..count + taps, 0);
    }

    fn reset(&mut self) {
        for line in [&mut self.up, &mut self.even, &mut self.odd] {
            line.fill(0.0);
        }
    }
}

/// Computes the dot products of the weights with the samples from each index on.
fn convolve(weights: &[f32], samples: &[f32], to: &mut [f32]) {
    let (many, rest) = to.as_chunks_mut::<LANES>();
    let done = many.len() * LANES;
    for (index, sums) in many.iter_mut().enumerate() {
        *sums = [0.0; LANES];
        let near = samples[index * LANES..].windows(LANES);
        for (weight, near) in weights.iter().zip(near) {
            sums.iter_mut().zip(near).for_each(|(sum, sample)| *sum += weight * sample);
        }
    }
    for (sum, near) in rest.iter_mut().zip(samples[done..].windows(weights.len())) {
        // In the order of the lanes, so that the result is bit-exact.
        *sum = weights.iter().zip(near).fold(0.0, |sum, (weight, sample)| sum + weight * sample);
    }
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::testing::noise;

    /// Returns the gain of a frequency on the way up and down, and the largest deviation from that sine.
    fn through(stages: usize, frequency: f64) -> (f64, f64) {
        let mut oversampler = Oversampler::new(stages).unwrap();
        let sine = |n: f64| (n * frequency * TAU).sin();
        let mut samples: Vec<f32> = (0..1280).map(|n| sine(f64::from(n)) as f32).collect();
        samples.chunks_mut(GRID).for_each(|block| oversampler.run(block, |_| {}));
        let latency = Oversampler::latency(stages) as f64;
        let after = || samples.iter().enumerate().skip(400).map(|(n, &sample)| (n as f64, f64::from(sample)));
        let gain = after().map(|(n, sample)| sample * sine(n - latency)).sum::<f64>()
            / after().map(|(n, _)| sine(n - latency).powi(2)).sum::<f64>();
        (gain, after().map(|(n, sample)| (sample - gain * sine(n - latency)).abs()).fold(0.0, f64::max))
    }

    #[test]
    fn up_and_down_is_a_delay() {
        for stages in 0..=MAXIMUM_STAGES {
            for frequency in [0.01, 0.123, 0.25, 0.4, 0.44] {
                let (gain, rest) = through(stages, frequency);
                assert!((gain - 1.0).abs() < 1e-4, "{stages} stages, {frequency}: gain {gain}");
                assert!(rest < 1e-5, "{stages} stages, {frequency}: deviation {rest}");
            }
        }
        assert_eq!([0, 1, 2, 3].map(Oversampler::latency), [0, 80, 88, 92], "frames");
    }

    /// Computed from the weights, at the higher rate.
    #[test]
    fn filters_attenuate_the_stop_band_by_100_db() {
        for (taps, stop) in [(80, 0.2725), (16, 0.37)] {
            let filter = HalfBand::new(taps, GRID).unwrap();
            let magnitude = |turns: f64| {
                let odd = |tap: usize| 2.0 * tap as f64 + 1.0 - taps as f64;
                let sum: f64 = filter
                    .weights
                    .iter()
                    .enumerate()
                    .map(|(tap, &w)| f64::from(w) * (odd(tap) * turns * TAU).cos())
                    .sum();
                0.5 * (1.0 + sum)
            };
            for step in 0..=1000 {
                let turns = stop + (0.5 - stop) * f64::from(step) / 1000.0;
                assert!(magnitude(turns).abs() < 1e-5, "{taps}: {} at {turns}", magnitude(turns));
                assert!((magnitude(0.5 - turns) - 1.0).abs() < 1e-5, "{taps}: at {}", 0.5 - turns);
            }
        }
    }

    #[test]
    fn bits_do_not_depend_on_blocks() {
        let input = noise(1, GRID).remove(0);
        let [mut whole, mut parts] = [input.clone(), input];
        let shape = |samples: &mut [f32]| samples.iter_mut().for_each(|sample| *sample *= sample.abs());
        Oversampler::new(3).unwrap().run(&mut whole, shape);
        let mut oversampler = Oversampler::new(3).unwrap();
        parts.chunks_mut(7).for_each(|part| oversampler.run(part, shape));
        assert_eq!(whole, parts, "sevenths");
    }
}
