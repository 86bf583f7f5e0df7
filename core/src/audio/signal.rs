//! Parameter values during a block.

use alloc::boxed::Box;

use super::{AudioFormat, GRID};
use crate::declare::{Automation as Rate, Number};

/// The values of a parameter during a block.
#[derive(Clone, Copy, Debug)]
pub enum Signal<'a> {
    /// The same value for every frame.
    Constant(f32),
    /// A value for each frame.
    Varying(&'a [f32]),
}

impl Signal<'_> {
    /// The value at a frame of the block.
    #[inline]
    pub fn at(&self, frame: usize) -> f32 {
        match self {
            Self::Constant(value) => *value,
            Self::Varying(values) => values.get(frame).copied().unwrap_or_default(),
        }
    }
}

/// The values of an effect's parameters during a block, by index.
#[derive(Clone, Copy, Debug)]
pub struct Signals<'a> {
    controls: &'a [Control],
    frames: usize,
}

impl<'a> Signals<'a> {
    pub(crate) fn new(controls: &'a [Control], frames: usize) -> Self {
        Self { controls, frames }
    }

    /// The values of a smoothed parameter. For an enum, the value is the index of the name; for a Boolean, 0 or 1.
    pub fn get(&self, parameter: usize) -> Signal<'a> {
        self.controls.get(parameter).map_or(Signal::Constant(0.0), |control| control.signal(self.frames))
    }

    /// The value of a parameter that is constant during a block: one that changes in steps, or is fixed.
    pub fn value(&self, parameter: usize) -> f32 {
        self.get(parameter).at(0)
    }

    /// Whether all these parameters are constant during the block.
    pub fn are_constant(&self, parameters: &[usize]) -> bool {
        parameters.iter().all(|&parameter| matches!(self.get(parameter), Signal::Constant(_)))
    }
}

/// The current value of a parameter, and its target.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    range: (f64, f64),
    target: f64,
    value: f64,
    /// Smoothing coefficient: the part of the remaining change that is covered in a frame; 1 is immediate.
    rate: f64,
    /// Remaining change below which the value jumps to its target: a millionth of the range.
    tolerance: f64,
    constant: bool,
    lane: Box<[f32; GRID]>,
}

impl Control {
    /// A control at `value`, with the range and smoothing of `number`.
    pub(crate) fn new(number: &Number, value: f64, format: AudioFormat) -> Self {
        let (min, max) = number.range;
        let rate = match number.automation {
            // 1/e of the change remains after this time.
            Rate::Smooth(seconds) if seconds > 0.0 => 1.0 - (-1.0 / (seconds * format.sample_rate())).exp(),
            _ => 1.0,
        };
        // Targets are 32-bit floats, so the initial value is rounded, too.
        let value = f64::from(value as f32);
        let tolerance = (max - min) * 1e-6;
        Self { range: (min, max), target: value, value, rate, tolerance, constant: true, lane: Box::new([0.0; GRID]) }
    }

    /// Makes the value follow its target immediately.
    pub(crate) fn without_smoothing(self) -> Self {
        Self { rate: 1.0, ..self }
    }

    /// Sets the target, clamped to the range. NaN is ignored.
    pub(crate) fn aim(&mut self, target: f32) {
        let target = f64::from(target);
        if !target.is_nan() {
            // Not `clamp`, which can panic if the bounds aren't constants.
            self.target = target.max(self.range.0).min(self.range.1);
        }
    }

    /// Jumps to the target.
    pub(crate) fn arrive(&mut self) {
        self.value = self.target;
        self.constant = true;
    }

    /// Whether the value is at its target, and equals `value`.
    pub(crate) fn rests_at(&self, value: f64) -> bool {
        self.value == self.target && self.value == value
    }

    fn advance(&mut self) -> f32 {
        let missing = self.target - self.value;
        if self.rate >= 1.0 || missing.abs() <= self.tolerance {
            self.value = self.target;
        } else {
            self.value += self.rate * missing;
        }
        self.value as f32
    }

    /// Computes the values of the next `frames` frames. `targets` has a target for each frame, a single target, or none
    /// if the target is unchanged.
    pub(crate) fn run(&mut self, targets: &[f32], frames: usize) {
        let frames = frames.min(GRID);
        let each = targets.len() >= frames && targets.len() > 1;
        let first = targets.first().copied();
        if let Some(first) = first {
            self.aim(first);
        }
        self.constant = self.value == self.target
            && (!each || first.is_none_or(|first| targets.iter().all(|&target| target == first)));
        if self.constant {
            return;
        }
        // A single target is already set; without further targets, it is kept.
        let targets = if each { targets } else { &[] };
        let mut targets = targets.iter();
        for frame in 0..frames {
            if let Some(&target) = targets.next() {
                self.aim(target);
            }
            self.lane[frame] = self.advance();
        }
    }

    pub(crate) fn signal(&self, frames: usize) -> Signal<'_> {
        if self.constant {
            Signal::Constant(self.value as f32)
        } else {
            Signal::Varying(&self.lane[..frames.min(GRID)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declare::Number;

    fn control(seconds: f64) -> Control {
        let number = Number::new(0.0, -1.0, 1.0).smooth(seconds);
        Control::new(&number, 0.0, AudioFormat::new(48000.0, 1).unwrap())
    }

    fn values(control: &mut Control, targets: &[f32], frames: usize) -> Vec<f32> {
        control.run(targets, frames);
        (0..frames).map(|frame| control.signal(frames).at(frame)).collect()
    }

    #[test]
    fn one_target_equals_one_per_frame() {
        let (mut one, mut each) = (control(0.005), control(0.005));
        for target in [0.0, 0.5, 0.5, -0.25, f32::NAN, 9.0, 9.0] {
            for _ in 0..40 {
                let one = values(&mut one, &[target], 100);
                let each = values(&mut each, &[target; 100], 100);
                assert_eq!(one, each, "target {target}");
            }
        }
        assert!(one.rests_at(1.0), "at the end of the range");
        assert!(matches!(one.signal(100), Signal::Constant(1.0)), "constant at the target");
    }

    #[test]
    fn without_smoothing_changes_are_immediate() {
        let mut control = control(0.005).without_smoothing();
        assert_eq!(values(&mut control, &[0.5], 3), [0.5; 3], "single target");
        assert_eq!(
            values(&mut control, &[0.1, 0.2, -7.0], 3),
            [0.1, 0.2, -1.0],
            "a target per frame, clamped to the range"
        );
    }

    #[test]
    fn the_time_constant_is_accurate() {
        let mut control = control(0.005);
        let rise = values(&mut control, &[1.0], 120);
        assert!((rise[119] - 0.3935).abs() < 1e-3, "1 - exp(-1/2) after half of 5 ms: {}", rise[119]);
    }
}
