//! Morphology: the largest and smallest values under a structuring element, and their combinations.
//!
//! All filters of the family share `Stage`, which finds the largest values; to find the smallest, bytes are inverted on
//! input and output. The cost for a rectangle grows only with the logarithm of its width; for an ellipse, it grows with
//! the height, not with the area.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::image::kernels::Operation;
use crate::image::kernels::Window;
use crate::image::kernels::alpha::{premultiply, unpremultiply};
use crate::memory::zeroed;
use crate::error::{Error, Result};
use crate::image::frame::{RowLayout, Plane, PlaneMut};
use crate::simd::U8x16;

crate::choice! {
    /// The shape of a structuring element.
    pub enum Shape {
        /// The whole rectangle.
        Rectangle = "rectangle",
        /// The ellipse in the rectangle, as OpenCV's `MORPH_ELLIPSE`.
        Ellipse = "ellipse",
    }
}

/// How the largest and smallest values are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Morph {
    Erode,
    Dilate,
    Open,
    Close,
    Gradient,
    TopHat,
    BlackHat,
}

/// The operation of a filter of the family; radii are at least 0.
pub(crate) fn morph(morph: Morph, radii: [i32; 2], shape: Shape, input: &RowLayout) -> Result<Operation> {
    let is_difference = matches!(morph, Morph::Gradient | Morph::TopHat | Morph::BlackHat);
    if radii == [0, 0] && !is_difference {
        return Ok(Operation::Identity);
    }
    let (width, height, channels) = (input.width() as usize, input.height() as usize, input.pixel_bytes());
    let [x, y] = radii.map(|radius| radius.max(0) as usize);
    let stage = |largest: bool| Stage::new(largest, [x, y], shape, input);
    let (first, second) = match morph {
        Morph::Erode => (stage(false)?, None),
        Morph::Dilate => (stage(true)?, None),
        Morph::Open | Morph::TopHat => (stage(false)?, Some(stage(true)?)),
        Morph::Close | Morph::BlackHat => (stage(true)?, Some(stage(false)?)),
        Morph::Gradient => (stage(true)?, Some(stage(false)?)),
    };
    let row_bytes = width * channels;
    let latency = if second.is_some() && morph != Morph::Gradient { 2 * y } else { y };
    let kept = if is_difference { (latency + 1).min(height) } else { 0 };
    let bytes = row_bytes.checked_mul(kept).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
    Ok(Operation::Window(Box::new(Kernel {
        morph,
        first,
        second,
        originals: zeroed(bytes)?,
        kept,
        weighed: zeroed(row_bytes)?,
        between: zeroed(row_bytes)?,
        row_bytes,
        latency,
        color: channels == 4,
        translucent: None,
        consumed: 0,
        produced: 0,
        height,
    })))
}

/// The number of columns on either side of row `row` from the middle of an element.
///
/// OpenCV's ellipse in a rectangle of `(2x + 1) × (2y + 1)`: halves are rounded to even.
fn reach([x, y]: [usize; 2], shape: Shape, row: usize) -> usize {
    match shape {
        Shape::Rectangle => x,
        Shape::Ellipse if y == 0 => 0,
        Shape::Ellipse => {
            let square = (y * y) as f64;
            let part = (square - (row * row) as f64) / square;
            (x as f64 * part.sqrt()).round_ties_even() as usize
        }
    }
}

/// Number of rows up to which a rectangle's rows are compared one by one; the time for taller rectangles doesn't depend
/// on the height.
const FEW_ROWS: usize = 7;

/// The largest values under a structuring element, row by row.
///
/// Let `H(n)` be the largest of the `2n + 1` values around a value in its row. For an element whose rows reach
/// `a ≥ b ≥ … ≥ z` columns to either side, from the middle row outwards, the result is
/// `H(z)(… max H(b - c)(rows ±1 max H(a - b)(row 0)))`: the common part of several rows' reach is applied to all of
/// them at once.
struct Stage {
    /// Rows with padding on either side, followed by an empty row.
    rows: Vec<u8>,
    /// The largest values so far, and the buffer for the next step. After steps of `n` columns in total, the first
    /// value belongs to column `n` of the padded row.
    best: [Vec<u8>; 2],
    /// For tall rectangles (van Herk, Gil and Werman): rows are grouped in blocks as tall as the element. This is the
    /// largest of the block's rows so far; once the block is complete, each of its rows becomes the largest from itself
    /// to the block's end.
    running: Vec<u8>,
    /// For each row, from the row beside the middle on: by how many columns its reach is less than the previous row's.
    steps: Vec<usize>,
    /// The reach of the outermost rows, in columns.
    end: usize,
    /// Number of bytes of padding.
    padding: usize,
    /// Number of blocks of a row with its padding.
    blocks: usize,
    /// Number of bytes of a row, including all bytes that are read.
    length: usize,
    channels: usize,
    height: usize,
    /// The mask that inverts bytes, so that the smallest become the largest.
    inverted: u8,
    is_tall: bool,
    /// Number of rows consumed; for tall rectangles, including the empty rows below the frame.
    taken: usize,
    given: usize,
}

impl Stage {
    fn new(largest: bool, radii: [usize; 2], shape: Shape, input: &RowLayout) -> Result<Self> {
        let (channels, [x, y]) = (input.pixel_bytes(), radii);
        let (row_bytes, padding) = (input.width() as usize * channels, x * channels);
        let blocks = (row_bytes + 2 * padding) / BLOCK + 1;
        // Includes the neighbours of the last block, and the columns of the steps.
        let length = BLOCK * blocks + 2 * padding + channels;
        let is_tall = shape == Shape::Rectangle && 2 * y + 1 > FEW_ROWS;
        let bytes = length.checked_mul(2 * y + 2).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        let mut steps = zeroed(y)?;
        for (row, step) in steps.iter_mut().enumerate() {
            *step = reach(radii, shape, row).saturating_sub(reach(radii, shape, row + 1));
        }
        Ok(Self {
            rows: zeroed(bytes)?,
            best: [zeroed(length)?, zeroed(length)?],
            running: zeroed(if is_tall { length } else { 0 })?,
            end: reach(radii, shape, y),
            steps,
            // An ellipse of height 0 is a single pixel.
            padding: reach(radii, shape, 0) * channels,
            blocks,
            length,
            channels,
            height: input.height() as usize,
            inverted: if largest { 0 } else { 255 },
            is_tall,
            taken: 0,
            given: 0,
        })
    }

    fn scratch_bytes(&self) -> usize {
        self.rows.len() + self.best.iter().map(Vec::len).sum::<usize>() + self.running.len()
    }

    fn radius(&self) -> usize {
        self.steps.len()
    }

    fn begin(&mut self, row: usize) {
        (self.taken, self.given) = (row, row);
        if self.is_tall {
            self.rows.fill(0);
            self.running.fill(0);
        }
    }

    /// Copies the next row to its slot; returns whether all of its pixels are opaque, if it has colours.
    fn copy(&mut self, row: &[u8]) -> bool {
        let inverted = U8x16::splat(self.inverted);
        let start = self.slot(self.taken) * self.length + self.padding;
        let (body, tail) = row.as_chunks();
        let (into, rest) = self.rows[start..start + row.len()].as_chunks_mut();
        let mut all = U8x16::splat(255);
        for (from, to) in body.iter().zip(into) {
            all = (0..BLOCK / 16).fold(all, |all, i| all & vector(from, i));
            *to = block(|i| vector(from, i) ^ inverted);
        }
        rest.iter_mut().zip(tail).for_each(|(to, from)| *to = from ^ self.inverted);
        all.alpha().to_array() == [255; 4] && tail.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255)
    }

    /// Returns the slot of row `y`. For tall rectangles, blocks begin a radius above the frame.
    fn slot(&self, y: usize) -> usize {
        (if self.is_tall { y + self.radius() } else { y }) % (2 * self.radius() + 1)
    }

    /// Processes the row that was copied last.
    fn advance(&mut self) {
        let slot = self.slot(self.taken);
        self.taken += 1;
        if !self.is_tall {
            return;
        }
        let (length, blocks) = (self.length, self.blocks);
        let row = self.rows[slot * length..][..length].as_chunks().0;
        let running = &mut self.running.as_chunks_mut().0[..blocks];
        if slot == 0 {
            running.copy_from_slice(&row[..blocks]);
        } else {
            merge(row, running);
        }
        if slot == 2 * self.radius() {
            for slot in (0..slot).rev() {
                let (above, below) = self.rows.split_at_mut((slot + 1) * length);
                let above = &mut above[slot * length..];
                merge(below[..length].as_chunks().0, &mut above.as_chunks_mut().0[..blocks]);
            }
        }
    }

    /// Writes the next row of the result.
    fn give(&mut self, target: &mut [u8]) {
        let y = self.given;
        self.given += 1;
        if self.is_tall {
            while self.taken <= y + self.radius() {
                let start = self.slot(self.taken) * self.length;
                self.rows[start..start + self.length].fill(0);
                self.advance();
            }
            let start = y % (2 * self.radius() + 1) * self.length;
            largest([&self.rows[start..], &self.running], &mut self.best[0].as_chunks_mut().0[..self.blocks]);
        } else {
            self.compare_rows(y);
        }
        let (taps, few) = self.spread(self.end);
        let [a, b, c, d] = taps.map(|tap| &self.best[0][tap..]);
        match (self.end, few) {
            (0, _) => finish([a], target, self.inverted),
            (_, true) => finish([a, b, c], target, self.inverted),
            _ => finish([a, b, c, d], target, self.inverted),
        }
    }

    /// Returns the row `away` rows below row `y`, or the empty row if outside the frame.
    fn row(&self, y: usize, away: isize) -> &[u8] {
        let nothing = 2 * self.radius() + 1;
        let row = y.checked_add_signed(away).filter(|&row| row < self.height);
        &self.rows[row.map_or(nothing, |row| self.slot(row)) * self.length..]
    }

    /// Compares the rows of an element one by one, from the middle outwards.
    fn compare_rows(&mut self, y: usize) {
        // Rows with the same reach as the middle row are compared at once.
        let same = self.steps.iter().take_while(|&&step| step == 0).count().min(FEW_ROWS / 2);
        let mut best = core::mem::take(&mut self.best[0]);
        let to = &mut best.as_chunks_mut().0[..self.blocks];
        let row = |away: isize| self.row(y, away);
        match same {
            0 => largest([row(0)], to),
            1 => largest([-1, 0, 1].map(row), to),
            2 => largest([-2, -1, 0, 1, 2].map(row), to),
            _ => largest([-3, -2, -1, 0, 1, 2, 3].map(row), to),
        }
        self.best[0] = best;
        let mut shift = 0;
        for away in same + 1..=self.steps.len() {
            let step = self.steps[away - 1];
            let (taps, few) = self.spread(step);
            shift += step * self.channels;
            let mut next = core::mem::take(&mut self.best[1]);
            let [above, below] = [-(away as isize), away as isize].map(|away| &self.row(y, away)[shift..]);
            let [a, b, c, d] = taps.map(|tap| &self.best[0][tap..]);
            let to = &mut next.as_chunks_mut().0[..self.blocks];
            match (step, few) {
                (0, _) => largest([a, above, below], to),
                (_, true) => largest([a, b, c, above, below], to),
                _ => largest([a, b, c, d, above, below], to),
            }
            self.best[1] = core::mem::replace(&mut self.best[0], next);
        }
    }

    /// Extends the best values until the largest of those at the returned offsets is the largest of all `2 radius + 1`.
    /// Also returns whether the first three offsets suffice.
    fn spread(&mut self, radius: usize) -> ([usize; 4], bool) {
        let count = 2 * radius + 1;
        let mut done = 1;
        while count > 4 * done {
            let [best, next] = &mut self.best;
            let taps = [0, 1, 2, 3].map(|i| &best[i * done * self.channels..]);
            largest(taps, &mut next.as_chunks_mut().0[..self.blocks]);
            self.best.swap(0, 1);
            done *= 4;
        }
        let last = count - done;
        (core::array::from_fn(|i| (i * done).min(last) * self.channels), last <= 2 * done)
    }
}

/// Number of bytes that a loop processes at once: four vectors, because loop overhead costs as much as one vector.
const BLOCK: usize = 64;

/// A block computed by `f` for each of its vectors.
#[inline(always)]
fn block(f: impl Fn(usize) -> U8x16) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block.as_chunks_mut().0.iter_mut().enumerate().for_each(|(i, to)| f(i).store(to));
    block
}

#[inline(always)]
fn vector(block: &[u8; BLOCK], i: usize) -> U8x16 {
    block.as_chunks().0.get(i).map_or(U8x16::splat(0), U8x16::load)
}

/// Writes the larger of both values to the second slice.
fn merge(from: &[[u8; BLOCK]], to: &mut [[u8; BLOCK]]) {
    for (from, to) in from.iter().zip(to) {
        *to = block(|i| vector(from, i).max(vector(to, i)));
    }
}

/// The largest of `N` values each.
#[inline(never)]
fn largest<const N: usize>(from: [&[u8]; N], to: &mut [[u8; BLOCK]]) {
    let from = from.map(|row| &row.as_chunks().0[..to.len()]);
    for (i, to) in to.iter_mut().enumerate() {
        *to = largest_of(&from, i, U8x16::splat(0));
    }
}

/// Block `i` of the largest of `N` values each, inverted.
#[inline(always)]
fn largest_of<const N: usize>(from: &[&[[u8; BLOCK]]; N], i: usize, inverted: U8x16) -> [u8; BLOCK] {
    let from = from.map(|row| &row[i]);
    block(|i| from.iter().skip(1).fold(vector(from[0], i), |largest, row| largest.max(vector(row, i))) ^ inverted)
}

/// The largest of `N` values each, not inverted.
#[inline(never)]
fn finish<const N: usize>(from: [&[u8]; N], target: &mut [u8], inverted: u8) {
    let inverted = U8x16::splat(inverted);
    let (body, tail) = target.as_chunks_mut();
    let from = from.map(|row| &row.as_chunks().0[..=body.len()]);
    for (i, to) in body.iter_mut().enumerate() {
        *to = largest_of(&from, i, inverted);
    }
    if !tail.is_empty() {
        tail.copy_from_slice(&largest_of(&from, body.len(), inverted)[..tail.len()]);
    }
}

struct Kernel {
    morph: Morph,
    first: Stage,
    /// The stage after the first; for the gradient, the stage beside it.
    second: Option<Stage>,
    /// A ring of source rows, with colours weighted by alpha, if they are needed again.
    originals: Vec<u8>,
    /// Number of rows of the ring.
    kept: usize,
    /// A row with its colours weighted by alpha, and a row between the stages.
    weighed: Vec<u8>,
    between: Vec<u8>,
    row_bytes: usize,
    latency: usize,
    color: bool,
    /// The last row that has translucent pixels.
    translucent: Option<usize>,
    height: usize,
    consumed: usize,
    produced: usize,
}

impl Kernel {
    fn is_chain(&self) -> bool {
        self.morph != Morph::Gradient
    }

    /// Passes a row from the first stage to the second.
    fn pass_on(&mut self) {
        if let Some(second) = &mut self.second {
            self.first.give(&mut self.between);
            second.copy(&self.between);
            second.advance();
        }
    }

    fn take(&mut self, row: &[u8]) {
        let y = self.consumed;
        self.consumed += 1;
        let mut row = row;
        if !self.first.copy(row) && self.color {
            premultiply(row, &mut self.weighed);
            self.translucent = Some(y);
            row = &self.weighed;
            self.first.copy(row);
        }
        self.first.advance();
        if self.kept > 0 {
            let start = y % self.kept * self.row_bytes;
            self.originals[start..start + self.row_bytes].copy_from_slice(row);
        }
        if self.is_chain() {
            if y >= self.first.given + self.first.radius() {
                self.pass_on();
            }
        } else if let Some(second) = &mut self.second {
            second.copy(row);
            second.advance();
        }
    }

    fn give(&mut self, target: &mut [u8]) {
        let y = self.produced;
        self.produced += 1;
        if self.is_chain() {
            while let Some(second) = &self.second
                && second.taken <= (y + second.radius()).min(self.height - 1)
            {
                self.pass_on();
            }
        }
        match &mut self.second {
            Some(second) if self.morph != Morph::Gradient => second.give(target),
            second => {
                self.first.give(target);
                if let Some(second) = second {
                    second.give(&mut self.between);
                }
            }
        }
        if self.kept > 0 {
            let start = y % self.kept * self.row_bytes;
            let original = &self.originals[start..start + self.row_bytes];
            let colors = if self.color { U8x16::splat_pixel([255, 255, 255, 0]) } else { U8x16::splat(255) };
            let less = |[from, subtract, original]: [U8x16; 3]| {
                // No byte is less than the byte subtracted from it, so no byte borrows from the next.
                (from.to_lanes() - subtract.to_lanes()).to_bytes().select(original, colors)
            };
            match self.morph {
                Morph::TopHat => combine(target, original, |result, original| less([original, result, original])),
                Morph::BlackHat => combine(target, original, |result, original| less([result, original, original])),
                _ => {
                    combine(target, &self.between, |largest, smallest| less([largest, smallest, largest]));
                    combine(target, original, |result, original| result.select(original, colors));
                }
            }
        }
        if self.translucent.is_some_and(|row| row + self.latency >= y) {
            unpremultiply(target);
        }
    }
}

/// Replaces bytes by the result of `f` for them and others.
#[inline(always)]
fn combine(target: &mut [u8], other: &[u8], f: impl Fn(U8x16, U8x16) -> U8x16) {
    let (body, tail) = target.as_chunks_mut::<16>();
    let (others, rest) = other.as_chunks::<16>();
    for (to, other) in body.iter_mut().zip(others) {
        f(U8x16::load(to), U8x16::load(other)).store(to);
    }
    let mut last = [[0; 16]; 2];
    last[0][..tail.len()].copy_from_slice(tail);
    last[1][..rest.len()].copy_from_slice(rest);
    let [target, other] = last.map(|bytes| U8x16::load(&bytes));
    tail.copy_from_slice(&f(target, other).to_array()[..tail.len()]);
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        self.latency
    }

    fn above(&self) -> Option<usize> {
        Some(self.latency)
    }

    fn scratch_bytes(&self) -> usize {
        let stages = [Some(&self.first), self.second.as_ref()].into_iter().flatten().map(Stage::scratch_bytes);
        stages.sum::<usize>() + self.originals.len() + self.weighed.len() + self.between.len()
    }

    fn begin(&mut self, row: usize) {
        (self.consumed, self.produced, self.translucent) = (row, row, None);
        self.first.begin(row);
        if let Some(second) = &mut self.second {
            second.begin(row);
        }
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            self.take(row);
        }
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        for row in rows.into_rows() {
            self.give(row);
        }
    }
}

#[cfg(test)]
mod tests;
