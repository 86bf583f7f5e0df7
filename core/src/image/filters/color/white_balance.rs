//! `whiteBalance`: corrects for the colour of the light.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::kernels::Point;
use crate::memory::zeroed;
use crate::math::srgb::decode;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, decode_srgb, encode_srgb, planes};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
#[cfg(feature = "float")]
use crate::simd::F32x4;
use crate::simd::{I32x4, Pixels};

crate::filter! {
    /// Corrects for the colour of the light, so that its white becomes neutral. A higher temperature makes the frame
    /// warmer, more tint makes it more magenta. Alpha is unchanged.
    ///
    /// The white of the light is on the Planckian locus at `temperature`, moved by `tint` / 3000 towards green, at a
    /// right angle in CIE 1960 (u, v), as in Adobe's DNG SDK. It is adapted to the white at 6500 K and tint 0 by von
    /// Kries' transform with Bradford's matrix (Lam 1985), which is one 3 × 3 matrix for linear sRGB (IEC 61966-2-1).
    /// The locus is Krystek's approximation (1985), within 0.0001 in u and v. Channels are decoded to light, multiplied
    /// by the matrix, clamped and encoded. Light has 14 bits, so results are within 0.8 of a level of the formula. Some
    /// combinations of low temperature and strong tint aren't a physical light: responses of cones to the light below
    /// 1/25 are replaced by 1/25.
    pub struct WhiteBalance: "whiteBalance" in "color" version 1 on color {
        /// Temperature of the light in which the picture was taken, in kelvins; 6500 with tint 0 leaves the frame
        /// unchanged.
        temperature: f64 = Kind::Number(Number::new(6500.0, 2000.0, 15000.0).typical(2500.0, 12000.0).step(10.0)),
        /// Green cast of the light; negative values are a magenta cast, 0 is none.
        tint: f64 = Kind::Number(Number::new(0.0, -150.0, 150.0).step(1.0)),
    }
}

type Rows = [[f64; 3]; 3];

/// From linear sRGB to XYZ (IEC 61966-2-1).
const TO_XYZ: Rows = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]];
/// From XYZ to the responses of Bradford's cones.
const TO_CONES: Rows = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];

/// The lower limit of a cone's response to the light. For lights on the locus, from 2000 K on, responses are at least
/// 0.13.
const LEAST_RESPONSE: f64 = 0.04;

/// Temperature of the frame's white.
const NEUTRAL: f64 = 6500.0;

fn product(a: &Rows, b: &Rows) -> Rows {
    core::array::from_fn(|i| core::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
}

/// Returns the inverse, by Cramer's rule.
fn inverse(m: &Rows) -> Rows {
    let minor = |i: usize, j: usize| {
        let at = |di: usize, dj: usize| m[(i + di) % 3][(j + dj) % 3];
        at(1, 1) * at(2, 2) - at(1, 2) * at(2, 1)
    };
    let determinant: f64 = (0..3).map(|j| m[0][j] * minor(0, j)).sum();
    core::array::from_fn(|i| core::array::from_fn(|j| minor(j, i) / determinant))
}

/// Returns a quotient of two polynomials of the second degree, and its derivative.
fn quotient([a, b, c]: [f64; 3], [d, e]: [f64; 2], t: f64) -> [f64; 2] {
    let (above, below) = (a + t * (b + t * c), 1.0 + t * (d + t * e));
    [above / below, ((b + 2.0 * c * t) * below - above * (d + 2.0 * e * t)) / (below * below)]
}

/// Returns XYZ of a white with Y = 1: on the Planckian locus, moved by `off` towards green.
fn white(temperature: f64, off: f64) -> [f64; 3] {
    let above = [0.860_117_757, 1.541_182_54e-4, 1.286_412_12e-7];
    let [u, du] = quotient(above, [8.424_202_35e-4, 7.081_451_63e-7], temperature);
    let above = [0.317_398_726, 4.228_062_45e-5, 4.204_816_91e-8];
    let [v, dv] = quotient(above, [-2.897_418_16e-5, 1.614_560_53e-7], temperature);
    // With rising temperature u and v fall; the side with the larger v is the green side.
    let length = (du * du + dv * dv).sqrt();
    let (u, v) = (u + off * dv / length, v - off * du / length);
    let (x, y) = (3.0 * u, 2.0 * v);
    let z = 2.0 * u - 8.0 * v + 4.0 - x - y;
    [x / y, 1.0, z / y]
}

impl WhiteBalance {
    /// Returns the matrix for linear sRGB.
    fn rows(&self) -> Rows {
        let to_cones = product(&TO_CONES, &TO_XYZ);
        let response = |[x, y, z]: [f64; 3]| TO_CONES.map(|row| row[0] * x + row[1] * y + row[2] * z);
        let (from, to) = (response(white(self.temperature, self.tint / 3000.0)), response(white(NEUTRAL, 0.0)));
        let adapted = core::array::from_fn(|i| to_cones[i].map(|weight| weight * to[i] / from[i].max(LEAST_RESPONSE)));
        product(&inverse(&to_cones), &adapted)
    }
}

/// Number of bits of light.
const BITS: u32 = 14;
/// Full light.
const FULL: i32 = 1 << BITS;

impl Operate for WhiteBalance {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        if self.temperature == NEUTRAL && self.tint == 0.0 {
            return Ok(Operation::Identity);
        }
        let rows = self.rows();
        let lights: [f64; 256] = core::array::from_fn(|value| decode(value as f64 / 255.0) * f64::from(FULL));
        let mut shares = zeroed(3 * 256)?;
        for (i, share) in shares.iter_mut().enumerate() {
            let light = lights[i % 256];
            // The largest weights are below 64, so sums fit easily into a lane.
            *share = [0, 1, 2, 3].map(|to| rows.get(to).map_or(0, |row| (row[i / 256] * light).round() as i32));
        }
        let mut values = zeroed(FULL as usize + 1)?;
        let mut start = 0;
        for value in 0..=u8::MAX {
            // Up to the light half-way to the next value.
            let end = (decode((f64::from(value) + 0.5) / 255.0) * f64::from(FULL)).ceil() as usize;
            let end = if value == u8::MAX { values.len() } else { end.min(values.len()) };
            values[start..end].fill(value);
            start = end;
        }
        Ok(Operation::Point(Box::new(Kernel { shares, values })))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        if self.temperature == NEUTRAL && self.tint == 0.0 {
            return Ok(Some(FloatOperation::Identity));
        }
        let rows = self.rows().map(|row| row.map(|weight| F32x4::splat(weight as f32)));
        Ok(Some(planes(move |[r, g, b, a]| {
            let [r, g, b] = [r, g, b].map(decode_srgb);
            let [r, g, b] = rows.map(|row| encode_srgb(row[0] * r + row[1] * g + row[2] * b));
            [r, g, b, a]
        })))
    }
}

/// The matrix as a sum of one table entry for each of red, green and blue; the tables include decoding.
#[derive(Debug)]
struct Kernel {
    /// For each value of red, then green, then blue: the terms that it adds to the light of the three channels.
    shares: Vec<[i32; 4]>,
    /// The encoded value for each light.
    values: Vec<u8>,
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        let (Some((red, rest)), Some(values)) = (self.shares.split_first_chunk::<256>(), self.values.first_chunk()) else {
            return;
        };
        let Some((green, blue)) = rest.split_first_chunk::<256>() else { return };
        let Some(blue) = blue.first_chunk::<256>() else { return };
        let values: &[u8; FULL as usize + 1] = values;
        let (zero, full) = (I32x4::splat(0), I32x4::splat(FULL));
        for pixel in rows.kept().as_chunks_mut::<4>().0 {
            let share = |table: &[[i32; 4]; 256], value: u8| I32x4::load(&table[usize::from(value)]);
            let [r, g, b, _] = *pixel;
            let light = (share(red, r) + share(green, g) + share(blue, b)).max(zero).min(full);
            let [r, g, b, _] = light.to_array();
            let value = |light: i32| values.get(light as usize).copied().unwrap_or_default();
            [pixel[0], pixel[1], pixel[2]] = [value(r), value(g), value(b)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{check_pixels, compare, golden, run};
    use crate::image::frame::{Format, Frame};

    fn light(v: f64) -> f64 {
        if v <= 0.04045 { v / 12.92 } else { (((v + 0.055) / 1.055).ln() * 2.4).exp() }
    }

    fn value(light: f64) -> f64 {
        if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * (light.ln() / 2.4).exp() - 0.055 }
    }

    #[test]
    fn agrees_with_the_matrix_in_linear_light() {
        for (temperature, tint) in [(6500.0, 0.0), (2000.0, 150.0), (3200.0, 20.0), (5000.0, -150.0), (15000.0, 150.0)] {
            let filter = WhiteBalance { temperature, tint };
            let rows = filter.rows();
            check_pixels(&filter, |[r, g, b, a]| {
                let [r, g, b] = [light(r), light(g), light(b)];
                let [r, g, b] = rows.map(|row| value(row[0] * r + row[1] * g + row[2] * b));
                [r, g, b, a]
            });
        }
    }

    #[test]
    fn weights_fit_into_a_lane() {
        for temperature in (2000..=15000).step_by(100).map(f64::from) {
            for tint in (-150..=150).step_by(10).map(f64::from) {
                let rows = WhiteBalance { temperature, tint }.rows();
                let largest = rows.as_flattened().iter().map(|weight| weight.abs()).fold(0.0, f64::max);
                assert!(largest < 64.0 && rows[2][2] > 0.0, "{temperature} K, {tint}: {rows:?}");
            }
        }
    }

    #[test]
    fn whites_become_neutral() {
        let near = |a: f64, b: f64, tolerance: f64| assert!((a - b).abs() < tolerance, "{a} and {b}");
        // Illuminant A, and the temperature of D65, by the CIE.
        for (temperature, x, y) in [(2856.0, 0.4476, 0.4074), (6504.0, 0.3135, 0.3237)] {
            let white = white(temperature, 0.0);
            let sum: f64 = white.iter().sum();
            near(white[0] / sum, x, 0.0005);
            near(white[1] / sum, y, 0.0005);
        }
        let rows = WhiteBalance { temperature: NEUTRAL, tint: 0.0 }.rows();
        for (i, j) in (0..3).flat_map(|i| (0..3).map(move |j| (i, j))) {
            near(rows[i][j], if i == j { 1.0 } else { 0.0 }, 1e-12);
        }
    }

    #[test]
    fn agrees_with_colour_science() {
        let vectors = golden(include_str!("../../../../tests/golden/white_balance.txt"));
        let ((_, colors), cases) = vectors.split_first().unwrap();
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba, colors.len() as u32 / 3, 1).unwrap()).unwrap();
        let with_alpha = |numbers: &[f64]| -> Vec<u8> {
            let pixel = |&[r, g, b]: &[f64; 3]| [r, g, b, 9.0].map(|c| c.round() as u8);
            numbers.as_chunks::<3>().0.iter().flat_map(pixel).collect()
        };
        frame.bytes_mut().copy_from_slice(&with_alpha(colors));
        for [(_, numbers), (_, expected)] in cases.as_chunks::<2>().0 {
            let filter = WhiteBalance { temperature: numbers[0], tint: numbers[1] };
            compare(&format!("{filter:?}"), run(&filter, &frame).bytes(), &with_alpha(expected), 1);
        }
        assert_eq!(cases.len(), 2 * 6, "number of golden cases");
    }
}
