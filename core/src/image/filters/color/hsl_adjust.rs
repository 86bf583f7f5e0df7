//! `hslAdjust`: adjusts each range of hues separately.

use alloc::boxed::Box;
use core::hint::black_box;

use crate::declare::Kind;
use crate::error::Result;
use crate::image::kernels::channels::{join, map_long, split};
use crate::image::kernels::Point;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, FloatPoint, Pixel};
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::simd::{F32x4, I32x4, Pixels};

const ZEROS: &[f64] = &[0.0; 8];

crate::filter! {
    /// Changes hue, saturation and lightness separately for eight ranges of hues: reds, oranges, yellows, greens,
    /// aquas, blues, purples and magentas, in this order. Grays and alpha are unchanged.
    ///
    /// The ranges are centred at 0°, 30°, 60°, 120°, 180°, 240°, 270° and 300° of HSL (as in `colorsys` and CSS).
    /// Between two centres, their changes are mixed by smoothstep, `t² (3 - 2t)`. The hue is turned, saturation is
    /// multiplied by `1 + saturation` and clamped. Lightness is moved by `lightness * (max - min) * (1 - L)`, or `* L`
    /// below 0, so the change fades out with the colour. Computed in single precision.
    pub struct HslAdjust: "hslAdjust" in "color" version 1 on color {
        /// Rotation of the hues of each range, in degrees, from red towards yellow; 0 leaves the range unchanged.
        hue: [f64; 8] = Kind::Matrix { columns: 8, default: ZEROS, range: (-180.0, 180.0) },
        /// Change of saturation; -1 gives gray, 0 leaves the range unchanged, 1 doubles saturation.
        saturation: [f64; 8] = Kind::Matrix { columns: 8, default: ZEROS, range: (-1.0, 1.0) },
        /// Change of lightness; negative values darken, 0 leaves the range unchanged.
        lightness: [f64; 8] = Kind::Matrix { columns: 8, default: ZEROS, range: (-1.0, 1.0) },
    }
}

/// For each 30° of hue: the range before it, and the start and length of its part of the way to the next range.
const CELLS: [(usize, f64, f64); 12] = [
    (0, 0.0, 1.0),
    (1, 0.0, 1.0),
    (2, 0.0, 0.5),
    (2, 0.5, 0.5),
    (3, 0.0, 0.5),
    (3, 0.5, 0.5),
    (4, 0.0, 0.5),
    (4, 0.5, 0.5),
    (5, 0.0, 1.0),
    (6, 0.0, 1.0),
    (7, 0.0, 0.5),
    (7, 0.5, 0.5),
];

impl Operate for HslAdjust {
    fn operation(&self, _: &RowLayout) -> Result<Operation> {
        let adjusts = [&self.hue, &self.saturation, &self.lightness];
        if adjusts.iter().all(|values| values.iter().all(|&value| value == 0.0)) {
            return Ok(Operation::Identity);
        }
        let mut cells = [[[0.0; 4]; 2]; 16];
        for (cell, (range, start, length)) in cells.iter_mut().zip(CELLS) {
            let line = |values: &[f64; 8]| [values[range], values[(range + 1) % 8] - values[range]];
            let ([h, dh], [s, ds], [l, dl]) = (line(&self.hue), line(&self.saturation), line(&self.lightness));
            let first = [start, length, h / 60.0, dh / 60.0];
            *cell = [first, [s, ds, l, dl]].map(|numbers| numbers.map(|number| number as f32));
        }
        Ok(Operation::Point(Box::new(Kernel { cells })))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        Ok(Some(FloatOperation::Point(Box::new(FloatKernel { filter: self.clone() }))))
    }
}

/// On floats, one pixel at a time. Colours are clamped first: HSL has no others.
#[cfg(feature = "float")]
#[derive(Debug)]
struct FloatKernel {
    filter: HslAdjust,
}

#[cfg(feature = "float")]
impl FloatPoint for FloatKernel {
    fn apply(&self, row: &mut [Pixel], _: usize) {
        for [r, g, b, _] in row {
            [*r, *g, *b] = self.filter.adjusted([*r, *g, *b].map(|c| f64::from(c.clamp(0.0, 1.0))));
        }
    }
}

#[cfg(feature = "float")]
impl HslAdjust {
    fn adjusted(&self, [r, g, b]: [f64; 3]) -> [f32; 3] {
        let (largest, smallest) = (r.max(g).max(b), r.min(g).min(b));
        let range = largest - smallest;
        // Grays, and NaN.
        if range.is_nan() || range <= 0.0 {
            return [r, g, b].map(|c| c as f32);
        }
        // In sixths of the circle.
        let hue = if largest == r {
            (g - b) / range + if g < b { 6.0 } else { 0.0 }
        } else if largest == g {
            (b - r) / range + 2.0
        } else {
            (r - g) / range + 4.0
        };
        let place = 2.0 * hue;
        let cell = (place as usize).min(CELLS.len() - 1);
        let (from, start, length) = CELLS[cell];
        let t = start + length * (place - cell as f64);
        let t = t * t * (3.0 - 2.0 * t);
        let mixed = |values: &[f64; 8]| values[from] + (values[(from + 1) % 8] - values[from]) * t;
        let room = |lightness: f64| 1.0 - (2.0 * lightness - 1.0).abs();
        let lightness = (largest + smallest) / 2.0;
        let saturation = (range / room(lightness) * (1.0 + mixed(&self.saturation))).min(1.0);
        let lift = mixed(&self.lightness) * range;
        let lightness = lightness + lift * if lift > 0.0 { 1.0 - lightness } else { lightness };
        let range = saturation * room(lightness);
        let hue = (hue + mixed(&self.hue) / 60.0).rem_euclid(6.0);
        let ramp = |v: f64| v.clamp(0.0, 1.0) - 0.5;
        let ramps =
            [ramp((hue - 3.0).abs() - 1.0), ramp(2.0 - (hue - 2.0).abs()), ramp(2.0 - (hue - 4.0).abs())];
        ramps.map(|c| (lightness + c * range) as f32)
    }
}

#[derive(Debug)]
struct Kernel {
    /// For each 30° of hue: start and length of its part of the way to the next range; the rotation in sixths of the
    /// circle and its change to the next range; the same for saturation and lightness. Four more cells, so that no
    /// index needs a check.
    cells: [[[f32; 4]; 2]; 16],
}

impl Point for Kernel {
    fn apply(&self, rows: Pixels<'_>, _: usize) {
        // Behind black boxes, because engines would otherwise rebuild the vectors from the scalars for every four
        // pixels.
        let number = |number: f32| black_box(F32x4::splat(number));
        let (zero, half, one, two, six) = (number(0.0), number(0.5), number(1.0), number(2.0), number(6.0));
        let (three, four, least, sixth) = (number(3.0), number(4.0), number(1.0 / 512.0), number(1.0 / 6.0));
        let (full, level) = (number(255.0), number(1.0 / 255.0));
        let last_cell = black_box(I32x4::splat(11));
        // From 0 to 6: a whole number may count as the end of the previous sixth, which is the same hue.
        let below = |v: F32x4| (v - half).round_small();
        let room = |lightness: F32x4| one - (lightness + lightness - one).abs();
        map_long(rows, |pixels| {
            let [r, g, b] = split(pixels).map(|c| c * level);
            let (largest, smallest) = (r.max(g).max(b), r.min(g).min(b));
            let range = largest - smallest;
            // Without colour, all differences are 0, too.
            let scale = one.divide(range.max(least));
            let not_red = largest.greater_than(r);
            let not_green = largest.greater_than(g);
            let (from_red, from_green) = ((g - b) * scale, (b - r) * scale + two);
            let from_blue = (r - g) * scale + four;
            let hue = from_blue.select(from_green, not_green).select(from_red, not_red);
            let hue = hue + six.select(zero, zero.greater_than(hue));

            let place = hue + hue;
            let cell = below(place).max(I32x4::splat(0)).min(last_cell);
            // Unrolled by hand: the compiler turns a function over an array into a loop, and the vectors into an array
            // in memory.
            let [i, j, k, l] = cell.to_array();
            let found = |cell: i32, half: usize| F32x4::load(&self.cells[cell as usize & 15][half]);
            let way = [found(i, 0), found(j, 0), found(k, 0), found(l, 0)];
            let [start, length, turn, turns] = F32x4::transpose(way);
            let [more, mores, lift, lifts] = F32x4::transpose([found(i, 1), found(j, 1), found(k, 1), found(l, 1)]);
            let t = start + length * (place - cell.to_f32());
            let t = t * t * (three - t - t);
            let (turn, more, lift) = (turn + turns * t, more + mores * t, lift + lifts * t);

            let lightness = (largest + smallest) * half;
            let saturation = range.divide(room(lightness).max(least));
            let saturation = (saturation * (one + more)).min(one);
            let away = (one - lightness).select(lightness, lift.greater_than(zero));
            let lightness = lightness + lift * range * away;
            let range = saturation * room(lightness);
            let hue = hue + turn;
            let hue = hue - six * below(hue * sixth).to_f32();

            let ramp = |v: F32x4| v.max(zero).min(one) - half;
            let [r, g, b] = [
                ramp((hue - three).abs() - one),
                ramp(two - (hue - two).abs()),
                ramp(two - (hue - four).abs()),
            ];
            join([r, g, b].map(|c| (lightness + c * range) * full), pixels)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{check_pixels, compare, golden, run};
    use crate::image::frame::{Format, Frame};

    const MIDDLES: [f64; 9] = [0.0, 30.0, 60.0, 120.0, 180.0, 240.0, 270.0, 300.0, 360.0];

    fn to_hsl([r, g, b]: [f64; 3]) -> [f64; 3] {
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let (c, l) = (max - min, (max + min) / 2.0);
        if c == 0.0 {
            return [0.0, 0.0, l];
        }
        let s = if l <= 0.5 { c / (max + min) } else { c / (2.0 - max - min) };
        let h = if r == max { (g - b) / c } else if g == max { 2.0 + (b - r) / c } else { 4.0 + (r - g) / c };
        [(h * 60.0).rem_euclid(360.0), s, l]
    }

    /// The conversion of CSS Color 4.
    fn to_rgb([h, s, l]: [f64; 3]) -> [f64; 3] {
        [0.0, 8.0, 4.0].map(|n| {
            let k = (n + h / 30.0).rem_euclid(12.0);
            l - s * l.min(1.0 - l) * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
        })
    }

    fn reference(filter: &HslAdjust, [r, g, b, a]: [f64; 4]) -> [f64; 4] {
        let [h, s, l] = to_hsl([r, g, b]);
        let before = MIDDLES.iter().rposition(|&middle| middle <= h).unwrap().min(7);
        let t = (h - MIDDLES[before]) / (MIDDLES[before + 1] - MIDDLES[before]);
        let t = t * t * (3.0 - 2.0 * t);
        let mix = |values: &[f64; 8]| values[before] * (1.0 - t) + values[(before + 1) % 8] * t;
        let lift = mix(&filter.lightness) * (r.max(g).max(b) - r.min(g).min(b));
        let hsl = [
            h + mix(&filter.hue),
            (s * (1.0 + mix(&filter.saturation))).min(1.0),
            l + lift * if lift > 0.0 { 1.0 - l } else { l },
        ];
        let [r, g, b] = to_rgb(hsl);
        [r, g, b, a]
    }

    #[test]
    fn follows_the_definition() {
        let zero = [0.0; 8];
        let hue = [10.0, -20.0, 30.0, 60.0, -45.0, 90.0, -180.0, 180.0];
        let saturation = [0.5, -0.5, 1.0, -1.0, 0.2, 0.0, -0.3, 0.8];
        let lightness = [-1.0, 1.0, 0.3, -0.4, 0.6, -0.2, 0.0, 0.9];
        for filter in [
            HslAdjust { hue: zero, saturation: zero, lightness: zero },
            HslAdjust { hue, saturation: zero, lightness: zero },
            HslAdjust { hue: zero, saturation, lightness: zero },
            HslAdjust { hue: zero, saturation: zero, lightness },
            HslAdjust { hue, saturation, lightness },
            HslAdjust { hue: [180.0; 8], saturation: [1.0; 8], lightness: [-1.0; 8] },
        ] {
            check_pixels(&filter, |pixel| reference(&filter, pixel));
        }
    }

    #[test]
    fn leaves_grays_unchanged() {
        let filter = HslAdjust { hue: [90.0; 8], saturation: [1.0; 8], lightness: [1.0; 8] };
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba, 16, 16).unwrap()).unwrap();
        let grays: Vec<u8> = (0..=255).flat_map(|c| [c, c, c, 255 - c]).collect();
        frame.bytes_mut().copy_from_slice(&grays);
        assert_eq!(run(&filter, &frame).bytes(), grays, "grays");
    }

    #[test]
    fn agrees_with_colorsys() {
        let vectors = golden(include_str!("../../../../tests/golden/hsl_adjust.txt"));
        let ((_, colors), cases) = vectors.split_first().unwrap();
        let mut frame = Frame::new(FrameLayout::new(Format::Rgba, colors.len() as u32 / 3, 1).unwrap()).unwrap();
        let with_alpha = |numbers: &[f64]| -> Vec<u8> {
            let pixel = |&[r, g, b]: &[f64; 3]| [r, g, b, 9.0].map(|c| c.round() as u8);
            numbers.as_chunks::<3>().0.iter().flat_map(pixel).collect()
        };
        frame.bytes_mut().copy_from_slice(&with_alpha(colors));
        for [(_, numbers), (_, expected)] in cases.as_chunks::<2>().0 {
            let eight = |i: usize| numbers[8 * i..8 * i + 8].try_into().unwrap();
            let filter = HslAdjust { hue: eight(0), saturation: eight(1), lightness: eight(2) };
            compare(&format!("{filter:?}"), run(&filter, &frame).bytes(), &with_alpha(expected), 1);
        }
        assert_eq!(cases.len(), 2 * 4, "number of golden cases");
    }
}
