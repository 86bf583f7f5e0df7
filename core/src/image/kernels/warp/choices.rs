//! The choices that all warps offer.

use crate::declare::Kind;

crate::choice! {
    /// How a colour between pixels is found.
    pub enum Interpolation {
        /// Linearly, between four pixels.
        Bilinear = "bilinear",
        /// By cubic curves (Catmull-Rom) through sixteen pixels: sharper.
        Bicubic = "bicubic",
        /// The nearest pixel, as it is.
        Nearest = "nearest",
    }
}

crate::choice! {
    /// What lies beyond the edges of a frame.
    pub enum Outside {
        /// Nothing: transparent black, and black in a gray frame.
        Transparent = "transparent",
        /// The outermost pixels, repeated.
        Clamp = "clamp",
        /// The frame, mirrored; the outermost pixels twice.
        Mirror = "mirror",
        /// The frame again.
        Wrap = "wrap",
    }
}

/// The parameter that says how colours between pixels are found.
pub(crate) const INTERPOLATION: Kind = Kind::Enum { names: Interpolation::NAMES, default: 0 };

/// The parameter that says what lies beyond the edges.
pub(crate) const OUTSIDE: Kind = Kind::Enum { names: Outside::NAMES, default: 0 };
