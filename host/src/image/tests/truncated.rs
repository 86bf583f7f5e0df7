//! Files that end early: by option an error, or what there is of the picture and transparent black.

use super::packs::{JPEG, Reference, WEBP, unpack};
use super::testing::noise;
use super::{encoded, file, gradient};
use crate::image::{Gate, Moved};
use filmgate::error::{Code, Result};
use filmgate::image::files::{Decoded, Encoding};
use filmgate::image::frame::{Format, FrameLayout};

fn decode_as(bytes: &[u8], strict: bool) -> Result<(Vec<u8>, Decoded)> {
    let mut gate = Gate::default();
    let frame = gate.create_frame(FrameLayout::new(Format::Rgba8, 1, 1)?)?;
    gate.stage_bytes(bytes)?;
    let (_, decoded): (Moved, _) = gate.decode(frame, strict)?;
    Ok((gate.frame(frame)?.bytes().to_vec(), decoded))
}

/// Whole files are whole, and the last of their bytes counts.
#[test]
fn strict_refuses_exactly_what_ends_early() {
    let source = noise(Format::Rgba8, 40, 30, false, 3);
    let files = [
        ("png", encoded(&source, Encoding::Png)),
        ("jpeg", encoded(&source, Encoding::Jpeg { quality: 80 })),
        ("webp", encoded(&source, Encoding::WebP)),
        ("gif", file(&gradient(40, 30), image::ImageFormat::Gif)),
    ];
    for (name, whole) in files {
        assert_eq!(decode_as(&whole, true).unwrap().1, Decoded::Whole, "{name}");
        // The picture of a GIF has its end before the file's; the last byte of a WebP may be padding.
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

/// What there is must be right, and the rest transparent: `whole` are the pixels of the whole file. Within `border` pixels of
/// what is missing, chroma is interpolated with that, so any colour goes.
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
            "{name}: ({x}, {y}) is {ours:?}, not {theirs:?}"
        );
    }
    missing
}

#[test]
fn the_rows_that_a_png_or_gif_has_are_shown() {
    let source = noise(Format::Rgba8, 64, 48, true, 8);
    let png = encoded(&source, Encoding::Png);
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
        assert!(before < 64 * 48 / 2, "{name}: most of 7/8 is there");
    }
}

#[test]
fn an_interlaced_png_shows_the_pixels_that_it_has() {
    // 4 × 4, 8-bit gray, Adam7, as libpng writes it: the last of 7 passes is cut off.
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 4, 4);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&[200; 48]).unwrap();
    let (part, decoded) = decode_as(&bytes[..bytes.len() - 12], false).unwrap();
    assert_eq!(decoded, Decoded::Truncated, "no IEND");
    assert!(part.iter().all(|&byte| byte == 200 || byte == 255), "all pixels are there");
}

/// Cuts every layout of JPEG in its middle. The judge's picture of the whole file says what the part must be.
#[test]
fn the_blocks_that_a_jpeg_has_are_shown() {
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
                // Luma, or the first block, isn't there.
                Err(error) => {
                    assert!(error.to_string().contains("ends before its picture begins"), "{name}: {error}");
                    continue;
                }
            };
            assert_eq!(decoded, Decoded::Truncated, "{name}");
            // Whatever isn't complete of a progressive file, or of the last component's scan, shows in the colours.
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
fn a_jpeg_without_its_end_marker_is_whole_but_for_the_sign() {
    let bytes = include_bytes!("../../../../core/tests/golden/images/cases/j05_no_eoi.jpg");
    let (pixels, decoded) = decode_as(bytes, false).unwrap();
    assert_eq!(decoded, Decoded::Truncated);
    assert!(pixels.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255), "every block is there");
    let half = include_bytes!("../../../../core/tests/golden/images/cases/j19_trunc_scan_50.jpg");
    let (pixels, decoded) = decode_as(half, false).unwrap();
    assert_eq!(decoded, Decoded::Truncated);
    let missing = pixels.as_chunks::<4>().0.iter().filter(|pixel| pixel[3] == 0).count();
    assert!((pixels.len() / 4 / 4..pixels.len() / 4 * 3 / 4).contains(&missing), "{missing} of {}", pixels.len() / 4);
}

#[test]
fn a_webp_that_ends_within_its_picture_is_an_error() {
    for (name, bytes, _) in unpack(WEBP) {
        let error = decode_as(&bytes[..bytes.len() / 3], false).unwrap_err();
        assert_eq!(error.code, Code::Decode, "{name}: {error}");
    }
    // Metadata that are cut off cost nothing.
    let (name, bytes, _) = unpack(WEBP).into_iter().find(|(name, ..)| name.ends_with("metadata")).unwrap();
    let (_, decoded) = decode_as(&bytes[..bytes.len() - 3], false).unwrap();
    assert_eq!(decoded, Decoded::Truncated, "{name}");
    assert!(decode_as(&bytes[..bytes.len() - 3], true).is_err(), "{name}: strict");
}
