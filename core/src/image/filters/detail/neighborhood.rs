//! A window over the pixels around each pixel: it stores the necessary rows, extended by border pixels.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::image::kernels::BorderMode;
use crate::image::kernels::Operation;
use crate::image::kernels::Window;
use crate::image::kernels::alpha::is_opaque;
use crate::memory::zeroed;
use crate::error::{Error, Result};
use crate::image::frame::{RowLayout, Plane, PlaneMut};
use crate::simd::{I16x8, U8x16};

/// The layout of stored rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Interleaved, as in the frame.
    Pixels,
    /// One plane per channel.
    Planes,
}

/// Number of readable bytes behind a row.
pub(crate) const SLACK: usize = 128;

/// The rows around the current row, extended to both sides by as many pixels.
#[derive(Debug)]
pub(crate) struct Rows {
    rows: Vec<u8>,
    /// Whether each row is opaque.
    opaque: Vec<bool>,
    kept: usize,
    order: Order,
    border: BorderMode,
    /// Number of pixels and rows around each pixel.
    pub(crate) radius: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) channels: usize,
    /// Number of bytes of a row, or of a plane of a row.
    length: usize,
    taken: usize,
    /// The row with which the stream began.
    pub(crate) first: usize,
}

impl Rows {
    /// Stores `before` additional rows above the radius.
    fn new(input: &RowLayout, radius: usize, before: usize, border: BorderMode, order: Order) -> Result<Self> {
        let (width, channels) = (input.width() as usize, input.pixel_bytes());
        let (planes, pixel) = if order == Order::Planes { (channels, 1) } else { (1, channels) };
        let length = (width + 2 * radius) * pixel + SLACK;
        let kept = 2 * radius + 1 + before;
        let bytes = length.checked_mul(planes * kept).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        Ok(Self {
            rows: zeroed(bytes)?,
            opaque: zeroed(kept)?,
            kept,
            order,
            border,
            radius,
            width,
            height: input.height() as usize,
            channels,
            length,
            taken: 0,
            first: 0,
        })
    }

    fn slot(&self, y: isize) -> usize {
        self.border.inside(y, self.height).unwrap_or_default() % self.kept
    }

    /// Returns row `y`, or the row that stands for it, beginning a radius before its first pixel.
    pub(crate) fn row(&self, y: isize) -> &[u8] {
        let planes = if self.order == Order::Planes { self.channels } else { 1 };
        &self.rows[self.slot(y) * planes * self.length..][..self.length]
    }

    /// Returns a channel of row `y`, if rows are stored as planes.
    pub(crate) fn plane(&self, y: isize, channel: usize) -> &[u8] {
        &self.rows[self.start(y, channel)..][..self.length]
    }

    /// Returns all stored rows, for loops over many rows; [`Self::start`] is the offset of a channel of row `y`.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.rows
    }

    /// See [`Self::bytes`].
    pub(crate) fn start(&self, y: isize, channel: usize) -> usize {
        (self.slot(y) * self.channels + channel) * self.length
    }

    /// Returns whether all pixels of row `y` are opaque.
    pub(crate) fn is_opaque(&self, y: isize) -> bool {
        self.opaque[self.slot(y)]
    }

    /// Returns whether all rows that row `y` needs are opaque.
    pub(crate) fn are_opaque(&self, y: usize) -> bool {
        let (y, radius) = (y as isize, self.radius as isize);
        (y - radius..=y + radius).all(|y| self.is_opaque(y))
    }

    fn take(&mut self, row: &[u8]) {
        let slot = self.taken % self.kept;
        self.taken += 1;
        self.opaque[slot] = self.channels == 1 || is_opaque(row);
        let (planes, pixel) = if self.order == Order::Planes { (self.channels, 1) } else { (1, self.channels) };
        let start = self.radius * pixel;
        let into = &mut self.rows[slot * planes * self.length..][..planes * self.length];
        if planes == 4 {
            split(row, into, self.length, start);
        } else {
            into[start..start + row.len()].copy_from_slice(row);
        }
        for line in into.chunks_exact_mut(self.length) {
            for i in (1..=self.radius).flat_map(|i| [-(i as isize), (self.width + i - 1) as isize]) {
                let from = start + self.border.inside(i, self.width).unwrap_or_default() * pixel;
                line.copy_within(from..from + pixel, start.wrapping_add_signed(i * pixel as isize));
            }
        }
    }
}

/// Writes the channels of RGBA pixels `length` bytes apart, from `start` on.
fn split(row: &[u8], into: &mut [u8], length: usize, start: usize) {
    let planes = |pixels: &[u8; 64]| {
        let v = pixels.as_chunks::<16>().0;
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| U8x16::load(&v[i]));
        let even = |a: U8x16, b: U8x16| I16x8::narrow(a.even(), b.even());
        let odd = |a: U8x16, b: U8x16| I16x8::narrow(a.odd(), b.odd());
        let (red_blue, more) = (even(a, b), even(c, d));
        let (green_alpha, rest) = (odd(a, b), odd(c, d));
        [even(red_blue, more), even(green_alpha, rest), odd(red_blue, more), odd(green_alpha, rest)]
    };
    let (body, tail) = row.as_chunks::<64>();
    let mut last = [0; 64];
    last[..tail.len()].copy_from_slice(tail);
    for (i, pixels) in body.iter().chain([&last]).enumerate() {
        for (c, channel) in planes(pixels).into_iter().enumerate() {
            // Bytes beyond the last pixel fall into the slack, or where the border is written afterwards.
            if let Some(to) = into[c * length + start + 16 * i..].first_chunk_mut() {
                channel.store(to);
            }
        }
    }
}

/// Computes a row of the result from the rows around it.
pub(crate) trait Around: Send {
    /// Writes row `y`. Called for rows in order.
    fn give(&mut self, rows: &Rows, y: usize, target: &mut [u8]);

    /// Number of bytes of working memory.
    fn scratch_bytes(&self) -> usize {
        0
    }
}

struct Kernel {
    rows: Rows,
    around: Box<dyn Around>,
    produced: usize,
}

/// The operation of a kernel that reads `radius` pixels and rows around each pixel, and `before` rows further up.
pub(crate) fn neighborhood(
    input: &RowLayout,
    [radius, before]: [usize; 2],
    border: BorderMode,
    order: Order,
    around: Box<dyn Around>,
) -> Result<Operation> {
    let rows = Rows::new(input, radius, before, border, order)?;
    Ok(Operation::Window(Box::new(Kernel { rows, around, produced: 0 })))
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        self.rows.radius
    }

    fn above(&self) -> Option<usize> {
        Some(self.rows.radius + 1)
    }

    fn scratch_bytes(&self) -> usize {
        self.rows.rows.len() + self.rows.opaque.len() + self.around.scratch_bytes()
    }

    fn begin(&mut self, row: usize) {
        (self.rows.taken, self.rows.first, self.produced) = (row, row, row);
        // Also of rows that this run doesn't store, but that the first results read.
        self.rows.opaque.fill(self.rows.channels == 1);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        rows.rows().for_each(|row| self.rows.take(row));
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        for row in rows.into_rows() {
            self.around.give(&self.rows, self.produced, row);
            self.produced += 1;
        }
    }
}
