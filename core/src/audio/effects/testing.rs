//! What the tests of effects share.

use alloc::vec::Vec;

use super::Effect;
use crate::audio::{AudioBuffer, AudioFormat, Chain, Step};

/// The rate at which tests run.
pub(crate) const RATE: f64 = 48000.0;

/// The noise suppressor's weights.
#[cfg(feature = "voice")]
pub(crate) const MODEL: &[u8] = include_bytes!("../../../models/noise-suppressor.model");

/// Noise from -1 to 1, the same every time.
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

/// A buffer with these samples.
pub(crate) fn buffer(channels: &[Vec<f32>]) -> AudioBuffer {
    let format = AudioFormat::new(RATE, channels.len()).unwrap();
    let mut buffer = AudioBuffer::new(format, channels[0].len()).unwrap();
    for (channel, samples) in channels.iter().enumerate() {
        buffer.channel_mut(channel).copy_from_slice(samples);
    }
    buffer
}

/// What an effect with these parameters makes of a sound.
pub(crate) fn run(effect: &(impl Effect + Clone + 'static), channels: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let mut buffer = buffer(channels);
    let mut chain = Chain::new(buffer.format(), vec![Step::new(Box::new(effect.clone()))]).unwrap();
    chain.process(&mut buffer.block_mut(0), None, None);
    (0..channels.len()).map(|channel| buffer.channel(channel).to_vec()).collect()
}

/// What an effect has measured at the end of a sound.
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
        assert_eq!(buffer.channel(channel), samples, "the sound stays as it was");
    }
    let mut readings = [f32::NAN; READINGS];
    assert_eq!(chain.readings(0, &mut readings), READINGS, "all of them");
    readings
}
