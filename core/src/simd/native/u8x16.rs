//! Operations on bytes.

use fearless_simd::{i64x2, prelude::*, u8x16, u32x4};

use super::level::ROUNDS_AND_SHUFFLES;
use super::{I16x8, I32x4, Level, U8x16, level, little_endian};

impl U8x16 {
    /// Sum, at most 255.
    #[inline(always)]
    pub fn add_saturating(self, other: Self) -> Self {
        Self(self.0 + other.min(Self(Self::splat(255).0 - self.0)).0)
    }

    /// The absolute difference of each lane.
    #[inline(always)]
    pub fn abs_diff(self, other: Self) -> Self {
        Self(self.max(other).0 - self.min(other).0)
    }

    /// Repeats a pixel four times.
    #[inline(always)]
    pub fn splat_pixel(pixel: [u8; 4]) -> Self {
        Self(u32x4::splat(level(), u32::from_ne_bytes(pixel)).bitcast())
    }

    /// The first eight bytes as 16-bit lanes.
    #[inline(always)]
    pub fn widen_low(self) -> I16x8 {
        I16x8(self.0.widen().0.bitcast())
    }

    /// The last eight bytes as 16-bit lanes.
    #[inline(always)]
    pub fn widen_high(self) -> I16x8 {
        I16x8(self.0.widen().1.bitcast())
    }

    /// The bits as 16-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_lanes(self) -> I16x8 {
        I16x8(little_endian::<2>(self.0).bitcast())
    }

    /// Bytes 0, 2, 4…: of RGBA pixels, red and blue.
    #[inline(always)]
    pub fn even(self) -> I16x8 {
        I16x8(self.to_lanes().0 & 0xff)
    }

    /// Bytes 1, 3, 5…: of RGBA pixels, green and alpha.
    #[inline(always)]
    pub fn odd(self) -> I16x8 {
        self.to_lanes().shift_right_unsigned::<8>()
    }

    /// `self` where the bits of `mask` are set, `other` where they aren't.
    #[inline(always)]
    pub fn select(self, other: Self, mask: Self) -> Self {
        Self((self.0 & mask.0) | (other.0 & !mask.0))
    }

    /// Interleaves the first eight bytes of two vectors: `[a0, b0, a1, b1, …]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(self.0.zip_low(other.0))
    }

    /// Interleaves the last eight bytes of two vectors: `[a8, b8, a9, b9, …]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(self.0.zip_high(other.0))
    }

    /// The pixels as 32-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_words(self) -> I32x4 {
        I32x4(little_endian::<4>(self.0).bitcast())
    }

    /// The last byte of each pixel as a 32-bit lane: alpha.
    #[inline(always)]
    pub fn alpha(self) -> I32x4 {
        self.to_words().shift_right_unsigned::<24>()
    }

    /// Broadcasts alpha: the last byte of each pixel, to all four bytes of the pixel.
    #[inline(always)]
    pub fn broadcast_alpha(self) -> Self {
        if ROUNDS_AND_SHUFFLES {
            return Self(self.0.swizzle_dyn([3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15]));
        }
        let one = self.alpha().0;
        let two = one | (one << 8);
        I32x4(two | (two << 16)).to_bytes()
    }

    /// Red and blue exchanged: RGBA pixels as BGRA, and back.
    #[inline(always)]
    pub fn swap_red_blue(self) -> Self {
        if ROUNDS_AND_SHUFFLES {
            return Self(self.0.swizzle_dyn([2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15]));
        }
        let words = self.to_words();
        let exchanged = words.shift_left::<16>() | words.shift_right_unsigned::<16>();
        self.select(exchanged.to_bytes(), Self::splat_pixel([0, 255, 0, 255]))
    }

    /// The four pixels in reverse order, with the bytes of each pixel in order.
    #[inline(always)]
    pub fn reverse_pixels(self) -> Self {
        Self(self.pixels().reverse().bitcast())
    }

    /// The sixteen bytes in reverse order.
    #[inline(always)]
    pub fn reverse(self) -> Self {
        Self(self.0.reverse())
    }

    /// Lane-wise minimum.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    /// Lane-wise maximum.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// 255 where `self >= other`, 0 elsewhere.
    #[inline(always)]
    pub fn at_least(self, other: Self) -> Self {
        let [all, none] = [255, 0].map(|value| u8x16::splat(level(), value));
        Self(self.0.simd_ge(other.0).select(all, none))
    }

    /// The pixels as 32-bit lanes, two vectors interleaved: `[a0, b0, a1, b1]`.
    #[inline(always)]
    pub fn zip_pixels_low(self, other: Self) -> Self {
        Self(self.pixels().zip_low(other.pixels()).bitcast())
    }

    /// The pixels as 32-bit lanes, two vectors interleaved: `[a2, b2, a3, b3]`.
    #[inline(always)]
    pub fn zip_pixels_high(self, other: Self) -> Self {
        Self(self.pixels().zip_high(other.pixels()).bitcast())
    }

    /// Interleaves the first and the last eight bytes: `[a0, a8, a1, a9, …]`.
    #[inline(always)]
    pub fn zip_halves(self) -> Self {
        Self(self.0.zip_low(self.0.slide::<8>(self.0)))
    }

    /// Pixels 0, 2, 4 and 6 of the concatenation of two vectors.
    #[inline(always)]
    pub fn even_pixels(self, next: Self) -> Self {
        Self(self.pixels().unzip_low(next.pixels()).bitcast())
    }

    /// Pixels 1, 3, 5 and 7 of the concatenation of two vectors.
    #[inline(always)]
    pub fn odd_pixels(self, next: Self) -> Self {
        Self(self.pixels().unzip_high(next.pixels()).bitcast())
    }

    /// Sixteen bytes from the concatenation of two vectors, after skipping the first `BYTES` (1, 2, 4, 8 or 12).
    #[inline(always)]
    pub fn skip<const BYTES: usize>(self, next: Self) -> Self {
        const { assert!(matches!(BYTES, 1 | 2 | 4 | 8 | 12), "an instruction needs its places literally") };
        Self(self.0.slide::<BYTES>(next.0))
    }

    /// The pixel pairs as 64-bit lanes: `[a0, a1, b0, b1]`.
    #[inline(always)]
    pub fn join_low(self, other: Self) -> Self {
        Self(self.pairs().zip_low(other.pairs()).bitcast())
    }

    /// The pixel pairs as 64-bit lanes: `[a2, a3, b2, b3]`.
    #[inline(always)]
    pub fn join_high(self, other: Self) -> Self {
        Self(self.pairs().zip_high(other.pairs()).bitcast())
    }

    /// The pixels as lanes to move, in the byte order of the target.
    #[inline(always)]
    fn pixels(self) -> u32x4<Level> {
        self.0.bitcast()
    }

    /// Pairs of pixels as lanes to move, in the byte order of the target.
    #[inline(always)]
    fn pairs(self) -> i64x2<Level> {
        self.0.bitcast()
    }
}
