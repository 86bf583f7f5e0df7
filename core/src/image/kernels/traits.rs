//! What a filter's arithmetic looks like to the planner: kernels that take bands of rows.

use core::ops::Range;

use crate::image::frame::{Format, Frame, FrameLayout, Plane, PlaneMut};
use crate::image::input::Input;
use crate::simd::Pixels;

/// A kernel that needs nothing but the pixel, and perhaps its place.
pub trait Point: Send {
    /// Works on whole rows, the first of which is row `first_row` of the frame.
    fn apply(&self, rows: Pixels<'_>, first_row: usize);
}

/// A kernel that has to have seen the whole frame before it changes a pixel: it gathers statistics, and then works as a
/// [`Point`] does.
///
/// Statistics are sums over rows: what was gathered of parts could be added up.
pub trait Reduce: Send {
    /// Forgets what was gathered.
    fn begin(&mut self);

    /// Takes rows into account. Every row of the frame comes once, from the top down.
    fn observe(&mut self, rows: Plane<'_>);

    /// Every row was seen: makes of the statistics what `apply` needs.
    fn conclude(&mut self);

    /// Bytes that it keeps for its work, beside itself.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Works on whole rows, the first of which is row `first_row` of the frame.
    fn apply(&self, rows: Pixels<'_>, first_row: usize);
}

/// A kernel that needs nothing but the pixel and its place, in this frame and in another one.
pub trait Combine: Send {
    /// The other frame.
    fn input(&self) -> Input;

    /// Whether the other frame may have this format; that of the frame itself is `own`.
    fn accepts(&self, format: Format, own: Format) -> bool {
        format == own
    }

    /// Works on whole rows, the first of which is row `first_row` of the frame. The other frame has any size.
    fn apply(&self, rows: Pixels<'_>, first_row: usize, other: &Frame);
}

/// A kernel that moves pixels.
pub trait Geometry: Send {
    /// The layout of the result.
    fn output(&self) -> &FrameLayout;

    /// Whether the pixels can be moved within the frame; the size stays then.
    fn is_in_place(&self) -> bool;

    /// Bytes that it keeps for its work.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Moves the pixels within the frame, if [`Geometry::is_in_place`]; else does nothing. In parts, as [`Geometry::apply`].
    fn apply_in_place(&mut self, frame: PlaneMut<'_>, rows: Range<usize>) -> usize;

    /// Moves pixels to another frame, of the layout `output`, a part at a time.
    ///
    /// The work of a whole run is as many units as `output` has rows. Calls come in order: the first has a `rows` that starts
    /// at 0, the next one starts where the last one has ended. The result is where this one has ended: near `rows.end`, and
    /// past `rows.start`. The kernel chooses which pixels a unit stands for; all are written when the last unit is done.
    ///
    /// `other` is the frame of [`Geometry::input`].
    fn apply(&mut self, source: Plane<'_>, target: PlaneMut<'_>, rows: Range<usize>, other: Option<&Frame>) -> usize;

    /// Another frame that says where the pixels go, if there is one; it has the format of the frame.
    fn input(&self) -> Option<Input> {
        None
    }

    /// The width and height that the other frame must have; `None` if it may have any.
    fn input_size(&self) -> Option<[u32; 2]> {
        None
    }
}

/// Rows of a band at most, for kernels that keep rows.
pub(crate) const BAND_ROWS: usize = 16;

/// A kernel that needs rows above and below the one it writes.
///
/// Rows stream through it: every row of the source is consumed once, from the top down, and every row of the result is
/// produced once, `latency` rows behind. What a result needs of rows already passed the kernel keeps itself (in a ring
/// of rows, filtered as far as they can be), so source and destination may be the same frame, a chain of windows needs
/// no frame in between, and nothing is read twice.
pub trait Window: Send {
    /// Rows of the source below a row of the result that must have been consumed before it is produced.
    fn latency(&self) -> usize;

    /// Bytes that it keeps between rows.
    fn scratch_bytes(&self) -> usize;

    /// The most rows it takes before it has to produce those that became ready.
    fn band(&self) -> usize {
        BAND_ROWS
    }

    /// Forgets what was consumed: the next row is row 0 of a frame of the size the kernel was made for.
    fn begin(&mut self);

    /// Takes the next rows of the source, in order: at most [`Window::band`] more than the next row to be produced needs,
    /// because what is ahead is kept in memory set aside when the kernel was made.
    fn consume(&mut self, rows: Plane<'_>);

    /// Writes the next rows of the result, in order. Never asked for a row before the rows it needs were consumed
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
