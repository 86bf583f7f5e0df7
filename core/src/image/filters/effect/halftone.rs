//! `halftone`: dots, as in print.

use alloc::boxed::Box;
use core::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4, PI};

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::image::kernels::luma::luma;
use crate::image::kernels::channels::pixels;
use crate::image::kernels::Point;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout};
use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16, map_rows};

crate::choice! {
    /// The ink of the dots.
    pub enum HalftoneInk {
        /// Black dots on white, by luma.
        Black = "black",
        /// Dots of cyan, magenta and yellow on white, each by the channel that the ink absorbs.
        Color = "color",
    }
}

crate::filter! {
    /// Prints the frame in dots that are larger where the frame is darker. Alpha is unchanged.
    ///
    /// A pixel whose centre is `d` pixels from the nearest point of a square grid becomes `clamp(d - r + 1/2)`, from 0
    /// to 1: a dot of radius `r` whose edge is smoothed over a pixel. The darkness `c` is one minus the pixel's luma
    /// (BT.601, in whole levels) or channel, and `r = cell_size * R(c) + c - 1/2`, where a circle of radius `R(c)`
    /// covers the part `c` of a square of side 1 around its centre. Tones are therefore preserved, and black and white
    /// are clean. The grid is rotated by `angle` around the top left corner, where one of its cells has its corner. In
    /// colour, red (cyan ink) is rotated by 15° more, green (magenta) by 75° more, and blue (yellow) by `angle` only,
    /// as in print. Results are within a level of the formula in frames up to 4096 pixels wide.
    pub struct Halftone: "halftone" in "effect" version 1 on color and gray {
        /// Side of a cell of the grid.
        cell_size: f64 = Kind::Number(Number::new(8.0, 2.0, 256.0).typical(3.0, 32.0).step(0.5).unit(Unit::Pixels)),
        /// Angle of the grid, clockwise.
        angle: f64 = Kind::Number(Number::new(45.0, -360.0, 360.0).typical(0.0, 90.0).step(1.0).unit(Unit::Degrees)),
        /// Ink of the dots.
        ink: HalftoneInk = Kind::Enum { names: HalftoneInk::NAMES, default: 0 },
    }
}

/// The arc tangent of a number from 0 to 1, by Simpson's rule: to 1e-8.
fn arc_tangent(x: f64) -> f64 {
    const PARTS: u32 = 16;
    let slope = |i: u32| {
        let at = x * f64::from(i) / f64::from(PARTS);
        1.0 / (1.0 + at * at)
    };
    let inside: f64 = (1..PARTS).map(|i| if i % 2 == 1 { 4.0 * slope(i) } else { 2.0 * slope(i) }).sum();
    (slope(0) + inside + slope(PARTS)) * x / (3.0 * f64::from(PARTS))
}

/// The part of a square of side 1 covered by a circle around its centre whose radius is from 1/2 to √1/2: eight
/// triangles that end at the sides, and eight sectors between them.
fn covered(radius: f64) -> f64 {
    let half_chord = (radius * radius - 0.25).max(0.0).sqrt();
    let sector = FRAC_PI_4 - arc_tangent((2.0 * half_chord).min(1.0));
    2.0 * half_chord + 4.0 * radius * radius * sector
}

/// The radius of the circle that covers a part of a square of side 1.
fn radius(part: f64) -> f64 {
    if part <= FRAC_PI_4 {
        return (part / PI).sqrt();
    }
    if part >= 1.0 {
        return FRAC_1_SQRT_2;
    }
    let (mut low, mut high) = (0.5, FRAC_1_SQRT_2);
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if covered(middle) < part { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

impl Operate for Halftone {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let screen = |more: f64| {
            let turns = (self.angle + more) / 360.0;
            Screen { across: cosine(turns) / self.cell_size, down: sine(turns) / self.cell_size }
        };
        let is_color = self.ink == HalftoneInk::Color && input.format() == RowFormat::Rgba8;
        let screens = if is_color { [15.0, 75.0, 0.0].map(screen) } else { [screen(0.0); 3] };
        Ok(Operation::Point(Box::new(Kernel {
            row_bytes: input.width() as usize * input.pixel_bytes(),
            format: input.format(),
            is_color,
            cell_size: self.cell_size as f32,
            screens,
            // The value added to the distance: a half, minus the radius.
            offsets: core::array::from_fn(|level| {
                let light = level as f64 / 255.0;
                (light - self.cell_size * radius(1.0 - light)) as f32
            }),
        })))
    }
}

/// The step from a pixel to the next, in cells.
#[derive(Clone, Copy, Debug)]
struct Screen {
    across: f64,
    down: f64,
}

impl Screen {
    /// The position of a row's first pixel in its cell.
    fn row(&self, y: usize) -> ScreenRow {
        let y = y as f64 + 0.5;
        let place = [0.5 * self.across + y * self.down, y * self.across - 0.5 * self.down];
        ScreenRow { start: place.map(|p| (p - p.floor()) as f32), step: [self.across as f32, -self.down as f32] }
    }
}

/// A screen along a row.
#[derive(Clone, Copy, Debug)]
struct ScreenRow {
    start: [f32; 2],
    step: [f32; 2],
}

impl ScreenRow {
    /// The distances of four pixels from column `x` on from the centres of their cells, in cells.
    #[inline(always)]
    fn distance(&self, x: usize) -> F32x4 {
        let x = (I32x4::splat(x as i32) + I32x4::from_array([0, 1, 2, 3])).to_f32();
        let along = |i: usize| {
            let place = x * F32x4::splat(self.step[i]) + F32x4::splat(self.start[i]);
            place - place.floor() - F32x4::splat(0.5)
        };
        let (u, v) = (along(0), along(1));
        (u * u + v * v).square_root()
    }
}

#[derive(Debug)]
struct Kernel {
    row_bytes: usize,
    format: RowFormat,
    is_color: bool,
    cell_size: f32,
    screens: [Screen; 3],
    offsets: [f32; 256],
}

impl Kernel {
    /// Four pixels of one ink, from 0 to 255.
    #[inline(always)]
    fn print(&self, screen: &ScreenRow, x: usize, levels: I32x4) -> F32x4 {
        let offsets = F32x4::from_array(levels.to_array().map(|level| self.offsets[level as usize & 255]));
        let light = screen.distance(x) * F32x4::splat(self.cell_size) + offsets;
        light.max(F32x4::splat(0.0)).min(F32x4::splat(1.0)) * F32x4::splat(255.0)
    }
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, first_row: usize) {
        let rows = Pixels::InPlace(rows.kept());
        match (self.format, self.is_color) {
            (RowFormat::Gray8, _) => map_rows(rows, self.row_bytes, |y| {
                let screen = self.screens[0].row(first_row + y);
                move |start, v: U8x16| {
                    let four = |i: usize, levels: I32x4| self.print(&screen, start + 4 * i, levels).round_small();
                    let eight = |i: usize, half: I16x8| {
                        I32x4::narrow(four(i, half.widen_low()), four(i + 1, half.widen_high()))
                    };
                    I16x8::narrow(eight(0, v.widen_low()), eight(2, v.widen_high()))
                }
            }),
            (RowFormat::Rgba8, false) => map_rows(rows, self.row_bytes, |y| {
                let screen = self.screens[0].row(first_row + y);
                move |start, v: U8x16| {
                    let light = self.print(&screen, start / 4, luma(v));
                    pixels([light, light, light, v.alpha().to_f32()])
                }
            }),
            (RowFormat::Rgba8, true) => map_rows(rows, self.row_bytes, |y| {
                let screens = self.screens.map(|screen| screen.row(first_row + y));
                move |start, v: U8x16| {
                    let (words, byte) = (v.to_words(), I32x4::splat(255));
                    let levels = [words, words.shift_right::<8>(), words.shift_right::<16>()];
                    let [r, g, b] = core::array::from_fn(|c| self.print(&screens[c], start / 4, levels[c] & byte));
                    pixels([r, g, b, v.alpha().to_f32()])
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

    /// The radius, by bisection of another form of the area: the circle without the parts that the four sides cut off.
    fn radius(part: f64) -> f64 {
        let area = |r: f64| {
            let cut = if r > 0.5 { r * r * (0.5 / r).acos() - 0.5 * (r * r - 0.25).sqrt() } else { 0.0 };
            core::f64::consts::PI * r * r - 4.0 * cut
        };
        let (mut low, mut high) = (0.0, 0.5_f64.sqrt());
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if area(middle) < part { low = middle } else { high = middle }
        }
        (low + high) / 2.0
    }

    #[test]
    fn radii_cover_the_requested_area() {
        for level in 0..=255 {
            let part = f64::from(level) / 255.0;
            let (got, exact) = (super::radius(part), radius(part));
            // Near full cover, the area hardly changes with the radius.
            assert!((got - exact).abs() < 2e-5, "{level}: got {got}, expected {exact}");
        }
    }

    #[test]
    fn agrees_with_the_formula() {
        let radii: Vec<f64> = (0..256).map(|level| radius(1.0 - f64::from(level) / 255.0)).collect();
        for (width, height) in SIDES.into_iter().chain([(300, 4)]) {
            for format in [Format::Rgba, Format::Gray8] {
                for (cell_size, angle, ink) in [
                    (8.0, 45.0, HalftoneInk::Black),
                    (2.0, -360.0, HalftoneInk::Color),
                    (5.5, 77.7, HalftoneInk::Color),
                    (3.0, 0.0, HalftoneInk::Black),
                    (256.0, 12.0, HalftoneInk::Black),
                ] {
                    let source = noise(format, width, height, false, 51);
                    let p = source.layout().rows().unwrap().pixel_bytes();
                    let expected: Vec<u8> = source
                        .bytes()
                        .iter()
                        .enumerate()
                        .map(|(i, &byte)| {
                            let (x, y, c) = (i / p % width as usize, i / p / width as usize, i % p);
                            if c == 3 {
                                return byte;
                            }
                            let is_color = p == 4 && ink == HalftoneInk::Color;
                            let value = match source.bytes()[i / p * p..][..p] {
                                [r, g, b, _] if !is_color => {
                                    ((4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14) as u8
                                }
                                _ => byte,
                            };
                            let more = if is_color { [15.0, 75.0, 0.0][c] } else { 0.0 };
                            let (sin, cos) = f64::to_radians(angle + more).sin_cos();
                            let (x, y) = (x as f64 + 0.5, y as f64 + 0.5);
                            let (u, v) = ((x * cos + y * sin) / cell_size, (y * cos - x * sin) / cell_size);
                            let middle = |p: f64| p - p.floor() - 0.5;
                            let distance = middle(u).hypot(middle(v)) * cell_size;
                            let dark = 1.0 - f64::from(value) / 255.0;
                            let r = cell_size * radii[usize::from(value)] + dark - 0.5;
                            ((distance - r + 0.5).clamp(0.0, 1.0) * 255.0).round() as u8
                        })
                        .collect();
                    let filter = Halftone { cell_size, angle, ink };
                    let what = format!("{filter:?} {format:?} {width}×{height}");
                    compare(&what, run(&filter, &source).bytes(), &expected, 1);
                }
            }
        }
    }

    #[test]
    fn preserves_tones_with_clean_black_and_white() {
        for ink in [HalftoneInk::Black, HalftoneInk::Color] {
            for tone in [0_u8, 40, 128, 200, 255] {
                let mut frame = crate::image::frame::Frame::new(FrameLayout::new(Format::Rgba, 200, 200).unwrap()).unwrap();
                frame.bytes_mut().fill(tone);
                let result = run(&Halftone { cell_size: 12.0, angle: 30.0, ink }, &frame);
                for c in 0..3 {
                    let channel = result.bytes().iter().skip(c).step_by(4);
                    let mean = channel.map(|&v| f64::from(v)).sum::<f64>() / 40_000.0;
                    let limit = if matches!(tone, 0 | 255) { 0.0 } else { 14.0 };
                    assert!((mean - f64::from(tone)).abs() <= limit, "{tone}: {mean}");
                }
            }
        }
    }
}
