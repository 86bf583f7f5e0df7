//! MP4 and QuickTime: the first audio track. Tables are read in place, so memory use doesn't depend on counts in the
//! file.

use core::ops::Range;

use super::aac::{Config, Replication};
use super::bytes::{Order, tag_at, u16_at, u32_at, u64_at};
use super::codec::Codec;
use super::error::{damaged, unsupported};
use super::mp4_boxes::Boxes;
use super::mp4_fragments::Fragments;
use super::output::Output;
use crate::error::Result;

/// Whether a file has a signature of MP4 or QuickTime.
pub(super) fn recognises(file: &[u8]) -> bool {
    matches!(tag_at(file, 4), Some(tag) if [*b"ftyp", *b"moov", *b"mdat", *b"wide", *b"free", *b"skip", *b"styp"].contains(&tag))
}

/// The number of entries of a table in a box, stored after the flags.
fn count(file: &[u8], table: &Range<usize>) -> u32 {
    u32_at(&file[..table.end], table.start + 4, Order::Big).unwrap_or_default()
}

fn word(file: &[u8], table: &Range<usize>, index: usize) -> Option<u32> {
    u32_at(&file[..table.end], table.start.checked_add(index.checked_mul(4)?)?, Order::Big)
}

/// The positions of a track's samples: `stsz`, `stsc`, and `stco` or `co64`.
#[derive(Debug)]
struct Samples {
    sizes: Range<usize>,
    chunks: Range<usize>,
    offsets: Range<usize>,
    long: bool,
    /// Index of the next sample, index of its chunk, and number of samples left in that chunk.
    sample: u32,
    chunk: u32,
    left: u32,
    /// The entry of `stsc` that applies to the chunk.
    entry: u32,
    at: u64,
}

impl Samples {
    fn count(&self, file: &[u8]) -> u32 {
        word(file, &self.sizes, 2).unwrap_or_default()
    }

    fn next(&mut self, file: &[u8]) -> Option<(u64, u32)> {
        if self.sample >= self.count(file) {
            return None;
        }
        while self.left == 0 {
            if self.chunk >= count(file, &self.offsets) {
                return None;
            }
            let place = self.offsets.start + 8 + self.chunk as usize * if self.long { 8 } else { 4 };
            let table = &file[..self.offsets.end];
            self.at = if self.long {
                u64_at(table, place, Order::Big)?
            } else {
                u64::from(u32_at(table, place, Order::Big)?)
            };
            self.chunk += 1;
            let first = |entry: u32| word(file, &self.chunks, 2 + 3 * entry as usize);
            while self.entry + 1 < count(file, &self.chunks)
                && first(self.entry + 1).is_some_and(|first| first <= self.chunk)
            {
                self.entry += 1;
            }
            self.left = word(file, &self.chunks, 3 + 3 * self.entry as usize)?;
        }
        let size = match word(file, &self.sizes, 1)? {
            0 => word(file, &self.sizes, 3 + self.sample as usize)?,
            size => size,
        };
        let found = (self.at, size);
        self.at = self.at.saturating_add(u64::from(size));
        self.sample += 1;
        self.left -= 1;
        Some(found)
    }
}

/// The content of an `esds` descriptor, which must have the tag `tag`.
fn descriptor(file: &[u8], range: Range<usize>, tag: u8) -> Option<Range<usize>> {
    let mut at = range.start;
    while at < range.end {
        let found = *file.get(at)?;
        let (mut size, mut length) = (0, 0);
        loop {
            at += 1;
            length += 1;
            let byte = *file.get(at)?;
            size = size << 7 | usize::from(byte & 0x7f);
            if byte & 0x80 == 0 || length == 4 {
                break;
            }
        }
        let contents = at + 1..at.saturating_add(1).saturating_add(size).min(range.end);
        if found == tag {
            return Some(contents);
        }
        at = contents.end.max(at + 1);
    }
    None
}

/// The audio codec that the first entry of `stsd` describes.
fn config(file: &[u8], table: &Range<usize>) -> Result<Config> {
    let broken = || damaged("an MP4 file without a description of its audio");
    let entries = table.start.saturating_add(8)..table.end;
    let (tag, entry) = Boxes::within(file, entries).next().ok_or_else(broken)?;
    match &tag {
        b"mp4a" => {}
        b"alac" => return Err(unsupported("ALAC")),
        b"ac-3" => return Err(unsupported("AC-3")),
        b"ec-3" => return Err(unsupported("E-AC-3")),
        b"ac-4" => return Err(unsupported("AC-4")),
        b"dtsc" | b"dtse" | b"dtsh" | b"dtsl" => return Err(unsupported("DTS")),
        b"Opus" => return Err(unsupported("Opus in MP4")),
        b"fLaC" => return Err(unsupported("FLAC in MP4")),
        b".mp3" => return Err(unsupported("MP3 in MP4")),
        b"samr" | b"sawb" => return Err(unsupported("AMR")),
        b"drms" | b"enca" => return Err(unsupported("an encrypted file")),
        b"twos" | b"sowt" | b"lpcm" | b"in24" | b"in32" | b"fl32" | b"raw " | b"ipcm" => {
            return Err(unsupported("PCM in MP4"));
        }
        _ => return Err(unsupported("MP4 with an unknown codec")),
    }
    // Versions 1 and 2 of QuickTime's entry have more fields before the boxes.
    let version = u16_at(&file[..entry.end], entry.start + 8, Order::Big).unwrap_or_default();
    let head = entry.start + 28 + [0, 16, 36].get(usize::from(version)).copied().unwrap_or_default();
    let inner = head.min(entry.end)..entry.end;
    let direct = Boxes::within(file, inner.clone()).find(b"esds");
    let esds = direct.or_else(|| Boxes::descend(file, inner, &[b"wave", b"esds"])).ok_or_else(broken)?;
    let es = descriptor(file, (esds.start + 4).min(esds.end)..esds.end, 3).ok_or_else(broken)?;
    let flags = file.get(es.start + 2).copied().unwrap_or_default();
    let url = if flags & 0x40 != 0 { 1 + usize::from(file.get(es.start + 3).copied().unwrap_or_default()) } else { 0 };
    let optional = if flags & 0x80 != 0 { 2 } else { 0 } + url + if flags & 0x20 != 0 { 2 } else { 0 };
    let decoder = descriptor(file, (es.start + 3 + optional).min(es.end)..es.end, 4).ok_or_else(broken)?;
    match file.get(decoder.start).copied().unwrap_or_default() {
        0x40 | 0x66..=0x68 => {}
        0x69 | 0x6b => return Err(unsupported("MP3 in MP4")),
        0xa5 => return Err(unsupported("AC-3")),
        0xa9 => return Err(unsupported("DTS")),
        0xdd => return Err(unsupported("Vorbis in MP4")),
        _ => return Err(unsupported("MP4 with an unknown codec")),
    }
    let specific = descriptor(file, (decoder.start + 13).min(decoder.end)..decoder.end, 5).ok_or_else(broken)?;
    Config::read(file.get(specific).unwrap_or_default())
}

/// The range of decoded frames that a track presents: the first frame, and the count, if it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Presented {
    first: u64,
    count: Option<u64>,
}

/// Converts ticks between timescales.
fn rescaled(ticks: u64, from: u32, to: u32) -> u64 {
    ((u128::from(ticks) * u128::from(to) + u128::from(from / 2)) / u128::from(from.max(1))) as u64
}

/// The duration of a track's samples, in the track's ticks.
fn duration(file: &[u8], times: &Range<usize>) -> u64 {
    let entries = (0..count(file, times) as usize).map_while(|i| {
        let (count, ticks) = (word(file, times, 2 + 2 * i)?, word(file, times, 3 + 2 * i)?);
        Some(u64::from(count) * u64::from(ticks))
    });
    entries.fold(0, u64::saturating_add)
}

/// The range that an edit list presents.
fn edited(file: &[u8], table: &Range<usize>, scales: (u32, u32), rate: u32, all: u64) -> Option<Presented> {
    let (movie, media) = scales;
    let long = *file.get(table.start)? == 1;
    let table = table.start..table.end;
    let entry = |i: usize| {
        let at = table.start + 8 + i * if long { 20 } else { 12 };
        let bytes = &file[..table.end];
        if long {
            return Some((u64_at(bytes, at, Order::Big)?, u64_at(bytes, at + 8, Order::Big)? as i64));
        }
        let time = u32_at(bytes, at + 4, Order::Big)? as i32;
        Some((u64::from(u32_at(bytes, at, Order::Big)?), i64::from(time)))
    };
    // An empty edit delays a track relative to others, which don't matter here.
    let edits = (0..count(file, &table) as usize).map_while(entry).filter(|&(_, time)| time >= 0);
    let mut edits = edits.take(2);
    let (ticks, time) = edits.next()?;
    let first = rescaled(time as u64, media, rate);
    if edits.next().is_some() || ticks == 0 {
        return Some(Presented { first, count: None });
    }
    // Durations are in ticks of the movie, often milliseconds. An end within one tick of the track's end is the track's
    // end.
    let count = rescaled(ticks, movie, rate);
    let own = all.saturating_sub(first);
    let tick = rescaled(1, movie, rate).max(1);
    Some(Presented { first, count: Some(if count.abs_diff(own) <= tick { own } else { count }) })
}

/// The range in the iTunes metadata: hexadecimal words, of which the second is the priming, and the fourth the count.
fn of_itunes(file: &[u8], moov: &Range<usize>, scale: (u32, u32)) -> Option<Presented> {
    let meta = Boxes::descend(file, moov.clone(), &[b"udta", b"meta"])?;
    // QuickTime's `meta` has no flags.
    let flags = if tag_at(file, meta.start + 4) == Some(*b"hdlr") { 0 } else { 4 };
    let list = Boxes::within(file, (meta.start + flags).min(meta.end)..meta.end).find(b"ilst")?;
    let text = Boxes::within(file, list).filter(|(tag, _)| tag == b"----").find_map(|(_, range)| {
        let name = Boxes::within(file, range.clone()).find(b"name")?;
        let data = Boxes::within(file, range).find(b"data")?;
        file[name].ends_with(b"iTunSMPB").then(|| file.get(data.start + 8..data.end)).flatten()
    })?;
    let text = core::str::from_utf8(text).ok()?;
    let mut words = text.split_ascii_whitespace().map(|word| u64::from_str_radix(word, 16));
    let (_, priming, _, count) = (words.next()?, words.next()?.ok()?, words.next()?, words.next()?.ok()?);
    let frames = |ticks| rescaled(ticks, scale.0, scale.1);
    Some(Presented { first: frames(priming), count: Some(frames(count)).filter(|&count| count > 0) })
}

/// An MP4 file.
#[derive(Debug)]
pub(super) struct Mp4 {
    codec: Codec,
    samples: Samples,
    fragments: Option<Fragments>,
    replication: Replication,
    at: u64,
    /// Number of sample bytes so far. In a valid file, it doesn't exceed the file size.
    spent: u64,
}

impl Mp4 {
    pub(super) fn open(file: &[u8], output: &mut Output) -> Result<Self> {
        let everything = 0..file.len();
        let moov = Boxes::within(file, everything.clone()).find(b"moov");
        let moov = moov.ok_or_else(|| damaged("an MP4 file that ends early, without a moov box"))?;
        let audio_track = |(tag, range): ([u8; 4], Range<usize>)| {
            let handler = Boxes::descend(file, range.clone(), &[b"mdia", b"hdlr"])?;
            (&tag == b"trak" && tag_at(file, handler.start + 8) == Some(*b"soun")).then_some(range)
        };
        let mut tracks = Boxes::within(file, moov.clone()).filter_map(audio_track);
        let track = tracks.next().ok_or_else(|| damaged("an MP4 file without audio"))?;
        output.report.other_tracks += tracks.count() as u64;
        let inner = |path: &[&[u8; 4]]| Boxes::descend(file, track.clone(), path);
        let table = |tag: &[u8; 4]| inner(&[b"mdia", b"minf", b"stbl", tag]);
        let missing = || damaged("an MP4 file without its tables");
        let config = config(file, &table(b"stsd").ok_or_else(missing)?)?;
        let scale = |range: Option<Range<usize>>| {
            let range = range?;
            let long = *file.get(range.start)? == 1;
            u32_at(&file[..range.end], range.start + if long { 20 } else { 12 }, Order::Big).filter(|&scale| scale > 0)
        };
        let media = scale(inner(&[b"mdia", b"mdhd"])).unwrap_or(config.rate);
        let movie = scale(Boxes::descend(file, moov.clone(), &[b"mvhd"])).unwrap_or(media);
        output.report.spectral_band_replication = config.replicated;
        output.report.parametric_stereo = config.parametric;
        let times = table(b"stts").unwrap_or(0..0);
        let fragments = Fragments::open(file, &moov, &track);
        let all = if fragments.is_some() { u64::MAX } else { rescaled(duration(file, &times), media, config.rate) };
        let edits = inner(&[b"edts", b"elst"]);
        let edited = edits.and_then(|edits| edited(file, &edits, (movie, media), config.rate, all));
        // Many writers add an edit list that presents everything, so other sources take precedence.
        let presented = edited.filter(|edited| edited.first > 0 || fragments.is_some());
        let presented =
            presented.or_else(|| of_itunes(file, &moov, (media, config.rate))).or(edited).unwrap_or_default();
        output.trim(presented.first, presented.count.filter(|_| fragments.is_none()));
        let (long, offsets) = match table(b"co64") {
            Some(offsets) => (true, Some(offsets)),
            None => (false, table(b"stco")),
        };
        let samples = Samples {
            sizes: table(b"stsz").unwrap_or(0..0),
            chunks: table(b"stsc").unwrap_or(0..0),
            offsets: offsets.unwrap_or(0..0),
            long,
            sample: 0,
            chunk: 0,
            left: 0,
            entry: 0,
            at: 0,
        };
        if fragments.is_none() && table(b"stz2").is_some() {
            return Err(unsupported("MP4 with compact sample sizes"));
        }
        let codec = Codec::aac(config.rate, config.channels)?;
        Ok(Self { codec, samples, fragments, replication: Replication::default(), at: 0, spent: 0 })
    }

    /// Decodes the next sample; returns false at the end.
    pub(super) fn step(&mut self, file: &[u8], output: &mut Output) -> Result<bool> {
        let next = self.samples.next(file);
        let next = next.or_else(|| self.fragments.as_mut().and_then(|fragments| fragments.next(file)));
        let Some((at, size)) = next else {
            // The tables end before their count.
            output.report.truncated |= self.samples.sample < self.samples.count(file);
            return Ok(false);
        };
        self.at = at;
        let packet = usize::try_from(at).ok().and_then(|at| file.get(at..at.checked_add(size as usize)?));
        self.spent = self.spent.saturating_add(u64::from(size));
        let fits = self.spent <= file.len() as u64;
        let Some(packet) = packet.filter(|packet| fits && !packet.is_empty()) else {
            // A table can promise billions of samples. If one ends beyond the file, so do the rest.
            output.report.truncated |= size > 0;
            output.report.damaged_packets += u64::from(size == 0);
            return Ok(size == 0 && output.report.damaged_packets < MAXIMUM_EMPTY);
        };
        self.replication.observe(packet, output);
        if !self.codec.decode(packet, output)? {
            output.report.damaged_packets += 1;
        }
        Ok(true)
    }

    pub(super) fn position(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX)
    }
}

/// Maximum number of empty samples.
const MAXIMUM_EMPTY: u64 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_within_a_tick_of_the_end_cover_the_track() {
        let edit = |ticks: u32, time: i32| {
            let mut table = vec![0, 0, 0, 0, 0, 0, 0, 1];
            table.extend(ticks.to_be_bytes());
            table.extend(time.to_be_bytes());
            table.extend([0, 1, 0, 0]);
            edited(&table, &(0..table.len()), (1000, 44_100), 44_100, 21_024)
        };
        assert_eq!(edit(453, 1024), Some(Presented { first: 1024, count: Some(20_000) }), "a millisecond is 44 frames");
        assert_eq!(edit(400, 1024), Some(Presented { first: 1024, count: Some(17_640) }), "an earlier end");
        assert_eq!(edit(0, 1024), Some(Presented { first: 1024, count: None }), "no end");
        assert_eq!(edit(453, -1), None, "an empty edit");
    }
}
