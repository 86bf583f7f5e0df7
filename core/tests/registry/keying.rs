//! A green screen replaced by a background: the key, the suppression of spill and the composite in one pass.

use filmgate::image::filters::color::ChromaKey;
use filmgate::image::filters::compositing::{Composite, Operator};
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline};

use crate::values::Random;

const SIZE: (u32, u32) = (64, 38);
const BACKGROUND: Input = Input(1);

/// A subject of soft colours in front of a green screen, with soft edges.
fn subject() -> Frame {
    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, SIZE.0, SIZE.1).unwrap()).unwrap();
    for (i, pixel) in frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let (x, y) = (f64::from(i as u32 % SIZE.0), f64::from(i as u32 / SIZE.0));
        let distance = ((x - 30.0).powi(2) + (y - 18.0).powi(2)).sqrt();
        let part = ((16.0 - distance) / 8.0).clamp(0.0, 1.0);
        let [screen, own] = [[20.0, 220.0, 40.0], [200.0 - 2.0 * x, 120.0 + y, 90.0 + x]];
        let color = |c: usize| (screen[c] + part * (own[c] - screen[c])) as u8;
        *pixel = [color(0), color(1), color(2), 255];
    }
    frame
}

fn background() -> Frame {
    let mut frame = Frame::new(FrameLayout::new(Format::Rgba, SIZE.0, SIZE.1).unwrap()).unwrap();
    let mut random = Random(4);
    for pixel in frame.bytes_mut().as_chunks_mut::<4>().0 {
        *pixel = [random.next() as u8, random.next() as u8, random.next() as u8, 255];
    }
    frame
}

fn chain() -> Pipeline {
    let key = ChromaKey { key: [0.08, 0.86, 0.16, 1.0], similarity: 0.2, ..ChromaKey::default() };
    let over = Composite { frame: Some(BACKGROUND), operator: Operator::DestinationOver, ..Composite::default() };
    Pipeline::new(vec![Box::new(key), Box::new(over)])
}

/// The key, the spill and the composite in real numbers, from 0 to 255.
fn expected([r, g, b]: [f64; 3], behind: [f64; 3]) -> [f64; 3] {
    let chroma = |[r, g, b]: [f64; 3]| {
        let luma = 0.299 * r + 0.587 * g + 0.114 * b;
        (luma, (b - luma) / 1.772, (r - luma) / 1.402)
    };
    let (luma, cb, cr) = chroma([r, g, b].map(|c| c / 255.0));
    let (_, key_cb, key_cr) = chroma([0.08, 0.86, 0.16]);
    let distance = (cb - key_cb).hypot(cr - key_cr);
    let ramp = |over: f64| ((distance - 0.2) / over).clamp(0.0, 1.0);
    let (alpha, stays) = (ramp(0.08), ramp(0.1));
    let own = [r, g, b].map(|c| 255.0 * luma + (c - 255.0 * luma) * stays);
    core::array::from_fn(|c| alpha * own[c] + (1.0 - alpha) * behind[c])
}

#[test]
fn a_green_screen_is_replaced_in_one_pass() {
    let (source, behind) = (subject(), background());
    let frames = [(BACKGROUND, &behind)];
    let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
    let mut frame = subject();
    let mut pipeline = chain();
    pipeline.apply_with(&mut frame, options).unwrap();
    assert_eq!(pipeline.explain().unwrap().passes.len(), 1, "one pass");
    let (mut seen, mut hidden) = (0, 0);
    let pixels = source.bytes().as_chunks::<4>().0.iter().zip(behind.bytes().as_chunks::<4>().0);
    for ((pixel, behind), got) in pixels.zip(frame.bytes().as_chunks::<4>().0) {
        let [color, back] = [pixel, behind].map(|p| [p[0], p[1], p[2]].map(f64::from));
        let wanted = expected(color, back);
        for c in 0..3 {
            assert!((f64::from(got[c]) - wanted[c]).abs() <= 1.5, "{pixel:?} and {behind:?}: {got:?}, not {wanted:?}");
        }
        assert_eq!(got[3], 255, "opaque");
        seen += usize::from(got[..3] == pixel[..3]);
        hidden += usize::from(got[..3] == behind[..3]);
    }
    assert!(seen > 100 && hidden > 500, "{seen} pixels of the subject, {hidden} of the background");
}

/// A YUV frame is keyed in the stream: no RGBA frame exists.
#[test]
fn a_green_screen_of_a_video_is_replaced_in_one_pass() {
    let behind = background();
    let frames = [(BACKGROUND, &behind)];
    let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
    for format in [Format::I420, Format::Nv12] {
        let layout = FrameLayout::new(format, SIZE.0, SIZE.1).unwrap();
        let (mut frame, mut rgba) = (Frame::new(layout).unwrap(), subject());
        Pipeline::new(vec![]).apply_into(&subject(), &mut frame).unwrap();
        Pipeline::new(vec![]).apply_into(&frame, &mut rgba).unwrap();
        let mut pipeline = chain();
        pipeline.apply_with(&mut frame, options).unwrap();
        let plan = pipeline.explain().unwrap();
        let kinds: Vec<_> = plan.passes.iter().flat_map(|pass| &pass.stages).map(|stage| stage.kind).collect();
        assert_eq!((plan.passes.len(), kinds), (1, vec!["convert", "point", "combine", "convert"]), "{format:?}");
        let mut expected = Frame::new(layout).unwrap();
        chain().apply_with(&mut rgba, options).unwrap();
        Pipeline::new(vec![]).apply_into(&rgba, &mut expected).unwrap();
        assert!(frame.bytes() == expected.bytes(), "{format:?}");
    }
}
