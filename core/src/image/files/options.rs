//! Options of the encoders.

/// Options of PNG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PngOptions {
    /// From 1 (fastest) to 9 (smallest file). From 2 on, zlib's levels.
    pub effort: u8,
    /// Whether to store a palette, of 1, 2, 4 or 8 bits a pixel. The frame must have at most 256 colours.
    pub palette: bool,
}

/// Options of JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JpegOptions {
    /// From 1 to 100, scaled to tables as in libjpeg.
    pub quality: u8,
    /// Resolution of the chroma planes.
    pub chroma: ChromaSubsampling,
    /// Whether the file shows a coarse picture before it is complete. Has optimised tables in any case.
    pub progressive: bool,
    /// Whether the Huffman tables are computed for this picture.
    pub optimized: bool,
    /// The colour under transparent pixels: red, green and blue.
    pub background: [u8; 3],
}

/// The resolution of the chroma planes of a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChromaSubsampling {
    /// Full resolution.
    None,
    /// Half the width.
    Horizontal,
    /// Half the width and half the height.
    Both,
}

impl ChromaSubsampling {
    /// The usual names, in the order of the variants.
    pub const NAMES: &'static [&'static str] = &["4:4:4", "4:2:2", "4:2:0"];

    /// Returns the variant with the name at `index`.
    pub fn of(index: u32) -> Option<Self> {
        [Self::None, Self::Horizontal, Self::Both].get(index as usize).copied()
    }
}

impl PngOptions {
    /// The valid efforts.
    pub const EFFORTS: core::ops::RangeInclusive<u8> = 1..=9;
}

impl JpegOptions {
    /// Returns the default options for a quality from 1 to 100: sequential, full chroma from 90 on, over black.
    pub fn new(quality: u8) -> Self {
        let chroma = if quality >= 90 { ChromaSubsampling::None } else { ChromaSubsampling::Both };
        Self { quality: quality.clamp(1, 100), chroma, progressive: false, optimized: false, background: [0; 3] }
    }
}
