//! Pipelines: filters that are planned together and run on frame after frame.
//!
//! [`Pipeline::new`] takes filters, [`Pipeline::from_steps`] takes names and values, and [`Preset`] is the stored form
//! of the latter. [`Pipeline::apply`] works in place, [`Pipeline::apply_into`] writes to another frame. Both take
//! frames or the caller's own pixels, see [`frame`](crate::image::frame). [`Options`] restrict a run to a region or a
//! mask.

mod apply;
mod dispatch;
mod explain;
#[cfg(feature = "float")]
mod float;
mod lane;
mod mask;
mod memory;
mod outline;
mod phases;
mod plan;
mod planes;
mod preset;
mod run;
mod step;
mod stream;
mod strips;
mod through;

pub use crate::image::convert::ChromaUpsampling;
pub use crate::image::frame::Region;
pub use crate::image::input::{Frames, Input, Inputs};
pub use apply::Options;
#[cfg(not(target_family = "wasm"))]
pub use dispatch::Threads;
pub use dispatch::{Dispatch, SingleThread, Task};
pub use explain::{ExplainedPass, ExplainedStage, Explanation};
#[cfg(feature = "float")]
pub use float::{RowSink, RowSource};
pub use plan::{ColorProcessing, Precision};
pub use preset::Preset;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use outline::Request;
use phases::Phases;
use plan::Settings;
use step::Step;
#[doc(hidden)]
pub use step::place;

use crate::declare::{Kind, Parameter, Value, set_by_name};
use crate::error::{Code, Detail, Error, Result};
use crate::image::filters;
use crate::image::filters::Filter;
use crate::image::frame::{FrameLayout, Metadata};
use crate::memory::Pool;

#[doc(hidden)]
pub use crate::image::kernels::BAND_BYTES;

/// Maximum number of parameters that are set at once.
const MAXIMUM_CHANGES: usize = 64;

/// Maximum number of steps of a pipeline that is created from data.
pub const MAXIMUM_STEPS: usize = 256;

/// Maximum number of strips into which a frame is cut; a [`Dispatch`] that asks for more gets these.
pub const MAXIMUM_STRIPS: usize = 64;

/// A step as data: the name of a filter and values of its parameters.
#[derive(Clone, Debug, Default)]
pub struct StepSpec {
    /// Name of the filter.
    pub filter: String,
    /// Values by parameter name, in `camelCase`. Other parameters have their defaults.
    pub parameters: Vec<(String, Value)>,
}

/// Filters, in the order in which they are applied, with everything that they need for frames of one layout.
#[derive(Debug)]
pub struct Pipeline {
    steps: Vec<Step>,
    /// What the phases were prepared for, and the layout of the result; `None` after a parameter has changed.
    prepared: Option<(Request, FrameLayout)>,
    /// The last preparation, also if a parameter has changed since.
    last: Option<Request>,
    phases: Phases,
    settings: Settings,
    color: ColorProcessing,
    scale: f64,
    dispatch: Box<dyn Dispatch>,
    /// For runs between a source and a sink of rows.
    #[cfg(feature = "float")]
    rows: float::FloatChain,
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
    /// let mut frame = Frame::new(FrameLayout::new(Format::Rgba, 64, 48)?)?;
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
            last: None,
            phases: Phases::default(),
            settings: Settings {
                precision: Precision::default(),
                upsampling: ChromaUpsampling::default(),
                band_bytes: BAND_BYTES,
                strips: 1,
            },
            color: ColorProcessing::default(),
            scale: 1.0,
            dispatch: Box::new(SingleThread::default()),
            #[cfg(feature = "float")]
            rows: float::FloatChain::default(),
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

    /// Returns the number of steps whose kernels have to be created for frames of layout `input`. Lines, tables and
    /// matrices aren't counted: they are stored in the step, so changing a parameter allocates nothing.
    #[doc(hidden)]
    pub fn kernels_to_make(&self, input: &FrameLayout) -> usize {
        let planes = input.planes().len();
        let Some(last) = self.last.map(|last| last.input) else { return self.steps.len() * planes };
        let is_other = last != *input;
        self.steps.iter().filter(|step| (is_other || step.input.is_none()) && step.has_kernel()).count() * planes
    }

    /// Returns the declared parameters of a step; empty if there is no such step.
    pub fn parameters(&self, step: usize) -> &'static [Parameter] {
        self.steps.get(step).map_or(&[], |step| step.filter.spec().parameters)
    }

    /// Sets a parameter of a step, both by index. The next run prepares the step again, once for any number of changes.
    ///
    /// # Errors
    /// `unknown-parameter` if there is no such step or parameter; else the error of the parameter. Nothing changes
    /// then.
    pub fn set(&mut self, step: usize, parameter: usize, value: &Value) -> Result<()> {
        let last = self.steps.len() as f64 - 1.0;
        let Some(changed) = self.steps.get_mut(step) else {
            return Err(Error::new(Code::UnknownParameter, "step", Detail::Range(0.0, last), step as f64));
        };
        changed.filter.set(parameter, value).map_err(|error| error.within(&place(step)))?;
        changed.rescale(parameter, self.scale).map_err(|error| error.within(&place(step)))?;
        changed.input = None;
        // Numbers as the step has taken them: scaled, perhaps rounded.
        let kind = changed.filter.spec().parameters.get(parameter).map(|parameter| &parameter.kind);
        let taken = match kind {
            Some(Kind::Number(_) | Kind::Integer(_)) => changed.filter.get(parameter),
            _ => None,
        };
        self.phases.set(step, parameter, taken.as_ref().unwrap_or(value))?;
        self.prepared = None;
        Ok(())
    }

    /// Sets several parameters of a step: all of them or, if a value is wrong, none.
    ///
    /// # Errors
    /// The first error of `changes`, or as [`Pipeline::set`].
    pub fn set_all(&mut self, step: usize, changes: impl IntoIterator<Item = Result<(usize, Value)>>) -> Result<()> {
        // No filter has more parameters. On the stack, because a change must not allocate.
        let mut before = [const { None }; MAXIMUM_CHANGES];
        for (done, change) in changes.into_iter().enumerate() {
            let set = change.and_then(|(parameter, value)| {
                let old = self.steps.get(step).and_then(|step| step.filter.get(parameter));
                let full = || Error::new(Code::OutOfRange, "changes", MAXIMUM_CHANGES as f64, done as f64);
                let slot = before.get_mut(done).ok_or_else(full)?;
                self.set(step, parameter, &value)?;
                *slot = old.map(|old| (parameter, old));
                Ok(())
            });
            if let Err(error) = set {
                for (parameter, old) in before.iter().flatten().rev() {
                    // Not by `set`: the value is already scaled. It was valid, so setting it can't fail.
                    let _ = self.steps.get_mut(step).map(|step| step.filter.set(*parameter, old));
                    let _ = self.phases.set(step, *parameter, old);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// Sets the precision. The default is [`Precision::Exact`]: the bits of the steps run one by one.
    pub fn set_precision(&mut self, precision: Precision) {
        self.settings.precision = precision;
        self.prepared = None;
    }

    /// Sets how pixels between chroma samples get their colour where a YUV frame is converted. The default is
    /// [`ChromaUpsampling::Bilinear`].
    pub fn set_chroma_upsampling(&mut self, upsampling: ChromaUpsampling) {
        self.settings.upsampling = upsampling;
        self.prepared = None;
    }

    /// Sets where steps that are linear in red, green and blue process YUV frames: `brightness`, `contrast`, `invert`,
    /// `saturate` and `grayscale`. The default is [`ColorProcessing::Rgb`].
    pub fn set_color_processing(&mut self, color: ColorProcessing) {
        self.color = color;
        self.prepared = None;
    }

    /// Makes the pipeline a preview for frames that are `scale` times the size of the real frame: parameters in pixels
    /// are multiplied by `scale`, also those that are set later. Called once, before the first run.
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

    /// Sets how the strips of a frame are processed. By default, frames aren't cut into strips. The result doesn't depend
    /// on it.
    ///
    /// Runs without a mask are cut. Each strip has kernels of its own, so the memory of windows
    /// ([`Explanation::scratch_bytes`]) grows with their number, and a run allocates a few bytes for each strip. Steps that need all rows in order run on one thread:
    /// error diffusion (`dither`, `quantize`), windows with the border `wrap`, quarter and half turns, `canny`, scopes. So
    /// do windows that are too high for the strips.
    pub fn set_dispatch(&mut self, dispatch: impl Dispatch + 'static) {
        self.settings.strips = dispatch.strips().clamp(1, MAXIMUM_STRIPS);
        self.dispatch = Box::new(dispatch);
        self.prepared = None;
    }

    /// Sets the approximate number of bytes of a band. The result doesn't depend on it.
    #[doc(hidden)]
    pub fn set_band_bytes(&mut self, bytes: usize) {
        self.settings.band_bytes = bytes;
    }

    /// Prepares the steps for frames of layout `input` with the default metadata, and returns the layout of the result.
    /// Steps that are prepared already stay as they are. Runs call this, so a separate call only serves to get the layout.
    ///
    /// # Errors
    /// `unsupported-format` if a filter doesn't support the format, `out-of-range` if the result would be too large,
    /// `out-of-memory` if the rows that a step stores can't be allocated.
    pub fn prepare(&mut self, input: &FrameLayout) -> Result<FrameLayout> {
        let color_space = Metadata::new(input.format()).color_space;
        self.prepare_for(Request {
            input: *input,
            color_space,
            output: input.format(),
            output_space: color_space,
            color: self.color,
            part: None,
            mixes: false,
            is_float: self.is_float(),
        })
    }

    /// Returns whether rows are processed in floats.
    fn is_float(&self) -> bool {
        self.settings.precision == Precision::Float
    }

    /// Makes the steps create their operations again, unless they process rows of this kind already.
    fn set_kind(&mut self, is_float: bool) {
        self.steps.iter_mut().filter(|step| step.is_float() != is_float).for_each(|step| step.input = None);
    }

    fn prepare_for(&mut self, request: Request) -> Result<FrameLayout> {
        if let Some((prepared, output)) = self.prepared
            && prepared == request
        {
            return Ok(output);
        }
        self.prepared = None;
        self.settings.precision.check()?;
        self.set_kind(request.is_float);
        let output = self.phases.prepare(&mut self.steps, &request, self.settings)?;
        self.prepared = Some((request, output));
        self.last = Some(request);
        Ok(output)
    }

    /// Forgets the frames before, after a cut or a seek: filters across frames process the next frame as if it had always
    /// been shown.
    ///
    /// A pipeline is a stream. What such filters store of a frame is forgotten without a call if the next frame has another
    /// size, format or colour space, if the region changes, and after a run that fails or is cancelled. It stays when
    /// parameters change. Presets don't contain it.
    pub fn reset(&mut self) {
        self.phases.reset(&mut self.steps);
    }

    /// As [`Pipeline::reset`], and returns the memory to `pool`.
    #[doc(hidden)]
    pub fn forget(&mut self, pool: &mut Pool) {
        self.phases.forget(&mut self.steps, pool);
    }

    /// Returns the execution plan for the layout that the pipeline was prepared for: fused steps, passes, scratch
    /// memory, bytes moved.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub fn explain(&self) -> Result<Explanation> {
        self.phases.explain(&self.steps)
    }
}

#[cfg(test)]
mod tests;
