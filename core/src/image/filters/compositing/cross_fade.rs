//! `crossFade`: fades from this frame to another.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;
use crate::image::input::Input;

use super::composite::Sum;

crate::filter! {
    /// Mixes this frame with another frame of the same size.
    ///
    /// Source: CSS Images Level 4, `cross-fade()`: premultiplied colours and alpha are
    /// `(1 - amount) * this + amount * other`. Outside its own pixels, the other frame is transparent. Without another
    /// frame, nothing changes.
    pub struct CrossFade: "crossFade" in "compositing" version 1 on color {
        /// Other frame.
        frame: Option<Input> = Kind::Frame,
        /// Share of the other frame; 0 leaves this frame unchanged.
        amount: f64 = Kind::Number(Number::new(0.5, 0.0, 1.0).unit(Unit::Factor)),
    }
}

impl CrossFade {
    fn shares(&self) -> [[f32; 2]; 2] {
        let amount = self.amount as f32;
        [[amount, 0.0], [1.0 - amount, 0.0]]
    }
}

impl Operate for CrossFade {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let Some(frame) = self.frame.filter(|_| self.amount > 0.0) else { return Ok(Operation::Identity) };
        Ok(Sum::operation(frame, input, [0, 0], 1.0, self.shares()))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let Some(frame) = self.frame.filter(|_| self.amount > 0.0) else {
            return Ok(Some(FloatOperation::Identity));
        };
        Ok(Some(Sum::new(frame, input, [0, 0], 1.0, self.shares()).on_floats()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, check_combined};
    use crate::image::frame::Format;

    #[test]
    fn mixes_premultiplied_colours() {
        for (size, amount) in SIDES.into_iter().zip([0.0, 1.0, 0.5, 0.1, 0.9, 0.25, 0.333, 0.75]) {
            let make = |frame| CrossFade { frame, amount };
            check_combined(&make, Format::Rgba, size, [0, 0], 1, |a, b| {
                if amount == 0.0 {
                    return a;
                }
                let [a, b] = [a, b.unwrap_or_default()].map(|p| p.map(f64::from));
                let mix = |x: f64, y: f64| (1.0 - amount) * x + amount * y;
                let alpha = mix(a[3], b[3]);
                let color = |c: usize| if alpha == 0.0 { 0.0 } else { mix(a[3] * a[c], b[3] * b[c]) / alpha };
                [color(0), color(1), color(2), alpha].map(|v| v.round() as u8)
            });
        }
    }
}
