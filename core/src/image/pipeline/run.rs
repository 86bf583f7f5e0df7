//! Running a plan: pass by pass, and as many rows at a time as the caller wants.

use super::mask::{Originals, blend};
use super::plan::{Kind, Pass, Plan, Work};
use super::step::Step;
use super::stream::{self, Blending};
use crate::error::Result;
use crate::image::frame::{Frame, FrameLayout, Plane, PlaneMut};
use crate::image::input::Inputs;
use crate::image::kernels::Operation;
use crate::memory::{Block, Pool};

/// A rectangle of a frame, in pixels. A chain works on it as if it were a frame by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// First column.
    pub x: u32,
    /// First row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Region {
    /// Whether it has pixels, and lies within a frame of this layout.
    pub(super) fn is_within(&self, layout: &FrameLayout) -> bool {
        let fits = |start: u32, length: u32, whole: u32| {
            length > 0 && start.checked_add(length).is_some_and(|end| end <= whole)
        };
        fits(self.x, self.width, layout.width()) && fits(self.y, self.height, layout.height())
    }
}

/// What a run works on, and where. Without a `source` it works in place.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) source: Option<&'a Frame>,
    pub(super) target: &'a mut Frame,
    pub(super) region: Option<Region>,
    /// How much of each result counts, a byte a pixel of the region.
    pub(super) mask: Option<Plane<'a>>,
    pub(super) inputs: Inputs<'a>,
    /// The block that the target had, if it has another one now: also when a later step fails, because somebody may have
    /// views of it.
    pub(super) replaced: &'a mut Option<Block>,
    pub(super) pool: &'a mut Pool,
    pub(super) band_bytes: usize,
}

/// Where the pixels are that the next pass reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Source,
    /// A frame of the run's own: the target has the size that comes out of the last pass which changes it.
    Between,
    Target,
}

/// How far a run has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    begun: bool,
    pass: usize,
    /// Rows of the pass that were taken.
    row: usize,
    /// Rows of the passes before.
    done: usize,
    place: Place,
    between: Option<Frame>,
    /// What the present geometry pass writes, where that replaces the frame that it reads.
    next: Option<Frame>,
    /// The pixels as they were, where a mask needs them after several passes.
    original: Option<Frame>,
}

impl Progress {
    /// Gives what was taken for the run back.
    pub(super) fn release(&mut self, pool: &mut Pool) {
        for frame in [self.between.take(), self.next.take(), self.original.take()].into_iter().flatten() {
            pool.give(frame.into_block());
        }
        *self = Self::default();
    }

    /// How much is done, from 0 to 1: rows, over all passes.
    pub(super) fn fraction(&self, plan: &Plan) -> f64 {
        let all: usize = plan.passes.iter().map(|pass| pass.layout.height() as usize).sum();
        if all == 0 { 1.0 } else { (self.done + self.row) as f64 / all as f64 }
    }

    /// Goes on for about `rows` rows; whether that was the end.
    pub(super) fn advance(
        &mut self,
        steps: &mut [Step],
        plan: &mut Plan,
        originals: &mut Originals,
        job: &mut Job<'_>,
        rows: usize,
    ) -> Result<bool> {
        if !self.begun {
            self.begin(plan, job)?;
        }
        let mut left = rows;
        while let Some(pass) = plan.passes.get(self.pass).cloned() {
            if left == 0 {
                return Ok(false);
            }
            let height = pass.layout.height() as usize;
            let from = self.row;
            match pass.kind {
                Kind::Geometry => {
                    self.row = self.move_pixels(steps, plan, &pass, job, from.saturating_add(left).min(height))?;
                }
                Kind::Stream => {
                    self.stream(steps, plan, originals, &pass, job, from.saturating_add(left).min(height))?;
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

    /// What has to be done before the first pass.
    fn begin(&mut self, plan: &Plan, job: &mut Job<'_>) -> Result<()> {
        let does_nothing = plan.passes.iter().all(|pass| pass.stages.is_empty());
        match job.source {
            None => self.place = Place::Target,
            // What the chain leaves alone has to be there: all of it, or what lies outside the region and the mask.
            Some(source) if does_nothing || job.region.is_some() || job.mask.is_some() => {
                job.target.bytes_mut().copy_from_slice(source.bytes());
                self.place = Place::Target;
            }
            Some(_) => self.place = Place::Source,
        }
        // A single stream keeps the rows that the mask needs; anything else needs the whole frame.
        if job.mask.is_some() && !matches!(plan.passes.as_slice(), [] | [Pass { kind: Kind::Stream, .. }]) {
            let mut original = take(job.pool, job.target.layout())?;
            original.bytes_mut().copy_from_slice(job.target.bytes());
            self.original = Some(original);
        }
        self.begun = true;
        Ok(())
    }

    /// Where the result of the present pass goes.
    fn destination(&self, plan: &Plan) -> Place {
        let later = plan.passes.get(self.pass + 1..).unwrap_or_default();
        match self.place {
            Place::Target => Place::Target,
            _ if later.iter().any(|pass| pass.kind == Kind::Geometry) => Place::Between,
            _ => Place::Target,
        }
    }

    fn stream(
        &mut self,
        steps: &mut [Step],
        plan: &mut Plan,
        originals: &mut Originals,
        pass: &Pass,
        job: &mut Job<'_>,
        end: usize,
    ) -> Result<()> {
        let writes = !pass.stages.is_empty();
        let to = if writes { self.destination(plan) } else { self.place };
        let mask = job.mask.filter(|_| self.pass + 1 == plan.passes.len());
        if self.row == 0 {
            stream::begin(steps, plan, pass);
            if to == Place::Between && self.between.is_none() {
                self.between = Some(take(job.pool, &pass.layout)?);
            }
            if mask.is_some() && self.original.is_none() {
                originals.prepare(stream::lag(steps, plan, pass), &pass.layout, job.band_bytes)?;
            }
        }
        let source = job.source.filter(|_| self.place == Place::Source).map(Frame::plane);
        let rows = self.row..end;
        let target = match (to, &mut self.between) {
            // Nothing is written: the observer reads the source.
            (Place::Source, _) => PlaneMut::default(),
            (Place::Between, Some(frame)) => frame.plane_mut(),
            _ => part_mut(job.target, job.region),
        };
        let original = self.original.as_ref().map(|frame| part(frame, job.region));
        let blending = mask.map(|mask| Blending { mask, original, originals });
        stream::run(steps, plan, pass, source, target, blending, job.inputs, job.band_bytes, rows);
        self.row = end;
        if end == pass.layout.height() as usize {
            stream::end(steps, pass);
            self.place = to;
        }
        Ok(())
    }

    /// Moves pixels, up to about row `end`; the row that was come to.
    fn move_pixels(
        &mut self,
        steps: &mut [Step],
        plan: &Plan,
        pass: &Pass,
        job: &mut Job<'_>,
        end: usize,
    ) -> Result<usize> {
        let height = pass.layout.height() as usize;
        let Some(Work::Kernel(index)) = plan.stages.get(pass.stages.start).map(|stage| stage.work) else {
            return Ok(height);
        };
        let Some(Operation::Geometry(kernel)) = steps.get_mut(index).map(|step| &mut step.operation) else {
            return Ok(height);
        };
        let to = self.destination(plan);
        let rows = self.row..end;
        let other = kernel.input().and_then(|input| job.inputs.frame(input));
        let done = match (self.place, to) {
            (Place::Target, _) if kernel.is_in_place() => {
                let done = kernel.apply_in_place(part_mut(job.target, job.region), rows);
                if let (Some(mask), Some(original)) = (job.mask, &self.original)
                    && done == height
                    && self.pass + 1 == plan.passes.len()
                {
                    let rows = part_mut(job.target, job.region).into_rows().enumerate();
                    rows.for_each(|(y, row)| blend(part(original, job.region).row(y), row, mask.row(y)));
                }
                done
            }
            (_, Place::Target) if self.place != Place::Target => {
                let from = self.between.as_ref().or(job.source);
                let target = job.target.plane_mut();
                let done = from.map_or(height, |from| kernel.apply(from.plane(), target, rows, other));
                if done == height
                    && let Some(frame) = self.between.take()
                {
                    job.pool.give(frame.into_block());
                }
                done
            }
            _ => {
                if let Some(frame) = &mut self.between
                    && kernel.is_in_place()
                {
                    return Ok(kernel.apply_in_place(frame.plane_mut(), rows));
                }
                let mut next = match self.next.take() {
                    Some(next) => next,
                    None => take(job.pool, kernel.output())?,
                };
                let in_target = self.place == Place::Target;
                let from = if in_target { Some(&*job.target) } else { self.between.as_ref().or(job.source) };
                let done = from.map_or(height, |from| kernel.apply(from.plane(), next.plane_mut(), rows, other));
                if done < height {
                    self.next = Some(next);
                } else if in_target {
                    let old = core::mem::replace(job.target, next).into_block();
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
            self.place = to;
        }
        Ok(done)
    }
}

fn take(pool: &mut Pool, layout: &FrameLayout) -> Result<Frame> {
    let block = pool.take(layout.byte_length(), false)?;
    match Frame::in_block(*layout, block) {
        Some(frame) => Ok(frame),
        None => Frame::new(*layout),
    }
}

/// Rows and bytes of a region.
fn ranges(frame: &Frame, region: Region) -> (core::ops::Range<usize>, core::ops::Range<usize>) {
    let pixel = frame.layout().pixel_bytes();
    let (x, y) = (region.x as usize, region.y as usize);
    (y..y + region.height as usize, x * pixel..(x + region.width as usize) * pixel)
}

fn part(frame: &Frame, region: Option<Region>) -> Plane<'_> {
    let Some(region) = region else { return frame.plane() };
    let (rows, bytes) = ranges(frame, region);
    frame.plane().part(rows, bytes)
}

fn part_mut(frame: &mut Frame, region: Option<Region>) -> PlaneMut<'_> {
    let Some(region) = region else { return frame.plane_mut() };
    let (rows, bytes) = ranges(frame, region);
    frame.plane_mut().into_part(rows, bytes)
}
