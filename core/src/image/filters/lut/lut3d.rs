//! `lut3d`: a colour look-up table.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::hint::black_box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, FloatPoint, Pixel};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;
use crate::image::lut::{Entries, Lattice, Lut};
use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16};

crate::choice! {
    /// Interpolation between the points of a three-dimensional table.
    pub enum Interpolation {
        /// Interpolates the four corners of the tetrahedron that contains the colour; keeps grays gray.
        Tetrahedral = "tetrahedral",
        /// Interpolates the eight corners of the cell that contains the colour.
        Trilinear = "trilinear",
    }
}

crate::filter! {
    /// Looks colours up in a table, as exported by colour grading software; alpha is unchanged.
    ///
    /// Source: Adobe Cube LUT Specification 1.0. Colours aren't premultiplied; colours outside the table's domain are
    /// clamped to it. One-dimensional tables are interpolated linearly.
    pub struct Lut3d: "lut3d" in "lut" version 1 on color {
        /// Look-up table; without a table, nothing changes.
        table: Option<Arc<Lut>> = Kind::Resource("lut"),
        /// Share of the table's colours; 0 leaves the frame unchanged, 1 gives the colours of the table.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).unit(Unit::Factor)),
        /// Interpolation between the points of a three-dimensional table.
        interpolation: Interpolation = Kind::Enum { names: Interpolation::NAMES, default: 0 },
    }
}

impl Operate for Lut3d {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        let Some(lut) = self.table.as_ref().filter(|_| self.amount > 0.0) else { return Ok(Operation::Identity) };
        Ok(match lut.entries() {
            Entries::Curves(curves) => {
                Operation::Table(of_curves(curves, lut.domain(), self.amount))
            }
            Entries::Lattice(lattice) => Operation::Point(Box::new(Cells {
                axes: core::array::from_fn(|c| Axis::new(lut.domain()[c], lattice.size)),
                lut: Arc::clone(lut),
                amount: (self.amount * f64::from(ONE)).round() as i16,
                interpolation: self.interpolation,
            })),
        })
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let Some(lut) = self.table.as_ref().filter(|_| self.amount > 0.0) else {
            return Ok(Some(FloatOperation::Identity));
        };
        let kernel = FloatCells { lut: Arc::clone(lut), amount: self.amount as f32, interpolation: self.interpolation };
        Ok(Some(FloatOperation::Point(Box::new(kernel))))
    }
}

/// On floats, one pixel at a time. The colours of a three-dimensional table have 14 bits, or 10 beyond -2 to 2.
#[cfg(feature = "float")]
#[derive(Debug)]
struct FloatCells {
    lut: Arc<Lut>,
    amount: f32,
    interpolation: Interpolation,
}

#[cfg(feature = "float")]
impl FloatPoint for FloatCells {
    fn apply(&self, row: &mut [Pixel], _: usize) {
        let amount = self.amount;
        for [r, g, b, _] in row {
            let color = [*r, *g, *b];
            let looked_up = self.look_up(color);
            [*r, *g, *b] = [0, 1, 2].map(|c| color[c] + (looked_up[c] - color[c]) * amount);
        }
    }
}

#[cfg(feature = "float")]
impl FloatCells {
    /// The colour of the table.
    fn look_up(&self, color: [f32; 3]) -> [f32; 3] {
        // The cell of each channel, and the position in it.
        let place = |c: usize, points: usize| {
            let (low, high) = self.lut.domain()[c];
            let at = ((f64::from(color[c]) - low) / (high - low)).clamp(0.0, 1.0) * (points - 1) as f64;
            let cell = (at as usize).min(points.saturating_sub(2));
            (cell, (at - cell as f64) as f32)
        };
        match self.lut.entries() {
            Entries::Curves(curves) => core::array::from_fn(|c| {
                let (cell, t) = place(c, curves.len());
                let entry = |at: usize| curves.get(at).or(curves.last()).map_or(0.0, |entry| entry[c]);
                entry(cell) + t * (entry(cell + 1) - entry(cell))
            }),
            Entries::Lattice(lattice) => {
                let strides = [1, lattice.size, lattice.size * lattice.size];
                let places = [0, 1, 2].map(|c| place(c, lattice.size));
                let first: usize = (0..3).map(|c| places[c].0 * strides[c]).sum();
                let scale = 1.0 / (255.0 * (1 << lattice.fraction) as f32);
                let corner = |at: usize| {
                    let [r, g, b, _] = lattice.colors.get(at).copied().unwrap_or_default();
                    [r, g, b].map(|c| f32::from(c) * scale)
                };
                let mix = |a: [f32; 3], b: [f32; 3], t: f32| [0, 1, 2].map(|c| a[c] + (b[c] - a[c]) * t);
                let [x, y, z] = places.map(|(_, t)| t);
                if self.interpolation == Interpolation::Trilinear {
                    let along_red = |at: usize| mix(corner(at), corner(at + 1), x);
                    let along_green = |at: usize| mix(along_red(at), along_red(at + strides[1]), y);
                    return mix(along_green(first), along_green(first + strides[2]), z);
                }
                // From the first corner to the last, along the axes in descending order of the positions on them.
                let mut axes = [(x, strides[0]), (y, strides[1]), (z, strides[2])];
                axes.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
                let mut at = first;
                let mut color = corner(at);
                let mut before = color;
                for (t, stride) in axes {
                    at += stride;
                    let next = corner(at);
                    color = [0, 1, 2].map(|c| color[c] + (next[c] - before[c]) * t);
                    before = next;
                }
                color
            }
        }
    }
}

/// Converts a one-dimensional table to a table of bytes.
fn of_curves(curves: &[[f32; 3]], domain: &[(f64, f64); 3], amount: f64) -> Table {
    Table::of_channels(|channel, value| {
        let Some(&(low, high)) = domain.get(channel) else { return value };
        let at = ((value - low) / (high - low)).clamp(0.0, 1.0) * (curves.len() - 1) as f64;
        let entry = |index: usize| curves.get(index).map_or(0.0, |entry| f64::from(entry[channel]));
        let (index, fraction) = (at as usize, at.fract());
        let looked_up = entry(index) + if fraction > 0.0 { fraction * (entry(index + 1) - entry(index)) } else { 0.0 };
        value + amount * (looked_up - value)
    })
}

/// Number of fraction bits of a position in a cell, hence of weights: 1 must fit into a lane.
const FRACTION: u32 = 14;
const ONE: i16 = 1 << FRACTION;

/// Number of bits for the distance of two neighbouring points in the lattice, at most 65².
const STRIDE: u32 = 13;

/// The positions of a channel's bytes between the points of a table.
#[derive(Debug)]
struct Axis {
    /// The byte at the first point.
    start: f64,
    /// Cells per step of a byte, in fixed point.
    scale: f64,
    /// The last point, in fixed point.
    end: f64,
    last_cell: i32,
}

impl Axis {
    fn new((low, high): (f64, f64), size: usize) -> Self {
        let cells = (size - 1) as f64;
        let scale = cells * f64::from(ONE) / (255.0 * (high - low));
        Self {
            start: low * 255.0,
            // Finite, however narrow the domain is.
            scale: scale.min(1e12),
            end: cells * f64::from(ONE),
            last_cell: size as i32 - 2,
        }
    }

    /// The cell that contains each byte, and the position in it: from 0 to `ONE`, which occurs in the last cell alone.
    ///
    /// The function has its own copy of the axis, as vectors, because data behind a reference would be read again after
    /// every write. The copy is behind black boxes, because the compiler would otherwise rebuild the vectors from the
    /// scalars for every four pixels.
    #[inline(always)]
    fn place(&self) -> impl Fn(I32x4) -> (I32x4, I32x4) + use<> {
        let [start, scale, end] = [-self.start, self.scale, self.end].map(|number| black_box(F32x4::splat(number as f32)));
        let last_cell = black_box(I32x4::splat(self.last_cell));
        move |bytes| {
            let place = (bytes.to_f32() + start) * scale;
            let place = place.max(F32x4::splat(0.0)).min(end).round_small();
            let cell = place.shift_right::<FRACTION>().min(last_cell);
            (cell, place - cell.shift_left::<FRACTION>())
        }
    }
}

/// The kernel for three-dimensional tables.
#[derive(Debug)]
struct Cells {
    lut: Arc<Lut>,
    axes: [Axis; 3],
    amount: i16,
    interpolation: Interpolation,
}

impl Point for Cells {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        let Entries::Lattice(lattice) = self.lut.entries() else { return };
        match self.interpolation {
            Interpolation::Tetrahedral => self.map(rows, lattice, tetrahedral),
            Interpolation::Trilinear => self.map(rows, lattice, trilinear),
        }
    }
}

impl Cells {
    /// Applies `interpolate` to the cell and position of each channel; it returns the colours of four pixels with
    /// `FRACTION` bits more than the lattice has.
    ///
    /// All formats share one loop. The loop is so long that the copies that [`map_pixels`](crate::simd::map_pixels)
    /// makes of it would cost more than copying the bytes first.
    #[inline(always)]
    fn map(
        &self,
        rows: Pixels<'_>,
        lattice: &Lattice,
        interpolate: impl Fn(&[[i16; 4]], &Strides, [I32x4; 3], [I32x4; 3]) -> Option<[I32x4; 4]>,
    ) {
        let bytes = match rows {
            Pixels::InPlace(bytes) => bytes,
            Pixels::Into { source, target } => {
                let length = source.len().min(target.len());
                target[..length].copy_from_slice(&source[..length]);
                &mut target[..length]
            }
        };
        let (colors, fraction) = (lattice.colors.as_slice(), lattice.fraction);
        let strides = Strides::new(lattice.size as i32);
        let (red, green, blue) = (self.axes[0].place(), self.axes[1].place(), self.axes[2].place());
        let (byte, color) = (black_box(I32x4::splat(255)), black_box(U8x16::splat_pixel([255, 255, 255, 0])));
        let (scale, half) = (I16x8::splat(1 << fraction), I16x8::splat(1 << (fraction - 1)));
        let (looked_up, source) = (self.amount, ONE - self.amount);
        let weights = I16x8::from_array([source, looked_up, source, looked_up, source, looked_up, source, looked_up]);
        let (body, tail) = bytes.as_chunks_mut::<16>();
        let mut padded = [[0; 16]];
        padded[0][..tail.len()].copy_from_slice(tail);
        for chunk in body.iter_mut().chain(&mut padded) {
            let v = U8x16::load(chunk);
            let words = v.to_words();
            let (r, x) = red(words & byte);
            let (g, y) = green(words.shift_right::<8>() & byte);
            let (b, z) = blue(words.shift_right::<16>() & byte);
            // All corners exist. An early return costs less than a default value: values from two possible sources
            // would wait in registers until all of them are known.
            let Some([first, second, third, fourth]) = interpolate(colors, &strides, [r, g, b], [x, y, z]) else { return };
            let narrow = |a: I32x4, b: I32x4| I32x4::narrow(a.shift_right::<FRACTION>(), b.shift_right::<FRACTION>());
            let mut halves = [narrow(first, second), narrow(third, fourth)];
            if looked_up != ONE {
                let source = [v.widen_low() * scale, v.widen_high() * scale];
                let mixed = |i: usize| {
                    let (low, high) = (source[i].zip_low(halves[i]), source[i].zip_high(halves[i]));
                    narrow(low.dot(weights), high.dot(weights))
                };
                halves = [mixed(0), mixed(1)];
            }
            let [low, high] = halves.map(|pixels| pixels.add_saturating(half).shift_right_by(fraction));
            I16x8::narrow(low, high).select(v, color).store(chunk);
        }
        tail.copy_from_slice(&padded[0][..tail.len()]);
    }
}

/// Distances between neighbouring points along red, green and blue.
struct Strides {
    side: i32,
    vectors: [I32x4; 3],
    /// A mask for the bits of a distance.
    mask: I32x4,
}

impl Strides {
    fn new(side: i32) -> Self {
        let vectors = [1, side, side * side].map(|stride| black_box(I32x4::splat(stride)));
        Self { side, vectors, mask: black_box(I32x4::splat((1 << STRIDE) - 1)) }
    }

    /// The first corners of cells.
    #[inline(always)]
    fn first(&self, red: I32x4, green: I32x4, blue: I32x4) -> I32x4 {
        red + green * self.vectors[1] + blue * self.vectors[2]
    }
}

/// A weighted sum of the cell's first corner, its last corner, and the two corners on the path between them along the
/// axes, in descending order of the colour's position on the axes.
#[inline(always)]
fn tetrahedral(
    colors: &[[i16; 4]],
    strides: &Strides,
    [red, green, blue]: [I32x4; 3],
    places: [I32x4; 3],
) -> Option<[I32x4; 4]> {
    let first = strides.first(red, green, blue);
    // With the stride in the bits below the position, sorting positions sorts strides.
    let key = |c: usize| places[c].shift_left::<STRIDE>() | strides.vectors[c];
    let [a, b, c] = core::array::from_fn(key);
    let (largest, smallest) = (a.max(b).max(c), a.min(b).min(c));
    let middle = a + b + c - largest - smallest;
    let [x, y, z] = [largest, middle, smallest].map(|key| key.shift_right::<STRIDE>());
    let stride = |key: I32x4| key & strides.mask;
    let second = first + stride(largest);
    let third = second + stride(middle);
    let pair = |low: I32x4, high: I32x4| (low | high.shift_left::<16>()).broadcast_each();
    let (near, far) = (pair(I32x4::splat(i32::from(ONE)) - x, x - y), pair(y - z, z));
    let last = 1 + strides.side + strides.side * strides.side;
    let corner = |index: i32| colors.get(index as usize).map(I16x8::load_low);
    let pixel = |first: i32, second: i32, third: i32, near: I32x4, far: I32x4| {
        let begin = corner(first)?.zip_low(corner(second)?);
        let end = corner(third)?.zip_low(corner(first + last)?);
        Some(begin.dot(near.to_lanes()) + end.dot(far.to_lanes()))
    };
    // Unrolled by hand: the compiler turns a function over an array into a loop, and the vectors into an array in
    // memory.
    let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (first.to_array(), second.to_array(), third.to_array());
    Some([
        pixel(a, e, i, near[0], far[0])?,
        pixel(b, f, j, near[1], far[1])?,
        pixel(c, g, k, near[2], far[2])?,
        pixel(d, h, l, near[3], far[3])?,
    ])
}

/// A weighted sum of all corners of the cell: along red, then green, then blue.
#[inline(always)]
fn trilinear(
    colors: &[[i16; 4]],
    strides: &Strides,
    [red, green, blue]: [I32x4; 3],
    places: [I32x4; 3],
) -> Option<[I32x4; 4]> {
    let side = strides.side;
    let first = strides.first(red, green, blue).to_array();
    let weights = |place: I32x4| ((I32x4::splat(i32::from(ONE)) - place) | place.shift_left::<16>()).broadcast_each();
    let [x, y, z] = places;
    let (x, y, z) = (weights(x), weights(y), weights(z));
    let half = I32x4::splat(1 << (FRACTION - 1));
    let lanes = colors.as_flattened();
    let pixel = |first: i32, x: I32x4, y: I32x4, z: I32x4| {
        let along_red = |index: i32| {
            let begin = 4 * index as usize;
            let corners = I16x8::load(lanes.get(begin..begin + 8)?.first_chunk()?);
            Some((corners.zip_halves().dot(x.to_lanes()) + half).shift_right::<FRACTION>())
        };
        let along_green = |index: i32| {
            let both = I32x4::pair(along_red(index)?, along_red(index + side)?);
            Some((both.dot(y.to_lanes()) + half).shift_right::<FRACTION>())
        };
        Some(I32x4::pair(along_green(first)?, along_green(first + side * side)?).dot(z.to_lanes()))
    };
    Some([
        pixel(first[0], x[0], y[0], z[0])?,
        pixel(first[1], x[1], y[1], z[1])?,
        pixel(first[2], x[2], y[2], z[2])?,
        pixel(first[3], x[3], y[3], z[3])?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{Random, check_pixels, check_pixels_exactly, compare, run};
    use crate::image::frame::{Format, Frame};

    /// A table as text, and its entries.
    fn table(size: usize, domain: [(f64, f64); 3], color: impl FnMut() -> [f64; 3]) -> (Arc<Lut>, Vec<[f64; 3]>) {
        let entries: Vec<[f64; 3]> = core::iter::repeat_with(color).take(size.pow(3)).collect();
        let mut text = format!("LUT_3D_SIZE {size}\n");
        let [r, g, b] = domain;
        text += &format!("DOMAIN_MIN {} {} {}\nDOMAIN_MAX {} {} {}\n", r.0, g.0, b.0, r.1, g.1, b.1);
        entries.iter().for_each(|[r, g, b]| text += &format!("{r} {g} {b}\n"));
        (Arc::new(Lut::from_cube(&text).unwrap()), entries)
    }

    const UNIT: [(f64, f64); 3] = [(0.0, 1.0); 3];

    fn mix(a: [f64; 3], b: [f64; 3], amount: f64) -> [f64; 3] {
        core::array::from_fn(|c| a[c] + amount * (b[c] - a[c]))
    }

    /// The definitions, one pixel at a time.
    fn reference(
        size: usize,
        domain: [(f64, f64); 3],
        entries: &[[f64; 3]],
        interpolation: Interpolation,
        color: [f64; 3],
    ) -> [f64; 3] {
        let at: [f64; 3] = core::array::from_fn(|c| {
            ((color[c] - domain[c].0) / (domain[c].1 - domain[c].0)).clamp(0.0, 1.0) * (size - 1) as f64
        });
        let cell = at.map(|at| (at as usize).min(size - 2));
        let [x, y, z]: [f64; 3] = core::array::from_fn(|c| at[c] - cell[c] as f64);
        let corner =
            |r: usize, g: usize, b: usize| entries[(cell[2] + b) * size * size + (cell[1] + g) * size + cell[0] + r];
        if interpolation == Interpolation::Trilinear {
            let along_red = |g, b| mix(corner(0, g, b), corner(1, g, b), x);
            let along_green = |b| mix(along_red(0, b), along_red(1, b), y);
            return mix(along_green(0), along_green(1), z);
        }
        let (first, last) = (corner(0, 0, 0), corner(1, 1, 1));
        let (second, third, [u, v, w]) = if x >= y && y >= z {
            (corner(1, 0, 0), corner(1, 1, 0), [x, y, z])
        } else if x >= z && z >= y {
            (corner(1, 0, 0), corner(1, 0, 1), [x, z, y])
        } else if z >= x && x >= y {
            (corner(0, 0, 1), corner(1, 0, 1), [z, x, y])
        } else if y >= x && x >= z {
            (corner(0, 1, 0), corner(1, 1, 0), [y, x, z])
        } else if y >= z && z >= x {
            (corner(0, 1, 0), corner(0, 1, 1), [y, z, x])
        } else {
            (corner(0, 0, 1), corner(0, 1, 1), [z, y, x])
        };
        core::array::from_fn(|c| (1.0 - u) * first[c] + (u - v) * second[c] + (v - w) * third[c] + w * last[c])
    }

    #[test]
    fn follows_the_definitions() {
        let mut random = Random::new(3);
        for (size, domain, spread) in [
            (2, UNIT, 1.0),
            (3, [(0.2, 0.7), (-1.0, 0.5), (0.0, 4.0)], 1.0),
            (17, UNIT, 1.4),
            (9, UNIT, 20.0),
            (33, [(-0.1, 1.1); 3], 1.0),
            (65, UNIT, 1.0),
            (4, [(0.5, 0.500_001), (-1e6, 1e6), (0.9, 1e5)], 1.0),
        ] {
            let mut number = || f64::from(random.byte()) / 255.0 * spread - (spread - 1.0) / 2.0;
            let (lut, entries) = table(size, domain, || [number(), number(), number()]);
            for &interpolation in Interpolation::ALL {
                for amount in [1.0, 0.3] {
                    let filter = Lut3d { table: Some(Arc::clone(&lut)), amount, interpolation };
                    check_pixels(&filter, |[r, g, b, a]| {
                        let color = reference(size, domain, &entries, interpolation, [r, g, b]);
                        let [r, g, b] = mix([r, g, b], color, amount);
                        [r, g, b, a]
                    });
                }
            }
        }
    }

    #[test]
    fn the_identity_leaves_frames_unchanged() {
        for size in [2, 3, 16, 17, 32, 33, 64, 65] {
            let mut i = 0;
            let (lut, _) = table(size, UNIT, || {
                i += 1;
                let at = i - 1;
                [at % size, at / size % size, at / size / size].map(|at| at as f64 / (size - 1) as f64)
            });
            for &interpolation in Interpolation::ALL {
                for amount in [1.0, 0.5] {
                    let filter = Lut3d { table: Some(Arc::clone(&lut)), amount, interpolation };
                    check_pixels_exactly(&filter, |pixel| pixel);
                    let ramp = (0..=255).flat_map(|c| [c, 255 - c, c / 2, c]).collect::<Vec<u8>>();
                    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, 16, 16).unwrap()).unwrap();
                    frame.bytes_mut().copy_from_slice(&ramp);
                    assert!(run(&filter, &frame).bytes() == ramp, "every byte, size {size}, {interpolation:?}");
                }
            }
        }
    }

    #[test]
    fn one_dimensional_tables_are_interpolated_linearly() {
        let text = "LUT_1D_SIZE 3\nDOMAIN_MIN 0 0 0.5\nDOMAIN_MAX 1 2 1\n0 1 0\n0.25 0.5 0.1\n1 0 2\n";
        let lut = Arc::new(Lut::from_cube(text).unwrap());
        let entries = [[0.0, 0.25, 1.0], [1.0, 0.5, 0.0], [0.0, 0.1, 2.0]];
        let domain = [(0.0, 1.0), (0.0, 2.0), (0.5, 1.0)];
        for amount in [1.0, 0.6] {
            let filter = Lut3d { table: Some(Arc::clone(&lut)), amount, interpolation: Interpolation::Tetrahedral };
            check_pixels(&filter, |pixel| {
                core::array::from_fn(|c| {
                    if c == 3 {
                        return pixel[3];
                    }
                    let at = ((pixel[c] - domain[c].0) / (domain[c].1 - domain[c].0)).clamp(0.0, 1.0) * 2.0;
                    let [a, b, d] = entries[c];
                    let value = if at < 1.0 { a + at * (b - a) } else { b + (at - 1.0) * (d - b) };
                    pixel[c] + amount * (value - pixel[c])
                })
            });
        }
    }

    #[test]
    fn without_a_table_frames_are_unchanged() {
        check_pixels_exactly(&Lut3d::default(), |pixel| pixel);
        let (table, _) = table(2, UNIT, || [0.5; 3]);
        check_pixels_exactly(&Lut3d { table: Some(table), amount: 0.0, ..Lut3d::default() }, |pixel| pixel);
    }

    /// Results of OpenColorIO: `tests/golden/lut/make.py`.
    #[test]
    fn agrees_with_opencolorio() {
        const CUBE: &str = include_str!("../../../../tests/golden/lut/table.cube");
        const COLORS: &str = include_str!("../../../../tests/golden/lut/colors.txt");
        let lut = Arc::new(Lut::from_cube(CUBE).unwrap());
        let rows: Vec<Vec<f64>> = COLORS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split(' ').map(|word| word.parse().unwrap()).collect())
            .collect();
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba, rows.len() as u32, 1).unwrap()).unwrap();
        for (pixel, row) in frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().zip(&rows) {
            *pixel = [row[0] as u8, row[1] as u8, row[2] as u8, 7];
        }
        for (&interpolation, results) in Interpolation::ALL.iter().zip([3..6, 6..9]) {
            let filter = Lut3d { table: Some(Arc::clone(&lut)), amount: 1.0, interpolation };
            let expected: Vec<u8> = rows
                .iter()
                .flat_map(|row| {
                    let color = row[results.clone()].iter().map(|c| (c * 255.0).round() as u8);
                    color.chain([7]).collect::<Vec<_>>()
                })
                .collect();
            compare(&format!("{interpolation:?}"), run(&filter, &frame).bytes(), &expected, 1);
        }
    }
}
