//! Operations on floats.

use fearless_simd::{f32x4, f64x2, i32x4, mask32x4, prelude::*};

use super::level::ROUNDS_AND_SHUFFLES;
use super::{F32x4, F64x2, I32x4, Level, level};

impl I32x4 {
    #[inline(always)]
    pub(super) fn from_mask(mask: mask32x4<Level>) -> Self {
        let [all, none] = [-1, 0].map(|value| i32x4::splat(level(), value));
        Self(mask.select(all, none))
    }
}

impl F32x4 {
    /// Lane-wise minimum; unspecified if either is NaN.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        // As in WebAssembly, the minimum of zeros of both signs is `self`. x86 returns its second operand.
        if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Self(other.0.min(self.0))
        } else {
            Self(other.0.simd_lt(self.0).select(other.0, self.0))
        }
    }

    /// Lane-wise maximum; unspecified if either is NaN.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        if cfg!(any(target_arch = "x86", target_arch = "x86_64")) {
            Self(other.0.max(self.0))
        } else {
            Self(self.0.simd_lt(other.0).select(other.0, self.0))
        }
    }

    /// Broadcasts each lane to a vector.
    #[inline(always)]
    pub fn broadcast_each(self) -> [Self; 4] {
        self.to_array().map(|lane| Self::from_array([lane; 4]))
    }

    /// Square root, correctly rounded.
    #[inline(always)]
    pub fn square_root(self) -> Self {
        Self(self.0.sqrt())
    }

    /// Quotient, correctly rounded.
    #[inline(always)]
    pub fn divide(self, other: Self) -> Self {
        Self(self.0 / other.0)
    }

    /// Multiplies by two to the power of `exponents`, in lanes in which both the factor and the result are normal
    /// floats; other lanes are unspecified.
    #[inline(always)]
    pub fn times_power_of_two(self, exponents: I32x4) -> Self {
        Self((self.bits() + (exponents.0 << 23)).bitcast())
    }

    /// The bits of the lanes.
    #[inline(always)]
    pub fn to_bits(self) -> I32x4 {
        I32x4(self.bits())
    }

    /// The floats with these bits.
    #[inline(always)]
    pub fn from_bits(bits: I32x4) -> Self {
        Self(bits.0.bitcast())
    }

    /// Rounds to the nearest integer, ties to even, for lanes between -2²² and 2²²: two instructions, as in
    /// WebAssembly.
    #[inline(always)]
    pub fn round_small(self) -> I32x4 {
        // Near 3·2²², floats are integers, and so are the differences of their bits.
        let magic = 12_582_912.0f32;
        I32x4(Self(self.0 + magic).bits() - magic.to_bits().cast_signed())
    }

    /// Reverses the lanes.
    #[inline(always)]
    pub fn reversed(self) -> Self {
        Self(self.0.reverse())
    }

    /// Lanes 0 and 2 of two vectors: `[a0, a2, b0, b2]`.
    #[inline(always)]
    pub fn even(self, other: Self) -> Self {
        Self(self.0.unzip_low(other.0))
    }

    /// Lanes 1 and 3 of two vectors: `[a1, a3, b1, b3]`.
    #[inline(always)]
    pub fn odd(self, other: Self) -> Self {
        Self(self.0.unzip_high(other.0))
    }

    /// Interleaves the first two lanes of two vectors: `[a0, b0, a1, b1]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(self.0.zip_low(other.0))
    }

    /// Interleaves the last two lanes of two vectors: `[a2, b2, a3, b3]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(self.0.zip_high(other.0))
    }

    /// The largest integers that don't exceed the lanes.
    #[inline(always)]
    pub fn floor(self) -> Self {
        if ROUNDS_AND_SHUFFLES {
            return Self(self.0.floor());
        }
        // Without an instruction, `fearless_simd` calls a function for each lane.
        let truncated: f32x4<Level> = self.0.to_int::<i32x4<Level>>().to_float();
        let [zero, one] = [0.0, 1.0].map(|value| f32x4::splat(level(), value));
        let below = truncated - truncated.simd_gt(self.0).select(one, zero);
        // From 2²³ on, floats are integers; NaN isn't below it either. The sign is that of the lane, also of -0.
        let floor = below.bitcast::<i32x4<Level>>() | (self.bits() & i32::MIN);
        Self(self.0.abs().simd_lt(8_388_608.0).select(floor.bitcast(), self.0))
    }

    /// Absolute values.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// All bits set where `self < other`, none elsewhere.
    #[inline(always)]
    pub fn less_than(self, other: Self) -> I32x4 {
        I32x4::from_mask(self.0.simd_lt(other.0))
    }

    /// The lanes of `self` where all bits of `mask` are set, and those of `other` where none is.
    #[inline(always)]
    pub fn select(self, other: Self, mask: I32x4) -> Self {
        Self(((self.bits() & mask.0) | (other.bits() & !mask.0)).bitcast())
    }

    /// The first two lanes and the last two, as 64-bit floats.
    #[inline(always)]
    pub fn to_f64(self) -> [F64x2; 2] {
        let (low, high) = self.0.widen();
        [F64x2(low), F64x2(high)]
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
        let halves = [a.interleave(b), c.interleave(d)];
        let [(ab, ab_high), (cd, cd_high)] = halves.map(|(low, high)| -> (f64x2<Level>, f64x2<Level>) {
            // As pairs of lanes, which only move.
            (low.bitcast(), high.bitcast())
        });
        [ab.zip_low(cd), ab.zip_high(cd), ab_high.zip_low(cd_high), ab_high.zip_high(cd_high)]
            .map(|row| Self(row.bitcast()))
    }

    #[inline(always)]
    fn bits(self) -> i32x4<Level> {
        self.0.bitcast()
    }
}
