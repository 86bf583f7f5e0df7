//! Delay with feedback.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::time::delay_line::DelayLine;
use crate::audio::effects::{Effect, Prepare, Processor};
use crate::error::Result;

crate::effect! {
    /// Delays audio, with repeated echoes if there is feedback. The output is the delayed audio only; `mix` adds the
    /// input.
    ///
    /// Values between samples are interpolated linearly, like in Web Audio's `DelayNode`. The time can therefore change
    /// continuously, which shifts the pitch like a tape machine. With feedback, the shortest delay is one frame.
    pub struct Delay: "delay" in "time" version 1 {
        /// Delay time.
        time: f64 = Kind::Number(
            Number::new(0.3, 0.0, 10.0).typical(0.001, 2.0).step(0.001).unit(Unit::Seconds).smooth(0.05)
        ),
        /// Share of the output that is fed back to the input.
        feedback: f64 = Kind::Number(Number::new(0.35, 0.0, 0.99).unit(Unit::Factor).smooth(0.02)),
        /// The largest delay time that can be set, if it is longer than `time`. Memory is allocated for it.
        maximum: f64 = Kind::Number(Number::new(2.0, 0.001, 10.0).step(0.001).unit(Unit::Seconds).fixed()),
    }
}

const TIME: usize = Delay::index("time");
const FEEDBACK: usize = Delay::index("feedback");

impl Prepare for Delay {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let longest = format.frames_of(self.maximum.max(self.time));
        let mut lines = Vec::with_capacity(format.channels());
        for _ in 0..format.channels() {
            lines.push(DelayLine::new(longest + 1)?);
        }
        let sample_rate = format.sample_rate() as f32;
        let mut echo = Echo { lines, longest: longest as f32, sample_rate, tail: 0 };
        let number = |parameter| self.number(parameter).unwrap_or_default();
        echo.tail = echo.tail_of(number(TIME), number(FEEDBACK));
        Ok(Box::new(echo))
    }
}

struct Echo {
    lines: Vec<DelayLine>,
    longest: f32,
    sample_rate: f32,
    tail: usize,
}

impl Echo {
    fn tail_of(&self, time: f32, feedback: f32) -> usize {
        let once = f64::from((time * self.sample_rate).min(self.longest)) + 2.0;
        // Decay to -120 dB: 6 = log10(10⁶).
        let times = if feedback > 0.0 { 1.0 + 6.0 / -f64::from(feedback).log10() } else { 1.0 };
        (once * times) as usize
    }
}

impl Processor for Echo {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let (time, feedback) = (signals.get(TIME), signals.get(FEEDBACK));
        for (channel, line) in self.lines.iter_mut().enumerate() {
            for (frame, sample) in block.channel_mut(channel).iter_mut().enumerate() {
                let (input, feedback) = (*sample, feedback.at(frame));
                let delay = (time.at(frame) * self.sample_rate).min(self.longest);
                // Without feedback, a delay of 0 reads the current input, so it is pushed first. With feedback, the
                // output must be read before the push.
                if feedback > 0.0 {
                    let output = line.between(delay.max(1.0));
                    line.push(input + feedback * output);
                    *sample = output;
                } else {
                    line.push(input);
                    *sample = line.between(delay + 1.0);
                }
            }
        }
        self.tail = self.tail_of(time.at(0), feedback.at(0));
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::clear);
    }

    fn tail(&self) -> usize {
        self.tail
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::{RATE, noise, run};

    #[test]
    fn delays_by_whole_and_fractional_frames() {
        let input = noise(2, 4000);
        for frames in [0.0, 1.0, 2.5, 700.25] {
            let delay = Delay { time: frames / RATE, feedback: 0.0, maximum: 0.1 };
            let output = run(&delay, &input);
            let (whole, part) = (frames as usize, frames.fract());
            for frame in 701..4000 {
                let at = |later: usize| f64::from(input[1][frame - whole - later]);
                let expected = at(0) + part * (if part > 0.0 { at(1) } else { 0.0 } - at(0));
                let expected = if part > 0.0 { expected } else { at(0) };
                assert!((f64::from(output[1][frame]) - expected).abs() < 1e-4, "{frames} frames, at {frame}");
            }
        }
    }

    #[test]
    fn time_above_maximum_extends_the_maximum() {
        let mut input = vec![vec![0.0; 10_000]];
        input[0][0] = 1.0;
        let output = run(&Delay { time: 0.2, feedback: 0.0, maximum: 0.1 }, &input);
        assert_eq!(output[0].iter().position(|&sample| sample > 0.5), Some(9600), "position of the delayed peak");
    }

    #[test]
    fn echoes_decay_by_the_feedback() {
        let mut input = vec![vec![0.0; 10_000]];
        input[0][0] = 1.0;
        let output = run(&Delay { time: 0.02, feedback: 0.5, maximum: 0.1 }, &input);
        for echo in 1..10 {
            let expected = 0.5_f32.powi(echo - 1);
            let around: f32 = output[0][960 * echo as usize - 2..960 * echo as usize + 3].iter().sum();
            assert!((around - expected).abs() < 1e-5, "echo {echo}: got {around}, expected {expected}");
        }
    }
}
