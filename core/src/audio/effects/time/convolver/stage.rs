//! The section of a response that is convolved with blocks of one length.

use alloc::vec::Vec;
use core::ops::Range;

use crate::audio::{AudioBuffer, Block, GRID};
use crate::math::RealFft;
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::F32x4;

/// A path from an input channel to an output channel through a channel of the response.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) response: usize,
}

/// Convolution with blocks of one length.
///
/// A block is transformed together with the previous one (overlap-save), multiplied by the spectra of the partitions of
/// the response, and summed. The second half of the inverse transform is added to a later block of the output. Short
/// blocks are convolved immediately, for the next block. Long blocks are convolved within the time of a block: some
/// partitions in each grid step.
pub(super) struct Stage {
    size: usize,
    is_spread: bool,
    fft: RealFft,
    /// Number of frequency bins, rounded up to whole vectors.
    bins: usize,
    partitions: usize,
    paths: Vec<Path>,
    /// Spectra of the partitions, path by path: real parts, then imaginary parts.
    responses: Vec<f32>,
    /// Spectra of the last blocks, channel by channel, in a ring.
    spectra: Vec<f32>,
    /// Index of the newest block in the ring.
    newest: usize,
    /// The samples of the previous block and the current one, channel by channel.
    input: Vec<f32>,
    /// Sums of spectra of the block in progress, channel by channel.
    sums: Vec<f32>,
    /// Number of its partitions that have been added.
    done: usize,
    /// The output for the current block, and the output for the next one, channel by channel.
    now: Vec<f32>,
    next: Vec<f32>,
    samples: Vec<f32>,
    channels: usize,
}

impl Stage {
    pub(super) fn new(
        size: usize,
        range: Range<usize>,
        is_spread: bool,
        response: &AudioBuffer,
        scale: f32,
        paths: &[Path],
        channels: usize,
    ) -> Result<Self> {
        let mut fft = RealFft::new(2 * size)?;
        let bins = fft.bins().next_multiple_of(4);
        let partitions = range.len().div_ceil(size);
        let mut responses: Vec<f32> = zeroed(paths.len() * partitions * 2 * bins)?;
        let mut samples: Vec<f32> = zeroed(2 * size)?;
        let mut targets = responses.chunks_exact_mut(2 * bins);
        for path in paths {
            let response = &response.channel(path.response)[range.clone()];
            for part in response.chunks(size) {
                samples.fill(0.0);
                samples.iter_mut().zip(part).for_each(|(sample, &tap)| *sample = tap * scale);
                if let Some(target) = targets.next() {
                    let (real, imaginary) = target.split_at_mut(bins);
                    fft.forward(&samples, real, imaginary);
                }
            }
        }
        drop(targets);
        Ok(Self {
            size,
            is_spread,
            bins,
            partitions,
            paths: paths.to_vec(),
            responses,
            spectra: zeroed(channels * partitions * 2 * bins)?,
            newest: 0,
            input: zeroed(channels * 2 * size)?,
            sums: zeroed(channels * 2 * bins)?,
            done: partitions,
            now: zeroed(channels * size)?,
            next: zeroed(channels * size)?,
            samples,
            channels,
            fft,
        })
    }

    /// Stores the samples of a block.
    pub(super) fn take(&mut self, block: &Block<'_>) {
        let at = self.size + (block.position() % self.size as u64) as usize;
        for channel in 0..self.channels.min(block.channels()) {
            let samples = block.channel(channel);
            self.input[channel * 2 * self.size + at..][..samples.len()].copy_from_slice(samples);
        }
    }

    /// The output of this stage for the `frames` frames from `position` on.
    pub(super) fn result(&self, channel: usize, position: u64, frames: usize) -> &[f32] {
        let at = (position % self.size as u64) as usize;
        &self.now[channel * self.size + at..][..frames]
    }

    /// Does the work at the end of a grid step; `step` is the number of steps so far.
    pub(super) fn end_step(&mut self, step: u64) {
        let steps = (self.size / GRID) as u64;
        let slot = step % steps;
        if self.is_spread {
            // The first step of a block does the transform, the last one the inverse transform; a block has at least
            // eight steps.
            if slot == 0 {
                core::mem::swap(&mut self.now, &mut self.next);
                self.begin();
            } else {
                self.advance(self.partitions * slot as usize / (steps as usize - 1));
                if slot + 1 == steps {
                    self.finish();
                }
            }
        } else {
            self.begin();
            self.advance(self.partitions);
            self.finish();
            core::mem::swap(&mut self.now, &mut self.next);
        }
    }

    /// Transforms the completed block.
    fn begin(&mut self) {
        self.newest = (self.newest + 1) % self.partitions;
        let (size, bins) = (self.size, self.bins);
        for (channel, input) in self.input.chunks_exact_mut(2 * size).enumerate() {
            let at = (channel * self.partitions + self.newest) * 2 * bins;
            let (real, imaginary) = self.spectra[at..at + 2 * bins].split_at_mut(bins);
            self.fft.forward(input, real, imaginary);
            input.copy_within(size.., 0);
        }
        self.sums.fill(0.0);
        self.done = 0;
    }

    /// Adds partitions until `target` of them have been added.
    fn advance(&mut self, target: usize) {
        let (bins, partitions) = (self.bins, self.partitions);
        while self.done < target.min(partitions) {
            let block = (self.newest + partitions - self.done) % partitions;
            for (index, path) in self.paths.iter().enumerate() {
                let response = &self.responses[(index * partitions + self.done) * 2 * bins..][..2 * bins];
                let spectrum = &self.spectra[(path.from * partitions + block) * 2 * bins..][..2 * bins];
                add_product(&mut self.sums[path.to * 2 * bins..][..2 * bins], spectrum, response);
            }
            self.done += 1;
        }
    }

    /// Transforms the sums back.
    fn finish(&mut self) {
        let (size, bins) = (self.size, self.bins);
        for (sums, next) in self.sums.chunks_exact(2 * bins).zip(self.next.chunks_exact_mut(size)) {
            let (real, imaginary) = sums.split_at(bins);
            self.fft.backward(real, imaginary, &mut self.samples);
            next.copy_from_slice(&self.samples[size..]);
        }
    }

    pub(super) fn reset(&mut self) {
        for memory in [&mut self.spectra, &mut self.input, &mut self.sums, &mut self.now, &mut self.next] {
            memory.fill(0.0);
        }
        self.newest = 0;
        self.done = self.partitions;
    }
}

/// Adds the product of two spectra, both stored as real parts followed by imaginary parts.
fn add_product(sums: &mut [f32], a: &[f32], b: &[f32]) {
    let bins = sums.len() / 2;
    let (sums_real, sums_imaginary) = sums.split_at_mut(bins);
    let ((ar, ai), (br, bi)) = (a.split_at(bins), b.split_at(bins));
    let vectors = |part| <[f32]>::as_chunks::<4>(part).0;
    let sums = sums_real.as_chunks_mut().0.iter_mut().zip(sums_imaginary.as_chunks_mut().0);
    let a = vectors(ar).iter().zip(vectors(ai));
    let b = vectors(br).iter().zip(vectors(bi));
    for (((real, imaginary), (ar, ai)), (br, bi)) in sums.zip(a).zip(b) {
        let (ar, ai, br, bi) = (F32x4::load(ar), F32x4::load(ai), F32x4::load(br), F32x4::load(bi));
        (F32x4::load(real) + (ar * br - ai * bi)).store(real);
        (F32x4::load(imaginary) + (ar * bi + ai * br)).store(imaginary);
    }
}
