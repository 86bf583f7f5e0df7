//! `zoomBlur`: as if the camera had zoomed.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::means::paths::Paths;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::FrameLayout;

crate::filter! {
    /// Blurs along the lines to a centre, the more the farther from it; colours are weighed by alpha.
    ///
    /// Each pixel is the mean of the line from itself to the centre, of as much of it as `amount` says. Of a line of `l` pixels
    /// that is the mean of 2ⁿ places, in the middles of equal parts, the first such count that is not below `l`, and up to 64 of
    /// them: longer lines are sampled more coarsely. Places between pixels are interpolated linearly; translucent colours are
    /// weighed by alpha in whole levels first. Beyond the edges the outermost pixels are repeated.
    pub struct ZoomBlur: "zoomBlur" in "blur" version 1 on [Rgba8, Gray8] {
        /// The part of the way to the centre that is covered; 0 changes nothing.
        amount: f64 = Kind::Number(Number::new(0.1, 0.0, 1.0).typical(0.0, 0.5).unit(Unit::Factor)),
        /// The place that stays sharp.
        center: [f64; 2] = Kind::Point([0.5, 0.5]),
    }
}

impl Operate for ZoomBlur {
    fn operation(&self, input: &FrameLayout) -> Result<Operation> {
        if self.amount <= 0.0 {
            return Ok(Operation::Identity);
        }
        let step = |t: f64| {
            let scale = 1.0 - self.amount * t;
            [scale, 0.0, 0.0, scale]
        };
        Ok(Operation::Geometry(Box::new(Paths::new(input, self.center, self.amount, step)?)))
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
