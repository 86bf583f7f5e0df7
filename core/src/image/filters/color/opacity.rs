//! `opacity`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#opacityEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Channel, Linear, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Makes the frame more transparent: multiplies alpha by `amount`.
    ///
    /// Source: Filter Effects Module Level 1, `opacity()`.
    pub struct Opacity: "opacity" in "color" version 1 on color {
        /// Factor; 0 gives full transparency, 1 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).unit(Unit::Factor)),
    }
}

impl Operate for Opacity {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let alpha = Channel { slope: self.amount, intercept: 0.0 };
        Ok(Operation::Linear(Linear::new(input.format(), Channel::IDENTITY, alpha)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn agrees_with_the_formula() {
        for amount in [0.0, 0.25, 0.5, 0.8, 1.0] {
            check_pixels(&Opacity { amount }, |[r, g, b, a]| [r, g, b, a * amount]);
        }
    }
}
