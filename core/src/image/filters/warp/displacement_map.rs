//! `displacementMap`: moves each pixel by the values of another frame.

use crate::declare::{Kind, Number, Unit};
use crate::error::Result;
use crate::image::kernels::BorderMode;
use crate::image::kernels::warp::{INTERPOLATION, Interpolation, Mapping, BORDER, Warp};
use crate::image::filters::Operate;
use crate::image::kernels::Operation;
use crate::image::frame::{RowLayout, MAXIMUM_DIMENSION};
use crate::image::input::Input;

crate::choice! {
    /// A channel of a frame.
    pub enum ChannelSelector {
        /// Red, or the gray of a gray frame.
        Red = "red",
        /// Green.
        Green = "green",
        /// Blue.
        Blue = "blue",
        /// Alpha.
        Alpha = "alpha",
    }
}

crate::filter! {
    /// Moves each pixel by the values of another frame, for waves, ripples, glass or any other displacement.
    ///
    /// Source: Filter Effects Module Level 1, `feDisplacementMap`. The pixel at (x, y) is read at (x + `scale` (X - ½),
    /// y + `scale` (Y - ½)), where X and Y are the chosen channels of the map, premultiplied, from 0 to 1. The
    /// specification takes the nearest pixel; this filter interpolates by default. A gray map has its gray in every
    /// channel. Outside the map, pixels don't move; without a map, nothing changes.
    pub struct DisplacementMap: "displacementMap" in "warp" version 1 on planes {
        /// Other frame: the map.
        frame: Option<Input> = Kind::Frame,
        /// Distance in pixels between the displacements for 0 and 1 of the map; 0 leaves the frame unchanged.
        scale: f64 = Kind::Number({
            let largest = MAXIMUM_DIMENSION as f64;
            Number::new(20.0, -largest, largest).typical(-100.0, 100.0).step(0.1).unit(Unit::Pixels)
        }),
        /// Channel of the map for the horizontal displacement.
        x_channel: ChannelSelector = Kind::Enum { names: ChannelSelector::NAMES, default: 0 },
        /// Channel of the map for the vertical displacement.
        y_channel: ChannelSelector = Kind::Enum { names: ChannelSelector::NAMES, default: 1 },
        /// Interpolation of colours between pixels.
        interpolation: Interpolation = INTERPOLATION,
        /// Border mode: the pixels assumed outside the frame.
        border: BorderMode = BORDER,
    }
}

impl DisplacementMap {
    /// Returns the warp; none if the frame stays as it is.
    fn warp(&self, input: &RowLayout) -> Result<Option<Warp>> {
        if self.frame.is_none() || self.scale == 0.0 {
            return Ok(None);
        }
        let mapping = Mapping::Displaced {
            scale: self.scale,
            channels: [self.x_channel as usize, self.y_channel as usize],
        };
        Ok(Some(Warp::new(*input, mapping, self.interpolation, self.border, self.frame)))
    }
}

impl Operate for DisplacementMap {
    fn operation(&self, input: &RowLayout) -> Result<Operation> {
        self.warp(input).map(Warp::operation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::frame::FrameLayout;
    use crate::image::testing::noise;
    use crate::image::frame::{Format, Frame};
    use crate::image::pipeline::{Inputs, Options, Pipeline};

    #[test]
    fn reads_pixels_at_the_displaced_positions() {
        for format in [Format::Rgba, Format::Gray8] {
            let source = noise(format, 20, 12, true, 1);
            let mut map = Frame::new(FrameLayout::new(format, 18, 12).unwrap()).unwrap();
            let bytes = map.layout().rows().unwrap().pixel_bytes();
            for pixel in map.bytes_mut().chunks_mut(bytes) {
                // 255 · 0.2 of 20 pixels, less 10, is -6; 255 · 0.6 is +2.
                if bytes == 4 { pixel.copy_from_slice(&[51, 153, 0, 255]) } else { pixel.fill(51) }
            }
            let filter = DisplacementMap {
                frame: Some(Input(1)),
                interpolation: Interpolation::Nearest,
                y_channel: ChannelSelector::Green,
                ..DisplacementMap::default()
            };
            let frames = [(Input(1), &map)];
            let options = Options { inputs: Inputs::from(&frames), ..Options::default() };
            let mut result = Frame::new(*source.layout()).unwrap();
            result.bytes_mut().copy_from_slice(source.bytes());
            Pipeline::new(vec![Box::new(filter)]).apply_with(&mut result, options).unwrap();
            let (dx, dy) = if bytes == 4 { (-6, 2) } else { (-6, -6) };
            for y in 0..12_isize {
                for x in 0..20_isize {
                    // The map ends before the frame does.
                    let (from_x, from_y) = if x < 18 { (x + dx, y + dy) } else { (x, y) };
                    let inside = (0..20).contains(&from_x) && (0..12).contains(&from_y);
                    let pixel = |frame: &Frame, x: isize, y: isize| {
                        frame.bytes()[(y * 20 + x) as usize * bytes..][..bytes].to_vec()
                    };
                    let expected = if inside { pixel(&source, from_x, from_y) } else { vec![0; bytes] };
                    assert_eq!(pixel(&result, x, y), expected, "{x}, {y}");
                }
            }
        }
    }
}
