//! A step of a running chain: its parameters and its bypass.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::step::Step;
use crate::audio::effects::{Effect, MIX, Processor};
use crate::audio::signal::Control;
use crate::audio::{AudioFormat, Automation, Block, GRID, Signal, Signals};
use crate::declare::{Kind, Number, Parameter, Value, in_parameter, no_parameter};
use crate::error::{Code, Error, Result};
use crate::memory::zeroed;

/// A step of a running chain.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) effect: Box<dyn Effect>,
    processor: Box<dyn Processor>,
    /// The parameters, followed by the mix.
    controls: Vec<Control>,
    mix: f32,
    bypass: bool,
    latency: usize,
    dry: Dry,
}

impl Running {
    pub(super) fn new(step: Step, format: AudioFormat) -> Result<Self> {
        let Step { effect, mix, bypass } = step;
        let mix = MIX.check(mix).map_err(|error| error.within("mix"))? as f32;
        let processor = effect.processor(format)?;
        let mut controls: Vec<Control> = effect
            .spec()
            .parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| {
                Control::new(&number_of(parameter), f64::from(effect.number(index).unwrap_or_default()), format)
            })
            .collect();
        controls.push(Control::new(&MIX, if bypass { 0.0 } else { f64::from(mix) }, format));
        let latency = processor.latency();
        Ok(Self { effect, processor, controls, mix, bypass, latency, dry: Dry::new(format.channels(), latency)? })
    }

    pub(super) fn stop_smoothing(&mut self) {
        let mix = self.mix_number();
        let controls = core::mem::take(&mut self.controls);
        // The mix keeps its 10 ms fade, because the bypass isn't automated.
        self.controls = controls
            .into_iter()
            .enumerate()
            .map(|(index, control)| if index == mix { control } else { control.without_smoothing() })
            .collect();
    }

    pub(super) fn latency(&self) -> usize {
        self.latency
    }

    pub(super) fn tail(&self) -> usize {
        self.processor.tail()
    }

    pub(super) fn readings(&self, into: &mut [f32]) -> usize {
        let count = self.effect.spec().readings.len().min(into.len());
        self.processor.readings(&mut into[..count]);
        count
    }

    /// Index of the mix: the one after the last parameter.
    pub(super) fn mix_number(&self) -> usize {
        self.effect.spec().parameters.len()
    }

    /// Sets a parameter. Returns its target, or `None` if the processor has already taken the value.
    pub(super) fn set(&mut self, index: usize, value: &Value, now: bool) -> Result<Option<f32>> {
        let parameter = self.effect.spec().parameters.get(index).ok_or_else(|| no_parameter(index))?;
        if parameter.kind.is_fixed() {
            let expected = "a parameter that can change after the effect is created";
            let error = Error::new(Code::InvalidArgument, "", expected, "a fixed parameter");
            return Err(in_parameter(parameter, error));
        }
        if !now && self.effect.number(index).is_none() {
            let expected = "changed without a time, because it changes immediately";
            let error = Error::new(Code::InvalidArgument, "", expected, "a time");
            return Err(in_parameter(parameter, error));
        }
        self.effect.set(index, value)?;
        let number = self.effect.number(index);
        if number.is_none() {
            self.processor.update(&*self.effect);
        }
        Ok(number)
    }

    pub(super) fn aim(&mut self, parameter: usize, target: f32) {
        let is_mix = parameter == self.mix_number();
        if is_mix {
            self.mix = target;
        }
        // While the effect is bypassed, a change of the mix is only stored.
        if let Some(control) = self.controls.get_mut(parameter).filter(|_| !(is_mix && self.bypass)) {
            control.aim(target);
        }
    }

    pub(super) fn set_bypass(&mut self, bypass: bool) {
        if self.bypass && !bypass && self.rests() {
            self.processor.reset();
        }
        self.bypass = bypass;
        if let Some(control) = self.controls.last_mut() {
            control.aim(if bypass { 0.0 } else { self.mix });
        }
    }

    /// Whether the step is skipped: it is bypassed and has faded out. An effect with latency keeps running, so that its
    /// state has no gap when the bypass ends.
    fn rests(&self) -> bool {
        self.bypass && self.latency == 0 && self.controls.last().is_some_and(|mix| mix.rests_at(0.0))
    }

    pub(super) fn reset(&mut self) {
        self.controls.iter_mut().for_each(Control::arrive);
        self.restart();
    }

    pub(super) fn restart(&mut self) {
        self.processor.reset();
        self.dry.clear();
    }

    pub(super) fn run_controls(
        &mut self,
        step: usize,
        automation: Option<&Automation>,
        start: usize,
        frames: usize,
        total: usize,
    ) {
        let mix = self.mix_number();
        for (index, control) in self.controls.iter_mut().enumerate() {
            // Few parameters are automated and there are few lanes, so a linear search is faster than a table.
            let lane = automation.and_then(|automation| {
                let lane = automation.targets().iter().position(|&target| target == (step, index))?;
                Some(automation.part(lane, start, frames, total))
            });
            let gone_by = index == mix && self.bypass;
            control.run(lane.filter(|_| !gone_by).unwrap_or_default(), frames);
        }
    }

    pub(super) fn process(&mut self, block: &mut Block<'_>, side: Option<&Block<'_>>) {
        if self.rests() {
            return;
        }
        let frames = block.frames();
        let mix = self.controls.last().map_or(Signal::Constant(1.0), |mix| mix.signal(frames));
        let all = matches!(mix, Signal::Constant(1.0));
        if !all || self.latency > 0 {
            self.dry.keep(block);
        }
        let signals = Signals::new(&self.controls, frames);
        self.processor.process(block, side, &signals);
        if !all {
            self.dry.mix(block, mix);
        }
        if !all || self.latency > 0 {
            self.dry.advance(frames);
        }
    }
}

/// The range and smoothing of the number behind a parameter.
fn number_of(parameter: &Parameter) -> Number {
    match parameter.kind {
        Kind::Number(number) | Kind::Integer(number) => number,
        Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => Number::new(0.0, 0.0, names.len() as f64),
        _ => Number::new(0.0, 0.0, 1.0),
    }
}

/// The input of the effect, delayed by the latency of the effect.
#[derive(Debug)]
struct Dry {
    samples: Vec<f32>,
    channels: usize,
    /// Number of samples stored per channel: the latency plus one block.
    length: usize,
    latency: usize,
    /// Position of the next block in the ring.
    at: usize,
}

impl Dry {
    fn new(channels: usize, latency: usize) -> Result<Self> {
        let length = latency + GRID;
        let samples = zeroed(channels.saturating_mul(length))?;
        Ok(Self { samples, channels, length, latency, at: 0 })
    }

    fn clear(&mut self) {
        self.samples.fill(0.0);
    }

    fn keep(&mut self, block: &Block<'_>) {
        for channel in 0..self.channels.min(block.channels()) {
            let line = &mut self.samples[channel * self.length..][..self.length];
            let samples = block.channel(channel);
            let first = samples.len().min(self.length - self.at);
            line[self.at..self.at + first].copy_from_slice(&samples[..first]);
            line[..samples.len() - first].copy_from_slice(&samples[first..]);
        }
    }

    fn advance(&mut self, frames: usize) {
        self.at = (self.at + frames) % self.length;
    }

    /// Mixes the block with the delayed input: `mix` of the block, `1 - mix` of the input.
    fn mix(&self, block: &mut Block<'_>, mix: Signal<'_>) {
        for channel in 0..self.channels.min(block.channels()) {
            let line = &self.samples[channel * self.length..][..self.length];
            let mut from = (self.at + self.length - self.latency) % self.length;
            for (frame, sample) in block.channel_mut(channel).iter_mut().enumerate() {
                let (dry, wet) = (line[from], *sample);
                // At 0 and 1 the result is bit-exact, so it doesn't depend on the block boundaries.
                *sample = match mix.at(frame) {
                    0.0 => dry,
                    1.0 => wet,
                    mix => dry + mix * (wet - dry),
                };
                from = if from + 1 == self.length { 0 } else { from + 1 };
            }
        }
    }
}
