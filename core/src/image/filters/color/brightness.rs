//! `brightness`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#brightnessEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Channel, Linear, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Brightens or darkens the frame: multiplies every colour channel by `amount`.
    ///
    /// Source: Filter Effects Module Level 1, `brightness()`.
    pub struct Brightness: "brightness" in "color" version 1 on channels {
        /// Factor; 0 gives black, 1 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 10.0).typical(0.0, 2.0).unit(Unit::Factor)),
    }
}

impl Operate for Brightness {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let color = Channel { slope: self.amount, intercept: 0.0 };
        Ok(Operation::Linear(Linear::new(input.format(), color, Channel::IDENTITY)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn agrees_with_the_formula() {
        for amount in [0.0, 0.37, 0.5, 1.0, 1.5, 2.0, 3.3, 10.0] {
            check_pixels(&Brightness { amount }, |[r, g, b, a]| [r * amount, g * amount, b * amount, a]);
        }
    }
}
