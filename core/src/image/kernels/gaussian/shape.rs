//! The frames for which a blur is created.

use crate::image::frame::RowFormat;
use crate::image::kernels::BorderMode;
use crate::image::kernels::traits::band_rows;

/// The frames for which a kernel is created.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) border: BorderMode,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) format: RowFormat,
}

impl Shape {
    /// Returns the latency in rows of a window with `radius` rows below its centre.
    pub(super) fn latency(&self, radius: usize) -> usize {
        if self.border == BorderMode::Wrap { self.height } else { radius }
    }

    /// Returns the number of rows above a result that a window needs, if it is limited.
    pub(super) fn above(&self, rows: usize) -> Option<usize> {
        (self.border != BorderMode::Wrap).then_some(rows)
    }

    /// Returns the number of rows that can be consumed at once.
    pub(super) fn band(&self) -> usize {
        band_rows(self.width.saturating_mul(self.format.pixel_bytes()))
    }

    /// Returns the number of rows to store for a window of `span` rows.
    pub(super) fn depth(&self, span: usize) -> usize {
        if self.border == BorderMode::Wrap { self.height } else { self.height.min(span + self.band()) }
    }
}
