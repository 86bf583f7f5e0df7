//! `zoomBlur`: the blur of a lens that zooms.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::means::paths::Paths;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Blurs along the lines to a centre, more with growing distance; colours are weighted by alpha.
    ///
    /// Each pixel is the mean of a line that begins at the pixel and covers the part `amount` of the way to the centre.
    /// A line of `l` pixels is sampled at the middles of 2ⁿ equal parts: the smallest such count that is at least `l`,
    /// up to 64. Longer lines are therefore sampled more coarsely. Positions between pixels are interpolated linearly;
    /// translucent colours are first weighted by alpha in whole levels. Outside the frame, the outermost pixels are
    /// repeated.
    pub struct ZoomBlur: "zoomBlur" in "lens" version 1 on planes {
        /// Part of the way to the centre that is covered; 0 leaves the frame unchanged.
        amount: f64 = Kind::Number(Number::new(0.1, 0.0, 1.0).typical(0.0, 0.5).unit(Unit::Factor)),
        /// Centre of the zoom, which stays sharp.
        center: [f64; 2] = Kind::Point([0.5, 0.5]),
    }
}

impl Operate for ZoomBlur {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.amount <= 0.0 {
            return Ok(Operation::Identity);
        }
        let step = |t: f64| {
            let scale = 1.0 - self.amount * t;
            [scale, 0.0, 0.0, scale]
        };
        Ok(Operation::Gather(Box::new(Paths::new(input, self.center, self.amount, step)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::kernels::means::paths::tests::check;

    #[test]
    fn agrees_with_the_mean_of_the_line() {
        for (amount, center) in [(0.1, [0.5, 0.5]), (1.0, [0.0, 0.3]), (0.37, [0.9, 1.0])] {
            let place = |t: f64, [x, y]: [f64; 2]| [x * (1.0 - amount * t), y * (1.0 - amount * t)];
            check(&ZoomBlur { amount, center }, center, amount, place);
        }
    }
}
