//! Damaged files of every format, with every kind of chunk: each is an error or a picture, never a panic.

use super::packs::{JPEG, WEBP, unpack};
use super::testing::{Random, noise};
use super::{crc, decode, encoded, file, gradient};
use crate::image::Gate;
use filmgate::image::files::Encoding;
use filmgate::image::frame::Format;

/// Number of damaged files per format: `FILMGATE_DAMAGED_FILES`, by default 1,000.
fn rounds() -> usize {
    std::env::var("FILMGATE_DAMAGED_FILES").ok().and_then(|count| count.parse().ok()).unwrap_or(1000)
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut bytes = (body.len() as u32).to_be_bytes().to_vec();
    bytes.extend(name);
    bytes.extend(body);
    bytes.extend([0; 4]);
    bytes
}

/// PNG files of every colour type, with every known chunk.
fn pngs() -> Vec<Vec<u8>> {
    let image = gradient(24, 17);
    let plain = [
        file(&image, image::ImageFormat::Png),
        file(&image.to_rgb16().into(), image::ImageFormat::Png),
        file(&image.to_luma_alpha8().into(), image::ImageFormat::Png),
        file(&image.to_luma8().into(), image::ImageFormat::Png),
        indexed(),
    ];
    let more: Vec<u8> = [
        chunk(b"gAMA", &45455u32.to_be_bytes()),
        chunk(b"cHRM", &[0; 32]),
        chunk(b"iCCP", b"profile\0\0\x78\x9c\x03\0\0\0\0\x01"),
        chunk(b"tEXt", b"Author\0nobody"),
        chunk(b"zTXt", b"Author\0\0\x78\x9c\x03\0\0\0\0\x01"),
        chunk(b"iTXt", b"Author\0\0\0en\0\0text"),
        chunk(b"eXIf", b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"),
        chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        chunk(b"fcTL", &[0; 26]),
        chunk(b"fdAT", &[0; 30]),
    ]
    .concat();
    plain.into_iter().map(|png| [&png[..33], &more, &png[33..]].concat()).collect()
}

/// Four colours in two bits, one of them transparent, interlaced if damage sets the flag.
fn indexed() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 16, 12);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_palette(vec![255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9]);
    encoder.set_trns(vec![255, 128, 0]);
    let pixels: Vec<u8> = (0..48u8).map(|i| i.wrapping_mul(37)).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    bytes
}

/// BMP files with each header and each pixel format; RLE of 8 and 4 bits is written by hand.
fn bmps() -> Vec<Vec<u8>> {
    let image = gradient(19, 11);
    let header = |size: u32, bits: u16, compression: u32, colors: u32, offset: u32| {
        let mut bytes = b"BM".to_vec();
        bytes.extend([0; 8]);
        bytes.extend(offset.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        if size == 12 {
            bytes.extend([8u16, 8, 1, bits].map(u16::to_le_bytes).concat());
        } else {
            bytes.extend([8i32, 8].map(i32::to_le_bytes).concat());
            bytes.extend([1, bits].map(u16::to_le_bytes).concat());
            bytes.extend([compression, 64, 2835, 2835, colors, 0].map(u32::to_le_bytes).concat());
            bytes.resize(14 + size as usize, 0);
        }
        bytes
    };
    let mut files = vec![
        file(&image.to_rgb8().into(), image::ImageFormat::Bmp),
        file(&image, image::ImageFormat::Bmp),
        file(&image.to_luma8().into(), image::ImageFormat::Bmp),
    ];
    for size in [12u32, 40, 52, 56, 108, 124] {
        for (bits, compression) in [(1, 0), (4, 0), (8, 0), (16, 0), (24, 0), (32, 0), (8, 1), (4, 2), (16, 3), (32, 3)]
        {
            if size == 12 && compression != 0 {
                continue;
            }
            let palette = if bits <= 8 { 1usize << bits } else { 0 };
            let entry = if size == 12 { 3 } else { 4 };
            let masks = if compression == 3 && size == 40 { 12 } else { 0 };
            let offset = 14 + size as usize + masks + palette * entry;
            let mut bytes = header(size, bits, compression, palette as u32, offset as u32);
            if compression == 3 {
                let masks = if bits == 16 { [0xf800u32, 0x7e0, 0x1f] } else { [0xff_0000, 0xff00, 0xff] };
                let place = 54;
                if size == 40 {
                    bytes.extend(masks.map(u32::to_le_bytes).concat());
                } else {
                    bytes[place..place + 12].copy_from_slice(&masks.map(u32::to_le_bytes).concat());
                }
            }
            bytes.extend((0..palette * entry).map(|i| (i * 11) as u8));
            match compression {
                1 | 2 => bytes.extend(b"\x08\x01\0\0\x03\x02\0\x03\x01\x02\x03\0\0\0\0\x02\x01\x01\x04\x05\0\0\0\x01"),
                _ => bytes.extend((0..8 * 32).map(|i| (i * 7) as u8)),
            }
            files.push(bytes);
        }
    }
    files
}

/// GIF files: plain, interlaced, with each kind of extension, and with a second picture.
fn gifs() -> Vec<Vec<u8>> {
    let plain = file(&gradient(20, 13), image::ImageFormat::Gif);
    let extensions =
        b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0!\xfe\x04text\0!\xf9\x04\x01\x0a\0\x02\0!\xff\x0bXMP DataXMP\x04abcd\0";
    let start = 13 + if plain[10] & 0x80 != 0 { 3 << ((plain[10] & 7) + 1) } else { 0 };
    let extended = [&plain[..start], extensions, &plain[start..]].concat();
    let mut interlaced = extended.clone();
    if let Some(place) = interlaced.windows(2).position(|pair| pair == b",\0") {
        interlaced[place + 9] |= 0x40;
    }
    vec![plain, extended, interlaced]
}

/// Corrects the checksums of a damaged PNG, so that the damage reaches the decoder.
fn mend_checksums(png: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = png.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let end = at.saturating_add(8).saturating_add(length);
        let Some(body) = png.get(at + 4..end) else { break };
        let checksum = crc(body).to_be_bytes();
        let Some(place) = png.get_mut(end..end + 4) else { break };
        place.copy_from_slice(&checksum);
        at = end + 4;
    }
}

/// Flips bits, sets extreme bytes, repeats or removes parts, or truncates.
fn damage(whole: &[u8], round: usize, random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    let mut below = |limit: usize| {
        let number = (0..4).fold(0usize, |number, _| number << 8 | usize::from(random.byte()));
        number % limit.max(1)
    };
    match round % 8 {
        0 => bytes.truncate(below(bytes.len())),
        1 => {
            let (from, to) = (below(bytes.len()), below(bytes.len()));
            bytes.drain(from.min(to)..(from.min(to) + from.abs_diff(to).min(40)));
        }
        2 => {
            let (from, to) = (below(bytes.len()), below(bytes.len()));
            let part = bytes[from..(from + 30).min(bytes.len())].to_vec();
            bytes.splice(to..to, part);
        }
        _ => {}
    }
    for _ in 0..=round % 5 {
        let place = if round.is_multiple_of(3) { below(bytes.len().min(80)) } else { below(bytes.len()) };
        let extreme = [0, 1, 0x7f, 0x80, 0xfe, 0xff][below(6)];
        let bit = 1 << below(8);
        if let Some(byte) = bytes.get_mut(place) {
            *byte = if round.is_multiple_of(2) { *byte ^ bit } else { extreme };
        }
    }
    bytes
}

#[test]
fn damage_never_panics_or_leaks_memory() {
    // A panic of a decoder becomes an error with a characteristic text.
    let mut random = Random::new(7);
    let source = noise(Format::Rgba, 30, 22, false, 4);
    let jpegs: Vec<Vec<u8>> = unpack(JPEG).into_iter().map(|(_, file, _)| file).collect();
    let mut webps: Vec<Vec<u8>> = unpack(WEBP).into_iter().map(|(_, file, _)| file).collect();
    webps.push(encoded(&source, Encoding::WebP));
    let formats = [("PNG", pngs()), ("JPEG", jpegs), ("WebP", webps), ("GIF", gifs()), ("BMP", bmps())];
    for (format, files) in formats {
        let mut gate = Gate::new(256 << 20);
        let mut outcomes = [0; 3];
        for round in 0..rounds() {
            let mut damaged = damage(&files[round % files.len()], round / files.len() + round, &mut random);
            if format == "PNG" && round % 4 > 0 {
                mend_checksums(&mut damaged);
            }
            match decode(&mut gate, &damaged) {
                Ok(frame) => {
                    gate.close_frame(frame).unwrap();
                    outcomes[0] += 1;
                }
                Err(error) => {
                    let text = error.to_string();
                    if text.contains("can't cope with") {
                        outcomes[2] += 1;
                    }
                    outcomes[1] += 1;
                }
            }
            assert_eq!(gate.statistics().live, 0, "{format}, round {round}: memory leaks");
        }
        let [decoded, refused, panics] = outcomes;
        eprintln!("{format}: {decoded} decoded, {refused} refused, {panics} panics");
        assert!(decoded > rounds() / 20 && refused > rounds() / 20, "{format}: {outcomes:?}");
        assert_eq!(panics, 0, "{format}: a decoder panicked");
    }
}
