//! The vectors by `fearless_simd`, at the level that the compiler's flags guarantee: SSE2 or SSE4.2 on x86, NEON on
//! AArch64, arrays elsewhere. The level is known when the crate is compiled, so kernels need no dispatch.

mod f32x4;
mod i16x8;
mod i32x4;
mod level;
mod u8x16;

use core::ops::{Add, BitAnd, BitOr, BitXor, Mul, Sub};

use fearless_simd::prelude::*;

use self::level::{Level, level};

macro_rules! vector {
    ($(#[$doc:meta])* $name:ident, $lane:ty, $count:literal, $vector:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name(fearless_simd::$vector<Level>);

        impl $name {
            /// All lanes set to `value`.
            #[inline(always)]
            pub fn splat(value: $lane) -> Self {
                Self(fearless_simd::$vector::splat(level(), value))
            }

            /// The lanes, first lane first.
            #[inline(always)]
            pub fn from_array(lanes: [$lane; $count]) -> Self {
                Self(fearless_simd::$vector::load_array(level(), lanes))
            }

            /// The lanes, first lane first.
            #[inline(always)]
            pub fn to_array(self) -> [$lane; $count] {
                self.0.to_array()
            }

            /// Reads the lanes.
            #[inline(always)]
            pub fn load(from: &[$lane; $count]) -> Self {
                Self(fearless_simd::$vector::load_array_ref(level(), from))
            }

            /// Writes the lanes.
            #[inline(always)]
            pub fn store(self, to: &mut [$lane; $count]) {
                self.0.store_array(to);
            }
        }
    };
}

macro_rules! operator {
    ($name:ident: $($op:ident $method:ident),+) => {$(
        impl $op for $name {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$method(other.0))
            }
        }
    )+};
}

vector!(
    /// Sixteen bytes: four RGBA pixels, or sixteen gray pixels.
    U8x16, u8, 16, u8x16
);
vector!(
    /// Eight signed 16-bit lanes.
    I16x8, i16, 8, i16x8
);
vector!(
    /// Four signed 32-bit lanes.
    I32x4, i32, 4, i32x4
);
vector!(
    /// Four 32-bit floats.
    F32x4, f32, 4, f32x4
);
vector!(
    /// Two 64-bit floats.
    F64x2, f64, 2, f64x2
);

operator!(U8x16: BitAnd bitand, BitOr bitor, BitXor bitxor);
operator!(I16x8: Add add, Sub sub, Mul mul, BitAnd bitand, BitOr bitor);
operator!(I32x4: Add add, Sub sub, Mul mul, BitAnd bitand, BitOr bitor, BitXor bitxor);
operator!(F32x4: Add add, Sub sub, Mul mul);
operator!(F64x2: Add add, Sub sub, Mul mul);

/// Converts between bytes in memory and bytes in little-endian order of lanes of `LANE` bytes, both ways. The
/// vocabulary is little-endian on every target.
#[inline(always)]
fn little_endian<const LANE: usize>(bytes: fearless_simd::u8x16<Level>) -> fearless_simd::u8x16<Level> {
    if cfg!(target_endian = "little") { bytes } else { SimdBase::from_fn(level(), |i| bytes[i ^ (LANE - 1)]) }
}
