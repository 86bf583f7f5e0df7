//! Ogg: pages, packets, and the links of a chain. Vorbis, Opus and FLAC are decoded.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::ops::Range;

use super::bytes::{Order, u32_at, u64_at};
use super::crc::CRC32;
use super::error::{damaged, unsupported};
use super::flac::Flac;
use super::ogg_streams::{Opus, Vorbis};
use super::output::Output;
use crate::error::{Error, Result};

/// A page with a valid check, or a page that is cut off by the end of the file.
#[derive(Clone, Debug)]
struct Page {
    flags: u8,
    /// The frame position after the last packet that ends on this page; `None` if no packet does.
    granule: Option<i64>,
    serial: u32,
    sequence: u32,
    lacing: Range<usize>,
    end: usize,
}

const CONTINUED: u8 = 1;
const FIRST: u8 = 2;
const LAST: u8 = 4;

fn page(file: &[u8], at: usize) -> Option<Page> {
    let head = file.get(at..at.checked_add(27)?)?;
    if !head.starts_with(b"OggS\0") {
        return None;
    }
    let lacing = at + 27..at + 27 + usize::from(head[26]);
    let body: usize = file.get(lacing.clone())?.iter().map(|&size| usize::from(size)).sum();
    let end = lacing.end + body;
    let word = |at| u32_at(head, at, Order::Little);
    let Some(bytes) = file.get(at..end) else {
        // The file ends within its last page: its complete packets are decoded, but the length of the stream is
        // unknown.
        if head[5] & FIRST != 0 {
            return None;
        }
        let (serial, sequence) = (word(14)?, word(18)?);
        return Some(Page { flags: head[5] & !LAST, granule: None, serial, sequence, lacing, end: file.len() });
    };
    let check = CRC32.update(CRC32.update(CRC32.update(0, &bytes[..22]), &[0; 4]), &bytes[26..]);
    (word(22)? == check).then_some(())?;
    let granule = Some(u64_at(head, 6, Order::Little)? as i64).filter(|&granule| granule != -1);
    Some(Page { flags: head[5], granule, serial: word(14)?, sequence: word(18)?, lacing, end })
}

#[derive(Debug)]
enum Codec {
    Vorbis(Vorbis),
    Opus(Opus),
    Flac(Flac),
}

/// A logical stream.
#[derive(Debug)]
struct Link {
    serial: u32,
    codec: Codec,
    /// Number of header packets still expected.
    headers: u32,
    /// The granule position of the first frame, once it is known.
    start: Option<i64>,
    /// Number of frames since then, including priming.
    position: i64,
    sequence: u32,
    ended: bool,
}

/// An Ogg file.
#[derive(Debug)]
pub(super) struct Ogg {
    at: usize,
    link: Option<Link>,
    /// Whether all pages of the current link so far were first pages.
    opening: bool,
    packets: VecDeque<Vec<u8>>,
    partial: Vec<u8>,
    /// The error of the first stream that can't be decoded.
    refused: Option<Error>,
}

/// Whether a file has the signature of Ogg.
pub(super) fn recognises(file: &[u8], at: usize) -> bool {
    file.get(at..).is_some_and(|rest| rest.starts_with(b"OggS"))
}

impl Ogg {
    pub(super) fn new(at: usize) -> Self {
        Self { at, link: None, opening: false, packets: VecDeque::new(), partial: Vec::new(), refused: None }
    }

    /// Decodes the next packet, or reads the next page; returns false at the end.
    pub(super) fn step(&mut self, file: &[u8], output: &mut Output) -> Result<bool> {
        if let Some(packet) = self.packets.pop_front() {
            self.packet(&packet, output)?;
            return Ok(true);
        }
        if self.at >= file.len() {
            if output.format().is_none()
                && let Some(error) = self.refused.take()
            {
                return Err(error);
            }
            output.report.truncated |= self.link.as_ref().is_some_and(|link| !link.ended);
            return Ok(false);
        }
        let Some(page) = page(file, self.at) else {
            let rest = &file[self.at + 1..];
            let next = rest.windows(4).position(|window| window == b"OggS");
            // A page that is cut off ends the file. A damaged page in the middle is a loss, which the sequence number
            // of the stream's next page reveals.
            self.at = next.map_or(file.len(), |next| self.at + 1 + next);
            return Ok(true);
        };
        self.at = page.end;
        if page.flags & FIRST != 0 {
            self.first_page(file, &page, output)?;
        } else {
            self.opening = false;
            self.next_page(file, &page, output)?;
        }
        Ok(true)
    }

    /// Starts a link if this is the first page of a stream that can be decoded, and its group has no other such stream.
    fn first_page(&mut self, file: &[u8], page: &Page, output: &mut Output) -> Result<()> {
        if self.opening && self.link.is_some() {
            output.report.other_tracks += 1;
            return Ok(());
        }
        if !self.opening {
            output.report.truncated |= self.link.as_ref().is_some_and(|link| !link.ended);
            self.link = None;
            self.partial.clear();
        }
        self.opening = true;
        let head = file.get(page.lacing.end..page.end).unwrap_or_default();
        let opened = if head.starts_with(b"\x01vorbis") {
            Vorbis::open(head).map(|vorbis| (Codec::Vorbis(vorbis), 2))
        } else if head.starts_with(b"OpusHead") {
            Opus::open(head).map(|opus| (Codec::Opus(opus), 1))
        } else if head.starts_with(b"\x7fFLAC") && head.get(9..13) == Some(b"fLaC") {
            let information = head.get(17..).and_then(|bytes| bytes.first_chunk()).copied();
            let headers = u32::from(head[7]) << 8 | u32::from(head[8]);
            let flac = information.ok_or_else(|| damaged("an Ogg file with a damaged header")).and_then(Flac::new);
            flac.map(|flac| (Codec::Flac(flac), headers))
        } else {
            Err(match head.get(..8) {
                Some(b"Speex   ") => unsupported("Speex"),
                Some([0x80, b't', b'h', b'e', b'o', b'r', b'a', _]) => unsupported("Theora"),
                _ => unsupported("Ogg with an unknown codec"),
            })
        };
        match opened {
            Ok((codec, headers)) => {
                output.trim(if let Codec::Opus(opus) = &codec { opus.priming() } else { 0 }, None);
                let (serial, sequence) = (page.serial, page.sequence);
                self.link = Some(Link { serial, codec, headers, start: None, position: 0, sequence, ended: false });
            }
            Err(error) => {
                if output.format().is_some() {
                    output.report.other_tracks += 1;
                }
                self.refused.get_or_insert(error);
            }
        }
        Ok(())
    }

    /// Collects the packets that end on a page of the current link.
    fn next_page(&mut self, file: &[u8], page: &Page, output: &mut Output) -> Result<()> {
        let Some(link) = self.link.as_mut().filter(|link| link.serial == page.serial && !link.ended) else {
            return Ok(());
        };
        let expected = link.sequence.wrapping_add(1);
        link.sequence = page.sequence;
        let continued = page.flags & CONTINUED != 0;
        let mut skipping = false;
        if page.sequence != expected {
            output.report.damaged_packets += 1;
            self.partial.clear();
            link.start = None;
            skipping = continued;
            link.codec.interrupt();
        } else if continued == self.partial.is_empty() {
            self.partial.clear();
            skipping = continued;
        }
        let mut at = page.lacing.end;
        let mut from = at;
        for &size in &file[page.lacing.clone()] {
            at += usize::from(size);
            if at > page.end {
                return Ok(());
            }
            if size == 255 {
                continue;
            }
            if !skipping {
                let mut packet = core::mem::take(&mut self.partial);
                packet.try_reserve(at - from).map_err(|_| Error::out_of_memory(at - from))?;
                packet.extend_from_slice(&file[from..at]);
                self.packets.push_back(packet);
            }
            skipping = false;
            from = at;
        }
        if from < at && !skipping {
            self.partial.try_reserve(at - from).map_err(|_| Error::out_of_memory(at - from))?;
            self.partial.extend_from_slice(&file[from..at]);
        }
        link.ended = page.flags & LAST != 0;
        let Some(granule) = page.granule.filter(|_| link.headers as usize <= self.packets.len()) else { return Ok(()) };
        let packets = self.packets.iter().skip(link.headers as usize);
        // FLAC headers contain the length.
        if packets.len() == 0 || matches!(link.codec, Codec::Flac(_)) {
            return Ok(());
        }
        if link.start.is_none() && (link.headers == 0 || link.codec.is_opus()) {
            let frames = link.codec.count(packets);
            let before = granule.saturating_sub(frames).saturating_sub(link.position);
            // If the granule of the first page with audio is less than the number of decoded frames, the start is
            // trimmed; if it is also the last page, the end is trimmed instead.
            if before < 0 && link.position == 0 && !link.ended && !link.codec.is_opus() {
                output.trim(before.unsigned_abs(), None);
            }
            link.start = Some(if link.ended { before.max(0) } else { before });
        }
        if link.ended
            && let Some(start) = link.start
        {
            let left = granule.saturating_sub(start).saturating_sub(link.position);
            output.limit(u64::try_from(left).unwrap_or_default());
        }
        Ok(())
    }

    fn packet(&mut self, packet: &[u8], output: &mut Output) -> Result<()> {
        let Some(link) = &mut self.link else { return Ok(()) };
        if link.headers > 0 {
            link.headers -= 1;
            if let Codec::Vorbis(vorbis) = &mut link.codec
                && link.headers == 0
            {
                vorbis.set_up(packet)?;
            }
            return Ok(());
        }
        let frames = match &mut link.codec {
            Codec::Vorbis(vorbis) => vorbis.decode(packet, output)?,
            Codec::Opus(opus) => opus.decode(packet, output)?,
            Codec::Flac(flac) => {
                let before = output.total();
                flac.packet(packet, super::crc::CRC16.of(packet) == 0, output)?;
                Some(output.total() - before)
            }
        };
        match frames {
            Some(frames) => link.position = link.position.saturating_add_unsigned(frames),
            None => output.report.damaged_packets += 1,
        }
        Ok(())
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }
}

impl Codec {
    fn is_opus(&self) -> bool {
        matches!(self, Self::Opus(_))
    }

    /// Marks that packets before the next one are lost.
    fn interrupt(&mut self) {
        if let Self::Vorbis(vorbis) = self {
            vorbis.interrupt();
        }
    }

    /// Number of frames that the first packets of a stream decode to, or the first packets after an interruption.
    fn count<'a>(&self, packets: impl Iterator<Item = &'a Vec<u8>>) -> i64 {
        match self {
            Self::Vorbis(vorbis) => vorbis.count(packets),
            Self::Opus(_) => packets.map(|packet| Opus::frames(packet) as i64).sum(),
            Self::Flac(_) => 0,
        }
    }
}
