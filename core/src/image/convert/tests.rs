use alloc::vec;
use alloc::vec::Vec;

use super::coefficients::Coefficients;
use super::rows::*;
use super::*;
use crate::image::frame::{ChromaSiting, ColorSpace, YuvMatrix};
use crate::image::testing::{Random, golden};

const HALVINGS: [[u32; 2]; 4] = [[0, 0], [1, 0], [0, 1], [1, 1]];

/// Every matrix, range and siting.
pub(super) fn spaces() -> impl Iterator<Item = ColorSpace> {
    YuvMatrix::ALL.iter().flat_map(|&matrix| {
        [false, true].into_iter().flat_map(move |full_range| {
            [ChromaSiting::Left, ChromaSiting::Center].map(|siting| ColorSpace {
                matrix,
                full_range,
                siting,
                ..ColorSpace::BT709
            })
        })
    })
}

/// Samples of noise with many extremes: neighbours that differ most, and colours that RGB doesn't have.
pub(super) fn samples(count: usize, bits: u32, random: &mut Random) -> Vec<u16> {
    let most = (1 << bits) - 1;
    let mut sample = || match random.byte() % 8 {
        0 => 0,
        1 => most,
        2 => most / 2 + 1,
        3 => [16, 235, 240][usize::from(random.byte()) % 3] << (bits - 8),
        _ => (u16::from(random.byte()) << 8 | u16::from(random.byte())) & most,
    };
    (0..count).map(|_| sample()).collect()
}

pub(super) fn to_bytes(samples: &[u16], bits: u32) -> Vec<u8> {
    if bits == 8 {
        samples.iter().map(|&sample| sample as u8).collect()
    } else {
        samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }
}

pub(super) fn from_bytes(bytes: &[u8], bits: u32) -> Vec<u16> {
    if bits == 8 {
        bytes.iter().map(|&byte| u16::from(byte)).collect()
    } else {
        bytes.as_chunks::<2>().0.iter().map(|&bytes| u16::from_le_bytes(bytes)).collect()
    }
}

fn interleaved(u: &[u16], v: &[u16], bits: u32) -> Vec<u8> {
    to_bytes(&u.iter().zip(v).flat_map(|(&u, &v)| [u, v]).collect::<Vec<_>>(), bits)
}

/// Counts differences of one level, and fails for larger ones.
#[derive(Default)]
struct Errors {
    values: usize,
    off: usize,
}

impl Errors {
    fn compare(&mut self, got: u16, exact: f64, most: u16, what: &dyn Fn() -> alloc::string::String) {
        let expected = (exact + 1e-9).round().clamp(0.0, f64::from(most)) as u16;
        let difference = got.abs_diff(expected);
        assert!(difference <= 1, "{}: got {got}, expected {exact}", what());
        self.values += 1;
        self.off += usize::from(difference);
    }

    fn share(&self) -> f64 {
        self.off as f64 / self.values as f64
    }
}

/// Chroma at a pixel by the definition: the weights of the columns and of the rows, one by one.
pub(super) fn upsampled(
    rows: [&[u16]; 2],
    x: usize,
    siting: ChromaSiting,
    halvings: [u32; 2],
    how: ChromaUpsampling,
) -> f64 {
    let of_row = |row: &[u16]| {
        let sample = |i: isize| f64::from(row[i.clamp(0, row.len() as isize - 1) as usize]);
        if halvings[0] == 0 {
            return sample(x as isize);
        }
        let (own, is_odd) = (x as isize / 2, x % 2 == 1);
        match (how, siting, is_odd) {
            (ChromaUpsampling::Nearest, ..) | (_, ChromaSiting::Left, false) => sample(own),
            (_, ChromaSiting::Left, true) => 0.5 * sample(own) + 0.5 * sample(own + 1),
            (_, ChromaSiting::Center, false) => 0.75 * sample(own) + 0.25 * sample(own - 1),
            (_, ChromaSiting::Center, true) => 0.75 * sample(own) + 0.25 * sample(own + 1),
        }
    };
    let [near, far] = rows.map(of_row);
    if halvings[1] == 1 && how == ChromaUpsampling::Bilinear { 0.75 * near + 0.25 * far } else { near }
}

pub(super) fn exact_rgb(space: &ColorSpace, bits: u32, [y, u, v]: [f64; 3]) -> [f64; 3] {
    let c = Coefficients::new(space, bits);
    let [red, green, blue] = c.luma;
    let (y, u, v) = ((y - c.black) / c.luma_range, (u - c.neutral) / c.chroma_range, (v - c.neutral) / c.chroma_range);
    let (r, b) = (y + 2.0 * (1.0 - red) * v, y + 2.0 * (1.0 - blue) * u);
    [r, (y - red * r - blue * b) / green, b].map(|value| 255.0 * value)
}

pub(super) fn exact_yuv(space: &ColorSpace, bits: u32, rgb: [f64; 3]) -> [f64; 3] {
    let c = Coefficients::new(space, bits);
    let [red, green, blue] = c.luma;
    let [r, g, b] = rgb.map(|value| value / 255.0);
    let y = red * r + green * g + blue * b;
    let (u, v) = (0.5 * (b - y) / (1.0 - blue), 0.5 * (r - y) / (1.0 - red));
    [c.black + c.luma_range * y, c.neutral + c.chroma_range * u, c.neutral + c.chroma_range * v]
}

#[test]
fn yuv_becomes_rgba_as_the_standards_define() {
    let mut random = Random::new(1);
    for bits in [8, 10] {
        let mut errors = Errors::default();
        for space in spaces() {
            for halvings in HALVINGS {
                for &how in ChromaUpsampling::ALL {
                    let converter = YuvToRgba::new(&space, bits, halvings, how);
                    for width in (1..=67_usize).chain([511, 512, 513, 1025]) {
                        let columns = if halvings[0] == 1 { width.div_ceil(2) } else { width };
                        let luma = samples(width, bits, &mut random);
                        let [u, v, far_u, far_v] = [0; 4].map(|_| samples(columns, bits, &mut random));
                        let (far_u, far_v) = if halvings[1] == 1 { (far_u, far_v) } else { (u.clone(), v.clone()) };
                        let alpha: Vec<u8> = (0..width).map(|_| random.byte()).collect();
                        let alpha = (width % 2 == 0).then_some(&alpha[..]);
                        let luma_bytes = to_bytes(&luma, bits);
                        let planes = [&u, &v, &far_u, &far_v].map(|plane| to_bytes(plane, bits));
                        let [near, far] = [0, 2].map(|i| ChromaRow::Planar { u: &planes[i], v: &planes[i + 1] });
                        let mut rgba = vec![7; 4 * width + 3];
                        converter.row(&luma_bytes, near, far, alpha, &mut rgba);
                        assert_eq!(rgba[4 * width..], [7; 3], "the rest is unchanged");

                        let pairs = [interleaved(&u, &v, bits), interleaved(&far_u, &far_v, bits)];
                        let [near, far] = [0, 1].map(|i| ChromaRow::Interleaved(&pairs[i]));
                        let mut again = vec![7; 4 * width + 3];
                        converter.row(&luma_bytes, near, far, alpha, &mut again);
                        assert_eq!(rgba, again, "planar and interleaved");

                        for (x, pixel) in rgba.as_chunks::<4>().0[..width].iter().enumerate() {
                            let chroma = [[&u[..], &far_u], [&v, &far_v]]
                                .map(|rows| upsampled(rows, x, space.siting, halvings, how));
                            let exact = exact_rgb(&space, bits, [f64::from(luma[x]), chroma[0], chroma[1]]);
                            let what = || alloc::format!("{space:?} {bits} {halvings:?} {how:?} {x} of {width}");
                            for (&got, exact) in pixel.iter().zip(exact) {
                                errors.compare(u16::from(got), exact, 255, &what);
                            }
                            assert_eq!(pixel[3], alpha.map_or(255, |alpha| alpha[x]), "alpha");
                        }
                    }
                }
            }
        }
        let limit = if bits == 8 { 0.012 } else { 0.004 };
        assert!(errors.share() < limit, "{bits} bits: {} of the values are off by one", errors.share());
    }
}

#[test]
fn rgba_becomes_yuv_as_the_standards_define() {
    let mut random = Random::new(2);
    for bits in [8, 10] {
        let (mut errors, most) = (Errors::default(), (1 << bits) - 1);
        for space in spaces() {
            for halvings in HALVINGS {
                let converter = RgbaToYuv::new(&space, bits, halvings);
                for width in (1..=67_usize).chain([255, 256, 257]) {
                    let rows = [0; 2].map(|_| to_bytes(&samples(4 * width, 8, &mut random), 8));
                    let rows = if halvings[1] == 1 { rows } else { [rows[0].clone(), rows[0].clone()] };
                    let columns = if halvings[0] == 1 { width.div_ceil(2) } else { width };
                    let sample = bits as usize / 8 + usize::from(bits > 8);
                    let mut luma = vec![7; sample * width + 1];
                    converter.luma(&rows[0], &mut luma[..sample * width]);
                    assert_eq!(luma[sample * width], 7, "the rest is unchanged");
                    let pixel = |row: &[u8], x: isize| {
                        let x = x.clamp(0, width as isize - 1) as usize;
                        [0, 1, 2].map(|c| f64::from(row[4 * x + c]))
                    };
                    let what = || alloc::format!("{space:?} {bits} {halvings:?} {width}");
                    for (x, got) in from_bytes(&luma[..sample * width], bits).into_iter().enumerate() {
                        let [exact, ..] = exact_yuv(&space, bits, pixel(&rows[0], x as isize));
                        errors.compare(got, exact, most, &what);
                    }
                    let [mut u, mut v] = [0; 2].map(|_| vec![7; sample * columns]);
                    converter.chroma([&rows[0], &rows[1]], ChromaRowMut::Planar { u: &mut u, v: &mut v });
                    let (u, v) = (from_bytes(&u, bits), from_bytes(&v, bits));
                    let mut pairs = vec![7; 2 * sample * columns];
                    converter.chroma([&rows[0], &rows[1]], ChromaRowMut::Interleaved(&mut pairs));
                    assert_eq!(pairs, interleaved(&u, &v, bits), "planar and interleaved");
                    for i in 0..columns {
                        let x = i as isize;
                        let taps: &[(isize, f64)] = match (halvings[0], space.siting) {
                            (0, _) => &[(x, 1.0)],
                            (_, ChromaSiting::Center) => &[(2 * x, 0.5), (2 * x + 1, 0.5)],
                            (_, ChromaSiting::Left) => &[(2 * x - 1, 0.25), (2 * x, 0.5), (2 * x + 1, 0.25)],
                        };
                        let mut mean = [0.0; 3];
                        for row in &rows {
                            for &(x, weight) in taps {
                                for (mean, value) in mean.iter_mut().zip(pixel(row, x)) {
                                    *mean += 0.5 * weight * value;
                                }
                            }
                        }
                        let [_, exact_u, exact_v] = exact_yuv(&space, bits, mean);
                        errors.compare(u[i], exact_u, most, &what);
                        errors.compare(v[i], exact_v, most, &what);
                    }
                }
            }
        }
        let limit = if bits == 8 { 0.0012 } else { 0.005 };
        assert!(errors.share() < limit, "{bits} bits: {} of the values are off by one", errors.share());
    }
}

/// White, black and grays, in each range.
#[test]
fn grays_stay_gray() {
    for space in spaces() {
        for bits in [8, 10] {
            let (to, back) =
                (YuvToRgba::new(&space, bits, [0, 0], ChromaUpsampling::Nearest), RgbaToYuv::new(&space, bits, [0, 0]));
            let rgba: Vec<u8> = (0..=255).flat_map(|level| [level, level, level, 255]).collect();
            let sample = if bits == 8 { 1 } else { 2 };
            let [mut y, mut u, mut v] = [0; 3].map(|_| vec![0; 256 * sample]);
            back.luma(&rgba, &mut y);
            back.chroma([&rgba, &rgba], ChromaRowMut::Planar { u: &mut u, v: &mut v });
            let mut again = vec![0; rgba.len()];
            let row = ChromaRow::Planar { u: &u, v: &v };
            assert_eq!(from_bytes(&u, bits), [1 << (bits - 1); 256], "{space:?}: neutral");
            to.row(&y, row, row, None, &mut again);
            for (got, expected) in again.iter().zip(&rgba) {
                assert!(got.abs_diff(*expected) <= u8::from(!space.full_range), "{space:?} {bits}: {got} {expected}");
            }
            assert_eq!(again[..3], [0; 3], "{space:?}: black");
            assert_eq!(again[255 * 4..], [255; 4], "{space:?}: white");
        }
    }
}

#[test]
fn shorter_slices_shorten_the_work() {
    let mut random = Random::new(3);
    for _ in 0..3000 {
        let mut length = |most: usize| usize::from(random.byte()) * most / 255;
        let (bits, halvings) = ([8, 10][length(1)], HALVINGS[length(3)]);
        let [y, u, v, far_u, far_v, alpha, rgba] = [90, 50, 50, 50, 50, 60, 300].map(|most| vec![130; length(most)]);
        let far =
            if length(1) == 0 { ChromaRow::Interleaved(&far_u) } else { ChromaRow::Planar { u: &far_u, v: &far_v } };
        let mut to = rgba.clone();
        YuvToRgba::new(&ColorSpace::BT709, bits, halvings, ChromaUpsampling::Bilinear).row(
            &y,
            ChromaRow::Planar { u: &u, v: &v },
            far,
            Some(&alpha),
            &mut to,
        );
        let back = RgbaToYuv::new(&ColorSpace::BT709, bits, halvings);
        let (mut y, mut u, mut v, mut alpha) = (y, u, v, alpha);
        back.luma(&rgba, &mut y);
        RgbaToYuv::alpha(&rgba, &mut alpha);
        back.chroma([&rgba, &to[..to.len() / 2]], ChromaRowMut::Interleaved(&mut y));
        back.chroma([&to, &rgba], ChromaRowMut::Planar { u: &mut u, v: &mut v });
    }
}

#[test]
fn rows_of_other_layouts_convert() {
    let mut random = Random::new(4);
    for width in (0..=67_usize).chain([256]) {
        let rgba: Vec<u8> = (0..4 * width).map(|_| random.byte()).collect();
        let pixels = rgba.as_chunks::<4>().0;
        for (swapped, opaque) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut target = vec![0; rgba.len()];
            reorder(&rgba, &mut target, swapped, opaque);
            let expected = pixels.iter().flat_map(|&[r, g, b, a]| {
                let [first, third] = if swapped { [b, r] } else { [r, b] };
                [first, g, third, if opaque { 255 } else { a }]
            });
            assert_eq!(target, expected.collect::<Vec<_>>(), "width {width}");
        }
        let (mut gray, mut floats, mut bytes) = (vec![0; width], vec![0.0; 4 * width], vec![0; 4 * width]);
        rgba_to_gray(&rgba, &mut gray);
        let luma = |&[r, g, b, _]: &[u8; 4]| {
            ((4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14) as u8
        };
        assert_eq!(gray, pixels.iter().map(luma).collect::<Vec<_>>(), "luma");
        let mut back = vec![0; 4 * width];
        gray_to_rgba(&gray, &mut back);
        assert_eq!(back, gray.iter().flat_map(|&level| [level, level, level, 255]).collect::<Vec<_>>(), "gray");
        to_floats(&rgba, &mut floats);
        let expected = rgba.iter().map(|&byte| f32::from(byte) / 255.0);
        assert!(floats.iter().copied().eq(expected), "floats");
        floats_to_bytes(&floats, &mut bytes);
        assert_eq!(bytes, rgba, "round trip");
        let mut alpha = vec![0; width];
        RgbaToYuv::alpha(&rgba, &mut alpha);
        assert_eq!(alpha, pixels.iter().map(|pixel| pixel[3]).collect::<Vec<_>>(), "alpha");
    }
    let mut bytes = [7; 6];
    floats_to_bytes(&[-1e30, f32::NEG_INFINITY, 1e30, f32::INFINITY, 0.4999, f32::NAN], &mut bytes);
    assert_eq!(bytes[..5], [0, 0, 255, 255, 127], "clamped");
}

#[test]
fn photos_convert_as_by_ffmpeg() {
    let vectors = golden(include_str!("../../../tests/golden/conversions.txt"));
    let (label, photo) = &vectors[0];
    let [width, height] = [1, 2].map(|i| label.split(' ').nth(i).unwrap().parse::<usize>().unwrap());
    let rgba: Vec<u8> = photo.chunks(3).flat_map(|rgb| [rgb[0] as u8, rgb[1] as u8, rgb[2] as u8, 255]).collect();
    for pair in vectors[1..].as_chunks::<2>().0 {
        let [(label, yuv), (_, rgb)] = pair;
        let words: Vec<&str> = label.split(' ').collect();
        let space = ColorSpace {
            matrix: YuvMatrix::ALL[YuvMatrix::NAMES.iter().position(|name| *name == words[2]).unwrap()],
            full_range: words[3] == "full",
            siting: if words[4] == "left" { ChromaSiting::Left } else { ChromaSiting::Center },
            ..ColorSpace::BT709
        };
        let bits = if words[1].ends_with("10le") { 10 } else { 8 };
        let halvings = match &words[1][3..6] {
            "420" => [1, 1],
            "422" => [1, 0],
            _ => [0, 0],
        };
        let (columns, rows) = (width >> halvings[0], height >> halvings[1]);
        let samples: Vec<u16> = yuv.iter().map(|&sample| sample as u16).collect();
        let (luma, chroma) = samples.split_at(width * height);
        let (u, v) = chroma.split_at(columns * rows);
        let row = |plane: &[u16], width: usize, y: usize| to_bytes(&plane[width * y..][..width], bits);

        let converter = RgbaToYuv::new(&space, bits, halvings);
        let mut largest = [0; 3];
        let mut compare = |channel: usize, got: &[u8], expected: &[u8]| {
            for (got, expected) in from_bytes(got, bits).into_iter().zip(from_bytes(expected, bits)) {
                largest[channel] = largest[channel].max(got.abs_diff(expected));
            }
        };
        let source = |y: usize| &rgba[4 * width * y..][..4 * width];
        for y in 0..height {
            let expected = row(luma, width, y);
            let mut got = vec![0; expected.len()];
            converter.luma(source(y), &mut got);
            compare(0, &got, &expected);
        }
        for y in 0..rows {
            let [expected_u, expected_v] = [u, v].map(|plane| row(plane, columns, y));
            let [mut got_u, mut got_v] = [0; 2].map(|_| vec![0; expected_u.len()]);
            let first = y << halvings[1];
            let pair = [source(first), source(first + halvings[1] as usize)];
            converter.chroma(pair, ChromaRowMut::Planar { u: &mut got_u, v: &mut got_v });
            compare(1, &got_u, &expected_u);
            compare(1, &got_v, &expected_v);
        }

        let converter = YuvToRgba::new(&space, bits, halvings, ChromaUpsampling::Bilinear);
        for y in 0..height {
            let near = y >> halvings[1];
            let far = match (halvings[1], y % 2) {
                (0, _) => near,
                (_, 0) => near.saturating_sub(1),
                _ => (near + 1).min(rows - 1),
            };
            let [near, far] = [near, far].map(|y| [u, v].map(|plane| row(plane, columns, y)));
            let [near, far] = [&near, &far].map(|[u, v]| ChromaRow::Planar { u, v });
            let mut got = vec![0; 4 * width];
            converter.row(&row(luma, width, y), near, far, None, &mut got);
            for (got, expected) in got.as_chunks::<4>().0.iter().zip(rgb[3 * width * y..].chunks(3)) {
                for (got, &expected) in got.iter().zip(expected) {
                    largest[2] = largest[2].max(u16::from(got.abs_diff(expected as u8)));
                }
            }
        }
        assert!(largest.iter().all(|&largest| largest <= 1), "{label}: luma, chroma and RGB differ by {largest:?}");
    }
}
