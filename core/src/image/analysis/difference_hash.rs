//! The difference hash.

use super::cells::cells;
use super::{Analyze, Input, Memory, Results};
use crate::error::Result;
use crate::image::frame::Frame;

crate::analysis! {
    /// Returns the difference hash (dHash), 64 bits: pictures that look alike have hashes with a small `hammingDistance`.
    ///
    /// It compares the mean luma of neighbouring cells. It is faster than the perceptual hash. Source: Krawetz 2013.
    pub struct DifferenceHashAnalysis: "differenceHash" of 1 frame as Hash {}
}

impl Analyze for DifferenceHashAnalysis {
    fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        results.put_hash(difference_hash(input.frame));
        Ok(())
    }
}

/// The difference hash (Krawetz 2013): the frame is reduced to 9 × 8 cells of mean luma. A bit is set where a cell is
/// brighter than its left neighbour; the first cell of the first row is the highest bit.
pub fn difference_hash(frame: &Frame) -> u64 {
    let cells = cells::<9, 8>(frame);
    let bits = cells.iter().flat_map(|row| row.array_windows()).map(|[left, right]| u64::from(right > left));
    bits.fold(0, |hash, bit| hash << 1 | bit)
}
