//! The audio file that a session decodes, and the one that it has encoded.

use filmgate::audio::files::{Decoder, Encoded};
use filmgate::memory::Block;

use super::place::{Number, Place};

/// The file that is being decoded, and the last encoded file.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(super) decoding: Option<Decoding>,
    pub(super) encoded: Option<Encoded>,
}

/// A file that is being decoded.
#[derive(Debug)]
pub(super) struct Decoding {
    pub(super) file: Block,
    pub(super) length: usize,
    pub(super) decoder: Decoder,
}

impl Files {
    /// No files.
    pub(crate) const fn new() -> Self {
        Self { decoding: None, encoded: None }
    }

    /// Address of a channel of the decoded part, or of the encoded file.
    pub(crate) fn address(&self, place: Place, index: usize) -> Option<usize> {
        if place == Place::Encoded {
            return self.encoded.as_ref().map(|encoded| encoded.bytes.as_ptr().addr());
        }
        let channel = self.decoding.as_ref()?.decoder.channel(index);
        (!channel.is_empty()).then(|| channel.as_ptr().addr())
    }

    /// A number about the files, if it applies to one.
    pub(crate) fn number(&self, which: Number) -> Option<f64> {
        match which {
            Number::EncodedBytes => return Some(self.encoded.as_ref().map_or(0, |encoded| encoded.bytes.len()) as f64),
            Number::ClippedSamples => {
                return Some(self.encoded.as_ref().map_or(0, |encoded| encoded.clipped_samples) as f64);
            }
            _ => {}
        }
        let Decoding { decoder, .. } = self.decoding.as_ref()?;
        let (format, report) = (decoder.format(), decoder.report());
        Some(match which {
            Number::FileSampleRate => format.map_or(f64::NAN, |format| format.sample_rate()),
            Number::FileChannels => format.map_or(f64::NAN, |format| format.channels() as f64),
            Number::FileFrames => decoder.frames() as f64,
            Number::Progress => decoder.progress(),
            Number::Truncated => f64::from(u8::from(report.truncated)),
            Number::PrimingFrames => report.priming_frames as f64,
            Number::PaddingFrames => report.padding_frames as f64,
            Number::DamagedPackets => report.damaged_packets as f64,
            Number::RemixedFrames => report.remixed_frames as f64,
            Number::OtherFormatFrames => report.other_format_frames as f64,
            Number::OtherTracks => report.other_tracks as f64,
            Number::SpectralBandReplication => f64::from(u8::from(report.spectral_band_replication)),
            Number::ParametricStereo => f64::from(u8::from(report.parametric_stereo)),
            _ => return None,
        })
    }
}
