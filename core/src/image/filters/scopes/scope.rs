//! The shared kernel of the scopes: counts pixels in bins and shows the counts.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::image::kernels::Operation;
use crate::image::kernels::luma::luma;
use crate::image::kernels::{Gather, Geometry};
use crate::memory::zeroed;
use crate::simd::{I16x8, I32x4, U8x16};
use core::ops::Range;

use crate::declare::{Number, Unit};
use crate::error::{Error, Result};
use crate::image::frame::{Plane, PlaneMut, PlaneRef, RowFormat, RowLayout};

/// The counted values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Luma, by column.
    Luma,
    /// Red, green and blue beside each other, by column.
    Colors,
    /// Cb from the left, Cr from below.
    Chroma,
}

/// A side of a scope.
pub(crate) const SIDE: Number = Number::new(256.0, 16.0, 2048.0).typical(64.0, 512.0).step(1.0).unit(Unit::Pixels);

/// The distance of counted columns and rows.
pub(crate) const STEP: Number = Number::new(1.0, 1.0, 16.0).typical(1.0, 4.0).step(1.0).unit(Unit::None);

/// Creates a scope of `width × height` bins, three times as wide for three signals.
pub(crate) fn scope(
    input: &RowLayout,
    signal: Signal,
    [width, height]: [i32; 2],
    gain: f64,
    step: i32,
) -> Result<Operation> {
    let step = step.max(1).unsigned_abs() as usize;
    let [columns, rows] = [width, height].map(|side| side.clamp(16, 2048).unsigned_abs());
    let width = if signal == Signal::Colors { 3 * columns } else { columns };
    let layout = RowLayout::new(input.format(), width, rows)?;
    let bins = (width as usize).checked_mul(rows as usize).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
    let lists = if signal == Signal::Chroma { 256 } else { width as usize };
    let mut parts = zeroed::<Part>(columns as usize)?;
    let counted_rows = (input.height() as usize).div_ceil(step) as f64;
    let pixels = (input.width() as usize).div_ceil(step) as f64 * counted_rows;
    for (i, part) in parts.iter_mut().enumerate() {
        // Both below 2³², as sides are below 2¹⁶.
        let place = |i: usize| i * input.width() as usize / columns as usize;
        let start = place(i);
        let end = place(i + 1).max(start + 1);
        let counted = (end - start).div_ceil(step) as f64 * counted_rows;
        let even = if signal == Signal::Chroma { pixels / f64::from(columns) } else { counted } / f64::from(rows);
        *part = Part { start, end, scale: 255.0 * gain / even };
    }
    // As many bytes as the signal computes from each pixel.
    let computed = match signal {
        Signal::Luma => usize::from(input.format() == RowFormat::Rgba8),
        Signal::Colors => 0,
        Signal::Chroma => 2,
    };
    let computed = (0..computed).map(|_| zeroed(input.width() as usize)).collect::<Result<Vec<_>>>()?;
    Ok(Operation::Geometry(Box::new(Kernel {
        layout,
        signal,
        step,
        counts: zeroed(256 * lists)?,
        bins: zeroed(bins)?,
        parts,
        computed,
    })))
}

/// Creates the chroma plane of a scope without colours, which has `width × height` pixels: neutral samples.
pub(crate) fn neutral([width, height]: [i32; 2], [across, down]: [u32; 2]) -> Result<Operation> {
    let side = |side: i32, halvings: u32| side.clamp(16, 2048).unsigned_abs().div_ceil(1 << halvings);
    let layout = RowLayout::new(RowFormat::Gray8, side(width, across), side(height, down))?;
    Ok(Operation::Gather(Box::new(Neutral { layout })))
}

/// Writes neutral chroma.
#[derive(Debug)]
struct Neutral {
    layout: RowLayout,
}

impl Gather for Neutral {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn write(&mut self, _: Plane<'_>, rows: PlaneMut<'_>, _: usize, _: Option<&PlaneRef<'_>>) {
        rows.into_rows().for_each(|row| row.fill(128));
    }
}

/// A column of bins: the columns of the frame that it counts, and the factor of its counts.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    start: usize,
    end: usize,
    scale: f64,
}

/// A number for each level: no index can be wrong, and it fits in a first-level cache.
type Levels = [u32; 256];

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    signal: Signal,
    step: usize,
    /// The number of pixels of each level, for each column of the scope; of each Cr, for each Cb.
    counts: Vec<u32>,
    /// The bins that are shown, column by column.
    bins: Vec<u32>,
    parts: Vec<Part>,
    /// What the signal is computed to, for a row of the frame: luma, or Cb and Cr.
    computed: Vec<Vec<u8>>,
}

/// Number of rows of the frame that are counted for one column of the scope before the next column.
const BLOCK: usize = 16;

/// Writes the luma of a row of RGBA pixels.
fn lumas(pixels: &[u8], to: &mut [u8]) {
    sixteen_pixels(pixels, to, luma);
}

/// Writes Cb or Cr of BT.601 in the full range, as in JPEG, in whole levels: `weights` of red, green and blue, in units of
/// 1/2¹⁴.
fn chroma(pixels: &[u8], to: &mut [u8], [red, green, blue]: [i16; 3]) {
    let red_blue = I16x8::from_array([red, blue, red, blue, red, blue, red, blue]);
    let green_alpha = I16x8::from_array([green, 0, green, 0, green, 0, green, 0]);
    let neutral = I32x4::splat((128 << 14) + 8192);
    sixteen_pixels(pixels, to, |four| {
        (four.even().dot(red_blue) + four.odd().dot(green_alpha) + neutral).shift_right::<14>()
    });
}

/// Writes a byte for each RGBA pixel, from the numbers that `kernel` returns for four.
#[inline(always)]
fn sixteen_pixels(pixels: &[u8], to: &mut [u8], kernel: impl Fn(U8x16) -> I32x4) {
    let sixteen = |pixels: &[u8; 64]| {
        let [a, b, c, d] = [0, 16, 32, 48].map(|at| kernel(U8x16::load(pixels[at..].first_chunk().unwrap_or(&[0; 16]))));
        I32x4::to_clamped_bytes(a, b, c, d)
    };
    let (body, tail) = pixels.as_chunks::<64>();
    let (whole, last) = to.as_chunks_mut::<16>();
    for (pixels, to) in body.iter().zip(whole) {
        sixteen(pixels).store(to);
    }
    let mut padded = [0; 64];
    padded[..tail.len()].copy_from_slice(tail);
    last.copy_from_slice(&sixteen(&padded).to_array()[..last.len()]);
}

/// Counts a level.
#[inline(always)]
fn add(counts: &mut Levels, level: u8) {
    let count = &mut counts[usize::from(level)];
    *count = count.wrapping_add(1);
}

impl Kernel {
    /// Counts rows of RGBA pixels for each column, by red, green and blue.
    fn count_colors<'a>(&mut self, rows: &(impl Iterator<Item = &'a [u8]> + Clone)) {
        let Self { counts, parts, step, .. } = self;
        let (reds, others) = counts.as_chunks_mut().0.split_at_mut(parts.len());
        let (greens, blues) = others.split_at_mut(parts.len());
        for (part, ((red, green), blue)) in parts.iter().zip(reds.iter_mut().zip(greens).zip(blues)) {
            for row in rows.clone() {
                let pixels = row.as_chunks::<4>().0.get(part.start..part.end).unwrap_or_default();
                for [r, g, b, _] in pixels.iter().step_by(*step) {
                    add(red, *r);
                    add(green, *g);
                    add(blue, *b);
                }
            }
        }
    }

    /// Counts a row of the frame for each column, by luma.
    fn count_luma(&mut self, row: &[u8]) {
        let Self { counts, parts, step, computed, .. } = self;
        let row = match computed.first_mut() {
            Some(computed) => {
                lumas(row, computed);
                computed
            }
            None => row,
        };
        for (part, counts) in parts.iter().zip(counts.as_chunks_mut().0) {
            for &luma in row.get(part.start..part.end).unwrap_or_default().iter().step_by(*step) {
                add(counts, luma);
            }
        }
    }

    /// Counts a row of RGBA pixels by Cb and Cr.
    fn count_chroma(&mut self, row: &[u8]) {
        let Self { counts, step, computed, .. } = self;
        let counts = counts.as_chunks_mut().0.first_chunk_mut::<256>();
        let ([cb, cr], Some(counts)) = (&mut computed[..], counts) else { return };
        chroma(row, cb, [-2765, -5427, 8192]);
        chroma(row, cr, [8192, -6860, -1332]);
        if *step == 1 {
            return cb.iter().zip(cr).for_each(|(&blue, &mut red)| add(&mut counts[usize::from(blue)], red));
        }
        for (blue, red) in cb.chunks(*step).zip(cr.chunks(*step)) {
            add(&mut counts[usize::from(blue[0])], red[0]);
        }
    }

    /// Adds the counts of levels that a bin shows.
    fn fill_bins(&mut self) {
        let Self { counts, bins, parts, signal, layout, .. } = self;
        let height = layout.height() as usize;
        bins.fill(0);
        for (i, counts) in counts.as_chunks::<256>().0.iter().enumerate() {
            let column = if *signal == Signal::Chroma { i * parts.len() / 256 } else { i };
            let Some(bins) = bins.get_mut(column * height..(column + 1) * height) else { continue };
            for (level, &count) in counts.iter().enumerate() {
                // High levels are above.
                if let Some(bin) = bins.get_mut(height - 1 - level * height / 256) {
                    *bin = bin.wrapping_add(count);
                }
            }
        }
    }

    fn show(&self, mut target: PlaneMut<'_>) {
        let (height, bytes) = (self.layout.height() as usize, self.layout.pixel_bytes());
        // Sixteen rows at a time, because the counts of a column are consecutive.
        for first in (0..height).step_by(BLOCK) {
            let band = target.band_mut(first..height.min(first + BLOCK));
            let count = band.height();
            let mut rows = band.into_rows();
            let mut rows: [&mut [u8]; BLOCK] = core::array::from_fn(|_| rows.next().unwrap_or_default());
            for (x, bins) in self.bins.chunks_exact(height).enumerate() {
                let (signal, column) = (x / self.parts.len(), x % self.parts.len());
                let scale = self.parts.get(column).map_or(0.0, |part| part.scale);
                let at = x * bytes;
                for (&bin, row) in bins.iter().skip(first).zip(&mut rows[..count]) {
                    let level = (f64::from(bin) * scale + 0.5).min(255.0) as u8;
                    let color = match self.signal {
                        Signal::Colors => core::array::from_fn(|c| if c == signal { level } else { 0 }),
                        _ => [level; 3],
                    };
                    match row.get_mut(at..at + bytes) {
                        Some([gray]) => *gray = level,
                        Some([colors @ .., alpha]) => {
                            colors.copy_from_slice(&color);
                            *alpha = 255;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}

impl Geometry for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        false
    }

    fn scratch_bytes(&self) -> usize {
        let counts = size_of_val(self.counts.as_slice()) + size_of_val(self.bins.as_slice());
        counts + size_of_val(self.parts.as_slice()) + self.computed.iter().map(Vec::len).sum::<usize>()
    }

    fn apply_in_place(&mut self, _: PlaneMut<'_>, rows: Range<usize>) -> usize {
        rows.end
    }

    /// Units of work are spread over the rows of the source; the last unit shows the counts.
    fn apply(
        &mut self,
        source: Plane<'_>,
        target: PlaneMut<'_>,
        rows: Range<usize>,
        _: Option<&PlaneRef<'_>>,
    ) -> usize {
        if rows.start == 0 {
            self.counts.fill(0);
        }
        let height = self.layout.height() as usize;
        // Both below 2¹⁵.
        let row_of = |unit: usize| unit * source.height() / height;
        let first = row_of(rows.start).next_multiple_of(self.step);
        let end = row_of(rows.end);
        let step = self.step;
        match self.signal {
            Signal::Luma => (first..end).step_by(step).for_each(|y| self.count_luma(source.row(y))),
            Signal::Chroma => (first..end).step_by(step).for_each(|y| self.count_chroma(source.row(y))),
            Signal::Colors => {
                for first in (first..end).step_by(step * BLOCK) {
                    let block = first..end.min(first + step * BLOCK);
                    self.count_colors(&block.step_by(step).map(|y| source.row(y)));
                }
            }
        }
        if rows.end == height {
            self.fill_bins();
            self.show(target);
        }
        rows.end
    }
}

/// Shared by the tests of the scopes.
#[cfg(test)]
pub(crate) mod testing {
    use crate::image::filters::Filter;
    use crate::image::testing::{SIDES, compare, noise, run};

    /// Compares with a direct count. For each pixel of the scope (its column and row) and each pixel of the frame (its
    /// column and colour), `shown` returns whether the former counts the latter, for each channel of the scope. `even`
    /// returns the count of an even distribution. Every `step`-th row is counted.
    pub(crate) fn check(
        filter: &(impl Filter + Clone + core::fmt::Debug + 'static),
        gain: f64,
        step: usize,
        shown: impl Fn([usize; 2], usize, [u8; 3], usize) -> [bool; 3],
        even: impl Fn(usize, [usize; 2]) -> f64,
    ) {
        for (width, height) in SIDES {
            for &format in filter.spec().domain.plain_formats() {
                let source = noise(format, width, height, false, 71);
                let result = run(filter, &source);
                let (w, p) = (width as usize, source.layout().rows().unwrap().pixel_bytes());
                let wide = result.layout().width() as usize;
                for (i, got) in result.bytes().chunks(p).enumerate() {
                    let at = [i % wide, i / wide];
                    let mut counts = [0_u32; 3];
                    for (j, pixel) in source.bytes().chunks(p).enumerate().filter(|(j, _)| j / w % step == 0) {
                        let color = if let [r, g, b, _] = *pixel { [r, g, b] } else { [pixel[0]; 3] };
                        let shown = shown(at, j % w, color, w);
                        counts.iter_mut().zip(shown).for_each(|(count, shown)| *count += u32::from(shown));
                    }
                    let even = even(at[0], [w, height as usize]);
                    let level = counts.map(|n| (255.0 * gain * f64::from(n) / even).round().min(255.0) as u8);
                    let [r, g, b] = level;
                    let expected = if p == 4 { &[r, g, b, 255][..] } else { &[r][..] };
                    compare(&format!("{filter:?} {format:?} {width}×{height} at {at:?}"), got, expected, 1);
                }
            }
        }
    }

    /// The columns of a frame that a column of the scope counts: every `step`-th.
    pub(crate) fn columns(column: usize, of: usize, width: usize, step: usize) -> Vec<usize> {
        let start = (column as f64 * width as f64 / of as f64 + 1e-9).floor() as usize;
        let end = ((column + 1) as f64 * width as f64 / of as f64 + 1e-9).floor() as usize;
        (start..end.max(start + 1)).step_by(step).collect()
    }
}
