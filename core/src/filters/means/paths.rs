//! Means along a path through each pixel, to or around a centre.

use alloc::vec::Vec;

use super::taps::store_pixels;
use crate::error::Result;
use crate::filters::kernel::Geometry;
use crate::filters::rows::{is_opaque, over_255, zeroed};
use crate::frame::{FrameLayout, Plane, PlaneMut};
use crate::simd::{F32x4, I16x8};

/// The most places on a path: two to the power of it.
const LEVELS: u32 = 6;

/// The kernel. It reads far pixels, and writes to another frame of the same size.
#[derive(Debug)]
pub(crate) struct Paths {
    layout: FrameLayout,
    /// In pixels.
    center: [f64; 2],
    /// Pixels of a path for each pixel of the distance from the centre.
    length: f64,
    /// What places are made of by: each of 2 × 2 numbers for four places. One such for a path of four places, then two, then
    /// four, and so on; before them, one for a path of one place and one for a path of two, which are repeated.
    steps: Vec<[[f32; 4]; 4]>,
    line: Vec<f32>,
}

impl Paths {
    /// For frames of this layout. `step` gives for a place on the path, from 0 to 1, the rows of the 2 × 2 numbers that make it
    /// of the pixel's own place, both seen from the centre, a fraction of the frame.
    pub(crate) fn new(
        input: &FrameLayout,
        center: [f64; 2],
        length: f64,
        step: impl Fn(f64) -> [f64; 4],
    ) -> Result<Self> {
        let mut steps: Vec<[[f32; 4]; 4]> = zeroed(fours(LEVELS).end)?;
        for level in 0..=LEVELS {
            let count = 1_usize << level;
            for (i, to) in steps[fours(level)].iter_mut().enumerate() {
                for lane in 0..4 {
                    let place = (4 * i + lane) % count;
                    let numbers = step((place as f64 + 0.5) / count as f64);
                    to.iter_mut().zip(numbers).for_each(|(to, number)| to[lane] = number as f32);
                }
            }
        }
        let (width, height) = (f64::from(input.width()), f64::from(input.height()));
        Ok(Self {
            layout: *input,
            center: [center[0] * width, center[1] * height],
            length,
            steps,
            // Whole vectors are stored.
            line: zeroed((input.width() as usize * input.pixel_bytes()).next_multiple_of(16))?,
        })
    }
}

/// Which fours of places a path of two to the power of `level` of them has.
fn fours(level: u32) -> core::ops::Range<usize> {
    if level < 2 {
        return level as usize..level as usize + 1;
    }
    let count = 1 << (level - 2);
    count + 1..2 * count + 1
}

/// Two pixels of a row from `x` on; the last one twice. Colours are weighed by alpha, unless all are opaque.
#[inline(always)]
fn pixels(row: &[u8], x: usize, is_opaque: bool) -> [F32x4; 2] {
    let rest = row.get(4 * x..).unwrap_or_default();
    let two = rest.first_chunk::<8>().copied().unwrap_or_else(|| {
        let [r, g, b, a] = rest.first_chunk().copied().unwrap_or_default();
        [r, g, b, a, r, g, b, a]
    });
    let mut lanes = I16x8::load_bytes(&two);
    if !is_opaque {
        let full = I16x8::from_pixels([0, 0, 0, 255], [0, 0, 0, 255]);
        lanes = over_255(lanes * (lanes.broadcast_alpha() | full));
    }
    [lanes.widen_low().to_f32(), lanes.widen_high().to_f32()]
}

/// Places between pixels, within the frame: the pixels before them, and how far they are on the way to the next.
#[inline(always)]
fn split(places: F32x4, last: f32) -> ([i32; 4], [F32x4; 4]) {
    let places = places.max(F32x4::splat(0.0)).min(F32x4::splat(last));
    let whole = places.floor();
    (whole.round_small().to_array(), (places - whole).broadcast_each())
}

impl Paths {
    /// The mean along the path of the pixel at `x, y`, as seen from the centre: of an RGBA pixel, or of a gray one
    /// in all lanes.
    #[inline(always)]
    fn mean<const IS_GRAY: bool, const IS_OPAQUE: bool>(&self, source: Plane<'_>, [x, y]: [f64; 2]) -> F32x4 {
        let length = self.length * (x * x + y * y).sqrt();
        let level = (0..LEVELS).find(|&level| f64::from(1 << level) >= length).unwrap_or(LEVELS);
        let last = [self.layout.width(), self.layout.height()].map(|side| (side - 1) as f32);
        let [center_x, center_y] = self.center.map(|center| F32x4::splat(center as f32 - 0.5));
        let (x, y) = (F32x4::splat(x as f32), F32x4::splat(y as f32));
        let below = source.height() - 1;
        let steps = self.steps.get(fours(level)).unwrap_or_default();
        let mut sum = F32x4::splat(0.0);
        for step in steps {
            let [a, b, c, d] = step.map(F32x4::from_array);
            let (columns, right) = split(a * x + b * y + center_x, last[0]);
            let (rows, down) = split(c * x + d * y + center_y, last[1]);
            for i in 0..4 {
                let (column, row) = (columns[i] as usize, rows[i] as usize);
                let [upper, lower] = [row, (row + 1).min(below)].map(|row| {
                    let row = source.row(row);
                    if IS_GRAY {
                        let at = |x: usize| F32x4::splat(row.get(x).copied().map_or(0.0, f32::from));
                        let (left, next) = (at(column), at((column + 1).min(row.len() - 1)));
                        left + (next - left) * right[i]
                    } else {
                        let [left, next] = pixels(row, column, IS_OPAQUE);
                        left + (next - left) * right[i]
                    }
                });
                sum = sum + upper + (lower - upper) * down[i];
            }
        }
        sum * F32x4::splat(1.0 / (4 * steps.len().max(1)) as f32)
    }

    /// All pixels, by a loop for each kind of frame.
    fn run<const IS_GRAY: bool, const IS_OPAQUE: bool>(&mut self, source: Plane<'_>, target: PlaneMut<'_>) {
        let mut line = core::mem::take(&mut self.line);
        for (y, row) in target.into_rows().enumerate() {
            let y = y as f64 + 0.5 - self.center[1];
            let place = |x: usize| [x as f64 + 0.5 - self.center[0], y];
            if IS_GRAY {
                for (x, to) in line.iter_mut().enumerate().take(row.len()) {
                    [*to, ..] = self.mean::<IS_GRAY, IS_OPAQUE>(source, place(x)).to_array();
                }
            } else {
                for (x, to) in line.as_chunks_mut::<4>().0.iter_mut().enumerate().take(row.len() / 4) {
                    self.mean::<IS_GRAY, IS_OPAQUE>(source, place(x)).store(to);
                }
            }
            store_pixels(&line, IS_OPAQUE, row);
        }
        self.line = line;
    }
}

impl Geometry for Paths {
    fn output(&self) -> &FrameLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        false
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.steps.as_slice()) + size_of_val(self.line.as_slice())
    }

    fn apply_in_place(&mut self, _: PlaneMut<'_>) {}

    fn apply(&mut self, source: Plane<'_>, target: PlaneMut<'_>) {
        if self.layout.pixel_bytes() == 1 {
            self.run::<true, true>(source, target);
        } else if source.rows().all(is_opaque) {
            self.run::<false, true>(source, target);
        } else {
            self.run::<false, false>(source, target);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::filters::Filter;
    use crate::filters::testing::{SIDES, noise, run};
    use crate::frame::Format;

    /// Compares with the mean of places on a path; `place` gives that at `t` for a pixel seen from the centre.
    pub(crate) fn check(
        filter: &(impl Filter + Clone + core::fmt::Debug + 'static),
        center: [f64; 2],
        length: f64,
        place: impl Fn(f64, [f64; 2]) -> [f64; 2],
    ) {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba8, true), (Format::Rgba8, false), (Format::Gray8, true)] {
                let source = noise(format, width, height, opaque, 14);
                let result = run(filter, &source);
                let pixel = source.layout().pixel_bytes();
                let (w, h) = (width as usize, height as usize);
                let center = [center[0] * w as f64, center[1] * h as f64];
                let weighed = |bytes: &[u8], i: usize| {
                    let alpha = if pixel == 4 && i % 4 != 3 { f64::from(bytes[i | 3]) / 255.0 } else { 1.0 };
                    f64::from(bytes[i]) * alpha
                };
                for i in 0..result.bytes().len() {
                    let (x, y) = ((i / pixel % w) as f64 + 0.5 - center[0], (i / pixel / w) as f64 + 0.5 - center[1]);
                    let count = (length * (x * x + y * y).sqrt()).max(1.0).log2().ceil().exp2().min(64.0);
                    let mut sum = 0.0;
                    for k in 0..count as usize {
                        let [x, y] = place((k as f64 + 0.5) / count, [x, y]);
                        let inside = |place: f64, length: usize| (place - 0.5).clamp(0.0, (length - 1) as f64);
                        let (x, y) = (inside(x + center[0], w), inside(y + center[1], h));
                        let at = |dx: usize, dy: usize| {
                            let (x, y) = ((x as usize + dx).min(w - 1), (y as usize + dy).min(h - 1));
                            weighed(source.bytes(), (y * w + x) * pixel + i % pixel)
                        };
                        let (right, down) = (x.fract(), y.fract());
                        sum += (at(0, 0) * (1.0 - right) + at(1, 0) * right) * (1.0 - down)
                            + (at(0, 1) * (1.0 - right) + at(1, 1) * right) * down;
                    }
                    let (got, expected) = (weighed(result.bytes(), i), sum / count);
                    // Half a level each that weighing by alpha, alpha, and colour are rounded by.
                    let tolerance = if opaque { 0.51 } else { 1.51 };
                    assert!(
                        (got - expected).abs() <= tolerance,
                        "{filter:?} {format:?} {width}×{height}: byte {i} is {got}, not {expected}"
                    );
                }
            }
        }
    }
}
