//! `filmGrain`: noise as of film.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::filters::colors::luma;
use crate::filters::kernel::Point;
use crate::filters::{Operate, Operation};
use crate::frame::{Format, FrameLayout};
use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16, map_rows};

crate::filter! {
    /// Adds grain: noise that is the same each time for the same seed, and depends on nothing but place and luma. Alpha
    /// stays.
    ///
    /// Each colour becomes `v + 255 * amount * (1 - midtones * (1 - 4 l (1 - l))) * n`, rounded and clamped, where `l` is
    /// the luma of BT.601 in whole levels, from 0 to 1: with `midtones` black and white stay clean. The noise `n` has a
    /// mean of 0 and a standard deviation of 1: `(s - 510) / 147.8`, where `s` is the sum of the four bytes of
    /// `hash(x + hash(y + hash(3 seed + c)))`. That is nearly normal. The hash is that of 32 bits by Wellons ("Prospecting for
    /// Hash Functions", 2018), `lowbias32`; `c` is the channel, or 0 if the grain is monochrome.
    pub struct FilmGrain: "filmGrain" in "effect" version 1 on [Rgba8, Gray8] {
        /// Standard deviation of the grain, of the full range; 0 changes nothing.
        amount: f64 = Kind::Number(Number::new(0.08, 0.0, 1.0).typical(0.0, 0.3).unit(Unit::Factor)),
        /// How much of it is kept to the middle tones: 0 is the same for all tones.
        midtones: f64 = Kind::Number(Number::new(0.7, 0.0, 1.0).unit(Unit::Factor)),
        /// Whether red, green and blue have the same grain.
        monochrome: bool = Kind::Boolean(true),
        /// Which grain: another number for each frame of a film.
        seed: i32 = Kind::Integer(Number::new(1.0, 0.0, 1_000_000.0).typical(0.0, 1000.0).step(1.0)),
    }
}

/// Standard deviation of the sum of four bytes: `sqrt(4 (256² - 1) / 12)`.
const DEVIATION: f64 = 147.8;

impl Operate for FilmGrain {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
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

/// The same of four numbers.
#[inline(always)]
fn hash4(n: I32x4) -> I32x4 {
    let n = (n ^ n.shift_right_unsigned::<16>()) * I32x4::splat(0x7feb_352d);
    let n = (n ^ n.shift_right_unsigned::<15>()) * I32x4::splat(0x846c_a68b_u32.cast_signed());
    n ^ n.shift_right_unsigned::<16>()
}

#[derive(Debug)]
struct Kernel {
    row_bytes: usize,
    format: Format,
    monochrome: bool,
    /// A hash for each channel.
    seeds: [u32; 3],
    /// What noise is multiplied by: a polynomial of luma in levels.
    response: [f32; 3],
}

impl Kernel {
    /// How strong the grain is.
    #[inline(always)]
    fn strength(&self, luma: I32x4) -> F32x4 {
        let [constant, linear, square] = self.response.map(F32x4::splat);
        let luma = luma.to_f32();
        (square * luma + linear) * luma + constant
    }
}

/// What is added to four pixels from column `x` on.
#[inline(always)]
fn grain(x: usize, row: u32, strength: F32x4) -> I32x4 {
    let columns = I32x4::splat((x as u32).wrapping_add(row).cast_signed()) + I32x4::from_array([0, 1, 2, 3]);
    let bytes = hash4(columns);
    // Even and odd bytes are added up in 16-bit lanes, then the two lanes of a pixel.
    let mask = I32x4::splat(0x00ff_00ff);
    let pairs = (bytes & mask) + (bytes.shift_right_unsigned::<8>() & mask);
    let sum = pairs.to_lanes().dot(I16x8::splat(1)) - I32x4::splat(510);
    (sum.to_f32() * strength).round_small()
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, first_row: usize) {
        let row = |channel: usize, y: usize| hash(self.seeds[channel].wrapping_add((first_row + y) as u32));
        match (self.format, self.monochrome) {
            (Format::Gray8, _) => map_rows(rows, self.row_bytes, |y| {
                let row = row(0, y);
                move |start, v: U8x16| {
                    let (low, high) = (v.widen_low(), v.widen_high());
                    let four = |i: usize, luma: I32x4| grain(start + 4 * i, row, self.strength(luma));
                    let add = |i: usize, half: I16x8| {
                        half + I32x4::narrow(four(i, half.widen_low()), four(i + 1, half.widen_high()))
                    };
                    I16x8::narrow(add(0, low), add(2, high))
                }
            }),
            (Format::Rgba8, true) => map_rows(rows, self.row_bytes, |y| {
                let row = row(0, y);
                let colors = I16x8::from_pixels([-1, -1, -1, 0], [-1, -1, -1, 0]);
                move |start, v: U8x16| {
                    let grain = grain(start / 4, row, self.strength(luma(v)));
                    let pairs = I32x4::pair(grain, grain);
                    let low = v.widen_low() + (pairs.zip_pairs_low() & colors);
                    I16x8::narrow(low, v.widen_high() + (pairs.zip_pairs_high() & colors))
                }
            }),
            (Format::Rgba8, false) => map_rows(rows, self.row_bytes, |y| {
                let rows = [row(0, y), row(1, y), row(2, y)];
                move |start, v: U8x16| {
                    let strength = self.strength(luma(v));
                    let [red, green, blue] = rows.map(|row| grain(start / 4, row, strength));
                    let red_blue = v.even() + I32x4::pair(red, blue);
                    let green_alpha = v.odd() + I32x4::pair(green, I32x4::splat(0));
                    // Even and odd bytes again.
                    I16x8::narrow(red_blue, red_blue).zip_low(I16x8::narrow(green_alpha, green_alpha))
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filters::testing::{SIDES, compare, noise, run};

    /// Wellons' function, as he writes it.
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
            for format in Format::ALL {
                for (amount, midtones, monochrome, seed) in
                    [(0.08, 0.7, true, 1), (1.0, 0.0, false, 0), (0.3, 1.0, false, 1_000_000), (0.02, 0.3, true, 77)]
                {
                    let source = noise(format, width, height, false, 13);
                    let p = source.layout().pixel_bytes();
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
                            let row = lowbias32((y as u32).wrapping_add(key));
                            let bits = lowbias32((x as u32).wrapping_add(row));
                            let sum: u32 = bits.to_le_bytes().into_iter().map(u32::from).sum();
                            let n = (f64::from(sum) - 510.0) / 147.8;
                            let l = f64::from(luma) / 255.0;
                            let response = 1.0 - midtones * (1.0 - 4.0 * l * (1.0 - l));
                            (f64::from(byte) + 255.0 * amount * response * n).round().clamp(0.0, 255.0) as u8
                        })
                        .collect();
                    let filter = FilmGrain { amount, midtones, monochrome, seed };
                    let what = format!("{filter:?} {format:?} {width}×{height}");
                    compare(&what, run(&filter, &source).bytes(), &expected, 1);
                }
            }
        }
    }

    #[test]
    fn the_noise_has_the_deviation_asked_for() {
        let mut frame = crate::frame::Frame::new(FrameLayout::new(Format::Rgba8, 256, 256).unwrap()).unwrap();
        frame.bytes_mut().fill(128);
        let filter = FilmGrain { amount: 0.1, midtones: 0.5, monochrome: false, seed: 5 };
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
            // Neighbours have nothing to do with each other, nor rows.
            for apart in [1, 2, 255, 256, 257] {
                let correlation = product(&values[apart..], values) / deviation.powi(2);
                assert!(correlation.abs() < 0.02, "{name}: {correlation} with the pixel {apart} on");
            }
        }
        assert!((product(&red, &green) / 650.0).abs() < 0.02, "channels are independent");
        assert!((product(&blue, &green) / 650.0).abs() < 0.02, "channels are independent");
    }
}
