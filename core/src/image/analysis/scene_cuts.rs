//! Cuts between scenes, in a stream of frames.

use super::luma;
use crate::declare::Number;
use crate::error::Result;
use crate::image::frame::Frame;

/// The largest number of rows that are read.
const ROWS: usize = 144;
/// The grid whose cells are compared.
const GRID: [usize; 2] = [16, 9];
/// Number of ranges of levels whose counts are compared.
const BINS: usize = 32;
/// Number of columns whose luma is computed at once, on the stack.
const PART: usize = 256;
/// The standard deviation of the cells up to which a frame is flat, in levels.
const FLAT: f64 = 3.0;
/// The part of the pixels that must have other levels after a cut: for uncorrelated frames, and more for correlated ones, in
/// proportion to the correlation. After a fast pan, frames are correlated and have nearly the same levels.
const OTHER_LEVELS: [f64; 2] = [0.02, 0.12];

/// What is compared of a frame.
#[derive(Clone, Debug)]
struct Signature {
    /// The mean luma of each cell.
    cells: [[f64; GRID[0]]; GRID[1]],
    /// The part of the pixels whose luma is in each range.
    levels: [f64; BINS],
}

impl Signature {
    const NONE: Self = Self { cells: [[0.0; GRID[0]]; GRID[1]], levels: [0.0; BINS] };

    fn of(frame: &Frame) -> Self {
        let (width, height) = (frame.layout().width() as usize, frame.layout().height() as usize);
        let [columns, rows] = GRID;
        let mut sums = [[[0_u64; 2]; GRID[0]]; GRID[1]];
        let mut counts = [0_u64; BINS];
        let read = ROWS.min(height);
        for index in 0..read {
            let y = (2 * index + 1) * height / (2 * read);
            let sums = &mut sums[y * rows / height];
            for start in (0..width).step_by(PART) {
                let mut lumas = [0; PART];
                let lumas = &mut lumas[..PART.min(width - start)];
                luma::part(frame, start, y, lumas);
                for (x, &luma) in (start..).zip(&*lumas) {
                    let luma = usize::from(luma.cast_unsigned()).min(255);
                    let [sum, count] = &mut sums[x * columns / width];
                    (*sum, *count) = (*sum + luma as u64, *count + 1);
                    counts[luma * BINS / 256] += 1;
                }
            }
        }
        let all = (read * width) as f64;
        let mean = counts.iter().enumerate().map(|(bin, &count)| (bin as f64 + 0.5) * 8.0 * count as f64).sum::<f64>();
        // Frames smaller than the grid have cells without pixels, which don't differ from the mean.
        let cell = |[sum, count]: [u64; 2]| if count == 0 { mean / all } else { sum as f64 / count as f64 };
        Self { cells: sums.map(|row| row.map(cell)), levels: counts.map(|count| count as f64 / all) }
    }

    /// The mean and the standard deviation of the cells.
    fn moments(&self) -> [f64; 2] {
        let cells = self.cells.as_flattened();
        let count = cells.len() as f64;
        let mean = cells.iter().sum::<f64>() / count;
        let variance = cells.iter().map(|cell| (cell - mean) * (cell - mean)).sum::<f64>() / count;
        [mean, variance.sqrt()]
    }

    fn is_flat(&self) -> bool {
        self.moments()[1] <= FLAT
    }

    /// The correlation of the cells with those of another frame, from -1 to 1.
    fn correlation(&self, other: &Self) -> f64 {
        let ([a, deviation], [b, other_deviation]) = (self.moments(), other.moments());
        let pairs = self.cells.as_flattened().iter().zip(other.cells.as_flattened());
        let covariance = pairs.map(|(x, y)| (x - a) * (y - b)).sum::<f64>() / (GRID[0] * GRID[1]) as f64;
        covariance / (deviation * other_deviation)
    }

    /// The part of the pixels that have other levels.
    fn other_levels(&self, other: &Self) -> f64 {
        self.levels.iter().zip(&other.levels).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0
    }
}

/// Finds the cuts between scenes in a stream of frames.
///
/// A frame begins a new scene if the mean luma of the cells of a 16 × 9 grid has a correlation below `threshold` with that
/// of the frame before, and enough pixels have other levels (of 32): 2 %, plus 12 % times the correlation. The correlation
/// doesn't depend on brightness and contrast, so flashes and fades aren't cuts; counts of levels don't depend on positions,
/// so pans aren't.
/// Flat frames (the cells have a standard deviation of up to 3 levels: black, white) aren't compared: the frame after them
/// is compared with the last one that wasn't flat. At most 144 rows are read.
///
/// Luma is as in all analyses. Frames can have any format; sizes and formats may differ from frame to frame.
///
/// ```
/// use filmgate::image::analysis::SceneCuts;
/// use filmgate::image::frame::{Format, Frame, FrameLayout};
///
/// let mut cuts = SceneCuts::default();
/// let frame = Frame::new(FrameLayout::new(Format::I420, 320, 180)?)?;
/// assert!(!cuts.observe(&frame), "the first frame");
/// # Ok::<(), filmgate::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SceneCuts {
    threshold: f64,
    /// The last frame that wasn't flat.
    before: Signature,
    is_first: bool,
}

impl SceneCuts {
    /// Correlation below which the scene has changed.
    pub const THRESHOLD: Number = Number::new(0.65, -1.0, 1.0);

    /// Creates a detector.
    ///
    /// # Errors
    /// `out-of-range` for a threshold outside the range of [`SceneCuts::THRESHOLD`].
    pub fn new(threshold: f64) -> Result<Self> {
        let threshold = Self::THRESHOLD.check(threshold).map_err(|error| error.within("threshold"))?;
        Ok(Self { threshold, ..Self::default() })
    }

    /// Returns whether the frame is the first of a new scene. The first frame isn't.
    pub fn observe(&mut self, frame: &Frame) -> bool {
        let signature = Signature::of(frame);
        if signature.is_flat() {
            return false;
        }
        let correlation = signature.correlation(&self.before);
        let [least, more] = OTHER_LEVELS;
        let is_cut = !self.is_first
            && correlation < self.threshold
            && signature.other_levels(&self.before) > least + more * correlation.max(0.0);
        self.before = signature;
        self.is_first = false;
        is_cut
    }

    /// Forgets the frames before, after a seek.
    pub fn reset(&mut self) {
        self.is_first = true;
    }
}

impl Default for SceneCuts {
    fn default() -> Self {
        Self { threshold: Self::THRESHOLD.default, before: Signature::NONE, is_first: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::pipeline::Pipeline;
    use crate::image::testing::Random;

    const SIZE: (u32, u32) = (320, 180);
    /// The width of a scene, over which a frame pans.
    const WIDE: u32 = 640;

    /// A picture of soft blobs on a slope, wider than the frame, from -1 to 1.
    fn scene(seed: u32) -> impl Fn(f64, f64) -> f64 {
        let mut random = Random::new(seed);
        let mut part = move || f64::from(random.byte()) / 255.0;
        let blobs: Vec<[f64; 4]> =
            (0..40).map(|_| [part() * 960.0, part() * 180.0, 8.0 + 30.0 * part(), 2.0 * part() - 1.0]).collect();
        let slope = [part() - 0.5, part() - 0.5];
        let level = |x: f64, y: f64| {
            let blob = |[bx, by, r, level]: &[f64; 4]| {
                let distance = ((x - bx).powi(2) + (y - by).powi(2)) / (r * r);
                level * (-distance).exp()
            };
            slope[0] * x / 320.0 + slope[1] * y / 180.0 + blobs.iter().map(blob).sum::<f64>()
        };
        let drawn: Vec<f64> = (0..WIDE * SIZE.1).map(|i| level(f64::from(i % WIDE), f64::from(i / WIDE))).collect();
        move |x, y| drawn[y as usize * WIDE as usize + x.round() as usize]
    }

    fn drawn(level: impl Fn(f64, f64) -> f64, noise: f64, random: &mut Random) -> Frame {
        let mut frame = Frame::new(FrameLayout::new(Format::Gray8, SIZE.0, SIZE.1).unwrap()).unwrap();
        for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
            let (x, y) = ((i as u32 % SIZE.0).into(), (i as u32 / SIZE.0).into());
            let grain = (0..4).map(|_| f64::from(random.byte()) / 255.0 - 0.5).sum::<f64>() * 1.7;
            *byte = (level(x, y) + noise * grain).round().clamp(0.0, 255.0) as u8;
        }
        frame
    }

    /// A clip with its cuts: four scenes, with a pan, flashes, noise and fades.
    fn clip(seed: u32, noise: f64) -> Vec<(Frame, bool)> {
        let mut random = Random::new(seed + 77);
        let scenes: Vec<_> = (0..4).map(|i| scene(10 * seed + i)).collect();
        let mut frames = Vec::new();
        for (index, scene) in scenes.iter().enumerate() {
            for time in 0..24 {
                let t = f64::from(time);
                // The second scene pans, by 4 % of the width a frame.
                let shift = if index == 1 { 12.8 * t } else { 0.6 * t };
                // The first has two flashes, the latter white; the third fades to black and back.
                let [gain, offset] = match (index, time) {
                    (0, 8 | 9) => [1.4, 70.0],
                    (0, 16) => [0.0, 255.0],
                    (2, 6..=20) => [((t - 13.0).abs() / 7.0).min(1.0), 0.0],
                    _ => [1.0, 0.0],
                };
                let level = |x: f64, y: f64| gain * (110.0 + 70.0 * scene(x + shift, y)) + offset;
                frames.push((drawn(level, noise, &mut random), index > 0 && time == 0));
            }
        }
        // A cross-fade to the first scene.
        for time in 0..24 {
            let t = f64::from(time) / 23.0;
            let level = |x: f64, y: f64| 110.0 + 70.0 * (scenes[3](x + 14.0, y) * (1.0 - t) + scenes[0](x, y) * t);
            frames.push((drawn(level, noise, &mut random), false));
        }
        frames
    }

    #[test]
    fn finds_the_cuts_and_nothing_else() {
        for seed in 0..6 {
            for noise in [0.0, 8.0, 12.0] {
                let mut cuts = SceneCuts::default();
                for (time, (frame, is_cut)) in clip(seed, noise).iter().enumerate() {
                    assert_eq!(cuts.observe(frame), *is_cut, "clip {seed}, noise {noise}, frame {time}");
                }
            }
        }
    }

    #[test]
    fn any_format_gives_the_same_cuts() {
        let clip = clip(1, 4.0);
        for &format in Format::ALL {
            let mut cuts = SceneCuts::default();
            for (time, (frame, is_cut)) in clip.iter().enumerate().filter(|(time, _)| (18..60).contains(time)) {
                let mut other = Frame::new(FrameLayout::new(format, SIZE.0, SIZE.1).unwrap()).unwrap();
                Pipeline::new(vec![]).apply_into(frame, &mut other).unwrap();
                assert_eq!(cuts.observe(&other), *is_cut, "{format:?}, frame {time}");
            }
        }
    }

    #[test]
    fn a_reset_forgets_and_sizes_may_change() {
        let [a, b] = [1, 2].map(|seed| clip(seed, 0.0).remove(0).0);
        let mut cuts = SceneCuts::new(0.7).unwrap();
        assert_eq!([&a, &b, &b, &a].map(|frame| cuts.observe(frame)), [false, true, false, true], "cuts");
        cuts.reset();
        assert_eq!([&b, &a].map(|frame| cuts.observe(frame)), [false, true], "after a reset");
        for (width, height) in [(1, 1), (3, 2), (17, 300)] {
            cuts.observe(&Frame::new(FrameLayout::new(Format::Nv12, width, height).unwrap()).unwrap());
        }
        assert!(!cuts.observe(&a), "flat frames of other sizes in between");
        for threshold in [-1.1, 1.1, f64::NAN] {
            assert_eq!(SceneCuts::new(threshold).unwrap_err().argument, "threshold");
        }
    }
}
