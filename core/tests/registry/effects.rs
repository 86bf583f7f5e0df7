//! Properties of every effect in the registry.

use filmgate::audio::effects;
use filmgate::audio::effects::{Effect, REGISTRY, Spec};
use filmgate::audio::{AudioBuffer, AudioFormat, Automation, Chain, Change, GRID, Step};
use filmgate::declare::{Kind, Value};

use crate::values::{Random, Values};

const FRAMES: usize = 3000;

fn format(channels: usize) -> AudioFormat {
    AudioFormat::new(48000.0, channels).unwrap()
}

/// A sample rate: 44.1 kHz for even seeds, 48 kHz for odd seeds.
fn rate_of(seed: u32) -> f64 {
    if seed.is_multiple_of(2) { 44_100.0 } else { 48_000.0 }
}

/// Creates an effect, with the model that it requires, if any.
fn create(spec: &Spec) -> Box<dyn Effect> {
    let mut effect = (spec.create)();
    for (index, parameter) in spec.parameters.iter().enumerate() {
        if matches!(parameter.kind, Kind::Resource("model")) {
            effect.set(index, &Values::typical(0).value(&parameter.kind)).unwrap();
        }
    }
    effect
}

fn step(spec: &Spec, values: &mut Values) -> Step {
    let mut effect = create(spec);
    for (index, parameter) in spec.parameters.iter().enumerate() {
        effect.set(index, &values.value(&parameter.kind)).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
    }
    Step::new(effect)
}

/// Noise that grows louder, with silence in the middle.
fn audio(channels: usize, frames: usize) -> AudioBuffer {
    let mut buffer = AudioBuffer::new(format(channels), frames).unwrap();
    let mut random = Random(99);
    for channel in 0..channels {
        for (frame, sample) in buffer.channel_mut(channel).iter_mut().enumerate() {
            let loudness =
                if (frames / 3..frames / 2).contains(&frame) { 0.0 } else { 0.7 * frame as f64 / frames as f64 };
            *sample = ((random.fraction() * 2.0 - 1.0) * loudness) as f32;
        }
    }
    buffer
}

fn samples(buffer: &AudioBuffer) -> Vec<u32> {
    (0..buffer.format().channels())
        .flat_map(|channel| buffer.channel(channel).iter().map(|sample| sample.to_bits()))
        .collect()
}

/// Returns the tested channel counts that an effect supports.
fn channels_of(spec: &Spec) -> Vec<usize> {
    [1, 2, 3, 6].into_iter().filter(|&channels| create(spec).processor(format(channels)).is_ok()).collect()
}

/// Runs a chain of one effect on `audio` in blocks of these lengths, repeated; parameters change during the run.
fn run(spec: &Spec, seed: u32, channels: usize, lengths: &[usize]) -> (Vec<u32>, Vec<f32>) {
    let format = AudioFormat::new(rate_of(seed), channels).unwrap();
    let mut values = Values { sample_rate: format.sample_rate(), ..Values::typical(seed.into()) };
    let first = step(spec, &mut values);
    let mut chain = Chain::new(format, vec![first]).unwrap_or_else(|error| panic!("{}: {error}", spec.name));
    for (index, parameter) in spec.parameters.iter().enumerate() {
        for frame in [700, 1500] {
            let value = values.value(&parameter.kind);
            if !parameter.kind.is_fixed() && !matches!(value, Value::Numbers(_) | Value::Records(_)) {
                chain.change(0, &Change::Parameter(index, &value), Some(frame)).unwrap();
            }
        }
    }
    chain.change(0, &Change::Mix(0.3), Some(2000)).unwrap();
    chain.change(0, &Change::Bypass(true), Some(2100)).unwrap();
    chain.change(0, &Change::Bypass(false), Some(2800)).unwrap();
    let mut buffer = audio(channels, FRAMES);
    let mut side = audio(1, FRAMES);
    let (mut block, mut side) = (buffer.block_mut(0), side.block_mut(0));
    let mut start = 0;
    for &length in lengths.iter().cycle() {
        chain.process(&mut block.part(start, length), Some(side.part(start, length)), None);
        start += length;
        if start >= FRAMES {
            break;
        }
    }
    let mut readings = vec![0.0; spec.readings.len()];
    chain.readings(0, &mut readings);
    (samples(&buffer), readings)
}

#[test]
fn bits_do_not_depend_on_blocks() {
    for spec in REGISTRY {
        for channels in channels_of(spec) {
            for seed in 1..=4 {
                let whole = run(spec, seed, channels, &[FRAMES]);
                for lengths in [&[1_usize][..], &[64], &[128], &[441], &[2048], &[7, 300, 1, 128, 33]] {
                    let parts = run(spec, seed, channels, lengths);
                    let differs = whole.0.iter().zip(&parts.0).position(|(a, b)| a != b);
                    assert_eq!(differs, None, "{}, seed {seed}, {channels} channels, blocks of {lengths:?}", spec.name);
                    assert_eq!(whole.1, parts.1, "{}: readings, blocks of {lengths:?}", spec.name);
                }
            }
        }
    }
}

#[test]
fn a_constant_and_an_array_of_it_give_the_same_bits() {
    for spec in REGISTRY {
        let channels = *channels_of(spec).last().unwrap();
        let automatable: Vec<usize> =
            (0..spec.parameters.len()).filter(|&index| spec.parameters[index].kind.is_automatable()).collect();
        let targets: Vec<(usize, usize)> = automatable.iter().map(|&index| (0, index)).collect();
        let outputs = [1, GRID].map(|length| {
            let mut random = Random(5);
            let mut chain = Chain::new(format(channels), vec![Step::new(create(spec))]).unwrap();
            let mut automation = Automation::new(&targets, GRID, format(channels)).unwrap();
            let mut buffer = audio(channels, 20 * GRID);
            let mut block = buffer.block_mut(0);
            for quantum in 0..20 {
                for (lane, &index) in automatable.iter().enumerate() {
                    // The default first, then two jumps, and finally a value beyond the range.
                    let Kind::Number(number) = spec.parameters[index].kind else { continue };
                    let typical = [number.default, random.between(number.typical), random.between(number.typical), 1e9];
                    automation.set(lane, &vec![typical[quantum / 5] as f32; length]);
                }
                chain.process(&mut block.part(quantum * GRID, GRID), None, Some(&automation));
            }
            samples(&buffer)
        });
        assert!(outputs[0] == outputs[1], "{}", spec.name);
    }
}

#[test]
fn hostile_audio_leaves_no_trace() {
    for spec in REGISTRY {
        for channels in channels_of(spec) {
            let mut chain = Chain::new(format(channels), vec![step(spec, &mut Values::typical(8))]).unwrap();
            let hostile = [f32::NAN, f32::INFINITY, f32::MAX, -f32::MAX, f32::MIN_POSITIVE / 4.0, -0.0, 1e20];
            let mut buffer = AudioBuffer::new(format(channels), FRAMES).unwrap();
            for channel in 0..channels {
                let fill = |(frame, sample): (usize, &mut f32)| *sample = hostile[frame % hostile.len()];
                buffer.channel_mut(channel).iter_mut().enumerate().for_each(fill);
            }
            chain.process(&mut buffer.block_mut(0), None, None);
            let finite = (0..channels).all(|channel| buffer.channel(channel).iter().all(|sample| sample.is_finite()));
            assert!(finite, "{}: the output is finite", spec.name);
            // After a reset, the output is that of a new chain.
            chain.reset();
            let mut again = audio(channels, FRAMES);
            chain.process(&mut again.block_mut(0), None, None);
            let mut fresh = audio(channels, FRAMES);
            let mut chain = Chain::new(format(channels), vec![step(spec, &mut Values::typical(8))]).unwrap();
            chain.process(&mut fresh.block_mut(0), None, None);
            assert!(samples(&again) == samples(&fresh), "{}: the output after a reset", spec.name);
        }
    }
}

#[test]
fn silence_is_silent_after_the_tail() {
    for spec in REGISTRY {
        let channels = *channels_of(spec).last().unwrap();
        let mut chain = Chain::new(format(channels), vec![step(spec, &mut Values::typical(11))]).unwrap();
        let mut buffer = audio(channels, FRAMES);
        chain.process(&mut buffer.block_mut(0), None, None);
        let tail = chain.tail();
        if tail > 48000 * 20 {
            continue;
        }
        let mut after = AudioBuffer::new(format(channels), tail + FRAMES).unwrap();
        chain.process(&mut after.block_mut(0), None, None);
        for channel in 0..channels {
            let loudest =
                after.channel(channel)[tail..].iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
            // 120 dB below the input, with headroom for filters that amplify.
            assert!(loudest < 1e-4, "{}: {loudest} after the tail of {tail} frames", spec.name);
        }
    }
}

#[test]
fn every_rate_and_channel_count_is_an_effect_or_an_error() {
    for spec in REGISTRY {
        for rate in [3000.0, 8000.0, 11_025.0, 44_100.0, 96_000.0, 384_000.0, 768_000.0] {
            for channels in [1, 2, 32] {
                let format = AudioFormat::new(rate, channels).unwrap();
                let step = step(spec, &mut Values { sample_rate: rate, ..Values::typical(21) });
                match Chain::new(format, vec![step]) {
                    Ok(mut chain) => {
                        let mut buffer = AudioBuffer::new(format, 1000).unwrap();
                        (0..channels).for_each(|channel| buffer.channel_mut(channel).fill(0.25));
                        chain.process(&mut buffer.block_mut(0), None, None);
                        let finite = (0..channels).all(|c| buffer.channel(c).iter().all(|sample| sample.is_finite()));
                        assert!(finite && chain.faults() == 0, "{} at {rate} Hz", spec.name);
                    }
                    Err(error) => assert!(!error.argument.is_empty(), "{}: {error}", spec.name),
                }
            }
        }
    }
}

#[test]
fn names_are_found() {
    for spec in REGISTRY {
        assert_eq!(effects::find(spec.name).unwrap().name, spec.name, "found by name");
        assert!(
            !spec.docs.is_empty() && spec.parameters.iter().all(|parameter| !parameter.docs.is_empty()),
            "documented"
        );
    }
    let names: std::collections::BTreeSet<&str> = REGISTRY.iter().map(|spec| spec.name).collect();
    assert_eq!(names.len(), REGISTRY.len(), "names are unique");
    assert!(effects::create("noSuchEffect").is_err(), "an unknown name");
}
