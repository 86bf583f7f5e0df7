//! The interfaces between filters and the planner: kernels that process bands of rows.

use core::ops::Range;

use crate::image::frame::{Plane, PlaneMut, PlaneRef, RowFormat, RowLayout};
use crate::image::input::Input;
use crate::image::kernels::Past;
use crate::simd::Pixels;

/// A kernel that needs only the pixel and its position, or the row by itself.
pub trait Point: Send + Sync {
    /// Processes whole rows, the first of which is row `first_row` of the frame.
    fn apply(&self, rows: Pixels<'_>, first_row: usize);
}

/// A kernel that must observe the whole frame before it changes a pixel: it gathers statistics, and then works like a
/// [`Point`].
pub trait Reduce: Send {
    /// Clears the statistics.
    fn begin(&mut self);

    /// Adds rows to the statistics, the first of which is row `first_row` of the frame. Every row of the frame is observed
    /// once: by this kernel, or by a kernel of another strip.
    fn observe(&mut self, rows: Plane<'_>, first_row: usize);

    /// Returns the statistics. Those of a frame are the sums of those of its strips.
    fn statistics(&mut self) -> Statistics<'_>;

    /// Called after every row was observed: computes the data for `apply` from the statistics.
    fn conclude(&mut self);

    /// Returns the number of bytes that are stored from frame to frame; 0 if the statistics of a frame are all that counts.
    fn past_bytes(&self) -> usize {
        0
    }

    /// Called after `conclude`, once for each frame, if [`Reduce::past_bytes`] isn't 0: takes the past into account.
    fn remember(&mut self, _past: Past<'_>) {}

    /// Returns the number of bytes of working memory, in addition to the kernel itself.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Processes whole rows, the first of which is row `first_row` of the frame.
    fn apply(&self, rows: Pixels<'_>, first_row: usize);
}

/// The numbers that a [`Reduce`] kernel gathers.
#[derive(Debug)]
pub enum Statistics<'a> {
    /// Numbers of pixels.
    Counts(&'a mut [u32]),
    /// Sums over pixels.
    Sums(&'a mut [u64]),
}

impl Statistics<'_> {
    /// Adds the statistics of other rows, number by number.
    pub fn add(&mut self, other: &Statistics<'_>) {
        match (self, other) {
            (Self::Counts(to), Statistics::Counts(from)) => {
                to.iter_mut().zip(from.iter()).for_each(|(to, from)| *to = to.wrapping_add(*from));
            }
            (Self::Sums(to), Statistics::Sums(from)) => {
                to.iter_mut().zip(from.iter()).for_each(|(to, from)| *to = to.wrapping_add(*from));
            }
            _ => {}
        }
    }
}

/// A kernel that needs only the pixel and its position, in this frame and in another frame.
pub trait Combine: Send + Sync {
    /// Returns the other frame.
    fn input(&self) -> Input;

    /// Returns whether the other frame may have this format; `own` is the format of the frame itself.
    fn accepts(&self, format: RowFormat, own: RowFormat) -> bool {
        format == own
    }

    /// Processes whole rows, the first of which is row `first_row` of the frame. The other frame can have any size.
    fn apply(&self, rows: Pixels<'_>, first_row: usize, other: &PlaneRef<'_>);
}

/// A kernel that computes each row of the result from any rows of the frame: rows are written in order, to another frame.
pub trait Gather: Send {
    /// Returns the layout of the result.
    fn output(&self) -> &RowLayout;

    /// Returns the number of bytes of working memory.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Resets the kernel: the next row to be written can be any row.
    fn begin(&mut self) {}

    /// Writes rows of the result, the first of which is row `first`. Each call but the first starts with the row at which
    /// the previous call ended. `other` is the frame of [`Gather::input`].
    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, other: Option<&PlaneRef<'_>>);

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

    /// Returns whether the other frame can have any format with rows or luma of bytes: `other` is then its rows, or the
    /// plane of luma.
    fn reads_luma(&self) -> bool {
        false
    }
}

/// A kernel that moves pixels in an order of its own, or that needs the whole frame.
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

    /// Returns another frame that the kernel reads, if any; it has the format of the frame and any size.
    fn input(&self) -> Option<Input> {
        None
    }
}

/// Number of bytes of a band: its rows fit in a second-level cache, together with the rows that windows store. It is a
/// constant, so that a plan is the same on every machine.
pub const BAND_BYTES: usize = 64 * 1024;

/// Maximum number of rows that a kernel stores ahead.
const BAND_ROWS: usize = 16;

/// Returns the number of rows of `row_bytes` that a kernel should be able to consume at once: those of a band, at most
/// [`BAND_ROWS`], and an even number, because two rows at once take less time.
pub(crate) fn band_rows(row_bytes: usize) -> usize {
    (BAND_BYTES / row_bytes.max(1)).clamp(2, BAND_ROWS) / 2 * 2
}

/// A kernel that needs rows above and below the row that it writes.
///
/// Rows are streamed: every row of the source is consumed once, from the top down, and every row of the result is
/// produced once, `latency` rows later. The kernel itself stores the past rows that a result needs (in a ring of rows,
/// filtered as far as possible). Source and destination may therefore be the same frame, a chain of windows needs no
/// frame in between, and nothing is read twice.
pub trait Window: Send {
    /// Returns the number of source rows below a row of the result that must be consumed before it is produced.
    fn latency(&self) -> usize;

    /// Returns the number of source rows above a row of the result on which it depends, at most; `None` if it can depend
    /// on any row. [`Window::begin`] can start at a row other than 0 only if there is such a number.
    fn above(&self) -> Option<usize>;

    /// Returns the number of bytes stored between rows.
    fn scratch_bytes(&self) -> usize;

    /// Returns the largest number of rows that can be consumed before ready rows must be produced.
    fn band(&self) -> usize {
        1
    }

    /// Resets the kernel: the next row to be consumed, and the next to be produced, is row `row` of a frame of the size
    /// for which the kernel was created. Unless it is 0, the contents of the first [`Window::above`] results are
    /// unspecified.
    fn begin(&mut self, row: usize);

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
    kernel.begin(0);
    let (mut consumed, mut produced) = (0, 0);
    let band = kernel.band();
    while produced < height {
        let needed = produced.saturating_add(band).saturating_add(latency).min(height);
        kernel.consume(frame.as_plane().band(consumed..needed));
        consumed = needed;
        let ready = if consumed == height { height } else { consumed - latency };
        let end = ready.min(produced + band);
        kernel.produce(frame.band_mut(produced..end));
        produced = end;
    }
}
