//! A room that there isn't.

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
    /// Reverberation by a feedback delay network: eight delays, mixed with one another and fed back, as sound is by walls.
    ///
    /// `decay` is RT60, the time in which the sound falls by 60 dB: a delay of d frames is multiplied by 10^(-3·d/(decay·rate)).
    /// `damping` makes high frequencies fall faster, as air and curtains do. Two all-pass filters before the network make the
    /// echoes dense from the start, and slow sines move two of the delays, so that nothing rings. It is the reverberation only:
    /// `mix` adds the sound that came in. Sources: J.-M. Jot, "Digital Delay Networks for Designing Artificial Reverberators"
    /// (1991); mixing by Householder's matrix, J. O. Smith, "Physical Audio Signal Processing".
    pub struct Reverb: "reverb" in "time" version 1 {
        /// The time in which it falls by 60 dB.
        decay: f64 = Kind::Number(
            Number::new(2000.0, 50.0, 60_000.0).typical(200.0, 10_000.0).step(10.0).unit(Unit::Milliseconds).smooth(50.0)
        ),
        /// From where on high frequencies fall faster.
        damping: f64 = Kind::Number(
            Number::new(6000.0, 200.0, 20_000.0).step(10.0).unit(Unit::Hertz).smooth(50.0)
        ),
        /// How long it takes until it begins.
        pre_delay: f64 = Kind::Number(Number::new(10.0, 0.0, 250.0).step(1.0).unit(Unit::Milliseconds).fixed()),
        /// How large the room is: 1 has delays from 29 to 73 ms.
        size: f64 = Kind::Number(Number::new(1.0, 0.2, 2.0).unit(Unit::Factor).fixed()),
        /// How far two of the delays move.
        modulation: f64 = Kind::Number(Number::new(0.3, 0.0, 2.0).unit(Unit::Milliseconds).smooth(50.0)),
    }
}

const DECAY: usize = Reverb::index("decay");
const DAMPING: usize = Reverb::index("damping");
const MODULATION: usize = Reverb::index("modulation");

const LINES: usize = 8;
/// Delays in milliseconds, none a simple fraction of another.
const DELAYS: [f64; LINES] = [29.0, 34.3, 39.7, 44.9, 51.1, 58.3, 65.9, 72.7];
/// All-pass filters before the network, in milliseconds.
const DIFFUSERS: [f64; 2] = [4.7, 11.3];

impl Prepare for Reverb {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let frames = |milliseconds: f64| format.frames_of_ms(milliseconds).max(1);
        let mut rooms = Vec::with_capacity(format.channels().div_ceil(2));
        for pair in 0..format.channels().div_ceil(2) {
            let mut lines = Vec::with_capacity(LINES);
            let mut lengths = [0; LINES];
            for (length, delay) in lengths.iter_mut().zip(DELAYS) {
                // Each pair of channels has a room a little larger than the one before.
                *length = frames(delay * self.size * (1.0 + 0.013 * pair as f64));
                lines.push(DelayLine::new(*length + frames(4.0))?);
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
        let pre_delay = format.frames_of_ms(self.pre_delay);
        let sample_rate = format.sample_rate() as f32;
        let mut reverb = Walls { rooms, pre_delay, sample_rate, made_of: [f32::NAN; 2], decay: 0.0, coefficients: Network::default() };
        reverb.decay = number(DECAY);
        Ok(Box::new(reverb))
    }
}

/// The sound of two channels, or of the last one alone.
struct Room {
    lines: Vec<DelayLine>,
    lengths: [usize; LINES],
    diffusers: Vec<(DelayLine, usize)>,
    before: [DelayLine; 2],
    /// What the low-pass filters of the lines keep.
    damped: [f32; LINES],
    oscillators: [Oscillator; 2],
}

/// What decay and damping come to.
#[derive(Clone, Copy, Default)]
struct Network {
    /// 10^(-3/(decay·rate)): what is left of a frame.
    frame: f64,
    /// Of y\[n\] = x\[n\] + damping·(y\[n-1\] - x\[n\]).
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
                frame: -6.907_755_278_982_137 / (decay * 0.001 * f64::from(self.sample_rate)),
                damping: (-core::f64::consts::TAU * damping / f64::from(self.sample_rate)).exp() as f32,
            };
        }
        self.coefficients
    }
}

impl Processor for Walls {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let [decay, damping, modulation] = [DECAY, DAMPING, MODULATION].map(|parameter| signals.get(parameter));
        let frames_of_ms = self.sample_rate * 0.001;
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
                let moved = modulation.at(frame) * frames_of_ms;
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
        // Until -120 dB, which is twice RT60, and what lies before the network.
        (2.0 * self.decay * 0.001 * self.sample_rate) as usize + self.pre_delay + (0.3 * self.sample_rate) as usize
    }
}

impl Room {
    fn next(&mut self, input: [f32; 2], pre_delay: usize, gains: &[f32; LINES], damping: f32, shifts: [f32; 2]) -> [f32; 2] {
        let mut diffused = [0.0; 2];
        for side in 0..2 {
            self.before[side].push(input[side]);
            let mut sample = self.before[side].ago(pre_delay + 1);
            for (line, length) in &mut self.diffusers[2 * side..2 * side + 2] {
                // Schroeder's all-pass filter, 0.6.
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
        // Low-pass filters, and what the walls leave.
        let (x, kept, gains) = (halves(&late), halves(&self.damped), halves(gains));
        let damping = F32x4::splat(damping);
        let damped = [0, 1].map(|i| x[i] + damping * (kept[i] - x[i]));
        damped[0].store(first_half(&mut self.damped));
        damped[1].store(second_half(&mut self.damped));
        let left = [0, 1].map(|i| (damped[i] * gains[i]).to_array());
        // Householder's matrix: each minus a quarter of the sum.
        let sum: f32 = left.as_flattened().iter().sum();
        let share = sum * (2.0 / LINES as f32);
        for (index, line) in self.lines.iter_mut().enumerate() {
            let back = left[index / 4][index % 4] - share;
            line.push(back + 0.5 * diffused[index % 2]);
        }
        // Every other line is for the one side, with signs that keep the sides apart.
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

    /// RT60 by the line through the decay curve (backward integration, Schroeder 1965) from -5 to -35 dB, in ms: ISO 3382's T30.
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
        (end - start) as f64 / RATE * 1000.0 * 2.0
    }

    #[test]
    fn it_takes_the_time_that_was_said() {
        for decay in [500.0, 2000.0, 5000.0] {
            let mut input = vec![vec![0.0; (decay * 48.0 * 1.5) as usize]; 2];
            input[0][0] = 1.0;
            let reverb = Reverb { decay, damping: 20_000.0, size: 0.7, modulation: 0.0, ..Reverb::default() };
            let output = run(&reverb, &input);
            for channel in &output {
                // Of low frequencies: the damping at 20 kHz shortens what is near it.
                let low: Vec<f32> = channel.windows(32).map(|window| window.iter().sum()).collect();
                let time = reverberation_time(&low);
                assert!((time / decay - 1.0).abs() < 0.08, "{time} ms for {decay}");
            }
            let correlation = |a: &[f32], b: &[f32]| -> f64 { a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum() };
            let [left, right] = [&output[0], &output[1]].map(|channel| correlation(channel, channel));
            let both = correlation(&output[0], &output[1]) / (left * right).sqrt();
            assert!(both.abs() < 0.3, "the sides are apart: {both}");
        }
    }

    #[test]
    fn high_frequencies_fall_faster() {
        let mut input = vec![vec![0.0; 96_000]; 2];
        input[0][0] = 1.0;
        let reverb = Reverb { decay: 3000.0, damping: 2000.0, ..Reverb::default() };
        let output = run(&reverb, &input);
        // The difference of neighbours is loud where high frequencies are.
        let brightness = |range: core::ops::Range<usize>| {
            let samples = &output[0][range];
            let differences: f64 = samples.windows(2).map(|pair| f64::from(pair[1] - pair[0]).powi(2)).sum();
            differences / samples.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>()
        };
        assert!(brightness(2000..10_000) > 4.0 * brightness(60_000..68_000), "brighter at first");
    }
}
