//! `chromaticAberration`: coloured fringes towards the corners, like those of a lens.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::Gather;
use crate::image::kernels::alpha::is_opaque;
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, PlaneRef, Plane, PlaneMut};

crate::filter! {
    /// Enlarges red and shrinks blue around the middle of the frame by the same amount: lateral chromatic aberration.
    /// Green and alpha are unchanged.
    ///
    /// At a distance `d` from the middle, red is read at `d * (1 - s)` and blue at `d * (1 + s)`, where
    /// `s = amount / d` in the corners of the frame. Positions between pixels are interpolated bilinearly, weighted by
    /// alpha; outside the frame, the outermost pixels are repeated. The opposite amount corrects the fringes of a lens.
    pub struct ChromaticAberration: "chromaticAberration" in "effect" version 1 on color {
        /// Distance that red moves outwards, and blue inwards, in the corners; negative values reverse both, 0 leaves
        /// the frame unchanged.
        amount: f64 = Kind::Number(Number::new(4.0, -100.0, 100.0).typical(-20.0, 20.0).step(0.1).unit(Unit::Pixels)),
    }
}

impl Operate for ChromaticAberration {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.amount == 0.0 {
            return Ok(Operation::Identity);
        }
        let (width, height) = (f64::from(input.width()), f64::from(input.height()));
        let scale = 2.0 * self.amount / (width * width + height * height).sqrt();
        let color = |channel: usize, factor: f64| -> Result<Channel> {
            let mut taps = zeroed(input.width() as usize)?;
            for (x, to) in taps.iter_mut().enumerate() {
                *to = tap(x, input.width(), factor);
            }
            Ok(Channel { channel, factor, taps })
        };
        Ok(Operation::Gather(Box::new(Kernel {
            layout: *input,
            channels: [color(0, 1.0 - scale)?, color(2, 1.0 + scale)?],
            between: zeroed(input.width() as usize)?,
        })))
    }
}

/// The two positions to read along a line of `length`, and the nearness to the second.
fn tap(at: usize, length: u32, factor: f64) -> Tap {
    let last = f64::from(length) - 1.0;
    let place = (last / 2.0 + (at as f64 - last / 2.0) * factor).max(0.0).min(last);
    let first = place.floor();
    Tap { first: first as usize, second: (first + 1.0).min(last) as usize, part: (place - first) as f32 }
}

#[derive(Clone, Copy, Debug, Default)]
struct Tap {
    first: usize,
    second: usize,
    part: f32,
}

/// A channel that moves.
#[derive(Debug)]
struct Channel {
    channel: usize,
    factor: f64,
    /// For each column.
    taps: Vec<Tap>,
}

#[derive(Debug)]
struct Kernel {
    layout: RowLayout,
    channels: [Channel; 2],
    /// A row between two rows: a colour times alpha, and alpha.
    between: Vec<[f32; 2]>,
}

impl Gather for Kernel {
    fn output(&self) -> &RowLayout {
        &self.layout
    }

    fn scratch_bytes(&self) -> usize {
        let taps = self.channels.iter().map(|channel| size_of_val(channel.taps.as_slice()));
        size_of_val(self.between.as_slice()) + taps.sum::<usize>()
    }

    fn write(&mut self, source: Plane<'_>, rows: PlaneMut<'_>, first: usize, _: Option<&PlaneRef<'_>>) {
        let height = self.layout.height();
        for (y, to) in (first..).zip(rows.into_rows()) {
            to.copy_from_slice(source.row(y));
            for Channel { channel, factor, taps } in &self.channels {
                let tap = tap(y, height, *factor);
                let (first, second) = (source.row(tap.first), source.row(tap.second));
                let pixels = first.as_chunks::<4>().0.iter().zip(second.as_chunks::<4>().0);
                let index = channel & 3;
                let mix = |a: f32, b: f32, part: f32| a + (b - a) * part;
                let pixels = self.between.iter_mut().zip(pixels);
                let to = to.as_chunks_mut::<4>().0.iter_mut().zip(taps);
                if is_opaque(first) && is_opaque(second) {
                    for (between, (a, b)) in pixels {
                        *between = [mix(f32::from(a[index]), f32::from(b[index]), tap.part), 1.0];
                    }
                    for (to, tap) in to {
                        let [a, b] = [self.between[tap.first][0], self.between[tap.second][0]];
                        to[index] = (mix(a, b, tap.part) + 0.5) as u8;
                    }
                } else {
                    for (between, (a, b)) in pixels {
                        let weight = |pixel: &[u8; 4]| f32::from(pixel[3]);
                        let color = |pixel: &[u8; 4]| f32::from(pixel[index]) * weight(pixel);
                        *between = [mix(color(a), color(b), tap.part), mix(weight(a), weight(b), tap.part)];
                    }
                    for (to, tap) in to {
                        let (a, b) = (self.between[tap.first], self.between[tap.second]);
                        let [color, weight] = [mix(a[0], b[0], tap.part), mix(a[1], b[1], tap.part)];
                        to[index] = if weight > 0.0 { (color / weight + 0.5) as u8 } else { 0 };
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::testing::{SIDES, compare, noise, run};
    use crate::image::frame::Format;

    #[test]
    fn agrees_with_the_formula() {
        for (width, height) in SIDES {
            for (opaque, amount) in [true, false].into_iter().flat_map(|o| [4.0, -1.5, 0.3, 100.0].map(|a| (o, a))) {
                let source = noise(Format::Rgba, width, height, opaque, 61);
                let (w, h) = (f64::from(width), f64::from(height));
                let pixel = |x: f64, y: f64| {
                    let (x, y) = (x.clamp(0.0, w - 1.0) as usize, y.clamp(0.0, h - 1.0) as usize);
                    source.bytes().as_chunks::<4>().0[y * width as usize + x]
                };
                let s = amount / (w / 2.0).hypot(h / 2.0);
                let level = |(i, &byte): (usize, &u8)| {
                    let factor = match i % 4 {
                        0 => 1.0 - s,
                        2 => 1.0 + s,
                        _ => return byte,
                    };
                    let (x, y) = ((i / 4 % width as usize) as f64 + 0.5, (i / 4 / width as usize) as f64 + 0.5);
                    let (x, y) = (w / 2.0 + (x - w / 2.0) * factor - 0.5, h / 2.0 + (y - h / 2.0) * factor - 0.5);
                    let (mut color, mut weight) = (0.0, 0.0);
                    for (dx, dy) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
                        let near = |p: f64, d: f64| 1.0 - (p - p.floor() - d).abs();
                        let pixel = pixel(x.floor() + dx, y.floor() + dy);
                        let part = near(x, dx) * near(y, dy) * f64::from(pixel[3]);
                        color += part * f64::from(pixel[i % 4]);
                        weight += part;
                    }
                    if weight > 1e-9 { (color / weight).round() as u8 } else { 0 }
                };
                let expected: Vec<u8> = source.bytes().iter().enumerate().map(level).collect();
                let result = run(&ChromaticAberration { amount }, &source);
                compare(&format!("{amount} opaque {opaque} {width}×{height}"), result.bytes(), &expected, 1);
            }
        }
    }
}
