//! Medians of small squares, without branches: columns are sorted once for all squares that contain them, and a square
//! is sorted only as far as the median needs.

use alloc::vec::Vec;
use core::array::from_fn;

use crate::error::Result;
use crate::image::filters::detail::neighborhood::{Around, Rows};
use crate::memory::zeroed;
use crate::image::frame::RowLayout;
use crate::simd::U8x16;

pub(super) struct Networks {
    /// The smallest values of the columns, the second smallest, and so on.
    ranks: [Vec<u8>; 7],
}

impl Networks {
    pub(super) fn new(radius: usize, input: &RowLayout) -> Result<Self> {
        let length = (input.width() as usize + 2 * radius) * input.pixel_bytes() + 2 * BLOCK;
        let line = |rank: usize| zeroed(if radius > 1 && rank <= 2 * radius { length } else { 0 });
        Ok(Self { ranks: [line(0)?, line(1)?, line(2)?, line(3)?, line(4)?, line(5)?, line(6)?] })
    }
}

/// Sorts pairs of values in sequence. Unrolled, because the compiler stores arrays in memory if their index is a
/// variable.
macro_rules! sort {
    ($v:ident: $([$a:literal, $b:literal])+) => {
        $(($v[$a], $v[$b]) = ($v[$a].min($v[$b]), $v[$a].max($v[$b]));)+
    };
}

#[inline(always)]
fn sort3(mut v: [U8x16; 3]) -> [U8x16; 3] {
    sort!(v: [0, 1] [1, 2] [0, 1]);
    v
}

/// Nine comparisons, the minimum; the compiler drops those whose results are unused.
#[inline(always)]
fn sort5(mut v: [U8x16; 5]) -> [U8x16; 5] {
    sort!(v: [0, 3] [1, 4] [0, 2] [1, 3] [0, 1] [2, 4] [1, 2] [3, 4] [2, 3]);
    v
}

/// Sixteen comparisons, the minimum.
#[inline(always)]
fn sort7(mut v: [U8x16; 7]) -> [U8x16; 7] {
    sort!(v: [0, 6] [2, 3] [4, 5] [0, 2] [1, 4] [3, 6] [0, 1] [2, 5] [3, 4] [1, 2] [4, 6] [2, 3] [4, 5] [1, 2] [3, 4] [5, 6]);
    v
}

/// The median of nine values in sorted columns: the median of the largest of the smallest values, the median of the
/// middle values, and the smallest of the largest values.
#[inline(always)]
fn median9([low, middle, high]: [[U8x16; 3]; 3]) -> U8x16 {
    let low = low[0].max(low[1]).max(low[2]);
    let high = high[0].min(high[1]).min(high[2]);
    sort3([low, sort3(middle)[1], high])[1]
}

/// The median of 25 values in sorted columns. When the rows of equal rank are sorted, too, six values are known to be
/// no larger than the median and six to be no smaller; the result is the median of the other thirteen. The comparisons
/// were found by a search, and `the_network_gives_the_median` tests them exhaustively.
#[inline(always)]
fn median25(ranks: [[U8x16; 5]; 5]) -> U8x16 {
    let [a, b, c, d, e] = ranks;
    let [.., a0, a1] = sort5(a);
    let [.., b0, b1, b2] = sort5(b);
    let [_, c0, c1, c2, _] = sort5(c);
    let [d0, d1, d2, ..] = sort5(d);
    let [e0, e1, ..] = sort5(e);
    let mut v = [a0, a1, b0, b1, b2, c0, c1, c2, d0, d1, d2, e0, e1];
    sort!(v: [4, 12] [0, 8] [1, 7] [2, 5] [11, 7] [10, 4] [8, 5] [1, 11] [3, 9]);
    sort!(v: [10, 11] [9, 11] [1, 3] [6, 3] [5, 10] [9, 3] [6, 5] [10, 9] [5, 10]);
    v[10]
}

/// The median of 49 values in sorted columns. When the rows of equal rank are sorted, too, ten values are known to be
/// no larger than the median and ten to be no smaller; the result is the median of the other 29. A search removed
/// comparisons from a network that repeatedly discards the largest and the smallest value;
/// `the_larger_network_gives_the_median` tests the result.
#[inline(always)]
fn median49(ranks: [[U8x16; 7]; 7]) -> U8x16 {
    let [a, b, c, d, e, f, g] = ranks;
    let [.., a4, a5, a6] = sort7(a);
    let [.., b3, b4, b5, b6] = sort7(b);
    let [.., c2, c3, c4, c5, c6] = sort7(c);
    let [_, d1, d2, d3, d4, d5, _] = sort7(d);
    let [e0, e1, e2, e3, e4, ..] = sort7(e);
    let [f0, f1, f2, f3, ..] = sort7(f);
    let [g0, g1, g2, ..] = sort7(g);
    let mut v = [
        a4, a5, a6, b3, b4, b5, b6, c2, c3, c4, c5, c6, d1, d2, d3, d4, d5, e0, e1, e2, e3, e4, f0, f1, f2, f3, g0, g1, g2,
    ];
    sort!(v: [9, 7] [26, 9] [4, 17] [20, 11] [21, 22] [22, 28] [16, 4] [7, 18] [12, 2]);
    sort!(v: [22, 15] [9, 2] [9, 21] [4, 3] [9, 4] [5, 7] [22, 20] [3, 21] [13, 4]);
    sort!(v: [6, 3] [17, 14] [6, 17] [2, 22] [22, 3] [3, 4] [23, 6] [6, 20] [19, 18]);
    sort!(v: [7, 19] [2, 17] [7, 2] [18, 22] [14, 6] [3, 18] [14, 3] [6, 24] [24, 17]);
    sort!(v: [18, 3] [18, 2] [18, 14] [19, 24] [24, 3] [19, 14] [1, 6] [25, 6] [2, 24]);
    sort!(v: [25, 0] [2, 25] [0, 24] [25, 14] [27, 0] [25, 1] [0, 14] [0, 10] [1, 27]);
    sort!(v: [0, 1] [27, 1] [27, 8] [8, 1]);
    v[8]
}

/// Number of bytes that a loop processes at once: loop overhead costs as much as a vector.
const BLOCK: usize = 32;

#[inline(always)]
fn vector<const N: usize>(bytes: &[u8; N], start: usize) -> U8x16 {
    bytes.get(start..).and_then(<[u8]>::first_chunk).map_or(U8x16::splat(0), U8x16::load)
}

/// Writes a row of the result, from the `N` rows around it.
#[inline(never)]
fn row<const N: usize, const PIXEL: usize>(
    rows: [&[u8]; N],
    ranks: &mut [Vec<u8>; 7],
    target: &mut [u8],
    sorted: impl Fn([U8x16; N]) -> [U8x16; N],
    median: impl Fn([[U8x16; N]; N]) -> U8x16,
) {
    // One block more than the row has, for the pixels to the right of the last pixel.
    let blocks = target.len() / BLOCK + 2;
    let rows = rows.map(|row| &row.as_chunks::<BLOCK>().0[..blocks]);
    let mut lines = ranks.iter_mut();
    let mut lines: [_; N] = from_fn(|_| lines.next().map_or(&mut [][..], |line| line.as_chunks_mut::<BLOCK>().0));
    for i in 0..blocks {
        let rows = rows.map(|row| &row[i]);
        let sorted: [[U8x16; N]; BLOCK / 16] = from_fn(|k| sorted(rows.map(|row| vector(row, 16 * k))));
        for (rank, line) in lines.iter_mut().enumerate() {
            if let Some(to) = line.get_mut(i) {
                to.as_chunks_mut().0.iter_mut().zip(sorted).for_each(|(to, column)| column[rank].store(to));
            }
        }
    }
    let ranks: [&[u8]; N] = from_fn(|rank| ranks.get(rank).map_or(&[][..], |line| &line[..BLOCK * blocks]));
    let block = |i: usize| {
        // Includes the pixels to the right.
        let around = ranks.map(|rank| rank[BLOCK * i..].first_chunk().unwrap_or(&[0; 2 * BLOCK]));
        let medians = from_fn(|k| median(around.map(|line| from_fn(|tap| vector(line, 16 * k + tap * PIXEL)))));
        medians.map(U8x16::to_array)
    };
    let (body, tail) = target.as_chunks_mut::<BLOCK>();
    for (i, to) in body.iter_mut().enumerate() {
        let medians: [[u8; 16]; BLOCK / 16] = block(i);
        to.copy_from_slice(medians.as_flattened());
    }
    if !tail.is_empty() {
        tail.copy_from_slice(&block(body.len()).as_flattened()[..tail.len()]);
    }
}

/// Writes a row of the result from three rows: sorted columns stay in registers, if there are enough, instead of in a
/// line in memory.
#[inline(never)]
fn row_of_three<const PIXEL: usize, const TWO_PIXELS: usize>(rows: [&[u8]; 3], target: &mut [u8]) {
    let medians = |now: [U8x16; 3], next: [U8x16; 3]| {
        let columns = |rank: usize| {
            [now[rank], now[rank].skip::<PIXEL>(next[rank]), now[rank].skip::<TWO_PIXELS>(next[rank])]
        };
        median9([columns(0), columns(1), columns(2)])
    };
    let [above, at, below] = rows.map(|row| row.as_chunks::<16>().0.iter().map(U8x16::load));
    let mut columns = above.zip(at).zip(below).map(|((above, at), below)| sort3([above, at, below]));
    let Some(mut now) = columns.next() else { return };
    let (body, tail) = target.as_chunks_mut::<16>();
    for (to, next) in body.iter_mut().zip(&mut columns) {
        medians(now, next).store(to);
        now = next;
    }
    if let (false, Some(next)) = (tail.is_empty(), columns.next()) {
        tail.copy_from_slice(&medians(now, next).to_array()[..tail.len()]);
    }
}

impl Around for Networks {
    fn give(&mut self, rows: &Rows, y: usize, target: &mut [u8]) {
        let y = y as isize;
        let at = |away: isize| rows.row(y + away);
        let (three, five) = ([-1, 0, 1].map(at), [-2, -1, 0, 1, 2].map(at));
        let ranks = &mut self.ranks;
        if rows.radius == 3 {
            let seven = [-3, -2, -1, 0, 1, 2, 3].map(at);
            return if rows.channels == 1 {
                row::<7, 1>(seven, ranks, target, sort7, median49);
            } else {
                row::<7, 4>(seven, ranks, target, sort7, median49);
            };
        }
        match (rows.radius, rows.channels) {
            (1, 1) => row_of_three::<1, 2>(three, target),
            (1, _) => row_of_three::<4, 8>(three, target),
            (_, 1) => row::<5, 1>(five, ranks, target, sort5, median25),
            _ => row::<5, 4>(five, ranks, target, sort5, median25),
        }
    }

    fn scratch_bytes(&self) -> usize {
        self.ranks.iter().map(Vec::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Networks of minima and maxima are correct for all values if they are for zeros and ones. A sorted column of
    /// zeros and ones is determined by its number of ones.
    #[test]
    fn the_network_gives_the_median() {
        for counts in 0..6usize.pow(5) {
            let counts: [usize; 5] = from_fn(|i| counts / 6usize.pow(i as u32) % 6);
            let ranks = from_fn(|rank| counts.map(|ones| U8x16::splat(u8::from(rank >= 5 - ones))));
            let expected = u8::from(counts.iter().sum::<usize>() > 12);
            assert_eq!(median25(ranks).to_array(), [expected; 16], "{counts:?}");
        }
    }

    #[test]
    fn the_larger_network_gives_the_median() {
        for bits in 0..1u32 << 7 {
            let sorted = sort7(from_fn(|i| U8x16::splat((bits >> i & 1) as u8)));
            let ones = bits.count_ones() as usize;
            sorted.iter().enumerate().for_each(|(i, v)| assert_eq!(v.to_array()[0], u8::from(i >= 7 - ones), "{bits:b}"));
        }
        // The network's first step sorts rows; columns with fewer ones come first after it.
        let mut counts = [0usize; 7];
        loop {
            let ranks = from_fn(|rank| counts.map(|ones| U8x16::splat(u8::from(rank >= 7 - ones))));
            let expected = u8::from(counts.iter().sum::<usize>() > 24);
            assert_eq!(median49(ranks).to_array(), [expected; 16], "{counts:?}");
            let Some(last) = counts.iter().rposition(|&count| count < 7) else { break };
            let next = counts[last] + 1;
            counts[last..].fill(next);
        }
    }
}
