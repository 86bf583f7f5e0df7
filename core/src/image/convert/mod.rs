//! Row kernels between YUV and RGBA, and between other layouts of pixels.
//!
//! A kernel is created once for a colour space, and is constant afterwards. It converts one row per call, without
//! allocations, and accepts slices of any length: the shortest one determines the number of pixels.

use crate::error::{Code, Error};
use crate::image::frame::Format;

mod coefficients;
mod from_rgba;
mod lines;
mod reader;
mod repack;
mod rows;
mod samples;
mod select;
mod to_rgba;
mod writer;

#[cfg(test)]
mod tests;

pub(crate) use from_rgba::RgbaToYuv;
pub(crate) use lines::yuv_lines;
pub(crate) use reader::RowReader;
pub(crate) use repack::{repack, separated};
pub(crate) use rows::{
    floats_to_bytes, gray_to_rgba, make_opaque, rgba_to_gray, swap_red_blue, swap_red_blue_opaque, to_floats,
};
pub(crate) use select::select;
pub(crate) use to_rgba::YuvToRgba;
pub(crate) use writer::RowWriter;

/// Whether this build converts between RGBA and YUV or floats. Without, the compiler drops their kernels, which are larger
/// than most families of filters.
const VIDEO: bool = cfg!(feature = "yuv");

/// The error for a conversion that this build was made without.
fn lacking(format: Format) -> Error {
    Error::new(Code::Unsupported, "conversions of YUV formats", "in this build", format.name())
}

/// A row of chroma samples, one sample of each channel for each column of the chroma plane.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ChromaRow<'a> {
    /// A plane for each channel.
    Planar {
        /// Blue difference.
        u: &'a [u8],
        /// Red difference.
        v: &'a [u8],
    },
    /// Both channels in one plane: u, v, u, v, as in NV12.
    Interleaved(&'a [u8]),
}

/// A row of chroma samples to write.
#[derive(Debug)]
pub(crate) enum ChromaRowMut<'a> {
    /// A plane for each channel.
    Planar {
        /// Blue difference.
        u: &'a mut [u8],
        /// Red difference.
        v: &'a mut [u8],
    },
    /// Both channels in one plane: u, v, u, v, as in NV12.
    Interleaved(&'a mut [u8]),
}

crate::choice! {
    /// How pixels between chroma samples get their colour.
    pub enum Upsampling {
        /// A weighted mean of the nearest samples.
        Bilinear = "bilinear",
        /// The sample that the pixel shares: faster, with visible steps at edges of colours.
        Nearest = "nearest",
    }
}
