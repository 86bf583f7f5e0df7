//! What a filter comes to: one of a few kinds of operation that the pipeline knows how to run.

use alloc::boxed::Box;

use super::kernel::{Geometry, Point, Window};
use crate::frame::Format;
use crate::simd::{I16x8, I32x4, Pixels, U8x16, map_pixels};

/// An operation, ready to run on frames of the layout it was made for.
#[derive(Debug)]
#[non_exhaustive]
pub enum Operation {
    /// Nothing at all.
    Identity,
    /// Each channel by itself, a straight line.
    Linear(Linear),
    /// All channels of a pixel together, linearly.
    Matrix(Matrix),
    /// Any other function of the pixel and its place.
    Point(Box<dyn Point>),
    /// Needs rows above and below.
    Window(Box<dyn Window>),
    /// Moves pixels; the result may have another size.
    Geometry(Box<dyn Geometry>),
}

/// A straight line over one channel: `slope · value + intercept`, value and intercept from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// Factor, from -64 to 64.
    pub slope: f64,
    /// What is added, in units of the full range.
    pub intercept: f64,
}

impl Channel {
    /// The channel stays as it is.
    pub const IDENTITY: Self = Self { slope: 1.0, intercept: 0.0 };
}

/// Bits of fraction that a byte is given before it is multiplied: the most that leaves room for the sign.
const FRACTION: u32 = 7;

/// A line for each channel, in fixed point: `(round(value·2⁷ · slope) + intercept) >> shift`, clamped. The error before
/// the last rounding is below 1/64 of a level for slopes up to 2 and half a level at 64.
#[derive(Clone, Copy, Debug)]
pub struct Linear {
    slope: [i16; 4],
    intercept: [i16; 4],
    shift: u32,
    /// Every channel is inverted (255) or untouched (0): an exclusive or does it.
    inverted: Option<[u8; 4]>,
}

impl Linear {
    /// The same line for the colour channels, another for alpha. Gray frames have only the first.
    pub fn new(format: Format, color: Channel, alpha: Channel) -> Self {
        let channels = match format {
            Format::Rgba8 => [color, color, color, alpha],
            Format::Gray8 => [color; 4],
        };
        let steepest = channels.iter().map(|channel| channel.slope.abs()).fold(0.0, f64::max);
        // A slope takes part as a Q15 number below 1: steeper ones give bits of fraction away.
        let scale = (0..FRACTION).find(|&bits| steepest <= f64::from(1 << bits)).unwrap_or(FRACTION - 1);
        let shift = FRACTION - scale;
        let half = f64::from(1 << (shift - 1));
        // `as` clamps to the lane, which is what a slope of exactly 1 needs: 32767/32768 still gives every byte back.
        let slope = channels.map(|channel| (channel.slope * f64::from(1 << (15 - scale))).round() as i16);
        let intercept =
            channels.map(|channel| (channel.intercept * 255.0 * f64::from(1 << shift) + half).round() as i16);
        let exact = |channel: &Channel| match (channel.slope, channel.intercept) {
            (1.0, 0.0) => Some(0),
            (-1.0, 1.0) => Some(255),
            _ => None,
        };
        let masks = channels.map(|channel| exact(&channel));
        let inverted = masks.iter().all(Option::is_some).then(|| masks.map(Option::unwrap_or_default));
        Self { slope, intercept, shift, inverted }
    }

    /// Whether nothing changes.
    pub fn is_identity(&self) -> bool {
        self.inverted == Some([0; 4])
    }

    /// Applies the lines to whole pixels.
    pub fn apply(&self, pixels: Pixels<'_>) {
        if let Some(mask) = self.inverted {
            let mask = U8x16::splat_pixel(mask);
            return map_pixels(pixels, |v| v ^ mask);
        }
        // A loop for each shift: engines compile a shift by a variable to several instructions.
        match self.shift {
            7 => self.shifted::<7>(pixels),
            6 => self.shifted::<6>(pixels),
            5 => self.shifted::<5>(pixels),
            4 => self.shifted::<4>(pixels),
            3 => self.shifted::<3>(pixels),
            2 => self.shifted::<2>(pixels),
            _ => self.shifted::<1>(pixels),
        }
    }

    fn shifted<const SHIFT: u32>(&self, pixels: Pixels<'_>) {
        let twice = |a: [i16; 4]| I16x8::from_array([a[0], a[1], a[2], a[3], a[0], a[1], a[2], a[3]]);
        let (slope, intercept) = (twice(self.slope), twice(self.intercept));
        let half =
            |v: I16x8| v.shift_left::<FRACTION>().multiply_q15(slope).add_saturating(intercept).shift_right::<SHIFT>();
        map_pixels(pixels, |v| I16x8::narrow(half(v.widen_low()), half(v.widen_high())));
    }
}

/// Five numbers for each channel of the result: the weights of red, green, blue and alpha, and what is added (in units
/// of the full range). Colours are not premultiplied, as in the colour matrix of Filter Effects.
#[derive(Clone, Copy, Debug)]
pub struct Matrix {
    weights: [[i16; 4]; 4],
    offset: [i32; 4],
    shift: u32,
    keeps_alpha: bool,
    gray: bool,
}

impl Matrix {
    /// From rows for red, green, blue and alpha. Weights and offsets may be from -15.9 to 15.9.
    pub fn new(rows: &[[f64; 5]; 4]) -> Self {
        let largest = rows.iter().flat_map(|row| &row[..4]).map(|weight| weight.abs()).fold(0.0, f64::max);
        // Two choices, each a loop of its own: engines compile a shift by a variable to several instructions.
        let shift = if largest * f64::from(1 << 14) < 32767.5 { 14 } else { 11 };
        let one = f64::from(1 << shift);
        let weights = rows.map(|row| core::array::from_fn(|i| (row[i] * one).round() as i16));
        let offset = rows.map(|row| (row[4] * 255.0 * one + one / 2.0).round() as i32);
        Self {
            weights,
            offset,
            shift,
            keeps_alpha: rows[3] == [0.0, 0.0, 0.0, 1.0, 0.0],
            gray: rows[0] == rows[1] && rows[1] == rows[2],
        }
    }

    /// From rows for red, green and blue without alpha or offset.
    pub fn from_rgb(rows: [[f64; 3]; 3]) -> Self {
        let [r, g, b] = rows.map(|row| [row[0], row[1], row[2], 0.0, 0.0]);
        Self::new(&[r, g, b, [0.0, 0.0, 0.0, 1.0, 0.0]])
    }

    /// Applies the matrix to whole RGBA pixels.
    pub fn apply(&self, pixels: Pixels<'_>) {
        match self.shift {
            14 => self.shifted::<14>(pixels),
            _ => self.shifted::<11>(pixels),
        }
    }

    fn shifted<const SHIFT: u32>(&self, pixels: Pixels<'_>) {
        // Red and blue are the even bytes, green and alpha the odd ones: as 16-bit lanes they are pairs that a dot
        // product takes as they are, with no shuffle.
        let pair = |row: [i16; 4], a: usize, b: usize| {
            let (a, b) = (row[a], row[b]);
            I16x8::from_array([a, b, a, b, a, b, a, b])
        };
        let red_blue = self.weights.map(|row| pair(row, 0, 2));
        let green_alpha = self.weights.map(|row| pair(row, 1, 3));
        let offset = self.offset.map(I32x4::splat);
        let channel = |i: usize, rb: I16x8, ga: I16x8| {
            (rb.dot(red_blue[i]) + ga.dot(green_alpha[i]) + offset[i]).shift_right::<SHIFT>()
        };
        // Sums are within 16 bits: four weights below 16 of at most 255 each, and an offset of as much as one of them.
        if self.keeps_alpha && self.gray {
            map_pixels(pixels, |v| {
                let (rb, ga) = (v.even(), v.odd());
                let luma = channel(0, rb, ga);
                I16x8::to_pixels(I32x4::pair(luma, luma), I32x4::pair_halves(luma, ga))
            });
        } else if self.keeps_alpha {
            map_pixels(pixels, |v| {
                let (rb, ga) = (v.even(), v.odd());
                let red_green = I32x4::pair(channel(0, rb, ga), channel(1, rb, ga));
                I16x8::to_pixels(red_green, I32x4::pair_halves(channel(2, rb, ga), ga))
            });
        } else {
            map_pixels(pixels, |v| {
                let (rb, ga) = (v.even(), v.odd());
                let red_green = I32x4::pair(channel(0, rb, ga), channel(1, rb, ga));
                I16x8::to_pixels(red_green, I32x4::pair(channel(2, rb, ga), channel(3, rb, ga)))
            });
        }
    }
}
