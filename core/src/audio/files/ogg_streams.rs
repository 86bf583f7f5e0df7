//! Decodes packets of Vorbis with the crate `lewton`, and of Opus with the crate `ropus`.

use alloc::vec::Vec;
use core::fmt;

use lewton::audio::{PreviousWindowRight, read_audio_packet_generic};
use lewton::header::{IdentHeader, SetupHeader, read_header_ident, read_header_setup};
use ropus::OpusMSDecoder;

use super::bytes::{Order, u16_at};
use super::error::{damaged, unsupported};
use super::output::Output;
use super::vorbis_setup;
use crate::audio::AudioFormat;
use crate::error::Result;
use crate::memory::zeroed;

/// For each channel in the order of WAV files, the channel in the order of Vorbis: left, centre, right, and the rest.
fn order(channels: usize) -> Option<&'static [u8]> {
    Some(match channels {
        3 => &[0, 2, 1],
        5 => &[0, 2, 1, 3, 4],
        6 => &[0, 2, 1, 5, 3, 4],
        7 => &[0, 2, 1, 6, 5, 3, 4],
        8 => &[0, 2, 1, 7, 5, 6, 3, 4],
        _ => return None,
    })
}

fn ordered(channels: usize, channel: usize) -> usize {
    order(channels).and_then(|order| order.get(channel)).map_or(channel, |&channel| usize::from(channel))
}

/// A Vorbis stream.
pub(super) struct Vorbis {
    format: AudioFormat,
    identification: IdentHeader,
    setup: Option<SetupHeader>,
    previous: PreviousWindowRight,
}

impl fmt::Debug for Vorbis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vorbis").field("format", &self.format).finish_non_exhaustive()
    }
}

impl Vorbis {
    pub(super) fn open(packet: &[u8]) -> Result<Self> {
        let broken = |_| damaged("an Ogg file with a damaged Vorbis header");
        let identification = read_header_ident(packet).map_err(broken)?;
        let (rate, channels) = (identification.audio_sample_rate, identification.audio_channels);
        let format = AudioFormat::new(f64::from(rate), usize::from(channels))?;
        Ok(Self { format, identification, setup: None, previous: PreviousWindowRight::new() })
    }

    pub(super) fn set_up(&mut self, packet: &[u8]) -> Result<()> {
        vorbis_setup::check(packet)?;
        let IdentHeader { audio_channels, blocksize_0, blocksize_1, .. } = self.identification;
        let setup = read_header_setup(packet, audio_channels, (blocksize_0, blocksize_1));
        self.setup = Some(setup.map_err(|_| damaged("an Ogg file with a damaged Vorbis header"))?);
        Ok(())
    }

    pub(super) fn interrupt(&mut self) {
        self.previous = PreviousWindowRight::new();
    }

    /// Number of frames that these packets decode to, at the start of a stream.
    pub(super) fn count<'a>(&self, packets: impl Iterator<Item = &'a Vec<u8>>) -> i64 {
        let Some(setup) = &self.setup else { return 0 };
        let mut previous = PreviousWindowRight::new();
        let count = |packet: &Vec<u8>| {
            let decoded =
                read_audio_packet_generic::<Vec<Vec<f32>>>(&self.identification, setup, packet, &mut previous);
            decoded.ok().and_then(|planes| planes.first().map(Vec::len)).unwrap_or_default() as i64
        };
        packets.map(count).sum()
    }

    /// Decodes a packet, appends its frames and returns their number; `None` if the packet is damaged.
    pub(super) fn decode(&mut self, packet: &[u8], output: &mut Output) -> Result<Option<u64>> {
        let Some(setup) = &self.setup else { return Ok(None) };
        // An empty packet has no frames.
        if packet.is_empty() {
            return Ok(Some(0));
        }
        let decoded =
            read_audio_packet_generic::<Vec<Vec<f32>>>(&self.identification, setup, packet, &mut self.previous);
        let Ok(planes) = decoded else { return Ok(None) };
        let frames = planes.first().map_or(0, Vec::len);
        let channels = self.format.channels();
        output
            .append(self.format, frames, |channel| planes.get(ordered(channels, channel)).map_or(&[], Vec::as_slice))?;
        Ok(Some(frames as u64))
    }
}

/// Number of frames of the longest packet: 120 ms at 48 kHz.
const LONGEST: usize = 5760;

/// An Opus stream.
pub(super) struct Opus {
    format: AudioFormat,
    /// Number of frames before the start of the audio.
    priming: u64,
    gain: f32,
    decoder: OpusMSDecoder,
    interleaved: Vec<i16>,
    planar: Vec<f32>,
    /// Whether channels are in the order of Vorbis.
    surround: bool,
}

impl fmt::Debug for Opus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opus").field("format", &self.format).finish_non_exhaustive()
    }
}

impl Opus {
    pub(super) fn open(head: &[u8]) -> Result<Self> {
        let broken = || damaged("an Ogg file with a damaged Opus header");
        let &[version, channels, ..] = head.get(8..19).ok_or_else(broken)? else { return Err(broken()) };
        let (priming, gain, family) = (u16_at(head, 10, Order::Little), u16_at(head, 16, Order::Little), head[18]);
        if version >= 16 {
            return Err(unsupported("an unknown version of Opus"));
        }
        let channels = usize::from(channels);
        let format = AudioFormat::new(48_000.0, channels)?;
        // A mapping assigns a decoded channel to each output channel, or 255 for silence.
        let (streams, coupled, mapping) = match (family, channels) {
            (0, 1 | 2) => (1, channels - 1, &[0, 1][..channels]),
            (1, 1..=8) | (255, _) => {
                let &[streams, coupled] = head.get(19..21).ok_or_else(broken)? else { return Err(broken()) };
                (usize::from(streams), usize::from(coupled), head.get(21..21 + channels).ok_or_else(broken)?)
            }
            (2 | 3, _) => return Err(unsupported("Opus with Ambisonics")),
            _ => return Err(broken()),
        };
        // Rejects files with more streams than channels, because decoding unused streams would waste time.
        if streams > channels || coupled > streams {
            return Err(broken());
        }
        let decoder = OpusMSDecoder::new(48_000, channels as i32, streams as i32, coupled as i32, mapping);
        let decibels = f64::from(gain.unwrap_or_default() as i16) / 256.0;
        Ok(Self {
            format,
            priming: u64::from(priming.unwrap_or_default()),
            gain: (decibels * core::f64::consts::LN_10 / 20.0).exp() as f32,
            decoder: decoder.map_err(|_| broken())?,
            interleaved: zeroed(LONGEST * channels)?,
            planar: zeroed(LONGEST * channels)?,
            surround: family == 1,
        })
    }

    pub(super) fn priming(&self) -> u64 {
        self.priming
    }

    /// Number of frames of a packet, by its first bytes.
    pub(super) fn frames(packet: &[u8]) -> u64 {
        let Some(&first) = packet.first() else { return 0 };
        let frame = match first >> 3 {
            config @ 0..12 => [480, 960, 1920, 2880][usize::from(config & 3)],
            config @ 12..16 => [480, 960][usize::from(config & 1)],
            config => [120, 240, 480, 960][usize::from(config & 3)],
        };
        let count = match first & 3 {
            0 => 1,
            1 | 2 => 2,
            _ => u64::from(packet.get(1).copied().unwrap_or_default() & 63),
        };
        frame * count
    }

    /// Decodes a packet, appends its frames and returns their number; `None` if the packet is damaged.
    pub(super) fn decode(&mut self, packet: &[u8], output: &mut Output) -> Result<Option<u64>> {
        let frames = Self::frames(packet) as usize;
        if frames == 0 || frames > LONGEST {
            return Ok(None);
        }
        let channels = self.format.channels();
        let length = packet.len() as i32;
        let decoded = self.decoder.decode(Some(packet), length, &mut self.interleaved, LONGEST as i32, false);
        let Some(frames) = decoded.ok().and_then(|count| usize::try_from(count).ok()).filter(|&count| count <= LONGEST)
        else {
            return Ok(None);
        };
        // The decoder uses integers, like the fixed-point reference: samples have 16 bits.
        let gain = self.gain / 32768.0;
        for channel in 0..channels {
            let from = if self.surround { ordered(channels, channel) } else { channel };
            let source = self.interleaved.iter().skip(from).step_by(channels);
            let target = &mut self.planar[channel * LONGEST..channel * LONGEST + frames];
            target.iter_mut().zip(source).for_each(|(target, sample)| *target = f32::from(*sample) * gain);
        }
        output.append(self.format, frames, |channel| {
            self.planar.get(channel * LONGEST..channel * LONGEST + frames).unwrap_or_default()
        })?;
        Ok(Some(frames as u64))
    }
}
