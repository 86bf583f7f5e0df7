//! Every filter on pixels of the caller: the bits of an owned frame, and padding between the rows that stays as it is.

use std::collections::BTreeSet;

use filmgate::declare::Kind;
use filmgate::image::filters::{self, Filter, REGISTRY};
use filmgate::image::frame::{Format, Frame, FrameLayout, FrameRef};
use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline, Region};
use filmgate::{Code, Detail};

use crate::golden_bits::picture;
use crate::padded::Padded;
use crate::values::Values;

const SIZES: [(u32, u32); 3] = [(1, 1), (5, 3), (37, 22)];

fn copy(frame: &Frame) -> Frame {
    let mut copy = Frame::new(*frame.layout()).unwrap();
    copy.bytes_mut().copy_from_slice(frame.bytes());
    copy
}

/// A filter with its defaults (set 0) or with random parameters, and with a further frame if it reads one.
fn filter(spec: &filters::Spec, set: u64) -> Box<dyn Filter> {
    let mut filter = (spec.create)();
    let seed = spec.name.bytes().fold(set, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut values = Values { pixels: 24.0, ..Values::typical(seed) };
    for (index, parameter) in spec.parameters.iter().enumerate() {
        if set > 0 || matches!(parameter.kind, Kind::Frame) {
            filter.set(index, &values.value(&parameter.kind)).unwrap();
        }
    }
    filter
}

/// The result for an owned frame, and the further frame that the filter reads: a map must have a certain size.
/// `None` if the filter refuses its parameters for this size.
fn expected(pipeline: &mut Pipeline, source: &Frame) -> Option<(Frame, Frame)> {
    let format = source.layout().format();
    let mut other = picture(format, (source.layout().width(), source.layout().height()), 2);
    loop {
        let mut frame = copy(source);
        let frames = [(Input(1), &other)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        match pipeline.apply_with(&mut frame, options) {
            Ok(()) => return Some((frame, other)),
            Err(error) => match (error.code, &error.expected) {
                (Code::SizeMismatch, &Detail::Size(width, height)) => other = picture(format, (width, height), 2),
                _ => {
                    assert_eq!(error.code, Code::InvalidArgument, "{error}");
                    return None;
                }
            },
        }
    }
}

/// Compares runs on borrowed pixels with the run on an owned frame. Returns the kinds of stages, or `None` if the
/// filter refuses its parameters.
fn check(spec: &filters::Spec, set: u64, format: Format, size: (u32, u32)) -> Option<Vec<&'static str>> {
    let what = format!("{} {}, parameters {set}, {size:?}", spec.name, format.name());
    let source = picture(format, size, 1);
    let mut pipeline = Pipeline::new(vec![filter(spec, set)]);
    let (expected, other) = expected(&mut pipeline, &source)?;

    let other = Padded::of(&other, 2);
    let frames: [(Input, FrameRef<'_>); 1] = [(Input(1), other.view())];
    let options = Options { inputs: Inputs::from(&frames), ..Options::default() };

    let mut frame = Padded::of(&source, 3);
    let result = pipeline.apply_with(frame.view_mut(), options);
    if expected.layout() == source.layout() {
        result.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(frame.pixels(&what) == expected.bytes(), "{what}: in place");
    } else {
        let error = result.unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::SizeMismatch, "frame"), "{what}: {error}");
        assert!(frame.pixels(&what) == source.bytes(), "{what}: the frame is unchanged after the error");
    }

    let from = Padded::of(&source, 1);
    let mut target = Padded::new(*expected.layout(), 4);
    pipeline.apply_into_with(from.view(), target.view_mut(), options).unwrap();
    assert!(target.pixels(&what) == expected.bytes(), "{what}: to another frame");
    assert!(from.pixels(&what) == source.bytes(), "{what}: the source is unchanged");

    let stages = pipeline.explain().unwrap().passes.into_iter().flat_map(|pass| pass.stages);
    Some(stages.map(|stage| stage.kind).collect())
}

#[test]
fn borrowed_pixels_give_the_bits_of_owned_frames_and_keep_their_padding() {
    let mut kinds = BTreeSet::new();
    for spec in REGISTRY {
        let mut ran = 0;
        for &format in spec.domain.plain_formats() {
            for set in 0..3 {
                for size in SIZES {
                    let stages = check(spec, set, format, size);
                    ran += usize::from(stages.is_some());
                    kinds.extend(stages.into_iter().flatten());
                }
            }
        }
        assert!(ran >= 3 * spec.domain.plain_formats().len(), "{}: only {ran} runs", spec.name);
    }
    let all = ["combine", "geometry", "linear", "matrix", "point", "reduce", "table", "temporal", "window"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all, "every kind of operation");
}

#[test]
fn a_region_and_a_mask_of_borrowed_pixels_give_the_bits_of_owned_frames() {
    for names in [&["invert"][..], &["gaussianBlur", "sepia"], &["equalize", "flip", "median"]] {
        let create = || names.iter().map(|name| filters::create(name).unwrap()).collect();
        let (source, mask) = (picture(Format::Rgba, (31, 17), 3), picture(Format::Gray8, (11, 9), 4));
        let region = Some(Region { x: 4, y: 5, width: 11, height: 9 });
        let mut expected = copy(&source);
        let options = Options { region, mask: Some(mask.view()), ..Options::default() };
        Pipeline::new(create()).apply_with(&mut expected, options).unwrap();

        let (mut frame, mask) = (Padded::of(&source, 2), Padded::of(&mask, 5));
        let options = Options { region, mask: Some(mask.view()), ..Options::default() };
        Pipeline::new(create()).apply_with(frame.view_mut(), options).unwrap();
        assert!(frame.pixels("in place") == expected.bytes(), "{names:?}: in place");

        let mut target = Padded::new(*source.layout(), 3);
        let from = Padded::of(&source, 1);
        Pipeline::new(create()).apply_into_with(from.view(), target.view_mut(), options).unwrap();
        assert!(target.pixels("to another frame") == expected.bytes(), "{names:?}: to another frame");
    }
}

#[test]
fn a_target_of_another_size_is_an_error() {
    let source = picture(Format::Gray8, (6, 4), 1);
    let mut target = Padded::new(FrameLayout::new(Format::Gray8, 6, 4).unwrap(), 0);
    let turn = filters::create("rotate").unwrap();
    let error = Pipeline::new(vec![turn]).apply_into(&source, target.view_mut()).unwrap_err();
    assert_eq!((error.code, &*error.argument), (Code::SizeMismatch, "into"), "{error}");
    assert_eq!([&error.expected, &error.received], [&Detail::Size(4, 6), &Detail::Size(6, 4)], "the sizes");
}
