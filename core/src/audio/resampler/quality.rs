//! How close to ideal a resampler is.

/// How close to ideal a [`Resampler`](crate::audio::Resampler) is.
///
/// Bands are parts of half the lower rate; what lies beyond 1 is gone as far as the noise is. Noise is what is in the result
/// of a sine in the passband, and isn't that sine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quality {
    /// Passband to 0.86 (-0.1 dB), noise below -100 dB; 80 products a frame.
    Fast,
    /// Passband to 0.92 (-0.1 dB), noise below -120 dB; 160 products a frame.
    #[default]
    Good,
    /// Passband to 0.96 (-0.1 dB), noise below -140 dB, added up in 64 bits; 384 products a frame.
    Best,
}

/// What a quality comes to.
pub(super) struct Design {
    /// Products of a frame where the result's rate isn't lower than the source's.
    pub(super) taps: usize,
    /// Cubics for a sample.
    pub(super) steps: usize,
    /// Of the window.
    pub(super) beta: f64,
    /// Where half of the amplitude is left, as a part of half the lower rate.
    pub(super) cutoff: f64,
}

impl Quality {
    /// The names that JavaScript knows, in the order of the values.
    pub const NAMES: &'static [&'static str] = &["fast", "good", "best"];

    /// The quality of this number in [`Quality::NAMES`].
    pub fn of(number: usize) -> Option<Self> {
        [Self::Fast, Self::Good, Self::Best].get(number).copied()
    }

    pub(super) fn design(self) -> Design {
        let (taps, steps, attenuation) = match self {
            Self::Fast => (80, 32, 102.0),
            Self::Good => (160, 32, 121.0),
            Self::Best => (384, 64, 146.0),
        };
        // Kaiser's formulas, for attenuations above 50 dB. The transition ends at 1.
        let beta = 0.1102 * (attenuation - 8.7);
        let width = (attenuation - 8.0) / (2.285 * core::f64::consts::PI * taps as f64);
        Design { taps, steps, beta, cutoff: 1.0 - width / 2.0 }
    }
}
