//! `gamma`: a power of each channel.

use crate::declare::{Kind, Number};
use crate::error::Result;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::{FloatOperation, colors, power};
use crate::image::kernels::{Operation, Table};
use crate::image::frame::RowLayout;

crate::filter! {
    /// Brightens or darkens the middle tones; black, white and alpha are unchanged.
    ///
    /// Each channel, from 0 to 1, is raised to the power of 1 / `exponent`: the gamma of Photoshop's and GIMP's Levels.
    pub struct Gamma: "gamma" in "tone" version 1 on channels {
        /// Exponent; 1 leaves the frame unchanged, more brightens, less darkens.
        exponent: f64 = Kind::Number(Number::new(1.0, 0.1, 10.0).typical(0.2, 3.0)),
    }
}

impl Operate for Gamma {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let power = 1.0 / self.exponent;
        Ok(Operation::Table(Table::of_colors(input.format(), |value| value.powf(power))))
    }

    #[cfg(feature = "float")]
    fn float(&self, _: &RowLayout) -> Result<Option<FloatOperation>> {
        let exponent = (1.0 / self.exponent) as f32;
        Ok(Some(colors(move |value| power(value, exponent))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{check_pixels_exactly, rounded};

    #[test]
    fn is_the_power_rounded_once() {
        for exponent in [0.1, 0.45, 1.0, 1.8, 2.2, 3.0, 10.0] {
            let power = |c: u8| if c == 0 { 0 } else { rounded(((f64::from(c) / 255.0).ln() / exponent).exp()) };
            check_pixels_exactly(&Gamma { exponent }, |[r, g, b, a]| [power(r), power(g), power(b), a]);
        }
    }
}
