//! RGBA to YUV.
//!
//! Sums of pixels that share a chroma sample are exact: at most eight bytes, in 16 bits. The matrix is applied to the
//! sums, so the only rounding is the last one. Weights have 15 bits, or 13 for formats of 10 bits, and their errors
//! are below 1/20 of a level in all.

use super::ChromaRowMut;
use super::coefficients::Coefficients;
use super::rows::four;
use crate::image::frame::{ChromaSiting, ColorSpace};
use crate::simd::{I16x8, I32x4, U8x16};

/// Fraction bits of weights of formats of 8 and of 10 bits, whose weights are up to four times as large.
const FRACTION: u32 = 15;
const WIDE_FRACTION: u32 = 13;

/// The pixels of a row that share a chroma sample, and their weights.
const EACH: u32 = 0;
const CENTER: u32 = 1;
const LEFT: u32 = 2;

/// A channel: its weights of (red, blue) and of (green, alpha), and its offset, plus a half for rounding.
#[derive(Clone, Copy, Debug)]
struct Channel {
    red_blue: [i16; 2],
    green: i16,
    offset: i32,
}

impl Channel {
    /// `shift` is the fraction bits of results. The weights of gray are exact: green takes the rounding errors.
    fn new([red, green, blue]: [f64; 3], offset: f64, fraction: u32, shift: u32) -> Self {
        let one = f64::from(1 << fraction);
        let rounded = |weight: f64| (weight * one).round() as i32;
        let (sum, red, blue) = (rounded(red + green + blue), rounded(red), rounded(blue));
        Self {
            red_blue: [red as i16, blue as i16],
            green: (sum - red - blue) as i16,
            offset: ((offset + 0.5) * f64::from(1 << shift)).round() as i32,
        }
    }

    /// The channel of four pixels, whose red and blue, and green and alpha, are pairs of lanes.
    #[inline(always)]
    fn of<const SHIFT: u32>(&self, red_blue: I16x8, green_alpha: I16x8) -> I32x4 {
        let ([red, blue], green) = (self.red_blue, self.green);
        let sum = red_blue.dot(I16x8::from_array([red, blue, red, blue, red, blue, red, blue]))
            + green_alpha.dot(I16x8::from_array([green, 0, green, 0, green, 0, green, 0]));
        (sum + I32x4::splat(self.offset)).shift_right::<SHIFT>()
    }
}

/// Converts rows of RGBA to YUV. Alpha is ignored: colours aren't multiplied by it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RgbaToYuv {
    is_wide: bool,
    pixels: u32,
    luma: Channel,
    chroma: [Channel; 2],
}

impl RgbaToYuv {
    /// Creates a converter. `bits` is 8, or 10 for samples of 16 bits, little-endian. `halvings` is the logarithm of
    /// the horizontal and the vertical subsampling, 0 or 1 each.
    pub(crate) fn new(space: &ColorSpace, bits: u32, halvings: [u32; 2]) -> Self {
        let coefficients = Coefficients::new(space, bits);
        let pixels = match space.siting {
            _ if halvings[0] == 0 => EACH,
            ChromaSiting::Center => CENTER,
            ChromaSiting::Left => LEFT,
        };
        let is_wide = bits == 10;
        let fraction = if is_wide { WIDE_FRACTION } else { FRACTION };
        let [luma, u, v] = coefficients.weights();
        // Both rows are added, and weights of the pixels of a row add up to 1, 2 or 4.
        let chroma = |weights| Channel::new(weights, coefficients.neutral, fraction, fraction + 1 + pixels);
        Self {
            is_wide,
            pixels,
            luma: Channel::new(luma, coefficients.black, fraction, fraction),
            chroma: [chroma(u), chroma(v)],
        }
    }

    /// Writes the luma of a row.
    pub(crate) fn luma(&self, rgba: &[u8], luma: &mut [u8]) {
        let channel = self.luma;
        if self.is_wide {
            let width = (rgba.len() / 4).min(luma.len() / 2);
            chunks::<64, 32>(&rgba[..4 * width], &mut luma[..2 * width], |rgba| {
                let [a, b, c, d] = four(rgba).map(|v| channel.of::<WIDE_FRACTION>(v.even(), v.odd()));
                bytemuck::cast([[a, b], [c, d]].map(|[low, high]| wide(low, high).to_array()))
            });
        } else {
            let width = (rgba.len() / 4).min(luma.len());
            chunks::<64, 16>(&rgba[..4 * width], &mut luma[..width], |rgba| {
                let [a, b, c, d] = four(rgba).map(|v| channel.of::<FRACTION>(v.even(), v.odd()));
                I32x4::to_clamped_bytes(a, b, c, d).to_array()
            });
        }
    }

    /// Writes the alpha of a row, of 8 bits.
    pub(crate) fn alpha(rgba: &[u8], alpha: &mut [u8]) {
        let width = (rgba.len() / 4).min(alpha.len());
        chunks::<64, 16>(&rgba[..4 * width], &mut alpha[..width], |rgba| {
            let [a, b, c, d] = four(rgba).map(U8x16::alpha);
            I32x4::to_clamped_bytes(a, b, c, d).to_array()
        });
    }

    /// Writes a row of chroma from the two rows of RGBA that share it, or from the same row twice.
    pub(crate) fn chroma(&self, rows: [&[u8]; 2], to: ChromaRowMut<'_>) {
        match (self.is_wide, self.pixels) {
            (false, EACH) => self.channels::<false, EACH, 32, { FRACTION + 1 }>(rows, to),
            (false, CENTER) => self.channels::<false, CENTER, 64, { FRACTION + 2 }>(rows, to),
            (false, _) => self.channels::<false, LEFT, 64, { FRACTION + 3 }>(rows, to),
            (true, EACH) => self.channels::<true, EACH, 32, { WIDE_FRACTION + 1 }>(rows, to),
            (true, CENTER) => self.channels::<true, CENTER, 64, { WIDE_FRACTION + 2 }>(rows, to),
            (true, _) => self.channels::<true, LEFT, 64, { WIDE_FRACTION + 3 }>(rows, to),
        }
    }

    /// `BYTES` are those of the pixels of eight samples.
    fn channels<const WIDE: bool, const PIXELS: u32, const BYTES: usize, const SHIFT: u32>(
        &self,
        [first, second]: [&[u8]; 2],
        mut to: ChromaRowMut<'_>,
    ) {
        let sample = if WIDE { 2 } else { 1 };
        let room = match &to {
            ChromaRowMut::Planar { u, v } => u.len().min(v.len()),
            ChromaRowMut::Interleaved(row) => row.len() / 2,
        } / sample;
        let pixels = (first.len().min(second.len()) / 4).min(room * BYTES / 32);
        let (first, second) = (&first[..4 * pixels], &second[..4 * pixels]);
        let (Some(first_pixel), Some(second_pixel)) = (first.first_chunk(), second.first_chunk()) else { return };
        // The odd pixels before those of the vector.
        let mut before = [first_pixel, second_pixel].map(|pixel| U8x16::splat_pixel(*pixel));
        for (i, start) in (0..4 * pixels).step_by(BYTES).enumerate() {
            let pair = [first, second].map(|row| repeated::<BYTES>(row, start));
            let sums = sums::<PIXELS, BYTES>(&pair, &mut before);
            let [u, v] = self.chroma.map(|channel| sums.map(|[rb, ga]| channel.of::<SHIFT>(rb, ga)));
            if WIDE {
                let (u, v) = (wide(u[0], u[1]), wide(v[0], v[1]));
                match &mut to {
                    ChromaRowMut::Planar { u: to_u, v: to_v } => {
                        put::<16>(to_u, 16 * i, bytemuck::cast(u.to_array()));
                        put::<16>(to_v, 16 * i, bytemuck::cast(v.to_array()));
                    }
                    ChromaRowMut::Interleaved(row) => {
                        put::<16>(row, 32 * i, bytemuck::cast(u.zip_low(v).to_array()));
                        put::<16>(row, 32 * i + 16, bytemuck::cast(u.zip_high(v).to_array()));
                    }
                }
            } else {
                let bytes = I32x4::to_clamped_bytes(u[0], u[1], v[0], v[1]);
                match &mut to {
                    ChromaRowMut::Planar { u: to_u, v: to_v } => {
                        let [u, v]: [[u8; 8]; 2] = bytemuck::cast(bytes.to_array());
                        put(to_u, 8 * i, u);
                        put(to_v, 8 * i, v);
                    }
                    ChromaRowMut::Interleaved(row) => put(row, 16 * i, bytes.zip_halves().to_array()),
                }
            }
        }
    }
}

/// Sums of red and blue, and of green and alpha, of the pixels of both rows that share a sample, for eight samples.
#[inline(always)]
fn sums<const PIXELS: u32, const BYTES: usize>(pair: &[[u8; BYTES]; 2], before: &mut [U8x16; 2]) -> [[I16x8; 2]; 2] {
    let [first, second] = pair.each_ref().map(|row| row.as_chunks::<16>().0);
    let both = |a: U8x16, b: U8x16| [a.even() + b.even(), a.odd() + b.odd()];
    core::array::from_fn(|half| {
        if PIXELS == EACH {
            return both(U8x16::load(&first[half]), U8x16::load(&second[half]));
        }
        let [even, odd] = {
            let vectors = [first, second].map(|row| [U8x16::load(&row[2 * half]), U8x16::load(&row[2 * half + 1])]);
            [vectors.map(|[low, high]| low.even_pixels(high)), vectors.map(|[low, high]| low.odd_pixels(high))]
        };
        let (own, right) = (both(even[0], even[1]), both(odd[0], odd[1]));
        if PIXELS == CENTER {
            return [own[0] + right[0], own[1] + right[1]];
        }
        let left = both(before[0].skip::<12>(odd[0]), before[1].skip::<12>(odd[1]));
        *before = odd;
        let weighted = |i: usize| left[i] + own[i] + own[i] + right[i];
        [weighted(0), weighted(1)]
    })
}

/// Eight samples of 10 bits.
#[inline(always)]
fn wide(low: I32x4, high: I32x4) -> I16x8 {
    I32x4::narrow(low, high).max(I16x8::splat(0)).min(I16x8::splat(1023))
}

/// Applies `kernel` to every `FROM` bytes, and to a last part that is padded.
#[inline(always)]
fn chunks<const FROM: usize, const TO: usize>(from: &[u8], to: &mut [u8], kernel: impl Fn(&[u8; FROM]) -> [u8; TO]) {
    let (body, tail) = from.as_chunks::<FROM>();
    let (into, into_tail) = to.as_chunks_mut::<TO>();
    for (from, to) in body.iter().zip(into) {
        *to = kernel(from);
    }
    if !tail.is_empty() {
        let mut last = [0; FROM];
        last[..tail.len()].copy_from_slice(tail);
        into_tail.copy_from_slice(&kernel(&last)[..into_tail.len()]);
    }
}

/// `N` bytes from byte `at`; after the end of the row, its last pixel repeats.
#[inline(always)]
fn repeated<const N: usize>(row: &[u8], at: usize) -> [u8; N] {
    match row.get(at..).and_then(|row| row.first_chunk::<N>()) {
        Some(chunk) => *chunk,
        None => at_end(row, at),
    }
}

#[cold]
fn at_end<const N: usize>(row: &[u8], at: usize) -> [u8; N] {
    let last = row.len().saturating_sub(4);
    core::array::from_fn(|i| row[if at + i < row.len() { at + i } else { last + i % 4 }])
}

/// Writes bytes at byte `at`, as far as the row has room for them.
#[inline(always)]
fn put<const N: usize>(row: &mut [u8], at: usize, bytes: [u8; N]) {
    if let Some(to) = row.get_mut(at..).and_then(|row| row.first_chunk_mut::<N>()) {
        *to = bytes;
    } else if let Some(to) = row.get_mut(at..) {
        to.copy_from_slice(&bytes[..to.len()]);
    }
}
