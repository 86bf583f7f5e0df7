//! The vectors as `v128`: one instruction per operation.

use core::arch::wasm32::*;
use core::ops::{Add, BitAnd, BitOr, BitXor, Mul, Sub};

macro_rules! vector {
    ($(#[$doc:meta])* $name:ident, $lane:ty, $count:literal, $splat:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name(v128);

        impl $name {
            /// All lanes set to `value`.
            #[inline(always)]
            pub fn splat(value: $lane) -> Self {
                Self($splat(value))
            }

            /// The lanes, first lane first.
            #[inline(always)]
            pub fn from_array(lanes: [$lane; $count]) -> Self {
                Self(bytemuck::cast(lanes))
            }

            /// The lanes, first lane first.
            #[inline(always)]
            pub fn to_array(self) -> [$lane; $count] {
                bytemuck::cast(self.0)
            }

            /// Reads the lanes.
            #[inline(always)]
            pub fn load(from: &[$lane; $count]) -> Self {
                Self(bytemuck::cast(*from))
            }

            /// Writes the lanes.
            #[inline(always)]
            pub fn store(self, to: &mut [$lane; $count]) {
                *to = bytemuck::cast(self.0);
            }
        }
    };
}

macro_rules! operator {
    ($name:ident: $($op:ident $method:ident $f:ident),+) => {$(
        impl $op for $name {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($f(self.0, other.0))
            }
        }
    )+};
}

macro_rules! binary {
    ($($(#[$doc:meta])* $method:ident $f:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[inline(always)]
        pub fn $method(self, other: Self) -> Self {
            Self($f(self.0, other.0))
        }
    )+};
}

vector!(
    /// Sixteen bytes: four RGBA pixels, or sixteen gray pixels.
    U8x16, u8, 16, u8x16_splat
);
vector!(
    /// Eight signed 16-bit lanes.
    I16x8, i16, 8, i16x8_splat
);
vector!(
    /// Four signed 32-bit lanes.
    I32x4, i32, 4, i32x4_splat
);
vector!(
    /// Four 32-bit floats.
    F32x4, f32, 4, f32x4_splat
);
vector!(
    /// Two 64-bit floats.
    F64x2, f64, 2, f64x2_splat
);

operator!(U8x16: BitAnd bitand v128_and, BitOr bitor v128_or, BitXor bitxor v128_xor);
operator!(I16x8: Add add i16x8_add, Sub sub i16x8_sub, Mul mul i16x8_mul, BitAnd bitand v128_and, BitOr bitor v128_or);
operator!(I32x4: Add add i32x4_add, Sub sub i32x4_sub, Mul mul i32x4_mul, BitAnd bitand v128_and, BitOr bitor v128_or);
operator!(I32x4: BitXor bitxor v128_xor);
operator!(F32x4: Add add f32x4_add, Sub sub f32x4_sub, Mul mul f32x4_mul);
operator!(F64x2: Add add f64x2_add, Sub sub f64x2_sub, Mul mul f64x2_mul);

// After the macros, which this module uses.
mod f32x4;

impl U8x16 {
    binary!(
        /// Lane-wise minimum.
        min u8x16_min,
        /// Lane-wise maximum.
        max u8x16_max,
        /// 255 where `self >= other`, 0 elsewhere.
        at_least u8x16_ge,
        /// Sum, at most 255.
        add_saturating u8x16_add_sat,
    );

    /// The absolute difference of each lane.
    #[inline(always)]
    pub fn abs_diff(self, other: Self) -> Self {
        Self(v128_or(u8x16_sub_sat(self.0, other.0), u8x16_sub_sat(other.0, self.0)))
    }

    /// Repeats a pixel four times.
    #[inline(always)]
    pub fn splat_pixel(pixel: [u8; 4]) -> Self {
        Self(u32x4_splat(u32::from_le_bytes(pixel)))
    }

    /// The first eight bytes as 16-bit lanes.
    #[inline(always)]
    pub fn widen_low(self) -> I16x8 {
        I16x8(u16x8_extend_low_u8x16(self.0))
    }

    /// The last eight bytes as 16-bit lanes.
    #[inline(always)]
    pub fn widen_high(self) -> I16x8 {
        I16x8(u16x8_extend_high_u8x16(self.0))
    }

    /// The bits as 16-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_lanes(self) -> I16x8 {
        I16x8(self.0)
    }

    /// Bytes 0, 2, 4…: of RGBA pixels, red and blue.
    #[inline(always)]
    pub fn even(self) -> I16x8 {
        I16x8(v128_and(self.0, u16x8_splat(0x00ff)))
    }

    /// Bytes 1, 3, 5…: of RGBA pixels, green and alpha.
    #[inline(always)]
    pub fn odd(self) -> I16x8 {
        I16x8(u16x8_shr(self.0, 8))
    }

    /// `self` where the bits of `mask` are set, `other` where they aren't.
    #[inline(always)]
    pub fn select(self, other: Self, mask: Self) -> Self {
        Self(v128_bitselect(self.0, other.0, mask.0))
    }

    /// Interleaves the first eight bytes of two vectors: `[a0, b0, a1, b1, …]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(self.0, other.0))
    }

    /// Interleaves the last eight bytes of two vectors: `[a8, b8, a9, b9, …]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(self.0, other.0))
    }

    /// The pixels as 32-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_words(self) -> I32x4 {
        I32x4(self.0)
    }

    /// The last byte of each pixel as a 32-bit lane: alpha.
    #[inline(always)]
    pub fn alpha(self) -> I32x4 {
        I32x4(u32x4_shr(self.0, 24))
    }

    /// Broadcasts alpha: the last byte of each pixel, to all four bytes of the pixel.
    #[inline(always)]
    pub fn broadcast_alpha(self) -> Self {
        Self(i8x16_shuffle::<3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15>(self.0, self.0))
    }

    /// Red and blue exchanged: RGBA pixels as BGRA, and back.
    #[inline(always)]
    pub fn swap_red_blue(self) -> Self {
        Self(i8x16_shuffle::<2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15>(self.0, self.0))
    }

    /// The four pixels in reverse order, with the bytes of each pixel in order.
    #[inline(always)]
    pub fn reverse_pixels(self) -> Self {
        Self(i32x4_shuffle::<3, 2, 1, 0>(self.0, self.0))
    }

    /// The sixteen bytes in reverse order.
    #[inline(always)]
    pub fn reverse(self) -> Self {
        Self(i8x16_shuffle::<15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0>(self.0, self.0))
    }

    /// The pixels as 32-bit lanes, two vectors interleaved: `[a0, b0, a1, b1]`.
    #[inline(always)]
    pub fn zip_pixels_low(self, other: Self) -> Self {
        Self(i32x4_shuffle::<0, 4, 1, 5>(self.0, other.0))
    }

    /// The pixels as 32-bit lanes, two vectors interleaved: `[a2, b2, a3, b3]`.
    #[inline(always)]
    pub fn zip_pixels_high(self, other: Self) -> Self {
        Self(i32x4_shuffle::<2, 6, 3, 7>(self.0, other.0))
    }

    /// Interleaves the first and the last eight bytes: `[a0, a8, a1, a9, …]`.
    #[inline(always)]
    pub fn zip_halves(self) -> Self {
        Self(i8x16_shuffle::<0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15>(self.0, self.0))
    }

    /// Pixels 0, 2, 4 and 6 of the concatenation of two vectors.
    #[inline(always)]
    pub fn even_pixels(self, next: Self) -> Self {
        Self(i32x4_shuffle::<0, 2, 4, 6>(self.0, next.0))
    }

    /// Pixels 1, 3, 5 and 7 of the concatenation of two vectors.
    #[inline(always)]
    pub fn odd_pixels(self, next: Self) -> Self {
        Self(i32x4_shuffle::<1, 3, 5, 7>(self.0, next.0))
    }

    /// Sixteen bytes from the concatenation of two vectors, after skipping the first `BYTES` (1, 2, 4, 8 or 12).
    #[inline(always)]
    pub fn skip<const BYTES: usize>(self, next: Self) -> Self {
        const { assert!(matches!(BYTES, 1 | 2 | 4 | 8 | 12), "an instruction needs its places literally") };
        let (a, b) = (self.0, next.0);
        Self(match BYTES {
            1 => i8x16_shuffle::<1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16>(a, b),
            2 => i8x16_shuffle::<2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17>(a, b),
            4 => i32x4_shuffle::<1, 2, 3, 4>(a, b),
            12 => i32x4_shuffle::<3, 4, 5, 6>(a, b),
            _ => i64x2_shuffle::<1, 2>(a, b),
        })
    }

    /// The pixel pairs as 64-bit lanes: `[a0, a1, b0, b1]`.
    #[inline(always)]
    pub fn join_low(self, other: Self) -> Self {
        Self(i64x2_shuffle::<0, 2>(self.0, other.0))
    }

    /// The pixel pairs as 64-bit lanes: `[a2, a3, b2, b3]`.
    #[inline(always)]
    pub fn join_high(self, other: Self) -> Self {
        Self(i64x2_shuffle::<1, 3>(self.0, other.0))
    }
}

impl I16x8 {
    /// Reads eight bytes, widened.
    #[inline(always)]
    pub fn load_bytes(from: &[u8; 8]) -> Self {
        // A single instruction: the compiler recognises the pattern.
        Self(u16x8_extend_low_u8x16(u64x2(u64::from_le_bytes(*from), 0)))
    }

    /// Creates a vector from the lanes of two pixels.
    #[inline(always)]
    pub fn from_pixels(first: [i16; 4], second: [i16; 4]) -> Self {
        // Two loads, where eight separate lanes would take eight.
        Self(i64x2(bytemuck::cast(first), bytemuck::cast(second)))
    }

    /// Reads the first four lanes; the others are 0.
    #[inline(always)]
    pub fn load_low(from: &[i16; 4]) -> Self {
        Self(u64x2(bytemuck::cast(*from), 0))
    }

    binary!(
        /// Sum, clamped to the range of the lane.
        add_saturating i16x8_add_sat,
        /// Difference, clamped to the range of the lane.
        sub_saturating i16x8_sub_sat,
        /// `(a * b + 0x4000) >> 15`, clamped: a product of Q15 numbers, rounded half up.
        multiply_q15 i16x8_q15mulr_sat,
        /// Lane-wise minimum.
        min i16x8_min,
        /// Lane-wise maximum.
        max i16x8_max,
    );

    /// Arithmetic shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(i16x8_shr(self.0, BITS))
    }

    /// Logical shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right_unsigned<const BITS: u32>(self) -> Self {
        Self(u16x8_shr(self.0, BITS))
    }

    /// Arithmetic shift right by `bits`, the same for all lanes.
    #[inline(always)]
    pub fn shift_right_by(self, bits: u32) -> Self {
        Self(i16x8_shr(self.0, bits))
    }

    /// Shift left by `BITS`.
    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(i16x8_shl(self.0, BITS))
    }

    /// Dot products of pairs: products of equal lanes, with neighbouring products added.
    #[inline(always)]
    pub fn dot(self, other: Self) -> I32x4 {
        I32x4(i32x4_dot_i16x8(self.0, other.0))
    }

    /// Broadcasts alpha of premultiplied RGBA: the fourth lane of each four lanes to all four.
    #[inline(always)]
    pub fn broadcast_alpha(self) -> Self {
        Self(i16x8_shuffle::<3, 3, 3, 3, 7, 7, 7, 7>(self.0, self.0))
    }

    /// Interleaves the first and the last four lanes: `[a0, a4, a1, a5, …]`, two RGBA pixels as four pairs.
    #[inline(always)]
    pub fn zip_halves(self) -> Self {
        Self(i16x8_shuffle::<0, 4, 1, 5, 2, 6, 3, 7>(self.0, self.0))
    }

    /// Interleaves the first four lanes of two vectors: `[a0, b0, a1, b1, …]`.
    #[inline(always)]
    pub fn zip_low(self, other: Self) -> Self {
        Self(i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(self.0, other.0))
    }

    /// Interleaves the last four lanes of two vectors: `[a4, b4, a5, b5, …]`.
    #[inline(always)]
    pub fn zip_high(self, other: Self) -> Self {
        Self(i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(self.0, other.0))
    }

    /// The first two pairs of lanes, each twice: `[a0, a1, a0, a1, a2, a3, a2, a3]`.
    #[inline(always)]
    pub fn zip_pairs_low(self) -> Self {
        Self(i32x4_shuffle::<0, 0, 1, 1>(self.0, self.0))
    }

    /// The last two pairs of lanes, each twice: `[a4, a5, a4, a5, a6, a7, a6, a7]`.
    #[inline(always)]
    pub fn zip_pairs_high(self) -> Self {
        Self(i32x4_shuffle::<2, 2, 3, 3>(self.0, self.0))
    }

    /// The first four lanes as 32-bit lanes.
    #[inline(always)]
    pub fn widen_low(self) -> I32x4 {
        I32x4(i32x4_extend_low_i16x8(self.0))
    }

    /// The last four lanes as 32-bit lanes.
    #[inline(always)]
    pub fn widen_high(self) -> I32x4 {
        I32x4(i32x4_extend_high_i16x8(self.0))
    }

    /// Pairs of red and green and pairs of blue and alpha, clamped to bytes and combined to four pixels.
    ///
    /// The pairs are combined before they are narrowed: the compiler treats narrowing as arithmetic, and moves a
    /// shuffle after it to where it costs most.
    #[inline(always)]
    pub fn to_pixels(red_green: Self, blue_alpha: Self) -> U8x16 {
        let low = i32x4_shuffle::<0, 4, 1, 5>(red_green.0, blue_alpha.0);
        let high = i32x4_shuffle::<2, 6, 3, 7>(red_green.0, blue_alpha.0);
        U8x16(u8x16_narrow_i16x8(low, high))
    }

    /// The bits as sixteen bytes, little-endian.
    #[inline(always)]
    pub fn to_bytes(self) -> U8x16 {
        U8x16(self.0)
    }

    /// Sixteen lanes clamped to signed bytes.
    #[inline(always)]
    pub fn narrow_signed(low: Self, high: Self) -> U8x16 {
        U8x16(i8x16_narrow_i16x8(low.0, high.0))
    }

    /// Sixteen lanes clamped to bytes.
    #[inline(always)]
    pub fn narrow(low: Self, high: Self) -> U8x16 {
        U8x16(u8x16_narrow_i16x8(low.0, high.0))
    }
}

impl I32x4 {
    /// Shift left by `BITS`.
    #[inline(always)]
    pub fn shift_left<const BITS: u32>(self) -> Self {
        Self(i32x4_shl(self.0, BITS))
    }

    /// Arithmetic shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right<const BITS: u32>(self) -> Self {
        Self(i32x4_shr(self.0, BITS))
    }

    /// Logical shift right by `BITS`.
    #[inline(always)]
    pub fn shift_right_unsigned<const BITS: u32>(self) -> Self {
        Self(u32x4_shr(self.0, BITS))
    }

    /// Arithmetic shift right by `bits`, the same for all lanes.
    #[inline(always)]
    pub fn shift_right_by(self, bits: u32) -> Self {
        Self(i32x4_shr(self.0, bits))
    }

    binary!(
        /// Lane-wise minimum.
        min i32x4_min,
        /// Lane-wise maximum.
        max i32x4_max,
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

    /// The bits as 16-bit lanes, little-endian.
    #[inline(always)]
    pub fn to_lanes(self) -> I16x8 {
        I16x8(self.0)
    }

    /// All bits set where `self > other`, none elsewhere.
    #[inline(always)]
    pub fn greater_than(self, other: Self) -> Self {
        Self(i32x4_gt(self.0, other.0))
    }

    /// The sum of the lanes of each of four vectors.
    #[inline(always)]
    pub fn sums(a: Self, b: Self, c: Self, d: Self) -> Self {
        let add = |a: v128, b: v128| i32x4_add(i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<2, 6, 3, 7>(a, b));
        let (ab, cd) = (add(a.0, b.0), add(c.0, d.0));
        Self(i32x4_add(i64x2_shuffle::<0, 2>(ab, cd), i64x2_shuffle::<1, 3>(ab, cd)))
    }

    /// Converts to floats, rounded to nearest.
    #[inline(always)]
    pub fn to_f32(self) -> F32x4 {
        F32x4(f32x4_convert_i32x4(self.0))
    }

    /// The bits as sixteen bytes, little-endian.
    #[inline(always)]
    pub fn to_bytes(self) -> U8x16 {
        U8x16(self.0)
    }

    /// Eight lanes clamped to 16 bits.
    #[inline(always)]
    pub fn narrow(low: Self, high: Self) -> I16x8 {
        I16x8(i16x8_narrow_i32x4(low.0, high.0))
    }

    /// Interleaves the low halves of both: `[low0, high0, low1, high1, …]`.
    #[inline(always)]
    pub fn pair(low: Self, high: Self) -> I16x8 {
        Self::pair_halves(low, I16x8(i32x4_shl(high.0, 16)))
    }

    /// Interleaves the low halves of `low` and the high halves of `high`.
    #[inline(always)]
    pub fn pair_halves(low: Self, high: I16x8) -> I16x8 {
        // x64 has an instruction for this shuffle, which engines use; a bitwise selection takes three.
        I16x8(i16x8_shuffle::<0, 9, 2, 11, 4, 13, 6, 15>(low.0, high.0))
    }

    /// Alpha: the high halves of the odd lanes of two vectors of 16-bit RGBA pixels, with their sign.
    #[inline(always)]
    pub fn alphas(low: I16x8, high: I16x8) -> Self {
        Self(i32x4_shr(i32x4_shuffle::<1, 3, 5, 7>(low.0, high.0), 16))
    }

    /// Sixteen lanes clamped to bytes.
    #[inline(always)]
    pub fn to_clamped_bytes(a: Self, b: Self, c: Self, d: Self) -> U8x16 {
        // The compiler treats narrowing as clamping and truncating. It merges two narrowings into one from 32 bits to
        // 8, and compiles that to minima, maxima and shuffles. With a minimum in between, it uses the instructions.
        let words = |low: Self, high: Self| u16x8_min(u16x8_narrow_i32x4(low.0, high.0), u16x8_splat(255));
        U8x16(u8x16_narrow_i16x8(words(a, b), words(c, d)))
    }
}
