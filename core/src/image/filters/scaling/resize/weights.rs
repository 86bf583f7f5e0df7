//! The weight of each pixel of a line for each pixel of the result.

use alloc::vec::Vec;
use core::f64::consts::PI;

use crate::error::Result;
use crate::math::trigonometry::sine;
use crate::memory::zeroed;

/// Number of fraction bits of weights: 1 fits into 16 bits.
pub(super) const FRACTION: u32 = 14;

/// A curve of weights, symmetric around 0.
#[derive(Debug)]
pub(super) struct Curve {
    /// The distance at which the curve ends, in pixels.
    support: f64,
    weight: fn(f64) -> f64,
    /// Whether this is the bilinear curve, which has a fast path for halves.
    pub(super) is_bilinear: bool,
}

impl Curve {
    pub(super) const BOX: Self = Self::new(0.5, |x| if x > -0.5 && x <= 0.5 { 1.0 } else { 0.0 });
    pub(super) const BILINEAR: Self = Self { is_bilinear: true, ..Self::new(1.0, |x| (1.0 - x.abs()).max(0.0)) };
    pub(super) const CATMULL_ROM: Self = Self::new(2.0, |x| cubic(x, 0.0, 0.5));
    pub(super) const MITCHELL: Self = Self::new(2.0, |x| cubic(x, 1.0 / 3.0, 1.0 / 3.0));
    pub(super) const LANCZOS3: Self =
        Self::new(3.0, |x| if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 });

    const fn new(support: f64, weight: fn(f64) -> f64) -> Self {
        Self { support, weight, is_bilinear: false }
    }

    /// Returns the first pixel of a line of `from` that contributes to pixel `i` of `to`, the number of contributing
    /// pixels, and the position of the centre.
    fn window(&self, i: usize, from: usize, to: usize) -> (usize, usize, f64) {
        let step = from as f64 / to as f64;
        let reach = self.support * step.max(1.0);
        let centre = (i as f64 + 0.5) * step;
        let first = ((centre - reach + 0.5).max(0.0) as usize).min(from - 1);
        let end = ((centre + reach + 0.5) as usize).clamp(first + 1, from);
        (first, end - first, centre)
    }
}

/// Returns the position in a line of `from` pixels of the centre of pixel `i` of `to` pixels.
pub(super) fn nearest(i: usize, from: usize, to: usize) -> usize {
    (2 * i + 1) * from / (2 * to)
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { sine(x / 2.0) / (PI * x) }
}

/// Mitchell and Netravali's family of cubics.
fn cubic(x: f64, b: f64, c: f64) -> f64 {
    let x = x.abs();
    let sixth = if x < 1.0 {
        ((12.0 - 9.0 * b - 6.0 * c) * x + (-18.0 + 12.0 * b + 6.0 * c)) * x * x + (6.0 - 2.0 * b)
    } else if x < 2.0 {
        (((-b - 6.0 * c) * x + (6.0 * b + 30.0 * c)) * x + (-12.0 * b - 48.0 * c)) * x + (8.0 * b + 24.0 * c)
    } else {
        0.0
    };
    sixth / 6.0
}

/// The weights along a line, as floats.
#[cfg(feature = "float")]
#[derive(Debug)]
pub(super) struct FloatWeights {
    /// The first pixel for each pixel of the result, and the number of pixels.
    windows: Vec<[u32; 2]>,
    /// The largest number of pixels, and as many weights for each pixel of the result.
    most: usize,
    weights: Vec<f32>,
}

#[cfg(feature = "float")]
impl FloatWeights {
    /// Computes the weights for a line of `from` pixels that becomes a line of `to`.
    pub(super) fn new(curve: &Curve, from: usize, to: usize) -> Result<Self> {
        let most = (0..to).map(|i| curve.window(i, from, to).1).max().unwrap_or(1);
        let (mut windows, mut weights) = (zeroed(to)?, zeroed(to.saturating_mul(most))?);
        let narrowing = (from as f64 / to as f64).max(1.0);
        for (i, (window, weights)) in windows.iter_mut().zip(weights.chunks_exact_mut(most)).enumerate() {
            let (first, count, centre) = curve.window(i, from, to);
            *window = [first as u32, count as u32];
            let exact = |k: usize| (curve.weight)(((first + k) as f64 - centre + 0.5) / narrowing);
            let sum: f64 = (0..count).map(exact).sum();
            weights.iter_mut().take(count).enumerate().for_each(|(k, weight)| *weight = (exact(k) / sum) as f32);
        }
        Ok(Self { windows, most, weights })
    }

    /// Returns the first pixel for pixel `i` of the result, and the weights from there on.
    pub(super) fn of(&self, i: usize) -> (usize, &[f32]) {
        let [first, count] = self.windows.get(i).copied().unwrap_or_default();
        let weights = self.weights.get(i * self.most..).unwrap_or_default();
        (first as usize, weights.get(..count as usize).unwrap_or_default())
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.windows.as_slice()) + size_of_val(self.weights.as_slice())
    }
}

/// The weights along a line, for pixels taken in pairs.
#[derive(Debug)]
pub(super) struct Weights {
    /// Number of positions before the first pixel: 1 if pairs begin with an odd pixel, which may save each result a
    /// pair.
    pub(super) lead: usize,
    /// Number of pairs of the line, including the position before it and the position behind it.
    pub(super) line: usize,
    /// Number of pairs that contribute to a pixel of the result: the same for all pixels.
    pub(super) pairs: usize,
    /// The first pair for each pixel of the result.
    pub(super) first: Vec<u32>,
    /// `pairs` weights for each pixel of the result: the weight of the pair's first pixel in the lower half, the second
    /// pixel's in the upper half.
    pub(super) weights: Vec<i32>,
}

impl Weights {
    /// Computes the weights for a line of `from` pixels that becomes a line of `to`.
    pub(super) fn new(curve: &Curve, from: usize, to: usize) -> Result<Self> {
        let needed = |lead: usize| {
            let pairs = (0..to).map(|i| {
                let (first, count, _) = curve.window(i, from, to);
                (first + lead + count).div_ceil(2) - (first + lead) / 2
            });
            pairs.max().unwrap_or(1)
        };
        let (even, odd) = (needed(0), needed(1));
        let (lead, pairs) = if odd < even { (1, odd) } else { (0, even) };
        let line = (from + lead).div_ceil(2);
        let mut all = Self { lead, line, pairs, first: zeroed(to)?, weights: zeroed(to * pairs)? };
        let most = (0..to).map(|i| curve.window(i, from, to).1).max().unwrap_or(1);
        let mut exact: Vec<f64> = zeroed(most)?;
        let narrowing = (from as f64 / to as f64).max(1.0);
        for (i, weights) in all.weights.chunks_exact_mut(pairs).enumerate() {
            let (first, count, centre) = curve.window(i, from, to);
            let exact = &mut exact[..count];
            for (k, weight) in exact.iter_mut().enumerate() {
                *weight = (curve.weight)(((first + k) as f64 - centre + 0.5) / narrowing);
            }
            let sum: f64 = exact.iter().sum();
            let pair = ((first + lead) / 2).min(line - pairs);
            all.first[i] = pair as u32;
            // The rounding error of a weight is carried to the next weight, so the weights sum to 1, however many and
            // however small they are.
            let (mut so_far, mut given) = (0.0, 0);
            for (k, weight) in exact.iter().enumerate() {
                so_far += weight / sum * f64::from(1 << FRACTION);
                let fixed = so_far.round() as i32 - given;
                given += fixed;
                let place = first + lead + k - 2 * pair;
                weights[place / 2] |= if place % 2 == 0 { fixed & 0xffff } else { fixed << 16 };
            }
        }
        Ok(all)
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.first.as_slice()) + size_of_val(self.weights.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_one_and_sums_fit_into_16_bits() {
        let curves = [Curve::BOX, Curve::BILINEAR, Curve::CATMULL_ROM, Curve::MITCHELL, Curve::LANCZOS3];
        for curve in &curves {
            for (from, to) in (1..40).flat_map(|from| (1..40).map(move |to| (from, to))).chain([
                (32_767, 1),
                (1, 32_767),
                (3840, 1920),
                (1920, 3840),
                (3840, 512),
                (9999, 10_000),
            ]) {
                let all = Weights::new(curve, from, to).unwrap();
                for (i, weights) in all.weights.chunks_exact(all.pairs).enumerate() {
                    let halves = weights.iter().flat_map(|&pair| [i32::from(pair as i16), pair >> 16]);
                    assert_eq!(halves.clone().sum::<i32>(), 1 << FRACTION, "{curve:?} {from} → {to}: {i}");
                    // A value of the line is at most 16,320.
                    let largest: i32 = halves.map(i32::abs).sum();
                    assert!(f64::from(largest) * 16_320.0 < 32_767.0 * f64::from(1 << FRACTION), "{from} → {to}: {i}");
                    assert!(all.first[i] as usize + all.pairs <= all.line, "{from} → {to}: {i} reaches out");
                }
            }
        }
        assert_eq!(Weights::new(&Curve::LANCZOS3, 3840, 1920).unwrap().pairs, 6, "12 pixels, in 6 pairs");
    }
}
