//! The segments of a JPEG file (ITU-T T.81, annex B): the parts passed to the decoder, and the data needed before it
//! runs.

use alloc::vec::Vec;

use super::super::exif::Orientation;
use super::super::parts::Parts;
use super::super::sum;
use super::error::{damaged, push, unsupported};
use super::standard;
use crate::error::Result;

/// A component of the frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Sampling factors, from 1 to 4.
    pub(super) h: u8,
    pub(super) v: u8,
}

/// The frame header.
#[derive(Clone, Copy, Debug)]
pub(super) struct FrameHeader {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) progressive: bool,
    components: [Component; 4],
    count: usize,
}

impl FrameHeader {
    pub(super) fn components(&self) -> &[Component] {
        &self.components[..self.count]
    }

    /// The names of the first three components.
    pub(super) fn ids(&self) -> [u8; 3] {
        [0, 1, 2].map(|index| self.components[index].id)
    }

    /// Returns the largest sampling factors.
    pub(super) fn sampling(&self) -> (usize, usize) {
        let largest = |of: fn(&Component) -> u8| usize::from(self.components().iter().map(of).max().unwrap_or(1));
        (largest(|component| component.h), largest(|component| component.v))
    }

    /// Returns the number of bytes that the decoder allocates for the picture: a plane for each component, the result,
    /// the coefficients of a progressive file, and rows.
    pub(super) fn decoder_bytes(&self) -> usize {
        let (h, v) = self.sampling();
        let columns = (self.width as usize).div_ceil(8 * h);
        let rows = (self.height as usize).div_ceil(8 * v);
        let row = sum(self.components().iter().map(|c| columns * usize::from(c.h) * usize::from(c.v) * 64));
        let samples = row.saturating_mul(rows);
        let coefficients = if self.progressive { samples.saturating_mul(2) } else { 0 };
        let result = (self.width as usize * self.height as usize).saturating_mul(self.count);
        sum([samples, coefficients, 8 * row, result])
    }
}

/// A component of a scan, and its tables.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ScanComponent {
    /// Index in the frame.
    pub(super) index: usize,
    pub(super) dc: usize,
    pub(super) ac: usize,
}

/// A scan: its header, and the position of its data.
#[derive(Clone, Debug)]
pub(super) struct Scan<'a> {
    components: [ScanComponent; 4],
    count: usize,
    /// Whether the scan contains coefficient 0 for the first time.
    pub(super) first_dc: bool,
    /// The last coefficient, from 0 to 63.
    pub(super) last: u8,
    pub(super) data: &'a [u8],
    /// Index of the part with the header and the data.
    pub(super) part: usize,
    pub(super) restart_interval: usize,
    /// The tables in effect during this scan.
    pub(super) dc: Tables<'a>,
    pub(super) ac: Tables<'a>,
}

impl Scan<'_> {
    pub(super) fn components(&self) -> &[ScanComponent] {
        &self.components[..self.count]
    }
}

/// A Huffman table as it is stored: 16 counts, then the symbols.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'a> {
    pub(super) counts: &'a [u8; 16],
    pub(super) symbols: &'a [u8],
}

pub(super) type Tables<'a> = [Option<Table<'a>>; 4];

/// The contents of a file.
#[derive(Debug, Default)]
pub(super) struct Walk<'a> {
    pub(super) frame: Option<FrameHeader>,
    pub(super) orientation: Option<Orientation>,
    pub(super) jfif: bool,
    /// The colour transform of Adobe's marker.
    pub(super) adobe: Option<u8>,
    pub(super) scans: Vec<Scan<'a>>,
    /// The file ends before its end marker.
    pub(super) ends_early: bool,
    pub(super) parts: Parts<'a>,
    restart_interval: usize,
    dc: Tables<'a>,
    ac: Tables<'a>,
}

impl<'a> Walk<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self> {
        let mut walk = Self::default();
        walk.parts.push(&bytes[..2])?;
        let mut at = 2;
        loop {
            // Other bytes between segments are skipped, as libjpeg does; any number of 0xff may precede a marker.
            let Some(skipped) =
                bytes[at..].windows(2).position(|pair| pair[0] == 0xff && pair[1] != 0xff && pair[1] != 0)
            else {
                walk.ends_early = true;
                return Ok(walk);
            };
            let marker = bytes[at + skipped + 1];
            let start = at + skipped;
            at = start + 2;
            match marker {
                0xd9 => {
                    walk.parts.push(&bytes[start..at])?;
                    return Ok(walk);
                }
                // Markers without a length: the beginning once more, restarts, TEM.
                0x01 | 0xd0..=0xd8 => continue,
                _ => {}
            }
            let Some(length) = bytes.get(at..at + 2).map(|l| usize::from(u16::from_be_bytes([l[0], l[1]]))) else {
                walk.ends_early = true;
                return Ok(walk);
            };
            if length < 2 {
                return Err(damaged("a segment without its length"));
            }
            let Some(body) = bytes.get(at + 2..at + length) else {
                walk.ends_early = true;
                return Ok(walk);
            };
            at += length;
            let segment = &bytes[start..at];
            match marker {
                0xda => at = walk.scan(bytes, start, at, body)?,
                _ => walk.segment(marker, segment, body)?,
            }
        }
    }

    fn segment(&mut self, marker: u8, segment: &'a [u8], body: &'a [u8]) -> Result<()> {
        match marker {
            0xc0..=0xc2 => {
                if self.frame.is_some() {
                    return Err(damaged("a second frame header"));
                }
                self.frame = Some(frame_header(body, marker == 0xc2)?);
                self.parts.push(segment)
            }
            0xc4 => {
                self.huffman_tables(body)?;
                self.parts.push(segment)
            }
            0xdb => self.parts.push(segment),
            0xdd => {
                let &[high, low] = body else { return Err(damaged("a restart interval of another length")) };
                self.restart_interval = usize::from(u16::from_be_bytes([high, low]));
                self.parts.push(segment)
            }
            0xe0 if body.starts_with(b"JFIF\0") => {
                self.jfif = true;
                Ok(())
            }
            0xe1 if body.starts_with(b"Exif\0\0") => {
                // The first block is used, even if it contains no orientation.
                self.orientation.get_or_insert(Orientation::read(body).unwrap_or(Orientation::UPRIGHT));
                Ok(())
            }
            0xee if body.starts_with(b"Adobe") => {
                if let Some(&transform) = body.get(11) {
                    self.adobe = Some(transform);
                }
                Ok(())
            }
            0xc3 => Err(unsupported("a lossless JPEG file")),
            0xc5..=0xc7 | 0xde | 0xdf => Err(unsupported("a hierarchical JPEG file")),
            0xc8..=0xcf => Err(unsupported("an arithmetic-coded JPEG file")),
            0xf7 => Err(unsupported("a JPEG-LS file")),
            // Metadata, comments, and the number of lines, which is already known.
            _ => Ok(()),
        }
    }

    fn huffman_tables(&mut self, mut body: &'a [u8]) -> Result<()> {
        while let Some((&place, rest)) = body.split_first() {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or_else(|| damaged("a Huffman table cut off"))?;
            let count: usize = counts.iter().map(|&count| usize::from(count)).sum();
            let (symbols, rest) = rest.split_at_checked(count).ok_or_else(|| damaged("a Huffman table cut off"))?;
            let tables = if place >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            let index = usize::from(place & 15);
            if place >> 4 > 1 || index > 3 || count == 0 || count > 256 {
                return Err(damaged("an impossible Huffman table"));
            }
            tables[index] = Some(Table { counts, symbols });
            body = rest;
        }
        Ok(())
    }

    /// Reads a scan's header, and finds the end of its data; returns that position.
    fn scan(&mut self, bytes: &'a [u8], start: usize, data: usize, body: &'a [u8]) -> Result<usize> {
        let frame = self.frame.ok_or_else(|| damaged("a scan before the frame header"))?;
        let count = usize::from(*body.first().unwrap_or(&0));
        if count == 0 || count > 4 || body.len() != 4 + 2 * count {
            return Err(damaged("an impossible scan header"));
        }
        let mut components = [ScanComponent::default(); 4];
        for (component, pair) in components.iter_mut().zip(body[1..=2 * count].as_chunks::<2>().0) {
            let index = frame.components().iter().position(|known| known.id == pair[0]);
            let (dc, ac) = (usize::from(pair[1] >> 4), usize::from(pair[1] & 15));
            if dc > 3 || ac > 3 {
                return Err(damaged("a scan with impossible tables"));
            }
            let index = index.ok_or_else(|| damaged("a scan of an unknown component"))?;
            *component = ScanComponent { index, dc, ac };
        }
        let (first, last, approximation) = (body[1 + 2 * count], body[2 + 2 * count], body[3 + 2 * count]);
        // Motion JPEG omits the standard's tables (OpenDML AVI 1.02).
        for component in &components[..count] {
            if first == 0 && approximation >> 4 == 0 {
                supply(&mut self.dc, component.dc, &standard::DC, &mut self.parts)?;
            }
            if last > 0 {
                supply(&mut self.ac, component.ac, &standard::AC, &mut self.parts)?;
            }
        }
        let end = end_of_data(bytes, data);
        let part = self.parts.count();
        self.parts.push(&bytes[start..end])?;
        let scan = Scan {
            components,
            count,
            first_dc: first == 0 && approximation >> 4 == 0,
            last: last.min(63),
            data: &bytes[data..end],
            part,
            restart_interval: self.restart_interval,
            dc: self.dc,
            ac: self.ac,
        };
        push(&mut self.scans, scan)?;
        Ok(end)
    }
}

/// Supplies a table of the standard if a scan uses a table that the file doesn't define.
fn supply<'a>(
    tables: &mut Tables<'a>,
    index: usize,
    standard: &[&'static [u8]; 2],
    parts: &mut Parts<'a>,
) -> Result<()> {
    let (None, Some(segment)) = (tables[index], standard.get(index)) else { return Ok(()) };
    // A marker, a length of two bytes, the table's class and index, the counts and the symbols.
    if let Some((counts, symbols)) = segment[5..].split_first_chunk::<16>() {
        tables[index] = Some(Table { counts, symbols });
    }
    parts.push(segment)
}

fn frame_header(body: &[u8], progressive: bool) -> Result<FrameHeader> {
    let &[precision, h1, h0, w1, w0, count, ref rest @ ..] = body else { return Err(damaged("a short frame header")) };
    let count = usize::from(count);
    if precision != 8 {
        return Err(unsupported("a JPEG file of another depth"));
    }
    if ![1, 3, 4].contains(&count) {
        return Err(unsupported("another number of components"));
    }
    if rest.len() != 3 * count {
        return Err(damaged("a frame header of another length"));
    }
    let mut components = [Component::default(); 4];
    for (component, &[id, sampling, _]) in components.iter_mut().zip(rest.as_chunks::<3>().0) {
        let (h, v) = (sampling >> 4, sampling & 15);
        if !(1..=4).contains(&h) || !(1..=4).contains(&v) {
            return Err(damaged("an impossible sampling factor"));
        }
        *component = Component { id, h, v };
    }
    let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
    if height == 0 {
        return Err(unsupported("a JPEG file whose height comes after its first scan"));
    }
    Ok(FrameHeader { width: width.into(), height: height.into(), progressive, components, count })
}

/// Returns the index behind entropy-coded data: that of the next marker which is neither a stuffed 0xff nor a restart.
fn end_of_data(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(skip) = bytes[at..].iter().position(|&byte| byte == 0xff) {
        at += skip;
        match bytes.get(at + 1) {
            // Stuffed, or a restart.
            Some(0 | 0xd0..=0xd7) => at += 2,
            // Fill bytes.
            Some(0xff) => at += 1,
            Some(_) => return at,
            None => return bytes.len(),
        }
    }
    bytes.len()
}
