//! Decoded and encoded files, compared with the `image` crate's separate code paths and with reference decoders;
//! damaged files.

mod animations;
mod cases;
mod damage;
mod encoding;
mod hostile;
mod packs;
mod testing;
mod truncated;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat};

use crate::image::Gate;
use filmgate::error::{Code, Result};
use filmgate::image::files::{Decoded, Encoding, encode};
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::memory::Handle;
use testing::noise;

/// Stages a file, like a binding does, and decodes it into a frame of another size.
fn decode(gate: &mut Gate, file: &[u8]) -> Result<Handle> {
    let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1)?)?;
    gate.stage_bytes(file)?;
    match gate.decode(frame, false) {
        Ok(_) => Ok(frame),
        Err(error) => {
            gate.close_frame(frame)?;
            Err(error)
        }
    }
}

fn encoded(frame: &Frame, encoding: Encoding) -> Vec<u8> {
    let mut file = Vec::new();
    encode(frame, encoding, &mut file).unwrap();
    file
}

/// A picture similar to a photograph, because noise is atypical for JPEG.
fn gradient(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgba8(image::RgbaImage::from_fn(width, height, |x, y| {
        let wave = (f64::from(x) * 0.3).sin() * 20.0 + 100.0;
        image::Rgba([wave as u8, (255 * y / height) as u8, (x * 255 / width) as u8, (55 + 200 * x / width) as u8])
    }))
}

fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner()
}

#[test]
fn lossless_formats_preserve_every_byte() {
    let mut gate = Gate::default();
    for (width, height) in [(1, 1), (3, 2), (17, 9), (64, 33)] {
        for opaque in [true, false] {
            let source = noise(Format::Rgba, width, height, opaque, width);
            for encoding in [Encoding::PNG, Encoding::WebP] {
                let frame = decode(&mut gate, &encoded(&source, encoding)).unwrap();
                assert_eq!(gate.frame(frame).unwrap().layout(), source.layout(), "{encoding:?}");
                assert!(gate.frame(frame).unwrap().bytes() == source.bytes(), "{encoding:?} {width}×{height}");
                gate.close_frame(frame).unwrap();
            }
        }
        let gray = noise(Format::Gray8, width, height, true, height);
        let frame = decode(&mut gate, &encoded(&gray, Encoding::PNG)).unwrap();
        let expected: Vec<u8> = gray.bytes().iter().flat_map(|&l| [l, l, l, 255]).collect();
        assert!(gate.frame(frame).unwrap().bytes() == expected, "gray {width}×{height}");
        gate.close_frame(frame).unwrap();
    }
    assert_eq!(gate.statistics().live, 0, "no memory leaks");
}

#[test]
fn every_format_and_depth_agrees_with_the_image_crate() {
    let mut gate = Gate::default();
    let image = gradient(61, 40);
    let cases = [
        ("png rgba", file(&image, ImageFormat::Png)),
        ("png rgb", file(&image.to_rgb8().into(), ImageFormat::Png)),
        ("png gray", file(&image.to_luma8().into(), ImageFormat::Png)),
        ("png gray and alpha", file(&image.to_luma_alpha8().into(), ImageFormat::Png)),
        ("png 16 rgba", file(&image.to_rgba16().into(), ImageFormat::Png)),
        ("png 16 rgb", file(&image.to_rgb16().into(), ImageFormat::Png)),
        ("png 16 gray", file(&image.to_luma16().into(), ImageFormat::Png)),
        ("png 16 gray and alpha", file(&image.to_luma_alpha16().into(), ImageFormat::Png)),
        ("webp", file(&image, ImageFormat::WebP)),
        ("webp rgb", file(&image.to_rgb8().into(), ImageFormat::WebP)),
        ("gif", file(&image, ImageFormat::Gif)),
        ("bmp", file(&image.to_rgb8().into(), ImageFormat::Bmp)),
        ("jpeg", file(&image.to_rgb8().into(), ImageFormat::Jpeg)),
        ("jpeg gray", file(&image.to_luma8().into(), ImageFormat::Jpeg)),
    ];
    for (what, file) in cases {
        let expected = image::load_from_memory(&file).unwrap().to_rgba8();
        let frame = decode(&mut gate, &file).unwrap();
        let bytes = gate.frame(frame).unwrap().bytes();
        if what.starts_with("jpeg") {
            // The `image` crate has another JPEG decoder: `packs` compares with libjpeg-turbo.
            let worst = bytes.iter().zip(expected.as_raw()).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(worst < Some(5), "{what}: {worst:?}");
        } else {
            assert!(bytes == expected.as_raw().as_slice(), "{what}");
        }
        gate.close_frame(frame).unwrap();
    }
    assert_eq!(gate.statistics().live, 0, "no memory leaks");
}

#[test]
fn jpeg_composites_over_black_and_is_close_to_the_source() {
    let image = gradient(320, 240);
    let mut source = Frame::new(FrameLayout::new(Format::Rgba, 320, 240).unwrap()).unwrap();
    source.bytes_mut().copy_from_slice(image.to_rgba8().as_raw());
    let best = image::load_from_memory(&encoded(&source, Encoding::jpeg(100))).unwrap().to_rgb8();
    let worst: f64 = source
        .bytes()
        .as_chunks::<4>()
        .0
        .iter()
        .zip(best.pixels())
        .flat_map(|(from, to)| {
            let over = |c: usize| f64::from(from[c]) * f64::from(from[3]) / 255.0;
            [0, 1, 2].map(|c| (over(c) - f64::from(to.0[c])).abs())
        })
        .fold(0.0, f64::max);
    assert!(worst < 12.0, "{worst} levels");
    let small = encoded(&source, Encoding::jpeg(10));
    assert!(small.len() * 3 < encoded(&source, Encoding::jpeg(100)).len(), "a lower quality makes smaller files");
}

/// The EXIF specification defines, for each orientation, the edges of the upright picture that are row 0 and column 0.
#[test]
fn pictures_are_rotated_upright() {
    let (width, height) = (24u32, 16u32);
    let stored = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 10) as u8, (y * 15) as u8, 90]));
    let mut gate = Gate::default();
    for orientation in 1..=8u8 {
        let mut file = Vec::new();
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        let mut encoder = PngEncoder::new(&mut file);
        encoder.set_exif_metadata(exif.clone()).unwrap();
        encoder.write_image(stored.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
        let frame = decode(&mut gate, &file).unwrap();
        let upright = gate.frame(frame).unwrap();
        let size = (upright.layout().width(), upright.layout().height());
        assert_eq!(size, if orientation < 5 { (width, height) } else { (height, width) }, "{orientation}");
        for (x, y, pixel) in stored.enumerate_pixels() {
            let (right, bottom) = (width - 1 - x, height - 1 - y);
            let (to_x, to_y) = match orientation {
                1 => (x, y),          // row 0 is the top, column 0 the left
                2 => (right, y),      // top, right
                3 => (right, bottom), // bottom, right
                4 => (x, bottom),     // bottom, left
                5 => (y, x),          // left, top
                6 => (bottom, x),     // right, top
                7 => (bottom, right), // right, bottom
                _ => (y, right),      // left, bottom
            };
            let at = ((to_y * size.0 + to_x) * 4) as usize;
            assert_eq!(upright.bytes()[at..at + 3], pixel.0, "orientation {orientation}, ({x}, {y})");
        }
        gate.close_frame(frame).unwrap();

        let mut file = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut file, 100);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode(stored.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
        let frame = decode(&mut gate, &file).unwrap();
        assert_eq!(gate.frame(frame).unwrap().layout().width(), size.0, "JPEG {orientation}");
        gate.close_frame(frame).unwrap();
    }
    assert_eq!(gate.statistics().live, 0, "no memory leaks");
}

/// A picture of the same size as the frame is decoded in place, so a slide show allocates no frames.
#[test]
fn the_same_size_is_decoded_in_place() {
    let mut gate = Gate::default();
    let source = noise(Format::Rgba, 40, 30, true, 5);
    let file = encoded(&source, Encoding::PNG);
    let frame = decode(&mut gate, &file).unwrap();
    let address = gate.expose(frame).unwrap();
    gate.stage_bytes(&file).unwrap();
    assert_eq!(gate.decode(frame, false), Ok((crate::image::Moved::No, Decoded::Whole)), "in place");
    assert_eq!(gate.expose(frame), Ok(address), "the same block");
    assert_eq!(gate.revocations(), 0, "views stay valid");
}

#[test]
fn invalid_files_are_errors_and_leave_the_frame_unchanged() {
    let mut gate = Gate::new(1 << 20);
    let layout = FrameLayout::new(Format::Rgba, 2, 2).unwrap();
    let frame = gate.create_frame(layout).unwrap();
    gate.frame_mut(frame).unwrap().bytes_mut().fill(9);
    let mut huge = encoded(&noise(Format::Rgba, 2, 2, true, 1), Encoding::PNG);
    huge[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let checksum = crc(&huge[12..29]);
    huge[29..33].copy_from_slice(&checksum.to_be_bytes());
    let large = file(&DynamicImage::new_rgb8(600, 600), ImageFormat::Png);
    let cases: [(&str, &[u8], Code); 5] = [
        ("nothing", b"", Code::Decode),
        ("text", b"not an image at all, but long enough to look at", Code::Decode),
        ("a signature", b"\x89PNG\r\n\x1a\n", Code::Decode),
        ("30,000 × 30,000", &huge, Code::OutOfRange),
        ("over the budget", &large, Code::OverBudget),
    ];
    for (what, file, code) in cases {
        gate.stage_bytes(file).unwrap();
        let error = gate.decode(frame, false).unwrap_err();
        assert_eq!(error.code, code, "{what}: {error}");
        assert!(gate.frame(frame).unwrap().bytes().iter().all(|&byte| byte == 9), "{what}: frame unchanged");
    }
    assert!(gate.decode(frame, false).is_err(), "no staged file");
    gate.close_frame(frame).unwrap();
    assert_eq!(gate.statistics().live, 0, "no memory leaks");
    let tall = Frame::new(FrameLayout::new(Format::Gray8, 1, 20_000).unwrap()).unwrap();
    assert_eq!(encode(&tall, Encoding::WebP, &mut Vec::new()).unwrap_err().code, Code::Encode, "too tall for WebP");
    assert!(Encoding::from_media_type("image/avif", 0.5).is_err(), "unsupported media type");
    assert!(Encoding::from_media_type("image/jpeg", f64::NAN).is_err(), "invalid quality");
}

/// The checksum of PNG, bit by bit (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// Compressible pictures and noise, of sizes around those of blocks and chunks.
#[test]
fn png_files_are_valid_for_another_decoder() {
    for (width, height) in [(1, 1), (3, 5), (127, 129), (256, 64), (300, 200)] {
        let mut smooth = Frame::new(FrameLayout::new(Format::Rgba, width, height).unwrap()).unwrap();
        smooth.bytes_mut().copy_from_slice(gradient(width, height).to_rgba8().as_raw());
        let rough = noise(Format::Rgba, width, height, false, width);
        let gray = noise(Format::Gray8, width, height, false, height);
        for (name, source) in [("smooth", smooth), ("noise", rough), ("gray", gray)] {
            let bytes = encoded(&source, Encoding::PNG);
            let read = image::load_from_memory(&bytes).unwrap();
            let read = if name == "gray" { read.to_luma8().into_raw() } else { read.to_rgba8().into_raw() };
            assert!(read == source.bytes(), "{name} {width}×{height}");
            let raw = source.bytes().len();
            assert!(bytes.len() < raw + raw / 100 + 400, "{name} {width}×{height}: {} of {raw} bytes", bytes.len());
            assert!(name != "smooth" || raw < 1000 || bytes.len() < raw / 2, "{} of {raw} bytes", bytes.len());
        }
    }
}

/// An output that can't grow is an error, at any position.
#[test]
fn a_full_output_is_an_out_of_memory_error() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::OutOfMemory)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let source = noise(Format::Rgba, 200, 100, false, 1);
    for encoding in [Encoding::PNG, Encoding::jpeg(90), Encoding::WebP] {
        for room in [0, 10, 40, 60, 100, 5000, 40_000] {
            let result = encode(&source, encoding, &mut Full(room));
            assert!(result.is_ok() || result.unwrap_err().code == Code::OutOfMemory, "{encoding:?} {room}");
        }
    }
}
