//! The vectors as arrays: a simple loop per operation, vectorised by the compiler.

mod f32x4;

use core::array::from_fn;
use core::ops::{Add, BitAnd, BitOr, BitXor, Mul, Sub};

macro_rules! vector {
    ($(#[$doc:meta])* $name:ident, $lane:ty, $count:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name([$lane; $count]);

        impl $name {
            /// All lanes set to `value`.
            #[inline(always)]
            pub fn splat(value: $lane) -> Self {
                Self([value; $count])
            }

            /// The lanes, first lane first.
            #[inline(always)]
            pub fn from_array(lanes: [$lane; $count]) -> Self {
                Self(lanes)
            }

            /// The lanes, first lane first.
            #[inline(always)]
            pub fn to_array(self) -> [$lane; $count] {
                self.0
            }

            /// Reads the lanes.
            #[inline(always)]
            pub fn load(from: &[$lane; $count]) -> Self {
                Self(*from)
            }

            /// Writes the lanes.
            #[inline(always)]
            pub fn store(self, to: &mut [$lane; $count]) {
                *to = self.0;
            }

            #[inline(always)]
            fn zip(self, other: Self, f: impl Fn($lane, $lane) -> $lane) -> Self {
                Self(from_fn(|i| f(self.0[i], other.0[i])))
            }
        }
    };
}

macro_rules! operator {
    ($name:ident: $($op:ident $method:ident $f:expr),+) => {$(
        impl $op for $name {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, $f)
            }
        }
    )+};
}

vector!(
    /// Sixteen bytes: four RGBA pixels, or sixteen gray pixels.
    U8x16, u8, 16
);
vector!(
    /// Eight signed 16-bit lanes.
    I16x8, i16, 8
);
vector!(
    /// Four signed 32-bit lanes.
    I32x4, i32, 4
);
vector!(
    /// Four 32-bit floats.
    F32x4, f32, 4
);
vector!(
    /// Two 64-bit floats.
    F64x2, f64, 2
);

operator!(U8x16: BitAnd bitand |a, b| a & b, BitOr bitor |a, b| a | b, BitXor bitxor |a, b| a ^ b);
operator!(I16x8: Add add |a, b| a.wrapping_add(b), Sub sub |a, b| a.wrapping_sub(b), Mul mul |a, b| a.wrapping_mul(b));
operator!(I16x8: BitAnd bitand |a, b| a & b, BitOr bitor |a, b| a | b);
operator!(I32x4: Add add |a, b| a.wrapping_add(b), Sub sub |a, b| a.wrapping_sub(b), Mul mul |a, b| a.wrapping_mul(b));
operator!(I32x4: BitAnd bitand |a, b| a & b, BitOr bitor |a, b| a | b, BitXor bitxor |a, b| a ^ b);
operator!(F32x4: Add add |a, b| a + b, Sub sub |a, b| a - b, Mul mul |a, b| a * b);
operator!(F64x2: Add add |a, b| a + b, Sub sub |a, b| a - b, Mul mul |a, b| a * b);

impl U8x16 {
    /// Repeats a pixel four times.
    #[inline(always)]
    pub fn splat_pixel(pixel: [u8; 4]) -> Self {
        Self(from_fn(|i| pixel[i % 4]))
    }

    /// The first eight bytes as 16-bit lanes.
    #[inline(always)]
    pub fn widen_low(self) -> I16x8 {
        I16x8(from_fn(|i| i16::from(self.0[i])))
    }

    /// The last eight bytes as 16-bit lanes.
    #[inline(always)]
    pub fn widen_high(self) -> I16x8 {
        I16x8(from_fn(|i| i16::from(self.0[i + 8])))
    }

    /// The bits as 16-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_lanes(self) -> I16x8 {
        I16x8(from_fn(|i| i16::from_le_bytes([self.0[2 * i], self.0[2 * i + 1]])))
    }

    /// Bytes 0, 2, 4…: of RGBA pixels, red and blue.
    #[inline(always)]
    pub fn even(self) -> I16x8 {
        I16x8(from_fn(|i| i16::from(self.0[2 * i])))
    }

    /// Bytes 1, 3, 5…: of RGBA pixels, green and alpha.
    #[inline(always)]
    pub fn odd(self) -> I16x8 {
        I16x8(from_fn(|i| i16::from(self.0[2 * i + 1])))
    }

    /// `self` where the bits of `mask` are set, `other` where they aren't.
    #[inline(always)]
    pub fn select(self, other: Self, mask: Self) -> Self {
        Self(from_fn(|i| (self.0[i] & mask.0[i]) | (other.0[i] & !mask.0[i])))
    }

    /// Interleaves the first eight bytes of two vectors: `[a0, b0, a1, b1, …]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(from_fn(|i| if i % 2 == 0 { self.0[i / 2] } else { other.0[i / 2] }))
    }

    /// Interleaves the last eight bytes of two vectors: `[a8, b8, a9, b9, …]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(from_fn(|i| if i % 2 == 0 { self.0[8 + i / 2] } else { other.0[8 + i / 2] }))
    }

    /// The pixels as 32-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_words(self) -> I32x4 {
        I32x4(from_fn(|i| i32::from_le_bytes([self.0[4 * i], self.0[4 * i + 1], self.0[4 * i + 2], self.0[4 * i + 3]])))
    }

    /// The last byte of each pixel as a 32-bit lane: alpha.
    #[inline(always)]
    pub fn alpha(self) -> I32x4 {
        I32x4(from_fn(|i| i32::from(self.0[4 * i + 3])))
    }

    /// Broadcasts alpha: the last byte of each pixel, to all four bytes of the pixel.
    #[inline(always)]
    pub fn broadcast_alpha(self) -> Self {
        Self(from_fn(|i| self.0[i | 3]))
    }

    /// The four pixels in reverse order, with the bytes of each pixel in order.
    #[inline(always)]
    pub fn reverse_pixels(self) -> Self {
        Self(from_fn(|i| self.0[12 - (i & 12) + (i & 3)]))
    }

    /// The sixteen bytes in reverse order.
    #[inline(always)]
    pub fn reverse(self) -> Self {
        Self(from_fn(|i| self.0[15 - i]))
    }

    /// Lane-wise minimum.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, Ord::min)
    }

    /// Lane-wise maximum.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, Ord::max)
    }

    /// 255 where `self >= other`, 0 elsewhere.
    #[inline(always)]
    pub fn at_least(self, other: Self) -> Self {
        self.zip(other, |a, b| if a >= b { 255 } else { 0 })
    }

    /// The pixels as 32-bit lanes, two vectors interleaved: `[a0, b0, a1, b1]`.
    #[inline(always)]
    pub fn zip_pixels_low(self, other: Self) -> Self {
        Self(from_fn(|i| if i / 4 % 2 == 0 { self.0[i / 8 * 4 + i % 4] } else { other.0[i / 8 * 4 + i % 4] }))
    }

    /// The pixels as 32-bit lanes, two vectors interleaved: `[a2, b2, a3, b3]`.
    #[inline(always)]
    pub fn zip_pixels_high(self, other: Self) -> Self {
        Self(from_fn(|i| if i / 4 % 2 == 0 { self.0[8 + i / 8 * 4 + i % 4] } else { other.0[8 + i / 8 * 4 + i % 4] }))
    }

    /// Interleaves the first and the last eight bytes: `[a0, a8, a1, a9, …]`.
    #[inline(always)]
    pub fn zip_halves(self) -> Self {
        Self(from_fn(|i| self.0[i / 2 + i % 2 * 8]))
    }

    /// Pixels 0, 2, 4 and 6 of the concatenation of two vectors.
    #[inline(always)]
    pub fn even_pixels(self, next: Self) -> Self {
        Self(from_fn(|i| if i < 8 { self } else { next }.0[i % 8 / 4 * 8 + i % 4]))
    }

    /// Pixels 1, 3, 5 and 7 of the concatenation of two vectors.
    #[inline(always)]
    pub fn odd_pixels(self, next: Self) -> Self {
        Self(from_fn(|i| if i < 8 { self } else { next }.0[i % 8 / 4 * 8 + 4 + i % 4]))
    }

    /// Sixteen bytes from the concatenation of two vectors, after skipping the first `BYTES` (1, 2, 4, 8 or 12).
    #[inline(always)]
    pub fn skip<const BYTES: usize>(self, next: Self) -> Self {
        const { assert!(matches!(BYTES, 1 | 2 | 4 | 8 | 12), "an instruction needs its places literally") };
        Self(from_fn(|i| if i + BYTES < 16 { self.0[i + BYTES] } else { next.0[i + BYTES - 16] }))
    }

    /// The pixel pairs as 64-bit lanes: `[a0, a1, b0, b1]`.
    #[inline(always)]
    pub fn join_low(self, other: Self) -> Self {
        Self(from_fn(|i| if i < 8 { self.0[i] } else { other.0[i - 8] }))
    }

    /// The pixel pairs as 64-bit lanes: `[a2, a3, b2, b3]`.
    #[inline(always)]
    pub fn join_high(self, other: Self) -> Self {
        Self(from_fn(|i| if i < 8 { self.0[i + 8] } else { other.0[i] }))
    }
}

impl I16x8 {
    /// Reads eight bytes, widened.
    #[inline(always)]
    pub fn load_bytes(from: &[u8; 8]) -> Self {
        Self(from.map(i16::from))
    }

    /// Creates a vector from the lanes of two pixels.
    #[inline(always)]
    pub fn from_pixels(first: [i16; 4], second: [i16; 4]) -> Self {
        Self(from_fn(|i| if i < 4 { first[i] } else { second[i - 4] }))
    }

    /// Reads the first four lanes; the others are 0.
    #[inline(always)]
    pub fn load_low(from: &[i16; 4]) -> Self {
        Self(from_fn(|i| if i < 4 { from[i] } else { 0 }))
    }

    /// Sum, clamped to the range of the lane.
    #[inline(always)]
    pub fn add_saturating(self, other: Self) -> Self {
        self.zip(other, i16::saturating_add)
    }

    /// Difference, clamped to the range of the lane.
    #[inline(always)]
    pub fn sub_saturating(self, other: Self) -> Self {
        self.zip(other, i16::saturating_sub)
    }

    /// `(a * b + 0x4000) >> 15`, clamped: a product of Q15 numbers, rounded half up.
    #[inline(always)]
    pub fn multiply_q15(self, other: Self) -> Self {
        self.zip(other, |a, b| ((i32::from(a) * i32::from(b) + 0x4000) >> 15).min(i32::from(i16::MAX)) as i16)
    }

    /// Lane-wise minimum.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, Ord::min)
    }

    /// Lane-wise maximum.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, Ord::max)
    }

    /// Arithmetic shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0.map(|a| a >> BITS))
    }

    /// Logical shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right_unsigned<const BITS: u32>(self) -> Self {
        Self(self.0.map(|a| (a.cast_unsigned() >> BITS).cast_signed()))
    }

    /// Arithmetic shift right by `bits`, the same for all lanes.
    #[inline(always)]
    pub fn shift_right_by(self, bits: u32) -> Self {
        Self(self.0.map(|a| a >> bits))
    }

    /// Shift left by `BITS`.
    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0.map(|a| a << BITS))
    }

    /// Dot products of pairs: products of equal lanes, with neighbouring products added.
    #[inline(always)]
    pub fn dot(self, other: Self) -> I32x4 {
        let product = |i: usize| i32::from(self.0[i]) * i32::from(other.0[i]);
        I32x4(from_fn(|i| product(2 * i).wrapping_add(product(2 * i + 1))))
    }

    /// Broadcasts alpha of premultiplied RGBA: the fourth lane of each four lanes to all four.
    #[inline(always)]
    pub fn broadcast_alpha(self) -> Self {
        Self(from_fn(|i| self.0[i | 3]))
    }

    /// Interleaves the first and the last four lanes: `[a0, a4, a1, a5, …]`, two RGBA pixels as four pairs.
    #[inline(always)]
    pub fn zip_halves(self) -> Self {
        Self(from_fn(|i| self.0[i / 2 + i % 2 * 4]))
    }

    /// Interleaves the first four lanes of two vectors: `[a0, b0, a1, b1, …]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(from_fn(|i| if i % 2 == 0 { self.0[i / 2] } else { other.0[i / 2] }))
    }

    /// Interleaves the last four lanes of two vectors: `[a4, b4, a5, b5, …]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(from_fn(|i| if i % 2 == 0 { self.0[4 + i / 2] } else { other.0[4 + i / 2] }))
    }

    /// The first two pairs of lanes, each twice: `[a0, a1, a0, a1, a2, a3, a2, a3]`.
    #[inline(always)]
    pub fn zip_pairs_low(self) -> Self {
        Self(from_fn(|i| self.0[i / 4 * 2 + i % 2]))
    }

    /// The last two pairs of lanes, each twice: `[a4, a5, a4, a5, a6, a7, a6, a7]`.
    #[inline(always)]
    pub fn zip_pairs_high(self) -> Self {
        Self(from_fn(|i| self.0[4 + i / 4 * 2 + i % 2]))
    }

    /// The first four lanes as 32-bit lanes.
    #[inline(always)]
    pub fn widen_low(self) -> I32x4 {
        I32x4(from_fn(|i| i32::from(self.0[i])))
    }

    /// The last four lanes as 32-bit lanes.
    #[inline(always)]
    pub fn widen_high(self) -> I32x4 {
        I32x4(from_fn(|i| i32::from(self.0[i + 4])))
    }

    /// Pairs of red and green and pairs of blue and alpha, clamped to bytes and combined to four pixels.
    #[inline(always)]
    pub fn to_pixels(red_green: Self, blue_alpha: Self) -> U8x16 {
        U8x16(from_fn(|i| {
            let pairs = if i % 4 < 2 { red_green } else { blue_alpha };
            pairs.0[i / 4 * 2 + i % 2].clamp(0, 255) as u8
        }))
    }

    /// The bits as sixteen bytes, little-endian.
    #[inline(always)]
    pub fn to_bytes(self) -> U8x16 {
        U8x16(from_fn(|i| self.0[i / 2].to_le_bytes()[i % 2]))
    }

    /// Sixteen lanes clamped to signed bytes.
    #[inline(always)]
    pub fn narrow_signed(low: Self, high: Self) -> U8x16 {
        U8x16(from_fn(|i| if i < 8 { low.0[i] } else { high.0[i - 8] }.clamp(-128, 127) as u8))
    }

    /// Sixteen lanes clamped to bytes.
    #[inline(always)]
    pub fn narrow(low: Self, high: Self) -> U8x16 {
        U8x16(from_fn(|i| if i < 8 { low.0[i] } else { high.0[i - 8] }.clamp(0, 255) as u8))
    }
}

impl I32x4 {
    /// Shift left by `BITS`.
    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0.map(|a| a << BITS))
    }

    /// Arithmetic shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0.map(|a| a >> BITS))
    }

    /// Logical shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right_unsigned<const BITS: u32>(self) -> Self {
        Self(self.0.map(|a| (a.cast_unsigned() >> BITS).cast_signed()))
    }

    /// Arithmetic shift right by `bits`, the same for all lanes.
    #[inline(always)]
    pub fn shift_right_by(self, bits: u32) -> Self {
        Self(self.0.map(|a| a >> bits))
    }

    /// Lane-wise minimum.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, Ord::min)
    }

    /// Lane-wise maximum.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, Ord::max)
    }

    /// Broadcasts each lane to a vector.
    #[inline(always)]
    pub fn broadcast_each(self) -> [Self; 4] {
        self.0.map(Self::splat)
    }

    /// The bits as 16-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_lanes(self) -> I16x8 {
        I16x8(from_fn(|i| (self.0[i / 2] >> (i % 2 * 16)) as i16))
    }

    /// All bits set where `self > other`, none elsewhere.
    #[inline(always)]
    pub fn greater_than(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { -1 } else { 0 })
    }

    /// The sum of the lanes of each of four vectors.
    #[inline(always)]
    pub fn sums(a: Self, b: Self, c: Self, d: Self) -> Self {
        Self([a, b, c, d].map(|v| v.0.iter().fold(0, |sum: i32, &lane| sum.wrapping_add(lane))))
    }

    /// Converts to floats, rounded to nearest.
    #[inline(always)]
    pub fn to_f32(self) -> F32x4 {
        F32x4(self.0.map(|a| a as f32))
    }

    /// The bits as sixteen bytes, little-endian.
    #[inline(always)]
    pub fn to_bytes(self) -> U8x16 {
        U8x16(from_fn(|i| self.0[i / 4].to_le_bytes()[i % 4]))
    }

    /// Eight lanes clamped to 16 bits.
    #[inline(always)]
    pub fn narrow(low: Self, high: Self) -> I16x8 {
        I16x8(from_fn(|i| {
            if i < 4 { low.0[i] } else { high.0[i - 4] }.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
        }))
    }

    /// Alpha: the high halves of the odd lanes of two vectors of 16-bit RGBA pixels, with their sign.
    #[inline(always)]
    pub fn alphas(low: I16x8, high: I16x8) -> Self {
        Self([low.0[3], low.0[7], high.0[3], high.0[7]].map(i32::from))
    }

    /// Sixteen lanes clamped to bytes.
    #[inline(always)]
    pub fn to_clamped_bytes(a: Self, b: Self, c: Self, d: Self) -> U8x16 {
        U8x16(from_fn(|i| [a, b, c, d][i / 4].0[i % 4].clamp(0, 255) as u8))
    }

    /// Interleaves the low halves of both: `[low0, high0, low1, high1, …]`.
    #[inline(always)]
    pub fn pair(low: Self, high: Self) -> I16x8 {
        I16x8(from_fn(|i| if i % 2 == 0 { low.0[i / 2] } else { high.0[i / 2] } as i16))
    }

    /// Interleaves the low halves of `low` and the high halves of `high`.
    #[inline(always)]
    pub fn pair_halves(low: Self, high: I16x8) -> I16x8 {
        I16x8(from_fn(|i| if i % 2 == 0 { low.0[i / 2] as i16 } else { high.0[i] }))
    }
}
