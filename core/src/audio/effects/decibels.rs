//! Decibels and factors of amplitude.

/// ln(10) / 20.
const NEPERS: f64 = core::f64::consts::LN_10 / 20.0;

/// What silence is in decibels (and loudness units), wherever a number is shown or compared: there is no infinity.
#[cfg(any(feature = "meters", feature = "dynamics", feature = "analysis"))]
pub(crate) const FLOOR: f32 = -144.0;

/// The factor of so many decibels.
#[inline(never)]
pub(crate) fn gain_of(decibels: f32) -> f32 {
    (f64::from(decibels) * NEPERS).exp() as f32
}

/// The decibels of a factor, not below the [`FLOOR`].
#[cfg(feature = "meters")]
#[inline(never)]
pub(crate) fn decibels_of(factor: f64) -> f32 {
    if factor > 0.0 { ((factor.ln() / NEPERS) as f32).max(FLOOR) } else { FLOOR }
}
