//! Executes a streaming pass: rows run through all stages band by band, while they are in the cache.

use core::ops::Range;

use super::dispatch::STRIPS;
use super::mask::{Originals, blend};
use super::memory::TEMPORAL;
use super::plan::{Pass, Plan, Stage, Work};
use super::step::Step;
use crate::image::frame::{Plane, PlaneMut};
use crate::image::input::Inputs;
use crate::image::kernels::{Gather, Operation, Reduce, Table};
use crate::simd::Pixels;

/// Number of bytes that consecutive stages without neighbouring rows process in turn: well within a first-level cache.
const CHUNK_BYTES: usize = 8 * 1024;

/// The mask of a run, and the original pixels to mix with.
#[derive(Debug)]
pub(super) struct Blending<'a> {
    pub(super) mask: Plane<'a>,
    /// All original rows; without them, `originals` stores the rows that are still needed.
    pub(super) original: Option<Plane<'a>>,
    pub(super) originals: &'a mut Originals,
}

/// What stages read in addition to their rows.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub(super) tables: &'a [Table],
    pub(super) inputs: Inputs<'a>,
}

/// Consecutive rows of a frame, in up to three blocks of memory: the rows of a strip, and rows of its own above and below
/// for what windows need of the strip's neighbours. Rows are counted from the top of the frame.
#[derive(Debug, Default)]
pub(super) struct StripRows<'a> {
    above: PlaneMut<'a>,
    own: PlaneMut<'a>,
    below: PlaneMut<'a>,
    /// The index of the strip's own first row.
    start: usize,
}

impl<'a> StripRows<'a> {
    /// Returns the rows of a whole frame.
    pub(super) fn whole(frame: PlaneMut<'a>) -> Self {
        Self { own: frame, ..Self::default() }
    }

    /// Returns the rows of a strip that begins with row `start`, between the rows above and below.
    pub(super) fn around(start: usize, own: PlaneMut<'a>, [above, below]: [PlaneMut<'a>; 2]) -> Self {
        Self { above, own, below, start }
    }

    pub(super) fn reborrow(&mut self) -> StripRows<'_> {
        let Self { above, own, below, start } = self;
        StripRows { above: above.reborrow(), own: own.reborrow(), below: below.reborrow(), start: *start }
    }

    /// Returns those of `rows` that are the strip's own.
    fn own(&self, rows: Range<usize>) -> Range<usize> {
        let end = self.start + self.own.height();
        rows.start.clamp(self.start, end)..rows.end.clamp(self.start, end)
    }

    /// Returns the first of `rows` that are in one block, and the row after them.
    fn part(&mut self, rows: Range<usize>) -> (PlaneMut<'_>, usize) {
        let end = self.start + self.own.height();
        let (block, first, last) = if rows.start < self.start {
            let first = self.start - self.above.height();
            (&mut self.above, first, self.start)
        } else if rows.start < end {
            (&mut self.own, self.start, end)
        } else {
            (&mut self.below, end, usize::MAX)
        };
        let last = rows.end.min(last);
        (block.band_mut(rows.start - first..last - first), last)
    }

    /// Calls `f` for the parts of `rows` that are in one block each, with the index of the first row.
    #[inline(always)]
    pub(super) fn each(&mut self, rows: Range<usize>, mut f: impl FnMut(usize, PlaneMut<'_>)) {
        if !STRIPS {
            return f(rows.start, self.own.band_mut(rows));
        }
        let mut start = rows.start;
        while start < rows.end {
            let (part, end) = self.part(start..rows.end);
            f(start, part);
            start = end;
        }
    }
}

/// Resets the kernels of a pass before its first row, which is row `row` of the frame.
pub(super) fn begin(steps: &mut [Step], plan: &mut Plan, pass: &Pass, row: usize) {
    if let Some(kernel) = pass.moves.mover.and_then(|stage| gather(steps, plan, stage)) {
        kernel.begin();
    }
    begin_stages(steps, &mut plan.stages[pass.stages.clone()], row);
    if let Some(kernel) = observer(steps, pass) {
        kernel.begin();
    }
}

/// Resets the kernels of stages before row `row`.
pub(super) fn begin_stages(steps: &mut [Step], stages: &mut [Stage], row: usize) {
    for stage in stages {
        (stage.consumed, stage.passed) = (row, row);
        let Work::Kernel(index) = stage.work else { continue };
        match steps.get_mut(index) {
            Some(Step { operation: Operation::Window(kernel), .. }) => kernel.begin(row),
            Some(Step { operation: Operation::Temporal(_), memory, .. }) if TEMPORAL => memory.begin(),
            _ => {}
        }
    }
}

/// Returns the kernel of a stage that gathers pixels.
pub(super) fn gather<'a>(steps: &'a mut [Step], plan: &Plan, stage: usize) -> Option<&'a mut dyn Gather> {
    match plan.stages.get(stage).and_then(|stage| operation(steps, stage)) {
        Some(Operation::Gather(kernel)) => Some(&mut **kernel),
        _ => None,
    }
}

/// Returns the kernel that observes the rows of a pass.
pub(super) fn observer<'a>(steps: &'a mut [Step], pass: &Pass) -> Option<&'a mut dyn Reduce> {
    match pass.observer.and_then(|index| steps.get_mut(index)).map(|step| &mut step.operation) {
        Some(Operation::Reduce(kernel)) => Some(&mut **kernel),
        _ => None,
    }
}

/// Completes the statistics, and what is stored for the next frame, after the last row of a pass.
pub(super) fn end(steps: &mut [Step], plan: &Plan, pass: &Pass) {
    end_stages(steps, &plan.stages[pass.stages.clone()]);
    let Some(Step { operation: Operation::Reduce(kernel), memory, .. }) =
        pass.observer.and_then(|index| steps.get_mut(index))
    else {
        return;
    };
    kernel.conclude();
    if kernel.past_bytes() > 0 {
        memory.begin();
        kernel.remember(memory.past(None));
        memory.end();
    }
}

/// Completes what stages store for the next frame.
pub(super) fn end_stages(steps: &mut [Step], stages: &[Stage]) {
    for stage in stages.iter().filter(|_| TEMPORAL) {
        let Work::Kernel(index) = stage.work else { continue };
        if let Some(Step { operation: Operation::Temporal(_), memory, .. }) = steps.get_mut(index) {
            memory.end();
        }
    }
}

pub(super) fn operation<'a>(steps: &'a mut [Step], stage: &Stage) -> Option<&'a mut Operation> {
    match stage.work {
        Work::Kernel(index) => steps.get_mut(index).map(|step| &mut step.operation),
        _ => None,
    }
}

/// Returns the maximum number of rows between the last consumed row and the last produced row.
pub(super) fn lag(steps: &mut [Step], plan: &Plan, pass: &Pass) -> usize {
    let stages = plan.stages[pass.stages.clone()].iter();
    stages
        .map(|stage| match operation(steps, stage) {
            Some(Operation::Window(kernel)) => kernel.latency() + kernel.band(),
            _ => 0,
        })
        .sum()
}

/// Runs `rows` through the stages of a pass.
///
/// Every stage works in `target`. A window writes rows above the rows that it has yet to read, and stores what it needs
/// of overwritten rows. With a `source`, the first stage reads from there.
#[expect(clippy::too_many_arguments, reason = "the parts of a run are borrowed separately")]
pub(super) fn run(
    steps: &mut [Step],
    plan: &mut Plan,
    pass: &Pass,
    source: Option<Plane<'_>>,
    mut target: StripRows<'_>,
    mut blending: Option<Blending<'_>>,
    inputs: Inputs<'_>,
    band_bytes: usize,
    rows: Range<usize>,
) {
    let height = pass.layout.height() as usize;
    let row_bytes = pass.layout.row_bytes();
    let band = (band_bytes / row_bytes.max(1)).max(1);
    let Plan { stages, tables, .. } = plan;
    let stages = &mut stages[pass.stages.clone()];
    let read = Read { tables, inputs };
    let mut start = rows.start;
    while start < rows.end {
        let end = rows.end.min(start + band);
        if let Some(Blending { original: None, originals, .. }) = &mut blending {
            target.each(start..end, |first, rows| originals.keep(first, rows.as_plane()));
        }
        let before = stages.last().map_or(start, |stage| stage.passed);
        let ready = through(steps, stages, read, source, &mut target, height, end);
        if let Some(blending) = &mut blending {
            target.each(before..ready, |first, rows| {
                for (y, row) in (first..).zip(rows.into_rows()) {
                    let original = match &blending.original {
                        Some(plane) => plane.row(y),
                        None => blending.originals.row(y),
                    };
                    blend(original, row, blending.mask.row(y));
                }
            });
        }
        if let Some(kernel) = observer(steps, pass) {
            match source.filter(|_| stages.is_empty()) {
                Some(source) => kernel.observe(source.band(before..ready), before),
                None => {
                    let own = target.own(before..ready);
                    target.each(own, |first, rows| kernel.observe(rows.as_plane(), first));
                }
            }
        }
        start = end;
    }
}

/// Gathers `rows` of `target` from `source`, and runs them through the stages of the pass, band by band.
#[expect(clippy::too_many_arguments, reason = "the parts of a run are borrowed separately")]
pub(super) fn run_gathered(
    steps: &mut [Step],
    plan: &mut Plan,
    pass: &Pass,
    source: Plane<'_>,
    mut target: StripRows<'_>,
    inputs: Inputs<'_>,
    band_bytes: usize,
    rows: Range<usize>,
) {
    let streams = !pass.stages.is_empty() || pass.observer.is_some();
    let band = if streams { (band_bytes / pass.layout.row_bytes().max(1)).max(1) } else { rows.len().max(1) };
    let mut start = rows.start;
    while start < rows.end {
        let part = start..rows.end.min(start + band);
        start = part.end;
        let Some(kernel) = pass.moves.mover.and_then(|stage| gather(steps, plan, stage)) else { return };
        let other = kernel.input().and_then(|input| inputs.frame(input)).and_then(|other| other.rows_or_luma());
        target.each(part.clone(), |first, rows| kernel.write(source, rows, first, other.as_ref()));
        if streams {
            run(steps, plan, pass, None, target.reborrow(), None, inputs, band_bytes, part);
        }
    }
}

/// Runs the rows up to `end` through all stages. Returns the row up to which the last stage has produced.
fn through(
    steps: &mut [Step],
    stages: &mut [Stage],
    read: Read<'_>,
    mut source: Option<Plane<'_>>,
    target: &mut StripRows<'_>,
    height: usize,
    end: usize,
) -> usize {
    let mut ready = end;
    let mut next = 0;
    while let Some(stage) = stages.get_mut(next) {
        if let Some(Operation::Window(kernel)) = operation(steps, stage) {
            while stage.consumed < ready {
                let rows = stage.consumed..ready.min(stage.consumed + kernel.band().max(1));
                stage.consumed = rows.end;
                match source {
                    Some(source) => kernel.consume(source.band(rows)),
                    None => target.each(rows, |_, rows| kernel.consume(rows.as_plane())),
                }
                let whole = stage.consumed == height;
                let behind = if whole { height } else { stage.consumed.saturating_sub(kernel.latency()) };
                if behind > stage.passed {
                    target.each(stage.passed..behind, |_, rows| kernel.produce(rows));
                    stage.passed = behind;
                }
            }
            ready = stage.passed;
            next += 1;
        } else {
            // All stages up to the next window process the same rows, a chunk at a time.
            let passed = stage.passed;
            let rest = &mut stages[next..];
            let count = rest.iter().take_while(|stage| !is_window(steps, stage)).count();
            target.each(passed..ready, |first, rows| {
                let source = source.map(|source| source.band(first..first + rows.height()));
                points(steps, &rest[..count], read, source, rows, first);
            });
            rest[..count].iter_mut().for_each(|stage| stage.passed = ready);
            next += count;
        }
        source = None;
    }
    ready
}

pub(super) fn is_window(steps: &[Step], stage: &Stage) -> bool {
    matches!(stage.work, Work::Kernel(index) if matches!(steps.get(index), Some(Step { operation: Operation::Window(_), .. })))
}

/// Applies consecutive stages that need no other rows to `target`, whose first row is row `first` of the frame, in chunks
/// that stay in the first-level cache.
pub(super) fn points(
    steps: &mut [Step],
    stages: &[Stage],
    read: Read<'_>,
    source: Option<Plane<'_>>,
    mut target: PlaneMut<'_>,
    first: usize,
) {
    let height = target.height();
    let chunk = if stages.len() > 1 { (CHUNK_BYTES / target.row_bytes().max(1)).max(1) } else { height };
    let mut start = 0;
    while start < height {
        let end = height.min(start + chunk);
        let mut source = source.map(|source| source.band(start..end));
        for stage in stages {
            point(steps, stage, read, source, target.band_mut(start..end), first + start);
            source = None;
        }
        start = end;
    }
}

/// Applies one stage: to all bytes at once if there is no padding, else row by row.
fn point(
    steps: &mut [Step],
    stage: &Stage,
    read: Read<'_>,
    source: Option<Plane<'_>>,
    mut target: PlaneMut<'_>,
    first_row: usize,
) {
    if TEMPORAL
        && let Work::Kernel(index) = stage.work
        && let Some(Step { operation: Operation::Temporal(kernel), memory, .. }) = steps.get_mut(index)
    {
        let bytes = kernel.past_row_bytes();
        for (y, target) in (first_row..).zip(target.into_rows()) {
            let row = match source {
                None => Pixels::InPlace(target),
                Some(plane) => Pixels::Into { source: plane.row(y - first_row), target },
            };
            kernel.apply(row, y, memory.past(Some(y * bytes..(y + 1) * bytes)));
        }
        return;
    }
    let apply = |pixels: Pixels<'_>, row: usize| match stage.work {
        Work::Linear(linear) => linear.apply(pixels),
        Work::Matrix(matrix) => matrix.apply(pixels),
        Work::Table(table) => {
            if let Some(table) = read.tables.get(table) {
                table.apply(pixels);
            }
        }
        Work::Kernel(index) => match steps.get(index).map(|step| &step.operation) {
            Some(Operation::Point(kernel)) => kernel.apply(pixels, row),
            Some(Operation::Reduce(kernel)) => kernel.apply(pixels, row),
            Some(Operation::Combine(kernel)) => {
                if let Some(other) = read.inputs.frame(kernel.input()).and_then(|other| other.rows()) {
                    kernel.apply(pixels, row, &other);
                }
            }
            _ => {}
        },
    };
    let whole = source.map(Plane::contiguous);
    match (whole, target.contiguous_mut()) {
        (None, Some(bytes)) => apply(Pixels::InPlace(bytes), first_row),
        (Some(Some(source)), Some(target)) => apply(Pixels::Into { source, target }, first_row),
        _ => {
            for (y, target) in target.into_rows().enumerate() {
                match source {
                    None => apply(Pixels::InPlace(target), first_row + y),
                    Some(plane) => apply(Pixels::Into { source: plane.row(y), target }, first_row + y),
                }
            }
        }
    }
}
