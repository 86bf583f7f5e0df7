//! Applies a chain of effects to a WAV file.
//!
//! ```sh
//! cargo run --example wav --features wav -- [INPUT.wav [OUTPUT.wav]]
//! ```
//!
//! Without `INPUT.wav`, the example synthesises a tone. Without `OUTPUT.wav`, the result is in the directory for
//! temporary files.

use std::error::Error;
use std::f64::consts::TAU;
use std::path::PathBuf;
use std::{env, fs};

use filmgate::audio::effects::dynamics::{Compressor, Limiter};
use filmgate::audio::effects::time::Reverb;
use filmgate::audio::files::{Depth, decode, encode_wav};
use filmgate::audio::{AudioBuffer, AudioFormat, Chain, Step};

/// Maximum length of a reverberation that is added at the end, in seconds.
const LONGEST_TAIL: f64 = 2.0;

#[expect(clippy::print_stdout, reason = "the program prints the path of its output")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = env::args_os().skip(1).map(PathBuf::from);
    let input = match paths.next() {
        Some(input) => decode(&fs::read(input)?)?,
        None => tone()?,
    };
    let output = paths.next().unwrap_or_else(|| env::temp_dir().join("filmgate-wav.wav"));

    let format = input.format();
    let mut chain = Chain::new(
        format,
        vec![
            Step::new(Box::new(Compressor { threshold: -24.0, ratio: 3.0, ..Compressor::default() })),
            Step { mix: 0.25, ..Step::new(Box::new(Reverb::default())) },
            Step::new(Box::new(Limiter { ceiling: -1.0, ..Limiter::default() })),
        ],
    )?;

    // The output begins `latency` frames late and continues for `tail` frames after the input has ended.
    let latency = chain.latency();
    let tail = chain.tail().min(latency + (LONGEST_TAIL * format.sample_rate()) as usize);
    let mut buffer = AudioBuffer::new(format, input.frames() + tail)?;
    for channel in 0..format.channels() {
        buffer.channel_mut(channel)[..input.frames()].copy_from_slice(input.channel(channel));
    }
    chain.process(&mut buffer.block_mut(0), None, None);

    let mut result = AudioBuffer::new(format, buffer.frames() - latency)?;
    for channel in 0..format.channels() {
        result.channel_mut(channel).copy_from_slice(&buffer.channel(channel)[latency..]);
    }
    fs::write(&output, encode_wav(&result, Depth::Int24, false)?.bytes)?;
    let seconds = result.frames() as f64 / format.sample_rate();
    println!("{seconds:.2} s at {} Hz: {}", format.sample_rate(), output.display());
    Ok(())
}

/// Synthesises one second of A4 that decays.
fn tone() -> Result<AudioBuffer, filmgate::Error> {
    let format = AudioFormat::new(48_000.0, 2)?;
    let mut buffer = AudioBuffer::new(format, 48_000)?;
    for channel in 0..format.channels() {
        for (frame, sample) in buffer.channel_mut(channel).iter_mut().enumerate() {
            let seconds = frame as f64 / format.sample_rate();
            *sample = (0.8 * (-3.0 * seconds).exp() * (TAU * 440.0 * seconds).sin()) as f32;
        }
    }
    Ok(buffer)
}
