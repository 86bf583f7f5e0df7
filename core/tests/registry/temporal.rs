//! Filters across frames: a stream gives the same bits however it runs, and what is stored is forgotten when it must be.

use filmgate::declare::Value;
use filmgate::image::filters::{Filter, REGISTRY, Spec, create};
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::{Dispatch, Options, Pipeline, Region, Task};
use filmgate::memory::Pool;

use crate::chains::{again, copy_of};
use crate::values::{Random, Values};

const FORMATS: [Format; 7] =
    [Format::Rgba, Format::Gray8, Format::Bgra, Format::I420, Format::I420A, Format::Nv12, Format::I420P10];

fn temporal() -> impl Iterator<Item = &'static Spec> {
    REGISTRY.iter().copied().filter(|spec| (spec.create)().is_temporal())
}

/// A filter with its defaults (set 0) or with random parameters.
fn filter(spec: &Spec, set: u64) -> Box<dyn Filter> {
    let (mut filter, mut values) = ((spec.create)(), Values::typical(set));
    for (index, parameter) in spec.parameters.iter().enumerate().filter(|_| set > 0) {
        filter.set(index, &values.value(&parameter.kind)).unwrap();
    }
    filter
}

/// Frames of noise, each of which differs a little from the frame before, and in parts much.
fn clip(format: Format, (width, height): (u32, u32), count: usize) -> Vec<Frame> {
    let mut random = Random(u64::from(width) + 5);
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    (0..count)
        .map(|_| {
            for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
                let change = random.below(64) as u8;
                let level = if change < 8 { random.next() as u8 } else { (*byte).saturating_add(change % 5) };
                // Samples of ten bits: the upper byte has two.
                *byte = if format == Format::I420P10 && i % 2 == 1 { level & 3 } else { level };
            }
            copy_of(&frame)
        })
        .collect()
}

fn pipeline(filters: &[Box<dyn Filter>]) -> Pipeline {
    Pipeline::new(filters.iter().map(|filter| again(filter.as_ref())).collect())
}

fn in_place(pipeline: &mut Pipeline, frame: &Frame) -> Vec<u8> {
    let mut result = copy_of(frame);
    pipeline.apply(&mut result).unwrap();
    result.bytes().to_vec()
}

fn into(pipeline: &mut Pipeline, frame: &Frame) -> Vec<u8> {
    let mut result = Frame::new(*frame.layout()).unwrap();
    pipeline.apply_into(frame, &mut result).unwrap();
    result.bytes().to_vec()
}

/// Runs in parts of three rows, `most` of them.
fn in_parts(pipeline: &mut Pipeline, frame: &Frame, most: usize) -> Vec<u8> {
    let mut result = copy_of(frame);
    let (pool, view) = (&mut Pool::default(), frame.view());
    pipeline.prepare_part(&view, frame.layout().format(), view.metadata(), Options::default()).unwrap();
    for _ in 0..most {
        if pipeline.advance(None, (&mut result).into(), pool, &mut None, Options::default(), 3).unwrap() {
            break;
        }
    }
    result.bytes().to_vec()
}

/// Runs on a region in the middle of a larger frame.
fn in_region(pipeline: &mut Pipeline, frame: &Frame) -> Vec<u8> {
    let layout = frame.layout();
    let (width, height) = (layout.width(), layout.height());
    let mut canvas = Frame::new(FrameLayout::new(layout.format(), width + 5, height + 4).unwrap()).unwrap();
    let bytes = layout.rows().unwrap().pixel_bytes();
    let (rows, columns) = (3..3 + height as usize, 2 * bytes..(2 + width as usize) * bytes);
    let inner = canvas.plane_mut(0).into_part(rows.clone(), columns.clone());
    inner.into_rows().zip(frame.plane(0).rows()).for_each(|(to, from)| to.copy_from_slice(from));
    let region = Some(Region { x: 2, y: 3, width, height });
    pipeline.apply_with(&mut canvas, Options { region, ..Options::default() }).unwrap();
    canvas.plane(0).part(rows, columns).rows().flatten().copied().collect()
}

#[derive(Debug)]
struct Strips;

impl Dispatch for Strips {
    fn strips(&self) -> usize {
        4
    }

    fn run(&self, tasks: &mut [Task<'_>]) {
        tasks.iter_mut().rev().for_each(Task::run);
    }
}

#[test]
fn the_declaration_says_whether_a_filter_is_temporal() {
    let layout = FrameLayout::new(Format::Rgba, 16, 16).unwrap().rows().unwrap();
    for spec in REGISTRY {
        let filter = (spec.create)();
        let Ok(operation) = filter.operation(&layout) else { continue };
        assert_eq!(operation.past_bytes(16) > 0, filter.is_temporal(), "{}", spec.name);
    }
    assert!(temporal().count() >= 5, "the family");
}

#[test]
fn a_stream_gives_the_same_bits_however_it_runs() {
    for spec in temporal() {
        for set in 0..3 {
            for format in FORMATS {
                for size in [(1, 1), (5, 3), (34, 22)] {
                    let clip = clip(format, size, 5);
                    let filters = [filter(spec, set)];
                    let what = format!("{} {set}, {} {size:?}", spec.name, format.name());
                    let mut whole = pipeline(&filters);
                    let expected: Vec<_> = clip.iter().map(|frame| in_place(&mut whole, frame)).collect();
                    let check = |how: &str, run: &mut dyn FnMut(&Frame) -> Vec<u8>| {
                        for (time, (frame, expected)) in clip.iter().zip(&expected).enumerate() {
                            assert!(run(frame) == *expected, "{what}: {how}, frame {time}");
                        }
                    };
                    let mut other = pipeline(&filters);
                    check("to another frame", &mut |frame| into(&mut other, frame));
                    other.reset();
                    check("after a reset", &mut |frame| in_place(&mut other, frame));
                    let mut parts = pipeline(&filters);
                    check("in parts", &mut |frame| in_parts(&mut parts, frame, usize::MAX));
                    let mut bands = pipeline(&filters);
                    bands.set_band_bytes(1);
                    check("in bands", &mut |frame| in_place(&mut bands, frame));
                    let mut strips = pipeline(&filters);
                    strips.set_dispatch(Strips);
                    check("with strips", &mut |frame| in_place(&mut strips, frame));
                    if format.is_plain() {
                        let mut region = pipeline(&filters);
                        check("in a region", &mut |frame| in_region(&mut region, frame));
                    }
                }
            }
        }
    }
}

/// A chain gives the bits of its steps run one by one, each of which remembers its own frames.
#[test]
fn steps_remember_for_themselves() {
    for spec in temporal() {
        for format in [Format::Rgba, Format::Gray8] {
            let names = ["brightness", spec.name, "boxBlur", spec.name, "invert"];
            let filters = names.map(|name| create(name).unwrap());
            let mut chain = pipeline(&filters);
            let mut alone: Vec<_> = filters.chunks(1).map(pipeline).collect();
            for frame in clip(format, (40, 23), 5) {
                let mut expected = copy_of(&frame);
                for step in &mut alone {
                    step.apply(&mut expected).unwrap();
                }
                assert!(in_place(&mut chain, &frame) == expected.bytes(), "{} {}", spec.name, format.name());
            }
        }
    }
}

/// The planes of a YUV frame are streams of gray frames.
#[test]
fn planes_remember_for_themselves() {
    for spec in temporal() {
        let filters = [(spec.create)()];
        let (mut planar, mut gray) = (pipeline(&filters), pipeline(&filters));
        for frame in clip(Format::I420, (34, 18), 5) {
            let mut luma = Frame::new(FrameLayout::new(Format::Gray8, 34, 18).unwrap()).unwrap();
            luma.bytes_mut().copy_from_slice(&frame.bytes()[..34 * 18]);
            let result = in_place(&mut planar, &frame);
            assert!(result[..34 * 18] == in_place(&mut gray, &luma), "{}", spec.name);
        }
    }
}

#[test]
fn parameters_can_change_and_the_past_stays() {
    for spec in temporal() {
        for format in [Format::Rgba, Format::I420] {
            // Without an effect, brightness works on planes; with one, on RGBA rows.
            let filters = [(spec.create)(), create("brightness").unwrap()];
            let clip = clip(format, (34, 18), 6);
            let amounts = [1.0, 1.0, 1.2, 1.2, 1.0, 0.7];
            let (mut chain, mut first) = (pipeline(&filters), pipeline(&filters[..1]));
            for (frame, amount) in clip.iter().zip(amounts) {
                chain.set(1, 0, &Value::Number(amount)).unwrap();
                let value = filters[0].get(0).unwrap();
                chain.set(0, 0, &value).unwrap();
                let mut expected = copy_of(frame);
                first.apply(&mut expected).unwrap();
                let mut second = pipeline(&filters[1..]);
                second.set(0, 0, &Value::Number(amount)).unwrap();
                second.apply(&mut expected).unwrap();
                assert!(in_place(&mut chain, frame) == expected.bytes(), "{} {}", spec.name, format.name());
            }
        }
    }
}

#[test]
fn the_past_of_other_pixels_is_forgotten() {
    for spec in temporal() {
        let filters = [(spec.create)()];
        let new = |frame: &Frame| in_place(&mut pipeline(&filters), frame);
        let mut stream = pipeline(&filters);
        // Another size, another format, and the first size again.
        for (format, size) in [
            (Format::Rgba, (20, 12)),
            (Format::Rgba, (12, 20)),
            (Format::Bgra, (12, 20)),
            (Format::I420, (12, 20)),
            (Format::Rgba, (20, 12)),
        ] {
            let [first, second] = &clip(format, size, 2)[..] else { panic!("two frames") };
            assert!(in_place(&mut stream, first) == new(first), "{}: the first of {format:?} {size:?}", spec.name);
            assert!(in_place(&mut stream, second) != new(second), "{}: the second of {format:?} {size:?}", spec.name);
        }
        let [first, second, third] = &clip(Format::Rgba, (20, 12), 3)[..] else { panic!("three frames") };
        // Another region of the same size.
        let mut run = |frame: &Frame, x: u32| {
            let mut result = copy_of(frame);
            let region = Some(Region { x, y: 0, width: 8, height: 12 });
            stream.apply_with(&mut result, Options { region, ..Options::default() }).unwrap();
            result
        };
        run(first, 0);
        let moved = run(second, 8);
        let mut expected = copy_of(second);
        let region = Some(Region { x: 8, y: 0, width: 8, height: 12 });
        pipeline(&filters).apply_with(&mut expected, Options { region, ..Options::default() }).unwrap();
        assert!(moved.bytes() == expected.bytes(), "{}: another region", spec.name);
        // A run that is abandoned.
        in_place(&mut stream, first);
        in_parts(&mut stream, second, 1);
        stream.cancel(&mut Pool::default());
        stream.reset();
        assert!(in_place(&mut stream, third) == new(third), "{}: after a reset", spec.name);
    }
}

/// What is stored is part of the memory that a plan reports, and is returned to the pool.
#[test]
fn what_is_stored_is_accounted_for() {
    for spec in temporal() {
        let mut pool = Pool::default();
        let mut pipeline = pipeline(&[(spec.create)()]);
        for (format, size) in [(Format::Rgba, (300, 200)), (Format::I420, (300, 200)), (Format::Gray8, (50, 40))] {
            for frame in &clip(format, size, 2) {
                pipeline.run(&mut copy_of(frame), &mut pool, &mut None, Options::default()).unwrap();
            }
            let explanation = pipeline.explain().unwrap();
            let stages = explanation.passes.iter().flat_map(|pass| &pass.stages);
            assert!(stages.clone().any(|stage| ["temporal", "reduce"].contains(&stage.kind)), "{explanation:?}");
            assert!(explanation.scratch_bytes >= 8 && pool.statistics().live > 0, "{explanation:?}");
            assert!(pool.statistics().live < 3 << 20, "{}: nothing is left over", spec.name);
        }
        pipeline.forget(&mut pool);
        assert_eq!(pool.statistics().live, 0, "{}: everything is returned", spec.name);
    }
}
