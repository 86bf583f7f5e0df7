//! Recognises the format of a file by its first bytes, and selects its reader.

use super::bytes::behind_id3;
use super::error::{damaged, unsupported};
use super::output::Output;
use super::pcm::Pcm;
#[cfg(feature = "audio-files")]
use super::{aac::Adts, flac::Flac, mp3::Mp3, mp4::Mp4, ogg::Ogg};
use super::{aiff, wav};
use crate::error::Result;

/// A reader, which decodes packet by packet.
#[derive(Debug)]
#[cfg_attr(feature = "audio-files", expect(clippy::large_enum_variant, reason = "there is one for a file"))]
pub(super) enum Reader {
    Pcm(Pcm),
    #[cfg(feature = "audio-files")]
    Mp3(Mp3),
    #[cfg(feature = "audio-files")]
    Flac(Flac),
    #[cfg(feature = "audio-files")]
    Adts(Adts),
    #[cfg(feature = "audio-files")]
    Mp4(Mp4),
    #[cfg(feature = "audio-files")]
    Ogg(Ogg),
}

/// Formats that are rejected by name: the offset of the signature, the signature, and the name.
const REFUSED: &[(usize, &[u8], &str)] = &[
    (0, b"\x0b\x77", "AC-3"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM"),
    (0, b"\x7f\xfe\x80\x01", "DTS"),
    (0, b"wvpk", "WavPack"),
    (0, b"MAC ", "Monkey's Audio"),
    (0, b"MPCK", "Musepack"),
    (0, b"MP+", "Musepack"),
    (0, b"TTA1", "True Audio"),
    (0, b"DSD ", "DSD"),
    (0, b"FRM8", "DSD"),
    (0, b"#!AMR", "AMR"),
    (0, b"caff", "CAF"),
    (0, b".snd", "AU"),
    (0, b"MThd", "MIDI"),
    (0, b"riff\x2e\x91\xcf\x11", "Wave64"),
    (0, b".RMF", "RealMedia"),
    (8, b"8SVX", "8SVX"),
    (8, b"AVI ", "AVI"),
];

/// Signatures of formats that a build without codecs can't decode.
#[cfg(not(feature = "audio-files"))]
const CODECS: &[(usize, &[u8], &str)] =
    &[(0, b"fLaC", "FLAC"), (0, b"OggS", "Ogg"), (4, b"ftyp", "MP4"), (0, b"\xff\xfb", "MP3")];
#[cfg(feature = "audio-files")]
const CODECS: &[(usize, &[u8], &str)] = &[];

/// Recognises the format of a file, and opens it.
pub(super) fn open(file: &[u8], output: &mut Output) -> Result<Reader> {
    let at = behind_id3(file, 0);
    let rest = &file[at..];
    let marked =
        |&&(place, mark, _): &&(usize, &[u8], &str)| rest.get(place..).is_some_and(|rest| rest.starts_with(mark));
    if wav::recognises(rest) {
        return wav::open(file, at, &mut output.report).map(Reader::Pcm);
    }
    if aiff::recognises(rest) {
        return aiff::open(file, at, &mut output.report).map(Reader::Pcm);
    }
    if let Some((_, _, name)) = REFUSED.iter().chain(CODECS).find(marked) {
        return Err(unsupported(name));
    }
    #[cfg(feature = "audio-files")]
    return open_compressed(file, at, output);
    #[cfg(not(feature = "audio-files"))]
    Err(damaged("a file of no known format"))
}

#[cfg(feature = "audio-files")]
fn open_compressed(file: &[u8], at: usize, output: &mut Output) -> Result<Reader> {
    use super::{aac, mp3, mp4, ogg};

    let rest = &file[at..];
    if rest.starts_with(b"fLaC") {
        return Flac::open(file, at).map(Reader::Flac);
    }
    if ogg::recognises(file, at) {
        return Ok(Reader::Ogg(Ogg::new(at)));
    }
    if mp4::recognises(rest) {
        return Mp4::open(file, output).map(Reader::Mp4);
    }
    if aac::recognises(file, at) {
        return Adts::open(file, at).map(Reader::Adts);
    }
    if mp3::find(file, at).is_some() {
        return Mp3::open(file, at).map(Reader::Mp3);
    }
    if mp3::other_layer(file, at) {
        return Err(mp3::layers());
    }
    Err(damaged("a file of no known format"))
}

impl Reader {
    /// Decodes the next packet; returns false at the end.
    pub(super) fn step(&mut self, file: &[u8], output: &mut Output) -> Result<bool> {
        match self {
            Self::Pcm(pcm) => pcm.step(file, output),
            #[cfg(feature = "audio-files")]
            Self::Mp3(mp3) => mp3.step(file, output),
            #[cfg(feature = "audio-files")]
            Self::Flac(flac) => flac.step(file, output),
            #[cfg(feature = "audio-files")]
            Self::Adts(adts) => adts.step(file, output),
            #[cfg(feature = "audio-files")]
            Self::Mp4(mp4) => mp4.step(file, output),
            #[cfg(feature = "audio-files")]
            Self::Ogg(ogg) => ogg.step(file, output),
        }
    }

    /// The index of the next byte to read.
    pub(super) fn position(&self) -> usize {
        match self {
            Self::Pcm(pcm) => pcm.position().unwrap_or(usize::MAX),
            #[cfg(feature = "audio-files")]
            Self::Mp3(mp3) => mp3.position(),
            #[cfg(feature = "audio-files")]
            Self::Flac(flac) => flac.position(),
            #[cfg(feature = "audio-files")]
            Self::Adts(adts) => adts.position(),
            #[cfg(feature = "audio-files")]
            Self::Mp4(mp4) => mp4.position(),
            #[cfg(feature = "audio-files")]
            Self::Ogg(ogg) => ogg.position(),
        }
    }
}
