//! Audio files: decoded part by part from staged memory, and encoded into separate memory.

use filmgate::audio::files;
use filmgate::audio::files::{Decoder, Depth};
use filmgate::error::{Code, Error, Result};

use super::files::Decoding;
use super::session::Session;

impl Session {
    /// Starts to decode the staged file, which is taken from the staging memory.
    ///
    /// # Errors
    /// See [`files::decode`].
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
    /// See [`files::decode`]; `closed` if no file is being decoded.
    pub fn decode_part(&mut self) -> Result<bool> {
        let Some(mut decoding) = self.files.decoding.take() else {
            return Err(Error::new(Code::Closed, "bytes", "a file that is being decoded", "none"));
        };
        let Decoding { file, length, decoder } = &mut decoding;
        let more = decoder.advance(&file.bytes()[..*length])?;
        self.files.decoding = Some(decoding);
        Ok(more)
    }

    /// Encodes the audio buffer with the index `audio` as a WAV file.
    ///
    /// # Errors
    /// See [`files::encode_wav`]; `invalid-argument` if the buffer doesn't exist or the depth is unsupported.
    pub fn encode_wav(&mut self, audio: usize, bits: u32, float: bool, dither: bool) -> Result<()> {
        self.files.encoded = None;
        let number = audio;
        let Some(audio) = self.added.audio(number) else {
            return Err(Error::new(Code::InvalidArgument, "audio", "the index of an audio buffer", number as f64));
        };
        let Some(depth) = Depth::of(bits, float) else {
            let expected = "8, 16, 24 or 32 bits, or 32 bits for floats";
            return Err(Error::new(Code::InvalidArgument, "bitDepth", expected, f64::from(bits)));
        };
        self.files.encoded = Some(files::encode_wav(&audio, depth, dither)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::{Number, Place};
    use super::*;

    #[test]
    fn files_are_encoded_and_decoded() {
        let mut session = Session::default();
        let number = session.audio(48000.0, 2, 10_000).unwrap();
        assert!(session.encode_wav(number + 1, 16, false, false).is_err(), "missing audio buffer");
        assert!(session.encode_wav(number, 17, false, false).is_err(), "unsupported depth");
        assert!(
            session.place(Place::Encoded, 0).is_none() && session.number(Number::EncodedBytes) == 0.0,
            "no encoded file yet"
        );
        session.encode_wav(number, 16, false, true).unwrap();
        assert_eq!(session.number(Number::EncodedBytes), f64::from(44 + 40_000), "size of the header and the samples");
        assert_eq!(session.number(Number::ClippedSamples), 0.0, "no clipped samples");
        let file = session.files.encoded.as_ref().unwrap().bytes.clone();
        session.stage(file.len().div_ceil(8)).unwrap();
        session.staged.as_mut().unwrap().bytes_mut()[..file.len()].copy_from_slice(&file);
        session.decode(file.len()).unwrap();
        let mut frames = 0.0;
        while session.decode_part().unwrap() {
            frames += session.number(Number::FileFrames);
            assert!(
                session.place(Place::Decoded, 1).is_some() && session.place(Place::Decoded, 2).is_none(),
                "two channels"
            );
        }
        frames += session.number(Number::FileFrames);
        assert_eq!(
            [
                session.number(Number::FileSampleRate),
                session.number(Number::FileChannels),
                frames,
                session.number(Number::Progress)
            ],
            [48000.0, 2.0, 10_000.0, 1.0],
            "all frames"
        );
        assert!(session.decode(file.len()).is_err() && session.decode(usize::MAX).is_err(), "nothing is staged");
        assert!(session.decode_part().is_err() && session.number(Number::FileSampleRate).is_nan(), "no decoded part");
    }
}
