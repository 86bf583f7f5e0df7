//! Damaged files: each decodes to audio or to a Filmgate error, within bounds of memory and time.
//!
//! `FILMGATE_MUTATIONS` is the number of mutations per format, by default 1,000. Tests run with debug assertions,
//! including those of unchecked indexing in the standard library.

use std::time::{Duration, Instant};

use super::kinds;
use super::*;

fn random(state: &mut u32) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    *state as usize
}

/// Damages a file as it happens in practice: changed bits, numbers at the ends of their ranges, truncation, and missing
/// or repeated parts.
fn damage(whole: &[u8], state: &mut u32) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    // Headers are most sensitive, so half of the files are damaged there only.
    let headers = random(state).is_multiple_of(2);
    for _ in 0..=random(state) % 6 {
        let at = random(state) % if headers { bytes.len().min(200) } else { bytes.len() };
        match random(state) % 8 {
            0 => bytes[at] ^= 1 << (random(state) % 8),
            1..=3 => bytes[at] = [0, 0xff, 0x7f, 0x80, random(state) as u8][random(state) % 5],
            4 => {
                let number = [0, u32::MAX, 0x7fff_ffff, 0x8000_0000, random(state) as u32][random(state) % 5];
                let number = if random(state).is_multiple_of(2) { number.to_le_bytes() } else { number.to_be_bytes() };
                bytes.iter_mut().skip(at).zip(number).for_each(|(byte, new)| *byte = new);
            }
            5 => bytes.truncate(at.max(1)),
            6 => {
                let end = (at + random(state) % 300).min(bytes.len());
                bytes.drain(at..end);
            }
            _ => {
                let end = (at + random(state) % 300).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = random(state) % bytes.len();
                bytes.splice(to..to, part);
            }
        }
        if bytes.len() < 2 {
            break;
        }
    }
    #[cfg(feature = "audio-files")]
    if bytes.starts_with(b"OggS") && !random(state).is_multiple_of(4) {
        mend_checks(&mut bytes);
    }
    bytes
}

/// Corrects the checks of damaged Ogg pages, so that the damage reaches the decoder.
#[cfg(feature = "audio-files")]
fn mend_checks(bytes: &mut [u8]) {
    let mut at = 0;
    while bytes.get(at..at + 27).is_some_and(|head| head.starts_with(b"OggS")) {
        let lacing = at + 27..at + 27 + usize::from(bytes[at + 26]);
        let Some(sizes) = bytes.get(lacing.clone()) else { return };
        let end = lacing.end + sizes.iter().map(|&size| usize::from(size)).sum::<usize>();
        if end > bytes.len() {
            return;
        }
        bytes[at + 22..at + 26].fill(0);
        let check = super::super::crc::CRC32.of(&bytes[at..end]);
        bytes[at + 22..at + 26].copy_from_slice(&check.to_le_bytes());
        at = end;
    }
}

fn run(format: &str, files: &[(&str, &[u8])]) {
    let rounds = std::env::var("FILMGATE_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(1000);
    let mut state = 0x1234_5678;
    let (mut decoded, mut errors, mut panics) = (0, 0, 0);
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let (name, whole) = files[round % files.len()];
        let bytes = damage(whole, &mut state);
        let start = Instant::now();
        let result = decode(&bytes);
        slowest = slowest.max(start.elapsed());
        match result {
            Ok(audio) => {
                // A byte of FLAC can encode thousands of frames of silence.
                assert!(audio.frames() <= bytes.len() * 8192, "{name}, {round}: {} frames", audio.frames());
                let mut channels = 0..audio.format().channels();
                assert!(channels.all(|i| audio.channel(i).iter().all(|sample| sample.is_finite())), "{name}, {round}");
                decoded += 1;
            }
            Err(error) => {
                let known = matches!(error.code, Code::Decode | Code::Unsupported | Code::OutOfRange);
                assert!(known, "{name}, {round}: {error}");
                panics += usize::from(error.received == PANIC.into());
                errors += 1;
            }
        }
    }
    eprintln!(
        "{format}: {decoded} decoded, {errors} errors, of which {panics} are a decoder's panics; slowest {slowest:?}"
    );
    assert!(decoded > 0 && errors > 0, "both occur: {decoded} decoded, {errors} errors");
    assert_eq!(panics, 0, "{format}: a decoder panicked");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

fn run_kinds<'a>(format: &str, kinds: &[kinds::Kind<'a>], matches: impl Fn(&str) -> bool) {
    let files = kinds.iter().filter(|kind| matches(kind.name)).map(|kind| (kind.name, kind.bytes));
    run(format, &files.collect::<Vec<_>>());
}

#[test]
fn damaged_uncompressed_files_are_errors_or_audio() {
    let kinds = kinds::uncompressed();
    run_kinds("WAV", &kinds, |name| name.ends_with("wav"));
    run_kinds("AIFF", &kinds, |name| name.ends_with("aiff"));
}

#[cfg(feature = "audio-files")]
#[test]
fn damaged_compressed_files_are_errors_or_audio() {
    let kinds = kinds::compressed();
    for suffix in ["mp3", "flac", "ogg", "opus", "m4a"] {
        run_kinds(suffix, &kinds, |name| name.ends_with(suffix));
    }
    run("aac", &FILES.iter().filter(|(name, _)| name.ends_with("aac")).copied().collect::<Vec<_>>());
}

#[test]
fn signatures_alone_are_errors() {
    for bytes in [
        &b""[..],
        b"RIFF",
        b"RIFF\xff\xff\xff\xffWAVE",
        b"ID3",
        b"fLaC",
        b"OggS",
        b"\xff\xfb",
        b"FORM\0\0\0\0AIFF",
        &[0; 5000],
        &[255; 5000],
    ] {
        assert!(matches!(decode(bytes).unwrap_err().code, Code::Decode | Code::Unsupported), "{bytes:?}");
    }
}
