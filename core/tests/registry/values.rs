//! Random parameters for the tests that go through the registries.

use std::fmt::Write as _;

use filmgate::audio::{AudioBuffer, AudioFormat};
use filmgate::declare::{Kind, Number, Order, RecordSpec, Unit, Value};
use filmgate::image::lut::Lut;

/// Reproducible random numbers: SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// From 0 to 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        self.next() as f64 / u64::MAX as f64
    }

    pub(crate) fn between(&mut self, (low, high): (f64, f64)) -> f64 {
        low + (high - low) * self.fraction()
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// The part of a number's range that [`Values`] draws from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Spread {
    /// The typical part, which a slider offers.
    Typical,
    /// The whole range; its ends and the default are drawn more often.
    Whole,
}

/// Draws random valid values of parameters.
pub(crate) struct Values {
    pub(crate) random: Random,
    pub(crate) spread: Spread,
    /// The largest value drawn for parameters in pixels: a low limit keeps frames small.
    pub(crate) pixels: f64,
    /// The sample rate of audio values.
    pub(crate) sample_rate: f64,
}

impl Values {
    /// Draws from the typical ranges.
    pub(crate) fn typical(seed: u64) -> Self {
        Self { random: Random(seed), spread: Spread::Typical, pixels: f64::INFINITY, sample_rate: 48_000.0 }
    }

    /// Draws from the whole ranges.
    pub(crate) fn whole(seed: u64) -> Self {
        Self { spread: Spread::Whole, ..Self::typical(seed) }
    }

    fn number(number: &Number, spread: Spread, pixels: f64, random: &mut Random) -> f64 {
        let limit = if number.unit == Unit::Pixels { pixels } else { f64::INFINITY };
        let limited = |(low, high): (f64, f64)| (low.max(-limit), high.min(limit.max(low)));
        let (range, typical) = (limited(number.range), limited(number.typical));
        let (low, high) = range;
        match (spread, random.below(8)) {
            (Spread::Whole, 0) => low,
            (Spread::Whole, 1) => high,
            (Spread::Whole, 2) => number.default,
            (Spread::Whole, 3) => 0.0_f64.max(low).min(high),
            (Spread::Whole, 4) => random.between(range),
            _ => random.between(typical),
        }
    }

    /// A value of a parameter of this kind.
    ///
    /// # Panics
    /// For an unknown resource: a new resource must be added here, so that tests cover it.
    pub(crate) fn value(&mut self, kind: &Kind) -> Value {
        let Self { random, spread, pixels, sample_rate } = self;
        let list = |numbers: Vec<f64>| Value::Numbers(numbers);
        match kind {
            Kind::Number(of) => Value::Number(Self::number(of, *spread, *pixels, random)),
            Kind::Integer(of) => Value::Number(Self::number(of, *spread, *pixels, random).round()),
            Kind::Boolean(_) => Value::Boolean(random.one_in(2)),
            Kind::Enum { names, .. } | Kind::FixedEnum { names, .. } => Value::Number(random.below(names.len()) as f64),
            Kind::Color(_) => list((0..4).map(|_| random.fraction()).collect()),
            Kind::Point(_) => list((0..2).map(|_| random.fraction()).collect()),
            Kind::Matrix { default, range, .. } => {
                let of = |default| Number::new(default, range.0, range.1).typical(range.0.max(-1.5), range.1.min(1.5));
                list(default.iter().map(|&default| Self::number(&of(default), *spread, *pixels, random)).collect())
            }
            Kind::Table { range: (low, high), .. } => {
                let count = 2 + random.below(50);
                list((0..count).map(|_| random.between((low.max(-1.0), high.min(1.0)))).collect())
            }
            Kind::Kernel { rank, .. } => {
                let side = 1 + 2 * random.below(if *rank == 2 { 8 } else { 16 });
                let count = if *rank == 2 { side * side } else { side };
                let scale = if *spread == Spread::Whole { [1.0, 1.0, 300.0, 1e-300][random.below(4)] } else { 1.0 };
                list((0..count).map(|_| (random.fraction() - 0.4) * scale).collect())
            }
            Kind::Records { record, .. } => Value::records(record, &records(random, record)),
            Kind::Resource("lut") => Value::Resource(lut(random).into()),
            Kind::Resource("audio") => Value::Resource(response(random, *sample_rate).into()),
            #[cfg(feature = "voice")]
            Kind::Resource("model") => {
                let bytes = include_bytes!("../../models/noise-suppressor.model");
                Value::Resource(filmgate::audio::effects::voice::NoiseModel::from_bytes(bytes).unwrap().into())
            }
            Kind::Frame => Value::Frame(1),
            Kind::Resource(name) => panic!("no random value for the resource {name}"),
        }
    }
}

/// The numbers of a few random records.
fn records(random: &mut Random, record: &RecordSpec) -> Vec<f64> {
    match record.name {
        // The order of these draws must not change: the golden bits depend on it.
        "CurvePoint" => {
            let count = 2 + random.below(9);
            (0..count).flat_map(|i| [i as f64 / (count - 1) as f64, random.fraction()]).collect()
        }
        "GradientStop" => {
            let count = 2 + random.below(6);
            let mut offsets: Vec<f64> = (0..count).map(|_| (random.fraction() * 8.0).round() / 8.0).collect();
            offsets.sort_by(f64::total_cmp);
            let mut stop = |offset| [offset, random.fraction(), random.fraction(), random.fraction()];
            offsets.into_iter().flat_map(&mut stop).collect()
        }
        "Band" => {
            let ranges = [(0.0, 7.0), (10.0, 24_000.0), (-40.0, 40.0), (-40.0, 1000.0)];
            let mut bands: Vec<[f64; 4]> = (0..8).map(|_| ranges.map(|range| random.between(range))).collect();
            bands.iter_mut().for_each(|[filter_type, ..]| *filter_type = filter_type.floor());
            bands.truncate(random.below(9));
            bands.concat()
        }
        _ => {
            let (least, most) = record.count;
            let count = least + random.below(1 + most.min(least + 8) - least);
            let mut records: Vec<Vec<f64>> = (0..count).map(|_| fields(random, record)).collect();
            if record.order != Order::Any {
                records.sort_by(|a, b| a[0].total_cmp(&b[0]));
            }
            records.concat()
        }
    }
}

/// The numbers of a random record.
fn fields(random: &mut Random, record: &RecordSpec) -> Vec<f64> {
    let mut numbers = Vec::new();
    for field in record.fields {
        match &field.kind {
            Kind::Number(number) => numbers.push(random.between(number.range)),
            Kind::Enum { names, .. } => numbers.push(random.below(names.len()) as f64),
            Kind::Matrix { default, range, .. } => numbers.extend(default.iter().map(|_| random.between(*range))),
            other => panic!("no random value for a field of the kind {other:?}"),
        }
    }
    numbers
}

/// A small table of random colours.
fn lut(random: &mut Random) -> Lut {
    let size = 2 + random.below(3);
    let mut text = format!("LUT_3D_SIZE {size}\n");
    for _ in 0..size.pow(3) {
        let _ = writeln!(text, "{} {} {}", random.fraction(), random.between((-1.0, 2.0)), random.fraction());
    }
    Lut::from_cube(&text).unwrap()
}

/// A short impulse response of one channel.
fn response(random: &mut Random, sample_rate: f64) -> AudioBuffer {
    let length = 1 + random.below(600);
    let mut response = AudioBuffer::new(AudioFormat::new(sample_rate, 1).unwrap(), length).unwrap();
    response.channel_mut(0).iter_mut().for_each(|sample| *sample = random.between((-0.1, 0.1)) as f32);
    response
}
