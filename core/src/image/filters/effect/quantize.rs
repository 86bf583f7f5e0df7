//! `quantize`: reduces the frame to a palette of its own colours.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::image::analysis::Palette;
use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::effect::diffusion::Diffusion;
use crate::image::kernels::{Geometry, Reduce, Statistics};
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, Plane, PlaneMut, PlaneRef};
use crate::simd::{I32x4, Pixels};

crate::filter! {
    /// Reduces the frame to a palette computed from its own colours. Alpha is unchanged.
    ///
    /// The palette is found by median cut (Heckbert 1982) and improved by k-means (Lloyd 1982), from colours in 5 bits
    /// a channel, weighted by alpha; each palette colour is the rounded mean of the colours that it represents. A pixel
    /// gets the nearest palette colour, by Euclidean distance in sRGB values, measured from its own colour in 5 bits a
    /// channel, `(v >> 3 << 3) + (v >> 5)`. The distance of the chosen colour is therefore at most 24.3 levels (twice 7
    /// in each channel) above the smallest. With `dither`, errors are diffused to the neighbours, after Floyd and
    /// Steinberg (1976).
    pub struct Quantize: "quantize" in "effect" version 1 on color and gray {
        /// Maximum number of colours.
        colors: i32 = Kind::Integer(Number::new(8.0, 1.0, 256.0).typical(2.0, 64.0).step(1.0)),
        /// Whether the error of each pixel is diffused to its neighbours.
        dither: bool = Kind::Boolean(false),
    }
}

/// Number of levels of each channel in the table of nearest colours.
const SIDE: usize = 32;

impl Operate for Quantize {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let kernel = Kernel {
            format: input.format(),
            count: self.colors.clamp(1, 256).unsigned_abs() as usize,
            palette: Palette::new()?,
            colors: [[0; 3]; 256],
            distances: zeroed(SIDE * SIDE * SIDE)?,
            nearest: zeroed(SIDE * SIDE * SIDE)?,
        };
        if !self.dither {
            return Ok(Operation::Reduce(Box::new(kernel)));
        }
        let diffusion = Diffusion::new(input.width() as usize)?;
        Ok(Operation::Geometry(Box::new(Diffused { layout: *input, kernel, diffusion })))
    }
}

struct Kernel {
    format: RowFormat,
    /// Maximum number of palette colours.
    count: usize,
    palette: Palette,
    colors: [[u8; 3]; 256],
    /// For each colour in 5 bits a channel: the squared distance of the nearest palette colour times 256, plus its
    /// index.
    distances: Vec<i32>,
    nearest: Vec<u8>,
}

/// A level of five bits, scaled to the full range.
fn spread(level: usize) -> i32 {
    (level << 3 | level >> 2) as i32
}

impl Kernel {
    fn nearest(&self, [r, g, b]: [u8; 3]) -> [u8; 3] {
        let [r, g, b] = [r, g, b].map(|v| usize::from(v >> 3));
        let index = self.nearest.get((r * SIDE + g) * SIDE + b).copied().unwrap_or_default();
        self.colors[usize::from(index)]
    }
}

impl Reduce for Kernel {
    fn begin(&mut self) {
        self.palette.begin();
    }

    fn observe(&mut self, rows: Plane<'_>, _: usize) {
        rows.rows().for_each(|row| self.palette.gather(self.format, row));
    }

    fn statistics(&mut self) -> Statistics<'_> {
        self.palette.statistics()
    }

    fn conclude(&mut self) {
        self.distances.fill(i32::MAX);
        let found = self.palette.conclude(self.count);
        for (index, (found, color)) in found.iter().zip(&mut self.colors).enumerate() {
            *color = found.color.map(|level| level.round() as u8);
            // The sum of squared differences is below 2¹⁸, so the index of the colour fits below it.
            let squares = color.map(|level| -> [i32; SIDE] {
                core::array::from_fn(|i| (spread(i) - i32::from(level)).pow(2) << 8)
            });
            let blues = squares[2].as_chunks::<4>().0;
            for (row, distances) in self.distances.as_chunks_mut::<SIDE>().0.iter_mut().enumerate() {
                let there = squares[0][row / SIDE % SIDE] + squares[1][row % SIDE] + index as i32;
                let there = I32x4::splat(there);
                for (distance, blue) in distances.as_chunks_mut::<4>().0.iter_mut().zip(blues) {
                    I32x4::load(distance).min(I32x4::load(blue) + there).store(distance);
                }
            }
        }
        self.nearest.iter_mut().zip(&self.distances).for_each(|(nearest, &distance)| *nearest = distance as u8);
    }

    fn scratch_bytes(&self) -> usize {
        self.palette.bytes() + size_of_val(self.distances.as_slice()) + self.nearest.len()
    }

    fn apply(&self, rows: Pixels<'_>, _: usize) {
        let bytes = rows.kept();
        match self.format {
            RowFormat::Gray8 => bytes.iter_mut().for_each(|v| *v = self.nearest([*v; 3])[0]),
            RowFormat::Rgba8 => {
                for [r, g, b, _] in bytes.as_chunks_mut::<4>().0 {
                    [*r, *g, *b] = self.nearest([*r, *g, *b]);
                }
            }
        }
    }
}

/// With error diffusion: rows depend on the rows above, after the whole frame was observed.
struct Diffused {
    layout: RowLayout,
    kernel: Kernel,
    diffusion: Diffusion,
}

impl Geometry for Diffused {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        true
    }

    fn scratch_bytes(&self) -> usize {
        self.diffusion.bytes() + self.kernel.scratch_bytes()
    }

    /// A unit of work is two rows: all rows are observed first, then all are diffused.
    fn apply_in_place(&mut self, mut frame: PlaneMut<'_>, rows: Range<usize>) -> usize {
        let height = frame.height();
        if rows.start == 0 {
            self.kernel.begin();
        }
        let is_gray = self.kernel.format == RowFormat::Gray8;
        for work in 2 * rows.start..2 * rows.end {
            let Some(y) = work.checked_sub(height) else {
                self.kernel.observe(frame.as_plane().band(work..work + 1), work);
                continue;
            };
            if y == 0 {
                self.kernel.conclude();
                self.diffusion.begin();
            }
            self.diffusion.row(frame.row_mut(y), is_gray, |color| self.kernel.nearest(color));
        }
        rows.end
    }

    fn apply(
        &mut self,
        source: Plane<'_>,
        mut target: PlaneMut<'_>,
        rows: Range<usize>,
        _: Option<&PlaneRef<'_>>,
    ) -> usize {
        if rows.start == 0 {
            for (from, to) in source.rows().zip(target.reborrow().into_rows()) {
                to.copy_from_slice(from);
            }
        }
        self.apply_in_place(target, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::filters::effect::diffusion::reference;
    use crate::image::testing::{SIDES, compare, noise, run};
    use crate::image::frame::Frame;

    fn palette(source: &Frame, colors: i32) -> Vec<[u8; 3]> {
        let mut palette = Palette::new().unwrap();
        let found = palette.find(source, colors as usize).unwrap();
        found.iter().map(|found| found.color.map(|v| v.round() as u8)).collect()
    }

    fn apart(a: [f64; 3], b: [u8; 3]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - f64::from(b)).powi(2)).sum()
    }

    /// The palette colour nearest to the colour in five bits.
    fn nearest(palette: &[[u8; 3]], color: [u8; 3]) -> [u8; 3] {
        let color = color.map(|v| f64::from(v / 8 * 8 + v / 32));
        let best = palette.iter().copied().reduce(|a, b| if apart(color, b) < apart(color, a) { b } else { a });
        best.unwrap_or_default()
    }

    #[test]
    fn assigns_each_pixel_the_nearest_colour_of_the_palette() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for colors in [1, 2, 5, 16, 256] {
                    let source = noise(format, width, height, opaque, 41);
                    let palette = palette(&source, colors);
                    let p = source.layout().rows().unwrap().pixel_bytes();
                    let mut expected = source.bytes().to_vec();
                    for pixel in expected.chunks_mut(p) {
                        let color = if let [r, g, b, _] = *pixel { [r, g, b] } else { [pixel[0]; 3] };
                        let chosen = nearest(&palette, color);
                        let least = palette.iter().map(|&c| apart(color.map(f64::from), c).sqrt()).fold(1e9, f64::min);
                        if !palette.is_empty() {
                            assert!(apart(color.map(f64::from), chosen).sqrt() <= least + 24.3, "{color:?}: {chosen:?}");
                        }
                        let colors = p.min(3);
                        pixel[..colors].copy_from_slice(&chosen[..colors]);
                    }
                    let what = format!("{colors} {format:?} opaque {opaque} {width}×{height}");
                    compare(&what, run(&Quantize { colors, dither: false }, &source).bytes(), &expected, 0);
                    let expected = reference(&source, |color| nearest(&palette, color));
                    let what = format!("{what}, dithered");
                    compare(&what, run(&Quantize { colors, dither: true }, &source).bytes(), &expected, 0);
                }
            }
        }
    }
}
