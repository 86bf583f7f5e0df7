//! Phaser: moving notches.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::time::oscillator::{Oscillator, sine};
use crate::audio::effects::{Prepare, Processor, flush};
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::F64x2;

crate::effect! {
    /// Adds audio to itself through all-pass filters whose frequency a slow sine modulates: each pair of them makes a
    /// moving notch.
    ///
    /// The stages are `y[n] = a·x[n] + x[n-1] - a·y[n-1]` with `a = (tan(π·f/rate) - 1) / (tan(π·f/rate) + 1)`, all at
    /// the same frequency, which moves over a range of `octaves`. The output is (input + all-pass) / 2. Source: J. O.
    /// Smith, "An All-Pass Approach to Digital Phasing and Flanging" (1984).
    pub struct Phaser: "phaser" in "time" version 1 {
        /// Modulation frequency.
        rate: f64 = Kind::Number(Number::new(0.4, 0.01, 20.0).typical(0.05, 5.0).unit(Unit::Hertz).smooth(0.02)),
        /// Centre of the range over which the frequency moves.
        frequency: f64 = Kind::Number(
            Number::new(800.0, 20.0, 10_000.0).typical(100.0, 4000.0).step(1.0).unit(Unit::Hertz).smooth(0.02)
        ),
        /// Number of octaves between the lowest and the highest frequency.
        octaves: f64 = Kind::Number(Number::new(3.0, 0.0, 8.0).typical(0.0, 6.0).smooth(0.02)),
        /// Share of the all-pass output that is fed back.
        feedback: f64 = Kind::Number(Number::new(0.3, -0.95, 0.95).unit(Unit::Factor).smooth(0.02)),
        /// Number of all-pass filters: two for each notch.
        stages: i32 = Kind::Integer(Number::new(6.0, 2.0, 24.0).typical(2.0, 12.0).step(2.0).fixed()),
        /// Phase shift of the sine from each channel to the next, in turns.
        spread: f64 = Kind::Number(Number::new(0.25, 0.0, 1.0).fixed()),
    }
}

const RATE: usize = Phaser::index("rate");
const FREQUENCY: usize = Phaser::index("frequency");
const OCTAVES: usize = Phaser::index("octaves");
const FEEDBACK: usize = Phaser::index("feedback");

impl Prepare for Phaser {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let stages = self.stages.unsigned_abs() as usize;
        Ok(Box::new(Sweep {
            stages,
            // The last state is the feedback.
            states: zeroed(format.channels().div_ceil(2) * (stages + 1))?,
            coefficients: zeroed(crate::audio::GRID)?,
            oscillator: Oscillator::new(0.0),
            phases: zeroed(crate::audio::GRID)?,
            spread: self.spread,
            sample_rate: format.sample_rate(),
        }))
    }
}

struct Sweep {
    stages: usize,
    /// The state of each filter, `x[n-1] - a·y[n-1]`, for every pair of channels; the last state is the output.
    states: Vec<[f64; 2]>,
    /// The coefficients of both channels at each frame of the block.
    coefficients: Vec<[f64; 2]>,
    oscillator: Oscillator,
    phases: Vec<f64>,
    spread: f64,
    sample_rate: f64,
}

/// (tan(π·x) - 1) / (tan(π·x) + 1) for x from 0 to 0.45.
fn coefficient(x: f64) -> f64 {
    // Computed for every frame of every channel: two Taylor polynomials are faster than a sine and a cosine.
    let y = x * core::f64::consts::PI;
    let z = y * y;
    let series = |[a, b, c, d, e]: [f64; 5]| 1.0 - z * a * (1.0 - z * b * (1.0 - z * c * (1.0 - z * d * (1.0 - z * e))));
    let sine = y * series([1.0 / 6.0, 1.0 / 20.0, 1.0 / 42.0, 1.0 / 72.0, 1.0 / 110.0]);
    let cosine = series([1.0 / 2.0, 1.0 / 12.0, 1.0 / 30.0, 1.0 / 56.0, 1.0 / 90.0]);
    (sine - cosine) / (sine + cosine)
}

impl Processor for Sweep {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let [rate, frequency, octaves, feedback] = [RATE, FREQUENCY, OCTAVES, FEEDBACK].map(|p| signals.get(p));
        for (frame, phase) in self.phases.iter_mut().enumerate().take(block.frames()) {
            *phase = self.oscillator.advance(f64::from(rate.at(frame)) / self.sample_rate);
        }
        let ends_step = block.ends_step();
        let turns_of_hertz = 1.0 / self.sample_rate;
        for (pair, states) in self.states.chunks_exact_mut(self.stages + 1).enumerate() {
            // Separate from the recursion below, because these computations don't depend on each other.
            for (frame, (phase, both)) in self.phases.iter().zip(&mut self.coefficients).enumerate().take(block.frames()) {
                for (lane, slot) in both.iter_mut().enumerate() {
                    let moved = sine(phase + self.spread * (2 * pair + lane) as f64);
                    let exponent = 0.5 * f64::from(octaves.at(frame)) * f64::from(moved);
                    *slot = coefficient((f64::from(frequency.at(frame)) * turns_of_hertz * exponent.exp2()).min(0.45));
                }
            }
            let Some((last, stages)) = states.split_last_mut() else { continue };
            let (left, right) = block.pair_mut(2 * pair);
            for (frame, left) in left.iter_mut().enumerate() {
                let right = right.get_mut(frame);
                let input = F64x2::from_array([*left, right.as_deref().copied().unwrap_or_default()].map(f64::from));
                let a = F64x2::load(&self.coefficients[frame]);
                let mut x = input + F64x2::splat(f64::from(feedback.at(frame))) * F64x2::load(last);
                for state in &mut *stages {
                    let y = a * x + F64x2::load(state);
                    (x - a * y).store(state);
                    x = y;
                }
                x.store(last);
                let [first, second] = (F64x2::splat(0.5) * (input + x)).to_array();
                *left = first as f32;
                right.into_iter().for_each(|right| *right = second as f32);
            }
            if ends_step {
                states.as_flattened_mut().iter_mut().for_each(|state| *state = flush(*state));
            }
        }
    }

    fn reset(&mut self) {
        self.states.fill([0.0; 2]);
        self.oscillator = Oscillator::new(0.0);
    }

    fn tail(&self) -> usize {
        // Eight seconds. The lowest filters (1 Hz) with the highest feedback ring longer, but inaudibly.
        (self.sample_rate * 8.0) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, noise, run};

    #[test]
    fn agrees_with_the_recursion() {
        let input = noise(1, 4000);
        let phaser = Phaser { rate: 1.5, frequency: 700.0, octaves: 4.0, feedback: 0.6, stages: 4, spread: 0.0 };
        let output = run(&phaser, &input);
        let (mut xs, mut ys, mut last) = ([0.0; 4], [0.0; 4], 0.0);
        for (frame, &sample) in input[0].iter().enumerate() {
            let moved = (1.5 * frame as f64 / RATE * core::f64::consts::TAU).sin();
            let tangent = (core::f64::consts::PI * 700.0 * (2.0 * moved).exp2() / RATE).tan();
            let a = (tangent - 1.0) / (tangent + 1.0);
            let mut x = f64::from(sample) + 0.6 * last;
            for (before, after) in xs.iter_mut().zip(&mut ys) {
                let y = a * x + *before - a * *after;
                (*before, *after) = (x, y);
                x = y;
            }
            last = x;
            let error = (f64::from(output[0][frame]) - 0.5 * (f64::from(sample) + x)).abs();
            // The states are a form of the recursion that is equivalent for constant `a`; here, `a` changes slowly.
            assert!(error < 2e-3, "frame {frame}: {error}");
        }
    }

    #[test]
    fn coefficients_agree_with_the_tangent() {
        for i in 0..=450 {
            let x = f64::from(i) / 1000.0;
            let tangent = (x * core::f64::consts::PI).tan();
            let exact = (tangent - 1.0) / (tangent + 1.0);
            assert!((coefficient(x) - exact).abs() <= 1e-5, "{x}: got {}, expected {exact}", coefficient(x));
        }
    }
}
