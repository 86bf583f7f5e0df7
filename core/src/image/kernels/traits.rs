//! The interfaces between filters and the planner: kernels that process bands of rows.

use core::ops::Range;

use crate::image::frame::{Plane, PlaneMut, PlaneRef, RowFormat, RowLayout};
use crate::image::input::Input;
use crate::simd::Pixels;

/// A kernel that needs only the pixel, and optionally its position.
pub trait Point: Send {
    /// Processes whole rows, the first of which is row `first_row` of the frame.
    fn apply(&self, rows: Pixels<'_>, first_row: usize);
}

/// A kernel that must observe the whole frame before it changes a pixel: it gathers statistics, and then works like a
/// [`Point`].
///
/// Statistics are sums over rows, so the statistics of parts could be added.
pub trait Reduce: Send {
    /// Clears the statistics.
    fn begin(&mut self);

    /// Adds rows to the statistics. Every row of the frame is observed once, from the top down.
    fn observe(&mut self, rows: Plane<'_>);

    /// Called after every row was observed: computes the data for `apply` from the statistics.
    fn conclude(&mut self);

    /// Returns the number of bytes of working memory, in addition to the kernel itself.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Processes whole rows, the first of which is row `first_row` of the frame.
    fn apply(&self, rows: Pixels<'_>, first_row: usize);
}

/// A kernel that needs only the pixel and its position, in this frame and in another frame.
pub trait Combine: Send {
    /// Returns the other frame.
    fn input(&self) -> Input;

    /// Returns whether the other frame may have this format; `own` is the format of the frame itself.
    fn accepts(&self, format: RowFormat, own: RowFormat) -> bool {
        format == own
    }

    /// Processes whole rows, the first of which is row `first_row` of the frame. The other frame can have any size.
    fn apply(&self, rows: Pixels<'_>, first_row: usize, other: &PlaneRef<'_>);
}

/// A kernel that moves pixels.
pub trait Geometry: Send {
    /// Returns the layout of the result.
    fn output(&self) -> &RowLayout;

    /// Returns whether the pixels can be moved within the frame, in which case the size is unchanged.
    fn is_in_place(&self) -> bool;

    /// Returns the number of bytes of working memory.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Moves the pixels within the frame, if [`Geometry::is_in_place`]; otherwise does nothing. In parts, as
    /// [`Geometry::apply`].
    fn apply_in_place(&mut self, frame: PlaneMut<'_>, rows: Range<usize>) -> usize;

    /// Moves pixels to another frame, of the layout `output`, a part at a time.
    ///
    /// The work of a whole run has as many units as `output` has rows. Calls are in order: the first call's `rows`
    /// starts at 0, each later call's where the previous call ended. The result is the unit at which this call ended:
    /// near `rows.end`, and past `rows.start`. The kernel defines which pixels a unit stands for; all pixels are
    /// written when the last unit is done.
    ///
    /// `other` is the frame of [`Geometry::input`].
    fn apply(
        &mut self,
        source: Plane<'_>,
        target: PlaneMut<'_>,
        rows: Range<usize>,
        other: Option<&PlaneRef<'_>>,
    ) -> usize;

    /// Returns whether [`Geometry::apply`] has written exactly the rows up to the unit that it returns, and reads none of
    /// them: then the following steps can process them in the same pass.
    fn streams(&self) -> bool {
        false
    }

    /// Returns the rows and the bytes of each row, if the kernel does nothing but select them: then the next step can read
    /// them where they are.
    fn selects(&self) -> Option<[Range<usize>; 2]> {
        None
    }

    /// Returns another frame that determines the positions of the pixels, if any; it has the format of the frame.
    fn input(&self) -> Option<Input> {
        None
    }

    /// Returns the width and height that the other frame must have; `None` if any size is allowed.
    fn input_size(&self) -> Option<[u32; 2]> {
        None
    }
}

/// Maximum number of rows of a band, for kernels that store rows.
pub(crate) const BAND_ROWS: usize = 16;

/// A kernel that needs rows above and below the row that it writes.
///
/// Rows are streamed: every row of the source is consumed once, from the top down, and every row of the result is
/// produced once, `latency` rows later. The kernel itself stores the past rows that a result needs (in a ring of rows,
/// filtered as far as possible). Source and destination may therefore be the same frame, a chain of windows needs no
/// frame in between, and nothing is read twice.
pub trait Window: Send {
    /// Returns the number of source rows below a row of the result that must be consumed before it is produced.
    fn latency(&self) -> usize;

    /// Returns the number of bytes stored between rows.
    fn scratch_bytes(&self) -> usize;

    /// Returns the largest number of rows that can be consumed before ready rows must be produced.
    fn band(&self) -> usize {
        BAND_ROWS
    }

    /// Resets the kernel: the next row is row 0 of a frame of the size for which the kernel was created.
    fn begin(&mut self);

    /// Consumes the next rows of the source, in order: at most [`Window::band`] more than the next row to be produced
    /// needs, because rows ahead are stored in memory that was allocated when the kernel was created.
    fn consume(&mut self, rows: Plane<'_>);

    /// Writes the next rows of the result, in order. Called for a row only after the rows that it needs were consumed
    /// (all of the source, for the last `latency` rows).
    fn produce(&mut self, rows: PlaneMut<'_>);
}

/// Runs `kernel` over a whole frame in place, band by band.
#[cfg(test)]
pub(crate) fn run_in_place(kernel: &mut dyn Window, mut frame: PlaneMut<'_>) {
    let height = frame.height();
    let latency = kernel.latency();
    kernel.begin();
    let (mut consumed, mut produced) = (0, 0);
    while produced < height {
        let needed = produced.saturating_add(BAND_ROWS).saturating_add(latency).min(height);
        kernel.consume(frame.as_plane().band(consumed..needed));
        consumed = needed;
        let ready = if consumed == height { height } else { consumed - latency };
        let end = ready.min(produced + BAND_ROWS);
        kernel.produce(frame.band_mut(produced..end));
        produced = end;
    }
}
