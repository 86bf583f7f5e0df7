//! Means along a path through each pixel, to or around a centre.

use alloc::vec::Vec;

use super::taps::store_pixels;

use crate::error::{Error, Result};
use crate::image::frame::{Plane, PlaneMut, PlaneRef, RowLayout};
use crate::image::kernels::Gather;
use crate::image::kernels::alpha::{is_opaque, premultiply};
use crate::memory::zeroed;
use crate::simd::{F32x4, I16x8, I32x4};

/// The largest number of positions on a path is two to the power of this.
const LEVELS: u32 = 6;

/// The kernel. It reads distant pixels, so it writes to another frame of the same size.
#[derive(Debug)]
pub(crate) struct Paths {
    layout: RowLayout,
    /// The centre in pixels.
    center: [f64; 2],
    /// Pixels of a path per pixel of the distance from the centre.
    length: f64,
    /// The 2 × 2 matrices that produce positions, each element for four positions. One group for a path of four
    /// positions, then two, then four, and so on; before them, one for a path of one position and one for a path of
    /// two, repeated to fill the group.
    steps: Vec<[[f32; 4]; 4]>,
    line: Vec<f32>,
    /// A copy of the frame, with colours weighted by alpha and the last column and row repeated, so that each pair of
    /// pixels needs a single bounds check.
    copy: Vec<u8>,
    /// Number of bytes of a row of the copy.
    stride: usize,
    /// Whether the copied frame is opaque; `None` before it is copied.
    opaque: Option<bool>,
}

impl Paths {
    /// Creates the kernel for frames of this layout. For a position on the path, from 0 to 1, `step` returns the rows
    /// of the 2 × 2 matrix that maps the pixel's own position to it, both relative to the centre, which is a fraction
    /// of the frame.
    pub(crate) fn new(
        input: &RowLayout,
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
        let stride = (input.width() as usize + 1) * input.pixel_bytes();
        let bytes = stride.checked_mul(input.height() as usize + 1).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        Ok(Self {
            layout: *input,
            center: [center[0] * width, center[1] * height],
            length,
            steps,
            // Whole vectors are stored.
            line: zeroed((input.width() as usize * input.pixel_bytes()).next_multiple_of(16))?,
            copy: zeroed(bytes)?,
            stride,
            opaque: None,
        })
    }
}

/// Returns the indices of the groups of four positions for a path of two to the power of `level` positions.
fn fours(level: u32) -> core::ops::Range<usize> {
    if level < 2 {
        return level as usize..level as usize + 1;
    }
    let count = 1 << (level - 2);
    count + 1..2 * count + 1
}

/// Number of fraction bits of the weights of pixels.
const FRACTION: u32 = 14;

/// Clamps positions to the frame; returns the pixels before them, and the fractions of the way to the next pixels.
#[inline(always)]
fn split(places: F32x4, last: f32) -> ([i32; 4], F32x4) {
    let places = places.max(F32x4::splat(0.0)).min(F32x4::splat(last));
    let whole = places.floor();
    (whole.round_small().to_array(), places - whole)
}

impl Paths {
    /// The mean along the path of the pixel at `x, y`, relative to the centre: of an RGBA pixel, or of a gray pixel in
    /// the first lane.
    #[inline(always)]
    fn mean<const IS_GRAY: bool>(&self, [x, y]: [f64; 2]) -> F32x4 {
        let length = self.length * (x * x + y * y).sqrt();
        let level = (0..LEVELS).find(|&level| f64::from(1 << level) >= length).unwrap_or(LEVELS);
        let last = [self.layout.width(), self.layout.height()].map(|side| (side - 1) as f32);
        let [center_x, center_y] = self.center.map(|center| F32x4::splat(center as f32 - 0.5));
        let (x, y) = (F32x4::splat(x as f32), F32x4::splat(y as f32));
        let steps = self.steps.get(fours(level)).unwrap_or_default();
        let one = F32x4::splat((1 << FRACTION) as f32);
        // The sum of 64 positions of 255 levels fits.
        let mut sum = I32x4::splat(0);
        for step in steps {
            let [a, b, c, d] = step.map(F32x4::from_array);
            let (columns, right) = split(a * x + b * y + center_x, last[0]);
            let (rows, down) = split(c * x + d * y + center_y, last[1]);
            // The weights of the four pixels around a position, whose sum is 1.
            let both = right * down;
            let lower_right = (both * one).round_small();
            let upper_right = ((right - both) * one).round_small();
            let lower_left = ((down - both) * one).round_small();
            let upper_left = I32x4::splat(1 << FRACTION) - lower_right - upper_right - lower_left;
            let pairs =
                |upper: I32x4, lower: I32x4| (upper + lower.shift_left::<16>()).broadcast_each().map(I32x4::to_lanes);
            let (left, right) = (pairs(upper_left, lower_left), pairs(upper_right, lower_right));
            for i in 0..4 {
                let at = rows[i] as usize * self.stride + columns[i] as usize * if IS_GRAY { 1 } else { 4 };
                let [upper, lower] = [at, at + self.stride].map(|at| {
                    let rest = self.copy.get(at..).unwrap_or_default();
                    if IS_GRAY {
                        let [left, right] = rest.first_chunk().map_or([0; 2], |two: &[u8; 2]| two.map(i16::from));
                        I16x8::from_pixels([left, 0, 0, 0], [right, 0, 0, 0])
                    } else {
                        rest.first_chunk().map_or(I16x8::splat(0), I16x8::load_bytes)
                    }
                });
                sum = sum + upper.zip_low(lower).dot(left[i]) + upper.zip_high(lower).dot(right[i]);
            }
        }
        sum.to_f32() * F32x4::splat(1.0 / (steps.len().max(1) << (FRACTION + 2)) as f32)
    }

    /// Fills the copy; returns whether the frame is opaque.
    fn take(&mut self, source: Plane<'_>) -> bool {
        let pixel = self.layout.pixel_bytes();
        let opaque = pixel == 1 || source.rows().all(is_opaque);
        for (to, row) in self.copy.chunks_exact_mut(self.stride).zip(source.rows()) {
            let (body, last) = to.split_at_mut(row.len());
            if opaque {
                body.copy_from_slice(row);
            } else {
                premultiply(row, body);
            }
            last.copy_from_slice(&body[body.len() - pixel..]);
        }
        let end = self.copy.len() - self.stride;
        self.copy.copy_within(end - self.stride..end, end);
        opaque
    }

    /// Computes the rows from `first` on, with a loop for each kind of frame.
    fn run<const IS_GRAY: bool>(&mut self, target: PlaneMut<'_>, first: usize, is_opaque: bool) {
        let mut line = core::mem::take(&mut self.line);
        for (y, row) in (first..).zip(target.into_rows()) {
            let y = y as f64 + 0.5 - self.center[1];
            let place = |x: usize| [x as f64 + 0.5 - self.center[0], y];
            if IS_GRAY {
                for (x, to) in line.iter_mut().enumerate().take(row.len()) {
                    [*to, ..] = self.mean::<IS_GRAY>(place(x)).to_array();
                }
            } else {
                for (x, to) in line.as_chunks_mut::<4>().0.iter_mut().enumerate().take(row.len() / 4) {
                    self.mean::<IS_GRAY>(place(x)).store(to);
                }
            }
            store_pixels(&line, is_opaque, row);
        }
        self.line = line;
    }
}

impl Gather for Paths {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.steps.as_slice()) + size_of_val(self.line.as_slice()) + self.copy.len()
    }

    fn begin(&mut self) {
        self.opaque = None;
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, _: Option<&PlaneRef<'_>>) {
        let is_opaque = match self.opaque {
            Some(is_opaque) => is_opaque,
            None => self.take(source),
        };
        self.opaque = Some(is_opaque);
        if self.layout.pixel_bytes() == 1 {
            self.run::<true>(rows, first, is_opaque);
        } else {
            self.run::<false>(rows, first, is_opaque);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::image::filters::Filter;
    use crate::image::frame::Format;
    use crate::image::testing::{SIDES, noise, run};

    /// Compares with the mean of positions on a path; `place` returns the position at `t` for a pixel relative to the
    /// centre.
    pub(crate) fn check(
        filter: &(impl Filter + Clone + core::fmt::Debug + 'static),
        center: [f64; 2],
        length: f64,
        place: impl Fn(f64, [f64; 2]) -> [f64; 2],
    ) {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                let source = noise(format, width, height, opaque, 14);
                let result = run(filter, &source);
                let pixel = source.layout().rows().unwrap().pixel_bytes();
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
                    // Half a level for the rounding of each of weighting by alpha, alpha, and colour.
                    let tolerance = if opaque { 0.51 } else { 1.51 };
                    assert!(
                        (got - expected).abs() <= tolerance,
                        "{filter:?} {format:?} {width}×{height}: byte {i}: got {got}, expected {expected}"
                    );
                }
            }
        }
    }
}
