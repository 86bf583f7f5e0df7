//! `clahe`: equalises tones in each part of the frame.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number};
use crate::error::{Error, Result};
use crate::image::kernels::luma::luma;
use crate::image::kernels::{Reduce, Statistics};
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, Plane};
use crate::simd::{F32x4, I16x8, I32x4, Pixels, U8x16};

crate::filter! {
    /// Brings out detail everywhere: equalises the tones of each tile of the frame, with limited contrast. Alpha is
    /// unchanged.
    ///
    /// Contrast-limited adaptive histogram equalisation (Zuiderveld 1994). Gray frames agree with OpenCV's
    /// `createCLAHE` to the bit, including its way of rounding frames up to whole tiles. For colours, the luma
    /// of BT.601 in whole levels is equalised; red, green and blue change by the same amount as the luma and are
    /// clamped, as in `equalize`. Pixels with alpha 0 are excluded from the statistics.
    pub struct Clahe: "clahe" in "adaptive" version 1 on color and gray {
        /// Limit of the contrast: the count of a level in a tile, relative to the average count, above which the excess
        /// is spread over all levels; 0 sets no limit.
        clip_limit: f64 = Kind::Number(Number::new(2.0, 0.0, 256.0).typical(1.0, 10.0).step(0.1)),
        /// Number of tiles from left to right.
        tiles_x: i32 = Kind::Integer(Number::new(8.0, 1.0, 64.0).typical(2.0, 16.0).step(1.0)),
        /// Number of tiles from top to bottom.
        tiles_y: i32 = Kind::Integer(Number::new(8.0, 1.0, 64.0).typical(2.0, 16.0).step(1.0)),
    }
}

/// The tiles along a side.
#[derive(Clone, Copy, Debug)]
struct Side {
    length: usize,
    tiles: usize,
    /// Number of pixels of a tile.
    tile: usize,
}

impl Side {
    fn new([length, tiles]: [usize; 2], is_whole: bool) -> Self {
        // OpenCV adds a pixel to each tile even along a divisible side, if the other side isn't divisible.
        let padded = if is_whole { length } else { length + tiles - length % tiles };
        Self { length, tiles, tile: padded / tiles }
    }

    /// Returns the position whose pixel stands for position `i`, which may be beyond the end: mirrored without
    /// repeating the last pixel.
    fn inside(&self, i: usize) -> usize {
        let period = (2 * self.length).saturating_sub(2).max(1);
        let i = i % period;
        if i < self.length { i } else { period - i }
    }

    /// For a position: the index of the tile before it, plus 1, and the fraction of the way to the next tile, between
    /// the tiles' middles. In single precision, as in OpenCV.
    fn between(&self, i: usize) -> (usize, f32) {
        let at = i as f32 * (1.0 / self.tile as f32) - 0.5;
        let before = at.floor();
        (((before + 1.0) as usize).min(self.tiles), at - before)
    }
}

impl Operate for Clahe {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let (width, height) = (input.width() as usize, input.height() as usize);
        let [columns, rows] = [self.tiles_x, self.tiles_y].map(|tiles| tiles.max(1) as usize);
        let is_whole = width.is_multiple_of(columns) && height.is_multiple_of(rows);
        let (across, down) = (Side::new([width, columns], is_whole), Side::new([height, rows], is_whole));
        // Whole vectors for any width.
        let padded = width.checked_next_multiple_of(16).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        let (mut blocks, mut parts) = (zeroed(padded)?, zeroed(padded)?);
        for (x, (block, part)) in blocks.iter_mut().zip(&mut parts).enumerate() {
            let (before, on_the_way) = across.between(x.min(width - 1));
            (*block, *part) = (before * 256, on_the_way);
        }
        Ok(Operation::Reduce(Box::new(Kernel {
            format: input.format(),
            clip_limit: self.clip_limit,
            across,
            down,
            levels: zeroed(padded)?,
            counts: zeroed(columns * rows * 256)?,
            corners: zeroed((columns + 1) * (rows + 1) * 256)?,
            blocks,
            parts,
        })))
    }
}

/// Returns the result for each level, as OpenCV computes it from the count of each level in a tile.
fn equalized(mut counts: [u32; 256], clip_limit: f64) -> [u8; 256] {
    let total = counts.iter().copied().fold(0, u32::wrapping_add);
    if total == 0 {
        return core::array::from_fn(|level| level as u8);
    }
    if clip_limit > 0.0 {
        let limit = ((clip_limit * f64::from(total) / 256.0) as u32).max(1);
        let clipped = counts.iter().map(|&count| count.saturating_sub(limit)).fold(0, u32::wrapping_add);
        let (each, rest) = (clipped / 256, clipped % 256);
        counts.iter_mut().for_each(|count| *count = (*count).min(limit).wrapping_add(each));
        let step = 256_u32.checked_div(rest).unwrap_or(1).max(1) as usize;
        counts.iter_mut().step_by(step).take(rest as usize).for_each(|count| *count = count.wrapping_add(1));
    }
    let scale = 255.0 / total as f32;
    let mut sum = 0_u32;
    counts.map(|count| {
        sum = sum.wrapping_add(count);
        (sum as f32 * scale).round_ties_even() as u8
    })
}

#[derive(Debug)]
struct Kernel {
    format: RowFormat,
    clip_limit: f64,
    across: Side,
    down: Side,
    /// The levels of a row; levels of transparent pixels are 256.
    levels: Vec<u16>,
    /// The counts of the 256 levels of each tile, row by row.
    counts: Vec<u32>,
    /// For each level, its results in the four tiles around a block between the tiles' middles: 256 elements for each
    /// block. Each side has one block more than tiles, because there are also blocks outside the outermost middles.
    corners: Vec<[u8; 4]>,
    /// For each column: the start of its block within a row of blocks, and the fraction of the way to the next tile.
    blocks: Vec<usize>,
    parts: Vec<f32>,
}

impl Kernel {
    /// Computes `levels` of a row.
    fn take(&mut self, row: &[u8]) {
        match self.format {
            RowFormat::Gray8 => self.levels.iter_mut().zip(row).for_each(|(level, &gray)| *level = u16::from(gray)),
            RowFormat::Rgba8 => {
                let (body, tail) = row.as_chunks::<16>();
                let mut last = [0; 16];
                last[..tail.len()].copy_from_slice(tail);
                for (pixels, levels) in body.iter().chain([&last]).zip(self.levels.as_chunks_mut::<4>().0) {
                    let pixels = U8x16::load(pixels);
                    let shows = pixels.alpha().greater_than(I32x4::splat(0));
                    let hidden = (shows + I32x4::splat(1)).shift_left::<8>();
                    *levels = luma(pixels).max(hidden).to_array().map(|level| level as u16);
                }
            }
        }
    }

    /// Counts `levels` for a row of tiles.
    fn count(&mut self, tiles: usize) {
        let Side { length, tile, tiles: columns, .. } = self.across;
        let Some(counts) = self.counts.as_chunks_mut::<256>().0.get_mut(tiles * columns..(tiles + 1) * columns) else { return };
        let mut add = |tile: usize, level: u16| {
            if let Some(count) = counts.get_mut(tile).and_then(|counts| counts.get_mut(usize::from(level))) {
                *count = count.wrapping_add(1);
            }
        };
        let levels = &self.levels[..length];
        for (index, part) in levels.chunks(tile).enumerate() {
            part.iter().for_each(|&level| add(index, level));
        }
        for x in length..tile * columns {
            add(x / tile, levels[self.across.inside(x)]);
        }
    }

    /// The results for the four levels from column `x` on, in a row of blocks, at the fraction `down` of the way to the
    /// next row of tiles.
    #[inline(always)]
    fn four(&self, x: usize, levels: I32x4, corners: &[[u8; 4]], down: F32x4) -> I32x4 {
        let empty = ([0; 4], [0.0; 4]);
        let (blocks, parts) = match (self.blocks.get(x..x + 4), self.parts.get(x..x + 4)) {
            (Some(blocks), Some(parts)) => {
                (blocks.first_chunk::<4>().copied().unwrap_or(empty.0), parts.first_chunk::<4>().copied().unwrap_or(empty.1))
            }
            _ => empty,
        };
        let [a, b, c, d] = levels.to_array();
        let corner = |block: usize, level: i32| corners.get(block + level as usize).copied().map_or(0, i32::from_le_bytes);
        let found = [corner(blocks[0], a), corner(blocks[1], b), corner(blocks[2], c), corner(blocks[3], d)];
        let (found, byte, one) = (I32x4::from_array(found), I32x4::splat(255), F32x4::splat(1.0));
        let (across, up) = (F32x4::from_array(parts), one - down);
        let left = one - across;
        let above = (found & byte).to_f32() * left + (found.shift_right::<8>() & byte).to_f32() * across;
        let below = (found.shift_right::<16>() & byte).to_f32() * left
            + (found.shift_right::<24>() & byte).to_f32() * across;
        (above * up + below * down).round_small()
    }
}

impl Reduce for Kernel {
    fn begin(&mut self) {
        self.counts.fill(0);
    }

    fn observe(&mut self, rows: Plane<'_>, first_row: usize) {
        let Side { length, tile, tiles, .. } = self.down;
        for (seen, row) in (first_row..).zip(rows.rows()) {
            self.take(row);
            self.count(seen / tile);
            // The mirrored rows beyond the end that are copies of this row.
            for y in length..tile * tiles {
                if self.down.inside(y) == seen {
                    self.count(y / tile);
                }
            }
        }
    }

    fn statistics(&mut self) -> Statistics<'_> {
        Statistics::Counts(&mut self.counts)
    }

    fn conclude(&mut self) {
        let (columns, rows) = (self.across.tiles, self.down.tiles);
        self.corners.fill([0; 4]);
        for (tile, &counts) in self.counts.as_chunks::<256>().0.iter().enumerate() {
            let (x, y) = (tile % columns, tile / columns);
            let table = equalized(counts, self.clip_limit);
            // A tile is a corner of four blocks, and of more at the ends, where the next tile is missing.
            for (by, bx) in [(y, x), (y, x + 1), (y + 1, x), (y + 1, x + 1)] {
                let block = (by * (columns + 1) + bx) * 256;
                let Some(corners) = self.corners.get_mut(block..block + 256) else { continue };
                let is = |corner: usize| {
                    let (right, below) = (corner % 2, corner / 2);
                    let at = |block: usize, after: usize, tiles: usize| (block + after).saturating_sub(1).min(tiles - 1);
                    at(bx, right, columns) == x && at(by, below, rows) == y
                };
                for corner in (0..4).filter(|&corner| is(corner)) {
                    corners.iter_mut().zip(table).for_each(|(corners, level)| corners[corner] = level);
                }
            }
        }
    }

    fn scratch_bytes(&self) -> usize {
        size_of_val(self.levels.as_slice())
            + size_of_val(self.counts.as_slice())
            + size_of_val(self.corners.as_slice())
            + size_of_val(self.blocks.as_slice())
            + size_of_val(self.parts.as_slice())
    }

    fn apply(&self, rows: Pixels<'_>, first_row: usize) {
        let row_bytes = self.across.length * if self.format == RowFormat::Rgba8 { 4 } else { 1 };
        let colors = I16x8::from_pixels([-1, -1, -1, 0], [-1, -1, -1, 0]);
        for (y, row) in rows.kept().chunks_exact_mut(row_bytes).enumerate() {
            let (block, part) = self.down.between(first_row + y);
            let corners = (self.across.tiles + 1) * 256;
            let Some(corners) = self.corners.get(block * corners..(block + 1) * corners) else { return };
            let down = F32x4::splat(part);
            let (body, tail) = row.as_chunks_mut::<16>();
            let mut last = [[0; 16]];
            last[0][..tail.len()].copy_from_slice(tail);
            let start = body.len();
            for (first, chunks) in [(0, body), (start, &mut last[..])] {
                for (i, chunk) in chunks.iter_mut().enumerate() {
                    let pixels = U8x16::load(chunk);
                    let result = match self.format {
                        RowFormat::Gray8 => {
                            let (low, high) = (pixels.widen_low(), pixels.widen_high());
                            let x = 16 * (first + i);
                            I32x4::to_clamped_bytes(
                                self.four(x, low.widen_low(), corners, down),
                                self.four(x + 4, low.widen_high(), corners, down),
                                self.four(x + 8, high.widen_low(), corners, down),
                                self.four(x + 12, high.widen_high(), corners, down),
                            )
                        }
                        RowFormat::Rgba8 => {
                            let luma = luma(pixels);
                            let by = self.four(4 * (first + i), luma, corners, down) - luma;
                            let by = I32x4::pair(by, by);
                            let low = pixels.widen_low() + (by.zip_pairs_low() & colors);
                            let high = pixels.widen_high() + (by.zip_pairs_high() & colors);
                            I16x8::narrow(low, high)
                        }
                    };
                    result.store(chunk);
                }
            }
            tail.copy_from_slice(&last[0][..tail.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::{Format, FrameLayout};
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::Frame;

    /// The definition, pixel by pixel, for levels from 0 to 255, or none where alpha is 0.
    fn reference(filter: &Clahe, levels: &[Option<u8>], width: usize) -> Vec<f64> {
        let height = levels.len() / width;
        let tiles = [filter.tiles_x as usize, filter.tiles_y as usize];
        let whole = width.is_multiple_of(tiles[0]) && height.is_multiple_of(tiles[1]);
        let side = |length: usize, n: usize| if whole { length / n } else { (length + n - length % n) / n };
        let [tile_width, tile_height] = [side(width, tiles[0]), side(height, tiles[1])];
        let mirrored = |mut i: isize, n: usize| {
            let last = n as isize - 1;
            while last > 0 && !(0..=last).contains(&i) {
                i = if i < 0 { -i } else { 2 * last - i };
            }
            if last == 0 { 0 } else { i as usize }
        };
        let table = |tx: usize, ty: usize| {
            let mut counts = [0_u32; 256];
            for y in ty * tile_height..(ty + 1) * tile_height {
                for x in tx * tile_width..(tx + 1) * tile_width {
                    let level = levels[mirrored(y as isize, height) * width + mirrored(x as isize, width)];
                    level.into_iter().for_each(|level| counts[usize::from(level)] += 1);
                }
            }
            let total: u32 = counts.iter().sum();
            if filter.clip_limit > 0.0 {
                let limit = ((filter.clip_limit * f64::from(total) / 256.0).floor() as u32).max(1);
                let clipped: u32 = counts.iter().map(|&c| c.saturating_sub(limit)).sum();
                for count in &mut counts {
                    *count = (*count).min(limit) + clipped / 256;
                }
                let rest = clipped % 256;
                for i in 0..rest {
                    counts[(i * (256 / rest)) as usize] += 1;
                }
            }
            let mut sum = 0;
            let mut become_what = Vec::new();
            for (level, count) in counts.into_iter().enumerate() {
                sum += count;
                let share = 255.0 * f64::from(sum) / f64::from(total);
                become_what.push(if total == 0 { level as f64 } else { share.round_ties_even() });
            }
            become_what
        };
        let tables: Vec<Vec<Vec<f64>>> =
            (0..tiles[1]).map(|ty| (0..tiles[0]).map(|tx| table(tx, ty)).collect()).collect();
        let place = |i: usize, tile: usize, n: usize| {
            let at = i as f64 / tile as f64 - 0.5;
            let (before, t) = (at.floor(), at - at.floor());
            ([before, before + 1.0].map(|tile| tile.clamp(0.0, n as f64 - 1.0) as usize), t)
        };
        (0..levels.len())
            .map(|i| {
                let ([left, right], u) = place(i % width, tile_width, tiles[0]);
                let ([top, bottom], v) = place(i / width, tile_height, tiles[1]);
                let level = usize::from(levels[i].unwrap_or(0));
                let across = |row: &[Vec<f64>]| row[left][level] * (1.0 - u) + row[right][level] * u;
                across(&tables[top]) * (1.0 - v) + across(&tables[bottom]) * v
            })
            .collect()
    }

    #[test]
    fn follows_the_definition() {
        for (width, height) in SIDES.into_iter().chain([(40, 24)]) {
            for (clip_limit, tiles_x, tiles_y) in [(2.0, 8, 8), (0.0, 1, 1), (1.0, 2, 3), (40.0, 5, 4), (256.0, 64, 64)] {
                let filter = Clahe { clip_limit, tiles_x, tiles_y };
                let gray = noise(Format::Gray8, width, height, true, 8);
                let levels: Vec<Option<u8>> = gray.bytes().iter().copied().map(Some).collect();
                let expected: Vec<u8> =
                    reference(&filter, &levels, width as usize).iter().map(|level| level.round() as u8).collect();
                let what = format!("{filter:?} {width}×{height}");
                // Single precision may round the other way.
                compare(&what, run(&filter, &gray).bytes(), &expected, 1);

                for opaque in [true, false] {
                    let source = noise(Format::Rgba, width, height, opaque, 9);
                    let pixels = source.bytes().as_chunks::<4>().0;
                    let luma = |[r, g, b, _]: [u8; 4]| {
                        ((4899 * u32::from(r) + 9617 * u32::from(g) + 1868 * u32::from(b) + 8192) >> 14) as u8
                    };
                    let levels: Vec<Option<u8>> =
                        pixels.iter().map(|&pixel| (pixel[3] > 0).then(|| luma(pixel))).collect();
                    let result = run(&filter, &source);
                    let result = result.bytes().as_chunks::<4>().0;
                    let expected = reference(&filter, &levels, width as usize);
                    for (i, (&pixel, level)) in pixels.iter().zip(expected).enumerate() {
                        // Transparent pixels can have any colour.
                        if pixel[3] > 0 {
                            let by = level - f64::from(luma(pixel));
                            let moved = |c: u8| (f64::from(c) + by).round().clamp(0.0, 255.0) as u8;
                            let [r, g, b, a] = pixel;
                            compare(&format!("{what} pixel {i}"), &result[i], &[moved(r), moved(g), moved(b), a], 1);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/clahe.txt"));
        for [(kind, size), (_, source), (_, expected)] in vectors.as_chunks::<3>().0 {
            let [width, height, tiles_x, tiles_y, clip_limit] = size[..] else { panic!("five numbers") };
            let mut frame =
                Frame::new(FrameLayout::new(Format::Gray8, width as u32, height as u32).unwrap()).unwrap();
            frame.bytes_mut().iter_mut().zip(source).for_each(|(byte, &number)| *byte = number as u8);
            let expected: Vec<u8> = expected.iter().map(|&number| number as u8).collect();
            let filter = Clahe { clip_limit, tiles_x: tiles_x as i32, tiles_y: tiles_y as i32 };
            compare(&format!("{kind} {size:?}"), run(&filter, &frame).bytes(), &expected, 0);
        }
        assert_eq!(vectors.len(), 3 * 8, "number of golden cases");
    }

    #[test]
    fn scratch_memory_is_reported() {
        let mut pipeline = crate::image::pipeline::Pipeline::new(vec![Box::new(Clahe::default())]);
        pipeline.apply(&mut noise(Format::Rgba, 64, 64, true, 1)).unwrap();
        let corners = 9 * 9 * 256 * 4;
        assert!(pipeline.explain().unwrap().scratch_bytes >= corners, "the tables of the tiles");
    }
}
