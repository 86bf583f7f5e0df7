//! Steps on rows of floats, from any source of rows to any sink.
//!
//! Rows are pulled: to write a row of the result, the last kernel asks for the rows that it needs of the kernel before it,
//! and so on up to the source. Each kernel gets each row once, in order, and stores what it needs of it. So rows can change
//! their size from step to step, rows that no result needs are never computed, and no frame is between the steps.

use alloc::vec::Vec;
use core::ops::Range;

use super::rows::RowSource;
use crate::error::{Code, Error, Result};
use crate::image::convert::{ChromaUpsampling, FloatReader};
use crate::image::frame::{RowFormat, RowLayout};
use crate::image::input::Inputs;
use crate::image::kernels::float::{Beside, FloatOperation, FloatStep, Pixel, Stored};
use crate::image::kernels::{Affine, Operation};
use crate::image::pipeline::explain::{ExplainedPass, ExplainedStage, Explanation};
use crate::image::pipeline::plan::reserve;
use crate::image::pipeline::step::{Step, place};
use crate::memory::zeroed;
use crate::simd::F32x4;

/// The plan of steps on rows of floats, and their rows.
#[derive(Debug, Default)]
pub(crate) struct FloatChain {
    stages: Vec<Stage>,
    segments: Vec<Segment>,
    /// The rows of other frames, for each step that reads one.
    others: Vec<Other>,
    upsampling: ChromaUpsampling,
    /// A row of results to be mixed with the original through a mask.
    masked: Vec<Pixel>,
}

/// A step, or several fused steps, that process rows in place.
#[derive(Debug)]
struct Stage {
    /// Those that are lines and matrices are one matrix, in real numbers.
    affine: Option<Affine>,
    steps: Range<usize>,
}

/// A step that computes rows from several rows, and the stages behind it. The first segment has no such step: its rows are
/// those of the source.
#[derive(Debug)]
struct Segment {
    gather: Option<usize>,
    stages: Range<usize>,
    /// The number of pixels of a row of the source of the segment, and of the result.
    widths: [usize; 2],
    /// A row of the source of the segment.
    line: Vec<Pixel>,
    /// What is stored of rows, and the number of pixels of each.
    ring: Vec<Pixel>,
    stored: usize,
    /// The next row of the source.
    next: usize,
}

/// The rows of a further frame.
#[derive(Debug, Default)]
struct Other {
    step: usize,
    reader: Option<FloatReader>,
    row: Vec<Pixel>,
    /// The part of the row that lies within this frame, and transparent black around it.
    beside: Vec<Pixel>,
}

/// What a run reads: steps and further frames.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) steps: &'a mut [Step],
    pub(super) inputs: Inputs<'a>,
}

fn float_operation(steps: &mut [Step], index: usize) -> Option<&mut FloatOperation> {
    match steps.get_mut(index).map(|step| &mut step.operation) {
        Some(Operation::Float(step)) => Some(&mut step.operation),
        _ => None,
    }
}

impl FloatChain {
    /// Creates the operations of `steps` for rows of this size, and plans them. Returns the layout of the result. The format
    /// says whether the picture is gray from beginning to end.
    pub(super) fn prepare(
        &mut self,
        steps: &mut [Step],
        input: RowLayout,
        upsampling: ChromaUpsampling,
    ) -> Result<RowLayout> {
        let mut layout = input;
        for (index, step) in steps.iter_mut().enumerate() {
            if step.input != Some(layout) {
                step.input = None;
                step.operation = operation(step, &layout).map_err(|error| error.within(&place(index)))?;
                step.input = Some(layout);
            }
            layout = step.operation.output().copied().unwrap_or(layout);
        }
        if self.upsampling != upsampling {
            self.others.clear();
            self.upsampling = upsampling;
        }
        self.plan(steps, &input)?;
        Ok(layout)
    }

    /// Divides the steps among segments. What has the right size stays.
    fn plan(&mut self, steps: &mut [Step], input: &RowLayout) -> Result<()> {
        self.stages.clear();
        reserve(&mut self.stages, steps.len())?;
        let gathers = steps.iter().filter(|step| is_gather(step)).count();
        self.segments.truncate(gathers + 1);
        let missing = gathers + 1 - self.segments.len();
        reserve(&mut self.segments, missing)?;
        let mut at = 0;
        let mut width = input.width() as usize;
        self.begin_segment(at, None, [width; 2]);
        for index in 0..steps.len() {
            let Some(operation) = float_operation(steps, index) else { continue };
            match operation {
                FloatOperation::Identity => {}
                FloatOperation::Affine(affine) => {
                    let first = self.segments[at].stages.start;
                    match self.stages.get_mut(first..).and_then(<[Stage]>::last_mut) {
                        Some(Stage { affine: Some(before), steps }) => {
                            *before = before.then(affine);
                            steps.end = index + 1;
                        }
                        _ => self.stages.push(Stage { affine: Some(*affine), steps: index..index + 1 }),
                    }
                }
                FloatOperation::Point(_) | FloatOperation::Combine(_) => {
                    self.stages.push(Stage { affine: None, steps: index..index + 1 });
                }
                FloatOperation::Gather(kernel) => {
                    let [to, height] = kernel.size();
                    let most = (0..height).map(|y| kernel.needs(y).len()).max().unwrap_or(1).max(1);
                    let stored = kernel.stored();
                    self.segments[at].stages.end = self.stages.len();
                    at += 1;
                    self.begin_segment(at, Some(index), [width, to]);
                    let segment = &mut self.segments[at];
                    segment.stored = stored;
                    resize(&mut segment.ring, most.saturating_mul(stored))?;
                    resize(&mut segment.line, width)?;
                    width = to;
                }
            }
            self.segments[at].stages.end = self.stages.len();
        }
        Ok(())
    }

    /// Begins segment `at`, which exists already or is new.
    fn begin_segment(&mut self, at: usize, gather: Option<usize>, widths: [usize; 2]) {
        let start = self.stages.len();
        if let Some(segment) = self.segments.get_mut(at) {
            (segment.gather, segment.stages, segment.widths) = (gather, start..start, widths);
        } else {
            let (line, ring) = (Vec::new(), Vec::new());
            self.segments.push(Segment { gather, stages: start..start, widths, line, ring, stored: 0, next: 0 });
        }
    }

    /// Begins a run: gets memory for the rows of further frames.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn begin(&mut self, run: &mut Run<'_>) -> Result<()> {
        self.segments.iter_mut().for_each(|segment| segment.next = 0);
        for index in 0..run.steps.len() {
            let width = run.steps[index].input.map_or(0, |rows| rows.width() as usize);
            let Some(FloatOperation::Combine(kernel)) = float_operation(run.steps, index) else { continue };
            let Some(frame) = run.inputs.frame(kernel.input()) else { continue };
            let other = match self.others.iter().position(|other| other.step == index) {
                Some(at) => &mut self.others[at],
                None => {
                    reserve(&mut self.others, 1)?;
                    self.others.push(Other { step: index, ..Other::default() });
                    let Some(last) = self.others.last_mut() else { continue };
                    last
                }
            };
            let (layout, space) = (frame.layout(), &frame.metadata().color_space);
            if other.reader.as_ref().is_none_or(|reader| !reader.reads(layout, space)) {
                other.reader = Some(FloatReader::new(layout, space, self.upsampling)?);
            }
            resize(&mut other.row, layout.width() as usize)?;
            resize(&mut other.beside, width)?;
        }
        Ok(())
    }

    /// Writes row `y` of the result. Rows are written in order.
    ///
    /// # Errors
    /// Those of the source.
    pub(super) fn row(
        &mut self,
        run: &mut Run<'_>,
        source: &mut dyn RowSource,
        y: usize,
        into: &mut [Pixel],
    ) -> Result<()> {
        let Self { stages, segments, others, .. } = self;
        pull(&mut Parts { stages, others, run, source }, segments, y, into)
    }

    /// Replaces a part of a row of the original by row `y` of the result: where there is a mask, to the extent that it says.
    pub(super) fn part(
        &mut self,
        run: &mut Run<'_>,
        source: &mut dyn RowSource,
        y: usize,
        original: &mut [Pixel],
        mask: Option<&[u8]>,
    ) -> Result<()> {
        let Some(mask) = mask else { return self.row(run, source, y, original) };
        let mut masked = core::mem::take(&mut self.masked);
        let result = resize(&mut masked, original.len()).and_then(|()| self.row(run, source, y, &mut masked));
        for ((pixel, result), weight) in original.iter_mut().zip(&masked).zip(mask) {
            mix(pixel, *result, f32::from(*weight) / 255.0);
        }
        self.masked = masked;
        result
    }

    /// Returns the number of bytes of working memory, without that of steps.
    pub(super) fn bytes(&self) -> usize {
        let pixels = |row: &Vec<Pixel>| size_of_val(row.as_slice());
        let segments = self.segments.iter().map(|segment| pixels(&segment.line) + pixels(&segment.ring));
        let others = self.others.iter().map(|other| {
            pixels(&other.row) + pixels(&other.beside) + other.reader.as_ref().map_or(0, FloatReader::bytes)
        });
        segments.sum::<usize>() + others.sum::<usize>()
    }

    /// Returns the plan as data: a pass with conversions at its ends, which moves this number of bytes.
    pub(super) fn explain(&self, steps: &[Step], bytes: usize, moved_bytes: u64) -> Result<Explanation> {
        let mut stages = Vec::new();
        reserve(&mut stages, self.stages.len() + self.segments.len() + 2)?;
        let convert = |at: usize| ExplainedStage { kind: "convert", steps: at..at };
        stages.push(convert(0));
        for segment in &self.segments {
            if let Some(index) = segment.gather {
                stages.push(ExplainedStage { kind: "window", steps: index..index + 1 });
            }
            for stage in &self.stages[segment.stages.clone()] {
                let combines = steps.get(stage.steps.start).is_some_and(|step| step.operation.input().is_some());
                let kind = match stage.affine {
                    Some(_) => "matrix",
                    None if combines => "combine",
                    None => "point",
                };
                stages.push(ExplainedStage { kind, steps: stage.steps.clone() });
            }
        }
        stages.push(convert(steps.len()));
        let scratch: usize = steps.iter().map(|step| step.operation.scratch_bytes()).sum();
        let mut explanation = Explanation::new();
        reserve(&mut explanation.passes, 1)?;
        explanation.passes.push(ExplainedPass { domain: "float", kind: "stream", stages, moved_bytes });
        explanation.scratch_bytes = scratch + self.bytes() + bytes;
        explanation.moved_bytes = moved_bytes;
        Ok(explanation)
    }
}

/// Creates the operation of a step.
fn operation(step: &Step, layout: &RowLayout) -> Result<Operation> {
    let own = step.filter.float(layout)?;
    let operation = match own {
        Some(operation) => operation,
        // Lines and matrices are the same in floats.
        None => match step.filter.operation(&RowLayout::new(RowFormat::Rgba8, layout.width(), layout.height())?)? {
            Operation::Identity => FloatOperation::Identity,
            Operation::Linear(linear) => FloatOperation::Affine(linear.affine()),
            Operation::Matrix(matrix) => FloatOperation::Affine(matrix.affine()),
            _ => {
                let expected = "a filter that processes floats, because `precision` is \"float\"";
                return Err(Error::new(Code::Unsupported, "filter", expected, step.filter.spec().name));
            }
        },
    };
    let size = layout.size();
    let output = operation.output(size).map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let output = RowLayout::new(layout.format(), output[0], output[1])?;
    Ok(Operation::Float(FloatStep { operation, output, keeps_size: output == *layout }))
}

fn is_gather(step: &Step) -> bool {
    matches!(&step.operation, Operation::Float(step) if matches!(step.operation, FloatOperation::Gather(_)))
}

/// Makes a row have `length` pixels, whose contents are unspecified.
pub(super) fn resize(row: &mut Vec<Pixel>, length: usize) -> Result<()> {
    if row.len() != length {
        *row = Vec::new();
        *row = zeroed(length)?;
    }
    Ok(())
}

/// The parts of a run that all segments use.
struct Parts<'a, 'b> {
    stages: &'a [Stage],
    others: &'a mut [Other],
    run: &'a mut Run<'b>,
    source: &'a mut dyn RowSource,
}

/// Writes row `y` of the result of the last segment.
fn pull(parts: &mut Parts<'_, '_>, segments: &mut [Segment], y: usize, into: &mut [Pixel]) -> Result<()> {
    let Some((last, before)) = segments.split_last_mut() else { return Ok(()) };
    let [_, width] = last.widths;
    let Some(into) = into.get_mut(..width) else { return Ok(()) };
    match last.gather {
        None => parts.source.read(y, into)?,
        Some(index) => {
            let needs = match float_operation(parts.run.steps, index) {
                Some(FloatOperation::Gather(kernel)) => kernel.needs(y),
                _ => return Ok(()),
            };
            last.next = last.next.max(needs.start);
            while last.next < needs.end {
                pull(parts, before, last.next, &mut last.line)?;
                let count = last.ring.len().checked_div(last.stored).unwrap_or_default().max(1);
                let start = last.next % count * last.stored;
                let stored = last.ring.get_mut(start..start + last.stored).unwrap_or_default();
                if let Some(FloatOperation::Gather(kernel)) = float_operation(parts.run.steps, index) {
                    kernel.take(last.next, &mut last.line, stored);
                }
                last.next += 1;
            }
            if let Some(FloatOperation::Gather(kernel)) = float_operation(parts.run.steps, index) {
                kernel.write(Stored::new(&last.ring, last.stored), y, into);
            }
        }
    }
    for stage in &parts.stages[last.stages.clone()] {
        match &stage.affine {
            Some(affine) => apply(affine, into),
            None => parts.run.apply(parts.others, stage.steps.start, y, into),
        }
    }
    Ok(())
}

impl Run<'_> {
    /// Applies a step to row `y`.
    fn apply(&mut self, others: &mut [Other], step: usize, y: usize, row: &mut [Pixel]) {
        match float_operation(self.steps, step) {
            Some(FloatOperation::Point(kernel)) => kernel.apply(row, y),
            Some(FloatOperation::Combine(kernel)) => {
                let (Some(frame), Some(other)) =
                    (self.inputs.frame(kernel.input()), others.iter_mut().find(|other| other.step == step))
                else {
                    return;
                };
                let Some(reader) = &mut other.reader else { return };
                let layout = frame.layout();
                let [x, top] = kernel.place().map(i64::from);
                let inside = |column: i64| column.clamp(0, row.len() as i64) as usize;
                let (start, end) = (inside(x), inside(x + i64::from(layout.width())));
                let own = y as i64 - top;
                let is_beside = (0..i64::from(layout.height())).contains(&own) && start < end;
                other.beside.fill([0.0; 4]);
                if is_beside {
                    reader.read(&frame, own as usize, &mut other.row);
                    let skipped = (-x).max(0) as usize;
                    let from = other.row.get(skipped..skipped + end - start).unwrap_or_default();
                    if let Some(to) = other.beside.get_mut(start..start + from.len()) {
                        to.copy_from_slice(from);
                    }
                }
                let covered = if is_beside { [start, end] } else { [0, 0] };
                let is_gray = layout.format().spec().model == crate::image::frame::ColorModel::Gray;
                kernel.apply(row, Beside { pixels: &other.beside, covered, is_gray });
            }
            _ => {}
        }
    }
}

/// Mixes a pixel with another of this weight; colours are weighted by alpha.
fn mix(pixel: &mut Pixel, other: Pixel, weight: f32) {
    let (old, new) = (pixel[3] * (1.0 - weight), other[3] * weight);
    let alpha = old + new;
    if weight == 0.0 {
        return;
    }
    if weight == 1.0 || alpha == 0.0 {
        *pixel = [other[0], other[1], other[2], alpha];
        return;
    }
    let share = new / alpha;
    let [r, g, b] = [0, 1, 2].map(|c| pixel[c] + (other[c] - pixel[c]) * share);
    *pixel = [r, g, b, alpha];
}

/// Applies a linear function to each pixel.
fn apply(Affine(rows): &Affine, row: &mut [Pixel]) {
    let mixes = |c: usize| (0..4).any(|column| column != c && rows[c][column] != 0.0);
    // A vector for each channel of the pixel, and the offsets.
    let column = |column: usize| F32x4::from_array(core::array::from_fn(|c| rows[c][column] as f32));
    let offset = column(4);
    if !(0..4).any(mixes) {
        let slope = F32x4::from_array(core::array::from_fn(|c| rows[c][c] as f32));
        return row.iter_mut().for_each(|pixel| (F32x4::load(pixel) * slope + offset).store(pixel));
    }
    let [r, g, b, a] = core::array::from_fn(column);
    for pixel in row {
        let [red, green, blue, alpha] = F32x4::load(pixel).broadcast_each();
        (red * r + green * g + blue * b + alpha * a + offset).store(pixel);
    }
}
