//! Cascades of second-order filters.

use alloc::vec::Vec;

use super::Coefficients;
use crate::audio::effects::flush;
use crate::audio::{Block, GRID};
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::F64x2;

/// Number of filters that run in parallel.
const SIDE_BY_SIDE: usize = 4;

/// A cascade of second-order filters on any number of channels, in double precision.
///
/// Two channels are the lanes of a vector. A filter depends on its own previous output, with a latency of 8 cycles for
/// a multiplication and an addition. Therefore four filters run in parallel, each a frame behind the one before. Each
/// filter still receives and outputs the same bits, and the processor has four independent operations to fill the
/// latency.
///
/// Filters are in direct form I, like browsers' filters: past outputs remain valid when coefficients change.
#[derive(Debug)]
pub(crate) struct Cascade {
    sections: Vec<Coefficients>,
    /// For every pair of channels, the last two inputs of each section, followed by the last section's outputs. The
    /// outputs of a section are the inputs of the next.
    history: Vec<[[f64; 2]; 2]>,
    /// Interleaved samples of a pair of channels.
    frames: Vec<[f64; 2]>,
    /// Stands in for the second channel if the number of channels is odd.
    silence: Vec<f32>,
    /// Number of filters in use; the others are skipped.
    used: usize,
}

impl Cascade {
    /// A cascade of `sections` identity filters.
    pub(crate) fn new(sections: usize, channels: usize) -> Result<Self> {
        Ok(Self {
            sections: zeroed(sections)?,
            history: zeroed((sections + 1) * channels.div_ceil(2))?,
            frames: zeroed(GRID)?,
            silence: zeroed(GRID)?,
            used: sections,
        })
    }

    pub(crate) fn set(&mut self, section: usize, coefficients: Coefficients) {
        if let Some(slot) = self.sections.get_mut(section) {
            *slot = coefficients;
        }
    }

    pub(crate) fn section(&self, section: usize) -> Coefficients {
        self.sections.get(section).copied().unwrap_or_default()
    }

    /// Uses only the first `used` filters. A filter that is used again starts as if it had been an identity before.
    pub(crate) fn limit(&mut self, used: usize) {
        let before = self.used;
        self.used = used.min(self.sections.len());
        if before < self.used {
            for history in self.history.chunks_exact_mut(self.sections.len() + 1) {
                let last = history[before];
                history[before..].fill(last);
            }
        }
    }

    pub(crate) fn reset(&mut self) {
        self.history.fill([[0.0; 2]; 2]);
    }

    /// Number of frames until the response of all filters has decayed by 120 dB.
    pub(crate) fn tail(&self) -> usize {
        self.sections.iter().fold(0, |sum: usize, section| sum.saturating_add(section.tail()))
    }

    /// Filters a block in place.
    pub(crate) fn process(&mut self, block: &mut Block<'_>) {
        let used = self.used;
        if let ([only], 1) = (&self.sections[..], used) {
            let section = Section::from(*only);
            return self.alone(block, |_| section);
        }
        self.each_pair(block, |sections, history, frames| {
            let sections = &sections[..used];
            let mut first = 0;
            let mut inputs = history[0];
            while first < sections.len() {
                // Groups of four, two or one: a variant for three would cost 2 KB of the module for rare chains.
                let count = (1_usize << (sections.len() - first).ilog2()).min(SIDE_BY_SIDE);
                let some = &sections[first..first + count];
                let history = &mut history[first..=first + count];
                // A group starts at the beginning of the block, whereas the groups before it have left their outputs at
                // its end.
                history[0] = inputs;
                inputs = history[count];
                match some {
                    [a] => side_by_side([*a], history, frames),
                    [a, b] => side_by_side([*a, *b], history, frames),
                    [a, b, c, d] => side_by_side([*a, *b, *c, *d], history, frames),
                    _ => {}
                }
                first += count;
            }
        });
    }

    /// Filters a block with the only filter of the cascade, with separate coefficients for each frame.
    pub(crate) fn process_varying(&mut self, block: &mut Block<'_>, each: &[Coefficients]) {
        debug_assert_eq!(
            (self.sections.len(), each.len() >= block.frames()),
            (1, true),
            "one filter, with coefficients for every frame"
        );
        self.alone(block, |frame| each.get(frame).copied().unwrap_or_default().into());
    }

    /// Filters a block with the only filter of the cascade; `section` returns its coefficients at a frame. Samples are
    /// converted between `f32` and `f64` in the time in which the filter waits for its previous output.
    #[inline(always)]
    fn alone(&mut self, block: &mut Block<'_>, section: impl Fn(usize) -> Section) {
        let ends_step = block.ends_step();
        for (pair, history) in self.history.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            let (left, right) = block.pair_mut(2 * pair);
            // A last channel without a second one is paired with silence, which stays silent.
            let right = if right.is_empty() { &mut self.silence[..left.len()] } else { right };
            let [mut inputs, mut outputs] = history.map(|two| two.map(F64x2::from_array));
            for (frame, (left, right)) in left.iter_mut().zip(right).enumerate() {
                let x = F64x2::from_array([f64::from(*left), f64::from(*right)]);
                let y = section(frame).next(x, inputs, outputs);
                (inputs, outputs) = ([x, inputs[0]], [y, outputs[0]]);
                let [first, second] = y.to_array();
                (*left, *right) = (first as f32, second as f32);
            }
            *history = [inputs, outputs].map(|two| two.map(F64x2::to_array));
            if ends_step {
                history.iter_mut().flatten().flatten().for_each(|state| *state = flush(*state));
            }
        }
    }

    fn each_pair(
        &mut self,
        block: &mut Block<'_>,
        work: impl Fn(&[Coefficients], &mut [[[f64; 2]; 2]], &mut [[f64; 2]]),
    ) {
        let ends_step = block.ends_step();
        let frames = &mut self.frames[..block.frames()];
        let length = self.sections.len() + 1;
        for (pair, history) in self.history.chunks_exact_mut(length).enumerate() {
            let (left, right) = block.pair_mut(2 * pair);
            if right.is_empty() {
                frames.iter_mut().zip(&*left).for_each(|(frame, &left)| *frame = [f64::from(left), 0.0]);
            } else {
                for ((frame, &left), &right) in frames.iter_mut().zip(&*left).zip(&*right) {
                    *frame = [f64::from(left), f64::from(right)];
                }
            }
            work(&self.sections, history, frames);
            left.iter_mut().zip(&*frames).for_each(|(left, frame)| *left = frame[0] as f32);
            right.iter_mut().zip(&*frames).for_each(|(right, frame)| *right = frame[1] as f32);
            if ends_step {
                history.iter_mut().flatten().flatten().for_each(|state| *state = flush(*state));
            }
        }
    }
}

/// The coefficients of one filter, in both lanes.
#[derive(Clone, Copy)]
struct Section {
    b: [F64x2; 3],
    a: [F64x2; 2],
}

impl From<Coefficients> for Section {
    #[inline(always)]
    fn from(Coefficients { b, a }: Coefficients) -> Self {
        Self { b: b.map(F64x2::splat), a: a.map(F64x2::splat) }
    }
}

impl Section {
    #[inline(always)]
    fn next(&self, x: F64x2, [x1, x2]: [F64x2; 2], [y1, y2]: [F64x2; 2]) -> F64x2 {
        // The terms of the last outputs come last, to shorten the dependency chain.
        self.b[0] * x + self.b[1] * x1 + self.b[2] * x2 - self.a[1] * y2 - self.a[0] * y1
    }
}

/// Runs `N` filters over the frames. At time `t`, filter `s` processes frame `t - s`.
#[inline(always)]
fn side_by_side<const N: usize>(
    coefficients: [Coefficients; N],
    history: &mut [[[f64; 2]; 2]],
    frames: &mut [[f64; 2]],
) {
    let sections = coefficients.map(Section::from);
    // The last two inputs of each filter, and the outputs of the last one separately: an array can't have length
    // `N + 1`.
    let mut inputs: [[F64x2; 2]; N] = core::array::from_fn(|s| history[s].map(F64x2::from_array));
    let mut outputs = history[N].map(F64x2::from_array);
    // The latest output of filter `s - 1`, the input of filter `s`.
    let mut between = [F64x2::splat(0.0); N];
    let count = frames.len();
    let mut step = |t: usize, all: bool, frames: &mut [[f64; 2]]| {
        for s in (0..N).rev() {
            if !all && (t < s || t - s >= count) {
                continue;
            }
            let x = if s == 0 { F64x2::load(&frames[t]) } else { between[s] };
            let last = s + 1 == N;
            // This filter's last outputs are the inputs of the next filter, which has already taken the latest one in
            // this iteration.
            let y = if last {
                sections[s].next(x, inputs[s], outputs)
            } else {
                sections[s].next(x, inputs[s], inputs[s + 1])
            };
            inputs[s] = [x, inputs[s][0]];
            if last {
                outputs = [y, outputs[0]];
                y.store(&mut frames[t - s]);
            } else {
                between[s + 1] = y;
            }
        }
    };
    let begin = (N - 1).min(count);
    (0..begin).for_each(|t| step(t, false, frames));
    (begin..count).for_each(|t| step(t, true, frames));
    (count.max(begin)..count + N - 1).for_each(|t| step(t, false, frames));
    for (slot, inputs) in history.iter_mut().zip(inputs) {
        *slot = inputs.map(F64x2::to_array);
    }
    history[N] = outputs.map(F64x2::to_array);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::effects::biquad::FilterType;
    use crate::audio::effects::testing::{buffer, noise};

    /// Runs one filter after the other, frame by frame.
    fn reference(sections: &[Coefficients], samples: &[f32]) -> Vec<f32> {
        let mut samples: Vec<f64> = samples.iter().map(|&sample| f64::from(sample)).collect();
        for section in sections {
            let (mut x1, mut x2, mut y1, mut y2) = (0.0, 0.0, 0.0, 0.0);
            for sample in &mut samples {
                let x = *sample;
                let y =
                    section.b[0] * x + section.b[1] * x1 + section.b[2] * x2 - section.a[1] * y2 - section.a[0] * y1;
                (x1, x2, y1, y2) = (x, x1, y, y1);
                *sample = y;
            }
        }
        samples.iter().map(|&sample| sample as f32).collect()
    }

    #[test]
    fn parallel_filters_are_bit_exact_with_sequential_ones() {
        for count in 0..=9 {
            let sections: Vec<Coefficients> = (0..count)
                .map(|i| {
                    let frequency = 100.0 + 900.0 * i as f64;
                    Coefficients::new(FilterType::ALL[i % 8], frequency, 3.0, 1.0 + i as f64, 48000.0)
                })
                .collect();
            for channels in 1..=3 {
                let input = noise(channels, 500);
                let mut cascade = Cascade::new(count, channels).unwrap();
                sections.iter().enumerate().for_each(|(i, &section)| cascade.set(i, section));
                let mut buffer = buffer(&input);
                let mut block = buffer.block_mut(0);
                // Blocks of all lengths from 1 on, split at the grid.
                let mut start = 0;
                for length in (1..=128).cycle() {
                    let length = length.min(GRID - start % GRID).min(500 - start);
                    cascade.process(&mut block.part(start, length));
                    start += length;
                    if start == 500 {
                        break;
                    }
                }
                for (channel, samples) in input.iter().enumerate() {
                    assert_eq!(
                        buffer.channel(channel),
                        reference(&sections, samples),
                        "{count} filters, channel {channel}"
                    );
                }
            }
        }
    }
}
