//! A lane: steps that process rows of one format, planned together.

use super::explain::Explanation;
use super::mask::Originals;
use super::plan::{Kind, Pass, Plan, Settings};
use super::run::{Job, Kernels, Progress};
use super::step::{Step, place};
use super::stream;
use super::strips::{self, Strips};
use crate::error::{Code, Error, Result};
use crate::image::frame::RowLayout;
use crate::memory::Pool;

/// The plan of steps for rows of one layout, and the state of a run.
#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) plan: Plan,
    pub(super) progress: Progress,
    pub(super) originals: Originals,
    strips: Strips,
}

impl Lane {
    /// Creates the operations of `steps`, the first of which is step `first` of the pipeline, for rows of layout `input`,
    /// and plans them. Returns the layout of the result.
    pub(super) fn prepare(
        &mut self,
        steps: &mut [Step],
        first: usize,
        input: RowLayout,
        settings: Settings,
    ) -> Result<RowLayout> {
        let mut layout = input;
        self.strips.prepare(settings.strips);
        for (index, step) in steps.iter_mut().enumerate() {
            let domain = step.filter.spec().domain;
            if step.line.is_none() && step.plane.is_none() && !domain.has(layout.format()) {
                let error =
                    Error::new(Code::UnsupportedFormat, "filter", "a format with colours", layout.format().name());
                return Err(error.within(&place(first + index)));
            }
            let has_changed = step.input != Some(layout);
            if has_changed {
                step.input = None;
                step.operation = step.operation_for(&layout).map_err(|error| error.within(&place(first + index)))?;
                step.input = Some(layout);
            }
            if let Err(error) = self.strips.renew(index, step, &layout, has_changed) {
                // So that the next preparation tries it again.
                step.input = None;
                return Err(error.within(&place(first + index)));
            }
            layout = step.operation.output().copied().unwrap_or(layout);
        }
        self.plan.make(steps, &input, settings.precision)?;
        self.strips.plan(&self.plan)?;
        Ok(layout)
    }

    /// Returns the number of rows above and below a row of the result on which it depends, if they are limited. The steps
    /// are one stream.
    pub(super) fn margins(&self, steps: &mut [Step]) -> Option<[usize; 2]> {
        strips::margins(steps, &self.plan.stages)
    }

    /// Returns the kernels of all strips.
    pub(super) fn kernels<'a>(
        &'a mut self,
        steps: &'a mut [Step],
    ) -> impl Iterator<Item = (&'a mut [Step], &'a mut Plan)> {
        self.strips.kernels(steps, &mut self.plan)
    }

    /// Returns whether the steps are one stream of rows, without statistics of the whole frame.
    pub(super) fn is_one_stream(&self) -> bool {
        matches!(self.plan.passes.as_slice(), [] | [Pass { kind: Kind::Stream, observer: None, .. }])
    }

    /// Allocates the rows that a mask needs. Not during a run, when memory may be unable to grow.
    pub(super) fn prepare_mask(&mut self, steps: &mut [Step], part: RowLayout, band_bytes: usize) -> Result<()> {
        if let [pass @ Pass { kind: Kind::Stream, .. }] = self.plan.passes.as_slice() {
            let lag = stream::lag(steps, &self.plan, pass);
            self.originals.prepare(lag, &part, band_bytes)?;
        }
        Ok(())
    }

    /// Processes about `rows` rows. Returns whether the run has ended.
    pub(super) fn advance(&mut self, steps: &mut [Step], job: &mut Job<'_>, rows: usize) -> Result<bool> {
        let mut kernels = Kernels { steps, plan: &mut self.plan, strips: &mut self.strips };
        self.progress.advance(&mut kernels, &mut self.originals, job, rows)
    }

    /// Returns the plan as data.
    pub(super) fn explain(&self, steps: &[Step], domain: &'static str, first: usize) -> Result<Explanation> {
        let mut explanation = self.plan.explain(steps, domain, first)?;
        explanation.scratch_bytes += self.originals.bytes() + self.strips.bytes();
        Ok(explanation)
    }

    /// Returns the share of the work that is done, from 0 to 1.
    pub(super) fn fraction(&self) -> f64 {
        self.progress.fraction(&self.plan)
    }

    /// Ends a run and returns its memory to the pool.
    pub(super) fn release(&mut self, pool: &mut Pool) {
        self.progress.release(pool);
    }
}
