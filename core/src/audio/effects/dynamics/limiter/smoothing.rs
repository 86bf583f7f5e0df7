//! Smooths the gain reduction of a limiter over time.

use alloc::vec::Vec;

use crate::audio::effects::dynamics::envelope::Follower;
use crate::error::Result;
use crate::memory::zeroed;

/// Converts the gain reduction that each frame requires into the one that is applied, both in decibels: the maximum
/// over the look-ahead, a release, and two moving averages that together span the look-ahead. The requirement of a
/// frame is met in full `look_ahead` frames later, from one frame before that time to one frame after.
#[derive(Debug)]
pub(super) struct Smoothing {
    highest: Highest,
    follower: Follower,
    sums: [Sum; 2],
    scale: f64,
}

/// One decibel in units of the sums. Sums of integers are exact, so they return to 0 whatever their history. (2000 dB
/// over two averages of 7700 frames each are 2⁵³ units.)
const UNITS: f64 = 65_536.0;

impl Smoothing {
    pub(super) fn new(look_ahead: usize) -> Result<Self> {
        let (first, second) = (look_ahead.div_ceil(2), look_ahead / 2 + 1);
        Ok(Self {
            highest: Highest::new(look_ahead + 2)?,
            follower: Follower::default(),
            sums: [Sum::new(first)?, Sum::new(second)?],
            scale: 1.0 / (UNITS * first as f64 * second as f64),
        })
    }

    pub(super) fn run(&mut self, values: &mut [f32], release: f64, ends_step: bool) {
        values.iter_mut().for_each(|value| *value = self.highest.next(*value));
        self.follower.run(values, 1.0, release, ends_step);
        for value in values {
            let units = (f64::from(*value) * UNITS + 0.5).floor();
            let [first, second] = &mut self.sums;
            *value = (second.next(first.next(units)) * self.scale) as f32;
        }
    }

    pub(super) fn reset(&mut self) {
        self.highest.reset();
        self.follower = Follower::default();
        self.sums.iter_mut().for_each(Sum::reset);
    }
}

/// The maximum of the last values, in constant time per value.
///
/// Source: M. van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels"
/// (1992). The last values span two consecutive sections: the maxima from each value of the older section to its end
/// are precomputed, and the maximum of the newer section is updated.
#[derive(Debug)]
struct Highest {
    /// Values of the newer section before `at`, and maxima to the end of the older section from `at` on, followed by a
    /// 0.
    values: Vec<f32>,
    at: usize,
    so_far: f32,
}

impl Highest {
    fn new(length: usize) -> Result<Self> {
        Ok(Self { values: zeroed(length + 1)?, at: 0, so_far: 0.0 })
    }

    /// Adds a value, which must not be negative, and returns the maximum of the last values.
    fn next(&mut self, value: f32) -> f32 {
        self.values[self.at] = value;
        self.at += 1;
        self.so_far = self.so_far.max(value);
        let highest = self.so_far.max(self.values[self.at]);
        if self.at + 1 == self.values.len() {
            let mut highest = 0.0_f32;
            for value in self.values.iter_mut().rev() {
                highest = highest.max(*value);
                *value = highest;
            }
            (self.at, self.so_far) = (0, 0.0);
        }
        highest
    }

    fn reset(&mut self) {
        self.values.fill(0.0);
        (self.at, self.so_far) = (0, 0.0);
    }
}

/// The sum of the last integers.
#[derive(Debug)]
struct Sum {
    values: Vec<f64>,
    at: usize,
    sum: f64,
}

impl Sum {
    fn new(length: usize) -> Result<Self> {
        Ok(Self { values: zeroed(length)?, at: 0, sum: 0.0 })
    }

    fn next(&mut self, value: f64) -> f64 {
        self.sum += value - core::mem::replace(&mut self.values[self.at], value);
        self.at = if self.at + 1 == self.values.len() { 0 } else { self.at + 1 };
        self.sum
    }

    fn reset(&mut self) {
        self.values.fill(0.0);
        (self.at, self.sum) = (0, 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::noise;

    #[test]
    fn the_maximum_covers_the_last_values() {
        let values: Vec<f32> = noise(1, 500)[0].iter().map(|value| value.max(0.0)).collect();
        for length in [1, 2, 3, 22, 100] {
            let mut highest = Highest::new(length).unwrap();
            for (i, &value) in values.iter().enumerate() {
                let expected = values[(i + 1).saturating_sub(length)..=i].iter().copied().fold(0.0, f32::max);
                assert_eq!(highest.next(value), expected, "{length}, value {i}");
            }
        }
    }

    #[test]
    fn one_peak_is_met_in_time_and_released() {
        for look_ahead in [20, 21, 240] {
            let mut smoothing = Smoothing::new(look_ahead).unwrap();
            let mut values = vec![0.0; 3 * look_ahead];
            values[5] = 7.25;
            smoothing.run(&mut values, 1.0, false);
            let met = |range: core::ops::Range<usize>| values[range].iter().all(|&value| value == 7.25);
            assert!(met(5 + look_ahead - 1..5 + look_ahead + 2), "{look_ahead}: {values:?}");
            assert!(values[..5] == [0.0; 5] && values[5 + 2 * look_ahead + 1..].iter().all(|&value| value == 0.0), "no gain reduction elsewhere");
            assert!(values.windows(2).all(|pair| (pair[1] - pair[0]).abs() <= 7.25 * 2.1 / look_ahead as f32), "smooth");
        }
    }
}
