//! `spinBlur`: the blur of a camera that turns.

use alloc::boxed::Box;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::image::kernels::means::paths::Paths;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Blurs along circles around a centre, more with growing distance; colours are weighted by alpha.
    ///
    /// Each pixel is the mean of an arc of `angle` whose middle is the pixel. An arc of `l` pixels is sampled at the
    /// middles of 2ⁿ equal parts: the smallest such count that is at least `l`, up to 64. Longer arcs are therefore
    /// sampled more coarsely. Positions between pixels are interpolated linearly; translucent colours are first
    /// weighted by alpha in whole levels. Outside the frame, the outermost pixels are repeated.
    pub struct SpinBlur: "spinBlur" in "lens" version 1 on planes {
        /// Angle of the arc; 0 leaves the frame unchanged.
        angle: f64 = Kind::Number(Number::new(6.0, 0.0, 360.0).typical(0.0, 45.0).step(0.5).unit(Unit::Degrees)),
        /// Centre of the circles, which stays sharp.
        center: [f64; 2] = Kind::Point([0.5, 0.5]),
    }
}

impl Operate for SpinBlur {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.angle <= 0.0 {
            return Ok(Operation::Identity);
        }
        let turns = self.angle / 360.0;
        let step = |t: f64| {
            let (cos, sin) = (cosine(turns * (t - 0.5)), sine(turns * (t - 0.5)));
            [cos, -sin, sin, cos]
        };
        let length = turns * core::f64::consts::TAU;
        Ok(Operation::Gather(Box::new(Paths::new(input, self.center, length, step)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::kernels::means::paths::tests::check;

    #[test]
    fn agrees_with_the_mean_of_the_arc() {
        for (angle, center) in [(6.0, [0.5, 0.5]), (360.0, [0.2, 0.7]), (45.0, [1.0, 0.0])] {
            let place = |t: f64, [x, y]: [f64; 2]| {
                let (sin, cos) = f64::to_radians(angle * (t - 0.5)).sin_cos();
                [x * cos - y * sin, x * sin + y * cos]
            };
            check(&SpinBlur { angle, center }, center, angle.to_radians(), place);
        }
    }
}
