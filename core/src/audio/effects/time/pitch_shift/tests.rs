use std::f64::consts::TAU;

use super::*;
use crate::audio::effects::testing::{RATE, noise, run};

fn tone(frequency: f64, phase: f64, frames: usize) -> Vec<f32> {
    (0..frames).map(|i| (0.3 * (TAU * (frequency * i as f64 / RATE + phase)).sin()) as f32).collect()
}

/// The amplitude and the phase (in turns) of a frequency, by the Fourier integral under a Hann window.
fn at(samples: &[f32], frequency: f64) -> (f64, f64) {
    let (mut re, mut im, mut sum) = (0.0, 0.0, 0.0);
    for (i, &sample) in samples.iter().enumerate() {
        let window = 0.5 - 0.5 * (TAU * (i as f64 + 0.5) / samples.len() as f64).cos();
        let angle = TAU * frequency * i as f64 / RATE;
        re += window * f64::from(sample) * angle.cos();
        im -= window * f64::from(sample) * angle.sin();
        sum += window;
    }
    (2.0 * re.hypot(im) / sum, im.atan2(re) / TAU)
}

/// The level of all but these frequencies, in decibels below the whole.
fn distance(samples: &[f32], frequencies: &[f64]) -> f64 {
    let mut rest: Vec<f64> = samples.iter().map(|&sample| f64::from(sample)).collect();
    for &frequency in frequencies {
        let (amplitude, phase) = at(samples, frequency);
        for (i, sample) in rest.iter_mut().enumerate() {
            *sample -= amplitude * (TAU * (frequency * i as f64 / RATE + phase)).cos();
        }
    }
    let power = |samples: &[f64]| samples.iter().map(|sample| sample * sample).sum::<f64>();
    10.0 * (power(&samples.iter().map(|&sample| f64::from(sample)).collect::<Vec<_>>()) / power(&rest)).log10()
}

#[test]
fn without_a_shift_audio_is_only_delayed() {
    for (window, latency) in [(PitchWindow::Short, 1024), (PitchWindow::Medium, 2048), (PitchWindow::Long, 4096)] {
        let effect = PitchShift { window, ..PitchShift::default() };
        let format = AudioFormat::new(RATE, 2).unwrap();
        assert_eq!(effect.processor(format).unwrap().latency(), latency);
        let audio = noise(2, 20_000);
        let result = run(&effect, &audio);
        for (ours, theirs) in result.iter().zip(&audio) {
            for (i, (ours, theirs)) in ours[latency..].iter().zip(theirs).enumerate().skip(latency) {
                assert!((ours - theirs).abs() < 1e-5, "{window:?}, frame {i}: got {ours}, expected {theirs}");
            }
        }
    }
}

#[test]
fn tones_are_shifted_and_keep_their_level() {
    for frequency in [110.3, 440.0, 1234.5, 3000.7] {
        for pitch in [-12.0, -5.0, -0.5, 0.3, 4.0, 7.0, 12.0, 19.0] {
            let effect = PitchShift { pitch, ..PitchShift::default() };
            let result = run(&effect, &[tone(frequency, 0.0, 60_000)]);
            let steady = &result[0][20_000..50_000];
            let moved = frequency * (pitch / 12.0_f64).exp2();
            let (amplitude, _) = at(steady, moved);
            let level = 20.0 * (amplitude / 0.3).log10();
            assert!(level.abs() < 0.2, "{frequency} Hz by {pitch}: level {level} dB");
            let clean = distance(steady, &[moved]);
            assert!(clean > 30.0, "{frequency} Hz by {pitch}: other frequencies at -{clean} dB");
        }
    }
}

#[test]
fn several_tones_are_shifted_together() {
    let tones = [220.0, 277.2, 329.6, 659.3];
    let mut chord = vec![0.0; 80_000];
    for (index, &frequency) in tones.iter().enumerate() {
        let tone = tone(frequency, 0.13 * index as f64, chord.len());
        chord.iter_mut().zip(tone).for_each(|(sum, sample)| *sum += sample / 2.0);
    }
    for pitch in [-7.0, 5.0] {
        let effect = PitchShift { pitch, window: PitchWindow::Long };
        let result = run(&effect, std::slice::from_ref(&chord));
        let steady = &result[0][30_000..70_000];
        let moved = tones.map(|frequency| frequency * (pitch / 12.0_f64).exp2());
        for frequency in moved {
            let level = 20.0 * (at(steady, frequency).0 / 0.15).log10();
            assert!(level.abs() < 1.0, "{frequency} Hz: level {level} dB");
        }
        let clean = distance(steady, &moved);
        assert!(clean > 25.0, "by {pitch}: other frequencies at -{clean} dB");
    }
}

#[test]
fn phase_differences_between_channels_are_kept() {
    let effect = PitchShift { pitch: 4.0, ..PitchShift::default() };
    let result = run(&effect, &[tone(500.0, 0.0, 50_000), tone(500.0, 0.2, 50_000)]);
    let moved = 500.0 * (4.0_f64 / 12.0).exp2();
    let [left, right] = [0, 1].map(|channel| at(&result[channel][20_000..40_000], moved).1);
    let apart = right - left - 0.2;
    assert!((apart - apart.round()).abs() < 0.005, "phases of {left} and {right} turns");
}
