//! Sound files: in by the room that words are staged in, out as bytes of their own.

use filmgate::audio::file::{self, Depth};
use filmgate::error::{Code, Error, Result};

use crate::Session;

impl Session {
    /// Decodes the file whose bytes are staged, which are gone then.
    ///
    /// # Errors
    /// See [`file::decode`].
    pub fn decode(&mut self, length: usize) -> Result<()> {
        self.decoded = None;
        let staged = self.staged.take();
        let bytes = staged.as_ref().and_then(|block| block.bytes().get(..length)).unwrap_or_default();
        self.decoded = Some(file::decode(bytes)?);
        Ok(())
    }

    /// Makes a WAV file of the sound of this number.
    ///
    /// # Errors
    /// See [`file::encode_wav`]; `invalid-argument` if there is no such sound or depth.
    pub fn encode_wav(&mut self, sound: usize, bits: u32, float: bool, dither: bool) -> Result<()> {
        self.encoded = Vec::new();
        let Some(sound) = self.resources.sounds.get(sound) else {
            return Err(Error::new(Code::InvalidArgument, "sound", "a sound that was added", sound as f64));
        };
        let Some(depth) = Depth::of(bits, float) else {
            let expected = "8, 16, 24 or 32, or 32 for floats";
            return Err(Error::new(Code::InvalidArgument, "bitDepth", expected, f64::from(bits)));
        };
        self.encoded = file::encode_wav(sound, depth, dither)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;

    #[test]
    fn files_go_in_and_out() {
        let mut session = Session::default();
        let number = session.sound(48000.0, 2, 100).unwrap();
        assert!(session.encode_wav(number + 1, 16, false, false).is_err(), "no such sound");
        assert!(session.encode_wav(number, 17, false, false).is_err(), "no such depth");
        assert!(session.place(Place::Encoded, 0).is_none() && session.number(11) == 0.0, "nothing yet");
        session.encode_wav(number, 16, false, true).unwrap();
        assert_eq!(session.number(11), f64::from(44 + 400), "a header and the samples");
        let file = session.encoded.clone();
        session.stage(file.len().div_ceil(8)).unwrap();
        session.staged.as_mut().unwrap().bytes_mut()[..file.len()].copy_from_slice(&file);
        session.decode(file.len()).unwrap();
        assert_eq!([8, 9, 10].map(|what| session.number(what)), [48000.0, 2.0, 100.0], "what it was");
        assert!(session.decode(file.len()).is_err() && session.decode(usize::MAX).is_err(), "nothing is staged");
        assert!(session.place(Place::Decoded, 0).is_none() && session.number(8).is_nan(), "and nothing decoded");
    }
}
