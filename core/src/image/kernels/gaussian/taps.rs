//! The weights: designed in double precision, then rounded to fixed point with an exact sum.

use core::f64::consts::PI;

use crate::math::trigonometry::cosine;

/// The weight 1 in fixed point. A frame's edge can fold all weights onto one row, so 1 must fit into an `i16`.
pub(super) const ONE: i32 = 1 << SHIFT;
/// Number of fraction bits of a weight.
pub(super) const SHIFT: u32 = 14;

/// The sum of the absolute weights that may lie outside the window, relative to the sum of all weights: they change a
/// result by less than 0.3 levels (255 times this) at worst.
const TAIL: f64 = 1.1e-3;

/// One side of a symmetric kernel, from the centre outwards. The weight beyond the last tap is added to the last tap,
/// so the sum is preserved, and the variance very nearly.
#[derive(Debug)]
pub(crate) struct Symmetric(Vec<f64>);

impl Symmetric {
    /// Truncates `side` (from the centre outwards) where the remaining weight is small, at a radius divisible by
    /// `step`.
    fn cut(mut side: Vec<f64>, step: usize, tail: f64) -> Self {
        let total = side[0] + 2.0 * side[1..].iter().sum::<f64>();
        let (mut beyond, mut absolute) = (0.0, 0.0);
        let mut radius = side.len() - 1;
        while radius > 0 && absolute + 2.0 * side[radius].abs() < tail * total {
            beyond += side[radius];
            absolute += 2.0 * side[radius].abs();
            radius -= 1;
        }
        side.truncate(radius + 1);
        if let Some(last) = side.last_mut() {
            *last += beyond * if radius == 0 { 2.0 } else { 1.0 };
        }
        side.resize(radius.next_multiple_of(step) + 1, 0.0);
        side.iter_mut().for_each(|weight| *weight /= total);
        Self(side)
    }

    /// The sampled Gaussian. The radius is even, so that two rows of the result share pairs of source rows.
    pub(super) fn gaussian(sigma: f64) -> Self {
        let radius = (6.0 * sigma).ceil() as usize;
        Self::cut((0..=radius).map(|x| (-0.5 * (x as f64 / sigma).powi(2)).exp()).collect(), 2, TAIL)
    }

    /// For samples `step` pixels apart that were decimated by [`spline`] and are interpolated by it again: the kernel
    /// that makes the chain of the three a Gaussian.
    pub(super) fn between_splines(sigma: f64, step: usize) -> Self {
        Self::between_splines_within(sigma, step, TAIL)
    }

    /// As [`Symmetric::between_splines`], up to this sum of the absolute weights outside.
    pub(crate) fn between_splines_within(sigma: f64, step: usize, tail: f64) -> Self {
        let spline = spline(step);
        // Frequency in cycles per sample of the decimated line. Frequencies above 1/2 don't occur, and above 1/q less
        // than 1e-8 is left.
        let response = |f: f64| {
            let one: f64 = spline.iter().zip(0i32..).map(|(w, t)| w * cosine(f * f64::from(t) / step as f64)).sum();
            one * 2.0 - spline[0]
        };
        let q = sigma / step as f64;
        Self::from_spectrum(0.5_f64.min(1.0 / q), (6.0 * q).ceil() as usize + 4, tail, |f| {
            gaussian_spectrum(q, f) / response(f).powi(2)
        })
    }

    /// For every pixel, where every `step`th result is kept and interpolated by [`spline`]: the kernel that makes the
    /// chain of the two a Gaussian.
    pub(super) fn before_spline(sigma: f64, step: usize) -> Self {
        let spectrum = |f: f64| {
            // 1 / sinc^4 as the exponential of its series, which is smooth beyond the relevant frequencies.
            let x = (PI * f * step as f64).powi(2);
            let inverse = (4.0 * x * (1.0 / 6.0 + x * (1.0 / 180.0 + x * (1.0 / 2835.0 + x / 37800.0)))).exp();
            gaussian_spectrum(sigma, f) * inverse
        };
        Self::from_spectrum(1.0 / sigma.max(step as f64), (6.0 * sigma).ceil() as usize + 4, TAIL, spectrum)
    }

    /// The kernel whose spectrum is `spectrum` up to `limit`, in cycles per sample, and zero above.
    fn from_spectrum(limit: f64, radius: usize, tail: f64, spectrum: impl Fn(f64) -> f64) -> Self {
        // The sum over frequencies repeats after `2 * steps / limit` samples: well beyond the radius.
        let steps = (2.0 * radius as f64 * limit).ceil() as usize + 32;
        let mut side = vec![0.0; radius + 1];
        for i in 0..steps {
            let f = (i as f64 + 0.5) / steps as f64 * limit;
            // The cosines of the multiples of an angle, each from the previous two.
            let (height, cosine) = (spectrum(f), cosine(f));
            let (mut before, mut now) = (cosine, 1.0);
            for tap in &mut side {
                *tap += height * now;
                (before, now) = (now, 2.0 * cosine * now - before);
            }
        }
        Self::cut(side, 1, tail)
    }

    /// Returns the number of taps on either side of the centre.
    pub(super) fn radius(&self) -> usize {
        self.0.len() - 1
    }

    /// Returns all weights, from the first to the last.
    #[cfg(feature = "float")]
    pub(crate) fn floats(&self) -> Vec<f32> {
        let radius = self.radius();
        (0..=2 * radius).map(|i| self.0[i.abs_diff(radius)] as f32).collect()
    }

    /// Returns all weights in fixed point, from the first to the last.
    pub(super) fn quantised(&self) -> Vec<i16> {
        let radius = self.radius();
        let weights: Vec<f64> = (0..=2 * radius).map(|i| self.0[i.abs_diff(radius)]).collect();
        quantised(&weights, radius)
    }
}

/// Weights that sum to 1, in fixed point; the weight at `centre` absorbs the rounding errors.
pub(super) fn quantised(weights: &[f64], centre: usize) -> Vec<i16> {
    let mut result: Vec<i16> = weights.iter().map(|w| (w * f64::from(ONE)).round() as i16).collect();
    let sum: i32 = result.iter().map(|&w| i32::from(w)).sum();
    result[centre] += (ONE - sum) as i16;
    result
}

fn gaussian_spectrum(sigma: f64, f: f64) -> f64 {
    (-2.0 * (PI * sigma * f).powi(2)).exp()
}

/// One side of the cubic B-spline with knots `step` pixels apart, sampled at every pixel; the sum of both sides is 1.
/// Its spectrum vanishes to the fourth order at every frequency that decimation would fold onto 0.
pub(crate) fn spline(step: usize) -> Vec<f64> {
    (0..2 * step).map(|t| cubic(t as f64 / step as f64) / step as f64).collect()
}

/// The four weights of the samples around `phase / step`.
pub(crate) fn phase_weights(phase: usize, step: usize) -> [f64; 4] {
    let x = phase as f64 / step as f64;
    [cubic(1.0 + x), cubic(x), cubic(1.0 - x), cubic(2.0 - x)]
}

/// The same in fixed point.
pub(super) fn phase(phase: usize, step: usize) -> Vec<i16> {
    quantised(&phase_weights(phase, step), if 2 * phase < step { 1 } else { 2 })
}

/// The cubic B-spline.
fn cubic(x: f64) -> f64 {
    match x {
        x if x < 1.0 => 2.0 / 3.0 - x * x + x * x * x / 2.0,
        x if x < 2.0 => (2.0 - x).powi(3) / 6.0,
        _ => 0.0,
    }
}
