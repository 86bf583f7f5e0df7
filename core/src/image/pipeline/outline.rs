//! How the steps of a pipeline are divided among phases.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

#[cfg(feature = "float")]
use super::float::FloatStream;
use super::lane::Lane;
use super::plan::ColorProcessing;
use super::step::{Step, place};
use super::through::Through;
use crate::error::{Error, Result};
use crate::image::convert::separated;
use crate::image::frame::{ColorModel, ColorSpace, Format, FrameLayout, RowFormat, Sample};
use crate::image::kernels::Channel;

/// What a run is prepared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) input: FrameLayout,
    pub(super) color_space: ColorSpace,
    /// The format of the result.
    pub(super) output: Format,
    pub(super) output_space: ColorSpace,
    /// Whether steps that are linear process luma and chroma.
    pub(super) color: ColorProcessing,
    /// The size of the part that changes, a region or what a mask allows; `None` for the whole frame.
    pub(super) part: Option<(u32, u32)>,
    /// Whether the whole frame is processed, and mixed with the original through a mask at the end.
    pub(super) mixes: bool,
    /// Whether rows are processed in floats.
    pub(super) is_float: bool,
}

/// A phase and the layouts of its frames.
#[derive(Debug)]
pub(super) struct Phase {
    /// The steps of the pipeline.
    pub(super) steps: Range<usize>,
    pub(super) input: FrameLayout,
    pub(super) output: FrameLayout,
    pub(super) work: Work,
}

/// What a phase does.
#[derive(Debug)]
pub(super) enum Work {
    /// The steps process the rows of the frame as they are.
    Rows(Box<Lane>),
    /// The steps process each plane by itself.
    Planes(Vec<PlaneLane>),
    /// The steps process RGBA rows, to which and from which the rows of the frames are converted.
    Through(Box<Through>),
    /// The steps process rows of floats.
    #[cfg(feature = "float")]
    Float(Box<FloatStream>),
    /// The samples are copied to other planes, or from them.
    Repack,
    /// The part that a region and a mask allow replaces the pixels of the target.
    Select,
    /// The result is mixed with the pixels of the target through the mask.
    Mix,
}

impl Work {
    #[inline(never)]
    fn rows() -> Self {
        Self::Rows(Box::default())
    }

    #[inline(never)]
    fn through() -> Self {
        Self::Through(Box::default())
    }
}

/// The steps for one plane: copies whose parameters in pixels are scaled to it.
#[derive(Debug)]
pub(super) struct PlaneLane {
    pub(super) steps: Vec<Step>,
    pub(super) scale: f64,
    pub(super) lane: Lane,
}

/// How the steps are divided among phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    /// Number of steps before the first that needs RGBA, and the first step after the last one that does.
    front: usize,
    back: usize,
    /// Whether the steps in between are one stream.
    pub(super) streams: bool,
    /// Whether the planes of the results fit together.
    pub(super) fits: bool,
}

impl Outline {
    /// Divides the steps among phases.
    #[inline(never)]
    pub(super) fn new(steps: &[Step], request: &Request, streams: bool, fits: bool) -> Self {
        let count = steps.len();
        let Request { input, output, part, color, color_space, .. } = *request;
        let all_planes = working(input.format()).is_some() && part.is_none() && fits;
        let has_alpha = input.format().spec().alpha;
        let is_line = |step: &Step| match step.lines(&color_space, has_alpha) {
            Some(lines) => color == ColorProcessing::Native || lines == [Channel::IDENTITY; 4],
            None => false,
        };
        let native = |step: &&Step| all_planes && (!step.needs_color(&input) || is_line(step));
        let front = steps.iter().take_while(native).count();
        let same = input.format() == output;
        let behind = if same { steps[front..].iter().rev().take_while(native).count() } else { 0 };
        Self { front, back: count - behind, streams: streams && part.is_none(), fits }
    }

    /// Returns the phases, to be planned.
    #[inline(never)]
    pub(super) fn phases(&self, steps: &[Step], request: &Request) -> Result<Vec<Phase>> {
        let Request { input, output, part, mixes, .. } = *request;
        let mut list = Phased { list: Vec::new(), layout: input };
        let (from, count) = (input.format(), steps.len());
        #[cfg(feature = "float")]
        if request.is_float {
            list.push(0..count, output, Work::Float(Box::default()))?;
            if part.is_some() {
                list.push(0..0, output, Work::Select)?;
            }
            return Ok(list.list);
        }
        let works_in_place = |steps: &[Step]| steps.iter().all(|step| !step.needs_color(&input));
        if from == output && (from.is_plain() || (is_packed(from) && works_in_place(steps))) {
            list.push(0..count, from, Work::rows())?;
            return Ok(list.list);
        }
        let (front, back) = (0..self.front, self.back..count);
        let nothing = self.front..self.front;
        if !front.is_empty() {
            list.repack(working(from).unwrap_or(from))?;
            list.planes(front, steps)?;
        } else if count == 0 && from == output {
            list.planes(front, steps)?;
        }
        let middle = self.front..self.back;
        let is_repacked = separated(output) == Some(list.format());
        if !middle.is_empty() || list.format() != output && back.is_empty() && !is_repacked {
            if self.streams {
                let to = if back.is_empty() { output } else { working(output).unwrap_or(output) };
                list.push(middle, to, Work::through())?;
            } else {
                if list.format() != Format::Rgba {
                    list.push(nothing.clone(), Format::Rgba, Work::Through(Box::new(Through::feeding_rows())))?;
                }
                list.push(middle, Format::Rgba, Work::rows())?;
                let to = if back.is_empty() { output } else { working(output).unwrap_or(output) };
                if to != Format::Rgba {
                    list.push(nothing, to, Work::through())?;
                }
            }
        }
        if !back.is_empty() {
            list.planes(back, steps)?;
        }
        list.repack(output)?;
        if part.is_some() {
            list.push(0..0, output, Work::Select)?;
        } else if mixes {
            list.push(0..0, output, Work::Mix)?;
        }
        Ok(list.list)
    }
}

/// A list of phases in the making.
struct Phased {
    list: Vec<Phase>,
    layout: FrameLayout,
}

impl Phased {
    fn format(&self) -> Format {
        self.layout.format()
    }

    fn push(&mut self, steps: Range<usize>, to: Format, work: Work) -> Result<()> {
        self.list.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<Phase>()))?;
        let output = FrameLayout::new(to, self.layout.width(), self.layout.height())?;
        self.list.push(Phase { steps, input: self.layout, output, work });
        self.layout = output;
        Ok(())
    }

    /// Adds a phase that moves the samples to the planes of another format, unless the format is the same.
    fn repack(&mut self, to: Format) -> Result<()> {
        if self.format() == to {
            return Ok(());
        }
        self.push(0..0, to, Work::Repack)
    }

    /// Adds a phase with a copy of the steps for each plane.
    fn planes(&mut self, range: Range<usize>, steps: &[Step]) -> Result<()> {
        let mut lanes = Vec::new();
        for plane in self.format().spec().planes {
            let scale = 1.0 / f64::from(1 << plane.halvings[0].max(plane.halvings[1]));
            let mut copies = Vec::new();
            copies.try_reserve_exact(range.len()).map_err(|_| Error::out_of_memory(range.len() * size_of::<Step>()))?;
            for (index, step) in steps[range.clone()].iter().enumerate() {
                copies.push(
                    step.scaled(step.plane_scale(scale)).map_err(|error| error.within(&place(range.start + index)))?,
                );
            }
            lanes.push(PlaneLane { steps: copies, scale, lane: Lane::default() });
        }
        self.push(range, self.format(), Work::Planes(lanes))
    }
}

/// Returns whether the format has rows like those of RGBA, with alpha but another order of colours.
fn is_packed(format: Format) -> bool {
    format.rows() == Some(RowFormat::Rgba8) && format.spec().alpha
}

/// Returns the format whose planes can be processed one by one, if there is one: that of the frame, or one with the same
/// samples whose planes are bytes of one channel each.
fn working(format: Format) -> Option<Format> {
    let spec = format.spec();
    let is_planar = spec.sample == Sample::U8
        && spec.model == ColorModel::Yuv
        && spec.planes.iter().all(|plane| plane.channels == 1);
    if is_planar { Some(format) } else { separated(format).filter(|_| spec.sample == Sample::U8) }
}
