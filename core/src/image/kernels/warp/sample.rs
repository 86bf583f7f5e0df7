//! Interpolation of colours between pixels.

use super::choices::Interpolation;
use super::places::Places;
use crate::image::frame::Plane;
use crate::image::kernels::BorderMode;
use crate::image::kernels::alpha::is_opaque;
use crate::simd::{F32x4, I16x8, I32x4};

/// A frame from which colours are read.
#[derive(Debug)]
pub(super) struct Sampler<'a> {
    source: Plane<'a>,
    width: i32,
    height: i32,
    bytes: usize,
    border: BorderMode,
    opaque: bool,
}

/// The largest distinct position: all positions beyond are equally far outside.
const FAR: f32 = 1e6;

/// Weights of Catmull-Rom's cubic for the four pixels around a position that is `t` behind the second of them.
pub(super) fn cubic(t: f32) -> [f32; 4] {
    let (square, cube) = (t * t, t * t * t);
    [
        -0.5 * cube + square - 0.5 * t,
        1.5 * cube - 2.5 * square + 1.0,
        -1.5 * cube + 2.0 * square + 0.5 * t,
        0.5 * cube - 0.5 * square,
    ]
}

/// Number of positions tested together for being inside; a part of a chunk.
const PART: usize = 16;

/// Returns the smallest and the largest value.
#[inline(always)]
fn range(places: &[f32; PART]) -> [f32; 2] {
    let [a, b, c, d] = core::array::from_fn(|i| F32x4::load(&places.as_chunks::<4>().0[i]));
    let [least, most] = [a.min(b).min(c.min(d)), a.max(b).max(c.max(d))].map(F32x4::to_array);
    [least.into_iter().fold(f32::INFINITY, f32::min), most.into_iter().fold(f32::NEG_INFINITY, f32::max)]
}

/// The channels of a pixel as floats.
#[inline(always)]
fn floats(pixel: [u8; 4]) -> F32x4 {
    let [r, g, b, a] = pixel;
    I16x8::load_bytes(&[r, g, b, a, 0, 0, 0, 0]).widen_low().to_f32()
}

/// Two adjacent pixels.
#[inline(always)]
fn pair(row: &[u8], at: usize) -> [F32x4; 2] {
    let both = row.get(at..).and_then(<[u8]>::first_chunk).map_or(I16x8::splat(0), I16x8::load_bytes);
    [both.widen_low().to_f32(), both.widen_high().to_f32()]
}

impl<'a> Sampler<'a> {
    pub(super) fn new(source: Plane<'a>, bytes: usize, border: BorderMode) -> Self {
        let opaque = bytes == 4 && source.rows().all(is_opaque);
        let (width, height) = ((source.row_bytes() / bytes) as i32, source.height() as i32);
        Self { source, width, height, bytes, border, opaque }
    }

    /// Writes the colours at `places`.
    pub(super) fn run(&self, interpolation: Interpolation, places: &Places, pixels: &mut [u8]) {
        // Whole-number offsets have 32 bits.
        let is_fast =
            interpolation == Interpolation::Bilinear && self.opaque && u32::try_from(self.source.bytes().len()).is_ok();
        let places = places.x.as_chunks::<PART>().0.iter().zip(places.y.as_chunks::<PART>().0);
        for ((x, y), pixels) in places.zip(pixels.chunks_mut(PART * self.bytes)) {
            let (across, down) = (range(x), range(y));
            // The cubic reads two pixels beyond the edges.
            let is_outside = |[least, most]: [f32; 2], length: i32| most <= -2.0 || least >= (length + 1) as f32;
            let is_inside = |[least, most]: [f32; 2], length: i32| least >= 0.0 && most < (length - 1) as f32;
            if is_fast && is_inside(across, self.width) && is_inside(down, self.height) {
                self.bilinear_inside(x, y, pixels);
            } else if self.border == BorderMode::Transparent
                && (is_outside(across, self.width) || is_outside(down, self.height))
            {
                pixels.fill(0);
            } else {
                self.anywhere(interpolation, x, y, pixels);
            }
        }
    }

    #[inline(never)]
    fn anywhere(&self, interpolation: Interpolation, x: &[f32; PART], y: &[f32; PART], pixels: &mut [u8]) {
        let across = x.as_chunks::<4>().0.iter().zip(y.as_chunks::<4>().0);
        for ((x, y), pixels) in across.zip(pixels.chunks_mut(4 * self.bytes)) {
            let near = |places| F32x4::load(places).max(F32x4::splat(-FAR)).min(F32x4::splat(FAR)).to_array();
            let (x, y) = (near(x), near(y));
            if self.bytes == 1 {
                for (i, gray) in pixels.iter_mut().enumerate() {
                    *gray = self.gray(interpolation, x[i], y[i]);
                }
                continue;
            }
            let colors = match interpolation {
                Interpolation::Nearest => {
                    let pixels = pixels.as_chunks_mut::<4>().0.iter_mut().enumerate();
                    pixels.for_each(|(i, pixel)| *pixel = self.nearest(x[i], y[i]));
                    continue;
                }
                Interpolation::Bilinear => core::array::from_fn(|i| self.bilinear(x[i], y[i])),
                Interpolation::Bicubic => core::array::from_fn(|i| self.bicubic(x[i], y[i])),
            };
            put(colors, pixels);
        }
    }

    /// [`Self::bilinear`] in whole numbers, for opaque pixels inside: weights of fourteen bits, whose sum is 1.
    #[inline(never)]
    fn bilinear_inside(&self, x: &[f32; PART], y: &[f32; PART], pixels: &mut [u8]) {
        let (bytes, stride) = (self.source.bytes(), self.source.stride());
        let one = F32x4::splat(16384.0);
        let half = I32x4::splat(1 << 13);
        let (row_bytes, pixel_bytes) = (I32x4::splat(stride as i32), I32x4::splat(4));
        let all = x.as_chunks::<4>().0.iter().zip(y.as_chunks::<4>().0);
        for ((x, y), pixels) in all.zip(pixels.chunks_mut(16)) {
            let (x, y) = (F32x4::load(x), F32x4::load(y));
            let (left, top) = (x.floor(), y.floor());
            let (across, down) = ((x - left) * one, y - top);
            let starts = (top.round_small() * row_bytes + left.round_small() * pixel_bytes).to_array();
            let both = across * down;
            let (upper_right, lower_right) = ((across - both).round_small(), both.round_small());
            let lower_left = (down * one - both).round_small();
            let upper_left = I32x4::splat(16384) - upper_right - lower_right - lower_left;
            let lefts = I32x4::pair(upper_left, lower_left).to_bytes().to_words().broadcast_each();
            let rights = I32x4::pair(upper_right, lower_right).to_bytes().to_words().broadcast_each();
            let [a, b, c, d] = core::array::from_fn(|i| {
                let start = starts[i].cast_unsigned() as usize;
                let upper = bytes.get(start..).and_then(<[u8]>::first_chunk);
                let lower = bytes.get(start + stride..).and_then(<[u8]>::first_chunk);
                let (Some(upper), Some(lower)) = (upper, lower) else { return half };
                // Each pixel above and the pixel below it: the left pixels, and the right pixels.
                let (upper, lower) = (I16x8::load_bytes(upper), I16x8::load_bytes(lower));
                let sum =
                    upper.zip_low(lower).dot(lefts[i].to_lanes()) + upper.zip_high(lower).dot(rights[i].to_lanes());
                (sum + half).shift_right::<14>()
            });
            let bytes = I32x4::to_clamped_bytes(a, b, c, d);
            match pixels.as_mut_array() {
                Some(pixels) => bytes.store(pixels),
                None => pixels.copy_from_slice(&bytes.to_array()[..pixels.len()]),
            }
        }
    }

    /// Returns a pixel at any position.
    fn pixel(&self, x: i32, y: i32) -> [u8; 4] {
        let inside = |i: i32, length: i32| self.border.inside(i as isize, length as usize);
        let (Some(x), Some(y)) = (inside(x, self.width), inside(y, self.height)) else { return [0; 4] };
        let row = self.source.row(y);
        if self.bytes == 1 {
            return [row.get(x).copied().unwrap_or_default(), 0, 0, 255];
        }
        row.get(4 * x..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default()
    }

    fn nearest(&self, x: f32, y: f32) -> [u8; 4] {
        // Halves belong to the next pixel, as the square of pixel i extends from i to i + 1.
        self.pixel((x + 0.5).floor() as i32, (y + 0.5).floor() as i32)
    }

    #[inline(always)]
    fn bilinear(&self, x: f32, y: f32) -> F32x4 {
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (F32x4::splat(x - left), F32x4::splat(y - top));
        let (left, top) = (left as i32, top as i32);
        if self.opaque && left >= 0 && top >= 0 && left < self.width - 1 && top < self.height - 1 {
            let [a, b] = pair(self.source.row(top as usize), 4 * left as usize);
            let [c, d] = pair(self.source.row(top as usize + 1), 4 * left as usize);
            let (above, below) = (a + (b - a) * across, c + (d - c) * across);
            return above + (below - above) * down;
        }
        let (x, y) = (x - left as f32, y - top as f32);
        straight(self.weighed(left, top, [1.0 - x, x], [1.0 - y, y]))
    }

    #[inline(always)]
    fn bicubic(&self, x: f32, y: f32) -> F32x4 {
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (cubic(x - left), cubic(y - top));
        let (left, top) = (left as i32 - 1, top as i32 - 1);
        if self.opaque && left >= 0 && top >= 0 && left < self.width - 3 && top < self.height - 3 {
            let mut sum = F32x4::splat(0.0);
            for (dy, &weight) in (0..).zip(&down) {
                let row = self.source.row(top as usize + dy);
                let ([a, b], [c, d]) = (pair(row, 4 * left as usize), pair(row, 4 * left as usize + 8));
                let [wa, wb, wc, wd] = across.map(F32x4::splat);
                sum = sum + (a * wa + b * wb + (c * wc + d * wd)) * F32x4::splat(weight);
            }
            return sum;
        }
        straight(self.weighed(left, top, across, down))
    }

    /// The weighted sum of `N` × `N` pixels, with their colours weighted by alpha.
    #[inline(never)]
    fn weighed<const N: usize>(&self, left: i32, top: i32, across: [f32; N], down: [f32; N]) -> F32x4 {
        let alpha_alone = F32x4::from_array([0.0, 0.0, 0.0, 1.0]);
        let mut sum = F32x4::splat(0.0);
        for (dy, down) in (0..).zip(down) {
            for (dx, across) in (0..).zip(across) {
                let pixel = self.pixel(left + dx, top + dy);
                let alpha = f32::from(pixel[3]) / 255.0;
                // Alpha itself isn't weighted by alpha.
                let weights = F32x4::splat(alpha) + alpha_alone * F32x4::splat(1.0 - alpha);
                sum = sum + floats(pixel) * weights * F32x4::splat(across * down);
            }
        }
        sum
    }

    fn gray(&self, interpolation: Interpolation, x: f32, y: f32) -> u8 {
        let (left, top) = (x.floor(), y.floor());
        // Over black.
        let [gray, ..] = match interpolation {
            Interpolation::Nearest => return self.nearest(x, y)[0],
            Interpolation::Bilinear => {
                let (x, y) = (x - left, y - top);
                self.weighed(left as i32, top as i32, [1.0 - x, x], [1.0 - y, y])
            }
            Interpolation::Bicubic => self.weighed(left as i32 - 1, top as i32 - 1, cubic(x - left), cubic(y - top)),
        }
        .to_array();
        (gray + 0.5).clamp(0.0, 255.0) as u8
    }
}

/// Divides a colour that was weighted by alpha.
#[inline(always)]
fn straight(color: F32x4) -> F32x4 {
    let alpha = color.broadcast_each()[3];
    // Where alpha rounds to 0, the colour is invisible.
    let over_alpha = F32x4::splat(255.0).divide(alpha.max(F32x4::splat(1e-3)));
    (color * over_alpha).select(color, I32x4::from_array([-1, -1, -1, 0]))
}

/// Rounds and clamps up to four pixels.
#[inline(always)]
fn put(colors: [F32x4; 4], pixels: &mut [u8]) {
    let limit = F32x4::splat(32767.0);
    let [a, b, c, d] = colors.map(|color| color.min(limit).round_small());
    let bytes = I32x4::to_clamped_bytes(a, b, c, d);
    match pixels.as_mut_array() {
        Some(pixels) => bytes.store(pixels),
        None => pixels.copy_from_slice(&bytes.to_array()[..pixels.len()]),
    }
}
