//! Converters that change the number of frames of audio: a resampler or a stretcher.

#[cfg(feature = "audio-stretch")]
use filmgate::audio::Stretcher;
use filmgate::audio::{AudioBuffer, Resampler};

use super::place::{Number, Place};

/// The kind of a converter.
#[derive(Debug)]
pub(super) enum Kind {
    Resampler(Resampler),
    #[cfg(feature = "audio-stretch")]
    Stretcher(Stretcher),
}

/// A running converter, with its input and output buffers.
#[derive(Debug)]
pub(crate) struct Converter {
    pub(super) kind: Kind,
    pub(super) input: AudioBuffer,
    pub(super) output: AudioBuffer,
}

impl Converter {
    /// Address of a channel of the input or the output.
    pub(crate) fn address(&self, place: Place, channel: usize) -> Option<usize> {
        if place == Place::Input { self.input.address(channel) } else { self.output.address(channel) }
    }

    /// A number about the converter, if it applies to one.
    pub(crate) fn number(&self, which: Number) -> Option<f64> {
        Some(match (which, &self.kind) {
            (Number::ResamplerLatency, Kind::Resampler(resampler)) => resampler.latency() as f64,
            (Number::Ratio, Kind::Resampler(resampler)) => resampler.ratio(),
            #[cfg(feature = "audio-stretch")]
            (Number::LookAhead, Kind::Stretcher(stretcher)) => stretcher.look_ahead() as f64,
            #[cfg(feature = "audio-stretch")]
            (Number::Tempo, Kind::Stretcher(stretcher)) => stretcher.tempo(),
            (Number::MaximumOutput, _) => self.output.frames() as f64,
            _ => return None,
        })
    }

    pub(crate) fn reset(&mut self) {
        match &mut self.kind {
            Kind::Resampler(resampler) => resampler.reset(),
            #[cfg(feature = "audio-stretch")]
            Kind::Stretcher(stretcher) => stretcher.reset(),
        }
    }
}
