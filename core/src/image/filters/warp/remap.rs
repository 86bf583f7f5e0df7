//! `remap`: reads each pixel at the position listed in a map.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::warp::{INTERPOLATION, Interpolation, Mapping, BORDER, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, MAXIMUM_DIMENSION};
use crate::image::input::Input;

/// A side in pixels; 0 keeps the frame's side.
const SIDE: Number =
    Number::new(0.0, 0.0, MAXIMUM_DIMENSION as f64).typical(0.0, 4096.0).step(1.0).unit(Unit::Pixels);

crate::filter! {
    /// Reads each pixel at the position that a map lists for it: any mapping, with subpixel positions. Colours are
    /// weighted by alpha.
    ///
    /// OpenCV's `remap` with a map of `CV_32FC2`: for each pixel of the result, row by row, x and y as 32-bit floats,
    /// little-endian, in pixels of the frame, where pixel centres are whole numbers. The map is another frame of the
    /// same format whose bytes are these floats, read in place in each run. It has 2 RGBA pixels or 8 gray pixels for
    /// each pixel of the result, and as many rows as the result; a map of another size is an error (`size-mismatch`).
    /// So results have at most 16,383 columns, gray results 4,095. Infinite positions and NaN are outside the frame;
    /// without a map, nothing changes. `bicubic` is the cubic of Catmull and Rom (A -½; OpenCV's has -¾).
    pub struct Remap: "remap" in "warp" version 1 on planes {
        /// Other frame: the map.
        frame: Option<Input> = Kind::Frame,
        /// Whether the map lists offsets from a pixel's own position instead of positions (OpenCV's
        /// `WARP_RELATIVE_MAP`).
        relative: bool = Kind::Boolean(false),
        /// Width of the result; 0 keeps the frame's width.
        width: i32 = Kind::Integer(SIDE),
        /// Height of the result; 0 keeps the frame's height.
        height: i32 = Kind::Integer(SIDE),
        /// Interpolation of colours between pixels.
        interpolation: Interpolation = INTERPOLATION,
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = BORDER,
    }
}

impl Remap {
    /// Returns the warp; none if the frame stays as it is.
    fn warp(&self, input: &RowLayout) -> Result<Option<Warp>> {
        if self.frame.is_none() {
            return Ok(None);
        }
        let side = |side: i32, own: u32| if side > 0 { side.unsigned_abs() } else { own };
        let output =
            RowLayout::new(input.format(), side(self.width, input.width()), side(self.height, input.height()))?;
        let mapping = Mapping::Listed { relative: self.relative };
        Ok(Some(Warp::new(output, mapping, self.interpolation, self.border, self.frame)))
    }
}

impl Operate for Remap {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        self.warp(input).map(Warp::operation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::error::{Code, Detail};
    use crate::image::testing::{compare, golden, noise};
    use crate::image::frame::{Format, Frame};
    use crate::image::pipeline::{Inputs, Options, Pipeline};

    fn run(filter: &Remap, source: &Frame, places: &[[f32; 2]], [width, height]: [u32; 2]) -> Result<Frame> {
        let format = source.layout().format();
        let across = width * 8 / source.layout().rows().unwrap().pixel_bytes() as u32;
        let mut map = Frame::new(FrameLayout::new(format, across, height).unwrap()).unwrap();
        let floats = map.bytes_mut().as_chunks_mut::<4>().0.iter_mut().zip(places.as_flattened());
        floats.for_each(|(to, place)| *to = place.to_le_bytes());
        let frames = [(Input(1), &map)];
        let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
        let mut result = Frame::new(*source.layout()).unwrap();
        result.bytes_mut().copy_from_slice(source.bytes());
        Pipeline::new(vec![Box::new(filter.clone())]).apply_with(&mut result, options)?;
        Ok(result)
    }

    #[test]
    fn rejects_a_map_of_another_size() {
        for (format, across) in [(Format::Rgba, 2), (Format::Gray8, 8)] {
            let source = noise(format, 20, 12, true, 1);
            let filter = Remap { frame: Some(Input(1)), width: 5, ..Remap::default() };
            for [width, height] in [[20, 12], [4, 12], [5, 11], [5, 13]] {
                let error = run(&filter, &source, &[], [width, height]).unwrap_err();
                assert_eq!((error.code, &*error.argument), (Code::SizeMismatch, "steps[0].frame"), "{error}");
                assert_eq!(error.expected, Detail::Size(5 * across, 12));
                assert_eq!(error.received, Detail::Size(width * across, height));
            }
            run(&filter, &source, &[], [5, 12]).unwrap();
        }
    }

    #[test]
    fn reads_pixels_at_the_listed_positions() {
        for format in [Format::Rgba, Format::Gray8] {
            let source = noise(format, 20, 12, true, 1);
            let p = source.layout().rows().unwrap().pixel_bytes();
            // The frame upside down; one position is NaN, another far away.
            let mut places: Vec<[f32; 2]> =
                (0..12).flat_map(|y| (0..20).map(move |x| [(19 - x) as f32, (11 - y) as f32])).collect();
            (places[3], places[26]) = ([f32::NAN, 2.0], [-1e30, 2.0]);
            let filter = Remap { frame: Some(Input(1)), interpolation: Interpolation::Nearest, ..Remap::default() };
            let result = run(&filter, &source, &places, [20, 12]).unwrap();
            for (i, came) in result.bytes().chunks(p).enumerate() {
                let (x, y) = (i % 20, i / 20);
                let pixel = &source.bytes()[((11 - y) * 20 + 19 - x) * p..][..p];
                let expected = if [3, 26].contains(&i) { &[0; 4][..p] } else { pixel };
                assert_eq!(came, expected, "{format:?} {x}, {y}");
            }
        }
    }

    #[test]
    fn weights_colours_by_alpha_between_pixels() {
        let mut source = Frame::new(FrameLayout::new(Format::Rgba, 2, 1).unwrap()).unwrap();
        source.bytes_mut().copy_from_slice(&[200, 0, 0, 255, 0, 90, 0, 85]);
        let filter = Remap { frame: Some(Input(1)), width: 1, relative: true, ..Remap::default() };
        let result = run(&filter, &source, &[[0.5, 0.0]], [1, 1]).unwrap();
        compare("half way", result.bytes(), &[150, 23, 0, 170], 1);
    }

    /// OpenCV rounds positions to 1/32 of a pixel; the positions of the vectors are multiples of that.
    #[test]
    fn agrees_with_opencv() {
        let vectors = golden(include_str!("../../../../tests/golden/remap.txt"));
        let [(_, size), (_, source), cases @ ..] = vectors.as_slice() else { panic!("no frame") };
        let [width, height, to_width, to_height] = [0, 1, 2, 3].map(|i| size[i] as u32);
        let mut frame = Frame::new(FrameLayout::new(Format::Gray8, width, height).unwrap()).unwrap();
        frame.bytes_mut().iter_mut().zip(source).for_each(|(to, &from)| *to = from as u8);
        for [(map, places), (label, expected)] in cases.as_chunks::<2>().0 {
            let (interpolation, border) = label.split_once(' ').unwrap();
            let position = |names: &[&str], name: &str| names.iter().position(|known| *known == name).unwrap();
            let filter = Remap {
                frame: Some(Input(1)),
                relative: *map == "relative",
                width: to_width as i32,
                height: to_height as i32,
                interpolation: Interpolation::ALL[position(Interpolation::NAMES, interpolation)],
                border: BorderMode::ALL[position(BorderMode::NAMES, border)],
            };
            let places: Vec<[f32; 2]> = places.as_chunks().0.iter().map(|place| place.map(|number| number as f32)).collect();
            let result = run(&filter, &frame, &places, [to_width, to_height]).unwrap();
            let expected: Vec<u8> = expected.iter().map(|&level| level as u8).collect();
            compare(&format!("{map} {label}"), result.bytes(), &expected, 1);
        }
        assert_eq!(cases.len(), 2 * 6, "number of golden cases");
    }
}
