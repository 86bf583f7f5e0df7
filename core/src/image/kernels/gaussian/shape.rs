//! The frames that a blur is for.

use super::edge::EdgeMode;
use crate::image::frame::Format;
use crate::image::kernels::traits::BAND_ROWS;

/// The frames a kernel is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) edge: EdgeMode,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) format: Format,
}

impl Shape {
    /// Rows below a result that it needs, of a window with `radius` rows below its centre.
    pub(super) fn latency(&self, radius: usize) -> usize {
        if self.edge == EdgeMode::Wrap { self.height } else { radius }
    }

    /// Rows to keep, if a window spans `span`.
    pub(super) fn depth(&self, span: usize) -> usize {
        if self.edge == EdgeMode::Wrap { self.height } else { self.height.min(span + BAND_ROWS) }
    }
}
