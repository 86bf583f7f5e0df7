//! The plan of a pipeline as data, for its users.

use alloc::vec::Vec;
use core::ops::Range;

use super::plan::{Kind, Pass, Plan, Stage, Work, reserve};
use super::step::Step;
use crate::error::{Error, Result};
use crate::image::kernels::Operation;

/// The execution plan of a pipeline, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The passes over the frame, in order.
    pub passes: Vec<ExplainedPass>,
    /// Number of bytes of working memory: rows that steps store, what they store from frame to frame, and rows that are
    /// stored for a mask.
    pub scratch_bytes: usize,
    /// Number of bytes that are read and written, if the cache keeps nothing of a frame from one pass to the next.
    pub moved_bytes: u64,
}

/// A pass of an [`Explanation`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedPass {
    /// `rows` if the rows of the frame are processed as they are, `planes` for a plane of a YUV frame, `color` if rows are
    /// converted to RGBA, `float` if they are converted to floats.
    pub domain: &'static str,
    /// `stream` for rows that run through the stages, `observe` for statistics only, `geometry` for pixels that move.
    pub kind: &'static str,
    /// The stages, in order.
    pub stages: Vec<ExplainedStage>,
    /// Number of bytes that are read and written.
    pub moved_bytes: u64,
}

/// A stage of an [`ExplainedPass`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedStage {
    /// `linear`, `table`, `matrix`, `point`, `combine`, `temporal`, `window`, `reduce`, `geometry`, or `convert` for rows that get
    /// another format.
    pub kind: &'static str,
    /// Indices of the steps that are fused in the stage; none for a conversion.
    pub steps: Range<usize>,
}

impl Explanation {
    /// Returns an explanation without passes.
    pub(super) fn new() -> Self {
        Self { passes: Vec::new(), scratch_bytes: 0, moved_bytes: 0 }
    }

    /// Returns the pass that copies samples to other planes.
    pub(super) fn of_repacking(step: usize, moved_bytes: u64) -> Result<Self> {
        let mut explanation = Self { moved_bytes, ..Self::new() };
        let mut stages = Vec::new();
        reserve(&mut stages, 1)?;
        reserve(&mut explanation.passes, 1)?;
        stages.push(ExplainedStage { kind: "convert", steps: step..step });
        explanation.passes.push(ExplainedPass { domain: "planes", kind: "stream", stages, moved_bytes });
        Ok(explanation)
    }

    /// Adds the passes of a phase.
    pub(super) fn append(&mut self, mut phase: Self) -> Result<()> {
        self.passes.try_reserve(phase.passes.len()).map_err(|_| Error::out_of_memory(size_of::<ExplainedPass>()))?;
        self.passes.append(&mut phase.passes);
        self.scratch_bytes += phase.scratch_bytes;
        self.moved_bytes += phase.moved_bytes;
        Ok(())
    }
}

impl Plan {
    /// Returns the plan as data. The first of `steps` is step `first` of the pipeline.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub(super) fn explain(&self, steps: &[Step], domain: &'static str, first: usize) -> Result<Explanation> {
        let kind = |stage: &Stage| match stage.work {
            Work::Linear(_) => "linear",
            Work::Table(_) => "table",
            Work::Matrix(_) => "matrix",
            Work::Kernel(index) => match steps.get(index).map(|step| &step.operation) {
                Some(Operation::Window(_)) => "window",
                Some(Operation::Reduce(_)) => "reduce",
                Some(Operation::Gather(_) | Operation::Geometry(_)) => "geometry",
                Some(Operation::Combine(_)) => "combine",
                Some(Operation::Temporal(_)) => "temporal",
                _ => "point",
            },
        };
        let pass = |pass: &Pass| ExplainedPass {
            domain,
            kind: match pass.kind {
                Kind::Geometry => "geometry",
                Kind::Stream if pass.stages.is_empty() => "observe",
                Kind::Stream => "stream",
            },
            stages: self.stages[pass.all_stages()]
                .iter()
                .map(|stage| {
                    let steps = first + stage.steps.start..first + stage.steps.end;
                    ExplainedStage { kind: kind(stage), steps }
                })
                .collect(),
            moved_bytes: pass.layout.byte_length() as u64 * if pass.all_stages().is_empty() { 1 } else { 2 },
        };
        let mut passes = Vec::new();
        reserve(&mut passes, self.passes.len())?;
        passes.extend(self.passes.iter().map(pass));
        let scratch = steps.iter().map(|step| step.operation.scratch_bytes() + step.past_bytes());
        Ok(Explanation {
            scratch_bytes: scratch.sum::<usize>(),
            moved_bytes: passes.iter().map(|pass| pass.moved_bytes).sum(),
            passes,
        })
    }
}
