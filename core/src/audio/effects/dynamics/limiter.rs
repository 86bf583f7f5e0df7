//! A true-peak limiter with look-ahead.

mod smoothing;

use alloc::boxed::Box;
use alloc::vec::Vec;

use self::smoothing::Smoothing;
use crate::audio::{AudioFormat, Block, GRID, Signals};
use crate::declare::{Kind, Number, Unit};
use crate::audio::effects::dynamics::envelope::{Group, LANE, Reduction, each, factors, part_of, to_decibels};
use crate::audio::effects::interpolation::{between, kernel};
use crate::audio::effects::{Prepare, Processor};
use crate::error::Result;
use crate::memory::zeroed;
use crate::simd::F32x4;

crate::effect! {
    /// Keeps true peaks below a ceiling. The gain changes before a peak, so nothing is clipped.
    ///
    /// Peaks are measured between samples: at four positions per sample, as in ITU-R BS.1770-5, Annex 2, and at the
    /// vertex of a parabola through each of them and its neighbours. The output exceeds the ceiling by at most 0.1 dB
    /// if it has no frequencies above 0.42 of the sample rate (20 kHz at 48 kHz). White noise, which has, can exceed it
    /// by 2 dB. The gain reduction is the smallest that the upcoming peaks require, in decibels, smoothed by two moving
    /// averages that together span the look-ahead. Audio below the ceiling passes bit-exact. The latency is the
    /// look-ahead (at least 20 frames) plus 10 frames.
    pub struct Limiter: "limiter" in "dynamics" version 1 {
        /// Gain before the limiter.
        gain: f64 = Kind::Number(
            Number::new(0.0, -40.0, 40.0).typical(0.0, 24.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Upper limit of true peaks, in dBTP.
        ceiling: f64 = Kind::Number(
            Number::new(-1.0, -60.0, 0.0).typical(-12.0, 0.0).step(0.1).unit(Unit::Decibels).smooth(0.01)
        ),
        /// Time constant of the release after a peak: 1/e of the gain reduction remains after this time.
        release: f64 = Kind::Number(
            Number::new(0.1, 0.0, 5.0).typical(0.01, 1.0).step(0.001).unit(Unit::Seconds)
        ),
        /// Time before a peak at which the gain reduction starts.
        look_ahead: f64 = Kind::Number(
            Number::new(0.005, 0.0005, 0.02).typical(0.0015, 0.01).step(0.0001).unit(Unit::Seconds).fixed()
        ),
        /// Whether all channels share the gain of the loudest one.
        stereo_link: bool = Kind::Boolean(true),
    } reads {
        /// Largest gain reduction in the last 128 frames, as a gain of 0 dB or less.
        gain_reduction: Unit::Decibels,
    }
}

const GAIN: usize = Limiter::index("gain");
const CEILING: usize = Limiter::index("ceiling");
const RELEASE: usize = Limiter::index("release");
const STEREO_LINK: usize = Limiter::index("stereo_link");

/// Number of samples from which a value between two samples is interpolated.
const TAPS: usize = 20;
/// Parameter of the Kaiser window of the interpolation (see [`kernel`]): peaks of 20 kHz at 48 kHz are accurate to 0.01
/// dB.
const BETA: f64 = 5.0;

impl Prepare for Limiter {
    fn processor(&self, format: AudioFormat) -> Result<Box<dyn Processor>> {
        let look_ahead = format.frames_of(self.look_ahead).max(TAPS);
        let delay = look_ahead + TAPS / 2;
        let mut channels = Vec::with_capacity(format.channels());
        for _ in 0..format.channels() {
            channels.push(Channel {
                line: zeroed(delay + GRID)?,
                places: zeroed(4 * GRID + 2)?,
                peaks: LANE,
                smoothing: Smoothing::new(look_ahead)?,
            });
        }
        let (kernel, reduction) = (kernel(0.0, 0.25, BETA), Reduction::default());
        Ok(Box::new(Engine { rate: format.sample_rate(), delay, kernel, channels, reduction }))
    }
}

#[derive(Debug)]
struct Channel {
    /// The delayed samples, followed by the block.
    line: Vec<f32>,
    /// The audio at four positions per sample; the last two positions of the previous block come first.
    places: Vec<f32>,
    /// The highest peak of each frame of the block.
    peaks: [f32; GRID],
    smoothing: Smoothing,
}

impl Channel {
    /// Stores a block, and finds its peaks: those from a quarter of a sample before to half a sample after the sample
    /// `TAPS / 2` frames earlier.
    // Not inlined, because the compiler would unroll its loops.
    #[inline(never)]
    fn listen(&mut self, samples: &[f32], delay: usize, kernel: &[[f32; 4]]) {
        let frames = samples.len();
        self.line[delay..delay + frames].copy_from_slice(samples);
        let (places, _) = self.places[2..].as_chunks_mut::<4>();
        between(kernel, &self.line[delay + 1 - TAPS..delay + frames], |frame, four| four.store(&mut places[frame]));
        for (peak, near) in self.peaks.iter_mut().zip(self.places[..4 * frames + 2].windows(6).step_by(4)) {
            let [before, place, after] = [0, 1, 2].map(|at| F32x4::from_array([near[at], near[at + 1], near[at + 2], near[at + 3]]));
            let slope = after - before;
            let bend = place + place - before - after;
            // The vertex of the parabola, if it is nearer to this position than to another.
            let top = place + (slope * slope).divide(F32x4::splat(8.0) * bend);
            let top = top.select(place, slope.abs().less_than(bend.abs()));
            let [a, b, c, d] = top.abs().max(place.abs()).to_array();
            *peak = a.max(b).max(c.max(d));
        }
        self.places.copy_within(4 * frames..4 * frames + 2, 0);
    }
}

#[derive(Debug)]
struct Engine {
    rate: f64,
    delay: usize,
    kernel: [[f32; 4]; TAPS],
    channels: Vec<Channel>,
    reduction: Reduction,
}

impl Processor for Engine {
    fn process(&mut self, block: &mut Block<'_>, _: Option<&Block<'_>>, signals: &Signals<'_>) {
        let (frames, ends_step) = (block.frames(), block.ends_step());
        let release = part_of(signals.value(RELEASE), self.rate);
        let mut lane = LANE;
        let values = &mut lane[..frames];
        each(values, [signals.get(GAIN)], |_, [gain]| 0.0 - gain);
        factors(values);
        for group in Group::all(true, block.channels()) {
            group.apply(block, values);
        }
        values.fill(0.0);
        for (index, channel) in self.channels.iter_mut().enumerate() {
            channel.listen(block.channel(index), self.delay, &self.kernel);
            values.iter_mut().zip(&channel.peaks).for_each(|(value, &peak)| *value = value.max(peak));
        }
        let (linked, highest) = (signals.value(STEREO_LINK) > 0.5, lane);
        for (index, channel) in self.channels.iter_mut().enumerate() {
            // Linked channels have equal gains, but separate state, so that they can be unlinked at any time.
            let mut lane = if linked { highest } else { channel.peaks };
            let values = &mut lane[..frames];
            to_decibels(values);
            each(values, [signals.get(CEILING)], |peak, [ceiling]| (peak - ceiling).max(0.0));
            channel.smoothing.run(values, release, ends_step);
            self.reduction.add(values);
            factors(values);
            for ((sample, late), factor) in block.channel_mut(index).iter_mut().zip(&channel.line).zip(&*values) {
                *sample = late * factor;
            }
            channel.line.copy_within(frames..frames + self.delay, 0);
        }
        self.reduction.end(ends_step);
    }

    fn reset(&mut self) {
        for channel in &mut self.channels {
            channel.line.fill(0.0);
            channel.places.fill(0.0);
            channel.smoothing.reset();
        }
        self.reduction = Reduction::default();
    }

    fn latency(&self) -> usize {
        self.delay
    }

    fn readings(&self, into: &mut [f32]) {
        self.reduction.read(into);
    }
}

#[cfg(test)]
mod tests;
