//! Algorithmic reverberation.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::time::delay_line::DelayLine;
use crate::audio::effects::time::oscillator::{Oscillator, sine};
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;
use crate::simd::F32x4;

crate::effect! {
    /// Reverberation by a feedback delay network: eight delay lines that are mixed with each other and fed back, like
    /// reflections between walls.
    ///
    /// `decay` is RT60, the time in which the level falls by 60 dB: a line of d frames is multiplied by
    /// `10^(-3·d/(decay·rate))`. `damping` makes high frequencies decay faster, like air and curtains do. Two all-pass
    /// filters before the network make the echoes dense from the start. Slow sines modulate two of the delays, which
    /// prevents ringing. The output is the reverberation only; `mix` adds the input. Sources: J.-M. Jot, "Digital Delay
    /// Networks for Designing Artificial Reverberators" (1991); mixing by the Householder matrix, J. O. Smith,
    /// "Physical Audio Signal Processing".
    pub struct Reverb: "reverb" in "time" version 1 {
        /// Time in which the reverberation decays by 60 dB.
        decay: f64 = Kind::Number(
            Number::new(2.0, 0.05, 60.0).typical(0.2, 10.0).step(0.01).unit(Unit::Seconds).smooth(0.05)
        ),
        /// Cutoff frequency above which the reverberation decays faster.
        damping: f64 = Kind::Number(
            Number::new(6000.0, 200.0, 20_000.0).step(10.0).unit(Unit::Hertz).smooth(0.05)
        ),
        /// Delay before the reverberation starts.
        pre_delay: f64 = Kind::Number(Number::new(0.01, 0.0, 0.25).step(0.001).unit(Unit::Seconds).fixed()),
        /// Size of the room: a factor of the delays, which are 29 to 73 ms at 1.
        size: f64 = Kind::Number(Number::new(1.0, 0.2, 2.0).unit(Unit::Factor).fixed()),
        /// Modulation depth of two of the delays.
        modulation: f64 = Kind::Number(Number::new(0.0003, 0.0, 0.002).step(0.00001).unit(Unit::Seconds).smooth(0.05)),
    }
}

const DECAY: usize = Reverb::index("decay");
const DAMPING: usize = Reverb::index("damping");
const MODULATION: usize = Reverb::index("modulation");

const LINES: usize = 8;
/// Delays in seconds; no ratio of two is a simple fraction.
const DELAYS: [f64; LINES] = [0.029, 0.0343, 0.0397, 0.0449, 0.0511, 0.0583, 0.0659, 0.0727];
/// Delays of the all-pass filters before the network, in seconds.
const DIFFUSERS: [f64; 2] = [0.0047, 0.0113];

impl Prepare for Reverb {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let frames = |seconds: f64| format.frames_of(seconds).max(1);
        let mut rooms = Vec::with_capacity(format.channels().div_ceil(2));
        for pair in 0..format.channels().div_ceil(2) {
            let mut lines = Vec::with_capacity(LINES);
            let mut lengths = [0; LINES];
            for (length, delay) in lengths.iter_mut().zip(DELAYS) {
                // The delays of each further pair of channels are slightly longer.
                *length = frames(delay * self.size * (1.0 + 0.013 * pair as f64));
                lines.push(DelayLine::new(*length + frames(0.004))?);
            }
            let mut diffusers = Vec::with_capacity(4);
            for side in 0..2 {
                for delay in DIFFUSERS {
                    let length = frames(delay * (1.0 + 0.07 * f64::from(side)));
                    diffusers.push((DelayLine::new(length)?, length));
                }
            }
            let before = [DelayLine::new(frames(self.pre_delay))?, DelayLine::new(frames(self.pre_delay))?];
            let oscillators = [Oscillator::new(0.0), Oscillator::new(0.25)];
            rooms.push(Room { lines, lengths, diffusers, before, damped: [0.0; LINES], oscillators });
        }
        let number = |parameter| self.number(parameter).unwrap_or_default();
        let pre_delay = format.frames_of(self.pre_delay);
        let sample_rate = format.sample_rate() as f32;
        let mut reverb = Walls { rooms, pre_delay, sample_rate, made_of: [f32::NAN; 2], decay: 0.0, coefficients: Network::default() };
        reverb.decay = number(DECAY);
        Ok(Box::new(reverb))
    }
}

/// The network of a pair of channels, or of a last channel without a second one.
struct Room {
    lines: Vec<DelayLine>,
    lengths: [usize; LINES],
    diffusers: Vec<(DelayLine, usize)>,
    before: [DelayLine; 2],
    /// The state of the low-pass filters of the lines.
    damped: [f32; LINES],
    oscillators: [Oscillator; 2],
}

/// Coefficients that follow from decay and damping.
#[derive(Clone, Copy, Default)]
struct Network {
    /// Gain per frame: 10^(-3/(decay·rate)).
    frame: f64,
    /// Coefficient of `y[n] = x[n] + damping·(y[n-1] - x[n])`.
    damping: f32,
}

struct Walls {
    rooms: Vec<Room>,
    pre_delay: usize,
    sample_rate: f32,
    made_of: [f32; 2],
    decay: f32,
    coefficients: Network,
}

impl Walls {
    fn network(&mut self, now: [f32; 2]) -> Network {
        if now != self.made_of {
            self.made_of = now;
            let [decay, damping] = now.map(f64::from);
            self.decay = now[0];
            self.coefficients = Network {
                frame: -6.907_755_278_982_137 / (decay * f64::from(self.sample_rate)),
                damping: (-core::f64::consts::TAU * damping / f64::from(self.sample_rate)).exp() as f32,
            };
        }
        self.coefficients
    }
}

impl Processor for Walls {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let [decay, damping, modulation] = [DECAY, DAMPING, MODULATION].map(|parameter| signals.get(parameter));
        let slow = [0.71, 0.53].map(|rate: f64| rate / f64::from(self.sample_rate));
        let mut rooms = core::mem::take(&mut self.rooms);
        for (pair, room) in rooms.iter_mut().enumerate() {
            let mut gains = [0.0; LINES];
            let mut made_of = [f32::NAN; 2];
            let mut network = Network::default();
            let (left, right) = block.pair_mut(2 * pair);
            let mut right = right.iter_mut();
            for (frame, left) in left.iter_mut().enumerate() {
                let now = [decay.at(frame), damping.at(frame)];
                if now != made_of {
                    made_of = now;
                    network = self.network(now);
                    for (gain, &length) in gains.iter_mut().zip(&room.lengths) {
                        *gain = (network.frame * length as f64).exp() as f32;
                    }
                }
                let moved = modulation.at(frame) * self.sample_rate;
                let shifts = [0, 1].map(|i| (1.0 + sine(room.oscillators[i].advance(slow[i]))) * moved);
                let right = right.next();
                let input = [*left, right.as_ref().map_or(*left, |right| **right)];
                let [first, second] = room.next(input, self.pre_delay, &gains, network.damping, shifts);
                *left = first;
                if let Some(right) = right {
                    *right = second;
                }
            }
        }
        self.rooms = rooms;
    }

    fn reset(&mut self) {
        for room in &mut self.rooms {
            room.lines.iter_mut().chain(&mut room.before).for_each(DelayLine::clear);
            room.diffusers.iter_mut().for_each(|(line, _)| line.clear());
            room.damped = [0.0; LINES];
            room.oscillators = [Oscillator::new(0.0), Oscillator::new(0.25)];
        }
    }

    fn tail(&self) -> usize {
        // Decay to -120 dB, which is twice RT60, plus the delays before the network.
        (2.0 * self.decay * self.sample_rate) as usize + self.pre_delay + (0.3 * self.sample_rate) as usize
    }
}

impl Room {
    fn next(&mut self, input: [f32; 2], pre_delay: usize, gains: &[f32; LINES], damping: f32, shifts: [f32; 2]) -> [f32; 2] {
        let mut diffused = [0.0; 2];
        for side in 0..2 {
            self.before[side].push(input[side]);
            let mut sample = self.before[side].ago(pre_delay + 1);
            for (line, length) in &mut self.diffusers[2 * side..2 * side + 2] {
                // A Schroeder all-pass filter with a coefficient of 0.6.
                let late = line.ago(*length);
                let into = sample - 0.6 * late;
                line.push(into);
                sample = late + 0.6 * into;
            }
            diffused[side] = sample;
        }
        let mut late = [0.0; LINES];
        for (index, late) in late.iter_mut().enumerate() {
            *late = match index {
                2 => self.lines[2].between(self.lengths[2] as f32 + shifts[0]),
                5 => self.lines[5].between(self.lengths[5] as f32 + shifts[1]),
                _ => self.lines[index].ago(self.lengths[index]),
            };
        }
        let halves = |values: &[f32; LINES]| {
            let [low, high] = [0, 4].map(|at| core::array::from_fn(|i| values[at + i]));
            [F32x4::load(&low), F32x4::load(&high)]
        };
        // Low-pass filters, then the gains of the decay.
        let (x, kept, gains) = (halves(&late), halves(&self.damped), halves(gains));
        let damping = F32x4::splat(damping);
        let damped = [0, 1].map(|i| x[i] + damping * (kept[i] - x[i]));
        damped[0].store(first_half(&mut self.damped));
        damped[1].store(second_half(&mut self.damped));
        let left = [0, 1].map(|i| (damped[i] * gains[i]).to_array());
        // The Householder matrix: subtracts a quarter of the sum from each value.
        let sum: f32 = left.as_flattened().iter().sum();
        let share = sum * (2.0 / LINES as f32);
        for (index, line) in self.lines.iter_mut().enumerate() {
            let back = left[index / 4][index % 4] - share;
            line.push(back + 0.5 * diffused[index % 2]);
        }
        // Even lines feed the left channel and odd lines the right, with signs that decorrelate the channels.
        let [a, b, c, d] = [late[0] - late[2], late[4] - late[6], late[1] - late[3], late[5] - late[7]];
        [0.5 * (a + b), 0.5 * (c + d)]
    }
}

fn first_half(values: &mut [f32; LINES]) -> &mut [f32; 4] {
    &mut values.as_chunks_mut().0[0]
}

fn second_half(values: &mut [f32; LINES]) -> &mut [f32; 4] {
    &mut values.as_chunks_mut().0[1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, run};

    /// RT60 in seconds: ISO 3382's T30, from a line through the decay curve (backward integration, Schroeder 1965) between
    /// -5 and -35 dB.
    fn reverberation_time(response: &[f32]) -> f64 {
        let mut energy = 0.0;
        let mut curve: Vec<f64> = response
            .iter()
            .rev()
            .map(|&sample| {
                energy += f64::from(sample) * f64::from(sample);
                energy
            })
            .collect();
        curve.reverse();
        let level = |energy: f64| 10.0 * (energy / curve[0]).log10();
        let at = |decibels: f64| curve.iter().position(|&energy| level(energy) < decibels).unwrap();
        let (start, end) = (at(-5.0), at(-35.0));
        (end - start) as f64 / RATE * 2.0
    }

    #[test]
    fn the_decay_time_is_accurate() {
        for decay in [0.5, 2.0, 5.0] {
            let mut input = vec![vec![0.0; (decay * RATE * 1.5) as usize]; 2];
            input[0][0] = 1.0;
            let reverb = Reverb { decay, damping: 20_000.0, size: 0.7, modulation: 0.0, ..Reverb::default() };
            let output = run(&reverb, &input);
            for channel in &output {
                // Measured at low frequencies, because the damping at 20 kHz shortens the decay near it.
                let low: Vec<f32> = channel.windows(32).map(|window| window.iter().sum()).collect();
                let time = reverberation_time(&low);
                assert!((time / decay - 1.0).abs() < 0.08, "got {time} s, expected {decay}");
            }
            let correlation = |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum() };
            let [left, right] = [&output[0], &output[1]].map(|channel| correlation(channel, channel));
            let both = correlation(&output[0], &output[1]) / (left * right).sqrt();
            assert!(both.abs() < 0.3, "correlation of the channels: {both}");
        }
    }

    #[test]
    fn high_frequencies_decay_faster() {
        let mut input = vec![vec![0.0; 96_000]; 2];
        input[0][0] = 1.0;
        let reverb = Reverb { decay: 3.0, damping: 2000.0, ..Reverb::default() };
        let output = run(&reverb, &input);
        // The differences of neighbouring samples measure high frequencies.
        let brightness = |range: core::ops::Range<usize>| {
            let samples = &output[0][range];
            let differences: f64 = samples.windows(2).map(|pair| f64::from(pair[1] - pair[0]).powi(2)).sum();
            differences / samples.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>()
        };
        assert!(brightness(2000..10_000) > 4.0 * brightness(60_000..68_000), "high frequencies dominate at first");
    }
}
