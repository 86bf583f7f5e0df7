//! The bands of the spectrum: overlapping triangles, wider than the critical bands of hearing below 1 kHz.

use super::matrix::{TILE, fill, multiply_matrix};
use super::model::BANDS;
use crate::math::trigonometry::cosine;
use crate::simd::F32x4;

/// Number of frequency bins that the bands cover: up to 20 kHz, 50 Hz apart.
pub(super) const COVERED: usize = 400;

/// Centres of the bands, in units of 200 Hz (the paper's figure 2).
const PEAKS: [usize; BANDS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 34, 40, 48, 60, 78, 100];

/// Number of bins per unit: one vector.
const STEP: usize = 4;

/// Real and imaginary parts of a spectrum.
pub(super) type Parts<'a> = (&'a [f32], &'a [f32]);

/// A value for each band, padded with two zeros to whole vectors.
pub(super) type Values = [f32; TILE];

/// The bands, and the discrete cosine transform over them.
#[derive(Debug)]
pub(super) struct Bands {
    /// The position of each bin between the centres of its two bands, from 0 to 1.
    fractions: [f32; COVERED],
    transform: [f32; BANDS * TILE],
}

impl Bands {
    pub(super) fn new() -> Self {
        let mut fractions = [0.0; COVERED];
        for pair in PEAKS.windows(2) {
            if let [from, to] = *pair {
                let width = ((to - from) * STEP) as f32;
                let between = fractions[from * STEP..to * STEP].iter_mut().enumerate();
                between.for_each(|(index, fraction)| *fraction = index as f32 / width);
            }
        }
        let scale = (2.0 / BANDS as f64).sqrt();
        let mut transform = [0.0; BANDS * TILE];
        fill(&mut transform, BANDS, &|band, index| {
            let turns = (band as f64 + 0.5) * index as f64 / (2 * BANDS) as f64;
            let scale = if index == 0 { scale * core::f64::consts::FRAC_1_SQRT_2 } else { scale };
            if index < BANDS { (cosine(turns) * scale) as f32 } else { 0.0 }
        });
        Self { fractions, transform }
    }

    /// Computes, for each band, the sum of the products of two spectra: for equal spectra, the energy.
    #[inline(never)]
    pub(super) fn correlate(&self, a: Parts<'_>, b: Parts<'_>, sums: &mut Values) {
        let lanes = |part: &[f32], at: usize| part[at..].first_chunk().map_or(F32x4::splat(0.0), F32x4::load);
        sums.fill(0.0);
        for (band, pair) in PEAKS.windows(2).enumerate() {
            let (mut all, mut rising) = (F32x4::splat(0.0), F32x4::splat(0.0));
            for at in (pair[0] * STEP..pair[1] * STEP).step_by(4) {
                let product = lanes(a.0, at) * lanes(b.0, at) + lanes(a.1, at) * lanes(b.1, at);
                all = all + product;
                rising = rising + product * lanes(&self.fractions, at);
            }
            // The model expects energies of spectra that are divided by the sum of the squared window.
            let total = |vector: F32x4| vector.to_array().iter().sum::<f32>() * (1.0 / (480.0 * 480.0));
            let rising = total(rising);
            sums[band] += total(all) - rising;
            sums[band + 1] += rising;
        }
        // The first and the last band have half a triangle only.
        sums[0] *= 2.0;
        sums[BANDS - 1] *= 2.0;
    }

    /// Interpolates linearly between the values of the bands, for each bin.
    #[inline(never)]
    pub(super) fn spread(&self, values: &Values, into: &mut [f32; COVERED]) {
        for (pair, values) in PEAKS.windows(2).zip(values.windows(2)) {
            let change = F32x4::splat(values[1] - values[0]);
            for at in (pair[0] * STEP..pair[1] * STEP).step_by(4) {
                let (Some(into), Some(fractions)) =
                    (into[at..].first_chunk_mut(), self.fractions[at..].first_chunk())
                else {
                    break;
                };
                (F32x4::splat(values[0]) + F32x4::load(fractions) * change).store(into);
            }
        }
    }

    /// The discrete cosine transform over the bands.
    pub(super) fn transform(&self, values: &Values) -> Values {
        let mut results = [0.0; TILE];
        multiply_matrix(&self.transform, &values[..BANDS], &mut results);
        results
    }
}
