//! `lensBlur`: the blur of a lens with a round aperture.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::luma::luma;
use crate::image::kernels::BorderMode;
use crate::image::kernels::Window;
use crate::image::kernels::means::Rows;
use crate::image::kernels::means::sliding::{divided_means, means};
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{FrameLayout, RowFormat, RowLayout, Plane, PlaneMut};
use crate::simd::{F32x4, I16x8, I32x4, U8x16};

crate::filter! {
    /// Replaces each pixel by the mean of the disc around it, like the blur of a lens with a round aperture; colours
    /// are weighted by alpha.
    ///
    /// The mean of all pixels whose centres are at most `radius` from the pixel's own centre, rounded to nearest: exact
    /// for opaque and gray frames. Translucent colours are first weighted by alpha in whole levels. Together with the
    /// rounding of colour and alpha, they are up to 1.5 levels off, measured premultiplied. The time grows with the
    /// radius, not with its square: from row to row, each column of the disc gains one pixel and loses one.
    ///
    /// `highlights` makes bright pixels stand out in the shape of the aperture. In a photograph, highlights contain
    /// more light than white can represent. Pixels whose luma (BT.601, in whole levels, before colours are weighted by
    /// alpha) is at least `threshold` times 255 count `1 + highlights` times in the mean of the colours. The mean of
    /// alpha isn't affected.
    pub struct LensBlur: "lensBlur" in "lens" version 1 on planes {
        /// Radius of the disc; less than 1 leaves the frame unchanged.
        radius: f64 = Kind::Number(Number::new(8.0, 0.0, 100.0).typical(0.0, 40.0).step(0.5).unit(Unit::Pixels)),
        /// Extra weight of bright pixels, which count `1 + highlights` times; 0 weights all pixels equally.
        highlights: f64 = Kind::Number(Number::new(0.0, 0.0, 100.0).typical(0.0, 20.0).step(0.1).unit(Unit::Factor)),
        /// Luma from which pixels count as bright; 1 selects white only.
        threshold: f64 = Kind::Number(Number::new(0.9, 0.0, 1.0)),
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = Kind::Enum { names: BorderMode::NAMES, default: 0 },
    }
}

/// Returns the number of pixels above and below the middle row that belong to the column `across` pixels from the
/// centre.
fn reach(radius: f64, across: usize) -> usize {
    let across = across as f64;
    (radius * radius - across * across).max(0.0).sqrt() as usize
}

impl Operate for LensBlur {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let radius = self.radius.max(0.0) as usize;
        if radius == 0 {
            return Ok(Operation::Identity);
        }
        let disc = |layout: &RowLayout| Disc::new(layout, self.radius, self.border);
        let lights = if self.highlights > 0.0 {
            let layout = RowLayout::new(RowFormat::Rgba8, input.width(), input.height())?;
            let disc = disc(&layout)?;
            let row = zeroed(4 * input.width() as usize)?;
            let threshold = (self.threshold * 255.0 - 1e-6).ceil() as i32;
            Some(Lights { disc, row, threshold, factor: self.highlights as f32 })
        } else {
            None
        };
        Ok(Operation::Window(Box::new(Kernel { frame: disc(input)?, lights, produced: 0 })))
    }

    /// Highlights are bright colours.
    fn needs_color(&self, input: &FrameLayout) -> bool {
        let [across, down] = input.format().halvings();
        across != down || input.has_alpha_plane() || self.highlights > 0.0
    }
}

/// A column of the disc.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    /// Offset from the start of a row, in bytes.
    start: usize,
    /// Number of pixels above and below the middle.
    reach: usize,
    /// Offsets of the pixels that enter and leave in a step.
    enters: usize,
    leaves: usize,
}

/// Number of bytes processed at once.
const BLOCK: usize = 32;

/// Number of columns whose changes fit into 16 bits.
const COLUMNS: usize = 128;

#[derive(Debug)]
struct Disc {
    rows: Rows,
    columns: Vec<Column>,
    /// The sum over the disc around each pixel of the row.
    sums: Vec<i32>,
    scale: f32,
}

/// The bright pixels of a frame: the same colours, with alpha 0 elsewhere. Gray is stored in all three channels.
#[derive(Debug)]
struct Lights {
    disc: Disc,
    /// A row of bright pixels.
    row: Vec<u8>,
    threshold: i32,
    /// Extra weight of bright pixels.
    factor: f32,
}

#[derive(Debug)]
struct Kernel {
    frame: Disc,
    lights: Option<Lights>,
    produced: usize,
}

/// Adds to each sum the `2 * reach + 1` pixels of the row that begin at its position.
fn add_runs<const N: usize>(row: &[[u8; N]], reach: usize, sums: &mut [[i32; N]]) {
    let mut run = [0; N];
    let mut change = |pixel: &[u8; N], sign: i32| {
        run.iter_mut().zip(pixel).for_each(|(run, &byte)| *run += sign * i32::from(byte));
        run
    };
    let (first, enters) = row.split_at((2 * reach).min(row.len()));
    for pixel in first {
        change(pixel, 1);
    }
    for ((sum, enters), leaves) in sums.iter_mut().zip(enters).zip(row) {
        let run = change(enters, 1);
        sum.iter_mut().zip(run).for_each(|(sum, run)| *sum += run);
        change(leaves, -1);
    }
}

/// Adds the pixels that enter the discs and subtracts those that leave.
#[inline(never)]
fn slide(rows: &[u8], columns: &[Column], sums: &mut [i32]) {
    for (i, sums) in sums.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        let rows = rows.get(i * BLOCK..).unwrap_or_default();
        let at = |start: usize| rows.get(start..).and_then(<[u8]>::first_chunk::<BLOCK>);
        let mut changes = [I16x8::splat(0); 4];
        for column in columns {
            let (Some(enters), Some(leaves)) = (at(column.enters), at(column.leaves)) else { break };
            let halves = enters.as_chunks::<16>().0.iter().zip(leaves.as_chunks::<16>().0);
            for (changes, (enters, leaves)) in changes.as_chunks_mut::<2>().0.iter_mut().zip(halves) {
                let (enters, leaves) = (U8x16::load(enters), U8x16::load(leaves));
                changes[0] = changes[0] + enters.widen_low() - leaves.widen_low();
                changes[1] = changes[1] + enters.widen_high() - leaves.widen_high();
            }
        }
        for (sums, change) in sums.as_chunks_mut::<8>().0.iter_mut().zip(changes) {
            let four = sums.as_chunks_mut::<4>().0.iter_mut().zip([change.widen_low(), change.widen_high()]);
            four.for_each(|(sum, change)| (I32x4::load(sum) + change).store(sum));
        }
    }
}

impl Disc {
    fn new(input: &RowLayout, radius: f64, border: BorderMode) -> Result<Self> {
        let whole = radius as usize;
        let rows = Rows::new(input, border, whole, 2 * whole + 3)?;
        let mut columns: Vec<Column> = zeroed(2 * whole + 1)?;
        for (i, column) in columns.iter_mut().enumerate() {
            *column = Column { start: i * rows.pixel, reach: reach(radius, i.abs_diff(whole)), ..Column::default() };
        }
        let area: usize = columns.iter().map(|column| 2 * column.reach + 1).sum();
        let sums = zeroed((rows.width * rows.pixel).next_multiple_of(BLOCK))?;
        Ok(Self { rows, columns, sums, scale: (1.0 / area as f64) as f32 })
    }

    fn scratch_bytes(&self) -> usize {
        self.rows.bytes() + size_of_val(self.sums.as_slice()) + size_of_val(self.columns.as_slice())
    }

    /// Moves the discs to row `y`: the first row, or the row after the previous call's.
    fn slide(&mut self, y: isize) {
        let radius = self.columns.len() / 2;
        if y > self.rows.first() as isize {
            for column in &mut self.columns {
                let reach = column.reach as isize;
                column.enters = self.rows.offset(y + reach) + column.start;
                column.leaves = self.rows.offset(y - 1 - reach) + column.start;
            }
            self.columns.chunks(COLUMNS).for_each(|columns| slide(self.rows.all(), columns, &mut self.sums));
            return;
        }
        self.sums.fill(0);
        // The disc has the same width and height.
        for (y, column) in (y - radius as isize..).zip(&self.columns) {
            let start = (radius - column.reach) * self.rows.pixel;
            let row = self.rows.row(y).get(start..).unwrap_or_default();
            if self.rows.pixel == 4 {
                add_runs(row.as_chunks::<4>().0, column.reach, self.sums.as_chunks_mut::<4>().0);
            } else {
                add_runs(row.as_chunks::<1>().0, column.reach, self.sums.as_chunks_mut::<1>().0);
            }
        }
    }

    /// Writes the means of the row that the discs are at.
    fn store(&self, y: isize, target: &mut [u8]) {
        let is_opaque = self.rows.is_opaque(y - self.columns.len() as isize / 2);
        let scale = F32x4::splat(self.scale);
        let (body, tail) = target.as_chunks_mut::<16>();
        let mut last = [[0; 16]];
        for (to, sums) in body.iter_mut().chain(&mut last).zip(self.sums.as_chunks::<16>().0) {
            let four = core::array::from_fn(|i| sums.as_chunks::<4>().0.get(i).map_or(I32x4::splat(0), I32x4::load));
            if is_opaque { means(four, scale) } else { divided_means(four, scale) }.store(to);
        }
        tail.copy_from_slice(&last[0][..tail.len()]);
    }
}

impl Lights {
    /// Consumes a row of the frame.
    fn take(&mut self, row: &[u8], pixel: usize) {
        let bright = I32x4::splat(self.threshold - 1);
        let mut rest = self.row.as_mut_slice();
        for from in row.chunks(4 * pixel) {
            let mut pixels = [0; 16];
            if pixel == 4 {
                pixels[..from.len()].copy_from_slice(from);
            } else {
                let gray = pixels.as_chunks_mut::<4>().0.iter_mut().zip(from);
                gray.for_each(|(to, &gray)| *to = [gray, gray, gray, 255]);
            }
            let pixels = U8x16::load(&pixels);
            let pixels = pixels & luma(pixels).greater_than(bright).to_bytes();
            let (to, after) = rest.split_at_mut(rest.len().min(16));
            to.copy_from_slice(&pixels.to_array()[..to.len()]);
            rest = after;
        }
        self.disc.rows.take(&self.row);
    }

    /// Replaces the colours of row `y`, which `target` contains as plain means, by means that weight bright pixels
    /// more.
    fn store(&self, frame: &Disc, target: &mut [u8]) {
        let (pixel, factor) = (frame.rows.pixel, F32x4::splat(self.factor));
        let area = I32x4::splat((255.0 / frame.scale).round() as i32);
        let lights = self.disc.sums.as_chunks::<4>().0.iter().map(|sum| I32x4::load(sum).to_f32());
        let mix = |sum: I32x4, light: F32x4| {
            let sum = sum.to_f32() + light * factor;
            let [_, _, _, weight] = sum.broadcast_each();
            let scale = F32x4::splat(255.0).divide(weight.max(F32x4::splat(1.0)));
            let color = (sum * scale).round_small();
            I32x4::to_clamped_bytes(color, color, color, color).to_array()
        };
        if pixel == 4 {
            let sums = frame.sums.as_chunks::<4>().0.iter().map(I32x4::load);
            for ((to, sum), light) in target.as_chunks_mut::<4>().0.iter_mut().zip(sums).zip(lights) {
                to[..3].copy_from_slice(&mix(sum, light)[..3]);
            }
        } else {
            let colors = I32x4::from_array([-1, -1, -1, 0]);
            for ((to, &sum), light) in target.iter_mut().zip(&frame.sums).zip(lights) {
                [*to, ..] = mix((I32x4::splat(sum) & colors) | (area & (colors ^ I32x4::splat(-1))), light);
            }
        }
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        self.frame.rows.latency(self.frame.columns.len() / 2)
    }

    fn above(&self) -> Option<usize> {
        self.frame.rows.above(self.frame.columns.len() / 2 + 1)
    }

    fn scratch_bytes(&self) -> usize {
        let lights = self.lights.as_ref().map_or(0, |lights| lights.disc.scratch_bytes() + lights.row.len());
        self.frame.scratch_bytes() + lights
    }

    fn begin(&mut self, row: usize) {
        self.frame.rows.begin(row);
        self.lights.iter_mut().for_each(|lights| lights.disc.rows.begin(row));
        self.produced = row;
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            self.frame.rows.take(row);
            self.lights.iter_mut().for_each(|lights| lights.take(row, self.frame.rows.pixel));
        }
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        for row in rows.into_rows() {
            let y = self.produced as isize;
            self.produced += 1;
            self.frame.slide(y);
            self.frame.store(y, row);
            if let Some(lights) = &mut self.lights {
                lights.disc.slide(y);
                lights.store(&self.frame, row);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::testing::{SIDES, check_weighted_mean, golden, noise, run};
    use crate::image::frame::Frame;

    #[test]
    fn agrees_with_the_mean_of_a_disc() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for radius in [0.9, 1.0, 1.5, 4.0, 7.3, 20.0] {
                    for &border in BorderMode::ALL {
                        let source = noise(format, width, height, opaque, 10);
                        let r = radius as isize;
                        let taps: Vec<(isize, isize, f64)> = (-r..=r)
                            .flat_map(|dy| (-r..=r).map(move |dx| (dx, dy, 1.0)))
                            .filter(|(dx, dy, _)| (dx * dx + dy * dy) as f64 <= radius * radius)
                            .collect();
                        let tolerance = if opaque && border != BorderMode::Transparent { 0.5 } else { 1.0 };
                        check_weighted_mean(&LensBlur { radius, border, ..LensBlur::default() }, &source, border, &taps, tolerance);
                    }
                }
            }
        }
    }

    #[test]
    fn bright_pixels_count_more() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (radius, highlights, threshold) in [(1.5, 1.0, 0.5), (4.0, 20.0, 0.9), (7.0, 100.0, 1.0), (3.0, 3.0, 0.0)] {
                    for border in [BorderMode::Clamp, BorderMode::Mirror, BorderMode::Transparent, BorderMode::Wrap] {
                        let source = noise(format, width, height, opaque, 12);
                        let filter = LensBlur { radius, highlights, threshold, border };
                        let result = run(&filter, &source);
                        let plain = run(&LensBlur { highlights: 0.0, ..filter.clone() }, &source);
                        let (p, r) = (source.layout().rows().unwrap().pixel_bytes(), radius as isize);
                        let colors = p.min(3);
                        for (i, came) in result.bytes().chunks(p).enumerate() {
                            let (x, y) = (i as isize % width as isize, i as isize / width as isize);
                            let (mut sums, mut total, mut alphas, mut count) = ([0.0; 3], 0.0, 0.0, 0.0);
                            for (dx, dy) in (-r..=r).flat_map(|dy| (-r..=r).map(move |dx| (dx, dy))) {
                                if (dx * dx + dy * dy) as f64 > radius * radius {
                                    continue;
                                }
                                count += 1.0;
                                let at = (border.inside(x + dx, width as usize), border.inside(y + dy, height as usize));
                                let (Some(u), Some(v)) = at else {
                                    total += if p == 1 { 1.0 } else { 0.0 };
                                    continue;
                                };
                                let pixel = &source.bytes()[(v * width as usize + u) * p..][..p];
                                let luma = match *pixel {
                                    [r, g, b, _] => {
                                        (4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14
                                    }
                                    _ => u32::from(pixel[0]),
                                };
                                let alpha = if p == 4 { f64::from(pixel[3]) / 255.0 } else { 1.0 };
                                let bright = f64::from(luma) >= threshold * 255.0;
                                let weight = alpha * if bright { 1.0 + highlights } else { 1.0 };
                                total += weight;
                                alphas += alpha;
                                (0..colors).for_each(|c| sums[c] += weight * f64::from(pixel[c]));
                            }
                            let shows = if p == 4 { alphas / count } else { 1.0 };
                            for c in 0..colors {
                                let error = (f64::from(came[c]) - sums[c] / f64::max(total, 1e-9)) * shows;
                                let tolerance = if opaque && border != BorderMode::Transparent { 0.501 } else { 1.5 };
                                assert!(error.abs() <= tolerance, "{filter:?} {format:?} {width}×{height}: {i} {c} {error}");
                            }
                            assert!(p == 1 || came[3] == plain.bytes()[4 * i + 3], "alpha isn't affected by highlights");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_widest_disc_keeps_its_sums() {
        for format in [Format::Rgba, Format::Gray8] {
            let mut frame = Frame::new(FrameLayout::new(format, 33, 300).unwrap()).unwrap();
            // A white half above a black one: in each step, every column of the disc gains black and loses white.
            let half = frame.bytes().len() / 2;
            frame.bytes_mut()[..half].fill(255);
            let black = |(i, byte): (usize, &mut u8)| *byte = if format == Format::Rgba && i % 4 == 3 { 255 } else { 0 };
            frame.bytes_mut()[half..].iter_mut().enumerate().for_each(black);
            let result = run(&LensBlur { radius: 100.0, ..LensBlur::default() }, &frame);
            let at = |y: usize| result.bytes()[y * result.bytes().len() / 300];
            assert_eq!([at(0), at(49), at(251), at(299)], [255, 255, 0, 0], "{format:?}: far from the edge");
            assert_eq!(u32::from(at(149)) + u32::from(at(150)), 255, "{format:?}: on either side of the edge");
        }
    }

    #[test]
    fn agrees_with_opencvs_mean_of_a_disc() {
        let vectors = golden(include_str!("../../../../tests/golden/blur/lens_blur.txt"));
        let (sources, cases) = vectors.split_at(2);
        for case in cases.as_chunks::<2>().0 {
            let [(label, numbers), (_, expected)] = case;
            let format = if numbers[0] == 4.0 { Format::Rgba } else { Format::Gray8 };
            let mut frame = Frame::new(FrameLayout::new(format, 12, 9).unwrap()).unwrap();
            let source = &sources[usize::from(format == Format::Gray8)].1;
            frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
            let result = run(&LensBlur {
                radius: numbers[1],
                highlights: numbers[2],
                threshold: numbers[3] / 255.0,
                border: BorderMode::Mirror,
            }, &frame);
            assert!(result.bytes().iter().map(|&byte| f64::from(byte)).eq(expected.iter().copied()), "{label} {numbers:?}");
        }
        assert_eq!(cases.len(), 2 * 7, "number of golden cases");
    }
}
