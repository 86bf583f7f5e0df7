//! Decodes packets of MP3, FLAC and AAC with `symphonia`. Containers are parsed here: decoders receive single complete
//! packets whose size is checked against the file.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use symphonia_bundle_flac::FlacDecoder;
use symphonia_bundle_mp3::MpaDecoder;
use symphonia_codec_aac::AacDecoder;
use symphonia_core::audio::{Channels, Position};
use symphonia_core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_FLAC, CODEC_ID_MP3};
use symphonia_core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia_core::errors::Error as SymphoniaError;
use symphonia_core::packet::PacketRef;
use symphonia_core::units::{Duration, Timestamp};

use super::error::{damaged, unsupported};
use super::output::Output;
use crate::audio::AudioFormat;
use crate::error::{Error, Result};

/// A decoder, and the samples of its last packet.
pub(super) struct Codec {
    decoder: Box<dyn AudioDecoder>,
    planes: Vec<Vec<f32>>,
}

impl fmt::Debug for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Codec")
    }
}

fn explain(error: &SymphoniaError) -> Error {
    match error {
        SymphoniaError::Unsupported(what) => unsupported(what),
        SymphoniaError::DecodeError(what) | SymphoniaError::LimitError(what) => damaged(what),
        _ => damaged("a damaged file"),
    }
}

impl Codec {
    fn new(decoder: Result<impl AudioDecoder + 'static, SymphoniaError>) -> Result<Self> {
        Ok(Self { decoder: Box::new(decoder.map_err(|error| explain(&error))?), planes: Vec::new() })
    }

    /// A decoder for MPEG audio, layer III.
    pub(super) fn mp3() -> Result<Self> {
        let mut parameters = AudioCodecParameters::new();
        parameters.for_codec(CODEC_ID_MP3);
        Self::new(MpaDecoder::try_new(&parameters, &AudioDecoderOptions::default()))
    }

    /// A decoder for FLAC with this STREAMINFO block.
    pub(super) fn flac(information: [u8; 34]) -> Result<Self> {
        let mut parameters = AudioCodecParameters::new();
        parameters.for_codec(CODEC_ID_FLAC).with_extra_data(Box::new(information));
        Self::new(FlacDecoder::try_new(&parameters, &AudioDecoderOptions::default()))
    }

    /// A decoder for AAC-LC with one or two channels.
    pub(super) fn aac(rate: u32, channels: usize) -> Result<Self> {
        let positions = match channels {
            1 => Position::FRONT_LEFT,
            2 => Position::FRONT_LEFT | Position::FRONT_RIGHT,
            _ => return Err(unsupported("AAC with more than two channels")),
        };
        let mut parameters = AudioCodecParameters::new();
        parameters.for_codec(CODEC_ID_AAC).with_sample_rate(rate).with_channels(Channels::Positioned(positions));
        Self::new(AacDecoder::try_new(&parameters, &AudioDecoderOptions::default()))
    }

    /// Decodes a packet and appends its frames. Returns false if the packet is damaged.
    pub(super) fn decode(&mut self, packet: &[u8], output: &mut Output) -> Result<bool> {
        let packet = PacketRef::new(0, Timestamp::new(0), Duration::ZERO, packet);
        let Ok(decoded) = self.decoder.decode_ref(&packet) else {
            self.decoder.reset();
            return Ok(false);
        };
        let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels().count());
        let frames = decoded.frames();
        let format = AudioFormat::new(f64::from(rate), channels)?;
        decoded.copy_to_vecs_planar(&mut self.planes);
        output.append(format, frames, |channel| self.planes.get(channel).map_or(&[], Vec::as_slice))?;
        Ok(true)
    }
}
