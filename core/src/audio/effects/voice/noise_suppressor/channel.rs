//! Conversion of a channel to spectra and back.

use super::bands::{Bands, COVERED, Parts, Values};
use super::matrix::{TILE, add_products, add_times, multiply};
use super::lengths::{HISTORY, MAXIMUM_PERIOD, STEP, WINDOW};
use crate::math::RealFft;
use crate::audio::effects::flush;
use crate::error::Result;
use crate::math::trigonometry::sine;
use crate::simd::F32x4;

/// Number of frequency bins of a spectrum.
const FREQUENCIES: usize = STEP + 1;

/// The model was trained on 16-bit samples.
const SCALE: f32 = 32768.0;

/// Largest input sample, 60 dB above full scale: the fourth power of larger samples could overflow.
const LOUDEST: f32 = 1000.0;

/// The recursive coefficients of a high-pass filter, whose response is -15 dB at 10 Hz, -4 dB at 20 Hz and flat from 40
/// Hz on. They are 32-bit floats: this close to 1, their last bits are audible.
const POLES: [f32; 2] = [1.995_99, 0.996];

/// Tables and buffers that all channels share.
#[derive(Debug)]
pub(super) struct Tools {
    pub(super) bands: Bands,
    fft: RealFft,
    window: [f32; WINDOW],
    windowed: [f32; WINDOW],
    gains: [[f32; COVERED]; 2],
}

impl Tools {
    pub(super) fn new() -> Result<Self> {
        let mut window = [0.0; WINDOW];
        for (index, slot) in window.iter_mut().enumerate() {
            // The Vorbis window: its square and that of its second half sum to 1. Angles are in turns.
            let [mut turns, mut value] = [(index as f64 + 0.5) / (2 * WINDOW) as f64, 0.0];
            for _ in 0..2 {
                value = sine(turns);
                turns = 0.25 * value * value;
            }
            *slot = value as f32;
        }
        Ok(Self {
            bands: Bands::new(),
            fft: RealFft::new(WINDOW)?,
            window,
            windowed: [0.0; WINDOW],
            gains: [[0.0; COVERED]; 2],
        })
    }
}

#[derive(Debug)]
struct Spectrum {
    real: [f32; FREQUENCIES],
    imaginary: [f32; FREQUENCIES],
    /// The energies of the bands.
    energies: Values,
}

impl Spectrum {
    fn new() -> Self {
        Self { real: [0.0; FREQUENCIES], imaginary: [0.0; FREQUENCIES], energies: [0.0; TILE] }
    }

    fn parts(&self) -> Parts<'_> {
        (&self.real, &self.imaginary)
    }

    /// Computes the spectrum of windowed samples.
    fn take(&mut self, samples: &[f32], tools: &mut Tools) {
        tools.windowed.copy_from_slice(&samples[..WINDOW]);
        multiply(&mut tools.windowed, &tools.window);
        tools.fft.forward(&tools.windowed, &mut self.real, &mut self.imaginary);
        tools.bands.correlate((&self.real, &self.imaginary), (&self.real, &self.imaginary), &mut self.energies);
    }
}

/// A channel.
#[derive(Debug)]
pub(super) struct Channel {
    /// The latest samples after the high-pass filter, in the model's scale.
    pub(super) history: [f32; HISTORY],
    highpass: [f64; 2],
    overlap: [f32; STEP],
    now: Spectrum,
    /// The spectrum of the window one pitch period earlier.
    before: Spectrum,
    /// Correlation of both spectra, in each band from -1 to 1.
    likeness: Values,
}

impl Channel {
    #[inline(never)]
    pub(super) fn new() -> Self {
        Self {
            history: [0.0; HISTORY],
            highpass: [0.0; 2],
            overlap: [0.0; STEP],
            now: Spectrum::new(),
            before: Spectrum::new(),
            likeness: [0.0; TILE],
        }
    }

    /// Stores the samples of a step, multiplied by `factor`, and computes the spectrum of the last two steps.
    #[inline(never)]
    pub(super) fn take(&mut self, samples: &[f32], factor: f32, tools: &mut Tools) {
        self.history.copy_within(STEP.., 0);
        // Two zeros at 0 Hz, and two poles near them.
        let [mut first, mut second] = self.highpass;
        for (target, &sample) in self.history[HISTORY - STEP..].iter_mut().zip(samples) {
            let x = f64::from((factor * sample).clamp(-LOUDEST, LOUDEST) * SCALE);
            let y = x + first;
            first = second - 2.0 * x + f64::from(POLES[0]) * y;
            second = x - f64::from(POLES[1]) * y;
            *target = y as f32;
        }
        self.highpass = [flush(first), flush(second)];
        self.now.take(&self.history[HISTORY - WINDOW..], tools);
    }

    /// The energies of the bands.
    pub(super) fn energies(&self) -> &Values {
        &self.now.energies
    }

    /// Correlation of the spectrum with that of one period earlier, in each band from -1 to 1.
    pub(super) fn likeness(&self) -> &Values {
        &self.likeness
    }

    /// Correlates the spectrum with that of `period` samples earlier.
    #[inline(never)]
    pub(super) fn compare(&mut self, period: usize, tools: &mut Tools) {
        let start = HISTORY - WINDOW - period.min(MAXIMUM_PERIOD);
        self.before.take(&self.history[start..], tools);
        tools.bands.correlate(self.now.parts(), self.before.parts(), &mut self.likeness);
        let mut energies = self.now.energies;
        multiply(&mut energies, &self.before.energies);
        let mut scale = [1.0; TILE];
        roots(&mut scale, &energies, 0.001);
        multiply(&mut self.likeness, &scale);
    }

    /// Removes noise between the harmonics of a voice, by adding the spectrum of one period earlier to noisy bands that
    /// are kept (the paper's section III.D). The energies of the bands are restored afterwards. Then applies the gains.
    ///
    /// `gains` are the output of the network, `smooth` the gains that are applied.
    pub(super) fn apply(&mut self, gains: &Values, smooth: &Values, tools: &mut Tools) {
        let (now, before) = (&mut self.now, &self.before);
        let mut added = [0.0; TILE];
        strengths(&mut added, &self.likeness, gains);
        multiply(&mut added, &now.energies);
        roots(&mut added, &before.energies, 1e-8);
        let [first, second] = &mut tools.gains;
        tools.bands.spread(&added, first);
        add_products(&mut now.real, &before.real, first);
        add_products(&mut now.imaginary, &before.imaginary, first);
        // Restores the energies from before the addition, then applies the gains.
        tools.bands.correlate(now.parts(), now.parts(), &mut added);
        let mut level = now.energies;
        roots(&mut level, &added, 1e-8);
        tools.bands.spread(&level, first);
        tools.bands.spread(smooth, second);
        multiply(first, second);
        for part in [&mut now.real, &mut now.imaginary] {
            multiply(part, first);
            // No band covers frequencies above 20 kHz.
            part[COVERED..].fill(0.0);
        }
    }

    /// Writes the samples of the previous step: all windows that they are the sum of are complete now.
    pub(super) fn give(&mut self, samples: &mut [f32], tools: &mut Tools) {
        tools.fft.backward(&self.now.real, &self.now.imaginary, &mut tools.windowed);
        multiply(&mut tools.windowed, &tools.window);
        let (first, second) = tools.windowed.split_at(STEP);
        samples.copy_from_slice(&self.overlap);
        add_times(samples, first, 1.0 / SCALE);
        self.overlap.fill(0.0);
        add_times(&mut self.overlap, second, 1.0 / SCALE);
    }
}

/// Replaces values by `sqrt(value / (divisor + offset))`; divisors are never negative.
#[inline(never)]
fn roots(values: &mut [f32], divisors: &[f32], offset: f32) {
    for (values, divisors) in values.as_chunks_mut().0.iter_mut().zip(divisors.as_chunks().0) {
        let divisor = F32x4::load(divisors) + F32x4::splat(offset);
        F32x4::load(values).divide(divisor).square_root().store(values);
    }
}

/// The squared factor with which the earlier spectrum is added (the paper's equation 9); 1 for bands whose correlation
/// exceeds their gain.
#[inline(never)]
fn strengths(values: &mut [f32], likeness: &[f32], gains: &[f32]) {
    let (zero, one) = (F32x4::splat(0.0), F32x4::splat(1.0));
    let known = likeness.as_chunks().0.iter().zip(gains.as_chunks().0);
    for (values, (likeness, gain)) in values.as_chunks_mut().0.iter_mut().zip(known) {
        let (likeness, gain) = (F32x4::load(likeness), F32x4::load(gain));
        let (likeness_square, gain_square) = (likeness * likeness, gain * gain);
        let divisor = F32x4::splat(0.001) + gain_square * (one - likeness_square);
        let strength = (likeness_square * (one - gain_square)).divide(divisor).max(zero).min(one);
        one.select(strength, likeness.greater_than(gain)).store(values);
    }
}
