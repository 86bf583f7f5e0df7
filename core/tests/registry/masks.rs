//! Masks on frames whose planes are processed: compared with a mixture in real numbers.

use filmgate::image::frame::{Format, Frame, Sample};
use filmgate::image::pipeline::{Options, Pipeline};

use crate::formats::{copy_of, noise};
use crate::values::Random;

#[test]
fn masks_mix_the_planes_of_frames_in_place_and_into_another() {
    let mut random = Random(11);
    let formats =
        [Format::I420, Format::Nv12, Format::I422, Format::I444, Format::I420P10, Format::Bgrx, Format::GrayF32];
    for format in formats {
        for size in [(1, 1), (2, 2), (17, 13), (600, 5)] {
            // Within a stream of planes, through colours, and through a whole frame of colours.
            for names in [&["gaussianBlur"][..], &["sepia"], &["sepia", "autoLevels", "gaussianBlur"], &[]] {
                let pipeline = || {
                    Pipeline::new(names.iter().map(|name| filmgate::image::filters::create(name).unwrap()).collect())
                };
                let source = noise(&mut random, format, size);
                let mask = noise(&mut random, Format::Gray8, size);
                let mut whole = copy_of(&source);
                if names.contains(&"gaussianBlur") && format == Format::GrayF32 && names.len() > 1 {
                    continue;
                }
                if pipeline().apply(&mut whole).is_err() {
                    continue;
                }
                let options = Options { mask: Some(mask.view()), ..Options::default() };
                let mut masked = copy_of(&source);
                pipeline().apply_with(&mut masked, options).unwrap();
                let mut into = noise(&mut random, format, size);
                pipeline().apply_into_with(&source, &mut into, options).unwrap();
                assert!(into.bytes() == masked.bytes(), "{format:?} {size:?} {names:?}: into another frame");
                for (index, spec) in format.spec().planes.iter().enumerate() {
                    let plane = source.layout().planes().nth(index).unwrap();
                    let [width, height] = [size.0 as usize, size.1 as usize];
                    let samples = plane.width * spec.channels;
                    for y in 0..plane.rows {
                        let value = |frame: &Frame, i: usize| sample_of(format, frame.plane(index).row(y), i);
                        for i in 0..samples {
                            let x = i / spec.channels;
                            let shared = |at: usize, halvings: u32, most: usize| {
                                (at << halvings)..((at + 1) << halvings).min(most)
                            };
                            let (mut sum, mut count) = (0.0, 0.0);
                            for row in shared(y, spec.halvings[1], height) {
                                for column in shared(x, spec.halvings[0], width) {
                                    sum += f64::from(mask.plane(0).row(row)[column]);
                                    count += 1.0;
                                }
                            }
                            let weight = sum / count / 255.0;
                            let expected = value(&source, i) * (1.0 - weight) + value(&whole, i) * weight;
                            // The mean of the weights is rounded, and the mixture.
                            let most = 0.51 + (value(&source, i) - value(&whole, i)).abs() / 255.0 / 2.0;
                            let found = value(&masked, i);
                            assert!(
                                (found - expected).abs() <= most,
                                "{format:?} {size:?} {names:?}, plane {index}, row {y}, {i}: {found}, {expected}"
                            );
                        }
                    }
                }
            }
        }
    }
}

/// Returns a sample of a row, in levels.
fn sample_of(format: Format, row: &[u8], index: usize) -> f64 {
    match format.spec().sample {
        Sample::U8 => f64::from(row[index]),
        Sample::U10 => f64::from(u16::from_le_bytes(row[2 * index..][..2].try_into().unwrap())),
        Sample::F32 => 255.0 * f64::from(f32::from_ne_bytes(row[4 * index..][..4].try_into().unwrap())),
    }
}
