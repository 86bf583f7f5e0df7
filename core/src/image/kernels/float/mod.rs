//! Kernels for rows of floats: what a filter produces if the pipeline has `Precision::Float`.
//!
//! A row is a slice of pixels. Values are nominally from 0 to 1, and can be beyond. Colours aren't premultiplied.

mod beside;
mod convolution;
mod gaussian;
mod planes;
mod power;
mod pyramid;
mod sliding;
mod sums;

pub(crate) use convolution::{convolution, separable_convolution};
pub(crate) use gaussian::gaussian;
pub(crate) use planes::{colors, planes, with_planes};
pub(crate) use power::{decode_srgb, encode_srgb, power};
pub(crate) use sliding::{Shape, sliding};
pub(crate) use sums::{FloatBorder, dot, premultiply, sum_rows, unpremultiply};

use alloc::boxed::Box;
use core::fmt;
use core::ops::Range;

use crate::image::frame::RowLayout;
use crate::image::input::Input;
use crate::image::kernels::affine::Affine;

/// Red, green, blue and alpha.
pub type Pixel = [f32; 4];

/// The operation of a filter on rows of floats.
#[non_exhaustive]
pub enum FloatOperation {
    /// The identity.
    Identity,
    /// A linear function of the channels of a pixel.
    Affine(Affine),
    /// Any other function of a row by itself, whose size stays.
    Point(Box<dyn FloatPoint>),
    /// A function of a row and the pixels of another frame.
    Combine(Box<dyn FloatCombine>),
    /// A kernel that computes a row from several rows; the result may have another size.
    Gather(Box<dyn FloatGather>),
}

/// An operation on rows of floats, and the layout of its result. (That of the rows as bytes: the size is what counts.)
#[derive(Debug)]
pub struct FloatStep {
    /// What it does.
    pub operation: FloatOperation,
    /// The layout of the result.
    pub output: RowLayout,
    /// Whether the result has the size of the frame.
    pub keeps_size: bool,
}

/// Formats the kind alone.
impl fmt::Debug for FloatOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity => "Identity",
            Self::Affine(_) => "Affine",
            Self::Point(_) => "Point",
            Self::Combine(_) => "Combine",
            Self::Gather(_) => "Gather",
        })
    }
}

/// A kernel that needs only the row and its position.
pub trait FloatPoint: Send {
    /// Processes row `y`.
    fn apply(&self, row: &mut [Pixel], y: usize);
}

/// A kernel that needs only the row and the pixels of another frame that lie over it.
pub trait FloatCombine: Send {
    /// Returns the other frame.
    fn input(&self) -> Input;

    /// Returns the column and the row of this frame at which the other frame's first pixel lies.
    fn place(&self) -> [i32; 2];

    /// Processes a row.
    fn apply(&self, row: &mut [Pixel], other: Beside<'_>);
}

/// The pixels of another frame that lie over a row.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// As many pixels as the row has, transparent black outside the other frame.
    pub pixels: &'a [Pixel],
    /// The first and one past the last column within the other frame.
    pub covered: [usize; 2],
    /// Whether the other frame is gray: its colours are equal, and its alpha is 1.
    pub is_gray: bool,
}

/// A kernel that computes rows of its result from rows of its source, in order. It gets each row of the source that it
/// needs once, and stores of it what results need: rows in a ring, filtered as far as possible.
pub trait FloatGather: Send {
    /// Returns the width and height of the result.
    fn size(&self) -> [usize; 2];

    /// Returns the number of pixels that are stored of a row of the source.
    fn stored(&self) -> usize;

    /// Returns the rows of the source that row `y` of the result depends on. Neither end falls as `y` rises.
    fn needs(&self, y: usize) -> Range<usize>;

    /// Returns the number of bytes of working memory, without the ring.
    fn scratch_bytes(&self) -> usize {
        0
    }

    /// Stores what results need of row `y` of the source, which it may overwrite. A row other than the next begins a
    /// frame.
    fn take(&mut self, y: usize, row: &mut [Pixel], stored: &mut [Pixel]);

    /// Writes row `y` of the result. The rows that it needs are stored.
    fn write(&mut self, rows: Stored<'_>, y: usize, into: &mut [Pixel]);
}

/// Stored rows: a ring.
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    pixels: &'a [Pixel],
    width: usize,
    count: usize,
}

impl<'a> Stored<'a> {
    /// Creates a view of a ring of rows of `width` pixels.
    pub fn new(pixels: &'a [Pixel], width: usize) -> Self {
        Self { pixels, width, count: pixels.len().checked_div(width).unwrap_or_default() }
    }

    /// Returns what is stored of row `y` of the source.
    pub fn row(&self, y: usize) -> &'a [Pixel] {
        let start = y.checked_rem(self.count).unwrap_or_default() * self.width;
        self.pixels.get(start..start + self.width).unwrap_or_default()
    }
}

impl FloatOperation {
    /// Returns the width and height of the result for rows of this size.
    pub(crate) fn output(&self, size: [usize; 2]) -> [usize; 2] {
        if let Self::Gather(kernel) = self { kernel.size() } else { size }
    }

    /// Returns the number of bytes of working memory, without rings.
    pub(crate) fn scratch_bytes(&self) -> usize {
        if let Self::Gather(kernel) = self { kernel.scratch_bytes() } else { 0 }
    }

    /// Returns the other frame, if any.
    pub(crate) fn input(&self) -> Option<Input> {
        if let Self::Combine(kernel) = self { Some(kernel.input()) } else { None }
    }
}
