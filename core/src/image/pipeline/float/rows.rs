//! Sources and sinks of rows.

use crate::error::Result;
use crate::image::kernels::float::Pixel;

/// A picture whose rows are read one by one: red, green, blue and alpha, nominally from 0 to 1, not premultiplied. A decoder,
/// for instance, or a generator.
pub trait RowSource {
    /// Writes row `y` to `row`, which has the picture's width. Rows are read from the top down, each once at most: those
    /// that no result depends on are skipped.
    ///
    /// # Errors
    /// Any error ends the run, which returns it.
    fn read(&mut self, y: usize, row: &mut [Pixel]) -> Result<()>;
}

/// The receiver of the rows of a result: an encoder, for instance.
pub trait RowSink {
    /// Receives row `y`, which the sink may overwrite. All rows are written, from the top down.
    ///
    /// # Errors
    /// Any error ends the run, which returns it.
    fn write(&mut self, y: usize, row: &mut [Pixel]) -> Result<()>;
}
