//! Sound files: in by the memory that words are staged in, part by part; out as bytes of their own.

use filmgate::audio::file::{self, Decoder, Depth, Encoded};
use filmgate::error::{Code, Error, Result};
use filmgate::memory::Block;

use crate::{Place, Session};

/// The file that is decoded, and the one that was encoded.
#[derive(Debug, Default)]
pub(crate) struct Files {
    decoding: Option<Decoding>,
    encoded: Encoded,
}

#[derive(Debug)]
struct Decoding {
    file: Block,
    length: usize,
    decoder: Decoder,
}

impl Files {
    /// Where a channel of the decoded part lies, or the encoded file.
    pub(crate) fn address(&self, place: Place, index: usize) -> Option<usize> {
        if place == Place::Encoded {
            return (!self.encoded.bytes.is_empty()).then(|| self.encoded.bytes.as_ptr().addr());
        }
        let channel = self.decoding.as_ref()?.decoder.channel(index);
        (!channel.is_empty()).then(|| channel.as_ptr().addr())
    }

    /// By number: of what is decoded rate, channels, the part's frames; the bytes of the encoded file and its clipped samples;
    /// the part of the file that has been read, and the fields of its report.
    pub(crate) fn number(&self, what: u32) -> f64 {
        match what {
            11 => return self.encoded.bytes.len() as f64,
            12 => return self.encoded.clipped_samples as f64,
            _ => {}
        }
        let Some(Decoding { decoder, .. }) = &self.decoding else { return f64::NAN };
        let (format, report) = (decoder.format(), decoder.report());
        match what {
            8 => format.map_or(f64::NAN, |format| format.sample_rate()),
            9 => format.map_or(f64::NAN, |format| format.channels() as f64),
            10 => decoder.frames() as f64,
            13 => decoder.progress(),
            14 => f64::from(u8::from(report.truncated)),
            15 => report.priming_frames as f64,
            16 => report.padding_frames as f64,
            17 => report.damaged_packets as f64,
            18 => report.remixed_frames as f64,
            19 => report.other_format_frames as f64,
            20 => report.other_tracks as f64,
            21 => f64::from(u8::from(report.spectral_band_replication)),
            22 => f64::from(u8::from(report.parametric_stereo)),
            _ => f64::NAN,
        }
    }
}

impl Session {
    /// Begins to decode the staged file, which moves from there.
    ///
    /// # Errors
    /// See [`file::decode`].
    pub fn decode(&mut self, length: usize) -> Result<()> {
        self.files.decoding = None;
        let Some(file) = self.staged.take().filter(|block| block.size() >= length) else {
            return Err(Error::new(Code::InvalidArgument, "bytes", "a staged file", "none"));
        };
        let decoder = Decoder::new(&file.bytes()[..length])?;
        self.files.decoding = Some(Decoding { file, length, decoder });
        Ok(())
    }

    /// Decodes the next part. Returns false if it was the last one.
    ///
    /// # Errors
    /// See [`file::decode`]; `closed` if there is no file.
    pub fn decode_part(&mut self) -> Result<bool> {
        let Some(mut decoding) = self.files.decoding.take() else {
            return Err(Error::new(Code::Closed, "bytes", "a file that is being decoded", "none"));
        };
        let Decoding { file, length, decoder } = &mut decoding;
        let more = decoder.advance(&file.bytes()[..*length])?;
        self.files.decoding = Some(decoding);
        Ok(more)
    }

    /// Makes a WAV file of the sound of this number.
    ///
    /// # Errors
    /// See [`file::encode_wav`]; `invalid-argument` if there is no such sound or depth.
    pub fn encode_wav(&mut self, sound: usize, bits: u32, float: bool, dither: bool) -> Result<()> {
        self.files.encoded = Encoded::default();
        let Some(sound) = self.resources.sounds.get(sound) else {
            return Err(Error::new(Code::InvalidArgument, "sound", "a sound that was added", sound as f64));
        };
        let Some(depth) = Depth::of(bits, float) else {
            let expected = "8, 16, 24 or 32, or 32 for floats";
            return Err(Error::new(Code::InvalidArgument, "bitDepth", expected, f64::from(bits)));
        };
        self.files.encoded = file::encode_wav(sound, depth, dither)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_go_in_and_out() {
        let mut session = Session::default();
        let number = session.sound(48000.0, 2, 10_000).unwrap();
        assert!(session.encode_wav(number + 1, 16, false, false).is_err(), "no such sound");
        assert!(session.encode_wav(number, 17, false, false).is_err(), "no such depth");
        assert!(session.place(Place::Encoded, 0).is_none() && session.number(11) == 0.0, "nothing yet");
        session.encode_wav(number, 16, false, true).unwrap();
        assert_eq!(session.number(11), f64::from(44 + 40_000), "a header and the samples");
        assert_eq!(session.number(12), 0.0, "nothing was clipped");
        let file = session.files.encoded.bytes.clone();
        session.stage(file.len().div_ceil(8)).unwrap();
        session.staged.as_mut().unwrap().bytes_mut()[..file.len()].copy_from_slice(&file);
        session.decode(file.len()).unwrap();
        let mut frames = 0.0;
        while session.decode_part().unwrap() {
            frames += session.number(10);
            assert!(
                session.place(Place::Decoded, 1).is_some() && session.place(Place::Decoded, 2).is_none(),
                "two channels"
            );
        }
        frames += session.number(10);
        assert_eq!(
            [session.number(8), session.number(9), frames, session.number(13)],
            [48000.0, 2.0, 10_000.0, 1.0],
            "all"
        );
        assert!(session.decode(file.len()).is_err() && session.decode(usize::MAX).is_err(), "nothing is staged");
        assert!(session.decode_part().is_err() && session.number(8).is_nan(), "and nothing decoded");
    }
}
