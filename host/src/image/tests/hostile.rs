//! Lengths and sizes that a file announces without data: nothing is allocated for them, and the budget is respected.

use super::packs::{JPEG, WEBP, unpack};
use super::testing::noise;
use super::{crc, decode, encoded, file, gradient};
use crate::image::Gate;
use filmgate::error::Code;
use filmgate::image::files::{Decoded, Encoding, Picture};
use filmgate::image::frame::{Format, FrameLayout};

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = (body.len() as u32).to_be_bytes().to_vec();
    bytes.extend(name);
    bytes.extend(body);
    bytes.extend(crc(&bytes[4..]).to_be_bytes());
    bytes
}

/// A lossless picture of one pixel in a WebP file, with a chunk before or after it that announces `length` bytes.
fn webp_with_chunk(name: &[u8; 4], flag: u8, length: u32, before: bool) -> Vec<u8> {
    let picture = encoded(&noise(Format::Rgba, 1, 1, true, 1), Encoding::WebP)[12..].to_vec();
    let mut other = name.to_vec();
    other.extend(length.to_le_bytes());
    other.extend(b"data");
    let mut bytes = b"RIFF\xff\xff\xff\x7fWEBPVP8X\x0a\0\0\0".to_vec();
    bytes.extend([flag, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for part in if before { [other, picture] } else { [picture, other] } {
        bytes.extend(part);
    }
    bytes
}

#[test]
fn metadata_lengths_beyond_the_file_allocate_nothing() {
    for (name, flag) in [(b"EXIF", 8), (b"ICCP", 0x20), (b"XMP ", 4), (b"ANIM", 0), (b"????", 0)] {
        for length in [0xffff_fff0, 0x7800_0000, 1 << 20, 5] {
            for before in [false, true] {
                let bytes = webp_with_chunk(name, flag, length, before);
                let mut gate = Gate::new(1 << 20);
                let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1).unwrap()).unwrap();
                gate.stage_bytes(&bytes).unwrap();
                match gate.decode(frame, false) {
                    Ok((_, decoded)) => assert!(!before && decoded == Decoded::Truncated, "{name:?} {length}"),
                    Err(error) => assert!(before && error.code == Code::Decode, "{name:?} {length}: {error}"),
                }
                assert!(gate.statistics().peak <= 1 << 20, "{name:?} {length}: {} bytes", gate.statistics().peak);
            }
        }
    }
}

#[test]
fn metadata_are_never_passed_to_a_decoder() {
    let zeros = {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut encoder, &vec![0; 64 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    let png = encoded(&noise(Format::Rgba, 8, 8, true, 1), Encoding::PNG);
    let bombs = [
        chunk(b"iCCP", &[b"bomb\0\0", &zeros[..]].concat()),
        chunk(b"zTXt", &[b"bomb\0\0", &zeros[..]].concat()),
        chunk(b"iTXt", &[b"bomb\0\x01\0\0\0", &zeros[..]].concat()),
        chunk(b"tEXt", &vec![b'a'; 1 << 20]),
        chunk(b"eXIf", &vec![0; 1 << 20]),
    ];
    for bomb in bombs {
        // IHDR ends at byte 33.
        let bytes = [&png[..33], &bomb, &png[33..]].concat();
        let mut gate = Gate::new(bytes.len().next_multiple_of(1 << 18) + (1 << 20));
        let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 8, 8).unwrap()).unwrap();
        gate.stage_bytes(&bytes).unwrap();
        assert_eq!(gate.decode(frame, true).unwrap().1, Decoded::Whole, "{:?}", &bomb[4..8]);
        let picture = Picture::open(&bytes, true).unwrap();
        assert!(picture.scratch() < 1 << 19, "{} bytes", picture.scratch());
    }
}

#[test]
fn partitions_of_lossy_webp_are_checked_against_the_file() {
    let (_, bytes, _) = unpack(WEBP).into_iter().find(|(name, ..)| name == "lossy, opaque").unwrap();
    let start = bytes.windows(4).position(|name| name == b"VP8 ").unwrap() + 8;
    let mut first = bytes.clone();
    first[start + 1..start + 3].fill(0xff);
    let error = decode(&mut Gate::default(), &first).unwrap_err();
    assert_eq!(error.code, Code::Decode, "the first partition: {error}");
    assert!(decode(&mut Gate::default(), &bytes).is_ok(), "unmodified file");
}

/// A picture in an animation whose size differs from its frame's.
#[test]
fn a_frame_whose_size_differs_from_its_picture_is_an_error() {
    for (name, bytes, _) in unpack(WEBP).into_iter().filter(|(name, ..)| name.starts_with("animated")) {
        let frame = bytes.windows(4).position(|name| name == b"ANMF").unwrap() + 8;
        for side in [6, 9] {
            let mut other = bytes.clone();
            other[frame + side] = other[frame + side].wrapping_sub(1);
            let mut gate = Gate::default();
            let target = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1).unwrap()).unwrap();
            gate.stage_bytes(&other).unwrap();
            assert_eq!(gate.decode(target, false).unwrap_err().code, Code::Decode, "{name}");
        }
    }
}

/// With every budget from 64 KiB to 8 MiB, files of each format decode, or fail because of the budget only.
#[test]
fn the_budget_is_respected_for_every_format() {
    let source = noise(Format::Rgba, 256, 192, false, 9);
    let files = [
        encoded(&source, Encoding::PNG),
        encoded(&source, Encoding::jpeg(80)),
        encoded(&source, Encoding::WebP),
        file(&gradient(256, 192), image::ImageFormat::Gif),
        file(&gradient(256, 192).to_rgb8().into(), image::ImageFormat::Bmp),
        unpack(JPEG).into_iter().find(|(name, ..)| name.contains("progressive, refined")).unwrap().1,
        unpack(WEBP).into_iter().find(|(name, ..)| name == "lossy, alpha").unwrap().1,
    ];
    for (index, bytes) in files.iter().enumerate() {
        let mut outcomes = [0; 2];
        for maximum in (64 << 10..8 << 20).step_by(64 << 10) {
            let mut gate = Gate::new(maximum);
            let Ok(frame) = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1).unwrap()) else { continue };
            if gate.stage_bytes(bytes).is_err() {
                continue;
            }
            let result = gate.decode(frame, true);
            assert!(gate.statistics().peak <= maximum, "file {index}: {} of {maximum}", gate.statistics().peak);
            match result {
                Ok(_) => outcomes[0] += 1,
                Err(error) => {
                    assert_eq!(error.code, Code::OverBudget, "file {index}, {maximum}: {error}");
                    outcomes[1] += 1;
                }
            }
            for encoding in [Encoding::PNG, Encoding::jpeg(90), Encoding::WebP] {
                if let Err(error) = gate.encode(frame, encoding) {
                    assert_eq!(error.code, Code::OverBudget, "file {index}, {encoding:?}, {maximum}: {error}");
                }
                assert!(gate.statistics().peak <= maximum, "file {index}, {encoding:?}");
            }
        }
        assert!(outcomes.iter().all(|&count| count > 0), "file {index}: {outcomes:?}");
    }
}

/// A few bytes can't cause a large allocation: the error is returned before the frame is allocated.
#[test]
fn sizes_beyond_the_data_allocate_nothing() {
    let source = noise(Format::Rgba, 16, 16, true, 2);
    let mut png = encoded(&source, Encoding::PNG);
    png[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
    let checksum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    let mut jpeg = encoded(&source, Encoding::jpeg(80));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x40, 0, 0x40, 0]);
    jpeg.truncate(jpeg.len() - 2);
    let mut gif = file(&gradient(16, 16), image::ImageFormat::Gif);
    let start = 13 + if gif[10] & 0x80 != 0 { 3 << ((gif[10] & 7) + 1) } else { 0 };
    let image = start + gif[start..].iter().position(|&byte| byte == 0x2c).unwrap();
    gif[image + 5..image + 9].copy_from_slice(&[0, 0x40, 0, 0x40]);
    let mut bmp = file(&gradient(16, 16).to_rgb8().into(), image::ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0, 0x40, 0, 0, 0, 0x40, 0, 0]);
    for (name, bytes) in [("png", png), ("jpeg", jpeg), ("gif", gif), ("bmp", bmp)] {
        let mut gate = Gate::default();
        let frame = gate.create_frame(FrameLayout::new(Format::Rgba, 1, 1).unwrap()).unwrap();
        gate.stage_bytes(&bytes).unwrap();
        assert_eq!(gate.decode(frame, false).unwrap_err().code, Code::Decode, "{name}");
        assert!(gate.statistics().peak < 1 << 20, "{name}: {} bytes", gate.statistics().peak);
    }
}
