//! Operations on floats.

use super::{F32x4, F64x2, I32x4};

impl F32x4 {
    /// Lane-wise minimum; unspecified if either is NaN.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if b < a { b } else { a })
    }

    /// Lane-wise maximum; unspecified if either is NaN.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { b } else { a })
    }

    /// Broadcasts each lane to a vector.
    #[inline(always)]
    pub fn broadcast_each(self) -> [Self; 4] {
        self.0.map(|lane| Self([lane; 4]))
    }

    /// Square root, correctly rounded.
    #[inline(always)]
    pub fn square_root(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    /// Quotient, correctly rounded.
    #[inline(always)]
    pub fn divide(self, other: Self) -> Self {
        self.zip(other, |a, b| a / b)
    }

    /// Multiplies by two to the power of `exponents`, in lanes in which both the factor and the result are normal
    /// floats; other lanes are unspecified.
    #[inline(always)]
    pub fn times_power_of_two(self, exponents: I32x4) -> Self {
        Self(core::array::from_fn(|i| {
            f32::from_bits(self.0[i].to_bits().wrapping_add((exponents.0[i] << 23).cast_unsigned()))
        }))
    }

    /// Rounds to the nearest integer, ties to even, for lanes between -2²² and 2²²: two instructions. Engines compile
    /// wasm's own conversion to seven, because it clamps and handles NaN.
    #[inline(always)]
    pub fn round_small(self) -> I32x4 {
        // Near 3·2²², floats are integers, and so are the differences of their bits.
        let magic = 12_582_912.0f32;
        I32x4(self.0.map(|a| (a + magic).to_bits().cast_signed().wrapping_sub(magic.to_bits().cast_signed())))
    }

    /// Reverses the lanes.
    #[inline(always)]
    pub fn reversed(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([d, c, b, a])
    }

    /// Lanes 0 and 2 of two vectors: `[a0, a2, b0, b2]`.
    #[inline(always)]
    pub fn even(self, other: Self) -> Self {
        Self([self.0[0], self.0[2], other.0[0], other.0[2]])
    }

    /// Lanes 1 and 3 of two vectors: `[a1, a3, b1, b3]`.
    #[inline(always)]
    pub fn odd(self, other: Self) -> Self {
        Self([self.0[1], self.0[3], other.0[1], other.0[3]])
    }

    /// Interleaves the first two lanes of two vectors: `[a0, b0, a1, b1]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self([self.0[0], other.0[0], self.0[1], other.0[1]])
    }

    /// Interleaves the last two lanes of two vectors: `[a2, b2, a3, b3]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self([self.0[2], other.0[2], self.0[3], other.0[3]])
    }

    /// The largest integers that don't exceed the lanes.
    #[inline(always)]
    pub fn floor(self) -> Self {
        Self(self.0.map(f32::floor))
    }

    /// Absolute values.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(self.0.map(f32::abs))
    }

    /// All bits set where `self < other`, none elsewhere.
    #[inline(always)]
    pub fn less_than(self, other: Self) -> I32x4 {
        I32x4(core::array::from_fn(|i| if self.0[i] < other.0[i] { -1 } else { 0 }))
    }

    /// The lanes of `self` where all bits of `mask` are set, and those of `other` where none is.
    #[inline(always)]
    pub fn select(self, other: Self, mask: I32x4) -> Self {
        Self(core::array::from_fn(|i| if mask.0[i] == 0 { other.0[i] } else { self.0[i] }))
    }

    /// The first two lanes and the last two, as 64-bit floats.
    #[inline(always)]
    pub fn to_f64(self) -> [F64x2; 2] {
        let [a, b, c, d] = self.0.map(f64::from);
        [F64x2([a, b]), F64x2([c, d])]
    }

    /// All bits set where `self > other`, none elsewhere.
    #[inline(always)]
    pub fn greater_than(self, other: Self) -> I32x4 {
        other.less_than(self)
    }

    /// Transposes: the first lanes of four vectors, then the second, the third and the fourth.
    #[inline(always)]
    pub fn transpose(rows: [Self; 4]) -> [Self; 4] {
        core::array::from_fn(|i| Self(rows.map(|row| row.0[i])))
    }
}
