//! `blend`: blends another frame over this one.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Combine;
use crate::image::filters::compositing::overlay::Overlay;
use crate::image::kernels::channels::{pixels, planes};
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{Beside, FloatCombine, FloatOperation, Pixel, with_planes};
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, PlaneRef};
use crate::image::input::Input;
use crate::simd::{F32x4, I32x4, Pixels, U8x16, zip_pixels};

use super::composite::PLACE;

crate::choice! {
    /// How the colours of the two frames are combined.
    pub enum BlendMode {
        /// The colour of the other frame.
        Normal = "normal",
        /// The product.
        Multiply = "multiply",
        /// The inverse of the product of the inverses.
        Screen = "screen",
        /// Multiply or screen, by the colour of this frame.
        Overlay = "overlay",
        /// The darker colour.
        Darken = "darken",
        /// The lighter colour.
        Lighten = "lighten",
        /// This frame, brightened by the other frame.
        ColorDodge = "color-dodge",
        /// This frame, darkened by the other frame.
        ColorBurn = "color-burn",
        /// Multiply or screen, by the colour of the other frame.
        HardLight = "hard-light",
        /// A soft darken or lighten, by the colour of the other frame.
        SoftLight = "soft-light",
        /// The absolute difference.
        Difference = "difference",
        /// Like `difference`, with less contrast.
        Exclusion = "exclusion",
        /// The hue of the other frame, with the saturation and luminosity of this frame.
        Hue = "hue",
        /// The saturation of the other frame.
        Saturation = "saturation",
        /// Hue and saturation of the other frame.
        Color = "color",
        /// The luminosity of the other frame.
        Luminosity = "luminosity",
    }
}

crate::filter! {
    /// Puts another frame over this one and blends their colours.
    ///
    /// Source: Compositing and Blending Level 1, § 10, which defines the modes; the result is composited by
    /// source-over. Outside the other frame, and without another frame, nothing changes. Gray frames count as gray
    /// colours.
    pub struct Blend: "blend" in "compositing" version 1 on color and gray {
        /// Other frame: the source, which lies on top.
        frame: Option<Input> = Kind::Frame,
        /// Blend mode.
        mode: BlendMode = Kind::Enum { names: BlendMode::NAMES, default: 0 },
        /// Factor for the alpha of the other frame; 0 leaves this frame unchanged.
        opacity: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).unit(Unit::Factor)),
        /// Position of the other frame's left edge in this frame.
        x: i32 = Kind::Integer(PLACE),
        /// Position of the other frame's upper edge in this frame.
        y: i32 = Kind::Integer(PLACE),
    }
}

impl Operate for Blend {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let Some(frame) = self.frame.filter(|_| self.opacity > 0.0) else { return Ok(Operation::Identity) };
        let overlay =
            Overlay { at: [self.x, self.y], width: input.width() as usize, pixel_bytes: input.pixel_bytes() };
        let kernel = Kernel { input: frame, overlay, opacity: self.opacity as f32, mode: self.mode };
        Ok(Operation::Combine(Box::new(kernel)))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let Some(input) = self.frame.filter(|_| self.opacity > 0.0) else {
            return Ok(Some(FloatOperation::Identity));
        };
        let kernel = FloatKernel { input, at: [self.x, self.y], opacity: self.opacity as f32, mode: self.mode };
        Ok(Some(FloatOperation::Combine(Box::new(kernel))))
    }
}

#[derive(Debug)]
struct Kernel {
    input: Input,
    overlay: Overlay,
    opacity: f32,
    mode: BlendMode,
}

impl Combine for Kernel {
    fn input(&self) -> Input {
        self.input
    }

    fn apply(&self, rows: Pixels<'_>, first_row: usize, other: &PlaneRef<'_>) {
        let format = other.layout().format();
        self.overlay.each(rows, first_row, other, &mut |run, source| match (run.kept(), source, format) {
            (_, None, _) => {}
            (run, Some(source), RowFormat::Rgba8) => colors(self.mode, self.opacity, Bytes { run, source }),
            (run, Some(source), RowFormat::Gray8) => grays(self.mode, self.opacity, run, source),
        });
    }
}

/// Red, green and blue, or a single channel, from 0 to 1.
type Colors = [F32x4; 3];

/// Pixels over which others lie.
trait Layers: Sized {
    /// What is nothing but an error of rounding.
    const NOTHING: f32;

    /// Blends, and composites by source-over.
    fn over(self, opacity: f32, blend: impl Fn(Colors, Colors) -> Colors);

    /// Blends channel by channel.
    #[inline(always)]
    fn each(self, opacity: f32, blend: impl Fn(F32x4, F32x4) -> F32x4) {
        self.over(opacity, |below, above| core::array::from_fn(|c| blend(below[c], above[c])));
    }
}

fn colors<L: Layers>(mode: BlendMode, opacity: f32, layers: L) {
    let nothing = F32x4::splat(L::NOTHING);
    let with_saturation = |colors, saturation| with_saturation(colors, saturation, nothing);
    match mode {
        BlendMode::Normal => layers.over(opacity, |_, source| source),
        BlendMode::Multiply => layers.each(opacity, multiply),
        BlendMode::Screen => layers.each(opacity, screen),
        BlendMode::Overlay => layers.each(opacity, |below, above| hard_light(above, below)),
        BlendMode::Darken => layers.each(opacity, F32x4::min),
        BlendMode::Lighten => layers.each(opacity, F32x4::max),
        BlendMode::ColorDodge => layers.each(opacity, |below, above| color_dodge(below, above, nothing)),
        BlendMode::ColorBurn => layers.each(opacity, |below, above| color_burn(below, above, nothing)),
        BlendMode::HardLight => layers.each(opacity, hard_light),
        BlendMode::SoftLight => layers.each(opacity, soft_light),
        BlendMode::Difference => layers.each(opacity, |below, above| (below - above).abs()),
        BlendMode::Exclusion => layers.each(opacity, exclusion),
        BlendMode::Hue => {
            let hue = |below, above| with_luminosity(with_saturation(above, saturation(below)), luminosity(below));
            layers.over(opacity, hue);
        }
        BlendMode::Saturation => {
            let blend = |below, above| with_luminosity(with_saturation(below, saturation(above)), luminosity(below));
            layers.over(opacity, blend);
        }
        BlendMode::Color => layers.over(opacity, |below, above| with_luminosity(above, luminosity(below))),
        BlendMode::Luminosity => layers.over(opacity, |below, above| with_luminosity(below, luminosity(above))),
    }
}

fn grays(mode: BlendMode, opacity: f32, run: &mut [u8], source: &[u8]) {
    match mode {
        BlendMode::Normal | BlendMode::Luminosity => gray(run, source, opacity, |_, source| source),
        BlendMode::Multiply => gray(run, source, opacity, multiply),
        BlendMode::Screen => gray(run, source, opacity, screen),
        BlendMode::Overlay => gray(run, source, opacity, |below, above| hard_light(above, below)),
        BlendMode::Darken => gray(run, source, opacity, F32x4::min),
        BlendMode::Lighten => gray(run, source, opacity, F32x4::max),
        BlendMode::ColorDodge => gray(run, source, opacity, |below, above| color_dodge(below, above, F32x4::splat(NOTHING))),
        BlendMode::ColorBurn => gray(run, source, opacity, |below, above| color_burn(below, above, F32x4::splat(NOTHING))),
        BlendMode::HardLight => gray(run, source, opacity, hard_light),
        BlendMode::SoftLight => gray(run, source, opacity, soft_light),
        BlendMode::Difference => gray(run, source, opacity, |below, above| (below - above).abs()),
        BlendMode::Exclusion => gray(run, source, opacity, exclusion),
        // Grays have neither hue nor saturation.
        BlendMode::Hue | BlendMode::Saturation | BlendMode::Color => {}
    }
}

/// Bytes of RGBA.
struct Bytes<'a> {
    run: &'a mut [u8],
    source: &'a [u8],
}

impl Layers for Bytes<'_> {
    const NOTHING: f32 = NOTHING;

    #[inline(always)]
    fn over(self, opacity: f32, blend: impl Fn(Colors, Colors) -> Colors) {
        let (unit, one) = (F32x4::splat(1.0 / 255.0), F32x4::splat(1.0));
        let full = F32x4::splat(255.0);
        zip_pixels(self.run, self.source, |below, above| {
            let [below, above] = [below, above].map(|pixels| planes(pixels).map(|plane| plane * unit));
            let ([red, green, blue], alpha) = composited(below, above, F32x4::splat(opacity), [full, F32x4::splat(1e-6)], &blend);
            pixels([red, green, blue, alpha.min(one) * full])
        });
    }
}

/// Composites by source-over, with blended colours where both layers are. Colours of the result are from 0 to `full`; alpha
/// below `least` counts as `least`.
#[inline(always)]
fn composited(
    [red, green, blue, destination]: [F32x4; 4],
    above: [F32x4; 4],
    opacity: F32x4,
    [full, least]: [F32x4; 2],
    blend: &impl Fn(Colors, Colors) -> Colors,
) -> (Colors, F32x4) {
    let below = [red, green, blue];
    let [red, green, blue, source] = above;
    let above = [red, green, blue];
    let source = source * opacity;
    let both = source * destination;
    let alpha = source + destination - both;
    let scale = full.divide(alpha.max(least));
    let blended = blend(below, above);
    let color = |c: usize| {
        let sum = (source - both) * above[c] + both * blended[c] + (destination - both) * below[c];
        sum * scale
    };
    ([color(0), color(1), color(2)], alpha)
}

/// Floats.
#[cfg(feature = "float")]
struct Floats<'a> {
    row: &'a mut [Pixel],
    source: &'a [Pixel],
    /// Whether the mode is defined from 0 to 1 only.
    clamps: bool,
}

#[cfg(feature = "float")]
impl Layers for Floats<'_> {
    const NOTHING: f32 = 1e-7;

    #[inline(always)]
    fn over(self, opacity: f32, blend: impl Fn(Colors, Colors) -> Colors) {
        let (zero, one) = (F32x4::splat(0.0), F32x4::splat(1.0));
        let highest = if self.clamps { one } else { F32x4::splat(f32::MAX) };
        let lowest = if self.clamps { zero } else { F32x4::splat(f32::MIN) };
        let within = |colors: Colors| colors.map(|color| color.max(lowest).min(highest));
        let blend = |below, above| blend(within(below), within(above));
        with_planes(self.row, self.source, |below, above| {
            let ([red, green, blue], alpha) = composited(below, above, F32x4::splat(opacity), [one, F32x4::splat(1e-12)], &blend);
            [red, green, blue, alpha.min(one)]
        });
    }
}

#[cfg(feature = "float")]
#[derive(Debug)]
struct FloatKernel {
    input: Input,
    at: [i32; 2],
    opacity: f32,
    mode: BlendMode,
}

#[cfg(feature = "float")]
impl FloatCombine for FloatKernel {
    fn input(&self) -> Input {
        self.input
    }

    fn place(&self) -> [i32; 2] {
        self.at
    }

    fn apply(&self, row: &mut [Pixel], other: Beside<'_>) {
        use BlendMode::{Darken, Difference, Exclusion, Lighten, Multiply, Normal, Screen};
        let [start, end] = other.covered;
        let (Some(row), Some(source)) = (row.get_mut(start..end), other.pixels.get(start..end)) else { return };
        let clamps = !matches!(self.mode, Normal | Multiply | Screen | Darken | Lighten | Difference | Exclusion);
        colors(self.mode, self.opacity, Floats { row, source, clamps });
    }
}

/// Blends opaque grays.
#[inline(always)]
fn gray(run: &mut [u8], source: &[u8], opacity: f32, blend: impl Fn(F32x4, F32x4) -> F32x4) {
    let (unit, opacity) = (F32x4::splat(1.0 / 255.0), F32x4::splat(opacity));
    let floats = |v: U8x16| {
        let [a, b] = [v.widen_low(), v.widen_high()];
        [a.widen_low(), a.widen_high(), b.widen_low(), b.widen_high()].map(|lanes| lanes.to_f32() * unit)
    };
    zip_pixels(run, source, |below, above| {
        let (below, above) = (floats(below), floats(above));
        let mixed = |i: usize| {
            let mixed = below[i] + (blend(below[i], above[i]) - below[i]) * opacity;
            (mixed * F32x4::splat(255.0)).round_small()
        };
        I32x4::to_clamped_bytes(mixed(0), mixed(1), mixed(2), mixed(3))
    });
}

#[inline(always)]
fn multiply(below: F32x4, above: F32x4) -> F32x4 {
    below * above
}

#[inline(always)]
fn screen(below: F32x4, above: F32x4) -> F32x4 {
    below + above - below * above
}

#[inline(always)]
fn exclusion(below: F32x4, above: F32x4) -> F32x4 {
    let product = below * above;
    below + above - product - product
}

#[inline(always)]
fn hard_light(below: F32x4, above: F32x4) -> F32x4 {
    let twice = above + above;
    multiply(below, twice).select(screen(below, twice - F32x4::splat(1.0)), above.less_than(F32x4::splat(0.5)))
}

#[inline(always)]
fn soft_light(below: F32x4, above: F32x4) -> F32x4 {
    let (one, slope) = (F32x4::splat(1.0), above + above - F32x4::splat(1.0));
    let cubic = ((F32x4::splat(16.0) * below - F32x4::splat(12.0)) * below + F32x4::splat(4.0)) * below;
    let lighter = cubic.select(below.square_root(), below.less_than(F32x4::splat(0.25))) - below;
    below + slope * (below * (one - below)).select(lighter, slope.less_than(F32x4::splat(0.0)))
}

/// Less than half a level, and more than 0: separates 0 from the first level, and 255 from the level before.
const NOTHING: f32 = 0.25 / 255.0;

#[inline(always)]
fn color_dodge(below: F32x4, above: F32x4, nothing: F32x4) -> F32x4 {
    let one = F32x4::splat(1.0);
    // With nothing left to divide by, the quotient is at least 4 and thus clamped to 1, except for black.
    one.min(below.divide((one - above).max(nothing * nothing))).select(F32x4::splat(0.0), nothing.less_than(below))
}

#[inline(always)]
fn color_burn(below: F32x4, above: F32x4, nothing: F32x4) -> F32x4 {
    let one = F32x4::splat(1.0);
    one - color_dodge(one - below, one - above, nothing)
}

/// The luminosity of Compositing and Blending.
#[inline(always)]
fn luminosity([red, green, blue]: Colors) -> F32x4 {
    red * F32x4::splat(0.3) + green * F32x4::splat(0.59) + blue * F32x4::splat(0.11)
}

#[inline(always)]
fn least([red, green, blue]: Colors) -> F32x4 {
    red.min(green).min(blue)
}

#[inline(always)]
fn most([red, green, blue]: Colors) -> F32x4 {
    red.max(green).max(blue)
}

#[inline(always)]
fn saturation(colors: Colors) -> F32x4 {
    most(colors) - least(colors)
}

/// Stretches the colours to the given range, with the smallest at 0.
#[inline(always)]
fn with_saturation(colors: Colors, saturation: F32x4, nothing: F32x4) -> Colors {
    let least = least(colors);
    // Grays are 0 then, for any factor.
    let scale = saturation.divide((most(colors) - least).max(nothing));
    colors.map(|color| (color - least) * scale)
}

/// Moves the colours to a luminosity, then towards it as far as necessary for all of them to lie between 0 and 1.
#[inline(always)]
fn with_luminosity(colors: Colors, target: F32x4) -> Colors {
    let (zero, one, tiny) = (F32x4::splat(0.0), F32x4::splat(1.0), F32x4::splat(1e-6));
    let moved = target - luminosity(colors);
    let colors = colors.map(|color| color + moved);
    let (least, most) = (least(colors), most(colors));
    let up = target.divide((target - least).max(tiny)).select(one, least.less_than(zero));
    let down = (one - target).divide((most - target).max(tiny)).select(one, one.less_than(most));
    // Colours are at most 1 apart, so never both ends have to be moved.
    let scale = up.min(down);
    colors.map(|color| target + (color - target) * scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{SIDES, check_combined, compare, noise};
    use crate::image::frame::Frame;
    use crate::image::pipeline::{Inputs, Options, Pipeline};

    type Real = [f64; 3];

    fn lum(c: Real) -> f64 {
        0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]
    }

    fn clip(c: Real) -> Real {
        let (l, n, x) = (lum(c), c.into_iter().fold(f64::MAX, f64::min), c.into_iter().fold(f64::MIN, f64::max));
        let c = if n < 0.0 { c.map(|v| l + (v - l) * l / (l - n)) } else { c };
        if x > 1.0 { c.map(|v| l + (v - l) * (1.0 - l) / (x - l)) } else { c }
    }

    fn set_lum(c: Real, l: f64) -> Real {
        let d = l - lum(c);
        clip(c.map(|v| v + d))
    }

    fn sat(c: Real) -> f64 {
        c.into_iter().fold(f64::MIN, f64::max) - c.into_iter().fold(f64::MAX, f64::min)
    }

    /// The specification's procedure: the middle value in proportion, the largest `s`, the smallest 0.
    fn set_sat(c: Real, s: f64) -> Real {
        let mut order = [0, 1, 2];
        order.sort_by(|&a, &b| c[a].total_cmp(&c[b]));
        let [min, mid, max] = order;
        let mut result = [0.0; 3];
        if c[max] > c[min] {
            result[mid] = (c[mid] - c[min]) * s / (c[max] - c[min]);
            result[max] = s;
        }
        result
    }

    fn channel(mode: BlendMode, b: f64, s: f64) -> f64 {
        match mode {
            BlendMode::Multiply => b * s,
            BlendMode::Screen => b + s - b * s,
            BlendMode::Overlay => channel(BlendMode::HardLight, s, b),
            BlendMode::Darken => b.min(s),
            BlendMode::Lighten => b.max(s),
            BlendMode::ColorDodge if b == 0.0 => 0.0,
            BlendMode::ColorDodge if s == 1.0 => 1.0,
            BlendMode::ColorDodge => f64::min(1.0, b / (1.0 - s)),
            BlendMode::ColorBurn if b == 1.0 => 1.0,
            BlendMode::ColorBurn if s == 0.0 => 0.0,
            BlendMode::ColorBurn => 1.0 - f64::min(1.0, (1.0 - b) / s),
            BlendMode::HardLight if s <= 0.5 => b * 2.0 * s,
            BlendMode::HardLight => channel(BlendMode::Screen, b, 2.0 * s - 1.0),
            BlendMode::SoftLight if s <= 0.5 => b - (1.0 - 2.0 * s) * b * (1.0 - b),
            BlendMode::SoftLight => {
                let d = if b <= 0.25 { ((16.0 * b - 12.0) * b + 4.0) * b } else { b.sqrt() };
                b + (2.0 * s - 1.0) * (d - b)
            }
            BlendMode::Difference => (b - s).abs(),
            BlendMode::Exclusion => b + s - 2.0 * b * s,
            _ => s,
        }
    }

    fn blended(mode: BlendMode, b: Real, s: Real) -> Real {
        match mode {
            BlendMode::Hue => set_lum(set_sat(s, sat(b)), lum(b)),
            BlendMode::Saturation => set_lum(set_sat(b, sat(s)), lum(b)),
            BlendMode::Color => set_lum(s, lum(b)),
            BlendMode::Luminosity => set_lum(b, lum(s)),
            _ => core::array::from_fn(|c| channel(mode, b[c], s[c])),
        }
    }

    #[test]
    fn every_mode_agrees_with_the_specification() {
        for (index, &mode) in BlendMode::ALL.iter().enumerate() {
            for (opacity, at) in [(1.0, [0, 0]), (0.3, [4, -1]), (1.0, [-2, 1])] {
                let make = |frame| Blend { frame, mode, opacity, x: at[0], y: at[1] };
                check_combined(&make, Format::Rgba, SIDES[index % SIDES.len()], at, 1, |below, above| {
                    let Some(above) = above else { return below };
                    let [b, s] = [below, above].map(|p| p.map(|c| f64::from(c) / 255.0));
                    let (source, destination) = (s[3] * opacity, b[3]);
                    let (bc, sc) = ([b[0], b[1], b[2]], [s[0], s[1], s[2]]);
                    let mix = blended(mode, bc, sc);
                    let alpha = source + destination * (1.0 - source);
                    let color = |c: usize| {
                        let source_color = (1.0 - destination) * sc[c] + destination * mix[c];
                        let sum = source * source_color + (1.0 - source) * destination * bc[c];
                        if alpha == 0.0 { 0.0 } else { sum / alpha }
                    };
                    [color(0), color(1), color(2), alpha].map(|v| (v * 255.0).round() as u8)
                });
            }
        }
    }

    #[test]
    fn grays_are_gray_colours() {
        for &mode in BlendMode::ALL {
            let (mut frame, other) = (noise(Format::Gray8, 31, 5, true, 1), noise(Format::Gray8, 31, 5, true, 2));
            let expected = frame.bytes().iter().zip(other.bytes()).map(|(&b, &s)| {
                let [b, s] = [b, s].map(|v| [f64::from(v) / 255.0; 3]);
                ((b[0] + (blended(mode, b, s)[0] - b[0]) * 0.7) * 255.0).round() as u8
            });
            let expected: Vec<u8> = expected.collect();
            let blend = Blend { frame: Some(Input(1)), mode, opacity: 0.7, ..Blend::default() };
            let frames = [(Input(1), &other)];
            let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
            Pipeline::new(vec![Box::new(blend)]).apply_with(&mut frame, options).unwrap();
            compare(&format!("{mode:?}"), frame.bytes(), &expected, 1);
        }
    }

    #[test]
    fn reports_a_missing_frame_or_another_format_with_the_argument() {
        let mut frame = noise(Format::Rgba, 4, 4, true, 1);
        let blend = Blend { frame: Some(Input(1)), ..Blend::default() };
        let mut pipeline = Pipeline::new(vec![Box::new(blend)]);
        let error = pipeline.apply(&mut frame).unwrap_err();
        assert_eq!((error.code, &*error.argument), (crate::Code::Closed, "steps[0].frame"), "{error}");
        let gray: Frame = noise(Format::Gray8, 4, 4, true, 1);
        let frames = [(Input(1), &gray)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let error = pipeline.apply_with(&mut frame, options).unwrap_err();
        assert_eq!(error.code, crate::Code::UnsupportedFormat, "{error}");
    }
}
