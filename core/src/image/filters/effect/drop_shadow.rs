//! `dropShadow`: the shadow of the frame on a wall behind it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::declare::{Kind, Number, Unit};
use crate::error::{Error, Result};
use crate::image::kernels::channels::{pixels, planes};
use crate::image::kernels::BorderMode;
use crate::image::kernels::gaussian::gaussian;
use crate::image::kernels::Window;
use crate::image::kernels::alpha::copy_row;
use crate::memory::zeroed;
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowFormat, RowLayout, Plane, PlaneMut};
use crate::simd::{F32x4, I32x4, U8x16};

/// The farthest offset.
const FARTHEST: f64 = 1000.0;

crate::filter! {
    /// Puts a shadow under the visible pixels: alpha, moved, blurred with a Gaussian, and coloured.
    ///
    /// Source: Filter Effects Module Level 1, `drop-shadow()`. The shadow's alpha is
    /// `blurred(x - offsetX, y - offsetY) * color[3]`, and the frame is composited over it (Porter-Duff source-over).
    /// Outside the frame, alpha is 0, and the shadow is cut off. The shadow is stored in whole levels, so a result is
    /// up to 1.5 levels off, measured premultiplied. An opaque frame hides its shadow and is unchanged.
    pub struct DropShadow: "dropShadow" in "effect" version 1 on color {
        /// Distance of the shadow to the right; negative values move it to the left.
        offset_x: i32 = Kind::Integer(
            Number::new(6.0, -FARTHEST, FARTHEST).typical(-50.0, 50.0).step(1.0).unit(Unit::Pixels)
        ),
        /// Distance of the shadow downwards; negative values move it up.
        offset_y: i32 = Kind::Integer(
            Number::new(6.0, -FARTHEST, FARTHEST).typical(-50.0, 50.0).step(1.0).unit(Unit::Pixels)
        ),
        /// Standard deviation of the blur; 0 gives a hard shadow.
        sigma: f64 = Kind::Number(Number::new(4.0, 0.0, 256.0).typical(0.0, 40.0).step(0.1).unit(Unit::Pixels)),
        /// Colour of the shadow, including its alpha.
        color: [f64; 4] = Kind::Color([0.0, 0.0, 0.0, 0.6]),
    }
}

/// Below this standard deviation, a blur is an identity: see `gaussianBlur`.
const NOTHING: f64 = 0.26;

impl Operate for DropShadow {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        if self.color[3] == 0.0 {
            return Ok(Operation::Identity);
        }
        let (width, height) = (input.width() as usize, input.height() as usize);
        let [x, y] = [self.offset_x, self.offset_y].map(|offset| offset.clamp(-FARTHEST as i32, FARTHEST as i32));
        // The area to blur: the union of the frame and the moved frame. The shadow neither shows beyond it nor depends
        // on pixels beyond it.
        let [right, left, down, up] = [x, -x, y, -y].map(|offset| offset.max(0) as usize);
        let size = [width + right + left, height + down + up];
        let blur = if self.sigma < NOTHING {
            None
        } else {
            Some(gaussian(self.sigma, BorderMode::Transparent, size[0], size[1], RowFormat::Gray8)?)
        };
        let behind = blur.as_ref().map_or(0, |blur| blur.latency()) + up;
        // Rows that were consumed and not yet blurred, or not yet produced.
        let kept = behind.max(down) + 3;
        let kept = kept.min(height);
        let bytes = (4 * width).checked_mul(kept).ok_or_else(|| Error::out_of_memory(usize::MAX))?;
        let [red, green, blue, alpha] = self.color;
        Ok(Operation::Window(Box::new(Kernel {
            blur,
            size,
            right,
            left,
            down,
            up,
            latency: behind.saturating_sub(down),
            originals: zeroed(bytes)?,
            opaque: zeroed(kept)?,
            row_bytes: 4 * width,
            height,
            alpha: zeroed(size[0])?,
            shadow: zeroed(size[0])?,
            color: [red, green, blue].map(|channel| (channel * 255.0) as f32),
            strength: alpha as f32,
            consumed: 0,
            produced: 0,
            blurred: 0,
            fed: 0,
        })))
    }
}

struct Kernel {
    blur: Option<Box<dyn Window>>,
    /// The size of the blurred area: the frame, extended by empty pixels to where the shadow falls or comes from.
    size: [usize; 2],
    right: usize,
    left: usize,
    down: usize,
    up: usize,
    latency: usize,
    /// A ring of rows that were consumed, and whether they are opaque.
    originals: Vec<u8>,
    opaque: Vec<bool>,
    row_bytes: usize,
    height: usize,
    /// A row of alpha with its surroundings, and a row of the blurred frame.
    alpha: Vec<u8>,
    shadow: Vec<u8>,
    /// In levels.
    color: [f32; 3],
    strength: f32,
    consumed: usize,
    produced: usize,
    /// Number of rows that the blur has produced, and that it has consumed.
    blurred: usize,
    fed: usize,
}

/// Copies the alpha of RGBA pixels.
fn alphas(row: &[u8], target: &mut [u8]) {
    let (body, tail) = row.as_chunks::<64>();
    let (to, rest) = target.as_chunks_mut::<16>();
    for (pixels, to) in body.iter().zip(to) {
        let four = |i: usize| pixels.as_chunks::<16>().0.get(i).map_or(I32x4::splat(0), |four| U8x16::load(four).alpha());
        I32x4::to_clamped_bytes(four(0), four(1), four(2), four(3)).store(to);
    }
    rest.iter_mut().zip(tail.as_chunks::<4>().0).for_each(|(to, pixel)| *to = pixel[3]);
}

impl Kernel {
    /// Number of rows of the ring.
    fn kept(&self) -> usize {
        self.opaque.len().max(1)
    }

    /// Writes alpha of row `y` of the blurred area.
    fn alpha(&mut self, y: usize) {
        match y.checked_sub(self.down).filter(|&y| y < self.height) {
            Some(y) => {
                let start = y % self.kept() * self.row_bytes;
                let end = self.right + self.row_bytes / 4;
                alphas(&self.originals[start..start + self.row_bytes], &mut self.alpha[self.right..end]);
            }
            None => self.alpha.fill(0),
        }
    }

    /// Writes row `y` of the blurred area to `shadow`.
    fn advance(&mut self, y: usize) {
        let Some(latency) = self.blur.as_ref().map(|blur| blur.latency()) else {
            self.alpha(y);
            self.shadow.copy_from_slice(&self.alpha);
            return;
        };
        let [width, height] = self.size;
        while self.blurred <= y {
            while self.fed < height.min(self.blurred + latency + 1) {
                self.alpha(self.fed);
                self.fed += 1;
                let row = Plane::new(&self.alpha, width, width, 1).unwrap_or_default();
                if let Some(blur) = &mut self.blur {
                    blur.consume(row);
                }
            }
            let row = PlaneMut::new(&mut self.shadow, width, width, 1).unwrap_or_default();
            if let Some(blur) = &mut self.blur {
                blur.produce(row);
            }
            self.blurred += 1;
        }
    }

    /// Composites a row over its shadow.
    fn compose(&self, original: &[u8], target: &mut [u8]) {
        let color = self.color.map(F32x4::splat);
        let strength = F32x4::splat(self.strength);
        let (whole, part) = (F32x4::splat(255.0), F32x4::splat(1.0 / 255.0));
        let under = |shadow: &[u8; 4], four: U8x16| {
            let shadow = I32x4::from_array(shadow.map(i32::from)).to_f32() * strength;
            let [r, g, b, alpha] = planes(four);
            let shadow = shadow * (whole - alpha) * part;
            let all = alpha + shadow;
            let share = F32x4::splat(1.0).divide(all.max(F32x4::splat(1.0 / 256.0)));
            let mix = |color: F32x4, below: F32x4| (color * alpha + below * shadow) * share;
            pixels([mix(r, color[0]), mix(g, color[1]), mix(b, color[2]), all])
        };
        let (shadows, shadow_tail) = self.shadow[self.left..self.left + self.row_bytes / 4].as_chunks::<4>();
        let (body, tail) = target.as_chunks_mut::<16>();
        let (originals, original_tail) = original.as_chunks::<16>();
        for ((to, from), shadow) in body.iter_mut().zip(originals).zip(shadows) {
            under(shadow, U8x16::load(from)).store(to);
        }
        let (mut last, mut shadow) = ([0; 16], [0; 4]);
        last[..original_tail.len()].copy_from_slice(original_tail);
        shadow[..shadow_tail.len()].copy_from_slice(shadow_tail);
        let last = under(&shadow, U8x16::load(&last)).to_array();
        tail.copy_from_slice(&last[..tail.len()]);
    }
}

impl Window for Kernel {
    fn latency(&self) -> usize {
        self.latency
    }

    fn above(&self) -> Option<usize> {
        let blur = self.blur.as_ref().map_or(Some(0), |blur| blur.above())?;
        Some((blur + self.down).saturating_sub(self.up))
    }

    fn scratch_bytes(&self) -> usize {
        let blur = self.blur.as_ref().map_or(0, |blur| blur.scratch_bytes());
        blur + self.originals.len() + self.opaque.len() + self.alpha.len() + self.shadow.len()
    }

    fn begin(&mut self, row: usize) {
        // The first row of the blurred area that comes from the frame, or is above it.
        let first = if row == 0 { 0 } else { row + self.down };
        if let Some(blur) = &mut self.blur {
            blur.begin(first);
        }
        self.alpha.fill(0);
        (self.consumed, self.produced, self.blurred, self.fed) = (row, row, first, first);
    }

    fn consume(&mut self, rows: Plane<'_>) {
        for row in rows.rows() {
            let place = self.consumed % self.kept();
            let start = place * self.row_bytes;
            self.opaque[place] = copy_row(row, &mut self.originals[start..start + self.row_bytes]);
            self.consumed += 1;
        }
    }

    fn produce(&mut self, rows: PlaneMut<'_>) {
        for row in rows.into_rows() {
            let y = self.produced;
            self.advance(y + self.up);
            let place = y % self.kept();
            let original = &self.originals[place * self.row_bytes..][..self.row_bytes];
            if self.opaque[place] {
                row.copy_from_slice(original);
            } else {
                self.compose(original, row);
            }
            self.produced += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::Format;
    use crate::image::testing::{SIDES, compare, noise, run};

    #[test]
    fn agrees_with_a_gaussian_of_alpha_under_the_frame() {
        for (width, height) in SIDES {
            let (w, h) = (width as isize, height as isize);
            for (offset_x, offset_y, sigma) in
                [(0, 0, 1.0), (3, 2, 2.0), (-5, 4, 6.0), (2, -7, 1.5), (-40, -3, 0.0), (1, 90, 3.0), (0, 9, 0.0)]
            {
                for color in [[0.0, 0.0, 0.0, 0.6], [0.9, 0.3, 0.1, 1.0]] {
                    let source = noise(Format::Rgba, width, height, false, 11);
                    let bytes = source.bytes();
                    let filter = DropShadow { offset_x, offset_y, sigma, color };
                    let result = run(&filter, &source);
                    let weight = |d: isize| match sigma {
                        0.0 => f64::from(u8::from(d == 0)),
                        _ => (-0.5 * (d as f64 / sigma).powi(2)).exp(),
                    };
                    let total: f64 = (-40..=40).map(weight).sum();
                    for (i, got) in result.bytes().as_chunks::<4>().0.iter().enumerate() {
                        let (x, y) = (i as isize % w, i as isize / w);
                        let mut shadow = 0.0;
                        for v in 0..h {
                            for u in 0..w {
                                let alpha = f64::from(bytes[(v * w + u) as usize * 4 + 3]);
                                let (dx, dy) = (x - offset_x as isize - u, y - offset_y as isize - v);
                                shadow += alpha * weight(dx) * weight(dy) / total / total;
                            }
                        }
                        let [r, g, b, a] = [0, 1, 2, 3].map(|c| f64::from(bytes[4 * i + c]));
                        let shadow = shadow * color[3] * (1.0 - a / 255.0);
                        for (c, own) in [r, g, b, 255.0].into_iter().enumerate() {
                            let below = if c == 3 { 1.0 } else { color[c] };
                            let expected = own * a / 255.0 + below * shadow;
                            let alpha = if c == 3 { 255.0 } else { f64::from(got[3]) };
                            let got = f64::from(got[c]) * alpha / 255.0;
                            assert!(
                                (got - expected).abs() <= 1.5,
                                "{filter:?} {width}×{height}: pixel {i} channel {c}: got {got}, expected {expected}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_opaque_frame_hides_its_shadow() {
        let source = noise(Format::Rgba, 31, 33, true, 12);
        compare("opaque", run(&DropShadow::default(), &source).bytes(), source.bytes(), 0);
    }
}
