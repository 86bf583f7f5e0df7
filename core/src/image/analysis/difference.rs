//! The difference of two frames.

use super::run::counted;
use super::{Analyze, Input, Memory, Results, same_layout};
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::frame::Frame;
use crate::simd::{I16x8, I32x4, U8x16};

crate::record! {
    /// The difference of two frames, over all bytes, alpha included; of YUV frames, over luma.
    pub struct Difference {
        /// The largest absolute difference of two bytes.
        maximum: u8 = Kind::Integer(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
        /// The mean of the absolute differences, in levels.
        mean: f64 = Kind::Number(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
        /// The mean of the squared differences.
        mean_squared_error: f64 = Kind::Number(Number::new(0.0, 0.0, 65_025.0)),
        /// Peak signal-to-noise ratio, `10 log₁₀(255² / mean squared error)`, in dB; infinite for equal frames.
        psnr: f64 = Kind::Number(Number::new(0.0, 0.0, f64::INFINITY).unit(Unit::Decibels)),
    }
}

crate::analysis! {
    /// Returns the difference of two frames of the same size and format.
    pub struct DifferenceAnalysis: "difference" of 2 frames as Record of Difference {}
}

impl Analyze for DifferenceAnalysis {
    fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        results.put_record(&difference(input.frame, input.other()?)?);
        Ok(())
    }
}

/// Number of bytes whose squares are summed in four unsigned lanes of 32 bits: 2¹⁴ of them per lane, 255² each.
const CHUNK: usize = 1 << 16;

/// Compares two frames of the same size and format.
///
/// # Errors
/// `unsupported-format` or `size-mismatch` if they differ.
pub fn difference(frame: &Frame, other: &Frame) -> Result<Difference> {
    same_layout(frame, other)?;
    let (mut maximum, mut sum, mut squares) = (U8x16::splat(0), 0_u64, 0_u64);
    let pixels = [frame, other].map(|frame| counted(frame).map_or(frame.bytes(), |(_, pixels)| pixels));
    for (a, b) in pixels[0].chunks(CHUNK).zip(pixels[1].chunks(CHUNK)) {
        let (mut part, mut part_squares) = (I32x4::splat(0), I32x4::splat(0));
        let mut add = |a: &[u8; 16], b: &[u8; 16]| {
            let (a, b) = (U8x16::load(a), U8x16::load(b));
            let (larger, smaller) = (a.max(b), a.min(b));
            let low = larger.widen_low() - smaller.widen_low();
            let high = larger.widen_high() - smaller.widen_high();
            maximum = maximum.max(I16x8::narrow(low, high));
            part = part + (low + high).dot(I16x8::splat(1));
            part_squares = part_squares + low.dot(low) + high.dot(high);
        };
        let ((a, a_tail), (b, b_tail)) = (a.as_chunks::<16>(), b.as_chunks::<16>());
        a.iter().zip(b).for_each(|(a, b)| add(a, b));
        let (mut last_a, mut last_b) = ([0; 16], [0; 16]);
        last_a[..a_tail.len()].copy_from_slice(a_tail);
        last_b[..b_tail.len()].copy_from_slice(b_tail);
        add(&last_a, &last_b);
        let total = |v: I32x4| v.to_array().iter().map(|&lane| u64::from(lane.cast_unsigned())).sum::<u64>();
        sum += total(part);
        squares += total(part_squares);
    }
    let count = pixels[0].len() as f64;
    let mean_squared_error = squares as f64 / count;
    Ok(Difference {
        maximum: maximum.to_array().into_iter().max().unwrap_or_default(),
        mean: sum as f64 / count,
        mean_squared_error,
        psnr: if squares == 0 { f64::INFINITY } else { 10.0 * (255.0 * 255.0 / mean_squared_error).log10() },
    })
}
