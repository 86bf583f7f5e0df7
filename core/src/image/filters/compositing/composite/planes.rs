//! A frame with alpha over a plane of a YUV frame.
//!
//! Only the pixels of the other frame are converted: their luma, or the chroma of those that share a sample, weighted by
//! alpha. So the work grows with the area of the other frame, not with that of the frame below.

use crate::image::convert::yuv_weights;
use crate::image::filters::YuvPlane;
use crate::image::frame::{ChromaSiting, PlaneRef, RowFormat, RowLayout};
use crate::image::input::Input;
use crate::image::kernels::Combine;
use crate::image::kernels::channels::planes;
use crate::simd::{F32x4, Pixels, U8x16};

/// The operator `source-over` on a plane.
#[derive(Debug)]
pub(super) struct OverPlane {
    input: Input,
    /// The other frame's first pixel, in pixels of the frame.
    at: [i64; 2],
    opacity: f32,
    /// The last column and row of the frame.
    last: [i64; 2],
    /// Binary logarithm of the number of the frame's columns, and rows, for each of the plane.
    halvings: [u32; 2],
    /// Number of samples of a row.
    width: usize,
    /// Weights of red, green and blue, and the value of black.
    weights: [f32; 4],
    /// The columns that share a sample, from its first, and their weights.
    taps: &'static [(i64, f32)],
}

impl OverPlane {
    /// Creates the kernel for rows of a plane.
    pub(super) fn new(input: Input, at: [i32; 2], opacity: f64, rows: &RowLayout, plane: &YuvPlane) -> Self {
        let YuvPlane { index, frame, color_space } = *plane;
        let halvings = frame.format().spec().planes.get(index).map_or([0, 0], |plane| plane.halvings);
        let taps: &[(i64, f32)] = match (halvings[0], color_space.siting) {
            (0, _) => &[(0, 1.0)],
            (_, ChromaSiting::Center) => &[(0, 1.0), (1, 1.0)],
            (_, ChromaSiting::Left) => &[(-1, 1.0), (0, 2.0), (1, 1.0)],
        };
        // After a step that changes the size, that of the frame is known but for an odd column and row.
        let size = if frame.plane_rows(index) == Some(*rows) {
            [frame.width(), frame.height()]
        } else {
            [rows.width() << halvings[0], rows.height() << halvings[1]]
        };
        Self {
            input,
            at: at.map(i64::from),
            opacity: opacity as f32,
            last: size.map(|side| i64::from(side) - 1),
            halvings,
            width: rows.width() as usize,
            weights: yuv_weights(&color_space)[index.min(2)].map(|weight| weight as f32),
            taps,
        }
    }

    /// The part of `0..length` that the other frame's `size` pixels, from `at` on, cover in the plane.
    fn covered(&self, axis: usize, size: u32, length: usize) -> core::ops::Range<usize> {
        let halvings = self.halvings[axis];
        // A sample depends on pixels one before its first.
        let first = self.at[axis] >> halvings;
        let end = (self.at[axis] + i64::from(size) + (1 << halvings)) >> halvings;
        let inside = |place: i64| place.clamp(0, length as i64) as usize;
        inside(first)..inside(end)
    }

    /// Mixes samples that stand for a pixel each, four at a time.
    fn mix_pixels(&self, samples: &mut [u8], pixels: &[u8]) {
        let [red, green, blue, black] = self.weights.map(F32x4::splat);
        let unit = F32x4::splat(self.opacity / 255.0);
        let four = |samples: [u8; 4], pixels: &[u8; 16]| {
            let [r, g, b, a] = planes(U8x16::load(pixels));
            let above = r * red + g * green + b * blue + black;
            let below = F32x4::from_array(samples.map(f32::from));
            (below + (above - below) * (a * unit)).round_small().to_array().map(|level| level.clamp(0, 255) as u8)
        };
        let (body, tail) = samples.as_chunks_mut::<4>();
        let (above, above_tail) = pixels.as_chunks::<16>();
        for (samples, pixels) in body.iter_mut().zip(above) {
            *samples = four(*samples, pixels);
        }
        let (mut last, mut last_above) = ([0; 4], [0; 16]);
        last[..tail.len()].copy_from_slice(tail);
        last_above[..above_tail.len()].copy_from_slice(above_tail);
        tail.copy_from_slice(&four(last, &last_above)[..tail.len()]);
    }

    /// Mixes a sample that several pixels share, and which begins at `column` of the frame; `rows` are those of the other
    /// frame.
    fn mix_shared(&self, sample: &mut u8, column: i64, rows: [Option<&[u8]>; 2], all: f32) {
        let mut sums = [0.0_f32; 4];
        for row in rows.into_iter().flatten() {
            for &(offset, weight) in self.taps {
                let x = (column + offset).clamp(0, self.last[0]) - self.at[0];
                let pixel = usize::try_from(x).ok().and_then(|x| row.get(4 * x..)?.first_chunk::<4>());
                let Some(&[r, g, b, a]) = pixel else { continue };
                let alpha = weight * f32::from(a);
                let [red, green, blue, sum] = &mut sums;
                *red += alpha * f32::from(r);
                *green += alpha * f32::from(g);
                *blue += alpha * f32::from(b);
                *sum += alpha;
            }
        }
        let [red, green, blue, alpha] = sums;
        if alpha == 0.0 {
            return;
        }
        let [of_red, of_green, of_blue, black] = self.weights;
        let share = self.opacity / (255.0 * all);
        let above = red * of_red + green * of_green + blue * of_blue + alpha * black;
        let below = f32::from(*sample);
        *sample = (below + (above - below * alpha) * share + 0.5) as u8;
    }
}

impl Combine for OverPlane {
    fn input(&self) -> Input {
        self.input
    }

    fn accepts(&self, format: RowFormat, _: RowFormat) -> bool {
        format == RowFormat::Rgba8
    }

    fn apply(&self, rows: Pixels<'_>, first_row: usize, other: &PlaneRef<'_>) {
        let (width, height) = (other.layout().width(), other.layout().height());
        let columns = self.covered(0, width, self.width);
        let [across, down] = self.halvings;
        let other_row = |y: i64| {
            let y = y.clamp(0, self.last[1]) - self.at[1];
            (0..i64::from(height)).contains(&y).then(|| other.plane().row(y as usize))
        };
        let all = self.taps.iter().map(|tap| tap.1).sum::<f32>() * if down > 0 { 2.0 } else { 1.0 };
        for (y, row) in (first_row..).zip(rows.kept().chunks_exact_mut(self.width.max(1))) {
            let first = (y as i64) << down;
            let above = [other_row(first), if down > 0 { other_row(first + 1) } else { None }];
            if above == [None, None] {
                continue;
            }
            if across == 0 && down == 0 {
                let Some(pixels) = above[0] else { continue };
                let start = (-self.at[0]).max(0) as usize;
                // As many as the other frame has in this row.
                let end = columns.end.min(columns.start + (width as usize).saturating_sub(start));
                let pixels = pixels.get(4 * start..).unwrap_or_default();
                if let Some(samples) = row.get_mut(columns.start..end) {
                    self.mix_pixels(samples, &pixels[..(4 * samples.len()).min(pixels.len())]);
                }
                continue;
            }
            for (x, sample) in columns.clone().zip(&mut row[columns.clone()]) {
                self.mix_shared(sample, (x as i64) << across, above, all);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Composite, Operator};
    use super::*;
    use crate::image::frame::{ColorSpace, Format, Frame, FrameLayout, YuvMatrix};
    use crate::image::pipeline::{Inputs, Options, Pipeline};
    use crate::image::testing::noise;

    const SIZE: (u32, u32) = (37, 26);

    /// A picture whose colours RGB has, and that is soft, as chroma is.
    fn background(format: Format, space: ColorSpace) -> Frame {
        let mut rgba = Frame::new(FrameLayout::new(Format::Rgba, SIZE.0, SIZE.1).unwrap()).unwrap();
        for (i, pixel) in rgba.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let (x, y) = (i as u32 % SIZE.0, i as u32 / SIZE.0);
            *pixel = [80 + 3 * x, 60 + 4 * y, 200 - 2 * x - y, 255].map(|c| c as u8);
        }
        let mut frame = Frame::new(FrameLayout::new(format, SIZE.0, SIZE.1).unwrap()).unwrap();
        frame.metadata_mut().color_space = space;
        Pipeline::new(vec![]).apply_into(&rgba, &mut frame).unwrap();
        frame
    }

    /// The composite in real numbers, pixel by pixel, from samples that are shared without interpolation.
    fn expected(frame: &Frame, overlay: &Frame, at: [i32; 2], opacity: f64, plane: usize) -> Vec<f64> {
        let space = frame.metadata().color_space;
        let (red, blue) = match space.matrix {
            YuvMatrix::Smpte170M => (0.299, 0.114),
            _ => (0.2126, 0.0722),
        };
        let [low, luma_range, chroma_range] = if space.full_range { [0.0, 255.0, 255.0] } else { [16.0, 219.0, 224.0] };
        let yuv = |[r, g, b]: [f64; 3]| {
            let luma = red * r + (1.0 - red - blue) * g + blue * b;
            let chroma =
                |color: f64, weight: f64| 128.0 + chroma_range * (color - luma) / (2.0 * (1.0 - weight)) / 255.0;
            [low + luma_range * luma / 255.0, chroma(b, blue), chroma(r, red)]
        };
        let halvings = frame.layout().format().spec().planes[plane].halvings;
        let [width, height] = [SIZE.0, SIZE.1].map(i64::from);
        let [over_width, over_height] = [overlay.layout().width(), overlay.layout().height()].map(i64::from);
        // What a pixel of the other frame adds to this sample.
        let added = |x: i64, y: i64, below: f64| {
            let (x, y) = (x.clamp(0, width - 1) - i64::from(at[0]), y.clamp(0, height - 1) - i64::from(at[1]));
            if !(0..over_width).contains(&x) || !(0..over_height).contains(&y) {
                return 0.0;
            }
            let [r, g, b, a] = overlay.bytes().as_chunks::<4>().0[(y * over_width + x) as usize].map(f64::from);
            opacity * a / 255.0 * (yuv([r, g, b])[plane] - below)
        };
        let columns: &[(i64, f64)] = match (halvings[0], space.siting) {
            (0, _) => &[(0, 1.0)],
            (_, ChromaSiting::Center) => &[(0, 0.5), (1, 0.5)],
            (_, ChromaSiting::Left) => &[(-1, 0.25), (0, 0.5), (1, 0.25)],
        };
        let rows: &[i64] = if halvings[1] == 0 { &[0] } else { &[0, 1] };
        let mut all = Vec::new();
        for (y, row) in (0..).zip(frame.plane(plane).rows()) {
            for (x, &below) in (0..).zip(row) {
                let below = f64::from(below);
                let shared = rows.iter().flat_map(|dy| columns.iter().map(move |(dx, weight)| (dx, dy, weight)));
                let change = shared.map(|(dx, dy, weight)| {
                    weight * added((x << halvings[0]) + dx, (y << halvings[1]) + dy, below) / rows.len() as f64
                });
                all.push(below + change.sum::<f64>());
            }
        }
        all
    }

    #[test]
    fn agrees_with_a_composite_in_real_numbers() {
        let spaces = [
            ColorSpace::BT709,
            ColorSpace {
                matrix: YuvMatrix::Smpte170M,
                full_range: true,
                siting: ChromaSiting::Center,
                ..ColorSpace::BT709
            },
        ];
        let overlay = noise(Format::Rgba, 11, 7, false, 4);
        for format in [Format::I420, Format::I422, Format::I444] {
            for space in spaces {
                for at in [[0, 0], [5, 3], [6, 8], [-3, -2], [31, 22], [36, 25], [-11, 0], [80, 3]] {
                    for opacity in [1.0, 0.4] {
                        let source = background(format, space);
                        let mut frame = background(format, space);
                        let frames = [(Input(1), &overlay)];
                        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
                        let filter = Composite {
                            frame: Some(Input(1)),
                            operator: Operator::SourceOver,
                            opacity,
                            x: at[0],
                            y: at[1],
                        };
                        let mut pipeline = Pipeline::new(vec![Box::new(filter)]);
                        pipeline.apply_with(&mut frame, options).unwrap();
                        let plan = pipeline.explain().unwrap();
                        assert!(plan.passes.iter().all(|pass| pass.domain == "planes"), "{plan:?}");
                        for plane in 0..3 {
                            let wanted = expected(&source, &overlay, at, opacity, plane);
                            let got = frame.plane(plane).rows().flatten();
                            for (i, (&got, wanted)) in got.zip(&wanted).enumerate() {
                                let error = (f64::from(got) - wanted.clamp(0.0, 255.0)).abs();
                                assert!(
                                    error <= 0.51,
                                    "{format:?} {at:?} {opacity}: plane {plane}, {i}: {got}, {wanted}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    /// By way of an RGBA frame, the picture is the same, but for the chroma that pixels share.
    #[test]
    fn agrees_with_a_composite_on_rgba() {
        let mut overlay = noise(Format::Rgba, 12, 8, false, 4);
        // Soft, as a caption with antialiased edges isn't: so that sharing chroma changes nothing.
        for (i, pixel) in overlay.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let (x, y) = (i % 12, i / 12);
            *pixel = [200 - 2 * x, 90 + 3 * y, 60 + x + y, 130].map(|c| c as u8);
        }
        let frames = [(Input(1), &overlay)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let filter = || Composite { frame: Some(Input(1)), operator: Operator::SourceOver, opacity: 0.8, x: 8, y: 6 };
        let mut frame = background(Format::I420, ColorSpace::BT709);
        let mut rgba = Frame::new(FrameLayout::new(Format::Rgba, SIZE.0, SIZE.1).unwrap()).unwrap();
        Pipeline::new(vec![]).apply_into(&frame, &mut rgba).unwrap();
        Pipeline::new(vec![Box::new(filter())]).apply_with(&mut frame, options).unwrap();
        Pipeline::new(vec![Box::new(filter())]).apply_with(&mut rgba, options).unwrap();
        let mut shown = Frame::new(*rgba.layout()).unwrap();
        Pipeline::new(vec![]).apply_into(&frame, &mut shown).unwrap();
        for (i, (got, wanted)) in shown.bytes().iter().zip(rgba.bytes()).enumerate() {
            let (x, y) = (i / 4 % SIZE.0 as usize, i / 4 / SIZE.0 as usize);
            // At its edge, the other frame shares chroma with the frame below.
            let is_edge = [7, 8, 9, 18, 19, 20, 21].contains(&x) || [5, 6, 7, 12, 13, 14, 15].contains(&y);
            assert!(is_edge || got.abs_diff(*wanted) <= 2, "byte {i}: {got}, not {wanted}");
        }
    }
}
