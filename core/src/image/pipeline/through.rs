//! A stream of RGBA rows between frames of other formats: rows are converted, run through the steps, and converted again,
//! band by band, so that no frame of RGBA exists.

use alloc::vec::Vec;

use super::explain::{ExplainedPass, ExplainedStage, Explanation};
use super::lane::Lane;
use super::plan::{Stage, Work};
use super::step::Step;
use super::stream::{self, Read};
use crate::error::{Error, Result};
use crate::image::convert::{RowReader, RowWriter, Upsampling};
use crate::image::frame::{ColorSpace, Format, FrameLayout, FrameMut, FrameRef, Plane, PlaneMut};
use crate::image::input::Inputs;
use crate::image::kernels::Operation;
use crate::memory::zeroed;

/// The steps between two conversions.
#[derive(Debug, Default)]
pub(super) struct Through {
    pub(super) lane: Lane,
    ends: Option<(RowReader, RowWriter)>,
    input: Option<FrameLayout>,
    bands: Bands,
    /// Number of rows that were read.
    row: usize,
    prepared: Option<([FrameLayout; 2], [ColorSpace; 2])>,
}

/// Memory for rows: a band for the rows that are read, and one for the results of each window.
#[derive(Debug, Default)]
struct Bands {
    bytes: Vec<Vec<u8>>,
    row_bytes: usize,
    rows: usize,
}

/// The frames of a stream. Without a source, the stream is in place.
#[derive(Debug)]
pub(super) struct Ends<'a> {
    pub(super) source: Option<FrameRef<'a>>,
    pub(super) target: FrameMut<'a>,
}

impl Through {
    /// Prepares the conversions and the bands for frames of these layouts. The lane is planned already.
    pub(super) fn prepare(
        &mut self,
        steps: &[Step],
        layouts: [FrameLayout; 2],
        spaces: [ColorSpace; 2],
        band_bytes: usize,
    ) -> Result<()> {
        let [input, output] = layouts;
        if self.prepared != Some((layouts, spaces)) {
            self.prepared = None;
            let reader = RowReader::new(&input, &spaces[0], Upsampling::default())?;
            self.ends = Some((reader, RowWriter::new(&output, &spaces[1])?));
            self.prepared = Some((layouts, spaces));
        }
        self.input = Some(input);
        let windows = self.lane.plan.stages.iter().filter(|stage| stream::is_window(steps, stage)).count();
        let row_bytes = 4 * input.width() as usize;
        // An even number: two rows share their chroma.
        let rows = (band_bytes / row_bytes).next_multiple_of(2).max(2);
        if self.bands.row_bytes != row_bytes || self.bands.rows != rows {
            self.bands = Bands { bytes: Vec::new(), row_bytes, rows };
        }
        while self.bands.bytes.len() <= windows {
            let band = zeroed(rows * row_bytes)?;
            self.bands.bytes.push(band);
        }
        Ok(())
    }

    /// Returns the plan as data: a pass with conversions at its ends, which moves this number of bytes.
    pub(super) fn explain(&self, steps: &[Step], first: usize, moved_bytes: u64) -> Result<Explanation> {
        let mut explanation = self.lane.explain(steps, "color", first)?;
        let ends = self.ends.as_ref().map_or(0, |(reader, writer)| reader.bytes() + writer.bytes());
        explanation.scratch_bytes += ends + self.bands.bytes.iter().map(Vec::len).sum::<usize>();
        explanation.moved_bytes = moved_bytes;
        let mut stages = explanation.passes.pop().map(|pass| pass.stages).unwrap_or_default();
        let out_of_memory = |_| Error::out_of_memory(2 * size_of::<ExplainedStage>());
        stages.try_reserve(2).map_err(out_of_memory)?;
        let formats = self.prepared.map(|(layouts, _)| layouts.map(|layout| layout.format()));
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
    pub(super) fn advance(&mut self, steps: &mut [Step], mut ends: Ends<'_>, inputs: Inputs<'_>, rows: usize) -> bool {
        let (Some((reader, writer)), Some(input)) = (&mut self.ends, self.input) else { return true };
        let height = input.height() as usize;
        let plan = &mut self.lane.plan;
        if self.row == 0 {
            reader.begin();
            writer.begin();
            stream::begin_stages(steps, &mut plan.stages);
        }
        let goal = self.row.saturating_add(rows).min(height);
        let read = Read { tables: &plan.tables, inputs };
        let is_direct = ends.target.layout().format() == Format::Rgba && self.bands.bytes.len() == 1;
        while self.row < goal {
            let band = self.row..(self.row + self.bands.rows).min(height);
            self.row = band.end;
            if is_direct {
                // The rows are converted to where they belong.
                if let Some(source) = &ends.source {
                    reader.read(source, band.clone(), ends.target.plane_mut(0).band_mut(band.clone()));
                }
                let mut target = ends.target.plane_mut(0);
                stream::points(steps, &plan.stages, read, None, target.band_mut(band.clone()), band.start);
                continue;
            }
            let Some((bytes, others)) = self.bands.bytes.split_first_mut() else { return true };
            let (start, count) = (band.start, band.len());
            if let Some(mut rows) = PlaneMut::new(bytes, self.bands.row_bytes, self.bands.row_bytes, count) {
                match &ends.source {
                    Some(source) => reader.read(source, band, rows.reborrow()),
                    None => reader.read(&ends.target.view(), band, rows.reborrow()),
                }
                let mut sink = |first: usize, rows: Plane<'_>| writer.write(&mut ends.target, first, rows);
                push(steps, &mut plan.stages, read, rows, start, others, height, &mut sink);
            }
        }
        let ended = self.row == height;
        if ended {
            self.row = 0;
        }
        ended
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
