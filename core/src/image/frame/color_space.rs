//! Colour spaces, with the names of WebCodecs' `VideoColorSpace`.

crate::choice! {
    /// The primaries: which colours red, green and blue are.
    pub enum Primaries {
        /// ITU-R BT.709 and sRGB.
        Bt709 = "bt709",
        /// ITU-R BT.601, 625 lines.
        Bt470Bg = "bt470bg",
        /// ITU-R BT.601, 525 lines.
        Smpte170M = "smpte170m",
        /// ITU-R BT.2020.
        Bt2020 = "bt2020",
        /// Display P3.
        Smpte432 = "smpte432",
    }
}

crate::choice! {
    /// The transfer function from light to values.
    pub enum Transfer {
        /// ITU-R BT.709.
        Bt709 = "bt709",
        /// ITU-R BT.601, the same function as BT.709.
        Smpte170M = "smpte170m",
        /// sRGB.
        Srgb = "iec61966-2-1",
        /// Values proportional to light.
        Linear = "linear",
        /// SMPTE ST 2084, the perceptual quantizer.
        Pq = "pq",
        /// ITU-R BT.2100, hybrid log-gamma.
        Hlg = "hlg",
    }
}

crate::choice! {
    /// The matrix between red, green and blue and luma and chroma.
    pub enum YuvMatrix {
        /// None: the values are red, green and blue.
        Rgb = "rgb",
        /// ITU-R BT.709.
        Bt709 = "bt709",
        /// ITU-R BT.601, 625 lines. The same numbers as [`Self::Smpte170M`].
        Bt470Bg = "bt470bg",
        /// ITU-R BT.601, 525 lines.
        Smpte170M = "smpte170m",
        /// ITU-R BT.2020, non-constant luminance.
        Bt2020 = "bt2020-ncl",
    }
}

crate::choice! {
    /// The position of a chroma sample that is shared by a row's pixels. Vertically, samples are always between the rows
    /// that share them.
    pub enum ChromaSiting {
        /// At the left pixel, as in MPEG-2, H.264 and VP9.
        Left = "left",
        /// Between the pixels, as in JPEG and MPEG-1.
        Center = "center",
    }
}

/// The colour space of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColorSpace {
    /// Which colours red, green and blue are.
    pub primaries: Primaries,
    /// From light to values.
    pub transfer: Transfer,
    /// Between RGB and YUV.
    pub matrix: YuvMatrix,
    /// Whether values cover all levels. Otherwise, those of 8 bits are 16 to 235 for luma and 16 to 240 for chroma, and
    /// those of more bits in proportion.
    pub full_range: bool,
    /// The position of shared chroma samples.
    pub siting: ChromaSiting,
}

impl ColorSpace {
    /// sRGB, the default of RGB and gray frames.
    pub const SRGB: Self = Self {
        primaries: Primaries::Bt709,
        transfer: Transfer::Srgb,
        matrix: YuvMatrix::Rgb,
        full_range: true,
        siting: ChromaSiting::Left,
    };

    /// BT.709 in limited range, the default of YUV frames: that of high-definition video, and of WebCodecs.
    pub const BT709: Self = Self {
        primaries: Primaries::Bt709,
        transfer: Transfer::Bt709,
        matrix: YuvMatrix::Bt709,
        full_range: false,
        siting: ChromaSiting::Left,
    };
}
