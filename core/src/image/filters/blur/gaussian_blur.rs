//! `gaussianBlur`: a true Gaussian, as in [Filter Effects](https://www.w3.org/TR/filter-effects-1/#blurEquivalent).

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::gaussian::gaussian;
use crate::image::filters::Operate;
#[cfg(feature = "float")]
use crate::image::kernels::float::FloatOperation;
#[cfg(feature = "float")]
use crate::image::kernels::float::gaussian as float_gaussian;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Blurs with a Gaussian; colours are weighted by alpha.
    ///
    /// Source: Filter Effects Module Level 1, `blur()`, whose parameter is the standard deviation. The specification
    /// allows an approximation by three box blurs; this is the Gaussian itself, at 55 dB or more.
    pub struct GaussianBlur: "gaussianBlur" in "blur" version 1 on planes {
        /// Standard deviation of the blur; 0 leaves the frame unchanged.
        sigma: f64 = Kind::Number(Number::new(2.0, 0.0, 256.0).typical(0.0, 40.0).step(0.1).unit(Unit::Pixels)),
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = Kind::Enum { names: BorderMode::NAMES, default: 0 },
    }
}

/// Below this standard deviation, the weight of the neighbours is less than half a level: exp(-1/2σ²) < 1/1000.
const NOTHING: f64 = 0.26;

impl Operate for GaussianBlur {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.sigma < NOTHING {
            return Ok(Operation::Identity);
        }
        let (width, height) = (input.width() as usize, input.height() as usize);
        Ok(Operation::Window(gaussian(self.sigma, self.border, width, height, input.format())?))
    }

    #[cfg(feature = "float")]
    fn float(&self, input: &RowLayout) -> Result<Option<FloatOperation>> {
        let size = input.size();
        float_gaussian(self.sigma, self.border, size, None).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{SIDES, check_weighted_mean, noise, run};

    /// The blurred frame in f64, premultiplied, with clamped edges.
    fn reference(bytes: &[u8], width: isize, height: isize, sigma: f64) -> Vec<f64> {
        let radius = (5.0 * sigma).ceil() as isize;
        let weights: Vec<f64> = (-radius..=radius).map(|i| (-0.5 * (i as f64 / sigma).powi(2)).exp()).collect();
        let total: f64 = weights.iter().sum();
        let premultiplied = |i: usize| {
            let alpha = f64::from(bytes[i / 4 * 4 + 3]);
            if i % 4 == 3 { alpha } else { f64::from(bytes[i]) * alpha / 255.0 }
        };
        let source: Vec<f64> = (0..bytes.len()).map(premultiplied).collect();
        let pass = |source: &[f64], dx: isize, dy: isize| -> Vec<f64> {
            (0..source.len() as isize)
                .map(|i| {
                    let (x, y, c) = (i / 4 % width, i / 4 / width, i % 4);
                    let at = |k: isize| {
                        let (x, y) = ((x + k * dx).clamp(0, width - 1), (y + k * dy).clamp(0, height - 1));
                        source[((y * width + x) * 4 + c) as usize]
                    };
                    (-radius..=radius).zip(&weights).map(|(k, weight)| weight * at(k)).sum::<f64>() / total
                })
                .collect()
        };
        pass(&pass(&source, 1, 0), 0, 1)
    }

    #[test]
    fn agrees_with_the_gaussian_on_premultiplied_values() {
        for (width, height) in SIDES {
            for sigma in [0.1, 0.4, 1.0, 2.0, 3.0, 8.0, 13.0] {
                for opaque in [true, false] {
                    let source = noise(Format::Rgba, width, height, opaque, 7);
                    let result = run(&GaussianBlur { sigma, border: BorderMode::Clamp }, &source);
                    let expected = reference(source.bytes(), width as isize, height as isize, sigma);
                    #[cfg(feature = "float")]
                    {
                        let filter = GaussianBlur { sigma, border: BorderMode::Clamp };
                        let floats = crate::image::testing::float::run(&filter, &source, Default::default());
                        for (pixel, want) in floats.as_chunks::<4>().0.iter().zip(expected.as_chunks::<4>().0) {
                            for c in 0..4 {
                                let got = 255.0 * pixel[c] * if c == 3 { 1.0 } else { pixel[3] };
                                assert!((got - want[c]).abs() < 0.005, "σ {sigma} on floats: {got}, not {}", want[c]);
                            }
                        }
                    }
                    for (i, (pixel, want)) in
                        result.bytes().as_chunks::<4>().0.iter().zip(expected.as_chunks::<4>().0).enumerate()
                    {
                        let alpha = f64::from(pixel[3]);
                        for c in 0..4 {
                            let got = if c == 3 { alpha } else { f64::from(pixel[c]) * alpha / 255.0 };
                            // One level of rounding, and half a level from the division of colours by alpha.
                            assert!(
                                (got - want[c]).abs() <= 1.0,
                                "σ {sigma} {width}×{height} opaque {opaque}: pixel {i} channel {c}: got {got}, expected {}",
                                want[c]
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn wide_blurs_agree_with_the_gaussian_for_every_border() {
        for (width, height) in [(1, 1), (17, 9), (5, 40)] {
            for (sigma, opaque) in [(6.0, false), (12.5, true)] {
                for &border in BorderMode::ALL {
                    let radius = (5.0 * sigma) as isize;
                    let weight = |d: isize| (-0.5 * (d as f64 / sigma).powi(2)).exp();
                    let taps: Vec<_> = (-radius..=radius)
                        .flat_map(|dy| (-radius..=radius).map(move |dx| (dx, dy, weight(dx) * weight(dy))))
                        .collect();
                    let source = noise(Format::Rgba, width, height, opaque, 5);
                    check_weighted_mean(&GaussianBlur { sigma, border }, &source, border, &taps, 1.0);
                }
            }
        }
    }
}
