//! Animations, compared with what Pillow shows: see `core/tests/golden/images/animations.py`.

use std::io::Read;

use super::testing::Random;
use crate::image::Gate;
use filmgate::error::{Code, Result};
use filmgate::image::frame::{Format, FrameLayout};

const PACK: &[u8] = include_bytes!("../../../../core/tests/golden/images/animations.pack");

struct Sample {
    name: String,
    file: Vec<u8>,
    size: (u32, u32),
    plays: u32,
    /// Milliseconds and RGBA.
    pictures: Vec<(u32, Vec<u8>)>,
}

fn samples() -> Vec<Sample> {
    let mut bytes = Vec::new();
    flate2::read::ZlibDecoder::new(PACK).read_to_end(&mut bytes).unwrap();
    let mut rest = bytes.as_slice();
    let mut entry = || {
        let (&length, after) = rest.split_first()?;
        let (name, after) = after.split_at(length.into());
        let (length, after) = after.split_at(4);
        let (body, after) = after.split_at(u32::from_le_bytes(length.try_into().unwrap()) as usize);
        rest = after;
        Some((String::from_utf8(name.to_vec()).unwrap(), body.to_vec()))
    };
    let mut samples = Vec::new();
    while let Some((_, reference)) = entry() {
        let (name, file) = entry().unwrap();
        let number = |at: usize| u32::from(u16::from_le_bytes([reference[at], reference[at + 1]]));
        let size = (number(0), number(2));
        let pictures: Vec<_> = reference[8..]
            .chunks((size.0 * size.1 * 4) as usize + 4)
            .map(|part| (u32::from_le_bytes(part[..4].try_into().unwrap()), part[4..].to_vec()))
            .collect();
        assert_eq!(pictures.len(), number(6) as usize);
        samples.push(Sample { name, file, size, plays: number(4), pictures });
    }
    samples
}

/// Opens and plays a file; returns each picture's duration and pixels.
fn play(gate: &mut Gate, file: &[u8]) -> Result<Vec<(f64, Vec<u8>)>> {
    let canvas = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1)?)?;
    gate.stage_bytes(file)?;
    let mut shown = Vec::new();
    let result = gate.open_animation(canvas).and_then(|(_, count)| {
        while let Some(seconds) = gate.draw_picture(canvas, shown.is_empty())? {
            shown.push((seconds, gate.frame(canvas)?.bytes().to_vec()));
            assert!(shown.len() <= count);
        }
        Ok(())
    });
    gate.close_animation();
    gate.close_frame(canvas)?;
    result.map(|()| shown)
}

/// The largest difference of colours, weighted by alpha: the colours of transparent pixels aren't seen.
fn difference(ours: &[u8], theirs: &[u8]) -> f64 {
    let pixels = ours.as_chunks::<4>().0.iter().zip(theirs.as_chunks::<4>().0);
    let apart = pixels.flat_map(|(a, b)| {
        let [alpha, other] = [f64::from(a[3]), f64::from(b[3])];
        let color = |c: usize| (f64::from(a[c]) * alpha - f64::from(b[c]) * other).abs() / 255.0;
        [color(0), color(1), color(2), (alpha - other).abs()]
    });
    apart.fold(0.0, f64::max)
}

#[test]
fn every_disposal_and_blending_agrees_with_pillow() {
    let mut gate = Gate::default();
    for sample in samples() {
        let Sample { name, file, size, plays, pictures } = sample;
        let shown = play(&mut gate, &file).unwrap();
        assert_eq!(shown.len(), pictures.len(), "{name}");
        for (index, ((seconds, ours), (milliseconds, theirs))) in shown.iter().zip(&pictures).enumerate() {
            assert_eq!((seconds * 1000.0).round() as u32, *milliseconds, "{name}, picture {index}");
            assert_eq!(ours.len(), (size.0 * size.1 * 4) as usize, "{name}");
            // Lossy WebP has other chroma; compositing rounds.
            let most = if name == "7.webp" {
                40.0
            } else if name.ends_with("gif") {
                0.0
            } else {
                2.0
            };
            let apart = difference(ours, theirs);
            assert!(apart <= most, "{name}, picture {index}: {apart} levels");
        }
        let canvas = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1).unwrap()).unwrap();
        gate.stage_bytes(&file).unwrap();
        gate.open_animation(canvas).unwrap();
        assert_eq!(gate.animation_plays(), (plays, false), "{name}");
        // After a rewind, the same pictures.
        for _ in 0..2 {
            for (index, (_, ours)) in shown.iter().enumerate() {
                gate.draw_picture(canvas, index == 0).unwrap().unwrap();
                assert!(gate.frame(canvas).unwrap().bytes() == ours, "{name}, again");
            }
        }
        gate.close_animation();
        gate.close_frame(canvas).unwrap();
    }
    assert_eq!(gate.statistics().live, 0, "no memory leaks");
}

#[test]
fn damaged_animations_are_errors() {
    let mut random = Random::new(5);
    let mut gate = Gate::new(8 << 20);
    let rounds = std::env::var("FILMGATE_DAMAGED_FILES").ok().and_then(|count| count.parse().ok()).unwrap_or(200);
    let mut failed = 0;
    for Sample { name, file, .. } in samples() {
        for round in 0..rounds {
            let mut damaged = file.clone();
            for _ in 0..=random.byte() % 4 {
                let at = usize::from(random.byte()) << 8 | usize::from(random.byte());
                let at = if random.byte() < 128 { at % damaged.len().min(120) } else { at % damaged.len() };
                damaged[at] = random.byte();
            }
            if round % 3 == 0 {
                damaged.truncate(damaged.len() * usize::from(random.byte()) / 255);
            }
            if let Err(error) = play(&mut gate, &damaged) {
                let expected = [Code::Decode, Code::OutOfRange, Code::OverBudget, Code::OutOfMemory, Code::Unsupported];
                assert!(expected.contains(&error.code), "{name}: {error}");
                failed += 1;
            }
        }
    }
    assert!(failed > 100);
    assert_eq!(gate.statistics().live, 0, "no memory leaks");
}

#[test]
fn still_files_and_closed_animations_are_errors() {
    let mut gate = Gate::default();
    let canvas = gate.create_frame(FrameLayout::new(Format::Rgba, 4, 4).unwrap()).unwrap();
    assert_eq!(gate.draw_picture(canvas, true).unwrap_err().code, Code::Closed);
    assert_eq!(gate.open_animation(canvas).unwrap_err().code, Code::Decode, "no file");
    for file in [&b"BM"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"GIF89a", b""] {
        gate.stage_bytes(file).unwrap();
        if !file.is_empty() {
            assert_eq!(gate.open_animation(canvas).unwrap_err().code, Code::Decode);
        }
    }
    gate.stage_bytes(&samples()[0].file).unwrap();
    gate.open_animation(canvas).unwrap();
    let other = gate.create_frame(FrameLayout::new(Format::Rgba, 4, 4).unwrap()).unwrap();
    assert_eq!(gate.draw_picture(other, true).unwrap_err().code, Code::SizeMismatch);
    assert!(gate.draw_picture(canvas, true).unwrap().is_some());
}
