//! The discrete Fourier transform of real samples.

mod stages;

use alloc::vec::Vec;

use self::stages::Stages;
use crate::error::{Code, Detail, Error, Result};
use crate::math::trigonometry::{cosine, sine};
use crate::memory::zeroed;
use crate::simd::F32x4;

/// The transform of a fixed number of real samples, and its inverse.
///
/// A spectrum is two arrays, real and imaginary parts of the frequencies from 0 to half the rate: `length / 2 + 1`
/// each. Forward is X\[k\] = Σ x\[n\]·exp(-2πi·k·n/length). Backward divides by the length, so a round trip is the
/// identity.
///
/// Even and odd samples are the real and imaginary parts of half as many complex numbers, which are transformed by
/// Stockham's algorithm with radix 4 (and 3 and 5 where necessary). It needs no reordering: every load and store
/// accesses adjacent elements.
#[derive(Debug)]
pub struct RealFft {
    length: usize,
    stages: Stages,
    /// exp(-2πi·k/length) / 2 for k up to a quarter of the length.
    cosines: Vec<f32>,
    sines: Vec<f32>,
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

impl RealFft {
    /// The shortest and the longest supported length.
    pub const LENGTHS: (usize, usize) = (32, 1 << 17);

    /// Creates the transform of `length` samples.
    ///
    /// # Errors
    /// `invalid-argument` unless the length is a multiple of 32 up to 131072 without prime factors other than 2, 3 and
    /// 5, such as 1024 and 960; `out-of-memory`.
    pub fn new(length: usize) -> Result<Self> {
        let (min, max) = Self::LENGTHS;
        if !(min..=max).contains(&length) || !length.is_multiple_of(2) || !Stages::supports(length / 2) {
            let expected = Detail::from("a multiple of 32 up to 131072 with no prime factors but 2, 3 and 5");
            return Err(Error::new(Code::InvalidArgument, "length", expected, length as f64));
        }
        let half = length / 2;
        let table = |value: fn(f64) -> f64| -> Result<Vec<f32>> {
            let mut table = zeroed(half / 2 + 4)?;
            let turns = |k: usize| k as f64 / length as f64;
            table
                .iter_mut()
                .enumerate()
                .for_each(|(k, slot): (usize, &mut f32)| *slot = (value(turns(k)) / 2.0) as f32);
            Ok(table)
        };
        Ok(Self {
            length,
            stages: Stages::new(half)?,
            cosines: table(cosine)?,
            sines: table(sine)?,
            real: zeroed(half)?,
            imaginary: zeroed(half)?,
        })
    }

    /// Returns the number of samples.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Returns the number of frequencies, from 0 to half the rate.
    pub fn bins(&self) -> usize {
        self.length / 2 + 1
    }

    /// Computes the spectrum of `samples`. Does nothing if a slice is too short.
    pub fn forward(&mut self, samples: &[f32], real: &mut [f32], imaginary: &mut [f32]) {
        let half = self.length / 2;
        if samples.len() < self.length || real.len() <= half || imaginary.len() <= half {
            return;
        }
        let parts = self.real.as_chunks_mut().0.iter_mut().zip(self.imaginary.as_chunks_mut().0);
        for (eight, (real, imaginary)) in samples[..self.length].as_chunks::<8>().0.iter().zip(parts) {
            let [a, b] = [0, 1].map(|i| F32x4::load(&eight.as_chunks().0[i]));
            a.even(b).store(real);
            a.odd(b).store(imaginary);
        }
        self.stages.run(&mut self.real, &mut self.imaginary);
        // Of Z = E + iO, where E and O are the spectra of the even and the odd samples: X[k] = E[k] + w·O[k].
        let (re, im) = (&self.real[..half], &self.imaginary[..half]);
        real[0] = re[0] + im[0];
        real[half] = re[0] - im[0];
        (imaginary[0], imaginary[half]) = (0.0, 0.0);
        let mut k = 1;
        // Four from below, and their four mirror images from above; the two ranges may overlap, and then write the same
        // values.
        while k <= half / 2 {
            let mirror = half - k;
            if mirror < k + 7 {
                for k in k..=half / 2 {
                    let one = |index: usize| (F32x4::splat(re[index]), F32x4::splat(im[index]));
                    let w = (F32x4::splat(self.cosines[k]), F32x4::splat(-self.sines[k]));
                    let [low, high] = split(one(k), one(half - k), w);
                    (real[k], imaginary[k]) = (low.0.to_array()[0], low.1.to_array()[0]);
                    (real[half - k], imaginary[half - k]) = (high.0.to_array()[0], high.1.to_array()[0]);
                }
                break;
            }
            let low = (load(re, k), load(im, k));
            let high = (load(re, mirror - 3).reversed(), load(im, mirror - 3).reversed());
            let w = (load(&self.cosines, k), F32x4::splat(0.0) - load(&self.sines, k));
            let [low, high] = split(low, high, w);
            store(low.0, real, k);
            store(low.1, imaginary, k);
            store(high.0.reversed(), real, mirror - 3);
            store(high.1.reversed(), imaginary, mirror - 3);
            k += 4;
        }
    }

    /// Computes the samples of a spectrum. Does nothing if a slice is too short.
    pub fn backward(&mut self, real: &[f32], imaginary: &[f32], samples: &mut [f32]) {
        let half = self.length / 2;
        if samples.len() < self.length || real.len() <= half || imaginary.len() <= half {
            return;
        }
        let scale = F32x4::splat(2.0 / self.length as f32);
        let (re, im) = (&mut self.real, &mut self.imaginary);
        // The inverse: Z = E + iO of E = (X + conj X')/2 and O = (X - conj X')/2 / w.
        re[0] = (real[0] + real[half]) / self.length as f32;
        im[0] = (real[0] - real[half]) / self.length as f32;
        let mut k = 1;
        while k <= half / 2 {
            let mirror = half - k;
            if mirror < k + 7 {
                for k in k..=half / 2 {
                    let one = |index: usize| (F32x4::splat(real[index]), F32x4::splat(imaginary[index]));
                    let w = (F32x4::splat(self.cosines[k]), F32x4::splat(self.sines[k]));
                    let [low, high] = join(one(k), one(half - k), w);
                    (re[k], im[k]) = ((low.0 * scale).to_array()[0], (low.1 * scale).to_array()[0]);
                    (re[half - k], im[half - k]) = ((high.0 * scale).to_array()[0], (high.1 * scale).to_array()[0]);
                }
                break;
            }
            let low = (load(real, k), load(imaginary, k));
            let high = (load(real, mirror - 3).reversed(), load(imaginary, mirror - 3).reversed());
            let w = (load(&self.cosines, k), load(&self.sines, k));
            let [low, high] = join(low, high, w);
            store(low.0 * scale, re, k);
            store(low.1 * scale, im, k);
            store((high.0 * scale).reversed(), re, mirror - 3);
            store((high.1 * scale).reversed(), im, mirror - 3);
            k += 4;
        }
        // Backward is forward with real and imaginary parts exchanged.
        self.stages.run(im, re);
        let parts = self.real.as_chunks().0.iter().zip(self.imaginary.as_chunks().0);
        for (eight, (real, imaginary)) in samples[..self.length].as_chunks_mut::<8>().0.iter_mut().zip(parts) {
            let (even, odd) = (F32x4::load(real), F32x4::load(imaginary));
            let eight = &mut eight.as_chunks_mut().0;
            even.zip_low(odd).store(&mut eight[0]);
            even.zip_high(odd).store(&mut eight[1]);
        }
    }
}

type Complex = (F32x4, F32x4);

fn load(from: &[f32], at: usize) -> F32x4 {
    from[at..].first_chunk().map_or(F32x4::splat(0.0), F32x4::load)
}

fn store(value: F32x4, to: &mut [f32], at: usize) {
    if let Some(to) = to[at..].first_chunk_mut() {
        value.store(to);
    }
}

/// Returns X\[k\] and X\[half - k\] from Z\[k\] and Z\[half - k\]; `w` is exp(-2πi·k/length) / 2.
#[inline(always)]
fn split((a, b): Complex, (c, d): Complex, (wr, wi): Complex) -> [Complex; 2] {
    let half = F32x4::splat(0.5);
    // Twice the spectra of the even and of the odd samples: Z + conj Z', (Z - conj Z') / i.
    let (er, ei) = (a + c, b - d);
    let (or, oi) = (b + d, c - a);
    let (tr, ti) = (wr * or - wi * oi, wr * oi + wi * or);
    let (er, ei) = (er * half, ei * half);
    [(er + tr, ei + ti), (er - tr, ti - ei)]
}

/// The inverse of `split`; `w` is exp(2πi·k/length) / 2.
#[inline(always)]
fn join((a, b): Complex, (c, d): Complex, (wr, wi): Complex) -> [Complex; 2] {
    let half = F32x4::splat(0.5);
    let (er, ei) = ((a + c) * half, (b - d) * half);
    let (tr, ti) = (a - c, b + d);
    // O = (X - conj X') / 2 · exp(2πi·k/length).
    let (or, oi) = (wr * tr - wi * ti, wr * ti + wi * tr);
    [(er - oi, ei + or), (er + oi, or - ei)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::noise;

    fn reference(samples: &[f32], k: usize) -> (f64, f64) {
        let length = samples.len();
        let (mut real, mut imaginary) = (0.0, 0.0);
        for (n, &sample) in samples.iter().enumerate() {
            let angle = core::f64::consts::TAU * ((k * n) % length) as f64 / length as f64;
            real += f64::from(sample) * angle.cos();
            imaginary -= f64::from(sample) * angle.sin();
        }
        (real, imaginary)
    }

    #[test]
    fn agrees_with_the_sum_and_inverts() {
        let powers = (5..=13).map(|power| 1 << power);
        for length in powers.chain([96, 160, 288, 480, 800, 960, 1440, 2400, 7200, 12000]) {
            let samples = noise(1, length).remove(0);
            let mut fft = RealFft::new(length).unwrap();
            let (mut real, mut imaginary) = (vec![7.0; fft.bins()], vec![7.0; fft.bins()]);
            fft.forward(&samples, &mut real, &mut imaginary);
            let tolerance = 3e-7 * (length as f64).sqrt() * (length as f64).log2();
            for k in (0..fft.bins()).step_by(if length > 1024 { 37 } else { 1 }).chain([length / 2]) {
                let (re, im) = reference(&samples, k);
                let error = (f64::from(real[k]) - re).abs().max((f64::from(imaginary[k]) - im).abs());
                assert!(error < tolerance, "length {length}, frequency {k}: {error}");
            }
            let mut back = vec![0.0; length];
            fft.backward(&real, &imaginary, &mut back);
            for (n, (back, sample)) in back.iter().zip(&samples).enumerate() {
                assert!((back - sample).abs() < 2e-6, "length {length}, sample {n}: {back} for {sample}");
            }
        }
    }

    #[test]
    fn other_lengths_are_rejected() {
        for length in [0, 1, 16, 33, 48, 100, 224, 1 << 18, 3 << 16, usize::MAX] {
            assert_eq!(RealFft::new(length).unwrap_err().argument, "length", "{length}");
        }
    }
}
