//! Our resampler.

pub use filmgate::audio::Quality;
use filmgate::audio::{AudioBuffer, AudioFormat, Resampler};

use super::{BLOCK, CHANNELS, RATES, Resample, Samples};

struct Ours {
    resampler: Resampler,
    input: AudioBuffer,
    output: AudioBuffer,
}

pub fn make(quality: Quality) -> Option<Box<dyn Resample>> {
    let format = AudioFormat::new(RATES.0 as f64, CHANNELS).ok()?;
    Some(Box::new(Ours {
        resampler: Resampler::new(format, RATES.1 as f64, quality).ok()?,
        input: AudioBuffer::new(format, BLOCK).ok()?,
        output: AudioBuffer::new(format, 2 * BLOCK).ok()?,
    }))
}

impl Resample for Ours {
    fn reset(&mut self) {
        self.resampler.reset();
    }

    fn process(&mut self, input: &Samples, output: &mut Samples) -> usize {
        for (channel, samples) in input.iter().enumerate() {
            self.input.channel_mut(channel).copy_from_slice(samples);
        }
        let (_, written) = self.resampler.process(&self.input.block_mut(0), &mut self.output.block_mut(0));
        for (channel, samples) in output.iter_mut().enumerate() {
            samples[..written].copy_from_slice(&self.output.channel(channel)[..written]);
        }
        written
    }
}
