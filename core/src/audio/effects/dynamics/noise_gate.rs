//! A noise gate: mutes quiet passages.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::decibels::gain_of;
use crate::audio::effects::dynamics::envelope::{Group, LANE, Reduction, decibels, part_of};
use crate::audio::effects::{Prepare, Processor, flush};
use crate::error::Result;

/// Decay time of the level in seconds: longer than half a period of the lowest tones.
const MEMORY: f32 = 0.02;

crate::effect! {
    /// Passes audio above a threshold, and closes after the level has been below it for a while.
    ///
    /// The level is the peak of all channels, with a decay time of 20 ms (to 1/e). The gate opens at the threshold. It
    /// closes when the level has been below the threshold by more than `hysteresis` for the time `hold`, which prevents
    /// chatter (U. Zölzer, "DAFX", 2011, section 4.2.3). The gain changes exponentially. There is no latency.
    pub struct NoiseGate: "noiseGate" in "dynamics" version 1 {
        /// Level at which the gate opens.
        threshold: f64 = Kind::Number(
            Number::new(-40.0, -100.0, 0.0).typical(-80.0, 0.0).step(0.1).unit(Unit::Decibels)
        ),
        /// Distance below the threshold at which the gate starts to close.
        hysteresis: f64 = Kind::Number(
            Number::new(6.0, 0.0, 40.0).typical(0.0, 20.0).step(0.1).unit(Unit::Decibels)
        ),
        /// Time constant of opening: 1/e of the change remains after this time.
        attack: f64 = Kind::Number(
            Number::new(0.001, 0.0, 1.0).typical(0.0001, 0.05).step(0.0001).unit(Unit::Seconds)
        ),
        /// Time for which the gate stays open after the level has fallen.
        hold: f64 = Kind::Number(
            Number::new(0.05, 0.0, 5.0).typical(0.0, 0.5).step(0.001).unit(Unit::Seconds)
        ),
        /// Time constant of closing.
        release: f64 = Kind::Number(
            Number::new(0.1, 0.0, 5.0).typical(0.005, 1.0).step(0.001).unit(Unit::Seconds)
        ),
        /// Attenuation while the gate is closed; 100 dB is silence.
        range: f64 = Kind::Number(
            Number::new(80.0, 0.0, 100.0).step(0.1).unit(Unit::Decibels)
        ),
        /// Whether the level is measured on the side-chain input, if it is connected.
        side_chain: bool = Kind::Boolean(false),
    } reads {
        /// Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction: Unit::Decibels,
        /// 1 if the gate is open, otherwise 0.
        open: Unit::None,
    }
}

const THRESHOLD: usize = NoiseGate::index("threshold");
const HYSTERESIS: usize = NoiseGate::index("hysteresis");
const ATTACK: usize = NoiseGate::index("attack");
const HOLD: usize = NoiseGate::index("hold");
const RELEASE: usize = NoiseGate::index("release");
const RANGE: usize = NoiseGate::index("range");
const SIDE_CHAIN: usize = NoiseGate::index("side_chain");

impl Prepare for NoiseGate {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let mut keeper =
            Keeper { format, level: 0.0, open: false, quiet: 0, gain: 0.0, closed: 0.0, reduction: Reduction::default() };
        keeper.closed = closed(self.range as f32);
        keeper.gain = keeper.closed;
        Ok(Box::new(keeper))
    }
}

/// The gain of a closed gate.
fn closed(range: f32) -> f64 {
    if range >= 100.0 { 0.0 } else { f64::from(gain_of(-range)) }
}

#[derive(Debug)]
struct Keeper {
    format: AudioFormat,
    level: f64,
    open: bool,
    /// Number of frames for which the level has been too low.
    quiet: usize,
    gain: f64,
    /// The gain while the gate is closed.
    closed: f64,
    reduction: Reduction,
}

impl Processor for Keeper {
    fn process(&mut self, block: &mut Block<'_>, side: Option<&Block<'_>>, signals: &Signals<'_>) {
        let rate = self.format.sample_rate();
        let ends_step = block.ends_step();
        let side = side.filter(|side| signals.value(SIDE_CHAIN) > 0.5 && side.channels() > 0);
        let threshold = signals.value(THRESHOLD);
        let opens = f64::from(gain_of(threshold));
        let closes = f64::from(gain_of(threshold - signals.value(HYSTERESIS)));
        let hold = self.format.frames_of(f64::from(signals.value(HOLD)));
        let attack = part_of(signals.value(ATTACK), rate);
        let release = part_of(signals.value(RELEASE), rate);
        let memory = 1.0 - part_of(MEMORY, rate);
        self.closed = closed(signals.value(RANGE));
        let mut lane = LANE;
        let values = &mut lane[..block.frames()];
        for group in Group::all(true, block.channels()) {
            group.peaks(side.unwrap_or(block), values);
            let mut least = self.gain;
            for value in &mut *values {
                self.level = f64::from(*value).max(self.level * memory);
                if self.level >= opens {
                    (self.open, self.quiet) = (true, 0);
                } else if self.level >= closes {
                    self.quiet = 0;
                } else {
                    self.quiet = self.quiet.saturating_add(1);
                    self.open &= self.quiet <= hold;
                }
                let (target, part) = if self.open { (1.0, attack) } else { (self.closed, release) };
                self.gain += part * (target - self.gain);
                least = least.min(self.gain);
                *value = self.gain as f32;
            }
            group.apply(block, values);
            self.reduction.add(&[0.0 - decibels(least as f32)]);
        }
        if ends_step {
            (self.level, self.gain) = (flush(self.level), flush(self.gain));
        }
        self.reduction.end(ends_step);
    }

    fn reset(&mut self) {
        (self.level, self.open, self.quiet, self.gain) = (0.0, false, 0, self.closed);
        self.reduction = Reduction::default();
    }

    fn readings(&self, into: &mut [f32]) {
        let (first, rest) = into.split_at_mut(into.len().min(1));
        self.reduction.read(first);
        rest.fill(f32::from(u8::from(self.open)));
    }
}

#[cfg(test)]
mod tests {
    use core::f64::consts::TAU;

    use super::*;
    use crate::audio::effects::testing::{RATE, measure, run};

    fn tone(frequency: f64, level: impl Fn(f64) -> f64, seconds: f64) -> Vec<f32> {
        let sample = |t: f64| (10_f64.powf(level(t) / 20.0) * (t * frequency * TAU).sin()) as f32;
        (0..(seconds * RATE) as usize).map(|n| sample(n as f64 / RATE)).collect()
    }

    #[test]
    fn opens_and_closes_once_without_chatter() {
        // A 50 Hz tone that rises and falls, with a tremolo of ±2 dB, and without `hold`.
        let level = |t: f64| -70.0 + 50.0 * (1.0 - (t - 1.0).abs()) + 2.0 * (t * 9.0 * TAU).sin();
        let gate = NoiseGate { hold: 0.0, attack: 0.0, release: 0.0, ..NoiseGate::default() };
        let input = tone(50.0, level, 2.0);
        let output = run(&gate, core::slice::from_ref(&input));
        let open: Vec<bool> =
            input.iter().zip(&output[0]).filter(|(x, _)| x.abs() > 1e-5).map(|(x, y)| (y / x) > 0.5).collect();
        let changes = open.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(changes, 2, "opens once and closes once");
        assert!(!open[0] && !open[open.len() - 1] && open[open.len() / 2], "open in the middle");
    }

    #[test]
    fn times_and_range_are_accurate() {
        let mut input = vec![0.5_f32; 4800];
        input.resize(48_000, 0.001);
        let output = &run(&NoiseGate { range: 20.0, ..NoiseGate::default() }, core::slice::from_ref(&input))[0];
        // Opens from -20 dB: 1/e of the missing 0.9 remains after 1 ms.
        assert!((output[47] / 0.5 - (1.0 - 0.9 * (-1.0_f32).exp())).abs() < 1e-3, "attack: {}", output[47]);
        // The level falls from -6 to -46 dB in 92 ms, and is held for 50 ms.
        let held = 4800 + (0.02 * RATE * (0.5 / 10_f64.powf(-2.3)).ln()) as usize + 2400;
        assert!((output[held - 10] / 0.001 - 1.0).abs() < 1e-4, "still open");
        assert!(output[held + 10] / 0.001 < 1.0, "closing after the hold");
        let after = output[held + 4800] / 0.001;
        assert!((after - (0.1 + 0.9 * (-1.0_f32).exp())).abs() < 3e-3, "release: {after}");
        let [reduction, open] = measure(&NoiseGate { range: 20.0, ..NoiseGate::default() }, &[input], RATE);
        assert!((reduction + 20.0).abs() < 0.1 && open == 0.0, "closed: {reduction}");
    }
}
