//! `spectrogram`: the spectrum of audio as a picture.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::math::RealFft;
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::math::trigonometry::cosine;
use crate::image::kernels::Geometry;
use crate::memory::zeroed;
use crate::image::filters::scopes::scope::SIDE;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{PlaneRef, RowFormat, RowLayout, Plane, PlaneMut};
use crate::image::input::Input;

crate::choice! {
    /// How frequencies are mapped to rows.
    pub enum FrequencyScale {
        /// Linearly.
        Linear = "linear",
        /// By octaves, of which the scale has ten.
        Logarithmic = "logarithmic",
    }
}

crate::filter! {
    /// Replaces the frame by a spectrogram of audio: time from left to right, frequencies up to half the sample rate
    /// from bottom to top, louder is brighter. `gradientMap` adds colours.
    ///
    /// The audio is passed as another frame of the same format whose bytes are its samples: 32-bit floats,
    /// little-endian, read in place in each run. A column is the Fourier transform of the samples around its middle
    /// under a Hann window; each row shows the loudest of its frequencies. A sine of full scale is white, and levels
    /// `range` below it are black; NaN counts as silence. Without audio, nothing changes.
    pub struct Spectrogram: "spectrogram" in "scopes" version 1 on color and gray {
        /// Other frame: the samples.
        frame: Option<Input> = Kind::Frame,
        /// Number of samples; 0 uses the whole frame.
        length: i32 = Kind::Integer(Number::new(0.0, 0.0, 2_000_000_000.0).typical(0.0, 10_000_000.0).step(1.0)),
        /// Width of the result.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the result.
        height: i32 = Kind::Integer(SIDE),
        /// Length of a window, as a power of two: 11 stands for 2048 samples.
        window: i32 = Kind::Integer(Number::new(11.0, 6.0, 15.0).typical(8.0, 13.0).step(1.0)),
        /// Range of levels from black to white.
        range: f64 = Kind::Number(Number::new(80.0, 1.0, 200.0).typical(40.0, 120.0).step(1.0).unit(Unit::Decibels)),
        /// How frequencies are mapped to rows.
        scale: FrequencyScale = Kind::Enum { names: FrequencyScale::NAMES, default: 0 },
    }
}

/// Number of octaves of the logarithmic scale.
const OCTAVES: f64 = 10.0;

impl Operate for Spectrogram {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let Some(audio) = self.frame else { return Ok(Operation::Identity) };
        let [width, height] = [self.width, self.height].map(|side| side.clamp(16, 2048).unsigned_abs());
        let layout = RowLayout::new(input.format(), width, height)?;
        let size = 1 << self.window.clamp(6, 15);
        let fft = RealFft::new(size)?;
        let mut weights: Vec<f32> = zeroed(size)?;
        let hann = |i: usize| (0.5 - 0.5 * cosine(i as f64 / size as f64)) as f32;
        weights.iter_mut().enumerate().for_each(|(i, weight)| *weight = hann(i));
        // The bin at the lower edge of each row, from the bottom.
        let mut edges: Vec<u32> = zeroed(height as usize + 1)?;
        for (row, edge) in edges.iter_mut().enumerate() {
            let place = row as f64 / f64::from(height);
            let part = match self.scale {
                FrequencyScale::Linear => place,
                FrequencyScale::Logarithmic => (OCTAVES * (place - 1.0)).exp2(),
            };
            *edge = (part * (size / 2) as f64 + 0.5) as u32;
        }
        let bins = fft.bins();
        Ok(Operation::Geometry(Box::new(Kernel {
            layout,
            audio,
            length: self.length as usize,
            range: self.range as f32,
            fft,
            weights,
            edges,
            samples: zeroed(size)?,
            real: zeroed(bins)?,
            imaginary: zeroed(bins)?,
        })))
    }
}

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    audio: Input,
    length: usize,
    range: f32,
    fft: RealFft,
    weights: Vec<f32>,
    edges: Vec<u32>,
    samples: Vec<f32>,
    real: Vec<f32>,
    imaginary: Vec<f32>,
}

/// The samples: four bytes each, one row after the other.
struct Samples<'a> {
    plane: Plane<'a>,
    /// All of them, if the rows are contiguous.
    packed: Option<&'a [[u8; 4]]>,
    count: usize,
}

impl Samples<'_> {
    #[inline]
    fn get(&self, index: usize) -> Option<[u8; 4]> {
        match self.packed {
            Some(packed) => packed.get(index).copied(),
            None => (index < self.count).then(|| self.gathered(index)),
        }
    }

    /// A sample of gray pixels may continue in the next row.
    #[cold]
    fn gathered(&self, index: usize) -> [u8; 4] {
        let row_bytes = self.plane.row_bytes();
        core::array::from_fn(|byte| {
            let at = 4 * index + byte;
            self.plane.row(at / row_bytes).get(at % row_bytes).copied().unwrap_or_default()
        })
    }
}

impl Kernel {
    /// Writes the powers of the window around `middle` to `real`; a sine of full scale is 1.
    fn transform(&mut self, audio: &Samples<'_>, middle: usize) {
        let size = self.samples.len();
        for (i, (to, weight)) in self.samples.iter_mut().zip(&self.weights).enumerate() {
            let place = (middle + i).checked_sub(size / 2);
            let sample = place.and_then(|place| audio.get(place)).map_or(0.0, f32::from_le_bytes);
            *to = if sample.is_finite() { sample * weight } else { 0.0 };
        }
        self.fft.forward(&self.samples, &mut self.real, &mut self.imaginary);
        // The mean of a Hann window is a half, and half of a sine's amplitude is at its frequency.
        let unit = (4.0 / size as f32).powi(2);
        self.real.iter_mut().zip(&self.imaginary).for_each(|(re, im)| *re = (*re * *re + im * im) * unit);
    }
}

impl Geometry for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        false
    }

    fn scratch_bytes(&self) -> usize {
        4 * (self.weights.len() + self.edges.len() + self.samples.len() + self.real.len() + self.imaginary.len())
    }

    fn apply_in_place(&mut self, _: PlaneMut<'_>, rows: Range<usize>) -> usize {
        rows.end
    }

    fn input(&self) -> Option<Input> {
        Some(self.audio)
    }

    /// Units of work are spread over the columns.
    fn apply(
        &mut self,
        _: Plane<'_>,
        mut target: PlaneMut<'_>,
        rows: Range<usize>,
        other: Option<&PlaneRef<'_>>,
    ) -> usize {
        let Some(other) = other else { return rows.end };
        let count = other.layout().byte_length() / 4;
        let count = if self.length > 0 { self.length.min(count) } else { count };
        let plane = other.plane();
        let packed = plane.contiguous().map(|bytes| &bytes.as_chunks().0[..count]);
        let audio = Samples { plane, packed, count };
        let (width, height) = (self.layout.width() as usize, self.layout.height() as usize);
        let pixel = self.layout.pixel_bytes();
        // Both below 2¹⁵.
        let column_of = |unit: usize| unit * width / height;
        for x in column_of(rows.start)..column_of(rows.end) {
            // Both below 2³², so that the product fits.
            let middle = (2 * x as u64 + 1) * count as u64 / (2 * width as u64);
            self.transform(&audio, middle as usize);
            for row in 0..height {
                let first = self.edges[row] as usize;
                // Where rows are closer together than frequencies, several rows show the same frequency.
                let end = (self.edges[row + 1] as usize).max(first + 1);
                let bins = self.real.get(first..end).or_else(|| self.real.get(self.real.len() - 1..));
                let power = bins.unwrap_or_default().iter().fold(1e-30_f32, |most, &power| most.max(power));
                let level = (255.0 * (1.0 + 10.0 * power.log10() / self.range) + 0.5).clamp(0.0, 255.0) as u8;
                if let Some(to) = target.row_mut(height - 1 - row).get_mut(x * pixel..(x + 1) * pixel) {
                    to.fill(level);
                    if self.layout.format() == RowFormat::Rgba8 {
                        to[3] = 255;
                    }
                }
            }
        }
        rows.end
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::frame::Frame;
    use crate::image::testing::{compare, golden};
    use crate::image::pipeline::{Inputs, Options, Pipeline};

    fn run(filter: &Spectrogram, samples: &[f32], format: Format) -> Frame {
        let layout = FrameLayout::new(format, 64, (samples.len() / 16 + 1) as u32).unwrap();
        let mut audio = Frame::new(layout).unwrap();
        let floats = audio.bytes_mut().as_chunks_mut::<4>().0.iter_mut().zip(samples);
        floats.for_each(|(to, sample)| *to = sample.to_le_bytes());
        let frames = [(Input(1), &audio)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let mut result = Frame::new(FrameLayout::new(format, 2, 2).unwrap()).unwrap();
        let filter = Spectrogram { frame: Some(Input(1)), length: samples.len() as i32, ..filter.clone() };
        Pipeline::new(vec![Box::new(filter)]).apply_with(&mut result, options).unwrap();
        result
    }

    /// The same samples as in `golden/spectrogram.py`: a sweep, and a tone that begins in the middle.
    fn audio() -> Vec<f32> {
        let sample = |i: i32| {
            let t = f64::from(i) / 2000.0;
            let sweep = 0.5 * (TAU * (40.0 * t + 300.0 * t * t)).sin();
            let tone = if t > 0.5 { 0.01 * (TAU * 100.0 * t).sin() } else { 0.0 };
            (sweep + tone) as f32
        };
        (0..2000).map(sample).collect()
    }

    #[test]
    fn agrees_with_scipy() {
        let vectors = golden(include_str!("../../../../tests/golden/spectrogram.txt"));
        for (label, expected) in &vectors {
            let scale = if *label == "linear" { FrequencyScale::Linear } else { FrequencyScale::Logarithmic };
            let filter = Spectrogram { width: 20, height: 32, window: 7, range: 70.0, scale, ..Spectrogram::default() };
            let expected: Vec<u8> = expected.iter().map(|&level| level as u8).collect();
            compare(label, run(&filter, &audio(), Format::Gray8).bytes(), &expected, 1);
            let colors: Vec<u8> = expected.iter().flat_map(|&level| [level, level, level, 255]).collect();
            compare(label, run(&filter, &audio(), Format::Rgba).bytes(), &colors, 1);
        }
        assert_eq!(vectors.len(), 2, "both scales");
    }

    #[test]
    fn nan_counts_as_silence() {
        let filter = Spectrogram { width: 16, height: 16, ..Spectrogram::default() };
        let result = run(&filter, &[f32::NAN, f32::INFINITY, -f32::INFINITY, 0.0], Format::Gray8);
        assert!(result.bytes().iter().all(|&level| level == 0));
    }
}
