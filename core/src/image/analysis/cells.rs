//! Mean luma of the cells of a grid.

use super::luma;
use crate::image::frame::Frame;

/// Number of columns whose luma is computed at once, on the stack.
const PART: usize = 256;

/// The exact mean luma of the cells of a grid over the frame: a pixel that overlaps several cells contributes a part to
/// each.
pub(super) fn cells<const COLUMNS: usize, const ROWS: usize>(frame: &Frame) -> [[f64; COLUMNS]; ROWS] {
    let (width, height) = (frame.layout().width() as usize, frame.layout().height() as usize);
    let mut cells = [[0.0; COLUMNS]; ROWS];
    for y in 0..height {
        // In units in which a pixel is as wide as there are columns, and a cell as wide as there are pixels.
        let mut sums = [0_u64; COLUMNS];
        for start in (0..width).step_by(PART) {
            let mut lumas = [0; PART];
            let lumas = &mut lumas[..PART.min(width - start)];
            luma::part(frame, start, y, lumas);
            for (x, luma) in lumas.iter().enumerate() {
                parts::<COLUMNS>(start + x, width, |column, part| sums[column] += luma.cast_unsigned() as u64 * part);
            }
        }
        parts::<ROWS>(y, height, |into, part| {
            cells[into].iter_mut().zip(sums).for_each(|(cell, sum)| *cell += (sum * part) as f64);
        });
    }
    let area = (width * height) as f64;
    cells.map(|row| row.map(|sum| sum / area))
}

/// Calls `tell` with each of `CELLS` cells over `length` positions that position `i` overlaps, and the size of the
/// overlap.
fn parts<const CELLS: usize>(i: usize, length: usize, mut tell: impl FnMut(usize, u64)) {
    let (mut from, end) = (i * CELLS, (i + 1) * CELLS);
    while from < end {
        let cell = from / length;
        let to = end.min((cell + 1) * length);
        tell(cell.min(CELLS - 1), (to - from) as u64);
        from = to;
    }
}
