//! Files encoded by FFmpeg, compared with the output of FFmpeg; damaged files.

use super::*;
use crate::error::Code;

mod kinds;
mod mutations;

const FILES: &[(&str, &[u8])] = &[
    ("tone8.wav", include_bytes!("../../../../tests/golden/sounds/tone8.wav")),
    ("tone16.wav", include_bytes!("../../../../tests/golden/sounds/tone16.wav")),
    ("tone24.wav", include_bytes!("../../../../tests/golden/sounds/tone24.wav")),
    ("tone32.wav", include_bytes!("../../../../tests/golden/sounds/tone32.wav")),
    ("tonefloat.wav", include_bytes!("../../../../tests/golden/sounds/tonefloat.wav")),
    #[cfg(feature = "audio-files")]
    ("tone.mp3", include_bytes!("../../../../tests/golden/sounds/tone.mp3")),
    #[cfg(feature = "audio-files")]
    ("tone.flac", include_bytes!("../../../../tests/golden/sounds/tone.flac")),
    #[cfg(feature = "audio-files")]
    ("tone.ogg", include_bytes!("../../../../tests/golden/sounds/tone.ogg")),
    #[cfg(feature = "audio-files")]
    ("tone.aac", include_bytes!("../../../../tests/golden/sounds/tone.aac")),
    #[cfg(feature = "audio-files")]
    ("tone.m4a", include_bytes!("../../../../tests/golden/sounds/tone.m4a")),
];

#[test]
fn files_agree_with_ffmpeg() {
    let golden = include_str!("../../../../tests/golden/sounds/decoded.txt");
    for (name, bytes) in FILES {
        let audio = decode(bytes).unwrap();
        assert_eq!((audio.format().sample_rate(), audio.format().channels()), (44100.0, 2), "{name}");
        let line = golden.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let (label, samples) = line.split_once(": ").unwrap();
        let [first, frames] = *label.trim().split(' ').map(|n| n.parse::<usize>().unwrap()).collect::<Vec<_>>() else {
            panic!("{label}")
        };
        // FFmpeg drops 128 frames at the end of Vorbis, which libsndfile returns.
        assert_eq!(audio.frames(), frames + if *name == "tone.ogg" { 128 } else { 0 }, "{name}");
        // Lossless formats are exact; the text has nine decimal places. For lossy formats, the decoders round
        // differently.
        let allowed = if name.ends_with(".wav") || name.ends_with(".flac") { 1e-9 } else { 2e-6 };
        for (i, theirs) in samples.split(' ').enumerate() {
            let theirs: f32 = theirs.parse().unwrap();
            let ours = audio.channel(i % 2)[first + i / 2];
            assert!((ours - theirs).abs() <= allowed, "{name}, sample {i}: got {ours}, expected {theirs}");
        }
    }
}

#[test]
fn a_truncated_file_is_an_error_or_its_beginning() {
    for (name, bytes) in FILES {
        let whole = decode(bytes).unwrap().frames();
        for length in (0..bytes.len()).step_by(97).chain(0..200) {
            match decode(&bytes[..length.min(bytes.len())]) {
                Ok(audio) => assert!(audio.frames() <= whole, "{name}, {length}: {} frames", audio.frames()),
                Err(error) => assert_eq!(error.code, Code::Decode, "{name}, {length}: {error}"),
            }
        }
    }
}

/// A WAV header with these parameters that announces `length` bytes of samples, but has none.
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
fn invalid_headers_are_errors_and_allocate_no_memory() {
    for (channels, rate, argument) in
        [(33, 48000, "channels"), (2, 2999, "sampleRate"), (2, u32::MAX, "sampleRate"), (2, 0, "sampleRate")]
    {
        let error = decode(&header(channels, rate, 16, 400)).unwrap_err();
        assert!(error.argument == argument || error.code == Code::Decode, "{channels} at {rate}: {error}");
    }
    assert!(decode(&header(0, 48000, 16, 400)).is_err(), "0 channels");
    for bits in [72, 80, u16::MAX] {
        assert_eq!(decode(&header(2, 48000, bits, 0)).unwrap_err().code, Code::Decode, "{bits} bits");
    }
    for (length, truncated) in [(0x7fff_fff0, false), (u32::MAX, false), (0, false), (0x7000_0000, true), (4, true)] {
        let decoded = decode_with_report(&header(2, 48000, 16, length)).unwrap();
        assert_eq!(
            (decoded.audio.frames(), decoded.report.truncated),
            (0, truncated),
            "{length:#x}: no frames, and truncated"
        );
    }
}

fn noise(channels: usize, frames: usize, reach: f32) -> AudioBuffer {
    let mut audio = AudioBuffer::new(AudioFormat::new(44100.0, channels).unwrap(), frames).unwrap();
    for channel in 0..channels {
        let samples = audio.channel_mut(channel).iter_mut().enumerate();
        samples.for_each(|(i, sample)| {
            *sample = ((i * 7919 + channel * 104_729) % 20_001) as f32 / 10_000.0 * reach - reach;
        });
    }
    audio
}

#[test]
fn encoded_files_can_be_decoded() {
    let depths = [(Depth::Int8, 8), (Depth::Int16, 16), (Depth::Int24, 24), (Depth::Int32, 32), (Depth::Float32, 32)];
    for channels in [1, 2, 3, 6, 32] {
        for (depth, bits) in depths {
            let audio = noise(channels, 501, 0.9);
            let file = encode_wav(&audio, depth, false).unwrap().bytes;
            let read = decode(&file).unwrap();
            assert_eq!((read.format(), read.frames()), (audio.format(), 501), "{depth:?}");
            let step = if depth == Depth::Float32 { 0.0 } else { (0.5_f32).powi(bits - 1) };
            for channel in 0..channels {
                for (read, wrote) in read.channel(channel).iter().zip(audio.channel(channel)) {
                    // Half a quantisation step, plus the rounding of 24-bit floats.
                    assert!((read - wrote).abs() <= step * 0.5 + 1e-7 * f32::from(depth == Depth::Int32), "{depth:?}");
                }
            }
            let again = encode_wav(&read, depth, false).unwrap().bytes;
            assert!(again == file, "{depth:?}: encoding is stable");
        }
    }
}

#[test]
fn loud_samples_are_clipped_and_non_finite_ones_become_zero() {
    let mut audio = noise(1, 4, 0.0);
    audio.channel_mut(0).copy_from_slice(&[2.0, -2.0, f32::NAN, f32::INFINITY]);
    for depth in [Depth::Int8, Depth::Int16, Depth::Int24, Depth::Int32] {
        let encoded = encode_wav(&audio, depth, true).unwrap();
        assert_eq!(encoded.clipped_samples, 2, "{depth:?}");
        let read = decode(&encoded.bytes).unwrap();
        let samples = read.channel(0);
        assert!(samples[0] > 0.99 && samples[1] == -1.0 && samples[2].abs() < 0.02, "{depth:?}: {samples:?}");
    }
    let encoded = encode_wav(&audio, Depth::Float32, false).unwrap();
    assert_eq!(encoded.clipped_samples, 0, "floats");
    let read = decode(&encoded.bytes).unwrap();
    assert_eq!(read.channel(0), [2.0, -2.0, 0.0, 0.0], "floats aren't clipped");
    let odd = AudioBuffer::new(AudioFormat::new(44100.5, 1).unwrap(), 1).unwrap();
    assert_eq!(encode_wav(&odd, Depth::Int16, false).unwrap_err().code, Code::Encode, "fractional sample rate");
}

#[test]
fn dither_keeps_signals_below_one_step() {
    // A sine of less than half a step rounds to silence, but is kept with dither.
    let mut audio = noise(1, 60_000, 0.0);
    let sine = |i: usize| (i as f64 * 0.05).sin();
    let step = 1.0 / 32768.0;
    audio.channel_mut(0).iter_mut().enumerate().for_each(|(i, sample)| *sample = (0.4 * step * sine(i)) as f32);
    let plain = decode(&encode_wav(&audio, Depth::Int16, false).unwrap().bytes).unwrap();
    assert!(plain.channel(0).iter().all(|&sample| sample == 0.0), "silent without dither");
    let dithered = decode(&encode_wav(&audio, Depth::Int16, true).unwrap().bytes).unwrap();
    let samples = dithered.channel(0).iter().map(|&sample| f64::from(sample) / step);
    let (mut inner, mut power) = (0.0, 0.0);
    samples.enumerate().for_each(|(i, sample)| {
        inner += sample * sine(i);
        power += sample * sample;
    });
    let amplitude = inner / 30_000.0;
    assert!((amplitude - 0.4).abs() < 0.02, "amplitude of the sine: {amplitude}");
    // In squares of a step: 1/12 for rounding, 1/6 for the dither, and the sine, which is subtracted.
    let variance = power / 60_000.0 - 0.08;
    assert!((variance - 0.25).abs() < 0.01, "variance of the noise: {variance}");
}

/// The layouts that WAVEFORMATEXTENSIBLE defines, in the order that the loudness meter uses; pad bytes; sizes.
#[test]
fn written_files_have_standard_layouts_and_pad_bytes() {
    let word = |file: &[u8], at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
    for (channels, mask) in
        [(1, 0x4), (2, 0x3), (3, 0x7), (4, 0x33), (5, 0x37), (6, 0x3f), (7, 0x70f), (8, 0x63f), (9, 0), (32, 0)]
    {
        for (depth, bytes) in
            [(Depth::Int8, 1), (Depth::Int16, 2), (Depth::Int24, 3), (Depth::Int32, 4), (Depth::Float32, 4)]
        {
            let file = encode_wav(&noise(channels, 7, 0.5), depth, false).unwrap().bytes;
            let what = format!("{channels} channels, {depth:?}");
            assert_eq!(file.len() % 2, 0, "{what}: even length");
            assert_eq!(word(&file, 4) as usize, file.len() - 8, "{what}: the size of all chunks");
            let extensible = channels > 2 || bytes > 2;
            assert_eq!(word(&file, 16), if extensible { 40 } else { 16 }, "{what}: form");
            if extensible {
                assert_eq!((word(&file, 40), file[38]), (mask, 8 * bytes), "{what}: layout and valid bits");
            }
            let start = if extensible { 60 } else { 36 };
            assert_eq!(&file[start..start + 4], b"data", "{what}");
            assert_eq!(
                word(&file, start + 4) as usize,
                7 * channels * usize::from(bytes),
                "{what}: without the pad byte"
            );
        }
    }
}

#[test]
fn missing_audio_is_reported() {
    #[cfg(feature = "audio-files")]
    let opus = [("o_opus.opus", &include_bytes!("../../../../tests/golden/sounds/cases/o_opus.opus")[..])];
    #[cfg(not(feature = "audio-files"))]
    let opus: [(&str, &[u8]); 0] = [];
    for (name, bytes) in FILES.iter().chain(&opus) {
        let whole = decode_with_report(bytes).unwrap();
        assert!(!whole.report.truncated && whole.report.damaged_packets == 0, "{name}: {:?}", whole.report);
        let part = &bytes[..bytes.len() * 7 / 8];
        // The tables of an MP4 file may be at its end.
        let Ok(cut) = decode_with_report(part) else { continue };
        assert!(cut.report.truncated, "{name}");
        assert!(cut.audio.frames() > 0 && cut.audio.frames() < whole.audio.frames(), "{name}");
    }
}

#[test]
fn parts_equal_the_whole() {
    for (name, bytes) in FILES {
        let mut decoder = Decoder::new(bytes).unwrap();
        let (mut left, mut before, mut more) = (Vec::new(), 0.0, true);
        while more {
            more = decoder.advance(bytes).unwrap();
            left.extend_from_slice(decoder.channel(0));
            assert!(decoder.progress() >= before, "{name}: progress never decreases");
            before = decoder.progress();
        }
        assert_eq!(before, 1.0, "{name}");
        assert_eq!(left, decode(bytes).unwrap().channel(0), "{name}");
        assert!(!decoder.advance(bytes).unwrap() && decoder.frames() == 0, "{name}: the end is permanent");
    }
}
