//! Another frame that lies over this one: which of their pixels coincide.

use crate::image::frame::PlaneRef;
use crate::simd::Pixels;

/// The position of the other frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overlay {
    /// The other frame's first pixel, in pixels of this frame.
    pub(crate) at: [i32; 2],
    /// Number of pixels in a row of this frame.
    pub(crate) width: usize,
    /// Number of bytes in a pixel of this frame.
    pub(crate) pixel_bytes: usize,
}

impl Overlay {
    /// Splits whole rows, beginning with row `first_row`, into runs of pixels. `part` receives each run with the pixels
    /// of the other frame that coincide with it, or `None` outside the other frame.
    pub(crate) fn each(
        &self,
        rows: Pixels<'_>,
        first_row: usize,
        other: &PlaneRef<'_>,
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
