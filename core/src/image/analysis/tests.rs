use alloc::vec::Vec;

use super::*;
use crate::error::Code;
use crate::image::frame::{Format, Frame, FrameLayout};
use crate::image::testing::{SIDES, golden, noise};

/// The same picture as `picture` of `tests/golden/analysis.py`.
fn picture(noise: i32) -> Frame {
    let (width, height) = (61, 47);
    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, width, height).unwrap()).unwrap();
    for (i, pixel) in frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let (x, y) = (i as i32 % width as i32, i as i32 / width as i32);
        let disc = if (x - 20).pow(2) + (y - 18).pow(2) < 150 { 90 } else { 0 };
        let stripes = if (x + 2 * y) / 7 % 2 == 0 { 40 } else { 0 };
        let grain = (x * 31 + y * 17 + x * y * 13) % (2 * noise + 1) - noise;
        let colors = [x * 3 + disc + grain, y * 4 + stripes + grain, 200 - x - y + disc / 2 - grain, 255];
        *pixel = colors.map(|c| c.clamp(0, 255) as u8);
    }
    frame
}

fn judged(label: &str) -> Vec<f64> {
    let vectors = golden(include_str!("../../../tests/golden/analysis.txt"));
    vectors.into_iter().find(|(name, _)| *name == label).unwrap().1
}

fn close(what: &str, came: f64, expected: f64, tolerance: f64) {
    assert!((came - expected).abs() <= tolerance, "{what}: {came}, expected {expected} ± {tolerance}");
}

#[test]
fn agrees_with_other_programs() {
    let (a, b) = (picture(0), picture(9));
    // The sums are in single precision.
    close("SSIM", StructuralSimilarity::default().of(&a, &b).unwrap(), judged("ssim")[0], 1e-5);
    close("PSNR", difference(&a, &b).unwrap().psnr, judged("psnr")[0], 1e-9);
    close("sharpness", sharpness(&b), judged("sharpness")[0], 1e-6);
    let histogram = Histogram::of(&b);
    for channel in 0..5 {
        let came = histogram.statistics(channel);
        let expected = judged(&format!("statistics {channel}"));
        close("minimum", came.minimum.into(), expected[0], 0.0);
        close("maximum", came.maximum.into(), expected[1], 0.0);
        close("mean", came.mean, expected[2], 1e-9);
        close("deviation", came.standard_deviation, expected[3], 1e-9);
    }
    for (label, hash) in [("difference hash", difference_hash(&a)), ("perceptual hash", perceptual_hash(&a))] {
        let halves = judged(label);
        let expected = (halves[0] as u64) << 32 | halves[1] as u64;
        assert_eq!(hash, expected, "{label}: {hash:016x}, expected {expected:016x}");
    }
}

#[test]
fn agrees_with_straightforward_loops() {
    let mut ssim = StructuralSimilarity::default();
    for (width, height) in SIDES {
        for format in [Format::Rgba, Format::Gray8] {
            let (a, b) = (noise(format, width, height, false, 1), noise(format, width, height, false, 2));
            let apart = a.bytes().iter().zip(b.bytes()).map(|(&a, &b)| f64::from(a.abs_diff(b)));
            let count = a.bytes().len() as f64;
            let came = difference(&a, &b).unwrap();
            close("maximum", came.maximum.into(), apart.clone().fold(0.0, f64::max), 0.0);
            close("mean", came.mean, apart.clone().sum::<f64>() / count, 1e-9);
            close("square", came.mean_squared_error, apart.map(|d| d * d).sum::<f64>() / count, 1e-9);
            assert_eq!(difference(&a, &a).unwrap().psnr, f64::INFINITY, "equal frames");

            let channels = if format == Format::Rgba { 4 } else { 1 };
            let mut counts = [[0; 256]; 5];
            for pixel in a.bytes().chunks(channels) {
                let [r, g, b, alpha] =
                    if channels == 4 { [0, 1, 2, 3].map(|c| pixel[c]) } else { [pixel[0], pixel[0], pixel[0], 255] };
                let luma = (4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14;
                let levels = [r, g, b, alpha, luma as u8];
                counts.iter_mut().zip(levels).for_each(|(counts, level)| counts[usize::from(level)] += 1);
            }
            assert!(Histogram::of(&a).counts == counts, "histogram of {format:?} {width}×{height}");

            match ssim.of(&a, &b) {
                Ok(index) => assert!(width >= 11 && height >= 11 && index < 0.5, "{index}"),
                Err(error) => assert!(width < 11 || height < 11, "{error}"),
            }
            if width >= 11 && height >= 11 {
                close("SSIM of equal frames", ssim.of(&a, &a).unwrap(), 1.0, 1e-6);
            }
            difference_hash(&a);
            perceptual_hash(&a);
        }
    }
}

#[test]
fn sharpness_is_the_variance_of_the_laplacian_for_any_width() {
    for (width, height) in SIDES.into_iter().chain([(255, 3), (256, 2), (257, 5), (258, 1), (513, 4)]) {
        for format in [Format::Rgba, Format::Gray8] {
            let frame = noise(format, width, height, true, width);
            let (width, height) = (width as isize, height as isize);
            let mirrored =
                |i: isize, length: isize| if length == 1 { 0 } else { (length - 1) - (length - 1 - i.abs()).abs() };
            let luma = |x: isize, y: isize| {
                let i = (mirrored(y, height) * width + mirrored(x, width)) as usize;
                let bytes = frame.bytes();
                let [r, g, b] =
                    if format == Format::Gray8 { [bytes[i]; 3] } else { [0, 1, 2].map(|c| bytes[4 * i + c]) };
                f64::from((4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14)
            };
            let laplacians: Vec<f64> = (0..height)
                .flat_map(|y| (0..width).map(move |x| (x, y)))
                .map(|(x, y)| luma(x - 1, y) + luma(x + 1, y) + luma(x, y - 1) + luma(x, y + 1) - 4.0 * luma(x, y))
                .collect();
            let count = laplacians.len() as f64;
            let mean = laplacians.iter().sum::<f64>() / count;
            let variance = laplacians.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
            let found = sharpness(&frame);
            assert!(
                (found - variance).abs() <= 1e-9 * variance.max(1.0),
                "{format:?} {width}×{height}: {found}, {variance}"
            );
        }
    }
}

#[test]
fn frames_of_different_size_or_format_cannot_be_compared() {
    let a = noise(Format::Rgba, 12, 12, true, 1);
    for (other, code) in [
        (noise(Format::Rgba, 12, 13, true, 1), Code::SizeMismatch),
        (noise(Format::Gray8, 12, 12, true, 1), Code::UnsupportedFormat),
    ] {
        assert_eq!(difference(&a, &other).unwrap_err().code, code, "difference");
        assert_eq!(StructuralSimilarity::default().of(&a, &other).unwrap_err().code, code, "SSIM");
    }
}

#[test]
fn smaller_and_brighter_copies_have_similar_hashes() {
    let (a, mut brighter) = (picture(0), picture(4));
    brighter.bytes_mut().iter_mut().for_each(|byte| *byte = byte.saturating_add(20));
    let other = noise(Format::Rgba, 61, 47, true, 3);
    for hash in [difference_hash, perceptual_hash] {
        let bits = |frame: &Frame| (hash(frame) ^ hash(&a)).count_ones();
        assert!(bits(&brighter) <= 8, "{} bits", bits(&brighter));
        assert!(bits(&other) >= 16, "{} bits", bits(&other));
    }
}

#[test]
fn finds_the_colours_of_a_flag() {
    let colors = [[200, 20, 30], [250, 250, 240], [10, 40, 160]];
    let mut flag = Frame::new(FrameLayout::new(Format::Rgba, 60, 10).unwrap()).unwrap();
    for (i, pixel) in flag.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
        // Half red, a third white, a sixth blue, and a few transparent pixels.
        let x = i % 60;
        let [r, g, b] = colors[if x < 30 {
            0
        } else if x < 50 {
            1
        } else {
            2
        }];
        *pixel = [r, g, b, if i == 0 { 0 } else { 255 }];
    }
    let mut palette = Palette::new().unwrap();
    for count in [3, 4, 256] {
        let found = palette.find(&flag, count).unwrap().to_vec();
        let came: Vec<[u8; 3]> = found.iter().map(|color| color.color.map(|c| c.round() as u8)).collect();
        assert_eq!(came, colors, "{count}");
        close("share", found[1].share, 200.0 / 599.0, 1e-12);
    }
    assert_eq!(palette.find(&flag, 1).unwrap().len(), 1, "the mean");
    flag.bytes_mut().fill(0);
    assert!(palette.find(&flag, 3).unwrap().is_empty(), "a transparent frame has no colours");
    for count in [0, 257] {
        assert_eq!(palette.find(&flag, count).unwrap_err().code, Code::OutOfRange, "{count}");
    }
    // Every colour of the noise is near a palette colour, and the shares sum to 1.
    let found = palette.find(&noise(Format::Rgba, 64, 64, true, 5), 16).unwrap();
    close("all", found.iter().map(|color| color.share).sum(), 1.0, 1e-9);
    assert_eq!(found.len(), 16, "the requested number of colours");
}

/// A YUV frame counts as its luma.
#[test]
fn yuv_frames_are_analysed_as_gray_frames_of_their_luma() {
    for format in [Format::I420, Format::I420A, Format::I422, Format::I444, Format::Nv12] {
        let yuv = [5, 6].map(|seed| noise(format, 33, 17, false, seed));
        let gray = [&yuv[0], &yuv[1]].map(|frame| {
            let mut gray = Frame::new(FrameLayout::new(Format::Gray8, 33, 17).unwrap()).unwrap();
            gray.bytes_mut().copy_from_slice(&frame.bytes()[..33 * 17]);
            gray
        });
        for spec in REGISTRY {
            let run = |[frame, other]: &[Frame; 2]| {
                let (mut memory, mut numbers) = (Memory::default(), Vec::new());
                let input = Input::new(frame, Some(other)).unwrap();
                let result = (spec.create)().analyze(&input, &mut memory, &mut Results::new(&mut numbers).unwrap());
                result.map(|()| numbers)
            };
            match run(&yuv) {
                Ok(numbers) => assert_eq!(numbers, run(&gray).unwrap(), "{} of {format:?}", spec.name),
                Err(error) => {
                    assert_eq!((spec.name, error.code), ("dominantColors", Code::UnsupportedFormat), "{error}");
                }
            }
        }
    }
}
