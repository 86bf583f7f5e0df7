//! Operations on 16-bit lanes.

use fearless_simd::{i32x4, i64x2, prelude::*, u8x16, u16x8};

use super::{I16x8, I32x4, Level, U8x16, level, little_endian};

impl I16x8 {
    /// Reads eight bytes, widened.
    #[inline(always)]
    pub fn load_bytes(from: &[u8; 8]) -> Self {
        // A single load, where eight separate lanes would take eight.
        let bytes: u8x16<Level> = i64x2::load_array(level(), [i64::from_ne_bytes(*from), 0]).bitcast();
        U8x16(bytes).widen_low()
    }

    /// Creates a vector from the lanes of two pixels.
    #[inline(always)]
    pub fn from_pixels(first: [i16; 4], second: [i16; 4]) -> Self {
        Self(i64x2::load_array(level(), [bytemuck::cast(first), bytemuck::cast(second)]).bitcast())
    }

    /// Reads the first four lanes; the others are 0.
    #[inline(always)]
    pub fn load_low(from: &[i16; 4]) -> Self {
        Self::from_pixels(*from, [0; 4])
    }

    /// Sum, clamped to the range of the lane.
    #[inline(always)]
    pub fn add_saturating(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Difference, clamped to the range of the lane.
    #[inline(always)]
    pub fn sub_saturating(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `(a * b + 0x4000) >> 15`, clamped: a product of Q15 numbers, rounded half up.
    #[inline(always)]
    pub fn multiply_q15(self, other: Self) -> Self {
        Self(super::level::multiply_q15(self.0, other.0))
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

    /// Arithmetic shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0 >> BITS)
    }

    /// Logical shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right_unsigned<const BITS: u32>(self) -> Self {
        let unsigned: u16x8<Level> = self.0.bitcast();
        Self((unsigned >> BITS).bitcast())
    }

    /// Arithmetic shift right by `bits`, the same for all lanes.
    #[inline(always)]
    pub fn shift_right_by(self, bits: u32) -> Self {
        Self(self.0 >> bits)
    }

    /// Shift left by `BITS`.
    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0 << BITS)
    }

    /// Dot products of pairs: products of equal lanes, with neighbouring products added.
    #[inline(always)]
    pub fn dot(self, other: Self) -> I32x4 {
        I32x4(self.0.pairwise_dot_product(other.0))
    }

    /// Broadcasts alpha of premultiplied RGBA: the fourth lane of each four lanes to all four.
    #[inline(always)]
    pub fn broadcast_alpha(self) -> Self {
        let [first, second] = [self.0[3], self.0[7]];
        Self::from_array([first, first, first, first, second, second, second, second])
    }

    /// Interleaves the first and the last four lanes: `[a0, a4, a1, a5, …]`, two RGBA pixels as four pairs.
    #[inline(always)]
    pub fn zip_halves(self) -> Self {
        Self(self.0.zip_low(self.0.slide::<4>(self.0)))
    }

    /// Interleaves the first four lanes of two vectors: `[a0, b0, a1, b1, …]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(self.0.zip_low(other.0))
    }

    /// Interleaves the last four lanes of two vectors: `[a4, b4, a5, b5, …]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(self.0.zip_high(other.0))
    }

    /// The first two pairs of lanes, each twice: `[a0, a1, a0, a1, a2, a3, a2, a3]`.
    #[inline(always)]
    pub fn zip_pairs_low(self) -> Self {
        Self(self.pairs().zip_low(self.pairs()).bitcast())
    }

    /// The last two pairs of lanes, each twice: `[a4, a5, a4, a5, a6, a7, a6, a7]`.
    #[inline(always)]
    pub fn zip_pairs_high(self) -> Self {
        Self(self.pairs().zip_high(self.pairs()).bitcast())
    }

    /// The first four lanes as 32-bit lanes.
    #[inline(always)]
    pub fn widen_low(self) -> I32x4 {
        I32x4(self.0.widen().0)
    }

    /// The last four lanes as 32-bit lanes.
    #[inline(always)]
    pub fn widen_high(self) -> I32x4 {
        I32x4(self.0.widen().1)
    }

    /// Pairs of red and green and pairs of blue and alpha, clamped to bytes and combined to four pixels.
    #[inline(always)]
    pub fn to_pixels(red_green: Self, blue_alpha: Self) -> U8x16 {
        let (low, high) = red_green.pairs().interleave(blue_alpha.pairs());
        Self::narrow(Self(low.bitcast()), Self(high.bitcast()))
    }

    /// The bits as sixteen bytes, little-endian.
    #[inline(always)]
    pub fn to_bytes(self) -> U8x16 {
        U8x16(little_endian::<2>(self.0.bitcast()))
    }

    /// Sixteen lanes clamped to signed bytes.
    #[inline(always)]
    pub fn narrow_signed(low: Self, high: Self) -> U8x16 {
        U8x16(low.0.saturating_narrow(high.0).bitcast())
    }

    /// Sixteen lanes clamped to bytes.
    #[inline(always)]
    pub fn narrow(low: Self, high: Self) -> U8x16 {
        U8x16(super::level::narrow(low.0, high.0))
    }

    /// Pairs of lanes to move, in the byte order of the target.
    #[inline(always)]
    fn pairs(self) -> i32x4<Level> {
        self.0.bitcast()
    }
}
