//! Samples of fragmented MP4: a sequence of `moof` boxes.

use core::ops::Range;

use super::bytes::{Order, u32_at, u64_at};
use super::mp4_boxes::Boxes;

/// The runs of one track.
#[derive(Debug)]
pub(super) struct Fragments {
    track: u32,
    default_size: u32,
    /// Position of the next top-level box, and the rest of the current `moof` and `traf`.
    at: usize,
    moof: Range<usize>,
    moof_start: u64,
    traf: Range<usize>,
    traf_size: u32,
    base: u64,
    run: Option<Run>,
    /// End of the previous run.
    end: u64,
}

/// A run of samples.
#[derive(Debug)]
struct Run {
    table: Range<usize>,
    /// Number of bytes per entry, and offset of the size in it, if it has one.
    entry: usize,
    size: Option<usize>,
    left: u32,
    at: u64,
}

fn first(file: &[u8], range: Range<usize>, tag: &[u8; 4]) -> Option<Range<usize>> {
    Boxes::within(file, range).find_map(|(kind, range)| (kind == *tag).then_some(range))
}

impl Fragments {
    /// Returns `None` if the file isn't fragmented.
    pub(super) fn open(file: &[u8], moov: &Range<usize>, track: &Range<usize>) -> Option<Self> {
        let extends = first(file, moov.clone(), b"mvex")?;
        let header = first(file, track.clone(), b"tkhd")?;
        let long = *file.get(header.start)? == 1;
        let track = u32_at(file, header.start + if long { 20 } else { 12 }, Order::Big)?;
        let default = Boxes::within(file, extends).find_map(|(tag, range)| {
            let word = |index: usize| u32_at(&file[..range.end], range.start + 4 * index, Order::Big);
            (&tag == b"trex" && word(1) == Some(track)).then(|| word(4)).flatten()
        });
        let default_size = default.unwrap_or_default();
        Some(Self {
            track,
            default_size,
            at: 0,
            moof: 0..0,
            moof_start: 0,
            traf: 0..0,
            traf_size: 0,
            base: 0,
            run: None,
            end: 0,
        })
    }

    /// The position and size of the next sample.
    pub(super) fn next(&mut self, file: &[u8]) -> Option<(u64, u32)> {
        loop {
            if let Some(run) = self.run.as_mut().filter(|run| run.left > 0) {
                let size = match run.size {
                    Some(at) => u32_at(&file[..run.table.end], run.table.start + at, Order::Big)?,
                    None => self.traf_size,
                };
                run.table.start = run.table.start.saturating_add(run.entry);
                run.left -= 1;
                let at = run.at;
                run.at = run.at.saturating_add(u64::from(size));
                self.end = run.at;
                return Some((at, size));
            }
            self.advance(file)?;
        }
    }

    /// Advances to the next run, track fragment or movie fragment.
    fn advance(&mut self, file: &[u8]) -> Option<()> {
        self.run = None;
        if let Some((tag, range)) = Self::inner(file, &mut self.traf) {
            if &tag == b"trun" {
                self.run = self.read_run(file, &range);
            }
        } else if let Some((tag, range)) = Self::inner(file, &mut self.moof) {
            if &tag == b"traf" {
                self.begin_track(file, range);
            }
        } else {
            let mut boxes = Boxes::within(file, self.at..file.len());
            let start = self.at;
            let (tag, range) = boxes.next()?;
            self.at = range.end.max(start + 8);
            if &tag == b"moof" {
                (self.moof, self.moof_start, self.end) = (range, start as u64, start as u64);
            }
        }
        Some(())
    }

    fn inner(file: &[u8], range: &mut Range<usize>) -> Option<([u8; 4], Range<usize>)> {
        let found = Boxes::within(file, range.clone()).next()?;
        range.start = found.1.end.max(range.start + 8);
        Some(found)
    }

    fn begin_track(&mut self, file: &[u8], range: Range<usize>) {
        let Some(header) = first(file, range.clone(), b"tfhd") else { return };
        let bytes = &file[..header.end];
        let word = |at: usize| u32_at(bytes, header.start + at, Order::Big);
        let (Some(flags), Some(track)) = (word(0), word(4)) else { return };
        if track != self.track {
            return;
        }
        let mut at = 8;
        self.base = self.moof_start;
        if flags & 1 != 0 {
            self.base = u64_at(bytes, header.start + at, Order::Big).unwrap_or(self.moof_start);
            at += 8;
        }
        at += [2, 8].iter().filter(|&&flag| flags & flag != 0).count() * 4;
        self.traf_size = if flags & 0x10 != 0 { word(at).unwrap_or_default() } else { self.default_size };
        self.end = self.base;
        self.traf = range;
    }

    fn read_run(&self, file: &[u8], range: &Range<usize>) -> Option<Run> {
        let bytes = &file[..range.end];
        let word = |at: usize| u32_at(bytes, range.start + at, Order::Big);
        let (flags, left) = (word(0)?, word(4)?);
        let mut head = 8;
        let mut at = self.end;
        if flags & 1 != 0 {
            at = self.base.checked_add_signed(i64::from(word(head)? as i32))?;
            head += 4;
        }
        head += if flags & 4 != 0 { 4 } else { 0 };
        let entry = 4 * (flags >> 8 & 15).count_ones() as usize;
        let size = (flags & 0x200 != 0).then_some(if flags & 0x100 != 0 { 4 } else { 0 });
        Some(Run { table: range.start + head..range.end, entry, size, left, at })
    }
}
