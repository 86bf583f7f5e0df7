//! The operations that the pipeline can run; every filter produces one of them.

use alloc::boxed::Box;
use core::fmt;

use super::affine::Affine;
#[cfg(feature = "float")]
use super::float::FloatStep;
use super::table::Table;
use crate::image::frame::{RowFormat, RowLayout};
use crate::image::input::Input;
use crate::image::kernels::{Combine, Gather, Geometry, Point, Reduce, Temporal, Window};
use crate::simd::{I16x8, I32x4, Pixels, U8x16, map_pixels};

/// An operation, ready to run on frames of the layout for which it was created.
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "a table in a box would be an allocation each time a slider moves")]
pub enum Operation {
    /// The identity.
    Identity,
    /// A linear function of each channel by itself.
    Linear(Linear),
    /// Any function of each channel by itself.
    Table(Table),
    /// A linear function of all channels of a pixel together.
    Matrix(Matrix),
    /// Any other function of the pixel and its position.
    Point(Box<dyn Point>),
    /// A function of the pixel, its position, and another frame.
    Combine(Box<dyn Combine>),
    /// A function of the row and what is stored of earlier frames.
    Temporal(Box<dyn Temporal>),
    /// A kernel that needs rows above and below.
    Window(Box<dyn Window>),
    /// A kernel that needs statistics of the whole frame first.
    Reduce(Box<dyn Reduce>),
    /// A kernel that writes its rows in order, from any rows of the frame; the result may have another size.
    Gather(Box<dyn Gather>),
    /// A kernel that moves pixels in an order of its own; the result may have another size.
    Geometry(Box<dyn Geometry>),
    /// An operation on rows of floats.
    #[cfg(feature = "float")]
    Float(FloatStep),
}

/// Formats the kind alone: formatting kernels would add the formatting of numbers to every module.
impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "Identity",
            Self::Linear(_) => "Linear",
            Self::Table(_) => "Table",
            Self::Matrix(_) => "Matrix",
            Self::Point(_) => "Point",
            Self::Combine(_) => "Combine",
            Self::Temporal(_) => "Temporal",
            Self::Window(_) => "Window",
            Self::Reduce(_) => "Reduce",
            Self::Gather(_) => "Gather",
            Self::Geometry(_) => "Geometry",
            #[cfg(feature = "float")]
            Self::Float(_) => "Float",
        })
    }
}

impl Operation {
    /// Returns the layout of the result if it may differ from that of the frame.
    pub fn output(&self) -> Option<&RowLayout> {
        match self {
            Self::Gather(kernel) => Some(kernel.output()),
            Self::Geometry(kernel) => Some(kernel.output()),
            #[cfg(feature = "float")]
            Self::Float(step) => Some(&step.output),
            _ => None,
        }
    }

    /// Returns the number of bytes of working memory.
    pub fn scratch_bytes(&self) -> usize {
        match self {
            Self::Window(kernel) => kernel.scratch_bytes(),
            Self::Gather(kernel) => kernel.scratch_bytes(),
            Self::Geometry(kernel) => kernel.scratch_bytes(),
            Self::Reduce(kernel) => kernel.scratch_bytes(),
            Self::Temporal(kernel) => kernel.scratch_bytes(),
            #[cfg(feature = "float")]
            Self::Float(step) => step.operation.scratch_bytes(),
            _ => 0,
        }
    }

    /// Returns the number of bytes that are stored from frame to frame, for a frame of `height` rows.
    pub fn past_bytes(&self, height: usize) -> usize {
        match self {
            Self::Temporal(kernel) => kernel.past_row_bytes() * height,
            Self::Reduce(kernel) => kernel.past_bytes(),
            _ => 0,
        }
    }

    /// Returns whether the result is another frame, which can have another size.
    pub fn moves_away(&self) -> bool {
        match self {
            Self::Gather(_) => true,
            Self::Geometry(kernel) => !kernel.is_in_place(),
            #[cfg(feature = "float")]
            Self::Float(step) => !step.keeps_size,
            _ => false,
        }
    }

    /// Returns the other frame that the operation reads, if any.
    pub fn input(&self) -> Option<Input> {
        match self {
            Self::Combine(kernel) => Some(kernel.input()),
            Self::Gather(kernel) => kernel.input(),
            Self::Geometry(kernel) => kernel.input(),
            #[cfg(feature = "float")]
            Self::Float(step) => step.operation.input(),
            _ => None,
        }
    }

    /// Returns whether the other frame may have this format; `own` is the format of the frame itself.
    pub(crate) fn accepts(&self, format: RowFormat, own: RowFormat) -> bool {
        if let Self::Combine(kernel) = self { kernel.accepts(format, own) } else { format == own }
    }

    /// Returns whether the other frame can have any format with rows or luma of bytes.
    pub(crate) fn reads_luma(&self) -> bool {
        matches!(self, Self::Gather(kernel) if kernel.reads_luma())
    }

    /// Returns the width and height that the other frame must have; `None` if any size is allowed.
    pub(crate) fn input_size(&self) -> Option<[u32; 2]> {
        if let Self::Gather(kernel) = self { kernel.input_size() } else { None }
    }
}

/// A linear function of a channel: `slope · value + intercept`, value and intercept from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// Factor, from -64 to 64.
    pub slope: f64,
    /// The intercept, in units of the full range.
    pub intercept: f64,
}

impl Channel {
    /// Leaves the channel unchanged.
    pub const IDENTITY: Self = Self { slope: 1.0, intercept: 0.0 };
}

/// The largest number of fraction bits of results before rounding. With one more, the compiler can prove that results
/// need no clamping from above, and generates three instructions instead of one.
const FRACTION: u32 = 6;

/// A line for each channel, in fixed point: `(round((value - 128)·2⁸ · slope) + intercept) >> shift`, clamped. The
/// error before the last rounding is below 1/40 of a level for slopes up to 2, twice that up to 4, and so on.
///
/// A byte minus 128 in the high half of a lane has the most fraction bits that a product of Q15 numbers can use, and
/// takes one instruction to create, not two; 128 times the slope is part of the intercept.
#[derive(Clone, Copy, Debug)]
pub struct Linear {
    channels: [Channel; 4],
    slope: [i16; 4],
    intercept: [i16; 4],
    shift: u32,
    special: Special,
}

/// Lines that take fewer instructions than others. Values in units of 1/2¹⁴ are off by 1/64 of a level at most.
#[derive(Clone, Copy, Debug)]
enum Special {
    /// Every channel is inverted (255) or untouched (0), by an exclusive or.
    Inverted([u8; 4]),
    /// Only alpha changes, and only becomes less: its factor, in units of 1/2¹⁴.
    Fade(i16),
    /// No intercepts, and slopes from 0 to below 2, in units of 1/2¹⁴.
    Scale([i16; 4]),
    /// Middle gray is unchanged, and slopes are up to 2.
    AroundMiddle,
    None,
}

impl Linear {
    /// The same line for the colour channels, and another for alpha. Gray frames use only the first.
    pub fn new(format: RowFormat, color: Channel, alpha: Channel) -> Self {
        let channels = match format {
            RowFormat::Rgba8 => [color, color, color, alpha],
            RowFormat::Gray8 => [color; 4],
        };
        let middle = |channel: &Channel| 128.0 * channel.slope + 255.0 * channel.intercept;
        // Steeper slopes, and intercepts beyond a lane, have fewer fraction bits.
        let fits = |shift: u32| {
            let one = f64::from(1 << shift);
            let is_small =
                |channel: &Channel| channel.slope.abs() * one <= 128.0 && middle(channel).abs() * one <= 32000.0;
            channels.iter().all(is_small)
        };
        let shift = (1..=FRACTION).rev().find(|&shift| fits(shift)).unwrap_or(1);
        let one = f64::from(1 << shift);
        let slope = channels.map(|channel| (channel.slope * one * 128.0).round() as i16);
        let intercept = channels.map(|channel| ((middle(&channel) + 0.5) * one).round() as i16);
        let exact = |channel: &Channel| match (channel.slope, channel.intercept) {
            (1.0, 0.0) => Some(0),
            (-1.0, 1.0) => Some(255),
            _ => None,
        };
        let masks = channels.map(|channel| exact(&channel));
        // Rounded up, so that halves are rounded up, too: 1.1 times 5 is 6.
        let in_14_bits = channels.map(|channel| (channel.slope * f64::from(1 << 14)).ceil() as i16);
        let [colors @ .., alpha] = channels;
        let scales = |channel: &Channel| channel.intercept == 0.0 && (0.0..=1.9999).contains(&channel.slope);
        let keeps_middle = |channel: &Channel| (2.0 * channel.intercept + channel.slope - 1.0).abs() < 1e-9;
        let special = if masks.iter().all(Option::is_some) {
            Special::Inverted(masks.map(Option::unwrap_or_default))
        } else if colors == [Channel::IDENTITY; 3] && scales(&alpha) && alpha.slope <= 1.0 {
            Special::Fade(in_14_bits[3])
        } else if channels.iter().all(scales) {
            Special::Scale(in_14_bits)
        } else if shift == FRACTION && channels.iter().all(|channel| keeps_middle(channel) || exact(channel) == Some(0))
        {
            Special::AroundMiddle
        } else {
            Special::None
        };
        Self { channels, slope, intercept, shift, special }
    }

    /// Returns whether the lines are the identity.
    pub fn is_identity(&self) -> bool {
        matches!(self.special, Special::Inverted([0, 0, 0, 0]))
    }

    /// Returns the lines in real numbers.
    #[inline(never)]
    pub(crate) fn affine(&self) -> Affine {
        let row = |c: usize| {
            let mut row = [0.0; 5];
            (row[c], row[4]) = (self.channels[c].slope, self.channels[c].intercept);
            row
        };
        Affine(core::array::from_fn(row))
    }

    /// Returns the lines as a table with the same results, to the bit.
    pub(crate) fn table(&self) -> Table {
        let mut values = [[0; 4]; 256];
        values.iter_mut().zip(0..=u8::MAX).for_each(|(pixel, value)| *pixel = [value; 4]);
        self.apply(Pixels::InPlace(values.as_flattened_mut()));
        let mut channels = [[0; 256]; 4];
        for (c, results) in channels.iter_mut().enumerate() {
            results.iter_mut().zip(values).for_each(|(result, pixel)| *result = pixel[c]);
        }
        Table::from_bytes(channels)
    }

    /// Returns these lines followed by `next`, if the composition is exact: if every channel is inverted or unchanged.
    #[inline(never)]
    pub(crate) fn then_exactly(&self, next: &Self) -> Option<Self> {
        let (Special::Inverted(before), Special::Inverted(after)) = (self.special, next.special) else { return None };
        let mask = |c: usize| before[c] ^ after[c];
        let inverse = Channel { slope: -1.0, intercept: 1.0 };
        let channels = core::array::from_fn(|c| if mask(c) == 0 { Channel::IDENTITY } else { inverse });
        Some(Self { channels, special: Special::Inverted(core::array::from_fn(mask)), ..*next })
    }

    /// Applies the lines to whole pixels.
    pub fn apply(&self, pixels: Pixels<'_>) {
        match self.special {
            Special::Inverted(mask) => {
                let mask = U8x16::splat_pixel(mask);
                return map_pixels(pixels, |v| v ^ mask);
            }
            Special::Fade(factor) => return fade(pixels, factor),
            Special::Scale(factors) => return scale(pixels, factors),
            Special::AroundMiddle => return around_middle(pixels, self.slope),
            Special::None => {}
        }
        // A loop for each shift: engines compile a shift by a variable to several instructions.
        match self.shift {
            6 => self.shifted::<6>(pixels),
            5 => self.shifted::<5>(pixels),
            4 => self.shifted::<4>(pixels),
            3 => self.shifted::<3>(pixels),
            2 => self.shifted::<2>(pixels),
            _ => self.shifted::<1>(pixels),
        }
    }

    fn shifted<const SHIFT: u32>(&self, pixels: Pixels<'_>) {
        let (slope, intercept) = (twice(self.slope), twice(self.intercept));
        let half = |v: I16x8| v.multiply_q15(slope).add_saturating(intercept).shift_right::<SHIFT>();
        map_pixels(pixels, |v| {
            let [low, high] = less_128(v, 0).map(half);
            I16x8::narrow(low, high)
        });
    }
}

/// Repeats a pixel's lanes for two pixels.
fn twice(a: [i16; 4]) -> I16x8 {
    I16x8::from_array([a[0], a[1], a[2], a[3], a[0], a[1], a[2], a[3]])
}

/// The bytes minus 128 in the high halves of lanes, and `low_half` in the others.
#[inline(always)]
fn less_128(v: U8x16, low_half: u8) -> [I16x8; 2] {
    let (v, low_half) = (v ^ U8x16::splat(128), U8x16::splat(low_half));
    [low_half.zip_low(v).to_lanes(), low_half.zip_high(v).to_lanes()]
}

/// The product of a byte and a factor in units of 1/2¹⁴, rounded once.
fn scale(pixels: Pixels<'_>, factors: [i16; 4]) {
    let factors = twice(factors);
    map_pixels(pixels, |v| {
        let half = |v: I16x8| (v + v).multiply_q15(factors);
        I16x8::narrow(half(v.widen_low()), half(v.widen_high()))
    });
}

/// `slope · (value - 127.5) + 127.5` is 128 more than `slope · (value - 127.5)` rounded down. A half in the lower half
/// of the lane, and clamping to signed bytes, therefore replace the intercept.
fn around_middle(pixels: Pixels<'_>, slope: [i16; 4]) {
    let slope = twice(slope);
    map_pixels(pixels, |v| {
        let [low, high] = less_128(v, 128).map(|v| v.multiply_q15(slope).shift_right::<FRACTION>());
        I16x8::narrow_signed(low, high) ^ U8x16::splat(128)
    });
}

/// Multiplies alpha by `factor`/2¹⁴. Products are exact, and shifting the result to the top puts it into its lane.
fn fade(pixels: Pixels<'_>, factor: i16) {
    let factor = I16x8::from_array([0, factor, 0, factor, 0, factor, 0, factor]);
    let (half, color) = (I32x4::splat(1 << 13), U8x16::splat_pixel([255, 255, 255, 0]));
    map_pixels(pixels, |v| {
        let alpha = (v.odd().dot(factor) + half).shift_left::<10>();
        v.select(alpha.to_bytes(), color)
    });
}

/// Five numbers for each channel of the result: the weights of red, green, blue and alpha, and the offset (in units of
/// the full range). Colours aren't premultiplied, as in the colour matrix of Filter Effects.
#[derive(Clone, Copy, Debug)]
pub struct Matrix {
    affine: Affine,
    weights: [[i16; 4]; 4],
    offset: [i32; 4],
    shift: u32,
    keeps_alpha: bool,
    gray: bool,
}

impl Matrix {
    /// Creates a matrix from rows for red, green, blue and alpha. Weights and offsets may be from -15.9 to 15.9.
    pub fn new(rows: &[[f64; 5]; 4]) -> Self {
        let largest = rows.iter().flat_map(|row| &row[..4]).map(|weight| weight.abs()).fold(0.0, f64::max);
        // Two possible shifts, each with a loop of its own: engines compile a shift by a variable to several
        // instructions.
        let shift = if largest * f64::from(1 << 14) < 32767.5 { 14 } else { 11 };
        let one = f64::from(1 << shift);
        let weights = rows.map(|row| core::array::from_fn(|i| (row[i] * one).round() as i16));
        let offset = rows.map(|row| (row[4] * 255.0 * one + one / 2.0).round() as i32);
        Self {
            affine: Affine(*rows),
            weights,
            offset,
            shift,
            keeps_alpha: rows[3] == [0.0, 0.0, 0.0, 1.0, 0.0],
            gray: rows[0] == rows[1] && rows[1] == rows[2],
        }
    }

    /// Creates a matrix from rows for red, green and blue without alpha or offset.
    pub fn from_rgb(rows: [[f64; 3]; 3]) -> Self {
        let [r, g, b] = rows.map(|row| [row[0], row[1], row[2], 0.0, 0.0]);
        Self::new(&[r, g, b, [0.0, 0.0, 0.0, 1.0, 0.0]])
    }

    /// Returns the matrix in real numbers.
    pub(crate) fn affine(&self) -> Affine {
        self.affine
    }

    /// Converts from real numbers, if fixed point can represent them.
    pub(crate) fn from_affine(affine: &Affine) -> Option<Self> {
        let fits = affine.0.as_flattened().iter().all(|number| number.abs() <= 15.9);
        fits.then(|| Self::new(&affine.0))
    }

    /// Applies the matrix to whole RGBA pixels.
    pub fn apply(&self, pixels: Pixels<'_>) {
        match self.shift {
            14 => self.shifted::<14>(pixels),
            _ => self.shifted::<11>(pixels),
        }
    }

    fn shifted<const SHIFT: u32>(&self, pixels: Pixels<'_>) {
        // Red and blue are the even bytes, green and alpha the odd bytes: as 16-bit lanes, they are pairs for a dot
        // product without a shuffle.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_rounded_once() {
        let source: Vec<u8> = (0..=255).flat_map(|c| [c; 4]).collect();
        for slope in [-64.0, -2.0, -1.0, -0.3, 0.0, 0.1, 0.7, 1.0, 1.1, 1.999_999, 2.0, 2.5, 7.9, 10.0, 64.0] {
            for intercept in [0.0, 0.5 - 0.5 * slope, 1.0, -1.0, 0.123, slope, -slope / 2.0] {
                let channel = Channel { slope, intercept };
                for [color, alpha] in [[channel, Channel::IDENTITY], [Channel::IDENTITY, channel], [channel; 2]] {
                    let mut result = source.clone();
                    Linear::new(RowFormat::Rgba8, color, alpha).apply(Pixels::InPlace(&mut result));
                    // Intercepts beyond half of the range have fewer fraction bits, as steep slopes do.
                    let steepest = slope.abs().max(2.0 * intercept.abs()).max(1.0);
                    for (i, (&from, &got)) in source.iter().zip(&result).enumerate() {
                        let line = if i % 4 == 3 { alpha } else { color };
                        let exact = (line.slope * f64::from(from) + line.intercept * 255.0).clamp(0.0, 255.0);
                        let error = (f64::from(got) - exact).abs();
                        assert!(error <= 0.5 + steepest / 32.0, "{line:?} of {color:?} {alpha:?}: {from} → {got}");
                    }
                }
            }
        }
    }
}
