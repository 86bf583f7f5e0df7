use super::*;
use crate::audio::{AudioBuffer, Chain, Quality, Resampler, Step};
use crate::audio::effects::testing::{MODEL, RATE, buffer, run};

#[path = "../../../../../tests/golden/noise/src/signals.rs"]
mod signals;

use signals::{FRAME, FRAMES};

fn suppressor() -> NoiseSuppressor {
    NoiseSuppressor { model: Some(Arc::new(NoiseModel::from_bytes(MODEL).unwrap())), ..NoiseSuppressor::default() }
}

fn energy(samples: &[f32]) -> f64 {
    samples.iter().map(|&sample| f64::from(sample) * f64::from(sample)).sum()
}

fn decibels(of: f64, to: f64) -> f64 {
    10.0 * (of / to).log10()
}

/// The output of the crate nnnoiseless: probability and level of each frame, and the samples of some frames.
fn vectors() -> Vec<Vec<f64>> {
    let text = include_str!("../../../../../tests/golden/noise/nnnoiseless.txt");
    text.lines().map(|line| line.split_whitespace().map(|word| word.parse().unwrap()).collect()).collect()
}

#[test]
fn agrees_with_nnnoiseless() {
    let mut buffer = buffer(&[signals::mixed()]);
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
        // One frame later, because the crate returns a frame without the latency of block processing.
        let ours = &buffer.channel(0)[(number + 1) * FRAME..][..FRAME];
        let (level, theirs) = (energy(ours).sqrt(), expected[1]);
        assert!((level - theirs).abs() < 0.001 * theirs + 1e-6, "level of frame {number}: got {level}, expected {theirs}");
        for (&ours, &theirs) in ours.iter().zip(&expected[2..]) {
            compared += theirs * theirs;
            error += (f64::from(ours) - theirs).powi(2);
        }
    }
    let agreement = decibels(compared, error);
    // The reference has five digits, which limits the agreement to 90 dB; over all samples of all frames, it is 97 dB.
    assert!(agreement > 85.0, "agreement {agreement} dB");
    assert!(worst < 0.001, "largest error of the probabilities: {worst}");
}

#[test]
fn noise_is_attenuated_and_voice_is_kept() {
    let settled = 48_000..FRAME * FRAMES;
    let (noise, voice) = (signals::noise(), signals::voice());
    let output = run(&suppressor(), &[noise.clone(), voice.clone()]);
    let fall = decibels(energy(&output[0][settled.clone()]), energy(&noise[settled.clone()]));
    assert!(fall < -15.0, "noise: {fall} dB");
    let change = decibels(energy(&output[1][settled.clone()]), energy(&voice[settled]));
    assert!(change.abs() < 1.5, "voice: {change} dB");
}

#[test]
fn without_attenuation_audio_is_delayed_by_960_samples() {
    let voice = signals::voice();
    for stereo_link in [false, true] {
        let effect = NoiseSuppressor { attenuation: 0.0, stereo_link, ..suppressor() };
        let output = run(&effect, &[voice.clone(), signals::noise()]);
        let mut highpass = Channel::new();
        let mut tools = Tools::new().unwrap();
        let mut expected = Vec::new();
        for step in voice.chunks_exact(STEP) {
            highpass.take(step, 1.0, &mut tools);
            expected.extend(highpass.history[lengths::HISTORY - STEP..].iter().map(|sample| sample / 32768.0));
        }
        let (late, expected) = (&output[0][960..], &expected[..voice.len() - 960]);
        let difference: Vec<f32> = late.iter().zip(expected).map(|(a, b)| a - b).collect();
        // Without the frequencies above 20 kHz, which the voice doesn't have.
        let difference = decibels(energy(&difference), energy(expected));
        assert!(difference < -80.0, "{difference} dB");
    }
}

#[test]
fn linked_channels_have_the_same_gains() {
    let mixed = signals::mixed();
    let quieter: Vec<f32> = mixed.iter().map(|sample| 0.5 * sample).collect();
    let effect = NoiseSuppressor { stereo_link: true, ..suppressor() };
    let output = run(&effect, &[mixed.clone(), quieter]);
    let difference: Vec<f32> = output[0].iter().zip(&output[1]).map(|(a, b)| a - 2.0 * b).collect();
    assert!(decibels(energy(&difference), energy(&output[0])) < -60.0, "stereo image");
    let alone = run(&suppressor(), &[mixed]);
    let level = decibels(energy(&output[0]), energy(&alone[0]));
    assert!(level.abs() < 1.0, "{level} dB");
}

/// Resamples to another rate.
fn resampled(samples: &[f32], from: f64, to: f64) -> Vec<f32> {
    let mut source = AudioBuffer::new(AudioFormat::new(from, 1).unwrap(), samples.len()).unwrap();
    source.channel_mut(0).copy_from_slice(samples);
    Resampler::whole(&source, to, Quality::Good).unwrap().channel(0).to_vec()
}

/// Compares processing at another rate with processing at 48 kHz.
#[test]
fn other_rates_agree_after_the_latency() {
    for rate in [16_000.0, 44_100.0, 96_000.0, 192_000.0] {
        let format = AudioFormat::new(rate, 1).unwrap();
        let mut source = AudioBuffer::new(format, (2.0 * rate) as usize).unwrap();
        source.channel_mut(0).copy_from_slice(&resampled(&signals::mixed(), RATE, rate));
        // Resampled as a stream, whose start includes the ringing before the first frame.
        let mut there = Resampler::new(format, RATE, Quality::Good).unwrap();
        let late = there.latency();
        let mut heard = AudioBuffer::new(AudioFormat::new(RATE, 1).unwrap(), 96_000).unwrap();
        there.process(&source.block_mut(0), &mut heard.block_mut(0));
        let heard = heard.channel(0).to_vec();
        let expected = run(&suppressor(), &[heard]).remove(0).split_off(late + LATENCY);
        let expected = resampled(&resampled(&expected, RATE, rate), rate, RATE);

        let mut chain = Chain::new(format, vec![Step::new(Box::new(suppressor()))]).unwrap();
        chain.process(&mut source.block_mut(0), None, None);
        let output = resampled(&source.channel(0)[chain.latency()..], rate, RATE);
        let settled = 4_800..80_000;
        let apart = output[settled.clone()].iter().zip(&expected[settled.clone()]).map(|(a, b)| a - b);
        let apart = decibels(energy(&apart.collect::<Vec<_>>()), energy(&expected[settled]));
        assert!(apart < -100.0, "{rate} Hz: difference {apart} dB, latency {} frames", chain.latency());
    }
}

#[test]
fn a_chain_without_a_model_is_an_error() {
    let format = AudioFormat::new(RATE, 1).unwrap();
    let error = NoiseSuppressor::default().processor(format).map(|_| ()).unwrap_err();
    assert_eq!((error.code, &*error.argument), (Code::InvalidArgument, "model"), "missing model");
}
