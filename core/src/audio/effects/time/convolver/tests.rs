use super::*;
use crate::audio::{Chain, Step};
use crate::audio::effects::testing::{RATE, buffer, noise, run};

/// Decaying noise.
fn response(channels: usize, frames: usize) -> Arc<AudioBuffer> {
    let mut response = noise(channels, frames);
    for channel in &mut response {
        let fade = |(i, sample): (usize, &mut f32)| *sample *= (-3.0 * i as f32 / frames as f32).exp();
        channel.iter_mut().enumerate().for_each(fade);
    }
    Arc::new(buffer(&response))
}

fn signal_to_noise(result: &[f32], expected: &[f64]) -> f64 {
    let signal: f64 = expected.iter().map(|sample| sample * sample).sum();
    let error: f64 = result.iter().zip(expected).map(|(result, expected)| (f64::from(*result) - expected).powi(2)).sum();
    10.0 * (signal / error).log10()
}

/// The direct convolution at some frames.
fn convolved(samples: &[f32], response: &[f32], places: &[usize]) -> Vec<f64> {
    let at = |n: usize| -> f64 {
        let products = response.iter().take(n + 1).enumerate();
        products.map(|(k, &tap)| f64::from(tap) * f64::from(*samples.get(n - k).unwrap_or(&0.0))).sum()
    };
    places.iter().map(|&n| at(n)).collect()
}

#[test]
fn agrees_with_direct_convolution_for_all_lengths() {
    for frames in [1, 100, 128, 129, 1000, 2048, 2049, 5000, 16_384, 40_000] {
        let response = response(1, frames);
        let mut audio = noise(2, 2000);
        audio.iter_mut().for_each(|channel| channel.resize(frames + 2000, 0.0));
        let result = run(&Convolver { response: Some(Arc::clone(&response)), normalize: false }, &audio);
        let places: Vec<usize> = (0..frames + 2000).step_by(1 + frames / 500).collect();
        for (result, audio) in result.iter().zip(&audio) {
            let result: Vec<f32> = places.iter().map(|&place| result[place]).collect();
            let ratio = signal_to_noise(&result, &convolved(audio, response.channel(0), &places));
            assert!(ratio > 120.0, "{frames} frames: {ratio} dB");
        }
    }
}

#[test]
fn four_channels_are_true_stereo() {
    let response = response(4, 300);
    let audio = noise(2, 600);
    let result = run(&Convolver { response: Some(Arc::clone(&response)), normalize: false }, &audio);
    let places: Vec<usize> = (0..600).collect();
    for (to, result) in result.iter().enumerate() {
        let [left, right] = [0, 1].map(|from| convolved(&audio[from], response.channel(2 * from + to), &places));
        let expected: Vec<f64> = left.iter().zip(&right).map(|(left, right)| left + right).collect();
        let ratio = signal_to_noise(result, &expected);
        assert!(ratio > 120.0, "to channel {to}: {ratio} dB");
    }
}

#[test]
fn normalization_agrees_with_web_audio() {
    let mut silent = vec![vec![0.0; 100]; 1];
    silent[0][0] = 1.0;
    let normalized = run(&Convolver { response: Some(Arc::new(buffer(&silent))), normalize: true }, &[vec![1.0; 10]]);
    // The root mean square of the response is 1/10.
    let expected = 10.0 * 10_f64.powf(-58.0 / 20.0) * 44_100.0 / RATE;
    assert!((f64::from(normalized[0][5]) - expected).abs() < 1e-9, "got {}, expected {expected}", normalized[0][5]);
}

#[test]
fn unsupported_responses_are_errors() {
    let format = AudioFormat::new(RATE, 2).unwrap();
    let argument = |response: AudioBuffer| {
        let convolver = Convolver { response: Some(Arc::new(response)), normalize: true };
        convolver.processor(format).err().map(|error| error.argument.clone().into_owned())
    };
    let other_rate = AudioFormat::new(44_100.0, 2).unwrap();
    assert_eq!(argument(AudioBuffer::new(other_rate, 10).unwrap()).as_deref(), Some("response.sampleRate"));
    assert_eq!(argument(buffer(&noise(3, 10))).as_deref(), Some("response.channels"));
    assert_eq!(argument(AudioBuffer::new(format, 0).unwrap()).as_deref(), Some("response.length"));
    assert_eq!(argument(AudioBuffer::new(format, 60 * 48_000 + 1).unwrap()).as_deref(), Some("response.length"));
    assert_eq!(run(&Convolver::default(), &noise(1, 100))[0], vec![0.0; 100], "silence without a response");
}

#[test]
fn bits_do_not_depend_on_blocks() {
    let response = response(2, 30_000);
    let audio = noise(2, 40_000);
    let results = [&[40_000][..], &[1, 127, 441, 64, 2048, 33]].map(|lengths| {
        let mut buffer = buffer(&audio);
        let convolver = Convolver { response: Some(Arc::clone(&response)), normalize: true };
        let mut chain = Chain::new(buffer.format(), vec![Step::new(Box::new(convolver))]).unwrap();
        let mut block = buffer.block_mut(0);
        let mut start = 0;
        for &length in lengths.iter().cycle() {
            chain.process(&mut block.part(start, length), None, None);
            start += length;
            if start >= 40_000 {
                break;
            }
        }
        [0, 1].map(|channel| buffer.channel(channel).iter().map(|sample| sample.to_bits()).collect::<Vec<_>>())
    });
    assert!(results[0] == results[1], "bit-exact for all block sizes");
}
