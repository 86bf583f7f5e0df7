//! The plan of a pipeline: fused steps, and the passes over the frame.
//!
//! A filter returns its operation; only this file combines operations. Identities are dropped. Steps that
//! treat each channel separately are fused into one table where that is faster, with the bits of the steps run one by
//! one: the composition of two tables is a table. With [`Precision::High`], consecutive linear steps become one matrix,
//! which rounds and clamps once. Consecutive stages stream through the frame in one pass. A step that needs statistics
//! of the whole frame begins a pass, and observes the rows that the previous pass produces. A step that moves
//! pixels begins a pass, whose rows stream through the steps behind it if it writes them in order.

use alloc::vec::Vec;
use core::ops::Range;

use super::step::Step;
use crate::error::{Code, Error, Result};
use crate::image::convert::ChromaUpsampling;
use crate::image::frame::RowLayout;
use crate::image::kernels::{Affine, Linear, Matrix, Operation, Table};

/// Number of linear steps that take as long as a table: 0.30 ms each and 1.1 ms at 1024×1024 in Node 20.
const LINES_PER_TABLE: usize = 4;

/// Whether this build processes rows in floats.
const FLOAT: bool = cfg!(feature = "float");

/// The precision of a pipeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// Every step rounds and clamps to 8 bits: the bits are those of the steps run one by one.
    #[default]
    Exact,
    /// Consecutive linear steps are one matrix, without rounding or clamping in between: faster and more accurate, with
    /// different bits.
    High,
    /// Rows are 32-bit floats between the steps, from and to any format: nothing is rounded or clamped in between, and all
    /// of the precision of 10-bit and float frames counts. Not all filters process floats
    /// ([`Operate::float`](crate::image::filters::Operate::float)), and it takes several times as long.
    Float,
}

impl Precision {
    /// All of them, in the order of their indices.
    pub const ALL: [Self; 3] = [Self::Exact, Self::High, Self::Float];
    /// The names, in the same order.
    pub const NAMES: &'static [&'static str] = &["exact", "high", "float"];

    /// Checks that this build has the precision.
    pub(super) fn check(self) -> Result<()> {
        if self == Self::Float && !FLOAT {
            return Err(Error::new(Code::Unsupported, "precision", "exact or high in this build", "float"));
        }
        Ok(())
    }
}

/// Where steps that are linear in red, green and blue process YUV frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorProcessing {
    /// On RGBA rows: the picture is the one that an RGBA frame would give.
    #[default]
    Rgb,
    /// On luma and chroma as they are, if the step doesn't mix them: faster, and colours outside the range of RGB aren't
    /// clamped between steps.
    Native,
}

impl ColorProcessing {
    /// Both, in the order of their indices.
    pub const ALL: [Self; 2] = [Self::Rgb, Self::Native];
    /// The names, in the same order.
    pub const NAMES: &'static [&'static str] = &["rgb", "native"];
}

/// How steps are planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) precision: Precision,
    pub(super) upsampling: ChromaUpsampling,
    /// The approximate number of bytes of a band.
    pub(super) band_bytes: usize,
    /// The number of strips into which frames are cut.
    pub(super) strips: usize,
}

/// The work of a stage.
#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    /// A linear function of each channel.
    Linear(Linear),
    /// The table of the plan with this index.
    Table(usize),
    /// A colour matrix.
    Matrix(Matrix),
    /// The kernel of the step with this index.
    Kernel(usize),
}

/// One step, or several fused steps.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) work: Work,
    /// The steps, which can include identities.
    pub(super) steps: Range<usize>,
    /// A linear stage in real numbers.
    affine: Option<Affine>,
    /// Number of rows that a window has consumed, and number of rows that the next stage has received, in this run.
    pub(super) consumed: usize,
    pub(super) passed: usize,
}

/// The kind of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows stream through the stages.
    Stream,
    /// A part of the frame is selected, or one step moves pixels, to another frame or within the frame. Its rows stream
    /// through the stages, if it writes them in order.
    Geometry,
}

/// The stages of a geometry pass before its rows are processed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Moves {
    /// Those that select a part of the source.
    pub(super) selections: Range<usize>,
    /// The one that moves pixels.
    pub(super) mover: Option<usize>,
}

/// A pass over the frame.
#[derive(Clone, Debug)]
pub(super) struct Pass {
    pub(super) kind: Kind,
    /// How a geometry pass gets its rows.
    pub(super) moves: Moves,
    /// The stages that process the rows.
    pub(super) stages: Range<usize>,
    /// The step whose kernel observes the rows of the result.
    pub(super) observer: Option<usize>,
    pub(super) layout: RowLayout,
}

/// The passes, in order. After a parameter has changed, the plan is made again in place, without allocating.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) passes: Vec<Pass>,
    pub(super) stages: Vec<Stage>,
    pub(super) tables: Vec<Table>,
}

/// Reserves memory for `count` elements of an empty list.
pub(super) fn reserve<T>(list: &mut Vec<T>, count: usize) -> Result<()> {
    list.try_reserve_exact(count).map_err(|_| Error::out_of_memory(count.saturating_mul(size_of::<T>())))
}

impl Pass {
    /// Returns all stages.
    pub(super) fn all_stages(&self) -> Range<usize> {
        let Moves { selections, mover } = &self.moves;
        let first = if selections.is_empty() { mover.unwrap_or(self.stages.start) } else { selections.start };
        first..self.stages.end
    }
}

impl Plan {
    /// Makes this plan equal to another.
    pub(super) fn copy_from(&mut self, other: &Self) -> Result<()> {
        self.passes.clear();
        self.stages.clear();
        self.tables.clear();
        reserve(&mut self.passes, other.passes.len())?;
        reserve(&mut self.stages, other.stages.len())?;
        reserve(&mut self.tables, other.tables.len())?;
        self.passes.extend_from_slice(&other.passes);
        self.stages.extend_from_slice(&other.stages);
        self.tables.extend_from_slice(&other.tables);
        Ok(())
    }

    /// Plans the steps, whose operations are prepared, for frames of layout `input`.
    ///
    /// # Errors
    /// `out-of-memory`. The memory is reserved first, so later calls of `push` allocate nothing.
    #[inline(never)]
    pub(super) fn make(&mut self, steps: &[Step], input: &RowLayout, precision: Precision) -> Result<()> {
        self.passes.clear();
        self.stages.clear();
        self.tables.clear();
        let tables = steps.iter().filter(|step| matches!(step.operation, Operation::Table(_) | Operation::Linear(_)));
        // A step ends at most one pass, and begins at most one.
        reserve(&mut self.passes, 2 * steps.len() + 1)?;
        reserve(&mut self.stages, steps.len())?;
        reserve(&mut self.tables, tables.count())?;
        let mut layout = *input;
        let mut first = 0;
        let mut moves = Moves::default();
        for (index, step) in steps.iter().enumerate() {
            match &step.operation {
                Operation::Identity => {}
                Operation::Linear(linear) => self.linear(first, index, linear, precision),
                Operation::Table(table) => self.table(first, index, table),
                Operation::Matrix(matrix) => self.matrix(first, index, matrix, precision),
                Operation::Point(_) | Operation::Combine(_) | Operation::Temporal(_) | Operation::Window(_) => {
                    self.push(Work::Kernel(index), index, None);
                }
                Operation::Reduce(_) => {
                    first = self.end_pass(first, &mut moves, layout, Some(index));
                    self.push(Work::Kernel(index), index, None);
                }
                Operation::Gather(_) | Operation::Geometry(_) => {
                    let moves_away = step.operation.moves_away();
                    // After selections and nothing else, the kernel reads what they have selected.
                    let joins = moves.mover.is_none() && self.stages.len() == first && moves_away;
                    if !joins {
                        self.end_pass(first, &mut moves, layout, None);
                    }
                    let stage = self.stages.len();
                    self.push(Work::Kernel(index), index, None);
                    first = stage + 1;
                    layout = step.operation.output().copied().unwrap_or(layout);
                    let selects = matches!(&step.operation, Operation::Gather(kernel) if kernel.selects().is_some());
                    if !selects {
                        moves.mover = Some(stage);
                    } else if moves.selections.is_empty() {
                        moves.selections = stage..first;
                    } else {
                        moves.selections.end = first;
                    }
                    if matches!(step.operation, Operation::Geometry(_)) {
                        self.end_pass(first, &mut moves, layout, None);
                    }
                }
                // Rows of floats have a plan of their own.
                #[cfg(feature = "float")]
                Operation::Float(_) => {}
            }
        }
        self.end_pass(first, &mut moves, layout, None);
        Ok(())
    }

    #[inline(never)]
    fn push(&mut self, work: Work, step: usize, affine: Option<Affine>) {
        self.stages.push(Stage { work, steps: step..step + 1, affine, consumed: 0, passed: 0 });
    }

    /// Ends the pass whose rows stream through the stages from `first` on, unless it is empty. Returns the first stage of
    /// the next pass.
    #[inline(never)]
    fn end_pass(&mut self, first: usize, moves: &mut Moves, layout: RowLayout, observer: Option<usize>) -> usize {
        let stages = first..self.stages.len();
        let moves = core::mem::take(moves);
        let is_geometry = moves.mover.is_some() || !moves.selections.is_empty();
        let end = stages.end;
        if is_geometry || !stages.is_empty() || observer.is_some() {
            let kind = if is_geometry { Kind::Geometry } else { Kind::Stream };
            self.passes.push(Pass { kind, moves, stages, observer, layout });
        }
        end
    }

    /// Returns the last stage, if it belongs to the pass that begins with stage `first`.
    fn last(&mut self, first: usize) -> Option<&mut Stage> {
        self.stages.get_mut(first..)?.last_mut()
    }

    #[inline(never)]
    fn linear(&mut self, first: usize, step: usize, linear: &Linear, precision: Precision) {
        if linear.is_identity() || self.compose(first, step, &linear.affine(), precision) {
            return;
        }
        let tables = &mut self.tables;
        if let Some(last) = self.stages.get_mut(first..).and_then(<[Stage]>::last_mut) {
            match &last.work {
                // Two inversions, or inversions of different channels.
                Work::Linear(before) => {
                    if let Some(both) = before.then_exactly(linear) {
                        last.work = Work::Linear(both);
                        last.steps.end = step + 1;
                        if both.is_identity() {
                            self.stages.pop();
                        }
                        return;
                    }
                }
                Work::Table(table) => {
                    tables[*table] = tables[*table].then(&linear.table());
                    last.steps.end = step + 1;
                    return;
                }
                _ => {}
            }
        }
        self.push(Work::Linear(*linear), step, Some(linear.affine()));
        if self.lines(first) >= LINES_PER_TABLE {
            self.fold(first, step, &Table::identity());
        }
    }

    /// Returns the number of linear stages at the end of the pass.
    fn lines(&self, first: usize) -> usize {
        let stages = self.stages.get(first..).unwrap_or_default();
        stages.iter().rev().take_while(|stage| matches!(stage.work, Work::Linear(_))).count()
    }

    #[inline(never)]
    fn table(&mut self, first: usize, step: usize, table: &Table) {
        if table.is_identity() {
            return;
        }
        if let Some(Stage { work: Work::Table(before), steps, .. }) = self.last(first) {
            let before = *before;
            steps.end = step + 1;
            self.tables[before] = self.tables[before].then(table);
            return;
        }
        self.fold(first, step, table);
    }

    /// Fuses the linear stages at the end of the pass, followed by `table`, into one table.
    fn fold(&mut self, first: usize, step: usize, table: &Table) {
        let lines = self.stages.len() - self.lines(first);
        let begin = self.stages.get(lines).map_or(step, |stage| stage.steps.start);
        let together = self.stages.drain(lines..).fold(Table::identity(), |together, stage| match stage.work {
            Work::Linear(linear) => together.then(&linear.table()),
            _ => together,
        });
        self.tables.push(together.then(table));
        self.push(Work::Table(self.tables.len() - 1), step, None);
        if let Some(last) = self.stages.last_mut() {
            last.steps.start = begin;
        }
    }

    #[inline(never)]
    fn matrix(&mut self, first: usize, step: usize, matrix: &Matrix, precision: Precision) {
        if !self.compose(first, step, &matrix.affine(), precision) {
            self.push(Work::Matrix(*matrix), step, Some(matrix.affine()));
        }
    }

    /// With high precision, fuses a linear step with the linear stage before it, if fixed point can represent the
    /// result. Returns whether it has.
    fn compose(&mut self, first: usize, step: usize, next: &Affine, precision: Precision) -> bool {
        if precision != Precision::High {
            return false;
        }
        let Some(last) = self.last(first) else { return false };
        let Some(together) = last.affine.map(|before| before.then(next)) else { return false };
        let Some(matrix) = Matrix::from_affine(&together) else { return false };
        last.work = Work::Matrix(matrix);
        last.affine = Some(together);
        last.steps.end = step + 1;
        true
    }
}
