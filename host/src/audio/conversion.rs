//! Resampling and stretching in a session.

#[cfg(feature = "audio-stretch")]
use filmgate::audio::Stretcher;
use filmgate::audio::{AudioBuffer, AudioFormat, Quality, Resampler};
use filmgate::error::{Code, Detail, Error, Result};

use super::converter::{Converter, Kind};
use super::place::check_frames;
use super::session::Session;

/// The error for a missing converter.
fn none(what: &'static str, expected: &'static str) -> Error {
    Error::new(Code::Closed, what, expected, "none")
}

impl Session {
    /// Creates a resampler, which replaces the previous converter. If it fails, the previous converter is gone, too.
    ///
    /// # Errors
    /// See [`Resampler::variable`]; `out-of-range` for more than 65536 frames; `invalid-argument` for an unknown
    /// quality.
    pub fn create_resampler(
        &mut self,
        rates: (f64, f64),
        channels: usize,
        quality: usize,
        variation: f64,
        frames: usize,
    ) -> Result<()> {
        self.converter = None;
        check_frames(frames)?;
        let Some(quality) = Quality::of(quality) else {
            return Err(Error::new(Code::InvalidArgument, "quality", Detail::OneOf(Quality::NAMES), quality as f64));
        };
        let named = |name: &'static str| {
            move |mut error: Error| {
                if error.argument.ends_with("sampleRate") {
                    error.argument = name.into();
                }
                error
            }
        };
        let format = AudioFormat::new(rates.0, channels).map_err(named("from"))?;
        let resampler = Resampler::variable(format, rates.1, quality, variation).map_err(named("to"))?;
        let output = AudioBuffer::new(format, resampler.most(frames))?;
        let kind = Kind::Resampler(resampler);
        self.converter = Some(Converter { kind, input: AudioBuffer::new(format, frames)?, output });
        Ok(())
    }

    /// Creates a stretcher, which replaces the previous converter. If it fails, the previous converter is gone, too.
    ///
    /// # Errors
    /// See [`Stretcher::new`]; `out-of-range` for more than 65536 frames.
    #[cfg(feature = "audio-stretch")]
    pub fn create_stretcher(&mut self, sample_rate: f64, channels: usize, tempo: f64, frames: usize) -> Result<()> {
        self.converter = None;
        check_frames(frames)?;
        let format = AudioFormat::new(sample_rate, channels)?;
        let stretcher = Stretcher::new(format, tempo)?;
        let output = AudioBuffer::new(format, stretcher.most(frames))?;
        let kind = Kind::Stretcher(stretcher);
        self.converter = Some(Converter { kind, input: AudioBuffer::new(format, frames)?, output });
        Ok(())
    }

    /// Converts `frames` frames of the input, and returns the number of output frames. Returns `None` if there is no
    /// converter, if the input is shorter, or if not all frames were read, as after the end of the stream.
    pub fn convert(&mut self, frames: usize) -> Option<usize> {
        let Converter { kind, input, output } = self.converter.as_mut()?;
        if frames > input.frames() {
            return None;
        }
        let (mut input, mut output) = (input.block_mut(0), output.block_mut(0));
        let input = input.part(0, frames);
        let (taken, written) = match kind {
            Kind::Resampler(resampler) => resampler.process(&input, &mut output),
            #[cfg(feature = "audio-stretch")]
            Kind::Stretcher(stretcher) => stretcher.process(&input, &mut output),
        };
        (taken == frames).then_some(written)
    }

    /// Writes the remaining output at the end of a stream, as far as it fits; returns the number of frames.
    pub fn flush(&mut self) -> Option<usize> {
        let Converter { kind, output, .. } = self.converter.as_mut()?;
        let mut output = output.block_mut(0);
        Some(match kind {
            Kind::Resampler(resampler) => resampler.flush(&mut output),
            #[cfg(feature = "audio-stretch")]
            Kind::Stretcher(stretcher) => stretcher.flush(&mut output),
        })
    }

    /// Changes the ratio of the resampler over `over` frames.
    ///
    /// # Errors
    /// See [`Resampler::set_ratio`]; `closed` if there is no resampler.
    pub fn set_ratio(&mut self, ratio: f64, over: u32) -> Result<()> {
        match &mut self.converter {
            Some(Converter { kind: Kind::Resampler(resampler), .. }) => resampler.set_ratio(ratio, over),
            _ => Err(none("resampler", "a resampler")),
        }
    }

    /// Changes the tempo of the stretcher.
    ///
    /// # Errors
    /// See [`Stretcher::set_tempo`]; `closed` if there is no stretcher.
    #[cfg(feature = "audio-stretch")]
    pub fn set_tempo(&mut self, tempo: f64) -> Result<()> {
        match &mut self.converter {
            Some(Converter { kind: Kind::Stretcher(stretcher), .. }) => stretcher.set_tempo(tempo),
            _ => Err(none("stretcher", "a stretcher")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::{Number, Place};
    use super::*;

    #[test]
    fn a_resampler_rejects_invalid_calls() {
        let mut session = Session::default();
        assert!(session.convert(1).is_none() && session.flush().is_none(), "no converter");
        assert_eq!(session.set_ratio(1.0, 0).unwrap_err().code, Code::Closed, "no resampler");
        let bad = [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300, 2999.0];
        for bad in bad {
            assert!(session.create_resampler((bad, 48000.0), 2, 0, 1.0, 128).is_err(), "from {bad}");
            assert!(session.create_resampler((48000.0, bad), 2, 0, 1.0, 128).is_err(), "to {bad}");
            assert!(session.create_resampler((48000.0, 48000.0), 2, 0, bad, 128).is_err(), "variation {bad}");
        }
        for (channels, quality, frames) in
            [(0, 0, 1), (33, 0, 1), (2, 3, 1), (2, usize::MAX, 1), (2, 0, 0), (2, 0, 1 << 17)]
        {
            let result = session.create_resampler((44100.0, 48000.0), channels, quality, 1.0, frames);
            assert!(result.is_err(), "{channels} channels, quality {quality}, {frames} frames");
        }
        session.create_resampler((44100.0, 48000.0), 2, 0, 1.0, 441).unwrap();
        assert!(session.convert(442).is_none(), "more frames than the input has");
        let mut written = 0;
        for _ in 0..10 {
            written += session.convert(441).unwrap();
        }
        loop {
            let rest = session.flush().unwrap();
            written += rest;
            if rest == 0 {
                break;
            }
        }
        assert_eq!(written as f64, 4800.0 + session.number(Number::ResamplerLatency), "all frames, plus the latency");
        assert!(session.place(Place::Input, 1).is_some() && session.place(Place::Output, 2).is_none(), "two channels");
        session.close();
        assert!(session.place(Place::Input, 0).is_none(), "closed");
    }

    #[test]
    #[cfg(feature = "audio-stretch")]
    fn a_stretcher_rejects_invalid_calls() {
        let mut session = Session::default();
        assert_eq!(session.set_tempo(1.0).unwrap_err().code, Code::Closed, "no stretcher");
        for (rate, channels, tempo, frames, argument) in [
            (0.0, 2, 1.0, 128, "sampleRate"),
            (48000.0, 0, 1.0, 128, "channels"),
            (48000.0, 2, f64::NAN, 128, "tempo"),
            (48000.0, 2, 1.0, 0, "maximumFrames"),
            (48000.0, 2, 1.0, (1 << 16) + 1, "maximumFrames"),
        ] {
            let error = session.create_stretcher(rate, channels, tempo, frames).unwrap_err();
            assert_eq!(error.argument, argument, "argument of the error");
        }
        session.create_stretcher(48000.0, 2, 2.0, 500).unwrap();
        assert!(session.set_ratio(1.0, 0).is_err() && session.set_tempo(5.0).is_err(), "no resampler, invalid tempo");
        assert!(session.convert(501).is_none(), "more frames than the input has");
        let mut written = 0;
        for _ in 0..20 {
            written += session.convert(500).unwrap();
        }
        session.set_tempo(0.5).unwrap();
        assert_eq!(session.number(Number::Tempo), 0.5, "the current tempo");
        loop {
            let rest = session.flush().unwrap();
            written += rest;
            if rest == 0 {
                break;
            }
        }
        assert!(
            written > 5000 && written as f64 <= session.number(Number::LookAhead) / 0.5 + 5000.0,
            "length: {written}"
        );
        assert!(session.convert(1).is_none(), "input after the end");
        session.reset();
        assert_eq!(session.convert(1), Some(0), "input after a reset");
        session.reset();
        assert_eq!(session.flush(), Some(0), "flush of an empty stream");
        assert!(session.place(Place::Output, 1).is_some() && session.place(Place::Output, 2).is_none(), "two channels");
    }
}
