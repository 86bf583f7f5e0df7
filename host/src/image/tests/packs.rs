//! Files from other encoders, compared with the output of libjpeg-turbo and libwebp: see
//! `core/tests/golden/images/make.py`.

use std::io::Read;

use super::decode;
use crate::image::Gate;

pub(super) struct Reference {
    pub(super) size: (u32, u32),
    /// The reference pixels in RGBA.
    pub(super) pixels: Vec<u8>,
}

/// Reads the files of a pack, each with its reference picture.
pub(super) fn unpack(pack: &[u8]) -> Vec<(String, Vec<u8>, std::rc::Rc<Reference>)> {
    let mut bytes = Vec::new();
    flate2::read::ZlibDecoder::new(pack).read_to_end(&mut bytes).unwrap();
    let mut rest = bytes.as_slice();
    let mut take = |count: usize| {
        let (taken, others) = rest.split_at_checked(count)?;
        rest = others;
        Some(taken)
    };
    let mut files = Vec::new();
    let mut reference = None;
    while let Some(&[length]) = take(1) {
        let name = core::str::from_utf8(take(length.into()).unwrap()).unwrap();
        let length = u32::from_le_bytes(take(4).unwrap().try_into().unwrap()) as usize;
        let entry = take(length).unwrap();
        if name == "=reference" {
            let side = |at: usize| u32::from(u16::from_le_bytes([entry[at], entry[at + 1]]));
            let (size, pixels) = ((side(0), side(2)), &entry[4..]);
            let pixels = if pixels.len() == (size.0 * size.1 * 3) as usize {
                pixels.as_chunks().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect()
            } else {
                pixels.to_vec()
            };
            reference = Some(std::rc::Rc::new(Reference { size, pixels }));
        } else {
            files.push((name.into(), entry.to_vec(), reference.clone().unwrap()));
        }
    }
    files
}

pub(super) const JPEG: &[u8] = include_bytes!("../../../../core/tests/golden/images/jpeg.pack");
pub(super) const WEBP: &[u8] = include_bytes!("../../../../core/tests/golden/images/webp.pack");

/// The largest and the mean difference of two pictures.
fn difference(ours: &[u8], theirs: &[u8]) -> (u8, f64) {
    assert_eq!(ours.len(), theirs.len(), "number of pixels");
    let differences = ours.iter().zip(theirs).map(|(a, b)| a.abs_diff(*b));
    let sum: u64 = differences.clone().map(u64::from).sum();
    (differences.max().unwrap_or(0), sum as f64 / ours.len() as f64)
}

#[test]
fn every_layout_of_jpeg_agrees_with_libjpeg_turbo() {
    let mut gate = Gate::default();
    let files = unpack(JPEG);
    assert!(files.len() > 300, "{} files", files.len());
    let (mut worst, mut largest_mean) = (0, 0.0f64);
    for (name, file, reference) in &files {
        let frame = decode(&mut gate, file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let ours = gate.frame(frame).unwrap();
        assert_eq!((ours.layout().width(), ours.layout().height()), reference.size, "{name}");
        let (most, mean) = difference(ours.bytes(), &reference.pixels);
        // Two inverse transforms of the same coefficients differ by a level, and two interpolations of chroma by
        // another level, which the matrix to RGB at most doubles. A wrong layout differs by dozens of levels.
        assert!(most <= 4 && mean < 0.5, "{name}: at most {most}, {mean} on average");
        (worst, largest_mean) = (worst.max(most), largest_mean.max(mean));
        gate.close_frame(frame).unwrap();
    }
    eprintln!("{} files: at most {worst} levels apart, {largest_mean:.3} on average in the worst file", files.len());
    assert_eq!(gate.statistics().live, 0, "no memory leaks");
}

#[test]
fn every_kind_of_webp_agrees_with_libwebp() {
    let mut gate = Gate::default();
    for (name, file, reference) in unpack(WEBP) {
        let frame = decode(&mut gate, &file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let ours = gate.frame(frame).unwrap();
        assert_eq!((ours.layout().width(), ours.layout().height()), reference.size, "{name}");
        let (most, mean) = difference(ours.bytes(), &reference.pixels);
        assert_eq!((most, mean), (0, 0.0), "{name}");
        gate.close_frame(frame).unwrap();
    }
}
