//! Conversion between decibels and amplitude factors.

/// ln(10) / 20.
const NEPERS: f64 = core::f64::consts::LN_10 / 20.0;

/// The level of silence in decibels and loudness units, wherever a level is reported or compared, instead of -∞.
#[cfg(any(feature = "meters", feature = "dynamics", feature = "analysis"))]
pub(crate) const FLOOR: f32 = -144.0;

/// Converts decibels to a factor.
#[inline(never)]
pub(crate) fn gain_of(decibels: f32) -> f32 {
    (f64::from(decibels) * NEPERS).exp() as f32
}

/// Converts a factor to decibels, at least [`FLOOR`].
#[cfg(feature = "meters")]
#[inline(never)]
pub(crate) fn decibels_of(factor: f64) -> f32 {
    if factor > 0.0 { ((factor.ln() / NEPERS) as f32).max(FLOOR) } else { FLOOR }
}
