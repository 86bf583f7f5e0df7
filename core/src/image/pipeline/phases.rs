//! The phases of a run: each takes a frame to a frame, by a lane, by a lane for each plane, or by a stream that converts
//! rows at its ends.
//!
//! Steps that work on planes process the planes of a YUV frame as they are, before and after all others. The steps in
//! between process RGBA rows: converted band by band if the steps are one stream, else in a frame of the run.

use alloc::vec::Vec;

use super::explain::Explanation;
#[cfg(feature = "float")]
use super::float::FloatFrames;
use super::memory::{Memory, TEMPORAL};
use super::outline::{Outline, Phase, Request, Work};
use super::plan::Settings;
use super::planes::{advance_planes, prepare_inputs};
use super::run::{Job, take_frame};
use super::step::Step;
use super::through::Frames;
use crate::declare::Value;
use crate::error::{Code, Error, Result};
use crate::image::convert::{mix_through, repack, select};
use crate::image::filters::YuvPlane;
use crate::image::frame::{ColorSpace, Frame, FrameLayout, Region, RowFormat, RowLayout, Target};
use crate::memory::Pool;

/// The outcome of planning the phases of an outline.
enum Planned {
    Done(FrameLayout),
    /// The steps between conversions need a whole frame.
    NeedsFrame,
    /// The results of planes don't have the sizes of a frame's planes.
    NeedsColor,
}

/// The frame that the next phase reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Location {
    #[default]
    Source,
    Target,
    /// A frame of the run.
    Own,
}

/// The phases, and the state of a run.
#[derive(Debug, Default)]
pub(super) struct Phases {
    list: Vec<Phase>,
    /// What the outline was made for.
    request: Option<Request>,
    outline: Option<Outline>,
    /// The phase in progress.
    at: usize,
    location: Location,
    own: Option<Frame>,
    /// The plane in progress, of a phase that works on planes.
    plane: usize,
    /// The result of the phase in progress, if it replaces the run's frame.
    next: Option<Frame>,
    /// The pixels that the steps remember.
    stream: Option<Stream>,
    /// Memories of steps of planes that don't exist any more, until a run can return them to the pool.
    unused: Vec<Memory>,
}

/// The pixels of a stream of frames. What steps have stored of other pixels is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stream {
    layout: FrameLayout,
    color_space: ColorSpace,
    region: Option<Region>,
}

impl Phases {
    /// Prepares all phases, and returns the layout of the result.
    pub(super) fn prepare(&mut self, steps: &mut [Step], request: &Request, settings: Settings) -> Result<FrameLayout> {
        // What the steps need is known only when they are planned. A chain that needed a frame is likely to need it again.
        if self.request != Some(*request) {
            self.outline = None;
            self.request = Some(*request);
        }
        let (mut streams, mut fits) = (self.outline.is_none_or(|last| last.streams), true);
        loop {
            let outline = Outline::new(steps, request, streams, fits);
            if self.outline != Some(outline) {
                self.outline = None;
                if TEMPORAL {
                    self.take_memories()?;
                }
                self.list.clear();
                self.list = outline.phases(steps, request)?;
                self.outline = Some(outline);
                if TEMPORAL {
                    self.give_memories();
                }
            }
            match self.plan(steps, request, settings)? {
                Planned::Done(output) => return Ok(output),
                Planned::NeedsFrame => streams = false,
                Planned::NeedsColor => fits = false,
            }
        }
    }

    /// Takes what the copies of steps for planes remember, before other copies replace them.
    fn take_memories(&mut self) -> Result<()> {
        for phase in &mut self.list {
            let Work::Planes(lanes) = &mut phase.work else { continue };
            for (plane, lane) in lanes.iter_mut().enumerate() {
                for (step, copy) in (phase.steps.start..).zip(&mut lane.steps) {
                    if copy.memory.is_empty() {
                        continue;
                    }
                    let bytes = size_of::<Memory>();
                    self.unused.try_reserve(1).map_err(|_| Error::out_of_memory(bytes))?;
                    self.unused.push(core::mem::take(&mut copy.memory).of_copy(step, plane));
                }
            }
        }
        Ok(())
    }

    /// Gives copies of steps for planes what the copies before them have remembered.
    fn give_memories(&mut self) {
        for phase in &mut self.list {
            let Work::Planes(lanes) = &mut phase.work else { continue };
            for (plane, lane) in lanes.iter_mut().enumerate() {
                for (step, copy) in (phase.steps.start..).zip(&mut lane.steps) {
                    if let Some(at) = self.unused.iter().position(|memory| memory.is_of_copy(step, plane)) {
                        copy.memory = self.unused.swap_remove(at);
                    }
                }
            }
        }
    }

    /// Gets the memory in which steps store what they need for the next frame, and forgets pixels of another stream.
    fn prepare_memories(&mut self, steps: &mut [Step], stream: Stream, pool: &mut Pool) -> Result<()> {
        if self.stream != Some(stream) {
            self.reset(steps);
            self.stream = Some(stream);
        }
        self.unused.drain(..).for_each(|mut memory| memory.release(pool));
        for phase in &mut self.list {
            let of_phase = &mut steps[phase.steps.clone()];
            if let Work::Planes(lanes) = &mut phase.work {
                of_phase.iter_mut().for_each(|step| step.memory.release(pool));
                for step in lanes.iter_mut().flat_map(|lane| &mut lane.steps) {
                    step.prepare_memory(pool)?;
                }
            } else {
                of_phase.iter_mut().try_for_each(|step| step.prepare_memory(pool))?;
            }
        }
        Ok(())
    }

    /// Calls `act` for everything that steps remember.
    fn each_memory(&mut self, steps: &mut [Step], act: &mut dyn FnMut(&mut Memory)) {
        steps.iter_mut().for_each(|step| act(&mut step.memory));
        for phase in &mut self.list {
            if let Work::Planes(lanes) = &mut phase.work {
                lanes.iter_mut().flat_map(|lane| &mut lane.steps).for_each(|step| act(&mut step.memory));
            }
        }
        self.unused.iter_mut().for_each(act);
    }

    /// Forgets the frames before.
    pub(super) fn reset(&mut self, steps: &mut [Step]) {
        if TEMPORAL {
            self.each_memory(steps, &mut Memory::reset);
        }
    }

    /// Returns what steps remember to the pool.
    pub(super) fn forget(&mut self, steps: &mut [Step], pool: &mut Pool) {
        if TEMPORAL {
            self.each_memory(steps, &mut |memory| memory.release(pool));
        }
    }

    /// Plans all phases.
    #[inline(never)]
    fn plan(&mut self, steps: &mut [Step], request: &Request, settings: Settings) -> Result<Planned> {
        let mut layout = request.input;
        for phase in &mut self.list {
            let every = steps.get(phase.steps.start).map_or(1, |step| step.filter.reads_every());
            let of_phase = &mut steps[phase.steps.clone()];
            let first = phase.steps.start;
            phase.input = layout;
            let format = phase.output.format();
            phase.output = match &mut phase.work {
                Work::Rows(lane) => {
                    let rows = layout.rows().ok_or_else(|| unsupported(&layout))?;
                    if let Some((width, height)) = request.part {
                        lane.prepare(of_phase, first, RowLayout::new(rows.format(), width, height)?, settings)?;
                        layout
                    } else {
                        let out = lane.prepare(of_phase, first, rows, settings)?;
                        FrameLayout::new(layout.format(), out.width(), out.height())?
                    }
                }
                Work::Planes(lanes) => {
                    let mut output = layout;
                    prepare_inputs(of_phase, &layout)?;
                    for (index, plane) in lanes.iter_mut().enumerate() {
                        if plane.steps.is_empty() {
                            continue;
                        }
                        let has_alpha = layout.format().spec().alpha;
                        for step in plane.steps.iter_mut().filter(|step| step.input.is_none()) {
                            step.line = step.line_of_plane(index, &request.color_space, has_alpha);
                            let plane = YuvPlane { index, frame: layout, color_space: request.color_space };
                            step.plane = (step.line.is_none() && step.filter.has_planes()).then_some(plane);
                        }
                        let rows = layout.plane_rows(index).ok_or_else(|| unsupported(&layout))?;
                        let out = plane.lane.prepare(&mut plane.steps, first, rows, settings)?;
                        if index == 0 {
                            // What a step needs can depend on the size that the steps before it produce.
                            for (copy, step) in plane.steps.iter().zip(&*of_phase) {
                                let Some(at) = copy.input.filter(|_| copy.line.is_none()) else { continue };
                                let at = FrameLayout::new(layout.format(), at.width(), at.height())?;
                                if step.needs_color(&at) {
                                    return Ok(Planned::NeedsColor);
                                }
                            }
                            output = FrameLayout::new(layout.format(), out.width(), out.height())?;
                        }
                        if output.plane_rows(index) != Some(out) {
                            return Ok(Planned::NeedsColor);
                        }
                    }
                    output
                }
                #[cfg(feature = "float")]
                Work::Float(stream) => {
                    let spaces = [request.color_space, request.output_space];
                    stream.prepare(of_phase, [layout, phase.output], spaces, request.part, settings.upsampling)?
                }
                Work::Repack | Work::Select | Work::Mix => FrameLayout::new(format, layout.width(), layout.height())?,
                Work::Through(through) => {
                    through.every = if through.feeds_rows { every } else { 1 };
                    let rows = RowLayout::new(RowFormat::Rgba8, layout.width(), layout.height())?;
                    let out = through.lane.prepare(of_phase, first, rows, settings)?;
                    if !through.lane.is_one_stream() {
                        return Ok(Planned::NeedsFrame);
                    }
                    let output = FrameLayout::new(format, out.width(), out.height())?;
                    let spaces = [request.color_space, request.output_space];
                    through.prepare(of_phase, [layout, output], spaces, settings)?;
                    output
                }
            };
            layout = phase.output;
        }
        Ok(Planned::Done(layout))
    }

    /// Allocates what a mask of this size needs.
    pub(super) fn prepare_mask(
        &mut self,
        steps: &mut [Step],
        width: u32,
        height: u32,
        band_bytes: usize,
    ) -> Result<()> {
        for phase in &mut self.list {
            if let (Work::Rows(lane), Some(format)) = (&mut phase.work, phase.input.format().rows()) {
                let rows = RowLayout::new(format, width, height)?;
                lane.prepare_mask(&mut steps[phase.steps.clone()], rows, band_bytes)?;
            }
        }
        Ok(())
    }

    /// Sets a parameter of a step in its copies for planes, to a value that the step itself has taken.
    pub(super) fn set(&mut self, step: usize, parameter: usize, value: &Value) -> Result<()> {
        for phase in &mut self.list {
            let Some(index) = phase.steps.contains(&step).then(|| step - phase.steps.start) else { continue };
            let Work::Planes(lanes) = &mut phase.work else { continue };
            for plane in lanes {
                let Some(copy) = plane.steps.get_mut(index) else { continue };
                copy.filter.set(parameter, value)?;
                copy.rescale(parameter, copy.plane_scale(plane.scale))?;
                copy.input = None;
            }
        }
        Ok(())
    }

    /// Processes about `rows` rows. Returns whether the run has ended.
    pub(super) fn advance(&mut self, steps: &mut [Step], job: &mut Job<'_>, rows: usize) -> Result<bool> {
        while self.at < self.list.len() {
            if !self.advance_phase(steps, job, rows)? {
                return Ok(false);
            }
            self.at += 1;
            if rows != usize::MAX && self.at < self.list.len() {
                return Ok(false);
            }
        }
        self.end(job);
        Ok(true)
    }

    /// Returns where the phase writes its result.
    fn destination(&self, job: &Job<'_>) -> Location {
        let Some(phase) = self.list.get(self.at) else { return Location::Target };
        // Rows in place replace the frame themselves, if its size changes.
        if self.location == Location::Target && matches!(phase.work, Work::Rows(_)) {
            return Location::Target;
        }
        let later = &self.list[self.at..];
        // The pixels of the target are still needed.
        if later.iter().skip(1).any(|next| matches!(next.work, Work::Select | Work::Mix)) {
            return Location::Own;
        }
        if later.iter().all(|phase| phase.output == *job.target.layout()) { Location::Target } else { Location::Own }
    }

    #[inline(never)]
    fn advance_phase(&mut self, steps: &mut [Step], job: &mut Job<'_>, rows: usize) -> Result<bool> {
        self.begin(steps, job)?;
        let to = self.destination(job);
        let Self { list, at, location, own, next, plane, .. } = self;
        let mixes = list.last().is_some_and(|last| matches!(last.work, Work::Mix));
        let Some(phase) = list.get_mut(*at) else { return Ok(true) };
        let is_rows = matches!(phase.work, Work::Rows(_));
        let in_place = *location == to && (to == Location::Target || phase.input == phase.output || is_rows);
        if !in_place && to == Location::Own && next.is_none() {
            *next = Some(take_frame(job.pool, phase.output)?);
        }
        let mut replaced = None;
        let Job { source, target, region, mask, inputs, pool, band_bytes, dispatch, .. } = job;
        let (source, target) = match (*location, to) {
            (_, Location::Source) => return Ok(true),
            _ if in_place && to == Location::Own => match own {
                Some(frame) => (None, Target::Owned(frame)),
                None => return Ok(true),
            },
            _ if in_place => (None, target.reborrow()),
            (Location::Target, Location::Own) => match next {
                Some(frame) => (Some(target.view()), Target::Owned(frame)),
                None => return Ok(true),
            },
            (_, Location::Own) => match next {
                Some(frame) => (own.as_ref().map(Frame::view).or(*source), Target::Owned(frame)),
                None => return Ok(true),
            },
            (_, Location::Target) => (own.as_ref().map(Frame::view).or(*source), target.reborrow()),
        };
        let of_phase = &mut steps[phase.steps.clone()];
        let result = match &mut phase.work {
            Work::Rows(lane) => {
                let mut job = Job {
                    source,
                    target,
                    region: *region,
                    mask: mask.filter(|_| !mixes),
                    inputs: *inputs,
                    replaced: &mut replaced,
                    pool,
                    band_bytes: *band_bytes,
                    dispatch: *dispatch,
                };
                lane.advance(of_phase, &mut job, rows)
            }
            Work::Planes(lanes) => {
                let mut target = target;
                advance_planes(lanes, plane, source, &mut target, (pool, *inputs), (*band_bytes, *dispatch), rows)
            }
            Work::Through(through) => {
                let mut target = target;
                let frames = Frames { source, target: target.view_mut() };
                through.advance(of_phase, frames, *inputs, *dispatch, rows)
            }
            #[cfg(feature = "float")]
            Work::Float(stream) => {
                let mut target = target;
                let Some(source) = source else { return Ok(true) };
                let whole = Region { x: 0, y: 0, width: source.layout().width(), height: source.layout().height() };
                let part = (region.is_some() || mask.is_some()).then(|| (region.unwrap_or(whole), *mask));
                stream.advance(of_phase, FloatFrames { source, target: target.view_mut(), part }, *inputs, rows)
            }
            Work::Repack => {
                let mut target = target;
                if let Some(source) = source {
                    repack(&source, &mut target.view_mut());
                }
                Ok(true)
            }
            Work::Select => {
                let mut target = target;
                if let Some(source) = source {
                    let (width, height) = (source.layout().width(), source.layout().height());
                    let region = region.unwrap_or(Region { x: 0, y: 0, width, height });
                    select(&source, &mut target.view_mut(), region, *mask);
                }
                Ok(true)
            }
            Work::Mix => {
                let mut target = target;
                if let (Some(result), Some(mask)) = (source, *mask) {
                    mix_through(&result, &mut target.view_mut(), mask);
                }
                Ok(true)
            }
        };
        // Also after an error: the caller may have views of the block.
        if let Some(block) = replaced {
            match to {
                Location::Target if job.replaced.is_none() => *job.replaced = Some(block),
                _ => job.pool.give(block),
            }
        }
        let ended = result?;
        if ended {
            *plane = 0;
            if !in_place {
                let old = if to == Location::Own { core::mem::replace(own, next.take()) } else { own.take() };
                if let Some(old) = old {
                    job.pool.give(old.into_block());
                }
            }
            *location = to;
        }
        Ok(ended)
    }

    /// Finds out where the pixels are, gets the memories of steps, and copies the pixels that no phase writes.
    #[inline(never)]
    fn begin(&mut self, steps: &mut [Step], job: &mut Job<'_>) -> Result<()> {
        if self.at > 0 || self.location != Location::Source {
            return Ok(());
        }
        let frame = job.source.unwrap_or_else(|| job.target.view());
        let (layout, color_space) = (*frame.layout(), frame.metadata().color_space);
        if TEMPORAL {
            self.prepare_memories(steps, Stream { layout, color_space, region: job.region }, job.pool)?;
        }
        let Some(source) = job.source else {
            self.location = Location::Target;
            // A row of the result can be written before all rows that need its pixels.
            #[cfg(feature = "float")]
            if let [Phase { work: Work::Float(_), output, .. }] = self.list.as_slice()
                && *output == layout
            {
                let mut copy = take_frame(job.pool, layout)?;
                for index in 0..layout.planes().len() {
                    copy.plane_mut(index).copy_from(job.target.view().plane(index));
                }
                (self.own, self.location) = (Some(copy), Location::Own);
            }
            return Ok(());
        };
        let converts = self.list.len() > 1 || self.list.iter().any(|phase| matches!(phase.work, Work::Mix));
        if converts && (job.region.is_some() || job.mask.is_some()) {
            let mut target = job.target.view_mut();
            for index in 0..source.layout().planes().len() {
                target.plane_mut(index).copy_from(source.plane(index));
            }
            self.location = Location::Target;
        }
        Ok(())
    }

    /// Gives the target the result, if its size has changed.
    #[inline(never)]
    fn end(&mut self, job: &mut Job<'_>) {
        if let (Location::Own, Target::Owned(frame)) = (self.location, &mut job.target)
            && let Some(mut own) = self.own.take()
        {
            *own.metadata_mut() = *frame.metadata();
            let old = core::mem::replace(*frame, own).into_block();
            if job.replaced.is_none() {
                *job.replaced = Some(old);
            } else {
                job.pool.give(old);
            }
        }
        self.release(job.pool);
    }

    /// Ends the run and returns its memory to the pool.
    pub(super) fn release(&mut self, pool: &mut Pool) {
        for frame in [self.own.take(), self.next.take()].into_iter().flatten() {
            pool.give(frame.into_block());
        }
        (self.at, self.plane, self.location) = (0, 0, Location::default());
        for phase in &mut self.list {
            match &mut phase.work {
                Work::Rows(lane) => lane.release(pool),
                Work::Planes(lanes) => lanes.iter_mut().for_each(|plane| plane.lane.release(pool)),
                Work::Through(through) => through.release(),
                #[cfg(feature = "float")]
                Work::Float(stream) => stream.release(),
                Work::Repack | Work::Select | Work::Mix => {}
            }
        }
    }

    /// Returns the share of the work that is done, from 0 to 1: each phase counts the same.
    pub(super) fn fraction(&self) -> f64 {
        let Some(phase) = self.list.get(self.at) else { return 1.0 };
        let of_phase = match &phase.work {
            Work::Rows(lane) => lane.fraction(),
            Work::Planes(lanes) => {
                let of_plane = lanes.get(self.plane).map_or(0.0, |plane| plane.lane.fraction());
                (self.plane as f64 + of_plane) / lanes.len().max(1) as f64
            }
            Work::Through(through) => through.fraction(),
            #[cfg(feature = "float")]
            Work::Float(stream) => stream.fraction(),
            Work::Repack | Work::Select | Work::Mix => 0.0,
        };
        (self.at as f64 + of_phase) / self.list.len() as f64
    }

    /// Returns the plan as data.
    pub(super) fn explain(&self, steps: &[Step]) -> Result<Explanation> {
        let mut all = Explanation::new();
        for phase in &self.list {
            let of_phase = &steps[phase.steps.clone()];
            let first = phase.steps.start;
            let moved = (phase.input.byte_length() + phase.output.byte_length()) as u64;
            let own = match &phase.work {
                Work::Rows(lane) => lane.explain(of_phase, "rows", first)?,
                Work::Planes(lanes) => {
                    let mut own = Explanation::new();
                    for plane in lanes {
                        own.append(plane.lane.explain(&plane.steps, "planes", first)?)?;
                    }
                    own
                }
                Work::Through(through) => through.explain(of_phase, first, moved)?,
                #[cfg(feature = "float")]
                Work::Float(stream) => stream.explain(of_phase, moved)?,
                Work::Repack | Work::Select | Work::Mix => Explanation::of_repacking(first, moved)?,
            };
            all.append(own)?;
        }
        Ok(all)
    }
}

#[cold]
fn unsupported(layout: &FrameLayout) -> Error {
    Error::new(Code::UnsupportedFormat, "frame", "a format whose planes are bytes", layout.format().name())
}
