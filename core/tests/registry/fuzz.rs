//! Every filter with any valid parameters, on frames of any size: it doesn't panic, nothing outside the frame changes,
//! and the result doesn't depend on bands and regions.
//!
//! `FUZZ_SECONDS=600 cargo test --workspace --all-features --test registry fuzz` sets the duration, by default a few
//! seconds. `FUZZ_SEED` sets the first seed. A failure prints the seed that reproduces it.

use std::env;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use filmgate::declare::{Value, wire_name};
use filmgate::image::filters::{Filter, REGISTRY, create};
use filmgate::image::frame::{Format, Frame, FrameLayout, PlaneMut};
use filmgate::image::pipeline::{Input, Inputs, Options, Pipeline, Region};
use filmgate::{Code, Detail, Result};

use crate::values::{Random, Values};

fn filter(values: &mut Values, format: Format) -> (Box<dyn Filter>, String) {
    let able: Vec<_> = REGISTRY.iter().filter(|spec| spec.domain.plain_formats().contains(&format)).collect();
    let spec = able[values.random.below(able.len())];
    let mut filter = create(spec.name).unwrap();
    let mut text = String::from(spec.name);
    for (index, parameter) in spec.parameters.iter().enumerate() {
        let value = values.value(&parameter.kind);
        let shown = match &value {
            Value::Resource(_) => "a table".into(),
            value => format!("{value:?}"),
        };
        let _ = write!(text, " {} {shown}", wire_name(parameter.name));
        filter.set(index, &value).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
    (filter, text)
}

fn frame(random: &mut Random, format: Format, width: u32, height: u32) -> Frame {
    let mut frame = Frame::new(FrameLayout::new(format, width, height).unwrap()).unwrap();
    let opaque = random.one_in(2);
    let flat = random.one_in(6);
    let level = random.next() as u8;
    for (i, byte) in frame.bytes_mut().iter_mut().enumerate() {
        *byte = match random.below(6) {
            0 => 0,
            1 => 255,
            _ => random.next() as u8,
        };
        if flat {
            *byte = level;
        }
        if opaque && format == Format::Rgba && i % 4 == 3 {
            *byte = 255;
        }
    }
    frame
}

fn copy(frame: &Frame) -> Frame {
    let mut copy = Frame::new(*frame.layout()).unwrap();
    copy.bytes_mut().copy_from_slice(frame.bytes());
    copy
}

/// Returns whether the parameters, valid by themselves, were rejected together: they would produce a frame that is too
/// large, or a mapping without an inverse.
fn is_refused<T>(result: &Result<T>) -> bool {
    matches!(result, Err(error) if matches!(error.code, Code::OutOfRange | Code::InvalidArgument | Code::OutOfMemory))
}

fn round(seed: u64) {
    let values = &mut Values::whole(seed);
    let random = &mut values.random;
    let format = if random.one_in(3) { Format::Gray8 } else { Format::Rgba };
    let side = |random: &mut Random| match random.below(6) {
        0 => 1,
        1 => 64 + random.below(200) as u32,
        _ => 1 + random.below(34) as u32,
    };
    let (width, height) = (side(random), side(random));
    let source = frame(random, format, width, height);
    let (other_width, other_height) = (side(random), side(random));
    let mut other = frame(random, format, other_width, other_height);
    let (made, text) = filter(values, format);
    let random = &mut values.random;
    let what = format!("FUZZ_SEED={seed}: {text} on {width} × {height} {format:?}");
    let mut pipeline = Pipeline::new(vec![made]);

    let mut whole = copy(&source);
    // A resize to the largest possible frame takes a gigabyte, and tests nothing more.
    let output = pipeline.prepare(source.layout());
    if is_refused(&output) || output.as_ref().is_ok_and(|layout| layout.byte_length() > 1 << 23) {
        return;
    }
    let output = output.unwrap_or_else(|error| panic!("{what}: {error}"));
    let frames = [(Input(1), &other)];
    let tried = pipeline.apply_with(&mut whole, Options { inputs: Inputs::from(&frames), ..Options::default() });
    if let Err(error) = &tried
        && let (Code::SizeMismatch, &Detail::Size(width, height)) = (error.code, &error.expected)
    {
        if FrameLayout::new(format, width, height).is_err() {
            return;
        }
        other = frame(random, format, width, height);
    }
    let frames = [(Input(1), &other)];
    let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
    if tried.is_err() {
        pipeline.apply_with(&mut whole, options).unwrap_or_else(|error| panic!("{what}: {error}"));
    }
    assert_eq!(*whole.layout(), output, "{what}: the size");

    pipeline.set_band_bytes(1 + random.below(3000));
    let mut again = copy(&source);
    pipeline.apply_with(&mut again, options).unwrap();
    assert!(again.bytes() == whole.bytes(), "{what}: in bands");

    // In the middle of a larger frame: the bytes around the region are canaries.
    let (left, top) = (random.below(5) as u32, random.below(4) as u32);
    let around = FrameLayout::new(format, width + left + 3, height + top + 2).unwrap();
    let mut canvas = Frame::new(around).unwrap();
    canvas.bytes_mut().fill(0xa5);
    let bytes = around.rows().unwrap().pixel_bytes();
    let part = |frame: &'_ mut Frame| -> Vec<Vec<u8>> {
        let plane: PlaneMut<'_> = frame.plane_mut(0);
        let rows = top as usize..(top + height) as usize;
        let columns = left as usize * bytes..(left + width) as usize * bytes;
        plane.into_part(rows, columns).into_rows().map(|row| row.to_vec()).collect()
    };
    let rows = top as usize..(top + height) as usize;
    let columns = left as usize * bytes..(left + width) as usize * bytes;
    let inner = canvas.plane_mut(0).into_part(rows.clone(), columns.clone());
    inner.into_rows().zip(source.plane(0).rows()).for_each(|(to, from)| to.copy_from_slice(from));
    let region = Some(Region { x: left, y: top, width, height });
    match pipeline.apply_with(&mut canvas, Options { region, ..options }) {
        // A filter that changes the size can't run on a region.
        Err(error) => assert_eq!(error.code, Code::InvalidArgument, "{what}: {error}"),
        Ok(()) => {
            assert!(part(&mut canvas).concat() == whole.bytes(), "{what}: in a region");
            canvas.plane_mut(0).into_part(rows, columns).into_rows().for_each(|row| row.fill(0xa5));
            assert!(canvas.bytes().iter().all(|&byte| byte == 0xa5), "{what}: around the region");
        }
    }
}

#[test]
fn any_filter_with_any_parameters_on_any_frame() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect("a whole number"));
    if let Some(seed) = number("FUZZ_SEED").filter(|_| number("FUZZ_SECONDS").is_none()) {
        return round(seed);
    }
    let first = number("FUZZ_SEED").unwrap_or(1);
    let time = Duration::from_secs(number("FUZZ_SECONDS").unwrap_or(4));
    let start = Instant::now();
    let mut rounds = 0;
    while start.elapsed() < time {
        round(first + rounds);
        rounds += 1;
    }
    assert!(rounds > 20, "only {rounds} rounds from seed {first}");
}
