//! Compares with sines, whose values between samples are known, and with the low-pass in double precision.

use core::f64::consts::TAU;

use super::*;

const QUALITIES: [Quality; 3] = [Quality::Fast, Quality::Good, Quality::Best];

/// The specified ratio of a sine to the rest of the output, in decibels, and the end of the pass band.
fn promised(quality: Quality) -> (f64, f64) {
    match quality {
        Quality::Fast => (100.0, 0.86),
        Quality::Good => (120.0, 0.92),
        Quality::Best => (140.0, 0.96),
    }
}

fn buffer(rate: f64, channels: &[Vec<f32>]) -> AudioBuffer {
    let mut buffer = AudioBuffer::new(AudioFormat::new(rate, channels.len()).unwrap(), channels[0].len()).unwrap();
    channels.iter().enumerate().for_each(|(index, channel)| buffer.channel_mut(index).copy_from_slice(channel));
    buffer
}

fn sine(rate: f64, frequency: f64, frames: usize) -> Vec<f32> {
    (0..frames).map(|i| (TAU * (frequency * i as f64 / rate).fract()).sin() as f32).collect()
}

/// Returns the amplitude of a sine of this frequency, and the power of the rest relative to the sine: by least squares.
fn analyse(samples: &[f32], rate: f64, frequency: f64) -> (f64, f64) {
    let (mut ss, mut sc, mut cc, mut xs, mut xc, mut xx) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (i, &x) in samples.iter().enumerate() {
        let (sin, cos) = (TAU * (frequency * i as f64 / rate).fract()).sin_cos();
        let x = f64::from(x);
        (ss, sc, cc) = (ss + sin * sin, sc + sin * cos, cc + cos * cos);
        (xs, xc, xx) = (xs + x * sin, xc + x * cos, xx + x * x);
    }
    let determinant = ss * cc - sc * sc;
    let (a, b) = ((xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant);
    let rest: f64 = samples
        .iter()
        .enumerate()
        .map(|(i, &x)| {
            let (sin, cos) = (TAU * (frequency * i as f64 / rate).fract()).sin_cos();
            (f64::from(x) - a * sin - b * cos).powi(2)
        })
        .sum();
    (a.hypot(b), rest / ((a * a + b * b) * samples.len() as f64 / 2.0))
}

fn decibels(power: f64) -> f64 {
    10.0 * power.log10()
}

/// The middle of a sine at another rate, without the transients at its start and end.
fn through(quality: Quality, from: f64, to: f64, frequency: f64) -> Vec<f32> {
    let frames = (16000.0 * (from / to).max(1.0)) as usize;
    let result = Resampler::whole(&buffer(from, &[sine(from, frequency, frames)]), to, quality).unwrap();
    let edge = 400 + (400.0 * to / from) as usize;
    result.channel(0)[edge..result.frames() - edge].to_vec()
}

#[test]
fn sines_stay_sines() {
    let pairs = [
        (44100.0, 48000.0),
        (48000.0, 44100.0),
        (48000.0, 16000.0),
        (16000.0, 48000.0),
        (44100.0, 48001.0),
        (48000.0, 44056.3),
    ];
    for quality in QUALITIES {
        let (snr, edge) = promised(quality);
        for (from, to) in pairs {
            let nyquist = f64::min(from, to) / 2.0;
            for part in [0.003, 0.05, 0.23, 0.5, 0.71, 0.83, edge] {
                let frequency = part * nyquist;
                let (amplitude, rest) = analyse(&through(quality, from, to, frequency), to, frequency);
                assert!(decibels(rest) <= -snr, "{quality:?}, {from} to {to}, {frequency} Hz: {}", decibels(rest));
                let gain = decibels(amplitude * amplitude);
                assert!(gain.abs() < 0.1, "{quality:?}, {from} to {to}, {frequency} Hz: gain {gain}");
                // The ripple of the pass band is as small as the noise.
                assert!(part > 0.8 || gain.abs() < 1e-3, "{quality:?}, {from} to {to}, {frequency} Hz: gain {gain}");
            }
        }
    }
}

#[test]
fn frequencies_above_half_the_lower_rate_are_removed() {
    for quality in QUALITIES {
        for (from, to) in [(48000.0, 44100.0), (48000.0, 16000.0), (96000.0, 44056.3)] {
            for part in [1.002, 1.02, 1.1, 1.7] {
                let frequency = part * to / 2.0;
                if frequency < from / 2.0 {
                    let samples = through(quality, from, to, frequency);
                    let power = samples.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / samples.len() as f64;
                    let level = decibels(2.0 * power);
                    assert!(level < -promised(quality).0, "{quality:?}, {from} to {to}, {frequency} Hz: {level}");
                }
            }
        }
    }
}

/// The same sums in double precision, from the formulas.
fn reference(source: &[f32], from: f64, to: f64, quality: Quality) -> Vec<f64> {
    let design = quality.design();
    let bessel = |x: f64| {
        let terms = (1..80).scan(1.0, |term, k| {
            *term *= (x / 2.0 / f64::from(k)).powi(2);
            Some(*term)
        });
        1.0 + terms.sum::<f64>()
    };
    let scale = f64::min(1.0, to / from);
    let reach = design.taps as f64 / 2.0;
    let frames = (source.len() as f64 * to / from).ceil() as usize;
    let frame = |m: usize| {
        let place = m as f64 * from / to;
        let weigh = |(i, &sample): (usize, &f32)| {
            let x = (i as f64 - place) * scale;
            if x.abs() >= reach {
                return 0.0;
            }
            let angle = core::f64::consts::PI * design.cutoff * x;
            let sinc = if x == 0.0 { 1.0 } else { angle.sin() / angle };
            let window = bessel(design.beta * (1.0 - (x / reach).powi(2)).sqrt()) / bessel(design.beta);
            f64::from(sample) * scale * design.cutoff * sinc * window
        };
        source.iter().enumerate().map(weigh).sum()
    };
    (0..frames).map(frame).collect()
}

#[test]
fn sums_agree_with_the_formulas() {
    let source = noise(700);
    for quality in QUALITIES {
        for (from, to) in [(44100.0, 48000.0), (48000.0, 16000.0), (11025.0, 48001.0), (7999.0, 3000.5)] {
            let ours = Resampler::whole(&buffer(from, core::slice::from_ref(&source)), to, quality).unwrap();
            let theirs = reference(&source, from, to, quality);
            assert_eq!(ours.frames(), theirs.len(), "{from} to {to}");
            // For noise within ±1: weights and products are rounded to 24 bits, and so are 32-bit sums.
            let allowed = if quality == Quality::Best { 2e-7 } else { 1e-6 };
            for (i, (&ours, theirs)) in ours.channel(0).iter().zip(theirs).enumerate() {
                assert!(
                    (f64::from(ours) - theirs).abs() < allowed,
                    "{quality:?}, {from} to {to}, {i}: got {ours}, expected {theirs}"
                );
            }
        }
    }
}

fn noise(frames: usize) -> Vec<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
    };
    (0..frames).map(|_| next()).collect()
}

/// Resamples a stream in blocks of these sizes, in turn, to its end.
fn stream(resampler: &mut Resampler, source: &AudioBuffer, sizes: &[(usize, usize)]) -> Vec<Vec<f32>> {
    let channels = source.format().channels();
    let mut result = vec![Vec::new(); channels];
    let mut input = buffer(source.format().sample_rate(), &source_channels(source));
    let mut output = AudioBuffer::new(source.format(), 5000).unwrap();
    let (mut taken, mut turn) = (0, 0);
    loop {
        let (most, room) = sizes[turn % sizes.len()];
        turn += 1;
        let mut block = output.block_mut(0);
        let mut block = block.part(0, room);
        let written = if taken < source.frames() {
            let (consumed, produced) = resampler.process(&input.block_mut(0).part(taken, most), &mut block);
            taken += consumed;
            produced
        } else {
            let produced = resampler.flush(&mut block);
            if produced == 0 && room > 0 {
                return result;
            }
            produced
        };
        for (channel, result) in result.iter_mut().enumerate() {
            result.extend_from_slice(&output.channel(channel)[..written]);
        }
    }
}

fn source_channels(source: &AudioBuffer) -> Vec<Vec<f32>> {
    (0..source.format().channels()).map(|channel| source.channel(channel).to_vec()).collect()
}

#[test]
fn bits_do_not_depend_on_blocks_and_latency_is_exact() {
    for (quality, from, to, channels, variation) in [
        (Quality::Fast, 44100.0, 48000.0, 2, 1.0),
        (Quality::Good, 48000.0, 44100.0, 3, 1.0),
        (Quality::Best, 48000.0, 16000.0, 1, 1.0),
        (Quality::Fast, 3000.0, 48000.0, 1, 1.0),
        (Quality::Good, 44100.0, 48001.0, 2, 1.0),
        (Quality::Fast, 48000.0, 44100.0, 2, 2.0),
    ] {
        let source: Vec<_> = (0..channels).map(|channel| noise(6000 + channel)[channel..].to_vec()).collect();
        let source = buffer(from, &source);
        let mut resampler = Resampler::variable(source.format(), to, quality, variation).unwrap();
        let whole = stream(&mut resampler, &source, &[(6000, 5000)]);
        let frames = (6000.0 * to / from).ceil() as usize;
        assert_eq!(whole[0].len(), frames + resampler.latency(), "{from} to {to}: length");
        for sizes in [&[(1, 1)][..], &[(1, 5000)], &[(64, 64)], &[(128, 3)], &[(441, 2048), (0, 1), (7, 0), (2048, 17)]]
        {
            resampler.reset();
            assert!(stream(&mut resampler, &source, sizes) == whole, "{from} to {to}: {sizes:?}");
        }
        if variation == 1.0 {
            let aligned = Resampler::whole(&source, to, quality).unwrap();
            for (channel, whole) in whole.iter().enumerate() {
                let aligned = aligned.channel(channel);
                assert!(aligned == &whole[resampler.latency()..], "{from} to {to}: without the latency");
            }
        }
    }
}

#[test]
fn a_variable_ratio_bends_a_sine_without_adding_noise() {
    let (rate, frequency) = (48000.0, 997.0);
    for quality in QUALITIES {
        let source = buffer(rate, &[sine(rate, frequency, 60_000)]);
        let mut resampler = Resampler::variable(source.format(), rate, quality, 4.0).unwrap();
        let mut input = buffer(rate, &source_channels(&source));
        let mut output = AudioBuffer::new(source.format(), 70_000).unwrap();
        let mut written = 0;
        // 6000 frames at each ratio, with ramps in between; the last change is immediate.
        for (ratio, over) in [(1.0, 0), (1.001, 100), (2.0, 4000), (0.5, 4000), (0.31, 1000), (1.7, 0)] {
            resampler.set_ratio(ratio, over).unwrap();
            let (taken, made) = resampler.process(&input.block_mut(0), &mut output.block_mut(0).part(written, 6000));
            assert_eq!(made, 6000, "{quality:?}: the output is filled");
            written += made;
            // Removes the frames read.
            let rest = input.channel(0)[taken..].to_vec();
            input = buffer(rate, &[rest]);
        }
        // The positions of the frames follow from the ratios alone, so a second clock yields them.
        let mut clock = Clock::new(rate, rate, false);
        let mut place = -(resampler.latency() as f64);
        let mut worst = 0.0_f64;
        for (turn, (ratio, over)) in
            [(1.0, 0), (1.001, 100), (2.0, 4000), (0.5, 4000), (0.31, 1000), (1.7, 0)].into_iter().enumerate()
        {
            let from = 1.0 / clock.ratio();
            for frame in 0..6000_u64 {
                let step =
                    if frame < over { from + (1.0 / ratio - from) * frame as f64 / over as f64 } else { 1.0 / ratio };
                if place > 2000.0 {
                    let exact = (TAU * frequency * place / rate).sin();
                    let ours = f64::from(output.channel(0)[turn * 6000 + frame as usize]);
                    worst = worst.max((ours - exact).abs());
                }
                place += step;
            }
            clock.aim(ratio, 0);
        }
        assert!(decibels(worst * worst) < -promised(quality).0 + 15.0, "{quality:?}: {}", decibels(worst * worst));
    }
}

#[test]
fn invalid_parameters_are_errors() {
    let format = AudioFormat::new(48000.0, 2).unwrap();
    for rate in [0.0, -1.0, 2999.0, 768_001.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Resampler::new(format, rate, Quality::Fast).unwrap_err().argument, "output.sampleRate", "{rate}");
    }
    for variation in [0.5, 0.0, 17.0, f64::NAN, -2.0] {
        let error = Resampler::variable(format, 44100.0, Quality::Fast, variation).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::OutOfRange, "variation"), "{variation}");
    }
    let mut resampler = Resampler::variable(format, 48000.0, Quality::Fast, 2.0).unwrap();
    for ratio in [0.49, 2.01, f64::NAN, 0.0, -1.0, f64::INFINITY] {
        assert_eq!(resampler.set_ratio(ratio, 0).unwrap_err().argument, "ratio", "{ratio}");
    }
    assert!(
        resampler.set_ratio(2.0, u32::MAX).is_ok() && resampler.set_ratio(0.5, 0).is_ok(),
        "the limits of the variation"
    );
    let mut fixed = Resampler::new(format, 44100.0, Quality::Fast).unwrap();
    assert!(fixed.set_ratio(1.0, 0).is_err() && fixed.set_ratio(44100.0 / 48000.0, 0).is_ok(), "a fixed ratio");
}

#[test]
fn the_ends_of_all_ranges_work() {
    for (from, to, variation) in
        [(3000.0, 768_000.0, 16.0), (768_000.0, 3000.0, 16.0), (768_000.0, 3001.0, 1.0), (3000.1, 767_999.0, 1.0)]
    {
        let format = AudioFormat::new(from, 1).unwrap();
        let mut resampler = Resampler::variable(format, to, Quality::Fast, variation).unwrap();
        let mut source = buffer(from, &[vec![1.0; 4000]]);
        let mut output = AudioBuffer::new(format, resampler.most(4000)).unwrap();
        resampler.set_ratio(to / from / variation, 3).unwrap();
        let (taken, _) = resampler.process(&source.block_mut(0), &mut output.block_mut(0));
        assert_eq!(taken, 4000, "{from} to {to}: all frames are read");
        resampler.set_ratio(to / from * variation, 0).unwrap();
        let (taken, written) = resampler.process(&source.block_mut(0), &mut output.block_mut(0));
        assert!(taken == 4000 && written < output.frames(), "{from} to {to}: all frames are read and written");
        assert!(output.channel(0).iter().all(|sample| sample.abs() < 1.3), "{from} to {to}: bounded output");
        while resampler.flush(&mut output.block_mut(0)) > 0 {}
    }
}

#[test]
fn non_finite_samples_and_missing_channels_become_silence() {
    let format = AudioFormat::new(48000.0, 3).unwrap();
    let mut resampler = Resampler::new(format, 44100.0, Quality::Good).unwrap();
    let mut source = buffer(48000.0, &[vec![f32::NAN; 2000], vec![f32::INFINITY; 2000]]);
    let mut output = AudioBuffer::new(format, 3000).unwrap();
    output.block_mut(0).channel_mut(2).fill(9.0);
    let (_, written) = resampler.process(&source.block_mut(0), &mut output.block_mut(0));
    for channel in 0..3 {
        assert_eq!(output.channel(channel)[..written], vec![0.0; written], "channel {channel}");
    }
    // The output may have fewer channels than the source.
    let mut mono = AudioBuffer::new(AudioFormat::new(44100.0, 1).unwrap(), 3000).unwrap();
    assert!(resampler.process(&source.block_mut(0), &mut mono.block_mut(0)).1 > 1000, "the channels that both have");
}

#[test]
fn agrees_with_libsamplerate_and_scipy() {
    let mut cases = 0;
    let golden = include_str!("../../../tests/golden/resample.txt");
    for line in golden.lines().filter(|line| !line.starts_with('#')) {
        let (label, samples) = line.split_once(": ").unwrap();
        let numbers = |text: &str| text.split(' ').map(|number| number.parse().unwrap()).collect::<Vec<f64>>();
        let &[from, to, seconds, highest, first] = &*numbers(label) else { panic!("{label}") };
        let chord = (0..(from * seconds) as usize).map(|i| {
            let t = i as f64 / from;
            let tone = |k: i32| (TAU * (highest * (f64::from(k) / 7.0).powi(2) * t).fract() + f64::from(k)).sin();
            let swell = (core::f64::consts::PI * t / seconds).sin().powi(2);
            ((1..8).map(tone).sum::<f64>() / 8.0 * swell) as f32
        });
        let source = buffer(from, &[chord.collect()]);
        // The references are 32-bit floats; libsamplerate interpolates its weights linearly.
        for (quality, allowed) in [(Quality::Good, 1e-6), (Quality::Best, 3e-7)] {
            let ours = Resampler::whole(&source, to, quality).unwrap();
            for (i, theirs) in numbers(samples).into_iter().enumerate() {
                let apart = (f64::from(ours.channel(0)[first as usize + i]) - theirs).abs();
                assert!(apart < allowed, "{quality:?}, {label}: frame {i} is off by {apart}");
            }
        }
        cases += 1;
    }
    assert_eq!(cases, 8, "number of golden cases");
}
