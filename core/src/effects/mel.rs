//! Bands as wide as the ear's.

use alloc::vec::Vec;

use crate::audio::RealFft;
use crate::error::Result;
use crate::filters::angle::cosine;
use crate::filters::rows::zeroed;

/// Triangular bands, evenly spread over the mel scale: 2595·log10(1 + f/700) (D. O'Shaughnessy, "Speech Communication", 1987).
#[derive(Debug)]
struct Band {
    first: usize,
    weights: Vec<f32>,
}

/// The power of a sound in bands.
#[derive(Debug)]
pub(crate) struct Mel {
    fft: RealFft,
    /// Hann's.
    window: Vec<f32>,
    real: Vec<f32>,
    imaginary: Vec<f32>,
    bands: Vec<Band>,
}

impl Mel {
    /// So many bands from `low` to `high` Hz, of frames of `size` samples.
    pub(crate) fn new(size: usize, rate: f64, bands: usize, [low, high]: [f64; 2]) -> Result<Self> {
        let fft = RealFft::new(size)?;
        let mut window: Vec<f32> = zeroed(size)?;
        let hann = |i: usize| (0.5 - 0.5 * cosine(i as f64 / size as f64)) as f32;
        window.iter_mut().enumerate().for_each(|(i, weight)| *weight = hann(i));
        // In natural logarithms, of which the scale is a multiple.
        let mel = |frequency: f64| (1.0 + frequency / 700.0).ln();
        let (first, last) = (mel(low), mel(high));
        let edge = |i: usize| 700.0 * ((first + (last - first) * i as f64 / (bands + 1) as f64).exp() - 1.0);
        let mut all = Vec::new();
        for band in 0..bands {
            let (from, middle, to) = (edge(band), edge(band + 1), edge(band + 2));
            let frequency = |bin: usize| bin as f64 * rate / size as f64;
            let weight = |bin: usize| {
                let rising = (frequency(bin) - from) / (middle - from);
                rising.min((to - frequency(bin)) / (to - middle)).max(0.0)
            };
            let start = (from * size as f64 / rate) as usize;
            let end = ((to * size as f64 / rate) as usize + 1).min(fft.bins());
            let mut weights: Vec<f32> = zeroed(end.saturating_sub(start))?;
            weights.iter_mut().enumerate().for_each(|(i, slot)| *slot = weight(start + i) as f32);
            all.push(Band { first: start, weights });
        }
        let (real, imaginary) = (zeroed(fft.bins())?, zeroed(fft.bins())?);
        Ok(Self { fft, window, real, imaginary, bands: all })
    }

    /// The power in each band; the samples are windowed.
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
