//! What in a sound is most like another part of it.

use alloc::vec::Vec;

use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::{F32x4, F64x2};

/// So many frames of planar samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) samples: &'a [f32],
    /// From one channel to the next.
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

/// Where something was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) at: usize,
    /// How alike both are: 1 if they are the same but for their level, 0 if they have nothing to do with each other.
    pub(super) correlation: f32,
}

/// Finds what is most like a part of a sound: first among means of several frames, then frame by frame around what was found.
#[derive(Debug)]
pub(super) struct Finder {
    /// Frames of a mean.
    coarse: usize,
    /// The means of what is looked for, and of where it is looked for.
    template: Means,
    region: Means,
    comparison: Comparison,
}

impl Finder {
    /// For parts of `frames` frames, within `reach` of a place on both sides.
    pub(super) fn new(frames: usize, reach: usize, coarse: usize, channels: usize) -> Result<Self> {
        let places = 2 * reach + 1;
        Ok(Self {
            coarse,
            template: Means::new(frames / coarse, channels)?,
            region: Means::new((frames + places - 1) / coarse, channels)?,
            comparison: Comparison { likeness: zeroed(places)?, powers: zeroed(places)?, places: 0 },
        })
    }

    /// Finds what in `region` is most like `template`; in silence, the place `otherwise`.
    pub(super) fn find(&mut self, template: Part<'_>, region: Part<'_>, otherwise: usize) -> Found {
        let Self { coarse, comparison, .. } = self;
        let (coarse, last) = (*coarse, region.frames - template.frames);
        // As many frames apart as are so many means: what is the same that far away has the same means.
        let skipped = ((template.start + coarse - region.start % coarse) % coarse).min(last);
        let aligned = region.narrowed(skipped, region.frames - skipped);
        comparison.compare(self.template.of(template, coarse), self.region.of(aligned, coarse));
        let mut best = Found { at: otherwise.min(last), correlation: 0.0 };
        let power = template.channels().map(squares).sum::<f64>() as f32;
        for near in comparison.peaks().into_iter().flatten() {
            // As far as the means beside it.
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

/// What a part comes to at each place of a region.
#[derive(Debug)]
struct Comparison {
    /// At each place: the sum of products of both, and the power of what lies there; in the end, their correlation, but for the
    /// power of the template, which is the same everywhere.
    likeness: Vec<f32>,
    powers: Vec<f32>,
    places: usize,
}

/// Places that are looked at frame by frame, at most. A steady tone has one for each of its waves, and only some of those lie at
/// whole frames.
const PEAKS: usize = 32;
/// How much less than the best one they may be alike: means may lie beside the place itself.
const NEARLY: f32 = 0.8;

impl Comparison {
    /// Looks at all places of `region` that `template` has room at.
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

    /// The best place, of equal ones the first.
    fn best(&self) -> Found {
        let mut best = Found { at: 0, correlation: -1.0 };
        for (at, &correlation) in self.likeness[..self.places].iter().enumerate() {
            if correlation > best.correlation {
                best = Found { at, correlation };
            }
        }
        best
    }

    /// The best places of those that are better than what lies beside them, and nearly as good as the best.
    fn peaks(&self) -> [Option<usize>; PEAKS] {
        let likeness = &self.likeness[..self.places];
        let at = |place: usize| likeness.get(place).copied().unwrap_or(0.0);
        let least = (NEARLY * self.best().correlation).max(f32::MIN_POSITIVE);
        let mut peaks = [None; PEAKS];
        for (place, &peak) in likeness.iter().enumerate() {
            // What is no number is none of them.
            if !(peak > at(place.wrapping_sub(1)) && peak >= at(place + 1) && peak >= least) {
                continue;
            }
            // Among the best, in their order.
            let rank = peaks.iter().position(|other| other.is_none_or(|other| at(other) < peak));
            if let Some(rank) = rank {
                peaks.copy_within(rank..PEAKS - 1, rank + 1);
                peaks[rank] = Some(place);
            }
        }
        peaks
    }
}

/// The sum of squares. Of sums that lose a loud sample again little may be left: they are in double precision.
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

/// Adds to each place the power of the `frames` samples from there on.
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

/// Adds to each place the products of `template` and what lies there.
fn add_products(template: &[f32], region: &[f32], sums: &mut [f32]) {
    // Four places at once: the template is loaded once for them, and no sum waits for the one before.
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

/// The sums of products of a template with `N` others, as long as it is.
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

    /// The correlation at every place, in double precision.
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
    fn the_best_place_is_found() {
        for (channels, coarse) in [(1, 1), (1, 4), (2, 4), (3, 5), (2, 16)] {
            let sound: Vec<Vec<f32>> = noise(channels, 1500).iter().map(|channel| smooth(channel)).collect();
            let stride = sound[0].len();
            let samples = sound.concat();
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
                        "{channels}, {coarse}: {} at {}, not {best}",
                        all[found.at],
                        found.at
                    );
                    assert!((f64::from(found.correlation) - all[found.at]).abs() < 1e-5, "the correlation itself");
                }
                // The very same, where it is within reach.
                let found = finder.find(template, Part { start: 870, frames: frames + 300, ..template }, 0);
                assert_eq!(found.at, 130, "{channels}, {coarse}");
                assert!((found.correlation - 1.0).abs() < 1e-5, "the same");
            }
        }
    }

    #[test]
    fn in_silence_nothing_is_better_than_the_place_asked_for() {
        let part = Part { samples: &[0.0; 900], stride: 900, start: 0, frames: 100 };
        let mut finder = Finder::new(100, 60, 4, 1).unwrap();
        for place in [0, 3, 57, 120] {
            let found = finder.find(part, Part { frames: 220, ..part }, place);
            assert_eq!((found.at, found.correlation), (place, 0.0), "nothing is like nothing");
        }
    }
}
