//! Bilinear resampling to exactly half of both sides. The weights are 1, 3, 3, 1 everywhere except at the edges, so
//! additions suffice: nearly three times as fast as weights from a table.

use core::array::from_fn;

use crate::image::kernels::alpha::is_opaque;
use crate::image::frame::Plane;
use crate::simd::{I16x8, U8x16};

/// The rows of an opaque RGBA frame that contribute to a row of the result, row after row.
pub(super) struct Rows<'a> {
    source: Plane<'a>,
    /// Whether the last row's lower two source rows, which are the next row's upper two, are opaque.
    opaque: bool,
}

impl<'a> Rows<'a> {
    /// Begins with row `y`; only needed if `halves`.
    pub(super) fn at(source: Plane<'a>, y: usize, halves: bool) -> Self {
        let mut rows = Self { source, opaque: false };
        if halves && let Some(above) = y.checked_sub(1) {
            rows.around(above);
        }
        rows
    }

    /// `opaque` is the value of [`Rows::above_is_opaque`] at the previous row.
    pub(super) fn new(source: Plane<'a>, opaque: bool) -> Self {
        Self { source, opaque }
    }

    /// Returns whether the rows that the next row of the result shares with the last row are opaque.
    pub(super) fn above_is_opaque(&self) -> bool {
        self.opaque
    }

    /// Returns the four source rows of row `y`, if there are four and all of them are opaque. Called for rows in order.
    pub(super) fn around(&mut self, y: usize) -> Option<[&'a [u8]; 4]> {
        let lower = 2 * y + 1..2 * y + 3;
        let upper = self.opaque;
        self.opaque = lower.end <= self.source.height() && lower.into_iter().all(|y| is_opaque(self.source.row(y)));
        (upper && self.opaque).then(|| from_fn(|i| self.source.row(2 * y + i - 1)))
    }
}

/// Sums down the columns: eight times the value, two pixels in a vector.
#[inline(always)]
fn columns(rows: [&[u8; 32]; 4]) -> [I16x8; 4] {
    let four = |at: usize| {
        let rows = rows.map(|row| U8x16::load(&row.as_chunks().0[at]));
        let sum = |[a, b, c, d]: [I16x8; 4]| {
            let middle = b + c;
            middle + (middle + (a + d)) + middle
        };
        [sum(rows.map(U8x16::widen_low)), sum(rows.map(U8x16::widen_high))]
    };
    let [[a, b], [c, d]] = [four(0), four(1)];
    [a, b, c, d]
}

/// Two pixels of the result, times 64, from the pixels of the two vectors in the middle and their neighbours.
#[inline(always)]
fn two([before, a, b, after]: [I16x8; 4]) -> I16x8 {
    let low = |a: I16x8, b: I16x8| a.to_bytes().join_low(b.to_bytes()).to_lanes();
    let high = |a: I16x8, b: I16x8| a.to_bytes().join_high(b.to_bytes()).to_lanes();
    let middle = low(a, b) + high(a, b);
    middle + (middle + (high(before, a) + low(b, after))) + middle
}

/// Computes a row of the result.
#[inline(never)]
pub(super) fn row(rows: [&[u8]; 4], target: &mut [u8]) {
    let blocks = rows.map(|row| row.as_chunks::<32>().0);
    let [first, ..] = blocks;
    let blocks = blocks.map(|row| &row[..first.len()]);
    let half = I16x8::splat(32);
    let zero = I16x8::splat(0);
    let (mut before, mut now) = (zero, first.first().map_or([zero; 4], |_| columns(blocks.map(|row| &row[0]))));
    let body = target.as_chunks_mut::<16>().0;
    for (i, to) in body.iter_mut().enumerate().take(first.len().saturating_sub(1)) {
        let next = columns(blocks.map(|row| &row[i + 1]));
        let [a, b, c, d] = now;
        let pixels = [[before, a, b, c], [b, c, d, next[0]]].map(|four| (two(four) + half).shift_right::<6>());
        I16x8::narrow(pixels[0], pixels[1]).store(to);
        (before, now) = (d, next);
    }
    // The pixels at the edges and near the end, one by one.
    let pixels = target.as_chunks_mut::<4>().0;
    let (last, done) = (pixels.len().saturating_sub(1), 4 * first.len().saturating_sub(1));
    for x in (0..1.min(done)).chain(done..pixels.len()) {
        let places = (2 * x).saturating_sub(1)..(2 * x + 3).min(2 * last + 2);
        let weight = |place: usize| if place / 2 == x { 3 } else { 1 };
        let all: u32 = places.clone().map(weight).sum();
        let sum = |channel: usize| {
            let column = |place: usize| {
                let [a, b, c, d] = rows.map(|row| row.get(4 * place + channel).map_or(0, |&value| u32::from(value)));
                a + 3 * (b + c) + d
            };
            places.clone().map(|place| weight(place) * column(place)).sum::<u32>()
        };
        if let Some(pixel) = pixels.get_mut(x) {
            *pixel = from_fn(|channel| ((sum(channel) + 4 * all) / (8 * all)) as u8);
        }
    }
}
