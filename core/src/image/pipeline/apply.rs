//! Running a pipeline: arguments, their checks, and runs in parts.

use super::outline::Request;
use super::run::Job;
use super::step::{Step, place};
use super::{Input, Inputs, Pipeline};
use crate::declare::Kind;
use crate::error::{Code, Detail, Error, Result};
use crate::image::frame::{
    ColorModel, Format, FrameLayout, FrameMut, FrameRef, Metadata, Region, RowFormat, Sample, Target,
};
use crate::image::kernels::Operation;
use crate::memory::{Block, Pool};

/// The part of the frame that a run changes, and the further frames that it reads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The rectangle to process, as if it were a whole frame; the whole frame by default.
    pub region: Option<Region>,
    /// A gray frame of the size of the region, the weight of the result for each pixel: 255 is the result, 0 the
    /// original pixel.
    pub mask: Option<FrameRef<'a>>,
    /// The frames that steps read in addition, for instance the other picture of a blend.
    pub inputs: Inputs<'a>,
}

impl Pipeline {
    /// Runs the pipeline in place, on a [`Frame`](crate::image::frame::Frame) or on borrowed pixels ([`FrameMut`]).
    ///
    /// An owned frame gets the size of the result. Borrowed pixels keep their size; bytes between the rows are
    /// untouched.
    ///
    /// # Errors
    /// As [`Pipeline::prepare`]; `size-mismatch` if the size of borrowed pixels would change (see
    /// [`Pipeline::apply_into`]). The frame is unchanged then. `out-of-memory` if memory for pixels that a step moves
    /// can't be allocated.
    pub fn apply<'a>(&mut self, frame: impl Into<Target<'a>>) -> Result<()> {
        self.apply_with(frame, Options::default())
    }

    /// Runs the pipeline in place, with a region, a mask or further frames.
    ///
    /// # Errors
    /// As [`Pipeline::apply`]; `out-of-range` if the region isn't within the frame, `size-mismatch` or
    /// `unsupported-format` if the mask or a further frame doesn't fit, `closed` if a further frame is missing;
    /// `invalid-argument` for a region or a mask if a step moves the pixels to another frame.
    pub fn apply_with<'a>(&mut self, frame: impl Into<Target<'a>>, options: Options<'_>) -> Result<()> {
        self.run(frame, &mut Pool::default(), &mut None, options)
    }

    /// Runs the pipeline on `source`, which is unchanged, and writes the result to `target`. Both are frames or
    /// borrowed pixels.
    ///
    /// # Errors
    /// As [`Pipeline::apply`], and `size-mismatch` if `target` doesn't have the size of the result.
    pub fn apply_into<'a, 'b>(
        &mut self,
        source: impl Into<FrameRef<'a>>,
        target: impl Into<FrameMut<'b>>,
    ) -> Result<()> {
        self.apply_into_with(source, target, Options::default())
    }

    /// As [`Pipeline::apply_into`], with a region, a mask or further frames.
    ///
    /// # Errors
    /// As [`Pipeline::apply_with`] and [`Pipeline::apply_into`].
    pub fn apply_into_with<'a, 'b>(
        &mut self,
        source: impl Into<FrameRef<'a>>,
        target: impl Into<FrameMut<'b>>,
        options: Options<'_>,
    ) -> Result<()> {
        self.run_into(source, target, &mut Pool::default(), options)
    }

    /// As [`Pipeline::apply_with`], with memory from `pool`. If the pixels of an owned frame move to another block,
    /// `replaced` receives the previous block, also if the run fails: the caller may have to revoke views of it.
    #[doc(hidden)]
    pub fn run<'a>(
        &mut self,
        frame: impl Into<Target<'a>>,
        pool: &mut Pool,
        replaced: &mut Option<Block>,
        options: Options<'_>,
    ) -> Result<()> {
        let target = frame.into();
        let view = target.view();
        let output = self.prepare_part(&view, view.layout().format(), view.metadata(), options)?;
        self.check_inputs(options.inputs)?;
        if let Target::Borrowed(frame) = &target
            && output != *frame.layout()
        {
            return Err(Error::new(Code::SizeMismatch, "frame", size(&output), size(frame.layout())));
        }
        self.phases.release(pool);
        self.advance(None, target, pool, replaced, options, usize::MAX).map(drop)
    }

    /// As [`Pipeline::apply_into_with`], with memory from `pool`.
    #[doc(hidden)]
    pub fn run_into<'a, 'b>(
        &mut self,
        source: impl Into<FrameRef<'a>>,
        target: impl Into<FrameMut<'b>>,
        pool: &mut Pool,
        options: Options<'_>,
    ) -> Result<()> {
        let (source, target) = (source.into(), target.into());
        let output = self.prepare_part(&source, target.layout().format(), target.metadata(), options)?;
        self.check_inputs(options.inputs)?;
        if output != *target.layout() {
            return Err(Error::new(Code::SizeMismatch, "into", size(&output), size(target.layout())));
        }
        self.phases.release(pool);
        self.advance(Some(source), target.into(), pool, &mut None, options, usize::MAX).map(drop)
    }

    /// Prepares the pipeline for a frame or a part of it, and returns the layout of the whole result. `output` and its
    /// metadata are those of the frame that receives the result.
    #[doc(hidden)]
    pub fn prepare_part(
        &mut self,
        frame: &FrameRef<'_>,
        output: Format,
        metadata: &Metadata,
        options: Options<'_>,
    ) -> Result<FrameLayout> {
        let Options { region, mask, .. } = options;
        let whole = frame.layout();
        let part = match region {
            Some(region) if !region.is_within(whole) => {
                let received = alloc::format!("{} × {} at {}, {}", region.width, region.height, region.x, region.y);
                return Err(Error::new(Code::OutOfRange, "region", "a rectangle within the frame", received));
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
        let argument = if region.is_some() { "region" } else { "mask" };
        let is_part = region.is_some() || mask.is_some();
        if is_part && output != whole.format() {
            let expected = alloc::format!("none, because `into` is {}", output.name());
            return Err(Error::new(Code::InvalidArgument, argument, expected, whole.format().name()));
        }
        // Mixing planes is cheaper than processing an RGBA frame; colours with alpha have to be weighted.
        let is_float = self.is_float();
        let mixes = mask.is_some()
            && region.is_none()
            && !is_float
            && !whole.format().is_plain()
            && !whole.format().spec().alpha;
        let result = self.prepare_for(Request {
            input: *whole,
            color_space: frame.metadata().color_space,
            output,
            output_space: frame.metadata().converted(whole.format(), output, metadata).color_space,
            color: self.color,
            part: (is_part && !mixes).then_some((part.width(), part.height())),
            mixes,
            is_float,
        })?;
        if !is_part {
            return Ok(result);
        }
        let moves_away = |step: &Step| step.operation.moves_away();
        if self.steps.iter().any(moves_away) {
            let expected = "steps that work in place";
            return Err(Error::new(
                Code::InvalidArgument,
                argument,
                expected,
                "a step that moves the pixels to another frame",
            ));
        }
        if mask.is_some() && !mixes {
            self.phases.prepare_mask(&mut self.steps, part.width(), part.height(), self.settings.band_bytes)?;
        }
        Ok(*whole)
    }

    /// Returns the further frames that the steps read. The pipeline must be prepared.
    #[doc(hidden)]
    pub fn inputs(&self) -> impl Iterator<Item = Input> {
        self.steps.iter().filter_map(|step| step.operation.input())
    }

    /// Checks that `inputs` has each further frame, and that the frame fits.
    #[doc(hidden)]
    pub fn check_inputs(&self, inputs: Inputs<'_>) -> Result<()> {
        for (index, step) in self.steps.iter().enumerate() {
            let (Some(input), Some(layout)) = (step.operation.input(), step.input) else { continue };
            let parameters = step.filter.spec().parameters;
            let parameter = parameters.iter().find(|parameter| matches!(parameter.kind, Kind::Frame));
            let name = parameter.map_or("", |parameter| parameter.name);
            let found = inputs.frame(input);
            let found = found.as_ref().map(FrameRef::layout);
            let error = match found {
                None => Some(Error::new(Code::Closed, name, "an open frame", "none")),
                Some(found) if !accepts(&step.operation, found.format(), layout.format()) => {
                    let expected = if step.operation.reads_luma() {
                        "RGBA, GRAY8 or YUV of 8 bits"
                    } else {
                        layout.format().name()
                    };
                    Some(Error::new(Code::UnsupportedFormat, name, expected, found.format().name()))
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

    /// Returns whether [`Pipeline::prepare_part`] would find everything prepared.
    #[doc(hidden)]
    pub fn is_ready(&self, frame: &FrameRef<'_>, output: Format, metadata: &Metadata, options: Options<'_>) -> bool {
        let part = options.region.map(|region| (region.width, region.height));
        let request = Request {
            input: *frame.layout(),
            color_space: frame.metadata().color_space,
            output,
            output_space: frame.metadata().converted(frame.layout().format(), output, metadata).color_space,
            color: self.color,
            part,
            mixes: false,
            is_float: self.is_float(),
        };
        options.mask.is_none() && self.prepared.is_some_and(|(prepared, _)| prepared == request)
    }

    /// Returns the share of a run in parts that is done, from 0 to 1.
    #[doc(hidden)]
    pub fn fraction_done(&self) -> f64 {
        self.phases.fraction()
    }

    /// Cancels a run in parts.
    #[doc(hidden)]
    pub fn cancel(&mut self, pool: &mut Pool) {
        self.phases.release(pool);
    }

    /// Begins or continues a run in parts, by about `rows` rows, and returns whether the run has ended. Until then,
    /// each call must have the same arguments. The pipeline must be prepared.
    #[doc(hidden)]
    pub fn advance(
        &mut self,
        source: Option<FrameRef<'_>>,
        target: Target<'_>,
        pool: &mut Pool,
        replaced: &mut Option<Block>,
        options: Options<'_>,
        rows: usize,
    ) -> Result<bool> {
        let Options { region, mask, inputs } = options;
        let mask = mask.map(|mask| mask.plane(0));
        let (band_bytes, dispatch) = (self.settings.band_bytes, &*self.dispatch);
        let mut job = Job { source, target, region, mask, inputs, replaced, pool, band_bytes, dispatch };
        let before = *job.target.layout();
        let result = self.phases.advance(&mut self.steps, &mut job, rows);
        if result == Ok(true) {
            let from = source.as_ref().map_or(before.format(), |source| source.layout().format());
            let (format, size) = (job.target.layout().format(), size(job.target.layout()));
            let own = *job.target.view().metadata();
            let mut metadata = source.map_or(own, |source| source.metadata().converted(from, format, &own));
            // A rectangle of a frame of another size is meaningless.
            if size != self::size(source.as_ref().map_or(&before, FrameRef::layout)) {
                metadata.visible = None;
            }
            job.target.set_metadata(metadata);
        }
        if result.is_err() {
            self.phases.release(job.pool);
            self.phases.reset(&mut self.steps);
        }
        result
    }
}

/// Returns whether a further frame may have this format; `own` is that of the rows that the step processes.
fn accepts(operation: &Operation, format: Format, own: RowFormat) -> bool {
    // Rows of floats are read from any format.
    #[cfg(feature = "float")]
    if matches!(operation, Operation::Float(_)) {
        return true;
    }
    if operation.reads_luma() {
        let spec = format.spec();
        return format.is_plain() || (spec.sample == Sample::U8 && spec.model == ColorModel::Yuv);
    }
    let rows = format.rows().filter(|rows| rows.frame_format() == format);
    rows.is_some_and(|rows| operation.accepts(rows, own))
}

fn size(layout: &FrameLayout) -> Detail {
    Detail::Size(layout.width(), layout.height())
}
