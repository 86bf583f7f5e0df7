//! A pass over a frame in strips: parts of its height, each with kernels of its own.
//!
//! A strip begins as many rows above its own as its windows need, and ends as many rows below; what it computes there is
//! discarded. These rows are in memory of the strip: in a run in place, copies made before any strip is processed.

use alloc::vec::Vec;
use core::ops::Range;

use super::dispatch::{Dispatch, STRIPS, Task, run_all};
use super::plan::{Pass, Plan, Stage};
use super::step::Step;
use super::stream::{self, StripRows};
use crate::error::{Error, Result};
use crate::image::frame::{Plane, PlaneMut, RowLayout};
use crate::image::input::Inputs;
use crate::image::kernels::Operation;

/// Where a pass reads its rows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin<'a> {
    /// In place.
    Target,
    /// Row for row from another plane.
    Source(Plane<'a>),
    /// The mover of the pass gathers rows from another plane.
    Gather(Plane<'a>),
}

/// How a frame is cut into strips.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    height: usize,
    count: usize,
    margins: [usize; 2],
}

/// The rows of a strip, and all rows that it processes.
#[derive(Clone, Debug)]
pub(super) struct StripRange {
    pub(super) own: Range<usize>,
    pub(super) rows: Range<usize>,
}

impl StripRange {
    fn above(&self) -> Range<usize> {
        self.rows.start..self.own.start
    }

    fn below(&self) -> Range<usize> {
        self.own.end..self.rows.end
    }
}

impl Cut {
    /// Cuts a frame into at most `most` strips; into one if there are no `margins`: the number of rows that are needed above
    /// and below a row of the result.
    pub(super) fn new(height: usize, most: usize, margins: Option<[usize; 2]>) -> Self {
        let Some(margins) = margins.filter(|_| STRIPS) else { return Self { height, count: 1, margins: [0, 0] } };
        // With as many rows above and below as of its own, two strips take as long as the whole frame.
        let count = most.min(height / margins.iter().sum::<usize>().max(2)).max(1);
        Self { height, count, margins }
    }

    pub(super) fn strips(self) -> impl Iterator<Item = StripRange> {
        let Self { height, count, margins: [above, below] } = self;
        // Even, because two rows can share their chroma.
        let start = move |index: usize| (index * height / count).next_multiple_of(2).min(height);
        (0..count).map(move |index| {
            let own = start(index)..start(index + 1);
            let rows = own.start.saturating_sub(above)..own.end.saturating_add(below).min(height);
            StripRange { own, rows }
        })
    }
}

/// What a pass needs in addition to kernels and rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    pub(super) pass: &'a Pass,
    pub(super) inputs: Inputs<'a>,
    pub(super) band_bytes: usize,
    pub(super) dispatch: &'a dyn Dispatch,
}

/// Kernels for all strips but the first, which has those of the steps themselves.
#[derive(Debug, Default)]
pub(super) struct Strips {
    copies: Vec<Copy>,
    /// Memory of each strip for rows above and below its own.
    around: Vec<[Vec<u8>; 2]>,
}

/// A copy of the kernels, with their state.
#[derive(Debug, Default)]
struct Copy {
    steps: Vec<Step>,
    plan: Plan,
}

impl Strips {
    /// Prepares for `count` strips. Copies are replaced by [`Strips::renew`].
    pub(super) fn prepare(&mut self, count: usize) {
        if STRIPS {
            self.copies.resize_with(count.saturating_sub(1), Copy::default);
        }
    }

    /// Replaces the copies of a step whose kernel has changed, or that are missing. The step processes rows of layout
    /// `input`.
    pub(super) fn renew(&mut self, index: usize, step: &Step, input: &RowLayout, has_changed: bool) -> Result<()> {
        if !STRIPS {
            return Ok(());
        }
        for copy in self.copies.iter_mut().filter(|copy| has_changed || copy.steps.len() <= index) {
            let mut renewed = step.scaled(1.0)?;
            (renewed.line, renewed.plane) = (step.line, step.plane);
            renewed.operation = renewed.operation_for(input)?;
            match copy.steps.get_mut(index) {
                Some(old) => *old = renewed,
                None => copy.steps.push(renewed),
            }
        }
        Ok(())
    }

    /// Copies the plan.
    pub(super) fn plan(&mut self, plan: &Plan) -> Result<()> {
        if STRIPS { self.copies.iter_mut().try_for_each(|copy| copy.plan.copy_from(plan)) } else { Ok(()) }
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        if !STRIPS {
            return 0;
        }
        let steps = self.copies.iter().flat_map(|copy| &copy.steps).map(|step| step.operation.scratch_bytes());
        steps.sum::<usize>() + self.around.as_flattened().iter().map(Vec::len).sum::<usize>()
    }

    /// Returns the kernels of all strips: those of the steps themselves, then the copies.
    pub(super) fn kernels<'a>(
        &'a mut self,
        steps: &'a mut [Step],
        plan: &'a mut Plan,
    ) -> impl Iterator<Item = (&'a mut [Step], &'a mut Plan)> {
        core::iter::once((steps, plan)).chain(self.copies.iter_mut().map(Copy::kernels))
    }

    /// Runs a whole pass in strips. Returns the target if the pass can't be cut.
    pub(super) fn run<'t>(
        &mut self,
        steps: &mut [Step],
        plan: &mut Plan,
        run: &Run<'_>,
        origin: Origin<'_>,
        target: PlaneMut<'t>,
        is_whole: bool,
    ) -> Result<Option<PlaneMut<'t>>> {
        if !STRIPS || !is_whole || self.copies.is_empty() {
            return Ok(Some(target));
        }
        let pass = run.pass;
        let height = pass.layout.height() as usize;
        let cut = Cut::new(height, self.copies.len() + 1, margins(steps, &plan.stages[pass.stages.clone()]));
        let count = cut.count;
        if count < 2 {
            return Ok(Some(target));
        }
        let row_bytes = target.row_bytes();
        self.around.resize_with(count.max(self.around.len()), Default::default);
        for ([above, below], strip) in self.around.iter_mut().zip(cut.strips()) {
            for (memory, rows) in [(above, strip.above()), (below, strip.below())] {
                reserve(memory, rows.len() * row_bytes)?;
                if matches!(origin, Origin::Target) {
                    let rows = target.as_plane().band(rows);
                    let copies = memory.chunks_exact_mut(row_bytes.max(1)).zip(rows.rows());
                    copies.for_each(|(to, from)| to.copy_from_slice(from));
                }
            }
        }
        for copy in &mut self.copies {
            copy.take_statistics(steps, pass);
        }
        let mut tasks = Vec::new();
        tasks.try_reserve_exact(count).map_err(|_| Error::out_of_memory(count * size_of::<Task<'_>>()))?;
        let mut kernels = core::iter::once((&mut *steps, plan)).chain(self.copies.iter_mut().map(Copy::kernels));
        let mut rest = target;
        for ([above, below], strip) in self.around.iter_mut().zip(cut.strips()) {
            let Some((steps, plan)) = kernels.next() else { break };
            // An observer without stages writes nothing, and there is no target.
            let (mine, others) = rest.split_at_row(strip.own.len());
            rest = others;
            let around = [(above, strip.above().len()), (below, strip.below().len())];
            let around = around.map(|(memory, rows)| PlaneMut::new(memory, row_bytes, row_bytes, rows));
            let target = StripRows::around(strip.own.start, mine, around.map(Option::unwrap_or_default));
            let (is_first, rows) = (strip.own.start == 0, strip.rows);
            let strip = StripRun { steps, plan, run: *run, origin, is_first, target, rows };
            tasks.push(Task::new(move || strip.run()));
        }
        drop(kernels);
        run_all(run.dispatch, &mut tasks);
        drop(tasks);
        if let Some(kernel) = stream::observer(steps, pass) {
            for copy in self.copies.iter_mut().take(count - 1) {
                if let Some(other) = stream::observer(&mut copy.steps, pass) {
                    kernel.statistics().add(&other.statistics());
                }
            }
        }
        Ok(None)
    }
}

impl Copy {
    fn kernels(&mut self) -> (&mut [Step], &mut Plan) {
        (&mut self.steps, &mut self.plan)
    }

    /// Copies the statistics of the kernels that a pass applies.
    fn take_statistics(&mut self, steps: &mut [Step], pass: &Pass) {
        for stage in &self.plan.stages[pass.stages.clone()] {
            let kernels = (stream::operation(steps, stage), stream::operation(&mut self.steps, stage));
            if let (Some(Operation::Reduce(from)), Some(Operation::Reduce(to))) = kernels {
                to.begin();
                to.statistics().add(&from.statistics());
            }
        }
    }
}

/// Returns the number of rows above and below a result of the stages on which it depends, if they are limited.
pub(super) fn margins(steps: &mut [Step], stages: &[Stage]) -> Option<[usize; 2]> {
    let mut margins = [0, 0];
    for stage in stages {
        match stream::operation(steps, stage) {
            Some(Operation::Window(kernel)) => {
                margins = [margins[0] + kernel.above()?, margins[1] + kernel.latency()];
            }
            // Rows that two strips process would be stored twice.
            Some(Operation::Temporal(_)) => return None,
            Some(Operation::Reduce(kernel)) if kernel.past_bytes() > 0 => return None,
            _ => {}
        }
    }
    Some(margins)
}

fn reserve(memory: &mut Vec<u8>, bytes: usize) -> Result<()> {
    memory.try_reserve_exact(bytes.saturating_sub(memory.len())).map_err(|_| Error::out_of_memory(bytes))?;
    memory.resize(bytes, 0);
    Ok(())
}

/// A part of the height of a frame, with everything that is needed to process it.
#[derive(Debug)]
pub(super) struct StripRun<'a> {
    steps: &'a mut [Step],
    plan: &'a mut Plan,
    run: Run<'a>,
    origin: Origin<'a>,
    is_first: bool,
    target: StripRows<'a>,
    rows: Range<usize>,
}

impl StripRun<'_> {
    pub(super) fn run(self) {
        let Self { steps, plan, run, origin, is_first, target, rows } = self;
        let Run { pass, inputs, band_bytes, .. } = run;
        if !is_first {
            conclude(steps, plan, pass);
        }
        stream::begin(steps, plan, pass, rows.start);
        match origin {
            Origin::Target => stream::run(steps, plan, pass, None, target, None, inputs, band_bytes, rows),
            Origin::Source(plane) => {
                stream::run(steps, plan, pass, Some(plane), target, None, inputs, band_bytes, rows);
            }
            Origin::Gather(plane) => {
                stream::run_gathered(steps, plan, pass, plane, target, inputs, band_bytes, rows);
            }
        }
    }
}

/// Computes the data of the kernels that have got statistics.
fn conclude(steps: &mut [Step], plan: &Plan, pass: &Pass) {
    for stage in &plan.stages[pass.stages.clone()] {
        if let Some(Operation::Reduce(kernel)) = stream::operation(steps, stage) {
            kernel.conclude();
        }
    }
}
