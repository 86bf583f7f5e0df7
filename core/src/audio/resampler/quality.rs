//! The quality of a resampler.

/// The quality of a [`Resampler`](crate::audio::Resampler).
///
/// Pass bands are fractions of half the lower rate. Frequencies above 1 are attenuated to the level of the noise. Noise
/// is the output for a sine in the pass band, without that sine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quality {
    /// Pass band to 0.86 (-0.1 dB), noise below -100 dB; 80 products per frame.
    Fast,
    /// Pass band to 0.92 (-0.1 dB), noise below -120 dB; 160 products per frame.
    #[default]
    Good,
    /// Pass band to 0.96 (-0.1 dB), noise below -140 dB, summed in 64 bits; 384 products per frame.
    Best,
}

/// Design parameters of a quality.
pub(super) struct Design {
    /// Number of products per frame, unless the output rate is lower than the source's.
    pub(super) taps: usize,
    /// Number of cubics per sample.
    pub(super) steps: usize,
    /// Parameter of the Kaiser window.
    pub(super) beta: f64,
    /// Frequency at which the amplitude is halved, as a fraction of half the lower rate.
    pub(super) cutoff: f64,
}

impl Quality {
    /// The names in JavaScript, in the order of the values.
    pub const NAMES: &'static [&'static str] = &["fast", "good", "best"];

    /// The quality with this index in [`Quality::NAMES`].
    pub fn of(number: usize) -> Option<Self> {
        [Self::Fast, Self::Good, Self::Best].get(number).copied()
    }

    pub(super) fn design(self) -> Design {
        let (taps, steps, attenuation) = match self {
            Self::Fast => (80, 32, 102.0),
            Self::Good => (160, 32, 121.0),
            Self::Best => (384, 64, 146.0),
        };
        // Kaiser's formulas for attenuations above 50 dB. The transition band ends at 1.
        let beta = 0.1102 * (attenuation - 8.7);
        let width = (attenuation - 8.0) / (2.285 * core::f64::consts::PI * taps as f64);
        Design { taps, steps, beta, cutoff: 1.0 - width / 2.0 }
    }
}
