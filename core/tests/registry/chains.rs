//! Random chains, compared with their steps run one by one, with random bands, regions, masks and memory.

use filmgate::image::filters::{Filter, REGISTRY};
use filmgate::image::frame::{Format, Frame, FrameLayout, Plane};
use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline, Region};
use filmgate::memory::Pool;

use crate::padded::Padded;
use crate::values::{Random, Values};

/// The index of the further frame in [`Values`].
const OTHER: Input = Input(1);

/// The filters whose further frame must have the size of the frame.
pub(crate) const SAME_SIZE: [&str; 2] = ["remap", "guidedFilter"];

/// Random parameters that keep frames small and windows narrow.
fn values(seed: u64) -> Values {
    Values { pixels: 24.0, ..Values::typical(seed) }
}

/// Any filter with random parameters. With `keeps_size`, one that works in place.
pub(crate) fn any_filter(values: &mut Values, format: Format, keeps_size: bool) -> Box<dyn Filter> {
    loop {
        let spec = REGISTRY[values.random.below(REGISTRY.len())];
        // Other steps change the size of the frame.
        if !spec.domain.plain_formats().contains(&format) || SAME_SIZE.contains(&spec.name) {
            continue;
        }
        let mut filter = (spec.create)();
        for (index, parameter) in spec.parameters.iter().enumerate() {
            let value = values.value(&parameter.kind);
            filter.set(index, &value).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
        }
        // Whether it works in place depends on the parameters: a quarter turn doesn't. Some mappings are refused.
        match filter.operation(&FrameLayout::new(format, 3, 2).unwrap().rows().unwrap()) {
            Ok(operation) if keeps_size && operation.moves_away() => {}
            Ok(_) => return filter,
            Err(_) => {}
        }
    }
}

/// A copy of a filter: a pipeline owns its filters.
pub(crate) fn again(filter: &dyn Filter) -> Box<dyn Filter> {
    let mut copy = (filter.spec().create)();
    for index in 0..filter.spec().parameters.len() {
        copy.set(index, &filter.get(index).unwrap()).unwrap();
    }
    copy
}

pub(crate) fn noise(random: &mut Random, format: Format, (width, height): (u32, u32), opaque: bool) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
        *byte = match random.below(8) {
            0 => 0,
            1 => 255,
            _ => random.next() as u8,
        };
        if opaque && format == Format::Rgba && i % 4 == 3 {
            *byte = 255;
        }
    }
    frame
}

pub(crate) fn copy_of(frame: &Frame) -> Frame {
    let mut copy = Frame::new(*frame.layout()).unwrap();
    copy.bytes_mut().copy_from_slice(frame.bytes());
    copy
}

/// The rectangle of a frame.
fn part(frame: &Frame, region: Region) -> Plane<'_> {
    let pixel = frame.layout().rows().unwrap().pixel_bytes();
    let [x, y, width, height] = [region.x, region.y, region.width, region.height].map(|length| length as usize);
    frame.plane(0).part(y..y + height, x * pixel..(x + width) * pixel)
}

/// Mixes a row of results with the original as masks are documented: gray and equally opaque pixels channel by channel,
/// other pixels weighted by alpha. A colour of alpha 0 stays the result's.
fn mix(original: &[u8], result: &mut [u8], mask: &[u8]) {
    let channels = original.len() / mask.len();
    let is_plain = channels == 1 || original.chunks(4).zip(result.chunks(4)).all(|(a, b)| a[3] == b[3]);
    for ((before, after), &weight) in original.chunks(channels).zip(result.chunks_mut(channels)).zip(mask) {
        let (old, new) = (255 - u32::from(weight), u32::from(weight));
        if is_plain {
            let mixed = |a: u8, b: u8| ((old * u32::from(a) + new * u32::from(b) + 127) / 255) as u8;
            after.iter_mut().zip(before).for_each(|(after, &before)| *after = mixed(before, *after));
        } else if weight == 0 {
            after.copy_from_slice(before);
        } else {
            let (old, new) = (old * u32::from(before[3]), new * u32::from(after[3]));
            for channel in 0..3 {
                let sum = old * u32::from(before[channel]) + new * u32::from(after[channel]);
                after[channel] = (sum + (old + new) / 2).checked_div(old + new).map_or(after[channel], |c| c as u8);
            }
            after[3] = ((old + new + 127) / 255) as u8;
        }
    }
}

struct Case {
    source: Frame,
    other: Frame,
    mask: Option<Frame>,
    region: Option<Region>,
    filters: Vec<Box<dyn Filter>>,
    what: String,
}

impl Case {
    fn random(values: &mut Values, round: u64) -> Self {
        let format = if round.is_multiple_of(5) { Format::Gray8 } else { Format::Rgba };
        let partial = round % 2 == 1;
        let filters: Vec<_> = (0..1 + values.random.below(6)).map(|_| any_filter(values, format, partial)).collect();
        let random = &mut values.random;
        let (width, height) = (1 + random.below(70) as u32, 1 + random.below(50) as u32);
        let source = noise(random, format, (width, height), round.is_multiple_of(3));
        let region = (round % 4 == 1).then(|| {
            let (x, y) = (random.below(width as usize) as u32, random.below(height as usize) as u32);
            let mut most = |left: u32| 1 + random.below(left as usize) as u32;
            Region { x, y, width: most(width - x), height: most(height - y) }
        });
        let size = region.map_or((width, height), |region| (region.width, region.height));
        let mask = (partial && !round.is_multiple_of(3)).then(|| noise(random, Format::Gray8, size, true));
        let other = noise(random, format, (width.div_ceil(2) + 3, height), round.is_multiple_of(7));
        let names: Vec<_> = filters.iter().map(|filter| filter.spec().name).collect();
        let what = format!("round {round}: {names:?} on {width}×{height} {format:?}, {region:?}");
        Self { source, other, mask, region, filters, what }
    }

    /// Runs the steps one by one on the region by itself, mixes, and puts the region back.
    fn one_by_one(&self) -> Frame {
        let frames = [(OTHER, &self.other)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let mut result = match self.region {
            None => copy_of(&self.source),
            Some(region) => {
                let layout = FrameLayout::new(self.source.layout().format(), region.width, region.height).unwrap();
                let mut result = Frame::new(layout).unwrap();
                let rows = part(&self.source, region).rows();
                result.plane_mut(0).into_rows().zip(rows).for_each(|(to, from)| to.copy_from_slice(from));
                result
            }
        };
        let original = copy_of(&result);
        for filter in &self.filters {
            Pipeline::new(vec![again(filter.as_ref())]).apply_with(&mut result, options).unwrap();
        }
        if let Some(mask) = &self.mask {
            let (original, mask) = (original.plane(0), mask.plane(0));
            let rows = result.plane_mut(0).into_rows().enumerate();
            rows.for_each(|(y, row)| mix(original.row(y), row, mask.row(y)));
        }
        let Some(Region { x, y, width, height }) = self.region else { return result };
        let mut whole = copy_of(&self.source);
        let pixel = whole.layout().rows().unwrap().pixel_bytes();
        let rows = y as usize..(y + height) as usize;
        let target = whole.plane_mut(0).into_part(rows, x as usize * pixel..(x + width) as usize * pixel);
        target.into_rows().zip(result.plane(0).rows()).for_each(|(to, from)| to.copy_from_slice(from));
        whole
    }

    fn check(&self, random: &mut Random) {
        let (expected, what) = (self.one_by_one(), &self.what);
        let frames = [(OTHER, &self.other)];
        let mask = self.mask.as_ref().map(Frame::view);
        let options = Options { region: self.region, mask, inputs: Inputs::from(&frames) };
        let mut pipeline = Pipeline::new(self.filters.iter().map(|filter| again(filter.as_ref())).collect());
        pipeline.set_band_bytes(1 + random.below(4000));

        let mut frame = copy_of(&self.source);
        pipeline.apply_with(&mut frame, options).unwrap();
        assert!(frame.bytes() == expected.bytes(), "in place, {what}");

        let mut pool = Pool::default();
        let mut target = Frame::new(*expected.layout()).unwrap();
        pipeline.run_into(&self.source, &mut target, &mut pool, options).unwrap();
        assert!(target.bytes() == expected.bytes(), "to another frame, {what}");

        // A few rows at a time, as a run that reports its progress.
        let mut target = Frame::new(*expected.layout()).unwrap();
        let rows = 1 + random.below(9);
        let (source, format) = (self.source.view(), self.source.layout().format());
        pipeline.prepare_part(&source, format, source.metadata(), options).unwrap();
        loop {
            let (source, target) = (Some(self.source.view()), (&mut target).into());
            if pipeline.advance(source, target, &mut pool, &mut None, options, rows).unwrap() {
                break;
            }
        }
        assert!(target.bytes() == expected.bytes(), "{rows} rows at a time, {what}");
        assert_eq!(pool.statistics().live, 0, "the pool has all its blocks, {what}");

        if expected.layout() == self.source.layout() {
            let mut frame = Padded::of(&self.source, 1 + random.below(4));
            pipeline.apply_with(frame.view_mut(), options).unwrap();
            assert!(frame.pixels(what) == expected.bytes(), "borrowed, {what}");
        }
    }
}

#[test]
fn a_chain_gives_the_bits_of_its_steps_one_by_one() {
    let mut values = values(77);
    for round in 0..400 {
        let case = Case::random(&mut values, round);
        case.check(&mut values.random);
    }
}
