//! Powers of four floats at a time, and the transfer function of sRGB.

use crate::simd::{F32x4, I32x4};

/// The smallest normal float. Smaller numbers count as 0.
const LEAST: f32 = f32::MIN_POSITIVE;

/// The binary logarithm of normal floats, within 1e-7 of it or of 1.
#[inline(always)]
fn logarithm(x: F32x4) -> F32x4 {
    // The exponent for which the rest is from √½ to √2: so the logarithm of numbers near 1 is exact near 0.
    let bits = x.to_bits();
    let exponent = (bits - I32x4::splat(0x3f35_04f3)).shift_right::<23>();
    let rest = F32x4::from_bits(bits - exponent.shift_left::<23>());
    let one = F32x4::splat(1.0);
    // ln(m) = 2 artanh((m - 1) / (m + 1)); the series has an error of less than 1e-9.
    let t = (rest - one).divide(rest + one);
    let square = t * t;
    let [a, b, c, d, e] = [1.0, 1.0 / 3.0, 1.0 / 5.0, 1.0 / 7.0, 1.0 / 9.0]
        .map(|term: f64| F32x4::splat((term * 2.0 * core::f64::consts::LOG2_E) as f32));
    exponent.to_f32() + t * (a + square * (b + square * (c + square * (d + square * e))))
}

/// Two to the power of `z`, from -126 to 127.
#[inline(always)]
fn exponential(z: F32x4) -> F32x4 {
    let z = z.max(F32x4::splat(-126.0)).min(F32x4::splat(127.0));
    let whole = z.round_small();
    let x = z - whole.to_f32();
    // The series of e^(x ln 2), whose next term is below 6e-9.
    let mut sum = F32x4::splat(SERIES[0]);
    for term in &SERIES[1..] {
        sum = sum * x + F32x4::splat(*term);
    }
    sum.times_power_of_two(whole)
}

/// ln(2)ⁿ / n!, n from 7 to 0.
const SERIES: [f32; 8] = {
    let mut terms = [1.0; 8];
    let (mut term, mut n) = (1.0, 1);
    while n < 8 {
        term *= core::f64::consts::LN_2 / n as f64;
        terms[7 - n] = term as f32;
        n += 1;
    }
    terms
};

/// `x` to the power of a positive exponent; 0 for 0 and below. The relative error is below 2e-7 times the binary logarithm
/// of the result, at least 8e-7. Results are at most 2¹²⁷; that for NaN is unspecified.
#[inline(always)]
pub(crate) fn power(x: F32x4, exponent: f32) -> F32x4 {
    let least = F32x4::splat(LEAST);
    let result = exponential(logarithm(x.max(least)) * F32x4::splat(exponent));
    result.select(F32x4::splat(0.0), x.greater_than(least))
}

/// The sign of `of` with the size of `size`, which is positive.
#[inline(always)]
fn signed(size: F32x4, of: F32x4) -> F32x4 {
    F32x4::from_bits(size.to_bits() | (of.to_bits() & I32x4::splat(i32::MIN)))
}

/// Linear light of sRGB values, IEC 61966-2-1. Beyond 0 to 1, the curve goes on, and it is symmetric around 0, as in CSS
/// Color 4.
#[inline(always)]
pub(crate) fn decode_srgb(value: F32x4) -> F32x4 {
    let size = value.abs();
    let dark = size * F32x4::splat(1.0 / 12.92);
    let bright = power((size + F32x4::splat(0.055)) * F32x4::splat(1.0 / 1.055), 2.4);
    signed(bright.select(dark, size.greater_than(F32x4::splat(0.04045))), value)
}

/// sRGB values of linear light, see [`decode_srgb`].
#[inline(always)]
pub(crate) fn encode_srgb(light: F32x4) -> F32x4 {
    let size = light.abs();
    let dark = size * F32x4::splat(12.92);
    let bright = power(size, 1.0 / 2.4) * F32x4::splat(1.055) - F32x4::splat(0.055);
    signed(bright.select(dark, size.greater_than(F32x4::splat(0.003_130_8))), light)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::srgb;

    fn each(f: impl Fn(F32x4) -> F32x4, x: f64) -> f64 {
        f64::from(f(F32x4::splat(x as f32)).to_array()[0])
    }

    #[test]
    fn powers_are_accurate() {
        for exponent in [0.1f32, 1.0 / 2.4, 0.5, 1.0, 2.2, 2.4, 8.0] {
            for i in 1..20_000 {
                let x = f64::from((f64::from(i) / 5000.0) as f32);
                let exact = x.powf(f64::from(exponent));
                let got = each(|x| power(x, exponent), x);
                let tolerance = 2e-7 * exact.log2().abs().max(4.0);
                assert!((got / exact - 1.0).abs() < tolerance, "{x} to the power of {exponent}: {got}, not {exact}");
            }
            for x in [0.0, -0.0, -1.0, 1e-39] {
                assert_eq!(each(|x| power(x, exponent), x), 0.0, "{x} to the power of {exponent}");
            }
        }
        for x in [1e-30, 1e30, f64::INFINITY, f64::NAN] {
            assert!(!each(|x| power(x, 8.0), x).is_infinite(), "no overflow for {x}");
        }
    }

    #[test]
    fn transfer_functions_are_those_of_srgb() {
        for i in -3000..=3000 {
            let x = f64::from((f64::from(i) / 1000.0) as f32);
            let decoded = srgb::decode(x.abs()).copysign(x);
            let encoded = srgb::encode(x.abs()).copysign(x);
            assert!((each(decode_srgb, x) - decoded).abs() < 2e-6 * decoded.abs().max(0.1), "light of {x}");
            assert!((each(encode_srgb, x) - encoded).abs() < 2e-6 * encoded.abs().max(0.1), "value of {x}");
            assert!(
                (each(|x| encode_srgb(decode_srgb(x)), x) - x).abs() < 3e-6 * x.abs().max(0.1),
                "there and back: {x}"
            );
        }
    }
}
