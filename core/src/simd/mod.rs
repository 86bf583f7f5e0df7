//! The only module that names an instruction set.
//!
//! Kernels are written once against the vectors of this module. Under wasm with `simd128`, each operation is one
//! instruction, named in `wasm/`. Elsewhere, `native/` writes it with `fearless_simd`. Every operation is defined lane by
//! lane and to the bit, and tested here against scalars, so a kernel produces the same bytes on every target. The module
//! contains no unsafe code: loads and stores are casts of fixed-size arrays.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod native;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use native::{F32x4, F64x2, I16x8, I32x4, U8x16};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm::{F32x4, F64x2, I16x8, I32x4, U8x16};

mod pixels;

pub use pixels::{Pixels, map_pixels, map_rows, zip_pixels};

#[cfg(test)]
mod tests {
    use super::*;

    /// Values at every saturation and sign boundary.
    const I16: [i16; 8] = [i16::MIN, -32767, -1, 0, 1, 255, 16384, i16::MAX];
    const U8: [u8; 16] = [0, 1, 2, 3, 63, 64, 127, 128, 129, 191, 192, 253, 254, 255, 7, 99];

    fn each_i16(vector: I16x8, expected: impl Fn(i16) -> i64) {
        assert_eq!(vector.to_array().map(i64::from), I16.map(expected), "lanes differ");
    }

    #[test]
    fn arithmetic_is_defined_lane_by_lane() {
        let a = I16x8::from_array(I16);
        let b = I16x8::splat(1000);
        each_i16(a + b, |x| i64::from(x.wrapping_add(1000)));
        each_i16(a - b, |x| i64::from(x.wrapping_sub(1000)));
        each_i16(a * b, |x| i64::from(x.wrapping_mul(1000)));
        each_i16(a.add_saturating(b), |x| i64::from(x.saturating_add(1000)));
        each_i16(a.sub_saturating(b), |x| i64::from(x.saturating_sub(1000)));
        each_i16(a.multiply_q15(b), |x| (i64::from(x) * 1000 + 0x4000) >> 15);
        each_i16(a.shift_right::<3>(), |x| i64::from(x >> 3));
        each_i16(a.shift_left::<3>(), |x| i64::from(x << 3));
        each_i16(a.min(b), |x| i64::from(x.min(1000)));
        each_i16(a.max(b), |x| i64::from(x.max(1000)));
        assert_eq!(I16x8::splat(i16::MIN).multiply_q15(I16x8::splat(i16::MIN)).to_array(), [i16::MAX; 8], "saturates");
    }

    #[test]
    fn double_floats_agree_with_scalars() {
        let (a, b) = (F64x2::from_array([0.1, -3.0]), F64x2::splat(0.7));
        assert_eq!((a + b * a - b).to_array(), [0.1 + 0.7 * 0.1 - 0.7, -3.0 + 0.7 * -3.0 - 0.7], "lane by lane");
        let mut kept = [0.0; 2];
        F64x2::load(&[5.0, 6.0]).store(&mut kept);
        assert_eq!(kept, [5.0, 6.0], "loaded and stored");
        let wide = F32x4::from_array([0.1, -2.5, 1e30, 7.0]).to_f64().map(F64x2::to_array);
        assert_eq!(wide, [[f64::from(0.1_f32), -2.5], [f64::from(1e30_f32), 7.0]], "from narrower floats");
    }

    #[test]
    fn dot_adds_neighbouring_products() {
        let dot = I16x8::from_array(I16).dot(I16x8::from_array([3, -2, 5, 7, 11, 13, -17, 19]));
        let expected = [
            3 * i32::from(I16[0]) - 2 * i32::from(I16[1]),
            5 * i32::from(I16[2]) + 7 * i32::from(I16[3]),
            11 * i32::from(I16[4]) + 13 * i32::from(I16[5]),
            -17 * i32::from(I16[6]) + 19 * i32::from(I16[7]),
        ];
        assert_eq!(dot.to_array(), expected, "pairs are added");
    }

    #[test]
    fn bytes_widen_split_and_narrow_back() {
        let v = U8x16::from_array(U8);
        let expected = U8.map(|byte| byte.abs_diff(100));
        assert_eq!(v.abs_diff(U8x16::splat(100)).to_array(), expected, "absolute differences");
        let expected = U8.map(|byte| byte.saturating_add(100));
        assert_eq!(v.add_saturating(U8x16::splat(100)).to_array(), expected, "sums");
        assert_eq!(
            I16x8::load_bytes(&[0, 1, 2, 3, 127, 128, 254, 255]).to_array(),
            [0, 1, 2, 3, 127, 128, 254, 255],
            "load"
        );
        assert_eq!(I16x8::narrow(v.widen_low(), v.widen_high()).to_array(), U8, "round trip");
        assert_eq!(v.to_lanes().to_array()[..3], [0x0100, 0x0302, 0x403f], "little-endian");
        assert_eq!(v.even().to_array(), [0, 2, 63, 127, 129, 192, 254, 7], "even bytes");
        assert_eq!(v.odd().to_array(), [1, 3, 64, 128, 191, 253, 255, 99], "odd bytes");
        let clamped = I16x8::narrow(I16x8::from_array(I16), I16x8::splat(300)).to_array();
        assert_eq!(clamped[..8], [0, 0, 0, 0, 1, 255, 255, 255], "clamps to bytes");
        assert_eq!(clamped[8..], [255; 8], "clamps to bytes");
        let signed = I16x8::narrow_signed(I16x8::from_array(I16), I16x8::splat(-3)).to_array();
        assert_eq!(
            signed.map(u8::cast_signed)[..9],
            [-128, -128, -1, 0, 1, 127, 127, 127, -3],
            "clamps to signed bytes"
        );
        let words = [[-1, 0, 1, 255], [256, 65535, 65536, i32::MAX], [i32::MIN, -32769, 32767, 32768], [7, 8, 9, 10]];
        let [a, b, c, d] = words.map(I32x4::from_array);
        let expected = words.concat().iter().map(|&v| v.clamp(0, 255) as u8).collect::<Vec<_>>();
        assert_eq!(I32x4::to_clamped_bytes(a, b, c, d).to_array(), *expected, "clamps from words");
    }

    #[test]
    fn planes_interleave_back_to_pixels() {
        let v = U8x16::from_array(U8);
        let (rb, ga) = (v.even(), v.odd());
        let one = |x: I16x8, k: [i16; 8]| x.dot(I16x8::from_array(k));
        let (low, high) = ([1, 0, 1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1, 0, 1]);
        let (r, b, g, a) = (one(rb, low), one(rb, high), one(ga, low), one(ga, high));
        assert_eq!(I16x8::to_pixels(I32x4::pair(r, g), I32x4::pair(b, a)).to_array(), U8, "round trip");
        assert_eq!(I16x8::to_pixels(I32x4::pair(r, g), I32x4::pair_halves(b, ga)).to_array(), U8, "alpha is unchanged");
    }

    #[test]
    fn words_convert_to_floats_and_back() {
        let v = I32x4::from_array([-3, 0, 7, 1 << 20]);
        assert_eq!(v.to_f32().to_array(), [-3.0, 0.0, 7.0, 1_048_576.0], "to float");
        let f = F32x4::from_array([-2.5, 1.5, -3_000_000.0, 4_000_000.0]);
        assert_eq!(f.round_small().to_array(), [-2, 2, -3_000_000, 4_000_000], "ties to even");
        let powers = F32x4::from_array([1.5, -3.0, 0.75, 1.0]).times_power_of_two(I32x4::from_array([4, -1, 0, 20]));
        assert_eq!(powers.to_array(), [24.0, -1.5, 0.75, 1_048_576.0], "powers of two");
        assert_eq!(v.greater_than(I32x4::splat(0)).to_array(), [0, 0, -1, -1], "mask");
        assert_eq!(v.shift_right::<1>().to_array(), [-2, 0, 3, 1 << 19], "arithmetic shift");
        assert_eq!(v.shift_left::<12>().to_array(), [-3 << 12, 0, 7 << 12, 0], "shift left");
    }

    #[test]
    fn floats_are_compared_selected_and_transposed() {
        let a = F32x4::from_array([-1.5, 0.0, 2.0, 3.0]);
        let b = F32x4::from_array([1.0, 0.0, -2.0, 2.5]);
        let mask = a.greater_than(b);
        assert_eq!(mask.to_array(), [0, 0, -1, -1], "mask");
        assert_eq!(a.select(b, mask).to_array(), [1.0, 0.0, 2.0, 3.0], "select");
        assert_eq!(a.abs().to_array(), [1.5, 0.0, 2.0, 3.0], "absolute values");
        assert_eq!(a.reversed().to_array(), [3.0, 2.0, 0.0, -1.5], "the last lane first");
        let rows = [0, 1, 2, 3].map(|y| F32x4::from_array([0, 1, 2, 3].map(|x| (10 * y + x) as f32)));
        let columns = F32x4::transpose(rows).map(F32x4::to_array);
        let expected = [0, 1, 2, 3].map(|x| [0, 1, 2, 3].map(|y| (10 * y + x) as f32));
        assert_eq!(columns, expected, "rows are columns");
    }

    #[test]
    fn lanes_of_pixels_spread_pair_up_and_sum() {
        let v = I16x8::from_array([0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(I16x8::splat(0x1234).to_bytes().to_array()[..4], [0x34, 0x12, 0x34, 0x12], "little-endian");
        assert_eq!(I16x8::from_pixels([0, 1, 2, 3], [4, 5, 6, 7]).to_array(), v.to_array(), "two pixels");
        assert_eq!(v.broadcast_alpha().to_array(), [3, 3, 3, 3, 7, 7, 7, 7], "one alpha per pixel");
        assert_eq!(v.zip_pairs_low().to_array(), [0, 1, 0, 1, 2, 3, 2, 3], "each pair twice");
        assert_eq!(v.zip_pairs_high().to_array(), [4, 5, 4, 5, 6, 7, 6, 7], "each pair twice");
        assert_eq!(v.zip_halves().to_array(), [0, 4, 1, 5, 2, 6, 3, 7], "two interleaved pixels");
        let [a, b, c, d] = [[1, 2, 3, 4], [10, 20, 30, 40], [5, 0, 0, -5], [i32::MAX, 1, 0, 0]].map(I32x4::from_array);
        assert_eq!(a.min(I32x4::splat(2)).max(I32x4::splat(2)).to_array(), [2; 4], "minimum and maximum");
        assert_eq!(c.max(a).to_array(), [5, 2, 3, 4], "maximum");
        assert_eq!(b.broadcast_each().map(I32x4::to_array), [[10; 4], [20; 4], [30; 4], [40; 4]], "each lane");
        let words = I32x4::from_array([0x0002_0001, -1, 7, i32::MIN]);
        assert_eq!(words.to_lanes().to_array(), [1, 2, -1, -1, 7, 0, 0, i16::MIN], "as 16-bit lanes");
        assert_eq!(I16x8::load_low(&[1, -2, 3, -4]).to_array(), [1, -2, 3, -4, 0, 0, 0, 0], "half a vector");
        assert_eq!(I32x4::sums(a, b, c, d).to_array(), [10, 100, 0, i32::MIN], "sums of lanes");
        let (a, b) = (F32x4::from_array([-1.5, 0.0, 2.5, 3.0]), F32x4::from_array([-1.0, 0.0, 2.0, 4.0]));
        assert_eq!(a.floor().to_array(), [-2.0, 0.0, 2.0, 3.0], "floor");
        assert_eq!(a.abs().to_array(), [1.5, 0.0, 2.5, 3.0], "abs");
        assert_eq!(a.less_than(b).to_array(), [-1, 0, 0, -1], "less than");
        assert_eq!(a.select(b, a.less_than(b)).to_array(), [-1.5, 0.0, 2.0, 3.0], "the smaller values");
        let four = F32x4::from_array([0.0, 1.0, 2.0, 3.0]).broadcast_each();
        assert_eq!(four.map(F32x4::to_array), [[0.0; 4], [1.0; 4], [2.0; 4], [3.0; 4]], "each lane");
        let low = I16x8::from_array([0, 1, 2, -3, 4, 5, 6, 7]);
        assert_eq!(I32x4::alphas(low, v).to_array(), [-3, 7, 3, 7], "alpha of four pixels");
    }

    #[test]
    fn pixels_reverse_and_select() {
        let v = U8x16::from_array(U8);
        assert_eq!(v.alpha().to_array(), [3, 128, 253, 99], "alpha");
        assert_eq!(v.to_words().to_array()[..2], [0x0302_0100, 0x807f_403f_u32.cast_signed()], "pixels as words");
        assert_eq!(v.broadcast_alpha().to_array()[2..6], [3, 3, 128, 128], "one alpha per pixel");
        let other = U8x16::splat(9);
        assert_eq!(v.zip_low(other).to_array()[12..], [127, 9, 128, 9], "interleaved bytes");
        assert_eq!(v.zip_high(other).to_array()[12..], [7, 9, 99, 9], "interleaved bytes");
        assert_eq!(v.zip_halves().to_array()[..4], [0, 129, 1, 191], "interleaved halves");
        let [first, second] = [U8, U8.map(|byte| !byte)].map(|bytes| bytes.as_chunks::<4>().0.to_vec());
        let (a, b) = (v, U8x16::from_array(U8.map(|byte| !byte)));
        assert_eq!(a.even_pixels(b).to_array(), *[first[0], first[2], second[0], second[2]].concat(), "even pixels");
        assert_eq!(a.odd_pixels(b).to_array(), *[first[1], first[3], second[1], second[3]].concat(), "odd pixels");
        assert_eq!(a.skip::<12>(b).to_array(), *[first[3], second[0], second[1], second[2]].concat(), "three pixels");
        assert_eq!(
            v.swap_red_blue().to_array(),
            core::array::from_fn(|i| U8[if i % 2 == 0 { i ^ 2 } else { i }]),
            "BGRA"
        );
        let r = v.reverse_pixels().to_array();
        assert_eq!(r[..4], U8[12..], "last pixel comes first");
        assert_eq!(v.reverse().to_array()[0], U8[15], "last byte comes first");
        let mask = U8x16::splat_pixel([255, 255, 255, 0]);
        assert_eq!(v.select(U8x16::splat(9), mask).to_array()[..4], [0, 1, 2, 9], "bit select");
        assert_eq!((v ^ mask).to_array()[..4], [255, 254, 253, 3], "xor");
    }

    #[test]
    fn q15_products_agree_with_scalars() {
        let mut state = 1u32;
        for _ in 0..20_000 {
            let lanes = [0; 16].map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // One lane in four is at the end of the range.
                if state >> 30 == 0 { I16[(state >> 20) as usize % 8] } else { (state >> 8) as i16 }
            });
            let (a, b) = (lanes.first_chunk::<8>().unwrap(), lanes.last_chunk::<8>().unwrap());
            let product = |i: usize| ((i32::from(a[i]) * i32::from(b[i]) + 0x4000) >> 15).min(32767) as i16;
            let got = I16x8::load(a).multiply_q15(I16x8::load(b)).to_array();
            assert_eq!(got, core::array::from_fn(product), "{a:?} × {b:?}");
        }
    }

    #[test]
    fn every_lane_is_clamped_to_bytes() {
        for start in (i32::from(i16::MIN)..=i32::from(i16::MAX)).step_by(16) {
            let lanes: [i16; 16] = core::array::from_fn(|i| (start + i as i32) as i16);
            let [low, high] = [0, 8].map(|i| I16x8::load(lanes[i..].first_chunk().unwrap()));
            assert_eq!(I16x8::narrow(low, high).to_array(), lanes.map(|v| v.clamp(0, 255) as u8), "{start}");
            let signed = lanes.map(|v| v.clamp(-128, 127) as u8);
            assert_eq!(I16x8::narrow_signed(low, high).to_array(), signed, "{start}");
            // A shift before the clamping, which compilers like to merge with it.
            let shifted = I16x8::narrow(low.shift_right::<2>(), high.shift_right::<2>()).to_array();
            assert_eq!(shifted, lanes.map(|v| (v >> 2).clamp(0, 255) as u8), "{start}");
        }
    }

    #[test]
    fn floor_minimum_and_maximum_agree_to_the_bit() {
        let large = 8_388_608.0;
        let values = [
            [0.0, -0.0, 0.5, -0.5],
            [1.0, -1.0, 0.999_999_94, -0.000_000_1],
            [large - 0.5, 0.5 - large, large, -large],
            [2.5e9, -2.5e9, f32::INFINITY, f32::NEG_INFINITY],
            [f32::MIN_POSITIVE, -f32::MIN_POSITIVE, 1e-45, -1e-45],
            [-7.25, 7.75, -8_388_607.5, 4_194_303.8],
        ];
        let bits = |v: F32x4| v.to_array().map(f32::to_bits);
        for lanes in values {
            assert_eq!(bits(F32x4::load(&lanes).floor()), lanes.map(|x| x.floor().to_bits()), "{lanes:?}");
            for others in values {
                let (a, b) = (F32x4::load(&lanes), F32x4::load(&others));
                let least = core::array::from_fn(|i| if others[i] < lanes[i] { others[i] } else { lanes[i] }.to_bits());
                let most = core::array::from_fn(|i| if lanes[i] < others[i] { others[i] } else { lanes[i] }.to_bits());
                assert_eq!((bits(a.min(b)), bits(a.max(b))), (least, most), "{lanes:?} and {others:?}");
            }
        }
        assert!(F32x4::splat(f32::NAN).floor().to_array()[0].is_nan(), "NaN");
    }

    #[test]
    fn bytes_and_pixels_move() {
        let (v, other) = (U8x16::from_array(U8), U8x16::from_array(U8.map(|b| b ^ 0x55)));
        let (a, b) = (v.to_array(), other.to_array());
        let both = |order: [usize; 16]| order.map(|i| if i < 16 { a[i] } else { b[i - 16] });
        let each = |f: fn(u8, u8) -> u8| -> [u8; 16] { core::array::from_fn(|i| f(a[i], b[i])) };
        assert_eq!(v.min(other).to_array(), each(u8::min), "minimum");
        assert_eq!(v.max(other).to_array(), each(u8::max), "maximum");
        assert_eq!(v.at_least(other).to_array(), each(|a, b| if a >= b { 255 } else { 0 }), "at least");
        assert_eq!((v & other).to_array(), each(|a, b| a & b), "and");
        assert_eq!((v | other).to_array(), each(|a, b| a | b), "or");
        assert_eq!(v.broadcast_alpha().to_array(), core::array::from_fn(|i| a[i | 3]), "alpha");
        assert_eq!(v.reverse().to_array(), core::array::from_fn(|i| a[15 - i]), "reversed");
        let pixels = |places: [usize; 4]| both(core::array::from_fn(|i| 4 * places[i / 4] + i % 4));
        assert_eq!(v.zip_pixels_low(other).to_array(), pixels([0, 4, 1, 5]), "first pixels");
        assert_eq!(v.zip_pixels_high(other).to_array(), pixels([2, 6, 3, 7]), "last pixels");
        assert_eq!(v.join_low(other).to_array(), pixels([0, 1, 4, 5]), "first pairs");
        assert_eq!(v.join_high(other).to_array(), pixels([2, 3, 6, 7]), "last pairs");
        let skipped = |bytes: usize| both(core::array::from_fn(|i| i + bytes));
        assert_eq!(v.skip::<1>(other).to_array(), skipped(1), "one byte");
        assert_eq!(v.skip::<2>(other).to_array(), skipped(2), "two bytes");
        assert_eq!(v.skip::<4>(other).to_array(), skipped(4), "a pixel");
        assert_eq!(v.skip::<8>(other).to_array(), skipped(8), "two pixels");
    }

    #[test]
    fn lanes_move_shift_and_widen() {
        let (a, b) = (I16x8::from_array(I16), I16x8::from_array([10, 11, 12, 13, 14, 15, 16, 17]));
        assert_eq!(a.zip_low(b).to_array(), [i16::MIN, 10, -32767, 11, -1, 12, 0, 13], "first lanes");
        assert_eq!(a.zip_high(b).to_array(), [1, 14, 255, 15, 16384, 16, i16::MAX, 17], "last lanes");
        assert_eq!(a.widen_low().to_array(), [-32768, -32767, -1, 0], "first lanes");
        assert_eq!(a.widen_high().to_array(), [1, 255, 16384, 32767], "last lanes");
        each_i16(a.shift_right_unsigned::<4>(), |x| i64::from(x.cast_unsigned() >> 4));
        each_i16(a.shift_right_by(5), |x| i64::from(x >> 5));
        each_i16((a & b) | a, i64::from);
        let lanes = [i32::MIN, -70_000, 70_000, i32::MAX];
        let (v, w) = (I32x4::from_array(lanes), I32x4::from_array([7, -3, 65_537, 2]));
        let both = |f: fn(i32, i32) -> i32| -> [i32; 4] { core::array::from_fn(|i| f(lanes[i], w.to_array()[i])) };
        assert_eq!((v * w).to_array(), both(i32::wrapping_mul), "product");
        assert_eq!((v + w).to_array(), both(i32::wrapping_add), "sum");
        assert_eq!((v - w).to_array(), both(i32::wrapping_sub), "difference");
        assert_eq!(((v & w) ^ (v | w)).to_array(), both(|a, b| a ^ b), "bits");
        assert_eq!(v.shift_right_unsigned::<3>().to_array(), lanes.map(|x| (x.cast_unsigned() >> 3).cast_signed()));
        assert_eq!(v.shift_right_by(9).to_array(), lanes.map(|x| x >> 9), "by a variable");
        assert_eq!(I32x4::narrow(v, w).to_array(), [i16::MIN, i16::MIN, i16::MAX, i16::MAX, 7, -3, i16::MAX, 2]);
        assert_eq!(v.to_bytes().to_words().to_array(), lanes, "as bytes and back");
        let halves = I32x4::pair_halves(w, a).to_array();
        assert_eq!(halves, [7, -32767, -3, 0, 1, 255, 2, i16::MAX], "low halves, and every second lane");
    }

    #[test]
    fn floats_move_and_divide() {
        let (a, b) = (F32x4::from_array([1.0, 2.0, 3.0, 4.0]), F32x4::from_array([5.0, 6.0, 7.0, 9.0]));
        assert_eq!(a.even(b).to_array(), [1.0, 3.0, 5.0, 7.0], "even");
        assert_eq!(a.odd(b).to_array(), [2.0, 4.0, 6.0, 9.0], "odd");
        assert_eq!(a.zip_low(b).to_array(), [1.0, 5.0, 2.0, 6.0], "first lanes");
        assert_eq!(a.zip_high(b).to_array(), [3.0, 7.0, 4.0, 9.0], "last lanes");
        assert_eq!(a.divide(b).to_array(), [1.0 / 5.0, 2.0 / 6.0, 3.0 / 7.0, 4.0 / 9.0], "quotient");
        assert_eq!(b.square_root().to_array(), [5.0_f32, 6.0, 7.0, 9.0].map(f32::sqrt), "square root");
        assert_eq!(((a + b) * a - b).to_array(), [1.0, 10.0, 23.0, 43.0], "arithmetic");
    }
}
