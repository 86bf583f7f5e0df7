//! Perceptual hashes: the hashes of similar pictures differ in few of their 64 bits.

use super::{luma, sort};
use crate::image::frame::Frame;
use crate::math::trigonometry::cosine;

/// Number of columns whose luma is computed at once, on the stack.
const PART: usize = 256;

/// The exact mean luma of the cells of a grid over the frame: a pixel that overlaps several cells contributes a part to
/// each.
fn cells<const COLUMNS: usize, const ROWS: usize>(frame: &Frame) -> [[f64; COLUMNS]; ROWS] {
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

/// The difference hash (Krawetz 2013): the frame is reduced to 9 × 8 cells of mean luma. A bit is set where a cell is
/// brighter than its left neighbour; the first cell of the first row is the highest bit.
pub fn difference_hash(frame: &Frame) -> u64 {
    let cells = cells::<9, 8>(frame);
    let bits = cells.iter().flat_map(|row| row.array_windows()).map(|[left, right]| u64::from(right > left));
    bits.fold(0, |hash, bit| hash << 1 | bit)
}

/// The perceptual hash: the frame is reduced to 32 × 32 cells of mean luma. Of their discrete cosine transform (type
/// II), the 8 × 8 lowest frequencies are compared with their median, row by row, the lowest frequency being the highest
/// bit: a bit is set where the value is larger. Same as the Python package ImageHash, except for the method of reducing
/// the frame.
pub fn perceptual_hash(frame: &Frame) -> u64 {
    let cells = cells::<32, 32>(frame);
    let waves: [[f64; 32]; 8] =
        core::array::from_fn(|k| core::array::from_fn(|n| cosine((k * (2 * n + 1)) as f64 / 128.0)));
    let across = cells.map(|row| waves.map(|wave| row.iter().zip(wave).map(|(cell, wave)| cell * wave).sum::<f64>()));
    let low: [[f64; 8]; 8] = core::array::from_fn(|k| {
        core::array::from_fn(|column| across.iter().zip(waves[k]).map(|(row, wave)| row[column] * wave).sum())
    });
    let mut sorted = [0.0; 64];
    sorted.copy_from_slice(low.as_flattened());
    sort(&mut sorted, |a, b| a < b);
    let median = f64::midpoint(sorted[31], sorted[32]);
    low.as_flattened().iter().fold(0, |hash, &frequency| hash << 1 | u64::from(frequency > median))
}
