use super::*;
use crate::audio::{Chain, Step};
use crate::effects::testing::{MODEL, RATE, buffer, run};

#[path = "../../../../tests/golden/noise/src/sound.rs"]
mod sound;

use sound::{FRAME, FRAMES};

fn suppressor() -> NoiseSuppressor {
    NoiseSuppressor { model: Some(Arc::new(NoiseModel::from_bytes(MODEL).unwrap())), ..NoiseSuppressor::default() }
}

fn energy(samples: &[f32]) -> f64 {
    samples.iter().map(|&sample| f64::from(sample) * f64::from(sample)).sum()
}

fn decibels(of: f64, to: f64) -> f64 {
    10.0 * (of / to).log10()
}

/// What the crate nnnoiseless makes of the sound: probability and level of each frame, and the samples of some.
fn vectors() -> Vec<Vec<f64>> {
    let text = include_str!("../../../../tests/golden/noise/nnnoiseless.txt");
    text.lines().map(|line| line.split_whitespace().map(|word| word.parse().unwrap()).collect()).collect()
}

#[test]
fn agrees_with_nnnoiseless() {
    let mut buffer = buffer(&[sound::mixed()]);
    let mut chain = Chain::new(buffer.format(), vec![Step::new(Box::new(suppressor()))]).unwrap();
    let vectors = vectors();
    assert_eq!(vectors.len(), FRAMES);
    let (mut compared, mut error, mut worst) = (0.0, 0.0, 0.0_f64);
    let mut block = buffer.block_mut(0);
    for (number, expected) in vectors.iter().enumerate() {
        chain.process(&mut block.part(number * FRAME, FRAME), None, None);
        let mut reading = [0.0];
        chain.readings(0, &mut reading);
        worst = worst.max((f64::from(reading[0]) - expected[0]).abs());
    }
    for (number, expected) in vectors.iter().enumerate().take(FRAMES - 1) {
        // A frame later: what the crate gives at once is heard when the next frame comes in.
        let ours = &buffer.channel(0)[(number + 1) * FRAME..][..FRAME];
        let (level, theirs) = (energy(ours).sqrt(), expected[1]);
        assert!((level - theirs).abs() < 0.001 * theirs + 1e-6, "level of frame {number}: {level} for {theirs}");
        for (&ours, &theirs) in ours.iter().zip(&expected[2..]) {
            compared += theirs * theirs;
            error += (f64::from(ours) - theirs).powi(2);
        }
    }
    let agreement = decibels(compared, error);
    // The vectors have five digits, which is 90 dB; over all samples of all frames it is 97 dB.
    assert!(agreement > 85.0, "{agreement} dB");
    assert!(worst < 0.001, "probabilities: {worst}");
}

#[test]
fn noise_falls_and_a_voice_stays() {
    let settled = 48_000..FRAME * FRAMES;
    let (noise, voice) = (sound::noise(), sound::voice());
    let output = run(&suppressor(), &[noise.clone(), voice.clone()]);
    let fall = decibels(energy(&output[0][settled.clone()]), energy(&noise[settled.clone()]));
    assert!(fall < -15.0, "noise: {fall} dB");
    let change = decibels(energy(&output[1][settled.clone()]), energy(&voice[settled]));
    assert!(change.abs() < 1.5, "voice: {change} dB");
}

#[test]
fn nothing_taken_away_is_the_sound_960_samples_later() {
    let voice = sound::voice();
    for stereo_link in [false, true] {
        let effect = NoiseSuppressor { attenuation: 0.0, stereo_link, ..suppressor() };
        let output = run(&effect, &[voice.clone(), sound::noise()]);
        let mut highpass = Channel::new();
        let mut tools = Tools::new().unwrap();
        let mut expected = Vec::new();
        for step in voice.chunks_exact(STEP) {
            highpass.take(step, 1.0, &mut tools);
            expected.extend(highpass.history[channel::HISTORY - STEP..].iter().map(|sample| sample / 32768.0));
        }
        let (late, expected) = (&output[0][960..], &expected[..voice.len() - 960]);
        let difference: Vec<f32> = late.iter().zip(expected).map(|(a, b)| a - b).collect();
        // All but what is above 20 kHz, of which there is nothing in the voice.
        let difference = decibels(energy(&difference), energy(expected));
        assert!(difference < -80.0, "{difference} dB");
    }
}

#[test]
fn linked_channels_have_the_same_gains() {
    let mixed = sound::mixed();
    let quieter: Vec<f32> = mixed.iter().map(|sample| 0.5 * sample).collect();
    let effect = NoiseSuppressor { stereo_link: true, ..suppressor() };
    let output = run(&effect, &[mixed.clone(), quieter]);
    let difference: Vec<f32> = output[0].iter().zip(&output[1]).map(|(a, b)| a - 2.0 * b).collect();
    assert!(decibels(energy(&difference), energy(&output[0])) < -60.0, "the image stays");
    let alone = run(&suppressor(), &[mixed]);
    let level = decibels(energy(&output[0]), energy(&alone[0]));
    assert!(level.abs() < 1.0, "{level} dB");
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    let format = |rate| AudioFormat::new(rate, 1).unwrap();
    let error = NoiseSuppressor::default().processor(format(RATE)).map(|_| ()).unwrap_err();
    assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "model"), "no model");
    let error = suppressor().processor(format(44_100.0)).map(|_| ()).unwrap_err();
    assert_eq!((error.code, &*error.argument), (Code::UnsupportedFormat, "sampleRate"), "another rate");
}
