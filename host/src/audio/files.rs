//! The audio file that a session decodes, and the one that it has encoded.

use filmgate::audio::files::{Decoder, Encoded};
use filmgate::memory::Block;

use super::place::Place;

/// The file that is decoded, and the one that was encoded.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(super) decoding: Option<Decoding>,
    pub(super) encoded: Encoded,
}

/// A file that is being decoded.
#[derive(Debug)]
pub(super) struct Decoding {
    pub(super) file: Block,
    pub(super) length: usize,
    pub(super) decoder: Decoder,
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
