//! The instructions that the compiler's flags guarantee, and the operations that `fearless_simd` lacks.

#[cfg(target_arch = "aarch64")]
use core::arch::aarch64::*;
#[cfg(all(target_arch = "x86", target_feature = "sse4.2"))]
use core::arch::x86::*;
#[cfg(all(target_arch = "x86_64", target_feature = "sse4.2"))]
use core::arch::x86_64::*;

#[cfg(target_arch = "aarch64")]
use fearless_simd::aarch64::*;
#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
use fearless_simd::x86::*;
use fearless_simd::{i16x8, prelude::*, u8x16};

// Each arm has the condition of its level in `fearless_simd`, so the compiler removes the `match` of `level`, whose value
// is empty. `ROUNDS_AND_SHUFFLES` is whether the level has instructions to round floats and to shuffle bytes.
core::cfg_select! {
    all(
        any(target_arch = "x86", target_arch = "x86_64"),
        target_feature = "fxsr",
        target_feature = "sse4.2",
        target_feature = "cmpxchg16b",
        target_feature = "popcnt",
    ) => {
        pub(super) type Level = Sse4_2;

        pub(super) const ROUNDS_AND_SHUFFLES: bool = true;

        #[inline(always)]
        pub(super) fn level() -> Level {
            fearless_simd::Level::baseline().as_sse4_2().unwrap_or_else(|| unreachable!())
        }

        fearless_simd::kernel!(
            #[inline(always)]
            fn q15(level: Sse4_2, a: i16x8<Sse4_2>, b: i16x8<Sse4_2>) -> i16x8<Sse4_2> {
                let product = _mm_mulhrs_epi16(a.into(), b.into());
                // The only product that overflows is the only one that equals the minimum.
                let overflow = _mm_cmpeq_epi16(product, _mm_set1_epi16(i16::MIN));
                _mm_xor_si128(product, overflow).simd_into(level)
            }
        );

        fearless_simd::kernel!(
            /// Returns `lanes`, which the compiler doesn't know.
            #[inline(always)]
            fn opaque(level: Sse4_2, lanes: i16x8<Sse4_2>) -> i16x8<Sse4_2> {
                _mm_sign_epi16(lanes.into(), _mm_set1_epi16(1)).simd_into(level)
            }
        );

        #[inline(always)]
        pub(super) fn narrow(low: i16x8<Level>, high: i16x8<Level>) -> u8x16<Level> {
            clamped::<0, 255>([opaque(level(), low), opaque(level(), high)])
        }
    }
    all(any(target_arch = "x86", target_arch = "x86_64"), target_feature = "fxsr", target_feature = "sse2") => {
        pub(super) type Level = Sse2;

        pub(super) const ROUNDS_AND_SHUFFLES: bool = false;

        #[inline(always)]
        pub(super) fn level() -> Level {
            fearless_simd::Level::baseline().as_sse2().unwrap_or_else(|| unreachable!())
        }

        use multiply_and_narrow as q15;
        pub(super) use narrow_shifted as narrow;
    }
    all(target_arch = "aarch64", target_feature = "neon") => {
        pub(super) type Level = Neon;

        pub(super) const ROUNDS_AND_SHUFFLES: bool = true;

        #[inline(always)]
        pub(super) fn level() -> Level {
            fearless_simd::Level::baseline().as_neon().unwrap_or_else(|| unreachable!())
        }

        fearless_simd::kernel!(
            #[inline(always)]
            fn q15(level: Neon, a: i16x8<Neon>, b: i16x8<Neon>) -> i16x8<Neon> {
                vqrdmulhq_s16(a.into(), b.into()).simd_into(level)
            }
        );

        pub(super) use narrow_shifted as narrow;
    }
    _ => {
        pub(super) type Level = fearless_simd::Fallback;

        pub(super) const ROUNDS_AND_SHUFFLES: bool = false;

        #[inline(always)]
        pub(super) fn level() -> Level {
            Level::new()
        }

        use multiply_and_narrow as q15;
        pub(super) use narrow_shifted as narrow;
    }
}

/// `(a * b + 0x4000) >> 15`, clamped.
#[inline(always)]
pub(super) fn multiply_q15(a: i16x8<Level>, b: i16x8<Level>) -> i16x8<Level> {
    q15(level(), a, b)
}

/// [`multiply_q15`] where no instruction does it. On SSE2, a sum of both halves of the products takes as many
/// instructions.
#[cfg_attr(
    any(target_feature = "sse4.2", target_feature = "neon"),
    expect(dead_code, reason = "the level has an instruction")
)]
#[inline(always)]
fn multiply_and_narrow(_: Level, a: i16x8<Level>, b: i16x8<Level>) -> i16x8<Level> {
    let (low, high) = a.widening_mul(b);
    ((low + 0x4000) >> 15).saturating_narrow((high + 0x4000) >> 15)
}

/// Sixteen lanes clamped to `FROM..=TO` and cut to bytes. The compiler uses the instruction that clamps for this form,
/// but not for the functions of `core::arch`, which clamp by minima and maxima first.
///
/// If the lanes are the result of other shifts, clampings or shuffles, the compiler merges them with this one, and
/// compiles the result to comparisons and single lanes. So they must come from an operation that it doesn't know.
#[inline(always)]
fn clamped<const FROM: i16, const TO: i16>(halves: [i16x8<Level>; 2]) -> u8x16<Level> {
    let [low, high] = halves.map(SimdBase::to_array);
    // A loop, because `from_fn` isn't always inlined.
    let mut bytes = [0; 16];
    for i in 0..8 {
        bytes[i] = low[i].clamp(FROM, TO) as u8;
        bytes[i + 8] = high[i].clamp(FROM, TO) as u8;
    }
    u8x16::load_array(level(), bytes)
}

/// Sixteen lanes clamped to bytes. The saturating difference stops the compiler from merging operations.
#[cfg_attr(target_feature = "sse4.2", expect(dead_code, reason = "the level has an instruction"))]
#[inline(always)]
pub(super) fn narrow_shifted(low: i16x8<Level>, high: i16x8<Level>) -> u8x16<Level> {
    let offset = i16x8::splat(level(), 128);
    clamped::<-128, 127>([low.saturating_sub(offset), high.saturating_sub(offset)]) ^ 128
}
