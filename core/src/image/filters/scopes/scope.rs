//! The shared kernel of the scopes: counts pixels in bins and shows the counts.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::image::kernels::Operation;
use crate::image::kernels::luma::luma;
use crate::image::kernels::{Gather, Geometry};
use crate::memory::zeroed;
use crate::simd::U8x16;
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
    let of_colors = signal == Signal::Luma && input.format() == RowFormat::Rgba8;
    let lumas = zeroed(if of_colors { input.width() as usize } else { 0 })?;
    Ok(Operation::Geometry(Box::new(Kernel { layout, signal, step, counts: zeroed(bins)?, parts, lumas })))
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

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    signal: Signal,
    step: usize,
    /// Row by row.
    counts: Vec<u32>,
    parts: Vec<Part>,
    /// The luma of a row of colours.
    lumas: Vec<u8>,
}

/// Cb and Cr of BT.601 in the full range, as in JPEG, in whole levels.
fn chroma([r, g, b]: [u8; 3]) -> [u8; 2] {
    let [r, g, b] = [r, g, b].map(i32::from);
    let level = |sum: i32| ((sum + (128 << 14) + 8192) >> 14).clamp(0, 255) as u8;
    [level(8192 * b - 2765 * r - 5427 * g), level(8192 * r - 6860 * g - 1332 * b)]
}

impl Kernel {
    /// Counts a row of the frame, whose pixels `color` reads.
    fn count<const N: usize>(&mut self, row: &[[u8; N]], color: impl Fn(&[u8; N]) -> [u8; 3]) {
        let (width, rows) = (self.layout.width() as usize, self.layout.height() as usize);
        let columns = self.parts.len();
        // The first bin of the row for each level: high levels are above.
        let lines: [usize; 256] = core::array::from_fn(|level| (rows - 1 - level * rows / 256) * width);
        let line = |level: u8| lines[usize::from(level)];
        let mut add = |bin: usize| {
            if let Some(count) = self.counts.get_mut(bin) {
                *count = count.wrapping_add(1);
            }
        };
        match self.signal {
            Signal::Chroma => row.iter().step_by(self.step).map(color).map(chroma).for_each(|[blue, red]| {
                add(line(red) + usize::from(blue) * columns / 256);
            }),
            Signal::Luma => {}
            Signal::Colors => {
                for (column, part) in self.parts.iter().enumerate() {
                    let pixels = row.get(part.start..part.end).unwrap_or_default();
                    for [r, g, b] in pixels.iter().step_by(self.step).map(&color) {
                        add(line(r) + column);
                        add(line(g) + columns + column);
                        add(line(b) + 2 * columns + column);
                    }
                }
            }
        }
    }

    /// Counts the luma of a row of the frame.
    fn count_luma(&mut self, row: &[u8]) {
        let (columns, rows) = (self.layout.width() as usize, self.layout.height() as usize);
        let lines: [usize; 256] = core::array::from_fn(|level| (rows - 1 - level * rows / 256) * columns);
        let lumas = if self.lumas.is_empty() {
            row
        } else {
            let (body, tail) = row.as_chunks::<16>();
            let mut last = [0; 16];
            last[..tail.len()].copy_from_slice(tail);
            for (to, four) in self.lumas.chunks_mut(4).zip(body.iter().chain([&last])) {
                let luma = luma(U8x16::load(four)).to_array().map(|luma| luma as u8);
                to.copy_from_slice(&luma[..to.len()]);
            }
            &self.lumas
        };
        for (column, part) in self.parts.iter().enumerate() {
            for &luma in lumas.get(part.start..part.end).unwrap_or_default().iter().step_by(self.step) {
                if let Some(count) = self.counts.get_mut(lines[usize::from(luma)] + column) {
                    *count = count.wrapping_add(1);
                }
            }
        }
    }

    fn show(&self, target: PlaneMut<'_>) {
        let width = self.layout.width() as usize;
        let bytes = self.layout.pixel_bytes();
        for (counts, row) in self.counts.chunks(width.max(1)).zip(target.into_rows()) {
            for (i, (counts, row)) in
                counts.chunks(self.parts.len()).zip(row.chunks_mut(self.parts.len() * bytes)).enumerate()
            {
                let levels = counts
                    .iter()
                    .zip(&self.parts)
                    .map(|(&count, part)| (f64::from(count) * part.scale + 0.5).min(255.0) as u8);
                if bytes == 1 {
                    row.iter_mut().zip(levels).for_each(|(to, level)| *to = level);
                } else {
                    for (to, level) in row.as_chunks_mut::<4>().0.iter_mut().zip(levels) {
                        *to = [level, level, level, 255];
                        if self.signal == Signal::Colors {
                            *to = [0, 0, 0, 255];
                            to[i % 3] = level;
                        }
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
        size_of_val(self.counts.as_slice()) + size_of_val(self.parts.as_slice()) + self.lumas.len()
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
        let is_gray = self.layout.format() == RowFormat::Gray8;
        let counts_luma = self.signal == Signal::Luma;
        let first = row_of(rows.start).next_multiple_of(self.step);
        for y in (first..row_of(rows.end)).step_by(self.step) {
            let row = source.row(y);
            if counts_luma {
                self.count_luma(row);
            } else if is_gray {
                self.count(row.as_chunks::<1>().0, |&[v]| [v; 3]);
            } else {
                self.count(row.as_chunks::<4>().0, |&[r, g, b, _]| [r, g, b]);
            }
        }
        if rows.end == height {
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
