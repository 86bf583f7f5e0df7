//! What the tests of filters across frames share.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt::Debug;

use crate::image::filters::Filter;
use crate::image::frame::{Format, Frame, FrameLayout};
use crate::image::pipeline::Pipeline;
use crate::image::testing::{Random, noise};

/// The frame before, and the result for it.
pub(in crate::image::filters::temporal) struct Before<'a> {
    pub(in crate::image::filters::temporal) before: &'a [u8],
    pub(in crate::image::filters::temporal) result: &'a [u8],
}

/// A pipeline of one filter.
pub(in crate::image::filters::temporal) fn step(filter: &(impl Filter + Clone + 'static)) -> Pipeline {
    Pipeline::new(vec![Box::new(filter.clone()) as _])
}

pub(in crate::image::filters::temporal) fn copy_of(frame: &Frame) -> Frame {
    let mut copy = Frame::new(*frame.layout()).unwrap();
    copy.bytes_mut().copy_from_slice(frame.bytes());
    copy
}

pub(in crate::image::filters::temporal) fn flat(format: Format, width: u32, height: u32, level: u8) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    frame.bytes_mut().fill(level);
    frame
}

/// Frames of noise that changes a little, and in parts much.
pub(in crate::image::filters::temporal) fn clip(format: Format, frames: usize) -> Vec<Frame> {
    let first = noise(format, 37, 11, false, 3);
    let mut random = Random::new(9);
    let next = |before: &Frame| {
        let mut frame = copy_of(before);
        frame.bytes_mut().iter_mut().for_each(|byte| {
            let change = random.byte();
            *byte = if change < 40 { random.byte() } else { byte.saturating_add(change % 9).saturating_sub(4) };
        });
        Some(frame)
    };
    let mut next = next;
    core::iter::successors(Some(first), |before| next(before)).take(frames).collect()
}

/// Normally distributed numbers, by the sum of twelve uniform ones.
pub(in crate::image::filters::temporal) fn gaussian(seed: u32) -> impl FnMut() -> f64 {
    let mut random = Random::new(seed);
    move || (0..12).map(|_| (f64::from(random.byte()) * 256.0 + f64::from(random.byte())) / 65536.0).sum::<f64>() - 6.0
}

/// Compares the frames of a clip with a reference that maps a pixel, the pixel before, and a channel to a value from 0 to
/// 255: at most `tolerance` levels apart.
pub(in crate::image::filters::temporal) fn check_clip(
    filter: &(impl Filter + Clone + Debug + 'static),
    clip: &dyn Fn(Format, usize) -> Vec<Frame>,
    tolerance: u8,
    reference: impl Fn(&[u8], &Before<'_>, usize) -> f64,
) {
    for format in [Format::Rgba, Format::Gray8] {
        let mut pipeline = step(filter);
        let mut last: Option<(Frame, Frame)> = None;
        for (time, source) in clip(format, 6).into_iter().enumerate() {
            let mut result = copy_of(&source);
            pipeline.apply(&mut result).unwrap();
            let (before, old) = last.unwrap_or_else(|| (copy_of(&source), copy_of(&source)));
            let pixel = source.layout().rows().unwrap().pixel_bytes();
            for (i, &got) in result.bytes().iter().enumerate() {
                let all = i / pixel * pixel..(i / pixel + 1) * pixel;
                let past = Before { before: &before.bytes()[all.clone()], result: &old.bytes()[all.clone()] };
                let expected = reference(&source.bytes()[all], &past, i % pixel);
                let error = (f64::from(got) - expected).abs();
                assert!(
                    error <= f64::from(tolerance),
                    "{filter:?} {format:?}: frame {time}, byte {i} is {got}, expected {expected}"
                );
            }
            last = Some((source, result));
        }
    }
}
