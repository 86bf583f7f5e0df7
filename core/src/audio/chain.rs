//! Chains of effects, processed in place.

mod running;
mod step;

use alloc::vec::Vec;

pub use self::step::{Step, StepSpec};

use self::running::Running;
use super::{AudioFormat, Automation, Block, GRID};
use crate::audio::effects::{Effect, MIX};
use crate::declare::Value;
use crate::error::{Code, Detail, Error, Result};

/// A change to a step of a running chain.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// Sets the parameter of the effect with this index.
    Parameter(usize, &'a Value),
    /// Sets the mix: the share of the effect's output, from 0 to 1.
    Mix(f64),
    /// Bypasses the effect, or ends the bypass.
    Bypass(bool),
}

/// A change scheduled for a frame.
#[derive(Clone, Copy, Debug)]
struct Timed {
    frame: u64,
    step: usize,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Target(usize, f32),
    Bypass(bool),
}

/// Effects applied one after the other, prepared for one format.
///
/// All memory is allocated on creation: `process` doesn't allocate and can't fail. Non-finite samples, and samples
/// below 1e-30 (which include all denormals), are replaced by 0 in the input and in the output. If an effect outputs a
/// non-finite sample, that sample is muted, and all effects reset at the next [`GRID`] boundary.
#[derive(Debug)]
pub struct Chain {
    format: AudioFormat,
    steps: Vec<Running>,
    position: u64,
    waiting: Vec<Timed>,
    faulty: bool,
    faults: u64,
}

impl Chain {
    /// Maximum number of effects.
    pub const MAXIMUM_STEPS: usize = 64;
    /// Maximum number of changes that can be scheduled at once.
    pub const MAXIMUM_WAITING: usize = 256;

    /// Creates a chain of effects, in the order in which they are applied.
    ///
    /// ```
    /// use filmgate::audio::effects::level::Gain;
    /// use filmgate::audio::{AudioBuffer, AudioFormat, Chain, Step};
    ///
    /// let format = AudioFormat::new(48_000.0, 2)?;
    /// let mut chain = Chain::new(format, vec![Step::new(Box::new(Gain { gain: -6.0 }))])?;
    /// let mut buffer = AudioBuffer::new(format, 1024)?;
    /// buffer.channel_mut(0).fill(1.0);
    /// chain.process(&mut buffer.block_mut(0), None, None);
    /// assert!((buffer.channel(0)[0] - 0.501).abs() < 0.001);
    /// # Ok::<(), filmgate::Error>(())
    /// ```
    ///
    /// # Errors
    /// Errors of the effects, named `steps[2].frequency`; `out-of-range` for more than [`Chain::MAXIMUM_STEPS`] steps
    /// or a mix outside 0…1; `out-of-memory`.
    pub fn new(format: AudioFormat, steps: Vec<Step>) -> Result<Self> {
        Self::check_count(steps.len())?;
        let mut running = Vec::with_capacity(steps.len());
        for (index, step) in steps.into_iter().enumerate() {
            running.push(Running::new(step, format).map_err(|error| error.within(&place(index)))?);
        }
        let waiting = Vec::with_capacity(Self::MAXIMUM_WAITING);
        Ok(Self { format, steps: running, position: 0, waiting, faulty: false, faults: 0 })
    }

    /// Creates a chain from data and validates all of it.
    ///
    /// # Errors
    /// `unknown-effect`, `unknown-parameter` and `invalid-argument`, naming the step and the parameter; else as
    /// [`Chain::new`].
    pub fn from_steps(format: AudioFormat, specs: &[StepSpec]) -> Result<Self> {
        Self::check_count(specs.len())?;
        let build = |(index, spec): (usize, &StepSpec)| spec.build().map_err(|error| error.within(&place(index)));
        Self::new(format, specs.iter().enumerate().map(build).collect::<Result<_>>()?)
    }

    fn check_count(steps: usize) -> Result<()> {
        if steps > Self::MAXIMUM_STEPS {
            let range = Detail::Range(0.0, Self::MAXIMUM_STEPS as f64);
            return Err(Error::new(Code::OutOfRange, "steps", range, steps as f64));
        }
        Ok(())
    }

    /// Makes every parameter change immediately, for callers whose automation has its own curve.
    #[must_use]
    pub fn without_smoothing(mut self) -> Self {
        self.steps.iter_mut().for_each(Running::stop_smoothing);
        self
    }

    /// Sample rate and number of channels.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// Number of effects.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether the chain has no effects.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The effects of the steps, with the last values set.
    pub fn effects(&self) -> impl Iterator<Item = &dyn Effect> {
        self.steps.iter().map(|running| &*running.effect)
    }

    /// Number of frames processed so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Latency in frames.
    pub fn latency(&self) -> usize {
        self.steps.iter().map(Running::latency).sum()
    }

    /// Number of frames until the output is silent once the input is, including the latency; `usize::MAX` if it may
    /// never be.
    pub fn tail(&self) -> usize {
        self.steps.iter().fold(0, |sum: usize, step| sum.saturating_add(step.tail()).saturating_add(step.latency()))
    }

    /// Number of grid steps in which an effect output a non-finite sample.
    pub fn faults(&self) -> u64 {
        self.faults
    }

    /// Writes the measurements of a step in the order of its effect's readings, and returns their number. Values that
    /// `into` is too short for are omitted.
    pub fn readings(&self, step: usize, into: &mut [f32]) -> usize {
        self.steps.get(step).map_or(0, |running| running.readings(into))
    }

    /// Changes a step from the next frame on, or from frame `at` of the stream.
    ///
    /// # Errors
    /// `unknown-parameter` if the step or parameter doesn't exist; `unsupported` for a parameter that is fixed or can't
    /// be scheduled; `busy` if 256 changes are already scheduled and this one would be scheduled, too; errors of the
    /// effect for an invalid value. Then nothing changes.
    pub fn change(&mut self, step: usize, change: &Change<'_>, at: Option<u64>) -> Result<()> {
        let Some(running) = self.steps.get_mut(step) else {
            return Err(Error::new(Code::UnknownParameter, "step", "a step of this chain", step as f64));
        };
        let frame = at.unwrap_or(self.position);
        let now = frame <= self.position;
        if !now && self.waiting.len() >= Self::MAXIMUM_WAITING {
            return Err(Error::new(Code::Busy, "at", "fewer than 256 changes waiting", self.waiting.len() as f64));
        }
        let what = match *change {
            Change::Parameter(parameter, value) => {
                let Some(target) = running.set(parameter, value, now).map_err(|error| error.within(&place(step)))?
                else {
                    return Ok(());
                };
                What::Target(parameter, target)
            }
            Change::Mix(mix) => {
                let number = MIX.check(mix).map_err(|error| error.within("mix").within(&place(step)))?;
                What::Target(running.mix_number(), number as f32)
            }
            Change::Bypass(bypass) => What::Bypass(bypass),
        };
        if now {
            // Changes that are due are applied before this one. An immediate change isn't queued, so it succeeds even
            // if the queue is full.
            self.apply_due();
            self.apply(step, what);
            return Ok(());
        }
        // Sorted by frame; changes for the same frame keep the order in which they were made.
        let index = self.waiting.partition_point(|waiting| waiting.frame <= frame);
        self.waiting.insert(index, Timed { frame, step, what });
        Ok(())
    }

    /// Resets the chain to the start of a stream: effects lose their state, scheduled changes are applied, and
    /// parameters jump to their targets.
    pub fn reset(&mut self) {
        while !self.waiting.is_empty() {
            self.apply_next();
        }
        self.steps.iter_mut().for_each(Running::reset);
        self.position = 0;
        self.faulty = false;
    }

    fn apply_next(&mut self) {
        let Timed { step, what, .. } = self.waiting.remove(0);
        self.apply(step, what);
    }

    /// Applies the changes that are due.
    fn apply_due(&mut self) {
        while self.waiting.first().is_some_and(|next| next.frame <= self.position) {
            self.apply_next();
        }
    }

    fn apply(&mut self, step: usize, what: What) {
        if let Some(running) = self.steps.get_mut(step) {
            match what {
                What::Target(parameter, target) => running.aim(parameter, target),
                What::Bypass(bypass) => running.set_bypass(bypass),
            }
        }
    }

    /// Processes a block of any length in place. `side` is the input of side chains; `automation` has the parameter
    /// values for this call.
    ///
    /// Channels beyond the chain's are left unchanged; missing channels are ignored.
    pub fn process(&mut self, block: &mut Block<'_>, mut side: Option<Block<'_>>, automation: Option<&Automation>) {
        let total = block.frames();
        let mut start = 0;
        while start < total {
            self.apply_due();
            let step = GRID as u64 - self.position % GRID as u64;
            let event = self.waiting.first().map_or(u64::MAX, |next| next.frame - self.position);
            // At most a grid step, so the cast is exact.
            let frames = step.min(event).min((total - start) as u64) as usize;
            let channels = self.format.channels();
            let mut part = block.part(start, frames).at(self.position).narrowed(channels);
            let mut side = side.as_mut().map(|side| side.part(start, frames).at(self.position));
            sanitize(&mut part);
            if let Some(side) = &mut side {
                sanitize(side);
            }
            for (index, running) in self.steps.iter_mut().enumerate() {
                running.run_controls(index, automation, start, frames, total);
                running.process(&mut part, side.as_ref());
            }
            self.faulty |= sanitize(&mut part);
            self.position += frames as u64;
            if self.faulty && self.position.is_multiple_of(GRID as u64) {
                self.steps.iter_mut().for_each(Running::restart);
                self.faulty = false;
                self.faults += 1;
            }
            start += frames;
        }
    }
}

#[cold]
fn place(step: usize) -> alloc::string::String {
    alloc::format!("steps[{step}]")
}

/// Samples below this magnitude (-600 dB) become 0. The threshold is far above the denormals (below 1.2e-38), which are
/// slow on many processors, and below the rounding errors that remain at the zero crossings of a sine.
const QUIETEST: f32 = 1e-30;

/// Replaces non-finite samples and samples below [`QUIETEST`] by 0, and returns whether there were non-finite ones.
fn sanitize(block: &mut Block<'_>) -> bool {
    let mut found = false;
    for channel in 0..block.channels() {
        let samples = block.channel_mut(channel);
        // The bit patterns of infinity and NaN, taken as integers, are above those of all finite samples. The compiler
        // vectorises a maximum of integers.
        let mut largest = 0;
        for sample in &mut *samples {
            let magnitude = sample.to_bits() & i32::MAX.cast_unsigned();
            largest = largest.max(magnitude);
            *sample = if magnitude < QUIETEST.to_bits() { 0.0 } else { *sample };
        }
        if largest < f32::INFINITY.to_bits() {
            continue;
        }
        found = true;
        samples.iter_mut().filter(|sample| !sample.is_finite()).for_each(|sample| *sample = 0.0);
    }
    found
}

#[cfg(test)]
mod tests;
