//! Truncated files: with `strict` an error, otherwise the decoded part, with transparent black for the rest.

use super::packs::{JPEG, Reference, WEBP, unpack};
use super::testing::noise;
use super::{encoded, file, gradient};
use crate::image::{Gate, Moved};
use filmgate::error::{Code, Result};
use filmgate::image::files::{Decoded, Encoding};
use filmgate::image::frame::{Format, FrameLayout};

fn decode_as(bytes: &[u8], strict: bool) -> Result<(Vec<u8>, Decoded)> {
    let mut gate = Gate::default();
    let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1)?)?;
    gate.stage_bytes(bytes)?;
    let (_, decoded): (Moved, _) = gate.decode(frame, strict)?;
    Ok((gate.frame(frame)?.bytes().to_vec(), decoded))
}

/// Complete files are accepted, and a truncation by a single byte is detected.
#[test]
fn strict_rejects_exactly_the_truncated_files() {
    let source = noise(Format::Rgba, 40, 30, false, 3);
    let files = [
        ("png", encoded(&source, Encoding::PNG)),
        ("jpeg", encoded(&source, Encoding::jpeg(80))),
        ("webp", encoded(&source, Encoding::WebP)),
        ("gif", file(&gradient(40, 30), image::ImageFormat::Gif)),
    ];
    for (name, whole) in files {
        assert_eq!(decode_as(&whole, true).unwrap().1, Decoded::Whole, "{name}");
        // The picture of a GIF ends before the file does; the last byte of a WebP may be padding.
        let last = if matches!(name, "gif" | "webp") { whole.len() - 2 } else { whole.len() - 1 };
        for length in [last, whole.len() * 3 / 4, whole.len() / 2, 40, 8] {
            let code = decode_as(&whole[..length], true).map_or_else(|error| Some(error.code), |_| None);
            assert_eq!(code, Some(Code::Decode), "{name}, {length} of {} bytes", whole.len());
        }
        if name != "webp" {
            for length in [last, whole.len() * 3 / 4] {
                let (_, decoded) = decode_as(&whole[..length], false).unwrap();
                assert_eq!(decoded, Decoded::Truncated, "{name}, {length} of {} bytes", whole.len());
            }
        }
    }
}

/// Checks that the decoded part equals `whole`, the pixels of the complete file, and that the rest is transparent.
/// Within `border` pixels of the missing part, colours aren't checked, because chroma is interpolated across the
/// border.
fn check_part(name: &str, width: usize, border: usize, part: &[u8], whole: &[u8], tolerance: u8) -> usize {
    let (part, whole) = (part.as_chunks::<4>().0, whole.as_chunks::<4>().0);
    let height = part.len() / width;
    let is_missing = |x: usize, y: usize| part[y * width + x] == [0; 4] && whole[y * width + x] != [0; 4];
    let mut missing = 0;
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        if is_missing(x, y) {
            missing += 1;
            continue;
        }
        let columns = x.saturating_sub(border)..(x + border + 1).min(width);
        let mut near =
            (y.saturating_sub(border)..(y + border + 1).min(height)).flat_map(|y| columns.clone().map(move |x| (x, y)));
        let (ours, theirs) = (part[y * width + x], whole[y * width + x]);
        let apart = ours.iter().zip(theirs).map(|(a, b)| a.abs_diff(b)).max();
        assert!(
            apart <= Some(tolerance) || near.any(|(x, y)| is_missing(x, y)),
            "{name}: ({x}, {y}) got {ours:?}, expected {theirs:?}"
        );
    }
    missing
}

#[test]
fn complete_rows_of_a_truncated_png_or_gif_are_decoded() {
    let source = noise(Format::Rgba, 64, 48, true, 8);
    let png = encoded(&source, Encoding::PNG);
    let gif = file(&gradient(64, 48), image::ImageFormat::Gif);
    let gray = file(&gradient(64, 48).to_luma8().into(), image::ImageFormat::Png);
    for (name, bytes) in [("png", png), ("gif", gif), ("gray png", gray)] {
        let whole = decode_as(&bytes, false).unwrap().0;
        let mut before = usize::MAX;
        for eighths in 2..8 {
            let Ok((part, decoded)) = decode_as(&bytes[..bytes.len() * eighths / 8], false) else { continue };
            assert_eq!(decoded, Decoded::Truncated, "{name}");
            let missing = check_part(name, 64, 0, &part, &whole, 0);
            assert!(
                missing > 0 && missing <= before,
                "{name}, {eighths}/8: {missing} pixels are missing, {before} before"
            );
            before = missing;
        }
        assert!(before < 64 * 48 / 2, "{name}: most of 7/8 is decoded");
    }
}

#[test]
fn complete_passes_of_a_truncated_interlaced_png_are_decoded() {
    // 4 × 4, 8-bit gray, Adam7, as libpng writes it; the last of 7 passes is truncated.
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 4, 4);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[200; 48]).unwrap();
    let (part, decoded) = decode_as(&bytes[..bytes.len() - 12], false).unwrap();
    assert_eq!(decoded, Decoded::Truncated, "missing IEND");
    assert!(part.iter().all(|&byte| byte == 200 || byte == 255), "all pixels are decoded");
}

/// Truncates every layout of JPEG in the middle. The reference picture of the complete file determines the expected
/// part.
#[test]
fn complete_blocks_of_a_truncated_jpeg_are_decoded() {
    let mut shown = 0;
    let files = unpack(JPEG);
    for (name, bytes, reference) in &files {
        let Reference { pixels, .. } = &**reference;
        let start = bytes.windows(2).rposition(|pair| pair == [0xff, 0xda]).unwrap();
        let progressive = bytes.windows(2).any(|pair| pair == [0xff, 0xc2]);
        for length in [bytes.len() - 2, start + (bytes.len() - start) * 3 / 4] {
            assert!(decode_as(&bytes[..length], true).is_err(), "{name}: strict");
            let (part, decoded) = match decode_as(&bytes[..length], false) {
                Ok(result) => result,
                // Luma, or the first block, is missing.
                Err(error) => {
                    assert!(error.to_string().contains("ends before its picture begins"), "{name}: {error}");
                    continue;
                }
            };
            assert_eq!(decoded, Decoded::Truncated, "{name}");
            // In progressive files, and in files with a scan per component, missing data affect the colours everywhere.
            let one_scan = bytes.windows(2).filter(|pair| *pair == [0xff, 0xda]).count() == 1;
            if !progressive && one_scan {
                let missing = check_part(name, 35, 4, &part, pixels, 4);
                shown += usize::from(missing < 35 * 35);
                assert_eq!(missing == 0, length == bytes.len() - 2, "{name}: {missing} pixels are missing");
            }
        }
    }
    assert!(shown > 40, "{shown} parts were compared");
}

#[test]
fn a_jpeg_without_its_end_marker_is_complete_but_truncated() {
    let bytes = include_bytes!("../../../../core/tests/golden/images/cases/j05_no_eoi.jpg");
    let (pixels, decoded) = decode_as(bytes, false).unwrap();
    assert_eq!(decoded, Decoded::Truncated);
    assert!(pixels.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255), "every block is decoded");
    let half = include_bytes!("../../../../core/tests/golden/images/cases/j19_trunc_scan_50.jpg");
    let (pixels, decoded) = decode_as(half, false).unwrap();
    assert_eq!(decoded, Decoded::Truncated);
    let missing = pixels.as_chunks::<4>().0.iter().filter(|pixel| pixel[3] == 0).count();
    assert!((pixels.len() / 4 / 4..pixels.len() / 4 * 3 / 4).contains(&missing), "{missing} of {}", pixels.len() / 4);
}

#[test]
fn a_webp_truncated_within_its_picture_is_an_error() {
    for (name, bytes, _) in unpack(WEBP) {
        let error = decode_as(&bytes[..bytes.len() / 3], false).unwrap_err();
        assert_eq!(error.code, Code::Decode, "{name}: {error}");
    }
    // Truncated metadata don't affect the picture.
    let (name, bytes, _) = unpack(WEBP).into_iter().find(|(name, ..)| name.ends_with("metadata")).unwrap();
    let (_, decoded) = decode_as(&bytes[..bytes.len() - 3], false).unwrap();
    assert_eq!(decoded, Decoded::Truncated, "{name}");
    assert!(decode_as(&bytes[..bytes.len() - 3], true).is_err(), "{name}: strict");
}
