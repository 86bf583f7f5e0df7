//! The power of audio in bands of its spectrum.

use alloc::vec::Vec;
use core::ops::Range;

use crate::math::RealFft;
use crate::error::Result;
use crate::math::trigonometry::cosine;
use crate::memory::zeroed;

/// A band: the index of its first bin, and the weights of its bins.
#[derive(Debug)]
struct Band {
    first: usize,
    weights: Vec<f32>,
}

/// Computes the power of audio in bands, under a Hann window.
#[derive(Debug)]
pub(crate) struct BandPowers {
    fft: RealFft,
    window: Vec<f32>,
    real: Vec<f32>,
    imaginary: Vec<f32>,
    bands: Vec<Band>,
}

impl BandPowers {
    /// Creates `bands` bands over frames of `size` samples. `range` returns the frequencies that a band covers, and
    /// `weight` the weight of a frequency in a band. The unit is a bin, `1 / size` of the sample rate.
    fn new(
        size: usize,
        bands: usize,
        range: impl Fn(usize) -> Range<f64>,
        weight: impl Fn(usize, f64) -> f64,
    ) -> Result<Self> {
        let fft = RealFft::new(size)?;
        let mut window: Vec<f32> = zeroed(size)?;
        let hann = |i: usize| (0.5 - 0.5 * cosine(i as f64 / size as f64)) as f32;
        window.iter_mut().enumerate().for_each(|(i, weight)| *weight = hann(i));
        let mut all = Vec::new();
        for band in 0..bands {
            let Range { start, end } = range(band);
            let first = start as usize;
            let end = (end as usize + 1).min(fft.bins());
            let mut weights: Vec<f32> = zeroed(end.saturating_sub(first))?;
            weights.iter_mut().enumerate().for_each(|(i, slot)| *slot = weight(band, (first + i) as f64) as f32);
            all.push(Band { first, weights });
        }
        let (real, imaginary) = (zeroed(fft.bins())?, zeroed(fft.bins())?);
        Ok(Self { fft, window, real, imaginary, bands: all })
    }

    /// Triangular bands, evenly spaced on the mel scale from `low` to `high` Hz: 2595·log10(1 + f/700) (D.
    /// O'Shaughnessy, "Speech Communication", 1987).
    pub(crate) fn mel(size: usize, rate: f64, bands: usize, [low, high]: [f64; 2]) -> Result<Self> {
        // The natural logarithm: the constant factor of the scale cancels out.
        let mel = |frequency: f64| (1.0 + frequency / 700.0).ln();
        let (first, last) = (mel(low), mel(high));
        let hertz = |mel: f64| 700.0 * (mel.exp() - 1.0);
        let edge = |i: usize| hertz(first + (last - first) * i as f64 / (bands + 1) as f64) * size as f64 / rate;
        Self::new(
            size,
            bands,
            |band| edge(band)..edge(band + 2),
            |band, bin| {
                let (from, middle, to) = (edge(band), edge(band + 1), edge(band + 2));
                let rising = (bin - from) / (middle - from);
                rising.min((to - bin) / (to - middle)).max(0.0)
            },
        )
    }

    /// Bands between the given edges, in Hz. A bin extends half a bin to both sides and counts in proportion to the
    /// part of it that lies in the band. The result is the mean square of the audio in the band.
    pub(crate) fn between(size: usize, rate: f64, edges: &[f64]) -> Result<Self> {
        let edge = |i: usize| edges[i] * size as f64 / rate;
        // The mean square of the Hann window is 3/8. The factor 2 accounts for the negative frequencies, which all bins
        // but the one at half the rate have.
        let scale = 2.0 / (0.375 * size as f64 * size as f64);
        let last = size as f64 / 2.0;
        Self::new(
            size,
            edges.len().saturating_sub(1),
            |band| (edge(band) - 0.5).max(0.0)..edge(band + 1) + 0.5,
            |band, bin| {
                let width = (bin + 0.5).min(edge(band + 1)) - (bin - 0.5).max(edge(band));
                scale * width.max(0.0) * if bin < last { 1.0 } else { 0.5 }
            },
        )
    }

    /// Computes the power in each band; applies the window to `samples` in place.
    pub(crate) fn powers(&mut self, samples: &mut [f32], into: &mut [f32]) {
        samples.iter_mut().zip(&self.window).for_each(|(sample, weight)| *sample *= weight);
        self.fft.forward(samples, &mut self.real, &mut self.imaginary);
        let parts = self.real.iter_mut().zip(&self.imaginary);
        parts.for_each(|(re, im)| *re = *re * *re + im * im);
        for (power, band) in into.iter_mut().zip(&self.bands) {
            let bins = self.real.iter().skip(band.first).zip(&band.weights);
            *power = bins.map(|(power, weight)| power * weight).sum();
        }
    }
}
