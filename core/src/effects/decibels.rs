//! Decibels and factors of amplitude.

/// ln(10) / 20.
const NEPERS: f64 = core::f64::consts::LN_10 / 20.0;

/// The factor of so many decibels.
pub(crate) fn gain_of(decibels: f32) -> f32 {
    (f64::from(decibels) * NEPERS).exp() as f32
}
