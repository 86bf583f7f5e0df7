//! Helpers for tests of effects.

use alloc::vec::Vec;

use super::Effect;
use crate::audio::{AudioBuffer, AudioFormat, Chain, Step};

/// Sample rate of the tests.
pub(crate) const RATE: f64 = 48000.0;

/// The noise suppressor's weights.
#[cfg(feature = "voice")]
pub(crate) const MODEL: &[u8] = include_bytes!("../../../models/noise-suppressor.model");

/// Reproducible noise from -1 to 1.
pub(crate) fn noise(channels: usize, frames: usize) -> Vec<Vec<f32>> {
    let mut state = 0x2545_f491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
    };
    (0..channels).map(|_| (0..frames).map(|_| next()).collect()).collect()
}

/// Creates a buffer with these samples.
pub(crate) fn buffer(channels: &[Vec<f32>]) -> AudioBuffer {
    let format = AudioFormat::new(RATE, channels.len()).unwrap();
    let mut buffer = AudioBuffer::new(format, channels[0].len()).unwrap();
    for (channel, samples) in channels.iter().enumerate() {
        buffer.channel_mut(channel).copy_from_slice(samples);
    }
    buffer
}

/// Returns the output of an effect with these parameters.
pub(crate) fn run(effect: &(impl Effect + Clone + 'static), channels: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut buffer = buffer(channels);
    let mut chain = Chain::new(buffer.format(), vec![Step::new(Box::new(effect.clone()))]).unwrap();
    chain.process(&mut buffer.block_mut(0), None, None);
    (0..channels.len()).map(|channel| buffer.channel(channel).to_vec()).collect()
}

/// Returns the readings of an effect at the end of the input.
#[cfg(any(feature = "meters", feature = "dynamics", feature = "analysis"))]
pub(crate) fn measure<const READINGS: usize>(
    effect: &(impl Effect + Clone + 'static),
    channels: &[Vec<f32>],
    rate: f64,
) -> [f32; READINGS] {
    let format = AudioFormat::new(rate, channels.len()).unwrap();
    let mut buffer = AudioBuffer::new(format, channels[0].len()).unwrap();
    for (channel, samples) in channels.iter().enumerate() {
        buffer.channel_mut(channel).copy_from_slice(samples);
    }
    let mut chain = Chain::new(format, vec![Step::new(Box::new(effect.clone()))]).unwrap();
    chain.process(&mut buffer.block_mut(0), None, None);
    for (channel, samples) in
        channels.iter().enumerate().filter(|_| ["meters", "analysis"].contains(&effect.spec().family))
    {
        assert_eq!(buffer.channel(channel), samples, "the audio passes through unchanged");
    }
    let mut readings = [f32::NAN; READINGS];
    assert_eq!(chain.readings(0, &mut readings), READINGS, "number of readings");
    readings
}
