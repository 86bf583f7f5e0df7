//! Row kernels between YUV and RGBA, and between other layouts of pixels.
//!
//! A kernel is created once for a colour space, and is constant afterwards. It converts one row per call, without
//! allocations, and accepts slices of any length: the shortest one determines the number of pixels.

use crate::error::{Code, Error, Result};
use crate::image::frame::{ColorModel, Format, Sample};

mod coefficients;
#[cfg(feature = "float")]
mod float;
mod from_rgba;
mod lines;
mod mix;
mod reader;
mod repack;
mod rows;
mod samples;
mod select;
mod to_rgba;
mod writer;

#[cfg(test)]
mod tests;

#[cfg(all(feature = "compositing", feature = "yuv"))]
pub(crate) use coefficients::yuv_weights;
#[cfg(feature = "float")]
pub(crate) use float::{FloatReader, FloatWriter};
pub(crate) use from_rgba::RgbaToYuv;
pub(crate) use lines::yuv_lines;
pub(crate) use mix::mix_through;
pub(crate) use reader::RowReader;
pub(crate) use repack::{repack, separated};
pub(crate) use select::select;
pub(crate) use to_rgba::YuvToRgba;
pub(crate) use writer::RowWriter;

/// Whether this build converts between RGBA and YUV or floats. Without, the compiler drops their kernels, which are larger
/// than most families of filters.
const VIDEO: bool = cfg!(feature = "yuv");

/// How a format stores its pixels: which kernels read and write its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Storage {
    /// One plane of four bytes a pixel.
    Packed {
        /// Blue comes first.
        swapped: bool,
        /// The fourth byte is padding.
        opaque: bool,
    },
    Gray,
    GrayFloats,
    Floats,
    /// Luma and chroma in planes, in samples of this number of bits.
    Yuv(u32),
}

impl Storage {
    /// # Errors
    /// `unsupported` in a build without the conversion, `unsupported-format` if there is none.
    fn of(format: Format) -> Result<Self> {
        let spec = format.spec();
        let storage = match (spec.sample, spec.model) {
            (Sample::U8, ColorModel::Rgb | ColorModel::Bgr) => {
                Self::Packed { swapped: spec.model == ColorModel::Bgr, opaque: !spec.alpha }
            }
            (Sample::U8, ColorModel::Gray) => Self::Gray,
            (Sample::F32, ColorModel::Gray) => Self::GrayFloats,
            (Sample::F32, ColorModel::Rgb) => Self::Floats,
            (Sample::U8, ColorModel::Yuv) => Self::Yuv(8),
            (Sample::U10, ColorModel::Yuv) => Self::Yuv(10),
            (Sample::U10, _) | (Sample::F32, ColorModel::Yuv | ColorModel::Bgr) => {
                return Err(Error::new(Code::UnsupportedFormat, "frame", "a convertible format", spec.name));
            }
        };
        if VIDEO || matches!(storage, Self::Packed { .. } | Self::Gray) {
            return Ok(storage);
        }
        Err(Error::new(Code::Unsupported, "conversions of YUV formats", "in this build", spec.name))
    }
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
    pub enum ChromaUpsampling {
        /// A weighted mean of the nearest samples.
        Bilinear = "bilinear",
        /// The sample that the pixel shares: faster, with visible steps at edges of colours.
        Nearest = "nearest",
    }
}
