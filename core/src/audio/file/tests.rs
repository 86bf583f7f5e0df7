//! Files by FFmpeg, held against what FFmpeg decodes of them; and what happens to damaged ones.

use super::*;
use crate::audio::AudioFormat;

const FILES: &[(&str, &[u8])] = &[
    ("tone8.wav", include_bytes!("../../../tests/golden/sounds/tone8.wav")),
    ("tone16.wav", include_bytes!("../../../tests/golden/sounds/tone16.wav")),
    ("tone24.wav", include_bytes!("../../../tests/golden/sounds/tone24.wav")),
    ("tone32.wav", include_bytes!("../../../tests/golden/sounds/tone32.wav")),
    ("tonefloat.wav", include_bytes!("../../../tests/golden/sounds/tonefloat.wav")),
    #[cfg(feature = "sound-codec")]
    ("tone.mp3", include_bytes!("../../../tests/golden/sounds/tone.mp3")),
    #[cfg(feature = "sound-codec")]
    ("tone.flac", include_bytes!("../../../tests/golden/sounds/tone.flac")),
    #[cfg(feature = "sound-codec")]
    ("tone.ogg", include_bytes!("../../../tests/golden/sounds/tone.ogg")),
    #[cfg(feature = "sound-codec")]
    ("tone.aac", include_bytes!("../../../tests/golden/sounds/tone.aac")),
    #[cfg(feature = "sound-codec")]
    ("tone.m4a", include_bytes!("../../../tests/golden/sounds/tone.m4a")),
];

#[test]
fn files_are_what_ffmpeg_says_they_are() {
    let golden = include_str!("../../../tests/golden/sounds/decoded.txt");
    for (name, bytes) in FILES {
        let sound = decode(bytes).unwrap();
        assert_eq!((sound.format().sample_rate(), sound.format().channels()), (44100.0, 2), "{name}");
        let line = golden.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let (label, samples) = line.split_once(": ").unwrap();
        let [first, frames] = *label.trim().split(' ').map(|n| n.parse::<usize>().unwrap()).collect::<Vec<_>>() else {
            panic!("{label}")
        };
        let whole = *name != "tone.m4a" && *name != "tone.ogg";
        assert!(!whole || sound.frames() == frames, "{name}: {} frames, not {frames}", sound.frames());
        // FFmpeg leaves out what an MP4 file says that its encoder has put before the sound.
        let late = if *name == "tone.m4a" { 1024 } else { 0 };
        // Lossless formats are exact; the text has nine digits behind the point. Of the others both decoders round differently.
        let allowed = if name.ends_with(".wav") || name.ends_with(".flac") { 1e-9 } else { 2e-6 };
        for (i, theirs) in samples.split(' ').enumerate() {
            let theirs: f32 = theirs.parse().unwrap();
            let ours = sound.channel(i % 2)[first + late + i / 2];
            assert!((ours - theirs).abs() <= allowed, "{name}, sample {i}: {ours}, not {theirs}");
        }
    }
}

#[test]
fn a_file_that_ends_early_is_an_error_or_its_beginning() {
    for (name, bytes) in FILES {
        let whole = decode(bytes).unwrap().frames();
        for length in (0..bytes.len()).step_by(97).chain(0..200) {
            match decode(&bytes[..length.min(bytes.len())]) {
                Ok(sound) => assert!(sound.frames() <= whole, "{name}, {length}: {} frames", sound.frames()),
                Err(error) => assert_eq!(error.code, Code::Decode, "{name}, {length}: {error}"),
            }
        }
    }
}

#[test]
fn damaged_files_are_errors_or_sounds() {
    let mut state = 7_u32;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize
    };
    let (mut sounds, mut errors) = (0, 0);
    for (name, bytes) in FILES {
        for round in 0..600 {
            let mut bytes = bytes.to_vec();
            // Headers are where it matters: every other time only they are damaged.
            let reach = if round % 2 == 0 { bytes.len().min(120) } else { bytes.len() };
            for _ in 0..=random() % 6 {
                let value = [0, 0xff, 0x7f, 0x80, random() as u8][random() % 5];
                bytes[random() % reach] = value;
            }
            match decode(&bytes) {
                Ok(sound) => {
                    // Of a byte, no format here makes more than some thousand frames.
                    assert!(sound.frames() <= bytes.len() * 4096, "{name}, {round}: {} frames", sound.frames());
                    let channels = 0..sound.format().channels();
                    let finite = channels.into_iter().all(|i| sound.channel(i).iter().all(|sample| sample.is_finite()));
                    assert!(finite, "{name}, {round}: numbers");
                    sounds += 1;
                }
                Err(error) => {
                    assert!(matches!(error.code, Code::Decode | Code::OutOfRange), "{name}, {round}: {error}");
                    errors += 1;
                }
            }
        }
    }
    assert!(sounds > 100 && errors > 100, "both occur: {sounds} sounds, {errors} errors");
    for bytes in [
        &b""[..],
        b"RIFF",
        b"RIFF\xff\xff\xff\xffWAVE",
        b"ID3",
        b"fLaC",
        b"OggS",
        b"\xff\xfb",
        &[0; 5000],
        &[255; 5000],
    ] {
        assert_eq!(decode(bytes).unwrap_err().code, Code::Decode, "{bytes:?}");
    }
}

/// A header for so many channels at a rate, with samples of so many bits, that promises `length` bytes and has none.
fn header(channels: u16, rate: u32, bits: u16, length: u32) -> Vec<u8> {
    let align = channels.wrapping_mul(bits / 8);
    let mut bytes = b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\x01\0".to_vec();
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend(rate.wrapping_mul(u32::from(align)).to_le_bytes());
    bytes.extend(align.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(length.to_le_bytes());
    bytes
}

#[test]
fn absurd_headers_are_errors_and_take_no_memory() {
    for (channels, rate, argument) in
        [(33, 48000, "channels"), (2, 2999, "sampleRate"), (2, u32::MAX, "sampleRate"), (2, 0, "sampleRate")]
    {
        let error = decode(&header(channels, rate, 16, 400)).unwrap_err();
        assert!(error.argument == argument || error.code == Code::Decode, "{channels} at {rate}: {error}");
    }
    assert!(decode(&header(0, 48000, 16, 400)).is_err(), "no channel");
    for bits in [0, 1, 7, 12, 20, 40, 64, u16::MAX] {
        assert_eq!(decode(&header(2, 48000, bits, 0)).unwrap_err().code, Code::Decode, "{bits} bits");
    }
    let sound = decode(&header(2, 48000, 16, 0x7fff_fff0)).unwrap();
    assert_eq!(sound.frames(), 0, "what isn't there isn't taken room for");
}

fn noise(channels: usize, frames: usize, reach: f32) -> AudioBuffer {
    let mut sound = AudioBuffer::new(AudioFormat::new(44100.0, channels).unwrap(), frames).unwrap();
    for channel in 0..channels {
        let samples = sound.channel_mut(channel).iter_mut().enumerate();
        samples.for_each(|(i, sample)| {
            *sample = ((i * 7919 + channel * 104_729) % 20_001) as f32 / 10_000.0 * reach - reach;
        });
    }
    sound
}

#[test]
fn what_is_written_is_read_again() {
    let depths = [(Depth::Int8, 8), (Depth::Int16, 16), (Depth::Int24, 24), (Depth::Int32, 32), (Depth::Float32, 32)];
    for channels in [1, 2, 3, 6, 32] {
        for (depth, bits) in depths {
            let sound = noise(channels, 501, 0.9);
            let file = encode_wav(&sound, depth, false).unwrap();
            let read = decode(&file).unwrap();
            assert_eq!((read.format(), read.frames()), (sound.format(), 501), "{depth:?}");
            let step = if depth == Depth::Float32 { 0.0 } else { (0.5_f32).powi(bits - 1) };
            for channel in 0..channels {
                for (read, wrote) in read.channel(channel).iter().zip(sound.channel(channel)) {
                    // Half a step, and what a float of 24 bits can say of it.
                    assert!((read - wrote).abs() <= step * 0.5 + 1e-7 * f32::from(depth == Depth::Int32), "{depth:?}");
                }
            }
            let again = encode_wav(&read, depth, false).unwrap();
            assert!(again == file, "{depth:?}: the second time nothing changes");
        }
    }
}

#[test]
fn what_is_too_loud_is_clipped_and_what_is_no_number_is_silence() {
    let mut sound = noise(1, 4, 0.0);
    sound.channel_mut(0).copy_from_slice(&[2.0, -2.0, f32::NAN, f32::INFINITY]);
    for depth in [Depth::Int8, Depth::Int16, Depth::Int24, Depth::Int32] {
        let read = decode(&encode_wav(&sound, depth, true).unwrap()).unwrap();
        let samples = read.channel(0);
        assert!(samples[0] > 0.99 && samples[1] == -1.0 && samples[2].abs() < 0.02, "{depth:?}: {samples:?}");
    }
    let read = decode(&encode_wav(&sound, Depth::Float32, false).unwrap()).unwrap();
    assert_eq!(read.channel(0), [2.0, -2.0, 0.0, 0.0], "floats stay");
    let odd = AudioBuffer::new(AudioFormat::new(44100.5, 1).unwrap(), 1).unwrap();
    assert_eq!(encode_wav(&odd, Depth::Int16, false).unwrap_err().code, Code::Encode, "half a hertz");
}

#[test]
fn dither_makes_noise_of_what_is_lost() {
    // A sine of less than half a step is silence without it, and is there with it.
    let mut sound = noise(1, 60_000, 0.0);
    let sine = |i: usize| (i as f64 * 0.05).sin();
    let step = 1.0 / 32768.0;
    sound.channel_mut(0).iter_mut().enumerate().for_each(|(i, sample)| *sample = (0.4 * step * sine(i)) as f32);
    let plain = decode(&encode_wav(&sound, Depth::Int16, false).unwrap()).unwrap();
    assert!(plain.channel(0).iter().all(|&sample| sample == 0.0), "nothing is left");
    let dithered = decode(&encode_wav(&sound, Depth::Int16, true).unwrap()).unwrap();
    let samples = dithered.channel(0).iter().map(|&sample| f64::from(sample) / step);
    let (mut inner, mut power) = (0.0, 0.0);
    samples.enumerate().for_each(|(i, sample)| {
        inner += sample * sine(i);
        power += sample * sample;
    });
    let amplitude = inner / 30_000.0;
    assert!((amplitude - 0.4).abs() < 0.02, "the sine: {amplitude}");
    // Rounding's noise and the triangle's: 1/12 and 1/6 of a step's square; and the sine's.
    let variance = power / 60_000.0 - 0.08;
    assert!((variance - 0.25).abs() < 0.01, "the noise: {variance}");
}
