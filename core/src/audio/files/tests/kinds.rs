//! Files of all formats, compared with the output of libsndfile, SciPy and FFmpeg: `tests/golden/sounds/kinds.py`.

use super::*;

pub(super) struct Kind<'a> {
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
    rate: f64,
    channels: usize,
    frames: usize,
    /// Index of the first frame with reference samples, and number of such frames.
    known: (usize, usize),
    samples: Vec<f32>,
}

/// Reads the files of an archive.
pub(super) fn archive<'a>(
    bytes: &'a [u8],
    index: &'a str,
    folder: &dyn Fn(&str) -> Option<&'static [u8]>,
) -> Vec<Kind<'a>> {
    let line = |line: &'a str| {
        let (head, samples) = line.split_once(": ").unwrap();
        let fields: Vec<&str> = head.split(' ').collect();
        let number = |i: usize| fields[i].parse::<usize>().unwrap();
        let frames = number(5);
        let known = if fields.len() > 7 { (number(7), number(8)) } else { (0, frames) };
        Kind {
            name: fields[0],
            bytes: folder(fields[0]).unwrap_or(&bytes[number(1)..number(1) + number(2)]),
            rate: number(3) as f64,
            channels: number(4),
            frames,
            known,
            samples: samples.split(' ').map(|number| number.parse().unwrap()).collect(),
        }
    };
    index.lines().map(line).collect()
}

pub(super) fn uncompressed() -> Vec<Kind<'static>> {
    let bytes = include_bytes!("../../../../tests/golden/sounds/uncompressed.bin");
    archive(bytes, include_str!("../../../../tests/golden/sounds/uncompressed.txt"), &|_| None)
}

#[cfg(feature = "audio-files")]
pub(super) fn compressed() -> Vec<Kind<'static>> {
    let bytes = include_bytes!("../../../../tests/golden/sounds/compressed.bin");
    archive(bytes, include_str!("../../../../tests/golden/sounds/compressed.txt"), &|_| None)
}

fn check(kind: &Kind<'_>, allowed: f32) -> Decoded {
    let Kind { name, rate, channels, frames, known: (first, count), .. } = *kind;
    let decoded = decode_with_report(kind.bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let audio = &decoded.audio;
    assert_eq!((audio.format().sample_rate(), audio.format().channels()), (rate, channels), "{name}");
    assert_eq!(audio.frames(), frames, "{name}: frames");
    for channel in 0..channels {
        for i in 0..count {
            let (ours, theirs) = (audio.channel(channel)[first + i], kind.samples[channel * count + i]);
            assert!(
                (ours - theirs).abs() <= allowed,
                "{name}, channel {channel}, frame {}: got {ours}, expected {theirs}",
                first + i
            );
        }
    }
    decoded
}

#[test]
fn uncompressed_files_of_every_layout_and_depth_are_exact() {
    let kinds = uncompressed();
    assert!(kinds.len() > 300, "{} files", kinds.len());
    for kind in &kinds {
        let Report { truncated, damaged_packets, .. } = check(kind, 0.0).report;
        assert!(!truncated && damaged_packets == 0, "{}: whole", kind.name);
    }
}

#[cfg(feature = "audio-files")]
#[test]
fn compressed_files_of_every_channel_count_and_quality_agree_with_other_decoders() {
    for kind in &compressed() {
        let allowed = match kind.name.rsplit_once('.').unwrap().1 {
            "flac" => 0.0,
            // The decoder uses integers, like the fixed-point reference, and rounds to 16 bits.
            "opus" => 5e-4,
            _ => 2e-6,
        };
        let Report { truncated, damaged_packets, .. } = check(kind, allowed).report;
        assert!(!truncated && damaged_packets == 0, "{}: whole", kind.name);
    }
}

#[cfg(feature = "audio-files")]
mod reported {
    use super::*;

    macro_rules! case {
        ($name:literal) => {
            decode_with_report(include_bytes!(concat!("../../../../tests/golden/sounds/cases/", $name))).unwrap()
        };
    }

    #[test]
    fn priming_and_padding_are_trimmed_if_the_file_specifies_them() {
        for (decoded, priming, frames) in [
            (case!("a_fdk.m4a"), 2048, 20_000),
            (case!("a_lc.m4a"), 1024, 20_000),
            (case!("o_opus.opus"), 312, 21_769),
            (case!("m_concat.mp3"), 2 * 1105, 2 * 10_884),
        ] {
            assert_eq!((decoded.report.priming_frames, decoded.audio.frames()), (priming, frames));
        }
    }

    #[test]
    fn the_missing_upper_half_of_he_aac_is_reported() {
        let decoded = case!("a_he.m4a");
        let Report { spectral_band_replication, parametric_stereo, priming_frames, .. } = decoded.report;
        assert!(spectral_band_replication && !parametric_stereo, "as in its configuration");
        // The numbers in iTunes metadata count frames of the core.
        assert_eq!((priming_frames, decoded.audio.frames()), (2048, 10_000));
        assert!(!case!("a_lc.m4a").report.spectral_band_replication, "a file without replication");
    }

    #[test]
    fn frames_are_converted_to_the_first_channel_count() {
        let decoded = case!("m_mix_mono_stereo.mp3");
        // FFmpeg decodes the same number of frames.
        assert_eq!((decoded.audio.format().channels(), decoded.audio.frames()), (1, 43_776));
        assert_eq!(decoded.report.remixed_frames, 21_888, "number of remixed frames");
        let power = |part: &[f32]| part.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / part.len() as f64;
        let (first, second) = decoded.audio.channel(0).split_at(21_888);
        assert!(power(first) > 1e-3 && power(second) > 1e-3, "both halves have audio");
    }
}

#[test]
fn formats_that_are_not_decoded_are_named() {
    for (bytes, name) in [
        (&b"\x0b\x77\x4f\x8a\x14\x40"[..], "AC-3"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9", "WMA"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0", "Matroska or WebM"),
        (b"wvpk\0\0\0\0", "WavPack"),
        (b"#!AMR\n", "AMR"),
        (
            b"FORM\0\0\0\x32AIFCCOMM\0\0\0\x18\0\x02\0\0\0\x10\0\x10\x40\x0e\xac\x44\0\0\0\0\0\0ima4\0\0",
            "AIFF-C with IMA ADPCM",
        ),
        (b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x61\x01\x02\0\x44\xac\0\0\0\0\0\0\x04\0\x10\0", "WAV with WMA"),
        (b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x00\x20\x02\0\x44\xac\0\0\0\0\0\0\x04\0\x10\0", "WAV with AC-3"),
    ] {
        let error = decode(bytes).unwrap_err();
        assert_eq!((error.code, &error.received), (Code::Unsupported, &name.into()), "{name}");
    }
}
