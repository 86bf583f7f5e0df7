//! The signals of the vectors, shared by the crate that writes the vectors and the test that reads them.

/// Number of samples of a frame, at 48 kHz.
pub(crate) const FRAME: usize = 480;
/// Number of frames: two seconds.
pub(crate) const FRAMES: usize = 200;

/// An approximate voice: harmonics of a gliding pitch, with three formants, in syllables with pauses.
pub(crate) fn voice() -> Vec<f32> {
    let mut phase = 0.0_f64;
    (0..FRAME * FRAMES)
        .map(|i| {
            let time = i as f64 / 48_000.0;
            // Four syllables a second; every third is a pause.
            let syllable = time * 4.0;
            let pause = syllable as usize % 3 == 2;
            let envelope = if pause { 0.0 } else { (core::f64::consts::PI * syllable.fract()).sin().powi(2) };
            let pitch = 125.0 + 30.0 * (time * 2.1).sin() + 20.0 * (time * 7.0).sin();
            phase += pitch / 48_000.0;
            let shift = 1.0 + 0.3 * (time * 5.0).sin();
            let level = |frequency: f64| {
                let formant = |centre: f64, width: f64| 1.0 / (1.0 + ((frequency - centre) / width).powi(2));
                formant(550.0 * shift, 120.0) + 0.5 * formant(1400.0 / shift, 180.0) + 0.25 * formant(2600.0, 260.0)
            };
            let sum: f64 = (1..=30)
                .map(|harmonic| {
                    let harmonic = f64::from(harmonic);
                    level(harmonic * pitch) * (core::f64::consts::TAU * (harmonic * phase).fract()).sin()
                })
                .sum();
            (0.12 * envelope * sum) as f32
        })
        .collect()
}

/// Noise similar to a fan: white noise with reduced high frequencies.
pub(crate) fn noise() -> Vec<f32> {
    let mut state = 0x2545_f491_u32;
    let mut low = 0.0_f64;
    (0..FRAME * FRAMES)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let white = f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0;
            low += 0.1 * (white - low);
            (0.05 * low + 0.01 * white) as f32
        })
        .collect()
}

/// The voice in the noise.
pub(crate) fn mixed() -> Vec<f32> {
    voice().iter().zip(noise()).map(|(voice, noise)| voice + noise).collect()
}
