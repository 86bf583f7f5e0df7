use core::f64::consts::TAU;

use super::*;
use crate::audio::AudioBuffer;
use crate::audio::effects::testing::{RATE, buffer, noise};

const TEMPOS: [f64; 9] = [0.25, 0.5, 0.8, 0.97, 1.0, 1.05, 1.5, 2.0, 4.0];

/// Stretches audio in blocks of these lengths, in turn, with outputs of up to `room` frames. Before each block, a
/// function may change the stretcher.
fn through(
    stretcher: &mut Stretcher,
    audio: &[Vec<f32>],
    (blocks, room): (&[usize], usize),
    mut before: impl FnMut(usize, &mut Stretcher),
) -> Vec<Vec<f32>> {
    let mut source = buffer(audio);
    let mut output = AudioBuffer::new(source.format(), room).unwrap();
    let mut result = vec![Vec::new(); audio.len()];
    let mut keep = |output: &AudioBuffer, frames: usize| {
        result.iter_mut().enumerate().for_each(|(i, all)| all.extend_from_slice(&output.channel(i)[..frames]));
    };
    let (mut start, mut lengths, mut all) = (0, blocks.iter().cycle(), source.block_mut(0));
    while start < all.frames() {
        before(start, stretcher);
        let part = all.part(start, *lengths.next().unwrap());
        let (taken, written) = stretcher.process(&part, &mut output.block_mut(0));
        let enough = room >= stretcher.most(part.frames());
        assert!(taken == part.frames() || (!enough && written == room), "all input is read, or the output is full");
        start += taken;
        keep(&output, written);
    }
    loop {
        let written = stretcher.flush(&mut output.block_mut(0));
        if written == 0 {
            return result;
        }
        keep(&output, written);
    }
}

fn stretched(audio: &[Vec<f32>], tempo: f64) -> Vec<Vec<f32>> {
    let mut stretcher = Stretcher::new(buffer(audio).format(), tempo).unwrap();
    let room = stretcher.most(1000);
    through(&mut stretcher, audio, (&[1000], room), |_, _| {})
}

fn tone(frequency: f64, frames: usize) -> Vec<f32> {
    (0..frames).map(|i| (0.5 * (TAU * (frequency * i as f64 / RATE).fract()).sin()) as f32).collect()
}

/// Returns the amplitude of a frequency, and the level of all other frequencies in decibels below it.
fn analyse(samples: &[f32], frequency: f64) -> (f64, f64) {
    let angle = |i: usize| (TAU * (frequency * i as f64 / RATE).fract()).sin_cos();
    let (mut ss, mut sc, mut cc, mut xs, mut xc) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (i, &x) in samples.iter().enumerate() {
        let ((sin, cos), x) = (angle(i), f64::from(x));
        (ss, sc, cc) = (ss + sin * sin, sc + sin * cos, cc + cos * cos);
        (xs, xc) = (xs + x * sin, xc + x * cos);
    }
    let determinant = ss * cc - sc * sc;
    let (a, b) = ((xs * cc - xc * sc) / determinant, (xc * ss - xs * sc) / determinant);
    let rest: f64 =
        samples.iter().enumerate().map(|(i, &x)| (f64::from(x) - a * angle(i).0 - b * angle(i).1).powi(2)).sum();
    (a.hypot(b), 10.0 * ((a * a + b * b) * samples.len() as f64 / 2.0 / rest).log10())
}

fn power(samples: &[f32]) -> f64 {
    samples.iter().map(|&sample| f64::from(sample) * f64::from(sample)).sum::<f64>() / samples.len() as f64
}

#[test]
fn tones_keep_their_frequency_and_level() {
    for tempo in TEMPOS {
        for (frequency, least) in [(45.0, 45.0), (110.3, 40.0), (440.0, 60.0), (1234.5, 45.0), (5000.7, 12.0)] {
            let result = stretched(&[tone(frequency, 96_000)], tempo);
            let frames = result[0].len();
            // A tenth of a second at a time: pieces are aligned to whole frames, so the phase may drift by fractions of
            // a frame.
            for part in result[0][frames / 10..frames * 9 / 10].chunks_exact(4800) {
                let (amplitude, clean) = analyse(part, frequency);
                let level = 20.0 * (amplitude / 0.5).log10();
                assert!(level.abs() < 0.1, "{frequency} Hz at {tempo}: level {level} dB");
                assert!(clean > least, "{frequency} Hz at {tempo}: other frequencies at -{clean} dB");
            }
        }
    }
}

#[test]
fn a_tempo_of_one_is_an_identity() {
    let audio = noise(2, 30_000);
    assert_eq!(stretched(&audio, 1.0), audio, "bit-exact");
}

#[test]
fn the_length_is_exact() {
    for tempo in TEMPOS.into_iter().chain([1.0 / 3.0, 3.7]) {
        for frames in [0, 1, 2, 959, 960, 961, 2000, 5000, 50_001] {
            let result = stretched(&noise(1, frames), tempo);
            assert_eq!(result[0].len(), (frames as f64 / tempo).ceil() as usize, "{frames} frames at {tempo}");
        }
    }
}

#[test]
fn bits_do_not_depend_on_blocks() {
    let audio = noise(2, 20_000);
    for tempo in TEMPOS {
        let whole = stretched(&audio, tempo);
        for (blocks, room) in [(&[1][..], 7), (&[64, 1, 127], 100_000), (&[20_000], 1000), (&[441], 1)] {
            let mut stretcher = Stretcher::new(buffer(&audio).format(), tempo).unwrap();
            let result = through(&mut stretcher, &audio, (blocks, room), |_, _| {});
            assert!(result == whole, "{blocks:?} at {tempo}, {room} frames at a time");
        }
    }
}

#[test]
fn bits_do_not_depend_on_blocks_while_the_tempo_changes() {
    let audio = noise(1, 60_000);
    let tempos = [4.0, 0.25, 1.0, 4.0, 0.7, 2.0];
    let run = |block: usize| {
        let mut stretcher = Stretcher::new(buffer(&audio).format(), 1.0).unwrap();
        let room = stretcher.most(block);
        through(&mut stretcher, &audio, (&[block], room), |start, stretcher| {
            if start % 10_000 == 0 {
                stretcher.set_tempo(tempos[start / 10_000]).unwrap();
            }
        })
    };
    let whole = run(10_000);
    assert!([1, 125, 400, 2000].into_iter().all(|block| run(block) == whole), "bit-exact for all block sizes");
}

#[test]
fn the_latency_is_the_look_ahead() {
    for tempo in TEMPOS.into_iter().chain([2.5, 3.0]) {
        let audio = noise(1, 60_000);
        let mut source = buffer(&audio);
        let mut stretcher = Stretcher::new(source.format(), tempo).unwrap();
        let mut result = AudioBuffer::new(source.format(), stretcher.most(1)).unwrap();
        let (mut written, mut latest) = (0, 0.0_f64);
        for frame in 0..audio[0].len() {
            // Before each input frame, all available output has been written.
            latest = latest.max(frame as f64 - written as f64 * tempo);
            written += stretcher.process(&source.block_mut(0).part(frame, 1), &mut result.block_mut(0)).1;
        }
        let said = stretcher.look_ahead() as f64;
        assert!(latest <= said && latest > 0.9 * said, "{tempo}: got {latest} frames, expected {said}");
    }
}

#[test]
fn after_the_end_there_is_no_output() {
    let audio = noise(1, 30_000);
    for (tempo, then) in [(1.5, 0.75), (1.0, 0.25), (0.3, 4.0)] {
        let mut stretcher = Stretcher::new(buffer(&audio).format(), tempo).unwrap();
        let room = stretcher.most(1000);
        let result = through(&mut stretcher, &audio, (&[1000], room), |_, _| {});
        assert_eq!(result[0].len(), (30_000.0 / tempo).ceil() as usize, "length");
        stretcher.set_tempo(then).unwrap();
        let mut more = buffer(&audio);
        let mut output = AudioBuffer::new(stretcher.format(), room).unwrap();
        assert_eq!(stretcher.flush(&mut output.block_mut(0)), 0, "output after the end");
        assert_eq!(stretcher.process(&more.block_mut(0), &mut output.block_mut(0)), (0, 0), "input after the end");
        stretcher.reset();
        assert_eq!(
            stretcher.process(&more.block_mut(0).part(0, 500), &mut output.block_mut(0)).0,
            500,
            "input after a reset"
        );
    }
}

#[test]
fn noise_keeps_its_power_without_modulation() {
    let audio = noise(1, 96_000);
    for tempo in TEMPOS {
        let result = stretched(&audio, tempo);
        let level = 10.0 * (power(&result[0]) / power(&audio[0])).log10();
        assert!(level.abs() < 0.2, "at {tempo}: {level} dB");
        // 10 ms at a time, half a cross-fade. The end is excluded, because it fades into silence.
        let swelling = |samples: &[f32]| {
            let all = samples[..samples.len() * 19 / 20].chunks_exact(480).map(power);
            10.0 * (all.clone().fold(0.0, f64::max) / all.fold(1.0, f64::min)).log10()
        };
        let (worst, itself) = (swelling(&result[0]), swelling(&audio[0]));
        assert!(worst < 2.0 * itself, "at {tempo}: {worst} dB, the source {itself} dB");
    }
}

#[test]
fn differences_between_channels_are_kept() {
    let mut audio = noise(1, 30_000);
    audio.push(audio[0].iter().map(|sample| -0.5 * sample).collect());
    for tempo in [0.6, 1.4] {
        let result = stretched(&audio, tempo);
        let expected: Vec<f32> = result[0].iter().map(|sample| -0.5 * sample).collect();
        assert_eq!(result[1], expected, "at {tempo}");
    }
}

#[test]
fn events_follow_the_tempo() {
    // A burst every half second.
    let mut audio = vec![0.0; 240_000];
    let bursts: Vec<usize> = (0..9).map(|i| 24_000 * i + 12_000).collect();
    for &start in &bursts {
        audio[start..start + 2400].copy_from_slice(&tone(700.0, 2400));
    }
    for tempo in TEMPOS {
        let result = stretched(&[audio.clone()], tempo);
        for &start in &bursts {
            // A burst follows a section of silence.
            let from = ((start - 4800) as f64 / tempo) as usize;
            let heard = from + result[0][from..].iter().position(|sample| sample.abs() > 0.05).unwrap();
            // A piece is off by up to `reach`, and lasts for a cross-fade, during which the nominal position advances
            // by up to four cross-fades.
            let off = (heard as f64 * tempo - start as f64) / RATE * 1000.0;
            assert!(off.abs() < 12.5 + 20.0 * tempo.max(1.0), "{start} at {tempo}: {off} ms");
        }
    }
}

#[test]
fn the_tempo_can_change() {
    let audio = [tone(300.0, 96_000)];
    let mut stretcher = Stretcher::new(buffer(&audio).format(), 1.0).unwrap();
    let tempos = [1.0, 0.5, 2.0, 4.0, 0.25, 1.3];
    let room = stretcher.most(16_000);
    let result = through(&mut stretcher, &audio, (&[16_000], room), |start, stretcher| {
        stretcher.set_tempo(tempos[start / 16_000]).unwrap();
    });
    let expected: f64 = tempos.iter().map(|tempo| 16_000.0 / tempo).sum();
    // The change applies from the next step on, which is up to a look-ahead later.
    assert!(
        (result[0].len() as f64 - expected).abs() < 4.0 * 6000.0,
        "got {} frames, expected {expected}",
        result[0].len()
    );
    let steepest = result[0].windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    assert!(f64::from(steepest) < 0.5 * TAU * 300.0 / RATE * 1.02, "no clicks: {steepest}");
    assert_eq!(stretcher.tempo(), 1.3, "the last tempo set");
    for bad in [0.0, 0.2499, 4.001, -1.0, f64::NAN, f64::INFINITY] {
        let error = stretcher.set_tempo(bad).unwrap_err();
        assert_eq!((error.code, &*error.argument), (Code::OutOfRange, "tempo"), "{bad}");
        assert!(Stretcher::new(stretcher.format(), bad).is_err(), "{bad}");
    }
    assert_eq!(stretcher.tempo(), 1.3, "tempo after an invalid change");
}

#[test]
fn reset_restores_the_initial_state() {
    let audio = noise(2, 10_000);
    let mut stretcher = Stretcher::new(buffer(&audio).format(), 1.7).unwrap();
    let room = stretcher.most(500);
    let first = through(&mut stretcher, &audio, (&[500], room), |_, _| {});
    stretcher.reset();
    assert!(through(&mut stretcher, &audio, (&[500], room), |_, _| {}) == first, "same output after a reset");
}

#[test]
fn non_finite_samples_become_silence() {
    let mut audio = noise(1, 20_000);
    let mut silent = audio.clone();
    for (i, bad) in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY].into_iter().enumerate() {
        (audio[0][5000 * (i + 1)], silent[0][5000 * (i + 1)]) = (bad, 0.0);
    }
    assert_eq!(stretched(&audio, 0.7), stretched(&silent, 0.7), "same output as for zeros");
    let mut louder = vec![1e30; 2000];
    louder.resize(20_000, 1e10);
    let alternating = (0..20_000).map(|i| if i % 3 == 0 { f32::MAX } else { f32::MIN }).collect();
    for loud in [vec![f32::MAX; 20_000], louder, alternating] {
        for tempo in TEMPOS {
            let result = stretched(std::slice::from_ref(&loud), tempo);
            assert!(result[0].iter().all(|sample| sample.is_finite()), "largest floats at {tempo}");
        }
    }
}

#[test]
fn every_rate_and_number_of_channels_works() {
    for (rate, channels) in [(3000.0, 1), (8000.0, 3), (44_100.0, 32), (768_000.0, 2)] {
        let format = AudioFormat::new(rate, channels).unwrap();
        for tempo in [0.25, 1.1, 4.0] {
            let mut stretcher = Stretcher::new(format, tempo).unwrap();
            let frames = (rate / 4.0) as usize;
            let mut source = AudioBuffer::new(format, frames).unwrap();
            let period = (rate / 200.0) as usize;
            (0..channels).for_each(|channel| {
                source.channel_mut(channel).iter_mut().enumerate().for_each(|(i, x)| *x = (i % period) as f32);
            });
            let mut result = AudioBuffer::new(format, stretcher.most(frames)).unwrap();
            let (taken, written) = stretcher.process(&source.block_mut(0), &mut result.block_mut(0));
            let mut rest = result.block_mut(0);
            let flushed = stretcher.flush(&mut rest.part(written, usize::MAX));
            assert_eq!(taken, frames, "{rate} Hz, {channels} channels");
            assert_eq!(written + flushed, (frames as f64 / tempo).ceil() as usize, "{rate} Hz, {channels} channels");
            let (before, after) = (result.channel(channels - 1), period as f32 - 1.0);
            assert!(before[..written].iter().all(|&sample| (0.0..=after * 1.01).contains(&sample)), "{rate} Hz");
        }
    }
}

/// The end of the output has the level of the rest, for all tempos and lengths: the last 24 ms, in sections of 5 ms.
#[test]
fn the_end_is_not_silent() {
    let tempos = [0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 1.05, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0];
    let mut runs = 0;
    for tempo in tempos {
        for i in 0..24 {
            // From a twelfth of a second to two seconds.
            let frames = 4000 + 3989 * i;
            for audio in [noise(1, frames), vec![tone(440.0, frames)]] {
                let result = stretched(&audio, tempo);
                let tail = &result[0][result[0].len().saturating_sub(1152)..];
                let softest = tail.chunks_exact(240).map(power).fold(f64::INFINITY, f64::min);
                let level = 10.0 * (softest / power(&audio[0])).log10();
                assert!(level > -8.0, "{frames} frames at {tempo}: the end is at {level} dB");
            }
            runs += 1;
        }
    }
    assert_eq!(runs, 456);
}

/// A tone continues through the last pieces, without a step.
#[test]
fn the_last_pieces_fit() {
    for tempo in TEMPOS {
        for frames in [20_000, 31_111, 48_007] {
            let result = stretched(&[tone(300.0, frames)], tempo);
            let tail = &result[0][result[0].len() - 4000..];
            let steepest = tail.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
            assert!(f64::from(steepest) < 0.5 * TAU * 300.0 / RATE * 1.1, "{frames} frames at {tempo}: {steepest}");
        }
    }
}
