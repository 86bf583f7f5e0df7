//! Interpolation between samples.

use core::array::from_fn;

use crate::audio::sinc::Kaiser;
use crate::simd::F32x4;

/// Computes the values at four positions between two samples, for each frame: the dot products of `kernel`, which has a
/// lane per position, with the samples up to the frame. `samples` begins `kernel.len() - 1` samples before the first
/// frame.
///
/// Four frames are computed at once: this hides the latency of additions, and loads the weights once for all four.
#[inline(always)]
pub(crate) fn between(kernel: &[[f32; 4]], samples: &[f32], mut each: impl FnMut(usize, F32x4)) {
    let taps = kernel.len();
    let mut windows = samples.windows(taps + 3).step_by(4);
    let mut frame = 0;
    for window in &mut windows {
        let mut sums = [F32x4::splat(0.0); 4];
        for (tap, weights) in kernel.iter().enumerate() {
            let weights = F32x4::from_array(*weights);
            for (at, sum) in sums.iter_mut().enumerate() {
                *sum = *sum + weights * F32x4::splat(window[taps - 1 - tap + at]);
            }
        }
        sums.into_iter().enumerate().for_each(|(at, sum)| each(frame + at, sum));
        frame += 4;
    }
    for window in samples.get(frame..).unwrap_or_default().windows(taps) {
        let mut sum = F32x4::splat(0.0);
        for (tap, weights) in kernel.iter().enumerate() {
            sum = sum + F32x4::from_array(*weights) * F32x4::splat(window[taps - 1 - tap]);
        }
        each(frame, sum);
        frame += 1;
    }
}

/// The weights of [`between`] for `TAPS` samples around the position `from` + lane·`step` after the middle sample.
pub(crate) fn kernel<const TAPS: usize>(from: f64, step: f64, beta: f64) -> [[f32; 4]; TAPS] {
    let half = TAPS as f64 / 2.0;
    let window = Kaiser::new(beta);
    from_fn(|tap| {
        from_fn(|lane| {
            let distance = tap as f64 - half + from + lane as f64 * step;
            window.weight(distance, half) as f32
        })
    })
}
