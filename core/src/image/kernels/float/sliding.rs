//! Means of a box or a triangle on floats, whose time doesn't depend on the radius: a mean differs from the mean before it
//! by the pixels that enter and leave.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use super::{FloatBorder, FloatGather, FloatOperation, Pixel, Stored, premultiply, unpremultiply};
use crate::error::Result;
use crate::image::kernels::border::BorderMode;
use crate::memory::zeroed;

/// The weights of pixels by their distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All pixels up to the radius count the same.
    Box,
    /// A pixel at distance d counts `radius + 1 - d`.
    Triangle,
}

/// Sums of four channels: 64 bits, because what is added is subtracted again later.
type Sums = [f64; 4];

/// The sum at a position, and the sums by which a triangle changes: of the pixels that come nearer, and of those that go
/// away, the pixel itself among them.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    all: Sums,
    entering: Sums,
    leaving: Sums,
}

impl State {
    #[inline(always)]
    fn add(sums: &mut Sums, pixel: &Pixel, factor: f64) {
        sums.iter_mut().zip(pixel).for_each(|(sum, channel)| *sum += factor * f64::from(*channel));
    }

    /// Adds the pixel at a distance from the first position, from `-radius` to `radius` + 1.
    #[inline(always)]
    fn begin(&mut self, shape: Shape, radius: isize, distance: isize, pixel: &Pixel) {
        if shape == Shape::Box {
            if distance <= radius {
                Self::add(&mut self.all, pixel, 1.0);
            }
            return;
        }
        Self::add(&mut self.all, pixel, (radius + 1 - distance.abs()) as f64);
        let side = if distance > 0 { &mut self.entering } else { &mut self.leaving };
        Self::add(side, pixel, 1.0);
    }

    /// Moves on by a position. `first` is the pixel at `-radius`, `next` at 1, `last` at `radius` + 1 (of a triangle,
    /// at `radius` + 2), all seen from the position before.
    #[inline(always)]
    fn advance(&mut self, shape: Shape, [first, next, last]: [&Pixel; 3]) {
        if shape == Shape::Box {
            Self::add(&mut self.all, last, 1.0);
            Self::add(&mut self.all, first, -1.0);
            return;
        }
        for c in 0..4 {
            self.all[c] += self.entering[c] - self.leaving[c];
        }
        Self::add(&mut self.entering, last, 1.0);
        Self::add(&mut self.entering, next, -1.0);
        Self::add(&mut self.leaving, next, 1.0);
        Self::add(&mut self.leaving, first, -1.0);
    }

    #[inline(always)]
    fn mean(&self, scale: f64) -> Pixel {
        self.all.map(|sum| (sum * scale) as f32)
    }
}

struct Sliding {
    shape: Shape,
    border: FloatBorder,
    radius: [usize; 2],
    line: Vec<Pixel>,
    /// The sums down the columns, and the row to which they belong.
    columns: Vec<State>,
    row: Option<usize>,
}

/// Returns the operation that replaces each pixel by the mean of the pixels around it; colours are weighted by alpha.
pub(crate) fn sliding(shape: Shape, radius: [usize; 2], mode: BorderMode, size: [usize; 2]) -> Result<FloatOperation> {
    if radius == [0, 0] {
        return Ok(FloatOperation::Identity);
    }
    let border = FloatBorder { mode, size };
    // Beyond the radius, the pixels that enter next.
    let line = border.line(radius[0] + 2)?;
    Ok(FloatOperation::Gather(Box::new(Sliding { shape, border, radius, line, columns: zeroed(size[0])?, row: None })))
}

impl Sliding {
    /// What a sum is to be multiplied by.
    fn scale(&self, axis: usize) -> f64 {
        let radius = self.radius[axis] as f64;
        match self.shape {
            Shape::Box => 1.0 / (2.0 * radius + 1.0),
            Shape::Triangle => 1.0 / ((radius + 1.0) * (radius + 1.0)),
        }
    }

    /// The distance of the last pixel that is part of the state.
    fn reach(&self, axis: usize) -> usize {
        self.radius[axis] + usize::from(self.shape == Shape::Triangle)
    }
}

impl FloatGather for Sliding {
    fn size(&self) -> [usize; 2] {
        self.border.size
    }

    fn stored(&self) -> usize {
        self.border.size[0]
    }

    fn needs(&self, y: usize) -> Range<usize> {
        // The row that leaves is one more above; the rows of a triangle's state, one more below.
        self.border.needs(y, self.radius[1] + 1)
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.line.as_slice()) + size_of_val(self.columns.as_slice())
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        premultiply(row);
        // In running sums, what isn't finite would never leave.
        row.as_flattened_mut().iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = 0.0);
        let (radius, scale, reach) = (self.radius[0], self.scale(0), self.reach(0));
        let pad = radius + 2;
        self.border.fill(row, &mut self.line, pad);
        let line = self.line.as_slice();
        let mut state = State::default();
        for distance in -(radius as isize)..=reach as isize {
            if let Some(pixel) = line.get(pad.wrapping_add_signed(distance)) {
                state.begin(self.shape, radius as isize, distance, pixel);
            }
        }
        for (x, to) in stored.iter_mut().enumerate() {
            *to = state.mean(scale);
            let at = |distance: usize| line.get(x + distance).unwrap_or(&[0.0; 4]);
            state.advance(self.shape, [at(pad - radius), at(pad + 1), at(pad + reach + 1)]);
        }
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let (radius, reach, scale) = (self.radius[1] as isize, self.reach(1) as isize, self.scale(1));
        let (border, shape, width) = (self.border, self.shape, self.border.size[0]);
        let row = |y: isize| border.row(&rows, y, &(0..width)).unwrap_or_default();
        let pixel = |row: &[Pixel], x: usize| row.get(x).copied().unwrap_or_default();
        if y > 0 && self.row == Some(y - 1) {
            // From the row before.
            let before = y as isize - 1;
            let [first, next, last] = [before - radius, before + 1, before + reach + 1].map(row);
            for (x, state) in self.columns.iter_mut().enumerate() {
                state.advance(shape, [&pixel(first, x), &pixel(next, x), &pixel(last, x)]);
            }
        } else {
            self.columns.fill(State::default());
            for distance in -radius..=reach {
                let own = row(y as isize + distance);
                for (state, pixel) in self.columns.iter_mut().zip(own) {
                    state.begin(shape, radius, distance, pixel);
                }
            }
        }
        self.row = Some(y);
        into.iter_mut().zip(&self.columns).for_each(|(to, state)| *to = state.mean(scale));
        unpremultiply(into);
    }
}
