//! `canny`: edges as lines.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::declare::{Kind, Number, Unit};
use crate::error::{Error, Result};
use crate::image::filters::edges::gradient::{derivatives, take_luma};
use crate::image::kernels::Geometry;
use crate::image::kernels::ring::Ring;
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, Plane, PlaneMut, PlaneRef};
use crate::simd::I16x8;

crate::filter! {
    /// Draws edges as white lines, one pixel wide, on black; alpha is unchanged.
    ///
    /// Canny's detector (1986), as OpenCV's `Canny` with an aperture of 3. A pixel is an edge if its Sobel gradient is
    /// larger than that of both neighbours across the edge, and larger than `high`, or larger than `low` and connected
    /// to an edge. Gray frames agree with OpenCV to the bit; of colours, the filter takes the luma of BT.601 in whole
    /// levels, weighted by alpha. Outside the frame, the outermost pixels are repeated. If `low` is larger than `high`,
    /// the two are swapped.
    pub struct Canny: "canny" in "edges" version 1 on color and gray {
        /// Size of the gradient above which a pixel connected to an edge belongs to the edge.
        low: f64 = Kind::Number(Number::new(50.0, 0.0, 2040.0).typical(0.0, 400.0).step(1.0).unit(Unit::Levels)),
        /// Size of the gradient above which a pixel is an edge.
        high: f64 = Kind::Number(Number::new(150.0, 0.0, 2040.0).typical(0.0, 800.0).step(1.0).unit(Unit::Levels)),
        /// Size of the gradient: if true, the root of the sum of squares of its components; if false, the sum of their
        /// absolute values.
        l2_gradient: bool = Kind::Boolean(false),
    }
}

impl Operate for Canny {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        let (width, height) = (input.width() as usize, input.height() as usize);
        let limit = |threshold: f64| (if self.l2_gradient { threshold * threshold } else { threshold }).floor() as i32;
        // A border of non-edges on all sides, so that every pixel has neighbours.
        let stride = width + 2;
        let bytes = stride.checked_mul(height + 2).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        Ok(Operation::Geometry(Box::new(Kernel {
            layout: *input,
            low: limit(self.low.min(self.high)),
            high: limit(self.low.max(self.high)),
            l2: self.l2_gradient,
            luma: Ring::new(width + 18)?,
            alpha: zeroed(width + 8)?,
            across: zeroed(width + 8)?,
            down: zeroed(width + 8)?,
            next: [zeroed(width + 8)?, zeroed(width + 8)?],
            sizes: Ring::new(width + 10)?,
            map: zeroed(bytes)?,
            stack: zeroed(STACK)?,
            pushed: 0,
            stride,
            width,
            height,
        })))
    }
}

/// Capacity of the stack. Edges that don't fit are found again in the map.
const STACK: usize = 4096;

// The states of a pixel in the map.
const NONE: u8 = 0;
/// An edge if connected to one.
const WEAK: u8 = 1;
const EDGE: u8 = 2;
/// An edge whose neighbours weren't visited, because the stack was full.
const LEFT: u8 = 3;

struct Kernel {
    layout: RowLayout,
    low: i32,
    high: i32,
    l2: bool,
    /// Luma, with one pixel of padding on either side.
    luma: Ring<i16>,
    alpha: Vec<u8>,
    /// The gradients of a row and of the next row.
    across: Vec<i16>,
    down: Vec<i16>,
    next: [Vec<i16>; 2],
    /// The sizes of the gradient, with zeros on either side; the row above the frame is the first.
    sizes: Ring<i32>,
    map: Vec<u8>,
    stack: Vec<u32>,
    /// Number of positions on the stack.
    pushed: usize,
    stride: usize,
    width: usize,
    height: usize,
}

impl Kernel {
    fn take_luma(&mut self, row: &[u8], y: usize) {
        let into = self.luma.row_mut(y);
        if self.layout.pixel_bytes() == 4 {
            take_luma(row, &mut into[1..], &mut self.alpha);
        } else {
            into[1..].iter_mut().zip(row).for_each(|(to, &from)| *to = i16::from(from));
        }
        into[0] = into[1];
        into[self.width + 1] = into[self.width];
    }

    /// Computes the gradient of row `y`.
    fn differentiate(&mut self, y: usize) {
        let length = self.width.next_multiple_of(8) + 2;
        let below = (y + 1).min(self.height - 1);
        let rows = [y.saturating_sub(1), y, below].map(|y| &self.luma.row(y)[..length]);
        let sizes = self.sizes.row_mut(y + 1);
        let [across, down] = &mut self.next;
        let eights = across.as_chunks_mut::<8>().0.iter_mut().zip(down.as_chunks_mut::<8>().0);
        for (i, (across, down)) in eights.take(self.width.div_ceil(8)).enumerate() {
            let [gx, gy] = derivatives::<1, 2>(rows.map(|row| row[8 * i..].first_chunk().unwrap_or(&[0; 10])));
            gx.store(across);
            gy.store(down);
            let halves = if self.l2 {
                [gx.zip_low(gy), gx.zip_high(gy)].map(|pairs| pairs.dot(pairs))
            } else {
                let size = |v: I16x8| v.max(I16x8::splat(0) - v);
                let sum = size(gx) + size(gy);
                [sum.widen_low(), sum.widen_high()]
            };
            let to = sizes[8 * i + 1..].as_chunks_mut::<4>().0;
            to.iter_mut().zip(halves).for_each(|(to, four)| four.store(to));
        }
        // Gradients outside the frame are 0.
        sizes[self.width + 1..].fill(0);
    }

    /// Writes the possible edges of row `y` to the map.
    fn suppress(&mut self, y: usize, pushed: &mut usize) {
        let (stride, width) = (self.stride, self.width);
        let row = |y: usize| &self.sizes.row(y)[..width + 2];
        let (above, own, below) = (row(y), row(y + 1), row(y + 2));
        let (across, down) = (&self.across[..width], &self.down[..width]);
        for (x, size) in own[1..=width].iter().enumerate() {
            if *size <= self.low {
                continue;
            }
            // The tangents of 22.5° and 67.5°, in units of 1/2¹⁵.
            let (gx, gy) = (i32::from(across[x]), i32::from(down[x]));
            let (flat, steep) = (gx.abs() * 13573, gx.abs() * (13573 + (1 << 16)));
            let rise = gy.abs() << 15;
            let is_largest = if rise < flat {
                *size > own[x] && *size >= own[x + 2]
            } else if rise > steep {
                *size > above[x + 1] && *size >= below[x + 1]
            } else if (gx ^ gy) < 0 {
                *size > above[x + 2] && *size > below[x]
            } else {
                *size > above[x] && *size > below[x + 2]
            };
            if !is_largest {
                continue;
            }
            let place = (y + 1) * stride + x + 1;
            if *size > self.high {
                push(&mut self.map, &mut self.stack, pushed, place);
            } else {
                self.map[place] = WEAK;
            }
        }
    }

    /// Follows the edges.
    fn connect(&mut self, mut pushed: usize) {
        let stride = self.stride;
        // The position from which the map is searched for edges that didn't fit on the stack. Starting from 0 each time
        // would search the map as often as the stack is filled, which takes seconds for noise.
        let mut cursor = 0;
        loop {
            while pushed > 0 {
                pushed -= 1;
                let place = self.stack[pushed] as usize;
                for row in [place - stride, place, place + stride] {
                    for neighbor in row - 1..=row + 1 {
                        if self.map[neighbor] == WEAK {
                            push(&mut self.map, &mut self.stack, &mut pushed, neighbor);
                        }
                    }
                }
            }
            let start = cursor;
            for (place, pixel) in self.map.iter_mut().enumerate().skip(start) {
                let Some(to) = self.stack.get_mut(pushed) else { break };
                cursor = place + 1;
                if *pixel == LEFT {
                    *pixel = EDGE;
                    *to = place as u32;
                    pushed += 1;
                }
            }
            if pushed == 0 {
                // Nothing left up to the end: search once more from the start, or finish.
                if start == 0 {
                    return;
                }
                cursor = 0;
            }
        }
    }
}

/// Marks a position as an edge, and pushes it if the stack isn't full.
fn push(map: &mut [u8], stack: &mut [u32], pushed: &mut usize, place: usize) {
    map[place] = LEFT;
    if let Some(to) = stack.get_mut(*pushed) {
        *to = place as u32;
        map[place] = EDGE;
        *pushed += 1;
    }
}

impl Geometry for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn is_in_place(&self) -> bool {
        true
    }

    fn scratch_bytes(&self) -> usize {
        let rows = [&self.across, &self.down, &self.next[0], &self.next[1]].map(|row| size_of_val(row.as_slice()));
        let rings = self.luma.bytes() + self.sizes.bytes();
        rings + rows.iter().sum::<usize>() + self.alpha.len() + self.map.len() + size_of_val(self.stack.as_slice())
    }

    fn apply_in_place(&mut self, frame: PlaneMut<'_>, rows: Range<usize>) -> usize {
        let (height, stride) = (self.height, self.stride);
        if rows.start == 0 {
            self.map.fill(NONE);
            self.sizes.row_mut(0).fill(0);
            self.take_luma(frame.as_plane().row(0), 0);
            self.pushed = 0;
        }
        let ends = rows.end == height;
        let mut pushed = self.pushed;
        // The last row has one more step, for the empty row below it.
        for y in rows.start..rows.end + usize::from(ends) {
            if y + 1 < height {
                self.take_luma(frame.as_plane().row(y + 1), y + 1);
            }
            if y < height {
                self.differentiate(y);
            } else {
                self.sizes.row_mut(y + 1).fill(0);
            }
            if let Some(before) = y.checked_sub(1) {
                self.suppress(before, &mut pushed);
            }
            core::mem::swap(&mut self.across, &mut self.next[0]);
            core::mem::swap(&mut self.down, &mut self.next[1]);
        }
        self.pushed = pushed;
        if !ends {
            return rows.end;
        }
        self.connect(pushed);
        for (row, map) in frame.into_rows().zip(self.map[stride..].chunks_exact(stride)) {
            let levels = map[1..].iter().map(|&pixel| if pixel == EDGE { 255 } else { 0 });
            if self.layout.pixel_bytes() == 4 {
                row.as_chunks_mut::<4>().0.iter_mut().zip(levels).for_each(|(to, level)| to[..3].fill(level));
            } else {
                row.iter_mut().zip(levels).for_each(|(to, level)| *to = level);
            }
        }
        rows.end
    }

    fn apply(
        &mut self,
        source: Plane<'_>,
        mut target: PlaneMut<'_>,
        rows: Range<usize>,
        _: Option<&PlaneRef<'_>>,
    ) -> usize {
        if rows.start == 0 {
            for (y, row) in source.rows().enumerate() {
                target.row_mut(y).copy_from_slice(row);
            }
        }
        self.apply_in_place(target, rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::{SIDES, compare, golden, noise, run};
    use crate::image::frame::{Format, Frame};

    /// The definition in real numbers: angles by their tangents, edges grown until nothing changes.
    fn reference(source: &Frame, filter: &Canny) -> Vec<u8> {
        let (w, h) = (source.layout().width() as isize, source.layout().height() as isize);
        let (bytes, p) = (source.bytes(), source.layout().rows().unwrap().pixel_bytes());
        let luma = |x: isize, y: isize| {
            let i = (y.clamp(0, h - 1) * w + x.clamp(0, w - 1)) as usize * p;
            if p == 1 {
                return f64::from(bytes[i]);
            }
            let [r, g, b, a] = [0, 1, 2, 3].map(|c| f64::from(bytes[i + c]));
            (((4899.0 * r + 9617.0 * g + 1868.0 * b + 8192.0) / 16384.0).floor() * a / 255.0).round()
        };
        let gradient = |x: isize, y: isize| {
            let at = |dx: isize, dy: isize| luma(x + dx, y + dy);
            let gx = at(1, -1) + 2.0 * at(1, 0) + at(1, 1) - at(-1, -1) - 2.0 * at(-1, 0) - at(-1, 1);
            let gy = at(-1, 1) + 2.0 * at(0, 1) + at(1, 1) - at(-1, -1) - 2.0 * at(0, -1) - at(1, -1);
            (gx, gy)
        };
        let size = |x: isize, y: isize| {
            let (gx, gy) = gradient(x, y);
            let inside = (0..w).contains(&x) && (0..h).contains(&y);
            if !inside { 0.0 } else if filter.l2_gradient { gx.powi(2) + gy.powi(2) } else { gx.abs() + gy.abs() }
        };
        let limit = |threshold: f64| if filter.l2_gradient { threshold.powi(2) } else { threshold }.floor();
        let candidate = |x: isize, y: isize| {
            let ((gx, gy), own) = (gradient(x, y), size(x, y));
            let tangent = gy.abs() / gx.abs();
            let (narrow, wide) = (13573.0 / 32768.0, 2.0 + 13573.0 / 32768.0);
            if gy.abs() < gx.abs() * narrow {
                own > size(x - 1, y) && own >= size(x + 1, y)
            } else if tangent > wide {
                own > size(x, y - 1) && own >= size(x, y + 1)
            } else {
                let side = if gx * gy < 0.0 || (gx < 0.0) != (gy < 0.0) { -1 } else { 1 };
                own > size(x - side, y - 1) && own > size(x + side, y + 1)
            }
        };
        let all: Vec<_> = (0..h).flat_map(|y| (0..w).map(move |x| (x, y))).collect();
        let candidates: Vec<_> = all.iter().map(|&(x, y)| candidate(x, y)).collect();
        let above = |i: usize, threshold: f64| candidates[i] && size(all[i].0, all[i].1) > limit(threshold);
        let mut edges: Vec<_> = (0..all.len()).map(|i| above(i, filter.high)).collect();
        loop {
            let near = |i: usize| {
                let is_near = |&(x, y): &(isize, isize)| (x - all[i].0).abs() <= 1 && (y - all[i].1).abs() <= 1;
                all.iter().zip(&edges).any(|(place, &edge)| edge && is_near(place))
            };
            let grown: Vec<_> = (0..all.len()).map(|i| edges[i] || (above(i, filter.low) && near(i))).collect();
            if grown == edges {
                break;
            }
            edges = grown;
        }
        let mut result = bytes.to_vec();
        for (pixel, edge) in result.chunks_exact_mut(p).zip(edges) {
            pixel[..p.min(3)].fill(if edge { 255 } else { 0 });
        }
        result
    }

    #[test]
    fn agrees_exactly_with_the_definition() {
        for (width, height) in SIDES {
            for (format, opaque) in [(Format::Rgba, true), (Format::Rgba, false), (Format::Gray8, true)] {
                for (low, high, l2_gradient) in
                    [(50.0, 150.0, false), (100.0, 700.0, false), (200.0, 600.0, true), (0.0, 0.0, true)]
                {
                    let source = noise(format, width, height, opaque, 3);
                    let filter = Canny { low, high, l2_gradient };
                    let what = format!("{filter:?} {format:?} {width}×{height}");
                    compare(&what, run(&filter, &source).bytes(), &reference(&source, &filter), 0);
                }
            }
        }
    }

    #[test]
    fn agrees_exactly_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/canny.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let mut frame = Frame::new(FrameLayout::new(Format::Gray8, size[0] as u32, size[1] as u32).unwrap()).unwrap();
        frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
        for [(_, parameters), (_, expected)] in cases.as_chunks::<2>().0 {
            let [low, high, l2] = parameters[..] else { panic!("three parameters") };
            let result = run(&Canny { low, high, l2_gradient: l2 == 1.0 }, &frame);
            let expected: Vec<u8> = expected.iter().map(|&edge| 255 * edge as u8).collect();
            compare(&format!("{parameters:?}"), result.bytes(), &expected, 0);
        }
        assert_eq!(cases.len(), 2 * 5, "number of golden cases");
    }

    /// A frame with more edges than the stack holds, all connected.
    #[test]
    fn a_full_stack_loses_no_edge() {
        let mut frame = Frame::new(FrameLayout::new(Format::Gray8, 256, 256).unwrap()).unwrap();
        let stripes = |(i, byte): (usize, &mut u8)| *byte = if i % 256 / 4 % 2 == 0 { 60 } else { 200 };
        frame.bytes_mut().iter_mut().enumerate().for_each(stripes);
        let strong = run(&Canny { low: 1.0, high: 1.0, l2_gradient: false }, &frame);
        let edges = strong.bytes().iter().filter(|&&byte| byte == 255).count();
        assert_eq!(edges, 63 * 256, "all stripes");
    }
}
