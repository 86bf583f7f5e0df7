use core::f64::consts::{PI, TAU};

use super::*;
use crate::audio::{Chain, Step};
use crate::audio::effects::testing::{RATE, buffer, measure, noise, run};

/// The true peak at sixteen positions per sample. The filter is independent of the limiter's: a sinc of 200 samples
/// under a Blackman window, in double precision.
fn true_peak(samples: &[f32]) -> f64 {
    const HALF: usize = 100;
    let mut highest = 0.0_f64;
    for place in 0..16 {
        let weights: Vec<f64> = (0..2 * HALF)
            .map(|tap| {
                let x = tap as f64 - HALF as f64 + 1.0 - f64::from(place) / 16.0;
                let window = 0.42 + 0.5 * (PI * x / HALF as f64).cos() + 0.08 * (TAU * x / HALF as f64).cos();
                if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) * window }
            })
            .collect();
        for near in samples.windows(2 * HALF) {
            let sum: f64 = near.iter().zip(&weights).map(|(&sample, weight)| f64::from(sample) * weight).sum();
            highest = highest.max(sum.abs());
        }
    }
    20.0 * highest.log10()
}

/// Removes frequencies above 20 kHz.
fn below_20_khz(samples: &[f32]) -> Vec<f32> {
    let weights: Vec<f64> = (-200..=200)
        .map(|tap| {
            let x = f64::from(tap);
            let window = 0.42 + 0.5 * (PI * x / 201.0).cos() + 0.08 * (TAU * x / 201.0).cos();
            let turns = 20_000.0 / RATE;
            window * if tap == 0 { 2.0 * turns } else { (TAU * turns * x).sin() / (PI * x) }
        })
        .collect();
    let sum = |near: &[f32]| near.iter().zip(&weights).map(|(&sample, weight)| f64::from(sample) * weight).sum::<f64>();
    samples.windows(401).map(|near| sum(near) as f32).collect()
}

/// Fades in and out, because an abrupt cut adds peaks.
fn faded(mut samples: Vec<f32>) -> Vec<f32> {
    let count = samples.len();
    for (i, sample) in samples.iter_mut().enumerate() {
        *sample *= (i.min(count - 1 - i) as f32 / 1000.0).min(1.0);
    }
    samples
}

fn tone(frequency: f64, amplitude: f64, degrees: f64) -> Vec<f32> {
    let sine = |n: i32| amplitude * ((f64::from(n) * frequency + degrees / 360.0) * TAU).sin();
    faded((0..6000).map(|n| sine(n) as f32).collect())
}

/// Beating chords with samples clipped at full scale.
fn clipped_music() -> Vec<f32> {
    let sample = |n: i32| {
        let t = f64::from(n) / RATE;
        let beat = (-(t * 8.0).fract() * 4.0).exp();
        let chord: f64 = [220.0, 277.2, 329.6, 1318.5, 6000.0].iter().map(|note| (note * t * TAU).sin()).sum();
        (chord * beat) as f32
    };
    faded((0..12_000).map(|n| sample(n).clamp(-1.0, 1.0)).collect())
}

/// The true peak of the limiter's output, with enough silence to flush the latency.
fn peak_after(limiter: &Limiter, samples: &[f32]) -> f64 {
    let mut channel = vec![0.0; 200];
    channel.extend(samples);
    channel.resize(channel.len() + 1500, 0.0);
    true_peak(&run(limiter, &[channel])[0])
}

#[test]
fn true_peaks_stay_below_the_ceiling() {
    let white = noise(1, 12_000).remove(0);
    let heard = below_20_khz(&white);
    let loud = |amplitude: f32| faded(heard.iter().map(|sample| sample * amplitude).collect());
    let mut bursts = white.clone();
    bursts.iter_mut().enumerate().for_each(|(i, sample)| *sample *= if i / 700 % 3 == 0 { 2.0 } else { 0.1 });
    for (what, audio, excess) in [
        // Tones whose samples are 3 dB below their true peaks.
        ("fs/4", tone(0.25, 1.41, 45.0), 0.1),
        ("fs/6", tone(1.0 / 6.0, 1.41, 60.0), 0.1),
        ("1 kHz", tone(1000.0 / RATE, 4.0, 0.0), 0.1),
        ("15 kHz", tone(15_000.0 / RATE, 2.0, 10.0), 0.1),
        ("20 kHz", tone(20_000.0 / RATE, 2.0, 10.0), 0.1),
        ("music", clipped_music(), 0.1),
        ("noise", loud(1.0), 0.1),
        ("loud noise", loud(8.0), 0.1),
        ("bursts", faded(below_20_khz(&bursts)), 0.1),
        // Near half the sample rate, 20 samples aren't enough to interpolate accurately.
        ("white noise", faded(white), 2.0),
    ] {
        for (ceiling, release, look_ahead) in [(-1.0, 0.1, 0.005), (-9.0, 0.001, 0.0015), (0.0, 0.0, 0.0005), (-3.0, 0.02, 0.01)] {
            let limiter = Limiter { ceiling, release, look_ahead, ..Limiter::default() };
            let (before, after) = (true_peak(&audio), peak_after(&limiter, &audio));
            assert!(after <= ceiling + excess, "{what}, {limiter:?}: {before} dBTP in, {after} dBTP out");
            assert!(after >= ceiling - 1.0 || before < ceiling, "{what}, {limiter:?}: {after} dBTP out is more reduction than required");
        }
    }
}

#[test]
fn audio_below_the_ceiling_is_bit_exact() {
    // The true peaks of this noise are less than three times its highest sample.
    let input: Vec<Vec<f32>> = noise(2, 4000).into_iter().map(|channel| channel.iter().map(|x| x * 0.3).collect()).collect();
    let output = run(&Limiter::default(), &input);
    let latency = 240 + 10;
    for (input, output) in input.iter().zip(&output) {
        assert_eq!(output[..latency], vec![0.0; latency], "silence during the latency");
        assert_eq!(output[latency..], input[..4000 - latency], "bit-exact after the latency");
    }
    let made = Chain::new(buffer(&input).format(), vec![Step::new(Box::new(Limiter::default()))]).unwrap();
    assert_eq!(made.latency(), latency, "reported latency");
}

#[test]
fn release_is_accurate_and_ends_bit_exact() {
    let mut input = vec![0.5_f32; 48_000];
    input[2000] = 2.0;
    let output = &run(&Limiter { release: 0.02, ..Limiter::default() }, &[input.clone()])[0];
    let delay = 250;
    let reduction = |frame: usize| -20.0 * f64::from(output[frame + delay] / input[frame]).log10();
    let most = 20.0 * 2.0_f64.log10() + 1.0;
    assert!((reduction(2000) - most).abs() < 0.1, "gain reduction at the peak: {}", reduction(2000));
    assert_eq!(output[1500 + delay], 0.5, "long before the peak");
    // Both averages delay the release equally, so the ratio over 20 ms is 1/e.
    let (early, late) = (reduction(2600), reduction(2600 + 960));
    assert!((late / early - (-1.0_f64).exp()).abs() < 1e-3, "{early} dB, then {late} dB");
    assert_eq!(output[40_000], 0.5, "long after the peak");
}

#[test]
fn linked_channels_share_a_gain_and_others_have_their_own() {
    let input = vec![vec![2.0; 9600], vec![0.5; 9600]];
    let gains = |stereo_link| {
        let output = run(&Limiter { stereo_link, release: 0.01, ..Limiter::default() }, &input);
        [0, 1].map(|channel| output[channel][9000] / input[channel][9000])
    };
    let [left, right] = gains(true);
    assert!(left == right && left < 0.45, "linked: {left} {right}");
    let [left, right] = gains(false);
    assert!(left < 0.45 && right == 1.0, "unlinked: {left} {right}");
    let [reading] = measure(&Limiter { gain: 6.0, release: 0.01, ..Limiter::default() }, &input, RATE);
    assert!((reading + 20.0 * 2.0_f32.log10() + 7.0).abs() < 1e-3, "reading {reading}");
}
