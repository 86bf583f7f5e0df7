//! The sinc function and the Kaiser window.

/// The modified Bessel function of the first kind and order 0, for arguments up to 40, by its power series.
fn bessel(x: f64) -> f64 {
    let square = x * x / 4.0;
    let (mut term, mut sum, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-17 {
        term *= square / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}

/// The Kaiser window of a filter: a larger `beta` increases the stop-band attenuation and widens the transition band.
///
/// Source: J. F. Kaiser, "Nonrecursive Digital Filter Design Using the I0-sinh Window Function" (1974).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kaiser {
    beta: f64,
    scale: f64,
}

impl Kaiser {
    pub(crate) fn new(beta: f64) -> Self {
        Self { beta, scale: 1.0 / bessel(beta) }
    }

    /// The window, from 1 in the middle to almost 0 at its ends (`x` = ±1).
    pub(crate) fn at(&self, x: f64) -> f64 {
        bessel(self.beta * (1.0 - x * x).max(0.0).sqrt()) * self.scale
    }

    /// The weight of a sample at this distance, in a filter that extends `half` samples to both sides.
    #[cfg(any(feature = "meters", feature = "dynamics", feature = "drive"))]
    #[inline(never)]
    pub(crate) fn weight(&self, distance: f64, half: f64) -> f64 {
        sinc(distance) * self.at(distance / half)
    }
}

/// sin(πx) / (πx).
pub(crate) fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { crate::math::trigonometry::sine(x / 2.0) / (core::f64::consts::PI * x) }
}
