//! `exposure`: multiplies light, like a longer exposure.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::srgb::{decode, encode};
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, colors, decode_srgb, encode_srgb};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;
#[cfg(feature = "float")]
use crate::simd::F32x4;

crate::filter! {
    /// Multiplies the light: each stop doubles it. Alpha is unchanged.
    ///
    /// Channels are decoded to linear light, multiplied by 2 to the power of `stops`, clamped, and encoded again.
    /// Source of the transfer function: IEC 61966-2-1 (sRGB).
    pub struct Exposure: "exposure" in "tone" version 1 on channels {
        /// Stops; 0 leaves the frame unchanged, 1 doubles the light, -1 halves it.
        stops: f64 = Kind::Number(Number::new(0.0, -5.0, 5.0).typical(-2.0, 2.0).step(0.05).unit(Unit::Stops)),
    }
}

impl Operate for Exposure {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let gain = self.stops.exp2();
        let table = Table::of_colors(input.format(), |value| encode(decode(value) * gain));
        Ok(Operation::Table(table))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let gain = self.stops.exp2();
        let number = |number: f64| F32x4::splat(number as f32);
        let (power, offset) = (number(gain.powf(1.0 / 2.4)), number(0.055));
        // Of a value above the first and of light above the second, sRGB is a power.
        let (value_above, light_above) = (number(0.04045), number(0.003_130_8 * 1.001 / gain));
        let (least_light, gain) = (number(decode(0.04045)), number(gain));
        let above = value_above.max(encode_srgb(light_above.max(least_light)));
        Ok(Some(colors(move |value| {
            // The powers of decoding and of encoding cancel out. Nearly all values are that bright, or there are four zeros.
            if above.greater_than(value).to_array() == [0; 4] {
                return (value + offset) * power - offset;
            }
            encode_srgb(decode_srgb(value) * gain)
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{check_pixels_exactly, rounded, table};

    /// The light of an sRGB value, by bisection: an independent inverse of the encoding.
    fn light_of(value: f64) -> f64 {
        let encoded = |light: f64| {
            if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * (light.ln() / 2.4).exp() - 0.055 }
        };
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if encoded(middle) < value { low = middle } else { high = middle }
        }
        (low + high) / 2.0
    }

    #[test]
    fn is_a_gain_in_linear_light() {
        for stops in [-5.0, -2.0, -1.0, -0.3, 0.0, 0.05, 1.0, 1.7, 5.0] {
            let results: Vec<u8> = (0..=255)
                .map(|value| {
                    let light = (light_of(f64::from(value) / 255.0) * 2f64.powf(stops)).min(1.0);
                    let is_dark = light <= 0.003_130_8;
                    rounded(if is_dark { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 })
                })
                .collect();
            let look_up = |c: u8| results[usize::from(c)];
            check_pixels_exactly(&Exposure { stops }, |[r, g, b, a]| [look_up(r), look_up(g), look_up(b), a]);
        }
    }

    #[test]
    fn a_stop_doubles_the_light() {
        // Middle gray reflects 18 % of the light, which is 118 in sRGB; 36 % is 162, a half 188, a thirty-second 49.
        for (stops, from, to) in [(1.0, 118, 162), (-1.0, 255, 188), (1.0, 188, 255), (-5.0, 255, 49), (0.0, 77, 77)] {
            assert_eq!(table(&Exposure { stops }).channel(0)[from], to, "{stops} stops from {from}");
        }
    }
}
