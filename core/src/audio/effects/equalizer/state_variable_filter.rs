//! A filter that stays stable under fast modulation.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::audio::{AudioFormat, Block, GRID, Signal, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::{Prepare, Processor, flush};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::memory::zeroed;

crate::choice! {
    /// The response of a state variable filter.
    pub enum Response {
        /// Attenuates above the frequency.
        Lowpass = "lowpass",
        /// Attenuates below the frequency.
        Highpass = "highpass",
        /// Attenuates on both sides of the frequency; 0 dB at the frequency.
        Bandpass = "bandpass",
        /// Removes a band around the frequency.
        Notch = "notch",
        /// Changes phases only.
        Allpass = "allpass",
    }
}

crate::effect! {
    /// A second-order filter for fast modulation: a state variable filter with trapezoidal integrators.
    ///
    /// Its state is that of a circuit, which stays valid when parameters change, whereas a biquad stores past samples.
    /// Sweeps therefore neither click nor ring. Source: V. Zavalishin, "The Art of VA Filter Design", 4.4 (the
    /// zero-delay form).
    pub struct StateVariableFilter: "stateVariableFilter" in "equalizer" version 1 {
        /// Type of the response.
        response: Response = Kind::Enum { names: Response::NAMES, default: 0 },
        /// Frequency of the filter, limited to just below half the sample rate.
        frequency: f64 = Kind::Number(
            Number::new(1000.0, 5.0, 192_000.0).typical(20.0, 20_000.0).step(1.0).unit(Unit::Hertz).smooth(0.002)
        ),
        /// Quality factor: the resonance, or the narrowness of a band; 0.707 is flat.
        q: f64 = Kind::Number(Number::new(core::f64::consts::FRAC_1_SQRT_2, 0.1, 100.0).typical(0.1, 20.0).smooth(0.002)),
    }
}

const RESPONSE: usize = StateVariableFilter::index("response");
const FREQUENCY: usize = StateVariableFilter::index("frequency");
const Q: usize = StateVariableFilter::index("q");

impl Prepare for StateVariableFilter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let (tuning, states) = (zeroed(GRID)?, zeroed(format.channels())?);
        let mut circuit =
            Circuit { sample_rate: format.sample_rate(), made_of: [f32::NAN; 2], now: [0.0; 2], tuning, states };
        circuit.tune(self.frequency as f32, self.q as f32);
        Ok(Box::new(circuit))
    }
}

#[derive(Debug)]
struct Circuit {
    sample_rate: f64,
    made_of: [f32; 2],
    now: [f64; 2],
    /// g and 1/Q for each frame.
    tuning: Vec<[f64; 2]>,
    /// The state of both integrators of each channel.
    states: Vec<[f64; 2]>,
}

impl Circuit {
    fn tune(&mut self, frequency: f32, q: f32) -> [f64; 2] {
        if self.made_of != [frequency, q] {
            self.made_of = [frequency, q];
            // g = tan(π·frequency/rate), which is infinite at half the sample rate.
            let half_turns = (f64::from(frequency) / self.sample_rate).min(0.499) / 2.0;
            self.now = [sine(half_turns) / cosine(half_turns), 1.0 / f64::from(q)];
        }
        self.now
    }
}

impl Processor for Circuit {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let (frequency, q) = (signals.get(FREQUENCY), signals.get(Q));
        let frames = block.frames();
        let still = matches!((frequency, q), (Signal::Constant(_), Signal::Constant(_)));
        for frame in 0..if still { 1 } else { frames } {
            self.tuning[frame] = self.tune(frequency.at(frame), q.at(frame));
        }
        let response = Response::ALL.get(signals.value(RESPONSE) as usize).copied().unwrap_or_default();
        let ends_step = block.ends_step();
        for (channel, states) in self.states.iter_mut().enumerate() {
            let [mut s1, mut s2] = *states;
            for (frame, sample) in block.channel_mut(channel).iter_mut().enumerate() {
                let [g, damping] = self.tuning[if still { 0 } else { frame }];
                let x = f64::from(*sample);
                let high = (x - (damping + g) * s1 - s2) / (1.0 + g * (g + damping));
                let band = g * high + s1;
                let low = g * band + s2;
                s1 = g * high + band;
                s2 = g * band + low;
                *sample = match response {
                    Response::Lowpass => low,
                    Response::Highpass => high,
                    Response::Bandpass => damping * band,
                    Response::Notch => low + high,
                    Response::Allpass => low + high - damping * band,
                } as f32;
            }
            *states = if ends_step { [flush(s1), flush(s2)] } else { [s1, s2] };
        }
    }

    fn reset(&mut self) {
        self.states.fill([0.0; 2]);
    }

    fn tail(&self) -> usize {
        // The poles of s² + damping·s + 1 lie at |z| = |1 + g·s| / |1 - g·s| after the bilinear transform. With
        // atanh(x) ≥ x, -ln|z| is at least this rate, below critical damping (the first operand) and above (the
        // second). 13.8 = ln(10⁶).
        let [g, damping] = self.now;
        let rate = g / (1.0 + g * g) * damping.min(2.0 / damping);
        (13.8 / rate.max(1e-9)).min(1e9) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::biquad::{Coefficients, FilterType};
    use crate::audio::effects::testing::{RATE, noise, run};

    /// The bilinear transform of the circuit is the cookbook's filter.
    #[test]
    fn agrees_with_the_biquad_of_the_same_circuit() {
        let q = 3.0;
        for (response, kind) in [
            (Response::Lowpass, FilterType::Lowpass),
            (Response::Highpass, FilterType::Highpass),
            (Response::Bandpass, FilterType::Bandpass),
            (Response::Notch, FilterType::Notch),
            (Response::Allpass, FilterType::Allpass),
        ] {
            for frequency in [50.0, 1000.0, 15_000.0] {
                let input = noise(1, 2000);
                let output = run(&StateVariableFilter { response, frequency, q }, &input);
                let in_decibels = matches!(kind, FilterType::Lowpass | FilterType::Highpass);
                let q = if in_decibels { 20.0 * q.log10() } else { q };
                let c = Coefficients::new(kind, frequency, 0.0, q, RATE);
                let (mut x, mut y) = ([0.0; 2], [0.0; 2]);
                for (frame, (&sample, &out)) in input[0].iter().zip(&output[0]).enumerate() {
                    let now = f64::from(sample);
                    let expected = c.b[0] * now + c.b[1] * x[0] + c.b[2] * x[1] - c.a[0] * y[0] - c.a[1] * y[1];
                    (x, y) = ([now, x[0]], [expected, y[0]]);
                    let error = (f64::from(out) - expected).abs();
                    assert!(error < 1e-6, "{kind:?} at {frequency} Hz, frame {frame}: {error}");
                }
            }
        }
    }
}
