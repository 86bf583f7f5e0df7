//! Similarity search within audio.

use alloc::vec::Vec;

use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::{F32x4, F64x2};

/// A range of frames of planar samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) samples: &'a [f32],
    /// Distance between the channels, in samples.
    pub(super) stride: usize,
    pub(super) start: usize,
    pub(super) frames: usize,
}

impl<'a> Part<'a> {
    fn channels(self) -> impl Iterator<Item = &'a [f32]> {
        self.samples.chunks_exact(self.stride).map(move |channel| &channel[self.start..self.start + self.frames])
    }

    fn narrowed(self, start: usize, frames: usize) -> Self {
        Self { start: self.start + start, frames, ..self }
    }
}

/// The result of a search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) at: usize,
    /// Normalised correlation: 1 if both parts are equal except for their level, 0 if they are uncorrelated.
    pub(super) correlation: f32,
}

/// Finds the position most similar to a part of the audio: first on means of several frames, then frame by frame around
/// the best candidates.
#[derive(Debug)]
pub(super) struct Finder {
    /// Number of frames per mean.
    coarse: usize,
    /// The means of the template, and of the search region.
    template: Means,
    region: Means,
    comparison: Comparison,
}

impl Finder {
    /// A finder for parts of `frames` frames, with `reach` frames on both sides of a position.
    pub(super) fn new(frames: usize, reach: usize, coarse: usize, channels: usize) -> Result<Self> {
        let places = 2 * reach + 1;
        Ok(Self {
            coarse,
            template: Means::new(frames / coarse, channels)?,
            region: Means::new((frames + places - 1) / coarse, channels)?,
            comparison: Comparison { likeness: zeroed(places)?, powers: zeroed(places)?, places: 0 },
        })
    }

    /// Finds the position in `region` that is most similar to `template`; in silence, the position `otherwise`.
    pub(super) fn find(&mut self, template: Part<'_>, region: Part<'_>, otherwise: usize) -> Found {
        let Self { coarse, comparison, .. } = self;
        let (coarse, last) = (*coarse, region.frames - template.frames);
        // Aligns the region with the template to whole means: then equal samples have equal means.
        let skipped = ((template.start + coarse - region.start % coarse) % coarse).min(last);
        let aligned = region.narrowed(skipped, region.frames - skipped);
        comparison.compare(self.template.of(template, coarse), self.region.of(aligned, coarse));
        let mut best = Found { at: otherwise.min(last), correlation: 0.0 };
        let power = template.channels().map(squares).sum::<f64>() as f32;
        for near in comparison.peaks().into_iter().flatten() {
            // Covers the candidate up to its neighbouring means.
            let near = near * coarse + skipped;
            let (first, end) = (near.saturating_sub(coarse - 1), (near + coarse).min(last + 1));
            comparison.compare(template, region.narrowed(first, template.frames + end - 1 - first));
            let found = comparison.best();
            if found.correlation > best.correlation {
                best = Found { at: first + found.at, ..found };
            }
        }
        best.correlation /= power.max(f32::MIN_POSITIVE).sqrt();
        best
    }
}

/// Means of several frames each.
#[derive(Debug)]
struct Means {
    samples: Vec<f32>,
    stride: usize,
}

impl Means {
    fn new(stride: usize, channels: usize) -> Result<Self> {
        Ok(Self { samples: zeroed(stride * channels)?, stride })
    }

    #[inline(never)]
    fn of(&mut self, part: Part<'_>, frames: usize) -> Part<'_> {
        for (means, channel) in self.samples.chunks_exact_mut(self.stride).zip(part.channels()) {
            let groups = channel.chunks_exact(frames);
            means.iter_mut().zip(groups).for_each(|(mean, group)| *mean = group.iter().sum());
        }
        Part { samples: &self.samples, stride: self.stride, start: 0, frames: part.frames / frames }
    }
}

/// The comparison of a part with each position of a region.
#[derive(Debug)]
struct Comparison {
    /// For each position, the sum of the products, and the power of the region; finally, the correlation. It isn't
    /// divided by the power of the template, which is the same for all positions.
    likeness: Vec<f32>,
    powers: Vec<f32>,
    places: usize,
}

/// Maximum number of candidates that are compared frame by frame. A steady tone has one per period, of which only some
/// are at whole frames.
const PEAKS: usize = 32;
/// Minimum similarity of a candidate, relative to the best one: the means may be offset from the true position.
const NEARLY: f32 = 0.8;

impl Comparison {
    /// Compares `template` with all positions of `region` at which it fits.
    #[inline(never)]
    fn compare(&mut self, template: Part<'_>, region: Part<'_>) {
        self.places = region.frames + 1 - template.frames;
        let (products, powers) = (&mut self.likeness[..self.places], &mut self.powers[..self.places]);
        products.fill(0.0);
        powers.fill(0.0);
        for (template, region) in template.channels().zip(region.channels()) {
            add_products(template, region, products);
            add_powers(template.len(), region, powers);
        }
        for (product, power) in products.iter_mut().zip(powers) {
            *product /= power.max(f32::MIN_POSITIVE).sqrt();
        }
    }

    /// The best position; of equal ones, the first.
    fn best(&self) -> Found {
        let mut best = Found { at: 0, correlation: -1.0 };
        for (at, &correlation) in self.likeness[..self.places].iter().enumerate() {
            if correlation > best.correlation {
                best = Found { at, correlation };
            }
        }
        best
    }

    /// The best local maxima whose similarity is near that of the best.
    fn peaks(&self) -> [Option<usize>; PEAKS] {
        let likeness = &self.likeness[..self.places];
        let at = |place: usize| likeness.get(place).copied().unwrap_or(0.0);
        let least = (NEARLY * self.best().correlation).max(f32::MIN_POSITIVE);
        let mut peaks = [None; PEAKS];
        for (place, &peak) in likeness.iter().enumerate() {
            // NaN isn't a maximum.
            if !(peak > at(place.wrapping_sub(1)) && peak >= at(place + 1) && peak >= least) {
                continue;
            }
            // Inserts the candidate by its rank.
            let rank = peaks.iter().position(|other| other.is_none_or(|other| at(other) < peak));
            if let Some(rank) = rank {
                peaks.copy_within(rank..PEAKS - 1, rank + 1);
                peaks[rank] = Some(place);
            }
        }
        peaks
    }
}

/// The sum of squares, in double precision: a sum from which a loud sample is removed would lose accuracy.
#[inline(never)]
fn squares(samples: &[f32]) -> f64 {
    let (groups, rest) = samples.as_chunks::<4>();
    let mut sums = [F64x2::splat(0.0); 2];
    for group in groups {
        let wide = F32x4::load(group).to_f64();
        sums.iter_mut().zip(wide).for_each(|(sum, wide)| *sum = *sum + wide * wide);
    }
    let [a, b] = (sums[0] + sums[1]).to_array();
    rest.iter().fold(a + b, |sum, &sample| sum + f64::from(sample) * f64::from(sample))
}

/// Adds to each position the power of the `frames` samples from there on.
fn add_powers(frames: usize, region: &[f32], powers: &mut [f32]) {
    let (first, rest) = region.split_at(frames);
    let mut power = squares(first);
    let mut come = rest.iter().zip(region);
    for sum in powers {
        *sum += power.max(0.0) as f32;
        if let Some((&new, &old)) = come.next() {
            power += f64::from(new) * f64::from(new) - f64::from(old) * f64::from(old);
        }
    }
}

/// Adds to each position the products of `template` and the samples there.
fn add_products(template: &[f32], region: &[f32], sums: &mut [f32]) {
    // Four positions at once: the template is loaded once for all, and the sums don't depend on each other.
    let (fours, rest) = sums.as_chunks_mut::<4>();
    let mut start = 0;
    for four in fours {
        let [a, b, c, d] = [0, 1, 2, 3].map(|place| &region[start + place..start + place + template.len()]);
        let added = products(template, [a, b, c, d]);
        four.iter_mut().zip(added).for_each(|(sum, product)| *sum += product);
        start += 4;
    }
    for sum in rest {
        let [product] = products(template, [&region[start..start + template.len()]]);
        *sum += product;
        start += 1;
    }
}

/// The dot products of a template with `N` others of the same length.
#[inline(always)]
fn products<const N: usize>(template: &[f32], others: [&[f32]; N]) -> [f32; N] {
    let mut sums = [F32x4::splat(0.0); N];
    let (groups, rest) = template.as_chunks::<4>();
    let parts = others.map(|other| &other.as_chunks::<4>().0[..groups.len()]);
    for at in 0..groups.len() {
        let group = F32x4::load(&groups[at]);
        for (sum, samples) in sums.iter_mut().zip(&parts) {
            *sum = *sum + group * F32x4::load(&samples[at]);
        }
    }
    let mut sums = sums.map(|sum| sum.to_array()).map(|[a, b, c, d]| (a + b) + (c + d));
    for (sum, others) in sums.iter_mut().zip(others) {
        rest.iter().zip(&others[4 * groups.len()..]).for_each(|(sample, other)| *sum += sample * other);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::testing::noise;

    /// The correlation at every position, in double precision.
    fn reference(template: &[&[f32]], region: &[&[f32]]) -> Vec<f64> {
        let frames = template[0].len();
        (0..=region[0].len() - frames)
            .map(|at| {
                let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
                for (template, region) in template.iter().zip(region) {
                    for (&x, &y) in template.iter().zip(&region[at..]) {
                        let (x, y) = (f64::from(x), f64::from(y));
                        (xy, xx, yy) = (xy + x * y, xx + x * x, yy + y * y);
                    }
                }
                xy / (xx * yy).sqrt()
            })
            .collect()
    }

    fn smooth(samples: &[f32]) -> Vec<f32> {
        samples.windows(16).map(|window| window.iter().sum::<f32>() / 4.0).collect()
    }

    #[test]
    fn the_best_position_is_found() {
        for (channels, coarse) in [(1, 1), (1, 4), (2, 4), (3, 5), (2, 16)] {
            let audio: Vec<Vec<f32>> = noise(channels, 1500).iter().map(|channel| smooth(channel)).collect();
            let stride = audio[0].len();
            let samples = audio.concat();
            for frames in [240, 241, 243] {
                let mut finder = Finder::new(frames, 150, coarse, channels).unwrap();
                let template = Part { samples: &samples, stride, start: 1000, frames };
                for start in [0, 30, 400] {
                    let region = Part { start, frames: frames + 300, ..template };
                    let found = finder.find(template, region, 150);
                    let parts = |part: Part<'_>| {
                        reference(&template.channels().collect::<Vec<_>>(), &part.channels().collect::<Vec<_>>())
                    };
                    let all = parts(region);
                    let best = all.iter().copied().fold(-1.0, f64::max);
                    assert!(
                        all[found.at] > best - 0.02,
                        "{channels}, {coarse}: got {} at {}, expected {best}",
                        all[found.at],
                        found.at
                    );
                    assert!((f64::from(found.correlation) - all[found.at]).abs() < 1e-5, "value of the correlation");
                }
                // The template itself, within the region.
                let found = finder.find(template, Part { start: 870, frames: frames + 300, ..template }, 0);
                assert_eq!(found.at, 130, "{channels}, {coarse}");
                assert!((found.correlation - 1.0).abs() < 1e-5, "correlation with itself");
            }
        }
    }

    #[test]
    fn in_silence_the_requested_position_is_kept() {
        let part = Part { samples: &[0.0; 900], stride: 900, start: 0, frames: 100 };
        let mut finder = Finder::new(100, 60, 4, 1).unwrap();
        for place in [0, 3, 57, 120] {
            let found = finder.find(part, Part { frames: 220, ..part }, place);
            assert_eq!((found.at, found.correlation), (place, 0.0), "no correlation in silence");
        }
    }
}
