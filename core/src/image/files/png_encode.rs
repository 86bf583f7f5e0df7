//! PNG encoding, row by row: for any picture size, the encoder stores a few rows.
//!
//! Deflating is done by the `fdeflate` crate. The `png` crate uses it for its fast setting, too, but collects the whole
//! file in memory first.

use alloc::vec::Vec;
use std::io::{Result, Write};

use fdeflate::Compressor;

use crate::error::Error;
use crate::image::frame::{Format, Frame};
use crate::memory::zeroed;

/// Number of bytes of an `IDAT` chunk.
const CHUNK: usize = 32 << 10;

/// Number of bytes of a stored block (RFC 1951, 3.2.4).
const STORED: usize = 65_535;

/// One of this many groups of rows is deflated first, to determine whether the picture becomes smaller.
const SAMPLE: usize = 16;

/// Number of rows of a group: the filters read the row above.
const GROUP: usize = 4;

/// Returns the number of bytes that the encoder allocates for rows of `row` bytes.
pub(super) fn bytes(row: usize) -> usize {
    6 * (row + 1) + CHUNK + (16 << 10)
}

/// Writes `frame` as a PNG file. The outer error is about memory, the inner error is the output's.
pub(super) fn encode(frame: &Frame, output: &mut dyn Write) -> core::result::Result<Result<()>, Error> {
    let layout = frame.layout();
    let row = layout.width() as usize * layout.pixel_bytes();
    let mut filters =
        Filters { candidates: zeroed(5 * (row + 1))?, zeros: zeroed(row)?, row, pixel: layout.pixel_bytes() };
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(CHUNK).map_err(|_| Error::out_of_memory(CHUNK))?;
    Ok(write(frame, &mut filters, Chunks { output, buffer, result: Ok(()) }))
}

fn write(frame: &Frame, filters: &mut Filters, mut chunks: Chunks<'_>) -> Result<()> {
    let layout = frame.layout();
    let color = if layout.format() == Format::Gray8 { 0 } else { 6 };
    chunks.output.write_all(b"\x89PNG\r\n\x1a\n")?;
    let mut header = [0; 13];
    header[..4].copy_from_slice(&layout.width().to_be_bytes());
    header[4..8].copy_from_slice(&layout.height().to_be_bytes());
    header[8..10].copy_from_slice(&[8, color]);
    chunk(chunks.output, b"IHDR", &header)?;
    if compresses(frame, filters)? {
        let mut compressor = Compressor::new(&mut chunks)?;
        filters.rows(frame.bytes(), 1, |row| compressor.write_data(row))?;
        compressor.finish()?;
    } else {
        store(frame.bytes(), filters.row, &mut chunks)?;
    }
    chunks.write_chunk();
    chunks.result?;
    chunk(chunks.output, b"IEND", &[])
}

/// Returns whether deflating makes the picture smaller, judged by a sample of its rows.
fn compresses(frame: &Frame, filters: &mut Filters) -> Result<bool> {
    let mut raw = 0;
    let mut counter = Counter(0);
    let mut compressor = Compressor::new(&mut counter)?;
    filters.rows(frame.bytes(), SAMPLE, |row| {
        raw += row.len();
        compressor.write_data(row)
    })?;
    compressor.finish()?;
    // The zlib header, the Huffman tables and the checksum always take 64 bytes.
    Ok(counter.0 < raw + 64)
}

/// Writes rows uncompressed, in stored blocks.
fn store(bytes: &[u8], row: usize, chunks: &mut Chunks<'_>) -> Result<()> {
    chunks.write_all(&[0x78, 0x01])?;
    let mut left = bytes.len() + bytes.len() / row;
    let mut checksum = simd_adler32::Adler32::new();
    let mut block = 0;
    for row in bytes.chunks_exact(row) {
        for mut part in [&[0][..], row] {
            checksum.write(part);
            while !part.is_empty() {
                if block == 0 {
                    block = left.min(STORED);
                    let length = (block as u16).to_le_bytes();
                    chunks.write_all(&[u8::from(block == left), length[0], length[1], !length[0], !length[1]])?;
                }
                let count = block.min(part.len());
                chunks.write_all(&part[..count])?;
                part = &part[count..];
                block -= count;
                left -= count;
            }
        }
    }
    chunks.write_all(&checksum.finish().to_be_bytes())
}

/// The five filters of a row; the filter with the smallest differences is used (PNG, 12.8).
struct Filters {
    /// For each filter, its number followed by the row.
    candidates: Vec<u8>,
    /// The row above the first row.
    zeros: Vec<u8>,
    row: usize,
    pixel: usize,
}

impl Filters {
    /// Calls `each` with the filtered rows of every group that is a multiple of `step`.
    fn rows(&mut self, bytes: &[u8], step: usize, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        for (y, row) in bytes.chunks_exact(self.row).enumerate() {
            if (y / GROUP).is_multiple_of(step) {
                let above = if y == 0 { None } else { bytes.get((y - 1) * self.row..y * self.row) };
                each(self.filter(row, above))?;
            }
        }
        Ok(())
    }

    fn filter(&mut self, row: &[u8], above: Option<&[u8]>) -> &[u8] {
        let above = above.unwrap_or(&self.zeros);
        let (first, rest) = row.split_at(self.pixel.min(row.len()));
        let (above_first, above_rest) = above.split_at(first.len());
        let (left, above_left) = (row, above);
        let mut best = (u64::MAX, 0);
        for (number, candidate) in self.candidates.chunks_exact_mut(self.row + 1).enumerate() {
            candidate[0] = number as u8;
            let (start, end) = candidate[1..].split_at_mut(first.len());
            for ((to, &x), &b) in start.iter_mut().zip(first).zip(above_first) {
                *to = x.wrapping_sub([0, 0, b, b / 2, b][number]);
            }
            let pixels = end.iter_mut().zip(rest).zip(left).zip(above_rest).zip(above_left);
            match number {
                0 => end.copy_from_slice(rest),
                1 => pixels.for_each(|((((to, &x), &a), _), _)| *to = x.wrapping_sub(a)),
                2 => pixels.for_each(|((((to, &x), _), &b), _)| *to = x.wrapping_sub(b)),
                3 => pixels.for_each(|((((to, &x), &a), &b), _)| *to = x.wrapping_sub(mean(a, b))),
                _ => pixels.for_each(|((((to, &x), &a), &b), &c)| *to = x.wrapping_sub(paeth(a, b, c))),
            }
            let sum = candidate[1..].iter().map(|&byte| u64::from((byte as i8).unsigned_abs())).sum();
            if sum < best.0 {
                best = (sum, number);
            }
        }
        &self.candidates[best.1 * (self.row + 1)..(best.1 + 1) * (self.row + 1)]
    }
}

fn mean(a: u8, b: u8) -> u8 {
    ((u16::from(a) + u16::from(b)) / 2) as u8
}

/// The neighbour closest to left + above - above left (PNG, 9.4).
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let (pa, pb, pc) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    let nearer = if pb <= pc { above } else { corner };
    if pa <= pb && pa <= pc { left } else { nearer }
}

/// Splits the written bytes into `IDAT` chunks. Its own `write` never fails, because the compressor would panic. The
/// output's error is stored, and nothing more is written to the output.
struct Chunks<'a> {
    output: &'a mut dyn Write,
    buffer: Vec<u8>,
    result: Result<()>,
}

impl Chunks<'_> {
    fn write_chunk(&mut self) {
        if self.result.is_ok() && !self.buffer.is_empty() {
            self.result = chunk(self.output, b"IDAT", &self.buffer);
        }
        self.buffer.clear();
    }
}

impl Write for Chunks<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        // The capacity is that of a chunk, and never grows.
        let count = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..count]);
        if self.buffer.len() == CHUNK {
            self.write_chunk();
        }
        Ok(count)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

fn chunk(output: &mut dyn Write, name: &[u8; 4], body: &[u8]) -> Result<()> {
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(name);
    checksum.update(body);
    output.write_all(&(body.len() as u32).to_be_bytes())?;
    output.write_all(name)?;
    output.write_all(body)?;
    output.write_all(&checksum.finalize().to_be_bytes())
}

/// Counts bytes.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
