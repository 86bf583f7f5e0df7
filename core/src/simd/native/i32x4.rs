//! Operations on 32-bit lanes.

use fearless_simd::{i32x4, i64x2, prelude::*, u32x4};

use super::{F32x4, I16x8, I32x4, Level, U8x16, little_endian};

impl I32x4 {
    /// Shift left by `BITS`.
    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0 << BITS)
    }

    /// Arithmetic shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0 >> BITS)
    }

    /// Logical shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right_unsigned<const BITS: u32>(self) -> Self {
        let unsigned: u32x4<Level> = self.0.bitcast();
        Self((unsigned >> BITS).bitcast())
    }

    /// Arithmetic shift right by `bits`, the same for all lanes.
    #[inline(always)]
    pub fn shift_right_by(self, bits: u32) -> Self {
        Self(self.0 >> bits)
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

    /// Broadcasts each lane to a vector.
    #[inline(always)]
    pub fn broadcast_each(self) -> [Self; 4] {
        self.to_array().map(|lane| Self::from_array([lane; 4]))
    }

    /// The bits as 16-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_lanes(self) -> I16x8 {
        self.to_bytes().to_lanes()
    }

    /// All bits set where `self > other`, none elsewhere.
    #[inline(always)]
    pub fn greater_than(self, other: Self) -> Self {
        Self::from_mask(self.0.simd_gt(other.0))
    }

    /// The sum of the lanes of each of four vectors.
    #[inline(always)]
    pub fn sums(a: Self, b: Self, c: Self, d: Self) -> Self {
        let add = |a: Self, b: Self| -> i64x2<Level> { (a.0.zip_low(b.0) + a.0.zip_high(b.0)).bitcast() };
        let (ab, cd) = (add(a, b), add(c, d));
        let (even, odd) = ab.interleave(cd);
        Self(even.bitcast::<i32x4<Level>>() + odd.bitcast::<i32x4<Level>>())
    }

    /// Converts to floats, rounded to nearest.
    #[inline(always)]
    pub fn to_f32(self) -> F32x4 {
        F32x4(self.0.to_float())
    }

    /// The bits as sixteen bytes, little-endian.
    #[inline(always)]
    pub fn to_bytes(self) -> U8x16 {
        U8x16(little_endian::<4>(self.0.bitcast()))
    }

    /// Eight lanes clamped to 16 bits.
    #[inline(always)]
    pub fn narrow(low: Self, high: Self) -> I16x8 {
        I16x8(low.0.saturating_narrow(high.0))
    }

    /// Alpha: the high halves of the odd lanes of two vectors of 16-bit RGBA pixels, with their sign.
    #[inline(always)]
    pub fn alphas(low: I16x8, high: I16x8) -> Self {
        let [low, high] = [low, high].map(|pixels| pixels.to_bytes().to_words().0);
        Self(low.unzip_high(high) >> 16)
    }

    /// Sixteen lanes clamped to bytes.
    #[inline(always)]
    pub fn to_clamped_bytes(a: Self, b: Self, c: Self, d: Self) -> U8x16 {
        I16x8::narrow(Self::narrow(a, b), Self::narrow(c, d))
    }

    /// Interleaves the low halves of both: `[low0, high0, low1, high1, …]`.
    #[inline(always)]
    pub fn pair(low: Self, high: Self) -> I16x8 {
        Self((low.0 & 0xffff) | (high.0 << 16)).to_lanes()
    }

    /// Interleaves the low halves of `low` and the high halves of `high`.
    #[inline(always)]
    pub fn pair_halves(low: Self, high: I16x8) -> I16x8 {
        let high = high.to_bytes().to_words();
        Self((low.0 & 0xffff) | (high.0 & !0xffff)).to_lanes()
    }
}
