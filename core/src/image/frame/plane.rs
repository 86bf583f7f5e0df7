//! A plane of a frame: rows of bytes, `stride` bytes apart.
//!
//! A plane is a borrowed slice and three numbers, validated when it is created. Rows and bands of a plane are in bounds
//! for any stride. A row that doesn't exist is returned as an empty slice.

use core::ops::Range;

/// A plane for reading.
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    bytes: &'a [u8],
    row_bytes: usize,
    stride: usize,
    rows: usize,
}

/// A plane for reading and writing.
#[derive(Debug)]
pub struct PlaneMut<'a> {
    bytes: &'a mut [u8],
    row_bytes: usize,
    stride: usize,
    rows: usize,
}

impl Default for Plane<'_> {
    /// An empty plane.
    fn default() -> Self {
        Self { bytes: &[], row_bytes: 0, stride: 1, rows: 0 }
    }
}

impl Default for PlaneMut<'_> {
    /// An empty plane.
    fn default() -> Self {
        Self::empty()
    }
}

/// Returns the number of bytes of `rows` rows, the last without padding. Returns `None` if the sum overflows or the
/// rows overlap.
fn needed(row_bytes: usize, stride: usize, rows: usize) -> Option<usize> {
    if stride < row_bytes || stride == 0 {
        return None;
    }
    match rows.checked_sub(1) {
        None => Some(0),
        Some(before_last) => stride.checked_mul(before_last)?.checked_add(row_bytes),
    }
}

/// Returns `range`, clamped to the existing `rows`.
fn within(range: Range<usize>, rows: usize) -> Range<usize> {
    let start = range.start.min(rows);
    start..range.end.clamp(start, rows)
}

impl<'a> Plane<'a> {
    /// Creates a plane of `rows` rows of `row_bytes` bytes, `stride` bytes apart. Returns `None` if `bytes` is too
    /// short or rows would overlap.
    pub fn new(bytes: &'a [u8], row_bytes: usize, stride: usize, rows: usize) -> Option<Self> {
        let bytes = bytes.get(..needed(row_bytes, stride, rows)?)?;
        Some(Self { bytes, row_bytes, stride, rows })
    }

    /// Returns the number of bytes of a row, without padding.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// Returns all bytes from the first row on, with the padding; rows are [`Self::stride`] bytes apart.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns the number of bytes from the start of a row to the start of the next.
    pub(crate) fn stride(&self) -> usize {
        self.stride
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.rows
    }

    /// Returns row `y`; empty if it doesn't exist.
    #[inline]
    pub fn row(&self, y: usize) -> &'a [u8] {
        if y >= self.rows {
            return &[];
        }
        let start = y * self.stride;
        &self.bytes[start..start + self.row_bytes]
    }

    /// Returns the rows from the top down.
    pub fn rows(self) -> impl ExactSizeIterator<Item = &'a [u8]> + DoubleEndedIterator {
        (0..self.rows).map(move |y| self.row(y))
    }

    /// Returns the rows of `range`, clamped to the existing rows.
    pub fn band(&self, range: Range<usize>) -> Self {
        let range = within(range, self.rows);
        let bytes = self.bytes.get(range.start * self.stride..).unwrap_or(&[]);
        let rows = range.len();
        let end = needed(self.row_bytes, self.stride, rows).unwrap_or(0);
        Self { bytes: &bytes[..end.min(bytes.len())], rows, ..*self }
    }

    /// Returns a rectangle: these bytes of these rows, clamped to the existing bytes and rows.
    pub fn part(&self, rows: Range<usize>, bytes: Range<usize>) -> Self {
        let (rows, bytes) = (within(rows, self.rows), within(bytes, self.row_bytes));
        let whole = self.band(rows);
        let end = needed(bytes.len(), self.stride, whole.rows).unwrap_or(0);
        let part = whole.bytes.get(bytes.start..bytes.start + end).unwrap_or(&[]);
        Self { bytes: part, row_bytes: bytes.len(), ..whole }
    }

    /// Returns all bytes at once, if there is no padding between the rows.
    pub fn contiguous(self) -> Option<&'a [u8]> {
        (self.row_bytes == self.stride || self.rows <= 1).then_some(self.bytes)
    }
}

impl<'a> PlaneMut<'a> {
    /// Returns a plane without rows.
    pub(super) const fn empty() -> Self {
        Self { bytes: &mut [], row_bytes: 0, stride: 1, rows: 0 }
    }

    /// Creates a plane of `rows` rows of `row_bytes` bytes, `stride` bytes apart. Returns `None` if `bytes` is too
    /// short or rows would overlap.
    pub fn new(bytes: &'a mut [u8], row_bytes: usize, stride: usize, rows: usize) -> Option<Self> {
        let bytes = bytes.get_mut(..needed(row_bytes, stride, rows)?)?;
        Some(Self { bytes, row_bytes, stride, rows })
    }

    /// Returns the number of bytes of a row, without padding.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// Returns the number of rows.
    pub fn height(&self) -> usize {
        self.rows
    }

    /// Returns a read-only plane of the same rows.
    pub fn as_plane(&self) -> Plane<'_> {
        Plane { bytes: self.bytes, row_bytes: self.row_bytes, stride: self.stride, rows: self.rows }
    }

    /// Returns the same rows for a shorter lifetime, so that the plane can be used again afterwards.
    pub fn reborrow(&mut self) -> PlaneMut<'_> {
        PlaneMut { bytes: self.bytes, row_bytes: self.row_bytes, stride: self.stride, rows: self.rows }
    }

    /// Copies the rows of `source`, which has as many bytes in a row and as many rows.
    pub(crate) fn copy_from(&mut self, source: Plane<'_>) {
        if let (Some(target), Some(source)) = (self.contiguous_mut(), source.contiguous()) {
            return target.copy_from_slice(source);
        }
        self.reborrow().into_rows().zip(source.rows()).for_each(|(to, from)| to.copy_from_slice(from));
    }

    /// Returns row `y`; empty if it doesn't exist.
    #[inline]
    pub fn row_mut(&mut self, y: usize) -> &mut [u8] {
        if y >= self.rows {
            return &mut [];
        }
        let start = y * self.stride;
        &mut self.bytes[start..start + self.row_bytes]
    }

    /// Returns the rows from the top down, each borrowed separately.
    pub fn into_rows(self) -> impl ExactSizeIterator<Item = &'a mut [u8]> + DoubleEndedIterator {
        let row_bytes = self.row_bytes;
        // The stride is never 0: `new` rejects it. The last chunk may lack its padding, never its row.
        self.bytes.chunks_mut(self.stride).map(move |chunk| &mut chunk[..row_bytes])
    }

    /// Returns the rows of `range`, clamped to the existing rows.
    pub fn band_mut(&mut self, range: Range<usize>) -> PlaneMut<'_> {
        let range = within(range, self.rows);
        self.reborrow().split_at_row(range.start).1.split_at_row(range.len()).0
    }

    /// Splits the plane into the rows above `y` and the rows from `y` on. They are disjoint, so both can be written.
    pub fn split_at_row(self, y: usize) -> (Self, Self) {
        let y = y.min(self.rows);
        let at = (y * self.stride).min(self.bytes.len());
        let (above, below) = self.bytes.split_at_mut(at);
        let end = needed(self.row_bytes, self.stride, y).unwrap_or(0).min(above.len());
        (
            PlaneMut { bytes: &mut above[..end], rows: y, row_bytes: self.row_bytes, stride: self.stride },
            PlaneMut { bytes: below, rows: self.rows - y, row_bytes: self.row_bytes, stride: self.stride },
        )
    }

    /// Returns a rectangle: these bytes of these rows, clamped to the existing bytes and rows.
    pub fn into_part(self, rows: Range<usize>, bytes: Range<usize>) -> Self {
        let (rows, bytes) = (within(rows, self.rows), within(bytes, self.row_bytes));
        let whole = self.split_at_row(rows.start).1.split_at_row(rows.len()).0;
        let end = needed(bytes.len(), whole.stride, whole.rows).unwrap_or(0);
        let part = whole.bytes.get_mut(bytes.start..bytes.start + end).unwrap_or(&mut []);
        Self { bytes: part, row_bytes: bytes.len(), stride: whole.stride, rows: whole.rows }
    }

    /// Returns all bytes at once, if there is no padding between the rows.
    pub fn contiguous_mut(&mut self) -> Option<&mut [u8]> {
        (self.row_bytes == self.stride || self.rows <= 1).then_some(&mut *self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_that_does_not_fit_is_rejected() {
        assert!(Plane::new(&[0; 11], 4, 4, 3).is_none(), "a byte short");
        assert!(Plane::new(&[0; 12], 4, 3, 3).is_none(), "rows overlap");
        assert!(Plane::new(&[0; 12], 4, usize::MAX, 3).is_none(), "stride overflows");
        assert!(Plane::new(&[], 4, 4, 0).is_some(), "a plane may be empty");
    }

    #[test]
    fn rows_skip_the_padding() {
        let bytes: Vec<u8> = (0..11).collect();
        let plane = Plane::new(&bytes, 3, 4, 3).unwrap();
        assert_eq!(plane.rows().collect::<Vec<_>>(), [&[0, 1, 2], &[4, 5, 6], &[8, 9, 10]], "rows");
        assert_eq!(plane.band(1..9).rows().collect::<Vec<_>>(), [&[4, 5, 6], &[8, 9, 10]], "the band is clamped");
        assert_eq!(plane.row(3), &[] as &[u8], "the row doesn't exist");
        assert!(plane.contiguous().is_none(), "padding");
    }

    #[test]
    fn a_part_is_a_rectangle_within_the_plane() {
        let bytes: Vec<u8> = (0..12).collect();
        let plane = Plane::new(&bytes, 4, 4, 3).unwrap();
        let part = plane.part(1..3, 1..3);
        assert_eq!(part.rows().collect::<Vec<_>>(), [&[5, 6], &[9, 10]], "inside");
        assert_eq!(plane.part(2..9, 3..9).rows().collect::<Vec<_>>(), [&[11]], "clamped to the plane");
        assert_eq!(plane.part(5..6, 7..8).height(), 0, "an empty part");
        let mut bytes = [0u8; 12];
        let part = PlaneMut::new(&mut bytes, 4, 4, 3).unwrap().into_part(1..3, 1..3);
        part.into_rows().for_each(|row| row.fill(1));
        assert_eq!(bytes, [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0], "nothing else is written");
    }

    #[test]
    fn bands_are_disjoint_and_leave_the_padding_unchanged() {
        let mut bytes = [9u8; 15];
        let mut plane = PlaneMut::new(&mut bytes, 3, 4, 4).unwrap();
        let (mut above, below) = plane.reborrow().split_at_row(1);
        above.row_mut(0).fill(1);
        assert_eq!(below.height(), 3, "the rest");
        below.into_rows().for_each(|row| row.fill(2));
        plane.band_mut(2..3).row_mut(0).fill(3);
        assert_eq!(bytes, [1, 1, 1, 9, 2, 2, 2, 9, 3, 3, 3, 9, 2, 2, 2], "padding untouched");
    }
}
