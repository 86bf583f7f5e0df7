//! The course of a parameter through a block: what an effect reads in place of a number.

use alloc::boxed::Box;

use super::{AudioFormat, GRID};
use crate::declare::{Automation as Rate, Number};

/// A parameter's values during a block.
#[derive(Clone, Copy, Debug)]
pub enum Signal<'a> {
    /// The same for every frame.
    Constant(f32),
    /// One for each frame.
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

/// The parameters of an effect during a block, by number.
#[derive(Clone, Copy, Debug)]
pub struct Signals<'a> {
    controls: &'a [Control],
    frames: usize,
}

impl<'a> Signals<'a> {
    pub(crate) fn new(controls: &'a [Control], frames: usize) -> Self {
        Self { controls, frames }
    }

    /// The course of a parameter that moves smoothly. Of an enum it is the number of the word, of a Boolean 0 or 1.
    pub fn get(&self, parameter: usize) -> Signal<'a> {
        self.controls.get(parameter).map_or(Signal::Constant(0.0), |control| control.signal(self.frames))
    }

    /// The value of a parameter that is the same throughout a block: one that moves in steps, or is fixed.
    pub fn value(&self, parameter: usize) -> f32 {
        self.get(parameter).at(0)
    }

    /// Whether none of these parameters moves during the block.
    pub fn are_constant(&self, parameters: &[usize]) -> bool {
        parameters.iter().all(|&parameter| matches!(self.get(parameter), Signal::Constant(_)))
    }
}

/// Where a parameter is, and where it is going.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    range: (f64, f64),
    target: f64,
    value: f64,
    /// The part of what is missing that a frame brings; 1 is all of it.
    rate: f64,
    /// What is missing less than this is brought at once. It is a millionth of the range.
    tolerance: f64,
    constant: bool,
    lane: Box<[f32; GRID]>,
}

impl Control {
    /// A parameter at `value`, in the way its number moves.
    pub(crate) fn new(number: &Number, value: f64, format: AudioFormat) -> Self {
        let (min, max) = number.range;
        let rate = match number.automation {
            // What is left after so many milliseconds is 1/e.
            Rate::Smooth(milliseconds) if milliseconds > 0.0 => {
                1.0 - (-1000.0 / (milliseconds * format.sample_rate())).exp()
            }
            _ => 1.0,
        };
        // Targets come as 32-bit floats, from wherever they come.
        let value = f64::from(value as f32);
        let tolerance = (max - min) * 1e-6;
        Self { range: (min, max), target: value, value, rate, tolerance, constant: true, lane: Box::new([0.0; GRID]) }
    }

    /// Moves at once from here on.
    pub(crate) fn without_smoothing(self) -> Self {
        Self { rate: 1.0, ..self }
    }

    /// Where it is to go. What is outside the range goes to its end; NaN is nothing to go to.
    pub(crate) fn aim(&mut self, target: f32) {
        let target = f64::from(target);
        if !target.is_nan() {
            // Not `clamp`, which can panic for bounds that aren't constants.
            self.target = target.max(self.range.0).min(self.range.1);
        }
    }

    /// Is there already.
    pub(crate) fn arrive(&mut self) {
        self.value = self.target;
        self.constant = true;
    }

    /// Whether it is where it is to go, and that is `value`.
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

    /// The values of the next `frames` frames. Where to go stands in `targets`: for every frame, or one for all, or none if
    /// nothing has changed.
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
        // Of no targets each is missing, and the last stays.
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

    fn control(milliseconds: f64) -> Control {
        let number = Number::new(0.0, -1.0, 1.0).smooth(milliseconds);
        Control::new(&number, 0.0, AudioFormat::new(48000.0, 1).unwrap())
    }

    fn values(control: &mut Control, targets: &[f32], frames: usize) -> Vec<f32> {
        control.run(targets, frames);
        (0..frames).map(|frame| control.signal(frames).at(frame)).collect()
    }

    #[test]
    fn one_target_and_an_array_of_it_are_the_same() {
        let (mut one, mut each) = (control(5.0), control(5.0));
        for target in [0.0, 0.5, 0.5, -0.25, f32::NAN, 9.0, 9.0] {
            for _ in 0..40 {
                let one = values(&mut one, &[target], 100);
                let each = values(&mut each, &[target; 100], 100);
                assert_eq!(one, each, "going to {target}");
            }
        }
        assert!(one.rests_at(1.0), "at the end of its range");
        assert!(matches!(one.signal(100), Signal::Constant(1.0)), "and quiet");
    }

    #[test]
    fn without_smoothing_it_follows_at_once() {
        let mut control = control(5.0).without_smoothing();
        assert_eq!(values(&mut control, &[0.5], 3), [0.5; 3], "a step");
        assert_eq!(values(&mut control, &[0.1, 0.2, -7.0], 3), [0.1, 0.2, -1.0], "every frame, within the range");
    }

    #[test]
    fn it_takes_the_time_that_was_said() {
        let mut control = control(5.0);
        let rise = values(&mut control, &[1.0], 120);
        assert!((rise[119] - 0.3935).abs() < 1e-3, "1 - exp(-1/2) after half of 5 ms: {}", rise[119]);
    }
}
