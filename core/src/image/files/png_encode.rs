//! PNG encoding, row by row: for any picture size, the encoder stores a few rows.
//!
//! Deflating is done by the `fdeflate` crate, or by `miniz_oxide` for more effort. The `png` crate uses them, too, but
//! collects the whole file in memory first.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::io::{Result, Write};

use fdeflate::Compressor;
use miniz_oxide::deflate::core::{CompressorOxide, TDEFLFlush, compress_to_output, create_comp_flags_from_zip_params};

use super::options::PngOptions;
use super::png_palette::Palette;
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

/// Number of bytes that `miniz_oxide` allocates.
const COMPRESSOR: usize = 384 << 10;

/// Returns the number of bytes that the encoder allocates for rows of `row` bytes.
pub(super) fn bytes(row: usize, options: PngOptions) -> usize {
    let compressor = if options.effort > 1 || options.palette { COMPRESSOR } else { 0 };
    8 * (row + 1) + CHUNK + (16 << 10) + Palette::BYTES + compressor
}

/// The pixels as they are stored.
enum Source<'a> {
    /// As in the frame.
    Whole { bytes: &'a [u8], gray: bool },
    /// Red, green and blue of an opaque frame.
    Opaque { bytes: &'a [u8] },
    /// Indices of a palette.
    Indexed { bytes: &'a [u8], gray: bool, palette: &'a Palette },
}

impl Source<'_> {
    /// Returns bits per channel, and the colour type (PNG, 11.2.1).
    fn kind(&self) -> [u8; 2] {
        match self {
            Self::Whole { gray: true, .. } => [8, 0],
            Self::Whole { .. } => [8, 6],
            Self::Opaque { .. } => [8, 2],
            Self::Indexed { palette, .. } => [palette.bits() as u8, 3],
        }
    }

    /// Returns the distance in bytes of a pixel's left neighbour.
    fn pixel(&self) -> usize {
        match self {
            Self::Whole { gray: false, .. } => 4,
            Self::Opaque { .. } => 3,
            _ => 1,
        }
    }

    /// Returns the number of bytes of a row of `width` pixels.
    fn row_bytes(&self, width: usize) -> usize {
        match self {
            Self::Indexed { palette, .. } => (width * palette.bits()).div_ceil(8),
            _ => width * self.pixel(),
        }
    }

    /// Returns row `y`, in `buffer` if it isn't stored as in the frame.
    fn row<'b>(&'b self, width: usize, y: usize, buffer: &'b mut [u8]) -> &'b [u8] {
        let part =
            |bytes: &'b [u8], pixel: usize| bytes.get(y * width * pixel..(y + 1) * width * pixel).unwrap_or_default();
        match self {
            Self::Whole { bytes, .. } => part(bytes, self.pixel()),
            Self::Opaque { bytes } => {
                let pixels = part(bytes, 4).as_chunks::<4>().0;
                for (to, &[r, g, b, _]) in buffer.as_chunks_mut().0.iter_mut().zip(pixels) {
                    *to = [r, g, b];
                }
                buffer
            }
            Self::Indexed { bytes, gray, palette } => {
                palette.pack(part(bytes, if *gray { 1 } else { 4 }), buffer);
                buffer
            }
        }
    }
}

/// Writes `frame` as a PNG file. The outer error is about the frame or memory, the inner error is the output's.
pub(super) fn encode(
    frame: &Frame,
    options: PngOptions,
    output: &mut dyn Write,
) -> core::result::Result<Result<()>, Error> {
    let (width, height) = (frame.layout().width() as usize, frame.layout().height() as usize);
    let gray = frame.layout().format() == Format::Gray8;
    let bytes = frame.bytes();
    let palette = if options.palette { Some(Palette::of(frame)?) } else { None };
    let source = match &palette {
        Some(palette) => Source::Indexed { bytes, gray, palette },
        None if options.effort > 1 && !gray && bytes.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255) => {
            Source::Opaque { bytes }
        }
        None => Source::Whole { bytes, gray },
    };
    let row = source.row_bytes(width);
    let filters = Filters {
        candidates: zeroed(5 * (row + 1))?,
        zeros: zeroed(row)?,
        buffers: [zeroed(row)?, zeroed(row)?],
        row,
        width,
        height,
        pixel: source.pixel(),
        // Differences of indices have no meaning.
        tries: if palette.is_some() { 1 } else { 5 },
    };
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(CHUNK).map_err(|_| Error::out_of_memory(CHUNK))?;
    let chunks = Chunks { output, buffer, result: Ok(()) };
    Ok(write(&source, palette.as_ref(), options.effort, filters, chunks))
}

fn write(
    source: &Source<'_>,
    palette: Option<&Palette>,
    effort: u8,
    mut filters: Filters,
    mut chunks: Chunks<'_>,
) -> Result<()> {
    chunks.output.write_all(b"\x89PNG\r\n\x1a\n")?;
    let mut header = [0; 13];
    header[..4].copy_from_slice(&(filters.width as u32).to_be_bytes());
    header[4..8].copy_from_slice(&(filters.height as u32).to_be_bytes());
    header[8..10].copy_from_slice(&source.kind());
    chunk(chunks.output, b"IHDR", &header)?;
    if let Some(palette) = palette {
        chunk(chunks.output, b"PLTE", &palette.entries())?;
        let alphas = palette.alphas();
        if !alphas.is_empty() {
            chunk(chunks.output, b"tRNS", &alphas)?;
        }
    }
    if effort > 1 || palette.is_some() {
        deflate(source, &mut filters, effort.clamp(2, 9), &mut chunks);
    } else if compresses(source, &mut filters)? {
        let mut compressor = Compressor::new(&mut chunks)?;
        filters.rows(source, 1, |row| compressor.write_data(row))?;
        compressor.finish()?;
    } else {
        store(source, &mut filters, &mut chunks)?;
    }
    chunks.write_chunk();
    chunks.result?;
    chunk(chunks.output, b"IEND", &[])
}

/// Deflates at a level of zlib.
fn deflate(source: &Source<'_>, filters: &mut Filters, level: u8, chunks: &mut Chunks<'_>) {
    let flags = create_comp_flags_from_zip_params(i32::from(level), 1, 0);
    let mut compressor = Box::new(CompressorOxide::new(flags));
    let mut take = |bytes: &[u8]| chunks.write_all(bytes).is_ok();
    // `Chunks` stores the output's error.
    let _ = filters.rows(source, 1, |row| {
        compress_to_output(&mut compressor, row, TDEFLFlush::None, &mut take);
        Ok(())
    });
    compress_to_output(&mut compressor, &[], TDEFLFlush::Finish, &mut take);
}

/// Returns whether deflating makes the picture smaller, judged by a sample of its rows.
fn compresses(source: &Source<'_>, filters: &mut Filters) -> Result<bool> {
    let mut raw = 0;
    let mut counter = Counter(0);
    let mut compressor = Compressor::new(&mut counter)?;
    filters.rows(source, SAMPLE, |row| {
        raw += row.len();
        compressor.write_data(row)
    })?;
    compressor.finish()?;
    // The zlib header, the Huffman tables and the checksum always take 64 bytes.
    Ok(counter.0 < raw + 64)
}

/// Writes rows uncompressed, in stored blocks.
fn store(source: &Source<'_>, filters: &mut Filters, chunks: &mut Chunks<'_>) -> Result<()> {
    chunks.write_all(&[0x78, 0x01])?;
    let mut left = (filters.row + 1) * filters.height;
    let mut checksum = simd_adler32::Adler32::new();
    let mut block = 0;
    for y in 0..filters.height {
        let row = source.row(filters.width, y, &mut filters.buffers[0]);
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
    /// A row and the row above, if they aren't stored as in the frame.
    buffers: [Vec<u8>; 2],
    /// Number of bytes of a row.
    row: usize,
    width: usize,
    height: usize,
    pixel: usize,
    /// Number of filters to try.
    tries: usize,
}

impl Filters {
    /// Calls `each` with the filtered rows of every group that is a multiple of `step`.
    fn rows(&mut self, source: &Source<'_>, step: usize, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        for y in (0..self.height).filter(|y| (y / GROUP).is_multiple_of(step)) {
            let [current, previous] = &mut self.buffers;
            let row = source.row(self.width, y, current);
            let above = if y == 0 { &self.zeros[..] } else { source.row(self.width, y - 1, previous) };
            each(filter(&mut self.candidates, self.tries, self.pixel, row, above))?;
        }
        Ok(())
    }
}

/// Filters a row; returns it with the filter's number before it.
fn filter<'a>(candidates: &'a mut [u8], tries: usize, pixel: usize, row: &[u8], above: &[u8]) -> &'a [u8] {
    let (first, rest) = row.split_at(pixel.min(row.len()));
    let (above_first, above_rest) = above.split_at(first.len().min(above.len()));
    let (left, above_left) = (row, above);
    let stored = row.len() + 1;
    let mut best = (u64::MAX, 0);
    for (number, candidate) in candidates.chunks_exact_mut(stored).enumerate().take(tries) {
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
    &candidates[best.1 * stored..(best.1 + 1) * stored]
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
