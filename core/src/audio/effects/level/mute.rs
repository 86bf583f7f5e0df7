//! Muting.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;

crate::effect! {
    /// Mutes and unmutes with a linear fade.
    ///
    /// A change of `muted` can be scheduled, so this effect also fades in and out.
    pub struct Mute: "mute" in "level" version 1 {
        /// Whether the audio is muted.
        muted: bool = Kind::Boolean(false),
        /// Duration of a full fade.
        fade: f64 = Kind::Number(Number::new(0.02, 0.0, 60.0).typical(0.0, 2.0).step(0.001).unit(Unit::Seconds)),
    }
}

const MUTED: usize = Mute::index("muted");
const FADE: usize = Mute::index("fade");

impl Prepare for Mute {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let gain = if self.muted { 0.0 } else { 1.0 };
        Ok(Box::new(Fader { sample_rate: format.sample_rate(), gain, start: gain }))
    }
}

#[derive(Debug)]
struct Fader {
    sample_rate: f64,
    gain: f64,
    start: f64,
}

impl Processor for Fader {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let target = if signals.value(MUTED) > 0.5 { 0.0 } else { 1.0 };
        if self.gain == target {
            if target == 0.0 {
                block.clear();
            }
            return;
        }
        let step = 1.0 / (f64::from(signals.value(FADE)) * self.sample_rate).max(1.0);
        for frame in 0..block.frames() {
            self.gain = if target > self.gain { (self.gain + step).min(1.0) } else { (self.gain - step).max(0.0) };
            for channel in 0..block.channels() {
                let sample = &mut block.channel_mut(channel)[frame];
                // Like `clear`, because a negative sample times 0 would be -0.
                *sample = if self.gain == 0.0 { 0.0 } else { *sample * self.gain as f32 };
            }
        }
    }

    fn reset(&mut self) {
        self.gain = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::{AudioBuffer, Chain, Change, Step};
    use crate::declare::Value;

    #[test]
    fn fades_from_the_scheduled_frame() {
        let format = AudioFormat::new(48000.0, 1).unwrap();
        let mut chain = Chain::new(format, vec![Step::new(Box::new(Mute { fade: 0.01, ..Mute::default() }))]).unwrap();
        chain.change(0, &Change::Parameter(MUTED, &Value::Boolean(true)), Some(100)).unwrap();
        let mut buffer = AudioBuffer::new(format, 1000).unwrap();
        buffer.channel_mut(0).fill(1.0);
        chain.process(&mut buffer.block_mut(0), None, None);
        for (frame, &sample) in buffer.channel(0).iter().enumerate() {
            let expected = 1.0 - ((frame as f64 - 99.0) / 480.0).clamp(0.0, 1.0);
            assert!((f64::from(sample) - expected).abs() < 1e-6, "frame {frame}: got {sample}, expected {expected}");
        }
        assert_eq!(buffer.channel(0)[999], 0.0, "silence");
    }
}
