//! What a sound does between its samples.

use core::array::from_fn;

use crate::audio::sinc::Kaiser;
use crate::simd::F32x4;

/// The values of a sound at four places between two samples, for frame after frame: the dot products of `kernel`, whose lanes
/// are the places, with as many samples up to that frame as it has weights. Before the first frame, `samples` has one less.
///
/// Four frames are done at once: a sum waits for its last addition, and the weights are loaded once for all.
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

/// The weights of [`between`] for `taps` samples around a place `from` + lane·`step` after the sample in their middle.
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
