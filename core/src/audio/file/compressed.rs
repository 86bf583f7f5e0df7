//! MP3, FLAC, Ogg Vorbis and AAC, by the crate `symphonia`.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::io::Cursor;

use symphonia::core::audio::{AudioBuffer as Decoded, Signal};
use symphonia::core::codecs::{CODEC_TYPE_NULL, DecoderOptions};
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::FormatOptions;
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;
use symphonia::core::probe::Hint;

use super::damaged;
use crate::audio::{AudioBuffer, AudioFormat};
use crate::error::{Code, Error, Result};

/// Packets in a row that may bring nothing: a damaged table can name billions of them.
const MAXIMUM_EMPTY: usize = 1000;

fn explain(error: &SymphoniaError) -> Error {
    match error {
        SymphoniaError::IoError(_) => damaged("one that ends early"),
        SymphoniaError::DecodeError(what) | SymphoniaError::Unsupported(what) | SymphoniaError::LimitError(what) => {
            damaged(what)
        }
        _ => damaged("a damaged one"),
    }
}

/// Samples as they come out of the decoder, channel by channel.
struct Sound {
    format: AudioFormat,
    channels: Vec<Vec<f32>>,
}

impl Sound {
    fn new(format: AudioFormat) -> Self {
        Self { format, channels: (0..format.channels()).map(|_| Vec::new()).collect() }
    }

    fn append(&mut self, packet: &Decoded<f32>) -> Result<()> {
        for (index, channel) in self.channels.iter_mut().enumerate() {
            let samples = packet.chan(index);
            if channel.len() + samples.len() > AudioBuffer::MAXIMUM_FRAMES {
                return Err(Error::new(Code::OutOfRange, "frames", "at most 2²⁸ frames", "more of them"));
            }
            channel.try_reserve(samples.len()).map_err(|_| Error::out_of_memory(4 * samples.len()))?;
            channel.extend(samples.iter().map(|&sample| if sample.is_finite() { sample } else { 0.0 }));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<AudioBuffer> {
        let frames = self.channels.first().map_or(0, Vec::len);
        let mut sound = AudioBuffer::new(self.format, frames)?;
        for (index, channel) in self.channels.iter_mut().enumerate() {
            sound.channel_mut(index).copy_from_slice(channel);
            // So that what is there twice becomes less as it goes.
            *channel = Vec::new();
        }
        Ok(sound)
    }
}

pub(super) fn decode(bytes: &[u8]) -> Result<AudioBuffer> {
    // The crate wants to own what it reads.
    let mut file = Vec::new();
    file.try_reserve_exact(bytes.len()).map_err(|_| Error::out_of_memory(bytes.len()))?;
    file.extend_from_slice(bytes);
    let stream = MediaSourceStream::new(Box::new(Cursor::new(file)), Default::default());
    // What encoders put before and behind a sound is left out where the file says how much that is.
    let options = FormatOptions { enable_gapless: true, ..FormatOptions::default() };
    let probed = symphonia::default::get_probe().format(&Hint::new(), stream, &options, &MetadataOptions::default());
    let mut file = probed.map_err(|error| explain(&error))?.format;
    let track = file.tracks().iter().find(|track| track.codec_params.codec != CODEC_TYPE_NULL);
    let track = track.ok_or_else(|| damaged("a file without a sound that can be read"))?;
    let (id, options) = (track.id, DecoderOptions::default());
    let mut decoder =
        symphonia::default::get_codecs().make(&track.codec_params, &options).map_err(|error| explain(&error))?;
    let mut sound: Option<Sound> = None;
    let mut empty = 0;
    let failure = loop {
        let packet = match file.next_packet() {
            Ok(packet) => packet,
            Err(error) => break explain(&error),
        };
        empty += 1;
        if empty > MAXIMUM_EMPTY {
            break damaged("packets without sound");
        }
        if packet.track_id() != id {
            continue;
        }
        let decoded = match decoder.decode(&packet) {
            Ok(decoded) => decoded,
            Err(SymphoniaError::DecodeError(_)) => continue,
            Err(error) => break explain(&error),
        };
        if decoded.frames() == 0 {
            continue;
        }
        empty = 0;
        let format = AudioFormat::new(f64::from(decoded.spec().rate), decoded.spec().channels.count())?;
        let sound = sound.get_or_insert_with(|| Sound::new(format));
        if sound.format != format {
            break damaged("a sound whose format changes");
        }
        let mut packet = decoded.make_equivalent::<f32>();
        decoded.convert(&mut packet);
        sound.append(&packet)?;
    };
    // Where the file ends is an error, too.
    sound.ok_or(failure)?.finish()
}
