//! The lanes of planes: steps that process each plane of a frame by itself.

use super::dispatch::Dispatch;
use super::outline::PlaneLane;
use super::run::Job;
use super::step::Step;
use crate::declare::Kind;
use crate::error::Result;
use crate::image::frame::{FrameLayout, FrameRef, RowFormat, RowLayout, Target};
use crate::image::input::Inputs;
use crate::memory::Pool;

/// Creates the operations of steps that read another frame, although their copies for planes do the work: the frames of a
/// run are checked by them.
pub(super) fn prepare_inputs(steps: &mut [Step], layout: &FrameLayout) -> Result<()> {
    let rows = RowLayout::new(RowFormat::Rgba8, layout.width(), layout.height())?;
    let reads = |step: &Step| step.filter.spec().parameters.iter().any(|it| matches!(it.kind, Kind::Frame));
    for step in steps.iter_mut().filter(|step| reads(step) && step.input.is_none()) {
        step.operation = step.filter.operation(&rows)?;
        step.input = Some(rows);
    }
    Ok(())
}

/// Runs the lanes of planes, one after the other.
#[inline(never)]
pub(super) fn advance_planes(
    lanes: &mut [PlaneLane],
    at: &mut usize,
    source: Option<FrameRef<'_>>,
    target: &mut Target<'_>,
    (pool, inputs): (&mut Pool, Inputs<'_>),
    (band_bytes, dispatch): (usize, &dyn Dispatch),
    rows: usize,
) -> Result<bool> {
    while let Some(PlaneLane { steps, lane, .. }) = lanes.get_mut(*at) {
        let source = source.as_ref().map(|source| source.plane_frame(*at));
        let mut view = target.view_mut();
        if steps.is_empty() {
            if let Some(source) = source {
                view.plane_mut(*at).copy_from(source.plane(0));
            }
            *at += 1;
            continue;
        }
        let mut job = Job {
            source,
            target: Target::Borrowed(view.plane_frame(*at)),
            region: None,
            mask: None,
            inputs,
            replaced: &mut None,
            pool,
            band_bytes,
            dispatch,
        };
        if !lane.advance(steps, &mut job, rows)? {
            return Ok(false);
        }
        *at += 1;
        if rows != usize::MAX && *at < lanes.len() {
            return Ok(false);
        }
    }
    Ok(true)
}
