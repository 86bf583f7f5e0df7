//! The bits of every filter, effect and analysis, as hashes in `golden/bits.txt`: a change that isn't meant to alter a
//! result must leave that file unchanged.
//!
//! `FILMGATE_GOLDEN=write cargo test --workspace --all-features --test registry golden` rewrites the file. Other tests
//! check that results are correct; this test checks only that they are unchanged.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use filmgate::audio::effects;
use filmgate::audio::{AudioBuffer, AudioFormat, Chain, Step};
use filmgate::declare::{Kind, Value};
use filmgate::image::analysis::{
    Histogram, Palette, StructuralSimilarity, difference, difference_hash, perceptual_hash, sharpness,
};
use filmgate::image::filters;
use filmgate::image::filters::Filter;
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline};
use filmgate::{Code, Detail};

use crate::values::{Random, Values};

const SIZES: [(u32, u32); 3] = [(5, 3), (33, 21), (96, 64)];

/// The 64-bit FNV-1a hash.
fn hash(bytes: impl IntoIterator<Item = u8>) -> String {
    let add = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, add))
}

fn seed_of(name: &str, set: u64) -> u64 {
    name.bytes().fold(set, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()))
}

/// A gradient with noise; pixels are opaque, transparent or translucent.
pub(crate) fn picture(format: Format, (width, height): (u32, u32), seed: u64) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    let mut random = Random(seed);
    let channels = frame.layout().rows().unwrap().pixel_bytes();
    for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
        let across = (i / channels) as u32 % width * 180 / width;
        *byte = (across + random.below(76) as u32) as u8;
        if channels == 4 && i % 4 == 3 {
            *byte = [255, 255, 0, *byte][random.below(4)];
        }
    }
    frame
}

/// A filter with its defaults (set 0) or with random parameters, and with a further frame if it reads one.
fn filter(spec: &filters::Spec, set: u64) -> Box<dyn Filter> {
    let mut filter = (spec.create)();
    let mut values = Values::typical(seed_of(spec.name, set));
    for (index, parameter) in spec.parameters.iter().enumerate() {
        if set > 0 || matches!(parameter.kind, Kind::Frame) {
            filter.set(index, &values.value(&parameter.kind)).unwrap();
        }
    }
    filter
}

/// The hash of the layout and the bytes of the result, or the code of the error.
fn filtered(spec: &filters::Spec, set: u64, format: Format, size: (u32, u32)) -> String {
    let mut pipeline = Pipeline::new(vec![filter(spec, set)]);
    let source = picture(format, size, 1);
    let mut other = picture(format, size, 2);
    if filter(spec, set).is_temporal() {
        for before in [3, 4] {
            pipeline.apply(&mut picture(format, size, before)).unwrap();
        }
    }
    loop {
        let mut frame = Frame::new(*source.layout()).unwrap();
        frame.bytes_mut().copy_from_slice(source.bytes());
        let frames = [(Input(1), &other)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        match pipeline.apply_with(&mut frame, options) {
            Ok(()) => {
                let (width, height) = (frame.layout().width(), frame.layout().height());
                let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
                return hash(size.into_iter().chain(frame.bytes().iter().copied()));
            }
            // A map must have the size that the error names.
            Err(error) => match (error.code, &error.expected) {
                (Code::SizeMismatch, &Detail::Size(width, height)) => other = picture(format, (width, height), 2),
                _ => return format!("{:?}", error.code),
            },
        }
    }
}

fn filter_lines(out: &mut String) {
    for spec in filters::REGISTRY {
        for format in spec.domain.plain_formats() {
            for set in 0..3 {
                let hashes = SIZES.map(|size| filtered(spec, set, *format, size));
                let _ = writeln!(out, "filter {} {} {set}: {}", spec.name, format.name(), hashes.join(" "));
            }
        }
    }
}

/// Noise that becomes louder, with a pause.
fn audio(format: AudioFormat, frames: usize) -> AudioBuffer {
    let mut buffer = AudioBuffer::new(format, frames).unwrap();
    let mut random = Random(3);
    for channel in 0..format.channels() {
        for (frame, sample) in buffer.channel_mut(channel).iter_mut().enumerate() {
            let pause = (frames / 3..frames / 2).contains(&frame);
            let level = if pause { 0.0 } else { 0.8 * frame as f64 / frames as f64 };
            *sample = (random.between((-1.0, 1.0)) * level) as f32;
        }
    }
    buffer
}

/// The hash of the samples and the readings, or the code of the error.
fn processed(spec: &effects::Spec, set: u64) -> String {
    let format = AudioFormat::new(48_000.0, 2).unwrap();
    let mut values = Values::typical(seed_of(spec.name, set));
    let mut effect = (spec.create)();
    for (index, parameter) in spec.parameters.iter().enumerate() {
        let needed = matches!(parameter.kind, Kind::Resource("model"));
        if set > 0 || needed {
            effect.set(index, &values.value(&parameter.kind)).unwrap();
        }
    }
    let mut chain = match Chain::new(format, vec![Step::new(effect)]) {
        Ok(chain) => chain,
        Err(error) => return format!("{:?}", error.code),
    };
    let mut buffer = audio(format, 60_000);
    chain.process(&mut buffer.block_mut(0), None, None);
    let mut readings = vec![0.0; spec.readings.len()];
    chain.readings(0, &mut readings);
    let samples = (0..2).flat_map(|channel| buffer.channel(channel)).flat_map(|sample| sample.to_le_bytes());
    hash(samples.chain(readings.iter().flat_map(|reading| reading.to_le_bytes())))
}

fn effect_lines(out: &mut String) {
    for spec in effects::REGISTRY {
        let hashes = [0, 1, 2].map(|set| processed(spec, set));
        let _ = writeln!(out, "effect {}: {}", spec.name, hashes.join(" "));
    }
}

fn analysis_lines(out: &mut String) {
    for format in [Format::Rgba, Format::Gray8] {
        for size in SIZES {
            let (frame, other) = (picture(format, size, 1), picture(format, size, 2));
            let histogram = Histogram::of(&frame);
            let apart = difference(&frame, &other).unwrap();
            let mut palette = Palette::new().unwrap();
            let _ = writeln!(
                out,
                "analysis {} {size:?}: histogram {} statistics {:?} difference {apart:?} structuralSimilarity {:?} \
                 hashes {:016x} {:016x} sharpness {:?} dominantColors {:?}",
                format.name(),
                hash(histogram.counts.as_flattened().iter().flat_map(|count| count.to_le_bytes())),
                (0..5).map(|channel| histogram.statistics(channel)).collect::<Vec<_>>(),
                StructuralSimilarity::default().of(&frame, &other).map_err(|error| error.code),
                difference_hash(&frame),
                perceptual_hash(&frame),
                sharpness(&frame),
                palette.find(&frame, 4).unwrap(),
            );
        }
    }
}

#[test]
fn results_are_the_same_to_the_bit() {
    let mut lines = String::new();
    filter_lines(&mut lines);
    effect_lines(&mut lines);
    analysis_lines(&mut lines);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/bits.txt");
    if env::var_os("FILMGATE_GOLDEN").is_some_and(|word| word == "write") {
        fs::write(&path, &lines).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap();
    let differing: Vec<&str> = lines.lines().filter(|line| !golden.lines().any(|old| old == *line)).collect();
    assert!(differing.is_empty(), "{} lines differ:\n{}", differing.len(), differing.join("\n"));
    assert_eq!(lines.lines().count(), golden.lines().count(), "number of lines");
}

#[test]
fn random_values_differ() {
    let mut values = Values::typical(1);
    let number = Kind::Number(filmgate::declare::Number::new(0.0, 0.0, 1.0));
    assert_ne!(values.value(&number), Value::Number(0.0), "drawn");
    assert_ne!(values.value(&number), values.value(&number), "again");
}
