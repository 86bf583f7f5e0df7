//! Resampling in two passes that alternate row by row: along the rows, into a ring of narrow rows, and down the columns
//! of the ring. The ring has as many rows of the result's width as contribute to a row of the result.

use alloc::vec::Vec;

use super::half;
use super::light::{LEVEL, Light, Pair};
use super::weights::{Curve, FRACTION, Weights};

use crate::error::Result;
use crate::image::kernels::Gather;
use crate::image::kernels::alpha::{is_opaque, times_alpha};
use crate::memory::zeroed;
use crate::image::frame::{RowLayout, PlaneRef, Plane, PlaneMut};
use crate::simd::{F32x4, I16x8, I32x4, U8x16};

#[derive(Debug)]
pub(super) struct Resampler {
    layout: RowLayout,
    columns: Weights,
    rows: Weights,
    /// Two rows of the source.
    lines: [Vec<Pair>; 2],
    /// Rows of the result's width, in pairs: an element is a pixel of one row and the pixel below it.
    ring: Vec<Pair>,
    /// Whether each row of the ring is opaque.
    opaque: Vec<bool>,
    /// Sums down the columns.
    sums: Vec<[i32; 4]>,
    /// The conversion to light, if light is resampled.
    light: Option<Light>,
    /// Whether opaque rows take the fast path of [`half`].
    halves: bool,
    /// Number of source rows consumed so far.
    taken: usize,
    /// The state at the end of the last part, see [`half::Rows::above_is_opaque`]; `None` before the first.
    above_is_opaque: Option<bool>,
}

impl Resampler {
    pub(super) fn new(
        curve: &Curve,
        input: &RowLayout,
        layout: RowLayout,
        light: Option<Light>,
    ) -> Result<Self> {
        let columns = Weights::new(curve, input.width() as usize, layout.width() as usize)?;
        let rows = Weights::new(curve, input.height() as usize, layout.height() as usize)?;
        let width = layout.width() as usize;
        let sides = |layout: &RowLayout| [layout.width(), layout.height()];
        let halves = curve.is_bilinear
            && light.is_none()
            && layout.pixel_bytes() == 4
            && sides(input) == sides(&layout).map(|side| 2 * side);
        // The last vector of a row may extend beyond it.
        let line = || zeroed(columns.line + 1);
        Ok(Self {
            lines: [line()?, line()?],
            ring: zeroed(rows.pairs.saturating_mul(width))?,
            opaque: zeroed(rows.pairs)?,
            sums: zeroed(width)?,
            layout,
            columns,
            rows,
            light,
            halves,
            taken: 0,
            above_is_opaque: None,
        })
    }

    /// Resamples two rows of the source along their length, into their slot in the ring.
    fn take(&mut self, source: Plane<'_>, pair: usize) {
        let gray = self.layout.pixel_bytes() == 1;
        let mut opaque = true;
        for (i, line) in self.lines.iter_mut().enumerate() {
            // Rows outside the frame have weight 0.
            let y = (2 * pair + i).checked_sub(self.rows.lead).filter(|&y| y < source.height());
            if let (Some(y), Some(light)) = (y, &self.light) {
                opaque &= light.load(source.row(y), gray, self.columns.lead, line);
                continue;
            }
            match y {
                Some(y) if gray => load_gray(source.row(y), self.columns.lead, line),
                Some(y) => opaque &= load(source.row(y), self.columns.lead, line),
                None => {}
            }
        }
        let (width, slot) = (self.sums.len(), pair % self.rows.pairs);
        self.opaque[slot] = opaque;
        let [upper, lower] = &self.lines;
        let Weights { pairs, first, weights, .. } = &self.columns;
        let half = I32x4::splat(1 << (FRACTION - 1));
        let to = self.ring[slot * width..].iter_mut();
        for ((to, &first), weights) in to.zip(first).zip(weights.chunks_exact(*pairs)) {
            let places = first as usize..first as usize + pairs;
            let (upper, lower) = (upper[places.clone()].as_chunks::<2>(), lower[places].as_chunks::<2>());
            let (twos, last) = weights.as_chunks::<2>();
            let weight = |weight: i32| I32x4::splat(weight).to_lanes();
            let (mut a, mut b) = (half, half);
            for ((upper, lower), two) in upper.0.iter().zip(lower.0).zip(twos) {
                let two = two.map(weight);
                a = a + I16x8::load(&upper[0]).dot(two[0]) + I16x8::load(&upper[1]).dot(two[1]);
                b = b + I16x8::load(&lower[0]).dot(two[0]) + I16x8::load(&lower[1]).dot(two[1]);
            }
            if let ([upper], [lower], [last]) = (upper.1, lower.1, last) {
                a = a + I16x8::load(upper).dot(weight(*last));
                b = b + I16x8::load(lower).dot(weight(*last));
            }
            I32x4::pair(a.shift_right::<FRACTION>(), b.shift_right::<FRACTION>()).store(to);
        }
    }

    /// Sums the weighted rows of the ring that contribute to row `y` of the result; returns whether all of them are
    /// opaque.
    fn sum(&mut self, y: usize) -> bool {
        let (pairs, first, width) = (self.rows.pairs, self.rows.first[y] as usize, self.sums.len());
        let weights = &self.rows.weights[y * pairs..(y + 1) * pairs];
        let (ring, sums) = (&self.ring, &mut self.sums);
        let row = |i: usize| &ring[(first + i) % pairs * width..][..width];
        let weight = |i: usize| I32x4::splat(weights[i]).to_lanes();
        sums.fill([0; 4]);
        let mut i = 0;
        // Four at a time, so that sums are read and written less often.
        while i + 4 <= pairs {
            add([row(i), row(i + 1), row(i + 2), row(i + 3)], [weight(i), weight(i + 1), weight(i + 2), weight(i + 3)], sums);
            i += 4;
        }
        match pairs - i {
            3 => add([row(i), row(i + 1), row(i + 2)], [weight(i), weight(i + 1), weight(i + 2)], sums),
            2 => add([row(i), row(i + 1)], [weight(i), weight(i + 1)], sums),
            1 => add([row(i)], [weight(i)], sums),
            _ => {}
        }
        self.opaque.iter().all(|&opaque| opaque)
    }
}

/// Adds `N` weighted rows to the sums.
#[inline(always)]
fn add<const N: usize>(rows: [&[Pair]; N], weights: [I16x8; N], sums: &mut [[i32; 4]]) {
    let rows = rows.map(|row| &row[..sums.len()]);
    for (x, sum) in sums.iter_mut().enumerate() {
        let mut all = I32x4::load(sum);
        for i in 0..N {
            all = all + I16x8::load(&rows[i][x]).dot(weights[i]);
        }
        all.store(sum);
    }
}

/// Four opaque pixels as pairs.
#[inline(always)]
fn opaque_pairs(pixels: U8x16) -> [I16x8; 2] {
    [pixels.widen_low(), pixels.widen_high()].map(|two| two.shift_left::<LEVEL>().zip_halves())
}

/// Four pixels as pairs, colours times alpha.
#[inline(always)]
fn pairs(pixels: U8x16) -> [I16x8; 2] {
    // Half of 255 · 255 becomes 255 levels, so opaque pixels are the same as above.
    let levels = I16x8::splat(16_449);
    times_alpha(pixels).map(|two| two.shift_right_unsigned::<1>().multiply_q15(levels).zip_halves())
}

/// Reads an RGBA row, colours times alpha; returns whether it is opaque.
fn load(row: &[u8], lead: usize, line: &mut [Pair]) -> bool {
    let opaque = is_opaque(row);
    if opaque {
        load_pixels(row, lead, line, opaque_pairs);
    } else {
        load_pixels(row, lead, line, pairs);
    }
    opaque
}

#[inline(always)]
fn load_pixels(row: &[u8], lead: usize, line: &mut [Pair], pairs: impl Fn(U8x16) -> [I16x8; 2]) {
    let read = |bytes: &[u8; 16], to: &mut [Pair; 2]| {
        let [a, b] = pairs(U8x16::load(bytes));
        a.store(&mut to[0]);
        b.store(&mut to[1]);
    };
    // Bytes beyond the row have weight 0.
    let mut padded = [0; 16];
    let (before, row) = row.split_at(4 * lead);
    let (to_before, line) = line.split_at_mut(lead);
    if let [to] = to_before {
        let mut two = [[0; 8]; 2];
        padded[4..4 + before.len()].copy_from_slice(before);
        read(&padded, &mut two);
        *to = two[0];
    }
    let (body, tail) = row.as_chunks::<16>();
    let mut to = line.as_chunks_mut::<2>().0.iter_mut();
    body.iter().zip(&mut to).for_each(|(bytes, to)| read(bytes, to));
    if let Some(to) = to.next() {
        padded[..tail.len()].copy_from_slice(tail);
        read(&padded, to);
    }
}

/// Reads a gray row as red.
fn load_gray(row: &[u8], lead: usize, line: &mut [Pair]) {
    let zero = I16x8::splat(0);
    let mut bytes = [0; 8];
    // The first pixel is `lead` positions behind the beginning.
    let mut begin = lead;
    let mut rest = row;
    for to in line.chunks_mut(4) {
        let count = rest.len().min(8 - begin);
        let (now, later) = rest.split_at(count);
        bytes[begin..begin + count].copy_from_slice(now);
        (rest, begin) = (later, 0);
        let gray = I16x8::load_bytes(&bytes);
        let four = [gray.zip_low(zero), gray.zip_high(zero)].map(|pixels| opaque_pairs(pixels.to_bytes()));
        to.iter_mut().zip(four.as_flattened()).for_each(|(to, pair)| pair.store(to));
    }
}

impl Gather for Resampler {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn scratch_bytes(&self) -> usize {
        let pairs = self.ring.len() + self.lines.iter().map(Vec::len).sum::<usize>();
        let light = self.light.as_ref().map_or(0, Light::bytes);
        light + pairs * size_of::<Pair>() + size_of_val(self.sums.as_slice()) + self.columns.bytes() + self.rows.bytes()
    }

    fn begin(&mut self) {
        (self.taken, self.above_is_opaque) = (0, None);
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, _: Option<&PlaneRef<'_>>) {
        let mut taken = self.taken;
        let mut opaque = match self.above_is_opaque {
            Some(above_is_opaque) => half::Rows::new(source, above_is_opaque),
            None => half::Rows::at(source, first, self.halves),
        };
        for (y, to) in (first..).zip(rows.into_rows()) {
            if let Some(rows) = self.halves.then(|| opaque.around(y)).flatten() {
                half::row(rows, to);
                continue;
            }
            let Some(&first) = self.rows.first.get(y) else { break };
            // Rows that contribute to no row of the result are skipped.
            taken = taken.max(first as usize);
            while taken < first as usize + self.rows.pairs {
                self.take(source, taken);
                taken += 1;
            }
            let opaque = self.sum(y);
            if let Some(light) = &self.light {
                store_light(&self.sums, light, self.layout.pixel_bytes(), to);
            } else if self.layout.pixel_bytes() == 1 {
                store_gray(&self.sums, to);
            } else if opaque {
                store(&self.sums, to, |sums| to_bytes(sums.map(|sum| sum.to_f32() * level())));
            } else {
                store(&self.sums, to, divide);
            }
        }
        (self.taken, self.above_is_opaque) = (taken, Some(opaque.above_is_opaque()));
    }
}

/// Levels per unit of a sum.
#[inline(always)]
fn level() -> F32x4 {
    F32x4::splat(1.0 / (1 << (LEVEL + FRACTION)) as f32)
}

#[inline(always)]
fn to_bytes(levels: [F32x4; 4]) -> U8x16 {
    let [a, b, c, d] = levels.map(F32x4::round_small);
    I32x4::to_clamped_bytes(a, b, c, d)
}

/// Divides the colours of four pixels by alpha.
///
/// Alpha isn't clamped before the division. A uniform colour is therefore preserved even where negative weights make
/// alpha larger than 1.
#[inline(always)]
fn divide(sums: [I32x4; 4]) -> U8x16 {
    let sums = sums.map(I32x4::to_f32);
    let alphas = to_bytes(sums.map(|sum| sum * level()));
    let colors = to_bytes(sums.map(|sum| {
        let [.., alpha] = sum.broadcast_each();
        let alpha = alpha.max(F32x4::splat(1.0));
        sum.max(F32x4::splat(0.0)).min(alpha) * F32x4::splat(255.0).divide(alpha)
    }));
    let shows = alphas.broadcast_alpha().at_least(U8x16::splat(1));
    (colors & shows).select(alphas, U8x16::splat_pixel([255, 255, 255, 0]))
}

/// Writes a row, four pixels at a time.
#[inline(always)]
fn store(sums: &[[i32; 4]], row: &mut [u8], finish: impl Fn([I32x4; 4]) -> U8x16) {
    let (body, tail) = sums.as_chunks::<4>();
    let (to, to_tail) = row.as_chunks_mut::<16>();
    let four = |sums: &[[i32; 4]; 4]| finish([0, 1, 2, 3].map(|i| I32x4::load(&sums[i])));
    body.iter().zip(to).for_each(|(sums, to)| four(sums).store(to));
    if !tail.is_empty() {
        let mut padded = [[0; 4]; 4];
        padded[..tail.len()].copy_from_slice(tail);
        to_tail.copy_from_slice(&four(&padded).to_array()[..to_tail.len()]);
    }
}

/// Writes a gray row.
fn store_gray(sums: &[[i32; 4]], row: &mut [u8]) {
    for (sums, to) in sums.chunks(4).zip(row.chunks_mut(4)) {
        let mut four = [0; 16];
        store(sums, &mut four[..4 * sums.len()], |sums| to_bytes(sums.map(|sum| sum.to_f32() * level())));
        to.iter_mut().zip(four.as_chunks::<4>().0).for_each(|(to, [red, ..])| *to = *red);
    }
}

/// Writes a row of light, divided by alpha, as encoded values.
fn store_light(sums: &[[i32; 4]], light: &Light, pixel: usize, row: &mut [u8]) {
    let unit = F32x4::splat(1.0 / (1 << FRACTION) as f32);
    let all = F32x4::splat((255 << LEVEL) as f32);
    for (sum, to) in sums.iter().zip(row.chunks_mut(pixel)) {
        let sum = I32x4::load(sum).to_f32() * unit;
        let [_, _, _, alpha] = sum.broadcast_each();
        // Alpha isn't clamped before the division, as for colours that aren't light.
        let weight = if pixel == 1 { all } else { alpha.max(unit) };
        let colors = (sum.max(F32x4::splat(0.0)).min(weight) * all.divide(weight)).round_small().to_array();
        let values = colors.map(|units| light.value(units));
        match to {
            [r, g, b, a] => {
                let levels = (alpha * F32x4::splat(1.0 / (1 << LEVEL) as f32)).round_small();
                let [alpha, ..] = I32x4::to_clamped_bytes(levels, levels, levels, levels).to_array();
                [*r, *g, *b, *a] = if alpha == 0 { [0; 4] } else { [values[0], values[1], values[2], alpha] };
            }
            _ => to.copy_from_slice(&values[..to.len()]),
        }
    }
}
