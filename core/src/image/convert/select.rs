//! The part of a result that replaces the pixels of a frame.

use crate::image::frame::{FrameMut, FrameRef, Plane, Region};

/// Copies the samples of `source` to `target`, a frame of the same layout, that pixels of `region` use whose weight in
/// `mask` isn't 0. The mask has the size of the region.
pub(crate) fn select(source: &FrameRef<'_>, target: &mut FrameMut<'_>, region: Region, mask: Option<Plane<'_>>) {
    let layout = *source.layout();
    for (index, (plane, spec)) in layout.planes().zip(layout.format().spec().planes).enumerate() {
        let [across, down] = spec.halvings;
        let sample = plane.row_bytes / plane.width;
        let samples = |start: u32, length: u32, halvings: u32| {
            (start >> halvings) as usize..(start + length).div_ceil(1 << halvings) as usize
        };
        let columns = samples(region.x, region.width, across);
        let mut to = target.plane_mut(index);
        for y in samples(region.y, region.height, down) {
            let (from, to) = (source.plane(index).row(y), to.row_mut(y));
            let Some(mask) = mask else {
                let bytes = sample * columns.start..sample * columns.end;
                to[bytes.clone()].copy_from_slice(&from[bytes]);
                continue;
            };
            // The rows and columns of the mask that share the sample, as far as there are any.
            let shared = |at: usize, halvings: u32, start: u32, length: u32| {
                let first = (at << halvings).saturating_sub(start as usize);
                first..((at + 1) << halvings).saturating_sub(start as usize).min(length as usize)
            };
            let rows = shared(y, down, region.y, region.height);
            for x in columns.clone() {
                let columns = shared(x, across, region.x, region.width);
                if rows.clone().any(|y| mask.row(y)[columns.clone()].iter().any(|&weight| weight > 0)) {
                    let bytes = sample * x..sample * (x + 1);
                    to[bytes.clone()].copy_from_slice(&from[bytes]);
                }
            }
        }
    }
}
