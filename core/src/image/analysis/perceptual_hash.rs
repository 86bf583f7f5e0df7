//! The perceptual hash.

use super::cells::cells;
use super::{Analyze, Input, Memory, Results, sort};
use crate::error::Result;
use crate::image::frame::Frame;
use crate::math::trigonometry::cosine;

crate::analysis! {
    /// Returns the perceptual hash (pHash), 64 bits: pictures that look alike have hashes with a small `hammingDistance`.
    ///
    /// It compares low frequencies of the luma. It is slower than the difference hash and more robust.
    pub struct PerceptualHashAnalysis: "perceptualHash" of 1 frame as Hash {}
}

impl Analyze for PerceptualHashAnalysis {
    fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        results.put_hash(perceptual_hash(input.frame));
        Ok(())
    }
}

/// The perceptual hash: the frame is reduced to 32 × 32 cells of mean luma. Of their discrete cosine transform (type
/// II), the 8 × 8 lowest frequencies are compared with their median, row by row, the lowest frequency being the highest
/// bit: a bit is set where the value is larger. Same as the Python package ImageHash, except for the method of reducing
/// the frame.
pub fn perceptual_hash(frame: &Frame) -> u64 {
    let cells = cells::<32, 32>(frame);
    let waves: [[f64; 32]; 8] =
        core::array::from_fn(|k| core::array::from_fn(|n| cosine((k * (2 * n + 1)) as f64 / 128.0)));
    let across = cells.map(|row| waves.map(|wave| row.iter().zip(wave).map(|(cell, wave)| cell * wave).sum::<f64>()));
    let low: [[f64; 8]; 8] = core::array::from_fn(|k| {
        core::array::from_fn(|column| across.iter().zip(waves[k]).map(|(row, wave)| row[column] * wave).sum())
    });
    let mut sorted = [0.0; 64];
    sorted.copy_from_slice(low.as_flattened());
    sort(&mut sorted, |a, b| a < b);
    let median = f64::midpoint(sorted[31], sorted[32]);
    low.as_flattened().iter().fold(0, |hash, &frequency| hash << 1 | u64::from(frequency > median))
}
