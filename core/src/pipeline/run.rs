//! Running the steps: band by band while rows are in the cache, geometry in between.

use super::Step;
use crate::error::Result;
use crate::filters::Operation;
use crate::frame::{Frame, FrameLayout, Plane, PlaneMut};
use crate::memory::{Block, Pool};
use crate::simd::Pixels;

/// Runs the steps on `frame`. The block that the frame had, if it has another one now, is left in `replaced`: also when a
/// later step fails, because somebody may have views of it.
pub(super) fn in_place(
    steps: &mut [Step],
    frame: &mut Frame,
    pool: &mut Pool,
    band_bytes: usize,
    replaced: &mut Option<Block>,
) -> Result<()> {
    for segment in segments(steps) {
        match segment {
            [Step { operation: Operation::Geometry(kernel), .. }] => {
                if kernel.apply_in_place(frame.plane_mut()) {
                    continue;
                }
                let mut target = take(pool, kernel.output())?;
                kernel.apply(frame.plane(), target.plane_mut());
                let old = core::mem::replace(frame, target).into_block();
                if replaced.is_none() {
                    *replaced = Some(old);
                } else {
                    pool.give(old);
                }
            }
            steps => stream(steps, None, frame.plane_mut(), band_bytes),
        }
    }
    Ok(())
}

/// Runs the steps on `source` with the result in `target`, which has the right layout.
pub(super) fn into(
    steps: &mut [Step],
    source: &Frame,
    target: &mut Frame,
    pool: &mut Pool,
    band_bytes: usize,
) -> Result<()> {
    let is_geometry = |step: &Step| matches!(step.operation, Operation::Geometry(_));
    let Some(last) = steps.iter().rposition(is_geometry) else {
        stream(steps, Some(source.plane()), target.plane_mut(), band_bytes);
        return Ok(());
    };
    let (before, after) = steps.split_at_mut(last);
    let Some((Step { operation: Operation::Geometry(kernel), .. }, after)) = after.split_first_mut() else {
        return Ok(());
    };
    if before.iter().all(|step| matches!(step.operation, Operation::Identity)) {
        kernel.apply(source.plane(), target.plane_mut());
    } else {
        // What comes before the last move needs a frame of its own: the source stays, and the target has another size.
        let mut frame = take(pool, source.layout())?;
        let first = before.iter().position(is_geometry).unwrap_or(before.len());
        let (streamed, moved) = before.split_at_mut(first);
        stream(streamed, Some(source.plane()), frame.plane_mut(), band_bytes);
        let mut replaced = None;
        let result = in_place(moved, &mut frame, pool, band_bytes, &mut replaced);
        if result.is_ok() {
            kernel.apply(frame.plane(), target.plane_mut());
        }
        pool.give(frame.into_block());
        if let Some(block) = replaced {
            pool.give(block);
        }
        result?;
    }
    stream(after, None, target.plane_mut(), band_bytes);
    Ok(())
}

/// The steps in runs that stream, with each geometry step by itself.
fn segments(steps: &mut [Step]) -> impl Iterator<Item = &mut [Step]> {
    let moves = |step: &Step| matches!(step.operation, Operation::Geometry(_));
    steps.chunk_by_mut(move |a, b| !moves(a) && !moves(b))
}

fn take(pool: &mut Pool, layout: &FrameLayout) -> Result<Frame> {
    let block = pool.take(layout.byte_length(), false)?;
    match Frame::in_block(*layout, block) {
        Some(frame) => Ok(frame),
        None => Frame::new(*layout),
    }
}

/// Streams rows through the steps, none of which is a geometry step.
///
/// Every step works in `target`: the rows that a window writes lie behind those it still has to read, and what it needs
/// of rows already overwritten it keeps. With a `source` the first step that does anything reads there instead.
fn stream(steps: &mut [Step], source: Option<Plane<'_>>, mut target: PlaneMut<'_>, band_bytes: usize) {
    let height = target.height();
    for step in steps.iter_mut() {
        (step.consumed, step.passed) = (0, 0);
        if let Operation::Window(kernel) = &mut step.operation {
            kernel.begin();
        }
    }
    let idle = steps.iter().all(|step| matches!(step.operation, Operation::Identity));
    if idle {
        if let Some(source) = source {
            source.rows().zip(target.into_rows()).for_each(|(from, to)| to.copy_from_slice(from));
        }
        return;
    }
    let band = (band_bytes / target.row_bytes().max(1)).max(1);
    let mut start = 0;
    while start < height {
        let end = height.min(start + band);
        let mut source = source;
        let mut ready = end;
        for step in steps.iter_mut() {
            match &mut step.operation {
                Operation::Identity => continue,
                Operation::Window(kernel) => {
                    while step.consumed < ready {
                        let rows = step.consumed..ready.min(step.consumed + kernel.band().max(1));
                        step.consumed = rows.end;
                        match source {
                            Some(source) => kernel.consume(source.band(rows)),
                            None => kernel.consume(target.as_plane().band(rows)),
                        }
                        let whole = step.consumed == height;
                        let behind = if whole { height } else { step.consumed.saturating_sub(kernel.latency()) };
                        if behind > step.passed {
                            kernel.produce(target.band_mut(step.passed..behind));
                            step.passed = behind;
                        }
                    }
                    ready = step.passed;
                }
                operation => {
                    let rows = step.passed..ready;
                    let from = source.map(|source| source.band(rows.clone()));
                    point(operation, from, target.band_mut(rows.clone()), rows.start);
                    step.passed = ready;
                }
            }
            source = None;
        }
        start = end;
    }
}

/// Applies an operation that needs no other rows, to all bytes at once where there is no padding.
fn point(operation: &Operation, source: Option<Plane<'_>>, mut target: PlaneMut<'_>, first_row: usize) {
    let apply = |pixels: Pixels<'_>, row: usize| match operation {
        Operation::Linear(linear) => linear.apply(pixels),
        Operation::Matrix(matrix) => matrix.apply(pixels),
        Operation::Point(kernel) => kernel.apply(pixels, row),
        Operation::Identity | Operation::Window(_) | Operation::Geometry(_) => {}
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
