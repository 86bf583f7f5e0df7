//! YUV to RGBA.
//!
//! A row is converted in blocks. First, each chroma sample is multiplied by the matrix: that gives its parts of red,
//! green and blue, in units of 1/2⁶ of a level, of which 16 bits hold ±512 levels. Then these parts are upsampled and
//! luma is added, sixteen pixels at a time. Products of unsampled chroma are a quarter to a half as many.
//!
//! Rounding errors before the last rounding are at most 1/2⁷ of a level each, for the slope, the product and the offset
//! of luma, for one or two products and coefficients of chroma, and at most 1/2⁶ for upsampling: below 1/14 in all.

use super::coefficients::Coefficients;
use super::{ChromaRow, Upsampling};
use crate::image::frame::{ChromaSiting, ColorSpace};
use crate::simd::{I16x8, I32x4, U8x16};

/// Fraction bits of parts of red, green and blue.
const FRACTION: u32 = 6;
/// Chroma samples of a block: a multiple of 8. The block and its neighbours fit in the fastest cache.
const BLOCK: usize = 256;
/// The first sample of a block in its array, which leaves room for the neighbour before it.
const FIRST: usize = 8;
/// A block, and a vector of samples on either side.
type Parts = [[i16; FIRST + BLOCK + 8]; 3];

/// How parts of chroma samples become those of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// One sample for each pixel.
    Each,
    /// The same sample for two pixels.
    Twice,
    /// The sample, then the mean with the next one.
    Left,
    /// Weights 3:1, with the sample before, then with the sample after.
    Center,
}

/// Converts rows of YUV to RGBA.
#[derive(Clone, Copy, Debug)]
pub(crate) struct YuvToRgba {
    spread: Spread,
    is_wide: bool,
    mixes_rows: bool,
    /// Levels of 8 bits of RGB per level of 8 bits of luma, in units of 1/2¹³.
    slope: i16,
    /// The middle level of luma, plus a half for rounding, in units of 1/2⁶ of RGB.
    offset: i16,
    /// The part of red by V, of green by U and by V, of blue by U, in units of 1/2¹³.
    colors: [i16; 4],
}

impl YuvToRgba {
    /// Creates a converter. `bits` is 8, or 10 for samples of 16 bits, little-endian, whose upper bits are ignored.
    /// `halvings` is the logarithm of the horizontal and the vertical subsampling, 0 or 1 each.
    pub(crate) fn new(space: &ColorSpace, bits: u32, halvings: [u32; 2], upsampling: Upsampling) -> Self {
        let coefficients = Coefficients::new(space, bits);
        // Samples are used in units of 1/2⁸ of a level of 8 bits. Products with factors of 13 bits have 6 left.
        let level = if bits == 10 { 4.0 } else { 1.0 };
        let factor = |slope: f64| (slope * level * 8192.0).round() as i16;
        let [[_, red], [green_u, green_v], [blue, _]] = coefficients.colors();
        let is_nearest = upsampling == Upsampling::Nearest;
        Self {
            spread: match space.siting {
                _ if halvings[0] == 0 => Spread::Each,
                _ if is_nearest => Spread::Twice,
                ChromaSiting::Left => Spread::Left,
                ChromaSiting::Center => Spread::Center,
            },
            is_wide: bits == 10,
            mixes_rows: halvings[1] != 0 && !is_nearest,
            slope: factor(255.0 / coefficients.luma_range),
            offset: ((coefficients.gray(128.0 * level) + 0.5) * f64::from(1 << FRACTION)).round() as i16,
            colors: [factor(red), factor(green_u), factor(green_v), factor(blue)],
        }
    }

    /// Converts a row. `near` is the chroma row that the luma row shares. `far` is the chroma row on the other side of
    /// the luma row, or `near` at the edges and without vertical subsampling. Without `alpha`, pixels are opaque.
    pub(crate) fn row(
        &self,
        luma: &[u8],
        near: ChromaRow<'_>,
        far: ChromaRow<'_>,
        alpha: Option<&[u8]>,
        rgba: &mut [u8],
    ) {
        let far = if self.mixes_rows { far } else { near };
        if self.is_wide {
            self.blocks::<true>(luma, near, far, alpha, rgba);
        } else {
            self.blocks::<false>(luma, near, far, alpha, rgba);
        }
    }

    fn blocks<const WIDE: bool>(
        &self,
        luma: &[u8],
        near: ChromaRow<'_>,
        far: ChromaRow<'_>,
        alpha: Option<&[u8]>,
        rgba: &mut [u8],
    ) {
        let halving = usize::from(self.spread != Spread::Each);
        let samples = count::<WIDE>(near).min(count::<WIDE>(far));
        let width = (luma.len() >> u32::from(WIDE)).min(rgba.len() / 4).min(samples << halving);
        let width = alpha.map_or(width, |alpha| alpha.len().min(width));
        let samples = width.div_ceil(1 << halving);
        let mut parts = [[0; FIRST + BLOCK + 8]; 3];
        let mut start = 0;
        while start < samples {
            // The neighbour before the block: the last sample of the block before, or the first of all.
            let before = parts.each_ref().map(|part| part[FIRST + BLOCK - 1]);
            let end = samples.min(start + BLOCK);
            self.fill::<WIDE>(near, far, start..end, samples, &mut parts);
            for (part, before) in parts.iter_mut().zip(before) {
                part[FIRST - 1] = if start == 0 { part[FIRST] } else { before };
            }
            let pixels = start << halving..width.min(end << halving);
            let bytes = pixels.start << u32::from(WIDE)..pixels.end << u32::from(WIDE);
            let (luma, alpha) = (&luma[bytes], alpha.map(|alpha| &alpha[pixels.clone()]));
            let rgba = &mut rgba[4 * pixels.start..4 * pixels.end];
            match self.spread {
                Spread::Each => self.join::<WIDE, false>(luma, alpha, rgba, each(&parts)),
                Spread::Twice => self.join::<WIDE, true>(luma, alpha, rgba, twice(&parts)),
                Spread::Left => self.join::<WIDE, true>(luma, alpha, rgba, left(&parts)),
                Spread::Center => self.join::<WIDE, true>(luma, alpha, rgba, center(&parts)),
            }
            start = end;
        }
    }

    /// Stores the parts of samples `range`, and of at least one after it. The last of the `samples` repeats.
    fn fill<const WIDE: bool>(
        &self,
        near: ChromaRow<'_>,
        far: ChromaRow<'_>,
        range: core::ops::Range<usize>,
        samples: usize,
        parts: &mut Parts,
    ) {
        let [red, green_u, green_v, blue] = self.colors.map(I16x8::splat);
        // Both rows together have 2 more bits.
        let (neutral, three) = (I16x8::splat(if WIDE { 4 * 512 } else { 4 * 128 }), I16x8::splat(3));
        let [reds, greens, blues] = parts.each_mut().map(|part| part[FIRST..].as_chunks_mut::<8>().0);
        let columns = (range.start..=range.end).step_by(8);
        for (at, ((to_red, to_green), to_blue)) in columns.zip(reds.iter_mut().zip(greens).zip(blues)) {
            let (near, far) = (eight::<WIDE>(near, at, samples), eight::<WIDE>(far, at, samples));
            let mixed = |channel: usize| {
                let sum = near[channel] * three + far[channel] - neutral;
                // From 1/4 of a level to 1/2⁸ of a level of 8 bits.
                if WIDE { sum.shift_left::<4>() } else { sum.shift_left::<6>() }
            };
            let (u, v) = (mixed(0), mixed(1));
            v.multiply_q15(red).store(to_red);
            (u.multiply_q15(green_u) + v.multiply_q15(green_v)).store(to_green);
            u.multiply_q15(blue).store(to_blue);
        }
    }

    /// Adds luma to parts of chroma. If `SPLIT`, vectors are those of even and of odd pixels, otherwise those of the
    /// first and of the last eight of sixteen pixels.
    #[inline(always)]
    fn join<const WIDE: bool, const SPLIT: bool>(
        &self,
        luma: &[u8],
        alpha: Option<&[u8]>,
        rgba: &mut [u8],
        parts: impl Fn(usize) -> [[I16x8; 2]; 3],
    ) {
        let (slope, offset) = (I16x8::splat(self.slope), I16x8::splat(self.offset));
        let sixteen = |index: usize, luma: [U8x16; 2], alpha: U8x16, rgba: &mut [u8; 64]| {
            let gray = levels::<WIDE, SPLIT>(luma).map(|luma| luma.multiply_q15(slope) + offset);
            let [red, green, blue] = parts(index).map(|[first, second]| {
                let first = gray[0].add_saturating(first).shift_right::<FRACTION>();
                let second = gray[1].add_saturating(second).shift_right::<FRACTION>();
                let bytes = I16x8::narrow(first, second);
                if SPLIT { bytes.zip_halves() } else { bytes }
            });
            let [low, high] = [
                [red.zip_low(green).to_lanes(), blue.zip_low(alpha).to_lanes()],
                [red.zip_high(green).to_lanes(), blue.zip_high(alpha).to_lanes()],
            ];
            let [a, b, c, d] = rgba.as_chunks_mut::<16>().0 else { return };
            low[0].zip_low(low[1]).to_bytes().store(a);
            low[0].zip_high(low[1]).to_bytes().store(b);
            high[0].zip_low(high[1]).to_bytes().store(c);
            high[0].zip_high(high[1]).to_bytes().store(d);
        };
        let bytes = if WIDE { 32 } else { 16 };
        let (body, tail) = rgba.as_chunks_mut::<64>();
        let luma_tail = &luma[body.len() * bytes..];
        let opaque = U8x16::splat(255);
        for (i, (luma, to)) in luma.chunks_exact(bytes).zip(body.iter_mut()).enumerate() {
            let alpha = match alpha {
                Some(alpha) => alpha[16 * i..].first_chunk().map_or(opaque, U8x16::load),
                None => opaque,
            };
            sixteen(i, vectors(luma), alpha, to);
        }
        if !tail.is_empty() {
            let (mut last, mut last_alpha, mut to) = ([0; 32], [255; 16], [0; 64]);
            last[..luma_tail.len()].copy_from_slice(luma_tail);
            if let Some(alpha) = alpha {
                let alpha = &alpha[16 * body.len()..];
                last_alpha[..alpha.len()].copy_from_slice(alpha);
            }
            sixteen(body.len(), vectors(&last), U8x16::load(&last_alpha), &mut to);
            tail.copy_from_slice(&to[..tail.len()]);
        }
    }
}

/// The first 32 bytes as vectors; the second is zero for 16 bytes.
#[inline(always)]
fn vectors(bytes: &[u8]) -> [U8x16; 2] {
    let mut chunks = bytes.as_chunks::<16>().0.iter();
    core::array::from_fn(|_| chunks.next().map_or(U8x16::splat(0), U8x16::load))
}

/// Sixteen samples of luma minus the middle level, in units of 1/2⁸ of a level of 8 bits.
#[inline(always)]
fn levels<const WIDE: bool, const SPLIT: bool>([low, high]: [U8x16; 2]) -> [I16x8; 2] {
    if WIDE {
        let (mask, middle) = (I16x8::splat(1023), I16x8::splat(512));
        let lanes = if SPLIT { split(low, high) } else { [low.to_lanes(), high.to_lanes()] };
        lanes.map(|lanes| ((lanes & mask) - middle).shift_left::<6>())
    } else {
        let low = low ^ U8x16::splat(128);
        if SPLIT {
            [low.to_lanes().shift_left::<8>(), low.to_lanes() & I16x8::splat(-256)]
        } else {
            let zero = U8x16::splat(0);
            [zero.zip_low(low).to_lanes(), zero.zip_high(low).to_lanes()]
        }
    }
}

/// Even and odd lanes of sixteen lanes of at most 10 bits, whose upper bits are dropped.
#[inline(always)]
fn split(low: U8x16, high: U8x16) -> [I16x8; 2] {
    let (low, high, mask) = (low.to_words(), high.to_words(), I32x4::splat(1023));
    let odd = |words: I32x4| words.shift_right_unsigned::<16>() & mask;
    [I32x4::narrow(low & mask, high & mask), I32x4::narrow(odd(low), odd(high))]
}

/// Number of samples of a row of chroma.
fn count<const WIDE: bool>(row: ChromaRow<'_>) -> usize {
    let bytes = match row {
        ChromaRow::Planar { u, v } => u.len().min(v.len()),
        ChromaRow::Interleaved(row) => row.len() / 2,
    };
    bytes >> u32::from(WIDE)
}

/// Eight samples of U and of V from column `at`. Columns from `samples` on, of which there is at least one, have the
/// sample of the last column before.
#[inline(always)]
fn eight<const WIDE: bool>(row: ChromaRow<'_>, at: usize, samples: usize) -> [I16x8; 2] {
    let bytes = if WIDE { 2 } else { 1 };
    let mask = I16x8::splat(1023);
    match row {
        ChromaRow::Planar { u, v } => [u, v].map(|plane| {
            if WIDE {
                I16x8::from_array(bytemuck::cast(clamped::<16>(plane, at * bytes, samples * bytes, bytes))) & mask
            } else {
                I16x8::load_bytes(&clamped(plane, at, samples, 1))
            }
        }),
        ChromaRow::Interleaved(row) => {
            let (at, end, step) = (2 * at * bytes, 2 * samples * bytes, 2 * bytes);
            if WIDE {
                let [low, high] = vectors(&clamped::<32>(row, at, end, step));
                split(low, high)
            } else {
                let v = U8x16::load(&clamped(row, at, end, step));
                [v.even(), v.odd()]
            }
        }
    }
}

/// `N` bytes from byte `at`, where the last `step` bytes before `end` repeat from there on.
#[inline(always)]
fn clamped<const N: usize>(row: &[u8], at: usize, end: usize, step: usize) -> [u8; N] {
    let row = &row[..end.min(row.len())];
    match row.get(at..).and_then(|row| row.first_chunk::<N>()) {
        Some(chunk) => *chunk,
        None => repeated(row, at, step),
    }
}

#[cold]
fn repeated<const N: usize>(row: &[u8], at: usize, step: usize) -> [u8; N] {
    let last = row.len().saturating_sub(step);
    core::array::from_fn(|i| {
        let byte = at + i;
        let byte = if byte < row.len() { byte } else { last + i % step };
        row.get(byte).copied().unwrap_or_default()
    })
}

#[inline(always)]
fn at(part: &[i16], index: usize) -> I16x8 {
    part.get(index..).and_then(|part| part.first_chunk()).map_or(I16x8::splat(0), I16x8::load)
}

fn each(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    |index| parts.each_ref().map(|part| [at(part, FIRST + 16 * index), at(part, FIRST + 16 * index + 8)])
}

fn twice(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    |index| parts.each_ref().map(|part| [at(part, FIRST + 8 * index); 2])
}

fn left(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    |index| {
        parts.each_ref().map(|part| {
            let (own, next) = (at(part, FIRST + 8 * index), at(part, FIRST + 8 * index + 1));
            [own, own.shift_right::<1>() + next.shift_right::<1>()]
        })
    }
}

fn center(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    |index| {
        parts.each_ref().map(|part| {
            let place = FIRST + 8 * index;
            let [before, own, next] = [place - 1, place, place + 1].map(|place| at(part, place));
            let most = own - own.shift_right::<2>();
            [most + before.shift_right::<2>(), most + next.shift_right::<2>()]
        })
    }
}
