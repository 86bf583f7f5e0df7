//! Opacity of rows, and premultiplication in both directions.

use core::array::from_fn;

use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16, map_pixels};

/// Copies an RGBA row; returns whether every pixel is opaque.
pub(crate) fn copy_row(from: &[u8], to: &mut [u8]) -> bool {
    let (body, tail) = from.as_chunks::<16>();
    let (to, rest) = to.split_at_mut(from.len() - tail.len());
    let mut all = U8x16::splat(255);
    for (from, to) in body.iter().zip(to.as_chunks_mut::<16>().0) {
        let v = U8x16::load(from);
        all = all & v;
        v.store(to);
    }
    rest[..tail.len()].copy_from_slice(tail);
    let all = all.to_array();
    all.as_chunks::<4>().0.iter().chain(tail.as_chunks::<4>().0).all(|pixel| pixel[3] == 255)
}

/// Returns whether every pixel of an RGBA row is opaque.
pub(crate) fn is_opaque(row: &[u8]) -> bool {
    let (body, tail) = row.as_chunks::<16>();
    let all = body.iter().fold(U8x16::splat(255), |all, bytes| all & U8x16::load(bytes));
    all.alpha().to_array() == [255; 4] && tail.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255)
}

/// Divides unsigned products of two bytes by 255 and rounds to nearest: exact for all 65,536 products.
#[inline(always)]
pub(crate) fn over_255(product: I16x8) -> I16x8 {
    let t = product + I16x8::splat(128);
    (t + t.shift_right_unsigned::<8>()).shift_right_unsigned::<8>()
}

/// Colours times alpha, and alpha times 255, of four pixels: unsigned products of bytes.
#[inline(always)]
pub(crate) fn times_alpha(pixels: U8x16) -> [I16x8; 2] {
    // Every bit of alpha is also a bit of 255.
    let full = I16x8::from_array([0, 0, 0, 255, 0, 0, 0, 255]);
    [pixels.widen_low(), pixels.widen_high()].map(|v| v * (v.broadcast_alpha() | full))
}

/// The colours of four pixels multiplied by alpha, rounded to whole levels.
#[inline(always)]
pub(crate) fn premultiplied(pixels: U8x16) -> U8x16 {
    let [low, high] = times_alpha(pixels).map(over_255);
    I16x8::narrow(low, high)
}

/// Multiplies the colours of an RGBA row by alpha, rounded to whole levels.
pub(crate) fn premultiply(source: &[u8], target: &mut [u8]) {
    map_pixels(Pixels::Into { source, target }, premultiplied);
}

/// Divides the premultiplied colours of four pixels by alpha: the quotient rounded to nearest, half up. Colours above
/// their alpha become 255; where alpha is 0, colours become 0.
#[inline(always)]
pub(crate) fn unpremultiplied(pixels: U8x16) -> U8x16 {
    let colors = pixels.min(pixels.broadcast_alpha());
    let (low, high) = (colors.widen_low(), colors.widen_high());
    let four = [low.widen_low(), low.widen_high(), high.widen_low(), high.widen_high()];
    over_alpha(four, pixels.alpha()).select(pixels, U8x16::splat_pixel([255, 255, 255, 0]))
}

/// Divides the premultiplied colours of an RGBA row by alpha, as [`unpremultiplied`].
pub(crate) fn unpremultiply(row: &mut [u8]) {
    map_pixels(Pixels::InPlace(row), unpremultiplied);
}

/// The channels of four pixels, times 255, divided by `alpha` or by 1, rounded to nearest, half up, and clamped to
/// bytes.
#[inline(always)]
pub(crate) fn over_alpha(pixels: [I32x4; 4], alpha: I32x4) -> U8x16 {
    // One division for four pixels.
    let scales = F32x4::splat(255.0).divide(alpha.to_f32().max(F32x4::splat(1.0))).broadcast_each();
    // Halves are rounded up, not to even: no other quotient of bytes, or of 1/128 levels by 255 levels, is as close to
    // a half.
    let nudge = F32x4::splat(1.0 / 1024.0);
    let [a, b, c, d] = from_fn(|i| (pixels[i].to_f32() * scales[i] + nudge).round_small());
    I32x4::to_clamped_bytes(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dividing_by_255_is_exact() {
        for a in 0..=255u32 {
            for b in 0..=255u32 {
                let product = I16x8::splat((a * b) as u16 as i16);
                let expected = (f64::from(a * b) / 255.0).round() as i16;
                assert_eq!(over_255(product).to_array()[0], expected, "{a} × {b}");
            }
        }
    }

    #[test]
    fn opacity_is_detected_in_body_and_tail() {
        for at in 0..9 {
            let mut row = [255u8; 36];
            assert!(copy_row(&row, &mut [0; 36]) && is_opaque(&row), "opaque");
            row[4 * at + 3] = 254;
            let mut copy = [0; 40];
            assert!(!copy_row(&row, &mut copy), "pixel {at}");
            assert!(!is_opaque(&row), "pixel {at}");
            assert_eq!(copy[..36], row, "copied");
        }
    }

    #[test]
    fn multiplying_and_dividing_by_alpha_are_exact() {
        for alpha in 0..=255u8 {
            let row: Vec<u8> = (0..=255).flat_map(|c| [c, 255 - c, 0, alpha]).collect();
            let mut weighed = row.clone();
            premultiply(&row, &mut weighed);
            let mut divided = row.clone();
            unpremultiply(&mut divided);
            for (i, &c) in row.iter().enumerate() {
                let is_alpha = i % 4 == 3;
                let (c, a) = (u32::from(c), u32::from(alpha));
                let product = (f64::from(c * a) / 255.0).round() as u8;
                let quotient = (2 * c.min(a) * 255 + a).checked_div(2 * a).unwrap_or(0) as u8;
                assert_eq!(weighed[i], if is_alpha { alpha } else { product }, "{c} × {a}");
                assert_eq!(divided[i], if is_alpha { alpha } else { quotient }, "{c} ÷ {a}");
            }
        }
    }
}
