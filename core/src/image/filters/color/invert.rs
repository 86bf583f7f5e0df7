//! `invert`, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#invertEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::{Channel, Linear, Operation};
use crate::image::filters::Operate;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Inverts the colours, like a negative; alpha is unchanged.
    ///
    /// Source: Filter Effects Module Level 1, `invert()`.
    pub struct Invert: "invert" in "color" version 1 on channels {
        /// Strength; 0 leaves the frame unchanged, 0.5 gives middle gray, 1 inverts.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 1.0).unit(Unit::Factor)),
    }
}

impl Operate for Invert {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let color = Channel { slope: 1.0 - 2.0 * self.amount, intercept: self.amount };
        Ok(Operation::Linear(Linear::new(input.format(), color, Channel::IDENTITY)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::check_pixels;

    #[test]
    fn agrees_with_the_formula() {
        for amount in [0.0, 0.25, 0.5, 0.8, 1.0] {
            let f = |c: f64| c * (1.0 - amount) + (1.0 - c) * amount;
            check_pixels(&Invert { amount }, |[r, g, b, a]| [f(r), f(g), f(b), a]);
        }
    }
}
