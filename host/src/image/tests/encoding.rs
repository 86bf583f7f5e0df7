//! The options of encoders.

use super::testing::{Random, noise};
use super::{decode, encoded, gradient};
use crate::image::Gate;
use filmgate::error::Code;
use filmgate::image::files::{ChromaSubsampling, Encoding, JpegOptions, PngOptions, encode};
use filmgate::image::frame::{Format, Frame, FrameLayout};

fn photo(width: u32, height: u32, opaque: bool) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, width, height).unwrap()).unwrap();
    frame.bytes_mut().copy_from_slice(gradient(width, height).to_rgba8().as_raw());
    if opaque {
        frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| pixel[3] = 255);
    }
    frame
}

/// A frame of `count` colours, a part of which is translucent.
fn colored(width: u32, height: u32, count: usize) -> Frame {
    let mut random = Random::new(count as u32);
    let colors: Vec<[u8; 4]> = (0..count)
        .map(|index| [index as u8, random.byte(), random.byte(), if index % 3 == 0 { random.byte() } else { 255 }])
        .collect();
    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, width, height).unwrap()).unwrap();
    for (index, pixel) in frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
        *pixel = colors[if index < count { index } else { usize::from(random.byte()) % count }];
    }
    frame
}

fn rgba(file: &[u8]) -> Vec<u8> {
    image::load_from_memory(file).unwrap().to_rgba8().into_raw()
}

#[test]
fn every_effort_of_png_is_lossless() {
    let source = photo(320, 200, true);
    let mut sizes = Vec::new();
    for effort in PngOptions::EFFORTS {
        let encoding = Encoding::Png(PngOptions { effort, palette: false });
        let file = encoded(&source, encoding);
        assert!(rgba(&file) == source.bytes(), "effort {effort}");
        sizes.push(file.len());
        for (opaque, width) in [(true, 1), (false, 7), (true, 33)] {
            let source = noise(Format::Rgba, width, 9, opaque, width);
            assert!(rgba(&encoded(&source, encoding)) == source.bytes(), "effort {effort}, {width}");
        }
        let gray = noise(Format::Gray8, 13, 9, true, 1);
        assert!(image::load_from_memory(&encoded(&gray, encoding)).unwrap().to_luma8().as_raw() == gray.bytes());
    }
    assert!(sizes[8] < sizes[0] && sizes[5] <= sizes[1], "{sizes:?}");
}

#[test]
fn palettes_are_lossless_and_small() {
    let mut gate = Gate::default();
    for count in [1, 2, 3, 4, 5, 16, 17, 255, 256] {
        for width in [17, 256] {
            let source = colored(width, 40, count);
            let file = encoded(&source, Encoding::Png(PngOptions { effort: 1, palette: true }));
            assert!(rgba(&file) == source.bytes(), "{count} colours");
            let bits = [1, 1, 2, 2, 4, 4, 8, 8, 8]
                [[1, 2, 3, 4, 5, 16, 17, 255, 256].iter().position(|c| *c == count).unwrap()];
            assert_eq!(file[24..26], [bits, 3], "{count} colours");
            let frame = decode(&mut gate, &file).unwrap();
            assert!(gate.frame(frame).unwrap().bytes() == source.bytes());
            gate.close_frame(frame).unwrap();
        }
    }
    let gray = noise(Format::Gray8, 31, 9, true, 1);
    let file = encoded(&gray, Encoding::Png(PngOptions { effort: 9, palette: true }));
    assert!(image::load_from_memory(&file).unwrap().to_luma8().as_raw() == gray.bytes(), "gray");
    let many = colored(60, 60, 257);
    let mut all = Frame::new(FrameLayout::new(Format::Rgba, 20, 13).unwrap()).unwrap();
    for (index, pixel) in all.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
        *pixel = [(index % 256) as u8, (index / 256) as u8, 0, 255];
    }
    for source in [many, all] {
        let error = encode(&source, Encoding::Png(PngOptions { effort: 1, palette: true }), &mut Vec::new());
        let error = error.unwrap_err();
        assert_eq!(error.code, Code::Encode, "more than 256 colours");
    }
}

/// The pixels that our decoder returns.
fn pixels(file: &[u8]) -> Vec<u8> {
    let mut gate = Gate::default();
    let frame = decode(&mut gate, file).unwrap();
    gate.frame(frame).unwrap().bytes().to_vec()
}

#[test]
fn options_of_jpeg() {
    let source = photo(333, 201, false);
    let plain = JpegOptions::new(90);
    let difference = |a: &[u8], b: &[u8]| {
        let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        sum as f64 / a.len() as f64
    };
    let of = |options| encoded(&source, Encoding::Jpeg(options));
    let baseline = of(plain);
    let chroma = [ChromaSubsampling::None, ChromaSubsampling::Horizontal, ChromaSubsampling::Both];
    let sizes = chroma.map(|chroma| of(JpegOptions { chroma, ..plain }).len());
    assert!(sizes[0] > sizes[1] && sizes[1] > sizes[2], "{sizes:?}");
    for (chroma, factors) in chroma.into_iter().zip([0x11, 0x21, 0x22]) {
        let options = JpegOptions { chroma, ..plain };
        let sequential = of(options);
        let frame = sequential.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        assert_eq!(sequential[frame + 11], factors, "{chroma:?}");
        let optimized = of(JpegOptions { optimized: true, ..options });
        assert!(optimized.len() < sequential.len(), "{chroma:?}: {} {}", optimized.len(), sequential.len());
        let progressive = of(JpegOptions { progressive: true, ..options });
        assert!(progressive.windows(2).any(|pair| pair == [0xff, 0xc2]));
        // By our decoder: that of the `image` crate is wrong for scans of single components.
        let expected = pixels(&sequential);
        assert!(pixels(&optimized) == expected, "{chroma:?}, optimised: the same coefficients");
        assert!(pixels(&progressive) == expected, "{chroma:?}, progressive: the same coefficients");
    }
    let over_black = rgba(&baseline);
    let white = rgba(&of(JpegOptions { background: [255, 250, 245], ..plain }));
    let expected = |background: [u8; 3]| -> Vec<u8> {
        let pixels = source.bytes().as_chunks::<4>().0.iter().flat_map(|pixel| {
            let over = |c: usize| {
                let alpha = f64::from(pixel[3]) / 255.0;
                (f64::from(pixel[c]) * alpha + f64::from(background[c]) * (1.0 - alpha)).round() as u8
            };
            [over(0), over(1), over(2), 255]
        });
        pixels.collect()
    };
    assert!(difference(&over_black, &expected([0; 3])) < 1.0);
    assert!(difference(&white, &expected([255, 250, 245])) < 1.0);
}

/// No frame makes an encoder panic: small frames, noise, one colour; and none needs more memory than is claimed.
#[test]
fn any_frame_with_any_options() {
    let mut random = Random::new(3);
    for round in 0..300u32 {
        let (width, height) = (u32::from(random.byte() % 40) + 1, u32::from(random.byte() % 40) + 1);
        let format = if random.byte() < 60 { Format::Gray8 } else { Format::Rgba };
        let mut source = noise(format, width, height, random.byte() < 128, round);
        match random.byte() % 3 {
            0 => source.bytes_mut().fill(random.byte()),
            1 => source.bytes_mut().iter_mut().for_each(|byte| *byte = if *byte < 128 { 0 } else { 255 }),
            _ => {}
        }
        let jpeg = JpegOptions {
            quality: random.byte() % 100 + 1,
            chroma: ChromaSubsampling::of(u32::from(random.byte() % 3)).unwrap(),
            progressive: random.byte() < 128,
            optimized: random.byte() < 128,
            background: [random.byte(), random.byte(), random.byte()],
        };
        let png = PngOptions { effort: random.byte() % 9 + 1, palette: random.byte() < 100 };
        for encoding in [Encoding::Jpeg(jpeg), Encoding::Png(png)] {
            match encode(&source, encoding, &mut Vec::new()) {
                Ok(()) => assert_eq!(rgba(&encoded(&source, encoding)).len(), (width * height * 4) as usize),
                Err(error) => assert!(png.palette && error.code == Code::Encode, "{encoding:?}: {error}"),
            }
        }
    }
}
