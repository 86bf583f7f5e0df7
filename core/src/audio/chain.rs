//! Effects one after the other, in place.

mod running;
mod step;

use alloc::vec::Vec;

pub use self::step::{Step, StepSpec};

use self::running::Running;
use super::{AudioFormat, Automation, Block, GRID};
use crate::audio::effects::{Effect, MIX};
use crate::declare::Value;
use crate::error::{Code, Detail, Error, Result};

/// What can be changed of a step while the sound goes on.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// A parameter of the effect, by number.
    Parameter(usize, &'a Value),
    /// How much of the result is heard, from 0 to 1.
    Mix(f64),
    /// Whether the sound goes by the effect.
    Bypass(bool),
}

/// A change that waits for its time.
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

/// Effects one after the other, ready for one format.
///
/// All memory is taken when it is made: `process` allocates nothing and can't fail. What isn't a finite number, or is below 1e-30
/// (the numbers that make processors slow are among those), is silence when it comes in and when it goes out; should an effect bring one about, silence comes out in its place, and all effects begin anew at the next
/// [`GRID`] step.
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
    /// The most effects.
    pub const MAXIMUM_STEPS: usize = 64;
    /// The most changes that can wait for their time.
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

    /// Lets every parameter move at once: what automates it has its own curve.
    #[must_use]
    pub fn without_smoothing(mut self) -> Self {
        self.steps.iter_mut().for_each(Running::stop_smoothing);
        self
    }

    /// Rate and channels.
    pub fn format(&self) -> AudioFormat {
        self.format
    }

    /// How many effects.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it has no effect.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The effects of the steps, with the values that were last set.
    pub fn effects(&self) -> impl Iterator<Item = &dyn Effect> {
        self.steps.iter().map(|running| &*running.effect)
    }

    /// Frames of the sound so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Frames by which what comes out is behind what goes in.
    pub fn latency(&self) -> usize {
        self.steps.iter().map(Running::latency).sum()
    }

    /// Frames that go on sounding after silence has come in, latency included; `usize::MAX` if there may be no end.
    pub fn tail(&self) -> usize {
        self.steps.iter().fold(0, |sum: usize, step| sum.saturating_add(step.tail()).saturating_add(step.latency()))
    }

    /// How often an effect brought about something that isn't a finite number.
    pub fn faults(&self) -> u64 {
        self.faults
    }

    /// What a step has measured, in the order of its effect's readings. Values for which there is no room are left out.
    pub fn readings(&self, step: usize, into: &mut [f32]) -> usize {
        self.steps.get(step).map_or(0, |running| running.readings(into))
    }

    /// Changes something of a step, from the next frame on, or from frame `at` of the sound.
    ///
    /// # Errors
    /// `unknown-parameter` if there is no such step or parameter, `unsupported` for a parameter that is fixed or can't wait,
    /// `busy` if 256 changes are waiting for later frames and this is another one, and what the effect finds wrong with the value. Nothing changes then.
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
            // What is due goes first, then this: it needs no place among those that wait, however many changes come.
            self.apply_due();
            self.apply(step, what);
            return Ok(());
        }
        // In the order of their times; those of one time in the order in which they came.
        let index = self.waiting.partition_point(|waiting| waiting.frame <= frame);
        self.waiting.insert(index, Timed { frame, step, what });
        Ok(())
    }

    /// Begins anew: nothing of the sound so far is left, and parameters are where they were to go.
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

    /// Makes the changes whose time has come.
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

    /// Lets the effects work on a block of any length, in place. `side` is what effects with a side chain listen to, and
    /// `automation` has the values that parameters take in this call.
    ///
    /// Channels beyond the chain's are left as they are; missing ones are nobody's.
    pub fn process(&mut self, block: &mut Block<'_>, mut side: Option<Block<'_>>, automation: Option<&Automation>) {
        let total = block.frames();
        let mut start = 0;
        while start < total {
            self.apply_due();
            let step = GRID as u64 - self.position % GRID as u64;
            let event = self.waiting.first().map_or(u64::MAX, |next| next.frame - self.position);
            // At most a step, so it fits.
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

/// What is quieter (-600 dB) is silence: numbers below 1.2e-38, which processors reckon with slowly, are far from here. What rounding
/// leaves where a sine is zero isn't.
const QUIETEST: f32 = 1e-30;

/// Puts silence in the place of what isn't a finite number, and says whether there was any; and in the place of what is too quiet.
fn sanitize(block: &mut Block<'_>) -> bool {
    let mut found = false;
    for channel in 0..block.channels() {
        let samples = block.channel_mut(channel);
        // As whole numbers, the bits of infinity and NaN are above those of all others, and the compiler makes vectors of a
        // maximum of whole numbers.
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
