//! Coefficients of second-order filters.

use crate::math::trigonometry::{cosine, sine};

crate::choice! {
    /// The response of a second-order filter: Web Audio's `BiquadFilterType`.
    pub enum FilterType {
        /// Attenuates above the frequency, by 12 dB per octave. Q is the resonance, in dB.
        Lowpass = "lowpass",
        /// Attenuates below the frequency, by 12 dB per octave. Q is the resonance, in dB.
        Highpass = "highpass",
        /// Attenuates on both sides of the frequency.
        Bandpass = "bandpass",
        /// Boosts or cuts below the frequency, by the gain. Q has no effect.
        Lowshelf = "lowshelf",
        /// Boosts or cuts above the frequency, by the gain. Q has no effect.
        Highshelf = "highshelf",
        /// Boosts or cuts around the frequency, by the gain.
        Peaking = "peaking",
        /// Removes a band around the frequency.
        Notch = "notch",
        /// Changes phases only.
        Allpass = "allpass",
    }
}

/// The transfer function H(z) = (b0 + b1/z + b2/z²) / (1 + a1/z + a2/z²).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficients {
    /// b0, b1 and b2.
    pub b: [f64; 3],
    /// a1 and a2.
    pub a: [f64; 2],
}

impl Default for Coefficients {
    fn default() -> Self {
        Self::factor(1.0)
    }
}

impl Coefficients {
    /// A constant gain, for all frequencies.
    pub const fn factor(factor: f64) -> Self {
        Self { b: [factor, 0.0, 0.0], a: [0.0, 0.0] }
    }

    fn normalized(b: [f64; 3], a: [f64; 3]) -> Self {
        Self { b: b.map(|b| b / a[0]), a: [a[1] / a[0], a[2] / a[0]] }
    }

    /// The coefficients of a filter: frequency in Hz, gain in dB, Q in dB for `lowpass` and `highpass`.
    ///
    /// Source: Web Audio API, "Filters Characteristics", which follows R. Bristow-Johnson's cookbook. The formulas
    /// aren't defined at 0 Hz and from half the sample rate on. There, the result is the limit of the coefficients.
    pub fn new(kind: FilterType, frequency: f64, gain: f64, q: f64, sample_rate: f64) -> Self {
        let turns = frequency / sample_rate;
        let amplitude = (gain * (core::f64::consts::LN_10 / 40.0)).exp();
        if turns.is_nan() || turns <= 0.0 || turns >= 0.5 {
            return Self::at_the_end(kind, turns >= 0.5, amplitude * amplitude);
        }
        let (sin, cos) = (sine(turns), cosine(turns));
        // Converts Q from dB to a factor. The second alpha clamps Q, to avoid a division by 0.
        let resonance = (q * (core::f64::consts::LN_10 / 20.0)).exp();
        let alpha_db = sin / (2.0 * resonance);
        let alpha = sin / (2.0 * q.max(1e-4));
        match kind {
            FilterType::Lowpass => {
                let b = (1.0 - cos) / 2.0;
                Self::normalized([b, 2.0 * b, b], [1.0 + alpha_db, -2.0 * cos, 1.0 - alpha_db])
            }
            FilterType::Highpass => {
                let b = (1.0 + cos) / 2.0;
                Self::normalized([b, -2.0 * b, b], [1.0 + alpha_db, -2.0 * cos, 1.0 - alpha_db])
            }
            FilterType::Bandpass => Self::normalized([alpha, 0.0, -alpha], [1.0 + alpha, -2.0 * cos, 1.0 - alpha]),
            FilterType::Notch => Self::normalized([1.0, -2.0 * cos, 1.0], [1.0 + alpha, -2.0 * cos, 1.0 - alpha]),
            FilterType::Allpass => {
                let (more, less) = (1.0 + alpha, 1.0 - alpha);
                Self::normalized([less, -2.0 * cos, more], [more, -2.0 * cos, less])
            }
            FilterType::Peaking => {
                let (up, down) = (alpha * amplitude, alpha / amplitude);
                Self::normalized([1.0 + up, -2.0 * cos, 1.0 - up], [1.0 + down, -2.0 * cos, 1.0 - down])
            }
            FilterType::Lowshelf => Self::shelf(amplitude, sin, cos, 1.0),
            FilterType::Highshelf => Self::shelf(amplitude, sin, cos, -1.0),
        }
    }

    /// A shelf of slope 1; `side` is 1 for a low shelf and -1 for a high shelf.
    fn shelf(amplitude: f64, sin: f64, cos: f64, side: f64) -> Self {
        // αS for S = 1, times 2√A.
        let slope = sin * core::f64::consts::SQRT_2 * amplitude.sqrt();
        let (plus, minus) = (amplitude + 1.0, side * (amplitude - 1.0));
        Self::normalized(
            [
                amplitude * (plus - minus * cos + slope),
                2.0 * amplitude * (minus - plus * cos) * side * side,
                amplitude * (plus - minus * cos - slope),
            ],
            [plus + minus * cos + slope, -2.0 * (minus + plus * cos), plus + minus * cos - slope],
        )
    }

    fn at_the_end(kind: FilterType, high: bool, gain: f64) -> Self {
        Self::factor(match kind {
            FilterType::Lowpass => f64::from(u8::from(high)),
            FilterType::Highpass => f64::from(u8::from(!high)),
            FilterType::Bandpass => 0.0,
            FilterType::Lowshelf if high => gain,
            FilterType::Highshelf if !high => gain,
            _ => 1.0,
        })
    }

    /// The magnitude of the response at a frequency: |H|.
    pub fn magnitude(&self, frequency: f64, sample_rate: f64) -> f64 {
        let (c1, s1) = (cosine(frequency / sample_rate), sine(frequency / sample_rate));
        let (c2, s2) = (cosine(2.0 * frequency / sample_rate), sine(2.0 * frequency / sample_rate));
        let ([b0, b1, b2], [a1, a2]) = (self.b, self.a);
        let above = (b0 + b1 * c1 + b2 * c2).powi(2) + (b1 * s1 + b2 * s2).powi(2);
        let below = (1.0 + a1 * c1 + a2 * c2).powi(2) + (a1 * s1 + a2 * s2).powi(2);
        (above / below).sqrt()
    }

    /// Number of frames until the response has decayed by 120 dB.
    pub fn tail(&self) -> usize {
        let [a1, a2] = self.a;
        // The poles are the roots of z² + a1·z + a2.
        let discriminant = a1 * a1 / 4.0 - a2;
        let radius = if discriminant < 0.0 { a2.max(0.0).sqrt() } else { (a1 / 2.0).abs() + discriminant.sqrt() };
        if radius <= 0.0 {
            2
        } else if radius < 1.0 {
            // 13.8 = ln(10⁶). The cast saturates.
            2 + (-13.8 / radius.ln()) as usize
        } else {
            usize::MAX
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_have_the_response_of_their_type() {
        let at =
            |kind, gain, q, frequency| Coefficients::new(kind, 1000.0, gain, q, 48000.0).magnitude(frequency, 48000.0);
        let near = |value: f64, expected: f64, what| assert!((value - expected).abs() < 1e-3, "{what}: {value}");
        near(at(FilterType::Lowpass, 0.0, 0.0, 1.0), 1.0, "lowpass far below its frequency");
        near(at(FilterType::Lowpass, 0.0, 6.0206, 1000.0), 2.0, "lowpass at its frequency: Q");
        near(at(FilterType::Highpass, 0.0, 0.0, 23_999.0), 1.0, "highpass far above its frequency");
        near(at(FilterType::Bandpass, 0.0, 3.0, 1000.0), 1.0, "bandpass at its frequency");
        near(at(FilterType::Notch, 0.0, 3.0, 1000.0), 0.0, "notch at its frequency");
        near(at(FilterType::Allpass, 0.0, 3.0, 1234.0), 1.0, "allpass away from its frequency");
        near(at(FilterType::Peaking, 20.0, 3.0, 1000.0), 10.0, "peaking at its frequency");
        near(at(FilterType::Lowshelf, 20.0, 3.0, 1.0), 10.0, "lowshelf far below its frequency");
        near(at(FilterType::Lowshelf, 20.0, 3.0, 23_999.0), 1.0, "lowshelf far above its frequency");
        near(at(FilterType::Highshelf, -20.0, 3.0, 1.0), 1.0, "highshelf far below its frequency");
        near(at(FilterType::Highshelf, -20.0, 3.0, 23_999.0), 0.1, "highshelf far above its frequency");
    }

    #[test]
    fn the_ends_are_limits_of_the_formulas() {
        for &kind in FilterType::ALL {
            for (end, near) in [(0.0, 1e-3), (24_000.0, 24_000.0 - 1e-3), (30_000.0, 24_000.0 - 1e-3)] {
                let [end, near] = [end, near].map(|frequency| Coefficients::new(kind, frequency, 12.0, 1.0, 48000.0));
                let (end, near) = (end.magnitude(5000.0, 48000.0), near.magnitude(5000.0, 48000.0));
                assert!((end - near).abs() < 1e-3, "{kind:?}: {end} at the end, {near} next to it");
            }
        }
    }

    #[test]
    fn tails_cover_the_response() {
        for q in [0.5, 1.0, 10.0, 100.0] {
            let filter = Coefficients::new(FilterType::Peaking, 500.0, 6.0, q, 48000.0);
            let (mut x, mut y) = ([1.0, 0.0, 0.0], [0.0; 2]);
            let tail = filter.tail();
            let mut loudest = 0.0_f64;
            for frame in 0..3 * tail {
                let out = filter.b[0] * x[0] + filter.b[1] * x[1] + filter.b[2] * x[2]
                    - filter.a[0] * y[0]
                    - filter.a[1] * y[1];
                x = [0.0, x[0], x[1]];
                y = [out, y[0]];
                if frame > tail {
                    loudest = loudest.max(out.abs());
                }
            }
            assert!(loudest < 1e-6, "Q {q}: peak {loudest} after {tail} frames");
        }
    }
}
