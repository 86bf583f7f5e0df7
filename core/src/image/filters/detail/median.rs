//! `median`: removes single wrong pixels and preserves edges.

mod histograms;
mod networks;

use alloc::boxed::Box;

use self::histograms::Histograms;
use self::networks::Networks;
use crate::image::kernels::BorderMode;
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::filters::detail::neighborhood::{Order, neighborhood};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::RowLayout;

crate::filter! {
    /// Replaces each channel by the median of the square around the pixel, which removes single wrong pixels and
    /// preserves edges.
    ///
    /// Every channel is processed by itself, including alpha, and colours are not weighted by alpha. Exact, as OpenCV's
    /// `medianBlur`: outside the frame, the outermost pixels are repeated.
    pub struct Median: "median" in "detail" version 1 on planes {
        /// Radius of the square, which is `2 radius + 1` pixels wide; 0 leaves the frame unchanged.
        radius: i32 = Kind::Integer(Number::new(1.0, 0.0, 15.0).step(1.0).unit(Unit::Pixels)),
    }
}

impl Operate for Median {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let radius = self.radius.max(0) as usize;
        match radius {
            0 => Ok(Operation::Identity),
            1..=3 => {
                let networks = Networks::new(radius, input)?;
                neighborhood(input, [radius, 0], BorderMode::Clamp, Order::Pixels, Box::new(networks))
            }
            _ => {
                let histograms = Histograms::new(radius, input)?;
                neighborhood(input, [radius, 1], BorderMode::Clamp, Order::Planes, Box::new(histograms))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::{Format, Frame};

    fn reference(source: &Frame, radius: isize) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let p = source.layout().rows().unwrap().pixel_bytes();
        let median = |i: usize| {
            let (x, y) = ((i / p) as isize % w, (i / p) as isize / w);
            let mut values: Vec<u8> = Vec::new();
            for dy in -radius..=radius {
                for dx in -radius..=radius {
                    let from = (y + dy).clamp(0, h - 1) * w + (x + dx).clamp(0, w - 1);
                    values.push(source.bytes()[from as usize * p + i % p]);
                }
            }
            values.sort_unstable();
            values[values.len() / 2]
        };
        (0..source.bytes().len()).map(median).collect()
    }

    #[test]
    fn agrees_exactly_with_the_definition() {
        for (width, height) in SIDES.into_iter().chain([(40, 40)]) {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for radius in [1, 2, 3, 4, 8, 15] {
                    let mut source = noise(format, width, height, opaque, radius as u32);
                    if !opaque && radius % 2 == 0 {
                        // Two rows only are translucent.
                        let bytes = source.bytes_mut().as_chunks_mut::<4>().0;
                        bytes.iter_mut().skip(width as usize * 2).for_each(|pixel| pixel[3] = 255);
                    }
                    let what = format!("{radius} {format:?} opaque {opaque} {width}×{height}");
                    let expected = reference(&source, radius);
                    compare(&what, run(&Median { radius: radius as i32 }, &source).bytes(), &expected, 0);
                }
            }
        }
    }

    #[test]
    fn agrees_exactly_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/median.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let layout = FrameLayout::new(Format::Rgba, size[0] as u32, size[1] as u32).unwrap();
        let mut frame = Frame::new(layout).unwrap();
        frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
        for [(_, radius), (_, expected)] in cases.as_chunks::<2>().0 {
            let expected: Vec<u8> = expected.iter().map(|&level| level as u8).collect();
            let result = run(&Median { radius: radius[0] as i32 }, &frame);
            compare(&format!("{radius:?}"), result.bytes(), &expected, 0);
        }
        assert_eq!(cases.len(), 2 * 4, "number of golden cases");
    }
}
