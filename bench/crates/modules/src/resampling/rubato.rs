//! rubato's resamplers. Audio is in 32 bits on both sides, as in Web Audio; converting to 64 bits and back is part of
//! the time.

use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{Resampler, Sample};

use super::{BLOCK, CHANNELS, RATES, Resample, Samples};

pub trait Number: Sample {
    fn widen(value: f32) -> Self;
    fn narrow(self) -> f32;
}

impl Number for f32 {
    fn widen(value: f32) -> Self {
        value
    }

    fn narrow(self) -> f32 {
        self
    }
}

impl Number for f64 {
    fn widen(value: f32) -> Self {
        value.into()
    }

    fn narrow(self) -> f32 {
        self as f32
    }
}

struct Theirs<T, R> {
    resampler: R,
    input: Vec<Vec<T>>,
    output: Vec<Vec<T>>,
}

fn boxed<T: Number + 'static>(resampler: impl Resampler<T> + 'static) -> Box<dyn Resample> {
    let samples = |frames| vec![vec![T::widen(0.0); frames]; CHANNELS];
    Box::new(Theirs { resampler, input: samples(BLOCK), output: samples(2 * BLOCK) })
}

/// As many taps as our best quality, with cubic interpolation between the sincs: its best quality for arbitrary ratios.
#[cfg(any(feature = "rubato-sinc-32", feature = "rubato-sinc-64"))]
pub fn sinc<T: Number + 'static>() -> Option<Box<dyn Resample>> {
    use rubato::{Async, FixedAsync, SincInterpolationParameters, WindowFunction};

    let parameters = SincInterpolationParameters::new(384, WindowFunction::BlackmanHarris2).oversampling_factor(256);
    let ratio = RATES.1 as f64 / RATES.0 as f64;
    let made = Async::<T>::new_sinc(ratio, 1.0, &parameters, BLOCK, CHANNELS, FixedAsync::Input);
    made.ok().map(|resampler| boxed(resampler))
}

/// For fixed ratios.
#[cfg(any(feature = "rubato-fft-32", feature = "rubato-fft-64"))]
pub fn fft<T: Number + 'static>() -> Option<Box<dyn Resample>> {
    use rubato::{Fft, FixedSync};

    let made = Fft::<T>::new(RATES.0, RATES.1, BLOCK, CHANNELS, FixedSync::Input);
    made.ok().map(|resampler| boxed(resampler))
}

impl<T: Number, R: Resampler<T>> Resample for Theirs<T, R> {
    fn reset(&mut self) {
        self.resampler.reset();
    }

    fn process(&mut self, input: &Samples, output: &mut Samples) -> usize {
        for (to, from) in self.input.iter_mut().zip(input) {
            to.iter_mut().zip(from).for_each(|(to, from)| *to = T::widen(*from));
        }
        let frames = self.output[0].len();
        let (Ok(source), Ok(mut target)) = (
            SequentialSliceOfVecs::new(&self.input, CHANNELS, BLOCK),
            SequentialSliceOfVecs::new_mut(&mut self.output, CHANNELS, frames),
        ) else {
            return 0;
        };
        let Ok((_, written)) = self.resampler.process_into_buffer(&source, &mut target, None) else { return 0 };
        for (to, from) in output.iter_mut().zip(&self.output) {
            to[..written].iter_mut().zip(from).for_each(|(to, from)| *to = from.narrow());
        }
        written
    }
}
