//! A stream of RGBA rows between frames of other formats: rows are converted, run through the steps, and converted again,
//! band by band, so that no frame of RGBA exists.

use alloc::vec::Vec;
use core::ops::Range;

use super::dispatch::{Dispatch, STRIPS, Task, run_all};
use super::explain::{ExplainedPass, ExplainedStage, Explanation};
use super::lane::Lane;
use super::plan::{Plan, Settings, Stage, Work};
use super::step::Step;
use super::stream::{self, Read};
use super::strips::Cut;
use crate::error::{Error, Result};
use crate::image::convert::{RowReader, RowWriter};
use crate::image::frame::{ColorSpace, Format, Frame, FrameLayout, FrameMut, FrameRef, Plane, PlaneMut};
use crate::image::input::Inputs;
use crate::image::kernels::Operation;
use crate::memory::zeroed;

/// The steps between two conversions.
#[derive(Debug, Default)]
pub(super) struct Through {
    pub(super) lane: Lane,
    /// Whether the next phase processes the rows that are converted here.
    pub(super) feeds_rows: bool,
    /// Only rows 0, `every`, 2 `every`… are converted, if it is more than 1: the next phase reads no others.
    pub(super) every: usize,
    /// The conversions of each strip. Usually there is one, and it is the frame.
    strips: Vec<Ends>,
    /// The source of a run in place in strips: a strip may read rows that another has already replaced.
    copy: Option<Frame>,
    input: Option<FrameLayout>,
    /// Number of rows that were read.
    row: usize,
    prepared: Option<Prepared>,
}

/// What conversions are prepared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Prepared {
    layouts: [FrameLayout; 2],
    spaces: [ColorSpace; 2],
    settings: Settings,
    /// The rows that the steps need above and below a row of the result; `None` if the frame can't be cut.
    margins: Option<[usize; 2]>,
}

/// The conversions at both ends of a stream, and memory for the rows in between.
#[derive(Debug)]
struct Ends {
    reader: RowReader,
    writer: RowWriter,
    bands: Bands,
    /// The rows of the result, and the rows of the source that they need.
    own: Range<usize>,
    rows: Range<usize>,
}

/// Memory for rows: a band for the rows that are read, and one for the results of each window.
#[derive(Debug)]
struct Bands {
    bytes: Vec<Vec<u8>>,
    row_bytes: usize,
    rows: usize,
}

/// The frames of a stream. Without a source, the stream is in place.
#[derive(Debug)]
pub(super) struct Frames<'a> {
    pub(super) source: Option<FrameRef<'a>>,
    pub(super) target: FrameMut<'a>,
}

impl Bands {
    fn new(width: u32, windows: usize, band_bytes: usize) -> Result<Self> {
        let row_bytes = 4 * width as usize;
        // An even number: two rows share their chroma.
        let rows = (band_bytes / row_bytes).next_multiple_of(2).max(2);
        let mut bytes = Vec::new();
        for _ in 0..=windows {
            bytes.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<Vec<u8>>()))?;
            bytes.push(zeroed(rows * row_bytes)?);
        }
        Ok(Self { bytes, row_bytes, rows })
    }
}

impl Through {
    /// Returns a stream whose rows the next phase processes.
    pub(super) fn feeding_rows() -> Self {
        Self { feeds_rows: true, ..Self::default() }
    }

    /// Prepares the conversions and the bands for frames of these layouts. The lane is planned already.
    pub(super) fn prepare(
        &mut self,
        steps: &mut [Step],
        layouts: [FrameLayout; 2],
        spaces: [ColorSpace; 2],
        settings: Settings,
    ) -> Result<()> {
        let [input, output] = layouts;
        let margins = if STRIPS && settings.strips > 1 { self.lane.margins(steps) } else { None };
        let prepared = Prepared { layouts, spaces, settings, margins };
        let windows = self.lane.plan.stages.iter().filter(|stage| stream::is_window(steps, stage)).count();
        if self.prepared == Some(prepared) && self.strips.iter().all(|ends| ends.bands.bytes.len() == windows + 1) {
            return Ok(());
        }
        self.prepared = None;
        self.strips.clear();
        self.copy = None;
        self.input = Some(input);
        let height = input.height() as usize;
        for strip in Cut::new(height, settings.strips, margins).strips() {
            let rows = u32::try_from(strip.own.len()).unwrap_or(u32::MAX);
            let part = FrameLayout::new(output.format(), output.width(), rows)?;
            self.strips.try_reserve(1).map_err(|_| Error::out_of_memory(size_of::<Ends>()))?;
            self.strips.push(Ends {
                reader: RowReader::new(&input, &spaces[0], settings.upsampling)?,
                writer: RowWriter::new(&part, &spaces[1])?,
                bands: Bands::new(input.width(), windows, settings.band_bytes)?,
                own: strip.own,
                rows: strip.rows,
            });
        }
        self.prepared = Some(prepared);
        Ok(())
    }

    /// Returns the plan as data: a pass with conversions at its ends, which moves this number of bytes.
    pub(super) fn explain(&self, steps: &[Step], first: usize, moved_bytes: u64) -> Result<Explanation> {
        let mut explanation = self.lane.explain(steps, "color", first)?;
        let bytes = |ends: &Ends| {
            ends.reader.bytes() + ends.writer.bytes() + ends.bands.bytes.iter().map(Vec::len).sum::<usize>()
        };
        explanation.scratch_bytes += self.strips.iter().map(bytes).sum::<usize>();
        explanation.scratch_bytes += self.copy.as_ref().map_or(0, |copy| copy.layout().byte_length());
        explanation.moved_bytes = moved_bytes;
        let mut stages = explanation.passes.pop().map(|pass| pass.stages).unwrap_or_default();
        let out_of_memory = |_| Error::out_of_memory(2 * size_of::<ExplainedStage>());
        stages.try_reserve(2).map_err(out_of_memory)?;
        let formats = self.prepared.map(|prepared| prepared.layouts.map(|layout| layout.format()));
        let convert = || ExplainedStage { kind: "convert", steps: first..first };
        if formats.is_some_and(|[input, _]| input != Format::Rgba) {
            stages.insert(0, convert());
        }
        if formats.is_some_and(|[_, output]| output != Format::Rgba) {
            stages.push(convert());
        }
        explanation.passes.push(ExplainedPass { domain: "color", kind: "stream", stages, moved_bytes });
        Ok(explanation)
    }

    /// Processes about `rows` rows. Returns whether the stream has ended.
    pub(super) fn advance(
        &mut self,
        steps: &mut [Step],
        frames: Frames<'_>,
        inputs: Inputs<'_>,
        dispatch: &dyn Dispatch,
        rows: usize,
    ) -> Result<bool> {
        let Some(input) = self.input else { return Ok(true) };
        let height = input.height() as usize;
        if STRIPS && self.strips.len() > 1 {
            // In strips, all at once.
            self.run_strips(steps, frames, inputs, dispatch)?;
            return Ok(true);
        }
        let Some(ends) = self.strips.first_mut() else { return Ok(true) };
        let goal = self.row.saturating_add(rows).min(height);
        self.row = ends.run(steps, &mut self.lane.plan, frames, inputs, self.row..goal, self.every);
        let ended = self.row == height;
        if ended {
            self.row = 0;
        }
        Ok(ended)
    }

    /// Processes the strips.
    fn run_strips(
        &mut self,
        steps: &mut [Step],
        frames: Frames<'_>,
        inputs: Inputs<'_>,
        dispatch: &dyn Dispatch,
    ) -> Result<()> {
        let Frames { source, target } = frames;
        if source.is_none() {
            let copy = match self.copy.take() {
                Some(copy) => copy,
                None => Frame::new(*target.layout())?,
            };
            let copy = self.copy.insert(copy);
            let view = target.view();
            (0..view.layout().planes().len()).for_each(|index| copy.plane_mut(index).copy_from(view.plane(index)));
        }
        let Some(source) = source.or(self.copy.as_ref().map(Frame::view)) else { return Ok(()) };
        let mut tasks = Vec::new();
        let count = self.strips.len();
        tasks.try_reserve_exact(count).map_err(|_| Error::out_of_memory(count * size_of::<Task<'_>>()))?;
        let mut rest = Some(target);
        let every = self.every;
        for (ends, (steps, plan)) in self.strips.iter_mut().zip(self.lane.kernels(steps)) {
            let Some((target, others)) = rest.take().map(|rest| rest.split_at_row(ends.own.len() as u32)) else {
                break;
            };
            rest = others;
            let frames = Frames { source: Some(source), target };
            let rows = ends.rows.clone();
            tasks.push(Task::new(move || {
                ends.run(steps, plan, frames, inputs, rows, every);
            }));
        }
        run_all(dispatch, &mut tasks);
        Ok(())
    }

    /// Returns the share of the rows that were read.
    pub(super) fn fraction(&self) -> f64 {
        self.input.map_or(0.0, |input| self.row as f64 / f64::from(input.height()))
    }

    /// Ends a run.
    pub(super) fn release(&mut self) {
        self.row = 0;
    }
}

impl Ends {
    /// Processes `rows` of the source, in whole bands. `frames.target` has the rows [`Ends::own`]. Returns the row that it has
    /// reached.
    fn run(
        &mut self,
        steps: &mut [Step],
        plan: &mut Plan,
        mut frames: Frames<'_>,
        inputs: Inputs<'_>,
        rows: Range<usize>,
        every: usize,
    ) -> usize {
        let Self { reader, writer, bands, own, rows: all } = self;
        let height = reader.layout().height() as usize;
        if rows.start == all.start {
            reader.begin(rows.start);
            writer.begin();
            stream::begin_stages(steps, &mut plan.stages, rows.start);
        }
        let Plan { stages, tables, .. } = plan;
        let read = Read { tables, inputs };
        let is_direct = frames.target.layout().format() == Format::Rgba && bands.bytes.len() == 1;
        let mut row = rows.start;
        while row < rows.end {
            let band = row..(row + bands.rows).min(all.end);
            row = band.end;
            if is_direct {
                // The rows are converted to where they belong.
                let mut target = frames.target.plane_mut(0);
                let mut target = target.band_mut(band.start - own.start..band.end - own.start);
                match &frames.source {
                    Some(source) if every > 1 => {
                        for y in (band.start.next_multiple_of(every)..band.end).step_by(every) {
                            reader.read(source, y..y + 1, target.band_mut(y - band.start..y + 1 - band.start));
                        }
                    }
                    Some(source) => reader.read(source, band.clone(), target.reborrow()),
                    None => {}
                }
                stream::points(steps, stages, read, None, target, band.start);
                continue;
            }
            let Some((bytes, others)) = bands.bytes.split_first_mut() else { break };
            let (start, count) = (band.start, band.len());
            if let Some(mut rows) = PlaneMut::new(bytes, bands.row_bytes, bands.row_bytes, count) {
                match &frames.source {
                    Some(source) => reader.read(source, band, rows.reborrow()),
                    None => reader.read(&frames.target.view(), band, rows.reborrow()),
                }
                let mut sink = |first: usize, rows: Plane<'_>| {
                    // What windows produce above and below the strip is discarded.
                    let from = first.max(own.start);
                    let to = (first + rows.height()).min(own.end);
                    if from < to {
                        writer.write(&mut frames.target, from - own.start, rows.band(from - first..to - first));
                    }
                };
                push(steps, stages, read, rows, start, others, height, &mut sink);
            }
        }
        if row == all.end {
            stream::end_stages(steps, stages);
        }
        row
    }
}

/// Runs `rows`, the first of which is row `first`, through all stages, and gives the results to `sink`. A window consumes
/// all rows and stores what it needs of them, so its results need another band.
#[expect(clippy::too_many_arguments, reason = "the parts of a run are borrowed separately")]
fn push(
    steps: &mut [Step],
    stages: &mut [Stage],
    read: Read<'_>,
    mut rows: PlaneMut<'_>,
    first: usize,
    bands: &mut [Vec<u8>],
    height: usize,
    sink: &mut dyn FnMut(usize, Plane<'_>),
) {
    let count = stages.iter().take_while(|stage| !stream::is_window(steps, stage)).count();
    let (points, others) = stages.split_at_mut(count);
    stream::points(steps, points, read, None, rows.reborrow(), first);
    let (Some((window, later)), Some((band, bands))) = (others.split_first_mut(), bands.split_first_mut()) else {
        return sink(first, rows.as_plane());
    };
    let Work::Kernel(index) = window.work else { return };
    let row_bytes = rows.row_bytes();
    let most = (band.len() / row_bytes.max(1)).max(1);
    let end = first + rows.height();
    let mut consumed = first;
    while consumed < end {
        let Some(Operation::Window(kernel)) = steps.get_mut(index).map(|step| &mut step.operation) else { return };
        let to = end.min(consumed + kernel.band().max(1));
        kernel.consume(rows.as_plane().band(consumed - first..to - first));
        consumed = to;
        let ready = if consumed == height { height } else { consumed.saturating_sub(kernel.latency()) };
        while window.passed < ready {
            let Some(Operation::Window(kernel)) = steps.get_mut(index).map(|step| &mut step.operation) else { return };
            let start = window.passed;
            let count = most.min(ready - start);
            window.passed += count;
            let Some(mut results) = PlaneMut::new(band, row_bytes, row_bytes, count) else { return };
            kernel.produce(results.reborrow());
            push(steps, later, read, results, start, bands, height, sink);
        }
    }
}
