//! Problematic files from issue reports of other libraries, in `core/tests/golden/images/cases`.

use super::decode;
use super::packs::{JPEG, unpack};
use crate::image::Gate;
use filmgate::error::Code;

macro_rules! case {
    ($name:literal) => {
        include_bytes!(concat!("../../../../core/tests/golden/images/cases/", $name))
    };
}

/// The size and the pixels of a file.
fn decoded(file: &[u8]) -> ((u32, u32), Vec<[u8; 4]>) {
    let mut gate = Gate::default();
    let frame = decode(&mut gate, file).unwrap();
    let frame = gate.frame(frame).unwrap();
    ((frame.layout().width(), frame.layout().height()), frame.bytes().as_chunks().0.to_vec())
}

#[test]
fn jpegs_of_one_picture_in_different_layouts_are_equal() {
    // libjpeg-turbo and Chromium decode these files to the same first pixels.
    let first = [0xd4, 0xd4, 0x38, 255];
    for file in
        [&case!("j01_noninterleaved_420.jpg")[..], case!("j08d_jfif_plus_adobe0.jpg"), case!("j24_mjpeg_no_dht.jpg")]
    {
        let (size, pixels) = decoded(file);
        assert_eq!(size, (120, 75));
        assert!(pixels[0].iter().zip(first).all(|(a, b)| a.abs_diff(b) < 5), "{:?}", pixels[0]);
        let plain = decoded(case!("j01_noninterleaved_420.jpg")).1;
        let apart = pixels.iter().flatten().zip(plain.iter().flatten()).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(apart <= Some(2), "{apart:?}");
    }
    for file in [&case!("j11b_luma_sub.jpg")[..], case!("j26_scan_order_cb_cr_y_420.jpg")] {
        let pixels = decoded(file).1;
        assert!(pixels[0].iter().zip(first).all(|(a, b)| a.abs_diff(b) < 9), "{:?}", pixels[0]);
    }
}

#[test]
fn the_first_exif_block_is_used_and_its_orientation_may_have_any_type() {
    assert_eq!(decoded(case!("e03_long_type6.jpg")).0, (24, 40), "LONG");
    assert_eq!(decoded(case!("e06_two_exif_6_then_1.jpg")).0, (24, 40), "6, then 1");
    assert_eq!(decoded(case!("w03_exif6.webp")).0, (24, 40), "WebP");
}

/// The pixels of Chromium 150 for these files (`bindings-js/tests/browser/codec.test.mjs` compares all of them).
#[test]
fn gifs_agree_with_chromium() {
    let (size, pixels) = decoded(case!("g02b_frame_bigger_than_screen.gif"));
    assert_eq!(size, (8, 6), "the screen grows to the frame");
    assert_eq!(pixels[..4], [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 0, 255]]);
    let (size, pixels) = decoded(case!("g05b_no_palette.gif"));
    assert_eq!(size, (8, 6));
    assert!(pixels.iter().all(|&pixel| pixel == [0, 0, 0, 255]), "opaque black without a palette");
    let (_, pixels) = decoded(case!("g09_index_out_of_palette.gif"));
    assert_eq!(pixels[..4], [[9, 9, 9, 255], [250, 250, 250, 255], [0, 0, 0, 255], [0, 0, 0, 255]]);
}

#[test]
fn announced_but_missing_alpha_is_opaque() {
    let (size, pixels) = decoded(case!("w06_vp8x_alpha_flag_no_alph.webp"));
    assert_eq!(size, (30, 20));
    assert!(pixels.iter().all(|pixel| pixel[3] == 255), "opaque");
}

#[test]
fn unsupported_formats_are_named() {
    let mut gate = Gate::default();
    let others: [(&[u8], &str); 8] = [
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1miaf", "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"II*\0\x08\0\0\0\0\0", "TIFF"),
        (b"\xff\x0a\xfa\x1f\x01", "JPEG XL"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG"),
        (b"\0\0\x01\0\x01\0\x10\x10", "ICO"),
        (b"8BPS\0\x01\0\0\0\0", "PSD"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    ];
    for (file, name) in others {
        let error = decode(&mut gate, file).unwrap_err();
        assert_eq!(error.code, Code::Unsupported, "{name}");
        assert!(error.to_string().contains(name), "{error}");
    }
    // Variants of JPEG that jpeg-decoder doesn't support, identified by the marker of the frame header.
    let (_, file, _) = unpack(JPEG).swap_remove(0);
    let at = file.windows(2).position(|pair| pair == [0xff, 0xc0] || pair == [0xff, 0xc1]).unwrap();
    for (marker, name) in [(0xc3, "lossless"), (0xc5, "hierarchical"), (0xc9, "arithmetic")] {
        let mut other = file.clone();
        other[at + 1] = marker;
        let error = decode(&mut gate, &other).unwrap_err();
        assert_eq!(error.code, Code::Unsupported, "{name}");
        assert!(error.to_string().contains(name), "{error}");
    }
    let mut deep = file;
    deep[at + 4] = 12;
    assert_eq!(decode(&mut gate, &deep).unwrap_err().code, Code::Unsupported, "12 bits");
}
