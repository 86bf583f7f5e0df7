//! A chain of filters: made from data, checked once, run on frame after frame.

mod mask;
mod plan;
mod preset;
mod run;
mod step;
mod stream;

pub use crate::image::input::{Frames, Input, Inputs};
pub use plan::{ExplainedPass, ExplainedStage, Explanation, Precision};
pub use preset::Preset;
pub use run::Region;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use mask::Originals;
use plan::Plan;
use run::{Job, Progress};
use step::Step;

use crate::declare::{Kind, Parameter, Value, set_by_name};
use crate::error::{Code, Detail, Error, Result};
use crate::image::filters;
use crate::image::filters::Filter;
use crate::image::frame::{Format, Frame, FrameLayout};
use crate::image::kernels::Operation;
use crate::memory::{Block, Pool};

/// Bytes of a band: rows that fit well into a second-level cache beside what windows keep. It's fixed, so that a plan is
/// the same on every machine.
pub const BAND_BYTES: usize = 64 * 1024;

/// The most parameters that are set at once.
const MAXIMUM_CHANGES: usize = 64;

/// The most steps of a pipeline.
pub const MAXIMUM_STEPS: usize = 256;

/// A step as data: the name of a filter and values of its parameters.
#[derive(Clone, Debug, Default)]
pub struct StepSpec {
    /// Name of the filter.
    pub filter: String,
    /// Values by parameter name, in `camelCase`. Other parameters have their defaults.
    pub parameters: Vec<(String, Value)>,
}

/// Filters in the order in which they are applied.
#[derive(Debug)]
pub struct Pipeline {
    steps: Vec<Step>,
    /// The layout for which the steps are ready and the plan was made, and the layout that comes out.
    prepared: Option<(FrameLayout, FrameLayout)>,
    /// The layout that it was prepared for last, also if a parameter has changed since.
    last_input: Option<FrameLayout>,
    plan: Plan,
    precision: Precision,
    scale: f64,
    progress: Progress,
    originals: Originals,
    band_bytes: usize,
}

/// Which part of a frame a run works on, and how much of the result counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The rectangle to work on, as if it were a frame by itself; the whole frame by default.
    pub region: Option<Region>,
    /// A gray frame of the size of the region: 255 is the result, 0 the pixel as it was, and what lies between a mixture.
    pub mask: Option<&'a Frame>,
    /// The frames that steps read besides: those they blend with, for instance.
    pub inputs: Inputs<'a>,
}

/// How an error names a step.
pub fn place(step: usize) -> String {
    alloc::format!("steps[{step}]")
}

impl Pipeline {
    /// Creates a pipeline of filters, in the order in which they are applied.
    ///
    /// ```
    /// use filmgate::image::filters::blur::GaussianBlur;
    /// use filmgate::image::filters::color::Sepia;
    /// use filmgate::image::frame::{Format, Frame, FrameLayout};
    /// use filmgate::image::pipeline::Pipeline;
    ///
    /// let blur = GaussianBlur { sigma: 2.0, ..GaussianBlur::default() };
    /// let mut pipeline = Pipeline::new(vec![Box::new(Sepia::default()), Box::new(blur)]);
    /// let mut frame = Frame::new(FrameLayout::new(Format::Rgba8, 64, 48)?)?;
    /// pipeline.apply(&mut frame)?;
    /// # Ok::<(), filmgate::Error>(())
    /// ```
    pub fn new(filters: Vec<Box<dyn Filter>>) -> Self {
        Self::of_steps(filters.into_iter().map(Step::new).collect())
    }

    /// Creates a pipeline from data and validates all of it. [`Preset`] adds a version.
    ///
    /// ```
    /// use filmgate::declare::Value;
    /// use filmgate::image::pipeline::{Pipeline, StepSpec};
    ///
    /// let step = StepSpec { filter: "sepia".into(), parameters: vec![("amount".into(), Value::Number(7.0))] };
    /// let error = Pipeline::from_steps(&[step]).unwrap_err();
    /// assert_eq!(error.argument, "steps[0].amount");
    /// ```
    ///
    /// # Errors
    /// `unknown-filter`, `unknown-parameter`, `invalid-argument` or `out-of-range`, naming the step and the parameter;
    /// `out-of-range` for more than [`MAXIMUM_STEPS`] steps; `out-of-memory`.
    pub fn from_steps(specs: &[StepSpec]) -> Result<Self> {
        if specs.len() > MAXIMUM_STEPS {
            return Err(Error::new(Code::OutOfRange, "steps.length", MAXIMUM_STEPS as f64, specs.len() as f64));
        }
        let mut steps = Vec::new();
        let bytes = specs.len() * size_of::<Step>();
        steps.try_reserve_exact(specs.len()).map_err(|_| Error::out_of_memory(bytes))?;
        for (index, spec) in specs.iter().enumerate() {
            let filter = Self::filter(spec).map_err(|error| error.within(&place(index)))?;
            steps.push(Step::new(filter));
        }
        Ok(Self::of_steps(steps))
    }

    fn of_steps(steps: Vec<Step>) -> Self {
        Self {
            steps,
            prepared: None,
            last_input: None,
            plan: Plan::default(),
            precision: Precision::default(),
            scale: 1.0,
            progress: Progress::default(),
            originals: Originals::default(),
            band_bytes: BAND_BYTES,
        }
    }

    fn filter(spec: &StepSpec) -> Result<Box<dyn Filter>> {
        let mut filter = filters::create(&spec.filter)?;
        let parameters = filter.spec().parameters;
        for (name, value) in &spec.parameters {
            set_by_name(&mut *filter, parameters, name, value)?;
        }
        Ok(filter)
    }

    /// Steps whose kernels would be made for frames of layout `input`. Lines, tables and matrices aren't counted, since they
    /// lie in the step itself: a slider that moves one of them allocates nothing.
    pub fn kernels_to_make(&self, input: &FrameLayout) -> usize {
        let Some(last) = self.last_input else { return self.steps.len() };
        let is_plain = |operation: &Operation| {
            matches!(operation, Operation::Linear(_) | Operation::Table(_) | Operation::Matrix(_))
        };
        let changes = |step: &&Step| (step.input.is_none() || last != *input) && !is_plain(&step.operation);
        self.steps.iter().filter(changes).count()
    }

    /// The declared parameters of a step; none if there is no such step.
    pub fn parameters(&self, step: usize) -> &'static [Parameter] {
        self.steps.get(step).map_or(&[], |step| step.filter.spec().parameters)
    }

    /// Sets one parameter of one step, and nothing else: what the step comes to is worked out when a frame is run, once
    /// however often it was set until then.
    ///
    /// # Errors
    /// `unknown-parameter` if there is no such step or parameter; else as the parameter's own. Nothing changes then.
    pub fn set(&mut self, step: usize, parameter: usize, value: &Value) -> Result<()> {
        let last = self.steps.len() as f64 - 1.0;
        let Some(changed) = self.steps.get_mut(step) else {
            return Err(Error::new(Code::UnknownParameter, "step", Detail::Range(0.0, last), step as f64));
        };
        changed.filter.set(parameter, value).map_err(|error| error.within(&place(step)))?;
        changed.rescale(parameter, self.scale).map_err(|error| error.within(&place(step)))?;
        changed.input = None;
        self.prepared = None;
        Ok(())
    }

    /// Sets several parameters of one step: all of them or, if one is wrong, none.
    ///
    /// # Errors
    /// The first error of `changes`, or as [`Pipeline::set`].
    pub fn set_all(&mut self, step: usize, changes: impl IntoIterator<Item = Result<(usize, Value)>>) -> Result<()> {
        // No filter has more parameters; on the stack, because a slider must not allocate.
        let mut before = [const { None }; MAXIMUM_CHANGES];
        for (done, change) in changes.into_iter().enumerate() {
            let set = change.and_then(|(parameter, value)| {
                let old = self.steps.get(step).and_then(|step| step.filter.get(parameter));
                let full = Error::new(Code::OutOfRange, "changes", MAXIMUM_CHANGES as f64, done as f64);
                let slot = before.get_mut(done).ok_or(full)?;
                self.set(step, parameter, &value)?;
                *slot = old.map(|old| (parameter, old));
                Ok(())
            });
            if let Err(error) = set {
                for (parameter, old) in before.iter().flatten().rev() {
                    // Not by `set`: the value is scaled already. It was valid, so setting it can't fail.
                    let _ = self.steps.get_mut(step).map(|step| step.filter.set(*parameter, old));
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// How exactly it computes: by default, the bits of its steps run one by one.
    pub fn set_precision(&mut self, precision: Precision) {
        self.precision = precision;
        self.prepared = None;
    }

    /// Makes it a preview: parameters in pixels count `scale` times as much, for a frame that is so many times the size of
    /// the real one. Those that are set later too. Called once, before anything is run.
    ///
    /// # Errors
    /// `out-of-range` unless `scale` is from 1/1024 to 1.
    pub fn set_scale(&mut self, scale: f64) -> Result<()> {
        let (least, most) = (1.0 / 1024.0, 1.0);
        if !(least..=most).contains(&scale) {
            return Err(Error::new(Code::OutOfRange, "scale", Detail::Range(least, most), scale));
        }
        self.scale = scale;
        self.prepared = None;
        for (index, step) in self.steps.iter_mut().enumerate() {
            step.input = None;
            for parameter in 0..step.filter.spec().parameters.len() {
                step.rescale(parameter, scale).map_err(|error| error.within(&place(index)))?;
            }
        }
        Ok(())
    }

    /// Rows are worked on in bands of about this many bytes. Results don't depend on it.
    pub fn set_band_bytes(&mut self, bytes: usize) {
        self.band_bytes = bytes;
    }

    /// The layout of the result for frames of layout `input`; everything is made ready for them. Steps that are ready
    /// already stay as they are.
    ///
    /// # Errors
    /// `unsupported-format` if a filter can't work on the format, `out-of-memory` if there is no room for the rows that
    /// it keeps, `out-of-range` if the result would be too large.
    pub fn prepare(&mut self, input: &FrameLayout) -> Result<FrameLayout> {
        if let Some((from, to)) = self.prepared
            && from == *input
        {
            return Ok(to);
        }
        self.prepared = None;
        let mut layout = *input;
        for (index, step) in self.steps.iter_mut().enumerate() {
            let spec = step.filter.spec();
            if !spec.domain.contains(&layout.format()) {
                let error =
                    Error::new(Code::UnsupportedFormat, "filter", spec.domain[0].name(), layout.format().name());
                return Err(error.within(&place(index)));
            }
            if step.input != Some(layout) {
                step.input = None;
                step.operation = step.filter.operation(&layout).map_err(|error| error.within(&place(index)))?;
                step.input = Some(layout);
            }
            if let Operation::Geometry(kernel) = &step.operation {
                layout = *kernel.output();
            }
        }
        self.plan.make(&self.steps, input, self.precision)?;
        self.prepared = Some((*input, layout));
        self.last_input = Some(*input);
        Ok(layout)
    }

    /// Runs the pipeline on `frame`, in place.
    ///
    /// # Errors
    /// As [`Pipeline::prepare`]; the frame is untouched then. `out-of-memory` if a change of size finds no memory.
    pub fn apply(&mut self, frame: &mut Frame) -> Result<()> {
        self.apply_with(frame, Options::default())
    }

    /// Runs the pipeline on a part of `frame`, in place.
    ///
    /// # Errors
    /// As [`Pipeline::apply`]; `out-of-range` if the region isn't within the frame, `size-mismatch` or
    /// `unsupported-format` if the mask doesn't fit, `invalid-argument` if there is either of them and a step moves the pixels
    /// to another frame, as those do that change the size or look far away.
    pub fn apply_with(&mut self, frame: &mut Frame, options: Options<'_>) -> Result<()> {
        self.run(frame, &mut Pool::default(), &mut None, options)
    }

    /// Runs the pipeline on `source`, which stays as it is, with the result in `target`.
    ///
    /// # Errors
    /// As [`Pipeline::apply`], and `size-mismatch` if `target` has not the layout of the result.
    pub fn apply_into(&mut self, source: &Frame, target: &mut Frame) -> Result<()> {
        self.run_into(source, target, &mut Pool::default(), Options::default())
    }

    /// As [`Pipeline::apply_with`], with memory from `pool`. If the pixels moved to another block, the one they were in is
    /// left in `replaced`, whether or not the run succeeded: whoever showed it to somebody must see to that.
    pub fn run(
        &mut self,
        frame: &mut Frame,
        pool: &mut Pool,
        replaced: &mut Option<Block>,
        options: Options<'_>,
    ) -> Result<()> {
        self.prepare_part(frame.layout(), options)?;
        self.check_inputs(options.inputs)?;
        self.progress.release(pool);
        self.advance(None, frame, pool, replaced, options, usize::MAX).map(drop)
    }

    /// As [`Pipeline::apply_into`], with memory from `pool`.
    pub fn run_into(
        &mut self,
        source: &Frame,
        target: &mut Frame,
        pool: &mut Pool,
        options: Options<'_>,
    ) -> Result<()> {
        let output = self.prepare_part(source.layout(), options)?;
        self.check_inputs(options.inputs)?;
        if output != *target.layout() {
            return Err(Error::new(Code::SizeMismatch, "into", size(&output), size(target.layout())));
        }
        self.progress.release(pool);
        self.advance(Some(source), target, pool, &mut None, options, usize::MAX).map(drop)
    }

    /// Makes everything ready for a part of a frame; the layout of the whole result.
    pub fn prepare_part(&mut self, whole: &FrameLayout, options: Options<'_>) -> Result<FrameLayout> {
        let Options { region, mask, .. } = options;
        let part = match region {
            Some(region) if !region.is_within(whole) => {
                let came = alloc::format!("{} × {} at {}, {}", region.width, region.height, region.x, region.y);
                return Err(Error::new(Code::OutOfRange, "region", "a rectangle within the frame", came));
            }
            Some(region) => FrameLayout::new(whole.format(), region.width, region.height)?,
            None => *whole,
        };
        if let Some(mask) = mask {
            let mask = mask.layout();
            if mask.format() != Format::Gray8 {
                return Err(Error::new(Code::UnsupportedFormat, "mask", Format::Gray8.name(), mask.format().name()));
            }
            if (mask.width(), mask.height()) != (part.width(), part.height()) {
                return Err(Error::new(Code::SizeMismatch, "mask", size(&part), size(mask)));
            }
        }
        let output = self.prepare(&part)?;
        if region.is_none() && mask.is_none() {
            return Ok(output);
        }
        let moves_away = |step: &Step| matches!(&step.operation, Operation::Geometry(kernel) if !kernel.is_in_place());
        if self.steps.iter().any(moves_away) {
            let argument = if region.is_some() { "region" } else { "mask" };
            return Err(Error::new(
                Code::InvalidArgument,
                argument,
                "steps that work in place",
                "one that moves the pixels to another frame",
            ));
        }
        if let ([plan::Pass { kind: plan::Kind::Stream, .. }], Some(_)) = (self.plan.passes.as_slice(), mask) {
            // Here and not on the way, when memory may not be allowed to grow.
            let lag = stream::lag(&mut self.steps, &self.plan, &self.plan.passes[0]);
            self.originals.prepare(lag, &part, self.band_bytes)?;
        }
        Ok(*whole)
    }

    /// The frames that the steps read besides the one they work on. The pipeline is prepared.
    pub fn inputs(&self) -> impl Iterator<Item = Input> {
        self.steps.iter().filter_map(|step| step.operation.input())
    }

    /// Whether every step finds the frame that it reads.
    pub fn check_inputs(&self, inputs: Inputs<'_>) -> Result<()> {
        for (index, step) in self.steps.iter().enumerate() {
            let (Some(input), Some(layout)) = (step.operation.input(), step.input) else { continue };
            let parameters = step.filter.spec().parameters;
            let parameter = parameters.iter().find(|parameter| matches!(parameter.kind, Kind::Frame));
            let name = parameter.map_or("", |parameter| parameter.name);
            let found = inputs.frame(input).map(Frame::layout);
            let error = match found {
                None => Some(Error::new(Code::Closed, name, "an open frame", "none")),
                Some(found) if !step.operation.accepts(found.format(), layout.format()) => {
                    Some(Error::new(Code::UnsupportedFormat, name, layout.format().name(), found.format().name()))
                }
                Some(found) => {
                    step.operation.input_size().filter(|&asked| asked != [found.width(), found.height()]).map(
                        |[width, height]| {
                            Error::new(Code::SizeMismatch, name, Detail::Size(width, height), size(found))
                        },
                    )
                }
            };
            if let Some(error) = error {
                return Err(error.within(&place(index)));
            }
        }
        Ok(())
    }

    /// Whether [`Pipeline::prepare_part`] would find everything ready.
    pub fn is_ready(&self, whole: &FrameLayout, options: Options<'_>) -> bool {
        let part = options.region.map(|region| (region.width, region.height));
        let (width, height) = part.unwrap_or((whole.width(), whole.height()));
        let prepared = self.prepared.as_ref().map(|(from, _)| (from.width(), from.height(), from.format()));
        prepared == Some((width, height, whole.format())) && options.mask.is_none()
    }

    /// The plan for frames that it was prepared for, as data.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub fn explain(&self) -> Result<Explanation> {
        self.plan.explain(&self.steps, self.originals.bytes())
    }

    /// How much of a run is done, from 0 to 1.
    pub fn fraction_done(&self) -> f64 {
        self.progress.fraction(&self.plan)
    }

    /// Ends a run before its time.
    pub fn cancel(&mut self, pool: &mut Pool) {
        self.progress.release(pool);
    }

    /// Begins a run, or goes on with it, for about `rows` rows; whether it has come to its end. The same arguments have to
    /// be given until then.
    pub fn advance(
        &mut self,
        source: Option<&Frame>,
        target: &mut Frame,
        pool: &mut Pool,
        replaced: &mut Option<Block>,
        options: Options<'_>,
        rows: usize,
    ) -> Result<bool> {
        let mask = options.mask.map(Frame::plane);
        let Options { region, inputs, .. } = options;
        let mut job = Job { source, target, region, mask, inputs, replaced, pool, band_bytes: self.band_bytes };
        let result = self.progress.advance(&mut self.steps, &mut self.plan, &mut self.originals, &mut job, rows);
        if result.is_err() {
            self.progress.release(job.pool);
        }
        result
    }
}

fn size(layout: &FrameLayout) -> Detail {
    Detail::Size(layout.width(), layout.height())
}

#[cfg(test)]
mod tests;
