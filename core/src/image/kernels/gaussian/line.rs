//! Conversion of rows of bytes to lines of fixed-point lanes, and back.
//!
//! Lanes are 16-bit, 128 to a level: 255 levels are 32640. Colour is premultiplied on input and divided by alpha on
//! output; rows without translucent pixels skip both.

use crate::image::frame::RowFormat;
use crate::image::kernels::BorderMode;
use crate::image::kernels::alpha::{over_alpha, times_alpha};
use crate::simd::{I16x8, I32x4, U8x16};

/// Number of fraction bits of a lane.
const FRACTION: u32 = 7;

/// Loads a row into a line with `pad` pixels before it and pixels after it up to the end of `line`, extended by `edge`.
/// Returns whether the row is translucent.
pub(super) fn load(row: &[u8], format: RowFormat, border: BorderMode, pad: usize, line: &mut [i16]) -> bool {
    let lanes = format.pixel_bytes();
    let body = &mut line[pad * lanes..][..row.len()];
    // Most rows are opaque, so opacity is determined while the row is widened.
    let mut all = U8x16::splat(255);
    each(row, body, U8x16::splat(255), |v| {
        all = all & v;
        [v.widen_low().shift_left::<FRACTION>(), v.widen_high().shift_left::<FRACTION>()]
    });
    let all = all.to_array();
    let translucent = format == RowFormat::Rgba8 && [3, 7, 11, 15].iter().any(|&i| all[i] != 255);
    if translucent {
        each(row, body, U8x16::splat(0), premultiply);
    }
    match format {
        RowFormat::Rgba8 => border.extend(line.as_chunks_mut::<4>().0, pad, row.len() / 4),
        RowFormat::Gray8 => border.extend(line.as_chunks_mut::<1>().0, pad, row.len()),
    }
    translucent
}

/// Sixteen bytes at a time; the last vector is completed by those of `beyond`.
#[inline(always)]
fn each(row: &[u8], line: &mut [i16], beyond: U8x16, mut f: impl FnMut(U8x16) -> [I16x8; 2]) {
    let (body, tail) = row.as_chunks::<16>();
    let (to, rest) = line.as_chunks_mut::<16>();
    for (bytes, lanes) in body.iter().zip(to) {
        let [low, high] = f(U8x16::load(bytes));
        let (first, second) = lanes.as_chunks_mut::<8>().0.split_at_mut(1);
        low.store(&mut first[0]);
        high.store(&mut second[0]);
    }
    let mut padded = beyond.to_array();
    padded[..tail.len()].copy_from_slice(tail);
    let [low, high] = f(U8x16::load(&padded));
    for (to, from) in rest.iter_mut().zip(low.to_array().into_iter().chain(high.to_array())) {
        *to = from;
    }
}

/// Multiplies colour by alpha. Off by 1/128 of a level at most, and exact where alpha is 255.
#[inline(always)]
fn premultiply(pixels: U8x16) -> [I16x8; 2] {
    // Halves of the product and its 256th: 128/255 = ½ + ½/256 + ½/256² + …
    times_alpha(pixels)
        .map(|product| (product + product.shift_right_unsigned::<8>() + I16x8::splat(1)).shift_right_unsigned::<1>())
}

/// Writes a line as a row of bytes.
#[inline(never)]
pub(super) fn store(line: &[i16], row: &mut [u8], translucent: bool) {
    if translucent {
        store_each(line, row, unpremultiply);
    } else {
        store_each(line, row, round);
    }
}

#[inline(always)]
fn store_each(line: &[i16], row: &mut [u8], f: impl Fn([I16x8; 2]) -> U8x16) {
    let load = |lanes: &[i16; 16]| {
        let halves = lanes.as_chunks::<8>().0;
        [I16x8::load(&halves[0]), I16x8::load(&halves[1])]
    };
    let (lanes, _) = line.as_chunks::<16>();
    let (body, tail) = row.as_chunks_mut::<16>();
    let last = lanes.get(body.len());
    for (bytes, lanes) in body.iter_mut().zip(lanes) {
        f(load(lanes)).store(bytes);
    }
    if let Some(last) = last {
        let length = tail.len();
        tail.copy_from_slice(&f(load(last)).to_array()[..length]);
    }
}

#[inline(always)]
pub(super) fn round(lanes: [I16x8; 2]) -> U8x16 {
    let [low, high] = lanes.map(|v| v.add_saturating(I16x8::splat(1 << (FRACTION - 1))).shift_right::<FRACTION>());
    I16x8::narrow(low, high)
}

/// Divides colour by alpha. Where alpha is 255, equal to [`round`], to the bit.
#[inline(always)]
fn unpremultiply([low, high]: [I16x8; 2]) -> U8x16 {
    let four = [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()];
    let colors = over_alpha(four, I32x4::alphas(low, high));
    colors.select(round([low, high]), U8x16::splat_pixel([255, 255, 255, 0]))
}
