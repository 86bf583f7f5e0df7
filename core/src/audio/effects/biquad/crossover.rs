//! The two sides of a crossover.

#[cfg(feature = "dynamics")]
use super::Cascade;
use super::{Coefficients, FilterType};
#[cfg(feature = "dynamics")]
use crate::error::Result;

crate::choice! {
    /// The output of a crossover.
    pub enum Side {
        /// The band below the frequency.
        Low = "low",
        /// The band above the frequency.
        High = "high",
        /// The sum of both bands: an all-pass.
        Both = "both",
    }
}

/// The Q of a Butterworth filter in dB: 20·log10(1/√2).
const BUTTERWORTH: f64 = -3.010_299_956_639_812;

/// The filters of one side of a fourth-order Linkwitz–Riley crossover.
pub(crate) fn crossover(side: Side, frequency: f64, sample_rate: f64) -> [Coefficients; 2] {
    let kind = match side {
        Side::Low => FilterType::Lowpass,
        Side::High => FilterType::Highpass,
        Side::Both => {
            let q = core::f64::consts::FRAC_1_SQRT_2;
            let all = Coefficients::new(FilterType::Allpass, frequency, 0.0, q, sample_rate);
            return [all, Coefficients::default()];
        }
    };
    [Coefficients::new(kind, frequency, 0.0, BUTTERWORTH, sample_rate); 2]
}

/// Both sides of a crossover. If the upper side is split again, the lower side passes through all-passes with the phase
/// responses of the later splits, so that the sum of all bands is an all-pass.
#[cfg(feature = "dynamics")]
#[derive(Debug)]
pub(crate) struct Split {
    pub(crate) low: Cascade,
    pub(crate) high: Cascade,
}

#[cfg(feature = "dynamics")]
impl Split {
    /// A split that `later` further splits follow.
    pub(crate) fn new(later: usize, channels: usize) -> Result<Self> {
        Ok(Self { low: Cascade::new(2 + later, channels)?, high: Cascade::new(2, channels)? })
    }

    /// Sets the frequencies of this split and of the later ones.
    pub(crate) fn set(&mut self, frequency: f32, later: &[f32], sample_rate: f64) {
        let of = |side, frequency: f32| crossover(side, f64::from(frequency), sample_rate);
        let all_passes = later.iter().map(|&frequency| of(Side::Both, frequency)[0]);
        let low = of(Side::Low, frequency).into_iter().chain(all_passes);
        low.enumerate().for_each(|(index, filter)| self.low.set(index, filter));
        of(Side::High, frequency).into_iter().enumerate().for_each(|(index, filter)| self.high.set(index, filter));
    }

    pub(crate) fn reset(&mut self) {
        self.low.reset();
        self.high.reset();
    }

    pub(crate) fn tail(&self) -> usize {
        self.low.tail().saturating_add(self.high.tail())
    }
}
