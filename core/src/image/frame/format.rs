//! The formats of pixels, as data.

/// The type of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sample {
    /// A byte.
    U8,
    /// Ten bits in the lower part of 16, little-endian.
    U10,
    /// A 32-bit float: 1 is white.
    F32,
}

impl Sample {
    /// Returns the number of bytes of a sample.
    pub const fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U10 => 2,
            Self::F32 => 4,
        }
    }
}

/// The meaning of the samples of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorModel {
    /// Luma alone.
    Gray,
    /// Red, green and blue, in one plane.
    Rgb,
    /// Blue, green and red, in one plane.
    Bgr,
    /// Luma and two chroma channels, in planes of their own or interleaved.
    Yuv,
}

/// A plane of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlaneSpec {
    /// Number of samples of a pixel in this plane.
    pub channels: usize,
    /// Binary logarithm of the number of the frame's columns, and rows, for each of the plane. Odd sizes round up.
    pub halvings: [u32; 2],
}

impl PlaneSpec {
    /// Returns the number of columns and rows of the plane, in a frame of this size.
    pub(super) fn size(&self, width: u32, height: u32) -> [usize; 2] {
        let [across, down] = self.halvings;
        [width.div_ceil(1 << across) as usize, height.div_ceil(1 << down) as usize]
    }
}

/// The row of a format in the table of formats.
#[derive(Debug)]
pub struct FormatSpec {
    /// The name: that of WebCodecs where it has the format.
    pub name: &'static str,
    /// The type of all samples.
    pub sample: Sample,
    /// The meaning of the samples.
    pub model: ColorModel,
    /// Whether there is alpha, which isn't multiplied in. A fourth channel without alpha is padding, ignored when read.
    pub alpha: bool,
    /// The planes, in the order of memory.
    pub planes: &'static [PlaneSpec],
}

/// A plane of this number of channels: `of each` for a plane of the frame's size, `of 2 × 2` where a pixel of the plane
/// stands for two columns and two rows.
macro_rules! plane {
    ($channels:literal of each) => {
        PlaneSpec { channels: $channels, halvings: [0, 0] }
    };
    ($channels:literal of 2 x 1) => {
        PlaneSpec { channels: $channels, halvings: [1, 0] }
    };
    ($channels:literal of 1 x 2) => {
        PlaneSpec { channels: $channels, halvings: [0, 1] }
    };
    ($channels:literal of 2 x 2) => {
        PlaneSpec { channels: $channels, halvings: [1, 1] }
    };
}

macro_rules! formats {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $sample:ident, $model:ident, $alpha:literal,
        [$({ $($plane:tt)+ })+];)+) => {
        /// The format of pixels.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Format { $($(#[doc = $doc])* $variant),+ }

        impl Format {
            /// All formats, in the order of their indices.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The names, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// Returns the description of the format.
            pub const fn spec(self) -> &'static FormatSpec {
                const TABLE: &[FormatSpec] = &[$(FormatSpec {
                    name: $name,
                    sample: Sample::$sample,
                    model: ColorModel::$model,
                    alpha: $alpha,
                    planes: &[$(plane!($($plane)+)),+],
                }),+];
                &TABLE[self as usize]
            }
        }
    };
}

// A new format is a line here; a new type of samples needs a conversion in `convert`, too.
formats! {
    /// Red, green, blue and alpha, a byte each, not premultiplied.
    Rgba = "RGBA", U8, Rgb, true, [{ 4 of each }];
    /// Red, green, blue and padding, a byte each.
    Rgbx = "RGBX", U8, Rgb, false, [{ 4 of each }];
    /// Blue, green, red and alpha, a byte each, not premultiplied.
    Bgra = "BGRA", U8, Bgr, true, [{ 4 of each }];
    /// Blue, green, red and padding, a byte each.
    Bgrx = "BGRX", U8, Bgr, false, [{ 4 of each }];
    /// Luma, a byte.
    Gray8 = "GRAY8", U8, Gray, false, [{ 1 of each }];
    /// Luma, and a plane of each chroma channel with a byte for 2 × 2 pixels.
    I420 = "I420", U8, Yuv, false, [{ 1 of each } { 1 of 2 x 2 } { 1 of 2 x 2 }];
    /// As `I420`, and a plane of alpha.
    I420A = "I420A", U8, Yuv, true, [{ 1 of each } { 1 of 2 x 2 } { 1 of 2 x 2 } { 1 of each }];
    /// Luma, and a plane of each chroma channel with a byte for 2 pixels of a row.
    I422 = "I422", U8, Yuv, false, [{ 1 of each } { 1 of 2 x 1 } { 1 of 2 x 1 }];
    /// Luma, and a plane of each chroma channel with a byte for each pixel.
    I444 = "I444", U8, Yuv, false, [{ 1 of each } { 1 of each } { 1 of each }];
    /// Luma, and a plane of both chroma channels, interleaved, with a byte of each for 2 × 2 pixels.
    Nv12 = "NV12", U8, Yuv, false, [{ 1 of each } { 2 of 2 x 2 }];
    /// As `I420`, with ten bits in two bytes for each sample.
    I420P10 = "I420P10", U10, Yuv, false, [{ 1 of each } { 1 of 2 x 2 } { 1 of 2 x 2 }];
    /// Luma, a float.
    GrayF32 = "GRAYF32", F32, Gray, false, [{ 1 of each }];
    /// Red, green, blue and alpha, a float each, not premultiplied.
    RgbaF32 = "RGBAF32", F32, Rgb, true, [{ 4 of each }];
}

impl Format {
    /// Returns the name of the format, in error messages and bindings, too.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// Returns whether filters and analyses process the pixels as they are: RGBA, or gray, in bytes.
    pub fn is_plain(self) -> bool {
        self.rows().is_some_and(|rows| rows.frame_format() == self)
    }

    /// Returns the binary logarithm of the largest number of columns, and rows, for which a plane has one.
    pub fn halvings(self) -> [u32; 2] {
        let planes = self.spec().planes.iter();
        planes.fold([0, 0], |[across, down], plane| [across.max(plane.halvings[0]), down.max(plane.halvings[1])])
    }

    /// Returns the format of the rows that filters process, if they process this format as it is: bytes of one channel
    /// or four in a single plane.
    pub const fn rows(self) -> Option<RowFormat> {
        let spec = self.spec();
        match (spec.sample, spec.planes) {
            (Sample::U8, [PlaneSpec { channels: 4, .. }]) => Some(RowFormat::Rgba8),
            (Sample::U8, [PlaneSpec { channels: 1, .. }]) => Some(RowFormat::Gray8),
            _ => None,
        }
    }
}

/// The format of the rows that kernels process. Frames of other formats are processed plane by plane, or converted to
/// such rows in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowFormat {
    /// Four channels, a byte each; the last is alpha, not premultiplied.
    Rgba8,
    /// A byte: luma, or any other channel by itself.
    Gray8,
}

impl RowFormat {
    /// Returns the number of bytes of a pixel.
    pub const fn pixel_bytes(self) -> usize {
        match self {
            Self::Rgba8 => 4,
            Self::Gray8 => 1,
        }
    }

    /// Returns the frame format that has the same rows.
    pub const fn frame_format(self) -> Format {
        match self {
            Self::Rgba8 => Format::Rgba,
            Self::Gray8 => Format::Gray8,
        }
    }

    /// Returns the name in error messages.
    pub const fn name(self) -> &'static str {
        self.frame_format().name()
    }
}
