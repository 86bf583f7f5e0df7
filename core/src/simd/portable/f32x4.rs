//! Operations on floats.

use super::{F32x4, F64x2, I32x4};

impl F32x4 {
    /// Lane-wise minimum; undefined which of the two if one is NaN.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if b < a { b } else { a })
    }

    /// Lane-wise maximum; undefined which of the two if one is NaN.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { b } else { a })
    }

    /// Each lane in all four.
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

    /// Times two to the power of `exponents`, where that is neither too large nor too small for a float with all its bits.
    #[inline(always)]
    pub fn times_power_of_two(self, exponents: I32x4) -> Self {
        Self(core::array::from_fn(|i| {
            f32::from_bits(self.0[i].to_bits().wrapping_add((exponents.0[i] << 23).cast_unsigned()))
        }))
    }

    /// To the nearest integer, ties to even, of lanes between -2²² and 2²²: two instructions, where engines make seven of
    /// wasm's own conversion, because it clamps and takes care of NaN.
    #[inline(always)]
    pub fn round_small(self) -> I32x4 {
        // Next to 3·2²² floats are integers, and so are the differences of their bits.
        let magic = 12_582_912.0f32;
        I32x4(self.0.map(|a| (a + magic).to_bits().cast_signed().wrapping_sub(magic.to_bits().cast_signed())))
    }

    /// The last lane first.
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

    /// The first two lanes of two vectors in turn: `[a0, b0, a1, b1]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self([self.0[0], other.0[0], self.0[1], other.0[1]])
    }

    /// The last two lanes of two vectors in turn: `[a2, b2, a3, b3]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self([self.0[2], other.0[2], self.0[3], other.0[3]])
    }

    /// The largest integers not above the lanes.
    #[inline(always)]
    pub fn floor(self) -> Self {
        Self(self.0.map(f32::floor))
    }

    /// Without their signs.
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

    /// As 64-bit floats, the first two lanes and the last two.
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

    /// The first lanes of four vectors, the second ones, the third and the fourth.
    #[inline(always)]
    pub fn transpose(rows: [Self; 4]) -> [Self; 4] {
        core::array::from_fn(|i| Self(rows.map(|row| row.0[i])))
    }
}
