//! Executes a plan: pass by pass, in parts of the number of rows that the caller requests.

use core::ops::Range;

use super::dispatch::Dispatch;
use super::mask::{Originals, blend};
use super::plan::{Kind, Pass, Plan};
use super::step::Step;
use super::stream::{self, Blending, StripRows};
use super::strips::{Origin, Run, Strips};
use crate::error::Result;
use crate::image::frame::{Frame, FrameLayout, FrameRef, Plane, PlaneMut, Region, RowFormat, RowLayout, Target};
use crate::image::input::Inputs;
use crate::image::kernels::{Geometry, Operation};
use crate::memory::{Block, Pool};

/// The arguments of a run. Without a `source`, the run is in place.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) source: Option<FrameRef<'a>>,
    pub(super) target: Target<'a>,
    pub(super) region: Option<Region>,
    /// The weight of each result, a byte for each pixel of the region.
    pub(super) mask: Option<Plane<'a>>,
    pub(super) inputs: Inputs<'a>,
    /// Receives the block that an owned target had, if the run replaces it, even if a later step fails: the caller may
    /// have views of the block.
    pub(super) replaced: &'a mut Option<Block>,
    pub(super) pool: &'a mut Pool,
    pub(super) band_bytes: usize,
    pub(super) dispatch: &'a dyn Dispatch,
}

/// The kernels of a run: those of the steps as planned, and those of further strips.
pub(super) struct Kernels<'a> {
    pub(super) steps: &'a mut [Step],
    pub(super) plan: &'a mut Plan,
    pub(super) strips: &'a mut Strips,
}

/// The location of the pixels that the next pass reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Location {
    #[default]
    Source,
    /// A frame of the run: the target has the size of the final result, and a later pass changes the size.
    Between,
    Target,
}

/// The state of a run between two calls.
#[derive(Debug, Default)]
pub(super) struct Progress {
    begun: bool,
    pass: usize,
    /// Number of rows of the pass that were consumed.
    row: usize,
    /// Number of rows of the previous passes.
    done: usize,
    location: Location,
    between: Option<Frame>,
    /// The result of the current geometry pass, if it replaces the frame that the pass reads.
    next: Option<Frame>,
    /// The original pixels, if a mask needs them after several passes.
    original: Option<Frame>,
}

impl Progress {
    /// Ends the run and returns its memory to the pool.
    pub(super) fn release(&mut self, pool: &mut Pool) {
        for frame in [self.between.take(), self.next.take(), self.original.take()].into_iter().flatten() {
            pool.give(frame.into_block());
        }
        *self = Self::default();
    }

    /// Returns the share of the work that is done, from 0 to 1, counted in rows over all passes.
    pub(super) fn fraction(&self, plan: &Plan) -> f64 {
        let all: usize = plan.passes.iter().map(|pass| pass.layout.height() as usize).sum();
        if all == 0 { 1.0 } else { (self.done + self.row) as f64 / all as f64 }
    }

    /// Processes about `rows` rows. Returns whether the run has ended.
    pub(super) fn advance(
        &mut self,
        kernels: &mut Kernels<'_>,
        originals: &mut Originals,
        job: &mut Job<'_>,
        rows: usize,
    ) -> Result<bool> {
        if !self.begun {
            self.begin(kernels.plan, job)?;
        }
        let mut left = rows;
        while let Some(pass) = kernels.plan.passes.get(self.pass).cloned() {
            if left == 0 {
                return Ok(false);
            }
            let height = pass.layout.height() as usize;
            let from = self.row;
            match pass.kind {
                Kind::Geometry => {
                    self.row = self.move_pixels(kernels, &pass, job, from.saturating_add(left).min(height))?;
                }
                Kind::Stream => {
                    self.stream(kernels, originals, &pass, job, from.saturating_add(left).min(height))?;
                }
            }
            left = left.saturating_sub(self.row - from);
            if self.row == height {
                self.done += height;
                self.pass += 1;
                self.row = 0;
            }
        }
        self.release(job.pool);
        Ok(true)
    }

    /// Copies the pixels that have to be copied before the first pass.
    #[inline(never)]
    fn begin(&mut self, plan: &Plan, job: &mut Job<'_>) -> Result<()> {
        let does_nothing = plan.passes.iter().all(|pass| pass.all_stages().is_empty());
        match job.source {
            None => self.location = Location::Target,
            // The target needs the pixels that the pipeline doesn't write: all of them, or those outside the region or
            // the mask.
            Some(source) if does_nothing || job.region.is_some() || job.mask.is_some() => {
                job.target.plane_mut(0).copy_from(source.plane(0));
                self.location = Location::Target;
            }
            Some(_) => self.location = Location::Source,
        }
        // A single stream stores the rows that the mask needs; anything else needs the whole frame.
        if job.mask.is_some() && !matches!(plan.passes.as_slice(), [] | [Pass { kind: Kind::Stream, .. }]) {
            self.original = Some(copy(job)?);
        }
        self.begun = true;
        Ok(())
    }

    /// Returns whether a geometry pass follows the current pass.
    fn moves_later(&self, plan: &Plan) -> bool {
        let later = plan.passes.get(self.pass + 1..).unwrap_or_default();
        later.iter().any(|pass| pass.kind == Kind::Geometry)
    }

    /// Returns the location for the result of the current pass.
    fn destination(&self, plan: &Plan) -> Location {
        match self.location {
            Location::Target => Location::Target,
            _ if self.moves_later(plan) => Location::Between,
            _ => Location::Target,
        }
    }

    #[inline(never)]
    fn stream(
        &mut self,
        kernels: &mut Kernels<'_>,
        originals: &mut Originals,
        pass: &Pass,
        job: &mut Job<'_>,
        end: usize,
    ) -> Result<()> {
        let Kernels { steps, plan, strips } = kernels;
        let writes = !pass.stages.is_empty();
        let to = if writes { self.destination(plan) } else { self.location };
        let mask = job.mask.filter(|_| self.pass + 1 == plan.passes.len());
        if self.row == 0 {
            stream::begin(steps, plan, pass, 0);
            if to == Location::Between && self.between.is_none() {
                self.between = Some(take(job, pass.layout)?);
            }
            if mask.is_some() && self.original.is_none() {
                originals.prepare(stream::lag(steps, plan, pass), &pass.layout, job.band_bytes)?;
            }
        }
        let source = job.source.filter(|_| self.location == Location::Source).map(|source| source.plane(0));
        let rows = self.row..end;
        let target = match (to, &mut self.between) {
            // Nothing is written: the observer reads the source.
            (Location::Source, _) => PlaneMut::default(),
            (Location::Between, Some(frame)) => frame.plane_mut(0),
            _ => part_mut(&mut job.target, job.region),
        };
        let original = self.original.as_ref().map(|frame| part(frame, job.region));
        let blending = mask.map(|mask| Blending { mask, original, originals });
        let origin = source.map_or(Origin::Target, Origin::Source);
        let is_whole = rows == (0..pass.layout.height() as usize) && blending.is_none();
        let Job { inputs, band_bytes, dispatch, .. } = *job;
        let run = Run { pass, inputs, band_bytes, dispatch };
        if let Some(target) = strips.run(steps, plan, &run, origin, target, is_whole)? {
            stream::run(steps, plan, pass, source, StripRows::whole(target), blending, inputs, band_bytes, rows);
        }
        self.row = end;
        if end == pass.layout.height() as usize {
            stream::end(steps, plan, pass);
            self.location = to;
        }
        Ok(())
    }

    /// Moves pixels, up to about row `end`. Returns the row that it has reached.
    #[inline(never)]
    fn move_pixels(&mut self, kernels: &mut Kernels<'_>, pass: &Pass, job: &mut Job<'_>, end: usize) -> Result<usize> {
        let Kernels { steps, plan, .. } = kernels;
        let height = pass.layout.height() as usize;
        if self.row == 0 {
            stream::begin(steps, plan, pass, 0);
        }
        let kernel = pass.moves.mover.and_then(|stage| geometry(steps, plan, stage));
        let is_in_place = kernel.as_ref().is_some_and(|kernel| kernel.is_in_place());
        let mut to = self.destination(plan);
        // Borrowed pixels can't be replaced. The passes up to the last geometry pass write to a frame of the run, and
        // the last one writes back; if it is the only one, it reads a copy.
        let is_fixed = matches!(job.target, Target::Borrowed(_));
        if is_fixed && self.location == Location::Target && !is_in_place {
            if self.moves_later(plan) {
                to = Location::Between;
            } else {
                self.between = Some(copy(job)?);
                self.location = Location::Between;
            }
        }
        let rows = self.row..end;
        let Job { inputs, band_bytes, dispatch, .. } = *job;
        let run = Run { pass, inputs, band_bytes, dispatch };
        let done = match (self.location, to) {
            (Location::Target, _) if is_in_place => {
                let Some(kernel) = pass.moves.mover.and_then(|stage| geometry(kernels.steps, kernels.plan, stage))
                else {
                    return Ok(height);
                };
                let done = kernel.apply_in_place(part_mut(&mut job.target, job.region), rows);
                if let (Some(mask), Some(original)) = (job.mask, &self.original)
                    && done == height
                    && self.pass + 1 == kernels.plan.passes.len()
                {
                    let rows = part_mut(&mut job.target, job.region).into_rows().enumerate();
                    rows.for_each(|(y, row)| blend(part(original, job.region).row(y), row, mask.row(y)));
                }
                done
            }
            (Location::Source | Location::Between, Location::Target) => {
                let from =
                    self.between.as_ref().map(|frame| frame.plane(0)).or(job.source.map(|source| source.plane(0)));
                let target = job.target.plane_mut(0);
                let done = match from {
                    Some(from) => transfer(kernels, &run, from, target, rows)?,
                    None => height,
                };
                if done == height
                    && let Some(frame) = self.between.take()
                {
                    job.pool.give(frame.into_block());
                }
                done
            }
            _ => {
                if let Some(frame) = &mut self.between
                    && is_in_place
                    && let Some(kernel) =
                        pass.moves.mover.and_then(|stage| geometry(kernels.steps, kernels.plan, stage))
                {
                    return Ok(kernel.apply_in_place(frame.plane_mut(0), rows));
                }
                let mut next = match self.next.take() {
                    Some(next) => next,
                    None => take(job, pass.layout)?,
                };
                let from = match self.location {
                    Location::Target => Some(job.target.view().plane(0)),
                    _ => self.between.as_ref().map(|frame| frame.plane(0)).or(job.source.map(|source| source.plane(0))),
                };
                let done = match from {
                    Some(from) => transfer(kernels, &run, from, next.plane_mut(0), rows)?,
                    None => height,
                };
                if done < height {
                    self.next = Some(next);
                } else if let (Target::Owned(frame), Location::Target) = (&mut job.target, to) {
                    *next.metadata_mut() = *frame.metadata();
                    let old = core::mem::replace(*frame, next).into_block();
                    if job.replaced.is_none() {
                        *job.replaced = Some(old);
                    } else {
                        job.pool.give(old);
                    }
                } else if let Some(old) = self.between.replace(next) {
                    job.pool.give(old.into_block());
                }
                done
            }
        };
        if done == height {
            stream::end(kernels.steps, kernels.plan, pass);
            self.location = to;
        }
        Ok(done)
    }
}

/// Returns the kernel of a stage that moves pixels in an order of its own.
#[inline(never)]
fn geometry<'a>(steps: &'a mut [Step], plan: &Plan, stage: usize) -> Option<&'a mut dyn Geometry> {
    match plan.stages.get(stage).and_then(|stage| stream::operation(steps, stage)) {
        Some(Operation::Geometry(kernel)) => Some(&mut **kernel),
        _ => None,
    }
}

/// Moves pixels from `source` to `rows` of `target`, and runs them through the stages of the pass. Returns the row that it
/// has reached.
fn transfer(
    kernels: &mut Kernels<'_>,
    run: &Run<'_>,
    mut source: Plane<'_>,
    target: PlaneMut<'_>,
    rows: Range<usize>,
) -> Result<usize> {
    let Kernels { steps, plan, strips } = kernels;
    let Run { pass, inputs, band_bytes, .. } = *run;
    for stage in pass.moves.selections.clone() {
        if let Some([rows, bytes]) = stream::gather(steps, plan, stage).and_then(|kernel| kernel.selects()) {
            source = source.part(rows, bytes);
        }
    }
    let mut target = target;
    let origin = match pass.moves.mover {
        Some(mover) => match geometry(steps, plan, mover) {
            Some(kernel) => {
                let other = kernel.input().and_then(|input| inputs.frame(input)).and_then(|other| other.rows_or_luma());
                return Ok(kernel.apply(source, target, rows, other.as_ref()));
            }
            None => Origin::Gather(source),
        },
        None => Origin::Source(source),
    };
    let is_whole = rows == (0..pass.layout.height() as usize);
    if matches!(origin, Origin::Source(_)) && pass.stages.is_empty() {
        target.band_mut(rows.clone()).copy_from(source.band(rows.clone()));
    }
    if let Some(target) = strips.run(steps, plan, run, origin, target, is_whole)? {
        let target = StripRows::whole(target);
        match origin {
            Origin::Gather(source) => {
                stream::run_gathered(steps, plan, pass, source, target, inputs, band_bytes, rows.clone());
            }
            _ => stream::run(steps, plan, pass, Some(source), target, None, inputs, band_bytes, rows.clone()),
        }
    }
    Ok(rows.end)
}

/// Takes a frame for such rows from the pool. Its contents are unspecified.
fn take(job: &mut Job<'_>, rows: RowLayout) -> Result<Frame> {
    let layout = FrameLayout::new(job.target.layout().format(), rows.width(), rows.height())?;
    take_frame(job.pool, layout)
}

/// Takes a frame from the pool. Its contents are unspecified.
pub(super) fn take_frame(pool: &mut Pool, layout: FrameLayout) -> Result<Frame> {
    let block = pool.take(layout.byte_length(), false)?;
    match Frame::in_block(layout, block) {
        Some(frame) => Ok(frame),
        None => Frame::new(layout),
    }
}

/// Takes a frame from the pool for a copy of the target.
fn copy(job: &mut Job<'_>) -> Result<Frame> {
    let mut copy = take_frame(job.pool, *job.target.layout())?;
    copy.plane_mut(0).copy_from(job.target.view().plane(0));
    Ok(copy)
}

#[inline(never)]
fn part(frame: &Frame, region: Option<Region>) -> Plane<'_> {
    let Some(region) = region else { return frame.plane(0) };
    let (rows, bytes) = region.ranges(pixel_bytes(frame.layout()));
    frame.plane(0).part(rows, bytes)
}

#[inline(never)]
fn part_mut<'a>(target: &'a mut Target<'_>, region: Option<Region>) -> PlaneMut<'a> {
    let Some(region) = region else { return target.plane_mut(0) };
    let (rows, bytes) = region.ranges(pixel_bytes(target.layout()));
    target.plane_mut(0).into_part(rows, bytes)
}

fn pixel_bytes(layout: &FrameLayout) -> usize {
    layout.format().rows().map_or(1, RowFormat::pixel_bytes)
}
