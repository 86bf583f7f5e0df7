//! A chain of filters: made from data, checked once, run on frame after frame.

mod run;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::declare::{Value, no_parameter, wire_name};
use crate::error::{Code, Detail, Error, Result};
use crate::filters::{self, Filter, Operation};
use crate::frame::{Frame, FrameLayout};
use crate::memory::{Block, Pool};

/// Bytes of a band: rows that fit well into a second-level cache beside what windows keep. It's fixed, so that a plan is
/// the same on every machine.
pub const BAND_BYTES: usize = 64 * 1024;

/// The most steps of a pipeline.
pub const MAXIMUM_STEPS: usize = 256;

/// A step as data, as it comes from JSON or JavaScript.
#[derive(Clone, Debug, Default)]
pub struct Description {
    /// Name of the filter.
    pub filter: String,
    /// Parameters by name, as JavaScript writes them; those left out have their defaults.
    pub parameters: Vec<(String, Value)>,
}

/// Filters in the order in which they are applied.
#[derive(Debug)]
pub struct Pipeline {
    steps: Vec<Step>,
    /// The layout for which the operations were made, and the layout that comes out.
    prepared: Option<(FrameLayout, FrameLayout)>,
    band_bytes: usize,
}

/// A filter and what it comes to for the frames that are run at present.
#[derive(Debug)]
struct Step {
    filter: Box<dyn Filter>,
    operation: Operation,
    input: Option<FrameLayout>,
    /// Rows that a window has consumed, and rows that were passed on to the next step, of the frame being run.
    consumed: usize,
    passed: usize,
}

/// How an error names a step.
fn place(step: usize) -> String {
    alloc::format!("steps[{step}]")
}

impl Pipeline {
    /// A pipeline from data, everything checked.
    ///
    /// # Errors
    /// `unknown-filter`, `unknown-parameter`, `invalid-argument` or `out-of-range`, naming step and parameter.
    pub fn new(descriptions: &[Description]) -> Result<Self> {
        if descriptions.len() > MAXIMUM_STEPS {
            return Err(Error::new(Code::OutOfRange, "steps.length", MAXIMUM_STEPS as f64, descriptions.len() as f64));
        }
        let made = descriptions
            .iter()
            .enumerate()
            .map(|(index, description)| Self::filter(description).map_err(|error| error.within(&place(index))));
        Ok(Self::of(made.collect::<Result<_>>()?))
    }

    /// A pipeline of filters that exist already.
    pub fn of(filters: Vec<Box<dyn Filter>>) -> Self {
        let step = |filter| Step { filter, operation: Operation::Identity, input: None, consumed: 0, passed: 0 };
        Self { steps: filters.into_iter().map(step).collect(), prepared: None, band_bytes: BAND_BYTES }
    }

    fn filter(description: &Description) -> Result<Box<dyn Filter>> {
        let mut filter = filters::create(&description.filter)?;
        for (name, value) in &description.parameters {
            let parameters = filter.spec().parameters;
            let known = parameters.iter().position(|parameter| wire_name(parameter.name) == *name);
            let index = known.ok_or_else(|| {
                Error::new(Code::UnknownParameter, name.clone(), "a parameter of this filter", name.clone())
            })?;
            filter.set(index, value)?;
        }
        Ok(filter)
    }

    /// Sets one parameter of one step. Only that step is made ready again, and nothing changes if it fails.
    ///
    /// # Errors
    /// `unknown-parameter` if there is no such step or parameter; else as the parameter's own.
    pub fn set(&mut self, step: usize, parameter: usize, value: &Value) -> Result<()> {
        let index = step;
        let count = self.steps.len() as f64;
        let step = self
            .steps
            .get_mut(index)
            .ok_or_else(|| Error::new(Code::UnknownParameter, "step", Detail::Range(0.0, count - 1.0), index as f64))?;
        let before = step.filter.get(parameter).ok_or_else(|| no_parameter(parameter).within(&place(index)))?;
        step.filter.set(parameter, value).map_err(|error| error.within(&place(index)))?;
        let Some(input) = step.input else { return Ok(()) };
        match step.filter.operation(&input) {
            Ok(operation) => {
                // The steps after a change of size see other frames: they are made ready at the next run.
                if matches!((&step.operation, &operation), (Operation::Geometry(_), _) | (_, Operation::Geometry(_))) {
                    self.prepared = None;
                }
                step.operation = operation;
                Ok(())
            }
            Err(error) => {
                step.filter.set(parameter, &before)?;
                Err(error.within(&place(index)))
            }
        }
    }

    /// Rows are worked on in bands of about this many bytes. Results don't depend on it.
    pub fn set_band_bytes(&mut self, bytes: usize) {
        self.band_bytes = bytes;
    }

    /// The layout of the result for frames of layout `input`; everything is made ready for them.
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
            if !spec.formats.contains(&layout.format()) {
                let error =
                    Error::new(Code::UnsupportedFormat, "filter", spec.formats[0].name(), layout.format().name());
                return Err(error.within(&place(index)));
            }
            step.operation = step.filter.operation(&layout).map_err(|error| error.within(&place(index)))?;
            step.input = Some(layout);
            if let Operation::Geometry(kernel) = &step.operation {
                layout = *kernel.output();
            }
        }
        self.prepared = Some((*input, layout));
        Ok(layout)
    }

    /// Runs the pipeline on `frame`, in place.
    ///
    /// # Errors
    /// As [`Pipeline::prepare`]; the frame is untouched then. `out-of-memory` if a change of size finds no memory.
    pub fn apply(&mut self, frame: &mut Frame) -> Result<()> {
        self.run(frame, &mut Pool::default(), &mut None)
    }

    /// Runs the pipeline on `source`, which stays as it is, with the result in `target`.
    ///
    /// # Errors
    /// As [`Pipeline::apply`], and `size-mismatch` if `target` has not the layout of the result.
    pub fn apply_into(&mut self, source: &Frame, target: &mut Frame) -> Result<()> {
        self.run_into(source, target, &mut Pool::default())
    }

    /// As [`Pipeline::apply`], with memory from `pool`. If the pixels moved to another block, the one they were in is left
    /// in `replaced`, whether or not the run succeeded: whoever showed it to somebody must see to that.
    pub(crate) fn run(&mut self, frame: &mut Frame, pool: &mut Pool, replaced: &mut Option<Block>) -> Result<()> {
        self.prepare(frame.layout())?;
        run::in_place(&mut self.steps, frame, pool, self.band_bytes, replaced)
    }

    /// As [`Pipeline::apply_into`], with memory from `pool`.
    pub(crate) fn run_into(&mut self, source: &Frame, target: &mut Frame, pool: &mut Pool) -> Result<()> {
        let output = self.prepare(source.layout())?;
        if output != *target.layout() {
            let size = |layout: &FrameLayout| Detail::Size(layout.width(), layout.height());
            return Err(Error::new(Code::SizeMismatch, "into", size(&output), size(target.layout())));
        }
        run::into(&mut self.steps, source, target, pool, self.band_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filters::REGISTRY;
    use crate::filters::testing::noise;
    use crate::frame::Format;

    fn step(filter: &str, parameters: &[(&str, Value)]) -> Description {
        let parameters = parameters.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        Description { filter: filter.into(), parameters }
    }

    #[test]
    fn errors_name_step_and_parameter() {
        let cases = [
            (step("sharpn", &[]), Code::UnknownFilter, "steps[1].filter"),
            (step("sepia", &[("amout", Value::Number(1.0))]), Code::UnknownParameter, "steps[1].amout"),
            (step("sepia", &[("amount", Value::Number(f64::NAN))]), Code::OutOfRange, "steps[1].amount"),
            (step("sepia", &[("amount", Value::Number(1.1))]), Code::OutOfRange, "steps[1].amount"),
            (step("sepia", &[("amount", Value::Text("1".into()))]), Code::InvalidArgument, "steps[1].amount"),
            (step("rotate", &[("quarterTurns", Value::Number(0.5))]), Code::InvalidArgument, "steps[1].quarterTurns"),
            (step("flip", &[("axis", Value::Text("up".into()))]), Code::InvalidArgument, "steps[1].axis"),
        ];
        for (bad, code, argument) in cases {
            let error = Pipeline::new(&[step("invert", &[]), bad]).unwrap_err();
            assert_eq!((error.code, &*error.argument), (code, argument), "{error}");
        }
    }

    #[test]
    fn every_filter_accepts_its_own_defaults_and_runs() {
        for spec in REGISTRY {
            let mut filter = (spec.create)();
            for index in 0..spec.parameters.len() {
                let value = filter.get(index).unwrap();
                filter.set(index, &value).unwrap();
                assert!(filter.set(index, &Value::Other("an object")).is_err(), "{}: accepts an object", spec.name);
            }
            for &format in spec.formats {
                let mut frame = noise(format, 13, 7, false, 1);
                Pipeline::of(vec![(spec.create)()]).apply(&mut frame).unwrap();
            }
        }
    }

    #[test]
    fn bands_chains_and_targets_do_not_change_the_result() {
        let chain = [
            step("brightness", &[("amount", Value::Number(1.2))]),
            step("sobel", &[]),
            step("invert", &[]),
            step("convolve3x3", &[("kernel", Value::Numbers(vec![1.0 / 9.0; 9]))]),
            step("rotate", &[]),
            step("sepia", &[]),
            step("convolve3x3", &[("kernel", Value::Numbers(vec![0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0]))]),
        ];
        let source = noise(Format::Rgba8, 37, 29, false, 9);
        let mut expected = noise(Format::Rgba8, 37, 29, false, 9);
        for description in &chain {
            Pipeline::new(core::slice::from_ref(description)).unwrap().apply(&mut expected).unwrap();
        }
        for band_bytes in [1, 37 * 4, 500, 1 << 20] {
            let mut pipeline = Pipeline::new(&chain).unwrap();
            pipeline.set_band_bytes(band_bytes);
            let mut frame = noise(Format::Rgba8, 37, 29, false, 9);
            pipeline.apply(&mut frame).unwrap();
            assert_eq!(frame.layout().width(), 29, "turned");
            assert!(frame.bytes() == expected.bytes(), "in place, {band_bytes}");
            let mut target = Frame::new(*frame.layout()).unwrap();
            pipeline.apply_into(&source, &mut target).unwrap();
            assert!(target.bytes() == expected.bytes(), "into, {band_bytes}");
        }
        let mut wrong = noise(Format::Rgba8, 37, 29, false, 9);
        let error = Pipeline::new(&chain).unwrap().apply_into(&source, &mut wrong).unwrap_err();
        assert_eq!(error.code, Code::SizeMismatch, "{error}");
    }

    #[test]
    fn a_parameter_changes_without_rebuilding() {
        let mut pipeline = Pipeline::new(&[step("brightness", &[]), step("rotate", &[])]).unwrap();
        let mut frame = noise(Format::Rgba8, 8, 4, true, 2);
        pipeline.apply(&mut frame).unwrap();
        pipeline.set(0, 0, &Value::Number(0.0)).unwrap();
        assert_eq!(pipeline.set(0, 0, &Value::Number(-1.0)).unwrap_err().code, Code::OutOfRange, "refused");
        assert_eq!(pipeline.set(2, 0, &Value::Number(1.0)).unwrap_err().code, Code::UnknownParameter, "no step");
        assert_eq!(pipeline.set(1, 1, &Value::Number(1.0)).unwrap_err().code, Code::UnknownParameter, "no parameter");
        pipeline.set(1, 0, &Value::Number(2.0)).unwrap();
        let mut frame = noise(Format::Rgba8, 8, 4, true, 2);
        pipeline.apply(&mut frame).unwrap();
        assert_eq!(frame.layout().width(), 8, "half a turn");
        assert!(frame.bytes().chunks(4).all(|pixel| pixel == [0, 0, 0, 255]), "black");
    }
}
