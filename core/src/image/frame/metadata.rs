//! What a frame says about its picture, besides the pixels.

use super::color_space::ColorSpace;
use super::format::{ColorModel, Format};
use super::region::Region;

/// Colour space, time and orientation of a frame, with the meanings of WebCodecs' `VideoFrame`. Pipelines and clones keep
/// them; only conversions read the colour space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The colour space of the values.
    pub color_space: ColorSpace,
    /// Time at which the frame is shown, in microseconds.
    pub timestamp: Option<i64>,
    /// How long the frame is shown, in microseconds.
    pub duration: Option<u64>,
    /// Number of quarter turns clockwise that show the picture upright, from 0 to 3.
    pub quarter_turns: u8,
    /// Whether the picture is to be mirrored horizontally, after the quarter turns.
    pub flip: bool,
    /// The part of the frame that is to be shown; all of it by default.
    pub visible: Option<Region>,
}

impl Metadata {
    /// Returns the defaults of a format: sRGB, or BT.709 in limited range for YUV.
    pub const fn new(format: Format) -> Self {
        let color_space = match format.spec().model {
            ColorModel::Yuv => ColorSpace::BT709,
            ColorModel::Gray | ColorModel::Rgb | ColorModel::Bgr => ColorSpace::SRGB,
        };
        Self { color_space, timestamp: None, duration: None, quarter_turns: 0, flip: false, visible: None }
    }

    /// Returns the metadata of a result in the format `to`, whose frame had the metadata `target` before. They are those of
    /// the source, a frame of the format `from`; only between YUV and RGB, the matrix and the range of the target stay.
    pub(crate) fn converted(&self, from: Format, to: Format, target: &Self) -> Self {
        let is_yuv = |format: Format| format.spec().model == ColorModel::Yuv;
        if is_yuv(from) == is_yuv(to) {
            return *self;
        }
        let ColorSpace { matrix, full_range, siting, .. } = target.color_space;
        Self { color_space: ColorSpace { matrix, full_range, siting, ..self.color_space }, ..*self }
    }
}
