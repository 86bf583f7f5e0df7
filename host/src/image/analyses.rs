//! Analyses of frames behind handles, with results in a fixed buffer.

use super::gate::Gate;
use super::results::RESULTS;
use filmgate::error::{Code, Error, Result};
use filmgate::image::analysis::{Histogram, Palette, difference, difference_hash, perceptual_hash, sharpness};
use filmgate::image::frame::Frame;
use filmgate::memory::Handle;

/// Splits a hash into two 32-bit numbers, because a 64-bit float has only 53 bits.
fn halves(hash: u64) -> [f64; 2] {
    [(hash >> 32) as f64, (hash & 0xffff_ffff) as f64]
}

impl Gate {
    /// Runs the analysis with the index `which` in [`ANALYSES`], and returns its results, which are valid until the
    /// next analysis:
    /// - `histogram`: 256 counts each of red, green, blue, alpha and luma;
    /// - `statistics`: minimum, maximum, mean, standard deviation and median of each of those;
    /// - `difference` from `other`: maximum, mean, mean squared error, PSNR;
    /// - `structuralSimilarity` with `other`: the index;
    /// - the hashes: 32 bits and 32 bits;
    /// - `sharpness`: one number;
    /// - `dominantColors`: the number of colours, at most `count`, and red, green, blue and the share of each.
    ///
    /// # Errors
    /// `closed`, `busy`, `out-of-memory`, and the errors of the analyses.
    pub fn analyze(&mut self, which: usize, frame: Handle, other: Option<Handle>, count: usize) -> Result<&[f64]> {
        for frame in [Some(frame), other].into_iter().flatten() {
            self.idle(frame)?;
        }
        if self.analyses.results.is_empty() {
            self.analyses.results = filmgate::memory::zeroed(RESULTS)?;
        }
        let Self { frames, analyses, .. } = self;
        let other = || -> Result<&Frame> {
            let missing = || Error::new(Code::InvalidArgument, "other", "a frame", "none");
            Ok(&frames.get(other.ok_or_else(missing)?)?.frame)
        };
        let frame = &frames.get(frame)?.frame;
        match which {
            0 => {
                let histogram = Histogram::of(frame);
                analyses.put(histogram.counts.as_flattened().iter().map(|&count| f64::from(count)));
            }
            1 => {
                let histogram = Histogram::of(frame);
                analyses.put((0..5).flat_map(|channel| {
                    let of = histogram.statistics(channel);
                    [of.minimum.into(), of.maximum.into(), of.mean, of.standard_deviation, of.median.into()]
                }));
            }
            2 => {
                let of = difference(frame, other()?)?;
                analyses.put([of.maximum.into(), of.mean, of.mean_squared_error, of.psnr]);
            }
            3 => {
                let index = analyses.similarity.of(frame, other()?)?;
                analyses.put([index]);
            }
            4 => analyses.put(halves(difference_hash(frame))),
            5 => analyses.put(halves(perceptual_hash(frame))),
            6 => analyses.put([sharpness(frame)]),
            _ => {
                let mut palette = match analyses.palette.take() {
                    Some(palette) => palette,
                    None => Palette::new()?,
                };
                let found = palette.find(frame, count).map(|colors| {
                    let colors = colors.iter().flat_map(|of| [of.color[0], of.color[1], of.color[2], of.share]);
                    let numbers = std::iter::once((colors.clone().count() / 4) as f64).chain(colors);
                    analyses.results.iter_mut().zip(numbers).for_each(|(to, number)| *to = number);
                });
                analyses.palette = Some(palette);
                found?;
            }
        }
        Ok(&self.analyses.results)
    }
}

#[cfg(test)]
mod tests {
    use super::super::results::ANALYSES;
    use super::*;
    use filmgate::image::frame::{Format, FrameLayout};

    #[test]
    fn results_have_a_fixed_address_and_frames_must_exist() {
        let mut gate = Gate::default();
        let layout = FrameLayout::new(Format::Rgba8, 16, 16).unwrap();
        let [frame, other] = [1, 2].map(|level| {
            let frame = gate.create_frame(layout).unwrap();
            gate.frame_mut(frame).unwrap().bytes_mut().fill(100 * level);
            frame
        });
        let place = gate.analyze(0, frame, None, 0).unwrap().as_ptr();
        assert_eq!(gate.analyze(0, frame, None, 0).unwrap()[100], 256.0, "reds");
        for (which, name) in ANALYSES.iter().enumerate() {
            let results = gate.analyze(which, frame, Some(other), 4).unwrap();
            assert_eq!(results.as_ptr(), place, "{name}");
        }
        assert_eq!(gate.analyze(2, frame, Some(other), 0).unwrap()[..2], [100.0, 100.0], "apart");
        assert_eq!(gate.analyze(7, frame, None, 4).unwrap()[..5], [1.0, 100.0, 100.0, 100.0, 1.0], "one colour");
        assert_eq!(gate.analyze(7, frame, None, 0).unwrap_err().code, Code::OutOfRange, "0 colours");
        assert_eq!(gate.analyze(2, frame, None, 0).unwrap_err().code, Code::InvalidArgument, "missing other frame");
        gate.pin(other).unwrap();
        assert_eq!(gate.analyze(2, frame, Some(other), 0).unwrap_err().code, Code::Busy, "pinned frame");
        gate.unpin(other).unwrap();
        gate.close_frame(other).unwrap();
        assert_eq!(gate.analyze(2, frame, Some(other), 0).unwrap_err().code, Code::Closed, "closed");
    }
}
