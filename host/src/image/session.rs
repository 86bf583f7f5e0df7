//! The state of one image module instance: the gate, and the words that cross the boundary.

use filmgate::declare::Value;
use filmgate::error::{Code, Error, Result};
use filmgate::image::frame::{
    ChromaSiting, ColorSpace, Format, FrameLayout, PlaneLayout, Primaries, Transfer, YuvMatrix,
};
use filmgate::image::pipeline::{
    ChromaUpsampling, ColorProcessing, Explanation, MAXIMUM_STEPS, Precision, Preset, StepSpec,
};
use filmgate::memory::{Handle, system};

use super::gate::Gate;
use super::prepared::lacking;
use crate::wire::{Desk, NoResources, Words, indexed, write_error};

indexed! {
    /// A number about memory use.
    pub enum Statistic {
        /// Bytes in use by frames and look-up tables.
        Live = "live",
        /// Bytes kept for future frames.
        Pooled = "pooled",
        /// The highest `live` value so far.
        Peak = "peak",
        /// Size of linear memory in bytes.
        Reserved = "reserved",
        /// Number of blocks allocated.
        Allocations = "allocations",
        /// Number of blocks reused.
        Reuses = "reuses",
        /// Number of times that growth of linear memory was detected.
        Grows = "grows",
        /// Number of times that all views were revoked.
        Revocations = "revocations",
        /// Number of open frames.
        Frames = "frames",
        /// Number of open pipelines.
        Pipelines = "pipelines",
        /// Number of open resources.
        Resources = "resources",
        /// Number of calls into the module, except those for statistics.
        Crossings = "crossings",
    }
}

/// The gate of a module instance, and the state of its boundary.
#[derive(Debug)]
pub struct Session {
    gate: Gate,
    desk: Desk,
    crossings: u64,
}

impl Session {
    /// A session whose frames take at most `maximum_bytes` in total.
    pub fn new(maximum_bytes: usize) -> Self {
        Self { gate: Gate::new(maximum_bytes), desk: Desk::new(), crossings: 0 }
    }

    /// Makes a call: counts it, and stages its error, if any, for [`Session::failure_address`].
    ///
    /// # Errors
    /// Those of `call`; while a frame is pinned, a failed allocation is `busy`.
    pub fn call<T>(&mut self, call: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.crossings += 1;
        let result = call(self).map_err(|error| self.gate.refusal(error));
        if let Err(error) = &result {
            self.desk.put(&write_error(error));
        }
        result
    }

    /// The gate.
    pub fn gate(&mut self) -> &mut Gate {
        &mut self.gate
    }

    /// Allocates memory for the words of the next call, and returns the address. It counts as a call.
    ///
    /// # Errors
    /// `out-of-memory`, or `busy` if memory would have to grow while a frame is pinned.
    pub fn stage_words(&mut self, words: usize) -> Result<usize> {
        self.crossings += 1;
        let staged = self.desk.stage(words).map_err(|error| self.gate.refusal(error));
        if let Err(error) = &staged {
            self.desk.put(&write_error(error));
        }
        staged
    }

    /// The address of the last error's words.
    pub fn failure_address(&mut self) -> usize {
        self.desk.put(&[])
    }

    /// Returns a number about memory use.
    pub fn statistic(&mut self, which: Statistic) -> f64 {
        self.gate.note_growth();
        let statistics = self.gate.statistics();
        let count = match which {
            Statistic::Live => statistics.live,
            Statistic::Pooled => statistics.pooled,
            Statistic::Peak => statistics.peak,
            Statistic::Reserved => system::linear_memory_size(),
            Statistic::Allocations => statistics.allocations,
            Statistic::Reuses => statistics.reuses,
            Statistic::Grows => statistics.grows,
            Statistic::Revocations => self.gate.revocations(),
            Statistic::Frames => self.gate.open_frames(),
            Statistic::Pipelines => self.gate.open_pipelines(),
            Statistic::Resources => self.gate.open_resources(),
            Statistic::Crossings => return self.crossings as f64,
        };
        count as f64
    }

    /// Creates the staged pipeline.
    ///
    /// # Errors
    /// Those of [`Gate::create_pipeline`]; `closed` for a resource.
    pub fn create_pipeline(&mut self) -> Result<Handle> {
        let words = self.desk.words();
        self.gate.make_room_for_words(words)?;
        let preset = read_preset(Words::new(words, self.gate.resources()))?;
        self.desk.clear();
        self.gate.create_pipeline(preset)
    }

    /// Sets the staged parameters of a step: all of them, or, if one is invalid, none.
    ///
    /// # Errors
    /// Those of [`Gate::set_parameter`]; `closed` for a resource.
    pub fn set_staged(&mut self, pipeline: Handle, step: usize) -> Result<()> {
        let words = self.desk.words();
        self.gate.make_room_for_words(words)?;
        let result = self.gate.set_all(pipeline, step, words);
        self.desk.clear();
        result
    }

    /// Sets a parameter to a number without staging, as for a slider.
    ///
    /// # Errors
    /// Those of [`Gate::set_parameter`].
    pub fn set_number(&mut self, pipeline: Handle, step: usize, parameter: usize, number: f64) -> Result<()> {
        self.gate.set_parameter(pipeline, step, parameter, &Value::Number(number))
    }

    /// Runs an analysis by its index in the registry, with staged parameters if it has any, and returns the address of
    /// the results.
    ///
    /// # Errors
    /// Those of the analysis; `closed`, `busy`.
    pub fn analyze(&mut self, which: usize, frame: Handle, other: Option<Handle>) -> Result<usize> {
        let parameters = Words::new(self.desk.words(), &NoResources);
        self.gate.analyze(which, frame, other, parameters).map(|results| results.as_ptr().addr())
    }

    /// Creates a look-up table from the staged text of a `.cube` file.
    ///
    /// # Errors
    /// Those of [`Gate::create_lut`]; `unsupported` without the feature `image-luts`; `invalid-argument` if the text isn't valid UTF-8.
    pub fn create_lut(&mut self, bytes: usize) -> Result<Handle> {
        if !cfg!(feature = "image-luts") {
            return Err(lacking("look-up tables"));
        }
        let text = self.desk.text(bytes)?;
        let lut = self.gate.create_lut(text);
        self.desk.clear();
        lut
    }

    /// Stages the layout of a frame, and returns the address of the words: width, height, bytes, number of planes; for each
    /// plane its offset, stride, bytes of a row, width, and rows.
    ///
    /// # Errors
    /// `closed`; `out-of-memory`.
    pub fn frame_layout(&mut self, frame: Handle) -> Result<usize> {
        let layout = *self.gate.frame(frame)?.layout();
        let planes = layout.planes();
        let mut words = vec![layout.width() as usize, layout.height() as usize, layout.byte_length(), planes.len()];
        for PlaneLayout { offset, stride, row_bytes, width, rows } in planes {
            words.extend([offset, stride, row_bytes, width, rows]);
        }
        let words: Vec<f64> = words.into_iter().map(|word| word as f64).collect();
        let address = self.desk.stage(words.len())?;
        self.desk.fill(&words);
        Ok(address)
    }

    /// Stages the plan of a pipeline for a frame, and returns the address of the words.
    ///
    /// # Errors
    /// Those of [`Gate::explain`]; `out-of-memory`.
    pub fn explain(&mut self, pipeline: Handle, frame: Handle) -> Result<usize> {
        let words = write_plan(&self.gate.explain(pipeline, frame)?);
        let address = self.desk.stage(words.len())?;
        self.desk.fill(&words);
        Ok(address)
    }
}

/// Returns the layout of a frame with the format of this index.
///
/// # Errors
/// `out-of-range` for an unsupported size; `invalid-argument` for an unknown format.
pub fn layout(format: u32, width: f64, height: f64) -> Result<FrameLayout> {
    let Some(format) = Format::ALL.get(format as usize) else {
        return Err(Error::new(
            Code::InvalidArgument,
            "format",
            filmgate::Detail::OneOf(Format::NAMES),
            f64::from(format),
        ));
    };
    FrameLayout::new(*format, whole("width", width)?, whole("height", height)?)
}

/// Returns the colour space whose primaries, transfer function, matrix and chroma siting have these indices. An unknown
/// index is the default: the TypeScript layer knows the names.
pub fn color_space([primaries, transfer, matrix, siting]: [u32; 4], full_range: bool) -> ColorSpace {
    ColorSpace {
        primaries: Primaries::ALL.get(primaries as usize).copied().unwrap_or_default(),
        transfer: Transfer::ALL.get(transfer as usize).copied().unwrap_or_default(),
        matrix: YuvMatrix::ALL.get(matrix as usize).copied().unwrap_or_default(),
        full_range,
        siting: ChromaSiting::ALL.get(siting as usize).copied().unwrap_or_default(),
    }
}

/// Converts a number from JavaScript to an integer.
///
/// # Errors
/// `out-of-range` if it isn't an integer from 0 to 2³² - 1.
pub fn whole(argument: &'static str, value: f64) -> Result<u32> {
    if value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0 {
        return Ok(value as u32);
    }
    Err(Error::new(Code::OutOfRange, argument, "a whole number of at least 0", value))
}

fn read_preset(mut words: Words<'_>) -> Result<Preset> {
    let mut preset = Preset { version: words.next()?, ..Preset::default() };
    let precision = Value::Text(words.text()?);
    let index = filmgate::declare::read_name(Precision::NAMES, &precision);
    preset.precision = Precision::ALL[index.map_err(|error| error.within("precision"))?];
    let color = Value::Text(words.text()?);
    let index = filmgate::declare::read_name(ColorProcessing::NAMES, &color);
    preset.color = ColorProcessing::ALL[index.map_err(|error| error.within("color"))?];
    let upsampling = Value::Text(words.text()?);
    let index = filmgate::declare::read_name(ChromaUpsampling::NAMES, &upsampling);
    preset.chroma_upsampling = ChromaUpsampling::ALL[index.map_err(|error| error.within("chromaUpsampling"))?];
    preset.scale = words.next()?;
    let count = words.count()?;
    if count > MAXIMUM_STEPS {
        let expected = filmgate::Detail::Range(0.0, MAXIMUM_STEPS as f64);
        return Err(Error::new(Code::OutOfRange, "steps.length", expected, count as f64));
    }
    for index in 0..count {
        let step = words.step().map_err(|error| error.within(&format!("steps[{index}]")))?;
        preset.steps.push(StepSpec { filter: step.name, parameters: step.parameters });
    }
    Ok(preset)
}

/// Writes a plan as words: scratch bytes, moved bytes, number of passes; for each pass its domain, its kind, moved bytes and number
/// of stages; for each stage its kind, the index of its first step, and the index after its last step.
fn write_plan(plan: &Explanation) -> Vec<f64> {
    let mut words = vec![plan.scratch_bytes as f64, plan.moved_bytes as f64, plan.passes.len() as f64];
    let text = |words: &mut Vec<f64>, text: &str| {
        words.push(text.len() as f64);
        words.extend(text.bytes().map(f64::from));
    };
    for pass in &plan.passes {
        text(&mut words, pass.domain);
        text(&mut words, pass.kind);
        words.extend([pass.moved_bytes as f64, pass.stages.len() as f64]);
        for stage in &pass.stages {
            text(&mut words, stage.kind);
            words.extend([stage.steps.start as f64, stage.steps.end as f64]);
        }
    }
    words
}
