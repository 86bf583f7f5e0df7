//! The choices that all warps offer.

use crate::declare::Kind;

crate::choice! {
    /// How colours between pixels are interpolated.
    pub enum Interpolation {
        /// Linearly, between four pixels.
        Bilinear = "bilinear",
        /// Cubic curves (Catmull-Rom) through sixteen pixels: sharper.
        Bicubic = "bicubic",
        /// The nearest pixel, unchanged.
        Nearest = "nearest",
    }
}

crate::choice! {
    /// Border mode: the pixels assumed outside the frame.
    pub enum Outside {
        /// Transparent black, and black in a gray frame.
        Transparent = "transparent",
        /// The outermost pixels, repeated.
        Clamp = "clamp",
        /// The frame, mirrored, repeating the outermost pixels.
        Mirror = "mirror",
        /// The opposite side of the frame.
        Wrap = "wrap",
    }
}

/// The parameter for the interpolation of colours between pixels.
pub(crate) const INTERPOLATION: Kind = Kind::Enum { names: Interpolation::NAMES, default: 0 };

/// The parameter for the border mode.
pub(crate) const OUTSIDE: Kind = Kind::Enum { names: Outside::NAMES, default: 0 };
