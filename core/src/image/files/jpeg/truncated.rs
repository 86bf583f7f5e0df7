//! Files that end early.
//!
//! Such a file is completed by an end marker, after which the decoder reads zeros for missing data. In every Huffman
//! table, zero bits are valid codes, but they aren't part of the picture. So the complete blocks are counted here, by
//! reading the codes and skipping their values, and the other blocks are made transparent afterwards.

use alloc::vec::Vec;

use super::super::LEAST_PART;
use super::error::{damaged, push};
use super::walk::{FrameHeader, Scan, Table, Walk};
use crate::error::{Error, Result};

/// A restart interval of 0, and for both classes a Huffman table with a single code: a zero bit is a difference of 0,
/// or the end of a block. A scan with these tables and no data contains zeros.
const EMPTY_TABLES: &[u8] = b"\xff\xdd\x00\x04\x00\x00\xff\xc4\x00\x26\
    \x00\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
    \x10\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// The completion of a file that ends early.
#[derive(Debug)]
pub(super) struct End {
    /// The bytes after the file's own bytes.
    pub(super) tail: Vec<u8>,
    /// The first omitted part of the file: the incomplete scan of a progressive file.
    pub(super) dropped_part: Option<usize>,
    pub(super) missing: Option<Missing>,
}

impl End {
    pub(super) fn of(walk: &Walk<'_>, frame: &FrameHeader) -> Result<Self> {
        let Some((last, whole)) = walk.scans.split_last() else { return Err(damaged("no picture data")) };
        let has = |scans: &[Scan<'_>], component: usize| {
            scans.iter().any(|scan| scan.first_dc && scan.components().iter().any(|of| of.index == component))
        };
        let mut end = Self { tail: Vec::new(), dropped_part: None, missing: None };
        // Later scans of a progressive file only refine the picture.
        if frame.progressive && (0..frame.components().len()).all(|component| has(whole, component)) {
            end.dropped_part = Some(last.part);
            end.append(b"\xff\xd9")?;
            return Ok(end);
        }
        if !last.first_dc {
            end.dropped_part = Some(last.part);
        } else {
            let units = Units::of(last, frame);
            let found = count_units(last, frame, units.count());
            let enough = found > 0 && found as u64 * LEAST_PART >= units.count() as u64;
            if !enough && last.components().iter().any(|of| of.index == 0) {
                return Err(damaged("a file that ends before its picture begins"));
            }
            if last.components().iter().any(|of| of.index == 0) && found < units.count() {
                end.missing = Some(Missing { units, found });
            }
            end.append_restarts(last, units.count())?;
        }
        if !has(&walk.scans, 0) {
            return Err(damaged("a file that ends before its picture begins"));
        }
        end.append(EMPTY_TABLES)?;
        let last_coefficient = if frame.progressive { 0 } else { 63 };
        for (index, component) in frame.components().iter().enumerate() {
            if !has(&walk.scans, index) {
                end.append(&[0xff, 0xda, 0, 8, 1, component.id, 0, 0, last_coefficient, 0])?;
            }
        }
        end.append(b"\xff\xd9")?;
        Ok(end)
    }

    /// Returns the number of allocated bytes.
    pub(super) fn bytes(&self) -> usize {
        self.tail.capacity()
    }

    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.tail.try_reserve(bytes.len()).map_err(|_| Error::out_of_memory(bytes.len()))?;
        self.tail.extend_from_slice(bytes);
        Ok(())
    }

    /// Appends the restart markers that the scan lacks.
    fn append_restarts(&mut self, scan: &Scan<'_>, units: usize) -> Result<()> {
        if scan.restart_interval == 0 {
            return Ok(());
        }
        let markers = units.div_ceil(scan.restart_interval) - 1;
        let present = scan.data.windows(2).filter(|pair| pair[0] == 0xff && (0xd0..=0xd7).contains(&pair[1])).count();
        for number in present..markers {
            push(&mut self.tail, 0xff)?;
            push(&mut self.tail, 0xd0 | (number % 8) as u8)?;
        }
        Ok(())
    }
}

/// The units in which a scan is coded: blocks of one component, or the blocks of all components that cover the same
/// area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units {
    columns: usize,
    rows: usize,
    /// Size in pixels.
    width: usize,
    height: usize,
}

impl Units {
    fn of(scan: &Scan<'_>, frame: &FrameHeader) -> Self {
        let (h, v) = frame.sampling();
        let (width, height) = (frame.width as usize, frame.height as usize);
        if let [only] = scan.components() {
            let component = frame.components()[only.index];
            let (own_h, own_v) = (usize::from(component.h), usize::from(component.v));
            return Self {
                columns: (width * own_h).div_ceil(h).div_ceil(8),
                rows: (height * own_v).div_ceil(v).div_ceil(8),
                width: 8 * h / own_h,
                height: 8 * v / own_v,
            };
        }
        Self { columns: width.div_ceil(8 * h), rows: height.div_ceil(8 * v), width: 8 * h, height: 8 * v }
    }

    fn count(&self) -> usize {
        self.columns * self.rows
    }
}

/// The part of a picture that is missing from its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Missing {
    units: Units,
    /// Number of complete units in the file.
    found: usize,
}

impl Missing {
    /// Makes the missing part transparent black.
    pub(super) fn clear(&self, width: usize, bytes: &mut [u8]) {
        let (full_rows, left) = (self.found / self.units.columns, self.found % self.units.columns);
        for (y, row) in bytes.chunks_exact_mut(width * 4).enumerate().skip(full_rows * self.units.height) {
            let kept = if y / self.units.height == full_rows { left * self.units.width } else { 0 };
            if let Some(missing) = row.get_mut(kept.min(width) * 4..) {
                missing.fill(0);
            }
        }
    }
}

/// Reads codes for `count_units`.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    bits: u32,
    count: u32,
}

impl Bits<'_> {
    /// Returns the next bit; `None` at a marker, and at the end of the data.
    fn bit(&mut self) -> Option<u32> {
        if self.count == 0 {
            let byte = *self.data.get(self.at)?;
            if byte == 0xff {
                if *self.data.get(self.at + 1)? != 0 {
                    return None;
                }
                self.at += 1;
            }
            self.at += 1;
            self.bits = byte.into();
            self.count = 8;
        }
        self.count -= 1;
        Some(self.bits >> self.count & 1)
    }

    fn skip(&mut self, bits: u8) -> Option<()> {
        (0..bits).try_for_each(|_| self.bit().map(|_| ()))
    }

    /// Reads a symbol (T.81, figure F.16).
    fn symbol(&mut self, table: &Table<'_>) -> Option<u8> {
        let (mut code, mut first, mut index) = (0usize, 0usize, 0usize);
        for &count in table.counts {
            code = code << 1 | self.bit()? as usize;
            let count = usize::from(count);
            if code < first + count {
                return table.symbols.get(index + code.checked_sub(first)?).copied();
            }
            index += count;
            first = (first + count) << 1;
        }
        None
    }

    /// Continues behind a restart marker, if there is one.
    fn restart(&mut self) -> Option<()> {
        self.count = 0;
        while *self.data.get(self.at)? == 0xff && *self.data.get(self.at + 1)? == 0xff {
            self.at += 1;
        }
        let marker = self.data.get(self.at..self.at + 2)?;
        (marker[0] == 0xff && (0xd0..=0xd7).contains(&marker[1])).then(|| self.at += 2)
    }
}

/// Returns the number of complete units of a scan.
fn count_units(scan: &Scan<'_>, frame: &FrameHeader, units: usize) -> usize {
    let mut bits = Bits { data: scan.data, at: 0, bits: 0, count: 0 };
    for unit in 0..units {
        if scan.restart_interval > 0 && unit > 0 && unit % scan.restart_interval == 0 && bits.restart().is_none() {
            return unit;
        }
        if read_unit(&mut bits, scan, frame).is_none() {
            return unit;
        }
    }
    units
}

fn read_unit(bits: &mut Bits<'_>, scan: &Scan<'_>, frame: &FrameHeader) -> Option<()> {
    for of in scan.components() {
        let component = frame.components()[of.index];
        let blocks = if scan.components().len() == 1 { 1 } else { component.h * component.v };
        let (dc, ac) = (scan.dc[of.dc].as_ref(), scan.ac[of.ac].as_ref());
        for _ in 0..blocks {
            let category = bits.symbol(dc?)?;
            bits.skip(category)?;
            let mut coefficient = 1u32;
            while scan.last > 0 && coefficient <= u32::from(scan.last) {
                let symbol = bits.symbol(ac?)?;
                match (symbol >> 4, symbol & 15) {
                    (15, 0) => coefficient += 16,
                    (_, 0) => break,
                    (run, size) => {
                        bits.skip(size)?;
                        coefficient += u32::from(run) + 1;
                    }
                }
            }
        }
    }
    Some(())
}
