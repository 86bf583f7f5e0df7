//! Frames in strips: the same bits for any number of strips, in any order, on any threads.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use filmgate::error::Detail;
use filmgate::image::filters::{Filter, REGISTRY};
use filmgate::image::frame::{Format, Frame, FrameLayout};
use filmgate::image::pipeline::{Dispatch, Input, Inputs, Options, Pipeline, Region, SingleThread, Task, Threads};

use crate::chains::{again, any_filter, copy_of, noise};
use crate::values::{Random, Values};

/// The index of the further frame in [`Values`].
const OTHER: Input = Input(1);

/// Processes the last strip first, and counts strips. A strip that read rows which another has already replaced would give
/// other bits.
#[derive(Clone, Debug)]
struct Backwards {
    strips: usize,
    most: Arc<AtomicUsize>,
}

impl Backwards {
    fn new(strips: usize) -> Self {
        Self { strips, most: Arc::default() }
    }
}

impl Dispatch for Backwards {
    fn strips(&self) -> usize {
        self.strips
    }

    fn run(&self, tasks: &mut [Task<'_>]) {
        self.most.fetch_max(tasks.len(), Ordering::Relaxed);
        tasks.iter_mut().rev().for_each(Task::run);
    }
}

/// Forgets every other strip: the pipeline processes these itself.
#[derive(Debug)]
struct Forgetful;

impl Dispatch for Forgetful {
    fn strips(&self) -> usize {
        4
    }

    fn run(&self, tasks: &mut [Task<'_>]) {
        tasks.iter_mut().step_by(2).for_each(Task::run);
    }
}

fn pipeline(filters: &[Box<dyn Filter>]) -> Pipeline {
    Pipeline::new(filters.iter().map(|filter| again(filter.as_ref())).collect())
}

struct Case {
    source: Frame,
    other: Frame,
    filters: Vec<Box<dyn Filter>>,
    region: Option<Region>,
    band_bytes: usize,
}

impl Case {
    fn options<'a>(&self, frames: &'a [(Input, &'a Frame); 1]) -> Options<'a> {
        Options { inputs: Inputs::from(frames), region: self.region, mask: None }
    }

    /// The result in place, and to another frame.
    fn results(&self, dispatch: impl Dispatch + Clone + 'static) -> [Vec<u8>; 2] {
        let frames = [(OTHER, &self.other)];
        let mut frame = copy_of(&self.source);
        let mut in_place = pipeline(&self.filters);
        in_place.set_dispatch(dispatch.clone());
        in_place.set_band_bytes(self.band_bytes);
        in_place.apply_with(&mut frame, self.options(&frames)).unwrap();
        let mut target = Frame::new(*frame.layout()).unwrap();
        let mut into = pipeline(&self.filters);
        into.set_dispatch(dispatch);
        into.set_band_bytes(self.band_bytes);
        // Twice, because the second run uses the memory of the first.
        for _ in 0..2 {
            into.apply_into_with(&self.source, &mut target, self.options(&frames)).unwrap();
        }
        [frame.bytes().to_vec(), target.bytes().to_vec()]
    }

    fn check(&self, what: &str) -> usize {
        let [expected, into] = self.results(SingleThread::default());
        assert!(expected == into, "{what}: one strip, to another frame");
        let mut most = 1;
        for strips in [2, 3, 7] {
            let dispatch = Backwards::new(strips);
            for (result, how) in self.results(dispatch.clone()).into_iter().zip(["in place", "to another frame"]) {
                let at = result.iter().zip(&expected).position(|(a, b)| a != b);
                assert!(at.is_none() && result.len() == expected.len(), "{what}: {strips} strips, {how}: byte {at:?}");
            }
            most = most.max(dispatch.most.load(Ordering::Relaxed));
        }
        most
    }
}

#[test]
fn every_filter_gives_the_same_bits_in_strips() {
    let mut values = Values { pixels: 9.0, ..Values::typical(41) };
    let (mut cut, mut whole) = (BTreeSet::new(), BTreeSet::new());
    for spec in REGISTRY {
        for format in spec.domain.plain_formats() {
            for round in 0..6 {
                let mut filter = (spec.create)();
                // Once with the defaults.
                let parameters = spec.parameters.iter().enumerate().filter(|_| round > 0);
                for (index, parameter) in parameters {
                    let value = values.value(&parameter.kind);
                    filter.set(index, &value).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
                }
                let size = [(37, 150), (64, 211), (5, 97)][round % 3];
                let layout = FrameLayout::new(*format, size.0, size.1).unwrap();
                if filter.operation(&layout.rows().unwrap()).is_err() {
                    continue;
                }
                let source = noise(&mut values.random, *format, size, round % 2 == 0);
                let mut other = noise(&mut values.random, *format, size, true);
                // A map has a size that depends on the result's.
                let frames = [(OTHER, &other)];
                let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
                let refused = pipeline(&[again(filter.as_ref())])
                    .apply_with(&mut copy_of(&source), options)
                    .map_err(|error| error.expected.clone());
                if let Err(Detail::Size(width, height)) = refused {
                    other = noise(&mut values.random, *format, (width, height), true);
                }
                let case = Case {
                    source,
                    other,
                    filters: vec![filter],
                    region: None,
                    band_bytes: 1 + values.random.below(9000),
                };
                let strips = case.check(&format!("{} {format:?} {size:?}, round {round}", spec.name));
                if strips > 1 {
                    cut.insert(spec.name)
                } else {
                    whole.insert(spec.name)
                };
            }
        }
    }
    let is_temporal = |name: &&&str| filmgate::image::filters::create(name).unwrap().is_temporal();
    let never: Vec<_> = whole.difference(&cut).filter(|name| !is_temporal(name)).copied().collect();
    assert_eq!(never, NEVER, "the filters that need all rows in order");
}

/// Those whose work is never cut, besides filters across frames: connected edges, counts of pixels or samples, squares, turns. Others aren't cut with some
/// parameters: error diffusion, the border `wrap`, windows higher than the strips.
const NEVER: [&str; 7] = ["canny", "parade", "pixelate", "rotate", "spectrogram", "vectorscope", "waveform"];

#[test]
fn chains_give_the_same_bits_in_strips() {
    let mut values = Values { pixels: 9.0, ..Values::typical(42) };
    let mut cut = 0;
    for round in 0..400_u64 {
        let format = if round.is_multiple_of(5) { Format::Gray8 } else { Format::Rgba };
        let partial = round % 4 == 1;
        let filters: Vec<_> =
            (0..1 + values.random.below(5)).map(|_| any_filter(&mut values, format, partial)).collect();
        let random = &mut values.random;
        let size = (1 + random.below(40) as u32, 1 + random.below(200) as u32);
        let region = partial.then(|| {
            let (x, y) = (random.below(size.0 as usize) as u32, random.below(size.1 as usize) as u32);
            Region { x, y, width: size.0 - x, height: size.1 - y }
        });
        let source = noise(random, format, size, round.is_multiple_of(3));
        let other = noise(random, format, (size.0.div_ceil(2) + 3, size.1), round.is_multiple_of(7));
        let names: Vec<_> = filters.iter().map(|filter| filter.spec().name).collect();
        let what = format!("round {round}: {names:?} on {size:?} {format:?}, {region:?}");
        let case = Case { source, other, filters, region, band_bytes: 1 + random.below(4000) };
        cut += usize::from(case.check(&what) > 1);
    }
    assert!(cut > 200, "{cut} of 400 chains were cut");
}

#[test]
fn planes_and_conversions_give_the_same_bits_in_strips() {
    let mut values = Values { pixels: 5.0, ..Values::typical(43) };
    let mut cut = 0;
    for round in 0..120 {
        let formats =
            [Format::I420, Format::Nv12, Format::I420A, Format::I422, Format::I444, Format::I420P10, Format::Bgrx];
        let format = formats[round % formats.len()];
        let filters: Vec<_> =
            (0..1 + values.random.below(4)).map(|_| any_filter(&mut values, Format::Rgba, true)).collect();
        let random = &mut values.random;
        let size = (1 + random.below(40) as u32, 1 + random.below(200) as u32);
        let source = noise(random, format, size, false);
        let other = noise(random, Format::Rgba, (size.0, size.1), false);
        let names: Vec<_> = filters.iter().map(|filter| filter.spec().name).collect();
        let what = format!("round {round}: {names:?} on {size:?} {format:?}");
        let case = Case { source, other, filters, region: None, band_bytes: 1 + random.below(4000) };
        cut += usize::from(case.check(&what) > 1);
    }
    assert!(cut > 60, "{cut} of 120 chains were cut");
}

#[test]
fn threads_and_forgotten_strips_give_the_same_bits() {
    let mut random = Random(44);
    let source = noise(&mut random, Format::Rgba, (61, 300), false);
    let other = noise(&mut random, Format::Rgba, (61, 300), true);
    let names = ["gaussianBlur", "equalize", "saturate", "resize", "unsharpMask"];
    let filters = || names.map(|name| filmgate::image::filters::create(name).unwrap()).into_iter().collect();
    let case = Case { source, other, filters: filters(), region: None, band_bytes: 4096 };
    let expected = case.results(SingleThread::default());
    for count in [1, 2, 3, 7] {
        assert!(case.results(Threads { count }) == expected, "{count} threads");
    }
    for strips in [0, usize::MAX] {
        assert!(case.results(SingleThread { strips }) == expected, "{strips} strips");
    }
    let mut frame = copy_of(&case.source);
    let mut pipeline = pipeline(&filters());
    pipeline.set_dispatch(Forgetful);
    pipeline.apply(&mut frame).unwrap();
    assert!(frame.bytes() == expected[0], "with forgotten strips");
}

#[test]
fn changed_parameters_reach_every_strip() {
    let mut random = Random(45);
    let source = noise(&mut random, Format::I420, (40, 120), false);
    let filters = || ["gaussianBlur", "sepia"].map(|name| filmgate::image::filters::create(name).unwrap());
    let mut whole = Pipeline::new(filters().into_iter().collect());
    let mut strips = Pipeline::new(filters().into_iter().collect());
    strips.set_dispatch(Backwards::new(3));
    for sigma in [2.0, 0.7, 5.0] {
        let mut results = [&mut whole, &mut strips].map(|pipeline| {
            pipeline.set(0, 0, &filmgate::declare::Value::Number(sigma)).unwrap();
            let mut frame = copy_of(&source);
            pipeline.apply(&mut frame).unwrap();
            frame.bytes().to_vec()
        });
        let [a, b] = &mut results;
        assert!(a == b, "σ {sigma}");
    }
}
