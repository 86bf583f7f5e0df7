//! The test signals of EBU Tech 3341 and 3342, generated from their descriptions. Omitted are cases 7 and 8 of Tech
//! 3341, and 5 and 6 of Tech 3342, which are recorded programmes.

use core::f64::consts::TAU;

use super::*;
use crate::audio::{AudioBuffer, Chain, Change, Step};
use crate::declare::Value;
use crate::audio::effects::testing::measure;

const MOMENTARY_AT: usize = 0;
const SHORT_TERM_AT: usize = 1;
const INTEGRATED: usize = 2;
const RANGE: usize = 3;
const MAXIMUM_MOMENTARY: usize = 4;
const MAXIMUM_SHORT_TERM: usize = 5;

/// Sample rate of the longer signals: sufficient for a tone of 1 kHz, and faster.
const LOW_RATE: f64 = 8000.0;

/// A tone of 1 kHz with these pairs of peak level in dBFS (-∞ is silence) and duration in seconds.
fn tone(rate: f64, parts: &[(f64, f64)]) -> Vec<f32> {
    let mut samples = Vec::new();
    for &(level, seconds) in parts {
        let amplitude = 10_f64.powf(level / 20.0);
        let end = samples.len() + (seconds * rate).round() as usize;
        samples.extend((samples.len()..end).map(|n| (amplitude * (n as f64 * 1000.0 / rate * TAU).sin()) as f32));
    }
    samples
}

fn stereo(rate: f64, parts: &[(f64, f64)]) -> [f32; 6] {
    let tone = tone(rate, parts);
    measure(&LoudnessMeter::default(), &[tone.clone(), tone], rate)
}

const SILENCE: f64 = f64::NEG_INFINITY;

fn near(value: f32, expected: f64, tolerance: f64, what: &str) {
    assert!((f64::from(value) - expected).abs() <= tolerance, "{what}: got {value}, expected {expected}");
}

#[test]
fn loudness_of_tones_agrees_with_ebu() {
    for rate in [LOW_RATE, 44_100.0, 48_000.0, 192_000.0] {
        for (case, level) in [(1, -23.0), (2, -33.0)] {
            let seconds = if rate > 50_000.0 { 5.0 } else { 20.0 };
            let read = stereo(rate, &[(level, seconds)]);
            for index in [MOMENTARY_AT, SHORT_TERM_AT, INTEGRATED] {
                near(read[index], level, 0.1, &format!("case {case} at {rate} Hz, reading {index}"));
            }
        }
    }
}

#[test]
fn gates_agree_with_ebu() {
    let cases: [(u32, &[(f64, f64)]); 3] = [
        (3, &[(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)]),
        (4, &[(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)]),
        (5, &[(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)]),
    ];
    for (case, parts) in cases {
        near(stereo(LOW_RATE, parts)[INTEGRATED], -23.0, 0.1, &format!("case {case}"));
    }
}

#[test]
fn channel_weights_agree_with_ebu() {
    let five = [-28.0, -28.0, -24.0, -30.0, -30.0].map(|level| tone(LOW_RATE, &[(level, 20.0)]));
    let read: [f32; 6] = measure(&LoudnessMeter::default(), &five, LOW_RATE);
    near(read[INTEGRATED], -23.0, 0.1, "case 6");
    let [l, r, c, ls, rs] = five;
    let six = [l, r, c, tone(LOW_RATE, &[(-10.0, 20.0)]), ls, rs];
    let with_lfe: [f32; 6] = measure(&LoudnessMeter::default(), &six, LOW_RATE);
    assert_eq!(with_lfe, read, "the LFE is ignored");
}

#[test]
fn short_term_and_momentary_are_steady_for_periodic_signals() {
    let nine = [(-20.0, 1.34), (-30.0, 1.66)].repeat(5);
    let twelve = [(-20.0, 0.18), (-30.0, 0.22)].repeat(25);
    // Independent of the position at which the signal ends.
    for cut in [0.0, 0.3, 0.77, 1.5, 2.9] {
        let mut nine = tone(LOW_RATE, &nine);
        nine.truncate(nine.len() - (cut * LOW_RATE) as usize);
        let read: [f32; 6] = measure(&LoudnessMeter::default(), &[nine.clone(), nine], LOW_RATE);
        near(read[SHORT_TERM_AT], -23.0, 0.1, "case 9");
        near(read[MAXIMUM_SHORT_TERM], -23.0, 0.1, "case 9, maximum");
        let mut twelve = tone(LOW_RATE, &twelve);
        twelve.truncate(twelve.len() - (cut * LOW_RATE) as usize);
        let read: [f32; 6] = measure(&LoudnessMeter::default(), &[twelve.clone(), twelve], LOW_RATE);
        near(read[MOMENTARY_AT], -23.0, 0.1, "case 12");
        near(read[MAXIMUM_MOMENTARY], -23.0, 0.1, "case 12, maximum");
    }
}

#[test]
fn maxima_are_found_at_any_position() {
    for i in 0..20 {
        let i = f64::from(i);
        let read = stereo(LOW_RATE, &[(SILENCE, 0.15 * i), (-23.0, 3.0), (SILENCE, 1.0)]);
        near(read[MAXIMUM_SHORT_TERM], -23.0, 0.1, &format!("case 10, {i}"));
        let read = stereo(LOW_RATE, &[(SILENCE, 0.02 * i), (-23.0, 0.4), (SILENCE, 1.0)]);
        near(read[MAXIMUM_MOMENTARY], -23.0, 0.1, &format!("case 13, {i}"));
    }
    let (mut eleven, mut fourteen) = (Vec::new(), Vec::new());
    for i in 0..20 {
        let level = f64::from(i) - 38.0;
        let offset = 0.15 * f64::from(i);
        eleven.extend([(SILENCE, offset), (level, 3.0), (SILENCE, 3.0 - offset)]);
        let offset = 0.02 * f64::from(i);
        fourteen.extend([(SILENCE, offset), (level, 0.4), (SILENCE, 0.4 - offset)]);
        near(stereo(LOW_RATE, &eleven)[MAXIMUM_SHORT_TERM], level, 0.1, "case 11");
        near(stereo(LOW_RATE, &fourteen)[MAXIMUM_MOMENTARY], level, 0.1, "case 14");
    }
}

#[test]
fn loudness_ranges_agree_with_ebu() {
    for (case, parts, expected) in [
        (1, &[(-20.0, 20.0), (-30.0, 20.0)][..], 10.0),
        (2, &[(-20.0, 20.0), (-15.0, 20.0)], 5.0),
        (3, &[(-40.0, 20.0), (-20.0, 20.0)], 20.0),
        (4, &[(-50.0, 20.0), (-35.0, 20.0), (-20.0, 20.0), (-35.0, 20.0), (-50.0, 20.0)], 15.0),
    ] {
        near(stereo(LOW_RATE, parts)[RANGE], expected, 1.0, &format!("case {case}"));
    }
}

#[test]
fn the_weighting_agrees_with_the_recommendation() {
    let [shelf, pass] = k_weighting(48_000.0);
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-8, "got {a}, expected {b}");
    let table = [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85];
    shelf.b.into_iter().zip(table).for_each(|(a, b)| near(a, b));
    shelf.a.into_iter().zip([-1.690_659_293_182_41, 0.732_480_774_215_85]).for_each(|(a, b)| near(a, b));
    pass.a.into_iter().zip([-1.990_047_454_833_98, 0.990_072_250_366_21]).for_each(|(a, b)| near(a, b));
    assert_eq!(pass.b, [1.0, -2.0, 1.0], "numerator of the high-pass");
}

#[test]
fn integration_can_be_paused() {
    let format = AudioFormat::new(LOW_RATE, 1).unwrap();
    let samples = tone(LOW_RATE, &[(-20.0, 10.0), (-10.0, 5.0), (-20.0, 10.0)]);
    let mut buffer = AudioBuffer::new(format, samples.len()).unwrap();
    buffer.channel_mut(0).copy_from_slice(&samples);
    let mut chain = Chain::new(format, vec![Step::new(Box::new(LoudnessMeter::default()))]).unwrap();
    for (frame, integrate) in [(80_000, false), (120_000, true)] {
        chain.change(0, &Change::Parameter(INTEGRATE, &Value::Boolean(integrate)), Some(frame)).unwrap();
    }
    chain.process(&mut buffer.block_mut(0), None, None);
    let mut read = [0.0; 6];
    chain.readings(0, &mut read);
    for index in [INTEGRATED, MAXIMUM_MOMENTARY, MAXIMUM_SHORT_TERM] {
        near(read[index], -23.0, 0.1, "audio during the pause is ignored");
    }
}

/// Compares with pyloudnorm, for a signal that `loudness.py` generates by the same formula.
#[test]
fn agrees_with_pyloudnorm() {
    let text = include_str!("../../../../../tests/golden/loudness.txt");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let numbers: Vec<f64> = line.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let [rate, channels, seconds, expected] = numbers[..] else { panic!("{line}") };
        let audio = music(rate, channels as usize, seconds);
        let read: [f32; 6] = measure(&LoudnessMeter::default(), &audio, rate);
        near(read[INTEGRATED], expected, 0.1, line);
    }
}

/// Compares with pyloudnorm and FFmpeg, for a recording of speech.
#[cfg(feature = "audio-files")]
#[test]
fn agrees_about_a_clip() {
    let clip = crate::audio::files::decode(include_bytes!("../../../../../../demos/assets/voice.mp3")).unwrap();
    let text = include_str!("../../../../../tests/golden/loudness-clip.txt");
    let line = text.lines().find(|line| !line.starts_with('#')).unwrap();
    let numbers: Vec<f64> = line.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let [pyloudnorm, ffmpeg, peak] = numbers[..] else { panic!("{line}") };
    let samples = vec![clip.channel(0).to_vec()];
    let rate = clip.format().sample_rate();
    let read: [f32; 6] = measure(&LoudnessMeter::default(), &samples, rate);
    near(read[INTEGRATED], pyloudnorm, 0.1, "pyloudnorm");
    near(read[INTEGRATED], ffmpeg, 0.1, "FFmpeg");
    let read: [f32; 8] = measure(&crate::audio::effects::meters::PeakMeter::default(), &samples, rate);
    near(read[4], peak, 0.1, "true peak of FFmpeg");
}

/// Decaying notes over swelling noise, as in `loudness.py`.
fn music(rate: f64, channels: usize, seconds: f64) -> Vec<Vec<f32>> {
    let mut state = 1_u32;
    let frames = (rate * seconds) as usize;
    let mut audio = vec![Vec::with_capacity(frames); channels];
    for n in 0..frames {
        let t = n as f64 / rate;
        let (beat, since) = ((t * 2.0).floor(), (t * 2.0).fract() / 2.0);
        let pitch = 110.0 * (1.0 + (beat * 5.0) % 7.0);
        let loudness = 0.02 + 0.4 * (t * 0.05 * TAU).sin().powi(2);
        for (channel, samples) in audio.iter_mut().enumerate() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f64::from(state) / 2_147_483_648.0 - 1.0;
            let note = ((t * pitch * (1.0 + channel as f64 * 0.5)).fract() - 0.5) * (-since * 6.0).exp();
            samples.push((loudness * (note + 0.1 * noise)) as f32);
        }
    }
    audio
}

/// Corrupt samples count as silence, and don't affect other measurements.
#[test]
fn corrupt_samples_do_not_affect_measurements() {
    let expected = stereo(LOW_RATE, &[(-23.0, 10.0)]);
    let with = |level: f64, bad: f32| {
        let mut audio = tone(LOW_RATE, &[(level, 10.0)]);
        audio[20_000] = bad;
        audio[20_001] = -bad;
        audio
    };
    let agree = |read: [f32; 6], what: &str| {
        for (index, (value, expected)) in read.into_iter().zip(expected).enumerate() {
            near(value, f64::from(expected), 0.1, &format!("{what}, reading {index}"));
        }
    };
    for bad in [3.4e38, f32::MIN, 1e20, 2000.0] {
        let audio = with(-23.0, bad);
        agree(measure(&LoudnessMeter::default(), &[audio.clone(), audio], LOW_RATE), &format!("{bad}"));
    }
    #[cfg(feature = "level")]
    {
        // A gain of 20 dB overflows behind the chain's own input check.
        let format = AudioFormat::new(LOW_RATE, 2).unwrap();
        let audio = with(-43.0, 3.4e38);
        let mut buffer = AudioBuffer::new(format, audio.len()).unwrap();
        (0..2).for_each(|channel| buffer.channel_mut(channel).copy_from_slice(&audio));
        let mut gain = crate::audio::effects::create("gain").unwrap();
        gain.set(0, &Value::Number(20.0)).unwrap();
        let mut chain = Chain::new(format, vec![Step::new(gain), Step::new(Box::new(LoudnessMeter::default()))]).unwrap();
        chain.process(&mut buffer.block_mut(0), None, None);
        let mut read = [0.0; 6];
        chain.readings(1, &mut read);
        agree(read, "infinity");
    }
}
