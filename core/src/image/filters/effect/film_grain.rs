//! `filmGrain`: noise like the grain of film.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::luma::luma;
use crate::image::kernels::Point;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout};
use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16, map_rows};

crate::filter! {
    /// Adds grain: noise that depends only on seed, position and luma, so it is reproducible. Alpha is unchanged.
    ///
    /// Each colour becomes `v + 255 * amount * (1 - midtones * (1 - 4 l (1 - l))) * n`, rounded and clamped, where `l`
    /// is the luma of BT.601 in whole levels, from 0 to 1: `midtones` keeps black and white clean. The noise `n` has a
    /// mean of 0 and a standard deviation of 1: `(s - 510) / 147.8`, where `s` is the sum of the four bytes of
    /// `hash(x + hash(y + hash(3 seed + c)))`. Its distribution is nearly normal. The hash is Wellons' 32-bit hash
    /// ("Prospecting for Hash Functions", 2018), `lowbias32`; `c` is the channel, or 0 if the grain is monochrome.
    ///
    /// With a `size` above 1, the noise is defined at the points of a lattice, `size` pixels apart, and interpolated
    /// linearly between them. With `u = x / size - floor(x / size)`, the points before and after are weighted by
    /// `1 - u` and `u`, both divided by `sqrt((1 - u)² + u²)`, and columns likewise, so that the deviation is 1
    /// everywhere.
    pub struct FilmGrain: "filmGrain" in "effect" version 1 on color and gray {
        /// Standard deviation of the grain, as a part of the full range; 0 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(0.08, 0.0, 1.0).typical(0.0, 0.3).unit(Unit::Factor)),
        /// Restriction of the grain to middle tones; 0 gives all tones the same grain, 1 leaves black and white clean.
        midtones: f64 = Kind::Number(Number::new(0.7, 0.0, 1.0).unit(Unit::Factor)),
        /// Size of a grain.
        size: f64 = Kind::Number(Number::new(1.0, 1.0, 64.0).typical(1.0, 8.0).step(0.1).unit(Unit::Pixels)),
        /// Whether red, green and blue have the same grain.
        monochrome: bool = Kind::Boolean(true),
        /// Seed of the noise; use another seed for each frame of a film.
        seed: i32 = Kind::Integer(Number::new(1.0, 0.0, 1_000_000.0).typical(0.0, 1000.0).step(1.0)),
    }
}

/// Standard deviation of the sum of four bytes: `sqrt(4 (256² - 1) / 12)`.
const DEVIATION: f64 = 147.8;

impl Operate for FilmGrain {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.amount == 0.0 {
            return Ok(Operation::Identity);
        }
        let most = 255.0 * self.amount / DEVIATION;
        let bend = 4.0 * self.midtones * most / 255.0;
        let seed = self.seed.unsigned_abs().wrapping_mul(3);
        Ok(Operation::Point(Box::new(Kernel {
            row_bytes: input.width() as usize * input.pixel_bytes(),
            format: input.format(),
            monochrome: self.monochrome,
            size: self.size,
            seeds: [0, 1, 2].map(|channel| hash(seed.wrapping_add(channel))),
            response: [most * (1.0 - self.midtones), bend, -bend / 255.0].map(|number| number as f32),
        })))
    }
}

fn hash(mut n: u32) -> u32 {
    n = (n ^ (n >> 16)).wrapping_mul(0x7feb_352d);
    n = (n ^ (n >> 15)).wrapping_mul(0x846c_a68b);
    n ^ (n >> 16)
}

/// The same function for four values.
#[inline(always)]
fn hash4(n: I32x4) -> I32x4 {
    let n = (n ^ n.shift_right_unsigned::<16>()) * I32x4::splat(0x7feb_352d);
    let n = (n ^ n.shift_right_unsigned::<15>()) * I32x4::splat(0x846c_a68b_u32.cast_signed());
    n ^ n.shift_right_unsigned::<16>()
}

#[derive(Debug)]
struct Kernel {
    row_bytes: usize,
    format: RowFormat,
    monochrome: bool,
    size: f64,
    /// A hash for each channel.
    seeds: [u32; 3],
    /// The factor of the noise: a polynomial of luma in levels.
    response: [f32; 3],
}

impl Kernel {
    /// The strength of the grain.
    #[inline(always)]
    fn strength(&self, luma: I32x4) -> F32x4 {
        let [constant, linear, square] = self.response.map(F32x4::splat);
        let luma = luma.to_f32();
        (square * luma + linear) * luma + constant
    }
}

/// The noise of four points of a lattice, before the division by its deviation.
#[inline(always)]
fn noise(columns: I32x4, row: u32) -> F32x4 {
    let bytes = hash4(columns + I32x4::splat(row.cast_signed()));
    // Even and odd bytes are added in 16-bit lanes, then the two lanes of a pixel.
    let mask = I32x4::splat(0x00ff_00ff);
    let pairs = (bytes & mask) + (bytes.shift_right_unsigned::<8>() & mask);
    (pairs.to_lanes().dot(I16x8::splat(1)) - I32x4::splat(510)).to_f32()
}

/// A row of grain of one channel.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Hashes of the lattice rows before and after the row, and their weights.
    keys: [u32; 2],
    weights: [f32; 2],
    /// Number of lattice points per pixel.
    scale: f32,
}

impl Row {
    /// The grain added to four pixels from column `x` on.
    #[inline(always)]
    fn grain(&self, x: usize, strength: F32x4) -> I32x4 {
        let columns = I32x4::splat(x as i32) + I32x4::from_array([0, 1, 2, 3]);
        let noise = if self.scale == 1.0 { noise(columns, self.keys[0]) } else { self.coarse(columns) };
        (noise * strength).round_small()
    }

    #[inline(never)]
    fn coarse(&self, columns: I32x4) -> F32x4 {
        let places = columns.to_f32() * F32x4::splat(self.scale);
        let whole = places.floor();
        let (columns, right) = (whole.round_small(), places - whole);
        let left = F32x4::splat(1.0) - right;
        let deviation = (left * left + right * right).square_root();
        let [upper, lower] = [0, 1].map(|i| {
            let next = noise(columns + I32x4::splat(1), self.keys[i]);
            (noise(columns, self.keys[i]) * left + next * right) * F32x4::splat(self.weights[i])
        });
        (upper + lower).divide(deviation)
    }
}

impl Kernel {
    fn row(&self, channel: usize, y: usize) -> Row {
        let place = y as f64 / self.size;
        let before = place as u32;
        let (upper, lower) = (1.0 - place.fract(), place.fract());
        let deviation = (upper * upper + lower * lower).sqrt();
        Row {
            keys: [before, before + 1].map(|row| hash(self.seeds[channel].wrapping_add(row))),
            weights: [upper, lower].map(|weight| (weight / deviation) as f32),
            scale: (1.0 / self.size) as f32,
        }
    }
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, first_row: usize) {
        let row = |channel: usize, y: usize| self.row(channel, first_row + y);
        match (self.format, self.monochrome) {
            (RowFormat::Gray8, _) => map_rows(rows, self.row_bytes, |y| {
                let row = row(0, y);
                move |start, v: U8x16| {
                    let (low, high) = (v.widen_low(), v.widen_high());
                    let four = |i: usize, luma: I32x4| row.grain(start + 4 * i, self.strength(luma));
                    let add = |i: usize, half: I16x8| {
                        half + I32x4::narrow(four(i, half.widen_low()), four(i + 1, half.widen_high()))
                    };
                    I16x8::narrow(add(0, low), add(2, high))
                }
            }),
            (RowFormat::Rgba8, true) => map_rows(rows, self.row_bytes, |y| {
                let row = row(0, y);
                let colors = I16x8::from_pixels([-1, -1, -1, 0], [-1, -1, -1, 0]);
                move |start, v: U8x16| {
                    let grain = row.grain(start / 4, self.strength(luma(v)));
                    let pairs = I32x4::pair(grain, grain);
                    let low = v.widen_low() + (pairs.zip_pairs_low() & colors);
                    I16x8::narrow(low, v.widen_high() + (pairs.zip_pairs_high() & colors))
                }
            }),
            (RowFormat::Rgba8, false) => map_rows(rows, self.row_bytes, |y| {
                let rows = [row(0, y), row(1, y), row(2, y)];
                move |start, v: U8x16| {
                    let strength = self.strength(luma(v));
                    let [red, green, blue] = rows.map(|row| row.grain(start / 4, strength));
                    let red_blue = v.even() + I32x4::pair(red, blue);
                    let green_alpha = v.odd() + I32x4::pair(green, I32x4::splat(0));
                    // Even and odd bytes, as above.
                    I16x8::narrow(red_blue, red_blue).zip_low(I16x8::narrow(green_alpha, green_alpha))
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::testing::{SIDES, compare, noise, run};

    /// Wellons' function, as published.
    fn lowbias32(mut x: u32) -> u32 {
        x ^= x >> 16;
        x = x.wrapping_mul(0x7feb_352d);
        x ^= x >> 15;
        x = x.wrapping_mul(0x846c_a68b);
        x ^= x >> 16;
        x
    }

    #[test]
    fn agrees_with_the_formula() {
        for (width, height) in SIDES {
            for format in [Format::Rgba, Format::Gray8] {
                for (amount, midtones, size, monochrome, seed) in [
                    (0.08, 0.7, 1.0, true, 1),
                    (1.0, 0.0, 1.0, false, 0),
                    (0.3, 1.0, 1.0, false, 1_000_000),
                    (0.02, 0.3, 1.0, true, 77),
                    (0.5, 0.2, 2.5, true, 3),
                    (0.3, 0.0, 1.01, false, 4),
                    (0.2, 0.5, 64.0, false, 5),
                ]
                {
                    let source = noise(format, width, height, false, 13);
                    let p = source.layout().rows().unwrap().pixel_bytes();
                    let expected: Vec<u8> = source
                        .bytes()
                        .iter()
                        .enumerate()
                        .map(|(i, &byte)| {
                            let (x, y, c) = (i / p % width as usize, i / p / width as usize, i % p);
                            let pixel = &source.bytes()[i / p * p..][..p];
                            let luma = match *pixel {
                                [r, g, b, _] => {
                                    ((4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14) as u8
                                }
                                _ => byte,
                            };
                            if c == 3 {
                                return byte;
                            }
                            let channel = if monochrome { 0 } else { c as u32 };
                            let key = lowbias32(3 * seed as u32 + channel);
                            let at = |x: u32, y: u32| {
                                let bits = lowbias32(x.wrapping_add(lowbias32(y.wrapping_add(key))));
                                let sum: u32 = bits.to_le_bytes().into_iter().map(u32::from).sum();
                                (f64::from(sum) - 510.0) / 147.8
                            };
                            let (u, v) = (x as f64 / size, y as f64 / size);
                            let (left, upper) = (u.floor() as u32, v.floor() as u32);
                            let (u, v) = (u.fract(), v.fract());
                            let n = ((at(left, upper) * (1.0 - u) + at(left + 1, upper) * u) * (1.0 - v)
                                + (at(left, upper + 1) * (1.0 - u) + at(left + 1, upper + 1) * u) * v)
                                / ((1.0 - u).hypot(u) * (1.0 - v).hypot(v));
                            let l = f64::from(luma) / 255.0;
                            let response = 1.0 - midtones * (1.0 - 4.0 * l * (1.0 - l));
                            (f64::from(byte) + 255.0 * amount * response * n).round().clamp(0.0, 255.0) as u8
                        })
                        .collect();
                    let filter = FilmGrain { amount, midtones, size, monochrome, seed };
                    let what = format!("{filter:?} {format:?} {width}×{height}");
                    compare(&what, run(&filter, &source).bytes(), &expected, 1);
                }
            }
        }
    }

    #[test]
    fn the_noise_has_the_requested_deviation() {
        let mut frame = crate::image::frame::Frame::new(FrameLayout::new(Format::Rgba, 256, 256).unwrap()).unwrap();
        frame.bytes_mut().fill(128);
        let filter = FilmGrain { amount: 0.1, midtones: 0.5, size: 1.0, monochrome: false, seed: 5 };
        let result = run(&filter, &frame);
        let channel =
            |c: usize| result.bytes().iter().skip(c).step_by(4).map(|&v| f64::from(v) - 128.0).collect::<Vec<_>>();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64;
        let [red, green, blue] = [channel(0), channel(1), channel(2)];
        for (name, values) in [("red", &red), ("green", &green), ("blue", &blue)] {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            assert!(mean.abs() < 0.5, "{name}: mean {mean}");
            let deviation = product(values, values).sqrt();
            assert!((deviation - 25.5).abs() < 0.4, "{name}: deviation {deviation}");
            // Neighbouring pixels and rows are independent.
            for apart in [1, 2, 255, 256, 257] {
                let correlation = product(&values[apart..], values) / deviation.powi(2);
                assert!(correlation.abs() < 0.02, "{name}: {correlation} with the pixel {apart} on");
            }
        }
        assert!((product(&red, &green) / 650.0).abs() < 0.02, "channels are independent");
        assert!((product(&blue, &green) / 650.0).abs() < 0.02, "channels are independent");
    }

    #[test]
    fn grains_have_the_requested_size_and_deviation() {
        let mut frame = crate::image::frame::Frame::new(FrameLayout::new(Format::Gray8, 512, 512).unwrap()).unwrap();
        frame.bytes_mut().fill(128);
        for size in [2.0, 4.0, 7.5] {
            let result = run(&FilmGrain { amount: 0.1, midtones: 0.0, size, monochrome: true, seed: 5 }, &frame);
            let values: Vec<f64> = result.bytes().iter().map(|&v| f64::from(v) - 128.0).collect();
            let product = |apart: usize| {
                let sum: f64 = values.iter().zip(&values[apart..]).map(|(a, b)| a * b).sum();
                sum / (values.len() - apart) as f64
            };
            let deviation = product(0).sqrt();
            assert!((deviation - 25.5).abs() < 1.0, "{size}: deviation {deviation}");
            let [near, far, below, far_below] =
                [1, 2 * size as usize + 1, 512, 512 * (2 * size as usize + 1)].map(|apart| product(apart) / product(0));
            assert!(near > 0.45 && below > 0.45, "{size}: neighbours are alike: {near}, {below}");
            assert!(far.abs() < 0.06 && far_below.abs() < 0.06, "{size}: others are not: {far}, {far_below}");
        }
    }
}
