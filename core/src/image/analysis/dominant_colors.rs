//! Palettes: a few colours that represent all colours of a frame.

use alloc::vec::Vec;

use super::{Analyze, Input, Memory, Results, sort};
use crate::declare::{Kind, Number, Unit};
use crate::error::{Code, Detail, Error, Result};
use crate::image::frame::{Frame, RowFormat};
#[cfg(feature = "effect")]
use crate::image::kernels::Statistics;
use crate::memory::zeroed;

/// The maximum number of colours of a palette.
pub const MAXIMUM_COLORS: usize = 256;

crate::record! {
    /// A colour that represents others.
    pub struct DominantColor {
        /// Red, green and blue, in levels, not rounded: the mean of the represented colours.
        color: [f64; 3] = Kind::Matrix { columns: 3, default: &[0.0; 3], range: (0.0, 255.0) },
        /// The part of the frame that the colour represents, from 0 to 1.
        share: f64 = Kind::Number(Number::new(0.0, 0.0, 1.0).unit(Unit::Factor)),
    }
}

crate::analysis! {
    /// Returns the colours that represent those of a frame, in descending order of their share.
    ///
    /// Pixels are weighted by their alpha. The method is median cut (Heckbert 1982), improved by k-means (Lloyd 1982).
    pub struct DominantColorsAnalysis: "dominantColors" of 1 frame as Records of DominantColor {
        /// The maximum number of colours.
        count: i32 = Kind::Integer(Number::new(5.0, 1.0, MAXIMUM_COLORS as f64).typical(1.0, 16.0).step(1.0)),
    }
}

impl Analyze for DominantColorsAnalysis {
    fn analyze(&self, input: &Input<'_>, memory: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        let format = input.frame.layout().format();
        if !format.is_plain() {
            return Err(Error::new(Code::UnsupportedFormat, "frame", "RGBA or GRAY8", format.name()));
        }
        let colors = memory.get(Palette::new)?.find(input.frame, self.count as usize)?;
        results.put([colors.len() as f64]);
        colors.iter().for_each(|color| results.put_record(color));
        Ok(())
    }
}

/// Similar colours, whose five highest bits are equal in each channel: the sums of red, green and blue, each times its
/// weight, and of the weights.
type Cell = [u64; 4];

/// The index of the sum of the weights.
const WEIGHT: usize = 3;

fn mean([red, green, blue, weight]: &Cell) -> [f64; 3] {
    [red, green, blue].map(|sum| *sum as f64 / (*weight).max(1) as f64)
}

/// Finds palettes by median cut (Heckbert 1982), improved by k-means (Lloyd 1982). Its memory, 1 MiB, is reused for the
/// next frame.
#[derive(Debug)]
pub struct Palette {
    cells: Vec<Cell>,
    boxes: Vec<Range3>,
    /// The palette colours, and the sums for their next means.
    colors: Vec<(DominantColor, Cell)>,
    found: Vec<DominantColor>,
}

/// A box of cells: the first cell of each channel, and the cell after the last.
#[derive(Clone, Copy, Debug, Default)]
struct Range3 {
    from: [u8; 3],
    to: [u8; 3],
    weight: u64,
}

/// Number of cells along a channel.
const SIDE: usize = 32;

/// Maximum number of times that means are improved.
const ROUNDS: usize = 8;

impl Palette {
    /// Allocates the memory for all later calls.
    ///
    /// # Errors
    /// `out-of-memory`.
    pub fn new() -> Result<Self> {
        Ok(Self {
            cells: zeroed(SIDE * SIDE * SIDE)?,
            boxes: reserved(MAXIMUM_COLORS)?,
            colors: reserved(MAXIMUM_COLORS)?,
            found: reserved(MAXIMUM_COLORS)?,
        })
    }

    /// Returns the number of allocated bytes.
    #[cfg(feature = "effect")]
    pub(crate) fn bytes(&self) -> usize {
        let each = size_of::<Range3>() + size_of::<(DominantColor, Cell)>() + size_of::<DominantColor>();
        size_of_val(self.cells.as_slice()) + MAXIMUM_COLORS * each
    }

    /// Returns at most `count` colours that represent those of a frame, in descending order of their share. Pixels are
    /// weighted by their alpha. There are fewer colours if the frame has fewer (that differ in the five highest bits of
    /// a channel), and none if the frame is transparent.
    ///
    /// # Errors
    /// `out-of-range` unless `count` is from 1 to [`MAXIMUM_COLORS`].
    pub fn find(&mut self, frame: &Frame, count: usize) -> Result<&[DominantColor]> {
        if !(1..=MAXIMUM_COLORS).contains(&count) {
            return Err(Error::new(Code::OutOfRange, "count", Detail::Range(1.0, MAXIMUM_COLORS as f64), count as f64));
        }
        self.begin();
        if let Some(rows) = frame.layout().rows() {
            self.gather(rows.format(), frame.bytes());
        }
        Ok(self.conclude(count))
    }

    /// Returns the gathered colours, which can be added to those of other pixels.
    #[cfg(feature = "effect")]
    pub(crate) fn statistics(&mut self) -> Statistics<'_> {
        Statistics::Sums(self.cells.as_flattened_mut())
    }

    /// Clears the gathered colours.
    pub(crate) fn begin(&mut self) {
        self.cells.fill(Cell::default());
    }

    /// Returns at most `count` colours, from 1 to [`MAXIMUM_COLORS`], that represent the gathered colours.
    pub(crate) fn conclude(&mut self, count: usize) -> &[DominantColor] {
        self.cut(count);
        let total: u64 = self.boxes.iter().map(|of| of.weight).sum();
        self.colors.clear();
        for &of in &self.boxes {
            let mut sum = Cell::default();
            each_cell(&of, |cell, _| add(&mut sum, &self.cells[cell]));
            self.colors.push((DominantColor { color: mean(&sum), share: 0.0 }, Cell::default()));
        }
        for _ in 0..ROUNDS {
            if !self.improve() {
                break;
            }
        }
        self.found.clear();
        let shares = self.colors.iter().filter(|(_, sum)| sum[WEIGHT] > 0);
        self.found
            .extend(shares.map(|(color, sum)| DominantColor { share: sum[WEIGHT] as f64 / total as f64, ..*color }));
        sort(&mut self.found, |a, b| a.share > b.share);
        &self.found
    }

    /// Adds pixels to the gathered colours.
    pub(crate) fn gather(&mut self, format: RowFormat, bytes: &[u8]) {
        let mut count = |[r, g, b]: [u8; 3], weight: u64| {
            let [x, y, z] = [r, g, b].map(|level| usize::from(level >> 3));
            let cell = &mut self.cells[(x * SIDE + y) * SIDE + z];
            let levels = [u64::from(r) * weight, u64::from(g) * weight, u64::from(b) * weight, weight];
            cell.iter_mut().zip(levels).for_each(|(sum, level)| *sum += level);
        };
        match format {
            RowFormat::Gray8 => bytes.iter().for_each(|&level| count([level; 3], 255)),
            RowFormat::Rgba8 => {
                bytes.as_chunks::<4>().0.iter().for_each(|&[r, g, b, a]| count([r, g, b], u64::from(a)));
            }
        }
    }

    /// Splits the box of all colours until there are `count` boxes: always the box with the widest spread, at the
    /// median of its longest side.
    fn cut(&mut self, count: usize) {
        self.boxes.clear();
        let all = Range3 { from: [0; 3], to: [SIDE as u8; 3], weight: 0 };
        self.boxes.extend(self.shrunk(all));
        while self.boxes.len() < count {
            let spread = |of: &Range3| u128::from(of.weight) * u128::from(longest(of).1);
            let widest = self.boxes.iter().enumerate().max_by_key(|(_, of)| spread(of));
            let Some((index, &of)) = widest.filter(|(_, of)| longest(of).1 > 1) else { return };
            let (axis, _) = longest(&of);
            let mut slices = [0_u64; SIDE];
            each_cell(&of, |cell, place| slices[usize::from(place[axis])] += self.cells[cell][WEIGHT]);
            let (first, last) = (of.from[axis], of.to[axis] - 1);
            let mut passed = 0;
            let median = (first..last).find(|&place| {
                passed += slices[usize::from(place)];
                2 * passed >= of.weight
            });
            let at = median.map_or(last, |place| place + 1);
            let (mut low, mut high) = (of, of);
            (low.to[axis], high.from[axis]) = (at, at);
            // Both halves have weight, because the box was as small as its colours allow.
            self.boxes.swap_remove(index);
            let halves = [low, high].map(|half| self.shrunk(half));
            self.boxes.extend(halves.into_iter().flatten());
        }
    }

    /// Returns the smallest box with the same colours, if any.
    fn shrunk(&self, of: Range3) -> Option<Range3> {
        let mut tight = Range3 { from: [SIDE as u8; 3], to: [0; 3], weight: 0 };
        each_cell(&of, |cell, place| {
            let weight = self.cells[cell][WEIGHT];
            if weight > 0 {
                tight.weight += weight;
                for (axis, &at) in place.iter().enumerate() {
                    tight.from[axis] = tight.from[axis].min(at);
                    tight.to[axis] = tight.to[axis].max(at + 1);
                }
            }
        });
        (tight.weight > 0).then_some(tight)
    }

    /// Assigns each cell to the nearest colour, and moves colours to the means of their cells; returns whether any
    /// moved.
    fn improve(&mut self) -> bool {
        self.colors.iter_mut().for_each(|(_, sum)| *sum = Cell::default());
        for cell in self.cells.iter().filter(|cell| cell[WEIGHT] > 0) {
            let mean = mean(cell);
            let mut best = (f64::INFINITY, 0);
            for (index, (color, _)) in self.colors.iter().enumerate() {
                let apart = color.color.iter().zip(mean).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
                if apart < best.0 {
                    best = (apart, index);
                }
            }
            if let Some((_, sum)) = self.colors.get_mut(best.1) {
                add(sum, cell);
            }
        }
        let mut moved = false;
        for (color, sum) in self.colors.iter_mut().filter(|(_, sum)| sum[WEIGHT] > 0) {
            moved |= color.color != mean(sum);
            color.color = mean(sum);
        }
        moved
    }
}

fn add(sum: &mut Cell, cell: &Cell) {
    sum.iter_mut().zip(cell).for_each(|(sum, more)| *sum += more);
}

/// Returns the channel along which a box is longest, and its length.
fn longest(of: &Range3) -> (usize, u8) {
    let lengths = [0, 1, 2].map(|axis| of.to[axis] - of.from[axis]);
    // Green first, because the eye is most sensitive to it.
    [1, 0, 2].into_iter().map(|axis| (axis, lengths[axis])).fold((1, 0), |a, b| if b.1 > a.1 { b } else { a })
}

fn each_cell(of: &Range3, mut tell: impl FnMut(usize, [u8; 3])) {
    for r in of.from[0]..of.to[0] {
        for g in of.from[1]..of.to[1] {
            for b in of.from[2]..of.to[2] {
                tell((usize::from(r) * SIDE + usize::from(g)) * SIDE + usize::from(b), [r, g, b]);
            }
        }
    }
}

fn reserved<T>(count: usize) -> Result<Vec<T>> {
    let mut vector = Vec::new();
    vector.try_reserve_exact(count).map_err(|_| Error::out_of_memory(count * size_of::<T>()))?;
    Ok(vector)
}
