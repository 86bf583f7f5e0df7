//! Stereo panning.

use alloc::boxed::Box;

use crate::audio::{AudioFormat, Block, Signal, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::{Prepare, Processor, need_stereo};
use crate::error::Result;
use crate::math::trigonometry::cosine;

crate::effect! {
    /// Pans stereo audio left or right at equal power, like Web Audio's `StereoPannerNode`.
    ///
    /// Source: Web Audio API, "StereoPanner Algorithm" (stereo input). Requires two channels.
    pub struct Pan: "pan" in "level" version 1 {
        /// Position: -1 is left, 1 is right.
        pan: f64 = Kind::Number(Number::new(0.0, -1.0, 1.0).unit(Unit::None).smooth(0.005)),
    }
}

const PAN: usize = Pan::index("pan");

impl Prepare for Pan {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        need_stereo(format)?;
        Ok(Box::new(Panner))
    }
}

#[derive(Debug)]
struct Panner;

/// Returns the gain of the channel that is panned away from, and the gain with which it is added to the other channel.
fn gains(pan: f32) -> (f32, f32) {
    // A quarter turn from a side to the centre.
    let quarter = (1.0 - f64::from(pan.abs())) / 4.0;
    (cosine(quarter - 0.25) as f32, cosine(quarter) as f32)
}

impl Processor for Panner {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let pan = signals.get(PAN);
        let (left, right) = block.pair_mut(0);
        let mut last = pan.at(0);
        let mut now = gains(last);
        for (frame, (left, right)) in left.iter_mut().zip(right).enumerate() {
            if let Signal::Varying(pans) = pan
                && pans[frame] != last
            {
                last = pans[frame];
                now = gains(last);
            }
            let (keep, give) = now;
            let (from, to) = if last > 0.0 { (&mut *left, &mut *right) } else { (&mut *right, &mut *left) };
            *to += *from * give;
            *from *= keep;
        }
    }

    fn reset(&mut self) {}
}

#[cfg(test)]
mod tests {
    use core::f64::consts::FRAC_PI_2;

    use super::*;
    use crate::audio::effects::testing::{noise, run};

    #[test]
    fn agrees_with_the_formula() {
        for pan in [-1.0, -0.5, 0.0, 0.25, 1.0] {
            let input = noise(2, 500);
            let output = run(&Pan { pan }, &input);
            let x = if pan <= 0.0 { pan + 1.0 } else { pan } * FRAC_PI_2;
            for frame in 0..500 {
                let (l, r) = (f64::from(input[0][frame]), f64::from(input[1][frame]));
                let expected = if pan <= 0.0 { [l + r * x.cos(), r * x.sin()] } else { [l * x.cos(), r + l * x.sin()] };
                for channel in 0..2 {
                    let out = f64::from(output[channel][frame]);
                    assert!((out - expected[channel]).abs() < 2e-7, "pan {pan}, frame {frame}, channel {channel}");
                }
            }
        }
    }

    #[test]
    fn audio_that_is_not_stereo_is_rejected() {
        let error = Pan::default().processor(AudioFormat::new(48000.0, 1).unwrap()).unwrap_err();
        assert_eq!(error.argument, "channels", "{error}");
    }
}
