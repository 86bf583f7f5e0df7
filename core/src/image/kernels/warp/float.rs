//! Frames of floats seen through a mapping.

#![cfg(feature = "float")]

use core::ops::Range;

use super::choices::Interpolation;
use super::mapping::Mapping;
use super::places::{CHUNK, Places};
use super::sample::cubic;
use crate::image::kernels::BorderMode;
use crate::image::kernels::float::{FloatGather, Pixel, Stored, premultiply, unpremultiply};
use crate::simd::F32x4;

/// A warp, ready to run.
#[derive(Debug)]
pub(super) struct FloatWarp {
    pub(super) from: [usize; 2],
    pub(super) to: [usize; 2],
    pub(super) mapping: Mapping,
    pub(super) interpolation: Interpolation,
    pub(super) border: BorderMode,
}

/// The largest distinct position: all positions beyond are equally far outside.
const FAR: f32 = 1e6;

impl FloatWarp {
    /// The weighted sum of the pixels from column and row `first` on.
    #[inline(always)]
    fn sum<const N: usize>(&self, rows: &Stored<'_>, first: [isize; 2], across: [f32; N], down: [f32; N]) -> Pixel {
        let mut sum = F32x4::splat(0.0);
        let columns: [Option<usize>; N] =
            core::array::from_fn(|i| self.border.inside(first[0] + i as isize, self.from[0]));
        for (y, down) in (first[1]..).zip(down) {
            let Some(row) = self.border.inside(y, self.from[1]).map(|y| rows.row(y)) else { continue };
            for (column, across) in columns.iter().zip(across) {
                if let Some(pixel) = column.and_then(|column| row.get(column)) {
                    sum = sum + F32x4::load(pixel) * F32x4::splat(across * down);
                }
            }
        }
        sum.to_array()
    }

    fn at(&self, rows: &Stored<'_>, place: [f32; 2]) -> Pixel {
        // NaN is outside.
        let place = place.map(|place| if place.is_nan() { FAR } else { place.clamp(-FAR, FAR) });
        let (first, part) = (place.map(f32::floor), place.map(|place| place - place.floor()));
        let [x, y] = first.map(|place| place as isize);
        match self.interpolation {
            Interpolation::Nearest => {
                let nearest = place.map(|place| (place + 0.5).floor() as isize);
                self.sum(rows, nearest, [1.0], [1.0])
            }
            Interpolation::Bilinear => self.sum(rows, [x, y], [1.0 - part[0], part[0]], [1.0 - part[1], part[1]]),
            Interpolation::Bicubic => self.sum(rows, [x - 1, y - 1], cubic(part[0]), cubic(part[1])),
        }
    }
}

impl FloatGather for FloatWarp {
    fn size(&self) -> [usize; 2] {
        self.to
    }

    fn stored(&self) -> usize {
        self.from[0]
    }

    fn needs(&self, _: usize) -> Range<usize> {
        0..self.from[1]
    }

    fn take(&mut self, _: usize, row: &mut [Pixel], stored: &mut [Pixel]) {
        if self.interpolation != Interpolation::Nearest {
            premultiply(row);
        }
        stored.copy_from_slice(row);
    }

    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]) {
        let mut places = Places::default();
        for (i, pixels) in into.chunks_mut(CHUNK).enumerate() {
            self.mapping.places(i * CHUNK, y, None, &mut places);
            for (pixel, (x, y)) in pixels.iter_mut().zip(places.x.iter().zip(&places.y)) {
                *pixel = self.at(&rows, [*x, *y]);
            }
        }
        if self.interpolation != Interpolation::Nearest {
            unpremultiply(into);
        }
    }
}
