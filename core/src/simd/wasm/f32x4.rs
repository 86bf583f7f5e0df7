//! Operations on floats.

use core::arch::wasm32::*;

use super::{F32x4, F64x2, I32x4};

impl F32x4 {
    binary!(
        /// Lane-wise minimum; unspecified if either is NaN.
        min f32x4_pmin,
        /// Lane-wise maximum; unspecified if either is NaN.
        max f32x4_pmax,
        /// Quotient, correctly rounded.
        divide f32x4_div,
    );

    /// Broadcasts each lane to a vector.
    #[inline(always)]
    pub fn broadcast_each(self) -> [Self; 4] {
        [
            Self(i32x4_shuffle::<0, 0, 0, 0>(self.0, self.0)),
            Self(i32x4_shuffle::<1, 1, 1, 1>(self.0, self.0)),
            Self(i32x4_shuffle::<2, 2, 2, 2>(self.0, self.0)),
            Self(i32x4_shuffle::<3, 3, 3, 3>(self.0, self.0)),
        ]
    }

    /// Square root, correctly rounded.
    #[inline(always)]
    pub fn square_root(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }

    /// Multiplies by two to the power of `exponents`, in lanes in which both the factor and the result are normal
    /// floats; other lanes are unspecified.
    #[inline(always)]
    pub fn times_power_of_two(self, exponents: I32x4) -> Self {
        Self(i32x4_add(self.0, i32x4_shl(exponents.0, 23)))
    }

    /// The bits of the lanes.
    #[inline(always)]
    pub fn to_bits(self) -> I32x4 {
        I32x4(self.0)
    }

    /// The floats with these bits.
    #[inline(always)]
    pub fn from_bits(bits: I32x4) -> Self {
        Self(bits.0)
    }

    /// Rounds to the nearest integer, ties to even, for lanes between -2²² and 2²²: two instructions. Engines compile
    /// wasm's own conversion to seven, because it clamps and handles NaN.
    #[inline(always)]
    pub fn round_small(self) -> I32x4 {
        // Near 3·2²², floats are integers, and so are the differences of their bits.
        let magic = 12_582_912.0;
        I32x4(i32x4_sub(f32x4_add(self.0, f32x4_splat(magic)), i32x4_splat(magic.to_bits().cast_signed())))
    }

    /// Reverses the lanes.
    #[inline(always)]
    pub fn reversed(self) -> Self {
        Self(i32x4_shuffle::<3, 2, 1, 0>(self.0, self.0))
    }

    /// Lanes 0 and 2 of two vectors: `[a0, a2, b0, b2]`.
    #[inline(always)]
    pub fn even(self, other: Self) -> Self {
        Self(i32x4_shuffle::<0, 2, 4, 6>(self.0, other.0))
    }

    /// Lanes 1 and 3 of two vectors: `[a1, a3, b1, b3]`.
    #[inline(always)]
    pub fn odd(self, other: Self) -> Self {
        Self(i32x4_shuffle::<1, 3, 5, 7>(self.0, other.0))
    }

    /// Interleaves the first two lanes of two vectors: `[a0, b0, a1, b1]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(i32x4_shuffle::<0, 4, 1, 5>(self.0, other.0))
    }

    /// Interleaves the last two lanes of two vectors: `[a2, b2, a3, b3]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(i32x4_shuffle::<2, 6, 3, 7>(self.0, other.0))
    }

    /// The largest integers that don't exceed the lanes.
    #[inline(always)]
    pub fn floor(self) -> Self {
        Self(f32x4_floor(self.0))
    }

    /// Absolute values.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(f32x4_abs(self.0))
    }

    /// All bits set where `self < other`, none elsewhere.
    #[inline(always)]
    pub fn less_than(self, other: Self) -> I32x4 {
        I32x4(f32x4_lt(self.0, other.0))
    }

    /// The lanes of `self` where all bits of `mask` are set, and those of `other` where none is.
    #[inline(always)]
    pub fn select(self, other: Self, mask: I32x4) -> Self {
        Self(v128_bitselect(self.0, other.0, mask.0))
    }

    /// The first two lanes and the last two, as 64-bit floats.
    #[inline(always)]
    pub fn to_f64(self) -> [F64x2; 2] {
        let high = i64x2_shuffle::<1, 1>(self.0, self.0);
        [F64x2(f64x2_promote_low_f32x4(self.0)), F64x2(f64x2_promote_low_f32x4(high))]
    }

    /// All bits set where `self > other`, none elsewhere.
    #[inline(always)]
    pub fn greater_than(self, other: Self) -> I32x4 {
        other.less_than(self)
    }

    /// Transposes: the first lanes of four vectors, then the second, the third and the fourth.
    #[inline(always)]
    pub fn transpose(rows: [Self; 4]) -> [Self; 4] {
        let [a, b, c, d] = rows.map(|row| row.0);
        let (ab, cd) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<0, 4, 1, 5>(c, d));
        let (ab_high, cd_high) = (i32x4_shuffle::<2, 6, 3, 7>(a, b), i32x4_shuffle::<2, 6, 3, 7>(c, d));
        [
            Self(i64x2_shuffle::<0, 2>(ab, cd)),
            Self(i64x2_shuffle::<1, 3>(ab, cd)),
            Self(i64x2_shuffle::<0, 2>(ab_high, cd_high)),
            Self(i64x2_shuffle::<1, 3>(ab_high, cd_high)),
        ]
    }
}
