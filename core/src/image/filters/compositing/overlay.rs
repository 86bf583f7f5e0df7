//! Another frame that lies over this one: which of its pixels belong to which.

use crate::image::frame::Frame;
use crate::simd::Pixels;

/// Where the other frame lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overlay {
    /// Its first pixel, in pixels of this frame.
    pub(crate) at: [i32; 2],
    /// Pixels in a row of this frame.
    pub(crate) width: usize,
    /// Bytes of a pixel of this frame.
    pub(crate) pixel_bytes: usize,
}

impl Overlay {
    /// Takes whole rows, the first of which is row `first_row`, apart: `part` gets runs of pixels, and the other frame's
    /// pixels that belong to them, or `None` where it has none.
    pub(crate) fn each(
        &self,
        rows: Pixels<'_>,
        first_row: usize,
        other: &Frame,
        part: &mut dyn FnMut(Pixels<'_>, Option<&[u8]>),
    ) {
        let layout = other.layout();
        // Sums of numbers below 2³².
        let [at_x, at_y] = self.at.map(i64::from);
        let inside = |place: i64| place.clamp(0, self.width as i64) as usize;
        let (start, end) = (inside(at_x), inside(at_x + i64::from(layout.width())));
        let skipped = (-at_x).max(0) as usize * layout.pixel_bytes();
        let mut rest = rows;
        let mut y = first_row as i64 - at_y;
        while !rest.is_empty() {
            let (row, next) = rest.split_at(self.width * self.pixel_bytes);
            if (0..i64::from(layout.height())).contains(&y) && start < end {
                let (left, covered) = row.split_at(start * self.pixel_bytes);
                let (covered, right) = covered.split_at((end - start) * self.pixel_bytes);
                let pixels = other.plane().row(y as usize).get(skipped..).unwrap_or_default();
                part(left, None);
                part(covered, Some(&pixels[..((end - start) * layout.pixel_bytes()).min(pixels.len())]));
                part(right, None);
            } else {
                part(row, None);
            }
            rest = next;
            y += 1;
        }
    }
}
