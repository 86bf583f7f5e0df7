//! Shifts the peaks of a spectrum to new frequencies, and corrects their phases.

use alloc::vec::Vec;
use core::f32::consts::TAU;

use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::memory::zeroed;

/// A group of bins around a peak that are shifted together.
#[derive(Clone, Copy, Debug, Default)]
struct Region {
    first: usize,
    end: usize,
    /// Shift in bins.
    by: isize,
    cosine: f32,
    sine: f32,
}

/// The regions of a spectrum, in order.
#[derive(Debug)]
pub(super) struct Shifts {
    size: usize,
    hop: usize,
    /// The previous spectrum.
    real: Vec<f32>,
    imaginary: Vec<f32>,
    powers: Vec<f32>,
    peaks: Vec<usize>,
    regions: Vec<Region>,
    used: usize,
    /// Accumulated phase shift of each bin, in turns.
    turned: Vec<f64>,
}

/// The angle of a complex number in turns, from -½ to ½, to 2e-5.
///
/// The arctangent from 0 to 1 is Hastings' polynomial ("Approximations for Digital Computers", 1955): the standard
/// library's takes ten times as long.
fn turns(real: f32, imaginary: f32) -> f64 {
    let (x, y) = (real.abs(), imaginary.abs());
    let ratio = x.min(y) / x.max(y).max(f32::MIN_POSITIVE);
    let square = ratio * ratio;
    let series = 0.180_141 * square - 0.330_299_5;
    let angle = ratio * (0.999_866 + square * (series - 0.085_133 * square * square + 0.020_835_1 * square * square * square));
    let angle = if y > x { TAU / 4.0 - angle } else { angle };
    let angle = if real < 0.0 { TAU / 2.0 - angle } else { angle };
    f64::from(angle.copysign(imaginary) / TAU)
}

impl Shifts {
    /// For windows of `size` samples that advance by `hop`.
    pub(super) fn new(size: usize, hop: usize) -> Result<Self> {
        let bins = size / 2 + 1;
        Ok(Self {
            size,
            hop,
            real: zeroed(bins)?,
            imaginary: zeroed(bins)?,
            powers: zeroed(bins)?,
            // A peak is higher than the two bins on either side.
            peaks: zeroed(bins / 3 + 1)?,
            regions: zeroed(bins / 3 + 1)?,
            used: 0,
            turned: zeroed(bins)?,
        })
    }

    /// Clears the previous spectrum and the accumulated phases.
    pub(super) fn reset(&mut self) {
        self.real.fill(0.0);
        self.imaginary.fill(0.0);
        self.turned.fill(0.0);
    }

    /// Finds the regions of a spectrum, and their shifts for a multiplication of the frequencies by `ratio`.
    pub(super) fn find(&mut self, real: &[f32], imaginary: &[f32], ratio: f64) {
        let parts = real.iter().zip(imaginary);
        self.powers.iter_mut().zip(parts).for_each(|(power, (re, im))| *power = re * re + im * im);
        self.used = 0;
        let mut count = 0;
        for (bin, five) in self.powers.array_windows::<5>().enumerate() {
            let [a, b, peak, c, d] = *five;
            // Of equal bins, the first is the peak.
            if let Some(slot) = self.peaks.get_mut(count).filter(|_| peak > a && peak > b && peak >= c && peak >= d) {
                *slot = bin + 2;
                count += 1;
            }
        }
        let peaks = &self.peaks[..count];
        let mut first = 0;
        for (index, &peak) in peaks.iter().enumerate() {
            // A region ends half way to the next peak.
            let end = peaks.get(index + 1).map_or(self.powers.len(), |next| (peak + next).div_ceil(2));
            // The phase advance since the previous window is that of the bin's centre frequency, plus that of the
            // deviation from it.
            let (re, im, before, above) = (real[peak], imaginary[peak], self.real[peak], self.imaginary[peak]);
            let went = turns(re * before + im * above, im * before - re * above);
            // The size is a power of two. (Rounding ties to even is an instruction, rounding ties away from 0 a
            // function.)
            let apart = went - ((peak * self.hop) & (self.size - 1)) as f64 / self.size as f64;
            let frequency = peak as f64 / self.size as f64 + (apart - apart.round_ties_even()) / self.hop as f64;
            let shift = (ratio - 1.0) * frequency;
            let bins = shift * self.size as f64;
            let turned = (self.turned[peak] + shift * self.hop as f64).fract();
            // The shift is rounded to whole bins. The rest has no effect in the middle of the window, but attenuates
            // its ends: by the mean of cos(2π·missed·t) under the two windows, which is 0.9 dB for half a bin. The gain
            // is the inverse, accurate to 0.01 dB.
            let by = bins.round_ties_even();
            let missed = bins - by;
            let angle = turned + 0.5 * missed;
            let gain = 1.0 / (1.0 - 0.381 * missed * missed);
            self.turned[first..end].fill(turned);
            self.regions[self.used] =
                Region { first, end, by: by as isize, cosine: (gain * cosine(angle)) as f32, sine: (gain * sine(angle)) as f32 };
            self.used += 1;
            first = end;
        }
        self.real.copy_from_slice(real);
        self.imaginary.copy_from_slice(imaginary);
    }

    /// Shifts the regions of a spectrum.
    pub(super) fn apply(&self, from: [&[f32]; 2], to: [&mut [f32]; 2]) {
        let [real, imaginary] = to;
        real.fill(0.0);
        imaginary.fill(0.0);
        let bins = real.len() as isize;
        for region in &self.regions[..self.used] {
            // Bins that would be shifted beyond either end are dropped.
            let first = (region.first as isize).max(-region.by);
            let end = (region.end as isize).min(bins - region.by);
            if first >= end {
                continue;
            }
            let source = first as usize..end as usize;
            let target = (first + region.by) as usize..(end + region.by) as usize;
            let parts = from[0][source.clone()].iter().zip(&from[1][source]);
            let sums = real[target.clone()].iter_mut().zip(&mut imaginary[target]);
            for ((sum, other), (re, im)) in sums.zip(parts) {
                *sum += re * region.cosine - im * region.sine;
                *other += re * region.sine + im * region.cosine;
            }
        }
        // The first and the last bin are real.
        imaginary[0] = 0.0;
        if let Some(last) = imaginary.last_mut() {
            *last = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_agree_with_the_arctangent() {
        for i in -500..=500 {
            let angle = f64::from(i) / 1000.1 * std::f64::consts::TAU;
            let found = turns(3.0 * angle.cos() as f32, 3.0 * angle.sin() as f32);
            assert!((found - f64::from(i) / 1000.1).abs() < 2e-5, "{i}: got {found}");
        }
        assert_eq!(turns(0.0, 0.0), 0.0, "the angle of 0 is 0");
    }
}
