//! `emboss`: a relief, lit from one side.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::trigonometry::{cosine, sine};
use crate::image::filters::edges::gradient::{Operator, gradient};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Shows the luma as a gray relief, lit from one side: slopes rising towards the light are darker, falling slopes
    /// are brighter. Alpha is unchanged.
    ///
    /// `128 - amount / 4 * (Gx cos(angle) + Gy sin(angle))`, rounded and clamped, where `(Gx, Gy)` is the gradient of
    /// `sobel`: of the luma of BT.601 in whole levels, weighted by alpha, mirrored outside the frame without repeating
    /// the outermost row.
    pub struct Emboss: "emboss" in "edges" version 1 on color and gray {
        /// Direction from which the light comes; 0 is right, 90 below, 225 the upper left.
        angle: f64 = Kind::Number(Number::new(225.0, -360.0, 360.0).typical(0.0, 360.0).step(1.0).unit(Unit::Degrees)),
        /// Height of the relief; 1 shows the difference between the neighbours on either side, 0 gives middle gray.
        amount: f64 = Kind::Number(Number::new(1.0, 0.0, 7.0).typical(0.0, 4.0).unit(Unit::Factor)),
    }
}

impl Operate for Emboss {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let turns = self.angle / 360.0;
        let weight = |part: f64| (-self.amount / 4.0 * part * f64::from(1 << 14)).round() as i16;
        gradient(Operator::Emboss([weight(cosine(turns)), weight(sine(turns))]), input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, compare, noise, run};
    use crate::image::frame::{Format, Frame};

    fn reference(source: &Frame, filter: &Emboss) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let (bytes, p) = (source.bytes(), source.layout().rows().unwrap().pixel_bytes());
        let mirror = |i: isize, n: isize| if n == 1 { 0 } else if i < 0 { -i } else if i >= n { 2 * n - 2 - i } else { i };
        let luma = |x: isize, y: isize| {
            let i = (mirror(y, h) * w + mirror(x, w)) as usize * p;
            if p == 1 {
                return f64::from(bytes[i]);
            }
            let [r, g, b, a] = [0, 1, 2, 3].map(|c| f64::from(bytes[i + c]));
            (((4899.0 * r + 9617.0 * g + 1868.0 * b + 8192.0) / 16384.0).floor() * a / 255.0).round()
        };
        let mut result = bytes.to_vec();
        for (i, pixel) in result.chunks_exact_mut(p).enumerate() {
            let (x, y) = (i as isize % w, i as isize / w);
            let at = |dx: isize, dy: isize| luma(x + dx, y + dy);
            let gx = at(1, -1) + 2.0 * at(1, 0) + at(1, 1) - at(-1, -1) - 2.0 * at(-1, 0) - at(-1, 1);
            let gy = at(-1, 1) + 2.0 * at(0, 1) + at(1, 1) - at(-1, -1) - 2.0 * at(0, -1) - at(1, -1);
            let (sine, cosine) = filter.angle.to_radians().sin_cos();
            let level = 128.0 - filter.amount / 4.0 * (gx * cosine + gy * sine);
            pixel[..p.min(3)].fill(level.round().clamp(0.0, 255.0) as u8);
        }
        result
    }

    #[test]
    fn agrees_with_the_formula() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (angle, amount) in [(225.0, 1.0), (0.0, 7.0), (90.0, 0.3), (-33.0, 2.5), (180.0, 0.0)] {
                    let source = noise(format, width, height, opaque, 3);
                    let filter = Emboss { angle, amount };
                    let what = format!("{filter:?} {format:?} {width}×{height}");
                    compare(&what, run(&filter, &source).bytes(), &reference(&source, &filter), 1);
                }
            }
        }
    }
}
