//! YUV to RGBA.
//!
//! Chroma samples are multiplied by the matrix before they are upsampled, because there are fewer of them: that gives
//! their parts of red, green and blue, in units of 1/2⁶ of a level, of which 16 bits hold ±512 levels. Upsampled parts
//! and luma are added sixteen pixels at a time. Bilinear upsampling reads neighbours, so the parts of a block of samples
//! are stored first.
//!
//! Before the last rounding, errors of chroma, of its upsampling and of luma are below 1/2⁶ of a level each, and that of
//! the slope of luma of 8 bits is below 1/2⁵.
//!
//! Products are chosen for the engines: on x64, V8 compiles a Q15 product to five instructions, but a dot product and a
//! product of 16 bits to one each.

use super::coefficients::Coefficients;
use super::samples::{count, eight, split, vectors};
use super::{ChromaRow, ChromaUpsampling};
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
    /// Levels of RGB per level of luma. For 8 bits, in units of 1/2⁷ for products of `I16x8`; for 10 bits, per level of 8
    /// bits in units of 1/2¹³, for a Q15 product.
    slope: i16,
    /// The level of RGB where the product with luma is 0, plus a half for rounding, in units of 1/2⁶.
    offset: i16,
    /// The parts of red, green and blue by U and V, per level of 8 bits, in units of 1/2¹³.
    colors: [[i16; 2]; 3],
}

impl YuvToRgba {
    /// Creates a converter. `bits` is 8, or 10 for samples of 16 bits, little-endian, whose upper bits are ignored.
    /// `halvings` is the logarithm of the horizontal and the vertical subsampling, 0 or 1 each.
    pub(crate) fn new(space: &ColorSpace, bits: u32, halvings: [u32; 2], upsampling: ChromaUpsampling) -> Self {
        let coefficients = Coefficients::new(space, bits);
        let level = if bits == 10 { 4.0 } else { 1.0 };
        let slope = 255.0 / coefficients.luma_range * level;
        let unit = f64::from(1 << FRACTION);
        // Parts of chroma are rounded down: half a unit less on average.
        let half = 0.5 + 0.5 / unit;
        let (slope, zero) = if bits == 10 {
            ((slope * 8192.0).round(), coefficients.gray(512.0))
        } else {
            // The slope of limited range is off by 1/4000 of itself. The line is exact in the middle of the range.
            let rounded = (slope * 128.0).round();
            (rounded, coefficients.gray(128.0) - 128.0 * rounded / 128.0 + 0.25 / unit)
        };
        let is_nearest = upsampling == ChromaUpsampling::Nearest;
        Self {
            spread: match space.siting {
                _ if halvings[0] == 0 => Spread::Each,
                _ if is_nearest => Spread::Twice,
                ChromaSiting::Left => Spread::Left,
                ChromaSiting::Center => Spread::Center,
            },
            is_wide: bits == 10,
            mixes_rows: halvings[1] != 0 && !is_nearest,
            slope: slope as i16,
            offset: ((zero + half) * unit).round() as i16,
            colors: coefficients.colors().map(|of| of.map(|slope| (slope * level * 8192.0).round() as i16)),
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
        match (self.is_wide, self.mixes_rows) {
            (false, false) => self.blocks::<false, false>(luma, near, near, alpha, rgba),
            (false, true) => self.blocks::<false, true>(luma, near, far, alpha, rgba),
            (true, false) => self.blocks::<true, false>(luma, near, near, alpha, rgba),
            (true, true) => self.blocks::<true, true>(luma, near, far, alpha, rgba),
        }
    }

    fn blocks<const WIDE: bool, const MIX: bool>(
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
        let mut start = 0;
        if !WIDE && !MIX {
            start = self.direct(&luma[..width], near, alpha, &mut rgba[..4 * width]);
            if start == samples {
                return;
            }
        }
        let mut parts = [[0; FIRST + BLOCK + 8]; 3];
        let first = start;
        while start < samples {
            // The neighbour before the block: the last sample of the block before, or the first of all.
            let before = parts.each_ref().map(|part| part[FIRST + BLOCK - 1]);
            let end = samples.min(start + BLOCK);
            self.fill::<WIDE, MIX>(near, far, start..end, samples, &mut parts);
            for (part, before) in parts.iter_mut().zip(before) {
                part[FIRST - 1] = if start == first { part[FIRST] } else { before };
            }
            let pixels = start << halving..width.min(end << halving);
            let bytes = pixels.start << u32::from(WIDE)..pixels.end << u32::from(WIDE);
            let (luma, alpha) = (&luma[bytes], alpha.map(|alpha| &alpha[pixels.clone()]));
            let rgba = &mut rgba[4 * pixels.start..4 * pixels.end];
            self.upsample::<WIDE>(luma, &parts, alpha, rgba);
            start = end;
        }
    }

    /// Converts as many pixels as whole vectors have, without storing parts, if upsampling reads no neighbours. Returns
    /// the number of samples.
    fn direct(&self, luma: &[u8], chroma: ChromaRow<'_>, alpha: Option<&[u8]>, rgba: &mut [u8]) -> usize {
        let count = luma.len() / 16;
        let (luma, rgba) = (&luma[..16 * count], &mut rgba[..64 * count]);
        match (self.spread, chroma) {
            (Spread::Twice, ChromaRow::Planar { u, v }) => {
                let [u, v] = [u, v].map(|plane| &plane.as_chunks().0[..count]);
                let parts = |i: usize| {
                    let [u, v] = [u, v].map(|plane: &[[u8; 8]]| I16x8::load_bytes(&plane[i]));
                    self.parts::<false, false>([u, v], [u, v]).map(|part| [part; 2])
                };
                self.join::<false, true>(luma, alpha, rgba, count, parts);
                8 * count
            }
            (Spread::Twice, ChromaRow::Interleaved(row)) => {
                let row = &row.as_chunks().0[..count];
                let parts = |i: usize| {
                    let row = U8x16::load(&row[i]);
                    let chroma = [row.even(), row.odd()];
                    self.parts::<false, false>(chroma, chroma).map(|part| [part; 2])
                };
                self.join::<false, true>(luma, alpha, rgba, count, parts);
                8 * count
            }
            (Spread::Each, ChromaRow::Planar { u, v }) => {
                let [u, v] = [u, v].map(|plane| &plane.as_chunks().0[..count]);
                let parts = |i: usize| {
                    let [u, v] = [u, v].map(|plane: &[[u8; 16]]| U8x16::load(&plane[i]));
                    let (low, high) = ([u.widen_low(), v.widen_low()], [u.widen_high(), v.widen_high()]);
                    let (low, high) = (self.parts::<false, false>(low, low), self.parts::<false, false>(high, high));
                    [0, 1, 2].map(|color| [low[color], high[color]])
                };
                self.join::<false, false>(luma, alpha, rgba, count, parts);
                16 * count
            }
            _ => 0,
        }
    }

    /// Stores the parts of samples `range`, and of at least one after it. The last of the `samples` repeats.
    fn fill<const WIDE: bool, const MIX: bool>(
        &self,
        near: ChromaRow<'_>,
        far: ChromaRow<'_>,
        range: core::ops::Range<usize>,
        samples: usize,
        parts: &mut Parts,
    ) {
        let unit = if WIDE { 2 } else { 1 };
        // Whole vectors, and then one or two that the end of the row cuts.
        let whole = (samples - range.start) / 8;
        let done = match (near, far) {
            (ChromaRow::Planar { u, v }, ChromaRow::Planar { u: far_u, v: far_v }) => {
                let [u, v, far_u, far_v] = [u, v, far_u, far_v].map(|plane| &plane[range.start * unit..]);
                if WIDE {
                    let [u, v, far_u, far_v] = [u, v, far_u, far_v].map(|plane| plane.as_chunks::<16>().0);
                    let rows = u.iter().zip(v).zip(far_u.iter().zip(far_v)).take(whole);
                    let lanes = |chunk: &[u8; 16]| U8x16::load(chunk).to_lanes() & I16x8::splat(1023);
                    let pairs = rows.map(|((u, v), (far_u, far_v))| [[u, v], [far_u, far_v]].map(|row| row.map(lanes)));
                    self.store::<WIDE, MIX>(pairs, parts, 0)
                } else {
                    let [u, v, far_u, far_v] = [u, v, far_u, far_v].map(|plane| plane.as_chunks::<8>().0);
                    let rows = u.iter().zip(v).zip(far_u.iter().zip(far_v)).take(whole);
                    let lanes = |chunk: &[u8; 8]| I16x8::load_bytes(chunk);
                    let pairs = rows.map(|((u, v), (far_u, far_v))| [[u, v], [far_u, far_v]].map(|row| row.map(lanes)));
                    self.store::<WIDE, MIX>(pairs, parts, 0)
                }
            }
            (ChromaRow::Interleaved(near), ChromaRow::Interleaved(far)) => {
                let [near, far] = [near, far].map(|row| &row[range.start * 2 * unit..]);
                if WIDE {
                    let [near, far] = [near, far].map(|row| row.as_chunks::<32>().0);
                    let pairs = near.iter().zip(far).take(whole);
                    let lanes = |chunk: &[u8; 32]| {
                        let [low, high] = vectors(chunk);
                        split(low, high)
                    };
                    self.store::<WIDE, MIX>(pairs.map(|(near, far)| [lanes(near), lanes(far)]), parts, 0)
                } else {
                    let [near, far] = [near, far].map(|row| row.as_chunks::<16>().0);
                    let pairs = near.iter().zip(far).take(whole);
                    let lanes = |chunk: &[u8; 16]| {
                        let v = U8x16::load(chunk);
                        [v.even(), v.odd()]
                    };
                    self.store::<WIDE, MIX>(pairs.map(|(near, far)| [lanes(near), lanes(far)]), parts, 0)
                }
            }
            _ => 0,
        };
        let columns = (range.start + 8 * done..=range.end).step_by(8);
        let vectors = columns.map(|at| [near, far].map(|row| eight::<WIDE>(row, at, samples)));
        self.store::<WIDE, MIX>(vectors, parts, done);
    }

    /// Stores the parts of vectors of samples of both rows, the first at the index `first` of vectors, and returns the
    /// number of vectors, of which a block has one more than its samples.
    #[inline(always)]
    fn store<const WIDE: bool, const MIX: bool>(
        &self,
        rows: impl Iterator<Item = [[I16x8; 2]; 2]>,
        parts: &mut Parts,
        first: usize,
    ) -> usize {
        let [reds, greens, blues] = parts.each_mut().map(|part| &mut part[FIRST..].as_chunks_mut::<8>().0[first..]);
        let mut count = 0;
        for (((to_red, to_green), to_blue), [near, far]) in reds.iter_mut().zip(greens).zip(blues).zip(rows) {
            let [red, green, blue] = self.parts::<WIDE, MIX>(near, far);
            red.store(to_red);
            green.store(to_green);
            blue.store(to_blue);
            count += 1;
        }
        count
    }

    /// The parts of red, green and blue of eight samples of U and V, of one row or of the mean of two with weights 3:1.
    #[inline(always)]
    fn parts<const WIDE: bool, const MIX: bool>(&self, near: [I16x8; 2], far: [I16x8; 2]) -> [I16x8; 3] {
        let neutral = if WIDE { 512 } else { 128 };
        let centered = |channel: usize| {
            if MIX {
                near[channel] * I16x8::splat(3) + far[channel] - I16x8::splat(4 * neutral)
            } else {
                near[channel] - I16x8::splat(neutral)
            }
        };
        let (u, v) = (centered(0), centered(1));
        let (low, high) = (u.zip_low(v), u.zip_high(v));
        self.colors.map(|[of_u, of_v]| {
            let weights = I16x8::from_array([of_u, of_v, of_u, of_v, of_u, of_v, of_u, of_v]);
            // From 13 bits of factors, and 2 more of samples of 10 bits or of two rows, to 6.
            let [low, high] = [low, high].map(|pairs| {
                let sum = pairs.dot(weights);
                match (WIDE, MIX) {
                    (false, false) => sum.shift_right::<{ 13 - FRACTION }>(),
                    (true, true) => sum.shift_right::<{ 17 - FRACTION }>(),
                    _ => sum.shift_right::<{ 15 - FRACTION }>(),
                }
            });
            I32x4::narrow(low, high)
        })
    }

    /// Converts the pixels of a block from its parts. Never inlined: the loops would be in the module twice.
    #[inline(never)]
    fn upsample<const WIDE: bool>(&self, luma: &[u8], parts: &Parts, alpha: Option<&[u8]>, rgba: &mut [u8]) {
        match self.spread {
            Spread::Each => self.join::<WIDE, false>(luma, alpha, rgba, BLOCK / 16, each(parts)),
            Spread::Twice => self.join::<WIDE, true>(luma, alpha, rgba, BLOCK / 8, twice(parts)),
            Spread::Left => self.join::<WIDE, true>(luma, alpha, rgba, BLOCK / 8, left(parts)),
            Spread::Center => self.join::<WIDE, true>(luma, alpha, rgba, BLOCK / 8, center(parts)),
        }
    }

    /// Adds luma to parts of chroma. If `SPLIT`, vectors are those of even and of odd pixels, otherwise those of the
    /// first and of the last eight of sixteen pixels. There are at most `most` whole vectors of parts, and one for the
    /// pixels after them.
    #[inline(always)]
    fn join<const WIDE: bool, const SPLIT: bool>(
        &self,
        luma: &[u8],
        alpha: Option<&[u8]>,
        rgba: &mut [u8],
        most: usize,
        parts: impl Fn(usize) -> [[I16x8; 2]; 3],
    ) {
        let (slope, offset) = (I16x8::splat(self.slope), I16x8::splat(self.offset));
        let sixteen = |index: usize, luma: [U8x16; 2], alpha: U8x16, rgba: &mut [u8; 64]| {
            let gray = levels::<WIDE, SPLIT>(luma).map(|luma| {
                // For 8 bits, unsigned products below 2¹⁶: 255 levels, times a slope below 2.
                let product = if WIDE { luma.multiply_q15(slope) } else { (luma * slope).shift_right_unsigned::<1>() };
                product + offset
            });
            let [red, green, blue] = parts(index).map(|[first, second]| {
                [
                    gray[0].add_saturating(first).shift_right::<FRACTION>(),
                    gray[1].add_saturating(second).shift_right::<FRACTION>(),
                ]
            });
            let [red, green, blue] = if SPLIT { interleave(red, green, blue) } else { [red, green, blue].map(narrow) };
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
        let count = body.len();
        let luma_tail = &luma[count * bytes..];
        let rows = luma.chunks_exact(bytes).zip(body).take(most).enumerate();
        if let Some(alpha) = alpha {
            for ((i, (luma, to)), alpha) in rows.zip(alpha.as_chunks::<16>().0) {
                sixteen(i, vectors(luma), U8x16::load(alpha), to);
            }
        } else {
            let opaque = U8x16::splat(255);
            for (i, (luma, to)) in rows {
                sixteen(i, vectors(luma), opaque, to);
            }
        }
        if !tail.is_empty() {
            let (mut last, mut last_alpha, mut to) = ([0; 32], [255; 16], [0; 64]);
            last[..luma_tail.len()].copy_from_slice(luma_tail);
            if let Some(alpha) = alpha {
                let alpha = &alpha[16 * count..];
                last_alpha[..alpha.len()].copy_from_slice(alpha);
            }
            sixteen(count, vectors(&last), U8x16::load(&last_alpha), &mut to);
            tail.copy_from_slice(&to[..tail.len()]);
        }
    }
}

/// Sixteen samples of luma of 8 bits; for 10 bits, minus the middle level, in units of 1/2⁸ of a level of 8 bits.
#[inline(always)]
fn levels<const WIDE: bool, const SPLIT: bool>([low, high]: [U8x16; 2]) -> [I16x8; 2] {
    match (WIDE, SPLIT) {
        (false, true) => [low.even(), low.odd()],
        (false, false) => [low.widen_low(), low.widen_high()],
        (true, _) => {
            let (mask, middle) = (I16x8::splat(1023), I16x8::splat(512));
            let lanes = if SPLIT { split(low, high) } else { [low.to_lanes(), high.to_lanes()] };
            lanes.map(|lanes| ((lanes & mask) - middle).shift_left::<6>())
        }
    }
}

#[inline(always)]
fn narrow([low, high]: [I16x8; 2]) -> U8x16 {
    I16x8::narrow(low, high)
}

/// Bytes of red, green and blue from lanes of even and of odd pixels.
///
/// Two channels are narrowed together, because that saves shuffles. Each byte shuffle has two different operands: the
/// compiler moves one with a single operand before the narrowing, where it is two shuffles, and narrowing is no longer
/// one instruction.
#[inline(always)]
fn interleave(red: [I16x8; 2], green: [I16x8; 2], [even, odd]: [I16x8; 2]) -> [U8x16; 3] {
    let [even_pixels, odd_pixels] = [0, 1].map(|i| I16x8::narrow(red[i], green[i]));
    let blue = I16x8::narrow(even.zip_low(odd), even.zip_high(odd));
    [even_pixels.zip_low(odd_pixels), even_pixels.zip_high(odd_pixels), blue]
}

/// Vectors of a part whose first sample is `after` samples from that of the block, -1 to 1.
fn shifted(part: &[i16; FIRST + BLOCK + 8], after: isize) -> &[[i16; 8]] {
    part[FIRST.saturating_add_signed(after)..].as_chunks().0
}

fn each(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    let parts = parts.each_ref().map(|part| shifted(part, 0));
    move |i| parts.map(|part| [I16x8::load(&part[2 * i]), I16x8::load(&part[2 * i + 1])])
}

fn twice(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    let parts = parts.each_ref().map(|part| shifted(part, 0));
    move |i| parts.map(|part| [I16x8::load(&part[i]); 2])
}

fn left(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    let parts = parts.each_ref().map(|part| [0, 1].map(|after| shifted(part, after)));
    move |i| {
        parts.map(|places| {
            let [own, next] = places.map(|vectors| I16x8::load(&vectors[i]));
            [own, own.shift_right::<1>() + next.shift_right::<1>()]
        })
    }
}

fn center(parts: &Parts) -> impl Fn(usize) -> [[I16x8; 2]; 3] {
    let parts = parts.each_ref().map(|part| [-1, 0, 1].map(|after| shifted(part, after)));
    move |i| {
        parts.map(|places| {
            let [before, own, next] = places.map(|vectors| I16x8::load(&vectors[i]));
            let most = own - own.shift_right::<2>();
            [most + before.shift_right::<2>(), most + next.shift_right::<2>()]
        })
    }
}
