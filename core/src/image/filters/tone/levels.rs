//! `levels`: the black point, the white point, and the gamma in between.

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, planes, power};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::{RowFormat, RowLayout};
#[cfg(feature = "float")]
use crate::simd::F32x4;

crate::choice! {
    /// The channels affected by [`Levels`].
    pub enum LevelsChannel {
        /// Red, green and blue alike; gray.
        All = "all",
        /// Red only. Gray frames are unchanged.
        Red = "red",
        /// Green only. Gray frames are unchanged.
        Green = "green",
        /// Blue only. Gray frames are unchanged.
        Blue = "blue",
    }
}

crate::filter! {
    /// Stretches a range of levels to another range, with a gamma; alpha is unchanged.
    ///
    /// `clamp((v - inputBlack) / (inputWhite - inputBlack)) ^ (1 / gamma) * (outputWhite - outputBlack) + outputBlack`,
    /// as Levels of Photoshop and GIMP. If `inputWhite` isn't above `inputBlack`, the result is a hard step: values of
    /// at least `inputBlack` become `outputWhite`, the others `outputBlack`.
    pub struct Levels: "levels" in "tone" version 1 on channels {
        /// Value that becomes `outputBlack`, like all darker values.
        input_black: f64 = Kind::Number(Number::new(0.0, 0.0, 1.0).step(0.005)),
        /// Value that becomes `outputWhite`, like all brighter values.
        input_white: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).step(0.005)),
        /// Gamma; 1 leaves the middle tones unchanged, more brightens, less darkens.
        gamma: f64 = Kind::Number(Number::new(1.0, 0.1, 10.0).typical(0.2, 3.0)),
        /// Darkest result; above `outputWhite`, tones are inverted.
        output_black: f64 = Kind::Number(Number::new(0.0, 0.0, 1.0).step(0.005)),
        /// Brightest result.
        output_white: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).step(0.005)),
        /// Affected channels. Gray frames have only `all`; for other values they are unchanged.
        channel: LevelsChannel = Kind::Enum { names: LevelsChannel::NAMES, default: 0 },
    }
}

impl Levels {
    fn level(&self, value: f64) -> f64 {
        let range = self.input_white - self.input_black;
        let place = if range > 0.0 {
            ((value - self.input_black) / range).clamp(0.0, 1.0).powf(1.0 / self.gamma)
        } else {
            f64::from(u8::from(value >= self.input_black))
        };
        place * (self.output_white - self.output_black) + self.output_black
    }
}

impl Operate for Levels {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let changes = match (self.channel, input.format()) {
            (LevelsChannel::All, RowFormat::Gray8) => [true; 4],
            (_, RowFormat::Gray8) => [false; 4],
            (LevelsChannel::All, _) => [true, true, true, false],
            (LevelsChannel::Red, _) => [true, false, false, false],
            (LevelsChannel::Green, _) => [false, true, false, false],
            (LevelsChannel::Blue, _) => [false, false, true, false],
        };
        let table = Table::of_channels(|channel, value| if changes[channel] { self.level(value) } else { value });
        Ok(Operation::Table(table))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        if input.format() == RowFormat::Gray8 && self.channel != LevelsChannel::All {
            return Ok(Some(FloatOperation::Identity));
        }
        let number = |number: f64| F32x4::splat(number as f32);
        let range = self.input_white - self.input_black;
        let (black, slope, gamma) = (number(self.input_black), number(1.0 / range), (1.0 / self.gamma) as f32);
        let (low, output) = (number(self.output_black), number(self.output_white - self.output_black));
        let (zero, one) = (F32x4::splat(0.0), F32x4::splat(1.0));
        let level = move |value: F32x4| {
            let place = if range > 0.0 {
                power(((value - black) * slope).max(zero).min(one), gamma)
            } else {
                zero.select(one, value.less_than(black))
            };
            place * output + low
        };
        let channel = self.channel;
        Ok(Some(planes(move |[r, g, b, a]| match channel {
            LevelsChannel::All => [level(r), level(g), level(b), a],
            LevelsChannel::Red => [level(r), g, b, a],
            LevelsChannel::Green => [r, level(g), b, a],
            LevelsChannel::Blue => [r, g, level(b), a],
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{check_pixels_exactly, compare, noise, rounded, run};

    #[test]
    fn follows_the_formula() {
        for [input_black, input_white, gamma, output_black, output_white] in [
            [0.0, 1.0, 1.0, 0.0, 1.0],
            [0.1, 0.8, 1.0, 0.0, 1.0],
            [0.0, 1.0, 2.2, 0.2, 0.9],
            [0.25, 0.5, 0.4, 1.0, 0.0],
            [0.3, 0.301, 10.0, 0.1, 0.7],
        ] {
            let level = |c: u8| {
                let v = f64::from(c) / 255.0;
                let place = if v <= input_black {
                    0.0
                } else if v >= input_white {
                    1.0
                } else {
                    (((v - input_black) / (input_white - input_black)).ln() / gamma).exp()
                };
                rounded(output_black * (1.0 - place) + output_white * place)
            };
            let all = Levels { input_black, input_white, gamma, output_black, output_white, ..Levels::default() };
            check_pixels_exactly(&all, |[r, g, b, a]| [level(r), level(g), level(b), a]);
            for (index, &channel) in LevelsChannel::ALL[1..].iter().enumerate() {
                let filter = Levels { channel, ..all.clone() };
                let source = noise(Format::Rgba, 17, 9, false, 5);
                let expected: Vec<u8> =
                    source.bytes().iter().enumerate().map(|(i, &c)| if i % 4 == index { level(c) } else { c }).collect();
                compare(LevelsChannel::NAMES[channel as usize], run(&filter, &source).bytes(), &expected, 0);
                let gray = noise(Format::Gray8, 17, 9, false, 5);
                assert_eq!(run(&filter, &gray).bytes(), gray.bytes(), "gray frames have no {channel:?}");
            }
        }
    }

    #[test]
    fn an_empty_range_is_a_hard_step() {
        for (input_black, input_white) in [(0.5, 0.5), (0.5, 0.1), (0.0, 0.0), (1.0, 1.0)] {
            let filter = Levels { input_black, input_white, output_black: 0.2, gamma: 3.0, ..Levels::default() };
            let step = |c: u8| if f64::from(c) / 255.0 >= input_black { 255 } else { 51 };
            check_pixels_exactly(&filter, |[r, g, b, a]| [step(r), step(g), step(b), a]);
        }
    }
}
